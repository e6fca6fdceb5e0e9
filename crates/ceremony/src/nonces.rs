//! 封存、揭示、截止、公共随机源: the entropy of the draw comes together.

use std::path::Path;

use sunlot_sortition::beacon;
use sunlot_sortition::commitment::{Nonce, commitment};
use sunlot_sortition::digest::from_hex;
use sunlot_sortition::intent::{BeaconRound, IntentRecord, Mode};
use sunlot_sortition::log::entry::{BeaconValue, Sheet};
use sunlot_sortition::log::{EntryBody, escrow, sm2};
use sunlot_sortition::names::{DrawId, PersonId};
use sunlot_sortition::rules::{Publication, RulesRecord};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;

use crate::CeremonyError;
use crate::intent::read_nonce;
use crate::keys::read_key_file;
use crate::session::Ceremony;

/// The value of a beacon as the clerk gives it.
#[derive(Debug, Clone, Default)]
pub struct BeaconInput {
    /// The value, or empty when sheets are given.
    pub value: String,
    /// `(recorder, digits)` of a ceremony.
    pub sheets: Vec<(String, String)>,
}

impl BeaconInput {
    /// The value as an entry states it, after all that V-14 asks.
    pub(crate) fn check(
        &self,
        beacon: BeaconRound,
        rules: &RulesRecord,
    ) -> Result<BeaconValue, CeremonyError> {
        let refuse =
            |detail: String| CeremonyError::mismatch("beacon.refused", "公共随机源", detail);
        let mut sheets = Vec::new();
        for (by, value) in &self.sheets {
            let by = PersonId::parse(by).map_err(|e| refuse(e.message_zh()))?;
            sheets.push(Sheet { by, value: value.clone() });
        }
        sheets.sort();
        let value = sheets.first().map_or(&self.value, |sheet| &sheet.value).clone();
        let stated = BeaconValue { beacon, value, sheets };
        beacon::check(&stated, &rules.recorders).map_err(|e| refuse(e.message_zh()))?;
        Ok(stated)
    }
}

impl Ceremony {
    fn committed(&self, id: &DrawId, who: &str) -> Result<(PersonId, IntentRecord), CeremonyError> {
        let intent = self.published_intent(id)?;
        let who = intent.contributors.iter().map(|c| &c.id).find(|c| c.as_str() == who).cloned();
        let who = who.ok_or_else(|| {
            CeremonyError::mismatch("contributor.unknown", "--as", "不是规则所列的随机数提供方。")
        })?;
        Ok((who, intent))
    }

    /// Holds a nonce against its commitment.
    pub(crate) fn fits(
        &self,
        id: &DrawId,
        suite: Suite,
        who: &PersonId,
        nonce: &Nonce,
    ) -> Result<(), CeremonyError> {
        let intent = self.published_intent(id)?;
        let promised = intent.contributors.iter().find(|c| c.id == *who).map(|c| c.commit);
        if promised == Some(commitment(suite, id, who, nonce)) {
            return Ok(());
        }
        let detail = "与已公布的承诺不符。请使用承诺时生成的同一个文件。";
        Err(CeremonyError::mismatch("nonce.mismatch", who.to_string(), detail))
    }

    /// The organiser's nonce from its file, held against the commitment.
    pub(crate) fn organiser_nonce(
        &self,
        id: &DrawId,
        rules: &RulesRecord,
        secret: &Path,
    ) -> Result<Nonce, CeremonyError> {
        let nonce = read_nonce(secret, id)?;
        self.fits(id, rules.suite, &rules.organiser, &nonce)?;
        Ok(nonce)
    }

    fn box_file(id: &DrawId, who: &PersonId, holder: &str) -> String {
        let hex = |text: &str| sunlot_sortition::digest::to_hex(text.as_bytes());
        format!("{}/boxes/{}-{}", Ceremony::dir(id), hex(who.as_str()), hex(holder))
    }

    /// A contributor encrypts its nonce to a holder. Nothing is logged before the holder has
    /// checked it.
    ///
    /// # Errors
    /// When holder or nonce are not those of the rules and the commitment.
    pub fn seal(&mut self, who: &str, holder: &str, secret: &Path) -> Result<(), CeremonyError> {
        self.seal_with(who, holder, |id| read_nonce(secret, id))
    }

