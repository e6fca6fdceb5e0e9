//! 录入、审核、公示: the part of one organ in a visit. Three people for one result: who enters it,
//! who reviews it, who publishes it (S9, S10).

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use super::{ResultCode, ResultError, personal_data};
use crate::codes::DivisionCode;
use crate::ids::{AccountId, InspectionId, OrganId, PartId, TaskId};
use crate::inspections::{InspectionItem, ItemState, PartState, StatusOutcome};

/// Longest public text of a result.
pub const RESULT_TEXT_MAX: usize = 1_000;

/// A result before it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnteredResult {
    /// 事项编码.
    pub item: String,
    /// One of the eight national codes.
    pub code: String,
    /// In words, for the public.
    pub text: String,
}

/// What one organ does in a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionPart {
    /// Its id.
    pub id: PartId,
    /// The visit.
    pub inspection: InspectionId,
    /// The task; none for a case.
    pub task: Option<TaskId>,
    /// 检查机关.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Where it stands.
    pub state: PartState,
    /// Day on which the visit was over: the clock starts.
    pub done_on: Option<Day>,
    /// What was entered.
    pub entry: Vec<EnteredResult>,
    /// Who entered it.
    pub entered_by: Option<AccountId>,
    /// When.
    pub entered_on: Option<Day>,
    /// Who reviewed it.
    pub reviewed_by: Option<AccountId>,
    /// When.
    pub reviewed_on: Option<Day>,
    /// 审核意见, also of a return.
    pub opinion: Option<String>,
    /// Who published it.
    pub published_by: Option<AccountId>,
    /// When.
    pub published_on: Option<Day>,
}

/// That what is entered fits what was found (R-RES-02): every open item once, with a national
/// code; nothing that nobody looked at is 未发现问题, nor anything of which a point failed.
///
/// # Errors
/// [`ResultError`] with the first item that is wrong.
pub fn check_entry(entry: &[EnteredResult], items: &[InspectionItem]) -> Result<(), ResultError> {
    let open = || items.iter().filter(|item| item.state == ItemState::Checked);
    for item in open() {
        let count = entry.iter().filter(|entered| entered.item == item.code).count();
        if count != 1 {
            return Err(ResultError::Items { item: item.code.clone() });
        }
    }
    for entered in entry {
        let wrong = |what| Err(ResultError::Entry { item: entered.item.clone(), what });
        let Some(item) = open().find(|item| item.code == entered.item) else {
            return Err(ResultError::Items { item: entered.item.clone() });
        };
        let code = read(entered)?;
        let Some(checked) = &item.checked else {
            return Err(ResultError::Items { item: entered.item.clone() });
        };
        if code == ResultCode::NoProblem && checked.has_failed() {
            return wrong("有检查要点不合格，不能录入“未发现问题”");
        }
        if code == ResultCode::NoProblem && !checked.was_looked_at() {
            return wrong("没有检查任何要点，不能录入“未发现问题”；未检查的不等于正常");
        }
    }
    Ok(())
}

/// That what is entered for a visit that ended with a status says just that.
///
/// # Errors
/// [`ResultError`] with the first item that is wrong.
pub fn check_ended_entry(
    entry: &[EnteredResult],
    items: &[InspectionItem],
    outcome: StatusOutcome,
) -> Result<(), ResultError> {
    let open = items.iter().filter(|item| item.state != ItemState::Satisfied);
    for item in open {
        if entry.iter().filter(|entered| entered.item == item.code).count() != 1 {
            return Err(ResultError::Items { item: item.code.clone() });
        }
    }
    for entered in entry {
        if !items.iter().any(|item| item.code == entered.item) {
            return Err(ResultError::Items { item: entered.item.clone() });
        }
        if Some(read(entered)?) != outcome.result() {
            let what = "这次检查以状态结束，录入的结果应与该状态一致";
            return Err(ResultError::Entry { item: entered.item.clone(), what });
        }
    }
    Ok(())
}

