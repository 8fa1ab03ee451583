//! The release profile, as far as a release depends on it: unwinding, so that a panic ends one call and
//! not the server, and no debug assertions, which would put the development half of the runtime inside.
//!
//! Pure: manifests and configuration come in as text.

use toml_edit::{Document, Item, TableLike};

use super::fault::{Fault, line_of};
use crate::Error;

/// What a release cannot have.
const REFUSED: [Refused; 2] = [
    Refused {
        setting: "panic",
        variable: "CARGO_PROFILE_RELEASE_PANIC",
        is_bad: |value| value == "abort",
        reason: "a panic in one handler would end the server for every visitor, instead of one call",
        cure: "remove it, or set `panic = \"unwind\"`",
    },
    Refused {
        setting: "debug-assertions",
        variable: "CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS",
        is_bad: |value| value == "true",
        reason: "the binary would read templates and assets from disk, and take orders from a dev server",
        cure: "remove it, or set `debug-assertions = false`",
    },
];

struct Refused {
    setting: &'static str,
    variable: &'static str,
    is_bad: fn(&str) -> bool,
    reason: &'static str,
    cure: &'static str,
}

/// Refuses a release profile that a release cannot have. `files` are name and text, `package` the
/// project's, `variable` the environment.
pub(crate) fn check(
    files: &[(String, String)],
    package: &str,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<(), Error> {
    for refused in &REFUSED {
        if let Some(value) = variable(refused.variable).filter(|value| (refused.is_bad)(value)) {
            return Err(refused.error(format!("{}={value} in the environment", refused.variable)));
        }
        for (file, text) in files {
            // What cannot be read is cargo's to tell.
            let Ok(document) = Document::parse(text.as_str()) else {
                continue;
            };
            let Some(release) = table(document.as_item(), &["profile", "release"]) else {
                continue;
            };
            let overrides = ["*", package].map(|name| table(release, &["package", name]));
            for profile in std::iter::once(release).chain(overrides.into_iter().flatten()) {
                let Some(item) = profile
                    .as_table_like()
                    .and_then(|table| table.get(refused.setting))
                else {
                    continue;
                };
                let value = item
                    .as_str()
                    .map(str::to_owned)
                    .or_else(|| item.as_bool().map(|value| value.to_string()));
                if value.is_some_and(|value| (refused.is_bad)(&value)) {
                    let line = item.span().map_or(0, |span| line_of(text, span.start));
                    let message = format!("`{}` in the release profile", refused.setting);
                    return Err(refused.error(Fault::new(file, line, message, text).to_string()));
                }
            }
        }
    }
    Ok(())
}

impl Refused {
    fn error(&self, place: String) -> Error {
        Error::failed(format!(
            "the release profile has a `{}` that a release cannot have",
            self.setting
        ))
        .note(place)
        .note(self.reason)
        .hint(self.cure)
    }
}

fn table<'a>(item: &'a Item, path: &[&str]) -> Option<&'a Item> {
    path.iter().try_fold(item, |item, name| {
        item.as_table_like()
            .and_then(|table: &dyn TableLike| table.get(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, variable: Option<(&str, &str)>) -> Option<String> {
        let files = [("Cargo.toml".to_owned(), text.to_owned())];
        let lookup = |name: &str| {
            variable
                .filter(|(known, _)| *known == name)
                .map(|(_, value)| value.to_owned())
        };
        check(&files, "myapp", lookup)
            .err()
            .map(|error| error.causes()[0].clone())
    }

    #[test]
    fn what_a_release_cannot_have_is_refused_with_its_place() {
        for (text, place) in [
            (
                "[profile.release]\npanic = \"abort\"\n",
                "Cargo.toml:2: `panic`",
            ),
            (
                "[profile.release]\nlto = true\ndebug-assertions = true\n",
                "Cargo.toml:3: `debug-assertions`",
            ),
            (
                "[profile]\nrelease = { panic = 'abort' }\n",
                "Cargo.toml:2: `panic`",
            ),
            (
                "[profile.release.package.myapp]\ndebug-assertions = true\n",
                "Cargo.toml:2: `debug-assertions`",
            ),
            (
                "[profile.release.package.\"*\"]\ndebug-assertions = true\n",
                "Cargo.toml:2: `debug-assertions`",
            ),
        ] {
            let told = refused(text, None).unwrap_or_default();
            assert!(told.starts_with(place), "{text}: {told}");
        }
        let told = refused("", Some(("CARGO_PROFILE_RELEASE_PANIC", "abort"))).unwrap();
        assert_eq!(told, "CARGO_PROFILE_RELEASE_PANIC=abort in the environment");
    }

    #[test]
    fn other_profiles_pass() {
        for text in [
            "",
            "[profile.release]\npanic = \"unwind\"\ndebug-assertions = false\nlto = true\n",
            "[profile.dev]\npanic = \"abort\"\ndebug-assertions = true\n",
            "[profile.release.package.other]\ndebug-assertions = true\n",
            "not toml",
        ] {
            assert_eq!(refused(text, None), None, "{text}");
        }
        assert_eq!(
            refused("", Some(("CARGO_PROFILE_RELEASE_PANIC", "unwind"))),
            None
        );
    }
}
