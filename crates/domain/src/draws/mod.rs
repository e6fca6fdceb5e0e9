//! 抽取: one attempt at drawing a task, from its preparation to the last batch that is handed out.
//!
//! Owns what is prepared, who may follow whom, and the requests that need a second person. Which
//! bytes decide is `sunlot-sortition`'s; the order of the ceremony's steps is `sunlot-ceremony`'s.

mod error;
mod request;
mod setting;
mod state;

pub use error::DrawError;
pub use request::{DrawRequest, RequestKind, RequestState, RequestTerms};
pub use setting::{Holder, Party, RegionGroup, Setting};
pub use state::{DrawState, DrawStep};

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::UtcSecond;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::files::FileDigest;
use crate::ids::{AccountId, DrawId, InspectorId, LinkId, OrganId, SubjectId, TaskId};

coded! {
    /// 抽取种类.
    DrawKind {
        /// 抽取.
        Draw = "draw", "抽取";
        /// 补充抽取, with fresh entropy and without those who were drawn (SSJ-1 §8.6).
        Supplement = "supplement", "补充抽取";
    }
}

coded! {
    /// 公开方式: when the list can be known.
    DrawPublication {
        /// 封存: from the unsealing on.
        Sealed = "sealed", "封存至派发";
        /// 即时公开: at once.
        Immediate = "immediate", "即时公开";
    }
}

/// What the draw found, in numbers: as public as the log entries that state them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Rows of the frame.
    pub frame: u64,
    /// Eligible ones.
    pub eligible: u64,
    /// Exclusions by code.
    pub excluded: Vec<(String, u64)>,
    /// Eligible subjects of each unit, then drawn and waiting ones.
    pub units: Vec<UnitCounts>,
    /// Objects drawn, each once in however many units; 0 before the draw.
    pub objects: u64,
    /// Officers.
    pub officers: u64,
    /// Conflicts, leaves included.
    pub conflicts: u64,
    /// What the matching found, one line a pool.
    pub pools: Vec<PoolCounts>,
}

/// Numbers of one unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCounts {
    /// Unit.
    pub unit: String,
    /// Eligible subjects.
    pub eligible: u64,
    /// Drawn.
    pub drawn: u64,
    /// Waiting.
    pub waiting: u64,
}

/// Numbers of one matching pool: what is short, and which constraint is the cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolCounts {
    /// Pool.
    pub pool: String,
    /// Visits with posts in it.
    pub entries: u64,
    /// Officers.
    pub officers: u64,
    /// Posts.
    pub posts: u64,
    /// Posts that nobody can take while every rule holds.
    pub deficit: u64,
    /// Whether it could not be staffed at all.
    pub void: bool,
    /// Rules that were relaxed in order, with the deficit that each left.
    pub ladder: Vec<(String, u64)>,
    /// Deficit when one rule alone is relaxed: which constraint is the cause.
    pub causes: Vec<(String, u64)>,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Its id.
    pub id: DrawId,
    /// The task; of a joint visit the first.
    pub task: TaskId,
    /// The other task of a joint visit: both are drawn by the same tickets (R-TASK-07).
    pub joint_task: Option<TaskId>,
    /// 发起部门.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// The other organs that inspect.
    pub participants: Vec<OrganId>,
    /// 计划编号 of SSJ-1: all attempts of a task have the same.
    pub plan_no: String,
    /// 第几次抽取.
    pub attempt: u16,
    /// Draw or supplement.
    pub kind: DrawKind,
    /// What a supplement supplements.
    pub base: Option<DrawId>,
    /// Why there is another attempt: a coded reason.
    pub reason: Option<String>,
    /// When the list can be known.
    pub publication: DrawPublication,
    /// What was prepared.
    pub setting: Setting,
    /// Where it stands.
    pub state: DrawState,
    /// What was counted.
    pub counts: Counts,
    /// Whether the organiser's nonce is public.
    pub unsealed: bool,
    /// Batches that were handed out.
    pub released: u32,
    /// Who prepared it.
    pub proposed_by: AccountId,
    /// Who approved the freeze (R-DRAW-05).
    pub approved_by: Option<AccountId>,
    /// The organiser's nonce, sealed.
    pub sealed_nonce: Vec<u8>,
    /// Secret of the salts, sealed; the same for all attempts of a task.
    pub sealed_salt: Vec<u8>,
}

impl Draw {
    /// SSJ-1's name of the attempt.
    #[must_use]
    pub fn draw_id(&self) -> String {
        format!("{}/{}", self.plan_no, self.attempt)
    }

    /// The tasks that it draws.
    pub fn tasks(&self) -> impl Iterator<Item = TaskId> {
        std::iter::once(self.task).chain(self.joint_task)
    }

