//! The pages' side, as cheap as it can be: frames of RFC 6455 made once and written to a plain TCP
//! stream, so that what is measured is the server.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::Result;
use crate::server::{Kind, Server};

const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;

/// A visit: a page was loaded, and gave a session and a room.
pub(crate) struct Visit {
    path: String,
    cookie: String,
}

impl Visit {
    /// The same visit, to the place where plain axum sends to everyone.
    pub(crate) fn relayed(&mut self) {
        if self.path == "/echo" {
            self.path = "/relay".to_owned();
        }
    }
}

/// Loads a page for each socket that is to be opened, all over one connection.
pub(crate) async fn visits(server: &Server, count: usize) -> Result<Vec<Visit>> {
    let mut stream = TcpStream::connect(server.address).await?;
    let mut visits = Vec::with_capacity(count);
    for number in 0..count {
        if server.kind == Kind::Plain {
            visits.push(Visit {
                path: "/echo".to_owned(),
                cookie: String::new(),
            });
            continue;
        }
        let page = get(&mut stream, server.address, "/").await?;
        let cookie = between(&page, "set-cookie: ", ";")?;
        let room = between(&page, "data-room=\"", "\"")?;
        visits.push(Visit {
            path: format!("/ws/liveview/{room}/?v=1&page={number:032x}"),
            cookie: cookie.to_owned(),
        });
    }
    Ok(visits)
}

/// One plain request: the head and the body of what comes back.
pub(crate) async fn get(stream: &mut TcpStream, address: SocketAddr, path: &str) -> Result<String> {
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err("the server closed the connection".into());
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= between(head, "content-length: ", "\r\n")?.parse::<usize>()?
        {
            return Ok(text.into_owned());
        }
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Result<&'a str> {
    let (_, rest) = text
        .split_once(before)
        .ok_or_else(|| format!("there is no `{before}` in {text}"))?;
    Ok(rest.split(after).next().unwrap_or_default())
}

/// A message of a page in one frame. Its `ref` has a fixed number of digits, and the frame's
/// masking key is zero, so that the next message is the same frame with one digit changed.
pub(crate) struct Request {
    frame: Vec<u8>,
    /// Where the last digit is.
    digit: usize,
}

impl Request {
    pub(crate) fn new(function: &str) -> Self {
        let before = format!("{{\"function\":\"{function}\",\"ref\":");
        let text = format!(
            "{before}100000000,\"form\":{{\"name\":\"Ada\"}},\"data\":{{}},\"lang\":\"en\",\"url\":\"/\"}}"
        );
        let frame = frame(TEXT, text.as_bytes());
        let digit = frame.len() - text.len() + before.len() + 8;
        Self { frame, digit }
    }

    /// The frame of the next message.
    pub(crate) fn next(&mut self) -> &[u8] {
        let mut digit = self.digit;
        while self.frame[digit] == b'9' {
            self.frame[digit] = b'0';
            digit -= 1;
        }
        self.frame[digit] += 1;
        &self.frame
    }
}

fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match u8::try_from(payload.len()) {
        Ok(length) if length < 126 => frame.push(0x80 | length),
        _ => {
            frame.push(0x80 | 126);
            let length = u16::try_from(payload.len()).unwrap_or(u16::MAX);
            frame.extend(length.to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// A socket that a page has opened.
pub(crate) struct Socket {
    stream: TcpStream,
    /// What was read and not yet taken begins at `taken`.
    read: Vec<u8>,
    taken: usize,
}

impl Socket {
    pub(crate) async fn open(server: &Server, visit: &Visit) -> Result<Self> {
        Self::open_on(TcpSocket::new_v4()?, server, visit).await
    }

    /// Opens one whose side of the system holds little that was not read.
    pub(crate) async fn open_narrow(server: &Server, visit: &Visit) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4096)?;
        Self::open_on(socket, server, visit).await
    }

    async fn open_on(socket: TcpSocket, server: &Server, visit: &Visit) -> Result<Self> {
        let mut stream = socket.connect(server.address).await?;
        stream.set_nodelay(true)?;
        let (path, cookie, address) = (&visit.path, &visit.cookie, server.address);
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: {cookie}\r\n\
             connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await?;
        let mut socket = Self {
            stream,
            read: Vec::new(),
            taken: 0,
        };
        let end = loop {
            socket.more().await?;
            let end = socket.read.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                break end + 4;
            }
        };
        let head = String::from_utf8_lossy(&socket.read[..end]);
        if !head.starts_with("HTTP/1.1 101") {
            return Err(format!("no socket was opened: {head}").into());
        }
        socket.taken = end;
        if server.kind != Kind::Plain {
            socket.next().await?;
        }
        Ok(socket)
    }

    async fn more(&mut self) -> Result<()> {
        if self.taken == self.read.len() {
            self.read.clear();
            self.taken = 0;
        }
        if self.stream.read_buf(&mut self.read).await? == 0 {
            return Err("the server closed the socket".into());
        }
        Ok(())
    }

    pub(crate) async fn send(&mut self, frame: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(frame).await?)
    }

    /// The text of the next frame. Pings are answered on the way.
    pub(crate) async fn next(&mut self) -> Result<&[u8]> {
        loop {
            let Some((first, payload, end)) = parse(&self.read, self.taken) else {
                self.more().await?;
                continue;
            };
            self.taken = end;
            match first {
                TEXT => return Ok(&self.read[payload..end]),
                PING => {
                    let pong = frame(PONG, &self.read[payload..end]);
                    self.send(&pong).await?;
                }
                CLOSE => {
                    let said = String::from_utf8_lossy(&self.read[payload..end]).into_owned();
                    return Err(format!("the server closed the socket: {said}").into());
                }
                other => return Err(format!("a frame begins with {other:#x}").into()),
            }
        }
    }

    /// Closes it as a page does that is left for good, and waits until the server has closed it too.
    pub(crate) async fn leave(mut self) -> Result<()> {
        self.send(&frame(CLOSE, &1001_u16.to_be_bytes())).await?;
        while self.next().await.is_ok() {}
        Ok(())
    }

    /// One message and its answer.
    pub(crate) async fn call(&mut self, request: &mut Request) -> Result<()> {
        self.send(request.next()).await?;
        self.next().await?;
        Ok(())
    }
}

/// The first byte of the frame that begins at `start`, where its payload begins, and where it ends.
fn parse(bytes: &[u8], start: usize) -> Option<(u8, usize, usize)> {
    let [first, length, rest @ ..] = bytes.get(start..)? else {
        return None;
    };
    let (header, length) = match length {
        126 => (4, usize::from(u16::from_be_bytes(*rest.first_chunk()?))),
        127 => (
            10,
            usize::try_from(u64::from_be_bytes(*rest.first_chunk()?)).ok()?,
        ),
        short => (2, usize::from(*short)),
    };
    let payload = start + header;
    (bytes.len() >= payload + length).then_some((*first, payload, payload + length))
}
