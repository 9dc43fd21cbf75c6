use super::*;

/// F11: no subject can be mistaken for one of our services or for another person.
#[test]
fn a_subject_is_mistaken_for_no_other() {
    for fine in ["kim", "Kim@example.com", "auth0|5f7c", "CORP\\kim", "CN=Kim Hana,OU=보안팀", "홍길동", "service-now"]
    {
        assert_eq!(subject(fine.to_owned()).unwrap(), fine);
    }
    for service in [
        "service:intake",
        "Service:intake",
        "SERVICE:",
        "service :intake",
        "service: intake",
        "service;intake",
        "serv1ce:intake",
        "servlce:intake",
        "5ervice:risk",
        "$ervice:risk",
        "s3rvice:risk",
        "ser vice:risk",
        "-service:risk",
        "\"service:risk\"",
    ] {
        assert!(matches!(subject(service.to_owned()), Err(Refusal::Reserved)), "{service}");
    }
    for alike in [
        "s\u{435}rvice:intake", // Cyrillic
        "\u{455}ervice:intake",
        "serv\u{131}ce:intake",  // dotless
        "ｓｅｒｖｉｃｅ:intake", // full width
        "service：intake",
        "service\u{a789}intake",  // a letter like a colon
        "\u{1d42c}ervice:intake", // mathematical
        "ser\u{3bd}ice:intake",   // Greek
        "se\u{301}rvice:intake",
        "k\u{456}m",
        "ＫＩＭ",
        "k\u{131}m",
        "ㅎㅗㅇ", // letters instead of syllables
        "\u{3147}",
        "金",
        "kim\u{2010}a", // a hyphen like the one of ASCII
    ] {
        let refused = subject(alike.to_owned());
        assert!(matches!(refused, Err(Refusal::LookAlike)), "{alike}: {refused:?}");
    }
    for hidden in
        ["", " kim", "kim ", "ki  m", "kim\u{200b}", "\u{feff}service:risk", "kim\n", "\u{1112}\u{1169}\u{11bc}"]
    {
        assert!(matches!(subject(hidden.to_owned()), Err(Refusal::Claim)), "{hidden:?}");
    }
    assert!(subject("k".repeat(LONGEST)).is_ok() && subject("k".repeat(LONGEST + 1)).is_err());
}

#[test]
fn a_team_is_composed_and_mistaken_for_no_other() {
    assert_eq!(plain("\u{1100}\u{116d}통과").unwrap(), "교통과");
    assert_eq!(plain("R&D (1팀)").unwrap(), "R&D (1팀)");
    for alike in ["t\u{435}am-a", "ｔｅａｍ-a", "ㄱ팀"] {
        assert!(matches!(plain(alike), Err(Refusal::LookAlike)), "{alike}");
    }
}
