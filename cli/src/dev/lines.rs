//! Lines from a child's pipe. A line without end is cut, so that no child can fill our memory; cargo's progress bar ends
//! its lines with a carriage return.

use tokio::io::{AsyncRead, AsyncReadExt};

/// Longest line that is kept, unless more is asked for; the rest of it is dropped.
const LIMIT: usize = 256 * 1024;

/// Reads lines of text from a pipe.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    pipe: R,
    pending: Vec<u8>,
    /// What is read and not yet looked at.
    chunk: Vec<u8>,
    at: usize,
    limit: usize,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// Lines of this pipe.
    pub(crate) fn new(pipe: R) -> Self {
        Self::up_to(LIMIT, pipe)
    }

    /// Lines of this pipe, each of so many bytes at most.
    pub(crate) fn up_to(limit: usize, pipe: R) -> Self {
        Self {
            pipe,
            pending: Vec::new(),
            chunk: Vec::new(),
            at: 0,
            limit,
        }
    }

    /// The next line without its end; `None` when the pipe has ended.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            let rest = &self.chunk[self.at..];
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let taken = &rest[..end.unwrap_or(rest.len())];
            let room = self.limit.saturating_sub(self.pending.len());
            self.pending
                .extend_from_slice(&taken[..taken.len().min(room)]);
            self.at += taken.len() + usize::from(end.is_some());
            if end.is_some() {
                return Some(self.take());
            }
            self.chunk.resize(8 * 1024, 0);
            self.at = 0;
            let read = self.pipe.read(&mut self.chunk).await.unwrap_or(0);
            self.chunk.truncate(read);
            if read == 0 {
                return (!self.pending.is_empty()).then(|| self.take());
            }
        }
    }

    fn take(&mut self) -> String {
        let line = std::mem::take(&mut self.pending);
        String::from_utf8_lossy(&line).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(bytes);
        let mut found = Vec::new();
        while let Some(line) = lines.next().await {
            found.push(line);
        }
        found
    }

    #[tokio::test]
    async fn every_end_of_a_line() {
        assert_eq!(
            lines(b"one\ntwo\rthree\n\nfour").await,
            ["one", "two", "three", "", "four"]
        );
        assert_eq!(lines(b"\xff\n").await, ["\u{fffd}"]);
        assert!(lines(b"").await.is_empty());
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut() {
        let mut bytes = vec![b'x'; LIMIT + 5000];
        bytes.extend_from_slice(b"\nnext\n");
        let lines = lines(&bytes).await;
        assert_eq!((lines[0].len(), lines[1].as_str()), (LIMIT, "next"));
    }
}
