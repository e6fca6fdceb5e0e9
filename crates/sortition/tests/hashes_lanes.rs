//! Every kernel of this machine equals the plain hash, for every length and every weight.

use proptest::prelude::*;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::lanes::{Compressor, Kernel, hash_many};
use sunlot_sortition::salts::SaltSecret;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::{tagged_hash, tagged_hashes};
use sunlot_sortition::ticket::{TicketKey, ticket, ticket_j};
use sunlot_sortition::ticket_engine::{TicketEngine, leading};

fn key() -> TicketKey {
    TicketKey::from_digest(&Suite::Sm3.hash(&[b"a key"]))
}

fn engines() -> Vec<TicketEngine> {
    let mut engines = Vec::new();
    for suite in Suite::ALL {
        let kernels = Kernel::available(suite);
        assert!(kernels.contains(&Kernel::Portable), "every machine has the portable kernel");
        engines.extend(kernels.into_iter().map(|k| TicketEngine::on(suite, &key(), k).unwrap()));
    }
    engines
}

#[test]
fn the_standards_examples() {
    // GB/T 32905-2016 A.1 and FIPS 180-4: "abc", through all kernels.
    let abc = [b"abc"; 5];
    for (suite, hex) in [
        (Suite::Sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (Suite::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ] {
        for kernel in Kernel::available(suite) {
            let digests = hash_many(Compressor::on(suite, kernel).unwrap(), &[], &abc);
            assert!(digests.iter().all(|digest| digest.to_hex() == hex), "{}", kernel.name());
        }
    }
}

#[test]
fn every_length_around_the_block() {
    for engine in engines() {
        // Descending and ascending, so that short texts follow long ones in the same lane.
        let ids: Vec<Vec<u8>> = (0..140).rev().chain(0..140).map(|n| vec![b'A'; n]).collect();
        let plain: Vec<Digest> = ids.iter().map(|id| ticket(engine.suite(), &key(), id)).collect();
        assert_eq!(engine.tickets(&ids), plain, "{:?} {}", engine.suite(), engine.kernel().name());
    }
}

#[test]
fn every_weight_of_ids_around_the_limit() {
    // 51 to 55 bytes: with "#2" or "#64" the text still fits one block, or just does not.
    for engine in engines() {
        for length in [1, 18, 51, 52, 53, 54, 55, 56] {
            let id = vec![b'7'; length];
            let plain: Vec<Digest> =
                (1..=64).map(|j| ticket_j(engine.suite(), &key(), &id, j)).collect();
            assert_eq!(engine.weighted([(id.as_slice(), 64)]), plain);
        }
    }
}

#[test]
fn an_unknown_kernel_is_refused() {
    assert!(Compressor::on(Suite::Sm3, Kernel::ShaNi).is_none());
}

proptest! {
    #[test]
    fn tickets_equal_the_plain_ones(
        ids in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..130), 0..70),
    ) {
        for engine in engines() {
            let plain: Vec<Digest> =
                ids.iter().map(|id| ticket(engine.suite(), &key(), id)).collect();
            prop_assert_eq!(engine.tickets(&ids), plain);
        }
    }

    #[test]
    fn weighted_tickets_equal_the_plain_ones(
        objects in prop::collection::vec(("[0-9A-Z_.:-]{1,55}", 1u32..=64), 0..12),
    ) {
        for engine in engines() {
            let plain: Vec<Digest> = objects
                .iter()
                .flat_map(|(id, weight)| (1..=*weight).map(move |j| (id, j)))
                .map(|(id, j)| ticket_j(engine.suite(), &key(), id.as_bytes(), j))
                .collect();
            let objects = objects.iter().map(|(id, weight)| (id.as_bytes(), *weight));
            prop_assert_eq!(engine.weighted(objects), plain);
        }
    }

    #[test]
    fn a_limit_lets_exactly_the_small_ones_through(
        ids in prop::collection::vec("[0-9A-Z]{1,70}", 0..70),
        limit in any::<u64>(),
    ) {
        for engine in engines() {
            let mut batch = engine.batch::<usize>();
            batch.set_limit(limit);
            let mut found = Vec::new();
            for (place, id) in ids.iter().enumerate() {
                batch.push(id.as_bytes(), 1, place, &mut |place, _| found.push(place));
            }
            batch.finish(&mut |place, _| found.push(place));
            found.sort_unstable();
            let lead = |id: &String| leading(&ticket(engine.suite(), &key(), id.as_bytes()));
            let small = |id: &String| lead(id) <= limit;
            let wanted: Vec<usize> = (0..ids.len()).filter(|&place| small(&ids[place])).collect();
            prop_assert_eq!(found, wanted);
        }
    }

    #[test]
    fn many_messages_equal_the_plain_hash(
        messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..50),
        prefix in prop::collection::vec(any::<u8>(), 0..3),
    ) {
        for suite in Suite::ALL {
            let plain: Vec<Digest> = messages.iter().map(|m| suite.hash(&[&prefix, m])).collect();
            for kernel in Kernel::available(suite) {
                let compressor = Compressor::on(suite, kernel).unwrap();
                prop_assert_eq!(&hash_many(compressor, &prefix, &messages), &plain);
            }
        }
    }

    #[test]
    fn many_tagged_hashes_and_salts_equal_the_single_ones(
        keys in prop::collection::vec("[0-9A-Z]{0,200}", 0..40),
    ) {
        let secret = SaltSecret::new([7; 32]);
        for suite in Suite::ALL {
            let one = |key: &String| tagged_hash(suite, "attrs", &[b"before", key.as_bytes()]);
            let plain: Vec<Digest> = keys.iter().map(one).collect();
            prop_assert_eq!(tagged_hashes(suite, "attrs", &[b"before"], &keys), plain);
            let plain: Vec<_> = keys.iter().map(|key| secret.salt(suite, "frame", key)).collect();
            prop_assert_eq!(secret.salts(suite, "frame", &keys), plain);
        }
    }
}
