//! 检查人员和小组的差异: internal. Valid because chance sent them: within one pool of one draw any
//! visit could have fallen to anybody. A difference is a reason to talk; it is no score.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sunlot_domain::calendar::year_of;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::draws::Draw;
use sunlot_domain::effects::{self as domain, Line, Pool, VISITS_MIN};
use sunlot_domain::ids::{DrawId, Id, InspectionId, InspectorId, OrganId};
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, estimates as store};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::estimates::{hundredths, percent};
use crate::follow::unknown;
use crate::inspectors::Sight;
use crate::visible;

/// 比较的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct EffectQuery {
    /// 检查结束的年度；不写为本年。
    pub year: Option<u16>,
    /// 部门；只有一个部门可看的可以不写。
    pub organ: Option<String>,
    /// inspector 按检查人员（默认）、team 按检查小组。
    pub by: Option<String>,
}

/// 一名检查人员，或一个检查小组。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EffectLine {
    /// 检查人员的标识；按小组的为小组名称。
    pub who: String,
    /// 姓名或小组名称；联席会议办公室只看到姓。
    pub name: String,
    /// 检查户次。
    pub visits: u64,
    /// 其中发现问题的户次。
    pub problems: u64,
    /// 发现问题的比例（%），两位小数。
    pub rate: String,
    /// 同样的派遣凭机会平均会发现的户次，两位小数。
    pub expected: String,
    /// 100 次公平派遣中有 95 次不少于的户次（漏斗图下限）。
    pub low: u64,
    /// 100 次公平派遣中有 95 次不多于的户次（漏斗图上限）。
    pub high: u64,
    /// 双侧 p 值，六位小数；不作比较的为空。
    pub p: Option<String>,
    /// 多重比较校正后的 p 值（本雅米尼－霍赫贝格）。
    pub q: Option<String>,
    /// 结论代码。
    pub verdict: String,
    /// 结论。
    pub verdict_name: String,
}

/// 检查人员或小组的差异。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EffectsView {
    /// 年度。
    pub year: u16,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 按什么比较。
    pub by: String,
    /// 匹配池数（一次抽取、一个片区为一个）。
    pub pools: u64,
    /// 计入的检查户次。
    pub visits: u64,
    /// 方法和用途的说明。
    pub note: String,
    /// 各人或各小组。
    pub lines: Vec<EffectLine>,
}

const NOTE: &str = "检查人员由随机匹配派遣，同一匹配池中任何一户都可能派给任何人；没有差异时，各人发现\
    问题的户次服从以池为条件的超几何分布（精确检验），多人比较按本雅米尼－霍赫贝格法校正。不足 10 户次的\
    不作比较。差异只用于了解情况、交流培训和复核，不作为考核，不排名，不公开。";

/// Whether it is compared by person or by team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Inspector,
    Team,
}

impl By {
    fn read(code: Option<&str>) -> Result<By, AppError> {
        match code {
            None | Some("inspector") => Ok(By::Inspector),
            Some("team") => Ok(By::Team),
            Some(other) => Err(unknown("by", other)),
        }
    }

    fn code(self) -> &'static str {
        match self {
            By::Inspector => "inspector",
            By::Team => "team",
        }
    }
}

/// Compares the inspectors or the teams of a department (R-EFF-01).
///
/// # Errors
/// No department, one out of reach, or what the store answers.
pub async fn list(app: &App, call: &Call, query: EffectQuery) -> Result<EffectsView, AppError> {
    let (by, organ) = (By::read(query.by.as_deref())?, organ(app, call, &query)?);
    let year = query.year.unwrap_or(year_of(app.today()));
    let first = Day::parse(&format!("{year:04}-01-01"))?;
    let last = Day::parse(&format!("{year:04}-12-31"))?;
    let (cx, asked, sight) = (app.clone(), call.clone(), Sight::of(app, call));
    app.read(move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let place = Place::of(organ.id, organ.region.clone());
        visible::see(&cx, &asked, Permission::EffectRead, &place)?;
        let people = People::read(tx, by, organ.id)?;
        let pools = pools(tx, (first, last), &organ, &people)?;
        let visits = pools.values().map(|pool| pool.all.visits).sum();
        let count = pools.len() as u64;
        let pools: Vec<Pool> = pools.into_values().collect();
        let lines = domain::effects(&pools);
        let named = lines.into_iter().map(|line| shown(&sight, &people, line));
        Ok(EffectsView {
            year,
            organ: organ.id.to_string(),
            organ_name: organ.name,
            by: by.code().to_owned(),
            pools: count,
            visits,
            note: NOTE.to_owned(),
            lines: named.collect(),
        })
    })
    .await
}

