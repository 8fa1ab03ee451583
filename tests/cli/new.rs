//! `liveview new`: a whole project at once, in a place of its own, or nothing.
//! That the project builds and passes its tests is tested in `stamped`.

use serde_json::Value;
use support::{Entry, Workbench};

#[test]
fn a_project_is_made_and_the_next_command_is_said() {
    let bench = Workbench::empty();
    let run = bench.run("new shop --template minimal --no-git");
    run.succeeds()
        .says("created Cargo.toml")
        .says("cd shop && ")
        .says(" dev");
    assert_eq!(run.stdout, "");
    assert!(
        run.changes()
            .iter()
            .all(|change| change.starts_with("created shop/")),
        "{:?}",
        run.changes()
    );
    let bench = bench.within("shop");
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "AGENTS.md",
        "liveview.toml",
        ".env.example",
        ".gitignore",
        ".gitattributes",
        ".editorconfig",
        ".vscode/settings.json",
        ".github/workflows/ci.yml",
        "src/main.rs",
        "src/handlers/mod.rs",
        "vendor/liveview/Cargo.toml",
    ] {
        assert_ne!(bench.read(file), "", "{file}");
    }
    assert!(bench.read("Cargo.toml").contains("name = \"shop\""));
}

#[test]
fn the_starter_is_what_one_begins_with() {
    let bench = Workbench::empty();
    bench.run("new a --no-git").succeeds();
    bench
        .run("new b --no-git --template starter --name a")
        .succeeds();
    let tree = bench.tree();
    let of = |folder: &str| -> Vec<_> {
        let prefix = format!("work/{folder}/");
        let files = tree
            .files()
            .into_iter()
            .filter_map(|path| Some((path.strip_prefix(&prefix)?, tree.get(path))));
        files
            .filter(|(path, _)| *path != ".env")
            .map(|(path, entry)| (path.to_owned(), entry.cloned()))
            .collect()
    };
    assert!(of("a").len() > 50);
    assert!(of("a") == of("b"), "the two projects differ");
}

#[test]
fn a_path_leads_to_the_project_and_its_last_part_is_the_name() {
    let bench = Workbench::empty();
    bench
        .write("inside/note", "")
        .run("-C inside new ../some/where/MyShop --template minimal --no-git")
        .succeeds();
    let manifest = bench.read("some/where/MyShop/Cargo.toml");
    assert!(manifest.contains("name = \"my-shop\""), "{manifest}");
    assert!(
        bench
            .read("some/where/MyShop/src/main.rs")
            .contains("use my_shop::app;")
    );
    assert!(
        bench
            .read("some/where/MyShop/src/lib.rs")
            .contains("\"My Shop\"")
    );
}

#[test]
fn name_title_and_port_are_taken_from_the_options() {
    let bench = Workbench::empty();
    bench
        .run_with(&[
            "new",
            "here",
            "-t",
            "minimal",
            "--no-git",
            "--name",
            "corner_shop",
            "--title",
            "Café «&» Søn",
            "--port",
            "5123",
        ])
        .succeeds();
    let bench = bench.within("here");
    assert!(bench.read("Cargo.toml").contains("name = \"corner_shop\""));
    assert!(bench.read("src/lib.rs").contains("\"Café «&» Søn\""));
    assert!(bench.read("liveview.toml").contains("port = 5123"));
    bench.run("new x --port 0").exits(2).wrote_nothing();
    bench.run("new x --port 65536").exits(2).wrote_nothing();
}

#[test]
fn the_secret_is_random_and_for_its_owner_alone() {
    let secrets: Vec<String> = (0..2)
        .map(|_| {
            let bench = Workbench::minimal();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = bench.path(".env").metadata().unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o600);
            }
            assert!(
                bench
                    .read(".gitignore")
                    .lines()
                    .any(|line| line.trim_start_matches('/') == ".env")
            );
            let text = bench.read(".env");
            let secret = text
                .lines()
                .find_map(|line| line.strip_prefix("LIVEVIEW_SECRET="));
            secret.expect("a secret").to_owned()
        })
        .collect();
    assert!(secrets[0].len() >= 32, "{}", secrets[0]);
    assert_ne!(secrets[0], secrets[1]);
}

