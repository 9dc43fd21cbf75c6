//! The frame of every page: the menu, the person, the language.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use haetae_service_kit::auth::{Role, Roles};

use crate::{
    api::{Caller, Problem},
    assets::{ICON, SCRIPTS, STYLESHEET},
    guard::form_key,
    pages::live::Live,
    text::{Say, key},
    visit::Visit,
};

/// A menu entry, and the roles that see it.
struct Place {
    path: &'static str,
    text: &'static str,
    whose: &'static [Role],
}

/// The menu of the console; a person sees the entries of all their roles. Every role may read catalogues and
/// policies.
const MENU: [Place; 9] = [
    Place {
        path: "/",
        text: key("menu-my-work"),
        whose: &[Role::Requester, Role::Reviewer, Role::Approver, Role::ContentAdmin, Role::Operator],
    },
    Place {
        path: "/reviews",
        text: key("menu-reviews"),
        whose: &[Role::Requester, Role::Reviewer, Role::Approver, Role::Auditor, Role::Operator],
    },
    Place {
        path: "/findings",
        text: key("bar-findings"),
        whose: &[Role::Requester, Role::Reviewer, Role::Approver, Role::Auditor],
    },
    Place { path: "/approvals", text: key("menu-approvals"), whose: &[Role::Approver] },
    Place {
        path: "/insights",
        text: key("menu-insights"),
        whose: &[Role::Requester, Role::Reviewer, Role::Approver, Role::Auditor, Role::Operator],
    },
    Place { path: "/catalogues", text: key("menu-catalogues"), whose: &Role::ALL },
    Place { path: "/policy", text: key("menu-policy"), whose: &Role::ALL },
    Place { path: "/audit", text: key("menu-audit"), whose: &[Role::Auditor, Role::Operator] },
    Place { path: "/ops", text: key("menu-ops"), whose: &[Role::Operator] },
];

/// An entry of the menu.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: &'static str,
    pub(crate) text: String,
    pub(crate) current: bool,
}

/// The person in the corner.
#[derive(Debug)]
pub(crate) struct Who {
    /// The person's account: data that the browser stores for one person is not shown to another.
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) initial: String,
    pub(crate) roles: String,
}

/// What every template extends `frame.html` with. A page's template struct has it as the field `frame`.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) t: Say,
    pub(crate) title: String,
    pub(crate) lang: &'static str,
    pub(crate) other: &'static str,
    /// The address of the page, to return to. If it is the target of a form, the same address shows the page with the
    /// form.
    pub(crate) path: String,
    /// Whether it answers a form.
    pub(crate) posted: bool,
    pub(crate) menu: Vec<Entry>,
    pub(crate) who: Option<Who>,
    /// Whether the person requests reviews.
    pub(crate) requests: bool,
    /// The key of every form on the page; empty when no person is signed in.
    pub(crate) form_key: String,
    pub(crate) icon: &'static str,
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
    /// The text of the current search.
    pub(crate) search: String,
    /// The changes that the page listens to while it is open.
    pub(crate) live: Option<Live>,
}

impl Frame {
    /// Around a page of this title.
    pub(crate) fn new(visit: &Visit, title: &str) -> Self {
        let t = visit.say;
        Self {
            t,
            title: title.to_owned(),
            lang: t.lang().locale(),
            other: t.other().locale(),
            path: visit.path.clone(),
            posted: !visit.reads,
            menu: visit.caller.as_deref().map(|caller| menu(t, caller.roles, &visit.path)).unwrap_or_default(),
            who: visit.caller.as_deref().map(|caller| who(t, caller)),
            requests: visit.caller.as_deref().is_some_and(|caller| caller.roles.has(Role::Requester)),
            form_key: visit.session.as_deref().map(form_key).unwrap_or_default(),
            icon: &ICON.path,
            style: &STYLESHEET.path,
            script: &SCRIPTS.path,
            search: String::new(),
            live: None,
        }
    }

    /// The same, listening to changes. The response to a form does not listen, because it cannot be reloaded by its
    /// address.
    pub(crate) fn with_live(mut self, visit: &Visit, live: Option<Live>) -> Self {
        self.live = live.filter(|_| visit.reads);
        self
    }
}

/// Whether the menu of these roles contains the page at a path.
pub(crate) fn has_place(roles: Roles, path: &str) -> bool {
    MENU.iter().any(|place| place.path == path && roles.has_any(place.whose))
}

/// Refuses a page that the menu of these roles does not contain.
///
/// # Errors
/// When it does not contain the page.
pub(crate) fn ensure_place(roles: Roles, path: &str) -> Result<(), Problem> {
    if has_place(roles, path) { Ok(()) } else { Err(Problem::not_for_roles()) }
}

fn menu(t: Say, roles: Roles, path: &str) -> Vec<Entry> {
    let path = path.split('?').next().unwrap_or_default();
    // Reviews and requests are reached from the list.
    let path = if path.starts_with("/r/") || path.starts_with("/reviews/") { "/reviews" } else { path };
    // Pages below a place are of it.
    let path = ["/catalogues", "/policy", "/ops"].into_iter().find(|place| path.starts_with(place)).unwrap_or(path);
    let places = MENU.iter().filter(|place| roles.has_any(place.whose));
    let entry = |place: &Place| Entry { path: place.path, text: t.text(place.text), current: path == place.path };
    places.map(entry).collect()
}

fn who(t: Say, caller: &Caller) -> Who {
    let roles: Vec<String> = caller.roles.iter().map(|role| t.role(role)).collect();
    Who {
        account: caller.subject.clone(),
        name: caller.name.clone(),
        initial: caller.name.chars().take(1).collect(),
        roles: if roles.is_empty() { t.text("role-none") } else { roles.join(" · ") },
    }
}

/// The page as an answer.
///
/// # Errors
/// When the template cannot be rendered, which is a defect.
pub(crate) fn html(page: &impl Template) -> Result<Response, Problem> {
    let text = page.render().map_err(|error| Problem::defect(&error.to_string()))?;
    Ok(Html(text).into_response())
}
