//! What is shown of lists, versions and items, and what a form sends.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::conferences::Membership;
use sunlot_domain::ids::{Id, OrganId};
use sunlot_domain::items::{
    Basis, CatalogueCode, CheckPoint, Consent, FieldProblem, Item, ItemClass, ItemList,
    ItemListVersion, ItemTerms, KeyReason, Level, ListKind, Method, Stage, key_share_bp, percent,
};
use sunlot_domain::organs::Organ;
use sunlot_domain::plan::Ratio;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::{Place, Reach};
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, Stored, conferences, items};
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::{AppError, FieldError, Kind};

/// 抽查事项清单。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ItemListView {
    /// 标识。
    pub id: String,
    /// 名称。
    pub title: String,
    /// own 本部门清单，joint 部门联合清单。
    pub kind: String,
    /// 种类的中文。
    pub kind_name: String,
    /// 编制机构。
    pub organ: String,
    /// 编制机构名称。
    pub organ_name: String,
    /// 区划代码。
    pub region: String,
    /// 已公布的最新版本。
    pub published: Option<String>,
    /// 正在编制的版本。
    pub open: Option<String>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 会签。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConsentView {
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// pending、consented、refused、lapsed。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 答复日期。
    pub answered_on: Option<String>,
    /// 意见。
    pub opinion: String,
}

/// 清单版本。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VersionView {
    /// 标识。
    pub id: String,
    /// 清单。
    pub list: String,
    /// 第几版。
    pub number: u32,
    /// draft、submitted、approved、published、superseded、abandoned。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 调整理由。
    pub reason: String,
    /// 修订自哪一版。
    pub based_on: Option<String>,
    /// 起草日期。
    pub drafted_on: String,
    /// 公布日期。
    pub published_on: Option<String>,
    /// 公布网址。
    pub url: Option<String>,
    /// 施行日期。
    pub valid_from: Option<String>,
    /// 有效期至。
    pub valid_to: Option<String>,
    /// 今天是否有效。
    pub in_force: bool,
    /// 事项数。
    pub item_count: u64,
    /// 重点检查事项占比。
    pub key_share: String,
    /// 样本中尚未校对的事项数。
    pub to_proofread: u64,
    /// 会签情况。
    pub consents: Vec<ConsentView>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 检查依据。
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct BasisBody {
    /// 法律、法规、规章名称，不加书名号。
    pub law: String,
    /// 条款。
    pub article: String,
    /// 条文。
    pub text: String,
    /// 施行日期。
    pub in_force_from: Option<String>,
    /// 有效期至。
    pub in_force_to: Option<String>,
}

/// 检查要点。
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PointBody {
    /// 要点。
    pub point: String,
    /// 检查标准。
    pub standard: String,
}

/// 抽查事项的内容。
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TermsBody {
    /// 抽查类别或领域。
    pub category: String,
    /// 抽查事项。
    pub name: String,
    /// 检查对象。
    pub subjects: String,
    /// 检查对象类型，名录中的代码。
    pub subject_kinds: Vec<String>,
    /// general 一般检查事项，key 重点检查事项。
    pub class: Option<String>,
    /// 列为重点的理由：safety、quality、public_interest。
    pub key_reason: Option<String>,
    /// 检查方式：field、written、online、testing、commissioned。
    pub methods: Vec<String>,
    /// 抽查层级：province、prefecture、county、township。
    pub levels: Vec<String>,
    /// 检查依据。
    pub bases: Vec<BasisBody>,
    /// 检查内容。
    pub content: String,
    /// 检查要点。
    pub points: Vec<PointBody>,
    /// 检查主体（本部门清单）。
    pub inspecting: Vec<String>,
    /// 发起部门（联合清单）。
    pub initiator: Option<String>,
    /// 配合部门（联合清单）。
    pub participants: Vec<String>,
    /// 比例上限，如 5%。
    pub ratio_ceiling: Option<String>,
    /// 频次上限，每年次数。
    pub visits_per_year_max: Option<u32>,
    /// 检查人员所需资格。
    pub qualification: Option<String>,
    /// 监管事项目录编码，14 位数字。
    pub catalogue_code: Option<String>,
    /// 备注。
    pub note: String,
}

/// 抽查事项。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ItemView {
    /// 标识。
    pub id: String,
    /// 清单。
    pub list: String,
    /// 清单版本。
    pub list_version: String,
    /// 事项编码。
    pub code: String,
    /// 序号。
    pub position: u32,
    /// 已从这一版删除。
    pub struck: bool,
    /// 样本（待校对）的出处；校对后为空。
    pub to_proofread: Option<String>,
    /// 认领自上级的哪一事项。
    pub upper: Option<String>,
    /// 内容。
    pub terms: TermsBody,
    /// 检查主体或发起、配合部门的名称。
    pub organ_names: Vec<String>,
    /// 今天能否安排计划和抽取。
    pub drawable: bool,
    /// 不能的原因。
    pub not_drawable: Option<String>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

