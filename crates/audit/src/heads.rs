//! Compares signed heads with the tree as it grows. Two heads that both agree with it are consistent with each other.

use std::cmp::Reverse;

use haetae_proof::{Checkpoint, EMPTY_ROOT, Frontier, Hash, PublicKey};

use crate::{
    findings::Findings,
    signed::{AlteredRange, SignedHistory, TwoHistories},
    what::What,
};

/// The signature lines of a note begin with this.
const DASH: &str = "\u{2014} ";

/// The heads to compare with.
pub(crate) struct Heads {
    /// The largest first.
    left: Vec<Checkpoint>,
    matched: u64,
    /// The largest head that agrees, with its root; size 0 before the first.
    covered: (u64, Hash),
    /// Heads that do not agree, the smallest first.
    off: Vec<Checkpoint>,
    histories: Vec<TwoHistories>,
}

impl Heads {
    pub(crate) fn open(notes: &[String], key: &PublicKey, findings: &mut Findings) -> Self {
        let mut left = Vec::new();
        for (number, note) in (1..).zip(notes) {
            match Checkpoint::open(note, key) {
                Ok(head) => left.push(head),
                Err(error) => findings.of_log(None, What::HeadInvalid { number, error }),
            }
        }
        left.sort_by_key(|head| (Reverse(head.size), head.root));
        let histories = of_one_size(&left);
        let covered = (0, EMPTY_ROOT);
        let mut heads = Self { left, matched: 0, covered, off: Vec::new(), histories };
        heads.compare(&Frontier::default());
        heads
    }

    /// Compares the heads of the tree's size.
    pub(crate) fn compare(&mut self, tree: &Frontier) {
        while let Some(head) = self.left.pop_if(|head| head.size == tree.size()) {
            if head.root != tree.root() {
                self.off.push(head);
            } else if head.size > 0 {
                // A head without commits agrees with every log and proves nothing.
                self.matched += 1;
                self.covered = (head.size, head.root);
            }
        }
    }

    /// After the last commit: adds the contradictions between the heads and the export.
    pub(crate) fn finish(mut self, tree: &Frontier, findings: &mut Findings) -> Compared {
        let (covered, root) = self.covered;
        // If a larger head agrees, the export is that head's history, and the smaller head was signed over another.
        let one = SignedHistory { size: covered, root };
        let other = |head: &Checkpoint| SignedHistory { size: head.size, root: head.root };
        let below = self.off.iter().filter(|head| head.size < covered);
        self.histories.extend(below.map(|head| TwoHistories { one, other: other(head) }));
        for two in &self.histories {
            findings.of_log(None, What::TwoHistories(*two));
        }
        self.off.retain(|head| head.size > covered);
        let change = self.off.first().map(|head| AlteredRange { from: covered + 1, to: head.size });
        if let Some(range) = change {
            findings.of_log(None, What::Changed { range, further: self.off.len() - 1 });
        }
        while let Some(Checkpoint { size, .. }) = self.left.pop() {
            findings.of_log(None, What::HeadBeyondEnd { size, commits: tree.size() });
        }
        Compared { matched: self.matched, covered, change, histories: self.histories }
    }
}

/// The result of the comparison.
pub(crate) struct Compared {
    pub(crate) matched: u64,
    pub(crate) covered: u64,
    pub(crate) change: Option<AlteredRange>,
    pub(crate) histories: Vec<TwoHistories>,
}

/// Heads of one size with different roots: the owner of the key signed two histories. `heads` are ordered by size and
/// root.
fn of_one_size(heads: &[Checkpoint]) -> Vec<TwoHistories> {
    let signed = |head: &Checkpoint| SignedHistory { size: head.size, root: head.root };
    let two = |pair: &[Checkpoint]| match pair {
        [one, other] if one.size == other.size && one.root != other.root => {
            Some(TwoHistories { one: signed(one), other: signed(other) })
        }
        _ => None,
    };
    heads.windows(2).filter_map(two).collect()
}

/// Splits a text with several notes, with or without empty lines between them. The text is as [`crate::read_text`]
/// returns it.
pub fn split_notes(text: &str) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let mut ended = true;
    for line in text.lines() {
        let signature = line.starts_with(DASH);
        if ended && !signature {
            if line.is_empty() {
                continue;
            }
            notes.push(String::new());
        }
        ended = signature;
        if let Some(note) = notes.last_mut() {
            note.push_str(line);
            note.push('\n');
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_apart_by_their_signatures() {
        let note = |n: u32| format!("x\n{n}\nroot\n\n\u{2014} x sig{n}\n\u{2014} y sig{n}\n");
        let text = format!("{}{}\n\n{}", note(1), note(2), note(3));
        assert_eq!(split_notes(&text), [note(1), note(2), note(3)]);
        assert_eq!(split_notes("\n\n"), Vec::<String>::new());
    }
}
