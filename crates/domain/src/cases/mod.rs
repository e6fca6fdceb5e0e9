//! 个案: a complaint, a referral, a lead from monitoring or another one, outside of every draw.
//!
//! Owns its states, clocks and how it may end. A case is never random: whoever inspects it is
//! assigned by a leader, by name and with a reason, and that is shown (R-CASE-04, R-CASE-05). Who
//! complained is sealed and is no part of this type's text.

pub mod campaigns;
pub mod unlicensed;

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use crate::caps::Exemption;
use crate::coded::{coded, life_cycle};
use crate::codes::DivisionCode;
use crate::follow::terms::{COMPLAINT_ACCEPT_DAYS, LEAD_ACCEPT_DAYS};
use crate::follow::{FollowError, Noun, Why, two_people};
use crate::ids::{AccountId, CaseId, InspectionId, OrganId, ReferralId, SubjectId};

life_cycle! {
    Case;
    /// Where a case stands.
    CaseState {
        Registered = "registered", "待受理";
        Declined = "declined", "不予受理";
        Merged = "merged", "已并案";
        Accepted = "accepted", "已受理";
        Pending = "pending", "检查待审批";
        Inspecting = "inspecting", "检查中";
        Handled = "handled", "已处理";
        Closed = "closed", "已办结";
    }
    /// What moves it.
    CaseStep {
        Accept = "accept", "受理": Registered => Accepted;
        Decline = "decline", "不予受理": Registered => Declined;
        Merge = "merge", "并案": Registered | Accepted => Merged;
        Ask = "ask", "申请检查": Accepted => Pending;
        Return = "return", "退回": Pending => Accepted;
        Approve = "approve", "批准并派人检查": Pending => Inspecting;
        Emergency = "emergency", "紧急先行检查": Accepted => Inspecting;
        Ratify = "ratify", "补办审批": Inspecting => Inspecting, Handled => Handled;
        Handle = "handle", "写明处理结果": Accepted | Inspecting => Handled;
        Answer = "answer", "答复": Handled => Handled, Declined => Declined, Merged => Merged;
        Close = "close", "办结": Handled => Closed;
    }
}

coded! {
    /// 线索来源.
    CaseSource {
        /// 投诉举报.
        Complaint = "complaint", "投诉举报";
        /// 12345热线.
        Hotline = "hotline", "12345热线";
        /// 信访.
        Petition = "petition", "信访";
        /// 上级交办、转办.
        Assigned = "assigned", "上级交办、转办";
        /// 其他部门移送、抄告.
        Referral = "referral", "部门移送、抄告";
        /// 数据监测.
        Monitoring = "monitoring", "数据监测";
        /// 非现场监管.
        OffSite = "off_site", "非现场监管";
        /// 媒体曝光.
        Media = "media", "媒体曝光";
        /// 其他.
        Other = "other", "其他";
    }
}

coded! {
    /// 四类来源, as statistics count them.
    CaseCategory {
        /// 投诉举报.
        Complaint = "complaint", "投诉举报";
        /// 转办交办.
        Referral = "referral", "转办交办";
        /// 数据监测.
        Monitoring = "monitoring", "数据监测";
        /// 其他.
        Other = "other", "其他";
    }
}

coded! {
    /// 处理结果.
    CaseResult {
        /// 查实.
        Substantiated = "substantiated", "查实";
        /// 部分查实.
        Partly = "partly", "部分查实";
        /// 查无实据.
        Unsubstantiated = "unsubstantiated", "查无实据";
        /// 无法核实.
        Unverifiable = "unverifiable", "无法核实";
        /// 不属本部门职责.
        NotCompetent = "not_competent", "不属本部门职责";
    }
}

coded! {
    /// 办结方式.
    CaseEnd {
        /// 没有问题.
        NoProblem = "no_problem", "未发现问题";
        /// 已改正.
        Corrected = "corrected", "已责令改正并复查";
        /// 已立案处罚.
        Punished = "punished", "已立案处罚";
        /// 已移送、抄告.
        Referred = "referred", "已移送或抄告";
        /// 投诉人撤回或和解.
        Settled = "settled", "投诉人撤回或达成和解";
        /// 已引导办理证照.
        Guided = "guided", "已引导办理证照";
    }
}

