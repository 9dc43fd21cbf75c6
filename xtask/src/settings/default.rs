//! Defaults, as the code writes them.

use syn::{BinOp, Block, Expr, ExprBinary, Lit, Stmt};

/// The only expression of a block.
pub(super) fn returned(block: &Block) -> Option<&Expr> {
    match block.stmts.as_slice() {
        [Stmt::Expr(value, None)] => Some(value),
        _ => None,
    }
}

/// The value of an expression, if it is one of the few kinds that configurations use. `None` has no text.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is not known here is looked up in the description")]
pub(super) fn value(given: &Expr) -> Option<String> {
    match given {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            Lit::Str(text) => Some(text.value()),
            Lit::Bool(truth) => Some(truth.value.to_string()),
            _ => None,
        },
        Expr::Binary(binary) => computed(binary),
        Expr::Paren(inner) => value(&inner.expr),
        Expr::Const(inner) => returned(&inner.block).and_then(value),
        Expr::MethodCall(call)
            if ["unwrap", "to_owned", "into", "to_string"].iter().any(|name| call.method == name) =>
        {
            value(&call.receiver)
        }
        Expr::Call(call) => call.args.first().filter(|_| call.args.len() == 1).and_then(|only| match only {
            Expr::Tuple(parts) => address(&parts.elems.iter().collect::<Vec<_>>()),
            other => value(other),
        }),
        Expr::Path(path) if path.path.is_ident("None") => Some(String::new()),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "configurations compute with nothing else")]
fn computed(binary: &ExprBinary) -> Option<String> {
    let (left, right) = (value(&binary.left)?.parse::<u64>().ok()?, value(&binary.right)?.parse::<u64>().ok()?);
    let result = match binary.op {
        BinOp::Mul(_) => left.checked_mul(right),
        BinOp::Add(_) => left.checked_add(right),
        BinOp::Shl(_) => left.checked_shl(u32::try_from(right).ok()?),
        _ => None,
    };
    result.map(|number| number.to_string())
}

/// `([127, 0, 0, 1], 0)`
fn address(parts: &[&Expr]) -> Option<String> {
    let [Expr::Array(bytes), port] = parts else { return None };
    let bytes = bytes.elems.iter().map(value).collect::<Option<Vec<_>>>()?;
    Some(format!("{}:{}", bytes.join("."), value(port)?))
}

/// The default that a description ends with: `Default: all of those.`
pub(super) fn described(about: &str) -> Option<String> {
    let (_, text) = about.rsplit_once("Default")?;
    Some(text.trim_start_matches([':', ' ']).trim_end_matches('.').to_owned())
}

/// A description without the sentence that only repeats the default.
pub(super) fn without(about: &str) -> String {
    match about.rsplit_once(" Default") {
        Some((before, text)) if text.split_whitespace().count() <= 4 && text.ends_with('.') => before.to_owned(),
        _ => about.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_that_the_code_has() {
        for (code, expected) in [
            ("10_000", Some("10000")),
            ("const { NonZeroUsize::new(4 * 1024 * 1024).unwrap() }", Some("4194304")),
            ("32 << 20", Some("33554432")),
            ("SocketAddr::from(([127, 0, 0, 1], 8080))", Some("127.0.0.1:8080")),
            ("\"info\".to_owned()", Some("info")),
            ("true", Some("true")),
            ("None", Some("")),
            ("Kinds::all().to_string()", None),
        ] {
            assert_eq!(value(&syn::parse_str(code).unwrap()).as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn a_description_says_a_default_that_is_no_literal_and_otherwise_does_not_repeat_it() {
        assert_eq!(described("Accepted types. Default: all of those.").as_deref(), Some("all of those"));
        assert_eq!(without("Silence, in milliseconds. Default 30,000."), "Silence, in milliseconds.");
        let longer = "Calls of one caller. Default 4, half of the connections that there are.";
        assert_eq!(without(longer), longer);
    }
}
