//! A page that was requested: its status, its headers, its text, and where it leads.

use axum::http::{HeaderMap, StatusCode, header};

use super::{TestApp, shown};

/// Redirects that are followed before it is taken for a circle.
const MOST: usize = 10;

/// What a request came to.
pub struct TestPage {
    /// The status, such as 200.
    pub status: u16,
    /// The response's headers.
    pub headers: HeaderMap,
    /// The body, as text.
    pub text: String,
    pub(super) path: String,
    pub(super) visitor: TestApp,
}

impl TestPage {
    /// The header of that name, if it is there and is text; the first, where there are several.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Goes where the page redirects to, as often as it does. Fails when it does not redirect.
    pub async fn follow(self) -> Self {
        let mut page = self;
        assert!(
            page.leads_on(),
            "{} answers {} and redirects nowhere:\n\n{}",
            page.path,
            page.status,
            shown::whole(&page.text)
        );
        for _ in 0..MOST {
            let Some(place) = page.header(header::LOCATION.as_str()) else {
                panic!("{} answers {} without a place", page.path, page.status);
            };
            page = page.visitor.get(place).await;
            if !page.leads_on() {
                return page;
            }
        }
        panic!("{MOST} redirects, and no end: {} was the last", page.path)
    }

    fn leads_on(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }

    /// Fails unless the body contains the text.
    #[track_caller]
    pub fn contains(&self, text: &str) -> &Self {
        assert!(
            self.text.contains(text),
            "{} does not contain `{text}`{}:\n\n{}",
            self.path,
            shown::hint(&self.text, text),
            shown::whole(&self.text)
        );
        self
    }

    /// Fails if the body contains the text.
    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(
            !self.text.contains(text),
            "{} contains `{text}`:\n\n{}",
            self.path,
            shown::whole(&self.text)
        );
        self
    }

    /// Fails unless the status is this.
    #[track_caller]
    pub fn expect_status(&self, status: u16) -> &Self {
        let named = StatusCode::from_u16(status)
            .map_or_else(|_| status.to_string(), |status| status.to_string());
        assert!(
            self.status == status,
            "{} answers {}, not {named}:\n\n{}",
            self.path,
            self.status,
            shown::whole(&self.text)
        );
        self
    }

    /// The value of an attribute of the `<html>` element.
    pub(super) fn root(&self, attribute: &str) -> Option<&str> {
        let tag = self.text.split("<html").nth(1)?.split('>').next()?;
        tag.split(&format!("{attribute}=\""))
            .nth(1)?
            .split('"')
            .next()
    }
}

impl std::fmt::Debug for TestPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestPage")
            .field("path", &self.path)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}
