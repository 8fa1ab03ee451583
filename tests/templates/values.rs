//! Values land as text in each file, whatever they hold, and nowhere else.
//! Read back with the parser of the file's own language where there is one.

use liveview_templates::{SETTINGS, Template};

use crate::{project, text};

const HOSTILE: &[&str] = &[
    "x\"\n[dependencies]\nevil = \"1",
    "{{x}} {% raw %} ${{ secrets.TOKEN }}",
    "back\\slash \\\" */ // \\u{0}",
    "<!-- --> </script> [link](javascript:alert(1)) # `code`",
    "\u{202e}gnp.exe \u{1b}[2J \u{0}",
];

#[test]
fn a_title_is_in_one_place_of_two_files() {
    for template in Template::ALL {
        let plain = project(template, "Plain");
        for title in HOSTILE {
            let hostile = project(template, title);
            assert_eq!(plain.len(), hostile.len());
            let differing: Vec<&str> = plain
                .iter()
                .zip(&hostile)
                .filter(|(plain, hostile)| plain.bytes != hostile.bytes)
                .map(|(plain, _)| plain.path.as_str())
                .collect();
            assert_eq!(differing, ["README.md", "src/lib.rs"], "{title:?}");
            for path in differing {
                let (plain, hostile) = (text(&plain, path), text(&hostile, path));
                let changed: Vec<_> = plain
                    .lines()
                    .zip(hostile.lines())
                    .filter(|(a, b)| a != b)
                    .collect();
                assert_eq!(
                    (plain.lines().count(), changed.len()),
                    (hostile.lines().count(), 1),
                    "{title:?}"
                );
                let line = changed[0].1;
                assert!(!line.contains(char::is_control), "{line:?}");
                match path {
                    "README.md" => assert!(line.starts_with("# "), "{line}"),
                    _ => assert!(
                        line.starts_with("pub const TITLE: &str = \"") && line.ends_with("\";"),
                        "{line}"
                    ),
                }
            }
        }
    }
}

#[test]
fn what_people_write_stays_readable() {
    for template in Template::ALL {
        let files = project(template, "Søren's Café — 検索");
        assert!(text(&files, "src/lib.rs").contains("\"Søren's Café — 検索\""));
        assert!(text(&files, "README.md").starts_with("# Søren's Café — 検索\n"));
    }
}

#[test]
fn the_manifest_is_a_workspace_of_its_own() {
    for template in Template::ALL {
        let files = project(template, "Shop");
        let manifest: toml::Table = text(&files, "Cargo.toml").parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some("my-shop"));
        assert_eq!(
            manifest["dependencies"]["liveview"]["path"].as_str(),
            Some("vendor/liveview")
        );
        assert_eq!(
            manifest["build-dependencies"]["liveview-build"]["path"].as_str(),
            Some("vendor/liveview/build")
        );
        let settings: toml::Table = SETTINGS.parse().unwrap();
        for (key, value) in &settings {
            assert_eq!(manifest.get(key), Some(value), "{key}");
        }
        let config: toml::Table = text(&files, "liveview.toml").parse().unwrap();
        assert_eq!(config["dev"]["port"].as_integer(), Some(5123));
    }
}
