//! Flat names of a form as nested values: `address.city`, `tags[]`, `people[0].name`.
//! The first half of reading a form; `fields` then reads the values as a type.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Places of a list that a name may reach; a larger index is left as an ordinary name, so that
/// `a[4000000000]` does not become four billion places.
const LONGEST_LIST: usize = 1000;
/// Steps that one name may take.
const DEEPEST: usize = 16;

enum Step<'a> {
    Key(&'a str),
    Index(usize),
    Push,
}

/// The nested form, or nothing when every name is plain: the common case copies nothing.
pub(super) fn nest(flat: &Map<String, Value>) -> Option<Map<String, Value>> {
    if !flat.keys().any(|name| name.contains(['.', '['])) {
        return None;
    }
    let mut nested = Value::Object(Map::new());
    for (name, value) in flat {
        let steps = steps(name).unwrap_or_else(|| vec![Step::Key(name)]);
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
                    Step::Index(digits.parse().ok().filter(|index| *index < LONGEST_LIST)?)
                }
                key => Step::Key(key),
            });
            rest = after;
        }
    }
    (steps.len() <= DEEPEST).then_some(steps)
}

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
                place(
                    map.entry(Cow::Borrowed(*key)).or_insert(Value::Null),
                    rest,
                    value,
                );
            }
        }
        Step::Index(index) => {
            let list = list(at);
            if list.len() <= *index {
                list.resize(index + 1, Value::Null);
            }
            if let Some(slot) = list.get_mut(*index) {
                place(slot, rest, value);
            }
        }
        Step::Push => match value {
            // A repeated name arrives as one list.
            Value::Array(values) if rest.is_empty() => list(at).extend(values),
            value => {
                let mut slot = Value::Null;
                place(&mut slot, rest, value);
                list(at).push(slot);
            }
        },
    }
}

fn list(at: &mut Value) -> &mut Vec<Value> {
    if !at.is_array() {
        *at = Value::Array(Vec::new());
    }
    match at {
        Value::Array(list) => list,
        _ => unreachable!("made a list above"),
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
}
