use super::*;

#[test]
fn the_command_line_is_sound() {
    App::command().debug_assert();
}

#[test]
fn no_command_has_an_option_that_all_have() {
    let all = App::command();
    let global: Vec<_> = all.get_arguments().map(|arg| arg.get_id().clone()).collect();
    let mut commands: Vec<_> = all.get_subcommands().cloned().collect();
    while let Some(command) = commands.pop() {
        let own = command.get_arguments().map(clap::Arg::get_id);
        let twice: Vec<_> = own.filter(|id| global.contains(id)).collect();
        assert!(twice.is_empty(), "{} {twice:?}", command.get_name());
        commands.extend(command.get_subcommands().cloned());
    }
    assert!(global.len() > 8);
}

/// Help (D10): the help of a command covers only that command; options of all commands are in the help of the tool.
#[test]
fn options_of_every_command_are_listed_once() {
    let mut all = command_line(Lang::En);
    let help = |command: &mut clap::Command| command.render_long_help().to_string();
    let show = all.find_subcommand_mut("review").and_then(|review| review.find_subcommand_mut("show")).unwrap();
    let (own, tool) = (help(show), help(&mut all));
    assert!(!own.contains("--dashboard-endpoint") && own.contains("haetae --help"), "{own}");
    assert!(tool.contains("--dashboard-endpoint") && tool.contains("--lang"), "{tool}");
}

/// Help (D10): the short help of the tool has its commands and the options that people use day by day; the long help has
/// all, the others last, under a heading of their own. In both languages.
#[test]
fn the_short_help_has_what_people_need() {
    for (lang, heading, more) in [
        (Lang::En, "Options of every command", "More options of every command"),
        (Lang::Ko, "모든 명령의 옵션", "모든 명령의 추가 옵션"),
    ] {
        let mut all = command_line(lang);
        let (short, long) = (all.render_help().to_string(), all.render_long_help().to_string());
        let names: Vec<_> = all.get_arguments().filter_map(|arg| Some(format!("--{}", arg.get_long()?))).collect();
        let everyday = ["--as", "--output", "--lang", "--wide", "--help", "--version"];
        for name in &names {
            assert_eq!(short.contains(&format!("{name} ")), everyday.contains(&name.as_str()), "{name}: {short}");
        }
        assert!(short.contains(heading) && !short.contains(more) && short.lines().count() < 50, "{short}");
        let place = |text: &str| long.find(text).unwrap_or_else(|| panic!("{text}: {long}"));
        assert!(names.iter().all(|name| long.contains(name.as_str())), "{long}");
        assert!(place("whoami") < place("--as") && place("--wide") < place(more), "{long}");
        assert!(place(more) < place("--color") && place(more) < place("--dashboard-endpoint"), "{long}");
    }
}

/// Errors (D10): a program that has asked for JSON gets JSON, also about its command line.
#[test]
fn the_output_is_known_even_where_the_command_line_is_wrong() {
    let asked = |line: &str| asked_for(line.split(' ').map(str::to_owned));
    for line in ["haetae review lst -o json", "haetae --output json x", "haetae x --output=json", "haetae -ojson x"] {
        assert_eq!(asked(line), Output::Json, "{line}");
    }
    assert_eq!((asked("haetae x"), asked("haetae x -o")), (Output::Table, Output::Table));
}

#[test]
fn a_token_is_never_taken_from_the_command_line() {
    assert!(App::try_parse_from(["haetae", "--token", "secret", "review", "list"]).is_err());
    let help = App::command().render_long_help().to_string();
    assert!(help.contains("--token-file") && !help.contains("--token "), "{help}");
}

/// A filter may begin with `-`, which leaves out what follows it.
#[test]
fn a_filter_may_begin_with_a_hyphen() {
    for line in [
        "haetae review list --filter -score:*",
        "haetae review watch --filter -score:*",
        "haetae review export --format csv --output-file - --filter -score:*",
        "haetae dashboard findings --filter -severity=LOW",
    ] {
        let read = App::try_parse_from(line.split(' '));
        assert!(read.is_ok(), "{line}: {read:?}");
    }
}

#[test]
fn words_of_the_contract_are_checked_before_any_call() {
    let wrong = App::try_parse_from(["haetae", "review", "list", "--level", "hihg"]).unwrap_err();
    assert_eq!(wrong.exit_code(), i32::from(Exit::Usage.code()));
    assert!(wrong.to_string().contains("expected one of low, medium, high, critical"), "{wrong}");
}

/// Every command that asks first is named where the page says which do.
#[test]
fn the_page_names_every_command_that_asks_first() {
    fn asking(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        for below in command.get_subcommands() {
            let path =
                if path.is_empty() { below.get_name().to_owned() } else { format!("{path} {}", below.get_name()) };
            if below.get_arguments().any(|arg| arg.get_long() == Some("yes")) {
                found.push(path.clone());
            }
            asking(below, &path, found);
        }
    }
    let mut found = Vec::new();
    asking(&command_line(Lang::En), "", &mut found);
    assert!(found.len() > 10, "{found:?}");
    let page = include_str!("../../../../docs/cli.md");
    let (_, changing) = page.split_once("## Changing things").unwrap();
    let changing = changing.split("\n## ").next().unwrap();
    let missing: Vec<_> = found.iter().filter(|path| !changing.contains(&format!("`{path}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
