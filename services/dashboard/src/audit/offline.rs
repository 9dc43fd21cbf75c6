//! What needs no service, no database and no log: files and the public key.

use std::{
    ffi::OsString,
    fs::File,
    io::{BufReader, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use haetae_audit::{Outcome, Proved, Report, check_proof, read_text, split_notes, verify};
use haetae_domain::{causes::with_causes, text::counted};
use haetae_proof::{PublicKey, SigningKey, to_base64};

use super::forks;
use crate::command::take;

/// Exit codes of a history that is not what was signed, and of one that the heads do not reach the end of: those of `haetae`.
const ALTERED: u8 = 9;
const NOT_COVERED: u8 = 10;

/// Does a subcommand of `audit`; none when it is not one or lacks an option.
pub(crate) fn run(command: &str, args: &[OsString]) -> Option<ExitCode> {
    let mut args = args.to_vec();
    let outcome = match command {
        "keygen" => {
            let (origin, key) = (take(&mut args, "--origin")?, take(&mut args, "--key")?);
            args.is_empty().then(|| keygen(origin.to_str().unwrap_or_default(), Path::new(&key)))?
        }
        "verify" => {
            let [export, heads, key] =
                [take(&mut args, "--export")?, take(&mut args, "--heads")?, take(&mut args, "--key")?];
            let forks = take(&mut args, "--forks");
            let given = args.len();
            args.retain(|arg| arg != "--allow-uncovered");
            let uncovered = if args.len() < given { ExitCode::SUCCESS } else { ExitCode::from(NOT_COVERED) };
            let files = Files { export: Path::new(&export), heads: Path::new(&heads), key: Path::new(&key) };
            args.is_empty().then(|| check_export(&files, forks.as_deref().map(Path::new), uncovered))?
        }
        "check" => {
            let key = take(&mut args, "--key")?;
            (!args.is_empty()).then(|| check_proofs(Path::new(&key), &args))?
        }
        _ => return None,
    };
    Some(match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("haetae-dashboard: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    })
}

/// Writes a new private key for its owner alone, and prints the public one.
fn keygen(origin: &str, file: &Path) -> Result<ExitCode> {
    let key = SigningKey::generate(origin)?;
    let opened = File::options().write(true).create_new(true).mode(0o600).open(file);
    opened
        .and_then(|mut file| file.write_all(key.to_pem().unwrap_or_default().as_bytes()))
        .with_context(|| shown(file))?;
    say(&key.public().to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// What an export is checked with.
struct Files<'a> {
    export: &'a Path,
    heads: &'a Path,
    key: &'a Path,
}

/// Checks an export; `uncovered` is the exit code when commits lie beyond the heads.
fn check_export(files: &Files<'_>, forks: Option<&Path>, uncovered: ExitCode) -> Result<ExitCode> {
    let Files { export, heads, key } = files;
    let key = public_key(key)?;
    let notes = split_notes(&read_text(heads).with_context(|| shown(heads))?);
    if notes.is_empty() {
        bail!(
            "{}: no signed head in it; without one nothing can be told. `haetae audit heads --all --raw` writes them",
            heads.display()
        );
    }
    let report = verify(open(export)?, &notes, &key).with_context(|| shown(export))?;
    let mut text = told(&report, notes.len(), &key);
    let mut wrong = 0;
    if let Some(file) = forks {
        let forks = forks::tell(open(file)?, open(export)?).with_context(|| shown(file))?;
        text.push('\n');
        text.push_str(&forks.text);
        wrong = forks.wrong;
    }
    say(&text)?;
    Ok(match report.outcome() {
        Outcome::Altered => ExitCode::from(ALTERED),
        _ if wrong > 0 => ExitCode::from(ALTERED),
        Outcome::Proved => ExitCode::SUCCESS,
        // What is accepted is that commits lie beyond what is proved, not that nothing is.
        Outcome::NotCovered if report.covered > 0 => uncovered,
        Outcome::NotCovered => ExitCode::from(NOT_COVERED),
    })
}

fn open(file: &Path) -> Result<BufReader<File>> {
    Ok(BufReader::new(File::open(file).with_context(|| shown(file))?))
}

fn told(report: &Report, given: usize, key: &PublicKey) -> String {
    let Report { commits, covered, heads, decisions, foreign, total, .. } = report;
    let mut text = format!(
        "key        SHA256:{}\ncommits    {commits}, of which the heads cover {covered}\nroot       {}\n\
         heads      {heads} of {given} agree\n\
         decisions  {decisions} made again; of {} of these events something is taken as given\n\
         foreign    {foreign} messages that are no commits, or copies of one\nfindings   {total}",
        key.fingerprint(),
        to_base64(&report.root),
        report.taken_as_given(),
    );
    for (what, events) in &report.given {
        text.push_str(&format!("\n  Taken as given in {events} events: {what}"));
    }
    for (sequence, subject, why) in &report.strangers {
        text.push_str(&format!("\n  Foreign at {sequence}, on {subject:?}: {why}"));
    }
    for finding in &report.findings {
        text.push_str(&format!("\n  {finding}"));
    }
    text
}

/// Checks proofs that carry their leaf.
fn check_proofs(key: &Path, proofs: &[OsString]) -> Result<ExitCode> {
    let key = public_key(key)?;
    for path in proofs.iter().map(Path::new) {
        let text = read_text(path).with_context(|| shown(path))?;
        let proved = match check_proof(&text, &key) {
            Ok(proved) => proved,
            Err(error) => {
                eprintln!("haetae-dashboard: {}: {error}", path.display());
                return Ok(ExitCode::from(ALTERED));
            }
        };
        let Proved { subject, sequence, origin, size } = proved;
        say(&format!("{subject} is sequence {sequence} of {origin}, of {}", counted(size, "commit")))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn public_key(file: &Path) -> Result<PublicKey> {
    let text = read_text(file).with_context(|| shown(file))?;
    PublicKey::parse(text.trim())
        .with_context(|| format!("{}: hold the key alone, as `haetae audit pubkey --raw` writes it", shown(file)))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}").context("standard output is closed")
}
