//! The dry run: what each row of a file would do to the register.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::json;
use sunlot_domain::codes::{CanonicalId, DivisionCode};
use sunlot_domain::ids::{Id, SubjectId, TagId};
use sunlot_domain::imports::ImportBatch;
use sunlot_domain::organs::Organ;
use sunlot_domain::positions::SubjectPosition;
use sunlot_domain::registers::{SubjectEntry, SubjectKind};
use sunlot_domain::subjects::{LifeStatus, RiskClass};
use sunlot_domain::tags::Tag;
use sunlot_intake::{CreditClass, Finding, Severity, Status, Streamed, SubjectRow};
use sunlot_sortition::time::Day;
use sunlot_store::imports::StagedRow;
use sunlot_store::subjects::{CODES_AT_ONCE, by_codes};
use sunlot_store::{ReadTx, Stored, positions, tags};

use super::stage::{Compare, remark};
use crate::context::App;
use crate::error::AppError;

/// What a file is compared with, and what it says as a whole.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub(super) organ: Organ,
    pub(super) source: String,
    pub(super) source_day: Day,
    pub(super) today: Day,
    /// Words of the column of tags that were remarked upon: once a file, not once a row.
    pub(super) told: Arc<Mutex<BTreeSet<String>>>,
}

/// A row as it is staged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) row: SubjectRow,
    /// Id of the responsible subject.
    pub(super) responsible: Option<String>,
    /// Ids of tags that the subject does not carry yet.
    #[serde(default)]
    pub(super) tags: Vec<String>,
}

pub(super) fn body_of(staged: &StagedRow) -> Result<Body, AppError> {
    let read = serde_json::from_str(&staged.body);
    read.map_err(|e| sunlot_store::StoreError::Corrupt(e.to_string()).into())
}

/// What the register knows about the rows of a chunk.
#[derive(Default)]
pub(super) struct Known {
    subjects: BTreeMap<String, Stored<SubjectEntry>>,
    tags: BTreeMap<String, Tag>,
    /// Tags that subjects carry on the day of the file or later.
    held: BTreeSet<(SubjectId, TagId)>,
    /// Where subjects stand; empty when the file has no positions.
    positions: BTreeMap<SubjectId, SubjectPosition>,
}

impl Compare for Comparison {
    type Row = SubjectRow;
    type Known = Known;

    async fn known(&self, app: &App, chunk: &[Streamed<SubjectRow>]) -> Result<Known, AppError> {
        known(app, chunk, self.organ.region.clone(), self.source_day).await
    }

    fn row_of(&self, staged: &StagedRow) -> Result<SubjectRow, AppError> {
        Ok(body_of(staged)?.row)
    }

    fn row(&self, row: SubjectRow, known: &Known) -> Result<(StagedRow, Vec<Finding>), AppError> {
        let before = known.subjects.get(&row.id);
        let responsible = known.subjects.get(&row.responsible).map(|subject| subject.value.id);
        let number = row.row;
        let entry = self.entry(&row, responsible, before.map(|b| &b.value));
        let refusal = match &entry {
            _ if !row.responsible.is_empty() && responsible.is_none() => {
                let text = format!(
                    "责任主体“{}”不在名录中，本行未采用；请先登记或导入责任主体。",
                    row.responsible
                );
                Some(("register.responsible_unknown", text))
            }
            Ok(entry) => entry.check(self.today).err().map(|e| (e.code(), e.message_zh())),
            Err(error) => Some(("register.form", error.message_zh.clone())),
        };
        let refused = refusal.is_some();
        let (mut fate, mut differences) = match (&entry, before) {
            _ if refused => ("refused", Vec::new()),
            (Ok(_), None) | (Err(_), _) => ("new", Vec::new()),
            (Ok(_), Some(b)) if b.value.organ != self.organ.id => ("foreign", Vec::new()),
            (Ok(after), Some(before)) => fate(&before.value, after),
        };
        let responsible = responsible.map(|id| id.to_string());
        let mut findings = Vec::new();
        let mut tags = Vec::new();
        if let (false, Ok(entry)) = (refused || fate == "foreign", &entry) {
            let fresh = self.fresh_tags(&row, entry, known, &mut findings);
            if !fresh.is_empty() {
                let words: Vec<&str> = fresh.iter().map(|tag| tag.name.as_str()).collect();
                let after = words.join("；");
                differences.push(json!({ "column": "标签", "before": "", "after": after }));
                fate = if fate == "unchanged" { "changed" } else { fate };
                tags = fresh.iter().map(|tag| tag.id.to_string()).collect();
            }
            let was = known.positions.get(&entry.id).map(|it| it.position);
            if let (Some(is), Some(_)) = (row.position.filter(|is| Some(*is) != was), before) {
                let before = was.map(|was| was.to_string()).unwrap_or_default();
                let after = is.to_string();
                differences.push(json!({"column": "位置", "before": before, "after": after}));
                fate = if fate == "unchanged" { "changed" } else { fate };
            }
        }
        let (key, base_version) = (row.id.clone(), before.map_or(0, |b| b.version));
        let body = serde_json::to_string(&Body { row, responsible, tags });
        let body = body.map_err(|e| sunlot_store::StoreError::Statement(e.to_string()))?;
        let staged = StagedRow {
            row_number: number.into(),
            key,
            fate: fate.into(),
            base_version,
            body,
            differences: json!(differences).to_string(),
        };
        let refused = |(code, message)| remark(Severity::Refuse, number, "", code, message);
        findings.extend(refusal.map(refused));
        Ok((staged, findings))
    }
}

