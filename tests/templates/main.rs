//! What a new project consists of, file by file. What cargo says about it is in `tests/cli/stamped.rs`; the law that an
//! app stamped as itself is the app again is beside the code.

mod documents;
mod files;
mod values;

use liveview_templates::{File, Project, SETTINGS, Template, VENDOR, stamp};

/// The project `my-shop`, without its copy of the runtime.
fn project(template: Template, title: &str) -> Vec<File> {
    let values = Project {
        package: "my-shop".into(),
        crate_name: "my_shop".into(),
        title: title.into(),
        port: 5123,
        runtime: VENDOR.into(),
        settings: SETTINGS.into(),
    };
    stamp(template, &values).unwrap()
}

/// The text of one of the files.
#[track_caller]
fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    let file = files.iter().find(|file| file.path == path);
    let file = file.unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&file.bytes).unwrap()
}
