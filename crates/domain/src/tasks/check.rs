//! What a task must say before it is submitted.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::quota;
use sunlot_sortition::time::Day;

use super::{DrawMode, DrawType, Origin, Task, TaskError};
use crate::calendar::year_of;
use crate::ids::OrganId;
use crate::items::{ItemClass, Method, NotDrawable};
use crate::plan::Ratio;

/// What the item list says about one item of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFacts {
    /// 事项编码.
    pub code: String,
    /// The organ that inspects under it here.
    pub organ: OrganId,
    /// 抽查事项.
    pub name: String,
    /// 抽查类别 or 领域.
    pub category: String,
    /// 一般 or 重点.
    pub class: Option<ItemClass>,
    /// 比例上限 in basis points.
    pub ceiling_bp: Option<u32>,
    /// 频次上限.
    pub visits_per_year_max: Option<u32>,
    /// 所需资格.
    pub qualification: Option<String>,
    /// 依据, in words.
    pub basis: String,
    /// Whether it may be drawn on the day of the draw.
    pub drawable: Result<(), NotDrawable>,
}

/// An organ of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganFacts {
    /// 机构全称.
    pub name: String,
    /// Short code, the `dept` of draws.
    pub code: String,
    /// Whether it may be 检查主体.
    pub may_inspect: bool,
}

/// What the caller has looked up for a task.
#[derive(Debug, Clone, Default)]
pub struct TaskFacts {
    /// Its items.
    pub items: Vec<ItemFacts>,
    /// Its organs.
    pub organs: BTreeMap<OrganId, OrganFacts>,
    /// Year of its plan.
    pub year: Option<u16>,
    /// Subjects in its frame that can be drawn today.
    pub eligible: u64,
}

const TEXTS_MAX: usize = 2_000;

impl Task {
    /// Checks the form: what no task may say, draft or not.
    ///
    /// # Errors
    /// [`TaskError`] with the first thing that is wrong.
    pub fn check(&self) -> Result<(), TaskError> {
        let content = &self.content;
        let length = |field, text: &str, most| {
            let length = text.chars().count();
            if length > most { Err(TaskError::Length { field, length, most }) } else { Ok(()) }
        };
        let named = self.name.chars().count();
        if !(1..=150).contains(&named) {
            return Err(TaskError::Length {
                field: "抽查任务名称", length: named, most: 150
            });
        }
        length("抽查依据", &content.basis, TEXTS_MAX)?;
        length("抽查对象范围", &content.scope_text, 500)?;
        length("信用风险分类要求", &content.risk_rule, 500)?;
        length("抽查比例", &content.ratio_text, 200)?;
        length("抽查数量", &content.quantity_text, 200)?;
        length("承办处室", &content.office, 100)?;
        length("备注", &content.remarks, 500)?;
        self.check_codes()?;
        content.filter.compile(&self.region)?;
        content.quota.ratios()?;
        if content.quota.ways() > 1 {
            let what = "比例、分类比例、数量、全部四种方式只能选一种。";
            return Err(TaskError::Missing { field: "抽查比例", what });
        }
        self.check_days()
    }

    fn check_codes(&self) -> Result<(), TaskError> {
        let content = &self.content;
        let value = |field, text: &str, allowed: Vec<&str>| TaskError::Value {
            field,
            text: text.to_owned(),
            allowed: format!("可用：{}。", allowed.join("、")),
        };
        if let Some(bad) = content.methods.iter().find(|code| Method::parse(code).is_none()) {
            let allowed = Method::ALL.iter().map(|method| method.code()).collect();
            return Err(value("检查方式", bad, allowed));
        }
        if let Some(bad) = content.mode.iter().find(|code| DrawMode::parse(code).is_none()) {
            let allowed = DrawMode::ALL.iter().map(|mode| mode.code()).collect();
            return Err(value("抽查模式", bad, allowed));
        }
        let rounding = content.quota.rounding.as_str();
        if !["", "min", "max", "near"].contains(&rounding) {
            return Err(value("取整", rounding, vec!["min", "max", "near"]));
        }
        Ok(())
    }

    fn check_days(&self) -> Result<(), TaskError> {
        let order = |first: Day, second: Day, rule| {
            if first > second { Err(TaskError::Days { first, second, rule }) } else { Ok(()) }
        };
        order(self.draw_from, self.draw_to, "计划抽取日期的起止")?;
        order(self.draw_to, self.deadline, "完成时限不得早于计划抽取日期")?;
        for text in [&self.content.period_from, &self.content.period_to].into_iter().flatten() {
            Day::parse(text).map_err(|e| TaskError::Value {
                field: "起止时间",
                text: text.clone(),
                allowed: e.message_zh(),
            })?;
        }
        let (from, to) = self.window();
        order(from, to, "检查的起止时间")
    }

