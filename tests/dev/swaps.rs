//! A page's socket through builds, restarts and deaths of the app behind it, on a stamped project: it is never closed,
//! and each message has one answer, in order.

mod stamped {
    use std::process::Command;
    use std::time::Duration;

    use serde_json::{Value, json};
    use support::Workbench;

    use crate::harness::{Dev, Socket};

    const HANDLER: &str = "src/handlers/greet.rs";

    /// A handler that can be told apart from the one before by the title that it sets, and be slow.
    fn handler(title: &str) -> String {
        format!(
            r#"//! Says hello to whoever gives a name.

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Greeting {{
    name: String,
}}

/// Greets by name, and says which build it is from.
#[handler]
pub async fn greet(Form(greeting): Form<Greeting>) -> Patch {{
    let name = greeting.name.trim();
    if name == "slow" {{
        println!("slowly");
        tokio::time::sleep(std::time::Duration::from_secs(20)).await;
    }}
    Patch::inner("\#greeting").template("greet.html", context! {{ name }}).title("{title}")
}}
"#
        )
        .replace("\\#", "#")
    }

    struct Page {
        socket: Socket,
        next: u64,
        hellos: Vec<Value>,
        /// The answers in the order that they came.
        answers: Vec<Value>,
    }

    impl Page {
        /// Loads the page and connects its socket, as a browser does.
        async fn open(dev: &Dev) -> Self {
            let reply = dev.request("GET /", &["Accept: text/html"]);
            assert_eq!(reply.status, 200, "{reply:?}");
            let room = reply
                .body
                .split("data-room=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            let cookie = reply
                .header("set-cookie")
                .unwrap()
                .split(';')
                .next()
                .unwrap();
            let path = format!(
                "/ws/liveview/{room}/?v=1&page={}",
                "0123456789abcdef".repeat(2)
            );
            let socket = dev
                .socket(&path, &[("cookie", cookie.to_owned())])
                .await
                .unwrap();
            let mut page = Self {
                socket,
                next: 0,
                hellos: Vec::new(),
                answers: Vec::new(),
            };
            page.until(|page| page.hellos.len() == 1).await;
            page
        }

        async fn greet(&mut self, name: &str) -> u64 {
            self.next += 1;
            let message = json!({
                "function": "greet", "form": { "name": name }, "data": {}, "lang": "en", "ref": self.next, "url": "/"
            });
            self.socket.send(message.to_string()).await;
            self.next
        }

        async fn take(&mut self) {
            let frame = self.socket.next().await.expect("the socket stays open");
            if let Some(hello) = frame.get("hello") {
                self.hellos.push(hello.clone());
            } else if frame.get("ref").is_some() {
                self.answers.push(frame);
            }
        }

        async fn until(&mut self, is: impl Fn(&Self) -> bool) {
            while !is(self) {
                self.take().await;
            }
        }

        /// Greets fifty times a second until an answer is like this.
        async fn greet_until(&mut self, is: impl Fn(&Value) -> bool) {
            let mut ticks = tokio::time::interval(Duration::from_millis(20));
            while !self.answers.last().is_some_and(&is) {
                tokio::select! {
                    _ = ticks.tick() => drop(self.greet("Ada").await),
                    () = self.take() => {}
                }
            }
        }
    }

    fn start() -> Dev {
        let target = support::stamped_target();
        let bench = Workbench::minimal().with_env("CARGO_TARGET_DIR", &target.to_string_lossy());
        let manifest = bench.read("Cargo.toml").replace(
            "[dependencies]",
            "[dependencies]\ntokio = { version = \"1\", features = [\"time\"] }",
        );
        bench
            .write("Cargo.toml", manifest)
            .write(HANDLER, handler("build 0"));
        let dev = Dev::start(bench, "dev --port 0");
        dev.prints("ready in");
        dev
    }

    #[tokio::test]
    async fn a_page_keeps_its_socket_through_builds_and_deaths() {
        let dev = start();
        let mut page = Page::open(&dev).await;

        for build in 1..=5 {
            let title = format!("build {build}");
            dev.bench.write(HANDLER, handler(&title));
            page.greet_until(|answer| answer["title"] == title.as_str())
                .await;
        }
        let sent = page.next;
        page.until(|page| {
            page.answers
                .last()
                .is_some_and(|answer| answer["ref"] == sent)
        })
        .await;
        let answered: Vec<u64> = page
            .answers
            .iter()
            .map(|answer| answer["ref"].as_u64().unwrap())
            .collect();
        assert_eq!(
            answered,
            (1..=sent).collect::<Vec<_>>(),
            "each is answered once, in order"
        );
        assert!(sent > 50, "{sent} were sent");
        assert!(
            page.answers
                .iter()
                .all(|answer| answer.get("error").is_none())
        );
        assert_eq!(page.hellos.len(), 6, "{:?}", page.hellos);
        assert!(
            page.hellos[1..]
                .iter()
                .all(|hello| hello["resumed"] == true),
            "{:?}",
            page.hellos
        );

        // The app dies while it is at work: nobody can say whether it was done.
        let slow = page.greet("slow").await;
        dev.prints("slowly");
        let waits = page.greet("Grace").await;
        let (hellos, mark) = (page.hellos.len(), dev.mark());
        let children = Command::new("pgrep")
            .args(["-P", &dev.id().to_string()])
            .output()
            .unwrap();
        let app = String::from_utf8(children.stdout)
            .unwrap()
            .trim()
            .to_owned();
        assert!(
            Command::new("kill")
                .args(["-9", &app])
                .status()
                .unwrap()
                .success(),
            "{app}"
        );
        page.until(|page| {
            page.answers
                .last()
                .is_some_and(|answer| answer["ref"] == waits)
        })
        .await;
        let outcome = |page: &Page, number: u64| {
            let mut answers = page.answers.iter().filter(|answer| answer["ref"] == number);
            let answer = answers.next().unwrap().clone();
            assert!(answers.next().is_none(), "one answer each");
            answer["error"]["code"].clone()
        };
        assert_eq!(outcome(&page, slow), "unknown_outcome");
        // This one may have been on its way still, and then the next run answers it.
        assert!([json!(null), json!("unknown_outcome")].contains(&outcome(&page, waits)));
        dev.prints_after(mark, "SIGKILL");

        // It comes back, the page is greeted again, and works.
        page.until(|page| page.hellos.len() > hellos).await;
        assert_eq!(page.hellos[hellos]["resumed"], false);
        let again = page.greet("Grace").await;
        page.until(|page| {
            page.answers
                .last()
                .is_some_and(|answer| answer["ref"] == again)
        })
        .await;
        assert!(
            page.answers.last().unwrap()["html"]
                .as_str()
                .unwrap()
                .contains("Grace")
        );
    }
}
