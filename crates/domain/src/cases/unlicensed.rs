//! 无证无照经营: who is competent, how somebody is led to a licence, how it is stopped
//! (《无证无照经营查处办法》, 国务院令第684号).

use sunlot_sortition::time::Day;

use crate::coded::{coded, life_cycle};
use crate::codes::DivisionCode;
use crate::follow::{FollowError, Noun, Why, two_people};
use crate::ids::{AccountId, CaseId, OrganId, PenaltyId, ReferralId, SubjectId, UnlicensedId};

life_cycle! {
    Unlicensed;
    /// Where it stands.
    UnlicensedState {
        Found = "found", "已登记";
        Guided = "guided", "引导办证";
        Ordered = "ordered", "责令停止";
        Closed = "closed", "已办结";
    }
    /// What moves it.
    UnlicensedStep {
        Guide = "guide", "引导办理证照": Found => Guided;
        Order = "order", "责令停止经营": Found | Guided => Ordered;
        Close = "close", "办结": Found | Guided | Ordered => Closed;
    }
}

coded! {
    /// What is missing.
    Lacks {
        /// 无照: no business licence.
        Registration = "registration", "无照经营";
        /// 无证: no permit that the law asks for.
        Permit = "permit", "无证经营";
        /// Neither.
        Both = "both", "无证无照经营";
    }
}

coded! {
    /// 办结方式.
    UnlicensedEnd {
        /// 已依法办理证照.
        Registered = "registered", "已依法办理证照";
        /// 已停止经营.
        Stopped = "stopped", "已停止经营";
        /// 已立案处罚.
        Punished = "punished", "已立案处罚";
        /// 移送有管辖权的部门.
        Transferred = "transferred", "移送有管辖权的部门";
        /// 依法不属于无证无照经营 (第三条).
        Exempt = "exempt", "依法不属于无证无照经营";
    }
}

/// 第三条: 在指定场所和时间销售农副产品、日常生活用品, 或者利用自己的技能从事依法无须取得许可的便民劳务.
pub const EXEMPT_ARTICLE: &str = "《无证无照经营查处办法》第三条";

impl Lacks {
    /// Whether the licensing department acts rather than the market supervision.
    #[must_use]
    pub fn is_permit(self) -> bool {
        self != Lacks::Registration
    }

    /// The article that names the competent department: 第五条 for a permit, 第六条 for a
    /// registration, 第七条 for both, which follows 第五条 (R-CASE-08).
    #[must_use]
    pub fn article(self) -> &'static str {
        match self {
            Lacks::Permit => "《无证无照经营查处办法》第五条",
            Lacks::Registration => "《无证无照经营查处办法》第六条",
            Lacks::Both => "《无证无照经营查处办法》第七条",
        }
    }
}

/// 无证无照经营线索.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlicensed {
    /// Its id.
    pub id: UnlicensedId,
    /// Who found it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// The competent department, when it is another one.
    pub participants: Vec<OrganId>,
    /// The entry of the register: kind `unlicensed`, no name of a person.
    pub subject: SubjectId,
    /// The individual case, when it came from one.
    pub case_id: Option<CaseId>,
    /// What is missing.
    pub lacks: Lacks,
    /// The permit that the law asks for.
    pub permit: Option<String>,
    /// What is traded.
    pub activity: String,
    /// Where, without the name of a person.
    pub place: String,
    /// Who trades, sealed.
    pub person: Option<Vec<u8>>,
    /// Who registered it.
    pub found_by: AccountId,
    /// When.
    pub found_on: Day,
    /// By when the licence should be there.
    pub due: Option<Day>,
    /// 责令停止的文书编号.
    pub document: Option<String>,
    /// The entry of the register after the licence was granted.
    pub registered_as: Option<SubjectId>,
    /// The case that followed.
    pub penalty: Option<PenaltyId>,
    /// The transfer to the competent department.
    pub referral: Option<ReferralId>,
    /// Where it stands.
    pub state: UnlicensedState,
    /// How it ended.
    pub ending: Option<UnlicensedEnd>,
    /// In words.
    pub end_note: Option<String>,
    /// Who ended it.
    pub closed_by: Option<AccountId>,
    /// When.
    pub closed_on: Option<Day>,
}

