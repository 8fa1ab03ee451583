//! Data for a template. The engine's own macro takes only its own values; this one takes whatever
//! serde can write, so that a struct of the application goes in as it is.

use minijinja::Value;

/// Makes the data of a template: `context! { found, title => "Search", ..common }`.
///
/// Each value is anything that implements `Serialize`; it is borrowed. A bare name is both key
/// and value. `..other` takes the keys of another context that were not named.
///
/// ```
/// use liveview::prelude::*;
///
/// #[derive(Serialize)]
/// struct Article { title: &'static str }
///
/// let found = vec![Article { title: "Rust" }];
/// let common = context! { site => "Notes" };
/// let data = context! { found, count => found.len(), ..common };
/// # assert_eq!(data.get_attr("site").unwrap().as_str(), Some("Notes"));
/// # assert_eq!(data.get_attr("count").unwrap().as_usize(), Some(1));
/// ```
#[macro_export]
macro_rules! context {
    ($($key:ident $(=> $value:expr)?),* $(, ..$other:expr)* $(,)?) => {
        $crate::__private::merge(
            ::std::vec![$($crate::context!(@pair $key $(=> $value)?)),*],
            ::std::vec![$($crate::__private::value(&$other)),*],
        )
    };
    ($(..$other:expr),+ $(,)?) => {
        $crate::__private::merge(::std::vec![], ::std::vec![$($crate::__private::value(&$other)),+])
    };
    (@pair $key:ident) => { (::core::stringify!($key), $crate::__private::value(&$key)) };
    (@pair $key:ident => $value:expr) => { (::core::stringify!($key), $crate::__private::value(&$value)) };
}

/// One value of a context.
pub fn value<T: serde::Serialize + ?Sized>(value: &T) -> Value {
    Value::from(minijinja::value::Serde(value))
}

/// A context from its pairs; the first of two equal keys counts.
pub fn merge(pairs: Vec<(&'static str, Value)>, others: Vec<Value>) -> Value {
    let own = Value::from_pairs(pairs);
    if others.is_empty() {
        return own;
    }
    // Later maps win in the engine's merge, and what was named here must.
    minijinja::value::merge_maps(others.into_iter().rev().chain([own]))
}
