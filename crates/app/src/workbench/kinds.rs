//! What can wait for somebody: one line a kind, in the order of the desk. A kind is an act on the
//! records of a noun in a state; the record's own `allowed_actions` say whether it waits for the
//! person who asks.

use sunlot_domain::policy::Permission;

/// Where records of a kind come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Plans,
    Filings,
    PlanDeadlines,
    Reports,
    ReportDeadlines,
    Tasks,
    TasksToDraw,
    JointVisits,
    Draws,
    DrawRequests,
    Challenges,
    Inspections,
    MyVisits,
    UrgentVisits,
    Recognitions,
    Parts,
    ResultChanges,
    Objections,
    Rectifications,
    LateRectifications,
    Penalties,
    Referrals,
    Handoffs,
    Restrictions,
    Repairs,
    Cases,
    Unlicensed,
    Campaigns,
    ItemVersions,
    LawChanges,
    Imports,
    InspectorChanges,
    Certificates,
    Registers,
    Quarters,
    Meetings,
    Matters,
    Grants,
}

/// A kind of work.
pub(super) struct Kind {
    /// Stable code.
    pub(super) code: &'static str,
    /// Title of the group.
    pub(super) title: &'static str,
    /// Without it nothing of the kind waits for anybody.
    pub(super) permission: Permission,
    pub(super) source: Source,
    /// State of the records, where the noun has states.
    pub(super) state: &'static str,
    /// The act, as `allowed_actions` name it.
    pub(super) action: &'static str,
}

macro_rules! kinds {
    ($($code:literal, $title:literal: $permission:ident, $source:ident $state:literal
        => $action:literal;)*) => {
        pub(super) const KINDS: &[Kind] = &[$(Kind {
            code: $code,
            title: $title,
            permission: Permission::$permission,
            source: Source::$source,
            state: $state,
            action: $action,
        }),*];
    };
}

