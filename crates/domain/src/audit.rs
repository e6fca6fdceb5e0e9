//! 留痕: the closed list of everything that can happen, and what one event says.
//!
//! Nothing commits without its event. The public entry holds what happened, when, salted digests
//! and what the event itself tells the public; who, to which record, why and what changed stay
//! with the platform and can be shown one by one (docs/record.md).

use sunlot_sortition::jcs::Json;

macro_rules! actions {
    ($($name:ident = $code:literal, $zh:literal;)*) => {
        /// Everything that can happen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // Each has its Chinese name beside it.
        pub enum Action { $($name),* }

        impl Action {
            /// All of them.
            pub const ALL: &[Action] = &[$(Action::$name),*];

            /// Stable code: the noun, a dot, the verb.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Action::$name => $code),* }
            }

            /// What the timeline of a record shows.
            #[must_use]
            pub fn name_zh(self) -> &'static str {
                match self { $(Action::$name => $zh),* }
            }
        }
    };
}

actions! {
    // Organs.
    RegionsLoaded = "region.load", "载入行政区划";
    OrganCreated = "organ.create", "建立部门";
    OrganChanged = "organ.change", "变更部门";
    // Accounts.
    FirstStart = "account.first_start", "首次启动建立三员";
    AccountCreated = "account.create", "建立账号";
    AccountChanged = "account.change", "变更账号";
    AccountDisabled = "account.disable", "停用账号";
    AccountEnabled = "account.enable", "启用账号";
    PasswordReset = "account.reset_password", "重置口令";
    PasswordChanged = "account.change_password", "修改口令";
    FactorOffered = "account.offer_factor", "开始启用动态口令";
    FactorConfirmed = "account.confirm_factor", "启用动态口令";
    FactorRemoved = "account.remove_factor", "撤销动态口令";
    RecoveryCodesMade = "account.recovery_codes", "更换恢复代码";
    EmergencyAsked = "emergency.ask", "申请紧急恢复访问";
    EmergencyDone = "emergency.reset", "紧急恢复访问";
    GrantProposed = "grant.propose", "提出授权";
    GrantApproved = "grant.approve", "批准授权";
    GrantRefused = "grant.refuse", "不批准授权";
    GrantWithdrawn = "grant.withdraw", "撤回授权";
    RevocationProposed = "grant.propose_revocation", "提出收回授权";
    RevocationApproved = "grant.approve_revocation", "批准收回授权";
    RevocationRefused = "grant.refuse_revocation", "不批准收回授权";
    SessionOpened = "session.open", "登录";
    SessionSteppedUp = "session.step_up", "再次验证身份";
    SessionEnded = "session.end", "退出登录";
    LoginFailed = "session.fail", "登录失败";
    LoginBlocked = "session.block", "登录被暂停";
    // Joint conference.
    ConferenceCreated = "conference.create", "建立联席会议";
    MemberJoined = "conference.join", "登记成员单位";
    MemberLeft = "conference.leave", "成员单位退出";
    PostTaken = "conference.post", "登记联席会议任职";
    PostSucceeded = "conference.succeed", "联席会议人员接任";
    PostLeft = "conference.post_end", "联席会议人员离任";
    MeetingPlanned = "meeting.plan", "拟定季度会议";
    MeetingChanged = "meeting.change", "修改拟定的会议";
    MeetingHeld = "meeting.hold", "登记会议召开";
    MeetingMinuted = "meeting.minute", "写会议纪要";
    MeetingIssued = "meeting.issue", "印发会议纪要";
    MatterSet = "matter.set", "交办会议待办事项";
    MatterReported = "matter.report", "报待办事项结果";
    MatterReturned = "matter.return", "退回待办事项";
    MatterAccepted = "matter.accept", "待办事项办结";
    ActivityRecorded = "activity.record", "登记培训、宣传、经验";
    ActivityChanged = "activity.change", "修改培训、宣传、经验";
    ActivityShown = "activity.show", "上传佐证材料";
    ActivityWithdrawn = "activity.cancel", "撤销培训、宣传、经验的登记";
    TargetSet = "appraisal.target", "规定考核目标";
    // Registers.
    SubjectAdded = "subject.add", "登记检查对象";
    SubjectChanged = "subject.change", "变更检查对象";
    SubjectDelisted = "subject.delist", "检查对象移出名录";
    SubjectLocated = "subject.locate", "更正检查对象位置";
    TagCreated = "tag.create", "建立标签";
    TagChanged = "tag.change", "变更标签";
    TagRenamed = "tag.rename", "标签改名";
    TagAttached = "tag.attach", "加标签";
    TagDetached = "tag.detach", "取消标签";
    DutyAssigned = "duty.assign", "确定监管责任";
    DutyEnded = "duty.end", "结束监管责任";
    InspectorProposed = "inspector.propose", "提出人员变动";
    InspectorApproved = "inspector.approve", "批准人员变动";
    InspectorRefused = "inspector.refuse", "不批准人员变动";
    LeaveRecorded = "inspector.leave", "登记请假";
    LeaveWithdrawn = "inspector.leave_end", "销假";
    ConflictDeclared = "conflict.declare", "申报回避";
    ConflictEnded = "conflict.end", "回避情形消除";
    ImportChecked = "import.check", "上传并核对导入文件";
    ImportRefused = "import.refuse", "不批准导入";
    ImportApplied = "import.apply", "批准并写入导入";
    ImportUndone = "import.undo", "撤销导入";
    ImportDiscarded = "import.discard", "导入逾期未处理，作废";
    // Item lists.
    ItemListCreated = "item_list.create", "建立抽查事项清单";
    ItemListDrafted = "item_list.draft", "编制清单新版本";
    ItemListImported = "item_list.import", "导入清单事项";
    ItemAdded = "item_list.item_add", "增加抽查事项";
    ItemChanged = "item_list.item_change", "修改抽查事项";
    ItemStruck = "item_list.item_strike", "删除抽查事项";
    ItemListSubmitted = "item_list.submit", "提交清单审批";
    ItemListConsented = "item_list.consent", "会签联合清单";
    ItemListApproved = "item_list.approve", "批准清单";
    ItemListReturned = "item_list.return", "退回清单";
    ItemListPublished = "item_list.publish", "公布清单";
    ItemListAbandoned = "item_list.abandon", "放弃清单版本";
    LawChanged = "law.change", "登记依据失效";
    LawChangeAltered = "law.change_alter", "更正依据失效登记";
    // Plans.
    CalendarAnnounced = "calendar.announce", "录入放假安排";
    NumberPatternSet = "number_pattern.set", "规定编号规则";
    PlanCreated = "plan.create", "编制抽查计划";
    PlanChanged = "plan.change", "修改抽查计划";
    PlanSubmitted = "plan.submit", "提交抽查计划";
    PlanReturned = "plan.return", "退回抽查计划";
    PlanCoordinated = "plan.coordinate", "统筹抽查计划";
    PlanApproved = "plan.approve", "批准抽查计划";
    PlanFiled = "plan.file", "报送备案";
    PlanAcknowledged = "plan.acknowledge", "收到备案";
    PlanFilingReturned = "plan.return_filing", "退回备案";
    PlanPublished = "plan.publish", "公示抽查计划";
    PlanTableImported = "plan.import_table", "导入附件2";
    PlanStarted = "plan.start", "开始执行抽查计划";
    PlanAdjusting = "plan.adjust", "调整抽查计划";
    PlanCompleted = "plan.complete", "完成抽查计划";
    PlanTerminated = "plan.terminate", "终止抽查计划";
    ReportCreated = "report.create", "编制报告";
    ReportChanged = "report.change", "修改报告";
    ReportSubmitted = "report.submit", "提交报告";
    ReportReturned = "report.return", "退回报告";
    ReportReceived = "report.receive", "收到报告";
    CapSet = "cap.set", "规定年度频次上限";
    VisitRecorded = "visit.record", "登记入户检查";
    ScopeRuleSet = "scope_rule.set", "维护经营范围对应规则";
    // Tasks.
    TaskCreated = "task.create", "编制抽查任务";
    TaskChanged = "task.change", "修改抽查任务";
    TaskSubmitted = "task.submit", "提交抽查任务";
    TaskReturned = "task.return", "退回抽查任务";
    TaskApproved = "task.approve", "批准抽查任务";
    TaskTerminated = "task.terminate", "终止抽查任务";
    JointVisitProposed = "joint_visit.propose", "提议合并进户";
    JointVisitConsented = "joint_visit.consent", "同意合并进户";
    JointVisitUndone = "joint_visit.undo", "撤销合并进户";
    // Inspections.
    InspectionsOpened = "inspection.open", "派发检查";
    InspectionApproved = "inspection.approve", "批准检查";
    InspectionsApproved = "inspection.approve_batch", "批准一批检查";
    InspectionNotified = "inspection.notify", "送达检查通知";
    InspectionArrived = "inspection.arrive", "到达现场并亮证";
    InspectionChecked = "inspection.check", "填写检查记录";
    InspectionRecorded = "inspection.finish", "完成检查记录";
    InspectionReopened = "inspection.reopen", "重新填写检查记录";
    InspectionSigned = "inspection.sign", "执法人员签字";
    InspectionCompanySigned = "inspection.company_sign", "记录当事人签字";
    InspectionNoted = "inspection.note", "补正检查记录";
    OutcomeProposed = "inspection.outcome", "提出以状态结束";
    OutcomeDecided = "inspection.decide_outcome", "确认以状态结束";
    MemberReplaced = "inspection.replace_member", "检查组改派";
    EvidenceAdded = "evidence.add", "上传检查证据";
    InstitutionRegistered = "institution.register", "登记受委托机构";
    InstitutionChanged = "institution.change", "变更受委托机构";
    RecognitionProposed = "recognition.propose", "提出结果互认";
    RecognitionDecided = "recognition.decide", "决定结果互认";
    VisitRated = "visit.rate", "评价检查";
    // Results.
    ResultEntered = "result.enter", "录入检查结果";
    ResultReviewed = "result.review", "审核检查结果";
    ResultPublished = "result.publish", "公示检查结果";
    ChannelNoted = "result.channel", "登记公示渠道";
    ResultChangeProposed = "result_change.propose", "提出更正或撤回";
    ResultChangeApproved = "result_change.approve", "批准更正或撤回";
    ResultCorrected = "result.correct", "更正检查结果";
    ResultWithdrawn = "result.withdraw", "撤回检查结果";
    ResultChangeRefused = "result_change.refuse", "不批准更正或撤回";
    ObjectionLodged = "objection.lodge", "提出异议";
    ObjectionAccepted = "objection.accept", "受理异议";
    ObjectionDecided = "objection.decide", "决定异议";
    TaskFollowed = "task.follow_up", "任务转入后续处置";
    TaskArchived = "task.archive", "任务归档";
    // What follows a result.
    RectificationOrdered = "rectification.order", "责令改正";
    RectificationExtending = "rectification.extend", "申请延长改正期限";
    RectificationExtended = "rectification.approve_extension", "批准延长改正期限";
    RectificationNotExtended = "rectification.refuse_extension", "不批准延长改正期限";
    RectificationRecheck = "rectification.recheck", "派人复查";
    RectificationConcluded = "rectification.conclude", "复查结论";
    RectificationAgain = "rectification.order_again", "再次责令改正";
    RectificationClosed = "rectification.close", "责令改正办结";
    RectificationCancelled = "rectification.cancel", "撤销责令改正";
    PenaltyProposed = "penalty.propose", "申请立案";
    PenaltyExtended = "penalty.extend", "延长核查期限";
    PenaltyFiled = "penalty.file", "批准立案";
    PenaltyDeclined = "penalty.decline", "不予立案";
    PenaltyDrafted = "penalty.decide", "拟定处罚决定";
    PenaltyReturned = "penalty.return", "退回处罚决定";
    PenaltyDecided = "penalty.approve", "批准处罚决定";
    PenaltyServed = "penalty.serve", "送达处罚决定";
    PenaltyPublished = "penalty.publish", "公示处罚决定";
    PenaltyPaid = "penalty.pay", "登记缴款";
    PenaltyClosed = "penalty.close", "结案";
    ReferralProposed = "referral.propose", "提出抄告移送";
    ReferralSent = "referral.send", "批准并发出抄告移送";
    ReferralWithdrawn = "referral.withdraw", "撤回抄告移送";
    ReferralReceived = "referral.receive", "签收抄告移送";
    ReferralAcknowledged = "referral.acknowledge", "回执抄告移送";
    ReferralReturned = "referral.return", "退回抄告移送";
    ReferralSettled = "referral.settle", "退回后处理抄告移送";
    ReferralActed = "referral.act", "抄告移送转为个案";
    RestrictionProposed = "restriction.propose", "提出列入名单";
    RestrictionApproved = "restriction.approve", "批准列入名单";
    RestrictionRefused = "restriction.refuse", "不批准列入名单";
    RestrictionLifted = "restriction.lift", "解除列入";
    HandoffSent = "handoff.send", "移交联合惩戒";
    HandoffAcknowledged = "handoff.acknowledge", "回执联合惩戒";
    RepairRequested = "repair.request", "受理信用修复申请";
    RepairGranted = "repair.grant", "准予信用修复";
    RepairRefused = "repair.refuse", "不予信用修复";
    // Individual cases.
    CaseRegistered = "case.register", "登记个案";
    CaseChanged = "case.change", "补充个案信息";
    ComplainantSealed = "case.seal", "登记投诉举报人";
    ComplainantRevealed = "case.reveal", "查看投诉举报人";
    CaseAccepted = "case.accept", "受理个案";
    CaseDeclined = "case.decline", "不予受理个案";
    CaseMerged = "case.merge", "并案";
    CaseAsked = "case.ask", "申请个案检查";
    CaseReturned = "case.return", "退回个案检查申请";
    CaseApproved = "case.approve", "批准个案检查并派人";
    CaseEmergency = "case.emergency", "紧急先行检查";
    CaseRatified = "case.ratify", "补办个案检查审批";
    CaseHandled = "case.handle", "个案处理结果";
    CaseAnswered = "case.answer", "答复投诉举报人";
    CaseClosed = "case.close", "个案办结";
    UnlicensedFound = "unlicensed.register", "登记无证无照线索";
    UnlicensedGuided = "unlicensed.guide", "引导办理证照";
    UnlicensedOrdered = "unlicensed.order", "责令停止无证无照经营";
    UnlicensedClosed = "unlicensed.close", "无证无照线索办结";
    UnlicensedRevealed = "unlicensed.reveal", "查看无证无照经营者";
    CampaignProposed = "campaign.propose", "提出专项检查建议";
    CampaignAccepted = "campaign.accept", "采纳专项检查建议";
    CampaignRejected = "campaign.reject", "不采纳专项检查建议";
    // Forms.
    FormPrinted = "form.print", "打印文书";
    DossierMade = "dossier.make", "取得证据包或任务档案";
    // Draws.
    DrawPrepared = "draw.prepare", "准备抽取";
    DrawWithdrawn = "draw.take_back", "撤回抽取";
    DrawFrozen = "draw.freeze", "批准并冻结";
    DrawCommitted = "draw.commit", "交随机数承诺";
    DrawAnnounced = "draw.announce", "公布抽取意向";
    DrawEscrowed = "draw.escrow", "签收托管";
    DrawRevealed = "draw.reveal", "揭示随机数";
    DrawClosed = "draw.close", "截止揭示";
    DrawSheet = "draw.sheet", "记录摇号";
    DrawBeacon = "draw.beacon", "录入公共随机源";
    DrawDrawn = "draw.draw", "抽取";
    DrawMatched = "draw.match", "匹配检查人员";
    DrawViewed = "draw.view", "查看未公开的名单";
    DrawReleased = "draw.release", "派发一批";
    DrawUnsealed = "draw.unseal", "启封";
    DrawVoided = "draw.void", "作废抽取";
    DrawCorrected = "draw.correct", "更正抽取";
    DrawReplaced = "draw.replace", "递补";
    DrawRecused = "draw.recuse", "检查人员回避";
    DrawRematched = "draw.rematch", "改派检查人员";
    DrawAsked = "draw.ask", "申请作废、更正、递补或回避";
    DrawEvidence = "draw.evidence", "上传递补证据";
    DrawRefused = "draw.refuse", "不批准申请";
    ChallengeLodged = "challenge.lodge", "提出质疑";
    ChallengeConfirmed = "challenge.confirm", "质疑成立，报警";
    ChallengeAnswered = "challenge.answer", "答复质疑";
    ChallengeRevealed = "challenge.reveal", "查看质疑人的联系方式";
    // The log itself.
}

