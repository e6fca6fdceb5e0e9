//! Items from the words of a table: what [`super::in_words`] writes, and what real lists write.
//!
//! A cell that says what the item already says leaves it as it is, so that a list that was
//! exported comes back unchanged. What cannot be read is refused with its column; what was read by
//! its meaning, or stays open, is remarked.

use std::collections::BTreeMap;

use sunlot_sortition::time::Day;

use super::basis::Basis;
use super::diff::in_words;
use super::terms::{CatalogueCode, CheckPoint, ItemClass, ItemTerms, KeyReason, Level, Method};
use crate::ids::OrganId;
use crate::plan::Ratio;
use crate::registers::SubjectKind;

/// How grave a remark about a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Read by its meaning; worth a look.
    Note,
    /// Stays open.
    Warn,
    /// Cannot be read.
    Refuse,
}

/// A remark about one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRemark {
    /// Name of the field.
    pub field: &'static str,
    /// How grave.
    pub gravity: Gravity,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message_zh: String,
}

/// Which organ a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedOrgan {
    /// Its name, code or id.
    Exactly(OrganId),
    /// The only one whose name agrees in meaning, such as 教育部门.
    Probably(OrganId),
    /// None, or more than one.
    Unknown,
}

/// Those who know the organs of the list.
pub struct Organs<'a> {
    /// Name of one.
    pub name: &'a dyn Fn(OrganId) -> String,
    /// Which one a name means.
    pub find: &'a dyn Fn(&str) -> NamedOrgan,
}

/// An item that says nothing yet.
#[must_use]
pub fn blank() -> ItemTerms {
    ItemTerms {
        category: String::new(),
        name: String::new(),
        subjects: String::new(),
        subject_kinds: Vec::new(),
        class: None,
        key_reason: None,
        methods: Vec::new(),
        levels: Vec::new(),
        bases: Vec::new(),
        content: String::new(),
        points: Vec::new(),
        inspecting: Vec::new(),
        initiator: None,
        participants: Vec::new(),
        ratio_ceiling_bp: None,
        visits_per_year_max: None,
        qualification: None,
        catalogue_code: None,
        upper: None,
        note: String::new(),
    }
}

/// What an item says once the words of a row are written over it. A column that the row lacks
/// leaves its field as it is.
#[must_use]
pub fn from_words(
    words: &BTreeMap<String, String>,
    before: &ItemTerms,
    organs: &Organs<'_>,
) -> (ItemTerms, Vec<CellRemark>) {
    let said = in_words(0, before, organs.name).into_iter();
    let said: BTreeMap<&str, String> = said.map(|(field, _, text)| (field, text)).collect();
    let differs = |field: &str| {
        let text = words.get(field)?;
        (squeezed(text) != squeezed(said.get(field).map_or("", String::as_str))).then_some(text)
    };
    let mut reading = Reading { terms: before.clone(), remarks: Vec::new(), aside: Vec::new() };
    for (field, read) in FIELDS {
        if let Some(text) = differs(field) {
            read(&mut reading, text.trim(), organs);
        }
    }
    reading.note(words);
    (reading.terms, reading.remarks)
}

/// Text without the white space in it: files lose and gain line breaks.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

