//! The inspector's page, as an application of its own: what is recorded appears, filtered, paused, decoded.
//! No browser and no dev server: a `Recorder`, and the page's messages and patches.

use std::time::Duration;

use liveview::testing::{TestApp, TestClient, TestPatch};
use liveview_cli::inspector::{
    BuildKind, BuildRecord, ConnectionInfo, Direction, MOUNT, Problem, Recorder, Trace, app,
};

const MESSAGE: &str = r#"{"function":"search","form":{"query":"rust","password":"hunter2"},"data":{"shelf":"7"},"ref":1,"url":"http://127.0.0.1:4400/books"}"#;
const ANSWER: &str = r##"{"target":"#results","html":"<li>Rust</li>","ref":1}"##;

struct Desk {
    recorder: Recorder,
    page: TestClient,
}

impl Desk {
    /// An inspector with one page of the application, whose own page has just been opened.
    async fn open() -> Self {
        let recorder = Recorder::new(Recorder::CAPACITY);
        let info = ConnectionInfo {
            page: "p1".into(),
            path: "/books".into(),
            topics: vec!["shelves".into()],
            ..ConnectionInfo::default()
        };
        recorder.opened(1, info);
        let inspector = TestApp::new(app(recorder.clone()).unwrap()).await;
        let mut page = inspector.connect(MOUNT).await;
        page.send("open")
            .form([("text", ""), ("scope", "all")])
            .await
            .expect_nothing();
        let mut desk = Self { recorder, page };
        desk.next("#rows").await.contains("connected");
        desk
    }

    /// The next patch of that target.
    async fn next(&mut self, target: &str) -> Drawn {
        loop {
            let patch = self.page.next_patch().await;
            if patch.target() == Some(target) {
                return Drawn(text(&patch));
            }
        }
    }

    /// The next patch of that target that shows this.
    async fn until(&mut self, target: &str, text: &str) -> Drawn {
        loop {
            let drawn = self.next(target).await;
            if drawn.0.contains(text) {
                return drawn;
            }
        }
    }

    fn call(&self) {
        self.recorder.frame(1, Direction::FromPage, MESSAGE);
        self.recorder.frame(1, Direction::ToPage, ANSWER);
        self.recorder.trace(Trace {
            page: "p1".into(),
            reference_number: Some(1),
            function: "search".into(),
            file: Some("src/handlers/search.rs".into()),
            line: Some(9),
            handler_us: 1500,
            render_us: 250,
            outcome: "ok".into(),
            ..Trace::default()
        });
    }

    fn push(&self, number: usize) {
        self.recorder.frame(
            1,
            Direction::ToPage,
            &format!(r##"{{"target":"#n","html":"{number}"}}"##),
        );
    }
}

/// Markup as it was rendered.
fn text(patch: &TestPatch) -> String {
    patch.html().to_owned()
}

/// What a patch shows.
struct Drawn(String);

impl Drawn {
    #[track_caller]
    fn contains(&self, text: &str) -> &Self {
        assert!(self.0.contains(text), "no `{text}` in\n{}", self.0);
        self
    }

    #[track_caller]
    fn lacks(&self, text: &str) -> &Self {
        assert!(!self.0.contains(text), "`{text}` in\n{}", self.0);
        self
    }

