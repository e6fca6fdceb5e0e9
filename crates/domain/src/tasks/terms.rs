//! From the row of a task to the terms of a draw (`crate::plan`), and to the filter of the
//! register.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ItemFacts, Task, TaskError};
use crate::codes::DivisionCode;
use crate::ids::{Id, OrganId, TagId};
use crate::items::ItemClass;
use crate::plan::{
    ExcludeTerms, ItemTerms, KeyTerms, LogTerms, MatchingTerms, PartyTerms, PlanTerms, Ratio,
    RatioTerms, RegionTerms, ScopeTerms, TaskTerms,
};
use crate::registers::{SubjectFilter, SubjectKind};
use crate::subjects::RiskClass;

/// 抽查比例 or 数量: one of `ratio`, `by_class`, `count`, `all`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuotaTerms {
    /// `5%`.
    pub ratio: Option<String>,
    /// Ratio of each credit-risk class, `U` for the unclassified.
    pub by_class: Option<BTreeMap<String, String>>,
    /// A number of subjects.
    pub count: Option<u64>,
    /// Everybody, in batches.
    pub all: bool,
    /// Batches, at least 1.
    pub batches: u32,
    /// `min` 不低于, `max` 不超过, `near`.
    pub rounding: String,
    /// At least one where there is one.
    pub at_least_one: bool,
}

impl QuotaTerms {
    /// How many of the four ways are used; a draft may use none.
    #[must_use]
    pub fn ways(&self) -> usize {
        let ways = [self.ratio.is_some(), self.by_class.is_some(), self.count.is_some(), self.all];
        ways.into_iter().filter(|way| *way).count()
    }

    /// The ratios, each with the class it is for.
    ///
    /// # Errors
    /// [`TaskError::Quota`] with the text that is no ratio.
    pub fn ratios(&self) -> Result<Vec<(&str, Ratio)>, TaskError> {
        let one = self.ratio.iter().map(|text| ("", text));
        let classes = self.by_class.iter().flatten().map(|(class, text)| (class.as_str(), text));
        let read = |(class, text): (_, &String)| Ok((class, Ratio::parse(text)?));
        one.chain(classes).map(read).collect::<Result<_, _>>().map_err(TaskError::Quota)
    }

    /// In words, for the column 抽查比例.
    #[must_use]
    pub fn in_words(&self) -> String {
        let least = match self.rounding.as_str() {
            "max" => "不超过",
            "near" => "",
            _ => "不低于",
        };
        if let Some(ratio) = &self.ratio {
            return format!("{least}{ratio}");
        }
        if let Some(table) = &self.by_class {
            let name =
                |class: &str| if class == "U" { "未分类".into() } else { format!("{class}类") };
            let cells = table.iter().map(|(class, ratio)| format!("{}{ratio}", name(class)));
            return cells.collect::<Vec<_>>().join("、");
        }
        match (self.count, self.all, self.batches) {
            (Some(count), ..) => format!("{count}户"),
            (_, true, 0 | 1) => "100%".to_owned(),
            (_, true, batches) => format!("100%，随机分{batches}批"),
            _ => String::new(),
        }
    }
}

/// 抽查对象范围 as conditions, as they are written and stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilterTerms {
    /// Kinds of subjects, by code.
    pub kinds: Vec<String>,
    /// Divisions.
    pub regions: Vec<String>,
    /// Beginnings of GB/T 4754 codes.
    pub industries: Vec<String>,
    /// Ids of tags, all of which a subject carries.
    pub tags: Vec<String>,
    /// Credit-risk classes, `U` for the unclassified.
    pub risk_classes: Vec<String>,
    /// Words of the business scope, any of which suffices.
    pub scope_texts: Vec<String>,
}

fn value(field: &'static str, text: &str, allowed: impl Into<String>) -> TaskError {
    TaskError::Value { field, text: text.to_owned(), allowed: allowed.into() }
}

impl FilterTerms {
    /// Whether anything but kinds is asked.
    #[must_use]
    pub fn is_directed(&self) -> bool {
        let lists =
            [&self.regions, &self.industries, &self.tags, &self.risk_classes, &self.scope_texts];
        lists.iter().any(|list| !list.is_empty())
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty() && !self.is_directed()
    }

    /// The filter of the register, within the division of the task; of any state, because those
    /// who are left out are counted too.
    ///
    /// # Errors
    /// [`TaskError::Value`] with the first text that cannot be read.
    pub fn compile(&self, region: &DivisionCode) -> Result<SubjectFilter, TaskError> {
        let mut filter = SubjectFilter::default();
        for code in &self.kinds {
            let kind = SubjectKind::parse(code);
            let names: Vec<&str> = SubjectKind::ALL.iter().map(|kind| kind.code()).collect();
            let allowed = || value("主体类型", code, format!("可用：{}。", names.join("、")));
            filter.kinds.insert(kind.ok_or_else(allowed)?);
        }
        for code in &self.regions {
            let inside = DivisionCode::parse(code).ok();
            let inside = inside.filter(|inside| inside.as_str().starts_with(region.prefix()));
            let allowed = || value("区域", code, "只能填写本级及以下的区划代码。");
            filter.regions.push(inside.ok_or_else(allowed)?);
        }
        if self.regions.is_empty() {
            filter.regions.push(region.clone());
        }
        for code in &self.industries {
            let letter = code.len() == 1 && ("A"..="T").contains(&code.as_str());
            let digits = (2..=4).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
            if !letter && !digits {
                let allowed = "填 GB/T 4754 的门类字母 A 至 T 或 2 至 4 位数字。";
                return Err(value("行业", code, allowed));
            }
            filter.industries.push(code.clone());
        }
        for id in &self.tags {
            let tag = TagId::parse(id).map_err(|_| value("标签", id, "请从标签中选择。"))?;
            filter.tags.insert(tag);
        }
        for letter in &self.risk_classes {
            let class = RiskClass::ALL.into_iter().find(|class| class.letter() == letter);
            if class.is_none() && letter != "U" {
                return Err(value("风险分类", letter, "可用：A、B、C、D、U（未分类）。"));
            }
            filter.risk_classes.insert(class);
        }
        for text in &self.scope_texts {
            if !(2..=30).contains(&text.chars().count()) {
                return Err(value("经营范围", text, "每个关键词 2 至 30 个字。"));
            }
            filter.scope_texts.push(text.clone());
        }
        Ok(filter)
    }
}

