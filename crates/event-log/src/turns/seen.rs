//! A compact set of seen ids, two to eight bytes for each: "no" is certain, "perhaps" is wrong in one of some hundred
//! cases.

/// Ids that the first layer has room for; each further one has room for four times as many.
const FIRST: usize = 1 << 12;
/// Bits of a layer for each id.
const BITS: usize = 16;
/// Bits that represent an id.
const PROBES: u64 = 8;

/// Ids that were seen, as bits of Bloom filters.
#[derive(Debug, Default)]
pub(super) struct Seen(Vec<Layer>);

#[derive(Debug)]
struct Layer {
    words: Vec<u64>,
    room: usize,
}

impl Seen {
    /// Whether `id` may have been seen. Its bits have to be uniformly distributed.
    pub(super) fn may_hold(&self, id: u64) -> bool {
        self.0.iter().any(|layer| layer.probes(id).all(|(word, bit)| layer.words[word] & bit != 0))
    }

    pub(super) fn insert(&mut self, id: u64) {
        if self.may_hold(id) {
            return;
        }
        if self.0.last().is_none_or(|layer| layer.room == 0) {
            let room = FIRST << (2 * self.0.len());
            self.0.push(Layer { words: vec![0; room * BITS / 64], room });
        }
        let Some(layer) = self.0.last_mut() else { return };
        layer.room -= 1;
        for (word, bit) in layer.probes(id) {
            layer.words[word] |= bit;
        }
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|layer| layer.words.len() * 8).sum()
    }
}

impl Layer {
    /// The bits of an id: word and mask.
    fn probes(&self, id: u64) -> impl Iterator<Item = (usize, u64)> + use<> {
        let (words, step) = (self.words.len() as u64, (id >> 32) | 1);
        (0..PROBES).map(move |n| {
            let bit = id.wrapping_add(step.wrapping_mul(n)) % (words * 64);
            (usize::try_from(bit / 64).unwrap_or_default(), 1 << (bit % 64))
        })
    }
}
