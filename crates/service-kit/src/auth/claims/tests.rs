use serde_json::{Value, json};

use super::*;

fn is_service(more: Value) -> bool {
    let mut claims = json!({"sub": "batch", "exp": 0});
    let more: std::collections::HashMap<String, Value> = serde_json::from_value(more).unwrap();
    for (name, value) in more {
        claims[name] = value;
    }
    principal(serde_json::from_value(claims).unwrap()).unwrap().service
}

fn named(name: &str) -> Result<String, Refusal> {
    let claims = serde_json::from_value(json!({"sub": "kim", "exp": 0, "name": name})).unwrap();
    principal(claims).map(|principal| principal.name)
}

/// F14: a name shows something, or there is none.
#[test]
fn a_name_that_no_reader_can_read_is_refused() {
    for unread in ["\u{301}", "\u{ffff}", "\u{fdd0}", "\u{e000}", "김\u{e000}", "\u{d7b0}", "\u{378}", "김\n"] {
        assert!(matches!(named(unread), Err(Refusal::Claim)), "{unread:?}");
    }
    assert_eq!(named(" 박해태\u{200b}").unwrap(), "박해태");
    assert_eq!(named("\u{200b}").unwrap(), "");
}

/// F11: no person is shown as the platform itself; the subject is shown instead.
#[test]
fn a_name_that_reads_like_the_platform_is_left_out() {
    for system in [
        "system (risk scoring)",
        "System(x)",
        "시스템(위험 평가)",
        "시스템 （위험 평가）",
        "시스템",
        "ｓｙｓｔｅｍ (a)",
        "5y$t3m (risk)",
        "service:intake",
        "Service : risk",
        "ѕystem (risk scoring)",
        "sуstem",
        "ѕуѕтем",
        "συστεμ (x)",
        "[system]",
        "(system) risk",
        "ꜱystem",
        "ꜱʏꜱᴛᴇᴍ",
        "ŝýştém",
        "SYSTEM_",
        "s.y.s.t.e.m",
        "systern (risk)",
        "【시스템】",
        "ㅅㅣ스템(위험 평가)",
        "씨스템",
        "ѕervice:risk",
    ] {
        assert_eq!(named(system).unwrap(), "", "{system}");
    }
    for person in [
        "박해태",
        "Ecosystem Kim",
        "System Kim",
        "systematic (a)",
        "시스템관리",
        "시스템 운영팀",
        "서비스 데스크",
        "Виктор Ким",
        "Šárka",
        "運営",
        "Sytske",
    ] {
        assert_eq!(named(person).unwrap(), person);
    }
}

#[test]
fn a_token_given_to_a_client_for_itself_is_a_service() {
    for service in [json!({"client_id": "batch"}), json!({"azp": "batch"}), json!({"service": true})] {
        assert!(is_service(service.clone()), "{service}");
    }
    for person in [json!({}), json!({"client_id": "portal", "azp": "portal"}), json!({"service": false})] {
        assert!(!is_service(person.clone()), "{person}");
    }
}
