//! A tag on many subjects at once: counted first, then done for exactly those that were counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, SubjectId, TagId};
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::{SubjectEntry, SubjectFilter};
use sunlot_domain::tags::{SubjectTag, Tag, TagError};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::subjects::{AsOf, CODES_AT_ONCE, by_codes, count, each};
use sunlot_store::tags as store;
use sunlot_store::{ReadTx, Stored};
use utoipa::ToSchema;

use super::attach::period;
use super::{AT_ONCE, may_use, seen};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::subjects::{Sight, SubjectQuery, read_filter};

/// Codes that one request may list.
const CODES_MAX: usize = 5_000;

/// 批量加标签或取消标签。
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct BulkTagging {
    /// 检查对象列表的条件（不含 on、known）；与 codes 二者取一。
    pub filter: Option<SubjectQuery>,
    /// 逐个列出的统一社会信用代码，至多 5,000 个。
    pub codes: Vec<String>,
    /// 只试算，不写入。
    pub dry_run: bool,
    /// 试算得到的 changed；写入时必填，数量不同则不写入。
    pub expected: Option<u64>,
    /// 加标签：自哪天起，不写为今天。取消标签：自哪天起没有，不写为今天。
    pub from: Option<String>,
    /// 加标签：到哪天止；不写为标签本身的期限。
    pub valid_to: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 批量办理的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BulkTagged {
    /// 标签的标识。
    pub tag: String,
    /// 条件选出的户数。
    pub matched: u64,
    /// 写入（试算时：将写入）的户数。
    pub changed: u64,
    /// 本来就是这样的户数。
    pub unchanged: u64,
    /// 不在标签范围内或不属本部门办理的户数。
    pub refused: u64,
    /// 名录中没有的代码。
    pub unknown: Vec<String>,
    /// 是否只是试算。
    pub dry_run: bool,
}

/// What is asked, read and checked.
struct Asked {
    filter: Option<SubjectFilter>,
    codes: Vec<String>,
    dry_run: bool,
    expected: Option<u64>,
    from: Day,
    to: Option<Day>,
}

fn read(app: &App, call: &Call, bulk: &BulkTagging) -> Result<Asked, AppError> {
    if bulk.filter.is_some() != bulk.codes.is_empty() || bulk.codes.len() > CODES_MAX {
        let text =
            format!("请写明条件（filter），或列出至多 {CODES_MAX} 个代码（codes），二者取一。");
        return Err(AppError::field("filter", "tag.which", text));
    }
    if !bulk.dry_run && bulk.expected.is_none() {
        let text = "请先试算（dry_run），再带上试算得到的户数（expected）办理。";
        return Err(AppError::field("expected", "tag.expected", text));
    }
    let sight = Sight::of(app, call, Permission::SubjectRead);
    let filter = match &bulk.filter {
        None => None,
        Some(query) if query.on.is_some() || query.known.is_some() => {
            let text = "批量办理按当前名录选取；请去掉 on 和 known。";
            return Err(AppError::field("filter.on", "tag.on", text));
        }
        Some(query) => {
            let mut filter = read_filter(query)?;
            let regions = sight.narrow(std::mem::take(&mut filter.regions));
            filter.regions = regions.filter(|_| !sight.public).ok_or_else(AppError::missing)?;
            Some(filter)
        }
    };
    Ok(Asked {
        filter,
        codes: bulk.codes.iter().map(|code| code.trim().to_ascii_uppercase()).collect(),
        dry_run: bulk.dry_run,
        expected: bulk.expected,
        from: bulk.from.as_deref().map_or(Ok(app.today()), Day::parse)?,
        to: bulk.valid_to.as_deref().map(Day::parse).transpose()?,
    })
}

/// The subjects that are meant, and the codes that nobody has.
fn meant(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    asked: &Asked,
) -> Result<(Vec<SubjectEntry>, Vec<String>), AppError> {
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    match &asked.filter {
        Some(filter) => {
            let now = AsOf::Now(app.today());
            let count = count(tx, filter, now)?;
            if count > AT_ONCE {
                return Err(TagError::TooMany { count, max: AT_ONCE }.into());
            }
            each(tx, filter, now, &mut |entry| {
                found.push(entry);
                Ok(())
            })?;
        }
        None => {
            let sight = Sight::of(app, call, Permission::SubjectRead);
            let codes: BTreeSet<String> = asked.codes.iter().cloned().collect();
            let codes: Vec<String> = codes.into_iter().collect();
            for some in codes.chunks(CODES_AT_ONCE) {
                let known = by_codes(tx, some)?.into_iter().map(|row| row.value);
                let known: Vec<SubjectEntry> = known.filter(|entry| sight.sees(entry)).collect();
                let has = |code: &&String| known.iter().any(|e| e.code.as_str() == code.as_str());
                unknown.extend(some.iter().filter(|code| !has(code)).cloned());
                found.extend(known);
            }
        }
    }
    Ok((found, unknown))
}

/// What would be done.
struct Plan {
    view: BulkTagged,
    new: Vec<SubjectTag>,
    ended: Vec<Stored<SubjectTag>>,
}

fn plan(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    tag: &Tag,
    asked: &Asked,
    attach: bool,
) -> Result<Plan, AppError> {
    let (subjects, unknown) = meant(app, call, tx, asked)?;
    let mut held: BTreeMap<SubjectId, Vec<Stored<SubjectTag>>> = BTreeMap::new();
    for holder in store::holders(tx, tag.id, asked.from)? {
        held.entry(holder.value.subject).or_default().push(holder);
    }
    let last = asked.from.plus(-1).ok_or(TagError::Days)?;
    let matched = subjects.len() as u64;
    let (mut new, mut ended, mut unchanged, mut refused) = (Vec::new(), Vec::new(), 0, 0);
    for entry in subjects {
        let holders = held.remove(&entry.id).unwrap_or_default();
        if !may_use(app, call, tag, &entry.region) {
            refused += 1;
        } else if attach {
            match period(tag, &entry, asked.from, asked.to) {
                Err(TagError::OutOfScope { .. }) => refused += 1,
                Err(error) => return Err(error.into()),
                Ok(_) if !holders.is_empty() => unchanged += 1,
                Ok(valid_to) => new.push(SubjectTag {
                    id: app.ids().make(),
                    subject: entry.id,
                    tag: tag.id,
                    valid_from: asked.from,
                    valid_to,
                    withdrawn: false,
                }),
            }
        } else if holders.is_empty() {
            unchanged += 1;
        } else {
            for holder in holders {
                let (version, log_index) = (holder.version, holder.log_index);
                ended.push(Stored { value: holder.value.end(last)?, version, log_index });
            }
        }
    }
    let changed = matched - unchanged - refused;
    let (tag, dry_run) = (tag.id.to_string(), asked.dry_run);
    let view = BulkTagged { tag, matched, changed, unchanged, refused, unknown, dry_run };
    Ok(Plan { view, new, ended })
}

/// Puts a tag on the subjects of a filter or of a list of codes, or counts them (R-REG-07).
///
/// # Errors
/// Missing, conditions that cannot be read, another number than was counted, or what the store
/// answers; then nothing is written.
pub async fn attach(
    app: &App,
    call: &Call,
    id: &str,
    bulk: BulkTagging,
) -> Result<BulkTagged, AppError> {
    run(app, call, id, bulk, true).await
}

/// Takes a tag off the subjects of a filter or of a list of codes, or counts them.
///
/// # Errors
/// As [`attach`].
pub async fn detach(
    app: &App,
    call: &Call,
    id: &str,
    bulk: BulkTagging,
) -> Result<BulkTagged, AppError> {
    run(app, call, id, bulk, false).await
}

async fn run(
    app: &App,
    call: &Call,
    id: &str,
    bulk: BulkTagging,
    attach: bool,
) -> Result<BulkTagged, AppError> {
    let id = TagId::parse(id)?;
    let asked = read(app, call, &bulk)?;
    let (cx, who) = (app.clone(), call.clone());
    if asked.dry_run {
        return app
            .read(move |tx| {
                let tag = seen(&cx, &who, tx, id)?.value;
                Ok(plan(&cx, &who, tx, &tag, &asked, attach)?.view)
            })
            .await;
    }
    let reason = required_reason(&bulk.reason)?;
    let conditions = serde_json::to_string(&bulk.filter).unwrap_or_default();
    app.write(call, move |tx| {
        let tag = seen(&cx, &who, tx, id)?.value;
        let plan = plan(&cx, &who, tx, &tag, &asked, attach)?;
        let (expected, found) = (asked.expected.unwrap_or_default(), plan.view.changed);
        if expected != found {
            return Err(TagError::CountChanged { expected, found }.into());
        }
        if found == 0 {
            return Err(TagError::NothingChanged.into());
        }
        tx.insert_all(&plan.new)?;
        for row in plan.ended {
            tx.save(row)?;
        }
        let action = if attach { Action::TagAttached } else { Action::TagDetached };
        let event = Event::new(action, id).because(reason).with(Json::object([
            ("count", Json::count(found)),
            ("filter", Json::text(conditions)),
            ("from", Json::text(asked.from.to_string())),
        ]));
        Ok(tx.record(event, plan.view))
    })
    .await
}
