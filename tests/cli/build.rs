//! `liveview build`: what it refuses before anything compiles, in `stamped` what a release is, and that it is a
//! second build's equal. Minutes of building serve one story, so it is told in one file.

use support::Workbench;

/// Without a compiler: what is wrong is told before cargo builds anything.
fn stops(bench: &Workbench, parts: &[&str]) {
    let run = bench.run("build --release");
    run.exits(1).never_says("Compiling").wrote_nothing();
    parts.iter().for_each(|part| {
        run.says(part);
    });
}

#[test]
fn mistakes_in_templates_and_assets_are_told_together_with_their_lines() {
    let bench = Workbench::minimal();
    bench
        .write("templates/a.html", "<p>\n{% if %}\n</p>\n")
        .write(
            "templates/b.html",
            "{% include \"gone.html\" %}\n{{ asset(\"app.cs\") }}\n",
        )
        .write(
            "assets/more.css",
            "a {}\nb { background: url(img/none.png) }\n",
        );
    stops(
        &bench,
        &[
            "4 mistakes in the project's templates and assets",
            "assets/more.css:2: `img/none.png` is not there: no file assets/img/none.png",
            ">    2 | b { background: url(img/none.png) }",
            "templates/a.html:2: syntax error: ",
            ">    2 | {% if %}",
            "templates/b.html:1: `gone.html` is not there: no file templates/gone.html",
            "templates/b.html:2: `app.cs` is no asset: no file assets/app.cs; did you mean `app.css`?",
        ],
    );
}

#[test]
fn a_profile_that_a_release_cannot_have_is_refused() {
    for (setting, reason) in [
        (
            "panic = \"abort\"",
            "would end the server for every visitor",
        ),
        (
            "debug-assertions = true",
            "read templates and assets from disk",
        ),
    ] {
        let bench = Workbench::minimal();
        let manifest = bench.read("Cargo.toml");
        let manifest = match manifest.contains("[profile.release]\n") {
            true => manifest.replace(
                "[profile.release]\n",
                &format!("[profile.release]\n{setting}\n"),
            ),
            false => format!("{manifest}\n[profile.release]\n{setting}\n"),
        };
        bench.write("Cargo.toml", manifest);
        stops(
            &bench,
            &[
                "error: the release profile has a `",
                "Cargo.toml:",
                setting,
                reason,
                "\n\nhint: ",
            ],
        );
    }
    let bench = Workbench::minimal().with_env("CARGO_PROFILE_RELEASE_PANIC", "abort");
    stops(
        &bench,
        &["CARGO_PROFILE_RELEASE_PANIC=abort in the environment"],
    );
}

#[test]
fn it_is_for_projects_and_an_out_folder_is_for_releases() {
    Workbench::empty()
        .run("build --release")
        .refused("LV0141", 4);
    Workbench::minimal()
        .run("build --out somewhere")
        .exits(2)
        .says("error: `--out` is for a release\n\nhint: liveview build --release --out DIR")
        .wrote_nothing();
}

mod stamped {
    use std::{
        fs,
        io::{BufRead, BufReader, Read, Write},
        net::{SocketAddr, TcpStream},
        path::{Path, PathBuf},
        process::{Child, Command, Stdio},
        time::{Duration, Instant},
    };

    use futures_util::StreamExt;
    use serde_json::Value;
    use support::{Workbench, binary};
    use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    /// Where every stamped project is built.
    fn target() -> PathBuf {
        std::env::var_os("LIVEVIEW_TEST_TARGET").map_or_else(
            || binary().with_file_name("").with_file_name("stamped"),
            PathBuf::from,
        )
    }

