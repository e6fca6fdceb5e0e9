//! What an item must not say, and what it must say before its version is submitted.

use std::collections::BTreeSet;

use sunlot_sortition::time::Day;

use super::list::ListKind;
use super::terms::{Item, ItemClass, ItemTerms};
use crate::organs::Organ;

/// One field of one item that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the field in the interface.
    pub field: &'static str,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message_zh: String,
}

fn problem(field: &'static str, code: &'static str, text: impl Into<String>) -> FieldProblem {
    FieldProblem { field, code, message_zh: text.into() }
}

/// Fields, their names, and the most characters of each.
fn texts(terms: &ItemTerms) -> [(&'static str, &'static str, &str, usize); 6] {
    [
        ("category", "抽查类别", &terms.category, 60),
        ("name", "抽查事项", &terms.name, 150),
        ("subjects", "检查对象", &terms.subjects, 500),
        ("content", "检查内容", &terms.content, 4_000),
        ("note", "备注", &terms.note, 1_000),
        ("qualification", "所需资格", terms.qualification.as_deref().unwrap_or_default(), 60),
    ]
}

impl ItemTerms {
    /// What no item may say, draft or not.
    #[must_use]
    pub fn wrong(&self, kind: ListKind) -> Vec<FieldProblem> {
        let mut found = Vec::new();
        for (field, label, text, most) in texts(self) {
            let length = text.chars().count();
            if length > most {
                let text = format!("{label}有 {length} 个字，至多 {most} 个字；请缩短。");
                found.push(problem(field, "item.too_long", text));
            }
        }
        if self.name.chars().count() < 2 {
            found.push(problem("name", "item.name", "请写明抽查事项，2 至 150 个字。"));
        }
        self.wrong_numbers(&mut found);
        self.wrong_lists(&mut found);
        self.wrong_organs(kind, &mut found);
        found
    }

    fn wrong_numbers(&self, found: &mut Vec<FieldProblem>) {
        if self.ratio_ceiling_bp.is_some_and(|bp| !(1..=10_000).contains(&bp)) {
            let text = "比例上限应大于 0、不超过 100%，最小单位 0.01%；请改正。";
            found.push(problem("ratio_ceiling", "item.ratio_ceiling", text));
        }
        if self.visits_per_year_max.is_some_and(|visits| !(1..=366).contains(&visits)) {
            let text = "频次上限应为每年 1 至 366 次；请改正。";
            found.push(problem("visits_per_year_max", "item.visits", text));
        }
        if self.class == Some(ItemClass::General) && self.key_reason.is_some() {
            let text = "一般检查事项不写列为重点的理由；请删去，或改为重点检查事项。";
            found.push(problem("key_reason", "item.key_reason", text));
        }
    }

    fn wrong_lists(&self, found: &mut Vec<FieldProblem>) {
        let basis_bad = self.bases.iter().any(|basis| {
            let length = basis.law.chars().count();
            !(1..=100).contains(&length)
                || basis.article.chars().count() > 200
                || basis.text.chars().count() > 4_000
        });
        if basis_bad || self.bases.len() > 50 {
            let text = "每条依据须写明法律名称（至多 100 个字），条款至多 200 个字；至多 50 条。";
            found.push(problem("bases", "item.bases", text));
        }
        let point_bad = self.points.iter().any(|point| {
            let length = point.point.chars().count();
            !(1..=500).contains(&length) || point.standard.chars().count() > 1_000
        });
        if point_bad || self.points.len() > 200 {
            let text = "每条检查要点 1 至 500 个字，检查标准至多 1000 个字；至多 200 条。";
            found.push(problem("points", "item.points", text));
        }
        let word = |c: &String| {
            let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            (1..=32).contains(&c.len()) && c.bytes().all(good)
        };
        if !self.subject_kinds.iter().all(word) {
            let text = "检查对象类型应从名录的对象类型中选择。";
            found.push(problem("subject_kinds", "item.subject_kinds", text));
        }
    }

    /// R-ITEM-05: a joint item has an initiator and others; a list of one department has neither.
    fn wrong_organs(&self, kind: ListKind, found: &mut Vec<FieldProblem>) {
        let joint = self.initiator.is_some() || !self.participants.is_empty();
        if kind == ListKind::Own && joint {
            let text = "本部门清单的事项不写发起部门和配合部门；跨部门事项请列入部门联合清单。";
            found.push(problem("initiator", "item.not_joint", text));
        }
        if kind == ListKind::Joint && !self.inspecting.is_empty() {
            let text = "联合事项的检查主体就是发起部门和配合部门，不另写检查主体。";
            found.push(problem("inspecting", "item.joint_inspecting", text));
        }
        if self.initiator.is_some_and(|initiator| self.participants.contains(&initiator)) {
            let text = "发起部门不能同时是配合部门；请从配合部门中删去。";
            found.push(problem("participants", "item.initiator_participates", text));
        }
        let all: Vec<_> = self.inspecting.iter().chain(&self.participants).collect();
        if all.iter().collect::<BTreeSet<_>>().len() != all.len() || all.len() > 40 {
            let text = "同一部门只写一次，至多 40 个部门；请删去重复的部门。";
            found.push(problem("participants", "item.organ_twice", text));
        }
    }

