//! 抽查推算: of what was found among those who were drawn, how many of all would show a problem. By
//! item, and within an item by trade; by credit-risk class inside of the platform alone.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};
use sunlot_domain::calendar::year_of;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::draws::Draw;
use sunlot_domain::estimates::{Estimate, Stratum, counted, estimate};
use sunlot_domain::ids::{Id, OrganId};
use sunlot_domain::items::ItemCode;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::Task;
use sunlot_sortition::time::Day;
use sunlot_store::draws::DrawFilter;
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Window, draws as store, estimates as results, items};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::draws::{SampleStratum, is_open};
use crate::error::AppError;
use crate::fairness::{class_name, section_name};
use crate::tasks::OrganNames;
use crate::visible;

/// 推算的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct EstimateQuery {
    /// 抽取的年度；不写为本年。
    pub year: Option<u16>,
    /// 区划，包含其下级；不写为全部可见的。
    pub region: Option<String>,
    /// 部门。
    pub organ: Option<String>,
    /// 事项编码。
    pub item: Option<String>,
}

/// 推算的结果；比例是百分数，两位小数。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EstimateValue {
    /// 推算的问题率（%）。
    pub rate: String,
    /// 标准误（百分点）。
    pub standard_error: String,
    /// 95% 区间的下限（%）。
    pub low: String,
    /// 95% 区间的上限（%）。
    pub high: String,
    /// 推算的有问题的户次，两位小数（霍维茨－汤普森估计）。
    pub total: String,
    /// 推算的该组户次，两位小数。
    pub size: String,
    /// 有效样本量，两位小数；全部查过的为空。
    pub effective: Option<String>,
}

/// 一个事项，或其中一个行业、一个信用风险类别。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EstimateLine {
    /// 检查机关。
    pub organ: String,
    /// 检查机关名称。
    pub organ_name: String,
    /// 事项编码。
    pub item: String,
    /// 事项名称。
    pub item_name: String,
    /// 按什么分组：item 事项全部、trade 行业门类、class 信用风险类别。
    pub by: String,
    /// 组的代码；事项全部的为空。
    pub group: String,
    /// 组的名称。
    pub group_name: String,
    /// 计入的抽取次数。
    pub draws: u64,
    /// 可抽取的户次（事项全部）。
    pub eligible: u64,
    /// 抽中的户次（事项全部）。
    pub drawn: u64,
    /// 其中已公示结果的户次（事项全部）。
    pub known: u64,
    /// 其中属于该组的户次。
    pub members: u64,
    /// 其中发现问题的户次：实际查到的数，不是推算。
    pub found: u64,
    /// 查到的比例（%），两位小数：没有按抽取机会换算，不能代表全部对象。
    pub raw_rate: Option<String>,
    /// 推算的结果；不作推算的为空。
    pub estimate: Option<EstimateValue>,
    /// 不作推算的理由代码。
    pub refused: Option<String>,
    /// 通俗的说明。
    pub meaning: String,
}

/// 一年的抽查推算。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Estimates {
    /// 抽取的年度。
    pub year: u16,
    /// 按到哪天为止公示的结果。
    pub until: String,
    /// 方法说明。
    pub method: String,
    /// 各事项和各组。
    pub lines: Vec<EstimateLine>,
}

const METHOD: &str = "由随机抽取的样本推算：每个抽中的对象按其所在层的抽取概率 n/N 代表 N/n \
    个对象（霍维茨－汤普森估计，分组用哈耶克估计），方差按分层不放回抽样计算，区间为按有效样本量的\
    威尔逊 95% 区间。结果未公示的视为在层内随机缺失；样本不足 20 户次、结果不到抽中的 80%、有结果的层\
    不到全部的 80% 的，不作推算。推算与实际查到的数分列，不能相加。";

/// Of one item and organ: what one stratum of one draw gave.
struct Cell {
    eligible: u64,
    drawn: u64,
    /// Section, class and whether there was a problem, of those with a result.
    known: Vec<(String, String, bool)>,
}

/// An organ and one of its items.
type Key = (OrganId, String);

#[derive(Default)]
struct Gathered {
    cells: BTreeMap<Key, Vec<Cell>>,
    names: BTreeMap<Key, String>,
    draws: BTreeMap<Key, u64>,
}

/// Estimates for who works with them: by class too.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(app: &App, call: &Call, query: EstimateQuery) -> Result<Estimates, AppError> {
    let visible = visible::scope(app, call, Permission::EstimateRead);
    all(app, visible, query, true).await
}

/// Estimates for everybody: by item and trade. The class of a company is nobody's outside.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn public(app: &App, _call: &Call, query: EstimateQuery) -> Result<Estimates, AppError> {
    let visible = Visible { all: true, ..Visible::default() };
    all(app, visible, query, false).await
}

