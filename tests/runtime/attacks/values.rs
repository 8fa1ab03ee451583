//! Values on the wire that no form sends: types, depths, names and sizes. The type that a handler
//! names decides, never the wire.

use serde_json::json;

use crate::browser::Server;
use crate::raw::Raw;

/// Sends the text of a field's value, and gives back the answer's error code.
async fn code(raw: &mut Raw, form: &str) -> String {
    let answer = raw
        .ask(&format!(r#"{{"function":"greet","form":{form}}}"#))
        .await;
    answer["error"]["code"].as_str().unwrap_or("ok").to_owned()
}

#[tokio::test]
async fn what_nobody_asked_for_is_passed_over() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    let extra = [
        r#"{"name":"a","is_admin":true}"#,
        r#"{"name":"a","_type":"Admin","$class":"x","@type":"y"}"#,
        r#"{"name":"a","__proto__":{"times":9},"constructor":{"prototype":{}}}"#,
    ];
    for form in extra {
        assert_eq!(code(&mut raw, form).await, "ok", "{form}");
    }
    let typed = [
        r#"{"name":["a",{"s":"std"}]}"#,
        r#"{"name":{"$class":"Admin"}}"#,
        r#"{"name":{"S":"a"}}"#,
        r#"{"name":null}"#,
    ];
    for form in typed {
        assert_eq!(code(&mut raw, form).await, "invalid", "{form}");
    }
}

#[tokio::test]
async fn numbers_that_are_none_are_refused() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    let digits = "9".repeat(50_000);
    let invalid = [
        "256",
        "-1",
        "1.5",
        "\"NaN\"",
        "\"1e999\"",
        "\"٣\"",
        "{}",
        "[1,2]",
        "\"0x10\"",
        "1e30",
    ];
    for value in invalid {
        let form = format!(r#"{{"name":"a","times":{value}}}"#);
        assert_eq!(code(&mut raw, &form).await, "invalid", "{value}");
    }
    let text = format!(r#"{{"name":"a","times":"{digits}"}}"#);
    assert_eq!(code(&mut raw, &text).await, "invalid");
    for value in ["1e999", "NaN", "Infinity", "01", "+1", digits.as_str()] {
        let form = format!(r#"{{"name":"a","times":{value}}}"#);
        let code = code(&mut raw, &form).await;
        assert!(
            matches!(code.as_str(), "bad_message" | "invalid"),
            "{value:.20}: {code}"
        );
    }
    for value in ["0", "-0", "255", "\"255\"", "\"7\""] {
        let form = format!(r#"{{"name":"a","times":{value}}}"#);
        let code = code(&mut raw, &form).await;
        assert!(code == "ok" || value == "-0", "{value}: {code}");
    }
    assert!(raw.is_alive().await);
}

#[tokio::test]
async fn depth_does_not_end_the_process() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    let room = 60 * 1024;
    for piece in ["[", "{\"a\":", "[{\"a\":", "\"\\u0000", "-"] {
        let text = piece.repeat(room / piece.len());
        assert_eq!(
            raw.ask(&text).await["error"]["code"],
            "bad_message",
            "{piece}"
        );
    }
    for depth in [100, 126, 200] {
        let value = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let code = code(&mut raw, &format!(r#"{{"name":{value}}}"#)).await;
        assert!(
            matches!(code.as_str(), "bad_message" | "invalid"),
            "{depth}: {code}"
        );
    }
    assert!(raw.is_alive().await);
}

#[tokio::test]
async fn many_names_and_the_same_name_twice() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    let fields: Vec<_> = (0..5000).map(|number| format!("\"f{number}\":1")).collect();
    let many = format!("{{\"name\":\"a\",{}}}", fields.join(","));
    assert_eq!(code(&mut raw, &many).await, "ok");
    let twice = raw
        .ask(r#"{"function":"nothing","function":"echo","form":{"name":"a","name":"b"},"ref":1,"ref":2}"#)
        .await;
    assert_eq!(
        twice,
        json!({ "target": "#echo", "html": "b", "swap": "text", "ref": 2 })
    );
}

#[tokio::test]
async fn names_of_functions_that_are_none() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    let names = [
        "nobody",
        "__proto__",
        "constructor",
        "toString",
        "site::app",
        "handlers::greet",
        "../greet",
        "greet\u{0}",
        "Greet",
        " greet",
        "liveview:",
        "liveview:nobody",
        "\u{1b}[2J",
    ];
    for (index, name) in names.into_iter().enumerate() {
        let message = json!({ "function": name, "ref": index }).to_string();
        let answer = raw.ask(&message).await;
        assert_eq!(answer["ref"], index, "{name}");
        assert_eq!(
            answer["error"]["code"], "unknown_function",
            "{name}: {answer}"
        );
        assert!(!answer.to_string().contains("greet"), "{name}: {answer}");
    }
}
