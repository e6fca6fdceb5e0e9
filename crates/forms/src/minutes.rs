//! 抽取记录: the record of a draw for the meeting, made from what the bundle says.

use serde::Serialize;

pub use crate::SignatureLine;
use crate::pdf::{HOUSE, qr};
use crate::world::compile;
use crate::{FontSet, FormError};

/// Everything on the minutes of one draw.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Minutes {
    /// 任务名称.
    pub title: String,
    /// Draw id, `<plan>/<attempt>`.
    pub draw_id: String,
    /// Suite name.
    pub suite: String,
    /// `封存` or `即时公开`, with the stage of the bundle.
    pub publication: String,
    /// A rehearsal decides nothing and says so on every page.
    pub rehearsal: bool,
    /// 组织方.
    pub organiser: String,
    /// 底册冻结日.
    pub freeze_day: String,
    /// Subjects in the frame.
    pub frame_count: u64,
    /// Eligible ones.
    pub eligible_count: u64,
    /// Exclusions by code.
    pub excluded: Vec<Excluded>,
    /// Units with their quotas.
    pub units: Vec<Unit>,
    /// Who gave random numbers.
    pub contributors: Vec<Contributor>,
    /// 公共随机源 in words.
    pub beacon: String,
    /// Its value.
    pub beacon_value: String,
    /// Digests and roots, in the order they arose.
    pub digests: Vec<Digest>,
    /// What was logged when.
    pub steps: Vec<Step>,
    /// Pools of inspectors.
    pub pools: Vec<Pool>,
    /// The drawn subjects, empty while sealed.
    pub visits: Vec<Visit>,
    /// How many visits there are in all (the list may be cut).
    pub visit_count: u64,
    /// Verdict of the verification and of each check.
    pub verdict: String,
    /// The checks.
    pub checks: Vec<Check>,
    /// What the QR code holds: origin, size and root of both trees.
    pub checkpoint_text: String,
    /// Lines to sign on.
    pub signatures: Vec<SignatureLine>,
}

/// Exclusions under one code.
#[derive(Debug, Clone, Serialize)]
pub struct Excluded {
    /// Code and its meaning.
    pub reason: String,
    /// Subjects.
    pub count: u64,
}

/// One 抽取单元.
#[derive(Debug, Clone, Serialize)]
pub struct Unit {
    /// Unit code.
    pub unit: String,
    /// Department.
    pub dept: String,
    /// Rule in words.
    pub rule: String,
    /// Eligible subjects.
    pub eligible: String,
    /// Quota.
    pub quota: String,
    /// Waiting list.
    pub waiting: String,
    /// Cutoff, or `封存`.
    pub cutoff: String,
}

/// One 随机数提供方.
#[derive(Debug, Clone, Serialize)]
pub struct Contributor {
    /// Id.
    pub id: String,
    /// Commitment.
    pub commit: String,
    /// 已揭示, 封存托管, 缺席.
    pub state: String,
}

/// A named digest.
#[derive(Debug, Clone, Serialize)]
pub struct Digest {
    /// What it is of.
    pub name: String,
    /// Hex.
    pub value: String,
}

/// One log entry.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Time.
    pub time: String,
    /// What.
    pub what: String,
}

/// One 匹配池.
#[derive(Debug, Clone, Serialize)]
pub struct Pool {
    /// Pool.
    pub pool: String,
    /// Inspectors.
    pub officers: u64,
    /// Visits.
    pub visits: u64,
    /// Posts.
    pub posts: u64,
    /// Outcome in words.
    pub outcome: String,
}

/// One drawn subject.
#[derive(Debug, Clone, Serialize)]
pub struct Visit {
    /// Object id.
    pub id: String,
    /// Units.
    pub units: String,
    /// Team, codes only.
    pub team: String,
}

/// One numbered check.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// `V-01`.
    pub id: String,
    /// Name.
    pub name: String,
    /// Verdict in words.
    pub verdict: String,
}

const TEMPLATE: &str = include_str!("templates/minutes.typ");

/// Lays out the minutes as PDF bytes; the same facts and fonts give the same bytes.
///
/// # Errors
/// [`FormError`] when no Chinese font is installed or the layout fails.
pub fn render(minutes: &Minutes, fonts: &FontSet) -> Result<Vec<u8>, FormError> {
    let facts = serde_json::to_vec(minutes).map_err(|e| FormError::Layout(e.to_string()))?;
    let files = vec![
        ("facts.json".to_owned(), facts),
        ("checkpoint.svg".to_owned(), qr(&minutes.checkpoint_text)?),
    ];
    compile(&format!("{HOUSE}\n{TEMPLATE}"), files, fonts)
}
