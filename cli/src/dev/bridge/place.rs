//! Where a page stands in the frames of its app: what the app is told when it is connected to again, so that a page
//! gets what it missed and nothing twice.

use hyper::http::uri::PathAndQuery;
use serde::Deserialize;

/// The part of a frame that the bridge reads.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope {
    #[serde(rename = "ref")]
    pub(super) reference: Option<u64>,
    #[serde(default)]
    pub(super) part: bool,
    hello: Option<Hello>,
    resume: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Hello {
    seq: u64,
    #[serde(default)]
    resume: String,
}

pub(super) fn envelope(text: &str) -> Option<Envelope> {
    serde_json::from_str(text).ok()
}

/// The number of the last frame that went to the page, and the newest token that another run accepts.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// Known from the first hello on.
    seen: Option<u64>,
    resume: String,
}

impl Place {
    /// A frame of the app goes to the page. One that cannot be read counts as well.
    pub(super) fn passed(&mut self, envelope: Option<&Envelope>) {
        if let Some(hello) = envelope.and_then(|envelope| envelope.hello.as_ref()) {
            self.seen = Some(hello.seq);
            self.resume.clone_from(&hello.resume);
        } else if let Some(seen) = &mut self.seen {
            *seen += 1;
        }
        if let Some(resume) = envelope.and_then(|envelope| envelope.resume.as_ref()) {
            self.resume.clone_from(resume);
        }
    }

    /// The target that the page connected to, with its place as it is now.
    pub(super) fn write(&self, target: &PathAndQuery) -> PathAndQuery {
        let Some(seen) = self.seen else {
            return target.clone();
        };
        let pairs = target.query().unwrap_or_default().split('&');
        let mut query: Vec<_> = pairs
            .filter(|pair| {
                !pair.is_empty() && !pair.starts_with("seen=") && !pair.starts_with("resume=")
            })
            .map(str::to_owned)
            .collect();
        query.push(format!("seen={seen}"));
        if !self.resume.is_empty() {
            query.push(format!("resume={}", self.resume));
        }
        let written = format!("{}?{}", target.path(), query.join("&"));
        // A token that is no part of an address cannot have come from an app of ours.
        written.parse().unwrap_or_else(|_| target.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_is_read_whatever_else_is_in_it() {
        let table = [
            (
                r##"{"ref":7,"html":"<b>","target":"#x"}"##,
                Some((Some(7), false)),
            ),
            (r#"{"ops":[{"ref":1}],"ref":7}"#, Some((Some(7), false))),
            (r#"{"ref":7,"part":true}"#, Some((Some(7), true))),
            (r##"{"target":"#x"}"##, Some((None, false))),
            (r#"{"ref":"7"}"#, None),
            ("[", None),
        ];
        for (text, expected) in table {
            assert_eq!(
                envelope(text).map(|envelope| (envelope.reference, envelope.part)),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn an_app_is_told_what_the_page_has() {
        let asked = PathAndQuery::from_static("/ws/liveview/room/?v=1&seen=3&page=0123&resume=old");
        let table: [(&[&str], &str); 4] = [
            (&[], "/ws/liveview/room/?v=1&seen=3&page=0123&resume=old"),
            (
                &[r#"{"hello":{"seq":3,"resume":"new"}}"#],
                "/ws/liveview/room/?v=1&page=0123&seen=3&resume=new",
            ),
            (
                &[
                    r#"{"hello":{"seq":3,"resume":""}}"#,
                    r##"{"target":"#x","html":""}"##,
                    "not json",
                    r#"{"resume":"newer"}"#,
                ],
                "/ws/liveview/room/?v=1&page=0123&seen=6&resume=newer",
            ),
            (
                &[
                    r#"{"hello":{"seq":3,"resume":"a"}}"#,
                    "{}",
                    r#"{"hello":{"seq":0,"resume":""}}"#,
                ],
                "/ws/liveview/room/?v=1&page=0123&seen=0",
            ),
        ];
        for (frames, expected) in table {
            let mut place = Place::default();
            for frame in frames {
                place.passed(envelope(frame).as_ref());
            }
            assert_eq!(place.write(&asked).as_str(), expected, "{frames:?}");
        }
    }
}
