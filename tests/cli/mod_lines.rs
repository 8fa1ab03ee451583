//! A `mod.rs` that people have edited: one line is added in the right place and nothing else changes, or the exact
//! line to add is said.

use support::Workbench;

/// What `src/handlers/mod.rs` is after `gen handler subscribe`, when it was `before`.
#[track_caller]
fn after(before: &str) -> String {
    let bench = Workbench::minimal();
    bench.write("src/handlers/mod.rs", before);
    bench.run("gen handler subscribe").succeeds().changed(&[
        "edited src/handlers/mod.rs",
        "created src/handlers/subscribe.rs",
        "created templates/subscribe.html",
    ]);
    let after = bench.read("src/handlers/mod.rs");
    bench
        .run("gen handler subscribe")
        .succeeds()
        .wrote_nothing();
    after
}

#[test]
fn everything_else_stays() {
    for (before, expected) in [
        ("", "mod subscribe;\n"),
        ("mod greet;", "mod greet;\nmod subscribe;\n"),
        ("mod zebra;\n", "mod subscribe;\nmod zebra;\n"),
        (
            "//! Ours.\n\n// The greeting.\nmod greet;\n\n/* and */ fn f() {}\n",
            "//! Ours.\n\n// The greeting.\nmod greet;\nmod subscribe;\n\n/* and */ fn f() {}\n",
        ),
        (
            "mod greet; // kept\nmod zebra; // kept too\n",
            "mod greet; // kept\nmod subscribe;\nmod zebra; // kept too\n",
        ),
        (
            "mod greet;\n#[cfg(unix)]\nmod zebra;\n",
            "mod greet;\nmod subscribe;\n#[cfg(unix)]\nmod zebra;\n",
        ),
        (
            "// The last.\n#[cfg(unix)]\nmod zebra;\n",
            "mod subscribe;\n// The last.\n#[cfg(unix)]\nmod zebra;\n",
        ),
        (
            "pub mod greet;\npub(crate) mod zebra;\n",
            "pub mod greet;\nmod subscribe;\npub(crate) mod zebra;\n",
        ),
        (
            "mod greet;\n\n#[cfg(test)]\nmod tests {\n    // mod subscribe;\n}\n",
            "mod greet;\nmod subscribe;\n\n#[cfg(test)]\nmod tests {\n    // mod subscribe;\n}\n",
        ),
        (
            "macro_rules! link { ($name:ident) => { mod $name; } }\nlink!(greet);\n",
            "mod subscribe;\n\nmacro_rules! link { ($name:ident) => { mod $name; } }\nlink!(greet);\n",
        ),
    ] {
        assert_eq!(after(before), expected, "{before:?}");
    }
}

#[test]
fn windows_line_ends_stay() {
    assert_eq!(
        after("//! Ours.\r\n\r\nmod greet;\r\n\r\nfn f() {}\r\n"),
        "//! Ours.\r\n\r\nmod greet;\r\nmod subscribe;\r\n\r\nfn f() {}\r\n"
    );
}

#[test]
fn a_byte_order_mark_stays() {
    assert_eq!(
        after("\u{feff}mod greet;\n"),
        "\u{feff}mod greet;\nmod subscribe;\n"
    );
}

#[test]
fn a_line_that_is_there_is_not_added_again() {
    for line in [
        "pub mod subscribe;",
        "#[cfg(unix)] mod subscribe;",
        "mod r#subscribe;",
    ] {
        let bench = Workbench::minimal();
        bench.write("src/handlers/mod.rs", line);
        let run = bench.run("gen handler subscribe");
        run.succeeds().changed(&[
            "created src/handlers/subscribe.rs",
            "created templates/subscribe.html",
        ]);
    }
}

#[test]
fn where_the_line_cannot_be_added_it_is_said() {
    for (broken, place) in [
        ("mod greet;\nmod {\n", "src/handlers/mod.rs:2:5"),
        ("mod greet;\nfn f( {}\n", "src/handlers/mod.rs:2:"),
        (
            "<<<<<<< ours\nmod greet;\n=======\n",
            "src/handlers/mod.rs:1:1",
        ),
    ] {
        let bench = Workbench::minimal();
        bench.write("src/handlers/mod.rs", broken);
        let run = bench.run("gen handler subscribe");
        run.refused("LV0142", 3)
            .says(place)
            .says("src/handlers/mod.rs")
            .says("mod subscribe;");
    }
}

#[test]
fn a_file_that_is_no_text_is_left() {
    let bench = Workbench::minimal();
    bench.write("src/handlers/mod.rs", b"// caf\xe9\nmod greet;\n");
    bench
        .run("gen handler subscribe")
        .refused("LV0142", 3)
        .says("UTF-8");
}

#[test]
fn a_module_written_in_place_is_no_file() {
    let bench = Workbench::minimal();
    bench.write("src/handlers/mod.rs", "mod greet;\nmod subscribe {\n}\n");
    bench
        .run("gen handler subscribe")
        .refused("LV0118", 3)
        .says("src/handlers/mod.rs:2");
    Workbench::starter()
        .run("gen handler tests")
        .refused("LV0118", 3)
        .says("src/handlers/mod.rs:");
}

#[test]
fn without_a_mod_rs_the_whole_way_is_made() {
    let bench = Workbench::minimal();
    std::fs::remove_dir_all(bench.path("src/handlers")).unwrap();
    bench.run("gen handler subscribe").succeeds().changed(&[
        "created src/handlers/mod.rs",
        "created src/handlers/subscribe.rs",
        "created templates/subscribe.html",
    ]);
    assert!(
        bench
            .read("src/handlers/mod.rs")
            .ends_with("mod subscribe;\n")
    );
}
