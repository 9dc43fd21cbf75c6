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
    /// Size of the largest head that agrees.
    covered: u64,
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
        two_histories(&left, findings);
        let mut heads = Self { left, matched: 0, covered: 0 };
        heads.compare(&Frontier::default(), findings);
        heads
    }

    /// Compares the heads of the tree's size.
    pub(crate) fn compare(&mut self, tree: &Frontier, findings: &mut Findings) {
        while let Some(head) = self.left.pop_if(|head| head.size == tree.size()) {
            let Checkpoint { size, .. } = head;
            if head.root != tree.root() {
                findings.add(Kind::Head, None, self.change_before(size));
            } else if size > 0 {
                // A head of no commits agrees with every log and proves nothing.
                self.matched += 1;
                self.covered = size;
            }
        }
    }

    pub(crate) fn finish(&mut self, tree: &Frontier, findings: &mut Findings) {
        while let Some(Checkpoint { size, .. }) = self.left.pop() {
            let what = format!("a head of {size} commits was signed, and the export ends after {}", tree.size());
            findings.add(Kind::Head, None, what);
        }
    }

    /// Where the commits lie among which one was changed: after the last head that agreed.
    fn change_before(&self, size: u64) -> String {
        match self.covered {
            0 => format!("the first {size} commits are not those that were signed"),
            sound => format!(
                "the first {size} commits are not those that were signed; the first {sound} are, so the change lies in {} to {size}",
                sound + 1
            ),
        }
    }

    pub(crate) const fn matched(&self) -> u64 {
        self.matched
    }

    pub(crate) const fn covered(&self) -> u64 {
        self.covered
    }
}

/// Two heads of one size with different roots: whoever holds the key signed two histories.
fn two_histories(heads: &[Checkpoint], findings: &mut Findings) {
    for pair in heads.windows(2) {
        if let [one, other] = pair
            && one.size == other.size
            && one.root != other.root
        {
            let what = format!("two heads of {} commits were signed over two different histories", one.size);
            findings.add(Kind::Head, None, what);
        }
    }
}

/// The notes in a file that holds one after the other, with or without empty lines between them; line ends and a byte
/// order mark as editors and mail leave them.
pub fn split_notes(text: &str) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let mut ended = true;
    for line in text.trim_start_matches('\u{feff}').lines() {
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
        let mailed = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(split_notes(&mailed), [note(1), note(2), note(3)]);
    }
}