    /// Checks what must stand there before the task is submitted (R-TASK-02, R-TASK-03,
    /// R-TASK-04).
    ///
    /// # Errors
    /// [`TaskError`] with the first thing that is missing or against a rule.
    pub fn check_complete(&self, facts: &TaskFacts) -> Result<(), TaskError> {
        self.check()?;
        self.check_origin()?;
        if let Some(year) = facts.year
            && let Some(&day) =
                [self.draw_from, self.deadline].iter().find(|d| year_of(**d) != year)
        {
            return Err(TaskError::Year { day, year });
        }
        let content = &self.content;
        let missing = |field, what| Err(TaskError::Missing { field, what });
        if content.items.is_empty() {
            return missing("抽查事项", "请从已公布的抽查事项清单中选择。");
        }
        if content.scope_text.trim().is_empty() {
            return missing("抽查对象范围", "请用文字写明抽查对象范围，供公示。");
        }
        if content.quota.ways() == 0 {
            return missing("抽查比例", "请写明比例、分类比例或数量。");
        }
        if let Some(table) = &content.quota.by_class
            && ["A", "B", "C", "D", "U"].iter().any(|class| !table.contains_key(*class))
        {
            return missing("分类比例", "请为 A、B、C、D 和 U（未分类）都写明比例。");
        }
        match self.draw_type {
            DrawType::Directed if content.filter.is_empty() => Err(TaskError::NoConditions)?,
            DrawType::Undirected if content.filter.is_directed() => Err(TaskError::Conditions)?,
            _ => {}
        }
        self.check_items(facts)?;
        self.check_ceilings(facts)
    }

    fn check_origin(&self) -> Result<(), TaskError> {
        let reason = self.content.reason.as_deref().map(|text| text.trim().chars().count());
        let good = reason.is_some_and(|length| (4..=500).contains(&length));
        if (self.origin == Origin::Annual) != reason.is_none() || reason.is_some() && !good {
            return Err(TaskError::Reason);
        }
        let special = self.content.special.as_ref();
        let full = special.is_some_and(|s| {
            [&s.level, &s.document, &s.filing].iter().all(|text| !text.trim().is_empty())
        });
        if (self.origin == Origin::Special) != special.is_some() || special.is_some() && !full {
            return Err(TaskError::Special);
        }
        Ok(())
    }

    fn check_items(&self, facts: &TaskFacts) -> Result<(), TaskError> {
        for (organ, known) in &facts.organs {
            if self.organs().any(|own| own == *organ) && !known.may_inspect {
                return Err(TaskError::NotInspecting { organ: known.name.clone() });
            }
        }
        let organs: BTreeSet<OrganId> = self.organs().collect();
        for item in &facts.items {
            let code = item.code.clone();
            if let Err(why) = &item.drawable {
                return Err(TaskError::Item { code, why: why.clone() });
            }
            if item.class.is_some_and(|class| class != self.item_class) {
                return Err(TaskError::MixedClass { code });
            }
            if !organs.contains(&item.organ) {
                return Err(TaskError::ItemOrgan { code });
            }
        }
        for organ in organs {
            if !facts.items.iter().any(|item| item.organ == organ) {
                let name = facts.organs.get(&organ).map(|known| known.name.clone());
                let organ = name.unwrap_or_else(|| organ.to_string());
                return Err(TaskError::OrganWithoutItem { organ });
            }
        }
        Ok(())
    }

    /// Checks ratio, count and frequency against what the items allow (R-TASK-03).
    ///
    /// # Errors
    /// [`TaskError`] with the item, what was asked and what is allowed.
    pub fn check_ceilings(&self, facts: &TaskFacts) -> Result<(), TaskError> {
        let quota = &self.content.quota;
        for item in &facts.items {
            if let (Some(asked), Some(most)) =
                (self.content.times_per_year, item.visits_per_year_max)
                && asked > most
            {
                return Err(TaskError::AboveFrequency { code: item.code.clone(), asked, most });
            }
            let Some(bp) = item.ceiling_bp.filter(|_| self.item_class == ItemClass::General) else {
                continue;
            };
            let ceiling = Ratio::parse(&format!("{bp}/10000")).map_err(TaskError::Quota)?;
            let above = |asked: String| TaskError::AboveCeiling {
                code: item.code.clone(),
                asked,
                ceiling: percent(bp),
            };
            for (class, ratio) in quota.ratios()? {
                if ratio.exceeds(ceiling) {
                    let text = quota.ratio.as_ref().or_else(|| quota.by_class.as_ref()?.get(class));
                    return Err(above(text.cloned().unwrap_or_default()));
                }
            }
            if quota.all && bp < 10_000 {
                return Err(above("100%".to_owned()));
            }
            if let Some(count) = quota.count.filter(|_| bp < 10_000) {
                let bound = quota::Ratio::new(u64::from(bp), 10_000).expect("at most 10,000");
                let most = bound.of_down(facts.eligible);
                if count > most {
                    let asked = format!("{count} 户（{} 户的上限是 {most} 户）", facts.eligible);
                    return Err(above(asked));
                }
            }
        }
        Ok(())
    }
}

/// Basis points as people write them.
fn percent(bp: u32) -> String {
    match (bp / 100, bp % 100) {
        (whole, 0) => format!("{whole}%"),
        (whole, part) => format!("{}%", format!("{whole}.{part:02}").trim_end_matches('0')),
    }
}
