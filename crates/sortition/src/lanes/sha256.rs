//! The compression function of SHA-256 (FIPS 180-4 §6.2.2) over sixteen messages.

use super::{BLOCK_WORDS, LANES, Schedule, State, Words};

/// The initial value.
pub(super) const START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

const K: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

/// Takes one block into the states.
#[inline(always)]
pub(super) fn compress(state: &mut State, w: &mut Schedule) {
    expand(w);
    let mut v = *state;
    for t in (0..64).step_by(8) {
        rounds(&mut v, w, t);
    }
    // Lanes outside, words inside: the other way the compiler scatters words over memory.
    for lane in 0..LANES {
        for word in 0..8 {
            state[word].0[lane] = state[word].0[lane].wrapping_add(v[word].0[lane]);
        }
    }
}

#[inline(always)]
fn expand(w: &mut Schedule) {
    for t in 16..64 {
        let mut next = Words::ZERO;
        for lane in 0..LANES {
            let (x, y) = (w[t - 15].0[lane], w[t - 2].0[lane]);
            let s0 = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
            let s1 = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
            let sum = w[t - 16].0[lane].wrapping_add(s0).wrapping_add(w[t - 7].0[lane]);
            next.0[lane] = sum.wrapping_add(s1);
        }
        w[t] = next;
    }
}

/// Eight rounds from `t`: after eight the registers are back in their places.
#[inline(always)]
fn rounds(v: &mut State, w: &Schedule, t: usize) {
    for lane in 0..LANES {
        let (mut a, mut b, mut c, mut d) = (v[0].0[lane], v[1].0[lane], v[2].0[lane], v[3].0[lane]);
        let (mut e, mut f, mut g, mut h) = (v[4].0[lane], v[5].0[lane], v[6].0[lane], v[7].0[lane]);
        macro_rules! round {
            ($j:expr, $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {
                let s1 = $e.rotate_right(6) ^ $e.rotate_right(11) ^ $e.rotate_right(25);
                let choice = (($f ^ $g) & $e) ^ $g;
                let early = $h.wrapping_add(K[$j]).wrapping_add(w[$j].0[lane]);
                let sum = early.wrapping_add(choice).wrapping_add(s1);
                let s0 = $a.rotate_right(2) ^ $a.rotate_right(13) ^ $a.rotate_right(22);
                let majority = ($a & $b) ^ ($a & $c) ^ ($b & $c);
                $d = $d.wrapping_add(sum);
                $h = sum.wrapping_add(s0.wrapping_add(majority));
            };
        }
        round!(t, a b c d e f g h);
        round!(t + 1, h a b c d e f g);
        round!(t + 2, g h a b c d e f);
        round!(t + 3, f g h a b c d e);
        round!(t + 4, e f g h a b c d);
        round!(t + 5, d e f g h a b c);
        round!(t + 6, c d e f g h a b);
        round!(t + 7, b c d e f g h a);
        (v[0].0[lane], v[1].0[lane], v[2].0[lane], v[3].0[lane]) = (a, b, c, d);
        (v[4].0[lane], v[5].0[lane], v[6].0[lane], v[7].0[lane]) = (e, f, g, h);
    }
}

/// One message after the other with the instructions that `sha2` finds on this machine.
pub(super) fn one_by_one(state: &mut State, w: &Schedule) {
    for lane in 0..LANES {
        let mut one: [u32; 8] = std::array::from_fn(|word| state[word].0[lane]);
        let mut bytes = [0; 64];
        for (out, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(&w[..BLOCK_WORDS]) {
            *out = word.0[lane].to_be_bytes();
        }
        sha2::block_api::compress256(&mut one, &[bytes]);
        for (word, value) in state.iter_mut().zip(one) {
            word.0[lane] = value;
        }
    }
}