kinds! {
    // Today's visits come first: somebody waits at the door.
    "visit.arrive", "本人待进户的检查": InspectionWork, MyVisits "notified" => "arrive";
    "visit.check", "本人正在进行的检查": InspectionWork, MyVisits "in_progress" => "check";
    "visit.sign", "待本人签字的检查": InspectionWork, MyVisits "recorded" => "sign";
    "visit.outcome", "待本人确认的状态类结果": InspectionWork, MyVisits "" => "decide_outcome";
    "visit.notify", "待送达通知的检查": InspectionNotify, Inspections "approved" => "notify";
    "result.enter", "待录入的检查结果": ResultEnter, Parts "ready" => "enter";
    "inspection.ratify", "待补批的紧急检查": InspectionApprove, UrgentVisits "" => "approve";
    "inspection.approve", "待批准的检查": InspectionApprove, Inspections "pending" => "approve";
    "recognition.approve", "待批准的结果互认":
        RecognitionApprove, Recognitions "proposed" => "decide";
    "result.review", "待审核的检查结果": ResultReview, Parts "entered" => "review";
    "result.publish", "待公示的检查结果（20 个工作日内）":
        ResultPublish, Parts "passed" => "publish";
    "result_change.approve", "待本部门批准的更正、撤回":
        ResultChangeApprove, ResultChanges "proposed" => "approve";
    "result_change.concur", "待部门以外批准的更正、撤回":
        ResultChangeConcur, ResultChanges "proposed" => "concur";
    "objection.accept", "待受理的异议": ObjectionHandle, Objections "lodged" => "accept";
    "objection.decide", "待决定的异议": ObjectionDecide, Objections "accepted" => "decide";
    // Draws.
    "draw.commit", "待交随机数承诺的抽取": DrawContribute, Draws "planned" => "commit";
    "draw.reveal", "待揭示随机数的抽取": DrawContribute, Draws "announced" => "reveal";
    "draw.escrow", "待签收密封件的抽取": DrawHold, Draws "announced" => "escrow";
    "draw.sheet", "待记录摇号的抽取": DrawRecord, Draws "closed" => "sheet";
    "draw.approve", "待批准冻结的抽取": DrawApprove, Draws "proposed" => "approve";
    "draw.announce", "待公布意向的抽取": DrawRun, Draws "planned" => "announce";
    "draw.close", "待截止揭示的抽取": DrawRun, Draws "announced" => "close";
    "draw.beacon", "待录入公共随机源的抽取": DrawRun, Draws "closed" => "beacon";
    "draw.draw", "待抽取检查对象": DrawRun, Draws "drawable" => "draw";
    "draw.match", "待匹配检查人员": DrawRun, Draws "drawn" => "match";
    "draw.release", "待派发的抽取": DrawRelease, Draws "matched" => "release";
    "draw_request.decide", "待审批的作废、更正、递补、回避":
        DrawDecide, DrawRequests "pending" => "approve";
    "challenge.answer", "待答复的质疑": ChallengeAnswer, Challenges "open" => "answer";
    // Plans and tasks.
    "task.draw", "待准备抽取的任务": DrawPrepare, TasksToDraw "ready" => "prepare";
    "task.approve", "待批准的抽查任务": TaskApprove, Tasks "pending" => "approve";
    "task.submit", "编制中的抽查任务": TaskWrite, Tasks "draft" => "submit";
    "joint_visit.consent", "待同意的合并进户": TaskMerge, JointVisits "proposed" => "consent";
    "plan.coordinate", "待统筹的抽查计划": PlanCoordinate, Plans "submitted" => "coordinate";
    "plan.approve", "待批准的抽查计划": PlanApprove, Plans "coordinated" => "approve";
    "plan.file", "待报送备案的抽查计划": PlanFile, Plans "approved" => "file";
    "plan.publish", "待公示的抽查计划": PlanPublish, Plans "filed" => "publish";
    "plan.start", "待开始执行的抽查计划": PlanWrite, Plans "published" => "start";
    "plan.submit", "编制中的抽查计划": PlanWrite, Plans "draft" => "submit";
    "plan.resubmit", "调整中的抽查计划": PlanWrite, Plans "adjusting" => "submit";
    "plan.acknowledge", "待回执的备案": PlanAcknowledge, Filings "filed" => "acknowledge";
    "plan.missing", "未备案的年度抽查计划": PlanWrite, PlanDeadlines "" => "create";
    "plan.chase", "尚未备案年度抽查计划的部门": PlanCoordinate, PlanDeadlines "" => "chase";
    // Reports of May and November.
    "report.missing", "待编制的半年、年终报告": ReportWrite, ReportDeadlines "" => "create";
    "report.write", "编制中的报告": ReportWrite, Reports "draft" => "edit";
    "report.again", "被退回的报告": ReportWrite, Reports "returned" => "edit";
    "report.submit", "待核对提交的报告": ReportSubmit, Reports "draft" => "submit";
    "report.resubmit", "退回后待再次提交的报告": ReportSubmit, Reports "returned" => "submit";
    "report.receive", "待收的报告": ReportReceive, Reports "submitted" => "receive";
    "report.chase", "尚未提交报告的部门": ReportReceive, ReportDeadlines "" => "chase";
    // What follows a result.
    "rectification.overdue", "逾期未改正的责令改正":
        RectificationWrite, LateRectifications "ordered" => "recheck";
    "rectification.conclude", "待作复查结论的责令改正":
        RectificationWrite, Rectifications "rechecking" => "pass";
    "rectification.again", "复查不合格、待再次责令的":
        RectificationWrite, Rectifications "failed" => "order_again";
    "rectification.extend", "待批准的改正延期":
        RectificationApprove, Rectifications "extending" => "approve_extension";
    "rectification.close", "待办结的责令改正":
        RectificationApprove, Rectifications "passed" => "close";
    "penalty.file", "待审批的立案申请": PenaltyApprove, Penalties "proposed" => "file";
    "penalty.approve", "待审批的处罚决定": PenaltyApprove, Penalties "deciding" => "approve";
    "penalty.decide", "待拟定处罚决定的案件": PenaltyWrite, Penalties "filed" => "decide";
    "penalty.serve", "待送达的处罚决定": PenaltyWrite, Penalties "decided" => "serve";
    "penalty.publish", "待公示的处罚决定": PenaltyPublish, Penalties "decided" => "publish";
    "penalty.close", "待结案的处罚案件": PenaltyApprove, Penalties "decided" => "close";
    "referral.send", "待审批的抄告移送": ReferralApprove, Referrals "proposed" => "send";
    "referral.receive", "待签收的抄告移送": ReferralReceive, Referrals "sent" => "receive";
    "referral.acknowledge", "待回执的抄告移送":
        ReferralReceive, Referrals "received" => "acknowledge";
    "referral.settle", "被退回的抄告移送": ReferralWrite, Referrals "returned" => "settle";
    "handoff.acknowledge", "待回执的联合惩戒":
        ReferralReceive, Handoffs "sent" => "acknowledge";
    "restriction.approve", "待批准的列入": RestrictionApprove, Restrictions "proposed" => "approve";
    "repair.decide", "待决定的信用修复": RestrictionApprove, Repairs "requested" => "grant";
    // Individual cases.
    "case.accept", "待受理的个案": CaseWrite, Cases "registered" => "accept";
    "case.handle", "待处理的个案": CaseWrite, Cases "accepted" => "handle";
    "case.approve", "待批准的个案检查": CaseApprove, Cases "pending" => "approve";
    "case.ratify", "待补办审批的个案检查": CaseApprove, Cases "inspecting" => "ratify";
    "case.answer", "待答复的个案": CaseWrite, Cases "handled" => "answer";
    "case.close", "待办结的个案": CaseApprove, Cases "handled" => "close";
    "unlicensed.guide", "待处理的无证无照线索": CaseWrite, Unlicensed "found" => "guide";
    "unlicensed.close", "待办结的无证无照线索": CaseApprove, Unlicensed "ordered" => "close";
    "campaign.decide", "待决定的专项检查建议": CampaignDecide, Campaigns "proposed" => "accept";
    // The joint conference.
    "meeting.overdue", "未召开的季度联席会议": MeetingWrite, Quarters "" => "create";
    "meeting.hold", "已到日期、待登记召开的会议": MeetingWrite, Meetings "planned" => "hold";
    "meeting.issue", "待印发的会议纪要": MeetingWrite, Meetings "held" => "issue";
    "matter.report", "待办的联席会议事项": MatterReport, Matters "open" => "report";
    "matter.accept", "待办结的联席会议事项": MeetingWrite, Matters "reported" => "accept";
    // Lists, registers and accounts.
    "item_list.approve", "待批准的抽查事项清单": ItemListApprove, ItemVersions "" => "approve";
    "item_list.consent", "待会签的联合清单": ItemListApprove, ItemVersions "" => "consent";
    "item_list.publish", "待公布的抽查事项清单": ItemListPublish, ItemVersions "" => "publish";
    "item_list.submit", "编制中的抽查事项清单": ItemListWrite, ItemVersions "" => "submit";
    "law_change.revise", "依据失效涉及的事项": ItemListWrite, LawChanges "" => "revise";
    "import.approve", "待批准的导入": SubjectImportApprove, Imports "checked" => "approve";
    "inspector.approve", "待批准的人员变动":
        InspectorApprove, InspectorChanges "proposed" => "approve";
    "inspector.renew", "30 天内到期的执法证件": InspectorWrite, Certificates "" => "renew";
    "register.repair", "名录中需要核实的记载": SubjectWrite, Registers "" => "repair";
    "grant.approve", "待批准的授权": GrantApprove, Grants "proposed" => "approve";
    "grant.approve_revocation", "待批准的收回授权":
        GrantApprove, Grants "revoking" => "approve_revocation";
}
