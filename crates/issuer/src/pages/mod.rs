//! The pages, each in one language.

mod notices;
mod people;

use haetae_service_kit::error::Lang;

pub(crate) use self::{
    notices::{confirmed, nobody, repeated, signed_out, unknown_code, unregistered},
    people::{device, people},
};

/// The style sheet of every page.
pub(crate) const STYLE: &str = include_str!("style.css");

/// A page of this title, with a body that is HTML already.
fn page(lang: Lang, title: &str, body: &str) -> String {
    let trial = lang.pick(
        "시험 환경이라 비밀번호를 묻지 않습니다. 운영 환경에는 이 화면이 없습니다.",
        "This is a trial: no password is asked. Real installations have no such page.",
    );
    format!(
        "<!doctype html><html lang={}><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>{title} · Haetae</title><link rel=stylesheet href=\"/style.css\">\
         <main><h1>{title}</h1><p class=trial>{trial}</p>{body}</main></html>",
        lang.locale()
    )
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
