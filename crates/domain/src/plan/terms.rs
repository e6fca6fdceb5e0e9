//! The rules file a clerk writes: the plan's own terms, as TOML. Only its shape; no rule lives
//! here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PlanError;

/// A whole rules file. Unknown keys are refused, so that a typing error cannot weaken a rule.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTerms {
    /// 任务.
    pub task: TaskTerms,
    /// 随机数提供方: the organiser and at least two others.
    pub contributors: Vec<PartyTerms>,
    /// Persons who may write down ceremony digits.
    #[serde(default)]
    pub recorders: Vec<PartyTerms>,
    /// 托管方 of sealed or escrowed nonces.
    #[serde(default)]
    pub holders: Vec<KeyTerms>,
    /// 见证方 that cosign checkpoints.
    #[serde(default)]
    pub witnesses: Vec<KeyTerms>,
    /// 日志.
    pub log: LogTerms,
    /// 排除情形.
    #[serde(default)]
    pub exclude: ExcludeTerms,
    /// 权重 by burden.
    #[serde(default)]
    pub weights: WeightTerms,
    /// 抽查事项, each becoming one unit per stratum and department.
    pub items: Vec<ItemTerms>,
    /// 片区: townships to matching regions.
    #[serde(default)]
    pub regions: Vec<RegionTerms>,
    /// Chinese qualification names of the inspector register to tag codes.
    #[serde(default)]
    pub qualifications: BTreeMap<String, String>,
    /// Chinese names of departments in the inspector register to department codes.
    #[serde(default)]
    pub depts: BTreeMap<String, String>,
    /// 匹配; absent when no inspectors are matched.
    pub matching: Option<MatchingTerms>,
}

/// 任务: what is drawn and how it is published.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TaskTerms {
    /// 计划编号, the part of the draw id before the attempt.
    pub plan_no: String,
    /// 任务名称.
    pub title: String,
    /// 底册冻结日, `YYYY-MM-DD`.
    pub freeze_day: String,
    /// `SM3` (default) or `SHA256`.
    #[serde(default = "sm3")]
    pub suite: String,
    /// `sealed` (default) or `immediate`.
    #[serde(default = "sealed")]
    pub publication: String,
    /// Withhold the frame table from the public bundle; default true when a stratum tells a class.
    pub blinded: Option<bool>,
    /// Contributor id of the organising department.
    pub organiser: String,
    /// How many contributors must reveal, at least 2.
    #[serde(default = "two")]
    pub min_reveals: u32,
    /// Waiting list as a share of the quota.
    #[serde(default = "fifth")]
    pub wait: String,
    /// True for a rehearsal with test entropy.
    #[serde(default)]
    pub rehearsal: bool,
    /// Who asked for the draw and who approved it; two persons.
    pub requested_by: String,
    /// See `requested_by`.
    pub approved_by: String,
}

/// A party with an id and a name.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PartyTerms {
    /// Id, such as `dept:scjg` or `witness:jjw`.
    pub id: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
}

/// A party with keys; `key` is the public-key line that `sunlot log key` printed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KeyTerms {
    /// Key name.
    pub name: String,
    /// SM2 public key, 130 hex digits.
    pub sm2: String,
    /// Ed25519 public key, 64 hex digits; witnesses need one.
    #[serde(default)]
    pub ed25519: String,
    /// Name for people.
    #[serde(default)]
    pub title: String,
}

/// 日志 of the operator.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LogTerms {
    /// Origin line, also the operator's key name.
    pub origin: String,
    /// Witnesses that must cosign.
    #[serde(default)]
    pub quorum: u32,
    /// SM2 user id.
    #[serde(default = "sm2_id")]
    pub sm2_id: String,
}

/// 排除情形. What is not named here excludes nobody; 注销 and broken codes always do.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExcludeTerms {
    /// 年度检查频次上限: a subject with this many visits this year is `X:CAP`.
    pub visits_per_year_max: Option<u32>,
    /// Inspected within this many days before the freeze: `X:RECENT`.
    pub recent_days: Option<u32>,
    /// 包容审慎期: `X:TRIAL`.
    #[serde(default)]
    pub trial: bool,
    /// Open case: `X:PENDING`.
    #[serde(default)]
    pub open_case: bool,
}

/// 权重: soft relief for those who were just inspected.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WeightTerms {
    /// Four tickets without a visit this year, two after one, one after more; never none, so that
    /// nobody can be sure of peace.
    #[serde(default)]
    pub halve_per_visit: bool,
}

/// Which subjects an item is for; an empty list asks nothing (不定向).
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeTerms {
    /// 类型.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Any of these tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Prefixes of GB/T 4754 codes, with the section letter left out (`62` is 餐饮业).
    #[serde(default)]
    pub industries: Vec<String>,
    /// Township codes.
    #[serde(default)]
    pub townships: Vec<String>,
}

