//! The source of a configuration: structs that serde reads.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result, bail};
use syn::{Attribute, Expr, Field, File, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, ItemUse, Meta, Type, UseTree};

use super::{
    default,
    keys::{Default, Key, Section},
};
use crate::workspace;

/// Where the sections that programs share are.
const SHARED: &str = "crates/service-kit/src/config";

/// The items of the files that make up one program's configuration.
pub(super) struct Source {
    structs: BTreeMap<String, ItemStruct>,
    enums: BTreeMap<String, ItemEnum>,
    /// `impl Default`, by type: the values of the fields, where they are understood.
    defaults: BTreeMap<String, BTreeMap<String, Option<String>>>,
    /// Functions that serde calls for a default: what they return, where it is understood.
    functions: BTreeMap<String, Option<String>>,
    root: Option<String>,
}

impl Source {
    /// Reads the shared sections and those of the program.
    pub(super) fn of(program: &str) -> Result<Self> {
        let root = workspace::root();
        let mut source = Self::empty();
        let mut shared: Vec<_> =
            fs::read_dir(root.join(SHARED))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        shared.sort();
        for path in shared.iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
            source.add(path)?;
        }
        source.root = None;
        source.add(&root.join(format!("services/{program}/src/config.rs")))?;
        Ok(source)
    }

    fn empty() -> Self {
        Self {
            structs: BTreeMap::new(),
            enums: BTreeMap::new(),
            defaults: BTreeMap::new(),
            functions: BTreeMap::new(),
            root: None,
        }
    }

    fn add(&mut self, path: &Path) -> Result<()> {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        self.add_items(syn::parse_file(&text).with_context(|| format!("{} is no Rust", path.display()))?);
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other item says anything about a configuration")]
    fn add_items(&mut self, file: File) {
        for item in file.items {
            match item {
                Item::Struct(item) => drop(self.structs.insert(item.ident.to_string(), item)),
                Item::Enum(item) => drop(self.enums.insert(item.ident.to_string(), item)),
                Item::Fn(item) => {
                    if let Some(value) = default::returned(&item.block) {
                        self.functions.insert(item.sig.ident.to_string(), default::value(value));
                    }
                }
                Item::Impl(item) => self.add_impl(&item),
                Item::Use(item) => self.root = renamed(&item).or(self.root.take()),
                _ => {}
            }
        }
    }

    fn add_impl(&mut self, item: &ItemImpl) {
        let Some(name) = name_of(&item.self_ty) else { return };
        let of = item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last()).map(|last| last.ident.to_string());
        match of.as_deref() {
            Some("ServiceConfig") => self.root = Some(name),
            Some("Default") => {
                let function = item.items.iter().find_map(|item| {
                    if let ImplItem::Fn(function) = item { default::returned(&function.block) } else { None }
                });
                if let Some(Expr::Struct(value)) = function {
                    let fields = value.fields.iter().filter_map(|field| match &field.member {
                        syn::Member::Named(name) => Some((name.to_string(), default::value(&field.expr))),
                        syn::Member::Unnamed(_) => None,
                    });
                    self.defaults.insert(name, fields.collect());
                }
            }
            _ => {}
        }
    }

    /// The sections, in the order of the source.
    pub(super) fn sections(&self) -> Result<Vec<Section>> {
        let root =
            self.root.as_ref().and_then(|root| self.structs.get(root)).context("no struct is a ServiceConfig")?;
        root.fields.iter().map(|field| self.section(field)).collect()
    }

    fn section(&self, field: &Field) -> Result<Section> {
        let name = field.ident.as_ref().context("a field without a name")?.to_string();
        let (kind, optional) = within_option(&field.ty);
        let kind = name_of(kind).with_context(|| format!("{name} has a type without a name"))?;
        let Some(section) = self.structs.get(&kind) else { bail!("{name} is no section: there is no struct {kind}") };
        let about = about(&section.attrs);
        let about = about.split_once("]`: ").map_or(about.as_str(), |(_, about)| about).to_owned();
        let keys = section.fields.iter().map(|field| self.key(section, field)).collect::<Result<_>>();
        Ok(Section { optional, about, keys: keys.with_context(|| name.clone())?, name })
    }

    fn key(&self, section: &ItemStruct, field: &Field) -> Result<Key> {
        let name = field.ident.as_ref().context("a field without a name")?.to_string();
        let (inner, optional) = within_option(&field.ty);
        let kind = name_of(inner).with_context(|| format!("{name} has a type without a name"))?;
        let about = match about(&field.attrs) {
            text if text.is_empty() => without_description(&name, &kind, section)?,
            text => text,
        };
        let default = self.default(section, field, &kind, optional, &about)?;
        let kind = self.kind(&kind).with_context(|| format!("{name} has a type that is not known here: {kind}"))?;
        Ok(Key { name, kind, default, about: default::without(&about) })
    }

    fn default(&self, section: &ItemStruct, field: &Field, kind: &str, optional: bool, about: &str) -> Result<Default> {
        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let given = match (serde_default(&field.attrs), serde_default(&section.attrs)) {
            (Some(Some(function)), _) => self.functions.get(&function),
            (None, Some(_)) => self.defaults.get(&section.ident.to_string()).and_then(|fields| fields.get(&name)),
            (Some(None), _) => None,
            (None, None) if optional => return Ok(Default::None),
            (None, None) => return Ok(Default::Required),
        };
        let value = match given {
            Some(given) => given.clone().or_else(|| default::described(about)),
            None if optional => Some(String::new()),
            None => self.of_type(kind),
        };
        match value {
            Some(value) if value.is_empty() => Ok(Default::None),
            Some(value) => Ok(Default::Value(value)),
            None => bail!("{name} has a default that neither the code nor its description shows"),
        }
    }

    /// The default of a type: of an enum, the variant that is marked so.
    fn of_type(&self, kind: &str) -> Option<String> {
        if let Some(kind) = self.enums.get(kind) {
            let marked =
                kind.variants.iter().find(|variant| variant.attrs.iter().any(|one| one.path().is_ident("default")));
            return marked.map(|variant| variant.ident.to_string().to_lowercase());
        }
        let value = match kind {
            "bool" => "false",
            "String" | "Vec" => "",
            "u16" | "u32" | "u64" | "usize" => "0",
            _ => return None,
        };
        Some(value.to_owned())
    }

    /// A type in the words of people who set the key.
    fn kind(&self, kind: &str) -> Option<String> {
        let text = match kind {
            "String" => "text",
            "SecretString" => "secret",
            "PathBuf" => "path",
            "SocketAddr" => "address and port",
            "bool" => "true or false",
            "u16" | "u32" | "u64" | "usize" => "number",
            "NonZeroU16" | "NonZeroU32" | "NonZeroU64" | "NonZeroUsize" => "number, from 1",
            other => {
                let variants = self.enums.get(other)?.variants.iter().map(|one| one.ident.to_string().to_lowercase());
                return Some(variants.collect::<Vec<_>>().join(", "));
            }
        };
        Some(text.to_owned())
    }
}

