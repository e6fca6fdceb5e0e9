//! Samples from many keys, and the z values that judge them.

use rayon::prelude::*;
use sunlot_sortition::frame::Frame;
use sunlot_sortition::rules::RulesRecord;
use sunlot_sortition::selection::select;

use crate::draw_support::keys;

/// Drawn objects as numbers of the frame, in rank order, one list a draw.
pub(crate) type Samples = Vec<Vec<u16>>;

/// Draws with `count` different keys by the code that draws for real.
pub(crate) fn samples(frame: &[u8], rules: &RulesRecord, count: usize, drawn: usize) -> Samples {
    let frame = Frame::parse(frame, rules).expect("a frame");
    (0..count as u64)
        .into_par_iter()
        .map(|number| {
            let selection = select(&frame, rules, &keys(number));
            let ranked = &selection.units[0].ranked[..drawn];
            ranked.iter().map(|ranked| ranked.object as u16).collect()
        })
        .collect()
}

/// Pseudorandom numbers for the biased samplers (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    /// Numbers that follow from a start.
    pub(crate) fn new(start: u64) -> Self {
        Self(start)
    }

    /// A number below `bound`; the bias of 2^-50 is far below what 60 000 draws can show.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

/// χ² with one degree of freedom less than cells, as z.
pub(crate) fn chi_square_z(seen: &[f64], expected: &[f64]) -> f64 {
    let sum: f64 = seen.iter().zip(expected).map(|(seen, e)| (seen - e).powi(2) / e).sum();
    let freedom = seen.len() as f64 - 1.0;
    (sum - freedom) / (2.0 * freedom).sqrt()
}

/// Inclusion counts of a simple random sample: χ² scaled for drawing without replacement.
pub(crate) fn inclusion_z(samples: &Samples, count: usize, drawn: usize) -> f64 {
    srs_cells_z(samples, count, drawn, count, usize::from)
}

/// Counts in cells of equal size under simple random sampling.
pub(crate) fn srs_cells_z(
    samples: &Samples,
    count: usize,
    drawn: usize,
    cells: usize,
    cell: impl Fn(u16) -> usize,
) -> f64 {
    let mut seen = vec![0.0; cells];
    for object in samples.iter().flatten() {
        seen[cell(*object)] += 1.0;
    }
    let (n, k, size) = (count as f64, cells as f64, (count / cells) as f64);
    let pi = drawn as f64 / n;
    let draws = samples.len() as f64;
    let mean = draws * size * pi;
    // Variance of a cell's count in one draw: hypergeometric.
    let variance = draws * size * pi * (1.0 - pi) * (n - size) / (n - 1.0);
    let sum: f64 = seen.iter().map(|seen| (seen - mean).powi(2) / variance).sum();
    // The counts sum to a constant, which leaves k − 1 degrees of freedom and this factor.
    let chi = sum * (k - 1.0) / k;
    (chi - (k - 1.0)) / (2.0 * (k - 1.0)).sqrt()
}

/// z of a proportion.
pub(crate) fn proportion_z(seen: usize, draws: usize, probability: f64) -> f64 {
    let draws = draws as f64;
    (seen as f64 - draws * probability) / (draws * probability * (1.0 - probability)).sqrt()
}

/// Largest |z| over all pairs of objects.
pub(crate) fn pairs_max_z(samples: &Samples, count: usize, drawn: usize) -> f64 {
    let mut seen = vec![0_usize; count * count];
    for sample in samples {
        for (place, &a) in sample.iter().enumerate() {
            for &b in &sample[place + 1..] {
                seen[usize::from(a.min(b)) * count + usize::from(a.max(b))] += 1;
            }
        }
    }
    let pi = (drawn * (drawn - 1)) as f64 / (count * (count - 1)) as f64;
    let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| a * count + b));
    pairs.map(|pair| proportion_z(seen[pair], samples.len(), pi).abs()).fold(0.0, f64::max)
}

/// How many drawn objects stand next to each other, as z with the variance that is seen.
pub(crate) fn adjacent_z(samples: &Samples, count: usize, drawn: usize) -> f64 {
    let counts: Vec<f64> = samples
        .iter()
        .map(|sample| {
            let follows = |&&object: &&u16| sample.contains(&((object + 1) % count as u16));
            sample.iter().filter(follows).count() as f64
        })
        .collect();
    let draws = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / draws;
    let variance = counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (draws - 1.0);
    // Each of the `count` neighbouring pairs of the ring is drawn with this probability.
    let expected = (drawn * (drawn - 1)) as f64 / (count - 1) as f64;
    (mean - expected) / (variance / draws).sqrt()
}
