//! 执法检查人员名录库: who inspects, whether he may on a day, and how a change is approved.

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::codes::DivisionCode;
use crate::ids::{AccountId, InspectorChangeId, InspectorId, LinkId, OrganId, SubjectId};
use crate::tags::within;

/// 执法检查人员. The name is personal data: it is in no public view and no public entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspector {
    /// Its id.
    pub id: InspectorId,
    /// 执法证号: upper-case `[0-9A-Z_.-]{1,32}`.
    pub code: String,
    /// 姓名.
    pub name: String,
    /// The organ he works for.
    pub organ: OrganId,
    /// The account with which he logs in.
    pub account: Option<AccountId>,
    /// 发证机关.
    pub cert_issuer: String,
    /// Last day of the certificate.
    pub cert_valid_until: Day,
    /// 资质.
    pub qualifications: Vec<String>,
    /// Codes of the items he may inspect; empty means every item of the organ.
    pub items: Vec<String>,
    /// Divisions he works in; empty means everywhere.
    pub regions: Vec<DivisionCode>,
    /// 上限 of assignments.
    pub cap: Option<u32>,
    /// Percent of full time.
    pub weight: u32,
    /// 可任组长.
    pub lead: bool,
    /// 检查小组, or empty.
    pub team: String,
    /// Assignments before this platform.
    pub prior: u32,
    /// False once he has left.
    pub active: bool,
    /// First day for which this holds.
    pub valid_from: Day,
}

/// 请假, both days included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectorLeave {
    /// Its id.
    pub id: LinkId,
    /// Whose.
    pub inspector: InspectorId,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// 销假: it does not count.
    pub withdrawn: bool,
}

/// Code of a conflict (ssj-1 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// 回避.
    Recusal,
    /// Inspected it last time.
    Last,
    /// Inspected it the time before.
    Before,
}

impl ConflictKind {
    /// All of them.
    pub const ALL: [ConflictKind; 3] =
        [ConflictKind::Recusal, ConflictKind::Last, ConflictKind::Before];

