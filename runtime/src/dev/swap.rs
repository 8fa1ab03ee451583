//! From one process to the next: the old one answers what it took, lets its pages go and says
//! what is on their screens, and the sessions that it has in memory; the new one knows them again
//! when they come.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::message::ToDev;
use super::screen::Screen;
use super::{Dev, lock, value};
use crate::app::Shared;
use crate::connection::Connection;
use crate::patch::{Content, Effects, Patch, Swap};
use crate::pubsub::{By, Membership};
use crate::session::MemoryStore;

/// Longest wait for pages to be let go. Their handlers have a deadline of their own.
const PATIENCE: Duration = Duration::from_secs(30);

/// A page on its way from one process to the next.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct HandedPage {
    page: String,
    room: String,
    topics: Vec<String>,
    /// Those of the topics that the page asked for itself.
    asked: Vec<String>,
    seq: u64,
    next_reference: u64,
    log: Vec<HandedPatch>,
    session: String,
    path: String,
    cut: bool,
}

/// A patch on its way: what it is rendered from, and where it goes.
#[derive(Debug, Deserialize, Serialize)]
struct HandedPatch {
    template: Option<String>,
    data: Option<Value>,
    patch: HandedKeys,
}

#[derive(Debug, Deserialize, Serialize)]
struct HandedKeys {
    target: Option<String>,
    swap: Swap,
    all: bool,
    html: Option<String>,
    title: Option<String>,
}

/// A page of the process before this one, that is expected.
pub(crate) struct Adopted {
    room: String,
    topics: Vec<String>,
    asked: Vec<String>,
    pub(crate) seq: u64,
    next_reference: u64,
    screen: Screen,
}

impl Dev {
    /// Lets every page go, and says what was on their screens.
    pub(super) async fn hand_over(&self, shared: &Shared, id: u64) {
        let connections = shared.topics.all();
        let topics: Vec<_> = connections
            .iter()
            .map(|connection| connection.joined().all().to_vec())
            .collect();
        shared.release.cancel();
        let all_left = async {
            loop {
                let left = self.left.notified();
                tokio::pin!(left);
                left.as_mut().enable();
                if shared.topics.all().is_empty() {
                    return;
                }
                left.await;
            }
        };
        let _ = tokio::time::timeout(PATIENCE, all_left).await;
        let pages = connections
            .iter()
            .zip(topics)
            .filter_map(|(connection, topics)| handed(connection, topics));
        self.tell(&ToDev::Handed {
            id,
            pages: pages.collect(),
            // After the pages have gone: until then their handlers may write to them.
            sessions: shared
                .records
                .memory()
                .map(MemoryStore::hand_over)
                .unwrap_or_default(),
        });
    }

    pub(super) fn adopt(&self, id: u64, pages: Vec<HandedPage>) {
        let mut adopted = lock(&self.adopted);
        for page in pages {
            let log = page.log.into_iter().map(HandedPatch::into_patch).collect();
            adopted.insert(
                page.page,
                Adopted {
                    room: page.room,
                    topics: page.topics,
                    asked: page.asked,
                    seq: page.seq,
                    next_reference: page.next_reference,
                    screen: Screen::resumed(page.session, page.path, log, page.cut),
                },
            );
        }
        self.tell(&ToDev::Adopted {
            id,
            pages: adopted.len(),
        });
    }

    /// What was adopted for a page that has come: in the room that it had, and with all that it was sent.
    pub(crate) fn take_adopted(
        &self,
        connection: &Connection,
        seen: Option<u64>,
    ) -> Option<Adopted> {
        let adopted = lock(&self.adopted).remove(&*connection.page)?;
        (adopted.room == connection.room.as_str() && Some(adopted.seq) == seen).then_some(adopted)
    }

    /// Puts a page back where it was: its topics, its log, and what this process makes of them. What
    /// it sent to the process before is not run again.
    pub(super) fn resume(&self, connection: &Arc<Connection>, adopted: Adopted) {
        if let Some(screen) = &connection.screen {
            *lock(screen) = adopted.screen;
        }
        connection.outbox.go_on_from(adopted.next_reference);
        for topic in &adopted.topics {
            let by = if adopted.asked.contains(topic) {
                By::Page
            } else {
                By::Server
            };
            connection.shared.topics.join(connection, topic, by);
        }
        self.show_fetched(connection);
    }
}

fn handed(connection: &Connection, topics: Vec<Membership>) -> Option<HandedPage> {
    // What still waits goes with this process, and the page has to load itself anew.
    let seq = connection.outbox.settled()?;
    let screen = lock(connection.screen.as_ref()?);
    Some(HandedPage {
        page: connection.page.to_string(),
        room: connection.room.to_string(),
        topics: names(&mut topics.iter()),
        asked: names(&mut topics.iter().filter(|topic| topic.by == By::Page)),
        seq,
        next_reference: connection.outbox.next_reference(),
        log: screen.log().map(HandedPatch::new).collect(),
        session: screen.session.clone(),
        path: screen.path().to_owned(),
        cut: screen.is_cut(),
    })
}

fn names(topics: &mut dyn Iterator<Item = &Membership>) -> Vec<String> {
    topics.map(|joined| joined.topic.to_string()).collect()
}

impl HandedPatch {
    fn new(patch: &Patch) -> Self {
        let (template, data, html) = match &patch.content {
            Content::None => (None, None, None),
            Content::Ready(html) => (None, None, Some(html.clone())),
            Content::Template { name, data } => {
                (Some(name.to_string()), Some(value::to_json(data)), None)
            }
        };
        let title = patch
            .effects
            .as_ref()
            .and_then(|effects| effects.title.as_deref())
            .map(str::to_owned);
        let target = patch.target.as_deref().map(str::to_owned);
        Self {
            template,
            data,
            patch: HandedKeys {
                target,
                swap: patch.swap,
                all: patch.all,
                html,
                title,
            },
        }
    }

    fn into_patch(self) -> Patch {
        let content = match (self.template, self.patch.html) {
            (Some(name), _) => {
                let data = self.data.as_ref().map(value::from_json).unwrap_or_default();
                Content::Template {
                    name: name.into(),
                    data,
                }
            }
            (None, Some(html)) => Content::Ready(html),
            (None, None) => Content::None,
        };
        let title = self.patch.title;
        Patch {
            target: self.patch.target.map(Into::into),
            swap: self.patch.swap,
            content,
            all: self.patch.all,
            effects: title.map(|title| {
                Box::new(Effects {
                    title: Some(title.into()),
                    ..Effects::default()
                })
            }),
        }
    }
}