    /// The organs whose inspectors are matched.
    pub fn organs(&self) -> impl Iterator<Item = OrganId> {
        std::iter::once(self.organ).chain(self.participants.iter().copied())
    }

    /// Whether the list is computed anew for each look, since nobody may know it yet.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.publication == DrawPublication::Sealed && !self.unsealed
    }

    /// Number of batches.
    #[must_use]
    pub fn batches(&self) -> u32 {
        u32::try_from(self.setting.release_at.len()).unwrap_or(u32::MAX)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// [`DrawError::State`].
    pub fn step(self, step: DrawStep) -> Result<Draw, DrawError> {
        let refused = DrawError::State { step: step.name_zh(), state: self.state.name_zh() };
        let state = self.state.after(step).ok_or(refused)?;
        Ok(Draw { state, ..self })
    }

    /// 批准冻结, by another person than prepared it.
    ///
    /// # Errors
    /// [`DrawError::State`], [`DrawError::SamePerson`].
    pub fn approve(self, by: AccountId) -> Result<Draw, DrawError> {
        if by == self.proposed_by {
            return Err(DrawError::SamePerson);
        }
        Ok(Draw { approved_by: Some(by), ..self.step(DrawStep::Freeze)? })
    }

    /// 派发 of the next batch, which is never handed out before its time (R-DRAW-13).
    ///
    /// # Errors
    /// [`DrawError::State`], [`DrawError::Released`], [`DrawError::TooEarly`].
    pub fn release(self, batch: u32, now: UtcSecond) -> Result<Draw, DrawError> {
        if self.state != DrawState::Matched {
            return Err(DrawError::State { step: "派发", state: self.state.name_zh() });
        }
        let next = self.released + 1;
        if batch != next || batch > self.batches() {
            return Err(DrawError::Batch { batch, next, batches: self.batches() });
        }
        let at = self.setting.release_at[self.released as usize].clone();
        let due = UtcSecond::parse(&at).is_ok_and(|at| now >= at);
        if !due {
            return Err(DrawError::TooEarly { batch, at });
        }
        Ok(Draw { released: next, ..self })
    }

    /// 启封: the organiser's nonce is public.
    ///
    /// # Errors
    /// [`DrawError::State`] before the draw, [`DrawError::Open`].
    pub fn unseal(self) -> Result<Draw, DrawError> {
        if !matches!(self.state, DrawState::Drawn | DrawState::Matched) {
            return Err(DrawError::State { step: "启封", state: self.state.name_zh() });
        }
        if !self.is_sealed() {
            return Err(DrawError::Open);
        }
        Ok(Draw { unsealed: true, ..self })
    }
}

/// A file of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawFile {
    /// Its id.
    pub id: LinkId,
    /// Which attempt.
    pub draw: DrawId,
    /// Its name within the attempt.
    pub name: String,
    /// Its content.
    pub file: FileDigest,
    /// Whether it is no part of what is published.
    pub secret: bool,
}

/// Where an entry of an attempt stands in the platform's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawEntry {
    /// Its id.
    pub id: LinkId,
    /// Which attempt.
    pub draw: DrawId,
    /// All attempts of a task have the same.
    pub plan_no: String,
    /// Its place among the entries of the plan, from 0.
    pub place: u64,
    /// Type of the entry.
    pub kind: String,
    /// Its index in the log.
    pub entry: u64,
}

/// Somebody looked at a list that is not public (reliability §7.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawViewing {
    /// Its id.
    pub id: LinkId,
    /// Which attempt.
    pub draw: DrawId,
    /// Who.
    pub account: AccountId,
    /// When.
    pub time: UtcSecond,
    /// Which part.
    pub part: String,
    /// The mark on what was shown, by which a copy is recognised.
    pub mark: String,
}

/// 派发: one inspector's post at one subject, as it was handed out. The next freeze reads who
/// visited whom last (轮换).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DispatchedPost {
    /// Its id.
    pub id: LinkId,
    /// Which attempt.
    pub draw: DrawId,
    /// Batch.
    pub batch: u32,
    /// Whom.
    pub subject: SubjectId,
    /// For which organ.
    pub organ: OrganId,
    /// Who.
    pub inspector: InspectorId,
    /// 组长.
    pub leads: bool,
    /// When it was handed out.
    pub time: UtcSecond,
}

/// 记录单: what one recorder wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawSheet {
    /// Its id.
    pub id: LinkId,
    /// Which attempt.
    pub draw: DrawId,
    /// Public id of the recorder.
    pub recorder: String,
    /// The digits.
    pub digits: String,
}
