//! What kubectl rendered: objects, and the pods that they make.

use std::{collections::BTreeMap, fmt::Display};

use anyhow::{Result, ensure};
use serde_json::Value;

/// The labels of an object or a pod.
pub(crate) type Labels = BTreeMap<String, String>;

/// One overlay, rendered.
#[derive(Debug, Clone)]
pub(crate) struct Rendering {
    pub(crate) name: String,
    pub(crate) objects: Vec<Object>,
}

/// One object.
#[derive(Debug, Clone)]
pub(crate) struct Object(pub(crate) Value);

/// The pods that one object makes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pod<'a> {
    pub(crate) owner: &'a Object,
    pub(crate) template: &'a Value,
}

impl Rendering {
    /// Reads the documents of a rendering.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self> {
        let objects: Vec<Object> = serde_saphyr::from_multiple::<Value>(text)?.into_iter().map(Object).collect();
        ensure!(!objects.is_empty(), "nothing was rendered");
        Ok(Self { name: name.to_owned(), objects })
    }

    pub(crate) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Object> {
        self.objects.iter().filter(move |object| object.kind() == kind)
    }

    pub(crate) fn find(&self, kind: &str, name: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.kind() == kind && object.name() == name)
    }

    /// The pods of all objects that make some.
    pub(crate) fn pods(&self) -> Vec<Pod<'_>> {
        self.objects.iter().filter_map(Object::pod).collect()
    }
}

impl Object {
    pub(crate) fn kind(&self) -> &str {
        text(&self.0, "/kind")
    }

    pub(crate) fn name(&self) -> &str {
        text(&self.0, "/metadata/name")
    }

    pub(crate) fn at(&self, pointer: &str) -> &Value {
        at(&self.0, pointer)
    }

    /// The pods that this object makes, if it makes some.
    pub(crate) fn pod(&self) -> Option<Pod<'_>> {
        let template = match self.kind() {
            "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => self.at("/spec/template"),
            "CronJob" => self.at("/spec/jobTemplate/spec/template"),
            _ => return None,
        };
        Some(Pod { owner: self, template })
    }
}

impl Display for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind(), self.name())
    }
}

impl<'a> Pod<'a> {
    pub(crate) fn labels(self) -> Labels {
        labels(at(self.template, "/metadata/labels"))
    }

    pub(crate) fn spec(self) -> &'a Value {
        at(self.template, "/spec")
    }

    pub(crate) fn containers(self) -> impl Iterator<Item = &'a Value> {
        let of = move |name| list(self.spec(), name);
        of("/initContainers").iter().chain(of("/containers"))
    }

    /// Whether pods of this kind run on, rather than end by themselves.
    pub(crate) fn stays(self) -> bool {
        matches!(self.owner.kind(), "Deployment" | "StatefulSet" | "DaemonSet")
    }
}

const NOTHING: &Value = &Value::Null;

pub(crate) fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(NOTHING)
}

pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    at(value, pointer).as_str().unwrap_or_default()
}

pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    at(value, pointer).as_array().map(Vec::as_slice).unwrap_or_default()
}

pub(crate) fn labels(value: &Value) -> Labels {
    let pairs = value.as_object().into_iter().flatten();
    pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

/// Whether a selector of labels matches; an empty one matches everything.
pub(crate) fn matches(selector: &Value, labels: &Labels) -> bool {
    let exact = self::labels(at(selector, "/matchLabels"));
    let exact = exact.iter().all(|(key, value)| labels.get(key) == Some(value));
    exact && list(selector, "/matchExpressions").iter().all(|expression| expressed(expression, labels))
}

fn expressed(expression: &Value, labels: &Labels) -> bool {
    let label = labels.get(text(expression, "/key"));
    let listed = label.is_some_and(|label| list(expression, "/values").iter().any(|value| value == label.as_str()));
    match text(expression, "/operator") {
        "In" => listed,
        "NotIn" => !listed,
        "Exists" => label.is_some(),
        "DoesNotExist" => label.is_none(),
        _ => false,
    }
}
