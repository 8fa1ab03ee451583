//! The name that was probably meant, as the exact next command. A suggestion is only made when it would be taken.
//! Called by `names.rs` when a rule of `rules` was broken.

use heck::ToSnakeCase;

use super::{AppName, Name, Subject};
use crate::error::{Code, Error};

/// The error with its hint.
pub(super) fn with_hint(error: Error, subject: Subject, typed: &str, taken: &[&str]) -> Error {
    let command = match subject {
        Subject::App => "liveview new",
        Subject::Handler => "liveview gen handler",
    };
    let hint = match (error.code(), meant(subject, typed, taken)) {
        (Some(Code::NameEmpty), _) => match subject {
            Subject::App => format!("give it one: `{command} myapp`"),
            Subject::Handler => format!("give it one: `{command} search`"),
        },
        (Some(Code::NameLength), _) => {
            "the limit is 64 characters a segment, and 6 segments".to_owned()
        }
        (Some(Code::NameSeparators), Some(name)) => format!("did you mean `{command} {name}`?"),
        (_, Some(name)) => format!("try `{command} {name}`"),
        (_, None) => {
            "names are made of ASCII letters, digits, `_` and `-`, and start with a letter"
                .to_owned()
        }
    };
    error.hint(hint)
}

fn meant(subject: Subject, typed: &str, taken: &[&str]) -> Option<String> {
    let name = match subject {
        Subject::App => segment(typed.rsplit(['/', '\\']).next()?, '-', "app"),
        Subject::Handler => {
            let typed = typed
                .trim_start_matches(['~', '/', '\\'])
                .replace('\\', "/")
                .replace("::", "/");
            let drive = typed
                .split_once(":/")
                .map_or(typed.as_str(), |(_, rest)| rest);
            let parts = drive
                .split('/')
                .filter(|part| !matches!(*part, "" | "." | ".."));
            let mut mended: Vec<String> = parts.map(|part| segment(part, '_', "page")).collect();
            for index in 1..mended.len() {
                if mended[index].to_snake_case() == mended[index - 1].to_snake_case() {
                    mended[index].push_str("_page");
                }
            }
            mended.join("/")
        }
    };
    let allowed = |name: &String| match subject {
        Subject::App => AppName::check(name, taken).is_ok(),
        Subject::Handler => Name::parse(name).is_ok(),
    };
    // A package that is taken may be taken in its mended spelling, too.
    let other = (subject == Subject::App).then(|| format!("{name}-app"));
    [Some(name), other]
        .into_iter()
        .flatten()
        .find(|name| name != typed && allowed(name))
}

/// One segment, mended: accents dropped, separators in place of what is not allowed, digits last, no keyword.
fn segment(part: &str, separator: char, suffix: &str) -> String {
    let mut mended = String::new();
    for c in part.chars().flat_map(plain) {
        if c.is_ascii_alphanumeric() {
            mended.push(c);
        } else if !mended.is_empty() && !mended.ends_with(separator) {
            mended.push(separator);
        }
    }
    let mended = mended.trim_end_matches(separator);
    let digits = mended.chars().take_while(char::is_ascii_digit).count();
    let mended = match mended.split_at(digits) {
        ("", rest) => rest.to_owned(),
        (digits, "") => format!("error{separator}{digits}"),
        (digits, rest) => format!("{}{digits}", rest.trim_start_matches(separator)),
    };
    let refused = match separator {
        '-' => AppName::check(&mended, &[]).is_err(),
        _ => Name::parse(&mended).is_err(),
    };
    if refused && !mended.is_empty() {
        format!("{mended}{separator}{suffix}")
    } else {
        mended
    }
}

/// Latin letters without their accents; everything else stays as it is.
fn plain(c: char) -> impl Iterator<Item = char> {
    let letters = match c {
        'à'..='ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'À'..='Ã' | 'Å' => "A",
        'æ' | 'ä' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'È'..='Ë' => "E",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='õ' | 'ø' | 'ō' | 'ő' => "o",
        'Ò'..='Ö' | 'Ø' => "O",
        'œ' | 'ö' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' => "s",
        'ß' => "ss",
        'ť' | 'ţ' => "t",
        'ù'..='û' | 'ū' | 'ů' | 'ű' => "u",
        'Ù'..='Ü' => "U",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    };
    let own = letters.is_empty().then_some(c);
    letters.chars().chain(own)
}