fn read(entered: &EnteredResult) -> Result<ResultCode, ResultError> {
    let wrong = |what| ResultError::Entry { item: entered.item.clone(), what };
    let code =
        ResultCode::parse(&entered.code).ok_or_else(|| wrong("检查结果应为国家统一的 1 至 8"))?;
    let length = entered.text.trim().chars().count();
    if length > RESULT_TEXT_MAX || (code.is_problem() && length < 4) {
        return Err(wrong("发现问题的须写明情况，4 至 1000 个字"));
    }
    match personal_data(&entered.text) {
        Some(what) => Err(ResultError::Personal { item: entered.item.clone(), what }),
        None => Ok(code),
    }
}

impl InspectionPart {
    fn refused(&self, step: &'static str) -> ResultError {
        ResultError::State { step, state: self.state.name_zh() }
    }

    /// The visit is over: the clock starts.
    #[must_use]
    pub fn visited(self, today: Day, has_result: bool) -> InspectionPart {
        if self.state != PartState::Waiting {
            return self;
        }
        let state = if has_result { PartState::Ready } else { PartState::Ended };
        InspectionPart { state, done_on: Some(today), ..self }
    }

    /// 互认: others' results stand for every item.
    ///
    /// # Errors
    /// Another state.
    pub fn satisfy(self) -> Result<InspectionPart, ResultError> {
        if self.state != PartState::Waiting {
            return Err(self.refused("以互认结束"));
        }
        Ok(InspectionPart { state: PartState::Satisfied, ..self })
    }

    /// 录入 by an officer of the organ who was there; what was returned is entered again.
    ///
    /// # Errors
    /// Another state.
    pub fn enter(
        self,
        entry: Vec<EnteredResult>,
        by: AccountId,
        today: Day,
    ) -> Result<InspectionPart, ResultError> {
        if self.state != PartState::Ready {
            return Err(self.refused("录入结果"));
        }
        Ok(InspectionPart {
            state: PartState::Entered,
            entry,
            entered_by: Some(by),
            entered_on: Some(today),
            reviewed_by: None,
            reviewed_on: None,
            ..self
        })
    }

    /// 审核 by somebody who neither took part in the visit nor entered it (S9, S10, R-RES-03).
    ///
    /// # Errors
    /// [`ResultError::SamePerson`], [`ResultError::TookPart`], a return without words, another
    /// state.
    pub fn review(
        self,
        pass: bool,
        opinion: String,
        (by, took_part): (AccountId, bool),
        today: Day,
    ) -> Result<InspectionPart, ResultError> {
        if self.state != PartState::Entered {
            return Err(self.refused("审核"));
        }
        if self.entered_by == Some(by) {
            return Err(ResultError::SamePerson);
        }
        if took_part {
            return Err(ResultError::TookPart);
        }
        if !pass && opinion.trim().chars().count() < 4 {
            return Err(ResultError::Opinion);
        }
        let state = if pass { PartState::Passed } else { PartState::Ready };
        let reviewed_by = pass.then_some(by);
        Ok(InspectionPart {
            state,
            reviewed_by,
            reviewed_on: pass.then_some(today),
            opinion: Some(opinion),
            ..self
        })
    }

    /// 退回 of what is not published yet, because an objection holds.
    ///
    /// # Errors
    /// Another state.
    pub fn send_back(self, opinion: String) -> Result<InspectionPart, ResultError> {
        match self.state {
            PartState::Entered | PartState::Passed => Ok(InspectionPart {
                state: PartState::Ready,
                reviewed_by: None,
                reviewed_on: None,
                opinion: Some(opinion),
                ..self
            }),
            PartState::Ready => Ok(self),
            _ => Err(self.refused("退回")),
        }
    }

    /// 公示 by a third person (S10, R-RES-03).
    ///
    /// # Errors
    /// [`ResultError::SamePerson`], another state.
    pub fn publish(self, by: AccountId, today: Day) -> Result<InspectionPart, ResultError> {
        if self.state != PartState::Passed {
            return Err(self.refused("公示"));
        }
        if self.entered_by == Some(by) || self.reviewed_by == Some(by) {
            return Err(ResultError::SamePerson);
        }
        Ok(InspectionPart {
            state: PartState::Published,
            published_by: Some(by),
            published_on: Some(today),
            ..self
        })
    }
}
