//! Signed heads, compared with the tree as it grows. Two heads that both agree with it are consistent with each other.

use haetae_proof::{Checkpoint, Frontier, PublicKey};

use crate::finding::{Findings, Kind};

/// The signature lines of a note begin with this.
const DASH: &str = "\u{2014} ";

/// The heads to compare with.
pub(crate) struct Heads {
    /// The largest first.
    left: Vec<Checkpoint>,
    matched: u64,
}

impl Heads {
    pub(crate) fn open(notes: &[String], key: &PublicKey, findings: &mut Findings) -> Self {
        let mut left = Vec::new();
        for (number, note) in (1..).zip(notes) {
            match Checkpoint::open(note, key) {
                Ok(head) => left.push(head),
                Err(error) => findings.add(Kind::Head, None, format!("head {number}: {error}")),
            }
        }
        left.sort_by_key(|head| std::cmp::Reverse(head.size));
        let mut heads = Self { left, matched: 0 };
        heads.compare(&Frontier::default(), findings);
        heads
    }

    /// Compares the heads of the tree's size.
    pub(crate) fn compare(&mut self, tree: &Frontier, findings: &mut Findings) {
        while let Some(head) = self.left.pop_if(|head| head.size == tree.size()) {
            if head.root == tree.root() {
                self.matched += 1;
            } else {
                let size = head.size;
                findings.add(Kind::Head, None, format!("the first {size} commits are not those that were signed"));
            }
        }
    }

    pub(crate) fn finish(&mut self, tree: &Frontier, findings: &mut Findings) {
        while let Some(Checkpoint { size, .. }) = self.left.pop() {
            let what = format!("a head of {size} commits was signed, and the export ends after {}", tree.size());
            findings.add(Kind::Head, None, what);
        }
    }

    pub(crate) const fn matched(&self) -> u64 {
        self.matched
    }
}

/// The notes in a file that holds one after the other, with or without empty lines between them.
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
