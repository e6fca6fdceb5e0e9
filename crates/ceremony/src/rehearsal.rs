//! 演练: the whole ceremony with test entropy, marked as a rehearsal in the record.

/// Test entropy: everything follows from a seed text, so a rehearsal can be repeated.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    seed: String,
    counter: u64,
}

impl Rehearsal {
    /// Entropy from a seed text.
    pub fn new(seed: &str) -> Rehearsal {
        Rehearsal { seed: seed.to_owned(), counter: 0 }
    }

    /// The next 32 bytes.
    pub fn bytes(&mut self) -> [u8; 32] {
        use sunlot_sortition::suite::Suite;
        use sunlot_sortition::tagged::tagged_hash;
        self.counter += 1;
        let counter = self.counter.to_string();
        let fields = [self.seed.as_bytes(), counter.as_bytes()];
        *tagged_hash(Suite::Sm3, "rehearsal", &fields).as_bytes()
    }
}
