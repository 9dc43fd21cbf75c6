//! Checklists and focus guides as a reviewer reads them, in both languages. After a change to the catalogues, read the
//! difference before accepting it (`INSTA_UPDATE=always cargo test -p haetae-checkpoint --test shipped`).

use haetae_domain::{
    catalog::Catalog,
    experience::Experience,
    focus::{FocusItem, Kind, focus},
    selection::{Selected, select},
    text::Text,
};

use crate::{
    requests::{Typical, typical},
    shipped,
};

type Language = fn(&Text) -> &str;

const LANGUAGES: [(&str, Language); 2] = [("ko", |t| &t.ko), ("en", |t| &t.en)];

#[test]
fn checklists() {
    let catalogs = shipped();
    for Typical { name, profile, level } in typical() {
        let list = select(&catalogs, &profile, level);
        for (suffix, language) in LANGUAGES {
            let mut page = format!("{level}, {}, {} checkpoints\n", profile.stage, list.len());
            for (n, line) in list.iter().enumerate() {
                if n == 0 || list[n - 1].layer != line.layer {
                    page += &format!("\n== {}\n", line.layer);
                }
                page += &checkpoint(&catalogs, line, language);
            }
            insta::assert_snapshot!(format!("checklist-{name}.{suffix}"), page);
        }
    }
}

fn checkpoint(catalogs: &[Catalog], line: &Selected, language: Language) -> String {
    let catalog = catalogs.iter().find(|c| c.id == line.key.catalog).expect("a catalogue");
    let control = catalog.control(&line.key.control).expect("a control");
    let check = control.checks.iter().find(|c| c.id == line.key.check).expect("a check");
    let mark = if line.mandatory { '*' } else { ' ' };
    let (method, rules) = (check.method, line.rules.join(", "));
    format!(
        "{mark} {}:{} {} [{method}] {}\n    < {rules}\n",
        control.id,
        check.id,
        language(&control.title),
        language(&check.text()),
    )
}

#[test]
fn focus_guides() {
    let catalogs = shipped();
    for Typical { name, profile, .. } in typical() {
        let (service_types, components, data_classes) =
            (profile.service_types, profile.components, profile.data_classes);
        let guide = focus(&catalogs, &Kind { service_types, components, data_classes }, &Experience::default());
        for (suffix, language) in LANGUAGES {
            let page: String = (1..).zip(&guide).map(|(rank, i)| item(rank, i, language)).collect();
            insta::assert_snapshot!(format!("focus-{name}.{suffix}"), page);
        }
    }
}

fn item(rank: u32, item: &FocusItem<'_>, language: Language) -> String {
    let control = item.control;
    let mut page = format!(
        "{rank}. {} {} ({}, {})\n",
        control.id,
        language(&control.title),
        control.layer,
        control.mandatory_from
    );
    for rule in &item.rules {
        page += &format!("   - {}\n", language(&rule.reason));
    }
    for managed in &item.threats {
        let (threat, solution) = (language(&managed.threat.title), language(&managed.solution.title));
        page += &format!("   ! {threat} <- {solution}\n");
    }
    page
}
