//! Keys of the terminal: one letter each, without Enter. The terminal is put back as it was when this is dropped.
//! A thread at the edge of the loop: it reads, and sends an event for each key it knows.

use std::io::{IsTerminal, Read};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::event::{Event, Events};

/// What the keys are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Help,
    Rebuild,
    Addresses,
    Open,
    Inspector,
    Clear,
    Pause,
    Quit,
}

/// Every key, and what is said of it.
pub(crate) const HELP: [(char, Key, &str); 8] = [
    ('h', Key::Help, "these keys"),
    ('r', Key::Rebuild, "build again"),
    ('u', Key::Addresses, "print the addresses"),
    ('o', Key::Open, "open the app in a browser"),
    ('i', Key::Inspector, "open the inspector"),
    ('c', Key::Clear, "clear the screen"),
    (
        'p',
        Key::Pause,
        "pause, or go on with what was edited meanwhile",
    ),
    ('q', Key::Quit, "quit"),
];

/// What a letter is for.
fn key(letter: u8) -> Option<Key> {
    let letter = char::from(letter.to_ascii_lowercase());
    HELP.iter()
        .find(|(known, ..)| *known == letter)
        .map(|(_, key, _)| *key)
}

/// The terminal while single keys are read from it.
pub(crate) struct Keys {
    before: Termios,
}

/// Reads keys as events; `None` where there is no terminal to read them from.
pub(crate) fn read(events: Events) -> Option<Keys> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return None;
    }
    let before = tcgetattr(&stdin).ok()?;
    let mut single = before.clone();
    // Ctrl-C stays what it is.
    single.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
    tcsetattr(&stdin, OptionalActions::Now, &single).ok()?;
    std::thread::spawn(move || {
        for letter in std::io::stdin().lock().bytes() {
            let Ok(letter) = letter else { return };
            if let Some(key) = key(letter)
                && events.blocking_send(Event::Key(key)).is_err()
            {
                return;
            }
        }
    });
    Some(Keys { before })
}

impl Drop for Keys {
    fn drop(&mut self) {
        // A terminal that has gone needs nothing put back.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_keys_in_either_case() {
        assert_eq!(key(b'r'), Some(Key::Rebuild));
        assert_eq!(key(b'Q'), Some(Key::Quit));
        assert_eq!(key(b'x'), None);
        assert_eq!(key(0x1b), None);
    }
}
