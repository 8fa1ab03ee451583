//! Titles hold any text, and it lands as text in every file.
//! That projects with such titles build is tested in `stamped`.

use support::Workbench;

/// What somebody may call a project, or may try to.
pub(crate) const HOSTILE: &[&str] = &[
    "x\"\n[dependencies]\nevil = \"1",
    "{{x}} {% raw %} {# y",
    "</script><script>alert(1)</script>",
    "${{ secrets.TOKEN }} $(touch pwned) `touch pwned`",
    "back\\slash \\\" \\u{0} \\n",
    "*/ fn evil() {} /* //",
    "\u{202e}gnp.exe \u{1b}[2J",
    "# heading --- | [link](javascript:alert(1))",
];

#[test]
fn no_title_gets_out_of_its_place() {
    for title in HOSTILE {
        let bench = Workbench::empty();
        bench
            .run_with(&["new", "plain", "-t", "minimal", "--no-git"])
            .succeeds();
        bench
            .run_with(&["new", "shop", "-t", "minimal", "--no-git", "--title", title])
            .succeeds();
        let tree = bench.tree();
        let differing: Vec<_> = tree
            .files()
            .into_iter()
            .filter_map(|path| Some((path, path.strip_prefix("work/shop/")?)))
            .filter(|(path, inside)| tree.get(path) != tree.get(&format!("work/plain/{inside}")))
            .map(|(_, inside)| inside)
            .collect();
        // The first three hold the name, `.env` its secret; the title is in two of the files, on one line of each.
        assert_eq!(
            differing,
            [
                ".env",
                "Cargo.lock",
                "Cargo.toml",
                "README.md",
                "src/lib.rs",
                "src/main.rs"
            ],
            "{title}"
        );
        for file in [
            "Cargo.toml",
            "Cargo.lock",
            "README.md",
            "src/lib.rs",
            "src/main.rs",
        ] {
            let (plain, other) = (
                bench.read(&format!("plain/{file}")),
                bench.read(&format!("shop/{file}")),
            );
            assert_eq!(
                plain.lines().count(),
                other.lines().count(),
                "{title}: {file}"
            );
            let changed = plain
                .lines()
                .zip(other.lines())
                .filter(|(a, b)| a != b)
                .count();
            assert!(changed <= 1 || file == "Cargo.lock", "{title}: {file}");
            assert_eq!(
                other.chars().find(|c| c.is_control() && *c != '\n'),
                None,
                "{title}: {file}"
            );
        }
        let manifest = bench
            .read("plain/Cargo.toml")
            .replace("\"plain\"", "\"shop\"");
        assert_eq!(bench.read("shop/Cargo.toml"), manifest, "{title}");
    }
}

#[test]
fn a_long_title_is_still_a_title() {
    let bench = Workbench::empty();
    let title = "ü\"".repeat(5_000);
    bench
        .run_with(&[
            "new", "shop", "-t", "minimal", "--no-git", "--title", &title,
        ])
        .succeeds();
    assert!(bench.read("shop/src/lib.rs").len() > 15_000);
}

#[test]
fn a_title_of_nothing_is_no_title() {
    let bench = Workbench::empty();
    for title in ["", "  ", "\n\t"] {
        bench
            .run_with(&["new", "shop", "--title", title])
            .exits(2)
            .says("the title is empty")
            .wrote_nothing();
    }
}
