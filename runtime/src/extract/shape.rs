//! Flat names of a form as nested values: `address.city`, `tags[]`, `people[0].name`.
//! The first half of reading a form; `fields` then reads the values as a type.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Map, Value};

/// Places that the indices of one form may make in all its lists; a name that wants more is left as an
/// ordinary name. Without the limit `a[4000000000]` would be four billion places, and a thousand
/// names such as `a[999][999][999]` a message's worth of bytes times six thousand.
const PLACES: usize = 1000;
/// Steps that one name may take.
const DEEPEST: usize = 16;

enum Step<'a> {
    Key(&'a str),
    Index(usize),
    Push,
}

/// Fields by name. A name that is given twice has a list.
pub(crate) fn gather<N: Into<String>, V: Into<Value>>(
    fields: impl IntoIterator<Item = (N, V)>,
) -> Map<String, Value> {
    let mut map = Map::new();
    let mut repeated = HashSet::new();
    for (name, value) in fields {
        let (name, value) = (name.into(), value.into());
        match map.get_mut(&name) {
            None => {
                map.insert(name, value);
            }
            Some(Value::Array(values)) if repeated.contains(&name) => values.push(value),
            Some(first) => {
                *first = Value::Array(vec![first.take(), value]);
                repeated.insert(name);
            }
        }
    }
    map
}

