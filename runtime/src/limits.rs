//! The limits of every connection: all of them on, all of them settable.
//! `Builder::limits` takes others than these; each field says its unit and its default.

use std::time::Duration;

/// What a connection may use. Change one with `Limits { queue_frames: 64, ..Limits::default() }`.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Longest message of a page, in bytes: 64 KiB. A longer one closes the socket with 1009.
    pub message_bytes: usize,
    /// Frames that may wait for a slow reader: 256. Beyond it the socket is closed with 1013.
    pub queue_frames: usize,
    /// Bytes that may wait for a slow reader: 1 MiB. A single frame may not be longer either.
    pub queue_bytes: usize,
    /// Frames that were written and that the page has not confirmed yet, kept for when it comes back: 256. A page that
    /// lacks more than these is told that it was not resumed, and loads itself anew in place.
    pub replay_frames: usize,
    /// Bytes of those frames: 1 MiB.
    pub replay_bytes: usize,
    /// How long a page without a socket keeps its topics and collects what it is sent: 60 s. Zero keeps none.
    pub replay_age: Duration,
    /// Pages of one session that may be without a socket and keep their place: 16. The oldest goes.
    pub pages_away_per_session: usize,
    /// Pages of all sessions that may be without a socket and keep their place: 4,096. Of the session that has most of
    /// them, the oldest goes.
    pub pages_away: usize,
    /// Bytes of frames that all pages without a socket may hold together, a frame that was sent to many counted for each:
    /// 64 MiB. The page that holds most goes, and is told at its return that it was not resumed.
    pub away_bytes: usize,
    /// Topics that one page may join, beside its room: 64.
    pub topics_per_page: usize,
    /// How long after its last visit a page finds its topics again in another process: 1 day. Its session has to last,
    /// and the topics that it named itself are authorised anew.
    pub resume_age: Duration,
    /// Messages a second that a page may send, on average: 100.
    pub messages_per_second: u32,
    /// Messages that a page may send at once: 200. Those beyond it are answered with an error;
    /// as many again close the socket with 1008.
    pub message_burst: u32,
    /// Time for a handler to answer one message, and for each part of a streamed answer: 30 s.
    pub message_deadline: Duration,
    /// Time for the head of an HTTP request to arrive: 10 s.
    pub header_timeout: Duration,
    /// Time for the body of an HTTP request to arrive: 30 s, and a second more for every 16 KiB that
    /// did. A slower one is answered with 408.
    pub body_timeout: Duration,
    /// Time between the server's pings: 25 s.
    pub heartbeat: Duration,
    /// Time after which a socket counts as dead that says nothing, or that takes nothing of what waits for it: 60 s.
    pub dead_after: Duration,
    /// Sockets that one session may have open: 64.
    pub sockets_per_session: usize,
    /// How long a page's room may be joined after the page was made: 7 days.
    pub room_age: Duration,
    /// Time that a stopping server gives its handlers and sockets: 9 s.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 64 * 1024,
            queue_frames: 256,
            queue_bytes: 1024 * 1024,
            replay_frames: 256,
            replay_bytes: 1024 * 1024,
            replay_age: Duration::from_secs(60),
            pages_away_per_session: 16,
            pages_away: 4096,
            away_bytes: 64 * 1024 * 1024,
            topics_per_page: 64,
            resume_age: Duration::from_secs(24 * 60 * 60),
            messages_per_second: 100,
            message_burst: 200,
            message_deadline: Duration::from_secs(30),
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            heartbeat: Duration::from_secs(25),
            dead_after: Duration::from_secs(60),
            sockets_per_session: 64,
            room_age: Duration::from_secs(7 * 24 * 60 * 60),
            shutdown: Duration::from_secs(9),
        }
    }
}