impl CaseSource {
    /// The category that statistics count it in.
    #[must_use]
    pub fn category(self) -> CaseCategory {
        match self {
            CaseSource::Complaint => CaseCategory::Complaint,
            CaseSource::Assigned | CaseSource::Referral => CaseCategory::Referral,
            CaseSource::Monitoring => CaseCategory::Monitoring,
            CaseSource::Hotline
            | CaseSource::Petition
            | CaseSource::OffSite
            | CaseSource::Media
            | CaseSource::Other => CaseCategory::Other,
        }
    }

    /// 不计入频次的理由 of its visits (国办发〔2024〕54号; the ten codes); none where none fits.
    #[must_use]
    pub fn exemption(self) -> Option<Exemption> {
        Some(match self {
            CaseSource::Complaint | CaseSource::Hotline | CaseSource::Petition => {
                Exemption::Complaint
            }
            CaseSource::Assigned => Exemption::Assigned,
            CaseSource::Referral | CaseSource::Monitoring | CaseSource::OffSite => {
                Exemption::OffSiteLead
            }
            CaseSource::Media => Exemption::Media,
            CaseSource::Other => return None,
        })
    }

    /// Working days within which it is accepted or not.
    #[must_use]
    pub fn accept_days(self) -> u32 {
        match self {
            CaseSource::Complaint | CaseSource::Hotline | CaseSource::Petition => {
                COMPLAINT_ACCEPT_DAYS
            }
            _ => LEAD_ACCEPT_DAYS,
        }
    }
}

/// An inspector who was assigned by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseMember {
    /// Id of the inspector.
    pub inspector: String,
    /// 组长.
    pub leads: bool,
}

/// 个案.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndividualCase {
    /// Its id.
    pub id: CaseId,
    /// 个案编号; never given again.
    pub number: String,
    /// Where it came from.
    pub source: CaseSource,
    /// Number of the source: of the hotline, of the letter.
    pub source_number: Option<String>,
    /// Who handles it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Where the matter is: township where it is known.
    pub place: DivisionCode,
    /// About whom; known at the latest when somebody is sent.
    pub subject: Option<SubjectId>,
    /// Codes of the items that it touches.
    pub items: Vec<String>,
    /// 案由, in few words. Internal: it may name people.
    pub matter: String,
    /// What was told. Internal.
    pub content: String,
    /// Who complained, sealed; `None` when nobody did or he remained unknown.
    pub complainant: Option<Vec<u8>>,
    /// What another organ sent.
    pub referral: Option<ReferralId>,
    /// 收到日期.
    pub received_on: Day,
    /// Who registered it.
    pub registered_by: AccountId,
    /// Last day of what is due: acceptance, answer.
    pub due: Option<Day>,
    /// Who accepted or declined it.
    pub accepted_by: Option<AccountId>,
    /// When.
    pub accepted_on: Option<Day>,
    /// Why it was declined, or what it was merged for.
    pub accept_note: Option<String>,
    /// The case it was merged into.
    pub merged_into: Option<CaseId>,
    /// Who asked for the visit, or declared the emergency.
    pub asked_by: Option<AccountId>,
    /// 紧急.
    pub emergency: bool,
    /// Why it could not wait.
    pub emergency_reason: Option<String>,
    /// Last day of the approval afterwards.
    pub ratify_due: Option<Day>,
    /// Whether the approval afterwards was given; `None` while it is open.
    pub ratified: Option<bool>,
    /// Who approved, before or afterwards.
    pub approved_by: Option<AccountId>,
    /// When.
    pub approved_on: Option<Day>,
    /// Inspectors assigned by name.
    pub team: Vec<CaseMember>,
    /// Why these.
    pub team_reason: Option<String>,
    /// The visit.
    pub inspection: Option<InspectionId>,
    /// What was found.
    pub result: Option<CaseResult>,
    /// In words. Internal.
    pub result_note: Option<String>,
    /// Who wrote it.
    pub handled_by: Option<AccountId>,
    /// When.
    pub handled_on: Option<Day>,
    /// When whoever complained was answered.
    pub answered_on: Option<Day>,
    /// What he was told. Internal.
    pub answer: Option<String>,
    /// Where it stands.
    pub state: CaseState,
    /// How it ended.
    pub ending: Option<CaseEnd>,
    /// Who ended it.
    pub closed_by: Option<AccountId>,
    /// When.
    pub closed_on: Option<Day>,
}

const NOUN: Noun = Noun::Case;

