//! Every file of a new project: that it belongs there, and that it looks as if somebody had cared.
//! Read from the package that the command stamps from; nothing is compiled.

use std::collections::BTreeSet;

use liveview_templates::{File, Template, runtime};

use crate::{project, text};

fn everything(template: Template) -> Vec<File> {
    let mut files = project(template, "Shop");
    files.extend(runtime().unwrap());
    files
}

#[test]
fn a_daily_project_has_what_it_needs() {
    for template in Template::ALL {
        let files = project(template, "Shop");
        for path in [
            ".editorconfig",
            ".env.example",
            ".gitattributes",
            ".github/workflows/ci.yml",
            ".gitignore",
            ".vscode/settings.json",
            "AGENTS.md",
            "Cargo.toml",
            "README.md",
            "build.rs",
            "liveview.toml",
            "assets/app.css",
            "src/handlers/mod.rs",
            "src/lib.rs",
            "src/main.rs",
            "templates/layouts/base.html",
        ] {
            assert_ne!(text(&files, path), "", "{path}");
        }
    }
}

#[test]
fn no_path_leads_anywhere_else() {
    for template in Template::ALL {
        let mut folded = BTreeSet::new();
        for file in everything(template) {
            let segments: Vec<&str> = file.path.split('/').collect();
            assert!(
                !segments
                    .iter()
                    .any(|segment| matches!(*segment, "" | "." | "..")),
                "{}",
                file.path
            );
            assert!(!file.path.contains(['\\', ':']), "{}", file.path);
            // Two files that one file system tells apart and another does not.
            assert!(folded.insert(file.path.to_lowercase()), "{}", file.path);
        }
    }
}

#[test]
fn nothing_of_ours_goes_along() {
    for template in Template::ALL {
        for file in everything(template) {
            let name = file.path.rsplit('/').next().unwrap_or_default();
            assert!(
                !matches!(name, ".env" | "node_modules" | ".DS_Store"),
                "{}",
                file.path
            );
            for ours in [
                "/tests/",
                "/node_modules/",
                "liveview-dev",
                "/benches/",
                ".db",
                ".sqlite",
            ] {
                assert!(!file.path.contains(ours), "{}", file.path);
            }
            let text = String::from_utf8_lossy(&file.bytes);
            assert!(
                !text.contains(env!("CARGO_MANIFEST_DIR")),
                "{} holds a path of this machine",
                file.path
            );
        }
    }
}

#[test]
fn what_the_runtime_includes_goes_along() {
    let files = runtime().unwrap();
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut included = 0;
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let text = std::str::from_utf8(&file.bytes).unwrap();
        // Tests stay here, with what they include.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if code.contains("#[test]") {
            continue;
        }
        for mention in code.split("include_").skip(1) {
            let inside = ["str!(\"", "bytes!(\""]
                .iter()
                .find_map(|start| mention.strip_prefix(start));
            let Some((path, _)) = inside.and_then(|rest| rest.split_once('"')) else {
                continue;
            };
            let mut folder: Vec<&str> = file.path.split('/').collect();
            folder.pop();
            for segment in path.split('/') {
                match segment {
                    ".." => drop(folder.pop()),
                    segment => folder.push(segment),
                }
            }
            let wanted = folder.join("/");
            assert!(
                paths.contains(wanted.as_str()),
                "{} includes {wanted}, which is not packed",
                file.path
            );
            included += 1;
        }
    }
    assert!(included >= 2, "only {included} inclusions were found");
}

#[test]
fn a_copy_of_the_runtime_is_small() {
    let files = runtime().unwrap();
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    assert!(
        bytes < 1_000_000,
        "the runtime's source came to {bytes} bytes"
    );
}

#[test]
fn every_text_ends_as_texts_do() {
    for template in Template::ALL {
        for file in project(template, "Shop") {
            let text = std::str::from_utf8(&file.bytes)
                .unwrap_or_else(|_| panic!("{} is no text", file.path));
            assert!(
                text.ends_with('\n') && !text.ends_with("\n\n"),
                "the end of {}",
                file.path
            );
            for (index, line) in text.lines().enumerate() {
                let place = format!("{}:{}", file.path, index + 1);
                assert!(!line.contains(['\r', '\t']), "{place}: {line:?}");
                assert_eq!(line.trim_end(), line, "{place}");
            }
        }
    }
}

#[test]
fn what_is_secret_or_built_is_not_committed() {
    for template in Template::ALL {
        let files = project(template, "Shop");
        let ignored: Vec<&str> = text(&files, ".gitignore")
            .lines()
            .map(|line| line.trim_matches('/'))
            .collect();
        for path in ["target", "dist", ".env"] {
            assert!(ignored.contains(&path), "{path} in {ignored:?}");
        }
        assert!(!text(&files, ".env.example").contains("LIVEVIEW_SECRET=0"));
    }
}

#[test]
fn lints_are_not_silenced() {
    for template in Template::ALL {
        for file in project(template, "Shop")
            .iter()
            .filter(|file| file.path.ends_with(".rs"))
        {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            assert!(!text.contains("allow("), "{}", file.path);
            assert!(
                text.starts_with("//!"),
                "{} does not say what it is for",
                file.path
            );
        }
    }
}
