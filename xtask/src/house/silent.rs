//! Finds code that can overlook an event: it handles some events and skips the others without naming them, so a new
//! event would be skipped silently. Every other match on events does not compile until it covers the new one. Texts
//! with the name of an event are found as well, because a comparison with them can overlook an event too.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use haetae_proto::words::EVENTS;
use syn::{
    Expr, ExprLet, ExprMatch, Item, ItemFn, ItemImpl, ItemMod, ItemUse, LitStr, Local, Macro, Pat, Token, Type,
    UseTree,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    visit::{self, Visit},
};

use super::{names::is_for_tests, room::Room};

/// The enums of events: those of the domain and of the contract are called `Event`; the board's is a copy of the contract's.
const ENUMS: [&str; 2] = ["Event", "Fact"];

/// The names of all events, as the domain and the contract call them.
pub(super) struct Events(BTreeSet<String>);

impl Events {
    /// Reads the domain's from its source.
    pub(super) fn read() -> Result<Self> {
        let mut all: BTreeSet<String> = EVENTS.iter().map(|(name, _)| (*name).to_owned()).collect();
        for file in Room::read("crates/domain")?.files {
            for item in syn::parse_file(&file.text)?.items {
                if let Item::Enum(found) = item
                    && found.ident == "Event"
                {
                    all.extend(found.variants.iter().map(|variant| variant.ident.to_string()));
                }
            }
        }
        Ok(Self(all))
    }

    /// The places in a file's text that overlook events.
    pub(super) fn overlooked(&self, text: &str) -> Result<Vec<String>> {
        let file = syn::parse_file(text)?;
        let mut aliases = Aliases::default();
        aliases.visit_file(&file);
        let mut seen = Seen { events: self, aliases, within: None, found: Vec::new() };
        seen.visit_file(&file);
        Ok(seen.found)
    }
}

/// Other names in a file: `use diagnosis::Event as E`, `use finding::Event::Overdue`.
#[derive(Default)]
struct Aliases {
    enums: BTreeMap<String, String>,
    variants: BTreeSet<String>,
}

impl Aliases {
    fn import(&mut self, tree: &UseTree, within: Option<String>) {
        match tree {
            UseTree::Path(path) => self.import(&path.tree, Some(path.ident.to_string())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, within.clone())),
            UseTree::Rename(rename) => {
                self.enums.insert(rename.rename.to_string(), rename.ident.to_string());
            }
            UseTree::Name(name) => {
                if within.is_some_and(|within| ENUMS.contains(&within.as_str())) {
                    self.variants.insert(name.ident.to_string());
                }
            }
            UseTree::Glob(_) => {}
        }
    }
}

impl Visit<'_> for Aliases {
    fn visit_item_use(&mut self, item: &ItemUse) {
        self.import(&item.tree, None);
    }
}

/// Findings while visiting a file.
struct Seen<'a> {
    events: &'a Events,
    aliases: Aliases,
    /// The type whose methods these are.
    within: Option<String>,
    found: Vec<String>,
}

/// The arguments of `matches!`.
struct Matched(Pat);

impl Parse for Matched {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse::<Expr>()?;
        input.parse::<Token![,]>()?;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        input.parse::<proc_macro2::TokenStream>()?; // a guard
        Ok(Self(pattern))
    }
}

