//! 编号规则: which pattern numbers what.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, OrganId};
use sunlot_domain::numbering::{NumberKind, NumberPattern, Pattern};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_store::{ReadTx, Stored, plans};
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::AppError;

/// 编号规则。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NumberPatternView {
    /// 标识。
    pub id: String,
    /// 编号对象：plan、task、document、minutes。
    pub kind: String,
    /// 适用的区划及其下级。
    pub region: String,
    /// 只适用于一个部门时的部门。
    pub organ: Option<String>,
    /// 规则，例如 {region}{year}{joint}{seq:3}。
    pub pattern: String,
    /// 部门简称。
    pub abbr: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
}

/// 新的编号规则；同一范围内后定的代替先定的。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewNumberPattern {
    /// 编号对象：plan、task、document、minutes。
    pub kind: String,
    /// 适用的区划及其下级。
    pub region: String,
    /// 只适用于一个部门时的部门。
    pub organ: Option<String>,
    /// 规则。
    pub pattern: String,
    /// 部门简称。
    pub abbr: Option<String>,
}

/// The pattern of an organ and its 部门简称.
pub(crate) fn pattern(
    tx: &mut ReadTx<'_>,
    kind: NumberKind,
    organ: OrganId,
) -> Result<(Pattern, String), AppError> {
    let organ = tx.need::<Organ>(&organ)?.value;
    let all: Vec<NumberPattern> = plans::patterns(tx)?.into_iter().map(|s| s.value).collect();
    let chosen = NumberPattern::choose(&all, kind, organ.id, &organ.region);
    let abbr = chosen.and_then(|c| c.abbr.clone()).unwrap_or_else(|| organ.name.clone());
    let pattern = match chosen {
        Some(chosen) => Pattern::parse(&chosen.pattern)?,
        None => kind.default_pattern(),
    };
    Ok((pattern, abbr))
}

/// Lists the patterns that were chosen.
///
/// # Errors
/// What the store answers.
pub async fn list(app: &App) -> Result<Vec<NumberPatternView>, AppError> {
    let found = app.read(move |tx| Ok(plans::patterns(tx)?)).await?;
    Ok(found.into_iter().map(view).collect())
}

/// Chooses a pattern for a region or an organ.
///
/// # Errors
/// A pattern that cannot be used, or what the store answers.
pub async fn set(
    app: &App,
    call: &Call,
    new: NewNumberPattern,
) -> Result<NumberPatternView, AppError> {
    let kind = NumberKind::parse(&new.kind).ok_or_else(|| {
        AppError::field("kind", "number.kind", "编号对象应为 plan、task、document 或 minutes。")
    })?;
    let region = DivisionCode::parse(&new.region)?;
    let organ = new.organ.as_deref().map(OrganId::parse).transpose()?;
    let pattern = Pattern::parse(&new.pattern)?;
    let ids = app.ids();
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let place = match organ {
            Some(organ) => Place::of(organ, tx.need::<Organ>(&organ)?.value.region),
            None => Place::of(ids.make(), region.clone()),
        };
        cx.authorize(&asked, Permission::NumberingWrite, &place)?;
        let all = plans::patterns(tx)?;
        let old = all.into_iter().find(|old| {
            let value = &old.value;
            value.kind == kind && value.region == region && value.organ == organ
        });
        let text = pattern.as_str().to_owned();
        let event = |id| {
            let details = Json::object([("pattern", Json::text(pattern.as_str()))]);
            Event::new(Action::NumberPatternSet, id).with(details)
        };
        let stored = match old {
            Some(old) => {
                tx.save(old.map(|old| NumberPattern { pattern: text, abbr: new.abbr, ..old }))?
            }
            None => tx.insert(NumberPattern {
                id: ids.make(),
                kind,
                region,
                organ,
                pattern: text,
                abbr: new.abbr,
            })?,
        };
        Ok(tx.record(event(stored.value.id), view(stored)))
    })
    .await
}

fn view(stored: Stored<NumberPattern>) -> NumberPatternView {
    let value = stored.value;
    NumberPatternView {
        id: value.id.to_string(),
        kind: value.kind.code().into(),
        region: value.region.as_str().into(),
        organ: value.organ.map(|id| id.to_string()),
        pattern: value.pattern,
        abbr: value.abbr,
        version: stored.version,
        log_index: stored.log_index,
    }
}
