//! Projects outside the repository, as their owners first see them: formatted, without warnings, building with the
//! lock file they came with, and green; and still so after `gen`. Slow: `tests/run` gives these one thread.

use support::Workbench;

use crate::titles::HOSTILE;

/// What holds for every new project.
fn is_finished_and_stays_so(bench: &Workbench) {
    let lock = bench.read("Cargo.lock");
    bench
        .fmt_clean()
        .clippy_clean()
        .builds_locked()
        .tests_pass();
    assert_eq!(
        bench.read("Cargo.lock"),
        lock,
        "cargo changed the lock file"
    );
    bench.run("gen handler subscribe").succeeds();
    bench.run("gen handler admin/users").compiles();
    bench
        .run("gen handler subscribe")
        .succeeds()
        .wrote_nothing();
    bench.run("handlers --unlinked").succeeds();
}

#[test]
fn minimal_is_finished_and_stays_so() {
    is_finished_and_stays_so(&Workbench::minimal());
}

#[test]
fn starter_is_finished_and_stays_so() {
    is_finished_and_stays_so(&Workbench::starter());
}

#[test]
fn names_at_the_edge_are_as_good_as_any() {
    let bench = Workbench::minimal();
    let long = "a".repeat(64);
    let deep = "a/b/c/d/e/f";
    // What the prelude and the template say themselves, what sorts oddly, and modules named like ones above.
    let edge = [
        "v10", "v2", "a_b", "ab", "name", "form", "context", "patch", "handler", "app", "page",
        "test",
    ];
    let parents = [
        "admin/handlers",
        "admin/users/admin",
        "string",
        "option",
        "result",
        "liveview",
        "std",
        "core",
        "serde",
        "self_test",
    ];
    for name in edge.iter().chain(&parents).copied().chain([&*long, deep]) {
        bench.run(&format!("gen handler {name}")).succeeds();
    }
    bench
        .run(&format!("gen handler {long}/{}", &long[1..]))
        .succeeds();
    bench.run("handlers --unlinked").compiles();
}

#[test]
fn hostile_titles_build() {
    let bench = Workbench::empty();
    for (index, title) in HOSTILE.iter().enumerate() {
        bench
            .run_with(&[
                "new",
                &format!("shop{index}"),
                "-t",
                "minimal",
                "--no-git",
                "--title",
                title,
            ])
            .succeeds();
    }
    // One compiles for all: only `TITLE` differs between them.
    let constants: Vec<String> = (0..HOSTILE.len())
        .map(|index| {
            let source = bench.read(&format!("shop{index}/src/lib.rs"));
            let line = source
                .lines()
                .find(|line| line.starts_with("pub const TITLE"))
                .expect("a title");
            line.replace("TITLE", &format!("TITLE_{index}"))
        })
        .collect();
    let bench = bench.within("shop0");
    let source = bench.read("src/lib.rs");
    bench.write(
        "src/lib.rs",
        format!("{source}\n{}\n", constants.join("\n")),
    );
    bench.builds_locked().tests_pass();
}
