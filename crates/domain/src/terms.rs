//! 用语: every code that a screen may meet, with the word that people read. Screens take their
//! words from here, so that nobody invents a second one.

use sunlot_sortition::frame::Exclusion;

use crate::accounts::AccountState;
use crate::calendar::DayKind;
use crate::caps::VisitKind;
use crate::codes::IdVerdict;
use crate::inspectors::{self, ConflictKind};
use crate::numbering::NumberKind;
use crate::policy::{Permission, Policy};
use crate::subjects::RiskClass;
use crate::{
    accounts, audit, caps, cases, challenges, conferences, draws, follow, imports, inspections,
    items, organs, overlap, plans, registers, results, roles, subjects, tasks,
};

/// Codes of one kind with their words, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    /// Where it is met: a field of a noun (`tasks.origin`), or a field anywhere (`draw_type`). Nouns
    /// are called as in the addresses of the interface.
    pub names: Vec<&'static str>,
    /// Code and word.
    pub words: Vec<(&'static str, &'static str)>,
}

/// Kinds that name their words themselves.
macro_rules! coded_words {
    ($($($name:literal),+: $($type:ident)::+;)*) => {
        vec![$(Vocabulary {
            names: vec![$($name),+],
            words: $($type)::+::ALL.iter().map(|one| (one.code(), one.name_zh())).collect(),
        }),*]
    };
}

/// Every vocabulary.
#[must_use]
pub fn vocabularies() -> Vec<Vocabulary> {
    let mut all = coded_words! {
        "event": audit::Action;
        "role": roles::Role;
        "grants.state": accounts::GrantState;
        "organs.kind": organs::OrganKind;
        "post": conferences::Post;
        "subjects.kind": registers::SubjectKind;
        "subjects.status": subjects::LifeStatus;
        "imports.state": imports::ImportState;
        "item-lists.kind": items::ListKind;
        "consents.state": items::ConsentState;
        "item_class", "class": items::ItemClass;
        "key_reason": items::KeyReason;
        "methods": items::Method;
        "levels", "level": items::Level;
        "plans.state": plans::PlanState;
        "plans.action": plans::PlanStep;
        "filings.kind": plans::FilingKind;
        "filings.state": plans::FilingState;
        "tasks.state": tasks::TaskState;
        "tasks.action": tasks::TaskStep;
        "draw_type": tasks::DrawType;
        "origin", "tasks.origin": tasks::Origin;
        "mode": tasks::DrawMode;
        "joint-visits.state": overlap::JointVisitState;
        "exemption": caps::Exemption;
        "draws.state": draws::DrawState;
        "draws.action": draws::DrawStep;
        "draws.kind": draws::DrawKind;
        "publication": draws::DrawPublication;
        "draw-requests.kind": draws::RequestKind;
        "draw-requests.state": draws::RequestState;
        "challenges.state": challenges::ChallengeState;
        "challenges.verdict": challenges::Verdict;
        "standing": challenges::Standing;
        "inspections.state": inspections::InspectionState;
        "inspections.source": inspections::Source;
        "inspections.outcome": inspections::StatusOutcome;
        "inspection-parts.state": inspections::PartState;
        "inspection-items.state": inspections::ItemState;
        "check_method": inspections::CheckMethod;
        "point_outcome": inspections::PointOutcome;
        "result_code": results::ResultCode;
        "results.state": results::ResultState;
        "result-changes.kind": results::ChangeKind;
        "result-changes.state": results::ChangeState;
        "channel": results::ChannelKind;
        "channels.state": results::ChannelState;
        "objections.state": results::ObjectionState;
        "objections.outcome": results::ObjectionOutcome;
        "via", "objections.via": results::Via;
        "rectifications.state": follow::rectifications::RectificationState;
        "rectifications.action": follow::rectifications::RectificationStep;
        "penalties.state": follow::penalties::PenaltyState;
        "penalties.action": follow::penalties::PenaltyStep;
        "kinds", "penalties.kinds": follow::penalties::PenaltyKind;
        "penalties.ending": follow::penalties::PenaltyEnd;
        "referrals.state": follow::referrals::ReferralState;
        "referrals.action": follow::referrals::ReferralStep;
        "referrals.kind": follow::referrals::ReferralKind;
        "restrictions.state": follow::restrictions::RestrictionState;
        "restrictions.action": follow::restrictions::RestrictionStep;
        "restrictions.kind": follow::measures::RestrictionKind;
        "measure": follow::measures::Measure;
        "handoffs.state": follow::restrictions::HandoffState;
        "handoffs.action": follow::restrictions::HandoffStep;
        "repairs.state": follow::repairs::RepairState;
        "repairs.action": follow::repairs::RepairStep;
        "condition": follow::repairs::Condition;
        "feedback_cause": follow::feedback::FeedbackCause;
        "cases.state": cases::CaseState;
        "cases.action": cases::CaseStep;
        "cases.source": cases::CaseSource;
        "cases.category": cases::CaseCategory;
        "cases.result": cases::CaseResult;
        "cases.ending": cases::CaseEnd;
        "unlicensed.state": cases::unlicensed::UnlicensedState;
        "unlicensed.action": cases::unlicensed::UnlicensedStep;
        "lacks", "unlicensed.lacks": cases::unlicensed::Lacks;
        "unlicensed.ending": cases::unlicensed::UnlicensedEnd;
        "campaigns.state": cases::campaigns::CampaignState;
        "campaigns.action": cases::campaigns::CampaignStep;
    };
    all.extend(spoken());
    all
}

