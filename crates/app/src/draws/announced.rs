//! 抽取公告: what everybody reads of a draw without downloading its bundle: what was promised
//! before the entropy existed, what came of it, and where that stands in the log.

use serde::{Deserialize, Serialize};
use sunlot_domain::draws::Draw;
use sunlot_domain::ids::{DrawId, Id, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::tasks::Task;
use sunlot_sortition::intent::{BeaconType, IntentRecord};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::{Entry, EntryBody};
use sunlot_sortition::rules::RulesRecord;
use sunlot_sortition::time::Day;
use sunlot_store::draws::{self, DrawFilter};
use sunlot_store::ledger::{self, Signed};
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, files};
use utoipa::ToSchema;

use super::public::{PublicDraw, shown};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::page::{Page, PageRequest};
use crate::tasks::OrganNames;

/// 抽取公告。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Announcement {
    /// 抽取。
    #[serde(flatten)]
    pub draw: PublicDraw,
    /// 任务。
    pub task: String,
    /// 任务编号。
    pub task_number: String,
    /// 任务名称。
    pub task_name: String,
    /// 组织部门名称。
    pub organ_name: String,
    /// 冻结时间。
    pub frozen_at: Option<String>,
}

/// 日志中的一步。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StepView {
    /// 类型。
    pub kind: String,
    /// 类型名称。
    pub name: String,
    /// 时间。
    pub time: String,
    /// 在日志中的序号。
    pub index: u64,
    /// 作废、更正的公开事由。
    pub text: Option<String>,
}

/// 一个随机数提供方。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContributorView {
    /// 公开的名称。
    pub id: String,
    /// 单位名称。
    pub organ_name: String,
    /// 承诺。
    pub commitment: String,
    /// 已揭示的随机数；没有揭示的为空。
    pub nonce: Option<String>,
}

/// 一个抽取单元。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnnouncedUnit {
    /// 抽取单元。
    pub unit: String,
    /// 部门名称。
    pub dept_name: String,
    /// 分层：信用风险类别或区划的代码；不分层的为空。
    pub stratum: String,
    /// 可抽取的户数。
    pub eligible: u64,
    /// 抽取的户数；抽取之前为 0。
    pub drawn: u64,
    /// 候补的户数。
    pub waiting: u64,
}

/// 覆盖这次抽取的检查点。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CheckpointView {
    /// 条目数。
    pub size: u64,
    /// 签名时间。
    pub time: String,
    /// SHA-256 树的检查点全文。
    pub sha256: String,
    /// SM3 树的检查点全文。
    pub sm3: String,
}

/// 抽取公告全文。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnnouncementPage {
    /// 公告。
    #[serde(flatten)]
    pub announcement: Announcement,
    /// 散列算法。
    pub suite: Option<String>,
    /// 底册的根。
    pub frame_root: Option<String>,
    /// 检查人员表的根。
    pub officer_root: Option<String>,
    /// 回避表的根。
    pub conflict_root: Option<String>,
    /// 规则的散列。
    pub rules: Option<String>,
    /// 底册是否不对外公布。
    pub blinded: bool,
    /// 随机数提供方。
    pub contributors: Vec<ContributorView>,
    /// 公共随机源的名称。
    pub beacon: Option<String>,
    /// 公共随机源的期号或场次。
    pub beacon_round: Option<u64>,
    /// 公共随机源的值。
    pub beacon_value: Option<String>,
    /// 揭示截止。
    pub reveal_by: Option<String>,
    /// 公共随机源产生。
    pub beacon_at: Option<String>,
    /// 公布期限。
    pub deadline: Option<String>,
    /// 种子；封存期间为空。
    pub seed: Option<String>,
    /// 结果表的根。
    pub result_root: Option<String>,
    /// 结果表的行数。
    pub result_count: Option<u64>,
    /// 抽取单元。
    pub units: Vec<AnnouncedUnit>,
    /// 不参加抽取的理由和户数。
    pub excluded: Vec<(String, u64)>,
    /// 各步。
    pub steps: Vec<StepView>,
    /// 检查点；日志还没有签到这里的为空。
    pub checkpoint: Option<CheckpointView>,
}

fn broken(what: &str, detail: impl Into<String>) -> AppError {
    let text = "抽取的公开资料读不懂；请联系系统管理员运行 sunlot verify-log 查明原因。";
    let mut error = AppError::new(Kind::Internal, "draw.record", text);
    error.log = format!("{what}: {}", detail.into());
    error
}

/// One entry of the log with its index.
fn entries(tx: &mut ReadTx<'_>, draw: &Draw) -> Result<Vec<(u64, Entry)>, AppError> {
    let own = draws::entries(tx, &draw.plan_no)?.into_iter().filter(|entry| entry.draw == draw.id);
    let mut read = Vec::new();
    for place in own {
        let stored = ledger::entries(tx, place.entry, place.entry + 1)?.pop();
        let bytes = stored.map(|stored| stored.bytes).unwrap_or_default();
        let json = Json::parse(&bytes).map_err(|e| broken("entry", e.message_zh()))?;
        let entry = Entry::parse(&json).map_err(|e| broken("entry", e.message_zh()))?;
        read.push((place.entry, entry));
    }
    Ok(read)
}