fn one_of<T>(
    field: &str,
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
    all: &[&str],
) -> Result<T, AppError> {
    parse(text).ok_or_else(|| {
        let text = format!("“{text}”不在可选范围内；可选：{}。", all.join("、"));
        AppError::field(format!("terms.{field}"), "item.choice", text)
    })
}

fn ratio_bp(text: &str) -> Result<u32, AppError> {
    let refused = |text: String| AppError::field("terms.ratio_ceiling", "item.ratio_ceiling", text);
    let ratio = Ratio::parse(text).map_err(|wrong| refused(wrong.message_zh()))?;
    let bp = ratio.p() * 10_000;
    if bp % ratio.q() != 0 || bp == 0 {
        return Err(refused(format!("比例上限“{text}”应大于 0，最小单位 0.01%；例如 5%。")));
    }
    Ok(u32::try_from(bp / ratio.q()).unwrap_or(u32::MAX))
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn organ_ids(texts: &[String]) -> Result<Vec<OrganId>, AppError> {
    Ok(texts.iter().map(|id| OrganId::parse(id)).collect::<Result<_, _>>()?)
}

impl BasisBody {
    fn read(self) -> Result<Basis, AppError> {
        let day = |text: Option<String>| filled(text).map(|text| Day::parse(&text)).transpose();
        Ok(Basis {
            law: self.law.trim().trim_start_matches('《').trim_end_matches('》').to_owned(),
            article: self.article.trim().to_owned(),
            text: self.text.trim().to_owned(),
            in_force_from: day(self.in_force_from)?,
            in_force_to: day(self.in_force_to)?,
        })
    }
}

impl TermsBody {
    /// Reads what a form sent.
    ///
    /// # Errors
    /// The first field that cannot be read.
    pub(crate) fn read(self) -> Result<ItemTerms, AppError> {
        let class = filled(self.class)
            .map(|c| one_of("class", &c, ItemClass::parse, &["general", "key"]))
            .transpose()?;
        let reasons = ["safety", "quality", "public_interest"];
        let key_reason = filled(self.key_reason)
            .map(|r| one_of("key_reason", &r, KeyReason::parse, &reasons))
            .transpose()?;
        let methods: Vec<&str> = Method::ALL.iter().map(|m| m.code()).collect();
        let levels: Vec<&str> = Level::ALL.iter().map(|l| l.code()).collect();
        let method = |m: &String| one_of("methods", m, Method::parse, &methods);
        let level = |l: &String| one_of("levels", l, Level::parse, &levels);
        let point = |body: PointBody| CheckPoint {
            point: body.point.trim().to_owned(),
            standard: body.standard.trim().to_owned(),
        };
        Ok(ItemTerms {
            category: self.category.trim().to_owned(),
            name: self.name.trim().to_owned(),
            subjects: self.subjects.trim().to_owned(),
            subject_kinds: self.subject_kinds,
            class,
            key_reason,
            methods: self.methods.iter().map(method).collect::<Result<_, _>>()?,
            levels: self.levels.iter().map(level).collect::<Result<_, _>>()?,
            bases: self.bases.into_iter().map(BasisBody::read).collect::<Result<_, _>>()?,
            content: self.content.trim().to_owned(),
            points: self.points.into_iter().map(point).collect(),
            inspecting: organ_ids(&self.inspecting)?,
            initiator: filled(self.initiator).map(|id| OrganId::parse(&id)).transpose()?,
            participants: organ_ids(&self.participants)?,
            ratio_ceiling_bp: filled(self.ratio_ceiling).map(|t| ratio_bp(&t)).transpose()?,
            visits_per_year_max: self.visits_per_year_max,
            qualification: filled(self.qualification),
            catalogue_code: filled(self.catalogue_code)
                .map(|code| CatalogueCode::parse(&code))
                .transpose()?,
            upper: None,
            note: self.note.trim().to_owned(),
        })
    }

    /// As a form gets it back.
    pub(crate) fn of(terms: &ItemTerms) -> TermsBody {
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        let basis = |basis: &Basis| BasisBody {
            law: basis.law.clone(),
            article: basis.article.clone(),
            text: basis.text.clone(),
            in_force_from: day(basis.in_force_from),
            in_force_to: day(basis.in_force_to),
        };
        let point = |point: &CheckPoint| PointBody {
            point: point.point.clone(),
            standard: point.standard.clone(),
        };
        let ids = |ids: &[OrganId]| ids.iter().map(ToString::to_string).collect();
        TermsBody {
            category: terms.category.clone(),
            name: terms.name.clone(),
            subjects: terms.subjects.clone(),
            subject_kinds: terms.subject_kinds.clone(),
            class: terms.class.map(|c| c.code().to_owned()),
            key_reason: terms.key_reason.map(|r| r.code().to_owned()),
            methods: terms.methods.iter().map(|m| m.code().to_owned()).collect(),
            levels: terms.levels.iter().map(|l| l.code().to_owned()).collect(),
            bases: terms.bases.iter().map(basis).collect(),
            content: terms.content.clone(),
            points: terms.points.iter().map(point).collect(),
            inspecting: ids(&terms.inspecting),
            initiator: terms.initiator.map(|id| id.to_string()),
            participants: ids(&terms.participants),
            ratio_ceiling: terms.ratio_ceiling_bp.map(percent),
            visits_per_year_max: terms.visits_per_year_max,
            qualification: terms.qualification.clone(),
            catalogue_code: terms.catalogue_code.as_ref().map(ToString::to_string),
            note: terms.note.clone(),
        }
    }
}

/// Fields that are wrong, as one refusal.
pub(crate) fn refuse(prefix: &str, found: Vec<FieldProblem>, kind: Kind) -> Result<(), AppError> {
    let Some(first) = found.first() else { return Ok(()) };
    let mut error = AppError::new(kind, first.code, first.message_zh.clone());
    let field = |problem: &FieldProblem| FieldError {
        field: format!("{prefix}{}", problem.field),
        code: problem.code.to_owned(),
        message: problem.message_zh.clone(),
    };
    error.fields = found.iter().map(field).collect();
    Err(error)
}

/// Names of organs, for people.
pub(crate) struct Names(BTreeMap<OrganId, Organ>);

impl Names {
    /// Loads the organs of these items.
    pub(crate) fn load(
        tx: &mut ReadTx<'_>,
        ids: impl IntoIterator<Item = OrganId>,
    ) -> Result<Names, AppError> {
        let mut all = BTreeMap::new();
        for id in ids {
            if let std::collections::btree_map::Entry::Vacant(free) = all.entry(id) {
                free.insert(tx.need::<Organ>(&id)?.value);
            }
        }
        Ok(Names(all))
    }

    /// Name of one.
    pub(crate) fn name(&self, id: OrganId) -> String {
        self.0.get(&id).map_or_else(|| id.to_string(), |organ| organ.name.clone())
    }

    /// The organs.
    pub(crate) fn organs(&self) -> Vec<Organ> {
        self.0.values().cloned().collect()
    }
}

/// Where a list belongs: a joint one also to the members of its conference.
pub(crate) fn place(tx: &mut ReadTx<'_>, list: &ItemList, day: Day) -> Result<Place, AppError> {
    let mut place = Place::of(list.organ, list.region.clone());
    if let Some(conference) = list.conference {
        let members = conferences::members(tx, conference, Some(day))?;
        place.participants = members.iter().map(|m: &Stored<Membership>| m.value.organ).collect();
    }
    Ok(place)
}

/// Whether the caller reads what is not published.
pub(crate) fn reads_drafts(app: &App, call: &Call) -> bool {
    let scopes = app.policy.scopes(&call.actor, Permission::ItemListRead);
    scopes.iter().any(|(reach, _)| *reach != Reach::Published)
}

/// A list as the caller sees it.
pub(crate) fn list_view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<ItemList>,
) -> Result<ItemListView, AppError> {
    let list = stored.value;
    let place = place(tx, &list, app.today())?;
    let published = items::published_version(tx, list.id)?.map(|v| v.value.id.to_string());
    let open = items::open_version(tx, list.id)?.map(|v| v.value.id.to_string());
    let open = open.filter(|_| reads_drafts(app, call));
    let mut allowed = Vec::new();
    if open.is_none() && app.may(call, Permission::ItemListWrite, &place) {
        allowed.push("draft".to_owned());
    }
    Ok(ItemListView {
        id: list.id.to_string(),
        kind: list.kind.code().into(),
        kind_name: list.kind.name_zh().into(),
        organ: list.organ.to_string(),
        organ_name: tx.need::<Organ>(&list.organ)?.value.name,
        region: list.region.as_str().into(),
        title: list.title,
        published,
        open,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed,
    })
}

