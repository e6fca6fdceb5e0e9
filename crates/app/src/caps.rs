//! 年度频次上限 and the visits that count against it: use cases.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::caps::{Exemption, Visit, VisitCap, VisitKind};
use sunlot_domain::ids::{Id, OrganId, SubjectId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{Stored, caps};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// 年度频次上限。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CapView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 起始年度。
    pub year: u16,
    /// 对同一对象每年至多几次。
    pub visits_max: u32,
    /// 个案检查是否计入。
    pub counts_cases: bool,
    /// 公布文件。
    pub basis: String,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
}

/// 规定年度频次上限；同一部门同一年度再次规定即为修改。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewCap {
    /// 部门。
    pub organ: String,
    /// 起始年度。
    pub year: u16,
    /// 对同一对象每年至多几次。
    pub visits_max: u32,
    /// 个案检查是否计入；两种解释并存，由部门按本地规定选择。
    pub counts_cases: bool,
    /// 公布文件。
    pub basis: String,
}

/// 上限列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct CapFilter {
    /// 部门。
    pub organ: Option<String>,
}

/// 不计入频次的理由。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExemptionView {
    /// 代码。
    pub code: String,
    /// 名称。
    pub name: String,
}

/// The ten reasons.
#[must_use]
pub fn exemptions() -> Vec<ExemptionView> {
    let view =
        |one: &Exemption| ExemptionView { code: one.code().into(), name: one.name_zh().into() };
    Exemption::ALL.iter().map(view).collect()
}

/// Lists caps; they are public.
///
/// # Errors
/// An organ that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    filter: CapFilter,
    page: PageRequest,
) -> Result<Page<CapView>, AppError> {
    let window = page.window()?;
    let organ = filter.organ.as_deref().map(OrganId::parse).transpose()?;
    let (found, total) = app.read(move |tx| Ok(caps::caps(tx, organ, window)?)).await?;
    Ok(page.answer(found.into_iter().map(view).collect(), total))
}

/// Sets the cap of an organ from a year on.
///
/// # Errors
/// Fields that are wrong, an organ out of reach, or what the store answers.
pub async fn set(app: &App, call: &Call, new: NewCap) -> Result<CapView, AppError> {
    let organ = OrganId::parse(&new.organ)?;
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let region = tx.need::<Organ>(&organ)?.value.region;
        cx.authorize(&asked, Permission::CapWrite, &Place::of(organ, region.clone()))?;
        let old = caps::cap_stored(tx, organ, new.year)?;
        let id = old.as_ref().map_or_else(|| ids.make(), |old| old.value.id);
        let cap = VisitCap {
            id,
            organ,
            region,
            year: new.year,
            visits_max: new.visits_max,
            counts_cases: new.counts_cases,
            basis: new.basis.trim().to_owned(),
        };
        cap.check()?;
        let stored = match old {
            Some(old) => tx.save(old.map(|_| cap))?,
            None => tx.insert(cap)?,
        };
        let details = Json::object([
            ("counts_cases", Json::bool(stored.value.counts_cases)),
            ("visits_max", Json::count(u64::from(stored.value.visits_max))),
            ("year", Json::count(u64::from(stored.value.year))),
        ]);
        Ok(tx.record(Event::new(Action::CapSet, id).with(details), view(stored)))
    })
    .await
}

fn view(stored: Stored<VisitCap>) -> CapView {
    let cap = stored.value;
    CapView {
        id: cap.id.to_string(),
        organ: cap.organ.to_string(),
        year: cap.year,
        visits_max: cap.visits_max,
        counts_cases: cap.counts_cases,
        basis: cap.basis,
        version: stored.version,
        log_index: stored.log_index,
    }
}

/// 登记一次入户检查。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewVisit {
    /// 部门。
    pub organ: String,
    /// 检查对象。
    pub subject: String,
    /// 日期。
    pub day: String,
    /// 检查类型：planned 日常、special 专项、case 个案。
    pub kind: String,
    /// 不计入频次的理由。
    pub exemption: Option<String>,
}

/// 登记后的次数。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitCount {
    /// 标识。
    pub id: String,
    /// 是否计入。
    pub counted: bool,
    /// 本部门当年对该对象已计入的次数。
    pub used: u32,
    /// 上限；没有规定为空。
    pub visits_max: Option<u32>,
}

/// Records a visit, so that the count is right: made outside of the platform, or in a case.
///
/// # Errors
/// Fields that are wrong, an organ out of reach, or what the store answers.
pub async fn record_visit(app: &App, call: &Call, new: NewVisit) -> Result<VisitCount, AppError> {
    let (organ, subject) = (OrganId::parse(&new.organ)?, SubjectId::parse(&new.subject)?);
    let kind = VisitKind::parse(&new.kind).ok_or_else(|| {
        AppError::field("kind", "visit.kind", "检查类型应为 planned、special 或 case。")
    })?;
    let exemption = new.exemption.as_deref().map(|code| {
        let text = "不计入理由应为 /api/v1/caps/exemptions 所列十种之一。";
        Exemption::parse(code).ok_or_else(|| AppError::field("exemption", "visit.exemption", text))
    });
    let visit = Visit {
        id: app.ids().make(),
        organ,
        subject,
        day: Day::parse(&new.day)?,
        kind,
        exemption: exemption.transpose()?,
        task: None,
    };
    visit.check()?;
    if visit.day > app.today() {
        return Err(AppError::field("day", "visit.future", "只能登记已经发生的检查。"));
    }
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let region = tx.need::<Organ>(&organ)?.value.region;
        cx.authorize(&asked, Permission::CapWrite, &Place::of(organ, region))?;
        tx.need::<SubjectEntry>(&subject)?;
        let (id, day) = (visit.id, visit.day);
        let year = sunlot_domain::calendar::year_of(day);
        let cap = caps::cap_of(tx, organ, year)?;
        let counted = cap.as_ref().is_none_or(|cap| cap.counts(&visit));
        tx.insert(visit)?;
        let all = caps::visits_of(tx, organ, year)?.into_iter().map(|stored| stored.value);
        let own: Vec<Visit> = all.filter(|visit| visit.subject == subject).collect();
        let used = match &cap {
            Some(cap) => cap.used(&own, year),
            None => u32::try_from(own.len()).unwrap_or(u32::MAX),
        };
        let visits_max = cap.map(|cap| cap.visits_max);
        let count = VisitCount { id: id.to_string(), counted, used, visits_max };
        Ok(tx.record(Event::new(Action::VisitRecorded, id), count))
    })
    .await
}
