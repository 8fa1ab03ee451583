//! What a test sends over a real port: a request as bytes, and the upgrade to a socket.

use std::net::SocketAddr;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request, StatusCode, header};
use axum::response::Response;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// Text as it stands in a form's body.
pub(super) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes()
        .map(|byte| match byte {
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

async fn dial(address: SocketAddr) -> TcpStream {
    match TcpStream::connect(address).await {
        Ok(stream) => stream,
        Err(error) => panic!("failed to connect to {address}: {error}"),
    }
}

/// Sends a request, and reads its response to the end. It is of HTTP 1.0, so that the end of the
/// connection is the end of the body.
pub(super) async fn exchange(address: SocketAddr, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut bytes = format!("{} {} HTTP/1.0\r\n", parts.method, parts.uri).into_bytes();
    for (name, value) in &parts.headers {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend(body);
    let mut stream = dial(address).await;
    let mut answer = Vec::new();
    let exchanged = match stream.write_all(&bytes).await {
        Ok(()) => stream.read_to_end(&mut answer).await,
        Err(error) => Err(error),
    };
    if let Err(error) = exchanged {
        panic!("{} could not be exchanged: {error}", parts.uri);
    }
    match response(&answer) {
        Some(response) => response,
        None => panic!(
            "this is not an answer to {}:\n\n{}",
            parts.uri,
            String::from_utf8_lossy(&answer)
        ),
    }
}

fn response(bytes: &[u8]) -> Option<Response> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let (head, body) = (bytes.get(..end)?, bytes.get(end + 4..)?);
    let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?;
    let mut response = Response::new(Body::from(body.to_vec()));
    *response.status_mut() = StatusCode::from_bytes(status.as_bytes()).ok()?;
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let name = HeaderName::try_from(name).ok()?;
        let value = HeaderValue::try_from(value.trim()).ok()?;
        response.headers_mut().append(name, value);
    }
    Some(response)
}

/// Opens a socket at a place, as a page of this very host.
pub(super) async fn open(
    address: SocketAddr,
    place: &str,
    cookie: Option<(HeaderName, HeaderValue)>,
) -> Box<WebSocketStream<TcpStream>> {
    let request = format!("ws://{address}{place}").into_client_request();
    let request = request.map(|mut request| {
        let origin = HeaderValue::try_from(format!("http://{address}"));
        let headers = request.headers_mut();
        headers.extend(origin.map(|origin| (header::ORIGIN, origin)));
        headers.extend(cookie);
        request
    });
    let opened = match request {
        Ok(request) => tokio_tungstenite::client_async(request, dial(address).await).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok((socket, _)) => Box::new(socket),
        Err(error) => panic!("the socket was not let in: {error}"),
    }
}
