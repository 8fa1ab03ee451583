//! What protects pages: forms that only our own pages may send (`csrf`), scripts that only our own
//! pages may run (`policy`), and the headers that every page has.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::builder::Builder;
use crate::error::Result;

pub(crate) mod csrf;
mod policy;

pub use policy::Csp;

/// How the pages of an application are protected.
#[derive(Default)]
pub(crate) struct Guard {
    /// Paths, or their beginnings, that ask for no token.
    exempt: Vec<String>,
    policy: Option<Csp>,
    /// What `Strict-Transport-Security` says.
    transport: Option<String>,
}

impl<S> Builder<S> {
    /// Lets a path be posted to without a token: `/hook`, or with a `/` at its end all paths
    /// below it, such as `/webhooks/`. It is for requests that no browser sends, and that prove in
    /// another way who they are from. [`build`](Self::build) refuses `/` alone, and a path that does not
    /// begin with a `/`.
    pub fn csrf_exempt(mut self, path: impl Into<String>) -> Self {
        self.guard.exempt.push(path.into());
        self
    }

    /// Sends a Content Security Policy with every page. See [`Csp`].
    pub fn content_security_policy(mut self, policy: Csp) -> Self {
        self.guard.policy = Some(policy);
        self
    }

    /// Has browsers use TLS for this host, and for no other, for so long: a year is usual. It is
    /// sent with pages that came over TLS. Off by default, since it cannot be taken back before.
    pub fn strict_transport_security(mut self, age: Duration) -> Self {
        self.guard.transport = Some(format!("max-age={}", age.as_secs()));
        self
    }
}

impl Guard {
    /// Whether pages have a policy, and their scripts a nonce.
    pub(crate) fn has_policy(&self) -> bool {
        self.policy.is_some()
    }

    /// Sets the headers that pages have beside those of every response, except those that it has set itself.
    pub(crate) fn protect(&self, headers: &mut HeaderMap, nonce: &str, tls: bool) -> Result<()> {
        let mut set = |name: HeaderName, value: HeaderValue| {
            headers.entry(name).or_insert(value);
        };
        set(
            header::X_FRAME_OPTIONS,
            HeaderValue::from_static("SAMEORIGIN"),
        );
        if let Some(policy) = &self.policy {
            set(policy.header(), HeaderValue::try_from(policy.text(nonce))?);
        }
        if let Some(transport) = self.transport.as_ref().filter(|_| tls) {
            set(
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::try_from(transport)?,
            );
        }
        Ok(())
    }
}