    /// As [`Ceremony::seal`], with the nonce at hand.
    ///
    /// # Errors
    /// As there.
    pub fn seal_nonce(
        &mut self,
        who: &str,
        holder: &str,
        nonce: &Nonce,
    ) -> Result<(), CeremonyError> {
        self.seal_with(who, holder, |_| Ok(*nonce))
    }

    fn seal_with(
        &mut self,
        who: &str,
        holder: &str,
        nonce: impl FnOnce(&DrawId) -> Result<Nonce, CeremonyError>,
    ) -> Result<(), CeremonyError> {
        let id = self.current()?;
        let rules = self.rules(&id)?;
        let (who, intent) = self.committed(&id, who)?;
        self.not_after("封存", self.now(), intent.t_r)?;
        self.not_received(&id, &who, holder)?;
        let nonce = &nonce(&id)?;
        self.fits(&id, rules.suite, &who, nonce)?;
        let refuse = |detail| CeremonyError::mismatch("holder.unknown", holder, detail);
        let key = rules.holders.iter().find(|h| h.name.as_str() == holder);
        let key = key.ok_or_else(|| refuse("不是规则所列的托管方。"))?;
        let sealed = escrow::seal(&key.sm2, nonce)
            .ok_or_else(|| refuse("规则中该托管方的公钥无效，须重新冻结。"))?;
        self.folder.write(&Ceremony::box_file(&id, &who, holder), &sealed)
    }

    /// A holder opens its box, checks the nonce against the commitment, signs the receipt and logs
    /// `escrow`.
    ///
    /// # Errors
    /// When the box is missing, not for this key, or holds another nonce.
    pub fn receive(&mut self, who: &str, holder: &str, key: &Path) -> Result<(), CeremonyError> {
        let args = format!("{who} {holder}");
        self.step("托管", &args, |c, time| c.receive_at(who, holder, key, time), |_| Ok(()))
    }

    fn receive_at(
        &mut self,
        who: &str,
        holder: &str,
        key: &Path,
        time: UtcSecond,
    ) -> Result<(), CeremonyError> {
        let id = self.current()?;
        let rules = self.rules(&id)?;
        let (who, intent) = self.committed(&id, who)?;
        self.not_after("托管", time, intent.t_r)?;
        self.not_received(&id, &who, holder)?;
        let keys = read_key_file(key)?;
        let refuse = |detail: &str| CeremonyError::mismatch("escrow.refused", holder, detail);
        let known = rules.holders.iter().find(|h| h.name.as_str() == holder);
        if known.is_none_or(|h| h.sm2 != keys.public().sm2) {
            return Err(refuse("密钥不是规则中该托管方的密钥。"));
        }
        let sealed = self
            .folder
            .read_if_there(&Ceremony::box_file(&id, &who, holder))?
            .ok_or_else(|| refuse("还没有收到密封件，请提供方先运行 sunlot draw seal。"))?
            .to_vec();
        let nonce = escrow::open(keys.sm2_secret(), &sealed)
            .ok_or_else(|| refuse("密封件打不开：不是给这个密钥的，或已被改动。"))?;
        self.fits(&id, rules.suite, &who, &nonce)?;
        let commit = intent.contributors.iter().find(|c| c.id == who).map(|c| c.commit);
        let commit = commit.ok_or_else(|| refuse("没有承诺。"))?;
        let text = escrow::receipt_text(&id, &who, &commit, &sealed);
        let receipt = keys.sign(Suite::Sm3, &rules.log.sm2_id, text.as_bytes()).to_vec();
        let holder = PersonId::parse(holder).map_err(|e| refuse(&e.message_zh()))?;
        let body = EntryBody::Escrow { contributor: who, holder, sealed, receipt };
        self.append(&id, rules.suite, time, body)?;
        Ok(())
    }

