//! 处罚决定, as everybody sees it: published, not hidden again, without personal data (R-PEN-04).

use serde::{Deserialize, Serialize};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::follow::penalties::{Penalty, PenaltyKind};
use sunlot_domain::follow::public_text::masked;
use sunlot_domain::ids::{Id, OrganId, PenaltyId, SubjectId};
use sunlot_domain::registers::{SubjectEntry, SubjectKind};
use sunlot_domain::results::public_name;
use sunlot_store::follow::{self as store, PublicFilter};
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// 已公示的处罚决定。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicPenalty {
    /// 标识。
    pub id: String,
    /// 处罚决定书文号。
    pub document: String,
    /// 处罚机关。
    pub organ_name: String,
    /// 被处罚人；自然人经营者隐去部分字。
    pub subject_name: String,
    /// 统一社会信用代码；没有的不写。
    pub subject_code: Option<String>,
    /// 违法事实，隐去个人信息。
    pub facts: String,
    /// 处罚依据。
    pub basis: String,
    /// 处罚种类的中文。
    pub kinds: Vec<String>,
    /// 罚款（分）。
    pub fine: u64,
    /// 没收违法所得（分）。
    pub gain: u64,
    /// 没收非法财物价值（分）。
    pub goods: u64,
    /// 决定日期。
    pub decided_on: String,
    /// 公示日期。
    pub published_on: String,
    /// 日志序号。
    pub log_index: u64,
}

/// 处罚公示列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PublicQuery {
    /// 处罚机关。
    pub organ: Option<String>,
    /// 区划，包含其下级。
    pub region: Option<String>,
    /// 检查对象。
    pub subject: Option<String>,
}

/// Lists what is public, newest first.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    _: &Call,
    query: PublicQuery,
    page: PageRequest,
) -> Result<Page<PublicPenalty>, AppError> {
    let which = PublicFilter {
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        region: query.region.as_deref().map(DivisionCode::parse).transpose()?,
        subject: query.subject.as_deref().map(SubjectId::parse).transpose()?,
    };
    let window = page.window()?;
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = store::public_penalties(tx, &which, window)?;
            let shown = found.into_iter().map(|stored| shown(tx, stored));
            Ok((shown.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows one.
///
/// # Errors
/// Missing, also when it is not public; or what the store answers.
pub async fn show(app: &App, _: &Call, id: &str) -> Result<PublicPenalty, AppError> {
    let id = PenaltyId::parse(id)?;
    app.read(move |tx| {
        let stored = tx.need::<Penalty>(&id)?;
        if !stored.value.is_public() {
            return Err(AppError::missing());
        }
        shown(tx, stored)
    })
    .await
}

fn shown(tx: &mut ReadTx<'_>, stored: Stored<Penalty>) -> Result<PublicPenalty, AppError> {
    let it = stored.value;
    let subject = tx.need::<SubjectEntry>(&it.subject)?.value;
    let text = |day: Option<sunlot_sortition::time::Day>| super::day_text(day).unwrap_or_default();
    let kind = |code: &String| PenaltyKind::parse(code).map(|kind| kind.name_zh().to_owned());
    let facts = it.facts.as_deref().unwrap_or_default();
    // The name stands in the text as well: there it is hidden the same way.
    let name = public_name(subject.kind, &subject.name);
    let facts = masked(&facts.replace(&subject.name, &name));
    let coded = subject.kind != SubjectKind::Unlicensed;
    Ok(PublicPenalty {
        id: it.id.to_string(),
        document: it.document.unwrap_or_default(),
        organ_name: super::organ_name(tx, it.organ)?,
        subject_name: name,
        subject_code: coded.then(|| subject.code.as_str().to_owned()),
        facts,
        basis: it.basis.unwrap_or_default(),
        kinds: it.kinds.iter().filter_map(kind).collect(),
        fine: it.fine,
        gain: it.gain,
        goods: it.goods,
        decided_on: text(it.decided_on),
        published_on: text(it.published_on),
        log_index: stored.log_index,
    })
}