type Read = fn(&mut Reading, &str, &Organs<'_>);

/// How each field is read, but for the note, which comes last.
const FIELDS: &[(&str, Read)] = &[
    ("category", |r, text, _| r.terms.category = text.to_owned()),
    ("name", |r, text, _| r.terms.name = text.to_owned()),
    ("subjects", |r, text, _| r.terms.subjects = text.to_owned()),
    ("subject_kinds", |r, text, _| r.subject_kinds(text)),
    ("class", |r, text, _| r.class(text)),
    ("key_reason", |r, text, _| r.key_reason(text)),
    ("methods", |r, text, _| r.methods(text)),
    ("levels", |r, text, _| r.levels(text)),
    ("bases", |r, text, _| r.terms.bases = bases(text)),
    ("content", |r, text, _| r.terms.content = text.to_owned()),
    ("points", |r, text, _| r.terms.points = points(text)),
    ("inspecting", |r, text, organs| r.terms.inspecting = r.organs("inspecting", text, organs)),
    ("initiator", |r, text, organs| r.initiator(text, organs)),
    ("participants", |r, text, organs| {
        r.terms.participants = r.organs("participants", text, organs);
    }),
    ("ratio_ceiling", |r, text, _| r.ratio_ceiling(text)),
    ("visits_per_year_max", |r, text, _| r.visits(text)),
    ("qualification", |r, text, _| r.terms.qualification = filled(text)),
    ("catalogue_code", |r, text, _| r.catalogue_code(text)),
];

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

struct Reading {
    terms: ItemTerms,
    remarks: Vec<CellRemark>,
    /// What could not become a value, with its label: it goes to the note.
    aside: Vec<(&'static str, String)>,
}

impl Reading {
    fn remark(
        &mut self,
        gravity: Gravity,
        field: &'static str,
        code: &'static str,
        message_zh: String,
    ) {
        self.remarks.push(CellRemark { field, gravity, code, message_zh });
    }

    fn refuse(&mut self, field: &'static str, code: &'static str, message_zh: String) {
        self.remark(Gravity::Refuse, field, code, message_zh);
    }

    fn subject_kinds(&mut self, text: &str) {
        let mut kinds = Vec::new();
        for word in listed(text) {
            let named = |kind: &&SubjectKind| kind.name_zh() == word || kind.code() == word;
            match SubjectKind::ALL.iter().find(named) {
                Some(kind) => kinds.push(kind.code().to_owned()),
                None => {
                    let all: Vec<_> = SubjectKind::ALL.iter().map(|kind| kind.name_zh()).collect();
                    let text = format!("没有“{word}”这种检查对象类型；可填：{}。", all.join("、"));
                    self.refuse("subject_kinds", "item.subject_kinds", text);
                }
            }
        }
        self.terms.subject_kinds = kinds;
    }

    fn class(&mut self, text: &str) {
        self.terms.class = class(text);
        if self.terms.class.is_none() && !text.is_empty() {
            let text = format!("“{text}”不是事项类别；请填“一般检查事项”或“重点检查事项”。");
            self.refuse("class", "item.class", text);
        }
    }

    fn key_reason(&mut self, text: &str) {
        let named = |reason: &&KeyReason| text == reason.name_zh() || text == reason.code();
        self.terms.key_reason = KeyReason::ALL.iter().find(named).copied();
        if self.terms.key_reason.is_none() && !text.is_empty() {
            let text = format!("“{text}”不是列为重点的理由；请填安全、质量或公共利益。");
            self.refuse("key_reason", "item.key_reason", text);
        }
    }

    fn methods(&mut self, text: &str) {
        self.terms.methods = methods(text);
        if self.terms.methods.is_empty() && !text.is_empty() {
            let all: Vec<_> = Method::ALL.iter().map(|method| method.name_zh()).collect();
            let text = format!("“{text}”不是检查方式；可填：{}。", all.join("、"));
            self.refuse("methods", "item.methods", text);
        }
    }

    fn levels(&mut self, text: &str) {
        self.terms.levels = levels(text);
        if self.terms.levels.is_empty() && !text.is_empty() {
            let all: Vec<_> = Level::ALL.iter().map(|level| level.name_zh()).collect();
            let text = format!("“{text}”不是抽查层级；可填：{}。", all.join("、"));
            self.refuse("levels", "item.levels", text);
        }
    }

    fn initiator(&mut self, text: &str, organs: &Organs<'_>) {
        let found = self.organs("initiator", text, organs);
        if found.len() > 1 {
            let text =
                format!("发起部门只能有一个，“{text}”写了几个；请只留一个，其余写入配合部门。");
            self.refuse("initiator", "item.initiator", text);
        }
        self.terms.initiator = found.first().copied();
    }

    fn organs(&mut self, field: &'static str, text: &str, organs: &Organs<'_>) -> Vec<OrganId> {
        let mut found = Vec::new();
        let mut unknown = false;
        for word in listed(text) {
            match (organs.find)(word) {
                NamedOrgan::Exactly(id) => found.push(id),
                NamedOrgan::Probably(id) => {
                    let text = format!("“{word}”按“{}”录入；请核对。", (organs.name)(id));
                    self.remark(Gravity::Note, field, "item.organ_by_meaning", text);
                    found.push(id);
                }
                NamedOrgan::Unknown => {
                    unknown = true;
                    let text = format!(
                        "没有找到部门“{word}”，这一栏待补，原文记入备注；\
                         请改为本区划已登记部门的全称，或先登记该部门。"
                    );
                    self.remark(Gravity::Warn, field, "item.organ_unknown", text);
                }
            }
        }
        if unknown {
            let label = match field {
                "initiator" => "原发起部门",
                "participants" => "原配合部门",
                _ => "原检查主体",
            };
            self.aside.push((label, text.to_owned()));
        }
        let mut seen = Vec::new();
        found.retain(|id| {
            !seen.contains(id) && {
                seen.push(*id);
                true
            }
        });
        found
    }

    fn ratio_ceiling(&mut self, text: &str) {
        if text.is_empty() {
            self.terms.ratio_ceiling_bp = None;
            return;
        }
        match ratio_bp(text) {
            Some(bp) => self.terms.ratio_ceiling_bp = Some(bp),
            None => {
                let text =
                    format!("比例上限“{text}”应大于 0、不超过 100%，最小单位 0.01%；例如 5%。");
                self.refuse("ratio_ceiling", "item.ratio_ceiling", text);
            }
        }
    }

    fn visits(&mut self, text: &str) {
        let bare = text.trim_end_matches("/年").trim_end_matches('次').trim_start_matches("每年");
        match (text, bare.parse::<u32>()) {
            ("", _) => self.terms.visits_per_year_max = None,
            (_, Ok(times)) => self.terms.visits_per_year_max = Some(times),
            _ => {
                let text = format!("频次上限“{text}”应为每年的次数，例如 1。");
                self.refuse("visits_per_year_max", "item.visits", text);
            }
        }
    }

    fn catalogue_code(&mut self, text: &str) {
        match (text, CatalogueCode::parse(text)) {
            ("", _) => self.terms.catalogue_code = None,
            (_, Ok(code)) => self.terms.catalogue_code = Some(code),
            (_, Err(wrong)) => self.refuse("catalogue_code", wrong.code(), wrong.message_zh()),
        }
    }

    /// The note as written, then what found no field of its own. It stays as it is when it says
    /// the same already.
    fn note(&mut self, words: &BTreeMap<String, String>) {
        if let Some(text) = words.get("ratio_text").filter(|text| !text.is_empty()) {
            self.aside.push(("原比例频次", text.clone()));
        }
        let own = words.get("note").cloned();
        if own.is_none() && self.aside.is_empty() {
            return;
        }
        let kept = own.unwrap_or_else(|| self.terms.note.clone());
        let mut parts: Vec<String> = filled(kept.trim()).into_iter().collect();
        for (label, text) in &self.aside {
            let part = format!("{label}：{text}");
            if !kept.contains(&part) {
                parts.push(part);
            }
        }
        let note = parts.join("；");
        if squeezed(&note) != squeezed(&self.terms.note) {
            self.terms.note = note;
        }
    }
}

/// Members of a list of names.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    let between = |c: char| "、，,；;\n".contains(c);
    text.split(between).map(str::trim).filter(|word| !word.is_empty())
}

/// 5% → 500; `None` for what is no ratio of whole basis points from 0.01% to 100%.
#[must_use]
pub fn ratio_bp(text: &str) -> Option<u32> {
    let ratio = Ratio::parse(text).ok()?;
    let bp = ratio.p() * 10_000;
    if bp == 0 || bp % ratio.q() != 0 {
        return None;
    }
    u32::try_from(bp / ratio.q()).ok().filter(|bp| *bp <= 10_000)
}

/// 事项类别 as lists write it.
#[must_use]
pub fn class(text: &str) -> Option<ItemClass> {
    match text {
        _ if ItemClass::parse(text).is_some() => ItemClass::parse(text),
        _ if text.contains("一般") => Some(ItemClass::General),
        _ if text.contains("重点检查") || text.contains("重点抽查") => Some(ItemClass::Key),
        _ => None,
    }
}

/// 检查方式 as lists write it.
#[must_use]
pub fn methods(text: &str) -> Vec<Method> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    [
        (Method::Field, says(&["现场", "实地"])),
        (Method::Written, says(&["书面", "书式", "文件"])),
        (Method::Online, says(&["网络"])),
        (Method::Testing, says(&["抽样", "样品", "监督抽查", "检验"])),
        (Method::Commissioned, says(&["委托"])),
    ]
    .into_iter()
    .filter_map(|(method, said)| (said || text == method.code()).then_some(method))
    .collect()
}

