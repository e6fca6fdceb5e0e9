//! 编号: how plans, tasks and documents are numbered. A number once given is never given again,
//! also when its record was terminated (R-PLAN-10).
//!
//! Owns the patterns and the step from one ordinal to the next. Whether a number is free is the
//! store's to answer.

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::calendar::year_of;
use crate::codes::DivisionCode;
use crate::ids::{LinkId, OrganId};

/// What is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberKind {
    /// 抽查计划编号.
    Plan,
    /// 抽查任务编号.
    Task,
    /// 文号 of an approved plan.
    Document,
    /// 文号 of the minutes of a meeting.
    Minutes,
}

impl NumberKind {
    /// All kinds.
    pub const ALL: [NumberKind; 4] =
        [NumberKind::Plan, NumberKind::Task, NumberKind::Document, NumberKind::Minutes];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            NumberKind::Plan => "plan",
            NumberKind::Task => "task",
            NumberKind::Document => "document",
            NumberKind::Minutes => "minutes",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<NumberKind> {
        NumberKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The pattern where nobody chose another (domain.md §4.2).
    #[must_use]
    pub fn default_pattern(self) -> Pattern {
        let text = match self {
            NumberKind::Plan => "{region}{year}{joint}{seq:3}",
            NumberKind::Task => "{region}{date}{joint}{seq:3}",
            NumberKind::Document => "{abbr}抽查〔{year}〕{seq}号",
            NumberKind::Minutes => "{abbr}〔{year}〕{seq}号",
        };
        Pattern::parse(text).expect("the default patterns are patterns")
    }
}

/// Why a number cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NumberError {
    /// The pattern is not one.
    #[error("pattern {text:?}: {detail}")]
    Pattern {
        /// What was written.
        text: String,
        /// What is wrong, in Chinese.
        detail: String,
    },
    /// All numbers of the series are given.
    #[error("series {series:?} is exhausted")]
    Exhausted {
        /// The series.
        series: String,
    },
}

impl NumberError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            NumberError::Pattern { .. } => "number.pattern",
            NumberError::Exhausted { .. } => "number.exhausted",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            NumberError::Pattern { text, detail } => format!("编号规则“{text}”不可用：{detail}"),
            NumberError::Exhausted { series } => format!(
                "编号“{series}”的序号已经用完；号码不能重复使用，请把编号规则的序号位数加一位。"
            ),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Region,
    Year,
    Date,
    Joint,
    Abbr,
    Seq { digits: usize },
}

/// 编号规则: text with `{region}`, `{year}`, `{date}`, `{joint}`, `{abbr}`, and one `{seq}` or
/// `{seq:3}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    parts: Vec<Part>,
}

/// What the places of a pattern stand for.
#[derive(Debug, Clone)]
pub struct NumberFacts<'a> {
    /// Division of the organ; six digits of it are written.
    pub region: &'a DivisionCode,
    /// Year of the plan.
    pub year: u16,
    /// Planned day of the draw; the first of the year for a plan.
    pub date: Day,
    /// 跨部门.
    pub joint: bool,
    /// 部门简称.
    pub abbr: &'a str,
}

impl<'a> NumberFacts<'a> {
    /// Facts of a task: the year is that of its draw.
    #[must_use]
    pub fn of_day(region: &'a DivisionCode, date: Day, joint: bool, abbr: &'a str) -> Self {
        NumberFacts { region, year: year_of(date), date, joint, abbr }
    }
}