/// The department that is asked about, or the caller's only one.
fn organ(app: &App, call: &Call, query: &EffectQuery) -> Result<OrganId, AppError> {
    if let Some(organ) = &query.organ {
        return Ok(OrganId::parse(organ)?);
    }
    let own: BTreeSet<OrganId> = app
        .policy
        .scopes(&call.actor, Permission::EffectRead)
        .iter()
        .map(|(_, grant)| grant.organ)
        .collect();
    match own.first() {
        Some(organ) if own.len() == 1 => Ok(*organ),
        _ => Err(AppError::field("organ", "effect.organ", "请选择部门。")),
    }
}

/// Inspectors of a department by what they are compared as.
struct People {
    by: By,
    of: BTreeMap<InspectorId, Inspector>,
}

impl People {
    fn read(tx: &mut ReadTx<'_>, by: By, organ: OrganId) -> Result<People, AppError> {
        let all = sunlot_store::inspectors::of_organ(tx, organ)?;
        Ok(People { by, of: all.into_iter().map(|one| (one.value.id, one.value)).collect() })
    }

    /// What somebody is counted as; nobody without a team is compared by team.
    fn key(&self, inspector: InspectorId) -> Option<String> {
        let known = self.of.get(&inspector)?;
        match self.by {
            By::Inspector => Some(inspector.to_string()),
            By::Team => Some(known.team.clone()).filter(|team| !team.is_empty()),
        }
    }

    fn name(&self, sight: &Sight, who: &str) -> String {
        let id = InspectorId::parse(who).ok();
        let known = id.and_then(|id| self.of.get(&id));
        known.map_or_else(|| who.to_owned(), |known| sight.name(&known.name))
    }
}

/// Pools of a department: visits of one draw in one of its regions.
fn pools(
    tx: &mut ReadTx<'_>,
    days: (Day, Day),
    organ: &Organ,
    people: &People,
) -> Result<BTreeMap<(DrawId, String), Pool>, AppError> {
    let mut teams: BTreeMap<InspectionId, BTreeSet<String>> = BTreeMap::new();
    for (visit, of, inspector) in store::teams(tx, days, &organ.region)? {
        if of == organ.id {
            teams.entry(visit).or_default().extend(people.key(inspector));
        }
    }
    let mut draws: BTreeMap<DrawId, Option<Draw>> = BTreeMap::new();
    let mut pools: BTreeMap<(DrawId, String), Pool> = BTreeMap::new();
    for found in store::findings(tx, days, &organ.region)? {
        if found.organ != organ.id {
            continue;
        }
        let draw = match draws.entry(found.draw) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let read = tx.get::<Draw>(&found.draw)?;
                free.insert(read.map(|stored| stored.value))
            }
        };
        let region = matched_in(draw.as_ref(), &found.region);
        let pool = pools.entry((found.draw, region)).or_default();
        let problem = u64::from(found.problem);
        pool.all.visits += 1;
        pool.all.problems += problem;
        for who in teams.get(&found.inspection).into_iter().flatten() {
            let share = pool.of.entry(who.clone()).or_default();
            share.visits += 1;
            share.problems += problem;
        }
    }
    Ok(pools)
}

/// The region within which the visits of a township were matched.
fn matched_in(draw: Option<&Draw>, township: &DivisionCode) -> String {
    let holds = |code: &String| code == township.as_str();
    let mut groups = draw.into_iter().flat_map(|draw| &draw.setting.regions);
    let group = groups.find(|group| group.townships.iter().any(holds));
    group.map(|group| group.code.clone()).unwrap_or_default()
}

fn shown(sight: &Sight, people: &People, line: Line) -> EffectLine {
    let millionths = |number: u64| format!("{}.{:06}", number / 1_000_000, number % 1_000_000);
    EffectLine {
        name: people.name(sight, &line.who),
        who: line.who,
        visits: line.share.visits,
        problems: line.share.problems,
        rate: percent(line.share.problems * 1_000_000 / line.share.visits.max(1)),
        expected: hundredths(line.expected),
        low: line.low,
        high: line.high,
        p: line.p.map(millionths),
        q: line.q.map(millionths),
        verdict: line.verdict.code().to_owned(),
        verdict_name: line.verdict.name_zh().to_owned(),
    }
}

const _: () = assert!(VISITS_MIN == 10, "the note names the number");