    /// Runs a command of the project, which may take minutes, and gives its stdout.
    #[track_caller]
    fn succeeds(bench: &Workbench, program: &Path, line: &str) -> String {
        let output = bench
            .command(program)
            .args(line.split_whitespace())
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_NET_OFFLINE", "true")
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "`{line}`: {}\n{stderr}",
            output.status
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn build(bench: &Workbench) -> Value {
        serde_json::from_str(&succeeds(bench, &binary(), "build --release --json")).unwrap()
    }

    /// The binary, running by itself in an empty folder.
    struct Server {
        child: Child,
        address: SocketAddr,
        _folder: tempfile::TempDir,
    }

    impl Server {
        fn start(binary: &Path) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let alone = folder.path().join("app");
            fs::copy(binary, &alone).unwrap();
            let mut child = Command::new(&alone)
                .current_dir(folder.path())
                .env_clear()
                .env("PORT", "0")
                .env("LIVEVIEW_SECRET", SECRET)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut log = BufReader::new(child.stderr.take().unwrap());
            let mut said = String::new();
            let address = loop {
                let start = said.len();
                assert!(log.read_line(&mut said).unwrap() > 0, "it ended: {said}");
                if let Some((_, address)) = said[start..].split_once("listening on http://") {
                    break address.trim().parse().unwrap();
                }
            };
            std::thread::spawn(move || log.read_to_string(&mut String::new()));
            Self {
                child,
                address,
                _folder: folder,
            }
        }

        /// The head and the body of an answer.
        fn get(&self, path: &str, headers: &str) -> (String, Vec<u8>) {
            let mut stream = TcpStream::connect(self.address).unwrap();
            let host = self.address;
            write!(
                stream,
                "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
            )
            .unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            let end = answer
                .windows(4)
                .position(|four| four == b"\r\n\r\n")
                .expect("a head")
                + 4;
            let head = String::from_utf8(answer[..end].to_vec())
                .unwrap()
                .to_lowercase();
            (head, answer[end..].to_vec())
        }

        fn page(&self, path: &str) -> (String, String) {
            let (head, body) = self.get(path, "");
            assert!(head.starts_with("http/1.1 200 "), "{path}: {head}");
            (head, String::from_utf8(body).unwrap())
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    /// The value of a header, or of an attribute, that begins with `start` and ends before `end`.
    fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
        let (_, rest) = text
            .split_once(start)
            .unwrap_or_else(|| panic!("no {start:?} in\n{text}"));
        rest.split_once(end)
            .unwrap_or_else(|| panic!("no {end:?} after {start:?}"))
            .0
    }

    fn holds(binary: &[u8], text: &str) -> bool {
        binary
            .windows(text.len())
            .any(|part| part.eq_ignore_ascii_case(text.as_bytes()))
    }

    /// One long story, since a release takes minutes to build.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_release_is_one_file_that_runs_anywhere() {
        let bench = Workbench::starter();
        let report = build(&bench);
        let path = bench.path(report["binary"]["path"].as_str().unwrap());
        assert_eq!(path, bench.path("dist/shop"));
        let first = fs::read(&path).unwrap();
        assert_eq!(report["binary"]["bytes"], first.len());
        assert_every_asset_is_smaller_compressed(&report);

        for word in [
            "/__liveview/",
            "inspector",
            "liveview-dev",
            "liveview overlay",
        ] {
            assert!(!holds(&first, word), "the release has {word:?} in it");
        }
        let bare = Command::new(&path)
            .env_clear()
            .env("PORT", "0")
            .output()
            .unwrap();
        assert!(!bare.status.success());
        assert!(String::from_utf8_lossy(&bare.stderr).contains("`LIVEVIEW_SECRET` is not set"));

        serves_pages_assets_and_sockets(&path).await;

        let began = Instant::now();
        let again = build(&bench);
        let took = began.elapsed();
        assert_eq!(
            fs::read(&path).unwrap(),
            first,
            "the same sources gave other bytes"
        );
        assert_eq!(again["binary"]["before"], first.len());
        assert!(
            took < Duration::from_secs(2),
            "a build with nothing to do took {took:?}"
        );

        bench
            .write("templates/later.html", "a template that came later")
            .write("assets/later.txt", "an asset that came later");
        build(&bench);
        let with = fs::read(&path).unwrap();
        assert!(
            holds(&with, "a template that came later") && holds(&with, "an asset that came later")
        );

        bench
            .write("templates/last.html", "a template that came last")
            .write("assets/last.txt", "an asset that came last");
        succeeds(
            &bench,
            "cargo".as_ref(),
            "build --release --offline --quiet",
        );
        let plain = fs::read(target().join("release/shop")).unwrap();
        assert!(
            holds(&plain, "a template that came last") && holds(&plain, "an asset that came last")
        );
        let server = Server::start(&target().join("release/shop"));
        let (_, page) = server.page("/");
        let style = between(&page, "rel=\"stylesheet\" href=\"", "\"");
        assert!(
            server.page(style).0.contains("immutable"),
            "fingerprints are made without the command too"
        );
    }