async fn all(
    app: &App,
    visible: Visible,
    query: EstimateQuery,
    classes: bool,
) -> Result<Estimates, AppError> {
    let today = app.today();
    let year = query.year.unwrap_or(year_of(today));
    Day::parse(&format!("{year:04}-01-01"))?;
    let region = query.region.as_deref().map(DivisionCode::parse).transpose()?;
    let organ = query.organ.as_deref().map(OrganId::parse).transpose()?;
    let draws = app.read(move |tx| of_year(tx, visible, year, region)).await?;
    let mut gathered = Gathered::default();
    for draw in draws {
        let tally = app.tallies.of(app, draw.id).await?;
        gathered = app
            .read(move |tx| {
                gathered.add(tx, &draw, &tally.sample)?;
                Ok::<_, AppError>(gathered)
            })
            .await?;
    }
    let wanted = move |key: &Key| {
        organ.is_none_or(|organ| organ == key.0)
            && query.item.as_ref().is_none_or(|item| *item == key.1)
    };
    let lines = app.read(move |tx| gathered.lines(tx, wanted, classes)).await?;
    Ok(Estimates { year, until: today.to_string(), method: METHOD.to_owned(), lines })
}

/// Draws of a year whose lists are public and that stand.
fn of_year(
    tx: &mut ReadTx<'_>,
    visible: Visible,
    year: u16,
    region: Option<DivisionCode>,
) -> Result<Vec<Draw>, AppError> {
    let which = DrawFilter { visible, public: true, ..DrawFilter::default() };
    let window = Window { limit: u32::MAX, offset: 0 };
    let all = store::list(tx, &which, "id", window)?.0.into_iter().map(|stored| stored.value);
    let fits = |draw: &Draw| {
        let frozen = draw.setting.reveal_by.get(..4).and_then(|text| text.parse::<u16>().ok());
        let inside = |region: &DivisionCode| draw.region.as_str().starts_with(region.prefix());
        is_open(draw)
            && !draw.state.is_over()
            && frozen == Some(year)
            && region.as_ref().is_none_or(inside)
    };
    Ok(all.filter(fits).collect())
}

impl Gathered {
    /// Adds what a draw gave, for every item that an organ inspects under it.
    fn add(
        &mut self,
        tx: &mut ReadTx<'_>,
        draw: &Draw,
        sample: &[SampleStratum],
    ) -> Result<(), AppError> {
        let mut found: BTreeMap<(OrganId, String, String), bool> = BTreeMap::new();
        for result in results::results_of_draw(tx, draw.id)? {
            let key = (result.organ, result.item.clone());
            self.names.entry(key).or_insert(result.item_name);
            let one = (result.organ, result.item, result.subject);
            found.insert(one, result.code.is_problem());
        }
        for ((organ, item), day) in inspected(tx, draw)? {
            // Of what nobody has published yet, the list of the day of the draw knows the name.
            if let Entry::Vacant(unnamed) = self.names.entry((organ, item.clone()))
                && let Ok(code) = ItemCode::parse(&item)
                && let Some(name) = items::named_on(tx, &code, organ, day)?
            {
                unnamed.insert(name);
            }
            let code = tx.need::<Organ>(&organ)?.value.code;
            let own = sample.iter().filter(|stratum| stratum.dept.eq_ignore_ascii_case(&code));
            let cells: Vec<Cell> = own
                .map(|stratum| Cell {
                    eligible: stratum.eligible,
                    drawn: stratum.drawn.len() as u64,
                    known: stratum
                        .drawn
                        .iter()
                        .filter_map(|one| {
                            let hit = found.get(&(organ, item.clone(), one.code.clone()))?;
                            Some((one.section.clone(), one.class.clone(), *hit))
                        })
                        .collect(),
                })
                .collect();
            if !cells.is_empty() {
                *self.draws.entry((organ, item.clone())).or_default() += 1;
                self.cells.entry((organ, item)).or_default().extend(cells);
            }
        }
        Ok(())
    }

    fn lines(
        self,
        tx: &mut ReadTx<'_>,
        wanted: impl Fn(&Key) -> bool,
        classes: bool,
    ) -> Result<Vec<EstimateLine>, AppError> {
        let mut organs = OrganNames::default();
        let mut lines = Vec::new();
        for (key, cells) in self.cells.iter().filter(|(key, _)| wanted(key)) {
            let organ_name = organs.of(tx, key.0)?;
            let item_name = self.names.get(key).cloned().unwrap_or_else(|| key.1.clone());
            let draws = self.draws.get(key).copied().unwrap_or_default();
            let mut push = |by: &str, group: String, group_name: String, strata: Vec<Stratum>| {
                let name = if by == "item" { item_name.clone() } else { group_name.clone() };
                lines.push(EstimateLine {
                    organ: key.0.to_string(),
                    organ_name: organ_name.clone(),
                    item: key.1.clone(),
                    item_name: item_name.clone(),
                    by: by.to_owned(),
                    group,
                    group_name,
                    draws,
                    ..shown(&strata, &name)
                });
            };
            push("item", String::new(), "全部".to_owned(), strata(cells, |_| true));
            for section in groups(cells, |known| &known.0) {
                let own = strata(cells, |known| known.0 == section);
                push("trade", section.clone(), section_name(&section), own);
            }
            let known = if classes { groups(cells, |known| &known.1) } else { Vec::new() };
            for class in known {
                let own = strata(cells, |known| known.1 == class);
                push("class", class.clone(), class_name(&class), own);
            }
        }
        Ok(lines)
    }
}

