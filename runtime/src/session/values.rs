//! A session's values while a page or a message has them: what the record held, and what was
//! changed since. Only the changes go back, so that two who write different keys both succeed.

use std::collections::HashMap;

use serde_json::Value;

/// What a record holds.
pub(crate) type Data = HashMap<String, Value>;

/// The values of a record, and what has become of some.
#[derive(Default)]
pub(crate) struct Values {
    data: Data,
    /// A key that was removed is `None`.
    changes: HashMap<String, Option<Value>>,
}

impl Values {
    pub(crate) fn of(data: Data) -> Self {
        Self {
            data,
            changes: HashMap::new(),
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        match self.changes.get(key) {
            Some(changed) => changed.as_ref(),
            None => self.data.get(key),
        }
    }

    pub(crate) fn insert(&mut self, key: &str, value: Value) {
        self.changes.insert(key.to_owned(), Some(value));
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.changes.insert(key.to_owned(), None);
    }

    pub(crate) fn clear(&mut self) {
        let known = self.data.keys().cloned();
        let removed = known.map(|key| (key, None)).collect();
        self.changes = removed;
    }

    pub(crate) fn is_changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Whether there is something that a record would be made for.
    pub(crate) fn has_new(&self) -> bool {
        self.changes.values().any(Option::is_some)
    }

    /// Makes the same changes to what the record holds by now.
    pub(crate) fn apply_to(&self, data: &mut Data) {
        for (key, change) in &self.changes {
            match change {
                Some(value) => {
                    data.insert(key.clone(), value.clone());
                }
                None => {
                    data.remove(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(pairs: &[(&str, i64)]) -> Data {
        let pairs = pairs.iter();
        pairs
            .map(|(key, value)| ((*key).to_owned(), Value::from(*value)))
            .collect()
    }

    #[test]
    fn only_what_was_changed_is_written() {
        let mut values = Values::of(data(&[("a", 1), ("b", 1), ("c", 1)]));
        values.insert("a", 2.into());
        values.remove("b");
        assert_eq!(values.get("a"), Some(&2.into()));
        assert_eq!(values.get("b"), None);
        assert_eq!(values.get("c"), Some(&1.into()));
        let mut meanwhile = data(&[("a", 1), ("b", 1), ("c", 3), ("d", 4)]);
        values.apply_to(&mut meanwhile);
        assert_eq!(meanwhile, data(&[("a", 2), ("c", 3), ("d", 4)]));
    }

    #[test]
    fn clearing_takes_what_was_there_and_no_more() {
        let mut values = Values::of(data(&[("a", 1)]));
        values.insert("b", 2.into());
        values.clear();
        assert!(!values.has_new() && values.is_changed());
        let mut meanwhile = data(&[("a", 1), ("c", 3)]);
        values.apply_to(&mut meanwhile);
        assert_eq!(meanwhile, data(&[("c", 3)]));
        values.insert("a", 5.into());
        assert!(values.has_new());
    }
}
