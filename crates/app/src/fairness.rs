//! 公平性审计: of all draws whose lists are public, how often each township, trade and class was
//! drawn against what chance would do. Goes on by itself with every draw; nobody chooses what it
//! counts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use sunlot_domain::draws::Draw;
use sunlot_domain::fairness::{Audit, Line, Stratum, audit, limits};
use sunlot_domain::ids::{DrawId, Id as _};
use sunlot_store::draws::DrawFilter;
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Window, draws as store};
use utoipa::ToSchema;

use crate::context::App;
use crate::draws::{Tally, UnitCutoff, is_open, tally};
use crate::error::AppError;
use crate::estimates::hundredths;
use crate::statistics::place_name;

/// Names of the sections of GB/T 4754-2017.
const NATIONAL: &str = include_str!("../../../data/gbt4754_2017.csv");

/// What was counted already: of a draw whose list is public the numbers never change.
#[derive(Clone, Default)]
pub struct Tallies(Arc<Mutex<BTreeMap<DrawId, Arc<Tally>>>>);

/// 一组对象的抽中情况。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FairnessLine {
    /// 名称。
    pub name: String,
    /// 参加抽取的户次。
    pub members: u64,
    /// 抽中的户次。
    pub hits: u64,
    /// 纯凭机会平均会抽中的户次，两位小数。
    pub expected: String,
    /// 偏离几个标准差，两位小数；数目太少或不可能有偏差的为空。
    pub deviation: Option<String>,
}

/// 按一种划分的比较。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FairnessDimension {
    /// 划分的代码：township、section、class。
    pub code: String,
    /// 划分的名称。
    pub name: String,
    /// 各组。
    pub lines: Vec<FairnessLine>,
    /// 卡方值，三位小数。
    pub chi_square: String,
    /// 自由度。
    pub degrees: u64,
    /// 公平抽取 100 次中有 95 次不超过的卡方值。
    pub usual: Option<String>,
    /// 公平抽取 1000 次中有 999 次不超过的卡方值。
    pub rare: Option<String>,
    /// 因数目太少而合并检验的组数。
    pub merged: u64,
    /// 结论的代码：too_few、usual、watch、unusual。
    pub verdict: String,
    /// 结论。
    pub verdict_name: String,
}

/// 公平性审计。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fairness {
    /// 统计到哪天。
    pub until: String,
    /// 计入的抽取次数。
    pub draws: u64,
    /// 其中后来公开撤销的；撤销的也计入，否则重抽可以掩盖偏差。
    pub annulled: u64,
    /// 名单还没有公开、没有计入的抽取次数。
    pub sealed: u64,
    /// 因各户机会本来不同而没有计入的抽取单元数。
    pub weighted: u64,
    /// 因与其他单元共用签号而没有重复计入的抽取单元数。
    pub shared: u64,
    /// 抽中的户次。
    pub hits: u64,
    /// 参加抽取的户次。
    pub members: u64,
    /// 各种划分。
    pub dimensions: Vec<FairnessDimension>,
}

/// What anybody can compute of a draw whose list is public.
#[derive(Debug, Clone)]
pub struct OpenedDraw {
    /// The seed.
    pub seed: String,
    /// Cutoffs of its units.
    pub units: Vec<UnitCutoff>,
}

impl Tallies {
    pub(crate) async fn of(&self, app: &App, id: DrawId) -> Result<Arc<Tally>, AppError> {
        let known = |kept: &Tallies| kept.0.lock().ok().and_then(|all| all.get(&id).cloned());
        if let Some(found) = known(self) {
            return Ok(found);
        }
        let made = Arc::new(tally(app, id).await?);
        if let Ok(mut all) = self.0.lock() {
            all.insert(id, made.clone());
        }
        Ok(made)
    }

    /// Seed and cutoffs of a draw, from when its list is public.
    ///
    /// # Errors
    /// Missing, also before that.
    pub async fn opened(&self, app: &App, id: &str) -> Result<OpenedDraw, AppError> {
        let tally = self.of(app, DrawId::parse(id)?).await?;
        Ok(OpenedDraw { seed: tally.seed.clone(), units: tally.units.clone() })
    }

