//! Measures tickets and selections; `make bench` calls it in release mode.
//!
//! `bench_ticket` measures ns a ticket for every suite and kernel of this machine and the draw
//! of 500,000 out of 10,000,000 in memory. `bench_ticket FILE COUNT K [SUITE]` selects K out of
//! COUNT ids from a file of lines and makes the file first when it is absent. The digest over the
//! result (`hex ID` a line) lets other tools compare bytes.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::time::Instant;

use sunlot_sortition::bottom_k::{
    BottomK, Hit, ShortId, StreamError, Weighted, bottom_k, bottom_k_of_lines,
};
use sunlot_sortition::lanes::Kernel;
use sunlot_sortition::merkle;
use sunlot_sortition::roots::table_root;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::ticket::{TicketKey, ticket};
use sunlot_sortition::ticket_engine::TicketEngine;

const KEY: &str = "0f3170686cd2bcba4347ac98b38218a62f6f92e52bf64b1cb44ba20f12e75a89";
const ID_LEN: usize = 18;
const BLOCK: usize = 4 << 20;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.as_slice() {
        [] => {
            per_ticket();
            frame_root();
            in_memory(10_000_000, 500_000);
        }
        [path, count, k, rest @ ..] => {
            let number = |text: &String| text.parse::<u64>().expect("COUNT and K are decimal");
            let k = usize::try_from(number(k)).expect("K counts rows in memory");
            let suite = rest.first().map_or(Some(Suite::Sm3), |name| Suite::parse(name));
            from_file(path, number(count), k, suite.expect("SM3 or SHA256"));
        }
        _ => eprintln!("usage: bench_ticket [FILE COUNT K [SUITE]]"),
    }
}

/// The code of a number: 17 characters and the check character of GB 32100-2015.
fn code(number: u64) -> [u8; ID_LEN] {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut code = *b"91620422MA00000000";
    let mut rest = number;
    for place in (10..17).rev() {
        code[place] = ALPHABET[(rest % 31) as usize];
        rest /= 31;
    }
    let (mut sum, mut weight) = (0, 1);
    for byte in &code[..17] {
        let value = ALPHABET.iter().position(|c| c == byte).expect("made of the alphabet");
        sum += value as u64 * weight;
        weight = weight * 3 % 31;
    }
    code[17] = ALPHABET[((31 - sum % 31) % 31) as usize];
    code
}

fn per_ticket() {
    let ids: Vec<[u8; ID_LEN]> = (0..1 << 16).map(code).collect();
    let key = TicketKey::parse(KEY).expect("64 hex digits");
    println!("suite   kernel    best ns  median ns  (one thread, 18-byte ids)");
    for suite in Suite::ALL {
        for kernel in Kernel::available(suite) {
            let engine = TicketEngine::on(suite, &key, kernel).expect("the kernel is available");
            let mut times: Vec<f64> = (0..15)
                .map(|_| {
                    let start = Instant::now();
                    let mut sum = 0;
                    let mut batch = engine.batch::<usize>();
                    for _ in 0..8 {
                        for (place, id) in ids.iter().enumerate() {
                            batch.push(id, 1, place, &mut |_, t| sum ^= t.as_bytes()[31]);
                        }
                    }
                    batch.finish(&mut |_, t| sum ^= t.as_bytes()[31]);
                    std::hint::black_box(sum);
                    start.elapsed().as_secs_f64() * 1e9 / (8 * ids.len()) as f64
                })
                .collect();
            times.sort_by(f64::total_cmp);
            println!(
                "{:<7} {:<9} {:>7.1}  {:>9.1}",
                suite.name(),
                kernel.name(),
                times[0],
                times[7]
            );
        }
        let start = Instant::now();
        for id in &ids {
            std::hint::black_box(ticket(suite, &key, id));
        }
        let each = start.elapsed().as_secs_f64() * 1e9 / ids.len() as f64;
        println!("{:<7} one by one {each:>6.1}", suite.name());
    }
}