/// What the end of it can point to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The entry after the licence was granted.
    pub registered_as: Option<SubjectId>,
    /// The case.
    pub penalty: Option<PenaltyId>,
    /// The transfer.
    pub referral: Option<ReferralId>,
}

const NOUN: Noun = Noun::Unlicensed;

impl Unlicensed {
    fn step(self, step: UnlicensedStep) -> Result<Unlicensed, FollowError> {
        Ok(Unlicensed { state: self.state.take(step)?, ..self })
    }

    /// The competent department.
    #[must_use]
    pub fn competent(&self) -> OrganId {
        self.participants.first().copied().unwrap_or(self.organ)
    }

    fn is_ours(&self) -> Result<(), FollowError> {
        if self.participants.is_empty() {
            return Ok(());
        }
        let words = format!("按{}由另一部门查处；请移送后以“移送”办结。", self.lacks.article());
        Err(NOUN.refuses(Why::Rule { code: "unlicensed.not_competent", words }))
    }

    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`FollowError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), FollowError> {
        crate::follow::text(NOUN, "经营活动", &self.activity, 2, 100)?;
        crate::follow::text(NOUN, "经营地点", &self.place, 2, 200)?;
        if self.lacks.is_permit() != self.permit.is_some() {
            let words = "无证经营须写明依法应当取得的许可，无照经营不写。".to_owned();
            return Err(NOUN.refuses(Why::Rule { code: "unlicensed.permit", words }));
        }
        Ok(())
    }

    /// 引导办理证照 by a day (第十条).
    ///
    /// # Errors
    /// Another state, another department, or a day that has passed.
    pub fn guide(self, due: Day, today: Day) -> Result<Unlicensed, FollowError> {
        let it = self.step(UnlicensedStep::Guide)?;
        it.is_ours()?;
        if due <= today {
            return Err(NOUN.refuses(Why::Days { first: "明天", second: "办证期限" }));
        }
        Ok(Unlicensed { due: Some(due), ..it })
    }

    /// 责令停止经营.
    ///
    /// # Errors
    /// Another state, or another department.
    pub fn order(self, document: String) -> Result<Unlicensed, FollowError> {
        let it = self.step(UnlicensedStep::Order)?;
        it.is_ours()?;
        Ok(Unlicensed { document: Some(document), due: None, ..it })
    }

    /// 办结, by another person than registered it, with what it points to.
    ///
    /// # Errors
    /// Another state, the same person, or an end that points to nothing.
    pub fn close(
        self,
        by: AccountId,
        on: Day,
        (ending, note): (UnlicensedEnd, String),
        outcome: Outcome,
    ) -> Result<Unlicensed, FollowError> {
        let (author, state) = (self.found_by, self.state);
        let it = self.step(UnlicensedStep::Close)?;
        two_people(NOUN, ("登记人", author), ("办结人", by))?;
        let fits = match ending {
            UnlicensedEnd::Registered => outcome.registered_as.is_some(),
            UnlicensedEnd::Punished => outcome.penalty.is_some(),
            UnlicensedEnd::Transferred => outcome.referral.is_some(),
            UnlicensedEnd::Stopped => state == UnlicensedState::Ordered,
            UnlicensedEnd::Exempt => state == UnlicensedState::Found,
        };
        if !fits {
            let words = format!(
                "以“{}”办结须写明依据：新登记的主体、案件、移送，或先责令停止。",
                ending.name_zh()
            );
            return Err(NOUN.refuses(Why::Rule { code: "unlicensed.ending", words }));
        }
        if ending != UnlicensedEnd::Transferred {
            it.is_ours()?;
        }
        let Outcome { registered_as, penalty, referral } = outcome;
        let it = Unlicensed { registered_as, penalty, referral, due: None, ..it };
        let it = Unlicensed { ending: Some(ending), end_note: Some(note), ..it };
        Ok(Unlicensed { closed_by: Some(by), closed_on: Some(on), ..it })
    }
}
