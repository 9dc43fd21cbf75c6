use super::*;

#[test]
fn text_is_composed_and_can_be_stored() {
    assert_eq!(clean("\u{1112}\u{1162}\u{1110}\u{1162}".into()), "해태");
    assert_eq!(clean("a\0b".into()), "a\u{fffd}b");
    assert_eq!(clean("보안성 검토".into()), "보안성 검토");
}

#[test]
fn a_part_of_a_text_is_found_in_it_and_nothing_else_is() {
    let found = |part: &str, text: &str| fold(text).contains(&fold(part));
    assert!(found("결제", "간편 결제 서비스"));
    assert!(found("\u{1100}\u{1167}\u{11af}제", "간편결제"));
    assert!(found("편 결", "간편 \n 결제"));
    assert!(found("PAY", "payment"));
    assert!(!found("가", "각"));
    assert!(!found("하", "해태"));
}

#[test]
fn a_text_has_every_pair_of_its_parts() {
    let has = |text: &str, part: &str| {
        let pairs = pairs(&fold(text));
        super::pairs(&fold(part)).iter().all(|pair| pairs.contains(pair))
    };
    assert!(has("간편 결제 서비스", "결제"));
    assert!(has("간편 결제 서비스", "편 결"));
    assert!(has("Card PAYMENT", "payment"));
    assert!(!has("간편 결제 서비스", "제결"));
    assert_eq!(pairs("가나 다 가나"), [number('가', '나')]);
    assert!(pairs("a b").is_empty());
}