    /// The audit of all draws up to now.
    ///
    /// # Errors
    /// What the store answers.
    pub async fn audit(&self, app: &App) -> Result<Fairness, AppError> {
        let draws = app.read(public_draws).await?;
        let mut strata: [Vec<Stratum>; 3] = Default::default();
        let mut it = Fairness {
            until: app.today().to_string(),
            draws: 0,
            annulled: 0,
            sealed: 0,
            weighted: 0,
            shared: 0,
            hits: 0,
            members: 0,
            dimensions: Vec::new(),
        };
        for draw in &draws {
            if !is_open(draw) {
                it.sealed += u64::from(draw.state.has_result());
                continue;
            }
            let tally = self.of(app, draw.id).await?;
            it.draws += 1;
            it.annulled += u64::from(draw.state.is_over());
            it.weighted += tally.weighted;
            it.shared += tally.shared;
            for (all, own) in strata.iter_mut().zip(&tally.strata) {
                all.extend(own.iter().cloned());
            }
        }
        for members in strata[0].iter().flat_map(BTreeMap::values) {
            it.members += members.members;
            it.hits += members.hits;
        }
        let audits = strata.map(|strata| audit(&strata));
        it.dimensions = app.read(move |tx| named(tx, audits)).await?;
        Ok(it)
    }
}

fn public_draws(tx: &mut ReadTx<'_>) -> Result<Vec<Draw>, AppError> {
    let visible = Visible { all: true, ..Visible::default() };
    let which = DrawFilter { visible, public: true, ..DrawFilter::default() };
    let window = Window { limit: u32::MAX, offset: 0 };
    let found = store::list(tx, &which, "id", window)?.0;
    Ok(found.into_iter().map(|stored| stored.value).collect())
}

fn named(tx: &mut ReadTx<'_>, audits: [Audit; 3]) -> Result<Vec<FairnessDimension>, AppError> {
    let kinds =
        [("township", "按乡镇（街道）"), ("section", "按行业门类"), ("class", "按信用风险分类")];
    let mut dimensions = Vec::new();
    for ((code, name), audit) in kinds.into_iter().zip(audits) {
        let mut lines = Vec::new();
        for line in &audit.lines {
            let name = match code {
                "township" => place_name(tx, &line.group)?,
                "section" => section_name(&line.group),
                _ => class_name(&line.group),
            };
            lines.push(shown(name, line));
        }
        let bounds = limits(audit.degrees);
        dimensions.push(FairnessDimension {
            code: code.to_owned(),
            name: name.to_owned(),
            lines,
            chi_square: thousandths(audit.chi_square_thousandths),
            degrees: audit.degrees as u64,
            usual: bounds.map(|(usual, _)| thousandths(usual)),
            rare: bounds.map(|(_, rare)| thousandths(rare)),
            merged: audit.merged as u64,
            verdict: audit.verdict.code().to_owned(),
            verdict_name: audit.verdict.name_zh().to_owned(),
        });
    }
    Ok(dimensions)
}

fn shown(name: String, line: &Line) -> FairnessLine {
    let signed = |deviation: i64| {
        let sign = if deviation < 0 { "−" } else { "+" };
        format!("{sign}{}", hundredths(deviation.unsigned_abs()))
    };
    FairnessLine {
        name,
        members: line.members,
        hits: line.hits,
        expected: hundredths(line.expected_hundredths),
        deviation: line.deviation_hundredths.map(signed),
    }
}

fn thousandths(number: u64) -> String {
    format!("{}.{:03}", number / 1_000, number % 1_000)
}

/// 门类 by its letter.
pub(crate) fn section_name(letter: &str) -> String {
    let mut rows = NATIONAL.lines().filter(|line| !letter.is_empty() && line.contains(",门类,"));
    let found = rows.find(|line| line.split(',').next() == Some(letter));
    let name = found.and_then(|line| line.split(',').nth(1));
    name.map_or_else(|| "未登记行业".to_owned(), |name| format!("{letter} {name}"))
}

pub(crate) fn class_name(letter: &str) -> String {
    match letter {
        "" => "名录中没有".to_owned(),
        "U" => "未分类".to_owned(),
        letter => format!("{letter} 类"),
    }
}