impl Comparison {
    /// What a batch that is let in was compared with.
    pub(super) fn of(
        tx: &mut ReadTx<'_>,
        app: &App,
        batch: &ImportBatch,
    ) -> Result<Self, AppError> {
        Ok(Comparison {
            organ: tx.need::<Organ>(&batch.organ)?.value,
            source: batch.source.clone(),
            source_day: batch.source_day,
            today: app.today(),
            told: Arc::default(),
        })
    }

    /// Tags of a row that the subject does not carry yet and that the organ may put on it
    /// (R-REG-07). Of the others it is said once why not.
    fn fresh_tags<'k>(
        &self,
        row: &SubjectRow,
        entry: &SubjectEntry,
        known: &'k Known,
        findings: &mut Vec<Finding>,
    ) -> Vec<&'k Tag> {
        let mut fresh = Vec::new();
        for word in &row.tags {
            let why = match known.tags.get(word) {
                None => "不在标签库中".to_owned(),
                Some(tag) => match tag.usable(&entry.region, self.source_day) {
                    Err(error) => error.message_zh(),
                    Ok(()) if !self.owns(tag) => "由其他部门维护".to_owned(),
                    Ok(()) => {
                        if !known.held.contains(&(entry.id, tag.id)) {
                            fresh.push(tag);
                        }
                        continue;
                    }
                },
            };
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.insert(word.clone()) {
                let text = format!(
                    "标签“{word}”未导入：{}；该行的其他内容不受影响，以下各行不再提示。",
                    why.trim_end_matches('。')
                );
                let warn = Severity::Warn;
                findings.push(remark(warn, row.row, "标签", "register.tag_unused", text));
            }
        }
        fresh
    }

    /// The organ's own tag, or one of a wider scope than its division.
    fn owns(&self, tag: &Tag) -> bool {
        let wider = tag.scope.prefix().len() < self.organ.region.prefix().len();
        tag.organ == self.organ.id || wider
    }

    /// The statement that a row makes. What the row leaves blank stays as it was.
    pub(super) fn entry(
        &self,
        row: &SubjectRow,
        responsible: Option<SubjectId>,
        before: Option<&SubjectEntry>,
    ) -> Result<SubjectEntry, AppError> {
        let code = CanonicalId::parse(&row.id)?;
        let kept = |text: &String, of: fn(&SubjectEntry) -> &String| match before {
            Some(before) if text.is_empty() => of(before).clone(),
            _ => text.clone(),
        };
        let guessed = SubjectKind::guess(&row.entity_class, &code);
        let class = row.credit_class.map(risk_class);
        let month = match row.credit_month.as_str() {
            "" => self.source_day.to_string()[..7].to_owned(),
            month => month.to_owned(),
        };
        let given = |bit: u8| row.given & bit != 0;
        let last = row.last_inspected.as_deref().map(Day::parse).transpose()?;
        Ok(SubjectEntry {
            id: before.map_or_else(|| SubjectId::new(0, &[0; 10]), |b| b.id),
            seq: before.map_or(0, |b| b.seq),
            verdict: code.verdict(),
            code,
            name: row.name.clone(),
            kind: match before {
                Some(before) if row.entity_class.is_empty() => before.kind,
                _ => guessed,
            },
            organ: self.organ.id,
            region: match (row.township_code.as_str(), before) {
                ("", Some(before)) => before.region.clone(),
                ("", None) => self.organ.region.clone(),
                (code, _) => DivisionCode::parse(code)?,
            },
            industry: kept(&row.industry, |b| &b.industry),
            status: life_status(row.status),
            business_scope: kept(&row.business_scope, |b| &b.business_scope),
            responsible: responsible.or(before.and_then(|b| b.responsible)),
            risk_class: class.or(before.and_then(|b| b.risk_class)),
            risk_month: match class {
                Some(_) => Some(month),
                None => before.and_then(|b| b.risk_month.clone()),
            },
            trial: if given(1) { row.trial } else { before.is_some_and(|b| b.trial) },
            pending_case: match given(2) {
                true => row.pending_case,
                false => before.is_some_and(|b| b.pending_case),
            },
            visits: match given(4) {
                true => row.visits_this_year,
                false => before.map_or(0, |b| b.visits),
            },
            last_inspected: last.or(before.and_then(|b| b.last_inspected)),
            listed: true,
            source: self.source.clone(),
            source_day: self.source_day,
            valid_from: self.source_day,
        })
    }
}

