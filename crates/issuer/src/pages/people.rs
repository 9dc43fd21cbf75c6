//! The people to sign in as.

use std::fmt::Write as _;

use haetae_proto::words::role as role_name;
use haetae_service_kit::{auth::Role, error::Lang};

use super::{escaped, page};
use crate::{form::Form, person::Person};

/// The parameters of an authorization request. The form sends them again with the choice, because the provider stores nothing until then.
const ASKED: [&str; 9] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "ui_locales",
];

/// For a client that sent the browser here.
pub(crate) fn people(lang: Lang, client: &str, asked: &Form, people: &[Person]) -> String {
    let client = escaped(client);
    let why = lang.pick(
        format!("<b>{client}</b>에 누구로 로그인할지 고르십시오."),
        format!("Choose who to sign in to <b>{client}</b> as."),
    );
    let mut hidden = String::new();
    for name in ASKED {
        if let Some(value) = asked.get(name) {
            let _ = write!(hidden, "<input type=hidden name={name} value=\"{}\">", escaped(value));
        }
    }
    let table = table(lang, people);
    page(lang, title(lang), &format!("<p>{why}</p><form method=post action=\"/authorize\">{hidden}{table}</form>"))
}

/// For the code that the command line showed.
pub(crate) fn device(lang: Lang, user_code: &str, people: &[Person]) -> String {
    let why = lang.pick(
        "명령줄에 표시된 코드인지 확인하고, 누구로 로그인할지 고르십시오.",
        "Check the code that the command line shows, and choose who to sign in as.",
    );
    let (label, user_code) = (lang.pick("코드", "Code"), escaped(user_code));
    let table = table(lang, people);
    page(
        lang,
        title(lang),
        &format!(
            "<p>{why}</p><form method=post action=\"/device\">\
             <p><label>{label} <input name=user_code value=\"{user_code}\" required></label></p>{table}</form>"
        ),
    )
}

fn title(lang: Lang) -> &'static str {
    lang.pick("로그인", "Sign in")
}

fn table(lang: Lang, people: &[Person]) -> String {
    let (name, roles, team) = lang.pick(("이름", "역할", "부서"), ("Name", "Roles", "Team"));
    let mut table = format!("<table><tr><th scope=col>{name}<th scope=col>{roles}<th scope=col>{team}");
    for person in people {
        let called = |role: &Role| role_name(role.name()).map_or(role.name(), |name| lang.pick(name.ko, name.en));
        let roles: Vec<_> = person.roles.iter().map(called).collect();
        let _ = write!(
            table,
            "<tr><td><button name=person value=\"{}\">{}</button><td>{}<td>{}",
            escaped(&person.id),
            escaped(&person.name),
            roles.join(", "),
            escaped(person.team.as_deref().unwrap_or("–"))
        );
    }
    table + "</table>"
}
