//! The page that a browser received.

use html5gum::{StartTag, Token, Tokenizer};
use hyper::HeaderMap;
use url::Url;

use crate::{Error, Result};

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its address.
    pub url: Url,
    /// The status of the answer.
    pub status: u16,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The page itself.
    pub text: String,
}

/// A form of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The URL to which the form is sent.
    pub action: String,
    /// Its fields with their values as the page has them: names and values of its `input`s that are sent when nothing is
    /// entered.
    pub fields: Vec<(String, String)>,
}

impl Page {
    /// The form that leads to `action`.
    ///
    /// # Errors
    /// An error if the page has no such form.
    pub fn form(&self, action: &str) -> Result<Form> {
        let found = self.forms().into_iter().find(|form| form.action == action);
        found.ok_or_else(|| Error::page(&self.url, format!("{} without a form that leads to {action}", self.status)))
    }

    /// The forms, in their order.
    #[must_use]
    pub fn forms(&self) -> Vec<Form> {
        let mut forms: Vec<Form> = Vec::new();
        for tag in self.tags() {
            if tag.is("form") {
                forms.push(Form { action: tag.get("action").unwrap_or_default(), fields: Vec::new() });
            } else if let (true, Some(form), Some(name)) = (tag.is_sent(), forms.last_mut(), tag.get("name")) {
                form.fields.push((name, tag.get("value").unwrap_or_default()));
            }
        }
        forms
    }

    /// The targets of the links, in order.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        self.tags().filter(|tag| tag.is("a")).filter_map(|tag| tag.get("href")).collect()
    }

    /// Its scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// An address as the page names it.
    pub(super) fn join(&self, address: &str) -> Result<Url> {
        self.url.join(address).map_err(|error| Error::page(address, error))
    }

    fn tags(&self) -> impl Iterator<Item = Tag> {
        Tokenizer::new(&self.text).filter_map(|token| match token {
            Ok(Token::StartTag(tag)) => Some(Tag(tag)),
            Ok(_) | Err(_) => None,
        })
    }
}

struct Tag(StartTag<()>);

impl Tag {
    fn is(&self, name: &str) -> bool {
        *self.0.name == name.as_bytes()
    }

    /// Whether a browser sends this `input`: checkboxes and radio buttons only if checked.
    fn is_sent(&self) -> bool {
        let is_choice = self.get("type").is_some_and(|kind| kind == "checkbox" || kind == "radio");
        self.is("input") && (!is_choice || self.get("checked").is_some())
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_links_are_read_as_browsers_read_them() {
        let text = r#"<a href="/signin/start?next=%2F&amp;x">in</a><form method=post action="/a"><input type=hidden name=k
            value="a&quot;b"></form><FORM ACTION='/b'><input><button name=person value="kim">Kim</button>
            <input type=radio name=r value=1><input type=radio name=r value=2 checked></FORM>"#;
        let url = Url::parse("http://127.0.0.1:1/reviews").unwrap();
        let page = Page { url, status: 200, headers: HeaderMap::new(), text: text.to_owned() };
        assert_eq!(page.links(), ["/signin/start?next=%2F&x"]);
        let fields = vec![("k".to_owned(), "a\"b".to_owned())];
        assert_eq!(page.form("/a").unwrap(), Form { action: "/a".to_owned(), fields });
        assert_eq!(page.form("/b").unwrap().fields, [("r".to_owned(), "2".to_owned())]);
        assert_eq!(
            page.form("/c").unwrap_err().to_string(),
            format!("{}: 200 without a form that leads to /c", page.url)
        );
        assert_eq!(page.origin(), "http://127.0.0.1:1");
    }
}