/// Kinds whose words only screens need.
fn spoken() -> Vec<Vocabulary> {
    let policy = Policy::built_in();
    let named = |permission: &Permission| (permission.code(), policy.rule(*permission).name_zh);
    let accounts = [AccountState::Active, AccountState::Disabled].map(|state| match state {
        AccountState::Active => (state.code(), "在用"),
        AccountState::Disabled => (state.code(), "已停用"),
    });
    let verdicts = IdVerdict::ALL.map(|verdict| match verdict {
        IdVerdict::Verified => (verdict.code(), "校验相符"),
        IdVerdict::CheckFailed => (verdict.code(), "校验不符"),
        IdVerdict::OldNumber => (verdict.code(), "旧注册号"),
        IdVerdict::Assigned => (verdict.code(), "登记机关编号"),
    });
    let classes = RiskClass::ALL.map(|class| match class {
        RiskClass::A => (class.code(), "信用风险低（A 类）"),
        RiskClass::B => (class.code(), "信用风险一般（B 类）"),
        RiskClass::C => (class.code(), "信用风险较高（C 类）"),
        RiskClass::D => (class.code(), "信用风险高（D 类）"),
    });
    let conflicts = ConflictKind::ALL.map(|kind| match kind {
        ConflictKind::Recusal => (kind.code(), "回避情形"),
        ConflictKind::Last => (kind.code(), "上一次检查过"),
        ConflictKind::Before => (kind.code(), "前两次检查过"),
    });
    let changes = inspectors::ChangeState::ALL.map(|state| match state {
        inspectors::ChangeState::Proposed => (state.code(), "待批准"),
        inspectors::ChangeState::Approved => (state.code(), "已批准"),
        inspectors::ChangeState::Refused => (state.code(), "未批准"),
    });
    let visits = VisitKind::ALL.map(|kind| match kind {
        VisitKind::Planned => (kind.code(), "日常检查"),
        VisitKind::Special => (kind.code(), "专项检查"),
        VisitKind::Case => (kind.code(), "个案检查"),
    });
    let days = [DayKind::Holiday, DayKind::MakeupWorkday].map(|kind| match kind {
        DayKind::Holiday => (kind.code(), "放假"),
        DayKind::MakeupWorkday => (kind.code(), "调休上班"),
    });
    let numbers = NumberKind::ALL.map(|kind| match kind {
        NumberKind::Plan => (kind.code(), "抽查计划编号"),
        NumberKind::Task => (kind.code(), "抽查任务编号"),
        NumberKind::Document => (kind.code(), "文号"),
    });
    let exclusions = [
        Exclusion::Cap,
        Exclusion::Drawn,
        Exclusion::IdBad,
        Exclusion::Pending,
        Exclusion::Recent,
        Exclusion::Scope,
        Exclusion::Status,
        Exclusion::Trial,
    ]
    .map(|reason| (reason.code(), reason.name_zh()));
    let vocabulary = |names: &[&'static str], words| Vocabulary { names: names.to_vec(), words };
    vec![
        vocabulary(&["permission"], Permission::ALL.iter().map(named).collect()),
        vocabulary(&["accounts.state"], accounts.to_vec()),
        vocabulary(&["subjects.verdict"], verdicts.to_vec()),
        vocabulary(&["risk_class", "subjects.risk"], classes.to_vec()),
        vocabulary(&["conflicts.code"], conflicts.to_vec()),
        vocabulary(&["inspector-changes.state"], changes.to_vec()),
        vocabulary(&["inspections.kind"], visits.to_vec()),
        vocabulary(&["day_kind"], days.to_vec()),
        vocabulary(&["number-patterns.kind"], numbers.to_vec()),
        vocabulary(&["exclusion"], exclusions.to_vec()),
        vocabulary(&["item-list-versions.state"], items::Stage::WORDS.to_vec()),
        vocabulary(&["beacon"], BEACONS.to_vec()),
        vocabulary(&["draw_entry"], ENTRIES.to_vec()),
        vocabulary(&["replacement_reason"], REPLACEMENTS.to_vec()),
        vocabulary(&["method"], FORMS.to_vec()),
        vocabulary(&["imports.kind"], IMPORTS.to_vec()),
        vocabulary(&["fate"], ROWS.to_vec()),
        vocabulary(&["severity"], SEVERITIES.to_vec()),
        vocabulary(&["rounding"], ROUNDINGS.to_vec()),
    ]
}

/// Where the public entropy comes from (ssj-1 §4.5).
const BEACONS: &[(&str, &str)] = &[
    ("drand-quicknet", "drand 公共随机信标"),
    ("ssq", "双色球开奖号码"),
    ("dlt", "超级大乐透开奖号码"),
    ("ceremony", "现场摇号"),
    ("none", "不使用公共随机源"),
];

/// Entries of a draw in the log (ssj-1 §10).
const ENTRIES: &[(&str, &str)] = &[
    ("plan", "冻结"),
    ("intent", "公布意向"),
    ("escrow", "签收托管"),
    ("reveal", "揭示随机数"),
    ("close", "截止揭示"),
    ("beacon", "录入公共随机源"),
    ("result", "抽取"),
    ("match", "匹配检查人员"),
    ("replace", "递补"),
    ("recuse", "检查人员回避"),
    ("rematch", "改派检查人员"),
    ("unseal", "启封"),
    ("void", "作废"),
    ("correction", "更正"),
];

/// 递补的事由 (ssj-1 §8.5).
const REPLACEMENTS: &[(&str, &str)] = &[
    ("STATUS", "冻结之前已注销、吊销或停业"),
    ("MOVED", "冻结之前已迁出"),
    ("DUPLICATE", "底册中重复"),
    ("SCOPE", "不在本次抽取范围内"),
];

/// 检查方式 of a notice.
const FORMS: &[(&str, &str)] =
    &[("field", "实地检查"), ("written", "书面检查"), ("online", "网络监测")];

/// What is imported.
const IMPORTS: &[(&str, &str)] =
    &[("register", "检查对象"), ("inspectors", "执法检查人员"), ("conflicts", "回避情形")];

/// Where a row of an import goes.
const ROWS: &[(&str, &str)] = &[
    ("new", "新增"),
    ("changed", "变更"),
    ("closed", "注销、吊销、撤销、迁出"),
    ("unchanged", "没有变化"),
    ("foreign", "由其他部门登记，不改动"),
    ("duplicate", "与另一行重复"),
    ("refused", "未采用"),
];

/// How grave a remark about a row is.
const SEVERITIES: &[(&str, &str)] = &[("note", "提示"), ("warn", "注意"), ("refuse", "未采用")];

/// How a ratio becomes a number of objects.
const ROUNDINGS: &[(&str, &str)] = &[("min", "不低于"), ("max", "不超过"), ("near", "四舍五入")];
