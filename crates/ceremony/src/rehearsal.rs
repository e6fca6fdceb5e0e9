//! 演练: the whole ceremony with test entropy and a set clock, marked as a rehearsal in the record.

use std::path::{Path, PathBuf};

use sunlot_sortition::intent::BeaconType;
use sunlot_sortition::names::PersonId;
use sunlot_sortition::rules::Publication;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;
use sunlot_sortition::time::UtcSecond;

use crate::folder::Folder;
use crate::nonces::{BeaconInput, Unsealer};
use crate::session::{Ceremony, Clock};
use crate::{CeremonyError, Inputs, IntentTerms};

/// Test entropy: everything follows from a seed text, so a rehearsal can be repeated.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    seed: String,
}

/// What a rehearsal tells while it runs.
pub type Tell<'a> = &'a mut dyn FnMut(&str);

impl Rehearsal {
    /// Entropy from a seed text.
    pub fn new(seed: &str) -> Rehearsal {
        Rehearsal { seed: seed.to_owned() }
    }

    /// 32 bytes for a use.
    pub fn bytes(&self, label: &str) -> [u8; 32] {
        let fields = [self.seed.as_bytes(), label.as_bytes()];
        *tagged_hash(Suite::Sm3, "rehearsal", &fields).as_bytes()
    }

    /// Twenty digits of a ceremony that nobody held.
    pub fn digits(&self) -> String {
        let bytes = self.bytes("digits");
        bytes.iter().take(20).map(|b| char::from(b'0' + b % 10)).collect()
    }

    fn secret(root: &Path, who: &PersonId) -> PathBuf {
        let name = who.as_str().replace([':', '/'], "-");
        root.join("secret").join(format!("{name}.nonce"))
    }

    /// Takes a folder with frozen-ready rules through every step up to the matching, and unseals
    /// it when it is sealed. `start` is the set clock's first second.
    ///
    /// # Errors
    /// Whatever refuses a step; the folder then stands before that step.
    pub fn run(
        &self,
        root: &Path,
        inputs: &Inputs,
        start: UtcSecond,
        tell: Tell<'_>,
    ) -> Result<(), CeremonyError> {
        let at = |seconds: i64| start.plus(seconds).unwrap_or(start);
        let open = |seconds: i64| Ceremony::of(Folder::open(root)?, Clock::Set(at(seconds)));
        let report = open(0)?.freeze(inputs)?;
        tell(&format!("冻结：底册 {} 户，可抽取 {} 户", report.frame, report.eligible));
        let rules = open(0)?.rules(&report.draw_id)?;
        for who in &rules.contributors {
            let (secret, entropy) = (Self::secret(root, who), self.bytes(who.as_str()));
            open(60)?.commit(who.as_str(), &secret, &entropy)?;
        }
        tell(&format!("承诺：{} 家各自生成随机数并交出承诺", rules.contributors.len()));
        let terms = IntentTerms {
            beacon: BeaconType::Ceremony.as_str().to_owned(),
            round: Some(1),
            reveal_by: at(1200).to_string(),
            beacon_at: at(1400).to_string(),
            deadline: at(90_000).to_string(),
        };
        let intent = open(120)?.publish_intent(&terms)?;
        Self::cosign(root, at(300))?;
        tell(&format!("意向：底册根 {}", intent.frame_root));
        self.seal(root, &rules, at(600))?;
        for who in &rules.contributors {
            if rules.publication == Publication::Immediate || *who != rules.organiser {
                open(900)?.reveal(who.as_str(), &Self::secret(root, who))?;
            }
        }
        open(1250)?.close()?;
        Self::cosign(root, at(1300))?;
        let digits = self.digits();
        let sheets: Vec<(String, String)> =
            rules.recorders.iter().take(2).map(|r| (r.to_string(), digits.clone())).collect();
        open(1410)?.take_beacon(&BeaconInput { value: String::new(), sheets })?;
        tell(&format!("揭示与公共随机源：现场摇号 {digits}，两名记录人所记一致"));
        let secret = Self::secret(root, &rules.organiser);
        let record = open(1420)?.draw(Some(&secret))?;
        let drawn: u64 = record.units.iter().map(|u| u.n).sum();
        tell(&format!("抽取：{} 个单元，共 {drawn} 个名额", record.units.len()));
        if rules.matching.is_some() {
            for line in open(1430)?.match_officers(Some(&secret))? {
                tell(&format!("匹配：{line}"));
            }
        }
        if rules.publication == Publication::Sealed {
            open(1440)?.unseal(&Unsealer { holder: None, file: &secret })?;
            tell("启封：组织方随机数公开，人人可以重算");
        }
        Self::cosign(root, at(1500))
    }

    /// Witnesses whose key files lie in the folder's `secret/` cosign the newest checkpoint.
    fn cosign(root: &Path, time: UtcSecond) -> Result<(), CeremonyError> {
        let mut ceremony = Ceremony::of(Folder::open(root)?, Clock::Set(time))?;
        let names: Vec<String> =
            ceremony.terms().witnesses.iter().map(|w| w.name.clone()).collect();
        for name in names {
            let key = root.join("secret").join(format!("{name}.key"));
            if key.exists() {
                ceremony.cosign(&key)?;
            }
        }
        Ok(())
    }

    /// Holders of a rehearsal have key files in the folder's `secret/`.
    fn seal(
        &self,
        root: &Path,
        rules: &sunlot_sortition::rules::RulesRecord,
        time: UtcSecond,
    ) -> Result<(), CeremonyError> {
        if rules.publication != Publication::Sealed {
            return Ok(());
        }
        let organiser = rules.organiser.as_str();
        for holder in &rules.holders {
            let open = || Ceremony::of(Folder::open(root)?, Clock::Set(time));
            let key = root.join("secret").join(format!("{}.key", holder.name));
            open()?.seal(organiser, holder.name.as_str(), &Self::secret(root, &rules.organiser))?;
            open()?.receive(organiser, holder.name.as_str(), &key)?;
        }
        Ok(())
    }
}
