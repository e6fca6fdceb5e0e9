//! Where a visit stands, and who may follow whom. The same table is CHECKed in SQL and drawn in
//! `docs/lifecycles.md`.

use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::Day;

use super::{Approval, Arrival, CompanySign, Inspection, InspectionError, Notice, OutcomeNote};
use crate::coded::coded;

coded! {
    /// 检查的状态.
    InspectionState {
        /// 待审批.
        Pending = "pending", "待审批";
        /// 已批准.
        Approved = "approved", "已批准";
        /// 已通知.
        Notified = "notified", "已通知";
        /// 进行中.
        InProgress = "in_progress", "进行中";
        /// 已记录.
        Recorded = "recorded", "已记录";
        /// 已签字.
        Signed = "signed", "已签字";
        /// 以状态结束: cancelled, moved, not to be found and the like.
        Ended = "ended", "以状态结束";
        /// 已结束: everything is published, or recognised.
        Closed = "closed", "已结束";
    }
}

impl InspectionState {
    /// Whether the visit itself is over.
    #[must_use]
    pub fn is_visited(self) -> bool {
        matches!(self, InspectionState::Signed | InspectionState::Ended | InspectionState::Closed)
    }
}

coded! {
    /// 状态类结果: why a drawn subject was not inspected. It is never replaced silently: it stays in
    /// every count (domain 5.4, R-INSP-09).
    StatusOutcome {
        /// 已注销.
        Deregistered = "deregistered", "已注销";
        /// 被吊销营业执照.
        Revoked = "revoked", "被吊销营业执照";
        /// 被撤销.
        Rescinded = "rescinded", "被撤销";
        /// 迁出.
        MovedOut = "moved_out", "迁出";
        /// 已关闭停业或正在清算.
        Suspended = "suspended", "已关闭停业或正在清算";
        /// 查无下落.
        NotFound = "not_found", "查无下落";
        /// 不予配合.
        Uncooperative = "uncooperative", "不予配合";
    }
}

impl StatusOutcome {
    /// The national result that is to be published for it (谁检查、谁录入、谁公开); none where the
    /// subject's own status says all.
    #[must_use]
    pub fn result(self) -> Option<crate::results::ResultCode> {
        match self {
            StatusOutcome::NotFound => Some(crate::results::ResultCode::Unreachable),
            StatusOutcome::Uncooperative => Some(crate::results::ResultCode::Uncooperative),
            _ => None,
        }
    }
}

