//! What a project's README and AGENTS.md say is so: commands that exist, files that are there.
//! Read from the stamped files, so a rename that forgets them fails here.

use liveview_templates::{File, Template};
use support::Workbench;

use crate::{project, text};

const DOCUMENTS: [&str; 2] = ["README.md", "AGENTS.md"];

/// What stands in backticks, in a line of text or as a line of a block.
fn code(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut block = false;
    for line in text.lines() {
        if line.starts_with("```") {
            block = !block;
        } else if block {
            found.push(line.split(" #").next().unwrap_or_default().trim());
        } else {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

#[test]
fn every_command_in_them_is_one() {
    let bench = Workbench::empty();
    let mut tried = 0;
    for template in Template::ALL {
        let files = project(template, "Shop");
        for line in DOCUMENTS.iter().flat_map(|path| code(text(&files, path))) {
            let Some(words) = line.strip_prefix("liveview ") else {
                continue;
            };
            // With `--help` a command reads its other words and does nothing.
            let words: Vec<&str> = words.split_whitespace().chain(["--help"]).collect();
            bench.run_with(&words).succeeds().prints("Usage: liveview ");
            tried += 1;
        }
    }
    assert!(tried >= 8, "only {tried} commands were found");
}

#[test]
fn every_file_in_them_is_there() {
    let mut looked = 0;
    for template in Template::ALL {
        let files = project(template, "Shop");
        for path in DOCUMENTS.iter().flat_map(|path| code(text(&files, path))) {
            let folder = ["src/", "templates/", "assets/", "data/"]
                .iter()
                .any(|folder| path.starts_with(folder));
            if folder && !path.contains(char::is_whitespace) {
                for path in alternatives(path) {
                    assert!(is_there(&files, &path), "{path}, of {}", template.name());
                    looked += 1;
                }
            }
        }
    }
    assert!(looked >= 12, "only {looked} paths were found");
}

/// `src/{a,b}.rs` is two files.
fn alternatives(path: &str) -> Vec<String> {
    match path
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        Some((before, (names, after))) => names
            .split(',')
            .map(|name| format!("{before}{name}{after}"))
            .collect(),
        None => vec![path.to_owned()],
    }
}

fn is_there(files: &[File], path: &str) -> bool {
    files
        .iter()
        .any(|file| file.path == path || (path.ends_with('/') && file.path.starts_with(path)))
}