/// 抽查层级 as lists write it.
#[must_use]
pub fn levels(text: &str) -> Vec<Level> {
    let above = text.contains("县级以上");
    let city = ["市级", "市、县", "市县"].iter().any(|word| text.contains(word));
    [
        (Level::Province, above || text.contains('省')),
        (Level::Prefecture, above || city),
        (Level::County, text.contains('县') || text.contains("区级")),
        (Level::Township, text.contains("乡镇")),
    ]
    .into_iter()
    .filter_map(|(level, said)| (said || text == level.code()).then_some(level))
    .collect()
}

/// Whether `《` behind this character begins another basis, not a title within a citation or,
/// behind its colon, within a 条文.
fn between_bases(before: Option<char>, in_text: bool) -> bool {
    let between = if in_text { "；;" } else { "；;、，,。》条款项目章节及和与）" };
    before.is_none_or(|c| between.contains(c) || (c.is_whitespace() && !in_text))
}

/// `《法》第一条；《例》第二条` as bases; the citation stays as it was written.
#[must_use]
pub fn bases(text: &str) -> Vec<Basis> {
    let mut starts: Vec<usize> = Vec::new();
    let (mut before, mut in_text) = (None, false);
    for (at, c) in text.char_indices() {
        if c == '《' && between_bases(before, in_text) {
            starts.push(at);
            in_text = false;
        }
        in_text |= c == '：';
        before = Some(c);
    }
    if starts.is_empty() {
        let whole = text.split(['；', ';']).map(str::trim).filter(|part| !part.is_empty());
        return whole.map(unbracketed).collect();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts.iter().zip(ends).map(|(from, to)| &text[*from..to]);
    parts.filter_map(|part| part.strip_prefix('《')?.split_once('》')).map(basis).collect()
}

fn unbracketed(text: &str) -> Basis {
    let at = text.find('第').unwrap_or(text.len());
    basis((&text[..at], &text[at..]))
}

fn basis((law, rest): (&str, &str)) -> Basis {
    let (cited, text) = rest.split_once('：').unwrap_or((rest, ""));
    let mut article = cited.to_owned();
    let mut day = |before: &str, after: &str| {
        let from = article.find(before)?;
        let to = from + article[from..].find(after)? + after.len();
        let day = Day::parse(&article[from + before.len()..to - after.len()]).ok()?;
        article.replace_range(from..to, "");
        Some(day)
    };
    let in_force_to = day("（有效期至 ", "）");
    let in_force_from = day("（", " 起施行）");
    let end = |c: char| "；、，。; 及和与".contains(c);
    Basis {
        law: law.trim().to_owned(),
        article: article
            .trim_start_matches(|c: char| "；、，。; ".contains(c))
            .trim_end_matches(end)
            .to_owned(),
        text: text.trim_end_matches(|c: char| "；; ".contains(c)).to_owned(),
        in_force_from,
        in_force_to,
    }
}

/// `要点（标准）；要点` as check points.
#[must_use]
pub fn points(text: &str) -> Vec<CheckPoint> {
    let parts = text.split(['；', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let inner = part.strip_suffix('）').and_then(|rest| rest.split_once('（'));
            let (point, standard) = inner.unwrap_or((part, ""));
            CheckPoint { point: point.trim().to_owned(), standard: standard.trim().to_owned() }
        })
        .collect()
}