/// `"5%"`, or a table by credit-risk class:
/// `{ A = "1%", B = "3%", C = "10%", D = "30%", U = "3%" }`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(untagged)]
pub enum RatioTerms {
    /// One ratio for all.
    One(String),
    /// Ratio per class; `U` is for subjects without a class.
    ByClass(BTreeMap<String, String>),
}

/// 一个抽查事项（组）.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ItemTerms {
    /// Code of the item group, the first part of its unit codes.
    pub code: String,
    /// Names or codes of the items checked in one visit.
    pub items: Vec<String>,
    /// Departments that inspect it; more than one makes it a joint item with the same tickets.
    pub depts: Vec<String>,
    /// `general` 一般检查事项 or `key` 重点检查事项.
    pub class: String,
    /// Legal ceiling of a general item.
    #[serde(default)]
    pub ceiling: Option<String>,
    /// Ticket group; items of one group coordinate.
    #[serde(default = "group_one")]
    pub group: String,
    /// 检查对象范围.
    #[serde(default)]
    pub scope: ScopeTerms,
    /// 抽查比例; one of `ratio`, `count`, `total`, `all` must stand.
    pub ratio: Option<RatioTerms>,
    /// `min` 不低于 (default), `max` 不超过, `near`.
    #[serde(default = "mode_min")]
    pub rounding: String,
    /// Fixed number.
    pub count: Option<u64>,
    /// Total spread over strata by Webster's method.
    pub total: Option<u64>,
    /// Strata of `total`: `township` or `risk`.
    #[serde(default)]
    pub spread: Option<String>,
    /// Ratio weight per stratum of `total`.
    #[serde(default)]
    pub shares: BTreeMap<String, u64>,
    /// Least per stratum of `total`.
    #[serde(default)]
    pub at_least: u64,
    /// Most per stratum of `total`.
    pub at_most: Option<u64>,
    /// All subjects, in batches.
    #[serde(default)]
    pub all: bool,
    /// A unit with subjects draws at least one.
    #[serde(default)]
    pub at_least_one: bool,
    /// Number of batches.
    #[serde(default = "one")]
    pub batches: u32,
    /// 256-bit start of the ticket scale, hex; for keeping two samples apart.
    #[serde(default)]
    pub start: Option<String>,
    /// Qualifications every inspector needs.
    #[serde(default)]
    pub needs: Vec<String>,
    /// At least this many members with a qualification.
    #[serde(default)]
    pub specialists: Option<SpecialistTerms>,
}

/// 至少 n 名具有某资质的人员.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialistTerms {
    /// Qualification name or tag code.
    pub tag: String,
    /// How many.
    pub min: u32,
}

/// 片区.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegionTerms {
    /// Code of the matching region.
    pub code: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Its township codes.
    pub townships: Vec<String>,
}

/// 匹配 of inspectors.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingTerms {
    /// First day of inspection; a leave that overlaps the inspection days keeps an inspector out.
    pub first_day: String,
    /// Last day of inspection; certificates must be valid through it.
    pub last_day: String,
    /// Region of subjects whose township is in no 片区 or unknown.
    pub default_region: String,
    /// Inspectors per visit and department.
    #[serde(default = "two")]
    pub demand: u32,
    /// Departments whose register rows are fixed groups (检查小组).
    #[serde(default)]
    pub team_depts: Vec<String>,
    /// Departments with a pool per region; all others have one pool.
    #[serde(default)]
    pub split_depts: Vec<String>,
    /// Tolerance of balanced loads.
    #[serde(default)]
    pub band: u32,
    /// Whether never twice in succession is hard.
    #[serde(default)]
    pub rotation_hard: bool,
    /// What is relaxed, in order, when a pool is short.
    #[serde(default)]
    pub ladder: Vec<String>,
    /// Pairs of inspectors who may not be team-mates.
    #[serde(default)]
    pub incompatible: Vec<(String, String)>,
}

impl PlanTerms {
    /// Reads a rules file.
    ///
    /// # Errors
    /// [`PlanError::Syntax`] with line and column.
    pub fn parse(text: &str) -> Result<PlanTerms, PlanError> {
        toml::from_str(text).map_err(|e| PlanError::Syntax { detail: e.to_string() })
    }

    /// The rules file that says this.
    ///
    /// # Errors
    /// [`PlanError::Syntax`] when it cannot be written.
    pub fn to_text(&self) -> Result<String, PlanError> {
        toml::to_string(self).map_err(|e| PlanError::Syntax { detail: e.to_string() })
    }
}

fn sm3() -> String {
    "SM3".to_owned()
}
fn sealed() -> String {
    "sealed".to_owned()
}
fn fifth() -> String {
    "20%".to_owned()
}
fn sm2_id() -> String {
    "1234567812345678".to_owned()
}
fn group_one() -> String {
    "G1".to_owned()
}
fn mode_min() -> String {
    "min".to_owned()
}
fn one() -> u32 {
    1
}
fn two() -> u32 {
    2
}
