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
    accounts, activities, annex3, appraisals, audit, caps, cases, challenges, conferences, draws,
    effects, follow, imports, inspections, items, meetings, organs, overlap, plans, registers,
    reports, results, roles, subjects, tasks,
};

/// Codes of one kind with their words, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    /// Name of the kind, as programs call it.
    pub name: &'static str,
    /// Code and word.
    pub words: Vec<(&'static str, &'static str)>,
}

/// Kinds that name their words themselves.
macro_rules! coded_words {
    ($($name:literal: $($type:ident)::+;)*) => {
        vec![$(Vocabulary {
            name: $name,
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
        "grant_state": accounts::GrantState;
        "organ_kind": organs::OrganKind;
        "post": conferences::Post;
        "meeting_state": meetings::MeetingState;
        "agenda_source": meetings::AgendaSource;
        "presence": meetings::Presence;
        "matter_state": meetings::MatterState;
        "activity_kind": activities::ActivityKind;
        "activity_state": activities::ActivityState;
        "indicator": appraisals::Indicator;
        "event_count": appraisals::EventCount;
        "direction": appraisals::Direction;
        "effect_verdict": effects::EffectVerdict;
        "subject_kind": registers::SubjectKind;
        "life_status": subjects::LifeStatus;
        "import_state": imports::ImportState;
        "list_kind": items::ListKind;
        "consent_state": items::ConsentState;
        "item_class": items::ItemClass;
        "key_reason": items::KeyReason;
        "item_method": items::Method;
        "region_level": items::Level;
        "plan_state": plans::PlanState;
        "plan_step": plans::PlanStep;
        "filing_kind": plans::FilingKind;
        "filing_state": plans::FilingState;
        "report_state": reports::ReportState;
        "report_step": reports::ReportStep;
        "report_season": reports::Season;
        "report_reminder": reports::Reminder;
        "annex3_category": annex3::Category;
        "annex3_column": annex3::Column;
        "annex3_outlet": annex3::Outlet;
        "annex3_money": annex3::Money;
        "task_state": tasks::TaskState;
        "task_step": tasks::TaskStep;
        "draw_type": tasks::DrawType;
        "task_origin": tasks::Origin;
        "draw_mode": tasks::DrawMode;
        "joint_visit_state": overlap::JointVisitState;
        "exemption": caps::Exemption;
        "draw_state": draws::DrawState;
        "draw_step": draws::DrawStep;
        "draw_kind": draws::DrawKind;
        "draw_publication": draws::DrawPublication;
        "draw_request_kind": draws::RequestKind;
        "draw_request_state": draws::RequestState;
        "challenge_state": challenges::ChallengeState;
        "challenge_verdict": challenges::Verdict;
        "challenge_standing": challenges::Standing;
        "inspection_state": inspections::InspectionState;
        "inspection_source": inspections::Source;
        "status_outcome": inspections::StatusOutcome;
        "part_state": inspections::PartState;
        "inspection_item_state": inspections::ItemState;
        "check_method": inspections::CheckMethod;
        "point_outcome": inspections::PointOutcome;
        "result_code": results::ResultCode;
        "result_state": results::ResultState;
        "result_change_kind": results::ChangeKind;
        "result_change_state": results::ChangeState;
        "channel_kind": results::ChannelKind;
        "channel_state": results::ChannelState;
        "objection_state": results::ObjectionState;
        "objection_outcome": results::ObjectionOutcome;
        "objection_via": results::Via;
        "rectification_state": follow::rectifications::RectificationState;
        "rectification_step": follow::rectifications::RectificationStep;
        "penalty_state": follow::penalties::PenaltyState;
        "penalty_step": follow::penalties::PenaltyStep;
        "penalty_kind": follow::penalties::PenaltyKind;
        "penalty_end": follow::penalties::PenaltyEnd;
        "referral_state": follow::referrals::ReferralState;
        "referral_step": follow::referrals::ReferralStep;
        "referral_kind": follow::referrals::ReferralKind;
        "restriction_state": follow::restrictions::RestrictionState;
        "restriction_step": follow::restrictions::RestrictionStep;
        "restriction_kind": follow::measures::RestrictionKind;
        "measure": follow::measures::Measure;
        "handoff_state": follow::restrictions::HandoffState;
        "handoff_step": follow::restrictions::HandoffStep;
        "repair_state": follow::repairs::RepairState;
        "repair_step": follow::repairs::RepairStep;
        "repair_condition": follow::repairs::Condition;
        "feedback_cause": follow::feedback::FeedbackCause;
        "case_state": cases::CaseState;
        "case_step": cases::CaseStep;
        "case_source": cases::CaseSource;
        "case_category": cases::CaseCategory;
        "case_result": cases::CaseResult;
        "case_end": cases::CaseEnd;
        "unlicensed_state": cases::unlicensed::UnlicensedState;
        "unlicensed_step": cases::unlicensed::UnlicensedStep;
        "unlicensed_lacks": cases::unlicensed::Lacks;
        "unlicensed_end": cases::unlicensed::UnlicensedEnd;
        "campaign_state": cases::campaigns::CampaignState;
        "campaign_step": cases::campaigns::CampaignStep;
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
        NumberKind::Minutes => (kind.code(), "会议纪要文号"),
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
    let vocabulary = |name, words| Vocabulary { name, words };
    vec![
        vocabulary("permission", Permission::ALL.iter().map(named).collect()),
        vocabulary("account_state", accounts.to_vec()),
        vocabulary("id_verdict", verdicts.to_vec()),
        vocabulary("risk_class", classes.to_vec()),
        vocabulary("conflict_kind", conflicts.to_vec()),
        vocabulary("inspector_change_state", changes.to_vec()),
        vocabulary("visit_kind", visits.to_vec()),
        vocabulary("day_kind", days.to_vec()),
        vocabulary("number_kind", numbers.to_vec()),
        vocabulary("exclusion", exclusions.to_vec()),
        vocabulary("item_list_state", items::Stage::WORDS.to_vec()),
        vocabulary("beacon", BEACONS.to_vec()),
        vocabulary("draw_entry", ENTRIES.to_vec()),
        vocabulary("replacement_reason", REPLACEMENTS.to_vec()),
        vocabulary("inspection_form", FORMS.to_vec()),
        vocabulary("import_kind", IMPORTS.to_vec()),
        vocabulary("import_row", ROWS.to_vec()),
        vocabulary("severity", SEVERITIES.to_vec()),
        vocabulary("rounding", ROUNDINGS.to_vec()),
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
