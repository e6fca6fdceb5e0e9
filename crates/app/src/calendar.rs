//! 工作日历: use cases.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::{Calendar, CalendarYear, DayKind, SpecialDay, read_table};
use sunlot_domain::ids::OrganId;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, caps};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;

/// 放假或调休上班的一天。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SpecialDayView {
    /// 日期。
    pub day: String,
    /// holiday 放假、makeup_workday 调休上班。
    pub kind: String,
    /// 节日名称。
    pub name: String,
}

/// 一年的放假安排。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct YearView {
    /// 年。
    pub year: u16,
    /// 放假和调休上班的日子。
    pub days: Vec<SpecialDayView>,
    /// 通知的文号；随程序提供的为空。
    pub source: Option<String>,
    /// 版本；随程序提供的为 0。
    pub version: u64,
}

/// 录入一年的放假安排。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewYear {
    /// 您看到的版本；首次录入为 0。
    pub version: u64,
    /// 通知的文号，例如“国办发明电〔2026〕7号”。
    pub source: String,
    /// 放假和调休上班的日子。
    pub days: Vec<SpecialDayView>,
}

/// 推算工作日。
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct WorkingDays {
    /// 起算日，不计入。
    pub from: String,
    /// 第几个工作日。
    pub days: u32,
}

/// 推算的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkingDay {
    /// 日期。
    pub day: String,
}

/// Built-in years with those that were announced since.
pub(crate) fn load(tx: &mut ReadTx<'_>) -> Result<Calendar, AppError> {
    let mut calendar = Calendar::built_in();
    for stored in caps::calendar_years(tx)? {
        let days = read_table(&stored.value.days)?;
        let year = stored.value.id.parse().unwrap_or_default();
        calendar.announce(year, days)?;
    }
    Ok(calendar)
}

fn shown(special: SpecialDay) -> SpecialDayView {
    SpecialDayView {
        day: special.day.to_string(),
        kind: special.kind.code().into(),
        name: special.name,
    }
}

/// The announcement of a year.
///
/// # Errors
/// A year that is not announced, or what the store answers.
pub async fn show(app: &App, year: &str) -> Result<YearView, AppError> {
    let year = read_year(year)?;
    app.read(move |tx| {
        let calendar = load(tx)?;
        // Asks about a day of the year, so that a missing one is the same error everywhere.
        calendar.is_working_day(Day::parse(&format!("{year:04}-01-01"))?)?;
        let stored = tx.get::<CalendarYear>(&format!("{year:04}"))?;
        let days = calendar.special_days(year).into_iter().map(shown).collect();
        let version = stored.as_ref().map_or(0, |stored| stored.version);
        Ok(YearView { year, days, source: stored.map(|stored| stored.value.source), version })
    })
    .await
}

fn read_year(text: &str) -> Result<u16, AppError> {
    let year = text.parse().ok().filter(|year| (2000..2200).contains(year));
    year.ok_or_else(|| AppError::field("year", "calendar.year", "年份应为 2000 至 2199。"))
}

/// Longest count of working days.
const DAYS_MAX: u32 = 2_000;

/// The nth working day after a day.
///
/// # Errors
/// A year that is not announced, or a count beyond reason.
pub async fn working_day(app: &App, asked: WorkingDays) -> Result<WorkingDay, AppError> {
    let from = Day::parse(&asked.from)?;
    if asked.days > DAYS_MAX {
        let text = format!("工作日数至多 {DAYS_MAX}；请分段推算。");
        return Err(AppError::field("days", "calendar.days", text));
    }
    app.read(move |tx| {
        let day = load(tx)?.after(from, asked.days)?;
        Ok(WorkingDay { day: day.to_string() })
    })
    .await
}

/// Enters the announcement of a year, or corrects it.
///
/// # Errors
/// Days that are wrong, another version, or what the store answers.
pub async fn announce(
    app: &App,
    call: &Call,
    year: &str,
    new: NewYear,
) -> Result<YearView, AppError> {
    let year = read_year(year)?;
    let mut days = Vec::new();
    for day in &new.days {
        let kind = DayKind::parse(&day.kind).ok_or_else(|| {
            AppError::field("days", "calendar.kind", "日子应为 holiday 或 makeup_workday。")
        })?;
        let name = day.name.replace([',', '\n'], " ");
        days.push(SpecialDay { day: Day::parse(&day.day)?, kind, name });
    }
    Calendar::built_in().announce(year, days.clone())?;
    let source = new.source.trim().to_owned();
    if !(4..=200).contains(&source.chars().count()) {
        return Err(AppError::field("source", "calendar.source", "请写明放假通知的文号。"));
    }
    let lines = days.iter().map(|d| format!("{},{},{}\n", d.day, d.kind.code(), d.name));
    let text = format!("date,kind,name\n{}", lines.collect::<String>());
    let everywhere: OrganId = app.ids().make();
    let region = sunlot_domain::codes::DivisionCode::parse("620000")?;
    app.authorize(call, Permission::CalendarWrite, &Place::of(everywhere, region))?;
    app.write(call, move |tx| {
        let id = format!("{year:04}");
        let value = CalendarYear { id: id.clone(), days: text, source: source.clone() };
        let stored = match tx.get::<CalendarYear>(&id)? {
            Some(mut stored) => {
                stored.version = new.version;
                tx.save(stored.map(|_| value))?
            }
            None => tx.insert(value)?,
        };
        let shown = YearView {
            year,
            days: days.into_iter().map(shown).collect(),
            source: Some(source),
            version: stored.version,
        };
        Ok(tx.record(Event::new(Action::CalendarAnnounced, id), shown))
    })
    .await
}
