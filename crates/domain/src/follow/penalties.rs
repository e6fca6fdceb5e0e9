//! 立案处罚: from the clue to the filing, the decision, its publication, its execution, its end.
//!
//! A case is never deleted: what was not filed stays with its reason. Sums are whole 分.

use sunlot_sortition::time::Day;

use super::terms::DECISION_CALENDAR_DAYS;
use super::{FollowError, Noun, Why, two_people};
use crate::coded::{coded, life_cycle};
use crate::codes::DivisionCode;
use crate::ids::{
    AccountId, CaseId, InspectionId, LinkId, OrganId, PenaltyId, ReferralId, SubjectId, TaskId,
};

life_cycle! {
    Penalty;
    /// Where a case stands.
    PenaltyState {
        Proposed = "proposed", "待立案审批";
        NotFiled = "not_filed", "不予立案";
        Filed = "filed", "已立案";
        Deciding = "deciding", "处罚决定待审批";
        Decided = "decided", "已作出决定";
        Closed = "closed", "已结案";
    }
    /// What moves it.
    PenaltyStep {
        Extend = "extend", "延长核查期限": Proposed => Proposed;
        File = "file", "批准立案": Proposed => Filed;
        Decline = "decline", "不予立案": Proposed => NotFiled;
        Decide = "decide", "拟定处罚决定": Filed => Deciding;
        Return = "return", "退回处罚决定": Deciding => Filed;
        Approve = "approve", "批准处罚决定": Deciding => Decided;
        Serve = "serve", "送达": Decided => Decided;
        Publish = "publish", "公示处罚决定": Decided => Decided, Closed => Closed;
        Pay = "pay", "登记缴款": Decided => Decided;
        Close = "close", "结案": Decided => Closed, Filed => Closed;
    }
}

coded! {
    /// 处罚种类 (行政处罚法第九条).
    PenaltyKind {
        /// 警告.
        Warning = "warning", "警告";
        /// 通报批评.
        Criticism = "criticism", "通报批评";
        /// 罚款.
        Fine = "fine", "罚款";
        /// 没收违法所得.
        Gain = "gain", "没收违法所得";
        /// 没收非法财物.
        Goods = "goods", "没收非法财物";
        /// 暂扣许可证件.
        Suspend = "suspend", "暂扣许可证件";
        /// 降低资质等级.
        Downgrade = "downgrade", "降低资质等级";
        /// 吊销许可证件.
        Revoke = "revoke", "吊销许可证件";
        /// 限制开展生产经营活动.
        Restrict = "restrict", "限制开展生产经营活动";
        /// 责令停产停业.
        Halt = "halt", "责令停产停业";
        /// 责令关闭.
        Shut = "shut", "责令关闭";
        /// 限制从业.
        Bar = "bar", "限制从业";
        /// 行政拘留.
        Detain = "detain", "行政拘留";
    }
}

coded! {
    /// 结案方式.
    PenaltyEnd {
        /// 执行完毕.
        Executed = "executed", "执行完毕";
        /// 申请法院强制执行.
        Court = "court", "申请人民法院强制执行";
        /// 不予处罚.
        NoPenalty = "no_penalty", "不予处罚";
        /// 撤销立案.
        Withdrawn = "withdrawn", "撤销立案";
        /// 移送.
        Transferred = "transferred", "移送其他机关";
        /// 决定被撤销.
        Revoked = "revoked", "决定被依法撤销";
    }
}

/// Largest sum of one field: 1000 亿元 in 分.
pub const AMOUNT_MAX: u64 = 10_000_000_000_000;

/// 处罚决定, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Codes of [`PenaltyKind`].
    pub kinds: Vec<String>,
    /// 罚款 in 分.
    pub fine: u64,
    /// 没收违法所得 in 分.
    pub gain: u64,
    /// 没收非法财物价值 in 分.
    pub goods: u64,
    /// 处罚决定书文号.
    pub document: String,
    /// 违法事实, for the public: masked before it is shown.
    pub facts: String,
    /// 处罚依据.
    pub basis: String,
}