/// Secrets are described once: each may be a value or, as `<key>_file`, in a file.
fn without_description(name: &str, kind: &str, section: &ItemStruct) -> Result<String> {
    let has = |wanted: &str| section.fields.iter().any(|field| field.ident.as_ref().is_some_and(|name| name == wanted));
    if kind == "SecretString" && has(&format!("{name}_file")) {
        return Ok(format!("The secret itself. Better: `{name}_file`."));
    }
    match name.strip_suffix("_file") {
        Some(secret) if has(secret) => Ok(format!("File with `{secret}`. A line break at its end is ignored.")),
        _ => bail!("{name} has no description"),
    }
}

/// The text of the first paragraph of a description.
fn about(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        pair.path.is_ident("doc").then(|| default::value(&pair.value)).flatten()
    });
    lines.map(|line| line.trim().to_owned()).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `#[serde(default)]` is `Some(None)`, `#[serde(default = "name")]` is `Some(Some("name"))`.
fn serde_default(attrs: &[Attribute]) -> Option<Option<String>> {
    let mut found = None;
    for attribute in attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Other arguments have values of other shapes; those after them are read as well.
        let _ = attribute.parse_nested_meta(|meta| {
            let given = meta.value().ok().map(|value| value.parse::<syn::LitStr>()).transpose()?;
            if meta.path.is_ident("default") {
                found = Some(given.map(|name| name.value()));
            }
            Ok(())
        });
    }
    found
}

fn within_option(kind: &Type) -> (&Type, bool) {
    if let Type::Path(path) = kind
        && let Some(last) = path.path.segments.last()
        && last.ident == "Option"
        && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(syn::GenericArgument::Type(inner)) = arguments.args.first()
    {
        return (inner, true);
    }
    (kind, false)
}

fn name_of(kind: &Type) -> Option<String> {
    let Type::Path(path) = kind else { return None };
    path.path.segments.last().map(|last| last.ident.to_string())
}

/// `pub use …::WriterConfig as Config`.
fn renamed(item: &ItemUse) -> Option<String> {
    let mut tree = &item.tree;
    while let UseTree::Path(path) = tree {
        tree = &path.tree;
    }
    let UseTree::Rename(rename) = tree else { return None };
    (rename.rename == "Config").then(|| rename.ident.to_string())
}
