//! The topics that one page has joined by name, and who wanted it: the server's code, or the page itself.

use std::sync::Arc;

/// Longest name of a topic, in bytes.
const LONGEST: usize = 256;

/// Who had a page join a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// A handler, or other code of the application.
    Server,
    /// The page, after `authorize_topic` allowed it.
    Page,
}

/// One topic of a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Membership {
    pub(crate) topic: Arc<str>,
    pub(crate) by: By,
}

/// What a page has joined beside its room.
#[derive(Default)]
pub(crate) struct Joined {
    memberships: Vec<Membership>,
    /// Whether the page holds no token for these topics yet.
    pub(crate) is_news: bool,
    /// How often the page was refused a topic.
    pub(crate) refusals: u8,
}

/// Whether a topic may have that name. That of a room is not among them, since it begins with a control character.
pub(crate) fn is_name(topic: &str) -> bool {
    !topic.is_empty() && topic.len() <= LONGEST && !topic.chars().any(char::is_control)
}

impl Joined {
    pub(crate) fn all(&self) -> &[Membership] {
        &self.memberships
    }

    /// Notes a topic, unless there are too many. Once the server's code has joined it, it stays the server's. Says
    /// whether the page is in it.
    pub(super) fn add(&mut self, topic: &Arc<str>, by: By, most: usize) -> bool {
        if let Some(known) = self.find(topic) {
            if known.by == By::Page && by == By::Server {
                known.by = by;
                self.is_news = true;
            }
            return true;
        }
        if self.memberships.len() >= most {
            return false;
        }
        self.memberships.push(Membership {
            topic: Arc::clone(topic),
            by,
        });
        self.is_news = true;
        true
    }

    /// Forgets a topic; the page itself leaves only what it joined itself. Says whether that was one.
    pub(super) fn remove(&mut self, topic: &str, by: By) -> bool {
        let goes =
            |known: &Membership| *known.topic == *topic && (by == By::Server || known.by == by);
        let before = self.memberships.len();
        self.memberships.retain(|known| !goes(known));
        let gone = self.memberships.len() < before;
        self.is_news |= gone;
        gone
    }

    /// Takes all topics out.
    pub(super) fn clear(&mut self) -> Vec<Membership> {
        std::mem::take(&mut self.memberships)
    }

    fn find(&mut self, topic: &str) -> Option<&mut Membership> {
        self.memberships
            .iter_mut()
            .find(|known| *known.topic == *topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain_and_never_a_room() {
        let longest = "x".repeat(LONGEST);
        for name in ["a", "chat:7", "ä b/../*", longest.as_str()] {
            assert!(is_name(name), "{name}");
        }
        let too_long = "x".repeat(LONGEST + 1);
        for name in [
            "",
            "\u{0}room:0",
            "a\nb",
            "a\u{85}",
            "\u{7f}",
            too_long.as_str(),
        ] {
            assert!(!is_name(name), "{name:?}");
        }
    }

    #[test]
    fn what_the_server_joined_the_page_cannot_leave() {
        let mut joined = Joined::default();
        let (own, given): (Arc<str>, Arc<str>) = ("own".into(), "given".into());
        assert!(joined.add(&own, By::Page, 2) && joined.add(&given, By::Server, 2));
        assert!(joined.add(&given, By::Page, 2), "it is in already");
        assert!(!joined.add(&"third".into(), By::Server, 2));
        assert!(std::mem::take(&mut joined.is_news));
        assert!(!joined.remove("given", By::Page) && !joined.remove("none", By::Server));
        assert!(!joined.is_news);
        assert!(joined.remove("own", By::Page) && joined.remove("given", By::Server));
        assert!(joined.is_news && joined.all().is_empty());
    }
}
