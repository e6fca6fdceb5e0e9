//! 查找: from what somebody remembers, a name or a code, to the page of an entity. Finds what is
//! published, and companies of the register, whose names the law makes public; natural persons
//! behind a household business are found by their code alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::codes::CanonicalId;
use sunlot_domain::registers::{SubjectFilter, SubjectKind};
use sunlot_domain::results::public_name;
use sunlot_store::{ReadTx, Window, published, subjects};
use utoipa::ToSchema;

use crate::context::App;
use crate::error::AppError;

/// 找到的主体。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundEntity {
    /// 统一社会信用代码。
    pub code: String,
    /// 名称；个体工商户等已脱敏。
    pub name: String,
    /// 已公示的结果数。
    pub results: u64,
}

/// 查找的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Search {
    /// 查找的文字。
    pub q: String,
    /// 所填的就是一个代码。
    pub code: Option<String>,
    /// 找到的主体。
    pub entities: Vec<FoundEntity>,
    /// 找到的太多，没有全部列出。
    pub more: bool,
}

/// Most that are shown.
const SHOWN: u32 = 50;

/// Finds entities by a text.
///
/// # Errors
/// A text that is too short, or what the store answers.
pub async fn find(app: &App, text: &str) -> Result<Search, AppError> {
    let q: String = text.trim().chars().take(100).collect();
    let code = CanonicalId::parse(&q).ok().map(|code| code.as_str().to_owned());
    if let Some(code) = code {
        return Ok(Search { q, code: Some(code), entities: Vec::new(), more: false });
    }
    if q.chars().count() < 2 {
        let text = "请至少填写名称中的两个字，或完整的统一社会信用代码。";
        return Err(AppError::field("q", "search.short", text));
    }
    let (asked, today) = (q.clone(), app.today());
    let entities = app
        .read(move |tx| {
            let mut found = BTreeMap::new();
            for (code, name, results) in published::named(tx, &asked, SHOWN + 1)? {
                found.insert(code.clone(), FoundEntity { code, name, results });
            }
            companies(tx, &asked, today, &mut found)?;
            Ok::<_, AppError>(found)
        })
        .await?;
    let mut entities: Vec<FoundEntity> = entities.into_values().collect();
    entities.sort_by(|a, b| b.results.cmp(&a.results).then(a.code.cmp(&b.code)));
    let more = entities.len() > SHOWN as usize;
    entities.truncate(SHOWN as usize);
    Ok(Search { q, code: None, entities, more })
}

/// Kinds behind whose names stands no natural person.
fn is_company(kind: SubjectKind) -> bool {
    matches!(
        kind,
        SubjectKind::Enterprise
            | SubjectKind::Cooperative
            | SubjectKind::Representative
            | SubjectKind::Institution
            | SubjectKind::Association
            | SubjectKind::School
            | SubjectKind::Medical
    )
}

fn companies(
    tx: &mut ReadTx<'_>,
    text: &str,
    today: sunlot_sortition::time::Day,
    found: &mut BTreeMap<String, FoundEntity>,
) -> Result<(), AppError> {
    let kinds = SubjectKind::ALL.iter().copied().filter(|kind| is_company(*kind)).collect();
    let filter = SubjectFilter { kinds, ..SubjectFilter::default() };
    let window = Window { limit: SHOWN + 1, offset: 0 };
    for entry in subjects::search(tx, text, &filter, today, window)?.rows {
        let entry = entry.value;
        let code = entry.code.as_str().to_owned();
        let name = public_name(entry.kind, &entry.name);
        found.entry(code.clone()).or_insert(FoundEntity { code, name, results: 0 });
    }
    Ok(())
}

/// 一个主体的公开身份。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicEntity {
    /// 统一社会信用代码。
    pub code: String,
    /// 名称；个体工商户等已脱敏。名录中没有的为空。
    pub name: Option<String>,
    /// 名录中的标识，用于查询公示的处罚和限制措施。
    pub subject: Option<String>,
}

/// Who a code is. Of a natural person's business the name is hidden; an unlicensed trader is not
/// in the answer at all.
///
/// # Errors
/// No code, or what the store answers.
pub async fn entity(app: &App, code: &str) -> Result<PublicEntity, AppError> {
    let code = CanonicalId::parse(code.trim())?.as_str().to_owned();
    app.read(move |tx| {
        let found = subjects::by_code(tx, &code)?.map(|stored| stored.value);
        let found = found.filter(|it| it.listed && it.kind != SubjectKind::Unlicensed);
        Ok(PublicEntity {
            name: found.as_ref().map(|it| public_name(it.kind, &it.name)),
            subject: found.map(|it| it.id.to_string()),
            code,
        })
    })
    .await
}
