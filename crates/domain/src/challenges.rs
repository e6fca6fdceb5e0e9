//! 质疑: anybody says of a draw "my ticket is below the cutoff and I am missing".
//!
//! Owns what the machine concludes from the published files, the words for it, who answers and by
//! when, and how many challenges are taken. One such number refutes a draw (bundle-1 §4).

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::{Day, UtcSecond};
use thiserror::Error;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, ChallengeId, DrawId, OrganId};
use crate::logins::Failures;
use crate::results::personal_data;

/// 答复期限 in working days. Platform default, as for complaints about published data.
pub const ANSWER_WORKING_DAYS: u32 = 10;

/// Challenges of one network in 24 hours.
pub const NETWORK_MAX: u32 = 20;

/// Challenges of one draw in 24 hours, from everywhere.
pub const DRAW_MAX: u32 = 500;

const DAY_SECONDS: i64 = 86_400;

coded! {
    /// 平台核对的结论.
    Verdict {
        /// The published numbers speak against it.
        Refuted = "refuted", "不成立";
        /// The draw is refuted.
        Confirmed = "confirmed", "成立";
        /// The published files do not decide it.
        Unreadable = "unreadable", "无法核对";
    }
}

coded! {
    /// 在底册中的情况.
    Standing {
        /// Can be drawn.
        Eligible = "eligible", "可以抽取";
        /// Is in the frame and cannot be drawn.
        Excluded = "excluded", "在底册中，不参加抽取";
        /// Has no row.
        Absent = "absent", "不在底册中";
        /// The frame is not public.
        Withheld = "withheld", "底册不公开";
    }
}

coded! {
    /// 质疑状态.
    ChallengeState {
        /// 待答复.
        Open = "open", "待答复";
        /// 已答复.
        Answered = "answered", "已答复";
    }
}

/// The numbers of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// 抽取单元.
    pub unit: String,
    /// 签号: every ticket of the subject, in hex.
    pub tickets: Vec<String>,
    /// The smallest of them, seen from the unit's start: what is compared.
    pub key: String,
    /// 中签线; none where nobody was drawn.
    pub cutoff: Option<String>,
    /// Whether the list has it, drawn or waiting.
    pub listed: bool,
    /// Whether the key is not above the cutoff.
    pub below: bool,
}

/// What the published numbers say: an eligible object whose key is not above the cutoff and that
/// is not on the list refutes the draw. Where the frame is withheld, nobody outside can say whether
/// it was eligible.
#[must_use]
pub fn judge(standing: Standing, findings: &[Finding]) -> Verdict {
    let missing = findings.iter().any(|finding| finding.below && !finding.listed);
    match standing {
        Standing::Eligible if missing => Verdict::Confirmed,
        Standing::Withheld if missing => Verdict::Unreadable,
        _ => Verdict::Refuted,
    }
}

/// 质疑.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// Which draw.
    pub draw: DrawId,
    /// Organ of the draw, which answers.
    pub organ: OrganId,
    /// Division of the draw.
    pub region: DivisionCode,
    /// Organs that take part in the draw.
    pub participants: Vec<OrganId>,
    /// 统一社会信用代码 of the subject that should have been drawn.
    pub subject: String,
    /// 抽取单元, when it was named.
    pub unit: Option<String>,
    /// 签号, when it was named.
    pub ticket: Option<String>,
    /// What was said. Internal.
    pub text: String,
    /// How to reach who said it, sealed. Personal.
    pub contact: Option<Vec<u8>>,
    /// When.
    pub lodged_on: Day,
    /// What the machine concluded.
    pub verdict: Verdict,
    /// Where the subject stands; none when the files could not be read.
    pub standing: Option<Standing>,
    /// The numbers.
    pub findings: Vec<Finding>,
    /// Where it stands.
    pub state: ChallengeState,
    /// Who answered.
    pub answered_by: Option<AccountId>,
    /// When.
    pub answered_on: Option<Day>,
    /// 答复: public.
    pub reply: Option<String>,
}