    /// Fields that an upper-level item fixes: only local ones may differ (R-ITEM-08).
    #[must_use]
    pub fn differs_from_upper(&self, upper: &ItemTerms) -> Vec<FieldProblem> {
        let mut found = Vec::new();
        for (field, label, same) in [
            ("category", "抽查类别", self.category == upper.category),
            ("name", "抽查事项", self.name == upper.name),
            ("subjects", "检查对象", self.subjects == upper.subjects),
            ("subject_kinds", "检查对象类型", self.subject_kinds == upper.subject_kinds),
            ("class", "事项类别", self.class == upper.class),
            ("key_reason", "列为重点的理由", self.key_reason == upper.key_reason),
            ("methods", "检查方式", self.methods == upper.methods),
            ("bases", "检查依据", self.bases == upper.bases),
            ("content", "检查内容", self.content == upper.content),
            ("points", "检查要点", self.points == upper.points),
            ("catalogue_code", "监管事项目录编码", self.catalogue_code == upper.catalogue_code),
        ] {
            if !same {
                let text = format!("本事项认领自上级清单，{label}不能改；需要调整请报上级修订。");
                found.push(problem(field, "item.upper_fixed", text));
            }
        }
        let own = self.ratio_ceiling_bp.unwrap_or(u32::MAX);
        if upper.ratio_ceiling_bp.is_some_and(|ceiling| own > ceiling) {
            let text = "比例上限不能高于上级清单规定的上限；请改低。";
            found.push(problem("ratio_ceiling", "item.upper_ceiling", text));
        }
        found
    }
}

/// What an item still lacks before its version can be submitted for approval on a day.
#[must_use]
pub fn missing(item: &Item, kind: ListKind, day: Day) -> Vec<FieldProblem> {
    let terms = &item.terms;
    let mut found = terms.wrong(kind);
    let mut ask = |absent: bool, field, code, text: &str| {
        if absent {
            found.push(problem(field, code, text));
        }
    };
    ask(
        item.to_proofread.is_some(),
        "to_proofread",
        "item.sample",
        "这是样本（待校对）；请校对后保存。",
    );
    ask(terms.category.is_empty(), "category", "item.category", "请写明抽查类别或领域。");
    ask(terms.subjects.is_empty(), "subjects", "item.subjects", "请写明检查对象。");
    ask(
        terms.subject_kinds.is_empty(),
        "subject_kinds",
        "item.subject_kinds",
        "请选择检查对象类型，抽取时据此确定底册。",
    );
    // R-ITEM-03 and R-ITEM-04.
    match terms.class {
        None => ask(true, "class", "item.class", "请确定是一般检查事项还是重点检查事项。"),
        Some(ItemClass::General) => ask(
            terms.ratio_ceiling_bp.is_none(),
            "ratio_ceiling",
            "item.ceiling_missing",
            "一般检查事项必须规定抽查比例上限；请填写。",
        ),
        Some(ItemClass::Key) => ask(
            terms.key_reason.is_none(),
            "key_reason",
            "item.key_reason",
            "重点检查事项必须写明涉及安全、质量还是公共利益；其数量应严格控制。",
        ),
    }
    ask(terms.methods.is_empty(), "methods", "item.methods", "请选择检查方式。");
    ask(terms.levels.is_empty(), "levels", "item.levels", "请选择抽查层级。");
    // R-ITEM-02.
    let in_force = terms.bases.iter().any(|basis| basis.in_force(day));
    ask(!in_force, "bases", "item.no_basis", "没有现行有效的依据不得列入清单；请写明依据。");
    let nothing = terms.content.is_empty() && terms.points.is_empty();
    ask(nothing, "content", "item.content", "请写明检查内容或检查要点。");
    match kind {
        ListKind::Own => {
            let text = "请写明检查主体。";
            ask(terms.inspecting.is_empty(), "inspecting", "item.inspecting", text);
        }
        ListKind::Joint => {
            let text = "联合事项须有发起部门。";
            ask(terms.initiator.is_none(), "initiator", "item.initiator", text);
            let text = "联合事项至少有一个配合部门。";
            ask(terms.participants.is_empty(), "participants", "item.participants", text);
        }
    }
    found
}

/// Organs of an item that cannot be 检查主体 (R-ORG-01, R-ITEM-05): a coordination organ, an
/// oversight organ, or one that was dissolved.
#[must_use]
pub fn organs_that_cannot_inspect(organs: &[Organ]) -> Vec<FieldProblem> {
    let bad = organs.iter().filter(|organ| !organ.kind.may_inspect() || !organ.active);
    bad.map(|organ| {
        let text = if organ.active {
            format!(
                "“{}”是{}，不能作为检查主体（国办发〔2024〕54号）；请改为有执法权的部门。",
                organ.name,
                organ.kind.name_zh()
            )
        } else {
            format!("“{}”已停用，不能作为检查主体；请改为承接其职责的部门。", organ.name)
        };
        problem("organs", "item.organ_cannot_inspect", text)
    })
    .collect()
}

/// Share of 重点 items among those that were not struck, in basis points; shown beside every list
/// because their number is to be controlled strictly (国发〔2019〕5号).
#[must_use]
pub fn key_share_bp<'a>(items: impl IntoIterator<Item = &'a Item>) -> u32 {
    let (mut all, mut key) = (0u64, 0u64);
    for item in items.into_iter().filter(|item| !item.struck) {
        all += 1;
        key += u64::from(item.terms.class == Some(ItemClass::Key));
    }
    u32::try_from((key * 10_000).checked_div(all).unwrap_or(0)).unwrap_or(0)
}
