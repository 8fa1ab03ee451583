//! The codec against `tests/protocol/*.json`, which the client's tests read too.
//! Each case is built by its name through the public `Patch`, and compared with the frame in the file.

use std::path::Path;

use serde_json::{Value, json};

use super::{Answers, ErrorFrame, Hello, decode, error, resume};
use crate::js::Js;
use crate::patch::{Effect, Patch};
use crate::pipeline::encode;
use crate::template::Templates;

fn golden(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/protocol")
        .join(file);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn what_pages_send_is_decoded() {
    let rows = golden("client.json");
    assert!(rows.len() > 20, "{} rows", rows.len());
    for row in rows {
        let decoded = decode(row["text"].as_str().unwrap());
        match (&row["event"], decoded) {
            (Value::Null, Err(_)) => assert_eq!(row["error"], "bad_message", "{}", row["case"]),
            (event, Ok(message)) if event.is_object() => {
                let found = json!({
                    "function": message.function, "form": message.form, "data": message.data,
                    "lang": message.lang, "ref": message.reference, "url": message.url,
                });
                assert_eq!(found, *event, "{}", row["case"]);
            }
            (_, decoded) => panic!("{}: {decoded:?}", row["case"]),
        }
    }
}

#[test]
fn what_pages_are_sent_is_encoded() {
    let rows = golden("server.json");
    assert!(rows.len() > 20, "{} rows", rows.len());
    for row in rows {
        let case = row["case"].as_str().unwrap();
        let frame: Value = serde_json::from_str(&frame(case)).unwrap();
        assert_eq!(frame, row["frame"], "{case}");
    }
}

/// The frame of a case, by its name.
fn frame(case: &str) -> String {
    let hello = Hello {
        version: 1,
        instance: "00c0ffee",
        seq: 0,
        resumed: false,
        resume: "",
    };
    match case {
        "hello" => return hello.encode(),
        "hello_resumed" => {
            let back = Hello {
                seq: 41,
                resumed: true,
                resume: "dG9rZW4_-w",
                ..hello
            };
            return back.encode();
        }
        "resume" => return resume("dG9rZW4_-w"),
        "resume_nothing" => return resume(""),
        _ => {}
    }
    if let Some(code) = case.strip_prefix("error_") {
        return error_of(code);
    }
    let (patches, reference) = patches(case);
    let answers = match reference {
        None => Answers::Nothing,
        Some(reference) if case.starts_with("part") => Answers::Part(reference),
        Some(reference) => Answers::Whole(reference),
    };
    encode(&Templates::none(), &patches, answers).unwrap()
}

fn error_of(code: &str) -> String {
    let codes = [
        "bad_message",
        "unknown_function",
        "invalid",
        "user",
        "internal",
        "timeout",
        "too_many",
        "refused",
        "repeated",
        "stopped",
    ];
    let code = codes
        .into_iter()
        .find(|known| *known == code)
        .unwrap_or_else(|| panic!("no such code: {code}"));
    let body = ErrorFrame {
        code,
        message: "what the visitor may read",
        reference: (code == "internal").then_some("4f2a9c01"),
        field: (code == "invalid").then_some("age"),
    };
    error(&body, (code != "bad_message").then_some(4))
}

fn patches(case: &str) -> (Vec<Patch>, Option<u64>) {
    let one = |patch| (vec![patch], Some(1));
    match case {
        "inner" => one(Patch::inner("#list").html("<li id=\"a\">A!</li>")),
        "inner_empty" => one(Patch::inner("#list")),
        "outer" => one(Patch::outer("#a").html("<li id=\"a\" class=\"new\">A!</li>")),
        "append" => one(Patch::append("#list").html("<li>C</li>")),
        "prepend" => one(Patch::prepend("#list").html("<li>0</li>")),
        "before" => one(Patch::before("#b").html("<li>½</li>")),
        "after" => one(Patch::after("#a").html("<li>½</li>")),
        "remove" => one(Patch::remove("#a")),
        "text" => one(Patch::text("#a").content("1 < 2 & \"so\"")),
        "all" => one(Patch::inner("li").html("<b>x</b>").all()),
        "remove_all" => one(Patch::remove("li").all()),
        "first_match_only" => one(Patch::inner("li").html("x")),
        "no_such_target" => one(Patch::inner("#none").html("x").title("Still")),
        "script_is_inert" => {
            one(Patch::inner("#a").html("<script>document.title = 'ran'</script>"))
        }
        "table_row" => one(Patch::append("#rows").html("<tr><td>2</td></tr>")),
        "broadcast" => (vec![Patch::append("#list").html("<li>C</li>")], None),
        "several" => {
            let patches = vec![
                Patch::text("#a").content("1"),
                Patch::remove("#b"),
                Patch::title("Two"),
            ];
            (patches, Some(2))
        }
        "several_broadcast" => (
            vec![
                Patch::text("#a").content("1"),
                Patch::text("#b").content("2"),
            ],
            None,
        ),
        "part" => (vec![Patch::text("#a").content("1 of 2")], Some(3)),
        "part_of_several" => {
            let patches = vec![Patch::text("#a").content("2 of 2"), Patch::remove("#b")];
            (patches, Some(3))
        }
        "nothing" => (vec![], Some(3)),
        "url" => one(Patch::url("/there?x=1")),
        "replace_url" => one(Patch::default().replace_url("/here")),
        "title" => one(Patch::title("A & B")),
        "inner_with_url_and_title" => one(Patch::inner("#a").html("x").url("/x").title("X")),
        "scroll" => one(Patch::default().scroll("#b")),
        "scroll_top" => one(Patch::default().scroll_top()),
        "focus" => one(Patch::default().focus("#field")),
        "announce" => one(Patch::default().announce("Saved")),
        "redirect" => one(Patch::redirect("/login")),
        "event" => one(Patch::event("saved", json!({ "id": 7 }))),
        "js" => one(Patch::js(Js::new().add_class("#a", "new").set_attr(
            "#b",
            "title",
            "</script>\"'&",
        ))),
        "js_beside_content" => {
            let commands = Js::new()
                .toggle("#b")
                .dispatch("#a", "seen", json!({ "id": 7 }));
            one(Patch::inner("#a").html("x").js(commands))
        }
        "script" => one(Patch::script("document.title = '</script>'")),
        "script_beside_content" => one(Patch::inner("#a")
            .html("x")
            .script("document.title = 'ran'")),
        "reload" => one(Patch::reload()),
        other => panic!("the runtime does not know how to make `{other}`"),
    }
}
