//! From patches to frames: templates are rendered here, at the last moment.
//! The frames of an answer carry its `ref`; broadcasts and refreshes are written here too.

use std::time::Instant;

use super::{Failure, Trace};
use crate::address;
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::patch::{Content, Patch};
use crate::protocol::{self, Answers, Body};
use crate::template::Templates;

/// What one patch came to.
#[cfg(debug_assertions)]
pub(crate) struct Rendered {
    pub(crate) target: Option<String>,
    pub(crate) swap: &'static str,
    pub(crate) bytes: usize,
}

/// Renders patches and writes them as one frame.
pub(crate) fn encode(templates: &Templates, patches: &[Patch], answers: Answers) -> Result<String> {
    let bodies = patches.iter().map(|patch| encode_one(templates, patch));
    Ok(protocol::ops(bodies.collect::<Result<_>>()?, answers))
}

/// The last frame of an answer, or the only one.
pub(super) fn last(
    connection: &Connection,
    patches: &[Patch],
    trace: &mut Trace,
) -> Result<String, Failure> {
    let answers = trace.reference.map_or(Answers::Nothing, Answers::Whole);
    traced(connection, patches, answers, trace)
}

/// A frame of an answer that goes on.
pub(super) fn part(
    connection: &Connection,
    patches: &[Patch],
    trace: &mut Trace,
) -> Result<String, Failure> {
    let answers = trace.reference.map_or(Answers::Nothing, Answers::Part);
    let frame = traced(connection, patches, answers, trace)?;
    trace.bytes += frame.len();
    Ok(frame)
}

fn traced(
    connection: &Connection,
    patches: &[Patch],
    answers: Answers,
    trace: &mut Trace,
) -> Result<String, Failure> {
    let started = Instant::now();
    let shared = &connection.shared;
    let bodies = patches.iter().map(|patch| {
        let body = encode_one(&shared.templates, patch)?;
        #[cfg(debug_assertions)]
        trace.patches.push(Rendered {
            target: patch.target.as_deref().map(str::to_owned),
            swap: patch.swap.name(),
            bytes: body.len(),
        });
        Ok(body)
    });
    let frame = bodies
        .collect::<Result<_>>()
        .map(|bodies| protocol::ops(bodies, answers));
    trace.render_time += started.elapsed();
    let frame = frame.map_err(|error| Failure::from(&error))?;
    let (length, limit) = (frame.len(), shared.limits.queue_bytes);
    if length > limit {
        let log = format!("the answer is {length} bytes long, and the limit is {limit}");
        return Err(Failure::internal("internal", log));
    }
    Ok(frame)
}

/// Renders one patch and writes it as a JSON object.
pub(crate) fn encode_one(templates: &Templates, patch: &Patch) -> Result<String> {
    if let Some(foreign) = patch.addresses().find(|address| !address::is_own(address)) {
        let message = format!("`{foreign}` is not an address of this site: write a path");
        return Err(Error::internal(message));
    }
    Ok(match &patch.content {
        Content::None => Body::new(patch, None).encode(),
        Content::Ready(ready) => Body::new(patch, Some(ready)).encode(),
        Content::Template { name, data } => {
            let html = templates.render(name, data)?;
            Body::new(patch, Some(&html)).encode()
        }
    })
}
