//! The compression function of SM3 (GB/T 32905-2016 §5.3) over sixteen messages.

use super::{LANES, Schedule, State, Words};

/// The initial value.
pub(super) const START: [u32; 8] = [
    0x7380_166f,
    0x4914_b2b9,
    0x1724_42d7,
    0xda8a_0600,
    0xa96f_30bc,
    0x1631_38aa,
    0xe38d_ee4d,
    0xb0fb_0e4e,
];

/// `T_j <<< j`.
const T: [u32; 64] = {
    let mut t = [0; 64];
    let mut j = 0;
    while j < 64 {
        let constant: u32 = if j < 16 { 0x79cc_4519 } else { 0x7a87_9d8a };
        t[j] = constant.rotate_left(j as u32 % 32);
        j += 1;
    }
    t
};

/// Takes one block into the states.
#[inline(always)]
pub(super) fn compress(state: &mut State, w: &mut Schedule) {
    expand(w);
    let mut v = *state;
    for t in (0..16).step_by(4) {
        rounds(
            &mut v,
            w,
            t,
            #[inline(always)]
            |x, y, z| x ^ y ^ z,
            #[inline(always)]
            |x, y, z| x ^ y ^ z,
        );
    }
    for t in (16..64).step_by(4) {
        rounds(
            &mut v,
            w,
            t,
            #[inline(always)]
            |x, y, z| (x & y) | (x & z) | (y & z),
            #[inline(always)]
            |x, y, z| ((y ^ z) & x) ^ z,
        );
    }
    // Lanes outside, words inside: the other way the compiler scatters words over memory.
    for lane in 0..LANES {
        for word in 0..8 {
            state[word].0[lane] ^= v[word].0[lane];
        }
    }
}

#[inline(always)]
fn expand(w: &mut Schedule) {
    for t in 16..68 {
        let mut next = Words::ZERO;
        for lane in 0..LANES {
            let x = w[t - 16].0[lane] ^ w[t - 9].0[lane] ^ w[t - 3].0[lane].rotate_left(15);
            let x = x ^ x.rotate_left(15) ^ x.rotate_left(23);
            next.0[lane] = x ^ w[t - 13].0[lane].rotate_left(7) ^ w[t - 6].0[lane];
        }
        w[t] = next;
    }
}

/// Four rounds from `t`: after four the registers are back in their places.
#[inline(always)]
fn rounds(
    v: &mut State,
    w: &Schedule,
    t: usize,
    ff: impl Fn(u32, u32, u32) -> u32,
    gg: impl Fn(u32, u32, u32) -> u32,
) {
    for lane in 0..LANES {
        let (mut a, mut b, mut c, mut d) = (v[0].0[lane], v[1].0[lane], v[2].0[lane], v[3].0[lane]);
        let (mut e, mut f, mut g, mut h) = (v[4].0[lane], v[5].0[lane], v[6].0[lane], v[7].0[lane]);
        macro_rules! round {
            ($j:expr, $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {
                let turned = $a.rotate_left(12);
                let ss1 = turned.wrapping_add($e).wrapping_add(T[$j]).rotate_left(7);
                let (word, later) = (w[$j].0[lane], w[$j + 4].0[lane]);
                // Sums in the order that keeps `ss1`, the late one, for last.
                let tt1 = ff($a, $b, $c).wrapping_add($d).wrapping_add(word ^ later);
                let tt2 = gg($e, $f, $g).wrapping_add($h).wrapping_add(word);
                $d = tt1.wrapping_add(ss1 ^ turned);
                let sum = tt2.wrapping_add(ss1);
                $h = sum ^ sum.rotate_left(9) ^ sum.rotate_left(17);
                $b = $b.rotate_left(9);
                $f = $f.rotate_left(19);
            };
        }
        round!(t, a b c d e f g h);
        round!(t + 1, d a b c h e f g);
        round!(t + 2, c d a b g h e f);
        round!(t + 3, b c d a f g h e);
        (v[0].0[lane], v[1].0[lane], v[2].0[lane], v[3].0[lane]) = (a, b, c, d);
        (v[4].0[lane], v[5].0[lane], v[6].0[lane], v[7].0[lane]) = (e, f, g, h);
    }
}
