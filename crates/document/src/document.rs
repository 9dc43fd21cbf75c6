//! A policy or catalogue as a person wrote it.

use haetae_sheet::words::Said;

use crate::{fault::Fault, written::Written};

/// A document as it was written, and as services take it: JSON, whatever format the text has.
#[derive(Debug)]
pub struct Document {
    written: Written,
    json: serde_json::Value,
}

impl Document {
    /// Reads a text.
    ///
    /// # Errors
    /// The fault, if the text is not valid in its format or gives a field twice.
    pub fn read(written: Written) -> Result<Self, Fault> {
        written.fields_once()?;
        let json = written.value()?;
        Ok(Self { written, json })
    }

    /// The document in the encoding that services accept.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.json.to_string().into_bytes()
    }

    /// A text in it, by the name of its field.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.json.get(field)?.as_str()
    }

    /// Returns the faults that a service found in the document, each with its line, in the order of the text. The
    /// request field that contains the document is not part of the path. Returns `None` if a fault concerns something
    /// else.
    #[must_use]
    pub fn faults(&self, fields: &[(String, String)]) -> Option<Vec<Fault>> {
        let faults = fields.iter().map(|(field, told)| {
            let inside = field.strip_prefix("document").map(|inside| inside.trim_start_matches('.'))?;
            // The service's text is in the caller's language.
            Some(self.written.nearby(inside, Said { ko: told.clone(), en: told.clone() }))
        });
        let mut faults = faults.collect::<Option<Vec<_>>>().filter(|faults| !faults.is_empty())?;
        faults.sort_by_key(Fault::line);
        Some(faults)
    }
}

#[cfg(test)]
mod tests {
    use haetae_sheet::words::Lang;

    use super::*;
    use crate::format::Format;

    /// A field that is given twice is refused in every format, however deep; the service would see the last one alone.
    #[test]
    fn a_field_that_is_given_twice_is_refused() {
        let read = |text: &str, format| Document::read(Written::text(text.into(), format)).map(|_| ());
        for (text, format, line) in [
            ("{\n\"id\": \"a\",\n\"id\": \"b\"\n}", Format::Json, "line 3"),
            ("{\"list\": [{\n\"points\": 14,\n\"points\": 3}]}", Format::Json, "line 3"),
            ("id: a\nid: b\n", Format::Yaml, "line 2"),
            ("id = \"a\"\nid = \"b\"\n", Format::Toml, "line 2"),
        ] {
            let fault = read(text, format).unwrap_err();
            let (en, ko) = (fault.say(Lang::En), fault.say(Lang::Ko));
            assert!(en.starts_with(line) && en.contains("duplicate field `"), "{text}: {en}");
            assert!(ko.contains("두 번"), "{text}: {ko}");
        }
        assert!(read("{\"a\": {\"id\": 1}, \"id\": 1}", Format::Json).is_ok(), "in two places");
    }

    #[test]
    fn what_a_service_refuses_is_told_in_the_order_of_the_text() {
        let text = "id = \"web\"\n[cut_offs]\nhigh = 60\nmedium = 70\n";
        let document = Document::read(Written::text(text.into(), Format::Toml)).unwrap();
        assert_eq!(document.text("id"), Some("web"));
        let sent: serde_json::Value = serde_json::from_slice(&document.bytes()).unwrap();
        assert_eq!(sent, serde_json::json!({"id": "web", "cut_offs": {"high": 60, "medium": 70}}));
        let fault = |field: &str| (field.to_owned(), "is wrong".to_owned());
        let told = document.faults(&[fault("document.cut_offs.medium"), fault("document.id"), fault("document")]);
        let told: Vec<_> = told.unwrap().iter().map(|fault| fault.say(Lang::En)).collect();
        assert_eq!(told, ["is wrong", "line 1, id: is wrong", "line 4, cut_offs.medium: is wrong"]);
        assert_eq!(document.faults(&[fault("document.id"), fault("etag")]), None);
        assert_eq!(document.faults(&[]), None);
    }
}
