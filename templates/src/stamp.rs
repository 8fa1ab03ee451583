//! Where the stamps of a recipe go in a file: each has one place. Pure, and shared with the build script, which
//! refuses a recipe that no longer fits.

use serde::Deserialize;

/// The stamps of one app, as `starter.toml` lists them.
#[derive(Debug, Deserialize)]
pub(crate) struct Recipe {
    pub(crate) stamp: Vec<Stamp>,
}

/// One place of one file, and what goes there.
#[derive(Debug, Deserialize)]
pub(crate) struct Stamp {
    pub(crate) file: String,
    pub(crate) find: String,
    /// A Handlebars template. The build script only checks the places.
    pub(crate) with: String,
}

impl Recipe {
    /// The files that are stamped, each once.
    pub(crate) fn files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = self.stamp.iter().map(|stamp| stamp.file.as_str()).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Where the stamps of `file` go in `text`, from first to last.
    pub(crate) fn places(&self, file: &str, text: &str) -> Result<Vec<(usize, &Stamp)>, String> {
        let mut places = Vec::new();
        for stamp in self.stamp.iter().filter(|stamp| stamp.file == file) {
            let mut found = text.match_indices(&stamp.find).map(|(at, _)| at);
            match (found.next(), found.count()) {
                (Some(_), 0) if stamp.find == stamp.with => {
                    return Err(format!(
                        "`{file}`: the stamp of `{}` changes nothing",
                        stamp.find
                    ));
                }
                (Some(at), 0) => places.push((at, stamp)),
                (None, _) => return Err(format!("`{file}` does not hold `{}`", stamp.find)),
                (Some(_), more) => {
                    return Err(format!(
                        "`{file}` holds `{}` {} times, not once",
                        stamp.find,
                        more + 1
                    ));
                }
            }
        }
        places.sort_by_key(|&(at, _)| at);
        for pair in places.windows(2) {
            if let [(at, stamp), (next, other)] = pair
                && at + stamp.find.len() > *next
            {
                return Err(format!(
                    "in `{file}`, `{}` and `{}` overlap",
                    stamp.find, other.find
                ));
            }
        }
        Ok(places)
    }
}