/// Mark of a task on the rows of the frame that its filter lets through. The draw's terms know
/// fewer conditions than the register's filter, so the filter decides and the draw reads the mark.
#[must_use]
pub fn frame_tag(number: &str) -> String {
    format!("任务:{number}")
}

/// The terms of the draw that a task comes to. `code` is the item group, unique within the draw;
/// `depts` are the codes of its organs in the order of [`Task::organs`].
///
/// # Errors
/// [`TaskError`] when the quota cannot be read.
pub fn item_terms(
    task: &Task,
    items: &[ItemFacts],
    depts: &BTreeMap<OrganId, String>,
    code: &str,
    group: &str,
) -> Result<ItemTerms, TaskError> {
    let quota = &task.content.quota;
    quota.ratios()?;
    let ratio = match (&quota.ratio, &quota.by_class) {
        (Some(ratio), _) => Some(RatioTerms::One(ratio.clone())),
        (None, Some(table)) => Some(RatioTerms::ByClass(table.clone())),
        (None, None) => None,
    };
    let codes: BTreeSet<&String> = items.iter().map(|item| &item.code).collect();
    let needs: BTreeSet<&String> = items.iter().filter_map(|i| i.qualification.as_ref()).collect();
    let ceiling = match task.item_class {
        ItemClass::General => items.iter().filter_map(|item| item.ceiling_bp).min(),
        ItemClass::Key => None,
    };
    let rounding = if quota.rounding.is_empty() { "min" } else { &quota.rounding };
    Ok(ItemTerms {
        code: code.to_owned(),
        items: codes.into_iter().cloned().collect(),
        depts: task.organs().filter_map(|organ| depts.get(&organ).cloned()).collect(),
        class: task.item_class.code().to_owned(),
        ceiling: ceiling.map(|bp| format!("{bp}/10000")),
        group: group.to_owned(),
        scope: ScopeTerms { tags: vec![frame_tag(&task.number)], ..ScopeTerms::default() },
        ratio,
        rounding: rounding.to_owned(),
        count: quota.count,
        total: None,
        spread: None,
        shares: BTreeMap::new(),
        at_least: 0,
        at_most: None,
        all: quota.all,
        at_least_one: quota.at_least_one,
        batches: quota.batches.max(1),
        start: None,
        needs: needs.into_iter().cloned().collect(),
        specialists: None,
    })
}

/// What a draw needs besides its tasks: who contributes, witnesses and logs. The freeze knows it.
#[derive(Debug, Clone)]
pub struct DrawSetting {
    /// Task terms of the rules file.
    pub task: TaskTerms,
    /// 随机数提供方.
    pub contributors: Vec<PartyTerms>,
    /// Persons who may write down ceremony digits.
    pub recorders: Vec<PartyTerms>,
    /// 托管方.
    pub holders: Vec<KeyTerms>,
    /// 见证方.
    pub witnesses: Vec<KeyTerms>,
    /// 日志.
    pub log: LogTerms,
    /// 片区.
    pub regions: Vec<RegionTerms>,
    /// 匹配.
    pub matching: Option<MatchingTerms>,
    /// Cap of the organs: the smallest of theirs.
    pub visits_per_year_max: Option<u32>,
}

/// Rules of one draw over tasks that are drawn together: one, or those of a joint visit. They
/// share the ticket group, so a subject that is drawn for two of them is drawn by one ticket and
/// visited once (R-TASK-07).
///
/// # Errors
/// [`TaskError`] of the first task whose quota cannot be read.
pub fn group_terms(
    tasks: &[(&Task, &[ItemFacts])],
    depts: &BTreeMap<OrganId, String>,
    setting: DrawSetting,
) -> Result<PlanTerms, TaskError> {
    let mut items = Vec::new();
    for (at, (task, facts)) in tasks.iter().enumerate() {
        items.push(item_terms(task, facts, depts, &format!("T{}", at + 1), "G1")?);
    }
    let recent = tasks.iter().filter_map(|(task, _)| task.content.recent_days).max();
    Ok(PlanTerms {
        task: setting.task,
        contributors: setting.contributors,
        recorders: setting.recorders,
        holders: setting.holders,
        witnesses: setting.witnesses,
        log: setting.log,
        exclude: ExcludeTerms {
            visits_per_year_max: setting.visits_per_year_max,
            recent_days: recent,
            trial: tasks.iter().any(|(task, _)| task.content.spare_trial),
            open_case: tasks.iter().any(|(task, _)| task.content.spare_open_case),
        },
        weights: Default::default(),
        items,
        regions: setting.regions,
        qualifications: BTreeMap::new(),
        depts: BTreeMap::new(),
        matching: setting.matching,
    })
}
