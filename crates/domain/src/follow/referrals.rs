//! 抄告、移送、移交司法: to another organ of the platform or to a body outside, with documents and
//! an acknowledgement.

use sunlot_sortition::time::Day;

use super::{FollowError, Noun, Why, two_people};
use crate::coded::{coded, life_cycle};
use crate::codes::DivisionCode;
use crate::ids::{AccountId, CaseId, InspectionId, OrganId, ReferralId, SubjectId, TaskId};

life_cycle! {
    Referral;
    /// Where a referral stands.
    ReferralState {
        Proposed = "proposed", "待审批";
        Sent = "sent", "已发出";
        Received = "received", "已签收";
        Acknowledged = "acknowledged", "已回执";
        Returned = "returned", "已退回";
        Settled = "settled", "退回后已处理";
        Withdrawn = "withdrawn", "已撤回";
    }
    /// What moves it.
    ReferralStep {
        Send = "send", "批准并发出": Proposed => Sent;
        Withdraw = "withdraw", "撤回": Proposed => Withdrawn;
        Receive = "receive", "签收": Sent => Received;
        Acknowledge = "acknowledge", "回执": Sent | Received => Acknowledged;
        Return = "return", "退回": Sent | Received => Returned;
        Settle = "settle", "退回后处理": Returned => Settled;
        Act = "act", "转为个案": Received | Acknowledged => Acknowledged;
    }
}

coded! {
    /// 种类.
    ReferralKind {
        /// 抄告: for information of the competent department.
        Notify = "notify", "抄告";
        /// 移送: the case belongs to another organ.
        Transfer = "transfer", "移送";
        /// 移交司法: suspected crime (行政处罚法第二十七条).
        Judicial = "judicial", "移交司法机关";
    }
}

/// 抄告、移送、移交司法.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// What it is.
    pub kind: ReferralKind,
    /// Who sends it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// The receiving organ of the platform; none for a body outside.
    pub recipient: Option<OrganId>,
    /// The receiving organ once it was sent: before, it is nobody else's.
    pub participants: Vec<OrganId>,
    /// The body outside of the platform.
    pub outside: Option<String>,
    /// About whom.
    pub subject: SubjectId,
    /// The task of the inspection, when there was one.
    pub task: Option<TaskId>,
    /// Cause: the inspection.
    pub inspection: Option<InspectionId>,
    /// Cause: the individual case.
    pub case_id: Option<CaseId>,
    /// 文书编号.
    pub document: String,
    /// 事由.
    pub matter: String,
    /// 移送材料清单.
    pub documents: Vec<String>,
    /// Who proposed it.
    pub proposed_by: AccountId,
    /// Who approved it and sent it.
    pub sent_by: Option<AccountId>,
    /// When.
    pub sent_on: Option<Day>,
    /// Last day of the acknowledgement.
    pub due: Option<Day>,
    /// Who received it.
    pub received_by: Option<AccountId>,
    /// When.
    pub received_on: Option<Day>,
    /// 回执号.
    pub receipt: Option<String>,
    /// Who acknowledged it, or entered the receipt of a body outside.
    pub acknowledged_by: Option<AccountId>,
    /// When.
    pub acknowledged_on: Option<Day>,
    /// Why it came back.
    pub return_reason: Option<String>,
    /// What was done after it came back, or why it was withdrawn.
    pub settlement: Option<String>,
    /// The individual case that the receiver opened.
    pub opened_case: Option<CaseId>,
    /// Where it stands.
    pub state: ReferralState,
}

const NOUN: Noun = Noun::Referral;

impl Referral {
    fn step(self, step: ReferralStep) -> Result<Referral, FollowError> {
        Ok(Referral { state: self.state.take(step)?, ..self })
    }

