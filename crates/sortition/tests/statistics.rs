//! The draw as a random experiment: fixed keys, so every run sees the same numbers.
//!
//! Each statistic is a z value that an honest draw keeps within 4 in absolute value, and each is
//! also asked about a sampler that is wrong in exactly the way the statistic is there to notice.
//! Floats are allowed here and only here: nothing below decides who is drawn.

use sunlot_sortition::digest::Digest;
use sunlot_sortition::frame_build::FrameDraft;
use sunlot_sortition::replacement::UnitLine;
use sunlot_sortition::rules::{RulesRecord, UnitMode};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::ticket::TicketKey;
use sunlot_sortition::ticket_engine::TicketEngine;

use crate::draw_support::{frame_bytes, key, object, record, unit};
use crate::statistics_support::{
    Dice, Samples, adjacent_z, chi_square_z, inclusion_z, pairs_max_z, proportion_z, samples,
    srs_cells_z,
};

const DRAWS: usize = 60_000;
const N: usize = 40;
const DRAWN: usize = 6;
const LIMIT: f64 = 4.0;

/// Fails unless the honest draw stays within the limit and the biased one does not.
fn judge(name: &str, honest: f64, biased: f64) {
    println!("{name}: honest z = {honest:.2}, biased z = {biased:.1}");
    assert!(honest.abs() <= LIMIT, "{name}: the draw deviates, z = {honest:.2}");
    assert!(biased.abs() > LIMIT, "{name}: a biased sampler passed, z = {biased:.2}");
}

fn plain_frame(count: usize) -> Vec<u8> {
    let rows: Vec<FrameDraft> =
        (0..count).map(|number| object(&format!("ID{number:05}"), &["A"], 1)).collect();
    frame_bytes(rows)
}

fn fixed(suite: Suite, n: usize) -> RulesRecord {
    record(suite, vec![unit("A", UnitMode::Fixed(n as u64))])
}

/// Honest samples of 6 out of 40.
fn honest(suite: Suite) -> Samples {
    samples(&plain_frame(N), &fixed(suite, DRAWN), DRAWS, DRAWN)
}

/// A fair sampler, the base of the biased ones.
fn fair(dice: &mut Dice, count: usize, drawn: usize) -> Vec<u16> {
    let mut all: Vec<u16> = (0..count as u16).collect();
    for place in 0..drawn {
        let other = place + dice.below(count - place);
        all.swap(place, other);
    }
    all.truncate(drawn);
    all
}

fn biased(mut sampler: impl FnMut(&mut Dice) -> Vec<u16>) -> Samples {
    let mut dice = Dice::new(20_260_401);
    (0..DRAWS).map(|_| sampler(&mut dice)).collect()
}

/// Takes a favourite into the sample once in twenty draws.
fn with_favourite(dice: &mut Dice) -> Vec<u16> {
    let mut sample = fair(dice, N, DRAWN);
    if dice.below(20) == 0 && !sample.contains(&0) {
        sample[0] = 0;
    }
    sample
}

#[test]
fn inclusion_is_n_out_of_big_n() {
    let wrong = inclusion_z(&biased(with_favourite), N, DRAWN);
    for suite in Suite::ALL {
        judge("inclusion", inclusion_z(&honest(suite), N, DRAWN), wrong);
    }
}

#[test]
fn every_pair_is_equally_likely() {
    // Every seventh of a ring: each object is right, no pair is.
    let systematic = biased(|dice| {
        let start = dice.below(N);
        (0..DRAWN).map(|step| ((start + step * N / DRAWN) % N) as u16).collect()
    });
    assert!(inclusion_z(&systematic, N, DRAWN) <= LIMIT, "the sampler is to be subtly wrong");
    let wrong = pairs_max_z(&systematic, N, DRAWN);
    for suite in Suite::ALL {
        judge("joint inclusion, 780 pairs", pairs_max_z(&honest(suite), N, DRAWN), wrong);
    }
}