#[test]
fn a_folder_with_files_is_left_alone() {
    let bench = Workbench::empty();
    bench
        .write("shop/a", "1")
        .write("shop/b", "2")
        .write("shop/c", "3");
    bench
        .run("new shop")
        .refused("LV0140", 3)
        .says("holds 3 files");
    bench
        .run("-C shop new --here --name shop")
        .refused("LV0140", 3);
    bench.run("new shop --yes").refused("LV0140", 3);
    bench.write("file", "");
    bench
        .run("new file")
        .refused("LV0140", 3)
        .says("not a folder");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", bench.path("dangling")).unwrap();
        bench.run("new dangling").refused("LV0140", 3);
    }
}

#[test]
fn an_empty_folder_will_do() {
    let bench = Workbench::empty();
    std::fs::create_dir(bench.path("shop")).unwrap();
    bench.run("new shop -t minimal --no-git").succeeds();
    std::fs::create_dir(bench.path("here")).unwrap();
    bench
        .run("-C here new --here -t minimal --no-git")
        .succeeds();
    assert!(bench.read("here/Cargo.toml").contains("name = \"here\""));
}

#[test]
fn a_new_project_is_a_repository_with_one_commit_unless_inside_one() {
    let bench = Workbench::empty()
        .with_env("GIT_AUTHOR_NAME", "Ada")
        .with_env("GIT_AUTHOR_EMAIL", "ada@example.org")
        .with_env("GIT_COMMITTER_NAME", "Ada")
        .with_env("GIT_COMMITTER_EMAIL", "ada@example.org");
    bench
        .run("new shop -t minimal")
        .succeeds()
        .never_says("warning");
    let git = |line: &str| {
        let output = bench
            .command("git".as_ref())
            .args(["-C", "shop"])
            .args(line.split(' '))
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(git("log --format=%an").lines().count(), 1);
    assert_eq!(git("status --porcelain"), "");
    assert!(!git("ls-files").lines().any(|file| file == ".env"));
    bench.run("new shop/inner -t minimal").succeeds();
    assert!(!bench.path("shop/inner/.git").exists());
    bench.run("new plain -t minimal --no-git").succeeds();
    assert!(!bench.path("plain/.git").exists());
}

#[test]
fn git_that_fails_takes_nothing_back() {
    // Nobody is configured, and nothing to guess a name from: git refuses to commit.
    let bench = Workbench::empty().with_env("GIT_CONFIG_COUNT", "1");
    let bench = bench
        .with_env("GIT_CONFIG_KEY_0", "user.useConfigOnly")
        .with_env("GIT_CONFIG_VALUE_0", "true");
    bench
        .run("new shop -t minimal")
        .succeeds()
        .says("warning: the project has no first commit");
    bench
        .within("shop")
        .run("handlers")
        .succeeds()
        .prints("greet");
}

#[test]
fn it_shows_what_it_would_make() {
    let bench = Workbench::empty();
    bench
        .run("new shop --dry-run")
        .succeeds()
        .prints("create Cargo.toml")
        .says("nothing was written")
        .wrote_nothing();
    bench
        .run("new shop --diff")
        .succeeds()
        .prints("+++ b/Cargo.toml")
        .wrote_nothing();
    bench.run("new shop --check").exits(3).wrote_nothing();
    let plan = bench
        .run("new shop --dry-run --json")
        .succeeds()
        .wrote_nothing()
        .json();
    assert_eq!(plan["applied"], Value::Bool(false));
    let plan = bench.run("new shop --json --no-git").succeeds().json();
    assert_eq!(plan["applied"], Value::Bool(true));
    let operations = plan["operations"].as_array().unwrap();
    let tree = bench.tree();
    assert_eq!(operations.len(), tree.files().len());
    for operation in operations {
        let path = operation["path"].as_str().unwrap();
        assert!(
            matches!(tree.get(&format!("work/shop/{path}")), Some(Entry::File(_))),
            "{path}"
        );
    }
}

#[test]
fn a_runtime_of_ones_own_takes_the_place_of_the_copy() {
    let bench = Workbench::empty();
    bench.run("new shop -t minimal --no-git").succeeds();
    std::fs::rename(bench.path("shop/vendor/liveview"), bench.path("runtime")).unwrap();
    bench
        .run("new other -t minimal --no-git --runtime runtime")
        .succeeds();
    assert!(
        bench
            .read("other/Cargo.toml")
            .contains("path = \"../runtime\"")
    );
    assert!(!bench.path("other/vendor").exists());
    bench
        .run("new third --runtime nowhere")
        .exits(2)
        .says("hint: ")
        .wrote_nothing();
    bench
        .run("new third --runtime shop")
        .exits(2)
        .says("is not `liveview`")
        .wrote_nothing();
}
