use clap::CommandFactory as _;

use super::*;

/// Who looks at the logs of a pod sees one line that names what is wrong.
#[test]
fn a_wrong_command_line_is_told_in_one_line() {
    for (line, says) in [
        ("--port 80", "unexpected argument '--port' found; usage: haetae-dashboard [OPTIONS] [COMMAND]"),
        ("audit keygen --origin", "a value is required for '--origin <NAME>' but none was supplied; usage: haetae-"),
    ] {
        let told = one_line(&run(line).unwrap_err());
        assert!(told.starts_with(says) && !told.contains('\n'), "{told}");
    }
}

fn run(line: &str) -> Result<RunConfig, clap::Error> {
    let arguments = Arguments::try_parse_from(std::iter::once(NAME).chain(line.split_whitespace()))?;
    let mut run = RunConfig::default();
    arguments.command.into_iter().for_each(|command| command.set(&mut run));
    Ok(run)
}

#[test]
fn the_command_line_is_sound() {
    Arguments::command().debug_assert();
}

/// A command becomes configuration; without one the service serves. Checking proofs is left to `haetae`.
#[test]
fn a_command_becomes_configuration() {
    let command = |line| run(line).expect(line).command;
    assert_eq!((command(""), command("--config a.toml")), (Command::Serve, Command::Serve));
    assert_eq!((command("serve"), command("migrate --config a.toml")), (Command::Serve, Command::Migrate));
    let rebuild = run("rebuild board").expect("rebuild");
    assert_eq!((rebuild.command, rebuild.projection.as_deref()), (Command::Rebuild, Some("board")));
    let restore = run("log restore --keep-both").expect("restore");
    assert_eq!((restore.command, restore.keep_both), (Command::Restore, true));
    let prove = run("audit prove --review r --to d").expect("prove");
    assert_eq!((prove.command, prove.review.as_deref(), prove.to), (Command::Prove, Some("r"), Some("d".into())));
    assert_eq!((command("audit export --to d"), command("audit rows")), (Command::Export, Command::Rows));
    for wrong in ["rebuild", "rebuild --config a.toml", "log", "audit", "audit verify", "audit check", "nothing"] {
        assert!(run(wrong).is_err(), "{wrong}");
    }
}