impl Inspection {
    /// Whether the team has arrived, or the visit is over: its team is what it is.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.arrival.is_some() || self.state.is_visited()
    }

    fn refused(&self, step: &'static str) -> InspectionError {
        InspectionError::State { step, state: self.state.name_zh() }
    }

    fn no_outcome_waits(&self) -> Result<(), InspectionError> {
        match (&self.outcome, self.state) {
            (_, InspectionState::Ended) | (None, _) => Ok(()),
            (Some(_), _) => Err(InspectionError::OutcomePending),
        }
    }

    /// 批准, by somebody who takes no part (凡检查必审批, R-INSP-03). An urgent visit may have begun.
    ///
    /// # Errors
    /// [`InspectionError::Approved`], [`InspectionError::TeamApproves`], another state.
    pub fn approve(
        self,
        approval: Approval,
        of_the_team: bool,
    ) -> Result<Inspection, InspectionError> {
        if self.approval.is_some() {
            return Err(InspectionError::Approved);
        }
        if of_the_team {
            return Err(InspectionError::TeamApproves);
        }
        let state = match self.state {
            InspectionState::Pending => InspectionState::Approved,
            InspectionState::Closed => return Err(self.refused("批准")),
            // Begun in an emergency: the approval comes afterwards.
            begun => begun,
        };
        Ok(Inspection { state, approval: Some(approval), ..self })
    }

    /// 通知: before the visit, or on the spot, as the approval says (凡检查必通知).
    ///
    /// # Errors
    /// [`InspectionError::NotApproved`], [`InspectionError::Advance`], another state or day.
    pub fn notify(
        self,
        notice: Notice,
        code: String,
        today: Day,
    ) -> Result<Inspection, InspectionError> {
        match (self.state, self.urgent) {
            (InspectionState::Approved, _) | (InspectionState::Pending, true) => {}
            (InspectionState::Pending, false) => return Err(InspectionError::NotApproved),
            _ => return Err(self.refused("送达通知")),
        }
        self.no_outcome_waits()?;
        let advance = self.approval.as_ref().is_some_and(|approval| approval.advance);
        if notice.advance != advance {
            return Err(InspectionError::Advance { advance });
        }
        let early = !advance && today < self.window_from;
        if today > self.window_to || early {
            return Err(self.outside(today));
        }
        let visit_code = Some(code);
        Ok(Inspection {
            state: InspectionState::Notified,
            notice: Some(notice),
            visit_code,
            ..self
        })
    }

    fn outside(&self, day: Day) -> InspectionError {
        InspectionError::Window { day, from: self.window_from, to: self.window_to }
    }

    /// 到达 and 亮证. Who was there is checked by the caller ([`super::enough`]).
    ///
    /// # Errors
    /// Another state or day, [`InspectionError::Certificates`].
    pub fn arrive(self, arrival: Arrival, today: Day) -> Result<Inspection, InspectionError> {
        match self.state {
            InspectionState::Notified => {}
            InspectionState::Pending if !self.urgent => return Err(InspectionError::NotApproved),
            _ => return Err(self.refused("记录到达")),
        }
        self.no_outcome_waits()?;
        if today < self.window_from || today > self.window_to {
            return Err(self.outside(today));
        }
        if !arrival.certificates_shown {
            return Err(InspectionError::Certificates);
        }
        Ok(Inspection { state: InspectionState::InProgress, arrival: Some(arrival), ..self })
    }

    /// Whether a checklist may be filled in now.
    ///
    /// # Errors
    /// [`InspectionError::Signed`] once the record stands, another state.
    pub fn open_for_writing(&self) -> Result<(), InspectionError> {
        self.no_outcome_waits()?;
        match self.state {
            InspectionState::InProgress => Ok(()),
            InspectionState::Recorded | InspectionState::Signed => Err(InspectionError::Signed),
            _ => Err(self.refused("填写检查记录")),
        }
    }

    /// The checklist is done: this digest is what gets signed.
    ///
    /// # Errors
    /// Another state.
    pub fn record(self, digest: Digest) -> Result<Inspection, InspectionError> {
        self.open_for_writing()?;
        Ok(Inspection { state: InspectionState::Recorded, digest: Some(digest), ..self })
    }

    /// 重新填写, before anybody has signed.
    ///
    /// # Errors
    /// [`InspectionError::Signed`], another state.
    pub fn reopen(self, signatures: usize) -> Result<Inspection, InspectionError> {
        if self.state != InspectionState::Recorded {
            return Err(self.refused("重新填写"));
        }
        if signatures > 0 || self.company.is_some() {
            return Err(InspectionError::Signed);
        }
        Ok(Inspection { state: InspectionState::InProgress, digest: None, ..self })
    }

    /// That the record can be signed, and is the one that was read (R-INSP-07).
    ///
    /// # Errors
    /// [`InspectionError::Digest`], another state.
    pub fn may_sign(&self, read: &str) -> Result<Digest, InspectionError> {
        if self.state != InspectionState::Recorded {
            return Err(self.refused("签字"));
        }
        let digest = self.digest.ok_or(InspectionError::Digest)?;
        if digest.to_hex() == read { Ok(digest) } else { Err(InspectionError::Digest) }
    }

    /// 当事人签字 or refusal.
    ///
    /// # Errors
    /// A refusal without reason and witness, a signature without a name, another state.
    pub fn company_signs(self, sign: CompanySign) -> Result<Inspection, InspectionError> {
        if self.state != InspectionState::Recorded {
            return Err(self.refused("记录当事人签字"));
        }
        if self.company.is_some() {
            return Err(InspectionError::Signed);
        }
        let short = |text: &str| text.trim().chars().count() < 2;
        let field = |field, advice| Err(InspectionError::Field { field, advice });
        if sign.signed && short(&sign.name) {
            return field("当事人签字", "请写明签字人姓名。");
        }
        if !sign.signed && (short(&sign.reason) || short(&sign.witness)) {
            return field("拒绝签字", "请写明拒绝的理由和在场见证人（可以是第二名执法人员）。");
        }
        Ok(Inspection { company: Some(sign), ..self })
    }

    /// Everybody has signed: the visit is over and the clock of publication starts.
    ///
    /// # Errors
    /// Another state.
    pub fn finish(self, today: Day) -> Result<Inspection, InspectionError> {
        if self.state != InspectionState::Recorded {
            return Err(self.refused("结束检查"));
        }
        Ok(Inspection { state: InspectionState::Signed, done_on: Some(today), ..self })
    }

    /// 以状态结束: one inspector says so; a second one confirms.
    ///
    /// # Errors
    /// [`InspectionError::NotApproved`], [`InspectionError::OutcomePending`], another state.
    pub fn propose_outcome(self, outcome: OutcomeNote) -> Result<Inspection, InspectionError> {
        match self.state {
            InspectionState::Pending if !self.urgent => return Err(InspectionError::NotApproved),
            InspectionState::Pending
            | InspectionState::Approved
            | InspectionState::Notified
            | InspectionState::InProgress => {}
            _ => return Err(self.refused("以状态结束")),
        }
        self.no_outcome_waits()?;
        Ok(Inspection { outcome: Some(outcome), ..self })
    }

    /// The second inspector agrees, or does not.
    ///
    /// # Errors
    /// [`InspectionError::SameInspector`], another state.
    pub fn decide_outcome(
        self,
        by: &str,
        agree: bool,
        today: Day,
    ) -> Result<Inspection, InspectionError> {
        let waits = !self.state.is_visited();
        let Some(outcome) = self.outcome.clone().filter(|_| waits) else {
            return Err(self.refused("确认以状态结束"));
        };
        if !agree {
            return Ok(Inspection { outcome: None, ..self });
        }
        if outcome.by == by {
            return Err(InspectionError::SameInspector);
        }
        let outcome = Some(OutcomeNote { confirmed_by: Some(by.to_owned()), ..outcome });
        Ok(Inspection { state: InspectionState::Ended, outcome, done_on: Some(today), ..self })
    }

    /// 状态类结果, once it stands.
    #[must_use]
    pub fn status_outcome(&self) -> Option<StatusOutcome> {
        let ended = self.outcome.as_ref().filter(|outcome| outcome.confirmed_by.is_some());
        ended.and_then(|outcome| StatusOutcome::parse(&outcome.code))
    }

    /// 已结束: every organ has published, or needs not to.
    ///
    /// # Errors
    /// Another state.
    pub fn close(self) -> Result<Inspection, InspectionError> {
        match self.state {
            InspectionState::Signed => Ok(Inspection { state: InspectionState::Closed, ..self }),
            // It keeps saying how it ended.
            InspectionState::Ended => Ok(self),
            _ => Err(self.refused("结束")),
        }
    }

    /// 互认免检: results of others stand for every item, so nobody visits.
    ///
    /// # Errors
    /// Another state: a visit that has begun goes on.
    pub fn satisfy(self) -> Result<Inspection, InspectionError> {
        match self.state {
            InspectionState::Pending | InspectionState::Approved | InspectionState::Notified => {
                Ok(Inspection { state: InspectionState::Closed, ..self })
            }
            _ => Err(self.refused("以互认结束")),
        }
    }
}
