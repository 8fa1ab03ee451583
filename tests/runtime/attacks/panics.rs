//! What a handler can break: its own call, and nothing else.

use std::sync::Mutex;

use liveview::prelude::*;
use serde_json::json;

use crate::browser::Server;

static SHARED: Mutex<u32> = Mutex::new(0);

#[handler]
pub async fn panics_with_a_lock() -> Patch {
    let _held = SHARED.lock();
    panic!("the lock's secret")
}

struct Falls;

impl Drop for Falls {
    fn drop(&mut self) {
        panic!("the drop's secret")
    }
}

#[handler]
pub async fn panics_in_drop() -> Patch {
    let _falls = Falls;
    Patch::title("fallen")
}

/// Panics with what is no text.
#[handler]
pub async fn panics_with_a_value() -> Patch {
    std::panic::panic_any(7_u8)
}

#[tokio::test]
async fn a_panic_is_that_calls_own_and_tells_nothing() {
    let server = Server::start().await;
    let (mut page, mut other) = (server.open().await, server.open().await);
    for function in [
        "panics_with_a_lock",
        "panics_in_drop",
        "panics_with_a_value",
        "panics",
    ] {
        let answer = page.call(function, json!({})).await;
        assert_eq!(answer["error"]["code"], "internal", "{function}");
        let text = answer.to_string();
        for secret in ["secret", ".rs", "panic", "backtrace", "fallen"] {
            assert!(!text.contains(secret), "{function} tells {secret}: {text}");
        }
        for page in [&mut page, &mut other] {
            let alive = page.call("echo", json!({ "name": "alive" })).await;
            assert_eq!(alive["html"], "alive", "{function}");
        }
    }
}
