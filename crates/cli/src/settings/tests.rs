use super::*;

fn settings(options: Options, file: &str) -> Settings {
    settled(options, file).unwrap()
}

fn settled(options: Options, file: &str) -> Result<Settings, Failure> {
    options.with(crate::files::parse(file, crate::files::Format::Toml).unwrap(), None, false)
}

fn said(failure: Failure) -> String {
    assert_eq!(failure.exit().code(), 2);
    failure.lines(Lang::En).join("\n")
}

/// All faults of a settings file are reported in one run, each with its line and a suggestion.
#[test]
fn every_fault_of_a_file_of_settings_is_told() {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    let text = "endpont = 'https://haetae.example'\nlang = 'kr'\nplaintext = 'yes'\n\n[profiles.lee]\noutput = 'jsn'\n";
    std::fs::write(file.path(), text).unwrap();
    let options = Options { config: Some(file.path().to_owned()), ..Options::default() };
    let told = said(options.settle(false).unwrap_err());
    for part in [
        "line 1, endpont: unknown field `endpont`",
        "did you mean `endpoint`?",
        "line 2, lang: unknown value `kr`, expected one of `ko`, `en`",
        "line 3, plaintext: must be true or false",
        "line 6, profiles.lee.output: unknown value `jsn`",
        "did you mean `json`?",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

/// Settings (D10): a faulty file of settings ends with the exit code of a wrong configuration, as documented.
#[test]
fn a_faulty_file_of_settings_is_a_wrong_configuration() {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    std::fs::write(file.path(), "endpont = 'https://haetae.example'").unwrap();
    let options = Options { config: Some(file.path().to_owned()), ..Options::default() };
    assert!(said(options.settle(false).map(|_| ()).unwrap_err()).contains("endpont"));
}

#[test]
fn the_nearest_address_wins() {
    let file = "endpoint = 'https://file'\nrisk = 'https://file-risk'";
    let from_file = settings(Options::default(), file);
    assert_eq!(from_file.url(Service::Risk).unwrap(), "https://file-risk");
    assert_eq!(from_file.url(Service::Intake).unwrap(), "https://file");
    let base = Options { endpoint: Some("https://base".into()), ..Options::default() };
    assert_eq!(settings(base.clone(), file).url(Service::Risk).unwrap(), "https://base");
    let own = Options { risk_endpoint: Some("https://own".into()), ..base };
    assert_eq!(settings(own, file).url(Service::Risk).unwrap(), "https://own");
}

/// D8: one person can play every role; `--as` picks the token, and a wrong name is answered with those there are.
#[test]
fn a_profile_brings_its_token_and_leaves_the_rest_to_the_file() {
    let file = "endpoint = 'https://file'\nrisk = 'https://file-risk'\nlang = 'ko'\n[profiles.approver]\ntoken_file = '/a'\n[profiles.test]\nendpoint = 'https://test'\nlang = 'en'";
    let named = |name: &str| Options { profile: Some(name.into()), ..Options::default() };
    let approver = settings(named("approver"), file);
    assert_eq!(approver.url(Service::Risk).unwrap(), "https://file-risk");
    assert_eq!(approver.lang(), Lang::Ko);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let unread = runtime.block_on(approver.token()).err().unwrap().lines(Lang::En).join("\n");
    assert!(unread.contains("/a"), "{unread}");
    let test = settings(named("test"), file);
    assert_eq!(test.url(Service::Risk).unwrap(), "https://test");
    assert_eq!(test.lang(), Lang::En);
    assert!(said(settled(named("aprover"), file).unwrap_err()).contains("there are approver, test"));
    assert!(said(settled(named("approver"), "").unwrap_err()).contains("none is set up"));
}

#[test]
fn a_missing_address_is_told_with_the_ways_to_give_it() {
    let told = said(settings(Options::default(), "").url(Service::Risk).unwrap_err());
    assert!(told.contains("--risk-endpoint") && told.contains("HAETAE_RISK_ENDPOINT"), "{told}");
}

/// A profile that `haetae login` made is one of those there are, beside those of the file.
#[test]
fn profiles_that_signed_in_are_named() {
    let home = tempfile::tempdir().unwrap();
    let place = home.path().join("cli.toml");
    std::fs::create_dir(home.path().join("cli.login")).unwrap();
    std::fs::write(home.path().join("cli.login/profile-kim.json"), "{}").unwrap();
    std::fs::write(home.path().join("cli.login/default.json"), "{}").unwrap();
    let file = crate::files::parse("[profiles.lee]\nlang = 'ko'", crate::files::Format::Toml).unwrap();
    let options = Options { profile: Some("park".into()), ..Options::default() };
    let told = said(options.with(file, Some(&place), false).map(drop).unwrap_err());
    assert_eq!(told, "there is no profile `park`; there are kim, lee");
}