/// A version as the caller sees it.
pub(crate) fn version_view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<ItemListVersion>,
) -> Result<VersionView, AppError> {
    let version = stored.value;
    let list = tx.need::<ItemList>(&version.list)?.value;
    let rows = items::in_version(tx, version.id)?;
    let rows: Vec<Item> = rows.into_iter().map(|r| r.value).filter(|item| !item.struck).collect();
    let allowed = version_actions(app, call, tx, &list, &version)?;
    let mut consents = Vec::new();
    // Who said what to a joint draft is for those who work on it.
    let answers = match reads_drafts(app, call) {
        true => items::consents(tx, version.id)?,
        false => Vec::new(),
    };
    for consent in answers {
        let consent: Consent = consent.value;
        let organ = tx.need::<Organ>(&consent.organ)?.value;
        consents.push(ConsentView {
            organ: organ.id.to_string(),
            organ_name: organ.name,
            state: consent.state.code().into(),
            state_name: consent.state.name_zh().into(),
            answered_on: consent.answered_on.map(|day| day.to_string()),
            opinion: consent.opinion,
        });
    }
    let day = |day: Day| day.to_string();
    let publication = version.publication();
    Ok(VersionView {
        id: version.id.to_string(),
        list: version.list.to_string(),
        number: version.number,
        state: version.stage.code().into(),
        state_name: version.stage.name_zh().into(),
        based_on: version.based_on.map(|id| id.to_string()),
        drafted_on: version.drafted_on.to_string(),
        published_on: publication.map(|p| day(p.published.on)),
        url: publication.map(|p| p.url.clone()),
        valid_from: publication.map(|p| day(p.valid_from)),
        valid_to: publication.and_then(|p| p.valid_to).map(day),
        in_force: version.in_force(app.today()),
        item_count: rows.len() as u64,
        key_share: percent(key_share_bp(&rows)),
        to_proofread: rows.iter().filter(|item| item.to_proofread.is_some()).count() as u64,
        reason: version.reason,
        consents,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed,
    })
}