fn rule(code: &'static str, words: impl Into<String>) -> FollowError {
    NOUN.refuses(Why::Rule { code, words: words.into() })
}

impl IndividualCase {
    fn step(self, step: CaseStep) -> Result<IndividualCase, FollowError> {
        Ok(IndividualCase { state: self.state.take(step)?, ..self })
    }

    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`FollowError`] with the first field that is wrong.
    pub fn check(&self, today: Day) -> Result<(), FollowError> {
        crate::follow::text(NOUN, "案由", &self.matter, 2, 100)?;
        crate::follow::text(NOUN, "内容", &self.content, 4, 4_000)?;
        if self.received_on > today {
            return Err(NOUN.refuses(Why::Days { first: "收到日期", second: "今天" }));
        }
        if self.items.len() > 50 {
            return Err(rule("case.items", "涉及的事项至多 50 项。"));
        }
        Ok(())
    }

    /// Whether somebody waits for an answer.
    #[must_use]
    pub fn wants_answer(&self) -> bool {
        self.complainant.is_some() && self.answered_on.is_none()
    }

    /// 受理.
    ///
    /// # Errors
    /// Another state.
    pub fn accept(self, by: AccountId, on: Day) -> Result<IndividualCase, FollowError> {
        let it = self.step(CaseStep::Accept)?;
        Ok(IndividualCase { accepted_by: Some(by), accepted_on: Some(on), due: None, ..it })
    }

    /// 不予受理, with the reason; who complained is told by a day.
    ///
    /// # Errors
    /// Another state.
    pub fn decline(
        self,
        by: AccountId,
        on: Day,
        reason: String,
        answer_due: Day,
    ) -> Result<IndividualCase, FollowError> {
        let it = self.step(CaseStep::Decline)?;
        let due = it.wants_answer().then_some(answer_due);
        let it = IndividualCase { accept_note: Some(reason), due, ..it };
        Ok(IndividualCase { accepted_by: Some(by), accepted_on: Some(on), ..it })
    }

    /// 并案: the same matter is handled in another case of the organ, which is open.
    ///
    /// # Errors
    /// Another state, or a case that cannot take it.
    pub fn merge(
        self,
        by: AccountId,
        on: Day,
        into: &IndividualCase,
        answer_due: Day,
    ) -> Result<IndividualCase, FollowError> {
        let it = self.step(CaseStep::Merge)?;
        use CaseState::{Closed, Declined, Merged};
        let open = !matches!(into.state, Closed | Declined | Merged);
        if into.id == it.id || into.organ != it.organ || !open {
            let words = "只能并入本部门另一件没有办结、也没有被并案的个案；请重新选择。";
            return Err(rule("case.merge", words));
        }
        let due = it.wants_answer().then_some(answer_due);
        let it = IndividualCase { merged_into: Some(into.id), due, ..it };
        Ok(IndividualCase { accepted_by: Some(by), accepted_on: Some(on), ..it })
    }

    fn inspectable(&self) -> Result<(), FollowError> {
        if self.subject.is_none() || self.items.is_empty() {
            let words = "派人检查之前，请先写明检查对象和检查事项（补充个案信息）。";
            return Err(rule("case.incomplete", words));
        }
        Ok(())
    }

    /// 申请检查.
    ///
    /// # Errors
    /// Another state, or a case that does not say whom and what to inspect.
    pub fn ask(self, by: AccountId) -> Result<IndividualCase, FollowError> {
        let it = self.step(CaseStep::Ask)?;
        it.inspectable()?;
        Ok(IndividualCase { asked_by: Some(by), ..it })
    }

    /// 退回 to the one who asked.
    ///
    /// # Errors
    /// Another state.
    pub fn send_back(self) -> Result<IndividualCase, FollowError> {
        Ok(IndividualCase { asked_by: None, ..self.step(CaseStep::Return)? })
    }

    /// 批准并派人检查, by another person than asked (R-CASE-02).
    ///
    /// # Errors
    /// Another state, or the same person.
    pub fn approve(
        self,
        by: AccountId,
        on: Day,
        team: Vec<CaseMember>,
        reason: String,
        visit: InspectionId,
    ) -> Result<IndividualCase, FollowError> {
        let asker = self.asked_by;
        let it = self.step(CaseStep::Approve)?;
        two_people(NOUN, ("检查的申请人", asker), ("批准人", Some(by)))?;
        let it = IndividualCase { approved_by: Some(by), approved_on: Some(on), ..it };
        let (team_reason, inspection) = (Some(reason), Some(visit));
        Ok(IndividualCase { team, team_reason, inspection, ..it })
    }

    /// 紧急先行检查: approved afterwards, by a day (R-CASE-03).
    ///
    /// # Errors
    /// Another state, or a case that does not say whom and what to inspect.
    pub fn emergency(
        self,
        by: AccountId,
        ratify_due: Day,
        team: Vec<CaseMember>,
        reason: String,
        visit: InspectionId,
    ) -> Result<IndividualCase, FollowError> {
        let it = self.step(CaseStep::Emergency)?;
        it.inspectable()?;
        let it = IndividualCase { asked_by: Some(by), emergency: true, team, ..it };
        let (emergency_reason, inspection) = (Some(reason.clone()), Some(visit));
        let (ratify_due, team_reason) = (Some(ratify_due), Some(reason));
        Ok(IndividualCase { emergency_reason, inspection, ratify_due, team_reason, ..it })
    }

    /// 补办审批 after an emergency, once, by another person; late is late, and stays visible.
    ///
    /// # Errors
    /// Another state, no emergency, a second time, or the same person.
    pub fn ratify(
        self,
        by: AccountId,
        on: Day,
        approved: bool,
    ) -> Result<IndividualCase, FollowError> {
        let asker = self.asked_by;
        let it = self.step(CaseStep::Ratify)?;
        if !it.emergency {
            return Err(rule("case.no_emergency", "这件个案检查前已经批准，不需要补办审批。"));
        }
        if it.ratified.is_some() {
            return Err(NOUN.refuses(Why::Once { what: "补办审批" }));
        }
        two_people(NOUN, ("决定紧急检查的人", asker), ("补办审批的人", Some(by)))?;
        let ratified = Some(approved);
        Ok(IndividualCase { ratified, approved_by: Some(by), approved_on: Some(on), ..it })
    }

    /// Whether the approval afterwards is missing or came late.
    #[must_use]
    pub fn ratification_late(&self, today: Day) -> bool {
        let given = self.approved_on.unwrap_or(today);
        self.emergency && self.ratify_due.is_some_and(|due| given > due)
    }

    /// 写明处理结果; who complained is told by a day.
    ///
    /// # Errors
    /// Another state.
    pub fn handle(
        self,
        by: AccountId,
        on: Day,
        result: CaseResult,
        note: String,
        answer_due: Day,
    ) -> Result<IndividualCase, FollowError> {
        let it = self.step(CaseStep::Handle)?;
        let due = it.wants_answer().then_some(answer_due);
        let it = IndividualCase { result: Some(result), result_note: Some(note), due, ..it };
        Ok(IndividualCase { handled_by: Some(by), handled_on: Some(on), ..it })
    }

    /// 答复 whoever complained, once.
    ///
    /// # Errors
    /// Another state, nobody to answer, or a second time.
    pub fn answer(self, on: Day, text: String) -> Result<IndividualCase, FollowError> {
        let it = self.step(CaseStep::Answer)?;
        if it.complainant.is_none() {
            return Err(rule("case.nobody", "没有登记投诉举报人，不需要答复。"));
        }
        if it.answered_on.is_some() {
            return Err(NOUN.refuses(Why::Once { what: "答复" }));
        }
        Ok(IndividualCase { answered_on: Some(on), answer: Some(text), due: None, ..it })
    }

    /// 办结, by another person than handled it; `open` names what is not over yet (R-CASE-06).
    ///
    /// # Errors
    /// Another state, the same person, or something that is still open.
    pub fn close(
        self,
        by: AccountId,
        on: Day,
        ending: CaseEnd,
        open: Option<String>,
    ) -> Result<IndividualCase, FollowError> {
        let handler = self.handled_by;
        let it = self.step(CaseStep::Close)?;
        two_people(NOUN, ("承办人", handler), ("办结的审批人", Some(by)))?;
        let unanswered = it.wants_answer().then(|| "还没有答复投诉举报人。".to_owned());
        let unratified =
            (it.emergency && it.ratified.is_none()).then(|| "紧急检查还没有补办审批。".to_owned());
        if let Some(what) = unanswered.or(unratified).or(open) {
            return Err(NOUN.refuses(Why::Open { what }));
        }
        Ok(IndividualCase { ending: Some(ending), closed_by: Some(by), closed_on: Some(on), ..it })
    }
}
