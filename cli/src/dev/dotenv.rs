//! The `.env` file: `KEY=value` lines, with comments, `export`, and quotes. Nothing is expanded and nothing is run.
//! What the environment already holds is never overridden by it.

use std::collections::BTreeMap;

/// The variables of a `.env` file, and the lines that could not be read, with their numbers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct DotEnv {
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) unreadable: Vec<usize>,
}

/// Reads the text of a `.env` file.
pub(crate) fn parse(text: &str) -> DotEnv {
    let mut found = DotEnv::default();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        match line
            .split_once('=')
            .and_then(|(name, text)| Some((variable(name.trim())?, value(text.trim())?)))
        {
            Some((name, value)) => {
                found.variables.insert(name.to_owned(), value);
            }
            None => found.unreadable.push(index + 1),
        }
    }
    found
}

fn variable(name: &str) -> Option<&str> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    (starts_well && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).then_some(name)
}

fn value(text: &str) -> Option<String> {
    if text.contains('\0') {
        return None;
    }
    if let Some(rest) = text.strip_prefix('\'') {
        return rest.split_once('\'').map(|(value, _)| value.to_owned());
    }
    let Some(rest) = text.strip_prefix('"') else {
        // A comment starts at a `#` that follows a space, so that `#` may be part of a value.
        let end = text
            .find(" #")
            .or_else(|| text.find("\t#"))
            .unwrap_or(text.len());
        return Some(text[..end].trim_end().to_owned());
    };
    let mut value = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return Some(value),
            '\\' => match characters.next()? {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_shape() {
        let table: [(&str, Option<(&str, &str)>); 14] = [
            ("KEY=value", Some(("KEY", "value"))),
            ("  KEY = value  ", Some(("KEY", "value"))),
            ("export KEY=value", Some(("KEY", "value"))),
            ("KEY=", Some(("KEY", ""))),
            ("KEY=a=b", Some(("KEY", "a=b"))),
            ("KEY=a#b", Some(("KEY", "a#b"))),
            ("KEY=a # why", Some(("KEY", "a"))),
            ("KEY=\"a # b\" # why", Some(("KEY", "a # b"))),
            ("KEY=\"a\\nb\\\"\"", Some(("KEY", "a\nb\""))),
            ("KEY='a\\n$X'", Some(("KEY", "a\\n$X"))),
            ("KEY=\"open", None),
            ("1KEY=value", None),
            ("KEY", None),
            ("=value", None),
        ];
        for (line, expected) in table {
            let found = parse(line);
            let expected: BTreeMap<_, _> = expected
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .into_iter()
                .collect();
            assert_eq!(found.variables, expected, "{line}");
            assert_eq!(
                found.unreadable,
                if expected.is_empty() { vec![1] } else { vec![] },
                "{line}"
            );
        }
    }

    #[test]
    fn comments_and_blank_lines_are_nothing() {
        assert_eq!(parse("\u{feff}# one\n\n   \n# two"), DotEnv::default());
    }
}
