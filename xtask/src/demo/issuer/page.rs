//! The pages of the demo's issuer, in both languages.

use std::fmt::Write as _;

use crate::identity::PROFILES;

/// Everyone there is to sign in as, for the code that the command line showed.
pub(super) fn people(user_code: &str) -> String {
    let mut rows = String::new();
    for (profile, holder) in &PROFILES {
        let roles: Vec<_> = holder.roles.iter().map(|role| role.korean()).collect();
        let _ = write!(
            rows,
            "<tr><td><button name=profile value=\"{profile}\">{profile}</button><td>{}<td>{}<td>{}",
            holder.name,
            roles.join(", "),
            holder.team.unwrap_or("–")
        );
    }
    page(&format!(
        "<p>명령줄에 표시된 코드를 확인하고, 누구로 로그인할지 고르십시오.<br>\
         Check the code that the command line shows, and choose who to sign in as.\
         <form method=post action=\"/device\"><p><label>코드 / Code <input name=user_code value=\"{}\" required></label>\
         <table>{rows}</table></form>",
        escaped(user_code)
    ))
}

/// After confirming.
pub(super) fn confirmed(name: &str) -> String {
    page(&format!(
        "<p>{name}(으)로 로그인했습니다. 이 창을 닫아도 됩니다.<br>Signed in as {name}. You may close this page."
    ))
}

/// There is no such code.
pub(super) fn unknown() -> String {
    page("<p>그런 코드가 없거나 유효 시간이 지났습니다.<br>There is no such code, or it is no longer valid.")
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=ko><meta charset=utf-8><title>Haetae demo</title>\
         <style>body{{font-family:sans-serif;max-width:40em;margin:3em auto}}td{{padding:.3em .8em}}</style>\
         <h1>해태 데모 로그인 / Haetae demo sign-in</h1>\
         <p><strong>데모 전용입니다. 비밀번호를 묻지 않습니다. / For the demo only: no password is asked.</strong>{body}"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
