//! Questions. They are asked only when a person is there to answer; Esc and the end of input mean no.
//! Commands ask only for what was not typed.

use dialoguer::{Select, theme::SimpleTheme};

use super::{Ui, line};
use crate::error::{Error, Result};

impl Ui {
    /// A line of text. `None` where nobody can be asked.
    ///
    /// # Errors
    ///
    /// Interrupted, when the person leaves the question unanswered.
    pub fn ask(
        &self,
        question: &str,
        default: Option<&str>,
        check: impl Fn(&str) -> Result<()>,
    ) -> Result<Option<String>> {
        if !self.interactive {
            return Ok(None);
        }
        match line::ask(question, default, check) {
            Ok(Some(answer)) => Ok(Some(answer)),
            Ok(None) | Err(_) => Err(left()),
        }
    }

    /// One of several. `None` where nobody can be asked.
    ///
    /// # Errors
    ///
    /// Interrupted, when the person leaves the question unanswered.
    pub fn choose(&self, question: &str, choices: &[&str]) -> Result<Option<usize>> {
        if !self.interactive {
            return Ok(None);
        }
        match Select::with_theme(&SimpleTheme)
            .with_prompt(question)
            .items(choices)
            .default(0)
            .interact_opt()
        {
            Ok(Some(choice)) => Ok(Some(choice)),
            Ok(None) | Err(_) => Err(left()),
        }
    }
}

fn left() -> Error {
    Error::interrupted("nothing was written: the question was left unanswered")
}