#[test]
fn every_triple_is_equally_likely() {
    // The lines of the Fano plane: objects and pairs are right, 28 of 35 triples never come.
    const LINES: [[u16; 3]; 7] =
        [[0, 1, 2], [0, 3, 4], [0, 5, 6], [1, 3, 5], [1, 4, 6], [2, 3, 6], [2, 4, 5]];
    let lines = biased(|dice| LINES[dice.below(7)].to_vec());
    assert!(inclusion_z(&lines, 7, 3).abs() <= LIMIT, "the sampler is to be subtly wrong");
    assert!(pairs_max_z(&lines, 7, 3) <= LIMIT, "the sampler is to be subtly wrong");
    let triples = |samples: &Samples| {
        let mut counts = vec![0_u32; 7 * 7 * 7];
        for sample in samples {
            let mut triple = sample.clone();
            triple.sort_unstable();
            let [a, b, c] = [triple[0], triple[1], triple[2]].map(usize::from);
            counts[(a * 7 + b) * 7 + c] += 1;
        }
        let cells =
            (0..7).flat_map(|a| (a + 1..7).flat_map(move |b| (b + 1..7).map(move |c| (a, b, c))));
        let seen: Vec<f64> =
            cells.map(|(a, b, c)| f64::from(counts[(a * 7 + b) * 7 + c])).collect();
        let expected = samples.len() as f64 / seen.len() as f64;
        chi_square_z(&seen, &vec![expected; seen.len()])
    };
    for suite in Suite::ALL {
        let honest = samples(&plain_frame(7), &fixed(suite, 3), DRAWS, 3);
        judge("third order", triples(&honest), triples(&lines));
    }
}

#[test]
fn neighbours_in_the_register_are_not_drawn_together_more_often() {
    let clustered = biased(|dice| {
        let mut sample = fair(dice, N, DRAWN);
        let next = (sample[0] + 1) % N as u16;
        if dice.below(25) == 0 && !sample.contains(&next) {
            sample[1] = next;
        }
        sample
    });
    let wrong = adjacent_z(&clustered, N, DRAWN);
    for suite in Suite::ALL {
        judge("serial", adjacent_z(&honest(suite), N, DRAWN), wrong);
    }
}

#[test]
fn regions_and_industries_are_drawn_alike() {
    // Four regions by five industries, two objects in each of the twenty cells.
    let cell = |object: u16| usize::from(object % 4 * 5 + object / 4 % 5);
    let unfair = biased(|dice| {
        let mut sample = fair(dice, N, DRAWN);
        // A friend in one region and industry is exchanged now and then.
        if let Some(place) = sample.iter().position(|&object| cell(object) == 7)
            && dice.below(10) == 0
        {
            let other = (0..N as u16).find(|o| cell(*o) != 7 && !sample.contains(o));
            sample[place] = other.expect("40 objects have another one");
        }
        sample
    });
    let wrong = srs_cells_z(&unfair, N, DRAWN, 20, cell);
    for suite in Suite::ALL {
        judge("region × industry", srs_cells_z(&honest(suite), N, DRAWN, 20, cell), wrong);
    }
}

const WEIGHTS: [u8; 6] = [1, 1, 2, 3, 4, 8];

fn weighted_frame(weights: &[u8]) -> Vec<u8> {
    let rows = (0..).zip(weights).map(|(n, &w)| object(&format!("ID{n:05}"), &["A"], w));
    frame_bytes(rows.collect())
}

/// Exact inclusion in two successive draws proportional to weight.
fn successive(weights: &[u8]) -> Vec<f64> {
    let weight = |object: usize| f64::from(weights[object]);
    let total: f64 = (0..weights.len()).map(weight).sum();
    (0..weights.len())
        .map(|own| {
            let second: f64 = (0..weights.len())
                .filter(|&first| first != own)
                .map(|first| weight(first) / total * weight(own) / (total - weight(first)))
                .sum();
            weight(own) / total + second
        })
        .collect()
}

