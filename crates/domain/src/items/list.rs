//! 清单 and 版本: who writes, who approves, from when it binds.

use sunlot_sortition::time::Day;

use super::error::ItemError;
use super::terms::ItemCode;
use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, ConferenceId, ItemListId, ItemListVersionId, LinkId, OrganId};

coded! {
    /// Whose list it is.
    ListKind {
        /// Of one department.
        Own = "own", "本部门清单";
        /// Of a joint conference; every item has an initiator and participants.
        Joint = "joint", "部门联合清单";
    }
}

/// 抽查事项清单.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemList {
    /// Its id.
    pub id: ItemListId,
    /// The organ that writes it; of a joint list, the office of the conference.
    pub organ: OrganId,
    /// Division that it is for.
    pub region: DivisionCode,
    /// Own or joint.
    pub kind: ListKind,
    /// The conference of a joint list.
    pub conference: Option<ConferenceId>,
    /// Title.
    pub title: String,
}

/// Who did something, and on which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The account.
    pub by: AccountId,
    /// The day.
    pub on: Day,
}

/// Publication of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Who submitted it.
    pub submitted: Step,
    /// Who approved it.
    pub approved: Step,
    /// Who published it; its day is 公布日期.
    pub published: Step,
    /// 公布网址.
    pub url: String,
    /// 施行日期.
    pub valid_from: Day,
    /// Last day in force: set beforehand, or by the version that follows.
    pub valid_to: Option<Day>,
}

/// Where a version stands, with what is known there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// 编制中.
    Draft,
    /// 待审批.
    Submitted(Step),
    /// 已批准, not yet published.
    Approved {
        /// Who submitted it.
        submitted: Step,
        /// Who approved it.
        approved: Step,
    },
    /// 已公布.
    Published(Publication),
    /// 已被替代: in force up to `valid_to`, the day before its successor.
    Superseded(Publication),
    /// 已放弃: a draft that nobody goes on with.
    Abandoned,
}

impl Stage {
    /// Codes with their official names.
    pub const WORDS: &[(&str, &str)] = &[
        ("draft", "编制中"),
        ("submitted", "待审批"),
        ("approved", "已批准"),
        ("published", "已公布"),
        ("superseded", "已被替代"),
        ("abandoned", "已放弃"),
    ];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Submitted(_) => "submitted",
            Stage::Approved { .. } => "approved",
            Stage::Published(_) => "published",
            Stage::Superseded(_) => "superseded",
            Stage::Abandoned => "abandoned",
        }
    }

    /// Official name.
    #[must_use]
    pub fn name_zh(&self) -> &'static str {
        let found = Stage::WORDS.iter().find(|(code, _)| *code == self.code());
        found.map_or("", |(_, word)| word)
    }
}

/// One version of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemListVersion {
    /// Its id.
    pub id: ItemListVersionId,
    /// The list.
    pub list: ItemListId,
    /// 第几版, from 1.
    pub number: u32,
    /// The version that it was copied from.
    pub based_on: Option<ItemListVersionId>,
    /// 调整理由.
    pub reason: String,
    /// Who began it; none when the program loaded it.
    pub drafted_by: Option<AccountId>,
    /// When it was begun.
    pub drafted_on: Day,
    /// Where it stands.
    pub stage: Stage,
}

impl ItemListVersion {
    /// Publication, when it has one.
    #[must_use]
    pub fn publication(&self) -> Option<&Publication> {
        match &self.stage {
            Stage::Published(publication) | Stage::Superseded(publication) => Some(publication),
            _ => None,
        }
    }

