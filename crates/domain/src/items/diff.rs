//! The difference between two versions: added, removed and changed items, field by field.

use std::collections::{BTreeMap, BTreeSet};

use super::basis::Basis;
use super::terms::{Item, ItemCode, ItemTerms};
use crate::ids::OrganId;

/// What one item says, as far as versions are compared: its place in the list and its terms.
type Content<'a> = (u32, &'a ItemTerms);

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Name of the field in the interface.
    pub field: &'static str,
    /// Name for people.
    pub field_zh: &'static str,
    /// Before, in words.
    pub before: String,
    /// After, in words.
    pub after: String,
}

/// One item that differs. The variants differ in size, but a difference has few of them.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Only the later version has it.
    Added {
        /// 序号.
        position: u32,
        /// What it says.
        terms: ItemTerms,
    },
    /// Only the earlier version has it.
    Removed {
        /// 序号.
        position: u32,
        /// What it said.
        terms: ItemTerms,
    },
    /// Both have it, with other content.
    Changed {
        /// 序号 afterwards.
        position: u32,
        /// What it said.
        before: ItemTerms,
        /// What it says.
        after: ItemTerms,
        /// What differs.
        fields: Vec<FieldChange>,
    },
}

/// Items that differ, by code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    /// The changes.
    pub changes: BTreeMap<ItemCode, Change>,
}

fn contents(items: &[Item]) -> BTreeMap<&ItemCode, Content<'_>> {
    let present = items.iter().filter(|item| !item.struck);
    present.map(|item| (&item.code, (item.position, &item.terms))).collect()
}

/// Compares two versions; struck items count as absent. `organ` names an organ for people.
#[must_use]
pub fn diff(earlier: &[Item], later: &[Item], organ: &dyn Fn(OrganId) -> String) -> Diff {
    let (earlier, later) = (contents(earlier), contents(later));
    let mut changes = BTreeMap::new();
    for (code, (position, terms)) in &earlier {
        if !later.contains_key(code) {
            let removed = Change::Removed { position: *position, terms: (*terms).clone() };
            changes.insert((*code).clone(), removed);
        }
    }
    for (code, (position, after)) in &later {
        let change = match earlier.get(code) {
            None => Change::Added { position: *position, terms: (*after).clone() },
            Some(before) if *before == (*position, *after) => continue,
            Some((place, before)) => Change::Changed {
                position: *position,
                before: (*before).clone(),
                after: (*after).clone(),
                fields: fields((*place, before), (*position, after), organ),
            },
        };
        changes.insert((*code).clone(), change);
    }
    Diff { changes }
}

impl Diff {
    /// The later version's content from the earlier one's: by code, place and terms.
    #[must_use]
    pub fn apply(&self, earlier: &[Item]) -> BTreeMap<ItemCode, (u32, ItemTerms)> {
        let owned = |(code, (position, terms)): (&ItemCode, Content<'_>)| {
            (code.clone(), (position, terms.clone()))
        };
        let mut items: BTreeMap<_, _> = contents(earlier).into_iter().map(owned).collect();
        for (code, change) in &self.changes {
            let content = match change {
                Change::Removed { .. } => {
                    items.remove(code);
                    continue;
                }
                Change::Added { position, terms } => (*position, terms.clone()),
                Change::Changed { position, after, .. } => (*position, after.clone()),
            };
            items.insert(code.clone(), content);
        }
        items
    }
}

/// Departments whose joint items differ: those whose consent a version needs. A department that
/// leaves an item is asked as well.
#[must_use]
pub fn concerned(diff: &Diff) -> BTreeSet<OrganId> {
    let of = |terms: &ItemTerms| -> Vec<OrganId> {
        terms.initiator.iter().chain(&terms.participants).copied().collect()
    };
    let mut all = BTreeSet::new();
    for change in diff.changes.values() {
        match change {
            Change::Added { terms, .. } | Change::Removed { terms, .. } => all.extend(of(terms)),
            Change::Changed { before, after, .. } => {
                all.extend(of(before));
                all.extend(of(after));
            }
        }
    }
    all
}

