//! A template's data as JSON and back. Markup that was vouched for stays so on the way.
//! A handover takes the data of what is on screen from one process to the next.

use minijinja::Value;
use minijinja::value::ValueKind;
use serde_json::{Map, Value as Json};

/// The key of an object that stands for trusted markup.
const SAFE: &str = "\u{0}html";

pub(super) fn to_json(value: &Value) -> Json {
    if let Some(text) = value.as_str() {
        if value.is_safe() {
            return Json::Object(Map::from_iter([(SAFE.to_owned(), Json::from(text))]));
        }
        return Json::from(text);
    }
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => Json::Array(
            value
                .try_iter()
                .into_iter()
                .flatten()
                .map(|item| to_json(&item))
                .collect(),
        ),
        ValueKind::Map => {
            let keys = value.try_iter().into_iter().flatten();
            let entries = keys.filter_map(|key| {
                let item = value.get_item(&key).ok()?;
                Some((key.to_string(), to_json(&item)))
            });
            Json::Object(entries.collect())
        }
        _ => serde_json::to_value(value).unwrap_or_default(),
    }
}

pub(super) fn from_json(json: &Json) -> Value {
    match json {
        Json::Array(items) => items.iter().map(from_json).collect(),
        Json::Object(entries) => match entries.get(SAFE).and_then(Json::as_str) {
            Some(markup) => Value::from_safe_string(markup.to_owned()),
            None => Value::from_pairs(
                entries
                    .iter()
                    .map(|(key, item)| (key.clone(), from_json(item))),
            ),
        },
        plain => Value::from(minijinja::value::Serde(plain)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Html, context};

    #[test]
    fn data_survives_the_way() {
        let data = context! {
            text => "<b>", html => Html::from("<b>"), list => vec![1, 2], nothing => Option::<u8>::None,
            nested => context! { yes => true, half => 0.5 },
        };
        let back = from_json(&to_json(&data));
        let template =
            "{{ text }} {{ html }} {{ list }} {{ nothing }} {{ nested.yes }} {{ nested.half }}";
        let mut environment = minijinja::Environment::new();
        environment.add_template("x.html", template).unwrap();
        let render = |data| {
            environment
                .get_template("x.html")
                .unwrap()
                .render(data)
                .unwrap()
        };
        assert_eq!(render(back), render(data.clone()));
        assert!(render(data).starts_with("&lt;b&gt; <b> [1, 2]"));
    }
}
