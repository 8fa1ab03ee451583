//! From a save to what is served, on the probe app: which edits build, restart or do nothing, what a failure leaves
//! standing, and what the pages are told.

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::harness::{Dev, Reply, probe};

fn version(reply: &Reply) -> &str {
    reply.body.split(" by ").next().unwrap()
}

#[test]
fn an_edit_of_the_source_is_built_and_swapped() {
    let dev = Dev::of_probe();
    assert_eq!(version(&dev.request("GET /", &[])), "version 1");
    dev.bench.edit("src/main.rs", "version 1", "version 2");
    let line = dev.prints("src/main.rs → compiled ");
    assert!(line.contains(" s, live "), "{line}");
    assert_eq!(version(&dev.request("GET /", &[])), "version 2");
}

#[test]
fn a_request_that_the_old_app_took_is_answered_by_it() {
    let dev = Dev::of_probe();
    let old = dev.app();
    let slow = std::thread::scope(|scope| {
        let slow = scope.spawn(|| dev.request("GET /slow", &[]));
        dev.prints("saw GET /slow");
        dev.bench.edit("src/main.rs", "version 1", "version 2");
        dev.prints("src/main.rs → compiled ");
        slow.join().unwrap()
    });
    assert_eq!(
        (slow.status, slow.body.as_str()),
        (200, &*format!("version 1 by {old}\n"))
    );
    assert_eq!(version(&dev.request("GET /", &[])), "version 2");
}

#[test]
fn what_is_nothing_real_does_nothing() {
    let dev = Dev::of_probe();
    let (app, mark) = (dev.app(), dev.mark());
    let source = dev.bench.read("src/main.rs");
    dev.bench
        .write("src/main.rs", &source)
        .write("src/.main.rs.swp", "x")
        .write("src/main.rs~", "x")
        .write("templates/4913", "x")
        .write("target/debug/note.rs", "x")
        .write(".git/index", "x")
        .write("notes.txt", "x")
        .write("Cargo.toml", dev.bench.read("Cargo.toml") + "# a comment\n")
        .write(".env", "# a comment\nFROM_DOTENV='first'\n");
    // This one is real, and comes after all of them.
    dev.bench.write("assets/app.css", "p { color: blue }");
    dev.prints_after(mark, "assets/app.css → live ");
    let printed = dev.printed();
    assert_eq!(printed[mark..].lines().count(), 1, "{printed}");
    assert_eq!(dev.app(), app);
}

#[test]
fn a_build_that_fails_leaves_the_old_app_serving_and_pages_are_told() {
    let dev = Dev::of_probe();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut page = dev.page().await;
        page.state(|state| state["phase"] == "serving").await;
        dev.bench
            .edit("src/main.rs", "fn answer", "let broken = ;\nfn answer");
        let state = page.state(|state| state["phase"] == "failed").await;
        let problem = &state["problems"][0];
        assert_eq!(
            (&problem["kind"], &problem["file"]),
            (&json!("rustc"), &json!("src/main.rs")),
            "{state}"
        );
        assert!(
            problem["line"].as_u64().is_some_and(|line| line > 10),
            "{state}"
        );
        assert!(
            problem["excerpt"]
                .as_str()
                .is_some_and(|excerpt| excerpt.contains("let broken = ;")),
            "{state}"
        );
        dev.prints("still serving the last good build");
        assert!(dev.printed().contains("src/main.rs:"));
        assert_eq!(version(&dev.request("GET /", &[])), "version 1");

        let mut late = dev.page().await;
        let shown = late.next_with("state").await;
        assert_eq!(
            shown["problems"], state["problems"],
            "a page that is opened later is told too"
        );

        dev.bench.edit("src/main.rs", "let broken = ;\n", "");
        let state = page.state(|state| state["phase"] == "serving").await;
        assert_eq!(state["problems"], json!([]));
    });
}

#[test]
fn cargos_own_errors_are_told_too() {
    let dev = Dev::of_probe();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut page = dev.page().await;
        dev.bench
            .edit("Cargo.toml", "edition = \"2024\"", "edition = \"2024");
        let state = page.state(|state| state["phase"] == "failed").await;
        assert_eq!(state["problems"][0]["kind"], "cargo", "{state}");
        dev.bench
            .edit("Cargo.toml", "edition = \"2024", "edition = \"2024\"");
        page.state(|state| state["phase"] == "serving" && state["problems"] == json!([]))
            .await;
    });
}

#[test]
fn the_first_build_that_fails_is_shown_and_mended() {
    let bench = probe();
    bench.edit("src/main.rs", "fn answer", "let broken = ;\nfn answer");
    let dev = Dev::start(bench, "dev --port 0");
    dev.prints("let broken = ;");
    let page = dev.request("GET /any/page", &["Accept: text/html"]);
    assert_eq!(page.status, 503);
    assert!(
        page.body.contains("/__liveview/ws")
            && page.header("content-type") == Some("text/html; charset=utf-8")
    );
    let token = page
        .body
        .split("data-token=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut waiting = dev
            .socket(&format!("/__liveview/ws?token={token}"), &[])
            .await
            .unwrap();
        let state = waiting.state(|state| state["phase"] == "failed").await;
        assert_eq!(state["problems"][0]["file"], "src/main.rs", "{state}");
    });
    assert_eq!(
        page.body.matches(token).count(),
        1,
        "it replaced what it was to replace"
    );
    assert_eq!(
        dev.request("POST /any/page", &["Content-Length: 0"]).status,
        503
    );
    dev.bench.edit("src/main.rs", "let broken = ;\n", "");
    dev.prints("ready in");
    assert_eq!(
        dev.request("GET /any/page", &["Accept: text/html"]).status,
        200
    );
}

