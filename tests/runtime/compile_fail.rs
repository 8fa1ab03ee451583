//! What a wrong handler is told: one error, at the very argument, in words. Each file of
//! `compile_fail/` is compiled against the runtime that these tests run on, and says behind `//~`
//! which error a line gets; it gets no others.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use serde_json::Value;

/// The library that was built last under this name, for this very test program.
fn library(folder: &Path, name: &str) -> PathBuf {
    let entries = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    let prefix = format!("lib{name}-");
    let named = entries.filter(|path| {
        let file = path.file_name().unwrap().to_string_lossy();
        file.starts_with(&prefix) && file.ends_with(".rlib")
    });
    let built = |path: &PathBuf| {
        path.metadata()
            .and_then(|data| data.modified())
            .unwrap_or(SystemTime::UNIX_EPOCH)
    };
    named
        .max_by_key(built)
        .unwrap_or_else(|| panic!("no library {name} in {}", folder.display()))
}

/// The errors that the compiler has, by line.
fn errors(file: &Path, out: &Path) -> Vec<(usize, String)> {
    let program = std::env::current_exe().unwrap();
    let folder = program.parent().unwrap();
    let external = |name: &str| format!("{name}={}", library(folder, name).display());
    let output = Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into()))
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "bin",
            "--emit",
            "metadata",
            "--error-format",
            "json",
        ])
        .args(["--cap-lints", "allow", "--out-dir"])
        .arg(out)
        .args([
            "--extern",
            &external("liveview"),
            "--extern",
            &external("serde"),
        ])
        .arg("-L")
        .arg(format!("dependency={}", folder.display()))
        .arg(file)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = messages
        .filter(|message| message["level"] == "error")
        .filter_map(|message| {
            let spans = message["spans"].as_array()?.clone();
            let span = spans.iter().find(|span| span["is_primary"] == true)?;
            let label = span["label"].as_str().unwrap_or_default();
            Some((
                span["line_start"].as_u64()? as usize,
                format!("{}: {label}", message["message"].as_str()?),
            ))
        });
    errors.collect()
}

#[test]
fn wrong_handlers_are_told_what_is_wrong() {
    let out = tempfile::tempdir().unwrap();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/compile_fail");
    let mut files: Vec<_> = fs::read_dir(cases)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    assert!(files.len() >= 6, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let lines = text
            .lines()
            .enumerate()
            .filter_map(|(index, line)| Some((index + 1, line.split_once("//~ ")?.1)));
        let expected: Vec<_> = lines.collect();
        let found = errors(&file, out.path());
        let name = file.file_name().unwrap().to_string_lossy();
        for (line, words) in &expected {
            let told = found
                .iter()
                .any(|(at, message)| at == line && message.contains(words));
            assert!(told, "{name}:{line} is not told `{words}`, but {found:#?}");
        }
        assert_eq!(
            found.len(),
            expected.len(),
            "{name} is told more: {found:#?}"
        );
    }
}
