//! The screen for judging one checkpoint by keys.

use haetae_proto::{
    checkpoint::v1::{Checkpoint, Verdict},
    common::v1::{CheckMethod, FlowLayer, VerdictResult},
    words::label,
};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{
    desk::Desk,
    key::{Mode, Question},
};
use crate::{
    screen::Paint,
    views::{Look, person},
    words::Vocabulary as _,
};

/// The lines of the screen; none is wider than `width` columns, and there are at most `height` of them.
pub(super) fn screen(desk: &Desk, title: &str, look: &Look, (width, height): (usize, usize)) -> Vec<String> {
    let mut lines = Vec::new();
    let progress = match look.lang {
        crate::words::Lang::Ko => {
            format!("{}/{} · 미점검 {} · 기록 전 {}", desk.at + 1, desk.list.len(), desk.left(), desk.pending.len())
        }
        crate::words::Lang::En => format!(
            "{}/{} · {} not judged · {} not recorded",
            desk.at + 1,
            desk.list.len(),
            desk.left(),
            desk.pending.len()
        ),
    };
    wrap(&mut lines, look, Paint::Quiet, &format!("{title}  {progress}"), width);
    lines.push(String::new());
    match (&desk.mode, desk.here()) {
        (Mode::Help, _) | (_, None) => help(&mut lines, look, width),
        (Mode::Look | Mode::Ask(..), Some(one)) => checkpoint(&mut lines, desk, one, look, width),
    }
    // Question and message are always at the bottom, whatever had to be cut above.
    let mut foot = Vec::new();
    if let Some(message) = &desk.message {
        wrap(&mut foot, look, Paint::Care, message.say(look.lang), width);
    }
    match &desk.mode {
        Mode::Ask(question, text) => {
            wrap(&mut foot, look, Paint::Plain, &format!("{}: {text}▏", asked(*question, look)), width);
        }
        Mode::Look | Mode::Help => wrap(&mut foot, look, Paint::Quiet, keys(look), width),
    }
    let room = height.saturating_sub(foot.len() + 1);
    if lines.len() > room {
        lines.truncate(room.saturating_sub(1));
        lines.push("…".to_owned());
    }
    lines.push(String::new());
    lines.extend(foot);
    lines
}

fn checkpoint(lines: &mut Vec<String>, desk: &Desk, one: &Checkpoint, look: &Look, width: usize) {
    let need = if one.mandatory { look.name(label::MANDATORY) } else { look.pick("권고", "recommended") };
    let layer = look.word::<FlowLayer>(one.layer);
    wrap(lines, look, Paint::Plain, &format!("{}  [{layer} · {need}]", one.checkpoint), width);
    let method = desk.method().say(look.lang);
    let why = one.selected_by.iter().map(|rule| look.text(rule.reason.as_ref())).collect::<Vec<_>>().join(" · ");
    for (head, text) in [
        ("", look.text(one.title.as_ref())),
        (look.pick("점검", "check"), look.text(one.check.as_ref())),
        (look.pick("방법", "method"), method),
        (look.pick("요구사항", "requirement"), look.text(one.requirement.as_ref())),
        (look.pick("조치 방법", "when it fails"), look.text(one.countermeasure.as_ref())),
        (look.pick("선정 이유", "why it is here"), &why),
    ] {
        if !text.is_empty() {
            let text = if head.is_empty() { text.to_owned() } else { format!("{head}: {text}") };
            wrap(lines, look, Paint::Plain, &text, width);
        }
    }
    lines.push(String::new());
    if let Some(earlier) = one.earlier_verdicts.last() {
        let head = look.pick("이전 진단", "round before");
        wrap(lines, look, Paint::Quiet, &format!("{head}: {}", recorded(earlier, look)), width);
    }
    if let Some(verdict) = &one.verdict {
        wrap(
            lines,
            look,
            Paint::Plain,
            &format!("{}: {}", look.pick("기록", "recorded"), recorded(verdict, look)),
            width,
        );
    }
    if let Some(pending) = desk.pending.get(&one.checkpoint) {
        let (input, head) = (&pending.input, look.pick("기록 전", "not recorded"));
        let result = look.word::<VerdictResult>(input.result);
        let evidence = input.evidence.join(", ");
        let said = [
            result,
            look.word::<CheckMethod>(input.method),
            input.reason.clone(),
            input.compensating_control.clone(),
            evidence,
        ];
        let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        wrap(lines, look, Paint::Good, &format!("{head}: {said}"), width);
        if let Some(refused) = &pending.refused {
            wrap(lines, look, Paint::Bad, refused.say(look.lang), width);
        }
    }
}

fn recorded(verdict: &Verdict, look: &Look) -> String {
    let (result, by) = (look.word::<VerdictResult>(verdict.result), person(verdict.judged_by.as_ref()));
    let said = [result, by.to_owned(), verdict.reason.clone()];
    said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn asked(question: Question, look: &Look) -> String {
    match question {
        Question::Reason(result) => format!("{} – {}", result.say(look.lang), look.pick("사유", "why")),
        Question::Control => look.name(label::COMPENSATING_CONTROL).to_owned(),
        Question::Evidence => look.pick("증적 이름", "name of the evidence").to_owned(),
        Question::Search => look.pick("찾기", "search").to_owned(),
    }
}

fn keys(look: &Look) -> &'static str {
    look.lang.pick(
        "p 양호  f 취약  a 부분 이행  n 해당 없음  e 증적  u 되돌리기  j/k 이동  / 찾기  ? 도움말  q 끝",
        "p pass  f fail  a partial  n N/A  e evidence  u undo  j/k move  / search  ? help  q quit",
    )
}

fn help(lines: &mut Vec<String>, look: &Look, width: usize) {
    let keys = [
        ("p", "양호로 기록합니다", "Pass"),
        ("f", "취약: 사유를 묻습니다", "Fail; asks why"),
        ("a", "부분 이행: 사유와 보완 통제를 묻습니다", "Partial; asks why and for the compensating control"),
        ("n", "해당 없음: 사유를 묻습니다", "N/A; asks why"),
        ("m", "점검 방법을 바꿉니다", "another method"),
        ("e", "증적 이름을 더합니다", "adds evidence by name"),
        ("u", "마지막 결과를 되돌립니다", "takes the last result back"),
        ("j k ↓ ↑", "다음, 이전 항목", "next and previous checkpoint"),
        ("o", "다음 미점검 항목", "next one that is not judged"),
        ("/", "항목 찾기", "searches"),
        ("q", "기록하고 끝냅니다", "records and ends"),
        ("Ctrl-C", "기록하지 않고 끝냅니다. 다음에 이어서 합니다", "quits without recording; continues the next time"),
    ];
    for (key, ko, en) in keys {
        wrap(lines, look, Paint::Plain, &format!("{key}  {}", look.pick(ko, en)), width);
    }
}

/// The text in lines of at most `width` columns. Control characters would command the terminal.
fn wrap(lines: &mut Vec<String>, look: &Look, paint: Paint, text: &str, width: usize) {
    for line in text.lines() {
        let mut shown = String::new();
        for word in line.split_inclusive(' ') {
            let word: String = word.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            if !shown.is_empty() && shown.width() + word.trim_end().width() > width {
                lines.push(look.paint(paint, shown.trim_end()));
                shown.clear();
            }
            for letter in word.chars() {
                if shown.width() + letter.width().unwrap_or(0) > width {
                    lines.push(look.paint(paint, &shown));
                    shown.clear();
                }
                shown.push(letter);
            }
        }
        lines.push(look.paint(paint, shown.trim_end()));
    }
}
