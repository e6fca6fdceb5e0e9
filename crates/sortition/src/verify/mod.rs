//! 核验: the numbered checks of `spec/bundle-1.md`, in order; the first failure stops.
//!
//! Needs the files of a bundle and nothing else: no network, no clock, no trust in who made them.

mod case;
mod parts;
mod v01_manifest;
mod v02_rules;
mod v03_entries;
mod v04_order;
mod v05_intent;
mod v06_artefacts;
mod v07_inclusion;
mod v08_checkpoints;
mod v09_witnesses;
mod v10_times;
mod v11_frame;
mod v12_people;
mod v13_nonces;
mod v14_beacon;
mod v15_unseal;
mod v16_seed;
mod v17_quotas;
mod v18_rows;
mod v19_root;
mod v20_visits;
mod v21_summary;
mod v22_teams;
mod v23_certificate;
mod v24_unique;
mod v25_replacements;
mod v26_rematches;
mod v27_corrections;

use std::collections::BTreeMap;
use std::fmt;

pub use case::{Case, LoggedEntry, Stage};
pub use parts::{DrawParts, MovedUp};

use crate::cells::RowError;
use crate::jcs::JcsError;
use crate::record::RecordError;

/// The files of a bundle by name.
pub type BundleFiles = BTreeMap<String, Vec<u8>>;

/// Number of a check, shown as `V-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CheckId(pub u8);

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V-{:02}", self.0)
    }
}

/// What deviates: where, what stands there, what should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Stable code for programs.
    pub code: &'static str,
    /// File of the bundle.
    pub file: String,
    /// Line, key or entry.
    pub place: String,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
    /// The whole in a sentence.
    pub message_zh: String,
}

impl Deviation {
    /// A deviation told by a sentence.
    pub fn told(
        code: &'static str,
        file: impl Into<String>,
        place: impl Into<String>,
        message_zh: impl Into<String>,
    ) -> Deviation {
        Deviation {
            code,
            file: file.into(),
            place: place.into(),
            found: String::new(),
            expected: String::new(),
            message_zh: message_zh.into(),
        }
    }

    /// A deviation of one value from another.
    pub fn differs(
        code: &'static str,
        file: impl Into<String>,
        place: impl Into<String>,
        found: impl fmt::Display,
        expected: impl fmt::Display,
    ) -> Deviation {
        let (file, place) = (file.into(), place.into());
        let (found, expected) = (found.to_string(), expected.to_string());
        let message_zh = format!("{file} 的 {place} 为 {found}，应为 {expected}。");
        Deviation { code, file, place, found, expected, message_zh }
    }

    /// A record that is not of its form.
    pub fn of_record(file: &str, error: &RecordError) -> Deviation {
        let message = format!("{file}：{}", error.message_zh());
        Deviation::told(error.code(), file, error.path(), message)
    }

    /// Bytes that are no record.
    pub fn of_bytes(file: &str, error: &JcsError) -> Deviation {
        Deviation::told(error.code(), file, "", format!("{file}：{}", error.message_zh()))
    }

    /// A table row that is not of its form.
    pub fn of_row(error: &RowError) -> Deviation {
        Deviation {
            code: error.code,
            file: error.file.to_owned(),
            place: format!("第 {} 行", error.line),
            found: error.found.clone(),
            expected: error.expected.clone(),
            message_zh: error.message_zh(),
        }
    }
}

/// What a check that did not fail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything asked for holds.
    Pass,
    /// Something is not published at this stage, or the draw has no such part.
    Withheld(&'static str),
}

/// Verdict of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It could not be asked, and why.
    Withheld {
        /// Why, in Chinese.
        reason_zh: &'static str,
    },
    /// It does not hold; the bundle is refused.
    Fail(Deviation),
    /// An earlier check failed.
    NotReached,
}

/// One check with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// Number.
    pub id: CheckId,
    /// Name in Chinese.
    pub name_zh: &'static str,
    /// Verdict.
    pub verdict: Verdict,
}