impl Challenge {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`ChallengeError::Text`], [`ChallengeError::Ticket`], [`ChallengeError::Unit`].
    pub fn check(&self) -> Result<(), ChallengeError> {
        let hex = |text: &String| {
            text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        if self.text.chars().count() > 1_000 {
            return Err(ChallengeError::Text);
        }
        if !self.ticket.as_ref().is_none_or(hex) {
            return Err(ChallengeError::Ticket);
        }
        if !self.unit.as_ref().is_none_or(|unit| (1..=64).contains(&unit.len())) {
            return Err(ChallengeError::Unit);
        }
        Ok(())
    }

    /// Whether the number that was named is one of the subject's; none when none was named.
    #[must_use]
    pub fn ticket_fits(&self) -> Option<bool> {
        let named = self.ticket.as_ref()?;
        Some(self.findings.iter().any(|finding| finding.tickets.contains(named)))
    }

    /// The conclusion in words for everybody.
    #[must_use]
    pub fn words_zh(&self) -> String {
        let reason = match (self.verdict, self.standing) {
            (_, None) => "这次抽取公布的文件没有通过核对，请由承办部门说明。",
            (Verdict::Confirmed, _) => {
                "这一户可以抽取，签号不大于中签线，却不在名单中：公布的结果不符合抽取规则。"
            }
            (Verdict::Unreadable, _) => {
                "签号不大于中签线、名单中没有，但底册不公开，不能从公布的文件判断这一户是否可以抽取。"
            }
            (_, Some(Standing::Absent)) => "这一户不在冻结的底册中，没有参加这次抽取。",
            (_, Some(Standing::Excluded)) => "这一户在底册中注明了不参加抽取的理由。",
            _ if self.findings.iter().any(|finding| finding.listed) => "这一户就在公布的名单中。",
            _ => "这一户的签号大于中签线，没有抽中符合抽取规则。",
        };
        let wrong = match self.ticket_fits() {
            Some(false) => "您填写的签号与按公布的规则算出的不同，核对以算出的为准。",
            _ => "",
        };
        format!("{reason}{wrong}")
    }

    /// 答复, by somebody who neither prepared nor approved the draw (R-CHAL-03).
    ///
    /// # Errors
    /// Another state, one who took part, a text that is too short or holds personal data.
    pub fn answer(
        self,
        reply: &str,
        (by, took_part): (AccountId, bool),
        today: Day,
    ) -> Result<Challenge, ChallengeError> {
        if self.state != ChallengeState::Open {
            return Err(ChallengeError::State { state: self.state.name_zh() });
        }
        if took_part {
            return Err(ChallengeError::TookPart);
        }
        let reply = reply.trim();
        if !(4..=2_000).contains(&reply.chars().count()) {
            return Err(ChallengeError::Reply);
        }
        if let Some(what) = personal_data(reply) {
            return Err(ChallengeError::Personal { what });
        }
        Ok(Challenge {
            state: ChallengeState::Answered,
            answered_by: Some(by),
            answered_on: Some(today),
            reply: Some(reply.to_owned()),
            ..self
        })
    }
}

/// Counts one more challenge against a bound, or gives the seconds until one is taken again.
///
/// # Errors
/// The seconds.
pub fn count(known: Option<Failures>, most: u32, now: UtcSecond) -> Result<Failures, i64> {
    let fresh = Failures { count: 1, first: now, last: now };
    let Some(known) = known.filter(|known| now.unix() - known.first.unix() < DAY_SECONDS) else {
        return Ok(fresh);
    };
    if known.count >= most {
        return Err(known.first.unix() + DAY_SECONDS - now.unix());
    }
    Ok(Failures { count: known.count + 1, last: now, ..known })
}

