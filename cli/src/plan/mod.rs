//! What a command is going to write, as one value.