#[test]
fn weights_follow_successive_sampling_exactly() {
    let law = successive(&WEIGHTS);
    let worst = |samples: &Samples| {
        let z = (0..WEIGHTS.len() as u16).map(|own| {
            let seen = samples.iter().filter(|sample| sample.contains(&own)).count();
            proportion_z(seen, samples.len(), law[usize::from(own)])
        });
        z.fold(0.0_f64, |worst, z| if z.abs() > worst.abs() { z } else { worst })
    };
    // Inclusion proportional to weight, as a systematic sample gives it: plausible and wrong.
    let total: usize = WEIGHTS.iter().map(|&w| usize::from(w)).sum();
    let proportional = biased(|dice| {
        let start = dice.below(total);
        let ticket = |at: usize| {
            let mut rest = at % total;
            let place = WEIGHTS.iter().position(|&w| {
                let here = rest < usize::from(w);
                rest = rest.wrapping_sub(usize::from(w));
                here
            });
            place.expect("below the total") as u16
        };
        vec![ticket(start), ticket(start + total / 2)]
    });
    let wrong = worst(&proportional);
    for suite in Suite::ALL {
        let honest = samples(&weighted_frame(&WEIGHTS), &fixed(suite, 2), DRAWS, 2);
        judge("weights, n = 2", worst(&honest), wrong);
    }
}

#[test]
fn the_first_one_is_drawn_in_proportion_to_its_weight() {
    let first = |samples: &Samples| {
        let mut seen = [0.0; 6];
        samples.iter().for_each(|sample| seen[usize::from(sample[0])] += 1.0);
        let total: f64 = WEIGHTS.iter().map(|&w| f64::from(w)).sum();
        let expected: Vec<f64> =
            WEIGHTS.iter().map(|&w| f64::from(w) / total * samples.len() as f64).collect();
        chi_square_z(&seen, &expected)
    };
    // One ticket too many for everybody.
    let generous: Vec<u8> = WEIGHTS.iter().map(|w| w + 1).collect();
    for suite in Suite::ALL {
        let rules = fixed(suite, 1);
        let honest = samples(&weighted_frame(&WEIGHTS), &rules, DRAWS, 1);
        let wrong = samples(&weighted_frame(&generous), &rules, DRAWS, 1);
        judge("first draw", first(&honest), first(&wrong));
    }
}

fn sequential_ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("91620422MA7{number:07}")).collect()
}

fn leading(ticket: &Digest) -> u64 {
    u64::from_be_bytes(*ticket.as_bytes().first_chunk().expect("32 bytes"))
}

#[test]
fn tickets_of_sequential_ids_are_uniform() {
    let ids = sequential_ids(2_000_000);
    for suite in Suite::ALL {
        let tickets = TicketEngine::new(suite, &key(1)).tickets(&ids);
        let bins = |spoil: bool| {
            let mut bins = vec![0.0; 4096];
            for (number, ticket) in tickets.iter().enumerate() {
                // One bit stuck in one ticket of fifty.
                let stuck = if spoil && number % 50 == 0 { 1 << 63 } else { 0 };
                bins[((leading(ticket) | stuck) >> 52) as usize] += 1.0;
            }
            chi_square_z(&bins, &vec![tickets.len() as f64 / 4096.0; 4096])
        };
        judge("tickets in 4096 bins", bins(false), bins(true));
    }
}

#[test]
fn two_keys_share_nothing() {
    let ids = sequential_ids(400_000);
    let uniform = |ticket: &Digest| leading(ticket) as f64 / 2.0_f64.powi(64) - 0.5;
    for suite in Suite::ALL {
        // Keys of two seeds that differ in one bit.
        let mut seed = [0x5a; 32];
        let one = TicketKey::of_group(suite, &Digest::from_bytes(seed), "G1");
        seed[31] ^= 1;
        let two = TicketKey::of_group(suite, &Digest::from_bytes(seed), "G1");
        let one = TicketEngine::new(suite, &one).tickets(&ids);
        let two = TicketEngine::new(suite, &two).tickets(&ids);
        let correlation_z = |leak: usize| {
            let products = one.iter().zip(&two).enumerate().map(|(number, (a, b))| {
                let other = if leak > 0 && number % leak == 0 { a } else { b };
                uniform(a) * uniform(other)
            });
            // Each product has mean 0 and variance 1/144.
            products.sum::<f64>() * 12.0 / (ids.len() as f64).sqrt()
        };
        judge("two keys, correlation", correlation_z(0), correlation_z(50));
        let flipped = |spoil: u32| {
            let bits: u64 = one
                .iter()
                .zip(&two)
                .map(|(a, b)| {
                    let pairs = a.as_bytes().iter().zip(b.as_bytes());
                    let differing: u32 = pairs.map(|(a, b)| (a ^ b).count_ones()).sum();
                    u64::from(differing.saturating_sub(spoil))
                })
                .sum();
            let count = ids.len() as f64;
            // 256 fair coins a ticket: mean 128, variance 64.
            (bits as f64 - 128.0 * count) / (64.0 * count).sqrt()
        };
        judge("two keys, avalanche", flipped(0), flipped(1));
    }
}

