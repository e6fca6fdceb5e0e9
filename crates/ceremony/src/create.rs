//! 建立: a new folder with its rules template and the operator's secrets, or the next attempt.

use std::path::Path;

use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::{DrawId, KeyName, PlanNo, ReasonCode};
use sunlot_sortition::time::UtcSecond;

use crate::folder::{Folder, MARK};
use crate::session::Ceremony;
use crate::storage::Storage as _;
use crate::{CeremonyError, keys};

/// What a new ceremony is about.
#[derive(Debug, Clone)]
pub struct NewCeremony {
    /// 计划编号.
    pub plan_no: String,
    /// 任务名称.
    pub title: String,
    /// `SM3` or `SHA256`.
    pub suite: String,
    /// Contributor id of the organiser.
    pub organiser: String,
    /// Name of the log.
    pub origin: String,
    /// Whether it is a rehearsal.
    pub rehearsal: bool,
}

const TEMPLATE: &str = include_str!("template.toml");

impl NewCeremony {
    /// Makes the folder. `entropy` are 64 random bytes: keys and salts of the operator.
    ///
    /// # Errors
    /// When a name is not one or the folder is not empty.
    pub fn create(
        &self,
        root: &Path,
        now: UtcSecond,
        entropy: &[u8; 64],
    ) -> Result<(), CeremonyError> {
        let name = |e: sunlot_sortition::names::NameError| {
            CeremonyError::mismatch("name.invalid", "sunlot draw new", e.message_zh())
        };
        PlanNo::parse(&self.plan_no).map_err(name)?;
        let origin = KeyName::parse(&self.origin).map_err(name)?;
        let mut folder = Folder::create(root)?;
        if folder.has(MARK) {
            return Err(CeremonyError::FolderNotEmpty { path: root.to_owned() });
        }
        let (first, second) = entropy.split_at(32);
        let first = first.try_into().expect("half of 64 bytes");
        let secret = SecretKeys::from_entropy(origin, first);
        folder.write_secret(keys::OPERATOR, secret.to_text().as_bytes())?;
        folder.write_secret(keys::SALT, second)?;
        // The rules file is last: with it the folder becomes a ceremony.
        folder.write(MARK, self.rules_text(now).as_bytes())
    }

    fn rules_text(&self, now: UtcSecond) -> String {
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let today = now.day();
        let later = |days| today.plus(days).unwrap_or(today).to_string();
        [
            ("{plan_no}", self.plan_no.clone()),
            ("{title}", quoted(&self.title)),
            ("{suite}", self.suite.clone()),
            ("{organiser}", quoted(&self.organiser)),
            ("{origin}", self.origin.clone()),
            ("{rehearsal}", self.rehearsal.to_string()),
            ("{freeze_day}", today.to_string()),
            ("{first_day}", later(3)),
            ("{last_day}", later(180)),
            ("{{", "{".to_owned()),
            ("}}", "}".to_owned()),
        ]
        .iter()
        .fold(TEMPLATE.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}

/// Why and on what an attempt after the first is made.
pub(crate) struct Reopened {
    pub(crate) draw_id: DrawId,
    pub(crate) base: Option<DrawId>,
    pub(crate) reason: Option<ReasonCode>,
}

impl Ceremony {
    /// Begins the next attempt: after a void or an annulling correction, or as a supplement.
    ///
    /// # Errors
    /// When the last attempt does not allow it, or the reason is no code.
    pub fn reopen(&mut self, reason: &str, supplement: bool) -> Result<DrawId, CeremonyError> {
        let refuse = |detail: &str| CeremonyError::OutOfOrder {
            step: if supplement { "补充抽取" } else { "再次抽取" }.to_owned(),
            detail: detail.to_owned(),
        };
        let reason = ReasonCode::parse(reason)
            .map_err(|e| CeremonyError::mismatch("reason.invalid", reason, e.message_zh()))?;
        let last = self.attempt().ok_or_else(|| refuse("还没有进行过抽取。"))?.clone();
        let chain = crate::session::chain(self.entries())?;
        let state = chain.attempt(last.attempt()).expect("the last entry's attempt is known");
        let annulled = self.of_attempt(&last).any(|r| {
            matches!(
                r.entry.body,
                sunlot_sortition::log::EntryBody::Correction { annuls: true, .. }
            )
        });
        if supplement && !state.has_result() {
            return Err(refuse("须在已有抽取结果之后进行。"));
        }
        if !supplement && !state.is_voided() && !annulled {
            return Err(refuse("上一次抽取既未作废也未公开撤销，不能重抽。"));
        }
        let next = last.next().ok_or_else(|| refuse("次数已达上限。"))?;
        let base = if supplement { last.as_str() } else { "-" };
        let note = Json::object([
            ("base", Json::text(base)),
            ("draw_id", Json::text(next.as_str())),
            ("reason", Json::text(reason.as_str())),
        ]);
        self.folder.write(&format!("{}/attempt.json", Ceremony::dir(&next)), &note.to_bytes())?;
        Ok(next)
    }

    /// The attempt that the next freeze is for.
    pub(crate) fn coming(&self) -> Result<Reopened, CeremonyError> {
        let first = || {
            PlanNo::parse(&self.terms.task.plan_no)
                .map(DrawId::first)
                .map_err(|e| CeremonyError::mismatch("name.invalid", "plan_no", e.message_zh()))
        };
        let Some(newest) = self.folder.list("attempts")?.into_iter().next_back() else {
            return Ok(Reopened { draw_id: first()?, base: None, reason: None });
        };
        let file = format!("attempts/{newest}/attempt.json");
        let Some(bytes) = self.folder.read_if_there(&file)? else {
            return Ok(Reopened { draw_id: first()?, base: None, reason: None });
        };
        let damaged =
            || CeremonyError::Damaged { file: file.clone(), detail: "无法读取".to_owned() };
        let note = Json::parse_canonical(&bytes).map_err(|_| damaged())?;
        let text = |key: &str| note.get(key).and_then(Json::as_str).ok_or_else(damaged);
        Ok(Reopened {
            draw_id: DrawId::parse(text("draw_id")?).map_err(|_| damaged())?,
            base: DrawId::parse(text("base")?).ok(),
            reason: ReasonCode::parse(text("reason")?).ok(),
        })
    }
}
