//! 经营范围对应规则: use cases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, LinkId, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_domain::scope_rules::{RuleConflict, ScopeRule, conflicts, derive};
use sunlot_sortition::jcs::Json;
use sunlot_store::{ReadTx, Stored, caps};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;

/// 规则的内容。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScopeRuleForm {
    /// 经营范围中的关键词，任一即可。
    #[serde(default)]
    pub keywords: Vec<String>,
    /// 排除的词语。
    #[serde(default)]
    pub except_words: Vec<String>,
    /// 行业代码的开头，任一即可。
    #[serde(default)]
    pub industries: Vec<String>,
    /// 抽查事项的编码。
    pub items: Vec<String>,
    /// 是否在用。
    pub active: bool,
}

/// 规则，如同所见。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScopeRuleView {
    /// 标识。
    pub id: String,
    /// 检查部门。
    pub organ: String,
    /// 适用的区划及其下级。
    pub region: String,
    /// 内容。
    pub form: ScopeRuleForm,
    /// 版本，修改时带回。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 新规则。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewScopeRule {
    /// 检查部门。
    pub organ: String,
    /// 内容。
    #[serde(flatten)]
    pub form: ScopeRuleForm,
}

/// 规则的变更。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ScopeRuleChange {
    /// 您看到的版本。
    pub version: u64,
    /// 内容。
    #[serde(flatten)]
    pub form: ScopeRuleForm,
}

/// 规则冲突：同一对象、同一事项对应了两个部门。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ScopeConflictView)]
pub struct ConflictView {
    /// 一条规则。
    pub first: String,
    /// 另一条规则。
    pub second: String,
    /// 事项。
    pub item: String,
    /// 共同的词语或行业。
    pub shared: String,
}

/// 规则和它们的冲突。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScopeRules {
    /// 规则。
    pub items: Vec<ScopeRuleView>,
    /// 冲突。
    pub conflicts: Vec<ConflictView>,
}

/// 适用的区划。
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct ScopeRuleFilter {
    /// 区划代码。
    pub region: String,
}

/// 用一段经营范围试规则。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ScopeTest {
    /// 区划代码。
    pub region: String,
    /// 经营范围。
    pub text: String,
    /// 行业代码。
    #[serde(default)]
    pub industry: String,
}

/// 一个部门和它的事项。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DerivedOrgan {
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 事项。
    pub items: Vec<String>,
    /// 涉及的检查对象数；试规则时为 1。
    pub subjects: u64,
}

/// 试规则的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScopeTestResult {
    /// 部门和事项。
    pub organs: Vec<DerivedOrgan>,
    /// 命中的规则和词语。
    pub hits: BTreeMap<String, String>,
}

fn place(rule: &ScopeRule) -> Place {
    Place::of(rule.organ, rule.region.clone())
}

/// Rules that hold in a division, with their conflicts.
///
/// # Errors
/// A division that cannot be read, or what the store answers.
pub async fn list(app: &App, call: &Call, filter: ScopeRuleFilter) -> Result<ScopeRules, AppError> {
    let region = DivisionCode::parse(&filter.region)?;
    let found = app.read(move |tx| Ok(caps::scope_rules(tx, &region)?)).await?;
    let rules: Vec<ScopeRule> = found.iter().map(|stored| stored.value.clone()).collect();
    let conflict = |found: RuleConflict| ConflictView {
        first: found.first.to_string(),
        second: found.second.to_string(),
        item: found.item,
        shared: found.shared,
    };
    let conflicts = conflicts(&rules).into_iter().map(conflict).collect();
    Ok(ScopeRules {
        items: found.into_iter().map(|rule| view(app, call, rule)).collect(),
        conflicts,
    })
}

/// Adds a rule.
///
/// # Errors
/// Fields that are wrong, an organ out of reach, or what the store answers.
pub async fn create(app: &App, call: &Call, new: NewScopeRule) -> Result<ScopeRuleView, AppError> {
    let organ = OrganId::parse(&new.organ)?;
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let region = tx.need::<Organ>(&organ)?.value.region;
        let rule = filled(ids.make(), organ, region, new.form);
        cx.authorize(&asked, Permission::ScopeRuleWrite, &place(&rule))?;
        rule.check()?;
        let stored = tx.insert(rule)?;
        let event = Event::new(Action::ScopeRuleSet, stored.value.id).with(told(&stored.value));
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Changes a rule, or takes it out of use.
///
/// # Errors
/// Missing, another version, fields that are wrong, or what the store answers.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    change: ScopeRuleChange,
) -> Result<ScopeRuleView, AppError> {
    let id = LinkId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<ScopeRule>(&id)?;
        cx.authorize(&asked, Permission::ScopeRuleWrite, &place(&stored.value))?;
        stored.version = change.version;
        let before = told(&stored.value);
        let stored = stored.map(|rule| filled(id, rule.organ, rule.region, change.form));
        stored.value.check()?;
        let stored = tx.save(stored)?;
        let details = Json::object([("after", told(&stored.value)), ("before", before)]);
        let event = Event::new(Action::ScopeRuleSet, id).with(details);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// What the rules make of a business scope.
///
/// # Errors
/// A division that cannot be read, or what the store answers.
pub async fn test(app: &App, asked: ScopeTest) -> Result<ScopeTestResult, AppError> {
    let region = DivisionCode::parse(&asked.region)?;
    app.read(move |tx| {
        let rules = caps::scope_rules(tx, &region)?;
        let derived =
            derive(rules.iter().map(|stored| &stored.value), &asked.text, &asked.industry);
        let mut organs = Vec::new();
        for (organ, items) in derived.items {
            organs.push(named(tx, organ, items.into_iter().collect(), 1)?);
        }
        let hits = derived.hits.into_iter().map(|(id, word)| (id.to_string(), word)).collect();
        Ok(ScopeTestResult { organs, hits })
    })
    .await
}

pub(crate) fn named(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
    items: Vec<String>,
    subjects: u64,
) -> Result<DerivedOrgan, AppError> {
    let organ_name = tx.need::<Organ>(&organ)?.value.name;
    Ok(DerivedOrgan { organ: organ.to_string(), organ_name, items, subjects })
}

fn filled(id: LinkId, organ: OrganId, region: DivisionCode, form: ScopeRuleForm) -> ScopeRule {
    ScopeRule {
        id,
        organ,
        region,
        keywords: form.keywords,
        except_words: form.except_words,
        industries: form.industries,
        items: form.items,
        active: form.active,
    }
}

fn told(rule: &ScopeRule) -> Json {
    let texts = |list: &[String]| Json::array(list.iter().map(Json::text));
    Json::object([
        ("active", Json::bool(rule.active)),
        ("except_words", texts(&rule.except_words)),
        ("industries", texts(&rule.industries)),
        ("items", texts(&rule.items)),
        ("keywords", texts(&rule.keywords)),
    ])
}

fn view(app: &App, call: &Call, stored: Stored<ScopeRule>) -> ScopeRuleView {
    let rule = stored.value;
    let may = app.authorize(call, Permission::ScopeRuleWrite, &place(&rule)).is_ok();
    ScopeRuleView {
        id: rule.id.to_string(),
        organ: rule.organ.to_string(),
        region: rule.region.as_str().into(),
        form: ScopeRuleForm {
            keywords: rule.keywords,
            except_words: rule.except_words,
            industries: rule.industries,
            items: rule.items,
            active: rule.active,
        },
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: may.then(|| "change".to_owned()).into_iter().collect(),
    }
}