/// The whole verification.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which draw, as far as it could be read.
    pub draw_id: String,
    /// Title of the draw, as far as it could be read.
    pub title: String,
    /// Stage of the bundle, as far as it could be read.
    pub stage: Option<Stage>,
    /// Whether it is a rehearsal, which decides nothing.
    pub rehearsal: bool,
    /// Every check, in order.
    pub checks: Vec<CheckResult>,
}

impl Report {
    /// Whether no check failed.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.failure().is_none()
    }

    /// The check that failed.
    #[must_use]
    pub fn failure(&self) -> Option<(CheckId, &Deviation)> {
        self.checks.iter().find_map(|check| match &check.verdict {
            Verdict::Fail(deviation) => Some((check.id, deviation)),
            _ => None,
        })
    }

    /// Number of checks that could not be asked.
    #[must_use]
    pub fn withheld(&self) -> usize {
        self.checks.iter().filter(|c| matches!(c.verdict, Verdict::Withheld { .. })).count()
    }
}

type Check = for<'c, 'a> fn(&'c mut Case<'a>) -> Result<Outcome, Deviation>;

/// All checks: number, name, function.
const CHECKS: [(u8, &str, Check); 27] = [
    (1, "文件清单", v01_manifest::check),
    (2, "规则", v02_rules::check),
    (3, "日志条目", v03_entries::check),
    (4, "日志顺序", v04_order::check),
    (5, "意向", v05_intent::check),
    (6, "制品摘要", v06_artefacts::check),
    (7, "日志包含", v07_inclusion::check),
    (8, "检查点", v08_checkpoints::check),
    (9, "见证签名", v09_witnesses::check),
    (10, "时间与监督规则", v10_times::check),
    (11, "抽取底册", v11_frame::check),
    (12, "人员与回避表", v12_people::check),
    (13, "承诺与揭示", v13_nonces::check),
    (14, "公共随机源", v14_beacon::check),
    (15, "启封", v15_unseal::check),
    (16, "种子与密钥", v16_seed::check),
    (17, "名额", v17_quotas::check),
    (18, "抽取结果", v18_rows::check),
    (19, "结果根", v19_root::check),
    (20, "检查户与匹配池", v20_visits::check),
    (21, "匹配摘要", v21_summary::check),
    (22, "检查组", v22_teams::check),
    (23, "最优性证明", v23_certificate::check),
    (24, "唯一性与互斥成员", v24_unique::check),
    (25, "递补", v25_replacements::check),
    (26, "回避改派", v26_rematches::check),
    (27, "作废与更正", v27_corrections::check),
];

/// Verifies a bundle. `progress` is told the number and name of each check before it runs.
pub fn verify(files: &BundleFiles, mut progress: impl FnMut(CheckId, &'static str)) -> Report {
    verify_case(&mut Case::new(files), &mut progress)
}

/// As [`verify`], leaving what was parsed in the case, for explaining it.
pub fn verify_case(
    case: &mut Case<'_>,
    progress: &mut impl FnMut(CheckId, &'static str),
) -> Report {
    let mut checks = Vec::with_capacity(CHECKS.len());
    let mut failed = false;
    for (number, name_zh, check) in CHECKS {
        let id = CheckId(number);
        let verdict = if failed {
            Verdict::NotReached
        } else {
            progress(id, name_zh);
            match check(case) {
                Ok(Outcome::Pass) => Verdict::Pass,
                Ok(Outcome::Withheld(reason_zh)) => Verdict::Withheld { reason_zh },
                Err(deviation) => {
                    failed = true;
                    Verdict::Fail(deviation)
                }
            }
        };
        checks.push(CheckResult { id, name_zh, verdict });
    }
    let rules = case.rules.as_ref();
    Report {
        draw_id: case.manifest.as_ref().map_or(String::new(), |m| m.draw_id.to_string()),
        title: rules.map_or(String::new(), |r| r.title.clone()),
        stage: case.manifest.as_ref().map(|m| m.stage),
        rehearsal: rules.is_some_and(|r| r.rehearsal),
        checks,
    }
}