    /// Logs `escrow` for a holder who opened its box elsewhere, held the nonce against the
    /// commitment there, and signed the receipt.
    ///
    /// # Errors
    /// When there is no box, it was received before, or the receipt is not the holder's.
    pub fn receive_signed(
        &mut self,
        who: &str,
        holder: &str,
        receipt: &[u8],
    ) -> Result<(), CeremonyError> {
        let args = format!("{who} {holder}");
        let work = |c: &mut Ceremony, time| {
            let id = c.current()?;
            let rules = c.rules(&id)?;
            let (who, intent) = c.committed(&id, who)?;
            c.not_after("托管", time, intent.t_r)?;
            c.not_received(&id, &who, holder)?;
            let refuse = |detail: &str| CeremonyError::mismatch("escrow.refused", holder, detail);
            let known = rules.holders.iter().find(|h| h.name.as_str() == holder);
            let known = known.ok_or_else(|| refuse("不是规则所列的托管方。"))?;
            let sealed = c.folder.read_if_there(&Ceremony::box_file(&id, &who, holder))?;
            let sealed = sealed.ok_or_else(|| refuse("还没有给该托管方的密封件。"))?.to_vec();
            let commit = intent.contributors.iter().find(|c| c.id == who).map(|c| c.commit);
            let commit = commit.ok_or_else(|| refuse("没有承诺。"))?;
            let text = escrow::receipt_text(&id, &who, &commit, &sealed);
            let key = from_hex(&known.sm2).unwrap_or_default();
            if !sm2::verify(&key, &rules.log.sm2_id, text.as_bytes(), receipt) {
                return Err(refuse("签收不是该托管方的密钥签的，或所签的不是这个密封件。"));
            }
            let holder = PersonId::parse(holder).map_err(|e| refuse(&e.message_zh()))?;
            let receipt = receipt.to_vec();
            let body = EntryBody::Escrow { contributor: who, holder, sealed, receipt };
            c.append(&id, rules.suite, time, body)?;
            Ok(())
        };
        self.step("托管", &args, work, |_| Ok(()))
    }

    /// The box that a contributor sealed to a holder, with what the holder signs for it.
    ///
    /// # Errors
    /// When there is none.
    pub fn sealed_box(&self, who: &str, holder: &str) -> Result<(Vec<u8>, String), CeremonyError> {
        let id = self.current()?;
        let (who, intent) = self.committed(&id, who)?;
        let sealed = self.folder.read_if_there(&Ceremony::box_file(&id, &who, holder))?;
        let commit = intent.contributors.iter().find(|c| c.id == who).map(|c| c.commit);
        let (sealed, commit) = sealed.zip(commit).ok_or_else(|| {
            CeremonyError::mismatch("escrow.refused", holder, "还没有给该托管方的密封件。")
        })?;
        let text = escrow::receipt_text(&id, &who, &commit, &sealed);
        Ok((sealed.to_vec(), text))
    }

    /// A holder receives one box of a contributor, once.
    fn not_received(&self, id: &DrawId, who: &PersonId, holder: &str) -> Result<(), CeremonyError> {
        let received = self.body(id, |body| match body {
            EntryBody::Escrow { contributor, holder: h, .. } => {
                (contributor == who && h.as_str() == holder).then_some(())
            }
            _ => None,
        });
        match received {
            None => Ok(()),
            Some(()) => Err(CeremonyError::OutOfOrder {
                step: "托管".to_owned(),
                detail: format!("{holder} 已经签收 {who} 的密封件。"),
            }),
        }
    }

    fn not_after(
        &self,
        step: &str,
        time: UtcSecond,
        limit: UtcSecond,
    ) -> Result<(), CeremonyError> {
        if time <= limit {
            return Ok(());
        }
        Err(CeremonyError::OutOfOrder {
            step: step.to_owned(),
            detail: format!("已过截止时间 {limit}。"),
        })
    }

    /// A contributor gives its nonce; logs `reveal`.
    ///
    /// # Errors
    /// When the nonce does not fit, it is too late, or the draw is sealed and this is the
    /// organiser.
    pub fn reveal(&mut self, who: &str, secret: &Path) -> Result<(), CeremonyError> {
        let nonce = |id: &DrawId| read_nonce(secret, id);
        self.step("揭示", who, |c, time| c.reveal_own(who, nonce, time), |_| Ok(()))
    }