impl Visit<'_> for Seen<'_> {
    fn visit_item_mod(&mut self, module: &ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &ItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_item_impl(&mut self, item: &ItemImpl) {
        let outer = self.within.take();
        if let Type::Path(of) = &*item.self_ty {
            self.within = of.path.segments.last().map(|segment| segment.ident.to_string());
        }
        visit::visit_item_impl(self, item);
        self.within = outer;
    }

    fn visit_expr_let(&mut self, one: &ExprLet) {
        self.note("if let", &one.pat);
        visit::visit_expr_let(self, one);
    }

    fn visit_local(&mut self, local: &Local) {
        if local.init.as_ref().is_some_and(|init| init.diverge.is_some()) {
            self.note("let … else", &local.pat);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_match(&mut self, one: &ExprMatch) {
        let patterns: Vec<_> = one.arms.iter().flat_map(|arm| cases(&arm.pat)).collect();
        if let Some(event) = patterns.iter().find_map(|pattern| self.named(pattern)) {
            let passes_over = |case: &Pat, body| patterns.iter().any(|named| self.passes_over(case, named, body));
            let silent = one.arms.iter().filter(|arm| cases(&arm.pat).iter().any(|case| passes_over(case, &arm.body)));
            let found = silent.map(|_| format!("match on {event} has an arm for all others")).collect::<Vec<_>>();
            self.found.extend(found);
        }
        visit::visit_expr_match(self, one);
    }

    fn visit_lit_str(&mut self, text: &LitStr) {
        let text = text.value();
        if EVENTS.iter().any(|(name, _)| *name == text) {
            self.found.push(format!("{text} is named by a text"));
        }
    }

    fn visit_macro(&mut self, given: &Macro) {
        if given.path.is_ident("matches")
            && let Ok(Matched(pattern)) = given.parse_body()
        {
            self.note("matches!", &pattern);
        }
        visit::visit_macro(self, given);
    }
}

impl Seen<'_> {
    fn note(&mut self, how: &str, pattern: &Pat) {
        self.found.extend(self.named(pattern).map(|event| format!("{how} waits for {event}")));
    }

    /// The first event that a pattern names.
    fn named(&self, pattern: &Pat) -> Option<String> {
        struct Names<'a>(&'a Seen<'a>, Option<String>);
        impl Visit<'_> for Names<'_> {
            fn visit_path(&mut self, path: &syn::Path) {
                let names = spelled(path);
                let is_event = match &names[..] {
                    [.., of, event] => self.0.is_event(of, event),
                    [event] => self.0.aliases.variants.contains(event) && self.0.events.0.contains(event),
                    [] => false,
                };
                if is_event {
                    self.1.get_or_insert(names.join("::"));
                }
            }
        }
        if let Pat::Ident(name) = pattern
            && self.aliases.variants.contains(&name.ident.to_string())
        {
            return Some(name.ident.to_string());
        }
        let mut names = Names(self, None);
        names.visit_pat(pattern);
        names.1
    }

    fn is_event(&self, of: &str, event: &str) -> bool {
        let of = if of == "Self" { self.within.as_deref().unwrap_or_default() } else { of };
        let of = self.aliases.enums.get(of).map_or(of, String::as_str);
        ENUMS.contains(&of) && self.events.0.contains(event)
    }

    /// Whether a case takes, without a look at it, what another case of the same match names.
    fn passes_over(&self, case: &Pat, named: &Pat, body: &Expr) -> bool {
        match (bare(case), bare(named)) {
            (Pat::Wild(_), named) => self.named(named).is_some(),
            // A used name is passed on, as the codec passes on events of other aggregates.
            (Pat::Ident(name), _) if name.ident.to_string().starts_with(char::is_uppercase) => false, // a constant
            (Pat::Ident(name), named) => self.named(named).is_some() && !uses(body, &name.ident.to_string()),
            (Pat::Tuple(case), Pat::Tuple(named)) => self.any_passed_over(&case.elems, &named.elems, body),
            // Patterns after the named events are ignored.
            (Pat::Slice(case), Pat::Slice(named)) => self.any_passed_over(&case.elems, &named.elems, body),
            (Pat::TupleStruct(case), Pat::TupleStruct(named)) => {
                spelled(&case.path) == spelled(&named.path) && self.any_passed_over(&case.elems, &named.elems, body)
            }
            (Pat::Struct(case), Pat::Struct(named)) if spelled(&case.path) == spelled(&named.path) => {
                named.fields.iter().any(|named| {
                    let same = case.fields.iter().find(|case| case.member == named.member);
                    same.map_or_else(
                        || self.named(&named.pat).is_some(),
                        |case| self.passes_over(&case.pat, &named.pat, body),
                    )
                })
            }
            _ => false,
        }
    }

    fn any_passed_over<P>(&self, case: &Punctuated<Pat, P>, named: &Punctuated<Pat, P>, body: &Expr) -> bool {
        case.iter().zip(named).any(|(case, named)| self.passes_over(case, named, body))
    }
}

/// The names in a path.
fn spelled(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

/// Returns a pattern without its wrappers.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other pattern stands for itself")]
fn bare(pattern: &Pat) -> &Pat {
    match pattern {
        Pat::Reference(of) => bare(&of.pat),
        Pat::Paren(of) => bare(&of.pat),
        Pat::Ident(of) => of.subpat.as_ref().map_or(pattern, |(_, pattern)| bare(pattern)),
        pattern => pattern,
    }
}

/// The alternatives of a pattern.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other pattern is its only alternative")]
fn cases(pattern: &Pat) -> Vec<&Pat> {
    match bare(pattern) {
        Pat::Or(all) => all.cases.iter().flat_map(cases).collect(),
        one => vec![one],
    }
}

/// Whether an expression uses a name.
fn uses(body: &Expr, name: &str) -> bool {
    struct Uses<'a>(&'a str, bool);
    impl Visit<'_> for Uses<'_> {
        fn visit_ident(&mut self, ident: &proc_macro2::Ident) {
            self.1 |= ident == self.0;
        }
        fn visit_macro(&mut self, given: &Macro) {
            self.1 |= given.tokens.to_string().contains(self.0);
        }
    }
    let mut uses = Uses(name, false);
    uses.visit_expr(body);
    uses.1
}

#[cfg(test)]
mod tests;