/// The day in China of an entry's bytes.
pub(crate) fn day_of(bytes: &[u8]) -> Result<Day, AppError> {
    let json = Json::parse(bytes).map_err(|e| broken("entry", e.message_zh()))?;
    let entry = Entry::parse(&json).map_err(|e| broken("entry", e.message_zh()))?;
    let local = entry.time.plus(8 * 3_600);
    Ok(local.ok_or_else(|| broken("entry", "time"))?.day())
}

fn file(tx: &mut ReadTx<'_>, draw: DrawId, name: &str) -> Result<Option<Json>, AppError> {
    let all = draws::files(tx, draw)?.into_iter().map(|stored| stored.value);
    let Some(found) = all.into_iter().find(|file| file.name == name && !file.secret) else {
        return Ok(None);
    };
    let bytes = files::get(tx, found.file)?;
    Ok(Some(Json::parse(&bytes).map_err(|e| broken(name, e.message_zh()))?))
}

fn announcement(
    tx: &mut ReadTx<'_>,
    names: &mut OrganNames,
    draw: &Draw,
) -> Result<Announcement, AppError> {
    let task = tx.need::<Task>(&draw.task)?.value;
    let own = draws::entries(tx, &draw.plan_no)?;
    let plan = own.iter().find(|entry| entry.draw == draw.id && entry.kind == "plan");
    let frozen_at = match plan {
        Some(plan) => {
            let stored = ledger::entries(tx, plan.entry, plan.entry + 1)?.pop();
            let json = stored.and_then(|stored| Json::parse(&stored.bytes).ok());
            json.and_then(|json| Entry::parse(&json).ok()).map(|entry| entry.time.to_string())
        }
        None => None,
    };
    Ok(Announcement {
        organ_name: names.of(tx, draw.organ)?,
        task: task.id.to_string(),
        task_number: task.number,
        task_name: task.name,
        draw: shown(tx, draw)?,
        frozen_at,
    })
}

