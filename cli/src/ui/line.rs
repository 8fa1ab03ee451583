//! A line of text, asked for at the terminal: Enter takes it, Esc and the end of input leave the question.

use std::io;

use console::{Key, Term, measure_text_width};

use crate::error::Result;

/// Asks until `check` is content with the answer. `None` when the question was left.
pub(super) fn ask(
    question: &str,
    default: Option<&str>,
    check: impl Fn(&str) -> Result<()>,
) -> io::Result<Option<String>> {
    let term = Term::stderr();
    let prompt = match default {
        Some(default) => format!("{question} [{default}]: "),
        None => format!("{question}: "),
    };
    loop {
        term.write_str(&prompt)?;
        let Some(typed) = read(&term)? else {
            return Ok(None);
        };
        let typed = typed.trim();
        let answer = match default {
            Some(default) if typed.is_empty() => default,
            _ => typed,
        };
        match check(answer) {
            Ok(()) => return Ok(Some(answer.to_owned())),
            Err(error) => term.write_line(&error.to_string())?,
        }
    }
}

/// The keys of one line, shown as they come. The terminal itself turns Ctrl-C into its signal.
fn read(term: &Term) -> io::Result<Option<String>> {
    let mut text = String::new();
    loop {
        match term.read_key()? {
            Key::Enter => {
                term.write_line("")?;
                return Ok(Some(text));
            }
            Key::Escape | Key::Char('\u{4}') => {
                term.write_line("")?;
                return Ok(None);
            }
            Key::Backspace => {
                if let Some(last) = text.pop() {
                    term.clear_chars(measure_text_width(last.encode_utf8(&mut [0; 4])))?;
                }
            }
            Key::Char(c) if !c.is_control() => {
                text.push(c);
                term.write_str(c.encode_utf8(&mut [0; 4]))?;
            }
            _ => {}
        }
    }
}
