//! The one table of error codes: number, exit code, what it means, what to do.
//! A code is never given another meaning: people search for it.

use std::fmt;

use super::Exit;

/// What is known about a code beside the message of the moment.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The code itself.
    pub code: Code,
    /// How the process ends with it.
    pub exit: Exit,
    /// In a few words.
    pub title: &'static str,
    /// In a few sentences.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($name:ident = $number:literal, $exit:ident, $title:literal, $explanation:literal;)*) => {
        /// A code that stays the same for good, so that it can be looked up.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $title] $name = $number),* }

        impl Code {
            /// Every code, by number.
            pub const ALL: &[Entry] = &[$(Entry {
                code: Self::$name, exit: Exit::$exit, title: $title, explanation: $explanation,
            }),*];

            /// The row of this code.
            pub fn entry(self) -> &'static Entry {
                match self { $(Self::$name => &const { Entry {
                    code: Self::$name, exit: Exit::$exit, title: $title, explanation: $explanation,
                } }),* }
            }
        }
    };
}

codes! {
    NameEmpty = 101, Usage, "the name is empty",
        "Give a name of letters, digits and `_`, for example `search` or `admin/users`.";
    NameSpace = 102, Usage, "the name has a space in it",
        "A name becomes a file, a module and part of a URL. Use `_` or `-` between words.";
    NameCharacter = 103, Usage, "a character is not allowed in a name",
        "Names are made of ASCII letters, digits, `_` and `-`; `/` nests a handler.";
    NameDigit = 104, Usage, "the name starts with a digit",
        "Rust's modules and cargo's packages start with a letter.";
    NameKeyword = 105, Usage, "the name is a Rust keyword",
        "The name becomes a module, and `mod match;` is not Rust. Keywords of every edition are refused.";
    NameNotAscii = 106, Usage, "the name is not ASCII",
        "Rust does not load files of modules with such names. Titles may hold any text.";
    NameOutside = 107, Usage, "the name leads out of its folder",
        "A name says where below its folder a file goes, so `.` and `..` have no place in it.";
    NameAbsolute = 108, Usage, "the name is an absolute path",
        "A name says where below its folder a file goes.";
    NameSegment = 109, Usage, "a segment of the name is empty",
        "Between two `/`, before the first and after the last there has to be something.";
    NameReserved = 110, Usage, "the name is reserved on Windows",
        "Windows keeps `con`, `nul`, `com1` and some more for devices; a repository with such a file cannot be checked out there.";
    NameCrateRoot = 111, Usage, "the name is that of a crate's root",
        "`lib.rs` and `main.rs` are roots of a crate; a module of that name is warned of by cargo and confuses readers.";
    NameDistribution = 112, Usage, "the name is a crate of the Rust distribution",
        "A package called `core` or `test` hides the one that comes with Rust.";
    NameCargoFolder = 113, Usage, "the name is a folder that cargo uses",
        "cargo keeps folders of this name in `target`, beside the program's own file.";
    NameDependency = 114, Usage, "the name is that of a dependency",
        "Two packages of one name in one build cannot be told apart.";
    NameLength = 115, Usage, "the name is too long",
        "A segment has 64 characters at most, a name 6 segments.";
    NameDash = 116, Usage, "the name starts with `-`",
        "Arguments that start with `-` are options.";
    NameSeparators = 117, Usage, "the name has doubled or edge separators",
        "`a__b`, `_x` and `x-` would be written in two ways at different places.";
    Exists = 118, Conflict, "something is there already",
        "Nothing is overwritten unasked. `--diff` shows the difference, `--force` replaces, `--skip-existing` leaves it.";
    TwoModules = 119, Conflict, "a module has two files",
        "`admin.rs` and `admin/mod.rs` are the same module to Rust, which refuses to choose.";
    LeavesProject = 120, Conflict, "a symlink leads out of the project",
        "Files are written only inside the project, after links are followed.";
    NameRepeated = 123, Usage, "the name is that of the module above",
        "A module inside one of the same name confuses readers, and clippy warns of it. The modules begin at `handlers`.";
    FolderInUse = 140, Conflict, "the folder is not empty",
        "`new` makes a folder of its own; `--here` takes an empty one.";
    NoProject = 141, Environment, "there is no liveview project here",
        "The command looks here and above for a Cargo.toml that depends on `liveview`.";
    NoAnchor = 142, Conflict, "an edit found no place",
        "The file is not as expected, so nothing was changed. The message has what to write, and where.";
    BadConfig = 143, Environment, "liveview.toml cannot be read",
        "The message names the line. Everything in the file is optional.";
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "LV{:04}", *self as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_says_something_about_each_code() {
        for pair in Code::ALL.windows(2) {
            assert!(
                (pair[0].code as u16) < (pair[1].code as u16),
                "{} before {}",
                pair[0].code,
                pair[1].code
            );
        }
        for entry in Code::ALL {
            assert!(
                entry.explanation.ends_with('.'),
                "{}: {}",
                entry.code,
                entry.explanation
            );
            assert_eq!(entry.code.entry().title, entry.title);
        }
    }

    #[test]
    fn conflicts_and_the_missing_project_have_exit_codes_of_their_own() {
        for entry in Code::ALL {
            let expected = match entry.code as u16 {
                118..=120 | 122 | 140 | 142 => Exit::Conflict,
                141 | 143 => Exit::Environment,
                _ => Exit::Usage,
            };
            assert_eq!(entry.exit, expected, "{}", entry.code);
        }
    }
}
