//! Pages that say one thing.

use haetae_service_kit::error::Lang;

use super::{escaped, page};

/// The code of the command line is confirmed.
pub(crate) fn confirmed(lang: Lang, name: &str) -> String {
    let name = escaped(name);
    let text = lang.pick(
        format!("{name}(으)로 로그인했습니다. 이 창을 닫아도 됩니다."),
        format!("Signed in as {name}. You may close this page."),
    );
    notice(lang, lang.pick("로그인했습니다", "Signed in"), &text)
}

/// There is no such code.
pub(crate) fn unknown_code(lang: Lang) -> String {
    let text = lang.pick(
        "명령줄에서 haetae login을 다시 실행해 새 코드를 받으십시오.",
        "Run haetae login again to get a new one.",
    );
    notice(
        lang,
        lang.pick("코드가 올바르지 않거나 유효 시간이 지났습니다", "The code is wrong or no longer valid"),
        text,
    )
}

/// The form names none of the people.
pub(crate) fn nobody(lang: Lang) -> String {
    let text = lang.pick("앞 화면에서 다시 고르십시오.", "Go back and choose again.");
    notice(lang, lang.pick("목록에 없는 사람입니다", "This person is not on the list"), text)
}

/// The client or the address to go back to is not a registered one.
pub(crate) fn unregistered(lang: Lang) -> String {
    let text = lang.pick(
        "요청한 프로그램이나 돌아갈 주소가 등록되어 있지 않아 아무 데도 보내지 않았습니다.",
        "The program that asked, or the address to go back to, is not registered, so the browser was sent nowhere.",
    );
    notice(lang, lang.pick("등록되지 않은 요청입니다", "This request is not a registered one"), text)
}

/// A parameter was sent twice.
pub(crate) fn repeated(lang: Lang, name: &str) -> String {
    let name = escaped(name);
    let text = lang.pick(
        format!("{name} 값이 두 번 왔습니다. 한 번만 보내야 합니다."),
        format!("The parameter {name} was sent twice; it may be sent once."),
    );
    notice(lang, lang.pick("잘못된 요청입니다", "This request is not valid"), &text)
}

/// Nothing renews the sign-in any more.
pub(crate) fn signed_out(lang: Lang) -> String {
    let text = lang.pick("이 창을 닫아도 됩니다.", "You may close this page.");
    notice(lang, lang.pick("로그아웃했습니다", "Signed out"), text)
}

fn notice(lang: Lang, title: &str, text: &str) -> String {
    page(lang, title, &format!("<p>{text}</p>"))
}