    fn rows(&self) -> usize {
        self.0.matches("id=\"row-").count()
    }
}

#[tokio::test]
async fn an_interaction_is_one_row_with_its_handler_and_its_times() {
    let mut desk = Desk::open().await;
    desk.call();
    let row = desk.next("#rows").await;
    assert_eq!(row.rows(), 1);
    for part in [
        "search",
        "#results",
        "search.rs:9",
        "1.50 ms",
        "0.25 ms",
        "ok",
        "<b>morph</b>",
    ] {
        row.contains(part);
    }
    desk.until("#connections", "↑ 1")
        .await
        .contains("/books")
        .contains("shelves");
}

#[tokio::test]
async fn an_answer_that_comes_later_changes_its_row_in_place() {
    let mut desk = Desk::open().await;
    desk.recorder.frame(1, Direction::FromPage, MESSAGE);
    desk.next("#rows").await.contains("waiting");
    desk.recorder.frame(1, Direction::ToPage, ANSWER);
    desk.next("#row-2").await.contains("ok").lacks("waiting");
}

#[tokio::test]
async fn details_show_frames_decoded_and_raw_and_no_secret() {
    let mut desk = Desk::open().await;
    desk.call();
    desk.next("#rows").await;
    desk.page
        .send("select")
        .data([("id", "2")])
        .await
        .expect_nothing();
    let detail = desk.next("#detail").await;
    for part in [
        "src/handlers/search.rs:9",
        "query",
        "rust",
        "shelf",
        "&lt;li&gt;Rust&lt;/li&gt;",
        "raw from the page",
        "raw to the page",
    ] {
        detail.contains(part);
    }
    detail.contains("••••••").lacks("hunter2");
    desk.page.send("close").await.expect_nothing();
    assert_eq!(desk.next("#detail").await.0, "");
}

#[tokio::test]
async fn builds_and_problems_are_rows_too() {
    let mut desk = Desk::open().await;
    desk.recorder.build(BuildRecord {
        kind: BuildKind::Rust,
        changed: vec!["src/handlers/search.rs".into()],
        compile: Duration::from_millis(710),
        live: Duration::from_millis(60),
        ..BuildRecord::default()
    });
    desk.next("#rows")
        .await
        .contains("src/handlers/search.rs")
        .contains("710 ms")
        .contains("60.0 ms");
    let problem = Problem {
        id: "a".into(),
        kind: "rustc".into(),
        message: "<mismatched> types".into(),
        ..Problem::default()
    };
    desk.recorder.problem(problem);
    desk.next("#rows")
        .await
        .contains("&lt;mismatched&gt; types");
    desk.until("#counts", "1 problem").await;
    desk.recorder.resolved("a");
    desk.next("#counts").await.lacks("problem");
}

#[tokio::test]
async fn a_paused_page_waits_and_counts() {
    let mut desk = Desk::open().await;
    desk.page.send("pause").await.expect_nothing();
    desk.until("#pause", "Resume").await;
    desk.push(1);
    desk.push(2);
    desk.until("#pause", ">2</span>").await;
    desk.page.send("pause").await.expect_nothing();
    assert_eq!(desk.next("#rows").await.rows(), 2);
}

#[tokio::test]
async fn a_filter_is_the_pages_own_and_is_kept_for_what_comes() {
    let mut desk = Desk::open().await;
    desk.call();
    desk.push(1);
    desk.next("#rows").await;
    desk.page
        .send("filter")
        .form([("text", "hello"), ("scope", "pushes")])
        .await
        .expect_nothing();
    assert_eq!(desk.next("#rows").await.rows(), 0);
    desk.page
        .send("filter")
        .form([("text", "rust -hello"), ("scope", "calls")])
        .await
        .expect_nothing();
    let shown = desk.next("#rows").await;
    assert_eq!(shown.rows(), 1);
    shown.contains("search");
    desk.push(2);
    desk.recorder.frame(
        1,
        Direction::FromPage,
        &MESSAGE.replace("\"ref\":1", "\"ref\":2"),
    );
    let shown = desk.next("#rows").await;
    assert_eq!(shown.rows(), 1);
    shown.contains("waiting").lacks("#n");
}

#[tokio::test]
async fn a_flood_is_few_patches_and_a_bounded_page() {
    const FLOOD: usize = 20_000;
    let mut desk = Desk::open().await;
    (0..FLOOD).for_each(|number| desk.push(number));
    let mut drawn = 0;
    loop {
        let patch = desk.next("#rows").await;
        drawn += 1;
        assert!(patch.rows() <= 300, "{} rows at once", patch.rows());
        // The newest row is the first: when it is the last of the flood, all of it has been seen.
        if patch.0.contains(&format!("id=\"row-{}\"", FLOOD + 1)) {
            break;
        }
    }
    assert!(drawn < 50, "{drawn} patches for one burst");
}

#[tokio::test]
async fn clearing_leaves_open_connections() {
    let mut desk = Desk::open().await;
    desk.call();
    desk.next("#rows").await;
    desk.page.send("clear").await.expect_nothing();
    assert_eq!(desk.next("#rows").await.rows(), 0);
    desk.push(1);
    assert_eq!(desk.next("#rows").await.rows(), 1);
}

#[tokio::test]
async fn the_page_runs_no_script_but_the_client() {
    let inspector = TestApp::new(app(Recorder::new(10)).unwrap()).await;
    let page = inspector.get(MOUNT).await;
    assert_eq!(page.status, 200);
    let scripts: Vec<_> = page.text.split("<script").skip(1).collect();
    assert_eq!(scripts.len(), 2, "{}", page.text);
    for (script, name) in scripts.iter().zip(["liveview-", "liveview-interactions-"]) {
        let source = format!("src=\"/__liveview/inspector/assets/{name}");
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&source), "{tag}");
    }
}
