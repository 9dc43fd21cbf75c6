//! The same as text.

use std::fmt::Write as _;

use super::{Coverage, Focus, Knowledge, StageRequirement};
use crate::demo::{
    report::Text,
    table::{Align, Table, shorten},
    words::Lang,
};

const TITLE: usize = 44;
const REASON: usize = 72;

pub(in crate::demo) fn text(knowledge: &Knowledge, title: &str, lang: Lang) -> String {
    let stage = knowledge.stage.say(lang);
    [
        focus(&knowledge.focus_guide, title, lang),
        requirements(&knowledge.stage_requirements, stage, lang),
        coverage(&knowledge.coverage, title, lang),
    ]
    .join("\n")
}

fn focus(guide: &[Focus], title: &str, lang: Lang) -> String {
    let mut table = Table::new([
        ("", Align::Right),
        (lang.pick("항목", "control"), Align::Left),
        (lang.pick("내용", "title"), Align::Left),
        (lang.pick("먼저 보는 이유", "why first"), Align::Left),
    ]);
    for item in guide {
        let why = item.selected_by.first().map_or("", |selection| selection.reason.say(lang));
        let threats = joined(&item.threats, lang);
        let why = if threats.is_empty() { why.to_owned() } else { format!("{why} ({threats})") };
        let title = shorten(item.title.say(lang), TITLE);
        table.row([item.rank.to_string(), item.control.clone(), title, shorten(&why, REASON)]);
    }
    format!("{}: {title}\n{}", lang.pick("집중 점검 가이드", "Focus guide"), table.render())
}

fn requirements(requirements: &[StageRequirement], stage: &str, lang: Lang) -> String {
    let heading = match lang {
        Lang::Ko => format!("{stage} 단계에 적용되는 요구사항 ({})", requirements.len()),
        Lang::En => format!("Requirements of the {stage} stage ({})", requirements.len()),
    };
    let mut table = Table::new([
        (lang.pick("항목", "control"), Align::Left),
        (lang.pick("내용", "title"), Align::Left),
        (lang.pick("요구사항", "requirement"), Align::Left),
    ]);
    for one in requirements {
        let title = shorten(one.title.say(lang), TITLE);
        table.row([one.control.clone(), title, shorten(one.requirement.say(lang), REASON)]);
    }
    format!("{heading}\n{}", table.render())
}

fn coverage(coverage: &Coverage, title: &str, lang: Lang) -> String {
    let Coverage { covered, partly_covered, uncovered, not_assessed, threats } = coverage;
    let mut out = format!("{}: {title}\n", lang.pick("위협 대응 현황", "Threat coverage"));
    let _ = match lang {
        Lang::Ko => {
            writeln!(out, "  대응 {covered} · 일부 대응 {partly_covered} · 미대응 {uncovered} · 미점검 {not_assessed}")
        }
        Lang::En => writeln!(
            out,
            "  covered {covered} · partly {partly_covered} · uncovered {uncovered} · not assessed {not_assessed}"
        ),
    };
    let mut table = Table::new([
        (lang.pick("위협", "threat"), Align::Left),
        (lang.pick("현황", "status"), Align::Left),
        (lang.pick("대응 기술", "managed by"), Align::Left),
    ]);
    for threat in threats {
        let name = shorten(threat.title.say(lang), TITLE);
        let solutions = joined(&threat.solutions, lang);
        table.row([name, threat.status.say(lang).to_owned(), shorten(&solutions, REASON)]);
    }
    out.push_str(&table.render());
    out
}

fn joined(texts: &[Text], lang: Lang) -> String {
    texts.iter().map(|text| text.say(lang)).collect::<Vec<_>>().join(", ")
}
