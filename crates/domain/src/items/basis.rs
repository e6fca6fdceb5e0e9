//! 检查依据, and what its end does: without a law in force there is no inspection.

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;
use thiserror::Error;

use super::list::{ItemList, ItemListVersion, Stage};
use super::terms::Item;
use crate::ids::{LawChangeId, OrganId};

/// One provision that an item rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Title of the law, regulation or rule, without brackets.
    pub law: String,
    /// 条款, as it is cited.
    pub article: String,
    /// 条文; may be empty.
    pub text: String,
    /// First day in force, when known.
    #[serde(with = "day_text")]
    pub in_force_from: Option<Day>,
    /// Last day in force.
    #[serde(with = "day_text")]
    pub in_force_to: Option<Day>,
}

impl Basis {
    /// Whether it is in force on a day, by what the list itself says.
    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.in_force_from.is_none_or(|from| from <= day)
            && self.in_force_to.is_none_or(|to| day <= to)
    }
}

/// 立改废释: a provision that ends its force, as an organ has recorded it for its lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawChange {
    /// Its id.
    pub id: LawChangeId,
    /// The organ that recorded it; it works on the lists of that organ.
    pub organ: OrganId,
    /// Title, as the items cite it.
    pub law: String,
    /// The provision; none for the whole law.
    pub article: Option<String>,
    /// Last day in force.
    pub last_day: Day,
    /// Somebody has found that an item which has another basis in force may go on.
    pub others_suffice: bool,
    /// Recorded by mistake; it has no effect.
    pub withdrawn: bool,
}

impl LawChange {
    /// Whether a basis hangs on it.
    #[must_use]
    pub fn concerns(&self, basis: &Basis) -> bool {
        let same_article = |article: &String| same(article, &basis.article);
        same(&self.law, &basis.law) && self.article.as_ref().is_none_or(same_article)
    }

    /// Whether it has ended a basis before a day.
    #[must_use]
    pub fn has_ended(&self, basis: &Basis, day: Day) -> bool {
        !self.withdrawn && self.last_day < day && self.concerns(basis)
    }
}

/// Titles agree when they differ in 书名号, 中华人民共和国 and white space alone.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| !c.is_whitespace() && !"《》〈〉".contains(*c));
        let kept: String = kept.collect();
        kept.strip_prefix("中华人民共和国").map(str::to_owned).unwrap_or(kept)
    };
    plain(a) == plain(b)
}

/// Why an item can be neither planned nor drawn on a day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotDrawable {
    /// No list has such an item for this organ.
    #[error("no item {code}")]
    Missing {
        /// Code that was asked for.
        code: String,
    },
    /// The version was never published.
    #[error("unpublished")]
    Unpublished,
    /// The version is published and begins later.
    #[error("in force from {from}")]
    NotYet {
        /// First day.
        from: Day,
    },
    /// The version has ended.
    #[error("in force until {last}")]
    Expired {
        /// Last day.
        last: Day,
    },
    /// The item was struck.
    #[error("struck")]
    Struck,
    /// No basis is in force.
    #[error("no basis in force")]
    NoBasis,
    /// A basis has ended and nobody has said that the others suffice.
    #[error("{law} in force until {last}")]
    LawEnded {
        /// The law.
        law: String,
        /// Its last day.
        last: Day,
    },
    /// The organ does not inspect under this item.
    #[error("the organ is none of the item's")]
    Organ,
}

impl NotDrawable {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            NotDrawable::Missing { .. } => "item.missing",
            NotDrawable::Unpublished => "item.unpublished",
            NotDrawable::NotYet { .. } => "item.not_yet",
            NotDrawable::Expired { .. } => "item.expired",
            NotDrawable::Struck => "item.struck",
            NotDrawable::NoBasis => "item.no_basis",
            NotDrawable::LawEnded { .. } => "item.law_ended",
            NotDrawable::Organ => "item.organ",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            NotDrawable::Missing { code } => {
                format!("本部门的清单里没有事项“{code}”；清单之外不得检查，请先列入清单并公布。")
            }
            NotDrawable::Unpublished => {
                "该事项所在清单尚未公布；未经公布的事项不得实施检查，请先公布清单。".into()
            }
            NotDrawable::NotYet { from } => {
                format!("该事项自 {from} 起施行；请把日期安排在施行之后。")
            }
            NotDrawable::Expired { last } => {
                format!("该事项已于 {last} 失效；请改用现行清单中的事项。")
            }
            NotDrawable::Struck => "该事项已从清单中删除；请改用现行清单中的事项。".into(),
            NotDrawable::NoBasis => {
                "该事项没有现行有效的检查依据；没有依据不得检查，请修订清单。".into()
            }
            NotDrawable::LawEnded { law, last } => format!(
                "该事项的依据《{law}》有效期至 {last}；请修订清单，或由清单编制部门确认其余依据足以支持检查。"
            ),
            NotDrawable::Organ => {
                "本部门不是该事项的检查主体；请由清单所列检查主体安排检查。".into()
            }
        }
    }
}

/// An item with all that decides whether it may be planned or drawn.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The list.
    pub list: ItemList,
    /// The version.
    pub version: ItemListVersion,
    /// The item.
    pub item: Item,
    /// Law changes recorded for the list.
    pub law_changes: Vec<LawChange>,
}

impl InForce {
    /// Whether the item may be planned for, or drawn on, a day (R-ITEM-01, R-ITEM-02).
    ///
    /// # Errors
    /// [`NotDrawable`] with the first reason.
    pub fn drawable_on(&self, day: Day) -> Result<(), NotDrawable> {
        let (Stage::Published(publication) | Stage::Superseded(publication)) = &self.version.stage
        else {
            return Err(NotDrawable::Unpublished);
        };
        if day < publication.valid_from {
            return Err(NotDrawable::NotYet { from: publication.valid_from });
        }
        if let Some(last) = publication.valid_to.filter(|last| *last < day) {
            return Err(NotDrawable::Expired { last });
        }
        if self.item.struck {
            return Err(NotDrawable::Struck);
        }
        self.basis_on(day)
    }

    fn basis_on(&self, day: Day) -> Result<(), NotDrawable> {
        let bases = &self.item.terms.bases;
        let ended = |basis: &Basis| self.law_changes.iter().find(|law| law.has_ended(basis, day));
        if !bases.iter().any(|basis| basis.in_force(day) && ended(basis).is_none()) {
            return Err(NotDrawable::NoBasis);
        }
        match bases.iter().filter_map(ended).find(|law| !law.others_suffice) {
            Some(law) => Err(NotDrawable::LawEnded { law: law.law.clone(), last: law.last_day }),
            None => Ok(()),
        }
    }
}

/// A day as text, within JSON.
mod day_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use sunlot_sortition::time::Day;

    pub(super) fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        day.map(|day| day.to_string()).serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Day>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| Day::parse(&text).map_err(D::Error::custom)).transpose()
    }
}
