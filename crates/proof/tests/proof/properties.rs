//! Every proof passes, as another implementation makes it too; nothing that differs from it anywhere does.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use haetae_proof::{Frontier, Hash, Plan, leaf_hash, verify_consistency, verify_inclusion};
use proptest::prelude::*;
use sha2::Sha256;

use crate::support::Tree;

fn leaf(number: u64) -> [u8; 8] {
    number.to_be_bytes()
}

fn tree(size: u64) -> Tree {
    Tree::of((0..size).map(|number| leaf_hash(&leaf(number))))
}

fn other_tree(size: u64) -> MemoryBackedTree<Sha256, [u8; 8]> {
    let mut other = MemoryBackedTree::new();
    (0..size).for_each(|number| other.push(leaf(number)));
    other
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut flipped = *hash;
    flipped[bit / 8 % 32] ^= 1 << (bit % 8);
    flipped
}

/// The proof with one hash altered, each of them in turn; with one missing, and with one more.
fn damaged(proof: &[Hash], bit: usize) -> Vec<Vec<Hash>> {
    let mut all = vec![[proof, &[[0; 32]]].concat()];
    for place in 0..proof.len() {
        let mut altered = proof.to_vec();
        altered[place] = flipped(&altered[place], bit);
        all.push(altered);
        let mut shorter = proof.to_vec();
        shorter.remove(place);
        all.push(shorter);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_inclusion_proof_passes_for_its_leaf_alone(size in 1_u64..400, at in any::<prop::sample::Index>(), bit in 0_usize..256) {
        let index = at.index(usize::try_from(size).expect("small")) as u64;
        let tree = tree(size);
        let proof = tree.resolve(&Plan::inclusion(index, size).expect("inside"));
        let (hash, root) = (leaf_hash(&leaf(index)), tree.root(size));

        let other = other_tree(size);
        let theirs = other.root();
        prop_assert_eq!(theirs.as_bytes().as_slice(), &root[..]);
        let theirs = other.prove_inclusion(usize::try_from(index).expect("small"));
        prop_assert_eq!(theirs.as_bytes(), proof.concat());

        prop_assert!(verify_inclusion(&hash, index, size, &proof, &root));
        prop_assert!(!verify_inclusion(&flipped(&hash, bit), index, size, &proof, &root));
        prop_assert!(!verify_inclusion(&hash, index, size, &proof, &flipped(&root, bit)));
        for wrong in (0..size).filter(|wrong| *wrong != index).chain([size, size + 1, u64::MAX]) {
            prop_assert!(!verify_inclusion(&hash, wrong, size, &proof, &root), "index {}", wrong);
        }
        for damaged in damaged(&proof, bit) {
            prop_assert!(!verify_inclusion(&hash, index, size, &damaged, &root));
        }
    }

    #[test]
    fn a_consistency_proof_passes_for_its_two_trees_alone(new in 1_u64..400, at in any::<prop::sample::Index>(), bit in 0_usize..256) {
        let old = at.index(usize::try_from(new).expect("small")) as u64 + 1;
        let tree = tree(new);
        let proof = tree.resolve(&Plan::consistency(old, new).expect("in order"));
        let (before, after) = (tree.root(old), tree.root(new));

        if old < new {
            let theirs = other_tree(new).prove_consistency(usize::try_from(new - old).expect("small"));
            prop_assert_eq!(theirs.as_bytes(), proof.concat());
        }
        prop_assert!(verify_consistency((old, &before), (new, &after), &proof));
        prop_assert!(!verify_consistency((old, &flipped(&before, bit)), (new, &after), &proof));
        prop_assert!(!verify_consistency((old, &before), (new, &flipped(&after, bit)), &proof));
        for wrong in (1..=new + 1).filter(|wrong| *wrong != old) {
            let root = if wrong <= new { tree.root(wrong) } else { before };
            prop_assert!(wrong == new && old == new || !verify_consistency((wrong, &before), (new, &after), &proof), "size {}", wrong);
            prop_assert!(root == before || !verify_consistency((old, &root), (new, &after), &proof));
        }
        prop_assert!(!verify_consistency((new + 1, &after), (new, &after), &proof));
        for damaged in damaged(&proof, bit) {
            prop_assert!(!verify_consistency((old, &before), (new, &after), &damaged));
        }
    }

    #[test]
    fn a_frontier_goes_on_from_stored_subtrees(size in 0_u64..1_500, more in 0_u64..300) {
        let whole = tree(size + more);
        let mut resumed = Frontier::restore(size, &tree(size).stored).expect("everything is stored");
        for number in size..size + more {
            resumed.push(leaf_hash(&leaf(number)), |_, _| {});
        }
        prop_assert_eq!(resumed, whole.frontier);
    }
}

#[test]
fn a_tree_of_which_something_is_missing_is_not_restored() {
    assert_eq!(Frontier::restore(300, &tree(299).stored), None);
    assert_eq!(Plan::root(300).resolve(&tree(299).stored), None);
}

#[test]
fn nothing_is_proved_of_what_is_not_there() {
    assert_eq!(Plan::inclusion(5, 5), None);
    assert_eq!(Plan::consistency(6, 5), None);
    assert!(!verify_inclusion(&[0; 32], 0, 0, &[], &haetae_proof::EMPTY_ROOT));
    assert!(verify_consistency((0, &haetae_proof::EMPTY_ROOT), (5, &[1; 32]), &[]));
    assert!(!verify_consistency((0, &[0; 32]), (5, &[1; 32]), &[]));
}
