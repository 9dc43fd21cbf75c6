//! A browser without a window: cookies, links, forms and redirects, and nothing that runs. The demo and tests use the console
//! as people do.

mod cookies;
mod events;
mod exchange;
mod multipart;
mod page;

use bytes::Bytes;
use hyper::{
    HeaderMap, Method,
    header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, LOCATION, ORIGIN},
};
use url::{Url, form_urlencoded};

use self::{cookies::Cookies, exchange::exchange};
pub use self::{
    events::Events,
    page::{Form, Page},
};
use crate::{Error, Result};

/// Redirects that are followed, one after the other.
const FARTHEST: usize = 10;

/// A browser that keeps cookies. It opens pages of one host, on any port.
#[derive(Debug, Clone)]
pub struct Browser {
    language: &'static str,
    cookies: Cookies,
}

impl Browser {
    /// A browser without cookies; `language` is its preferred language, e.g. `ko`.
    #[must_use]
    pub fn new(language: &'static str) -> Self {
        Self { language, cookies: Cookies::default() }
    }

    /// The page at this address, which may be a redirect.
    ///
    /// # Errors
    /// An error if there is no response.
    pub async fn get(&mut self, url: &str) -> Result<Page> {
        self.send(Method::GET, &parsed(url)?, HeaderMap::new(), Bytes::new()).await
    }

    /// The page that a link of this page leads to, which begins with `path`.
    ///
    /// # Errors
    /// An error if there is no such link or no response.
    pub async fn click(&mut self, page: &Page, path: &str) -> Result<Page> {
        let link = page.links().into_iter().find(|link| link.starts_with(path));
        let link = link.ok_or_else(|| Error::page(&page.url, format!("it has no link to {path}")))?;
        self.send(Method::GET, &page.join(&link)?, HeaderMap::new(), Bytes::new()).await
    }

    /// Sends the form of a page with this `action`: the entered and pressed fields, and the other fields as in the
    /// page.
    ///
    /// # Errors
    /// An error if there is no such form or no response.
    pub async fn submit(&mut self, page: &Page, action: &str, entered: &[(&str, &str)]) -> Result<Page> {
        let form = page.form(action)?;
        let there = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let others = there.filter(|(name, _)| !entered.iter().any(|(given, _)| given == name));
        let fields: Vec<_> = others.chain(entered.iter().copied()).collect();
        self.post(&page.join(&form.action)?, &fields, Some(&page.origin())).await
    }

    /// Sends a form as a page of `origin` does; without an origin, as a program other than a browser.
    ///
    /// # Errors
    /// An error if there is no response.
    pub async fn post(&mut self, url: &Url, fields: &[(&str, &str)], origin: Option<&str>) -> Result<Page> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        if let Some(origin) = origin {
            headers.insert(ORIGIN, value(url, origin)?);
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, url, headers, body.into()).await
    }

    /// Sends a form with a file in its field `file`, as a page of `origin` does.
    ///
    /// # Errors
    /// An error if there is no response.
    pub async fn post_file(
        &mut self,
        url: &Url,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
        origin: &str,
    ) -> Result<Page> {
        self.post_files(url, fields, &[file], origin).await
    }

    /// Sends a form with several files.
    ///
    /// # Errors
    /// An error if there is no response.
    pub async fn post_files(
        &mut self,
        url: &Url,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
        origin: &str,
    ) -> Result<Page> {
        let (kind, body) = multipart::body(fields, files);
        let headers = [(CONTENT_TYPE, value(url, &kind)?), (ORIGIN, value(url, origin)?)].into_iter().collect();
        self.send(Method::POST, url, headers, body.into()).await
    }

    /// The page that redirects lead to, from a page that may be none.
    ///
    /// # Errors
    /// An error if there is no response, or if there are too many redirects.
    pub async fn follow(&mut self, mut page: Page) -> Result<Page> {
        for _ in 0..FARTHEST {
            let Some(target) = page.target()? else { return Ok(page) };
            page = self.send(Method::GET, &target, HeaderMap::new(), Bytes::new()).await?;
        }
        Err(Error::page(&page.url, "redirects lead on and on"))
    }

    /// Opens a page of a console, signs in as one of the people of the identity provider, and comes back to the page.
    ///
    /// # Errors
    /// An error if a page on the way is not the expected one.
    pub async fn sign_in(&mut self, url: &str, person: &str) -> Result<Page> {
        let people = self.people(url).await?;
        let chosen = self.submit(&people, "/authorize", &[("person", person)]).await?;
        self.follow(chosen).await
    }

    /// The page of the identity provider where one signs in to open a page of a console.
    ///
    /// # Errors
    /// The same as for [`Self::sign_in`].
    pub async fn people(&mut self, url: &str) -> Result<Page> {
        let asked = self.get(url).await?;
        let signin = self.follow(asked).await?;
        let sent = self.click(&signin, "/signin/start").await?;
        self.follow(sent).await
    }

    /// The value of a cookie.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name)
    }

    /// The names of its cookies.
    pub fn cookie_names(&self) -> impl Iterator<Item = &str> {
        self.cookies.names()
    }

    /// Puts a cookie in, as nothing but the person at the browser can.
    pub fn put_cookie(&mut self, name: &str, value: &str) {
        self.cookies.put(name, value);
    }

    /// The headers of every request.
    fn headers(&self, url: &Url) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(self.language));
        if let Some(cookies) = self.cookies.header() {
            headers.insert(COOKIE, value(url, &cookies)?);
        }
        Ok(headers)
    }

    async fn send(&mut self, method: Method, url: &Url, mut headers: HeaderMap, body: Bytes) -> Result<Page> {
        headers.extend(self.headers(url)?);
        let page = exchange(method, url, headers, body).await?;
        self.cookies.take(&page.headers);
        Ok(page)
    }
}

impl Page {
    /// The target of a redirect.
    fn target(&self) -> Result<Option<Url>> {
        if !(300..400).contains(&self.status) {
            return Ok(None);
        }
        self.header(&LOCATION).map(|target| self.join(target)).transpose()
    }

    /// The value of a header, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn parsed(url: &str) -> Result<Url> {
    Url::parse(url).map_err(|error| Error::page(url, error))
}

fn value(url: &Url, text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|error| Error::page(url, error))
}
