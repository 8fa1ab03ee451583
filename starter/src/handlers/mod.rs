//! What answers the events of the pages. `liveview gen handler NAME` adds a file and its line here.

mod chat;
mod counter;
mod greet;
mod navigate;
mod search;
mod signup;

#[cfg(test)]
mod tests {
    #[test]
    fn every_file_is_linked() {
        liveview::testing::assert_all_linked!();
    }
}