    /// The code of the conflicts table of a draw.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ConflictKind::Recusal => "C",
            ConflictKind::Last => "R1",
            ConflictKind::Before => "R2",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<ConflictKind> {
        ConflictKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// 回避: why an inspector keeps away from a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its id.
    pub id: LinkId,
    /// Who.
    pub inspector: InspectorId,
    /// From whom.
    pub subject: SubjectId,
    /// Why.
    pub code: ConflictKind,
    /// In words. Internal.
    pub note: String,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// Who declared it.
    pub declared_by: Option<AccountId>,
    /// Declared by mistake, or imported and taken back: it never held.
    pub withdrawn: bool,
}

impl Conflict {
    /// Whether it keeps the inspector away on a day.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        !self.withdrawn && within(self.valid_from, self.valid_to, day)
    }

    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`InspectorError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), InspectorError> {
        if self.note.chars().count() > 200 {
            return Err(InspectorError::NoteTooLong);
        }
        match self.valid_to {
            Some(last) if last < self.valid_from => Err(InspectorError::Days),
            _ => Ok(()),
        }
    }

    /// 回避情形消除: it holds to a day and no longer; one that would end before it began never
    /// held.
    ///
    /// # Errors
    /// [`InspectorError::Over`] when it has ended before.
    pub fn end(self, last_day: Day) -> Result<Conflict, InspectorError> {
        if self.withdrawn || self.valid_to.is_some_and(|last| last <= last_day) {
            return Err(InspectorError::Over);
        }
        if last_day < self.valid_from {
            return Ok(Conflict { withdrawn: true, ..self });
        }
        Ok(Conflict { valid_to: Some(last_day), ..self })
    }
}

impl InspectorLeave {
    /// 请假 of some days that no other leave of the same person has.
    ///
    /// # Errors
    /// [`InspectorError::Days`] or [`InspectorError::LeaveOverlaps`].
    pub fn check(&self, others: &[InspectorLeave]) -> Result<(), InspectorError> {
        if self.last_day < self.first_day {
            return Err(InspectorError::Days);
        }
        let overlaps = |other: &&InspectorLeave| {
            !other.withdrawn && other.first_day <= self.last_day && self.first_day <= other.last_day
        };
        match others.iter().find(overlaps) {
            Some(other) => {
                Err(InspectorError::LeaveOverlaps { first: other.first_day, last: other.last_day })
            }
            None => Ok(()),
        }
    }

    /// 销假: back at work on a day. Who never went was never on leave.
    ///
    /// # Errors
    /// [`InspectorError::Over`] when it was over by then.
    pub fn back(self, day: Day) -> Result<InspectorLeave, InspectorError> {
        if self.withdrawn || day > self.last_day {
            return Err(InspectorError::Over);
        }
        match day.plus(-1) {
            Some(last_day) if day > self.first_day => Ok(InspectorLeave { last_day, ..self }),
            _ => Ok(InspectorLeave { withdrawn: true, ..self }),
        }
    }
}

/// Why somebody cannot be assigned on a day: the first reason, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ineligible {
    /// Not in the register then, or left.
    Inactive,
    /// The certificate does not last.
    CertificateExpired {
        /// Its last day.
        until: Day,
    },
    /// On leave.
    OnLeave {
        /// Until when.
        until: Day,
    },
    /// Part of another organ.
    OtherOrgan,
    /// None of the items is his.
    ItemScope,
    /// Not his division.
    Region,
    /// A declared conflict with the subject.
    Conflict,
}

impl Ineligible {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Ineligible::Inactive => "inspector.inactive",
            Ineligible::CertificateExpired { .. } => "inspector.certificate_expired",
            Ineligible::OnLeave { .. } => "inspector.on_leave",
            Ineligible::OtherOrgan => "inspector.other_organ",
            Ineligible::ItemScope => "inspector.item_scope",
            Ineligible::Region => "inspector.region",
            Ineligible::Conflict => "inspector.conflict",
        }
    }

    /// For people.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Ineligible::Inactive => "当日不在名录中".into(),
            Ineligible::CertificateExpired { until } => format!("执法证有效期至 {until}，已过期"),
            Ineligible::OnLeave { until } => format!("请假至 {until}"),
            Ineligible::OtherOrgan => "不是本部门人员".into(),
            Ineligible::ItemScope => "不具有该事项的检查范围".into(),
            Ineligible::Region => "不在其执法区域".into(),
            Ineligible::Conflict => "与检查对象有回避情形".into(),
        }
    }
}

/// What an assignment asks of an inspector. What is `None` or empty is not asked.
#[derive(Debug, Clone, Default)]
pub struct Assignment<'a> {
    /// For which organ.
    pub organ: Option<OrganId>,
    /// For which items: one of them suffices.
    pub items: &'a [String],
    /// Where.
    pub region: Option<&'a DivisionCode>,
    /// Whom.
    pub subject: Option<SubjectId>,
}

impl Inspector {
    /// Whether he can be assigned on a day; the certificate must still be valid then (R-REG-08).
    ///
    /// # Errors
    /// The first reason why not.
    pub fn eligible_on(
        &self,
        day: Day,
        leave: &[InspectorLeave],
        conflicts: &[Conflict],
        asked: &Assignment<'_>,
    ) -> Result<(), Ineligible> {
        if !self.active || day < self.valid_from {
            return Err(Ineligible::Inactive);
        }
        if self.cert_valid_until < day {
            return Err(Ineligible::CertificateExpired { until: self.cert_valid_until });
        }
        let away = |l: &&InspectorLeave| {
            l.inspector == self.id && !l.withdrawn && within(l.first_day, Some(l.last_day), day)
        };
        if let Some(leave) = leave.iter().filter(away).max_by_key(|l| l.last_day) {
            return Err(Ineligible::OnLeave { until: leave.last_day });
        }
        if asked.organ.is_some_and(|organ| organ != self.organ) {
            return Err(Ineligible::OtherOrgan);
        }
        let covers = |item: &String| self.items.contains(item);
        if !self.items.is_empty() && !asked.items.is_empty() && !asked.items.iter().any(covers) {
            return Err(Ineligible::ItemScope);
        }
        let inside = |place: &DivisionCode| {
            self.regions.iter().any(|mine| place.as_str().starts_with(mine.prefix()))
        };
        if !self.regions.is_empty() && asked.region.is_some_and(|place| !inside(place)) {
            return Err(Ineligible::Region);
        }
        let apart = |c: &Conflict| {
            c.inspector == self.id && Some(c.subject) == asked.subject && c.holds(day)
        };
        if conflicts.iter().any(apart) {
            return Err(Ineligible::Conflict);
        }
        Ok(())
    }

    /// Checks what a person typed or a file brought.
    ///
    /// # Errors
    /// [`InspectorError`] with the first field that is wrong.
    pub fn check(&self, today: Day) -> Result<(), InspectorError> {
        let form = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b"_.-".contains(&b);
        if !(1..=32).contains(&self.code.len()) || !self.code.bytes().all(form) {
            return Err(InspectorError::Code { code: self.code.clone() });
        }
        if !(1..=60).contains(&self.name.chars().count()) {
            return Err(InspectorError::Name);
        }
        if self.cert_issuer.chars().count() > 100 || self.team.chars().count() > 60 {
            return Err(InspectorError::TooLong);
        }
        let lists = [&self.qualifications, &self.items];
        let long = |list: &&Vec<String>| {
            list.len() > 64 || list.iter().any(|word| !(1..=40).contains(&word.chars().count()))
        };
        if lists.iter().any(long) || self.regions.len() > 64 {
            return Err(InspectorError::TooLong);
        }
        if self.cap.is_some_and(|cap| cap > 2_047) || self.prior > 2_047 {
            return Err(InspectorError::Count);
        }
        if !(1..=100).contains(&self.weight) {
            return Err(InspectorError::Weight { weight: self.weight });
        }
        if self.valid_from > today {
            return Err(InspectorError::Future { day: self.valid_from });
        }
        Ok(())
    }
}

/// Why an inspector, a leave or a decision is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum InspectorError {
    #[error("certificate number {code:?}")]
    Code { code: String },
    #[error("name of an inspector")]
    Name,
    #[error("a text or list is too long")]
    TooLong,
    #[error("cap or prior count beyond 2047")]
    Count,
    #[error("weight {weight}")]
    Weight { weight: u32 },
    #[error("{day} lies in the future")]
    Future { day: Day },
    #[error("the last day lies before the first")]
    Days,
    #[error("this body has no inspectors")]
    OrganMayNotInspect,
    #[error("proposed and approved by the same person")]
    SamePerson,
    #[error("already decided")]
    Decided,
    #[error("the caller is no inspector of the register")]
    NotInspector,
    #[error("nothing changed")]
    NothingChanged,
    #[error("certificate number {code:?} is taken")]
    CodeTaken { code: String },
    #[error("the account belongs to another organ or inspector")]
    Account,
    #[error("still in the service of another organ")]
    StillServing,
    #[error("on leave from {first} to {last} already")]
    LeaveOverlaps { first: Day, last: Day },
    #[error("over already")]
    Over,
    #[error("note of a conflict")]
    NoteTooLong,
    #[error("declared already")]
    ConflictDeclared,
}

impl InspectorError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            InspectorError::Code { .. } => "inspector.code",
            InspectorError::Name => "inspector.name",
            InspectorError::TooLong => "inspector.too_long",
            InspectorError::Count => "inspector.count",
            InspectorError::Weight { .. } => "inspector.weight",
            InspectorError::Future { .. } => "inspector.future",
            InspectorError::Days => "inspector.days",
            InspectorError::OrganMayNotInspect => "inspector.organ_may_not_inspect",
            InspectorError::SamePerson => "inspector.same_person",
            InspectorError::Decided => "inspector.decided",
            InspectorError::NotInspector => "inspector.not_inspector",
            InspectorError::NothingChanged => "inspector.nothing_changed",
            InspectorError::CodeTaken { .. } => "inspector.code_taken",
            InspectorError::Account => "inspector.account",
            InspectorError::StillServing => "inspector.still_serving",
            InspectorError::LeaveOverlaps { .. } => "inspector.leave_overlaps",
            InspectorError::Over => "inspector.over",
            InspectorError::NoteTooLong => "conflict.note",
            InspectorError::ConflictDeclared => "conflict.declared",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            InspectorError::Code { code } => format!(
                "“{code}”不是执法证号；应为 1 至 32 位数字、大写字母或 _ . - ，请对照证件填写。"
            ),
            InspectorError::Name => "姓名应为 1 至 60 个字；请填写证件上的姓名。".into(),
            InspectorError::TooLong => {
                "发证机关至多 100 字，小组至多 60 字，列表至多 64 项、每项至多 40 字；请缩短。".into()
            }
            InspectorError::Count => "上限和已派次数应为 0 至 2047；请更正。".into(),
            InspectorError::Weight { weight } => {
                format!("工作量系数应为 1 至 100（百分之几），收到 {weight}；全职填 100。")
            }
            InspectorError::Future { day } => {
                format!("日期 {day} 还没有到；请到当天再登记。")
            }
            InspectorError::Days => "最后一天早于第一天；请检查两个日期。".into(),
            InspectorError::OrganMayNotInspect => {
                "议事协调机构和监督机关不得实施检查，不能登记执法检查人员；请登记到具有执法权的部门。"
                    .into()
            }
            InspectorError::SamePerson => {
                "提出变动的人不能自己批准；请本部门另一位审核审批人处理。".into()
            }
            InspectorError::Decided => "这项变动已经处理过；请刷新后查看结果。".into(),
            InspectorError::NotInspector => {
                "您的账号没有对应的执法检查人员；请本部门先在人员名录中关联您的账号。".into()
            }
            InspectorError::NothingChanged => "内容与现有记载相同；没有需要变动的。".into(),
            InspectorError::CodeTaken { code } => format!(
                "执法证号“{code}”已在名录中；请在原有人员上提出变动，离岗后调入其他部门的也是如此。"
            ),
            InspectorError::Account => {
                "这个账号不存在、不属于本部门，或已关联另一名在岗人员；请重新选择账号。".into()
            }
            InspectorError::StillServing => {
                "该人员仍在原部门在岗；请原部门先办理离岗，再由调入部门提出变动。".into()
            }
            InspectorError::LeaveOverlaps { first, last } => {
                format!("已登记 {first} 至 {last} 的请假，日期重叠；请先销假，或调整日期。")
            }
            InspectorError::Over => "那时已经结束或已撤回；请刷新后查看。".into(),
            InspectorError::NoteTooLong => "回避的说明至多 200 字；请缩短。".into(),
            InspectorError::ConflictDeclared => {
                "对这个检查对象的这种回避情形已经申报，不需要重复申报。".into()
            }
        }
    }
}

/// Where a change of an inspector stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeState {
    /// Waits for the second person.
    Proposed,
    /// In the register.
    Approved,
    /// Not taken over.
    Refused,
}

impl ChangeState {
    /// All of them.
    pub const ALL: [ChangeState; 3] =
        [ChangeState::Proposed, ChangeState::Approved, ChangeState::Refused];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ChangeState::Proposed => "proposed",
            ChangeState::Approved => "approved",
            ChangeState::Refused => "refused",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<ChangeState> {
        ChangeState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Whether a second person may decide what a first one proposed (R-REG-09).
///
/// # Errors
/// [`InspectorError::Decided`] or [`InspectorError::SamePerson`].
pub fn may_decide(
    state: ChangeState,
    proposed_by: AccountId,
    decider: Option<AccountId>,
) -> Result<AccountId, InspectorError> {
    if state != ChangeState::Proposed {
        return Err(InspectorError::Decided);
    }
    decider.filter(|who| *who != proposed_by).ok_or(InspectorError::SamePerson)
}

/// 人员变动 as it is kept; `body` is the proposed inspector as JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectorChange {
    /// Its id.
    pub id: InspectorChangeId,
    /// Whom it is about.
    pub inspector: InspectorId,
    /// The organ.
    pub organ: OrganId,
    /// Version of the inspector that the proposer saw; 0 for a new one.
    pub base_version: u64,
    /// What is proposed.
    pub body: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub proposed_by: AccountId,
    /// Where it stands.
    pub state: ChangeState,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// What he said.
    pub decision: Option<String>,
}
