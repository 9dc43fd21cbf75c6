//! `haetae exit-codes`.

use crate::{
    failure::{Done, Exit},
    output::{self, Output},
    table::{Align, Table},
    views::Look,
    words::Lang,
};

/// Writes all exit codes: a table, or a list for programs.
///
/// # Errors
/// A failure if the output cannot be written.
pub(crate) fn exit_codes(output: Output, look: &Look) -> Done {
    if !output.is_structured() {
        return output::write(&table(look));
    }
    let codes = Exit::ALL.map(|exit| {
        serde_json::json!({
            "exitCode": exit.code(),
            "exit": exit.word().name,
            "meaning": { "ko": exit.word().say(Lang::Ko), "en": exit.word().say(Lang::En) },
        })
    });
    output.write_value(&serde_json::json!({ "exitCodes": codes }))
}

fn table(look: &Look) -> String {
    let mut table = Table::new([(look.pick("코드", "code"), Align::Right), (look.pick("뜻", "meaning"), Align::Left)]);
    for exit in Exit::ALL {
        table.row([exit.code().to_string(), exit.word().say(look.lang).to_owned()]);
    }
    look.table(&table)
}
