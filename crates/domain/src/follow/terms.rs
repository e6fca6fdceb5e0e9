//! 期限: how long each step may take, each with its source. Working days unless it says otherwise.

/// 立案: a clue is verified and decided upon within 15 working days
/// (《市场监督管理行政处罚程序规定》第十八条).
pub const FILING_DAYS: u32 = 15;

/// The same article: 15 working days more, with approval, once.
pub const FILING_EXTENSION_DAYS: u32 = 15;

/// 处罚决定: within 90 calendar days of the filing (行政处罚法第六十条).
pub const DECISION_CALENDAR_DAYS: i32 = 90;

/// 处罚决定公示: within 7 working days (国办发〔2018〕118号).
pub const PENALTY_PUBLICATION_DAYS: u32 = 7;

/// 抄告、移送 are acknowledged within 5 working days (this platform's own term; a county may only
/// shorten it in practice).
pub const ACKNOWLEDGE_DAYS: u32 = 5;

/// 移交司法: the police decide within 3 days of the transfer, taken as working days
/// (《行政执法机关移送涉嫌犯罪案件的规定》第八条).
pub const JUDICIAL_DAYS: u32 = 3;

/// 列入严重违法失信名单 lasts three years
/// (《市场监督管理严重违法失信名单管理办法》).
pub const SERIOUS_YEARS: u16 = 3;

/// 提前移出严重违法失信名单: not before one year (信用修复管理办法; domain.md §7).
pub const SERIOUS_REPAIR_MONTHS: u32 = 12;

/// 提前停止公示处罚: not before six months (信用修复管理办法; domain.md §7).
pub const PENALTY_REPAIR_MONTHS: u32 = 6;

/// The same where food, drugs, special equipment are concerned: one year.
pub const PENALTY_REPAIR_MONTHS_SAFETY: u32 = 12;

/// 投诉: accepted or not within 7 working days
/// (《市场监督管理投诉举报处理暂行办法》第十四条).
pub const COMPLAINT_ACCEPT_DAYS: u32 = 7;

/// Other clues: verified within 15 working days, like the filing.
pub const LEAD_ACCEPT_DAYS: u32 = FILING_DAYS;

/// 告知: who reported is told within 5 working days of the outcome
/// (《市场监督管理投诉举报处理暂行办法》第三十一条、第三十二条).
pub const ANSWER_DAYS: u32 = 5;

/// 紧急情况先行检查: approved afterwards within 2 working days (国办发〔2024〕54号: approval
/// before the visit, afterwards only in an emergency).
pub const EMERGENCY_APPROVAL_DAYS: u32 = 2;