fn frame_root() {
    let rows: Vec<String> = (0..1_000_000)
        .map(|n| {
            let id = String::from_utf8(code(n).to_vec()).expect("ASCII");
            format!("{id}\tE\tMKT.A,TAX.A\t1\t{:064x}\t{n:032x}", n * 7)
        })
        .collect();
    for suite in Suite::ALL {
        let start = Instant::now();
        let leaves = merkle::leaves(suite, &rows);
        let root = merkle::root(suite, &leaves);
        let one = start.elapsed().as_secs_f64();
        let start = Instant::now();
        assert_eq!(root, table_root(suite, &rows));
        let all = start.elapsed().as_secs_f64();
        println!(
            "{} root of 1,000,000 rows: {one:.3} s on one thread, {all:.3} s on all",
            suite.name()
        );
    }
}

fn in_memory(count: u64, k: usize) {
    let ids: Vec<[u8; ID_LEN]> = (0..count).map(code).collect();
    for suite in Suite::ALL {
        let engine = TicketEngine::new(suite, &TicketKey::parse(KEY).expect("64 hex digits"));
        let mut best = f64::MAX;
        let mut hits = Vec::new();
        for _ in 0..5 {
            let start = Instant::now();
            hits = bottom_k(&engine, &ids, k, |id| Weighted { id, weight: 1 });
            best = best.min(start.elapsed().as_secs_f64());
        }
        report(suite, count, &hits, |hit| hit.object, best);
    }
}

fn from_file(path: &str, count: u64, k: usize, suite: Suite) {
    if !std::path::Path::new(path).exists() {
        let mut out = BufWriter::with_capacity(BLOCK, File::create(path).expect("file is made"));
        for number in 0..count {
            out.write_all(&code(number)).and_then(|()| out.write_all(b"\n")).expect("written");
        }
        out.flush().expect("written");
    }
    let engine = TicketEngine::new(suite, &TicketKey::parse(KEY).expect("64 hex digits"));
    let mut best = f64::MAX;
    let mut hits = Vec::new();
    for _ in 0..3 {
        drop(hits);
        let start = Instant::now();
        let mut whole = BottomK::<ShortId<ID_LEN>>::new(k, Some(count));
        hits = loop {
            match bottom_k_of_lines(&engine, whole, blocks(path)) {
                Ok(hits) => break hits,
                Err(StreamError::TooFew(few)) => whole = BottomK::again(k, Some(count), few),
                Err(error) => panic!("{error}"),
            }
        };
        best = best.min(start.elapsed().as_secs_f64());
    }
    report(suite, count, &hits, |hit| hit.object.as_bytes(), best);
}

/// Blocks of whole lines.
fn blocks(path: &str) -> impl Iterator<Item = std::io::Result<Vec<u8>>> + Send {
    let file = File::open(path).expect("the file opens");
    let mut carry: Vec<u8> = Vec::new();
    std::iter::from_fn(move || {
        let mut block = std::mem::take(&mut carry);
        if let Err(error) = (&file).take(BLOCK as u64).read_to_end(&mut block) {
            return Some(Err(error));
        }
        if block.is_empty() {
            return None;
        }
        let end = block.iter().rposition(|&byte| byte == b'\n').map_or(block.len(), |at| at + 1);
        carry = block.split_off(end);
        Some(Ok(block))
    })
}

fn report<T>(
    suite: Suite,
    count: u64,
    hits: &[Hit<T>],
    id: impl Fn(&Hit<T>) -> &[u8],
    seconds: f64,
) {
    let mut hasher = Suite::Sha256.hasher();
    for hit in hits {
        hasher.update(hit.key.to_hex().as_bytes());
        hasher.update(b" ");
        hasher.update(id(hit));
        hasher.update(b"\n");
    }
    println!(
        "{} {} of {count}: {seconds:.3} s, peak {} MiB, sha256 of `hex ID` lines {}",
        suite.name(),
        hits.len(),
        peak_mib(),
        hasher.finish()
    );
}

/// Peak resident memory; 0 where the system does not say.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