/// Verbs after which the log is signed at once, not within a minute: from then on nobody can say
/// that something else was frozen, drawn, published or corrected.
const SEALED: &[&str] = &[
    "freeze", "announce", "close", "draw", "match", "unseal", "publish", "correct", "amend",
    "withdraw", "void", "file", "confirm",
];

impl Action {
    /// Whether a checkpoint follows at once.
    #[must_use]
    pub fn sealed_at_once(self) -> bool {
        self.code().rsplit('.').next().is_some_and(|verb| SEALED.contains(&verb))
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Action> {
        Action::ALL.iter().copied().find(|action| action.code() == code)
    }
}

/// What happened, to what, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub action: Action,
    /// Id of the record it happened to.
    pub record: String,
    /// 理由, where one is asked for.
    pub reason: Option<String>,
    /// What changed: for a person who may read it. Only its digest is public.
    pub details: Json,
    /// What the entry tells everybody: nothing, unless the event publishes something.
    pub public: Option<Json>,
}

impl Event {
    /// An event without reason or details.
    #[must_use]
    pub fn new(action: Action, record: impl ToString) -> Event {
        let details = Json::object([]);
        Event { action, record: record.to_string(), reason: None, details, public: None }
    }

    /// With a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Event {
        self.reason = Some(reason.into());
        self
    }

    /// With what changed.
    #[must_use]
    pub fn with(mut self, details: Json) -> Event {
        self.details = details;
        self
    }

    /// With what everybody may know for ever, such as the number and digest of what is published.
    #[must_use]
    pub fn publicly(mut self, facts: Json) -> Event {
        self.public = Some(facts);
        self
    }
}