    /// Whether it is in force on a day.
    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.publication().is_some_and(|publication| {
            publication.valid_from <= day && publication.valid_to.is_none_or(|last| day <= last)
        })
    }

    /// That it is a draft, so that its items may change.
    ///
    /// # Errors
    /// [`ItemError::State`].
    pub fn editable(&self) -> Result<(), ItemError> {
        if self.stage == Stage::Draft { Ok(()) } else { Err(self.refused("修改")) }
    }

    /// 提交审批.
    ///
    /// # Errors
    /// [`ItemError::State`].
    pub fn submit(self, step: Step) -> Result<ItemListVersion, ItemError> {
        match self.stage {
            Stage::Draft => Ok(self.at(Stage::Submitted(step))),
            _ => Err(self.refused("提交")),
        }
    }

    /// 退回 to the writer, from before publication.
    ///
    /// # Errors
    /// [`ItemError::State`].
    pub fn send_back(self) -> Result<ItemListVersion, ItemError> {
        match self.stage {
            Stage::Submitted(_) | Stage::Approved { .. } => Ok(self.at(Stage::Draft)),
            _ => Err(self.refused("退回")),
        }
    }

    /// 批准, by another person than wrote or submitted it (R-ITEM-06).
    ///
    /// # Errors
    /// [`ItemError::State`], [`ItemError::SamePerson`].
    pub fn approve(self, step: Step) -> Result<ItemListVersion, ItemError> {
        let Stage::Submitted(submitted) = self.stage else { return Err(self.refused("批准")) };
        if step.by == submitted.by || Some(step.by) == self.drafted_by {
            return Err(ItemError::SamePerson);
        }
        Ok(self.at(Stage::Approved { submitted, approved: step }))
    }

    /// 公布: from a day not before the publication (R-ITEM-01), and after the day of the version
    /// that it follows.
    ///
    /// # Errors
    /// [`ItemError::State`], [`ItemError::Url`], [`ItemError::ValidFrom`],
    /// [`ItemError::ValidTo`], [`ItemError::NotAfter`].
    pub fn publish(
        self,
        step: Step,
        url: &str,
        valid_from: Day,
        valid_to: Option<Day>,
        before: Option<&ItemListVersion>,
    ) -> Result<ItemListVersion, ItemError> {
        let Stage::Approved { submitted, approved } = self.stage else {
            return Err(self.refused("公布"));
        };
        let good = url.starts_with("https://") || url.starts_with("http://");
        if !good || url.chars().count() > 500 || url.contains(char::is_whitespace) {
            return Err(ItemError::Url);
        }
        if valid_from < step.on {
            return Err(ItemError::ValidFrom { published: step.on });
        }
        if valid_to.is_some_and(|last| last < valid_from) {
            return Err(ItemError::ValidTo);
        }
        let earlier = before.and_then(ItemListVersion::publication).map(|before| before.valid_from);
        if let Some(before) = earlier.filter(|before| valid_from <= *before) {
            return Err(ItemError::NotAfter { before });
        }
        let publication = Publication {
            submitted,
            approved,
            published: step,
            url: url.to_owned(),
            valid_from,
            valid_to,
        };
        Ok(self.at(Stage::Published(publication)))
    }

    /// Ends on the day before its successor begins, or earlier when it says so itself.
    ///
    /// # Errors
    /// [`ItemError::State`] when it is not the published one.
    pub fn supersede(self, successor_from: Day) -> Result<ItemListVersion, ItemError> {
        let Stage::Published(mut publication) = self.stage else {
            return Err(self.refused("替代"));
        };
        let last = successor_from.plus(-1).unwrap_or(successor_from);
        publication.valid_to = Some(publication.valid_to.map_or(last, |own| own.min(last)));
        Ok(ItemListVersion { stage: Stage::Superseded(publication), ..self })
    }

    /// 放弃 a version that was not published.
    ///
    /// # Errors
    /// [`ItemError::State`].
    pub fn abandon(self) -> Result<ItemListVersion, ItemError> {
        match self.stage {
            Stage::Draft => Ok(self.at(Stage::Abandoned)),
            _ => Err(self.refused("放弃")),
        }
    }

    fn at(self, stage: Stage) -> ItemListVersion {
        ItemListVersion { stage, ..self }
    }

    fn refused(&self, verb: &'static str) -> ItemError {
        ItemError::State { verb, state: self.stage.name_zh() }
    }
}

coded! {
    /// Where the consent of a department to a joint version stands.
    ConsentState {
        /// 待回复.
        Pending = "pending", "待回复";
        /// 同意.
        Consented = "consented", "同意";
        /// 不同意; the version goes back to the office.
        Refused = "refused", "不同意";
        /// The version went back before an answer, or no longer concerns the department.
        Lapsed = "lapsed", "已失效";
    }
}

/// 会签: what one department says to a joint version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Its id.
    pub id: LinkId,
    /// The version.
    pub list_version: ItemListVersionId,
    /// The department.
    pub organ: OrganId,
    /// What it says.
    pub state: ConsentState,
    /// Who answered.
    pub answered_by: Option<AccountId>,
    /// When.
    pub answered_on: Option<Day>,
    /// 意见.
    pub opinion: String,
}

impl Consent {
    /// Answers for the department; `consents` or not.
    ///
    /// # Errors
    /// [`ItemError::Consent`] when nothing is asked of it any more, [`ItemError::SamePerson`] when
    /// the one who submitted answers.
    pub fn answer(
        self,
        step: Step,
        submitted: &Step,
        consents: bool,
        opinion: String,
    ) -> Result<Consent, ItemError> {
        if self.state != ConsentState::Pending {
            return Err(ItemError::Consent { state: self.state.name_zh() });
        }
        if step.by == submitted.by {
            return Err(ItemError::SamePerson);
        }
        let state = if consents { ConsentState::Consented } else { ConsentState::Refused };
        let (answered_by, answered_on) = (Some(step.by), Some(step.on));
        Ok(Consent { state, answered_by, answered_on, opinion, ..self })
    }
}

/// The day on which an item was last planned for, across the versions of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemUse {
    /// Its id.
    pub id: LinkId,
    /// The list.
    pub list: ItemListId,
    /// The item.
    pub code: ItemCode,
    /// The day.
    pub last_used: Day,
}