/// Items that organs inspect under a draw, with the day for which their list was asked.
fn inspected(tx: &mut ReadTx<'_>, draw: &Draw) -> Result<BTreeMap<Key, Day>, AppError> {
    let mut keys = BTreeMap::new();
    for task in draw.tasks() {
        let task = tx.need::<Task>(&task)?.value;
        for item in task.content.items {
            keys.entry((OrganId::parse(&item.organ)?, item.code)).or_insert(task.draw_from);
        }
    }
    Ok(keys)
}

type Known = (String, String, bool);

fn groups(cells: &[Cell], of: impl Fn(&Known) -> &String) -> Vec<String> {
    let mut names: Vec<String> =
        cells.iter().flat_map(|cell| &cell.known).map(|known| of(known).clone()).collect();
    names.sort();
    names.dedup();
    names
}

fn strata(cells: &[Cell], inside: impl Fn(&Known) -> bool) -> Vec<Stratum> {
    let stratum = |cell: &Cell| {
        let members = cell.known.iter().filter(|known| inside(known));
        let (mut count, mut hits) = (0, 0);
        for (.., hit) in members {
            count += 1;
            hits += u64::from(*hit);
        }
        Stratum {
            eligible: cell.eligible,
            drawn: cell.drawn,
            known: cell.known.len() as u64,
            members: count,
            hits,
        }
    };
    cells.iter().map(stratum).collect()
}

/// Counts and estimate of a group; whose it is, the caller writes in.
fn shown(strata: &[Stratum], name: &str) -> EstimateLine {
    let sum = counted(strata);
    let raw = (sum.members > 0).then(|| percent(sum.hits * 1_000_000 / sum.members));
    let line = EstimateLine {
        organ: String::new(),
        organ_name: String::new(),
        item: String::new(),
        item_name: String::new(),
        by: String::new(),
        group: String::new(),
        group_name: String::new(),
        draws: 0,
        eligible: sum.eligible,
        drawn: sum.drawn,
        known: sum.known,
        members: sum.members,
        found: sum.hits,
        raw_rate: raw,
        estimate: None,
        refused: None,
        meaning: String::new(),
    };
    match estimate(strata) {
        Ok(it) => EstimateLine { meaning: meaning(name, &it), estimate: Some(value(&it)), ..line },
        Err(little) => EstimateLine {
            refused: Some(little.code().to_owned()),
            meaning: little.message_zh(),
            ..line
        },
    }
}

fn value(it: &Estimate) -> EstimateValue {
    EstimateValue {
        rate: percent(it.rate),
        standard_error: percent(it.standard_error),
        low: percent(it.low),
        high: percent(it.high),
        total: hundredths(it.total),
        size: hundredths(it.size),
        effective: it.effective.map(hundredths),
    }
}

fn meaning(name: &str, it: &Estimate) -> String {
    if it.effective.is_none() {
        return format!("{name}：可抽取的对象全部查过，问题率就是 {}%。", percent(it.rate));
    }
    format!(
        "{name}：假如把可抽取的对象全部查一遍，估计有 {}% 会发现问题；像这样推算 100 次，大约 95 次的区间会\
         包含真实的比例，这一次的区间是 {}% 至 {}%。",
        percent(it.rate),
        percent(it.low),
        percent(it.high)
    )
}

/// Millionths as percent with two digits.
pub(crate) fn percent(millionths: u64) -> String {
    hundredths((millionths + 50) / 100)
}

/// Hundredths with two digits.
pub(crate) fn hundredths(number: u64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

/// The estimates as a table: a row for each item and group.
#[must_use]
pub fn rows(view: &Estimates) -> Vec<Vec<String>> {
    let head = [
        "检查机关",
        "事项编码",
        "事项",
        "分组",
        "可抽取",
        "抽中",
        "已公示",
        "该组户次",
        "发现问题",
        "查到的比例%",
        "推算的问题率%",
        "标准误",
        "95%下限",
        "95%上限",
        "说明",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for line in &view.lines {
        let it = line.estimate.as_ref();
        let told = |of: fn(&EstimateValue) -> &String| it.map(of).cloned().unwrap_or_default();
        rows.push(vec![
            line.organ_name.clone(),
            line.item.clone(),
            line.item_name.clone(),
            line.group_name.clone(),
            line.eligible.to_string(),
            line.drawn.to_string(),
            line.known.to_string(),
            line.members.to_string(),
            line.found.to_string(),
            line.raw_rate.clone().unwrap_or_default(),
            told(|it| &it.rate),
            told(|it| &it.standard_error),
            told(|it| &it.low),
            told(|it| &it.high),
            line.meaning.clone(),
        ]);
    }
    rows
}
