use std::collections::BTreeSet;

use clap::Command;
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::app;

/// Every command, with the words that call it.
fn all(command: Command) -> Vec<(String, Command)> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), command)];
    while let Some((path, command)) = waiting.pop() {
        let path = format!("{path} {}", command.get_name());
        waiting.extend(command.get_subcommands().map(|one| (path.clone(), one.clone())));
        found.push((path, command));
    }
    found
}

/// D7: every command, argument and value that is explained in English is explained in Korean, and no Korean text is left
/// over that explains nothing.
#[test]
fn every_text_of_the_command_line_has_both_languages() {
    let mut english = BTreeSet::new();
    for (_, command) in all(app::command_line(Lang::En)) {
        english.extend(command.get_about().map(ToString::to_string));
        english.extend(command.get_after_help().map(ToString::to_string));
        english.extend(command.get_long_about().map(ToString::to_string));
        for arg in command.get_arguments() {
            english.extend(arg.get_help().map(ToString::to_string));
            english.extend(arg.get_long_help().map(ToString::to_string));
            if arg.get_action().takes_values() {
                // Contract values get their Korean words from the contract.
                let ours = arg.get_possible_values().into_iter().filter(|value| of_the_contract(value).is_none());
                english.extend(ours.filter_map(|value| Some(value.get_help()?.to_string())));
            }
        }
    }
    let missing: Vec<_> = english.iter().filter(|one| !one.is_empty() && text(one).is_none()).collect();
    assert!(missing.is_empty(), "ko.tsv lacks: {missing:#?}");
    let used: BTreeSet<String> = english.iter().map(|one| normal(one)).collect();
    let left: Vec<_> = KOREAN.keys().filter(|one| !used.contains(**one)).collect();
    assert!(left.is_empty(), "ko.tsv explains what is not there: {left:#?}");
}

/// D7: no English sentence is in the Korean help of any command: at most names, values and examples.
#[test]
fn the_korean_help_has_no_english_sentence() {
    for (path, mut command) in all(app::command_line(Lang::Ko)) {
        for help in [command.render_help().to_string(), command.render_long_help().to_string()] {
            for line in help.lines() {
                assert!(!is_english(line), "{path}: {line}\n{help}");
            }
        }
    }
}

/// D7: the Korean help lists values with their Korean words, which are accepted too, and no defaults of flags.
#[test]
fn values_are_explained_in_korean() {
    let mut all = app::command_line(Lang::Ko);
    let list = all.find_subcommand_mut("review").and_then(|review| review.find_subcommand_mut("list")).unwrap();
    let help = list.render_help().to_string();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("[가능한 값: low(낮음), medium(보통), high(높음), critical(심각)]"), "{help}");
    assert!(help.contains("[기본값: 50]") && !help.contains("[기본값: false]"), "{help}");
    for level in ["high", "높음", "High"] {
        let read = app::command_line(Lang::Ko).try_get_matches_from(["haetae", "review", "list", "--level", level]);
        assert!(read.is_ok(), "{level}: {read:?}");
    }
}

/// S2-17: arguments are listed as the usage line has them, in both languages.
#[test]
fn arguments_are_in_the_order_of_the_usage_line() {
    for lang in [Lang::Ko, Lang::En] {
        let mut all = app::command_line(lang);
        let request =
            ["finding", "accept", "request"].iter().try_fold(&mut all, |at, name| at.find_subcommand_mut(name));
        let help = request.expect("a command").render_help().to_string();
        let listed: Vec<_> = help.lines().filter_map(|line| line.trim_start().strip_prefix('<')).collect();
        let [first, second] = match lang {
            Lang::Ko => ["검토>", "조치 항목>"],
            Lang::En => ["REVIEW>", "FINDING>"],
        };
        assert!(listed[0].starts_with(first) && listed[1].starts_with(second), "{help}");
        let usage = help.lines().find(|line| line.contains("haetae finding accept request")).unwrap_or_default();
        assert!(usage.contains(&format!("<{first} <{second}")), "{usage}");
    }
}

/// S2-3: the help of every command fits the terminal, but for words and usage lines that are longer than that.
#[test]
fn help_fits_the_terminal() {
    for (lang, width) in [(Lang::Ko, 80), (Lang::En, 80), (Lang::En, 120)] {
        for (path, mut command) in all(app::fitted(lang, Some(width))) {
            for line in command.render_help().to_string().lines() {
                let is_usage = line.contains(" [OPTIONS]") || line.contains("haetae ") || line.contains("[옵션]");
                assert!(is_usage || line.width() <= width, "{path}: {} columns: {line}", line.width());
            }
        }
    }
}

/// S2-20: a value that cannot be read is explained in the words of the tool, in both languages.
#[test]
fn a_wrong_value_is_explained_in_english_too() {
    for (line, told) in [
        ("haetae review list --as-of 2026-13-30", "for '--as-of <MOMENT>': give a day in Korea, e.g. 2026-01-31"),
        ("haetae dashboard trends --from 2026-13-01", "for '--from <DAY>': give a day, e.g. 2026-01-31"),
        ("haetae review list --limit abc", "for '--limit <N>': give a whole number within the range"),
    ] {
        let wrong = app::command_line(Lang::En).try_get_matches_from(line.split(' ')).unwrap_err();
        let english = english(&wrong).unwrap();
        assert!(english.contains(told) && english.ends_with("try '--help'.\n"), "{english}");
    }
}

