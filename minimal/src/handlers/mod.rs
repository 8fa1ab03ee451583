//! What answers the events of the pages. `liveview gen handler NAME` adds a file and its line here.

mod greet;