/// 立案处罚案件.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Penalty {
    /// Its id.
    pub id: PenaltyId,
    /// 案号 within the platform; never given again.
    pub number: String,
    /// Who handles it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Who is suspected.
    pub subject: SubjectId,
    /// The task of the inspection, when there was one.
    pub task: Option<TaskId>,
    /// Cause: the inspection.
    pub inspection: Option<InspectionId>,
    /// Cause: the individual case.
    pub case_id: Option<CaseId>,
    /// Cause: what another organ sent.
    pub referral: Option<ReferralId>,
    /// 案由.
    pub matter: String,
    /// 发现线索之日.
    pub clue_on: Day,
    /// Last day of the step that is due: filing, decision, publication.
    pub due: Option<Day>,
    /// Whether the time for the filing was extended.
    pub extended: bool,
    /// Who proposed to file it.
    pub proposed_by: AccountId,
    /// Who filed it or declined.
    pub filed_by: Option<AccountId>,
    /// When.
    pub filed_on: Option<Day>,
    /// Why it was late, when it was.
    pub late_reason: Option<String>,
    /// Kinds of the decision.
    pub kinds: Vec<String>,
    /// 罚款 in 分.
    pub fine: u64,
    /// 没收违法所得 in 分.
    pub gain: u64,
    /// 没收非法财物价值 in 分.
    pub goods: u64,
    /// 处罚决定书文号.
    pub document: Option<String>,
    /// 违法事实.
    pub facts: Option<String>,
    /// 处罚依据.
    pub basis: Option<String>,
    /// Who wrote the decision.
    pub decision_by: Option<AccountId>,
    /// Who approved it.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_on: Option<Day>,
    /// 送达日期.
    pub served_on: Option<Day>,
    /// 公示日期.
    pub published_on: Option<Day>,
    /// 提前停止公示, by a repair.
    pub hidden_on: Option<Day>,
    /// Paid so far, in 分.
    pub paid: u64,
    /// Where it stands.
    pub state: PenaltyState,
    /// How it ended.
    pub ending: Option<PenaltyEnd>,
    /// Why.
    pub end_reason: Option<String>,
    /// Who ended it.
    pub closed_by: Option<AccountId>,
    /// When.
    pub closed_on: Option<Day>,
}

/// 缴款: one payment, with its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its id.
    pub id: LinkId,
    /// The case.
    pub penalty: PenaltyId,
    /// In 分.
    pub amount: u64,
    /// When.
    pub paid_on: Day,
    /// 票据号.
    pub receipt: String,
    /// Who entered it.
    pub entered_by: AccountId,
}

const NOUN: Noun = Noun::Penalty;

fn rule(code: &'static str, words: impl Into<String>) -> FollowError {
    NOUN.refuses(Why::Rule { code, words: words.into() })
}

fn amount(field: &'static str, rule: impl Into<String>) -> FollowError {
    NOUN.refuses(Why::Amount { field, rule: rule.into() })
}

impl Decision {
    /// Checks kinds and sums against each other (R-PEN-03).
    ///
    /// # Errors
    /// [`FollowError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), FollowError> {
        let mut kinds: Vec<PenaltyKind> = Vec::new();
        for code in &self.kinds {
            let kind = PenaltyKind::parse(code).filter(|kind| !kinds.contains(kind));
            let words = format!("处罚种类“{code}”不在行政处罚法第九条所列之中，或写了两次。");
            kinds.push(kind.ok_or_else(|| rule("penalty.kind", words))?);
        }
        if kinds.is_empty() {
            return Err(rule("penalty.kind", "请至少选择一种处罚；不予处罚的请直接结案。"));
        }
        for (kind, field, sum) in [
            (PenaltyKind::Fine, "罚款", self.fine),
            (PenaltyKind::Gain, "没收违法所得", self.gain),
            (PenaltyKind::Goods, "没收非法财物价值", self.goods),
        ] {
            if sum > AMOUNT_MAX {
                return Err(amount(field, "金额过大；金额以分为单位，请核对是否多写了位数。"));
            }
            if kinds.contains(&kind) != (sum > 0) {
                let text = format!(
                    "选择了“{}”就须写明大于零的金额，没有选择的金额应为零。",
                    kind.name_zh()
                );
                return Err(amount(field, text));
            }
        }
        super::text(NOUN, "处罚决定书文号", &self.document, 4, 60)?;
        super::text(NOUN, "违法事实", &self.facts, 4, 2_000)?;
        super::text(NOUN, "处罚依据", &self.basis, 4, 500)?;
        Ok(())
    }
}

impl Penalty {
    fn step(self, step: PenaltyStep) -> Result<Penalty, FollowError> {
        Ok(Penalty { state: self.state.take(step)?, ..self })
    }

    /// 罚没 in all, in 分: fine and what is confiscated in money.
    #[must_use]
    pub fn payable(&self) -> u64 {
        self.fine + self.gain
    }

