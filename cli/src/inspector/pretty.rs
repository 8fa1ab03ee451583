//! JSON over several lines, with its keys in the order in which they were sent.
//! For the details of a row; what is no JSON comes back nearly as it was.

/// Indents `json`. Text that is not JSON comes back much as it is: nothing but white space is changed.
pub(crate) fn pretty(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0usize;
    let mut characters = json.chars().peekable();
    let mut in_string = false;
    while let Some(character) = characters.next() {
        if in_string {
            out.push(character);
            match character {
                '\\' => out.extend(characters.next()),
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match character {
            '"' => {
                in_string = true;
                out.push(character);
            }
            '{' | '[' => {
                out.push(character);
                while characters.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = characters.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(character);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            space if space.is_whitespace() => {}
            other => out.push(other),
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    // Text that only looks like JSON can open a bracket for each of its letters.
    const DEEPEST: usize = 40;
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth.min(DEEPEST)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_in_its_own_order() {
        for (json, shown) in [
            (
                r#"{"b":1,"a":[true,{}]}"#,
                "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    {}\n  ]\n}",
            ),
            (r#"{ "a" : "x:{,}\" y" }"#, "{\n  \"a\": \"x:{,}\\\" y\"\n}"),
            ("[ ]", "[]"),
            ("", ""),
            (r#"{"cut":"sho"#, "{\n  \"cut\": \"sho"),
            ("}}", "\n}\n}"),
        ] {
            assert_eq!(pretty(json), shown);
        }
        assert!(pretty(&"[".repeat(10_000)).len() < 1_000_000);
    }
}
