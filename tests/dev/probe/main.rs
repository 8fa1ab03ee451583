//! An app that tells what reaches it: the smallest that the dev server can run, without a dependency, so that it is
//! built in half a second. It prints the head of each request, as one line, and answers with its version.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::FromRawFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

const VERSION: &str = "version 1";

fn main() {
    let variable = |name| std::env::var(name).expect(name);
    let listener =
        UnixListener::bind(variable("LIVEVIEW_LISTEN").strip_prefix("unix:").unwrap()).unwrap();
    let pipe = unsafe { UnixStream::from_raw_fd(variable("LIVEVIEW_DEV_FD").parse().unwrap()) };
    let pipe = welcomed(pipe);
    println!(
        "started as {} with {}",
        std::process::id(),
        std::env::var("FROM_DOTENV").unwrap_or_default()
    );
    let token = pipe.1;
    std::thread::spawn(move || talk(pipe.0));
    for stream in listener.incoming() {
        let token = token.clone();
        std::thread::spawn(move || answer(stream.unwrap(), &token));
    }
}

/// Reads the first line of the pipe, which holds what pages are given.
fn welcomed(pipe: UnixStream) -> (BufReader<UnixStream>, String) {
    let mut pipe = BufReader::new(pipe);
    let mut welcome = String::new();
    pipe.read_line(&mut welcome).unwrap();
    let token = welcome
        .split("page_token\":\"")
        .nth(1)
        .expect(&welcome)
        .split('"')
        .next()
        .unwrap();
    let token = token.to_owned();
    (pipe, token)
}

fn talk(pipe: BufReader<UnixStream>) {
    let mut to = pipe.get_ref().try_clone().unwrap();
    writeln!(
        to,
        r#"{{"ready":{{"pid":{},"handlers":[]}}}}"#,
        std::process::id()
    )
    .unwrap();
    for line in pipe.lines().map_while(Result::ok) {
        let id: String = line
            .split("\"id\":")
            .nth(1)
            .unwrap_or("0")
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let answer = match line.split('"').nth(1) {
            Some("templates") => {
                format!(r#"{{"refreshed":{{"id":{id},"pages":0,"micros":1,"problem":null}}}}"#)
            }
            Some("handover") => format!(r#"{{"handed":{{"id":{id},"pages":[]}}}}"#),
            Some("adopt") => format!(r#"{{"adopted":{{"id":{id},"pages":0}}}}"#),
            _ => continue,
        };
        writeln!(to, "{answer}").unwrap();
    }
    std::process::exit(0);
}

fn answer(mut stream: UnixStream, token: &str) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(line.trim_end());
        head.push_str(" | ");
    }
    println!("saw {head}");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    if head.starts_with("GET /slow ") {
        std::thread::sleep(Duration::from_millis(1500));
    }
    if head.starts_with("GET /escapes ") {
        println!("\u{1b}]0;pwn\u{7}\u{1b}[2J\u{1b}]52;c;aGk=\u{7}\r\u{9b}31mescaped");
    }
    let headers = "content-type: text/html\r\naccess-control-allow-origin: *";
    let body = match head.starts_with("GET /token ") {
        true => format!("{token}\n"),
        false => format!("{VERSION} by {}\n", std::process::id()),
    };
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\n{headers}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
}
