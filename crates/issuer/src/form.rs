//! Parameters of a query or a form.

use std::collections::HashMap;

use url::form_urlencoded;

/// A parameter was sent twice, which no request may do (RFC 6749, section 3.1): the two sides could read different ones.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Repeated(pub(crate) String);

/// Parameters by name.
#[derive(Debug, Default)]
pub(crate) struct Form(HashMap<String, String>);

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    pub(crate) fn parse(encoded: &[u8]) -> Result<Self, Repeated> {
        let mut form = HashMap::new();
        for (name, value) in form_urlencoded::parse(encoded).into_owned() {
            // The one parameter that may be repeated (RFC 8707); this provider has one audience whatever it names.
            if name == "resource" {
                continue;
            }
            if form.insert(name.clone(), value).is_some() {
                return Err(Repeated(name));
            }
        }
        Ok(Self(form))
    }

    /// An empty parameter is one that was not sent (RFC 6749, section 3.1).
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_there_once_or_not_at_all() {
        let form = Form::parse(b"a=1&b=&resource=x&resource=y").unwrap();
        assert_eq!((form.get("a"), form.get("b"), form.get("resource")), (Some("1"), None, None));
        assert_eq!(Form::parse(b"a=1&a=1").unwrap_err(), Repeated("a".to_owned()));
    }
}
