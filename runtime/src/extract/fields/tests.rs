//! Text of forms read as the types that handlers ask for, and the errors that name the field.
//! Text in, values or an error out: nothing here needs a socket or an application.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Person {
    name: String,
    age: Option<u8>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
struct Order {
    count: u32,
    price: f64,
    agree: bool,
    note: Option<String>,
    size: Option<Size>,
    tags: Vec<String>,
    ids: Vec<u64>,
    people: Vec<Person>,
    extra: BTreeMap<String, i64>,
}

fn order(value: Value) -> Result<Order, String> {
    read(value.as_object().unwrap()).map_err(|error| error.to_string())
}

#[test]
fn text_becomes_what_the_type_asks_for() {
    let table = [
        (
            json!({"count": "3"}),
            Order {
                count: 3,
                ..Order::default()
            },
        ),
        (
            json!({"count": " 3 "}),
            Order {
                count: 3,
                ..Order::default()
            },
        ),
        (
            json!({"count": 3}),
            Order {
                count: 3,
                ..Order::default()
            },
        ),
        (
            json!({"price": "1.5"}),
            Order {
                price: 1.5,
                ..Order::default()
            },
        ),
        (
            json!({"price": 2}),
            Order {
                price: 2.0,
                ..Order::default()
            },
        ),
        (
            json!({"agree": true}),
            Order {
                agree: true,
                ..Order::default()
            },
        ),
        (
            json!({"agree": "on"}),
            Order {
                agree: true,
                ..Order::default()
            },
        ),
        (json!({"note": ""}), Order::default()),
        (
            json!({"note": 5}),
            Order {
                note: Some("5".into()),
                ..Order::default()
            },
        ),
        (
            json!({"size": "large"}),
            Order {
                size: Some(Size::Large),
                ..Order::default()
            },
        ),
        (
            json!({"tags": "a"}),
            Order {
                tags: vec!["a".into()],
                ..Order::default()
            },
        ),
        (
            json!({"ids": ["1", 2]}),
            Order {
                ids: vec![1, 2],
                ..Order::default()
            },
        ),
        (
            json!({"people": [{"name": "Ada", "age": "36"}]}),
            Order {
                people: vec![Person {
                    name: "Ada".into(),
                    age: Some(36),
                }],
                ..Order::default()
            },
        ),
        (
            json!({"extra": {"a": "-1"}}),
            Order {
                extra: [("a".into(), -1)].into(),
                ..Order::default()
            },
        ),
        (
            json!({"price": "-0"}),
            Order {
                price: -0.0,
                ..Order::default()
            },
        ),
        (
            json!({"agree": false, "size": "", "tags": null, "ids": []}),
            Order::default(),
        ),
        (
            json!({"is_admin": true, "_type": "x", "__proto__": {"count": 1}, "$class": [0, {"s": "x"}]}),
            Order::default(),
        ),
    ];
    for (fields, expected) in table {
        assert_eq!(order(fields.clone()), Ok(expected), "{fields}");
    }
}

#[test]
fn a_misfit_names_its_field() {
    let digits = "9".repeat(100_000);
    let table = [
        (
            json!({"count": "x"}),
            "`count`: must be a whole number, 0 or more",
        ),
        (
            json!({"count": -1}),
            "`count`: must be a whole number, 0 or more",
        ),
        (
            json!({"count": 1.5}),
            "`count`: must be a whole number, 0 or more",
        ),
        (
            json!({"count": digits}),
            "`count`: must be a whole number, 0 or more",
        ),
        (
            json!({"count": [1]}),
            "`count`: must be a whole number, 0 or more",
        ),
        (
            json!({"count": "-0"}),
            "`count`: must be a whole number, 0 or more",
        ),
        (
            json!({"count": "NaN"}),
            "`count`: must be a whole number, 0 or more",
        ),
        (
            json!({"count": {"count": 1}}),
            "`count`: must be a whole number, 0 or more",
        ),
        (
            json!({"count": null}),
            "`count`: must be a whole number, 0 or more",
        ),
        (json!({"price": "1e999"}), "`price`: must be a number"),
        (json!({"price": "NaN"}), "`price`: must be a number"),
        (json!({"price": "-inf"}), "`price`: must be a number"),
        (json!({"price": digits}), "`price`: must be a number"),
        (json!({"price": [1.5]}), "`price`: must be a number"),
        (json!({"price": "1,5"}), "`price`: must be a number"),
        (json!({"agree": {}}), "`agree`: must be true or false"),
        (json!({"note": {"a": 1}}), "`note`: must be text"),
        (json!({"note": ["a"]}), "`note`: must be text"),
        (
            json!({"size": {"large": 1}}),
            "`size`: must be one of small, large",
        ),
        (
            json!({"size": ["small", "large"]}),
            "`size`: must be one of small, large",
        ),
        (
            json!({"people": {"name": "Ada"}, "count": 1, "ids": {"0": 1}}),
            "`ids[0]`: must be a whole number, 0 or more",
        ),
        (
            json!({"people": [null]}),
            "`people[0]`: must be a group of fields",
        ),
        (json!({"agree": "maybe"}), "`agree`: must be true or false"),
        (
            json!({"size": "huge"}),
            "`size`: must be one of small, large",
        ),
        (json!({"tags": [["a"]]}), "`tags[0]`: must be text"),
        (
            json!({"ids": ["1", "x"]}),
            "`ids[1]`: must be a whole number, 0 or more",
        ),
        (
            json!({"people": [{"age": 1}]}),
            "`people[0].name`: is missing",
        ),
        (
            json!({"people": "Ada"}),
            "`people[0]`: must be a group of fields",
        ),
        (
            json!({"extra": {"a": "b"}}),
            "`extra.a`: must be a whole number",
        ),
    ];
    for (fields, expected) in table {
        assert_eq!(order(fields), Err(expected.to_owned()));
    }
}
