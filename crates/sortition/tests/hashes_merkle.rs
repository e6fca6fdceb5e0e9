//! Trees equal the definition of RFC 9162 §2.1.1, and proofs prove exactly what is so.

use proptest::prelude::*;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::merkle::{
    Builder, consistency_proof, inclusion_path, leaf, leaves, node, root, verify_consistency,
    verify_inclusion,
};
use sunlot_sortition::roots::table_root;
use sunlot_sortition::suite::Suite;

/// The recursive definition.
fn defined(suite: Suite, rows: &[Vec<u8>]) -> Digest {
    match rows {
        [] => suite.hash(&[]),
        [row] => leaf(suite, row),
        _ => {
            let k = rows.len().next_power_of_two() / 2;
            node(suite, &defined(suite, &rows[..k]), &defined(suite, &rows[k..]))
        }
    }
}

fn rows(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|n| vec![b'A' + (n % 26) as u8; n % 150]).collect()
}

#[test]
fn roots_of_every_size() {
    for suite in Suite::ALL {
        for count in (0..140).chain([255, 256, 257, 1000, 8191, 8192, 8193, 20_001]) {
            let rows = rows(count);
            let wanted = defined(suite, &rows);
            let hashes = leaves(suite, &rows);
            assert_eq!(root(suite, &hashes), wanted, "{count}");
            assert_eq!(table_root(suite, &rows), wanted, "{count}");
            let mut builder = Builder::new(suite);
            hashes.iter().for_each(|hash| builder.push(*hash));
            assert_eq!((builder.root(), builder.count()), (wanted, count as u64));
        }
    }
}

fn any_digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest::from_bytes)
}

proptest! {
    #[test]
    fn inclusion(
        count in 1usize..200, pick in any::<prop::sample::Index>(), other in any_digest()
    ) {
        let suite = Suite::Sm3;
        let hashes = leaves(suite, &rows(count));
        let index = pick.index(count);
        let path = inclusion_path(suite, &hashes, index).unwrap();
        let (size, top) = (count as u64, root(suite, &hashes));
        let holds = |leaf: &Digest, index: u64, size: u64, path: &[Digest]| {
            verify_inclusion(suite, leaf, index, size, path, &top)
        };
        prop_assert!(holds(&hashes[index], index as u64, size, &path));
        prop_assert!(!holds(&other, index as u64, size, &path));
        prop_assert!(!holds(&hashes[index], size, size, &path));
        let mut longer = path.clone();
        longer.push(other);
        prop_assert!(!holds(&hashes[index], index as u64, size, &longer));
        for place in 0..path.len() {
            let mut wrong = path.clone();
            wrong[place] = other;
            prop_assert!(!holds(&hashes[index], index as u64, size, &wrong));
            prop_assert!(!holds(&hashes[index], index as u64, size, &path[..place]));
        }
        prop_assert!(inclusion_path(suite, &hashes, count).is_none());
    }

    #[test]
    fn consistency(
        count in 1usize..200, pick in any::<prop::sample::Index>(), other in any_digest()
    ) {
        let suite = Suite::Sha256;
        let hashes = leaves(suite, &rows(count));
        let old = pick.index(count + 1);
        let proof = consistency_proof(suite, &hashes, old).unwrap();
        let (before, after) = (root(suite, &hashes[..old]), root(suite, &hashes));
        let holds = |before: &Digest, after: &Digest, proof: &[Digest]| {
            verify_consistency(suite, old as u64, before, count as u64, after, proof)
        };
        prop_assert!(holds(&before, &after, &proof));
        prop_assert!(!holds(&other, &after, &proof));
        prop_assert!(old == 0 || !holds(&before, &other, &proof));
        for place in 0..proof.len() {
            let mut wrong = proof.clone();
            wrong[place] = other;
            prop_assert!(!holds(&before, &after, &wrong));
            prop_assert!(!holds(&before, &after, &proof[..place]));
        }
        prop_assert!(consistency_proof(suite, &hashes, count + 1).is_none());
    }
}
