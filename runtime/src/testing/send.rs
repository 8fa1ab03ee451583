//! A message that is being put together: what a form, its fields and the element's attributes
//! would send.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use serde_json::{Map, Value};

use super::{Answer, TestClient};
use crate::extract::gather;

/// A message that is being put together. Awaiting it sends it, and gives its answer.
///
/// Names and values are what a browser sends: `("address[city]", "Paris")` for a field of a group,
/// a name given twice for a list, text for numbers too.
#[must_use = "a message is sent when it is awaited"]
pub struct Send<'a> {
    client: &'a mut TestClient,
    function: String,
    form: Map<String, Value>,
    data: Map<String, Value>,
}

impl<'a> Send<'a> {
    pub(super) fn new(client: &'a mut TestClient, function: &str) -> Self {
        Self {
            client,
            function: function.to_owned(),
            form: Map::new(),
            data: Map::new(),
        }
    }
}

impl Send<'_> {
    /// Fields of the form. A name that is given twice is sent as a list; a later call replaces
    /// what an earlier one gave.
    pub fn form<N: Into<String>, V: Into<Value>>(
        mut self,
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.form.extend(gather(fields));
        self
    }

    /// Attributes of the element, as `data-` attributes: `("comment_id", 9)`.
    pub fn data<N: Into<String>, V: Into<Value>>(
        mut self,
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.data.extend(gather(fields));
        self
    }
}

impl<'a> IntoFuture for Send<'a> {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + std::marker::Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let Send {
            client,
            function,
            form,
            data,
        } = self;
        Box::pin(client.answer(function, form, data))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_repeated_name_is_a_list() {
        let fields = [("a", json!(1)), ("b", json!([2])), ("a", json!(3))];
        assert_eq!(
            Value::from(gather(fields)),
            json!({ "a": [1, 3], "b": [2] })
        );
        let lists = [("b", json!([2])), ("b", json!([3])), ("b", json!(4))];
        assert_eq!(Value::from(gather(lists)), json!({ "b": [[2], [3], 4] }));
    }
}
