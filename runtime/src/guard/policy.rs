//! The Content Security Policy: which scripts a page may run, and what they may do to it.

use axum::http::{HeaderName, header};

/// A Content Security Policy, which pages are sent with
/// [`Builder::content_security_policy`](crate::Builder::content_security_policy).
///
/// [`Csp::strict`] lets scripts run that the page itself names with its nonce, and those that they
/// load; `liveview_headers()` has the nonce, and other scripts of a template write
/// `<script nonce="{{ csp_nonce() }}">`. Attributes such as `onclick`, and addresses that begin
/// with `javascript:`, do nothing. Markup reaches the page through a Trusted Types policy only;
/// the client has one. A page that has its nonce is not cached.
///
/// ```
/// use liveview::Csp;
///
/// let policy = Csp::strict()
///     .directive("img-src", "'self' https://images.example")
///     .report_to("/csp-reports")
///     .report_only();
/// # let _ = policy;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a policy protects when it is given to the builder"]
pub struct Csp {
    directives: Vec<(String, String)>,
    report_only: bool,
}

impl Csp {
    /// The policy that the web platform's own guides call strict: `script-src 'nonce-…'
    /// 'strict-dynamic'`, `object-src 'none'`, `base-uri 'none'`, `frame-ancestors 'self'` and
    /// `require-trusted-types-for 'script'`.
    pub fn strict() -> Self {
        let policy = Self {
            directives: Vec::new(),
            report_only: false,
        };
        policy
            .directive("script-src", "{nonce} 'strict-dynamic'")
            .directive("object-src", "'none'")
            .directive("base-uri", "'none'")
            .directive("frame-ancestors", "'self'")
            .directive("require-trusted-types-for", "'script'")
    }

    /// Sets a directive, or replaces it; `{nonce}` in its value is the nonce as a source. What it
    /// is set to by a visitor's input is set by a visitor.
    pub fn directive(mut self, name: &str, value: &str) -> Self {
        self.directives.retain(|(known, _)| known != name);
        self.directives.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes a directive away.
    pub fn without(mut self, name: &str) -> Self {
        self.directives.retain(|(known, _)| known != name);
        self
    }

    /// Where browsers send what the policy has stopped: the path of a page that takes a POST, which
    /// is also one for [`Builder::csrf_exempt`](crate::Builder::csrf_exempt).
    pub fn report_to(self, path: &str) -> Self {
        self.directive("report-uri", path)
    }

    /// Stops nothing, and only has browsers report it: to try a policy.
    pub fn report_only(mut self) -> Self {
        self.report_only = true;
        self
    }

    pub(super) fn header(&self) -> HeaderName {
        if self.report_only {
            header::CONTENT_SECURITY_POLICY_REPORT_ONLY
        } else {
            header::CONTENT_SECURITY_POLICY
        }
    }

    pub(super) fn text(&self, nonce: &str) -> String {
        let directives = self.directives.iter();
        let written: Vec<_> = directives
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        written
            .join("; ")
            .replace("{nonce}", &format!("'nonce-{nonce}'"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_added_replaced_and_taken_away() {
        let policy = Csp::strict();
        assert_eq!(
            policy.text("abc"),
            "script-src 'nonce-abc' 'strict-dynamic'; object-src 'none'; base-uri 'none'; \
             frame-ancestors 'self'; require-trusted-types-for 'script'"
        );
        let policy = policy
            .directive("frame-ancestors", "'none'")
            .without("require-trusted-types-for")
            .report_to("/reports");
        assert_eq!(
            policy.text("abc"),
            "script-src 'nonce-abc' 'strict-dynamic'; object-src 'none'; base-uri 'none'; \
             frame-ancestors 'none'; report-uri /reports"
        );
        assert_eq!(policy.header(), "content-security-policy");
        assert_eq!(
            policy.report_only().header(),
            "content-security-policy-report-only"
        );
    }
}