    /// As [`Ceremony::reveal`], with the nonce at hand.
    ///
    /// # Errors
    /// As there.
    pub fn reveal_nonce(&mut self, who: &str, nonce: Nonce) -> Result<(), CeremonyError> {
        self.step("揭示", who, |c, time| c.reveal_own(who, |_| Ok(nonce), time), |_| Ok(()))
    }

    fn reveal_own(
        &mut self,
        who: &str,
        nonce: impl FnOnce(&DrawId) -> Result<Nonce, CeremonyError>,
        time: UtcSecond,
    ) -> Result<(), CeremonyError> {
        let id = self.current()?;
        let (who, intent) = self.committed(&id, who)?;
        self.not_after("揭示", time, intent.t_r)?;
        let nonce = nonce(&id)?;
        self.reveal_at(&id, who.clone(), who, nonce, time)
    }

    /// In mode B a holder opens the nonce of a contributor who did not reveal.
    ///
    /// # Errors
    /// When the box is missing or does not fit.
    pub fn reveal_for(&mut self, who: &str, holder: &str, key: &Path) -> Result<(), CeremonyError> {
        let args = format!("{who} {holder}");
        let work = |c: &mut Ceremony, time| {
            let id = c.current()?;
            let (contributor, _) = c.committed(&id, who)?;
            let nonce = c.open_box(&id, &contributor, holder, key)?;
            c.reveal_held(who, holder, nonce, time)
        };
        self.step("代为揭示", &args, work, |_| Ok(()))
    }

    /// As [`Ceremony::reveal_for`], by a holder who opened the box elsewhere.
    ///
    /// # Errors
    /// As there, and when the holder has no box of this contributor.
    pub fn reveal_nonce_for(
        &mut self,
        who: &str,
        holder: &str,
        nonce: Nonce,
    ) -> Result<(), CeremonyError> {
        let args = format!("{who} {holder}");
        let work = |c: &mut Ceremony, time| {
            let id = c.current()?;
            let (contributor, _) = c.committed(&id, who)?;
            c.held(&id, &contributor, holder)?;
            c.reveal_held(who, holder, nonce, time)
        };
        self.step("代为揭示", &args, work, |_| Ok(()))
    }

    fn reveal_held(
        &mut self,
        who: &str,
        holder: &str,
        nonce: Nonce,
        time: UtcSecond,
    ) -> Result<(), CeremonyError> {
        let id = self.current()?;
        let (who, intent) = self.committed(&id, who)?;
        let refuse = |detail: &str| CeremonyError::mismatch("escrow.refused", holder, detail);
        if intent.mode != Mode::B || time < intent.t_r {
            return Err(refuse("只有托管方式、且在揭示截止之后，托管方才可代为揭示。"));
        }
        let by = PersonId::parse(holder).map_err(|e| refuse(&e.message_zh()))?;
        self.reveal_at(&id, who, by, nonce, time)
    }

    /// Opens a logged box with the holder's key.
    pub(crate) fn open_box(
        &self,
        id: &DrawId,
        who: &PersonId,
        holder: &str,
        key: &Path,
    ) -> Result<Nonce, CeremonyError> {
        let keys = read_key_file(key)?;
        let sealed = self.held(id, who, holder).ok();
        sealed.and_then(|sealed| escrow::open(keys.sm2_secret(), sealed)).ok_or_else(|| {
            let detail = "没有可以用这个密钥打开的密封件。";
            CeremonyError::mismatch("escrow.refused", holder, detail)
        })
    }

