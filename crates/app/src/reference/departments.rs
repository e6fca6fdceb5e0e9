//! Departments of a county, by name only: the members that the founding document lists, without any
//! person, and the office of the joint conference.

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_sortition::jcs::Json;
use sunlot_store::organs;

use crate::context::{App, Call};
use crate::error::AppError;

/// Code, name behind the division's, and kind.
const DEPARTMENTS: &[(&str, &str, OrganKind)] = &[
    ("fgj", "发展和改革局", OrganKind::Department),
    ("jyj", "教育局", OrganKind::Department),
    ("gaj", "公安局", OrganKind::Department),
    ("rsj", "人力资源和社会保障局", OrganKind::Department),
    ("hbj", "生态环境局", OrganKind::Department),
    ("zjj", "住房和城乡建设局", OrganKind::Department),
    ("jtj", "交通运输局", OrganKind::Department),
    ("nyj", "农业农村局", OrganKind::Department),
    ("swj", "商务局", OrganKind::Department),
    ("wlj", "文化和旅游局", OrganKind::Department),
    ("wjj", "卫生健康局", OrganKind::Department),
    ("yjj", "应急管理局", OrganKind::Department),
    ("tjj", "统计局", OrganKind::Department),
    ("swju", "税务局", OrganKind::Department),
    ("scjg", "市场监督管理局", OrganKind::Department),
    ("lxb", "“双随机、一公开”联席会议办公室", OrganKind::Coordination),
];

/// Adds the departments that a division does not have yet; gives their number.
///
/// # Errors
/// A division that is not loaded, or what the store answers.
pub async fn load_departments(
    app: &App,
    call: &Call,
    region: &DivisionCode,
) -> Result<u64, AppError> {
    let (region, ids) = (region.clone(), app.ids());
    app.write(call, move |tx| {
        let division = tx.need::<Region>(&region.as_str())?.value;
        let window = sunlot_store::Window { limit: 10_000, offset: 0 };
        let (there, _) = organs::list(tx, Some(&region), None, "code", window)?;
        let taken =
            |code: &str| there.iter().any(|o| o.value.region == region && o.value.code == code);
        let missing = DEPARTMENTS.iter().filter(|(code, ..)| !taken(code));
        let fresh: Vec<Organ> = missing
            .map(|(code, name, kind)| Organ {
                id: ids.make(),
                code: (*code).to_owned(),
                name: format!("{}{name}", division.name),
                kind: *kind,
                region: region.clone(),
                superior: None,
                entrusting: None,
                active: true,
            })
            .collect();
        tx.insert_all(&fresh)?;
        let count = fresh.len() as u64;
        let details = Json::object([("count", Json::count(count))]);
        Ok(tx.record(Event::new(Action::OrganCreated, region.as_str()).with(details), count))
    })
    .await
}