/// Three words of letters in a row, outside of examples: quotes and what a command line has.
fn is_english(line: &str) -> bool {
    let quoted = line.split('"').step_by(2).collect::<Vec<_>>().join(" … ");
    let mut run = 0;
    // The name of a command is not a sentence.
    if quoted.contains("haetae ") || quoted.trim_start().starts_with("사용법") {
        return quoted.contains("Usage:") || quoted.contains("[OPTIONS]");
    }
    quoted.split(' ').any(|word| {
        // Text between commas is a list of values.
        let plain = word.trim_end_matches(['.', ':', ';']);
        let is_word = plain.len() > 1 && plain.bytes().all(|byte| byte.is_ascii_lowercase());
        run = if is_word { run + 1 } else { 0 };
        run >= 3
    })
}

/// D7: errors of the command line are in Korean, with the allowed values and a suggestion.
#[test]
fn errors_of_the_command_line_are_korean() {
    let told = |line: &str| {
        let wrong = app::command_line(Lang::Ko).try_get_matches_from(line.split(' ')).unwrap_err();
        error(&wrong).unwrap()
    };
    for (line, parts) in [
        ("haetae review lst", &["알 수 없는 명령입니다: lst", "비슷한 명령: list"][..]),
        ("haetae review list --levl high", &["알 수 없는 옵션", "비슷한 옵션: --level"]),
        ("haetae review list --level hihg", &["`high`(높음)", "가능한 값: low(낮음)"]),
        (
            "haetae checklist export R-2026-1 --output-file a --format pdf",
            &["쓸 수 없는 값입니다: pdf", "가능한 값: csv, xlsx"],
        ),
        (
            "haetae checklist retract R-2026-1",
            &["필요한 옵션이나 인자가 없습니다", "--reason", "사용법: haetae checklist retract"],
        ),
        ("haetae review list --as-of soon", &["쓸 수 없는 값입니다: soon", "시각(예: "]),
        ("haetae review list --limit many", &["쓸 수 없는 값입니다: many", "정수"]),
        ("haetae review list --all --limit 3", &["함께 쓸 수 없습니다"]),
    ] {
        let told = told(line);
        assert!(told.starts_with("오류: "), "{told}");
        for part in parts {
            assert!(told.contains(part), "{line}: {part}: {told}");
        }
        assert!(!told.lines().any(is_english) && !told.contains("Usage"), "{told}");
    }
}

/// The language is known before the command line is read.
#[test]
fn the_language_is_known_even_where_the_command_line_is_wrong() {
    let asked = |line: &str| lang(line.split(' ').map(str::to_owned));
    assert_eq!((asked("haetae x --lang ko"), asked("haetae --lang=ko")), (Lang::Ko, Lang::Ko));
    assert_eq!(asked("haetae --lang en x"), Lang::En);
}

/// Both READMEs have the same commands; every path they name is there, and the tool knows every command. The Korean one, which
/// is short, names no path that the English one does not.
#[test]
fn both_readmes_say_the_same_commands_and_paths() {
    let texts = [include_str!("../../../../README.md"), include_str!("../../../../README.ko.md")];
    let [english, korean] = texts.map(|text| (commands(text), links(text)));
    assert_eq!(english.0, korean.0);
    assert!(korean.1.is_subset(&english.1) && korean.1.len() > 5, "{:?}", korean.1.difference(&english.1));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let gone: Vec<_> = english.1.iter().filter(|link| !link.contains("://") && !root.join(link).exists()).collect();
    assert!(gone.is_empty(), "{gone:?}");
    let calls: Vec<_> = english.0.iter().filter(|command| command.starts_with("haetae ")).collect();
    assert!(calls.len() > 1 && english.0.iter().any(|command| command == "cargo xtask demo"), "{english:?}");
    for call in calls {
        let words: Vec<String> =
            call.split(' ').take_while(|word| !word.starts_with('\'')).map(str::to_owned).collect();
        let words = words.into_iter().chain(call.contains('\'').then(|| "why".to_owned()));
        let read = app::command_line(Lang::En).try_get_matches_from(words);
        assert!(read.is_ok(), "{call}: {read:?}");
    }
}

/// The commands in code blocks, without comments.
fn commands(text: &str) -> BTreeSet<String> {
    let blocks = text.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(str::lines).map(|line| line.trim_start_matches("$ "));
    let commands = lines.filter(|line| line.starts_with("haetae ") || line.starts_with("cargo "));
    commands.map(|line| line.split("  #").next().unwrap_or_default().trim().to_owned()).collect()
}

/// The targets of links, but for those to each other.
fn links(text: &str) -> BTreeSet<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.starts_with("README")).map(str::to_owned).collect()
}