/// Lists announced draws of all tasks, newest first.
///
/// # Errors
/// A page that cannot be read, or what the store answers.
pub async fn public_list(
    app: &App,
    _call: &Call,
    page: PageRequest,
) -> Result<Page<Announcement>, AppError> {
    let (window, order) = (page.window()?, page.order(&["plan_no", "attempt"], "id DESC")?);
    let visible = Visible { all: true, ..Visible::default() };
    let which = DrawFilter { visible, public: true, ..DrawFilter::default() };
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = draws::list(tx, &which, &order, window)?;
            let mut names = OrganNames::default();
            let items = found.iter().map(|stored| announcement(tx, &mut names, &stored.value));
            Ok::<_, AppError>((items.collect::<Result<Vec<_>, _>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Name of a public entropy for people.
fn beacon_zh(kind: BeaconType) -> &'static str {
    match kind {
        BeaconType::DrandQuicknet => "drand 公共随机信标",
        BeaconType::Ssq => "中国福利彩票双色球开奖号码",
        BeaconType::Dlt => "中国体育彩票超级大乐透开奖号码",
        BeaconType::Ceremony => "现场摇号",
        BeaconType::None => "不用公共随机源",
    }
}

/// Shows a draw with everything that is public of it by now.
///
/// # Errors
/// Missing, also before the freeze; or what the store answers.
pub async fn public_show(app: &App, _call: &Call, id: &str) -> Result<AnnouncementPage, AppError> {
    let id = DrawId::parse(id)?;
    app.read(move |tx| {
        let draw = tx.need::<Draw>(&id)?.value;
        if !draw.state.is_public() {
            return Err(AppError::missing());
        }
        let entries = entries(tx, &draw)?;
        let mut names = OrganNames::default();
        let mut page = AnnouncementPage {
            announcement: announcement(tx, &mut names, &draw)?,
            suite: None,
            frame_root: None,
            officer_root: None,
            conflict_root: None,
            rules: None,
            blinded: false,
            contributors: Vec::new(),
            beacon: None,
            beacon_round: None,
            beacon_value: None,
            reveal_by: None,
            beacon_at: None,
            deadline: None,
            seed: None,
            result_root: None,
            result_count: None,
            units: units(tx, &draw)?,
            excluded: Vec::new(),
            steps: Vec::new(),
            checkpoint: checkpoint(tx, entries.last().map(|(index, _)| *index))?,
        };
        promised(tx, (&mut page, &mut names), &draw, &entries)?;
        for (index, entry) in &entries {
            happened(&mut page, *index, entry);
        }
        Ok(page)
    })
    .await
}

fn checkpoint(tx: &mut ReadTx<'_>, last: Option<u64>) -> Result<Option<CheckpointView>, AppError> {
    let Some(last) = last else { return Ok(None) };
    let view = |signed: Signed| CheckpointView {
        size: signed.size,
        time: signed.time.to_string(),
        sha256: signed.sha256,
        sm3: signed.sm3,
    };
    Ok(ledger::first_covering(tx, last)?.map(view))
}

/// Numbers of each unit, with the names that its code stands for.
fn units(tx: &mut ReadTx<'_>, draw: &Draw) -> Result<Vec<AnnouncedUnit>, AppError> {
    let mut organs = Vec::new();
    for id in draw.organs() {
        let organ = tx.need::<Organ>(&id)?.value;
        organs.push((organ.code, organ.name));
    }
    let rules = match file(tx, draw.id, "rules.json")? {
        Some(json) => {
            Some(RulesRecord::parse(&json).map_err(|e| broken("rules.json", e.message_zh()))?)
        }
        None => None,
    };
    let unit = |counts: &sunlot_domain::draws::UnitCounts| {
        let rule = rules
            .as_ref()
            .and_then(|rules| rules.units.iter().find(|rule| rule.unit.as_str() == counts.unit));
        let dept = rule.map_or("", |rule| rule.dept.as_str());
        let named = organs.iter().find(|(code, _)| code.eq_ignore_ascii_case(dept));
        let stratum = counts.unit.rsplit_once('.').map_or("", |(_, stratum)| stratum);
        AnnouncedUnit {
            unit: counts.unit.clone(),
            dept_name: named.map_or_else(|| dept.to_owned(), |(_, name)| name.clone()),
            stratum: stratum.to_owned(),
            eligible: counts.eligible,
            drawn: counts.drawn,
            waiting: counts.waiting,
        }
    };
    Ok(draw.counts.units.iter().map(unit).collect())
}

/// What the intent promised, and the entropy that is known by now.
fn promised(
    tx: &mut ReadTx<'_>,
    (page, names): (&mut AnnouncementPage, &mut OrganNames),
    draw: &Draw,
    entries: &[(u64, Entry)],
) -> Result<(), AppError> {
    if !entries.iter().any(|(_, entry)| matches!(entry.body, EntryBody::Intent { .. })) {
        return Ok(());
    }
    let json = file(tx, draw.id, "intent.json")?.ok_or_else(|| broken("intent.json", "missing"))?;
    let intent = IntentRecord::parse(&json).map_err(|e| broken("intent.json", e.message_zh()))?;
    let shown = |id: &str| {
        entries.iter().find_map(|(_, entry)| match &entry.body {
            EntryBody::Reveal { contributor, nonce, .. } if contributor.as_str() == id => {
                Some(sunlot_sortition::digest::to_hex(nonce))
            }
            EntryBody::Unseal { nonce, .. } if draw.setting.organiser() == id => {
                Some(sunlot_sortition::digest::to_hex(nonce))
            }
            _ => None,
        })
    };
    for one in &intent.contributors {
        let party = draw.setting.parties.iter().find(|party| party.id == one.id.as_str());
        let organ = party.and_then(|party| OrganId::parse(&party.organ).ok());
        page.contributors.push(ContributorView {
            id: one.id.to_string(),
            organ_name: organ.map(|organ| names.of(tx, organ)).transpose()?.unwrap_or_default(),
            commitment: one.commit.to_hex(),
            nonce: shown(one.id.as_str()),
        });
    }
    page.suite = Some(intent.suite.name().to_owned());
    page.frame_root = Some(intent.frame_root.to_hex());
    page.officer_root = Some(intent.officer_root.to_hex());
    page.conflict_root = Some(intent.conflict_root.to_hex());
    page.rules = Some(intent.rules.to_hex());
    page.beacon = Some(beacon_zh(intent.beacon.kind).to_owned());
    page.beacon_round = Some(intent.beacon.round).filter(|round| *round > 0);
    page.reveal_by = Some(intent.t_r.to_string());
    page.beacon_at = Some(intent.t_b.to_string());
    page.deadline = Some(intent.deadline.to_string());
    if let Some(json) = file(tx, draw.id, "rules.json")? {
        let rules = RulesRecord::parse(&json).map_err(|e| broken("rules.json", e.message_zh()))?;
        page.blinded = rules.blinded;
    }
    Ok(())
}

/// What one entry adds to the page.
fn happened(page: &mut AnnouncementPage, index: u64, entry: &Entry) {
    let mut told = None;
    match &entry.body {
        EntryBody::Beacon(value) => page.beacon_value = Some(value.value.clone()),
        EntryBody::Result(result) => {
            page.seed = result.seed.map(|seed| seed.to_hex());
            page.result_root = Some(result.result_root.to_hex());
            page.result_count = Some(result.result_count);
            let named = |(code, count): &(sunlot_sortition::frame::Exclusion, u64)| {
                (code.name_zh().to_owned(), *count)
            };
            page.excluded = result.excluded.iter().map(named).collect();
        }
        EntryBody::Void { text, .. } | EntryBody::Correction { text, .. } => {
            told = Some(text.clone());
        }
        _ => {}
    }
    page.steps.push(StepView {
        kind: entry.body.kind().to_owned(),
        name: sunlot_ceremony::step_zh(entry.body.kind()).to_owned(),
        time: entry.time.to_string(),
        index,
        text: told,
    });
}

/// Whether the list of a draw is public.
pub(crate) fn is_open(draw: &Draw) -> bool {
    draw.state.has_result() && !draw.is_sealed()
}