/// Subjects that the rows of a chunk speak of, by code; and their tags, when the file has some.
async fn known(
    app: &App,
    chunk: &[Streamed<SubjectRow>],
    region: DivisionCode,
    day: Day,
) -> Result<Known, AppError> {
    let mut codes: Vec<String> = Vec::with_capacity(chunk.len());
    let (mut words, mut tagged, mut placed) = (BTreeSet::new(), Vec::new(), false);
    for item in chunk {
        if let Streamed::Row(row) = item {
            codes.push(row.id.clone());
            placed |= row.position.is_some();
            if !row.responsible.is_empty() {
                codes.push(row.responsible.clone());
            }
            if !row.tags.is_empty() {
                words.extend(row.tags.iter().cloned());
                tagged.push(row.id.clone());
            }
        }
    }
    app.read(move |tx| {
        let mut known = Known::default();
        for some in codes.chunks(CODES_AT_ONCE) {
            for found in by_codes(tx, some)? {
                known.subjects.insert(found.value.code.as_str().to_owned(), found);
            }
        }
        if placed {
            let ids: Vec<_> = known.subjects.values().map(|found| found.value.id).collect();
            known.positions = positions::known(tx, &ids)?;
        }
        for word in words {
            if let Some(tag) = tags::by_name(tx, &word, &region)? {
                known.tags.insert(word, tag.value);
            }
        }
        for code in tagged.iter().filter(|_| !known.tags.is_empty()) {
            let Some(subject) = known.subjects.get(code).map(|found| found.value.id) else {
                continue;
            };
            for held in tags::of_subject(tx, subject)? {
                let it = held.value;
                if !it.withdrawn && it.valid_to.is_none_or(|last| last >= day) {
                    known.held.insert((subject, it.tag));
                }
            }
        }
        Ok(known)
    })
    .await
}

fn fate(before: &SubjectEntry, after: &SubjectEntry) -> (&'static str, Vec<serde_json::Value>) {
    let option = |class: Option<RiskClass>| class.map_or("", RiskClass::letter).to_owned();
    let yes = |flag: bool| if flag { "是" } else { "否" }.to_owned();
    let id = |of: Option<SubjectId>| of.map(|id| id.to_string()).unwrap_or_default();
    let day = |of: Option<Day>| of.map(|day| day.to_string()).unwrap_or_default();
    let told = |e: &SubjectEntry| {
        [
            ("名称", e.name.clone()),
            ("种类", e.kind.name_zh().to_owned()),
            ("区划", e.region.as_str().to_owned()),
            ("行业代码", e.industry.clone()),
            ("状态", e.status.name_zh().to_owned()),
            ("经营范围", e.business_scope.clone()),
            ("责任主体", id(e.responsible)),
            ("信用风险分类", option(e.risk_class)),
            ("分类月份", e.risk_month.clone().unwrap_or_default()),
            ("包容审慎", yes(e.trial)),
            ("在办案件", yes(e.pending_case)),
            ("本年已查次数", e.visits.to_string()),
            ("最近检查日期", day(e.last_inspected)),
            ("在库", yes(e.listed)),
        ]
    };
    let pairs = told(before).into_iter().zip(told(after));
    let differs = pairs.filter(|((_, was), (_, is))| was != is);
    let differences: Vec<_> = differs
        .map(|((column, was), (_, is))| json!({ "column": column, "before": was, "after": is }))
        .collect();
    let closed = before.status == LifeStatus::Live && after.status != LifeStatus::Live;
    let fate = match (differences.is_empty(), closed) {
        (true, _) => "unchanged",
        (false, true) => "closed",
        (false, false) => "changed",
    };
    (fate, differences)
}

fn life_status(status: Status) -> LifeStatus {
    match status {
        Status::Live => LifeStatus::Live,
        Status::Deregistered => LifeStatus::Deregistered,
        Status::Revoked => LifeStatus::Revoked,
        Status::Rescinded => LifeStatus::Rescinded,
        Status::MovedOut => LifeStatus::MovedOut,
    }
}

fn risk_class(class: CreditClass) -> RiskClass {
    match class {
        CreditClass::A => RiskClass::A,
        CreditClass::B => RiskClass::B,
        CreditClass::C => RiskClass::C,
        CreditClass::D => RiskClass::D,
    }
}
