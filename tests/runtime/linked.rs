//! Handlers that are written and not part of the program.
//! A package of its own on disk, with a file that no `mod` line reaches.

#[test]
fn a_handler_that_no_mod_line_names_is_told() {
    let package = tempfile::tempdir().unwrap();
    let handlers = package.path().join("src/handlers/admin");
    std::fs::create_dir_all(&handlers).unwrap();
    std::fs::write(
        handlers.join("lost.rs"),
        "#[handler]\npub async fn lost() {}\n",
    )
    .unwrap();
    std::fs::write(handlers.join("mod.rs"), "pub mod other;\n").unwrap();
    let missing = liveview::__private::unlinked(package.path().to_str().unwrap());
    assert_eq!(missing, ["src/handlers/admin/lost.rs"]);
}

#[test]
fn a_package_without_handlers_is_whole() {
    liveview::testing::assert_all_linked!();
}

#[test]
fn an_application_lists_its_handlers() {
    let app = crate::site::app(liveview::Limits::default()).0;
    let handlers = app.handlers();
    let greet = handlers
        .iter()
        .find(|handler| handler.name == "greet")
        .unwrap();
    assert!(
        greet.file.ends_with("handlers.rs") && greet.line > 1,
        "{greet:?}"
    );
}
