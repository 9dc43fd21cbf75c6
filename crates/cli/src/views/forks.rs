//! Forks between the log and the archive, and the fate of the commits of the other side.

use haetae_audit::{Became, Fork, Forked};
use haetae_domain::text::counted;
use serde_json::{Value, json};

use super::Look;
use crate::words::Lang;

/// Forks as text: a line each, and one for each commit.
#[must_use]
pub fn forks(forks: &[Fork], look: &Look) -> String {
    let mut text = format!("{}: {}\n", look.pick("분기", "forks"), forks.len());
    for fork in forks {
        text.push_str(&format!("  {}\n", head(fork, look.lang)));
        for Forked { sequence, subject, became } in &fork.commits {
            text.push_str(&format!("    {sequence} {subject}: {}\n", said(became, look.lang)));
        }
    }
    text
}

/// Returns the forks for programs.
#[must_use]
pub fn forks_value(forks: &[Fork]) -> Value {
    let commit = |Forked { sequence, subject, became }: &Forked| {
        let (name, now_at, why) = match became {
            Became::Now(at) => ("NOW_AT", Some(at), None),
            Became::NotThere(at) => ("NOT_THERE", Some(at), None),
            Became::Aside(why) => ("PUT_ASIDE", None, Some(why)),
            Became::Unknown => ("UNKNOWN", None, None),
        };
        json!({ "sequence": sequence, "subject": subject, "became": name, "nowAt": now_at, "why": why })
    };
    let forks = forks.iter().map(|fork| {
        json!({
            "fork": fork.number,
            "partedAt": fork.parted_at,
            "logHead": fork.log_head,
            "archived": fork.archived,
            "foundAt": fork.found_at,
            "commits": fork.commits.iter().map(commit).collect::<Vec<_>>(),
        })
    });
    forks.collect()
}

fn head(fork: &Fork, lang: Lang) -> String {
    let Fork { number, parted_at, log_head, archived, found_at, commits } = fork;
    let now = commits.iter().filter(|commit| matches!(commit.became, Became::Now(_) | Became::NotThere(_))).count();
    let aside = commits.len() - now;
    match lang {
        Lang::Ko => format!(
            "분기 {number}: 순번 {parted_at}부터 로그와 아카이브가 다릅니다. 발견 {found_at}. 로그는 {log_head}까지, 이력이 된 \
             아카이브는 {archived}까지입니다. 로그의 커밋 {}건 중 {now}건은 다른 순번에 있고 {aside}건은 제외되었습니다.",
            commits.len()
        ),
        Lang::En => format!(
            "fork {number}: log and archive differ from sequence {parted_at}, found {found_at}; the log went on to {log_head} \
             and the archive, which is the history, to {archived}; of {} of the log {now} are at other sequences now, \
             {aside} were put aside",
            counted(commits.len() as u64, "commit")
        ),
    }
}

fn said(became: &Became, lang: Lang) -> String {
    match (became, lang) {
        (Became::Now(at), Lang::Ko) => format!("현재 순번 {at}"),
        (Became::Now(at), Lang::En) => format!("now at {at}"),
        (Became::NotThere(at), Lang::Ko) => format!("순번 {at}에 있다고 기록되었으나 그곳에 없습니다"),
        (Became::NotThere(at), Lang::En) => format!("said to be at {at}, and is not there"),
        (Became::Aside(why), Lang::Ko) => format!("제외됨: {why}"),
        (Became::Aside(why), Lang::En) => format!("put aside: {why}"),
        (Became::Unknown, Lang::Ko) => {
            "처리 결과가 아직 없습니다. haetae-dashboard log restore를 다시 실행하십시오".to_owned()
        }
        (Became::Unknown, Lang::En) => "not accounted for yet: run haetae-dashboard log restore again".to_owned(),
    }
}