    /// 罚没金额, in 分: also the value of confiscated goods.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.payable() + self.goods
    }

    /// Whether it began with a random inspection. What hangs on an individual case never does
    /// (R-CASE-05).
    #[must_use]
    pub fn is_random(&self) -> bool {
        self.task.is_some() && self.case_id.is_none() && self.referral.is_none()
    }

    /// Whether the decision has to be public: a warning alone has not (《市场监督管理行政处罚信息
    /// 公示规定》).
    #[must_use]
    pub fn publishable(&self) -> bool {
        self.decided_on.is_some()
            && self.kinds.iter().any(|kind| kind != PenaltyKind::Warning.code())
    }

    /// Whether everybody sees it now.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.published_on.is_some()
            && self.hidden_on.is_none()
            && self.ending != Some(PenaltyEnd::Revoked)
    }

    /// 延长核查期限, once, in time, by another person (R-PEN-01).
    ///
    /// # Errors
    /// Another state, the same person, a second time, or too late.
    pub fn extend(self, by: AccountId, due: Day, today: Day) -> Result<Penalty, FollowError> {
        let (author, before) = (self.proposed_by, self.due);
        let it = self.step(PenaltyStep::Extend)?;
        two_people(NOUN, ("立案的申请人", author), ("批准人", by))?;
        if it.extended {
            return Err(NOUN.refuses(Why::Once { what: "延长核查期限" }));
        }
        if let Some(deadline) = before.filter(|day| today > *day) {
            let words = format!("核查期限 {deadline} 已过，不能再延长；请立案并写明逾期原因。");
            return Err(rule("penalty.overdue", words));
        }
        Ok(Penalty { due: Some(due), extended: true, ..it })
    }

    /// 批准立案, by another person (R-PEN-02); late only with the reason why.
    ///
    /// # Errors
    /// Another state, the same person, or too late without a reason.
    pub fn file(
        self,
        by: AccountId,
        today: Day,
        late_reason: Option<String>,
    ) -> Result<Penalty, FollowError> {
        let (author, before) = (self.proposed_by, self.due);
        let it = self.step(PenaltyStep::File)?;
        two_people(NOUN, ("立案的申请人", author), ("批准人", by))?;
        let late = before.filter(|day| today > *day);
        if let (Some(deadline), None) = (late, &late_reason) {
            return Err(NOUN.refuses(Why::LateReason { deadline }));
        }
        let late_reason = late.and(late_reason);
        let due = today.plus(DECISION_CALENDAR_DAYS);
        Ok(Penalty { filed_by: Some(by), filed_on: Some(today), late_reason, due, ..it })
    }

    /// 不予立案, by another person, with the reason.
    ///
    /// # Errors
    /// Another state, or the same person.
    pub fn decline(self, by: AccountId, on: Day, reason: String) -> Result<Penalty, FollowError> {
        let author = self.proposed_by;
        let it = self.step(PenaltyStep::Decline)?;
        two_people(NOUN, ("立案的申请人", author), ("决定不予立案的人", by))?;
        let it = Penalty { filed_by: Some(by), filed_on: Some(on), due: None, ..it };
        Ok(Penalty { closed_by: Some(by), closed_on: Some(on), end_reason: Some(reason), ..it })
    }

    /// 拟定处罚决定.
    ///
    /// # Errors
    /// Another state, or sums that do not fit the kinds.
    pub fn decide(self, by: AccountId, decision: Decision) -> Result<Penalty, FollowError> {
        decision.check()?;
        let it = self.step(PenaltyStep::Decide)?;
        Ok(Penalty {
            kinds: decision.kinds,
            fine: decision.fine,
            gain: decision.gain,
            goods: decision.goods,
            document: Some(decision.document.trim().to_owned()),
            facts: Some(decision.facts.trim().to_owned()),
            basis: Some(decision.basis.trim().to_owned()),
            decision_by: Some(by),
            ..it
        })
    }

    /// 退回处罚决定 to the one who wrote it.
    ///
    /// # Errors
    /// Another state.
    pub fn send_back(self) -> Result<Penalty, FollowError> {
        let it = self.step(PenaltyStep::Return)?;
        let it = Penalty { kinds: Vec::new(), fine: 0, gain: 0, goods: 0, ..it };
        Ok(Penalty { document: None, facts: None, basis: None, decision_by: None, ..it })
    }

    /// 批准处罚决定, by another person; `due` is the last day of its publication.
    ///
    /// # Errors
    /// Another state, or the one who wrote it.
    pub fn approve(self, by: AccountId, today: Day, due: Day) -> Result<Penalty, FollowError> {
        let author = self.decision_by;
        let it = self.step(PenaltyStep::Approve)?;
        two_people(NOUN, ("拟定处罚决定的人", author), ("批准人", Some(by)))?;
        let it = Penalty { decided_by: Some(by), decided_on: Some(today), due: None, ..it };
        let due = it.publishable().then_some(due);
        Ok(Penalty { due, ..it })
    }

    /// 送达.
    ///
    /// # Errors
    /// Another state, a second time, or before the decision.
    pub fn serve(self, on: Day, today: Day) -> Result<Penalty, FollowError> {
        let it = self.step(PenaltyStep::Serve)?;
        if it.served_on.is_some() {
            return Err(NOUN.refuses(Why::Once { what: "送达" }));
        }
        if it.decided_on.is_some_and(|decided| on < decided) || on > today {
            return Err(rule(
                "penalty.served",
                "送达日期应在决定之日至今天之间；请核对送达回证上的日期。",
            ));
        }
        Ok(Penalty { served_on: Some(on), ..it })
    }

    /// 公示处罚决定, once.
    ///
    /// # Errors
    /// Another state, a second time, or what must not be public.
    pub fn publish(self, today: Day) -> Result<Penalty, FollowError> {
        let it = self.step(PenaltyStep::Publish)?;
        if it.published_on.is_some() {
            return Err(NOUN.refuses(Why::Once { what: "公示" }));
        }
        if !it.publishable() {
            let words = "仅受警告或没有作出处罚决定的案件不公示。";
            return Err(rule("penalty.not_public", words));
        }
        Ok(Penalty { published_on: Some(today), due: None, ..it })
    }

    /// 登记缴款: what is due, and at most the fine once more for late payment (行政处罚法第七十二条:
    /// 加处罚款的数额不得超出罚款的数额).
    ///
    /// # Errors
    /// Another state, or a sum of nothing or of too much.
    pub fn pay(self, sum: u64) -> Result<Penalty, FollowError> {
        let it = self.step(PenaltyStep::Pay)?;
        if sum == 0 {
            return Err(amount("缴款金额", "应大于零；金额以分为单位。"));
        }
        let most = it.payable() + it.fine;
        let paid = it.paid.checked_add(sum).filter(|paid| *paid <= most);
        let left = most.saturating_sub(it.paid);
        let paid = paid.ok_or_else(|| {
            let text = format!(
                "缴款合计不能超过罚没款和加处罚款之和；此案至多还可登记 {} 元。",
                super::yuan(left)
            );
            amount("缴款金额", text)
        })?;
        Ok(Penalty { paid, ..it })
    }

    /// 结案, with the reason, by another person than wrote the decision or proposed the case
    /// (R-PEN-05).
    ///
    /// # Errors
    /// Another state, the same person, or an end that does not fit how far it came.
    pub fn close(
        self,
        by: AccountId,
        on: Day,
        ending: PenaltyEnd,
        reason: String,
    ) -> Result<Penalty, FollowError> {
        let decided = self.state == PenaltyState::Decided;
        let author = if decided { self.decision_by } else { Some(self.proposed_by) };
        let it = self.step(PenaltyStep::Close)?;
        two_people(NOUN, ("承办人", author), ("结案的审批人", Some(by)))?;
        let fits = match ending {
            PenaltyEnd::Executed | PenaltyEnd::Court | PenaltyEnd::Revoked => decided,
            PenaltyEnd::NoPenalty | PenaltyEnd::Withdrawn => !decided,
            PenaltyEnd::Transferred => true,
        };
        if !fits {
            let words = format!(
                "“{}”不适合这个案件：作出决定之前只能不予处罚、撤销立案或移送，之后只能执行完毕、\
                 申请强制执行、移送或被撤销。",
                ending.name_zh()
            );
            return Err(rule("penalty.ending", words));
        }
        if ending == PenaltyEnd::Executed {
            it.check_executed()?;
        }
        let it = Penalty { ending: Some(ending), end_reason: Some(reason), ..it };
        let due = it.due.filter(|_| it.published_on.is_none() && it.publishable());
        Ok(Penalty { closed_by: Some(by), closed_on: Some(on), due, ..it })
    }

    fn check_executed(&self) -> Result<(), FollowError> {
        if self.served_on.is_none() {
            let what = "处罚决定还没有送达；请先登记送达日期。".to_owned();
            return Err(NOUN.refuses(Why::Open { what }));
        }
        if self.paid < self.payable() {
            let left = super::yuan(self.payable() - self.paid);
            let what = format!("还有 {left} 元没有缴纳；请登记缴款，或以申请强制执行结案。");
            return Err(NOUN.refuses(Why::Open { what }));
        }
        Ok(())
    }

    /// 提前停止公示, by a repair that was granted.
    ///
    /// # Errors
    /// It is not public.
    pub fn hide(self, on: Day) -> Result<Penalty, FollowError> {
        if !self.is_public() {
            return Err(rule("penalty.not_public", "处罚决定现在没有公示，无需停止公示。"));
        }
        Ok(Penalty { hidden_on: Some(on), ..self })
    }

    /// Whether something should have been done by now.
    #[must_use]
    pub fn overdue(&self, today: Day) -> bool {
        self.due.is_some_and(|due| today > due)
    }
}
