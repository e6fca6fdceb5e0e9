//! 作废、更正、递补、回避: proposed by one person, decided by another, always with a coded reason.
//! None of them names who comes instead: that is drawn.

use serde::{Deserialize, Serialize};
use sunlot_sortition::names::ReasonCode;

use super::DrawError;
use crate::coded::coded;
use crate::files::FileDigest;
use crate::ids::{AccountId, DrawId, LinkId};

coded! {
    /// 申请种类.
    RequestKind {
        /// 作废, before the outcome can be known (R-DRAW-06).
        Void = "void", "作废";
        /// 更正, which can annul a result.
        Correction = "correction", "更正";
        /// 递补 by the next ticket (R-DRAW-08).
        Replacement = "replacement", "递补";
        /// 回避 of an inspector; who follows is drawn anew.
        Recusal = "recusal", "回避";
    }
}

coded! {
    /// 申请状态.
    RequestState {
        /// 待审批.
        Pending = "pending", "待审批";
        /// 已批准.
        Approved = "approved", "已批准";
        /// 未批准.
        Refused = "refused", "未批准";
    }
}

/// What is asked besides reason and words. While the draw is sealed it would tell who was drawn, so
/// that it is kept sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestTerms {
    /// 抽取单元 of a replacement.
    pub unit: String,
    /// Code of the subject.
    pub subject: String,
    /// Certificate number of the inspector who is recused.
    pub officer: String,
    /// The day that the evidence proves.
    pub evidence_day: String,
    /// Which entry is corrected.
    pub of: u64,
    /// Whether the correction annuls the result.
    pub annuls: bool,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawRequest {
    /// Its id.
    pub id: LinkId,
    /// Which attempt.
    pub draw: DrawId,
    /// What is asked.
    pub kind: RequestKind,
    /// 事由代码.
    pub reason: String,
    /// 事由, which a void or correction shows to everybody.
    pub note: String,
    /// [`RequestTerms`], sealed.
    pub sealed_terms: Vec<u8>,
    /// 证据.
    pub evidence: Option<FileDigest>,
    /// Who asked.
    pub requested_by: AccountId,
    /// Where it stands.
    pub state: RequestState,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// 意见.
    pub opinion: String,
}

impl DrawRequest {
    /// Whether it took officers off a visit, or brought up one that nobody was sent to.
    #[must_use]
    pub fn opens_posts(&self) -> bool {
        self.state == RequestState::Approved
            && matches!(self.kind, RequestKind::Recusal | RequestKind::Replacement)
    }

    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`DrawError::Request`].
    pub fn check(&self) -> Result<(), DrawError> {
        if ReasonCode::parse(&self.reason).is_err() {
            let what = "事由代码只能用数字、大写字母和 _ . -，至多 32 位。";
            return Err(DrawError::Request { field: "reason", what: what.into() });
        }
        if !(4..=500).contains(&self.note.chars().count()) {
            let what = "请写明事由，4 至 500 个字。";
            return Err(DrawError::Request { field: "note", what: what.into() });
        }
        let needs = self.kind == RequestKind::Replacement;
        if needs && self.evidence.is_none() {
            let what = "递补须附证据文件，证明冻结日前底册已有错误。";
            return Err(DrawError::Request { field: "evidence", what: what.into() });
        }
        Ok(())
    }

    /// Decides, as another person than asked (R-DRAW-15).
    ///
    /// # Errors
    /// [`DrawError::Decided`], [`DrawError::SamePerson`].
    pub fn decide(
        self,
        by: AccountId,
        approved: bool,
        opinion: String,
    ) -> Result<DrawRequest, DrawError> {
        if self.state != RequestState::Pending {
            return Err(DrawError::Decided { state: self.state.name_zh() });
        }
        if by == self.requested_by {
            return Err(DrawError::SamePerson);
        }
        let state = if approved { RequestState::Approved } else { RequestState::Refused };
        Ok(DrawRequest { state, decided_by: Some(by), opinion, ..self })
    }
}
