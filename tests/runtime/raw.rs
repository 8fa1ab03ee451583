//! A socket of single frames, for what a library would refuse to send: each test writes the bytes
//! itself, and reads whole frames.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::browser::{PATIENCE, Server, Visit, frame};

pub const CONTINUATION: u8 = 0x0;
pub const TEXT: u8 = 0x1;
pub const BINARY: u8 = 0x2;
pub const CLOSE: u8 = 0x8;
pub const PING: u8 = 0x9;
pub const PONG: u8 = 0xa;
/// The bit of a message's last frame.
pub const FIN: u8 = 0x80;

/// A socket that was let in; the hello is read.
pub struct Raw {
    stream: TcpStream,
}

/// A frame of the server.
#[derive(Debug, PartialEq)]
pub struct Frame {
    pub first: u8,
    pub payload: Vec<u8>,
}

impl Raw {
    pub async fn open(server: &Server) -> Self {
        Self::of(&server.visit().await).await
    }

    pub async fn of(visit: &Visit) -> Self {
        let stream = visit.upgrade_raw().await;
        stream.set_nodelay(true).unwrap();
        let mut raw = Self { stream };
        assert!(raw.json().await["hello"].is_object());
        raw
    }

    /// Sends bytes as they are. A server that has closed meanwhile is no failure here.
    pub async fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    /// Sends a frame: the byte of flags and opcode, and what it carries.
    pub async fn send(&mut self, first: u8, payload: &[u8]) {
        self.bytes(&frame(first, payload)).await;
    }

    /// Sends a text in one frame, and gives back the frame that answers it.
    pub async fn ask(&mut self, text: &str) -> Value {
        self.send(FIN | TEXT, text.as_bytes()).await;
        self.json().await
    }

    /// Sends nothing more; what the server sends can still be read.
    pub async fn hang_up(&mut self) {
        let _ = self.stream.shutdown().await;
    }

    /// Whether a message is answered, after whatever was sent before.
    pub async fn is_alive(&mut self) -> bool {
        let message = r#"{"function":"echo","form":{"name":"alive"}}"#;
        self.ask(message).await["html"] == "alive"
    }

    /// The next text of the server; its pings are passed over.
    pub async fn json(&mut self) -> Value {
        loop {
            let frame = self.next().await.expect("the server has gone");
            match frame.first & 0x0f {
                TEXT => return serde_json::from_slice(&frame.payload).unwrap(),
                PING | PONG => {}
                _ => return json!({ "closed": code(&frame) }),
            }
        }
    }

    /// The next frame, or nothing when the connection has ended.
    pub async fn next(&mut self) -> Option<Frame> {
        let reading = async {
            let first = self.stream.read_u8().await.ok()?;
            let length = match self.stream.read_u8().await.ok()? {
                126 => u64::from(self.stream.read_u16().await.ok()?),
                127 => self.stream.read_u64().await.ok()?,
                short => u64::from(short),
            };
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            self.stream.read_exact(&mut payload).await.ok()?;
            Some(Frame { first, payload })
        };
        tokio::time::timeout(PATIENCE, reading)
            .await
            .expect("nothing came, and it is still open")
    }

    /// Reads on until the server closes, and gives back its code: 1005 for a close without one,
    /// 1006 for none.
    pub async fn closed(&mut self) -> u16 {
        while let Some(frame) = self.next().await {
            if frame.first == FIN | CLOSE {
                return code(&frame);
            }
        }
        1006
    }
}

fn code(frame: &Frame) -> u16 {
    match frame.payload.get(..2) {
        Some(code) => u16::from_be_bytes([code[0], code[1]]),
        None => 1005,
    }
}
