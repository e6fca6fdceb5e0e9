//! The streaming selection equals sorting everything, whatever the threshold, order or parts.

use proptest::prelude::*;
use sunlot_sortition::bottom_k::{
    BottomK, Hit, ShortId, StreamError, Weighted, bottom_k, bottom_k_of_lines, offer,
};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::ticket::{TicketKey, ticket_j};
use sunlot_sortition::ticket_engine::TicketEngine;

fn engine(suite: Suite) -> (TicketKey, TicketEngine) {
    let key = TicketKey::from_digest(&suite.hash(&[b"a key"]));
    (key, TicketEngine::new(suite, &key))
}

/// The definition: all keys, sorted by key and then by id.
fn by_sorting(suite: Suite, objects: &[(String, u32)], k: usize) -> Vec<(Digest, &[u8])> {
    let (key, _) = engine(suite);
    let mut all: Vec<(Digest, &[u8])> = objects
        .iter()
        .map(|(id, weight)| {
            let tickets = (1..=*weight).map(|j| ticket_j(suite, &key, id.as_bytes(), j));
            (tickets.min().unwrap(), id.as_bytes())
        })
        .collect();
    all.sort_unstable();
    all.truncate(k);
    all
}

fn pairs<'a>(hits: &[Hit<&'a [u8]>]) -> Vec<(Digest, &'a [u8])> {
    hits.iter().map(|hit| (hit.key, hit.object)).collect()
}

fn read((id, weight): &(String, u32)) -> Weighted<'_> {
    Weighted { id: id.as_bytes(), weight: *weight }
}

fn objects() -> impl Strategy<Value = Vec<(String, u32)>> {
    let weight = prop_oneof![4 => Just(1u32), 1 => 2u32..=64];
    prop::collection::btree_map("[0-9A-Z]{1,20}", weight, 0..300)
        .prop_map(|map| map.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
}

/// A digest that is easy to make equal to another one.
fn coarse(value: u8) -> Digest {
    Digest::from_bytes([value; 32])
}

proptest! {
    #[test]
    fn equals_sorting(objects in objects(), k in 0usize..320) {
        for suite in Suite::ALL {
            let (_, engine) = engine(suite);
            let hits = bottom_k(&engine, &objects, k, read);
            prop_assert_eq!(pairs(&hits), by_sorting(suite, &objects, k));
        }
    }

    #[test]
    fn parts_merge_in_any_order(
        objects in objects(),
        k in 0usize..320,
        parts in 1usize..9,
        backwards in any::<bool>(),
        hint in prop::option::of(0u64..100_000),
    ) {
        let (_, engine) = engine(Suite::Sm3);
        let mut whole = BottomK::new(k, hint);
        let found = loop {
            let mut selections: Vec<BottomK<&[u8]>> = objects
                .chunks(objects.len() / parts + 1)
                .map(|chunk| {
                    let mut part = whole.part();
                    offer(&engine, &mut part, chunk.iter().map(read), |id| id);
                    part
                })
                .collect();
            if backwards {
                selections.reverse();
            }
            selections.into_iter().for_each(|part| whole.merge(part));
            match whole.finish() {
                Ok(hits) => break hits,
                Err(few) => whole = BottomK::again(k, hint, few),
            }
        };
        prop_assert_eq!(pairs(&found), by_sorting(Suite::Sm3, &objects, k));
    }

    #[test]
    fn ties_break_by_id(
        keys in prop::collection::vec(0u8..4, 0..400),
        k in 0usize..40,
    ) {
        let mut selection = BottomK::new(k, None);
        for (id, key) in keys.iter().enumerate().rev() {
            selection.push(coarse(*key), id);
        }
        selection.count(keys.len() as u64);
        let mut wanted: Vec<(u8, usize)> = keys.iter().copied().zip(0..).collect();
        wanted.sort_unstable();
        wanted.truncate(k);
        let wanted: Vec<_> = wanted.into_iter().map(|(key, id)| (coarse(key), id)).collect();
        let found: Vec<_> =
            selection.finish().unwrap().iter().map(|hit| (hit.key, hit.object)).collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn lines_equal_memory(
        ids in prop::collection::btree_set("[0-9A-Z]{1,20}", 0..300),
        k in 0usize..320,
        lines_a_block in 1usize..40,
    ) {
        let (_, engine) = engine(Suite::Sha256);
        let objects: Vec<(String, u32)> = ids.into_iter().map(|id| (id, 1)).collect();
        let blocks = objects.chunks(lines_a_block).map(|lines| {
            Ok::<_, ()>(lines.iter().flat_map(|(id, _)| format!("{id}\n").into_bytes()).collect())
        });
        let empty = BottomK::<ShortId<20>>::new(k, None);
        let hits = bottom_k_of_lines(&engine, empty, blocks).unwrap();
        let found: Vec<_> = hits.iter().map(|hit| (hit.key, hit.object.as_bytes())).collect();
        prop_assert_eq!(found, by_sorting(Suite::Sha256, &objects, k));
    }
}

#[test]
fn a_guess_that_is_too_low_is_noticed() {
    let (_, engine) = engine(Suite::Sm3);
    let objects: Vec<(String, u32)> = (0..5000).map(|n| (format!("ID{n}"), 1)).collect();
    // Ten thousand times as many tickets as there are: the threshold is far too low.
    let mut selection = BottomK::new(1000, Some(50_000_000));
    offer(&engine, &mut selection, objects.iter().map(read), |id| id);
    let few = selection.finish().unwrap_err();
    assert_eq!(few.wanted, 1000);
    assert!(few.found < 1000);
}

#[test]
fn memory_follows_the_result() {
    // No guess at all: still never more than a small multiple of k is held.
    let (_, engine) = engine(Suite::Sm3);
    let objects: Vec<(String, u32)> = (0..20_000).map(|n| (format!("ID{n}"), 1)).collect();
    let mut selection = BottomK::new(10, None);
    offer(&engine, &mut selection, objects.iter().map(read), |id| id);
    assert!(selection.limit() < u64::MAX / 100, "the limit came down as keys came in");
    assert_eq!(pairs(&selection.finish().unwrap()), by_sorting(Suite::Sm3, &objects, 10));
}

#[test]
fn lines_that_are_no_ids_are_refused() {
    let (_, engine) = engine(Suite::Sm3);
    for bad in ["A\n\nB\n", "A\nB", "A\nTOO-LONG-FOR-IT\n", "A\0\n"] {
        let blocks = std::iter::once(Ok::<_, ()>(bad.as_bytes().to_vec()));
        let result = bottom_k_of_lines(&engine, BottomK::<ShortId<8>>::new(1, None), blocks);
        assert!(matches!(result, Err(StreamError::Id(_))), "{bad:?}");
    }
    let blocks = [Ok(b"A\n".to_vec()), Err("the disk")].into_iter();
    let result = bottom_k_of_lines(&engine, BottomK::<ShortId<8>>::new(1, None), blocks);
    assert!(matches!(result, Err(StreamError::Source("the disk"))));
}