/// Longest pattern and longest number, in characters.
const LENGTH_MAX: usize = 60;

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`NumberError::Pattern`] when a place is unknown, or there is not exactly one `{seq}`.
    pub fn parse(text: &str) -> Result<Pattern, NumberError> {
        let refused =
            |detail: &str| NumberError::Pattern { text: text.into(), detail: detail.into() };
        if text.chars().count() > LENGTH_MAX {
            return Err(refused("太长，至多 60 个字。"));
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if before.contains('}') {
                return Err(refused("多了一个右花括号“}”。"));
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (name, tail) = after.split_once('}').ok_or_else(|| refused("缺少右花括号“}”。"))?;
            parts.push(place(name).ok_or_else(|| {
                refused("花括号中只能写 region、year、date、joint、abbr、seq 或 seq:位数（1至9）。")
            })?);
            rest = tail;
        }
        if rest.contains('}') {
            return Err(refused("多了一个右花括号“}”。"));
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        if parts.iter().filter(|part| matches!(part, Part::Seq { .. })).count() != 1 {
            return Err(refused("须且只须有一个 {seq}。"));
        }
        Ok(Pattern { text: text.to_owned(), parts })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The series that a number belongs to: everything but its ordinal. Ordinals count within it.
    #[must_use]
    pub fn series(&self, facts: &NumberFacts<'_>) -> String {
        self.write(facts, |digits| format!("{{seq:{digits}}}"))
    }

    /// The number with an ordinal.
    ///
    /// # Errors
    /// [`NumberError::Exhausted`] when the ordinal has more digits than the pattern.
    pub fn number(&self, facts: &NumberFacts<'_>, ordinal: u64) -> Result<String, NumberError> {
        for part in &self.parts {
            if let Part::Seq { digits } = part
                && *digits > 0
                && ordinal.to_string().len() > *digits
            {
                return Err(NumberError::Exhausted { series: self.series(facts) });
            }
        }
        Ok(self.write(facts, |digits| format!("{ordinal:0digits$}")))
    }

    fn write(&self, facts: &NumberFacts<'_>, seq: impl Fn(usize) -> String) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Region => text.push_str(facts.region.county()),
                Part::Year => text.push_str(&facts.year.to_string()),
                Part::Date => text.push_str(&facts.date.to_string().replace('-', "")),
                Part::Joint => text.push(if facts.joint { '2' } else { '1' }),
                Part::Abbr => text.push_str(facts.abbr),
                Part::Seq { digits } => text.push_str(&seq(*digits)),
            }
        }
        text
    }
}

fn place(name: &str) -> Option<Part> {
    Some(match name {
        "region" => Part::Region,
        "year" => Part::Year,
        "date" => Part::Date,
        "joint" => Part::Joint,
        "abbr" => Part::Abbr,
        "seq" => Part::Seq { digits: 0 },
        _ => {
            let digits = name.strip_prefix("seq:")?.parse().ok()?;
            (1..=9).contains(&digits).then_some(Part::Seq { digits })?
        }
    })
}

/// Gives the next number of a series: the first ordinal after `last` whose number `taken` does not
/// know. Two series may render the same text, so the whole number is asked for, not its ordinal.
///
/// # Errors
/// [`NumberError::Exhausted`], or what `taken` answers.
pub fn next<E: From<NumberError>>(
    pattern: &Pattern,
    facts: &NumberFacts<'_>,
    last: u64,
    mut taken: impl FnMut(&str) -> Result<bool, E>,
) -> Result<(u64, String), E> {
    let mut ordinal = last;
    loop {
        ordinal += 1;
        let number = pattern.number(facts, ordinal)?;
        if !taken(&number)? {
            return Ok((ordinal, number));
        }
    }
}

/// 编号规则 of a region or an organ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern {
    /// Its id.
    pub id: LinkId,
    /// What is numbered.
    pub kind: NumberKind,
    /// Where it holds: the division and those below.
    pub region: DivisionCode,
    /// The one organ it holds for, or all of the region.
    pub organ: Option<OrganId>,
    /// The pattern.
    pub pattern: String,
    /// 部门简称, when the pattern is of one organ.
    pub abbr: Option<String>,
}

impl NumberPattern {
    /// The pattern for an organ: its own, else that of the nearest region.
    #[must_use]
    pub fn choose<'a>(
        all: &'a [NumberPattern],
        kind: NumberKind,
        organ: OrganId,
        region: &DivisionCode,
    ) -> Option<&'a NumberPattern> {
        let fits = |pattern: &&NumberPattern| {
            pattern.kind == kind
                && pattern.organ.is_none_or(|own| own == organ)
                && region.as_str().starts_with(pattern.region.prefix())
        };
        let nearness =
            |pattern: &&NumberPattern| (pattern.organ.is_some(), pattern.region.prefix().len());
        all.iter().filter(fits).max_by_key(nearness)
    }
}

/// 编号序列: how far one series of numbers has come. The store keeps one of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberSeries {
    /// Kind and series, e.g. `plan:62042220261{seq:3}`.
    pub id: String,
    /// Last ordinal given.
    pub last: u64,
}

/// 已发编号: a number and what it was given to, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedNumber {
    /// Kind and number, e.g. `plan:62042220261001`.
    pub id: String,
    /// Id of the record.
    pub record: String,
}