    /// The box that a holder received from a contributor.
    fn held<'a>(
        &'a self,
        id: &DrawId,
        who: &PersonId,
        holder: &str,
    ) -> Result<&'a [u8], CeremonyError> {
        let sealed = self.body(id, |body| match body {
            EntryBody::Escrow { contributor, holder: h, sealed, .. } => {
                (contributor == who && h.as_str() == holder).then_some(sealed.as_slice())
            }
            _ => None,
        });
        sealed.ok_or_else(|| {
            CeremonyError::mismatch("escrow.refused", holder, "该托管方没有签收过密封件。")
        })
    }

    fn reveal_at(
        &mut self,
        id: &DrawId,
        who: PersonId,
        by: PersonId,
        nonce: Nonce,
        time: UtcSecond,
    ) -> Result<(), CeremonyError> {
        let rules = self.rules(id)?;
        if rules.publication == Publication::Sealed && who == rules.organiser {
            return Err(CeremonyError::OutOfOrder {
                step: "揭示".to_owned(),
                detail: "封存的抽取中，组织方的随机数交托管方（sunlot draw seal），启封时公布。"
                    .to_owned(),
            });
        }
        if self.public_nonces(id).contains_key(&who) {
            return Err(CeremonyError::OutOfOrder {
                step: "揭示".to_owned(),
                detail: format!("{who} 已经揭示。"),
            });
        }
        self.fits(id, rules.suite, &who, &nonce)?;
        let body = EntryBody::Reveal { contributor: who, nonce, by };
        self.append(id, rules.suite, time, body)?;
        Ok(())
    }

    /// Closes the list of nonces; logs `close`. Gives the absent parties.
    ///
    /// # Errors
    /// Before T_r or after T_b, and when the escrows that sealing asks for are missing.
    pub fn close(&mut self) -> Result<Vec<PersonId>, CeremonyError> {
        let absent = |c: &mut Ceremony| {
            let id = c.current()?;
            Ok(c.body(&id, |body| match body {
                EntryBody::Close { absent, .. } => Some(absent.clone()),
                _ => None,
            })
            .unwrap_or_default())
        };
        self.step("截止", "", |c, time| c.close_at(time), absent)
    }

    fn close_at(&mut self, time: UtcSecond) -> Result<Vec<PersonId>, CeremonyError> {
        let id = self.current()?;
        let (rules, intent) = (self.rules(&id)?, self.published_intent(&id)?);
        let refuse =
            |detail: String| CeremonyError::OutOfOrder { step: "截止".to_owned(), detail };
        if time < intent.t_r {
            return Err(refuse(format!("揭示截止时间为 {}，请届时再来。", intent.t_r)));
        }
        self.not_after("截止", time, intent.t_b)?;
        let sealed = rules.publication == Publication::Sealed;
        let boxes = |who: &PersonId| {
            let held = |body: &EntryBody| match body {
                EntryBody::Escrow { contributor, .. } => contributor == who,
                _ => false,
            };
            self.of_attempt(&id).filter(|r| held(&r.entry.body)).count()
        };
        if sealed && boxes(&rules.organiser) < 2 {
            return Err(refuse(
                "组织方的随机数须先交两家托管方并签收；不能如期完成则须作废。".to_owned(),
            ));
        }
        let revealed: Vec<PersonId> = self.public_nonces(&id).into_keys().collect();
        let sealed: Vec<PersonId> = if sealed { vec![rules.organiser.clone()] } else { Vec::new() };
        let there = |c: &PersonId| revealed.contains(c) || sealed.contains(c);
        let absent: Vec<PersonId> =
            rules.contributors.iter().filter(|c| !there(c)).cloned().collect();
        if intent.mode == Mode::B && !absent.is_empty() {
            return Err(refuse("托管方式下须由托管方代为揭示缺席各方的随机数。".to_owned()));
        }
        if intent.mode == Mode::B && rules.contributors.iter().any(|c| boxes(c) == 0) {
            return Err(refuse("托管方式下每一方都须先托管随机数。".to_owned()));
        }
        let body = EntryBody::Close { revealed, sealed, absent: absent.clone() };
        self.append(&id, rules.suite, time, body)?;
        Ok(absent)
    }

    /// Takes the beacon's value in; logs `beacon`.
    ///
    /// # Errors
    /// Too early, not the announced round's value, or too few nonces were revealed.
    pub fn take_beacon(&mut self, input: &BeaconInput) -> Result<BeaconValue, CeremonyError> {
        let again = |c: &mut Ceremony| {
            let id = c.current()?;
            c.beacon_value(&id).ok_or_else(|| CeremonyError::Damaged {
                file: "log".to_owned(),
                detail: "没有公共随机源条目".to_owned(),
            })
        };
        self.step("公共随机源", &format!("{input:?}"), |c, t| c.beacon_at(input, t), again)
    }

    fn beacon_at(
        &mut self,
        input: &BeaconInput,
        time: UtcSecond,
    ) -> Result<BeaconValue, CeremonyError> {
        let id = self.current()?;
        let (rules, intent) = (self.rules(&id)?, self.published_intent(&id)?);
        self.enough_nonces(&id, &rules)?;
        if time < intent.t_b {
            return Err(CeremonyError::OutOfOrder {
                step: "公共随机源".to_owned(),
                detail: format!("约定的产生时间为 {}，请届时再录入。", intent.t_b),
            });
        }
        let stated = input.check(intent.beacon, &rules)?;
        self.append(&id, rules.suite, time, EntryBody::Beacon(stated.clone()))?;
        Ok(stated)
    }

    /// At least `min_reveals`, one of them not the organiser (ssj-1 §4.2).
    pub(crate) fn enough_nonces(
        &self,
        id: &DrawId,
        rules: &RulesRecord,
    ) -> Result<(), CeremonyError> {
        let nonces = self.public_nonces(id);
        let sealed = u64::from(rules.publication == Publication::Sealed);
        let independent = nonces.keys().any(|who| *who != rules.organiser);
        if nonces.len() as u64 + sealed >= rules.min_reveals && independent {
            return Ok(());
        }
        Err(CeremonyError::OutOfOrder {
            step: "公共随机源".to_owned(),
            detail: "揭示的不足规定家数，本次抽取须在公共随机源产生前作废（sunlot draw void）。"
                .to_owned(),
        })
    }

    /// Publishes the organiser's nonce; logs `unseal`. From then on everybody can recompute.
    ///
    /// # Errors
    /// When nothing is sealed or the nonce does not fit.
    pub fn unseal(&mut self, opener: &Unsealer<'_>) -> Result<(), CeremonyError> {
        let args = format!("{:?}", opener.holder);
        let work = |c: &mut Ceremony, time| {
            let id = c.current()?;
            let rules = c.rules(&id)?;
            let nonce = match opener.holder {
                None => c.organiser_nonce(&id, &rules, opener.file)?,
                Some(holder) => c.open_box(&id, &rules.organiser, holder, opener.file)?,
            };
            c.unseal_at(opener.holder, nonce, time)
        };
        self.step("启封", &args, work, |_| Ok(()))
    }

    /// As [`Ceremony::unseal`], with the nonce at hand: the organiser's own, or from the box of a
    /// holder.
    ///
    /// # Errors
    /// As there.
    pub fn unseal_nonce(
        &mut self,
        holder: Option<&str>,
        nonce: Nonce,
    ) -> Result<(), CeremonyError> {
        let args = format!("{holder:?}");
        let work = |c: &mut Ceremony, time| {
            if let Some(holder) = holder {
                let id = c.current()?;
                c.held(&id, &c.rules(&id)?.organiser.clone(), holder)?;
            }
            c.unseal_at(holder, nonce, time)
        };
        self.step("启封", &args, work, |_| Ok(()))
    }

    fn unseal_at(
        &mut self,
        holder: Option<&str>,
        nonce: Nonce,
        time: UtcSecond,
    ) -> Result<(), CeremonyError> {
        let id = self.current()?;
        let rules = self.rules(&id)?;
        if rules.publication != Publication::Sealed {
            return Err(CeremonyError::OutOfOrder {
                step: "启封".to_owned(),
                detail: "本次抽取即时公开，没有封存。".to_owned(),
            });
        }
        let by = match holder {
            None => rules.organiser.clone(),
            Some(holder) => PersonId::parse(holder)
                .map_err(|e| CeremonyError::mismatch("name.invalid", holder, e.message_zh()))?,
        };
        self.fits(&id, rules.suite, &rules.organiser, &nonce)?;
        self.append(&id, rules.suite, time, EntryBody::Unseal { nonce, by })?;
        Ok(())
    }
}

/// Who unseals: the organiser with its nonce file, or a holder with its key file.
#[derive(Debug, Clone, Copy)]
pub struct Unsealer<'a> {
    /// Name of the holder; `None` for the organiser.
    pub holder: Option<&'a str>,
    /// Nonce file or key file.
    pub file: &'a Path,
}