/// The nested form, or nothing when every name is plain: the common case copies nothing.
pub(super) fn nest(flat: &Map<String, Value>) -> Option<Map<String, Value>> {
    if !flat.keys().any(|name| name.contains(['.', '['])) {
        return None;
    }
    let mut nested = Value::Object(Map::new());
    let mut places = PLACES;
    for (name, value) in flat {
        let steps = steps(name).filter(|steps| fit(&nested, steps, &mut places));
        let steps = steps.unwrap_or_else(|| vec![Step::Key(name)]);
        place(&mut nested, &steps, value.clone());
    }
    match nested {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// The steps of a name, or nothing when it is not well formed and is to be taken as it stands.
fn steps(name: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for part in name.split('.') {
        let (key, mut rest) = match part.find('[') {
            Some(open) => part.split_at(open),
            None => (part, ""),
        };
        if key.is_empty() {
            return None;
        }
        steps.push(Step::Key(key));
        while !rest.is_empty() {
            let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
            steps.push(match inside {
                "" => Step::Push,
                digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                    Step::Index(digits.parse().ok()?)
                }
                key => Step::Key(key),
            });
            rest = after;
        }
    }
    (steps.len() <= DEEPEST).then_some(steps)
}

/// Whether the lists on the way have the places that a name asks for, or may get them; those are
/// then taken from what is left.
fn fit(nested: &Value, steps: &[Step<'_>], left: &mut usize) -> bool {
    let mut wanted: usize = 0;
    let mut at = Some(nested);
    for step in steps {
        at = match step {
            Step::Key(key) => at.and_then(|at| at.get(key)),
            Step::Index(index) => {
                let length = at.and_then(Value::as_array).map_or(0, Vec::len);
                let missing = index.saturating_add(1).saturating_sub(length);
                wanted = wanted.saturating_add(missing);
                at.and_then(|at| at.get(index))
            }
            Step::Push => None,
        };
    }
    let fits = wanted <= *left;
    if fits {
        *left -= wanted;
    }
    fits
}

/// Puts a value where the steps lead. Of two names that disagree on what is there, such as `a` and
/// `a.b`, the one that comes later in the alphabet counts.
fn place(at: &mut Value, steps: &[Step<'_>], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *at = value;
        return;
    };
    match step {
        Step::Key(key) => {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            if let Value::Object(map) = at {
                let slot = map.entry(Cow::Borrowed(*key)).or_insert(Value::Null);
                place(slot, rest, value);
            }
        }
        Step::Index(index) => with_list(at, |list| {
            if list.len() <= *index {
                list.resize(index + 1, Value::Null);
            }
            if let Some(slot) = list.get_mut(*index) {
                place(slot, rest, value);
            }
        }),
        Step::Push => with_list(at, |list| match value {
            // A repeated name arrives as one list.
            Value::Array(values) if rest.is_empty() => list.extend(values),
            value => {
                let mut slot = Value::Null;
                place(&mut slot, rest, value);
                list.push(slot);
            }
        }),
    }
}

/// Changes the list that stands there, in place of whatever else did.
fn with_list(at: &mut Value, change: impl FnOnce(&mut Vec<Value>)) {
    if !at.is_array() {
        *at = Value::Array(Vec::new());
    }
    if let Value::Array(list) = at {
        change(list);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_become_structure() {
        let table = [
            (
                json!({"address.city": "Oslo", "name": "Ada"}),
                json!({"address": {"city": "Oslo"}, "name": "Ada"}),
            ),
            (json!({"tags[]": ["a", "b"]}), json!({"tags": ["a", "b"]})),
            (json!({"tags[]": "a"}), json!({"tags": ["a"]})),
            (
                json!({"people[0].name": "A", "people[1].name": "B"}),
                json!({"people": [{"name": "A"}, {"name": "B"}]}),
            ),
            (json!({"a[b]": "x"}), json!({"a": {"b": "x"}})),
            (json!({"a[4000000000]": "x"}), json!({"a[4000000000]": "x"})),
            (
                json!({"a[99999999999999999999]": "x"}),
                json!({"a[99999999999999999999]": "x"}),
            ),
            (json!({"a[2]": "x"}), json!({"a": [null, null, "x"]})),
            (
                json!({"a[1]": "y", "a[0]": "x", "a[]": "z"}),
                json!({"a": ["x", "y", "z"]}),
            ),
            (json!({"a[0][1]": "x"}), json!({"a": [[null, "x"]]})),
            (json!({"a[].b": "x"}), json!({"a": [{"b": "x"}]})),
            (json!({"a": "x", "a.b": "y"}), json!({"a": {"b": "y"}})),
            (json!({"a.b": "x", "a[0]": "y"}), json!({"a": ["y"]})),
            (json!({"a": "x", "a[]": "y"}), json!({"a": ["y"]})),
            (json!({"a[-1]": "x"}), json!({"a": {"-1": "x"}})),
            (
                json!({"__proto__.b": "x"}),
                json!({"__proto__": {"b": "x"}}),
            ),
            (
                json!({"a..b": "x", "[0]": "y"}),
                json!({"a..b": "x", "[0]": "y"}),
            ),
            (
                json!({"a]": "x", "b[0]c": "y"}),
                json!({"a]": "x", "b[0]c": "y"}),
            ),
            (json!({"a[": "x", ".b": "y"}), json!({"a[": "x", ".b": "y"})),
        ];
        for (flat, expected) in table {
            let nested = nest(flat.as_object().unwrap()).unwrap();
            assert_eq!(Value::Object(nested), expected);
        }
        assert!(nest(json!({"plain": 1}).as_object().unwrap()).is_none());
    }

    #[test]
    fn a_name_of_many_steps_stays_a_name() {
        let name = vec!["a"; 100].join(".");
        let nested = nest(json!({name.clone(): 1}).as_object().unwrap()).unwrap();
        assert_eq!(nested.get(&name), Some(&json!(1)));
    }

    #[test]
    fn indices_make_no_more_places_than_a_form_may_have() {
        let steps = "[999]".repeat(DEEPEST - 1);
        let flat: Map<String, Value> = (0..1000)
            .map(|number| (format!("a{number}{steps}"), json!(1)))
            .chain([("b[9]".to_owned(), json!(1))])
            .collect();
        let nested = nest(&flat).unwrap();
        let places: usize = nested
            .values()
            .filter_map(Value::as_array)
            .map(Vec::len)
            .sum();
        assert_eq!((nested.len(), places), (1001, 10));
    }
}