    /// Checks what a person typed (R-REF-01).
    ///
    /// # Errors
    /// [`FollowError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), FollowError> {
        let rule = |code, words: &str| NOUN.refuses(Why::Rule { code, words: words.to_owned() });
        let one = self.recipient.is_some() != self.outside.is_some();
        if !one || self.recipient == Some(self.organ) {
            let words = "请写明一个接收单位：平台内的其他部门，或平台外单位的全称。";
            return Err(rule("referral.recipient", words));
        }
        if self.kind != ReferralKind::Notify && !(1..=100).contains(&self.documents.len()) {
            return Err(rule("referral.documents", "移送须列出材料清单，1 至 100 项。"));
        }
        for document in &self.documents {
            super::text(NOUN, "材料名称", document, 2, 200)?;
        }
        Ok(())
    }

    /// 批准并发出, by another person (R-REF-02).
    ///
    /// # Errors
    /// Another state, or the one who proposed it.
    pub fn send(self, by: AccountId, on: Day, due: Day) -> Result<Referral, FollowError> {
        let author = self.proposed_by;
        let it = self.step(ReferralStep::Send)?;
        two_people(NOUN, ("移送的申请人", author), ("批准人", by))?;
        let participants = it.recipient.into_iter().collect();
        let it = Referral { participants, due: Some(due), ..it };
        Ok(Referral { sent_by: Some(by), sent_on: Some(on), ..it })
    }

    /// 撤回 before it was sent.
    ///
    /// # Errors
    /// Another state.
    pub fn withdraw(self, reason: String) -> Result<Referral, FollowError> {
        Ok(Referral { settlement: Some(reason), ..self.step(ReferralStep::Withdraw)? })
    }

    /// 签收.
    ///
    /// # Errors
    /// Another state.
    pub fn receive(self, by: AccountId, on: Day) -> Result<Referral, FollowError> {
        let it = self.step(ReferralStep::Receive)?;
        Ok(Referral { received_by: Some(by), received_on: Some(on), ..it })
    }

    /// 回执, once.
    ///
    /// # Errors
    /// Another state.
    pub fn acknowledge(
        self,
        by: AccountId,
        on: Day,
        receipt: String,
    ) -> Result<Referral, FollowError> {
        let it = self.step(ReferralStep::Acknowledge)?;
        let received_by = it.received_by.or(Some(by));
        let received_on = it.received_on.or(Some(on));
        let (acknowledged_by, acknowledged_on) = (Some(by), Some(on));
        let it = Referral { received_by, received_on, receipt: Some(receipt), due: None, ..it };
        Ok(Referral { acknowledged_by, acknowledged_on, ..it })
    }

    /// 退回 with a reason.
    ///
    /// # Errors
    /// Another state.
    pub fn send_back(self, by: AccountId, on: Day, why: String) -> Result<Referral, FollowError> {
        let it = self.step(ReferralStep::Return)?;
        let received_by = it.received_by.or(Some(by));
        let received_on = it.received_on.or(Some(on));
        Ok(Referral { received_by, received_on, return_reason: Some(why), due: None, ..it })
    }

    /// What the sender does with what came back.
    ///
    /// # Errors
    /// Another state.
    pub fn settle(self, how: String) -> Result<Referral, FollowError> {
        Ok(Referral { settlement: Some(how), ..self.step(ReferralStep::Settle)? })
    }

    /// 转为个案: the receiver opens an individual case of it, once.
    ///
    /// # Errors
    /// Another state, or a second time.
    pub fn act(self, by: AccountId, on: Day, case: CaseId) -> Result<Referral, FollowError> {
        if self.opened_case.is_some() {
            return Err(NOUN.refuses(Why::Once { what: "转为个案" }));
        }
        let acknowledged = self.state == ReferralState::Acknowledged;
        let it = self.step(ReferralStep::Act)?;
        let it = Referral { opened_case: Some(case), due: None, ..it };
        if acknowledged {
            return Ok(it);
        }
        let receipt = it.receipt.or_else(|| Some(format!("转个案 {case}")));
        Ok(Referral { receipt, acknowledged_by: Some(by), acknowledged_on: Some(on), ..it })
    }

    /// Whether the acknowledgement is overdue.
    #[must_use]
    pub fn overdue(&self, today: Day) -> bool {
        self.due.is_some_and(|due| today > due)
    }
}