/// What stands in each field, in words: the words of the public list.
#[must_use]
pub fn in_words(
    position: u32,
    terms: &ItemTerms,
    organ: &dyn Fn(OrganId) -> String,
) -> Vec<(&'static str, &'static str, String)> {
    let organs = |ids: &[OrganId]| join(ids.iter().map(|id| organ(*id)));
    let number = |value: Option<u32>| value.map(|n| n.to_string()).unwrap_or_default();
    let points = terms.points.iter().map(|p| match p.standard.as_str() {
        "" => p.point.clone(),
        standard => format!("{}（{standard}）", p.point),
    });
    vec![
        ("position", "序号", position.to_string()),
        ("category", "抽查类别", terms.category.clone()),
        ("name", "抽查事项", terms.name.clone()),
        ("subjects", "检查对象", terms.subjects.clone()),
        ("subject_kinds", "检查对象类型", join(terms.subject_kinds.iter().cloned())),
        ("class", "事项类别", terms.class.map(|c| c.name_zh().to_owned()).unwrap_or_default()),
        (
            "key_reason",
            "列为重点的理由",
            terms.key_reason.map(|r| r.name_zh().to_owned()).unwrap_or_default(),
        ),
        ("methods", "检查方式", join(terms.methods.iter().map(|m| m.name_zh().to_owned()))),
        ("levels", "抽查层级", join(terms.levels.iter().map(|l| l.name_zh().to_owned()))),
        (
            "bases",
            "检查依据",
            terms.bases.iter().map(basis_in_words).collect::<Vec<_>>().join("；"),
        ),
        ("content", "检查内容", terms.content.clone()),
        ("points", "检查要点", points.collect::<Vec<_>>().join("；")),
        ("inspecting", "检查主体", organs(&terms.inspecting)),
        ("initiator", "发起部门", terms.initiator.map(organ).unwrap_or_default()),
        ("participants", "配合部门", organs(&terms.participants)),
        ("ratio_ceiling", "比例上限", terms.ratio_ceiling_bp.map(percent).unwrap_or_default()),
        ("visits_per_year_max", "频次上限（次/年）", number(terms.visits_per_year_max)),
        ("qualification", "所需资格", terms.qualification.clone().unwrap_or_default()),
        (
            "catalogue_code",
            "监管事项目录编码",
            terms.catalogue_code.as_ref().map(ToString::to_string).unwrap_or_default(),
        ),
        ("upper", "认领自", terms.upper.map(|id| id.to_string()).unwrap_or_default()),
        ("note", "备注", terms.note.clone()),
    ]
}

fn fields(
    before: Content<'_>,
    after: Content<'_>,
    organ: &dyn Fn(OrganId) -> String,
) -> Vec<FieldChange> {
    let before = in_words(before.0, before.1, organ);
    let after = in_words(after.0, after.1, organ);
    let pairs = before.into_iter().zip(after);
    let differing = pairs.filter(|((.., before), (.., after))| before != after);
    differing
        .map(|((field, field_zh, before), (.., after))| FieldChange {
            field,
            field_zh,
            before,
            after,
        })
        .collect()
}

fn join(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join("、")
}

/// `《法律》第几条（自…至…）`.
#[must_use]
pub fn basis_in_words(basis: &Basis) -> String {
    let mut text = format!("《{}》{}", basis.law, basis.article);
    if let Some(from) = basis.in_force_from {
        text.push_str(&format!("（{from} 起施行）"));
    }
    if let Some(to) = basis.in_force_to {
        text.push_str(&format!("（有效期至 {to}）"));
    }
    if !basis.text.is_empty() {
        text.push_str(&format!("：{}", basis.text));
    }
    text
}

/// 250 → `2.5%`.
#[must_use]
pub fn percent(bp: u32) -> String {
    let (whole, rest) = (bp / 100, bp % 100);
    match rest {
        0 => format!("{whole}%"),
        _ if rest % 10 == 0 => format!("{whole}.{}%", rest / 10),
        _ => format!("{whole}.{rest:02}%"),
    }
}
