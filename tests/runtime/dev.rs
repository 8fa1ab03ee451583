//! The application's end of the dev server's pipe: what it says of itself and of its pages, and what it makes of edited
//! templates. `run` is the harness, `swaps` one process after another.

use serde_json::json;

use self::run::{Project, Run};
use crate::browser::{PAGE, PATIENCE};

mod run;
mod swaps;

#[tokio::test]
async fn it_says_when_it_listens_and_what_it_has() {
    let project = Project::new();
    let mut run = Run::start(&project, "app");
    let ready = run.hear("ready");
    let greet = ready["handlers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|handler| handler["name"] == "greet")
        .unwrap();
    assert!(
        greet["file"].as_str().unwrap().ends_with("handlers.rs")
            && greet["line"].as_u64() > Some(1),
        "{greet}"
    );
    let page = run.get("/").await;
    assert!(
        page.contains("<script src=\"/__liveview/page.js\" defer data-token=\"t0ken\"></script>"),
        "{page}"
    );
}

#[tokio::test]
async fn it_follows_a_page_from_its_coming_to_its_going() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit("/").await;
    let mut page = run.open(&visit).await;
    page.next().await;
    let opened = run.hear("opened");
    assert_eq!(
        opened,
        json!({ "page": PAGE, "room": visit.room[..32], "path": "/", "topics": [] })
    );
    page.call("join", json!({ "name": "chat" })).await;
    assert_eq!(
        run.hear("topics"),
        json!({ "page": PAGE, "topics": ["chat"] })
    );
    run.hear("trace");
    page.call("greet", json!({ "name": "Ada" })).await;
    let trace = run.hear("trace");
    assert_eq!(
        [&trace["function"], &trace["outcome"], &trace["ref"]],
        [&json!("greet"), &json!("ok"), &json!(2)]
    );
    assert_eq!(trace["patches"][0]["target"], "#greeting");
    assert!(
        trace["line"].is_u64() && trace["handler_us"].is_u64() && trace["bytes"].is_u64(),
        "{trace}"
    );
    page.call("internal_error", json!({})).await;
    let trace = run.hear("trace");
    assert!(
        trace["outcome"] == "internal" && trace["reference"].is_string(),
        "{trace}"
    );
    drop(page);
    assert_eq!(run.hear("closed"), json!({ "page": PAGE }));
}

#[tokio::test]
async fn an_edited_template_is_shown_from_the_same_data() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit("/").await;
    let mut page = run.open(&visit).await;
    page.next().await;
    page.call("greet", json!({ "name": "<Ada>" })).await;

    project.write("greeting.html", "<i>{{ name }}</i>");
    run.tell(json!({ "templates": { "id": 7, "changed": ["greeting.html"] } }));
    let refresh = page.next().await["dev"]["refresh"].take();
    assert_eq!(refresh["id"], 7);
    assert_eq!(
        refresh["ops"],
        json!([{ "target": "#greeting", "html": "<i>&lt;Ada&gt;</i>" }])
    );
    assert!(
        refresh["html"].as_str().unwrap().contains("Home &lt;1&gt;"),
        "{refresh}"
    );
    let refreshed = run.hear("refreshed");
    assert_eq!(
        [&refreshed["id"], &refreshed["pages"], &refreshed["problem"]],
        [&json!(7), &json!(1), &json!(null)]
    );

    project.write("plain.html", "changed");
    run.tell(json!({ "templates": { "id": 8, "changed": ["plain.html"] } }));
    assert_eq!(run.hear("refreshed")["pages"], 0);
}

#[tokio::test]
async fn a_broken_template_is_told_and_the_page_works_on() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit("/").await;
    let mut page = run.open(&visit).await;
    page.next().await;

    project.write("greeting.html", "one\n{% if %}\n");
    run.tell(json!({ "templates": { "id": 1, "changed": ["greeting.html"] } }));
    let problem = run.hear("problem");
    assert_eq!(
        [&problem["kind"], &problem["file"]],
        [&json!("template"), &json!("templates/greeting.html")]
    );
    assert_eq!(problem["line"], 2);
    assert!(
        problem["excerpt"]
            .as_str()
            .unwrap()
            .contains(">   2 | {% if %}"),
        "{problem}"
    );
    assert_eq!(run.hear("refreshed")["problem"]["id"], problem["id"]);
    assert_eq!(
        page.call("greet", json!({ "name": "Ada" })).await["html"],
        "<b>Ada</b>"
    );

    project.write("greeting.html", "{{ missing }}");
    run.tell(json!({ "templates": { "id": 2, "changed": ["greeting.html"] } }));
    assert_eq!(run.hear("resolved")["id"], problem["id"]);
    assert_eq!(run.hear("problem")["line"], 1);
    project.write("greeting.html", "<u>{{ name }}</u>");
    run.tell(json!({ "templates": { "id": 3, "changed": ["greeting.html"] } }));
    assert_eq!(
        page.next().await["dev"]["refresh"]["ops"][0]["html"],
        "<u>Ada</u>"
    );
    assert_eq!(run.hear("resolved")["id"], problem["id"]);
}

#[tokio::test]
async fn a_panic_is_told_with_its_place_and_its_event() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit("/").await;
    let mut page = run.open(&visit).await;
    page.next().await;
    page.call("panics", json!({ "a": "b" })).await;
    let problem = run.hear("problem");
    assert_eq!(
        [&problem["kind"], &problem["function"]],
        [&json!("panic"), &json!("panics")]
    );
    assert_eq!(
        [&problem["message"], &problem["event"]["form"]["a"]],
        [&json!("the panic's secret"), &json!("b")]
    );
    assert!(
        problem["file"].as_str().unwrap().ends_with("handlers.rs") && problem["line"].is_u64(),
        "{problem}"
    );
    let frames = problem["frames"].as_array().unwrap();
    assert!(
        frames
            .iter()
            .any(|frame| frame.as_str().unwrap().contains("handlers.rs:")),
        "{problem}"
    );
}

#[tokio::test]
async fn it_goes_when_the_dev_server_has_gone() {
    let project = Project::new();
    let Run {
        mut process,
        writer,
        reader,
        ..
    } = Run::ready(&project, "app");
    drop((writer, reader));
    process.ended(PATIENCE).await;
}

#[tokio::test]
async fn without_the_pipe_it_sleeps() {
    let server = crate::browser::Server::start().await;
    let page = server.get("/", "").await;
    assert!(
        page.contains("liveview-") && !page.contains("__liveview"),
        "{page}"
    );
    assert!(
        server
            .get("/__liveview/page.js", "")
            .await
            .starts_with("HTTP/1.1 404")
    );
}