#[test]
fn an_app_that_is_killed_comes_back() {
    let dev = Dev::of_probe();
    let killed = dev.app();
    assert!(
        Command::new("kill")
            .args(["-9", &killed.to_string()])
            .status()
            .unwrap()
            .success()
    );
    let reply = dev.request("GET /", &[]);
    assert_eq!(reply.status, 200, "who comes meanwhile waits: {reply:?}");
    assert_ne!(reply.body, format!("version 1 by {killed}\n"));
    dev.prints("SIGKILL");
}

#[test]
fn an_app_that_cannot_start_says_why_and_the_old_one_serves_on() {
    let dev = Dev::of_probe();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut page = dev.page().await;
        dev.bench.edit(
            "src/main.rs",
            "let pipe = welcomed(pipe);",
            "let pipe = welcomed(pipe);\n    panic!(\"no database\");",
        );
        let state = page.state(|state| state["phase"] == "failed").await;
        let told = state["problems"].to_string();
        assert!(told.contains("no database"), "{told}");
        assert_eq!(version(&dev.request("GET /", &[])), "version 1");
        dev.bench
            .edit("src/main.rs", "panic!(\"no database\");", "");
        page.state(|state| state["phase"] == "serving" && state["problems"] == json!([]))
            .await;
    });
}

#[test]
fn the_environment_file_restarts_the_app_without_a_build() {
    let dev = Dev::of_probe();
    assert!(dev.prints("started as").contains("with first"));
    let mark = dev.mark();
    dev.bench.write(".env", "FROM_DOTENV=second\n");
    assert!(dev.prints_after(mark, "started as").contains("with second"));
    let line = dev.prints_after(mark, ".env → live ");
    assert!(!line.contains("compiled"), "{line}");
}

#[test]
fn the_environment_is_never_overridden_by_the_file() {
    let bench = probe().with_env("FROM_DOTENV", "set");
    let dev = Dev::start(bench, "dev --port 0");
    assert!(dev.prints("started as").contains("with set"));
}

#[test]
fn edits_during_a_build_begin_it_anew() {
    let dev = Dev::of_probe();
    // A build script that waits keeps the build from ending until the next edit.
    dev.bench.write(
        "build.rs",
        "fn main() { std::thread::sleep(std::time::Duration::from_secs(300)) }",
    );
    dev.prints_after(dev.mark(), "");
    dev.bench.edit("src/main.rs", "version 1", "version 2");
    dev.bench.write("build.rs", "fn main() {}");
    let line = dev.prints("src/main.rs");
    assert!(
        line.contains("build.rs") && line.contains("→ compiled"),
        "{line}"
    );
    assert_eq!(version(&dev.request("GET /", &[])), "version 2");
}

#[test]
fn pages_are_told_of_stylesheets_assets_and_scripts() {
    let dev = Dev::of_probe();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut page = dev.page().await;
        page.next_with("state").await;
        dev.bench.write("assets/app.css", "p { color: blue }");
        let css = page.next_with("css").await;
        assert_eq!(css["path"], "/assets/app.css");
        page.send(json!({ "painted": { "id": css["id"] } }).to_string())
            .await;
        dev.prints("assets/app.css → live ");
        dev.bench.write("assets/logo.svg", "<svg/>");
        assert_eq!(page.next_with("asset").await["path"], "/assets/logo.svg");
        dev.bench.write("assets/new/app.js", "let x");
        page.next_with("reload").await;
        dev.bench.write("templates/home.html", "<p>at home</p>");
        dev.prints("templates/home.html → live ");
    });
}

#[test]
fn polling_sees_edits_too() {
    let dev = Dev::start(probe(), "dev --port 0 --poll");
    dev.prints("ready in");
    dev.bench.write("assets/app.css", "p { color: blue }");
    dev.prints("assets/app.css → live ");
}

#[test]
fn a_port_that_is_taken_is_left_to_who_has_it() {
    for address in ["127.0.0.1", "0.0.0.0"] {
        let taken = TcpListener::bind((address, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let dev = Dev::start(probe(), &format!("dev --port {port}"));
        dev.prints(&format!("port {port} is taken"));
        assert_ne!(dev.port, port, "{address}");
        let bench = probe();
        let refused = bench.run(&format!("dev --port {port} --strict-port"));
        refused.exits(4);
    }
}

#[test]
fn ctrl_c_ends_the_app_and_the_server_within_two_seconds() {
    for signal in ["INT", "TERM"] {
        let mut dev = Dev::of_probe();
        let app = dev.app();
        dev.signal(signal);
        let took = dev.ends();
        assert!(took < Duration::from_secs(2), "{took:?}");
        let alive = Command::new("kill")
            .args(["-0", &app.to_string()])
            .output()
            .unwrap();
        assert!(!alive.status.success(), "the app has ended too");
    }
}

#[test]
fn the_app_ends_when_the_server_is_killed() {
    let mut dev = Dev::of_probe();
    let app = dev.app();
    dev.signal("KILL");
    dev.ends();
    let begin = std::time::Instant::now();
    while Command::new("kill")
        .args(["-0", &app.to_string()])
        .output()
        .unwrap()
        .status
        .success()
    {
        assert!(
            begin.elapsed() < Duration::from_secs(5),
            "the app is still there"
        );
    }
}
