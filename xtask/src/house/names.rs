//! The names in one file: those it defines, imports, re-exports and uses. Test-only code is ignored.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Item, ItemUse, Macro, Path, UseTree, Visibility,
    visit::{self, Visit},
};

/// A path by its segments.
type Segments = Vec<String>;

/// The names in a file.
#[derive(Default)]
pub(super) struct Named {
    /// Submodules in files of their own.
    pub(super) modules: BTreeSet<String>,
    /// Names defined in the file.
    pub(super) items: BTreeSet<String>,
    /// The path behind each imported name.
    pub(super) imports: BTreeMap<String, Segments>,
    /// Modules of which everything is imported.
    pub(super) globs: Vec<Segments>,
    /// Imports for the file's own use: a re-export is for others.
    pub(super) uses: Vec<Segments>,
    /// Other paths in its code.
    pub(super) paths: Vec<Segments>,
}

/// The names of a file's text.
pub(super) fn of(text: &str) -> Result<Named> {
    let mut named = Named::default();
    named.visit_file(&syn::parse_file(text)?);
    Ok(named)
}

impl Named {
    fn import(&mut self, tree: &UseTree, before: &[String], own: bool) {
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &[before, &[path.ident.to_string()]].concat(), own),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, own)),
            UseTree::Glob(_) => self.globs.push(before.to_vec()),
            UseTree::Name(name) if name.ident == "self" => self.bind(before.last().cloned(), before.to_vec(), own),
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.bind(Some(name.clone()), [before, &[name]].concat(), own);
            }
            UseTree::Rename(rename) => {
                self.bind(Some(rename.rename.to_string()), [before, &[rename.ident.to_string()]].concat(), own);
            }
        }
    }

    fn bind(&mut self, name: Option<String>, path: Segments, own: bool) {
        if own {
            self.uses.push(path.clone());
        }
        self.imports.extend(name.map(|name| (name, path)));
    }

    /// Collects paths in the unparsed arguments of a macro.
    fn scan(&mut self, tokens: TokenStream) {
        let mut path: Segments = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.take(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.take(&mut path);
                    self.scan(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.take(&mut path),
            }
        }
        self.take(&mut path);
    }

    fn take(&mut self, path: &mut Segments) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.paths.push(path);
        }
    }
}

impl Visit<'_> for Named {
    fn visit_item(&mut self, item: &Item) {
        let Some((attributes, name)) = head(item) else { return visit::visit_item(self, item) };
        if is_for_tests(attributes) {
            return;
        }
        if let Item::Mod(module) = item
            && module.content.is_none()
        {
            self.modules.insert(module.ident.to_string());
            return;
        }
        self.items.extend(name);
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        self.import(&item.tree, &[], matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &Path) {
        if path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, given: &Macro) {
        self.scan(given.tokens.clone());
        visit::visit_macro(self, given);
    }
}

/// The attributes of an item and the name that it defines.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other item is in the code of the workspace")]
fn head(item: &Item) -> Option<(&[Attribute], Option<String>)> {
    let (attributes, name) = match item {
        Item::Const(item) => (&item.attrs, Some(&item.ident)),
        Item::Enum(item) => (&item.attrs, Some(&item.ident)),
        Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
        Item::Impl(item) => (&item.attrs, None),
        Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
        Item::Mod(item) => (&item.attrs, None),
        Item::Static(item) => (&item.attrs, Some(&item.ident)),
        Item::Struct(item) => (&item.attrs, Some(&item.ident)),
        Item::Trait(item) => (&item.attrs, Some(&item.ident)),
        Item::Type(item) => (&item.attrs, Some(&item.ident)),
        Item::Union(item) => (&item.attrs, Some(&item.ident)),
        Item::Use(item) => (&item.attrs, None),
        _ => return None,
    };
    Some((attributes, name.map(ToString::to_string)))
}

/// Whether an item is compiled for tests alone.
pub(super) fn is_for_tests(attributes: &[Attribute]) -> bool {
    let is = |attribute: &Attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|what| what == "test")
    };
    attributes.iter().any(is)
}