/// What the caller may do to a version now.
///
/// # Errors
/// What the store answers.
pub(crate) fn version_actions(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    list: &ItemList,
    version: &ItemListVersion,
) -> Result<Vec<String>, AppError> {
    let place = place(tx, list, app.today())?;
    let mut may_answer = false;
    for consent in items::consents(tx, version.id)? {
        let organ = tx.need::<Organ>(&consent.value.organ)?.value;
        let own = Place::of(organ.id, organ.region);
        let waits = consent.value.state.code() == "pending";
        may_answer |= waits && app.may(call, Permission::ItemListApprove, &own);
    }
    Ok(allowed_actions(app, call, list, version, &place, may_answer))
}

fn allowed_actions(
    app: &App,
    call: &Call,
    list: &ItemList,
    version: &ItemListVersion,
    place: &Place,
    may_answer: bool,
) -> Vec<String> {
    let may = |permission| app.may(call, permission, place);
    let own = list.kind == ListKind::Own;
    let mut allowed: Vec<&str> = Vec::new();
    match &version.stage {
        Stage::Draft if may(Permission::ItemListWrite) => {
            allowed.extend(["add_item", "submit", "abandon"]);
        }
        Stage::Submitted(_) if own && may(Permission::ItemListApprove) => {
            allowed.extend(["approve", "return"]);
        }
        Stage::Submitted(_) if may_answer => allowed.push("consent"),
        Stage::Submitted(_) if !own && may(Permission::ItemListWrite) => allowed.push("return"),
        Stage::Approved { .. } => {
            if may(Permission::ItemListPublish) {
                allowed.push("publish");
            }
            if may(Permission::ItemListWrite) || may(Permission::ItemListApprove) {
                allowed.push("return");
            }
        }
        _ => {}
    }
    allowed.into_iter().map(str::to_owned).collect()
}

/// An item as the caller sees it.
pub(crate) fn item_view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<Item>,
) -> Result<ItemView, AppError> {
    let item = stored.value;
    let around = items::in_force(tx, item.id)?;
    let names = Names::load(tx, item.organs())?;
    let place = place(tx, &around.list, app.today())?;
    let editable =
        around.version.stage == Stage::Draft && app.may(call, Permission::ItemListWrite, &place);
    let why = around.drawable_on(app.today()).err();
    Ok(ItemView {
        id: item.id.to_string(),
        list: item.list.to_string(),
        list_version: item.list_version.to_string(),
        code: item.code.to_string(),
        position: item.position,
        struck: item.struck,
        upper: item.terms.upper.map(|id| id.to_string()),
        terms: TermsBody::of(&item.terms),
        organ_names: item.organs().map(|id| names.name(id)).collect(),
        to_proofread: item.to_proofread,
        drawable: why.is_none(),
        not_drawable: why.map(|why| why.message_zh()),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: match editable {
            true => vec!["change".to_owned(), "strike".to_owned()],
            false => Vec::new(),
        },
    })
}
