//! Links that lead out of the project, and things that are no files: nothing is written through them.
//! Each test compares the project, and the place that the link leads to, before and after.
#![cfg(unix)]

use std::{fs, os::unix::fs::symlink, process::Command};

use support::Workbench;

#[test]
fn handlers_elsewhere_are_left_alone() {
    let bench = Workbench::minimal();
    fs::create_dir(bench.path("../elsewhere")).unwrap();
    fs::rename(
        bench.path("src/handlers"),
        bench.path("../elsewhere/handlers"),
    )
    .unwrap();
    symlink("../../elsewhere/handlers", bench.path("src/handlers")).unwrap();
    bench
        .run("gen handler subscribe")
        .refused("LV0120", 3)
        .says("src/handlers");
    bench
        .run("gen handler admin/users --force")
        .refused("LV0120", 3);
}

#[test]
fn each_folder_and_file_on_the_way_is_looked_at() {
    for link in [
        "templates",
        "src/handlers/admin",
        "templates/admin",
        "src/handlers/mod.rs",
        "src/handlers/admin/users.rs",
    ] {
        let bench = Workbench::minimal();
        bench.write("../secret/file", "untouched\n");
        let path = bench.path(link);
        let _ = fs::remove_dir_all(&path);
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let target = if link.ends_with(".rs") {
            "../secret/file"
        } else {
            "../secret"
        };
        symlink(bench.path(target).canonicalize().unwrap(), &path).unwrap();
        bench
            .run("gen handler admin/users --force")
            .refused("LV0120", 3);
    }
}

#[test]
fn a_link_that_leads_nowhere_is_left() {
    let bench = Workbench::minimal();
    symlink(
        "../../../nowhere.rs",
        bench.path("src/handlers/subscribe.rs"),
    )
    .unwrap();
    bench
        .run("gen handler subscribe")
        .exits(3)
        .says("hint: ")
        .wrote_nothing();
    bench
        .run("gen handler subscribe --force")
        .exits(3)
        .wrote_nothing();
    symlink("nowhere.html", bench.path("templates/orders.html")).unwrap();
    bench
        .run("gen handler orders --force")
        .exits(3)
        .wrote_nothing();
}

#[test]
fn a_fifo_is_not_waited_for() {
    let bench = Workbench::minimal();
    let made = Command::new("mkfifo")
        .arg(bench.path("src/handlers/subscribe.rs"))
        .status()
        .unwrap();
    assert!(made.success());
    bench.run("gen handler subscribe").refused("LV0118", 3);
    bench
        .run("gen handler subscribe --force")
        .refused("LV0118", 3);
}

#[test]
fn a_link_inside_the_project_is_followed() {
    let bench = Workbench::minimal();
    fs::rename(bench.path("templates"), bench.path("pages")).unwrap();
    symlink("pages", bench.path("templates")).unwrap();
    bench.run("gen handler subscribe").succeeds().changed(&[
        "created pages/subscribe.html",
        "edited src/handlers/mod.rs",
        "created src/handlers/subscribe.rs",
    ]);
}

#[test]
fn a_project_reached_by_a_link_is_a_project() {
    let bench = Workbench::minimal();
    symlink("shop", bench.path("../link")).unwrap();
    bench.run("-C ../link gen handler subscribe").succeeds();
    bench.read("src/handlers/subscribe.rs");
}

#[test]
fn new_follows_a_link_to_an_empty_folder_only() {
    let bench = Workbench::empty();
    fs::create_dir(bench.path("real")).unwrap();
    symlink("real", bench.path("link")).unwrap();
    bench.run("new link -t minimal --no-git").succeeds();
    bench.read("real/Cargo.toml");
    bench.run("new link").refused("LV0140", 3);
}