    fn assert_every_asset_is_smaller_compressed(report: &Value) {
        let assets = report["assets"].as_array().unwrap();
        let names: Vec<_> = assets
            .iter()
            .map(|asset| asset["name"].as_str().unwrap())
            .collect();
        assert!(
            names.contains(&"app.css") && names.contains(&"liveview.min.js"),
            "{names:?}"
        );
        for asset in assets
            .iter()
            .filter(|asset| asset["bytes"].as_u64() > Some(1000))
        {
            let (bytes, gzip, brotli) = (&asset["bytes"], &asset["gzip"], &asset["brotli"]);
            assert!(
                brotli.as_u64() < gzip.as_u64() && gzip.as_u64() < bytes.as_u64(),
                "{asset}"
            );
        }
    }

    async fn serves_pages_assets_and_sockets(binary: &Path) {
        let mut server = Server::start(binary);
        let (head, page) = server.page("/");
        assert!(head.contains("set-cookie: shop_session="), "{head}");
        assert!(!page.contains("__liveview"), "{page}");

        let style = between(&page, "rel=\"stylesheet\" href=\"", "\"");
        let script = between(&page, " src=\"", "\"");
        for url in [style, script] {
            let (head, plain) = server.get(url, "");
            assert!(
                head.contains("cache-control: public, max-age=31536000, immutable"),
                "{head}"
            );
            assert!(
                head.contains("vary: accept-encoding") && !head.contains("content-encoding"),
                "{head}"
            );
            let (head, brotli) = server.get(url, "Accept-Encoding: gzip, br\r\n");
            assert!(head.contains("content-encoding: br"), "{head}");
            assert!(brotli.len() < plain.len());
            let tag = between(&head, "etag: ", "\r\n");
            let again = format!("Accept-Encoding: br\r\nIf-None-Match: {tag}\r\n");
            let (head, body) = server.get(url, &again);
            assert!(
                head.starts_with("http/1.1 304 ") && body.is_empty(),
                "{head}"
            );
            let (head, _) = server.get(url, "Accept-Encoding: gzip, br;q=0\r\n");
            assert!(head.contains("content-encoding: gzip"), "{head}");
        }
        for path in [
            "/__liveview/inspector",
            "/__liveview/ws",
            "/__liveview/page.js",
            "/assets/../Cargo.toml",
            "/assets/none.css",
        ] {
            assert!(
                server.get(path, "").0.starts_with("http/1.1 404 "),
                "{path}"
            );
        }

        let room = between(&page, "data-room=\"", "\"");
        let session = between(&head, "set-cookie: ", ";");
        let url = format!(
            "ws://{}/ws/liveview/{room}/?v=1&page={}",
            server.address,
            "a".repeat(32)
        );
        let mut request = url.into_client_request().unwrap();
        let origin = format!("http://{}", server.address).parse().unwrap();
        request.headers_mut().insert("origin", origin);
        request
            .headers_mut()
            .insert("cookie", session.parse().unwrap());
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        let hello = socket.next().await.unwrap().unwrap();
        assert!(hello.to_text().unwrap().contains("\"hello\""), "{hello}");
        let message = r#"{"function":"search","form":{"query":"rust"},"data":{},"ref":1}"#;
        futures_util::SinkExt::send(&mut socket, Message::text(message))
            .await
            .unwrap();
        let answer = socket.next().await.unwrap().unwrap();
        assert!(answer.to_text().unwrap().contains("#results"), "{answer}");

        let began = Instant::now();
        let number = server.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &number])
                .status()
                .unwrap()
                .success()
        );
        let code = loop {
            match socket.next().await.expect("a close frame").unwrap() {
                Message::Close(frame) => break frame.expect("a code").code,
                _ => continue,
            }
        };
        assert_eq!(u16::from(code), 1012);
        let ended = tokio::task::spawn_blocking(move || server.child.wait().unwrap())
            .await
            .unwrap();
        assert!(
            ended.success() && began.elapsed() < Duration::from_secs(10),
            "{ended} after {:?}",
            began.elapsed()
        );
    }
}