/// Why a challenge, or a step of one, is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum ChallengeError {
    #[error("challenge is {state}")]
    State { state: &'static str },
    #[error("the list is not public")]
    Sealed,
    #[error("the same challenge waits for its answer")]
    Again,
    #[error("not in this unit")]
    OtherUnit,
    #[error("answered by one who took part in the draw")]
    TookPart,
    #[error("text too long")]
    Text,
    #[error("ticket is no 64 hex digits")]
    Ticket,
    #[error("unit is no code")]
    Unit,
    #[error("reply too short or too long")]
    Reply,
    #[error("reply holds personal data")]
    Personal { what: &'static str },
}

impl ChallengeError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ChallengeError::State { .. } => "challenge.state",
            ChallengeError::Sealed => "challenge.sealed",
            ChallengeError::Again => "challenge.again",
            ChallengeError::OtherUnit => "challenge.other_unit",
            ChallengeError::TookPart => "challenge.took_part",
            ChallengeError::Text => "challenge.text",
            ChallengeError::Ticket => "challenge.ticket",
            ChallengeError::Unit => "challenge.unit",
            ChallengeError::Reply => "challenge.reply",
            ChallengeError::Personal { .. } => "challenge.personal_data",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            ChallengeError::State { state } => {
                format!("这项质疑现在是“{state}”，不能再答复；请刷新后查看。")
            }
            ChallengeError::Sealed => {
                "名单还没有公开，现在不能核对；请在名单公开之后提出。".to_owned()
            }
            ChallengeError::Again => {
                "对这一户的质疑已经提出，正在等待答复；核对结论见公开的质疑。".to_owned()
            }
            ChallengeError::OtherUnit => {
                "这一户不在您填写的抽取单元中；请核对单元，或留空由平台核对全部单元。".to_owned()
            }
            ChallengeError::TookPart => {
                "答复须由没有准备、没有批准这次抽取的人作出；请由另一名审核审批人答复。".to_owned()
            }
            ChallengeError::Text => "说明至多 1000 个字。".to_owned(),
            ChallengeError::Ticket => {
                "签号应为 64 位十六进制数字（小写）；不清楚的可以留空，由平台计算。".to_owned()
            }
            ChallengeError::Unit => "抽取单元的代码不对；可以留空，由平台核对全部单元。".to_owned(),
            ChallengeError::Reply => "请写明答复，4 至 2000 个字。".to_owned(),
            ChallengeError::Personal { what } => {
                format!("答复将公开，其中含有{what}；请删去后再提交。")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(listed: bool, below: bool) -> Finding {
        let key = "0".repeat(64);
        let (tickets, cutoff) = (vec![key.clone()], Some("f".repeat(64)));
        Finding { unit: "U1".into(), tickets, key, cutoff, listed, below }
    }

    #[test]
    fn one_eligible_object_below_the_cutoff_that_is_missing_refutes_a_draw() {
        let missing = [finding(true, true), finding(false, true)];
        let expected = [
            (Standing::Eligible, Verdict::Confirmed),
            (Standing::Withheld, Verdict::Unreadable),
            (Standing::Excluded, Verdict::Refuted),
            (Standing::Absent, Verdict::Refuted),
        ];
        for (standing, verdict) in expected {
            assert_eq!(judge(standing, &missing), verdict, "{standing:?}");
        }
        for others in [finding(true, true), finding(true, false), finding(false, false)] {
            assert_eq!(judge(Standing::Eligible, &[others]), Verdict::Refuted);
        }
        assert_eq!(judge(Standing::Eligible, &[]), Verdict::Refuted);
    }

    #[test]
    fn a_bound_opens_again_after_a_day() {
        let at = |s| UtcSecond::parse("2026-03-02T01:00:00Z").unwrap().plus(s).unwrap();
        let mut known = None;
        for second in 0..3 {
            known = Some(count(known, 3, at(second)).unwrap());
        }
        assert_eq!(count(known, 3, at(10)), Err(DAY_SECONDS - 10));
        assert_eq!(count(known, 3, at(DAY_SECONDS)).unwrap().count, 1);
    }
}
