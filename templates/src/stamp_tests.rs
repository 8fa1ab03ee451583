//! Tables for stamping.
//! What has to match once and does not, and values that try to get out of their place.

use crate::{project, stamp::Recipe};

fn recipe(stamps: &[(&str, &str)]) -> Recipe {
    let stamps: Vec<_> = stamps
        .iter()
        .map(|(find, with)| format!("[[stamp]]\nfile = \"a\"\nfind = '{find}'\nwith = '{with}'\n"))
        .collect();
    toml::from_str(&stamps.concat()).unwrap()
}

fn apply(stamps: &[(&str, &str)], text: &str) -> Result<String, String> {
    project::apply(&recipe(stamps), "a", text, |with| Ok(with.to_owned()))
        .map_err(|error| error.to_string())
}

#[test]
fn places_are_found_in_the_text_as_it_was() {
    for (stamps, text, stamped) in [
        (&[("one", "two")][..], "a one b", "a two b"),
        // What one stamp writes is no place for another.
        (&[("one", "two"), ("two", "one")], "one two", "two one"),
        (&[("b", "B"), ("a", "")], "ab", "B"),
        (&[("{{x}}", "y")], "{{x}} {{ y }}", "y {{ y }}"),
    ] {
        assert_eq!(apply(stamps, text).as_deref(), Ok(stamped));
    }
}

#[test]
fn a_place_must_be_there_once_and_apart_from_the_others() {
    for (stamps, text, error) in [
        (&[("one", "")][..], "two", "`a` does not hold `one`"),
        (
            &[("one", "")],
            "one one",
            "`a` holds `one` 2 times, not once",
        ),
        (
            &[("abc", ""), ("bcd", "")],
            "abcd",
            "in `a`, `abc` and `bcd` overlap",
        ),
    ] {
        assert_eq!(apply(stamps, text), Err(error.to_owned()));
    }
}
