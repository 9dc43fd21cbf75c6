//! Validity intervals in the log as single numbers, so that an index finds the rows that were valid at a position.
//!
//! Positions are the leaves of a binary tree whose inner nodes are also numbers: the node over a block of 2, 4, 8, …
//! positions is the first position of its second half. A row that is valid from `seq` until `until` gets the node at
//! which the paths to its first and last position separate. That node lies over every position of the interval.
//! Therefore the rows valid at a position have one of the few nodes over that position, because block lengths are
//! powers of two. (Kriegel, Pötke, Seidl: Managing Intervals Efficiently in Object-Relational Databases, VLDB 2000.)

/// The node of a row that is valid from `seq` up to, but not including, `until`, which is greater.
pub(super) const fn node(seq: u64, until: u64) -> u64 {
    let last = until.saturating_sub(1);
    match (seq ^ last).checked_ilog2() {
        // The highest bit in which they differ is set in the last position.
        Some(bit) => last >> bit << bit,
        None => seq,
    }
}

/// The nodes of whatever held at a position, from 1 on: itself and all above it, each once.
pub(crate) fn nodes_of(position: u64) -> impl Iterator<Item = u64> {
    // Positions are PostgreSQL bigints, below 2^63. Each node has a different lowest bit, and one node is the
    // position's own.
    (0..63).map(move |bit: u32| (position >> bit | 1) << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_held_at_a_position_has_a_node_over_it() {
        for seq in 1..70_u64 {
            for until in seq + 1..80 {
                let node = node(seq, until);
                assert!((seq..until).contains(&node), "{seq} {until}");
                for position in seq..until {
                    assert!(nodes_of(position).any(|over| over == node), "{seq} {until} at {position}");
                }
            }
        }
    }

    #[test]
    fn no_node_lies_over_a_position_twice() {
        for position in 1..200 {
            let over: std::collections::BTreeSet<_> = nodes_of(position).collect();
            assert_eq!(over.len(), 63, "{position}");
            assert!(over.contains(&position));
        }
    }

    #[test]
    fn the_ends_of_the_log_have_nodes() {
        let last = i64::MAX.unsigned_abs();
        assert_eq!(node(last - 1, last), last - 1);
        assert!(nodes_of(last - 1).any(|over| over == node(1, last)));
        assert!(nodes_of(last).all(|over| over <= last));
    }

    #[test]
    fn few_others_have_one_of_the_nodes() {
        let over: Vec<_> = nodes_of(1_000).collect();
        // Short ones lie under few nodes: of all of 8 positions only those near by share one.
        let sharing = (1..2_000).filter(|seq| over.contains(&node(*seq, seq + 8))).count();
        assert!((8..64).contains(&sharing), "{sharing}");
    }
}