#[test]
fn replacing_errors_leaves_a_simple_random_sample_of_the_rest() {
    let invalid = |object: u16| object % 20 < 7;
    let valid: Vec<u16> = (0..N as u16).filter(|&object| !invalid(object)).collect();
    // All forty ranks, so that the waiting list cannot run out.
    let reached = |ranking: &[u16], by_id: bool| -> Vec<u16> {
        if by_id {
            // The wrong way: whoever comes next in the register fills the place.
            let mut kept: Vec<u16> =
                ranking[..DRAWN].iter().copied().filter(|&o| !invalid(o)).collect();
            let others = valid.iter().copied().filter(|o| !kept.contains(o)).collect::<Vec<_>>();
            kept.extend(others.into_iter().take(DRAWN - kept.len()));
            return kept;
        }
        let mut line = UnitLine::new(DRAWN as u64, (N - DRAWN) as u64);
        loop {
            let bad = line.in_use().find(|&rank| invalid(ranking[rank as usize - 1]));
            match bad {
                Some(rank) => line.strike(rank).expect("a rank in use"),
                None => break,
            };
        }
        line.in_use().map(|rank| ranking[rank as usize - 1]).collect()
    };
    let place = |object: &u16| valid.binary_search(object).expect("only valid ones are left");
    for suite in Suite::ALL {
        let rankings = samples(&plain_frame(N), &fixed(suite, N), DRAWS / 3, N);
        let finals = |by_id: bool| -> Samples {
            let lists = rankings.iter().map(|ranking| reached(ranking, by_id));
            lists.map(|list| list.iter().map(|o| place(o) as u16).collect()).collect()
        };
        let honest = inclusion_z(&finals(false), valid.len(), DRAWN);
        judge("replacement", honest, inclusion_z(&finals(true), valid.len(), DRAWN));
    }
}

#[test]
fn independent_groups_overlap_as_chance_has_it() {
    let (count, n) = (100_usize, 20_usize);
    let frame = plain_frame(count);
    let mean = (n * n) as f64 / count as f64;
    let rest = 1.0 - n as f64 / count as f64;
    // Hypergeometric.
    let variance = mean * rest * (count - n) as f64 / (count - 1) as f64;
    let overlap_z = |overlaps: &[usize]| {
        let total: usize = overlaps.iter().sum();
        let draws = overlaps.len() as f64;
        (total as f64 - draws * mean) / (draws * variance).sqrt()
    };
    for suite in Suite::ALL {
        // Consecutive keys stand for two groups of one event.
        let drawn = samples(&frame, &fixed(suite, n), DRAWS / 3, n);
        let common = |a: &[u16], b: &[u16]| a.iter().filter(|object| b.contains(object)).count();
        let pairs = || drawn.chunks_exact(2).map(|pair| (&pair[0], &pair[1]));
        let honest: Vec<usize> = pairs().map(|(a, b)| common(a, b)).collect();
        // The second key is the first one in one event of fifty.
        let leaking: Vec<usize> = pairs()
            .enumerate()
            .map(|(event, (a, b))| if event % 50 == 0 { n } else { common(a, b) })
            .collect();
        judge("overlap of groups", overlap_z(&honest), overlap_z(&leaking));
    }
}
