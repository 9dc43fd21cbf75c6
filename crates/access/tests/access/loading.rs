//! What cannot be used is refused before anything is judged by it.

use std::{collections::BTreeSet, fs, path::Path};

use haetae_access::{Access, LoadError, POLICIES, SCHEMA};

fn load(policy: &str) -> Result<Access, LoadError> {
    Access::load(SCHEMA, &[("test.cedar", policy)])
}

#[test]
fn every_policy_file_is_built_in() {
    let dir = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")).expect("a folder");
    let files: BTreeSet<_> = dir.map(|file| file.expect("a file").file_name().into_string().expect("UTF-8")).collect();
    assert_eq!(files, POLICIES.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn a_policy_that_does_not_fit_the_schema_is_named() {
    let invalid = [
        ("a role", r#"@id("x") permit (principal in Role::"reviwer", action, resource);"#),
        ("an action", r#"@id("x") permit (principal, action == Action::"DecideReviw", resource);"#),
        ("an attribute", r#"@id("x") permit (principal, action, resource) when { resource.owner == principal };"#),
        ("a type", r#"@id("x") permit (principal, action, resource is Review) when { resource.team == principal };"#),
        (
            "an optional one that may be missing",
            r#"@id("x") permit (principal, action, resource is Review) when { resource.claimed_by == principal };"#,
        ),
        (
            "one that never applies",
            r#"@id("x") permit (principal, action == Action::"SubmitReview", resource is Review);"#,
        ),
    ];
    for (what, policy) in invalid {
        let error = load(policy).expect_err(what);
        assert!(matches!(&error, LoadError::Invalid(faults) if faults.starts_with("x: ")), "{what}: {error}");
    }
}

#[test]
fn a_policy_says_its_id_and_a_forbid_what_it_is_for() {
    let unusable = [
        "permit (principal, action, resource)",
        "permit (principal, action, resource);",
        r#"@id("x") forbid (principal, action, resource);"#,
        r#"@id("x") @refusal("whim") forbid (principal, action, resource);"#,
        r#"@id("x") @refusal("separation_of_duties") permit (principal, action, resource);"#,
        r#"@id("x") permit (principal == User::"kim", action, resource);"#,
        r#"@id("x") permit (principal, action, resource is Review) when { ["water"].contains(resource.team) };"#,
        r#"@id("x") permit (principal, action, resource); @id("x") permit (principal, action, resource);"#,
    ];
    for policy in unusable {
        assert!(matches!(load(policy), Err(LoadError::File { .. })), "{policy}");
    }
    assert!(matches!(Access::load("entity", &POLICIES), Err(LoadError::Schema(_))));
    assert!(load(r#"@id("x") permit (principal, action, resource);"#).is_ok());
}
