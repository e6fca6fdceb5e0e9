//! 冻结: register, inspectors and conflicts become the three tables; the rules become a record.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use sunlot_domain::plan::Plan;
use sunlot_domain::subjects::{RiskClass, Subject};
use sunlot_intake::{ConflictCode as RowCode, ConflictRow, InspectorRow, SubjectRow};
use sunlot_sortition::conflicts::{Conflict, ConflictCode, ConflictTable};
use sunlot_sortition::digest::{Digest, to_hex};
use sunlot_sortition::frame::Exclusion;
use sunlot_sortition::frame_build::{FrameDraft, build_frame};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::EntryBody;
use sunlot_sortition::log::entry::Persons;
use sunlot_sortition::names::{
    DeptCode, DrawId, ObjectId, OfficerCode, PersonId, RegionCode, TagCode, UnitCode,
};
use sunlot_sortition::officers::{LOAD_MAX, Officer, OfficerTable};
use sunlot_sortition::rules::{KeySet, RulesRecord};
use sunlot_sortition::salts::SaltSecret;
use sunlot_sortition::snapshot::{Snapshot, attrs_digests, private_digests};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::{Day, UtcSecond};

use crate::CeremonyError;
use crate::session::Ceremony;

/// Subjects whose digests are computed together.
const LOT: usize = 4_096;

/// What was read from the files, with nothing refused left inside.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// 检查对象.
    pub subjects: Vec<SubjectRow>,
    /// 执法检查人员.
    pub inspectors: Vec<InspectorRow>,
    /// 回避、轮换、请假.
    pub conflicts: Vec<ConflictRow>,
}

/// What is frozen: subjects as typed facts, whoever knows them.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// 检查对象.
    pub subjects: Vec<Subject>,
    /// 执法检查人员.
    pub inspectors: Vec<InspectorRow>,
    /// 回避、轮换、请假.
    pub conflicts: Vec<ConflictRow>,
}

/// What was frozen, for the clerk.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// Which draw.
    pub draw_id: DrawId,
    /// Rows of the frame.
    pub frame: u64,
    /// Eligible objects.
    pub eligible: u64,
    /// Exclusions by code.
    pub excluded: BTreeMap<Exclusion, u64>,
    /// Eligible objects per unit.
    pub units: Vec<(String, u64)>,
    /// Officers.
    pub officers: u64,
    /// Conflicts, leaves included.
    pub conflicts: u64,
    /// Qualification names of inspectors that have no tag code and were left out.
    pub unknown_tags: BTreeSet<String>,
}

/// The tables and side files of a freeze.
struct Tables {
    frame: Vec<u8>,
    officers: Vec<u8>,
    conflicts: Vec<u8>,
    snapshots: String,
    internal: String,
    report: Frozen,
}

impl Ceremony {
    /// Freezes the inputs under the rules as they stand and logs `plan`.
    ///
    /// # Errors
    /// What in the rules or the inputs cannot be frozen, with its place.
    pub fn freeze(&mut self, inputs: &Inputs) -> Result<Frozen, CeremonyError> {
        let rules_text = self.folder.read(crate::folder::MARK)?;
        let inputs_digest = digest_of(inputs);
        let args = Suite::Sm3.hash(&[&rules_text, inputs_digest.as_bytes()]).to_hex();
        let work = |c: &mut Ceremony, time| c.freeze_at(&Material::of(inputs)?, time);
        let refreeze = |c: &mut Ceremony| {
            let mut plan = c.prepare(&Material::of(inputs)?)?;
            Ok(plan.take_report())
        };
        self.step("冻结", &args, work, refreeze)
    }

    /// As [`Ceremony::freeze`], on a shelf.
    ///
    /// # Errors
    /// As there.
    pub fn freeze_material(&mut self, material: &Material) -> Result<Frozen, CeremonyError> {
        let again = |c: &mut Ceremony| Ok(c.prepare(material)?.take_report());
        self.step("冻结", "", |c, time| c.freeze_at(material, time), again)
    }

    fn prepare(&self, material: &Material) -> Result<Prepared, CeremonyError> {
        let coming = self.coming()?;
        let subjects = &material.subjects;
        let townships: BTreeSet<String> = subjects.iter().map(|s| s.township.clone()).collect();
        let plan = Plan::compile(self.terms.clone(), &townships)?;
        let (keys, salt) = (self.public_keys()?, self.salts()?);
        let record = plan.rules_record(&coming.draw_id, coming.base.as_ref())?;
        let record = with_operator(record, &keys);
        let rules =
            RulesRecord::parse(&record).map_err(|e| CeremonyError::Rules(e.message_zh()))?;
        let drawn_before = match &coming.base {
            Some(base) => self.drawn_in(base)?,
            None => BTreeSet::new(),
        };
        let builder = Builder { plan: &plan, suite: rules.suite, salt: &salt };
        let tables = builder.tables(&coming.draw_id, &drawn_before, material)?;
        Ok(Prepared { rules, reason: coming.reason, base: coming.base, tables })
    }

    fn freeze_at(&mut self, material: &Material, time: UtcSecond) -> Result<Frozen, CeremonyError> {
        let mut prepared = self.prepare(material)?;
        let rules = prepared.rules.clone();
        let task = &self.terms.task;
        let person = |text: &str| {
            PersonId::parse(text)
                .map_err(|e| CeremonyError::mismatch("name.invalid", "[task]", e.message_zh()))
        };
        let persons = Persons {
            requested_by: person(&task.requested_by)?,
            approved_by: person(&task.approved_by)?,
        };
        let dir = Ceremony::dir(&rules.draw_id);
        let tables = &prepared.tables;
        let files: [(&str, &[u8]); 5] = [
            ("frame.tsv", &tables.frame),
            ("officers.tsv", &tables.officers),
            ("conflicts.tsv", &tables.conflicts),
            ("rules.json", &rules.to_json().to_bytes()),
            ("rules.toml", &self.folder.read(crate::folder::MARK)?),
        ];
        for (name, bytes) in files {
            self.folder.write(&format!("{dir}/{name}"), bytes)?;
        }
        self.folder.write_secret(&format!("{dir}/snapshots.tsv"), tables.snapshots.as_bytes())?;
        self.folder.write_secret(&format!("{dir}/internal.tsv"), tables.internal.as_bytes())?;
        let body = EntryBody::Plan {
            rules: rules.digest(),
            title: rules.title.clone(),
            purpose: rules.purpose,
            base: prepared.base.clone(),
            persons,
            reason: prepared.reason.clone(),
        };
        self.append(&rules.draw_id, rules.suite, time, body)?;
        Ok(prepared.take_report())
    }
}

struct Prepared {
    rules: RulesRecord,
    reason: Option<sunlot_sortition::names::ReasonCode>,
    base: Option<DrawId>,
    tables: Tables,
}

impl Prepared {
    fn take_report(&mut self) -> Frozen {
        self.tables.report.clone()
    }
}

fn digest_of(inputs: &Inputs) -> sunlot_sortition::digest::Digest {
    let text = serde_json::to_vec(&(&inputs.subjects, &inputs.inspectors, &inputs.conflicts));
    Suite::Sm3.hash(&[&text.expect("rows of text and numbers are JSON")])
}

fn with_operator(mut record: Json, keys: &KeySet) -> Json {
    let operator = Json::object([
        ("ed25519", Json::text(&keys.ed25519)),
        ("name", Json::text(keys.name.as_str())),
        ("sm2", Json::text(&keys.sm2)),
    ]);
    if let Json::Obj(members) = &mut record
        && let Some(Json::Obj(log)) = members.get_mut("log")
    {
        log.insert("operator".to_owned(), operator);
    }
    record
}

fn input(file: &str, code: &str, detail: String) -> CeremonyError {
    CeremonyError::Intake { file: file.to_owned(), code: code.to_owned(), detail }
}

impl Material {
    fn of(inputs: &Inputs) -> Result<Material, CeremonyError> {
        let subject = |row: &SubjectRow| {
            row.to_subject().map_err(|e| input("检查对象名录", e.code(), e.message_zh()))
        };
        Ok(Material {
            subjects: inputs.subjects.iter().map(subject).collect::<Result<_, _>>()?,
            inspectors: inputs.inspectors.clone(),
            conflicts: inputs.conflicts.clone(),
        })
    }
}

/// Turns rows into tables under one plan.
struct Builder<'a> {
    plan: &'a Plan,
    suite: Suite,
    salt: &'a SaltSecret,
}

impl Builder<'_> {
    fn tables(
        &self,
        draw_id: &DrawId,
        drawn_before: &BTreeSet<ObjectId>,
        material: &Material,
    ) -> Result<Tables, CeremonyError> {
        let subjects = &material.subjects;
        let drafted: Result<Vec<_>, CeremonyError> =
            subjects.par_chunks(LOT).map(|lot| self.drafts(lot, drawn_before)).collect();
        let drafted = drafted?.into_iter().flatten();
        let mut drafts = Vec::with_capacity(subjects.len());
        let mut snapshots = Vec::with_capacity(subjects.len());
        let mut internal = Vec::with_capacity(subjects.len());
        let mut units: BTreeMap<String, u64> =
            self.plan.units().iter().map(|u| (u.code.clone(), 0)).collect();
        let mut excluded: BTreeMap<Exclusion, u64> = BTreeMap::new();
        for (subject, (draft, snapshot)) in subjects.iter().zip(drafted) {
            snapshots.push((subject.id.as_str(), snapshot));
            match draft.exclusion {
                Some(code) => *excluded.entry(code).or_default() += 1,
                None => draft.units.iter().for_each(|unit| {
                    units.entry(unit.to_string()).and_modify(|count| *count += 1);
                }),
            }
            internal.push((subject.id.as_str(), subject.name.replace(['\t', '\n', '\r'], " ")));
            drafts.push(draft);
        }
        let refuse = |code: &str, detail: String| input("检查对象名录", code, detail);
        let frame = build_frame(drafts).map_err(|e| refuse(e.code(), e.message_zh()))?;
        let mut unknown_tags = BTreeSet::new();
        let officers = self.officers(&material.inspectors, &mut unknown_tags)?;
        snapshots.sort_unstable_by_key(|(id, _)| *id);
        internal.sort_unstable_by_key(|(id, _)| *id);
        let known = |id: &str| internal.binary_search_by_key(&id, |(have, _)| have).is_ok();
        let conflicts = self.conflicts(material, &officers, &known)?;
        let excluded_total: u64 = excluded.values().sum();
        Ok(Tables {
            frame,
            report: Frozen {
                draw_id: draw_id.clone(),
                frame: subjects.len() as u64,
                eligible: subjects.len() as u64 - excluded_total,
                excluded,
                units: units.into_iter().collect(),
                officers: officers.rows().len() as u64,
                conflicts: conflicts.rows().len() as u64,
                unknown_tags,
            },
            officers: officers.to_bytes(),
            conflicts: conflicts.to_bytes(),
            snapshots: lines(&snapshots),
            internal: lines(&internal),
        })
    }

    fn salt(&self, table: &str, key: &str) -> [u8; 16] {
        self.salt.salt(self.suite, table, key)
    }

    /// Rows of the frame with their snapshots, in the order of the subjects.
    fn drafts(
        &self,
        lot: &[Subject],
        drawn_before: &BTreeSet<ObjectId>,
    ) -> Result<Vec<(FrameDraft, String)>, CeremonyError> {
        let ids: Vec<&str> = lot.iter().map(|subject| subject.id.as_str()).collect();
        let salts = |table| self.salt.salts(self.suite, table, &ids);
        let facts = lot.iter().zip(salts("private"));
        let facts: Vec<Vec<u8>> = facts.map(|(s, salt)| private(s, salt).to_bytes()).collect();
        let private = private_digests(self.suite, &facts);
        let mut snapshots = Vec::with_capacity(lot.len());
        for ((subject, private), salt) in lot.iter().zip(private).zip(salts("attrs")) {
            snapshots.push(self.snapshot(subject, private, salt)?.to_json().encode());
        }
        let attrs = attrs_digests(self.suite, &snapshots);
        let rows = lot.iter().zip(attrs).zip(salts("frame")).zip(snapshots);
        rows.map(|(((subject, attrs), salt), snapshot)| {
            let drawn = drawn_before.contains(&subject.id);
            Ok((self.draft(subject, drawn, (attrs, salt))?, snapshot))
        })
        .collect()
    }

    fn snapshot(
        &self,
        subject: &Subject,
        private: Digest,
        salt: [u8; 16],
    ) -> Result<Snapshot, CeremonyError> {
        let region = self.plan.region_of(&subject.township);
        Ok(Snapshot {
            grid: RegionCode::parse(&subject.township).ok(),
            private,
            region: RegionCode::parse(region).map_err(|e| refused(subject, &e.message_zh()))?,
            salt,
        })
    }

    fn draft(
        &self,
        subject: &Subject,
        drawn_before: bool,
        (attrs, salt): (Digest, [u8; 16]),
    ) -> Result<FrameDraft, CeremonyError> {
        let exclusion = self.plan.exclusion(subject, drawn_before);
        let codes = if exclusion.is_some() { Vec::new() } else { self.plan.units_of(subject) };
        let units: Result<Vec<UnitCode>, _> = codes.into_iter().map(UnitCode::parse).collect();
        Ok(FrameDraft {
            object_id: subject.id.clone(),
            exclusion,
            units: units.map_err(|e| refused(subject, &e.message_zh()))?,
            weight: u8::try_from(self.plan.weight(subject)).unwrap_or(u8::MAX),
            attrs,
            salt,
        })
    }

    fn officers(
        &self,
        rows: &[InspectorRow],
        unknown_tags: &mut BTreeSet<String>,
    ) -> Result<OfficerTable, CeremonyError> {
        let mut officers = Vec::with_capacity(rows.len());
        for row in rows {
            let refuse = |detail: String| {
                input("执法检查人员名录", "inspectors.row", format!("第 {} 行：{detail}", row.row))
            };
            let salt = to_hex(&self.salt("officers", &row.code));
            let until = &row.cert_valid_until;
            officers.push(Officer {
                officer_code: OfficerCode::parse(&row.code).map_err(|e| refuse(e.message_zh()))?,
                dept: DeptCode::parse(&row.dept).map_err(|_| {
                    let what = "没有部门编码，请在规则的 [depts] 中写明。";
                    refuse(format!("部门“{}”{what}", row.dept))
                })?,
                regions: self.regions(row).map_err(refuse)?,
                tags: self.tags(row, unknown_tags),
                cert_valid_until: Day::parse(until).map_err(|e| refuse(e.message_zh()))?,
                cap: row.cap.unwrap_or(u16::try_from(LOAD_MAX).unwrap_or(u16::MAX)),
                prior: row.prior,
                salt,
            });
        }
        OfficerTable::build(officers).map_err(|code| {
            let detail = format!("人员编号 {code} 出现两次，请核实后只保留一行。");
            input("执法检查人员名录", "inspectors.duplicate", detail)
        })
    }

    /// Region codes, names or townships of the list become matching regions.
    fn regions(&self, row: &InspectorRow) -> Result<Option<Vec<RegionCode>>, String> {
        if row.regions.is_empty() || row.regions.iter().any(|r| r == "*") {
            return Ok(None);
        }
        let known = &self.plan.terms().regions;
        let mut codes = BTreeSet::new();
        for text in &row.regions {
            let by_name = known.iter().find(|r| r.code == *text || r.name == *text);
            let by_township = known.iter().find(|r| r.townships.contains(text));
            let code = by_name.or(by_township).map_or(text.as_str(), |r| r.code.as_str());
            let code = RegionCode::parse(code);
            codes.insert(
                code.map_err(|_| format!("区域“{text}”不是规则中的片区名称、编码或乡镇代码。"))?,
            );
        }
        Ok(Some(codes.into_iter().collect()))
    }

    fn tags(&self, row: &InspectorRow, unknown: &mut BTreeSet<String>) -> Vec<TagCode> {
        let mut tags = BTreeSet::new();
        for name in &row.tags {
            match TagCode::parse(self.plan.qualification(name)) {
                Ok(tag) => {
                    tags.insert(tag);
                }
                Err(_) => {
                    unknown.insert(name.clone());
                }
            }
        }
        if row.lead {
            tags.insert(TagCode::parse("LEAD").expect("LEAD is a tag code"));
        }
        tags.into_iter().collect()
    }

    fn conflicts(
        &self,
        material: &Material,
        officers: &OfficerTable,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<ConflictTable, CeremonyError> {
        let mut rows: BTreeMap<String, Conflict> = BTreeMap::new();
        let mut add = |officer: &str, object: &str, code: ConflictCode| {
            let conflict = Conflict {
                officer: OfficerCode::parse(officer).map_err(|e| e.message_zh())?,
                object: match object {
                    "*" => None,
                    id => Some(ObjectId::parse(id).map_err(|e| e.message_zh())?),
                },
                code,
                salt: to_hex(
                    &self.salt("conflicts", &format!("{officer}/{object}/{}", code.as_str())),
                ),
            };
            rows.insert(conflict.key(), conflict);
            Ok::<(), String>(())
        };
        for row in &material.conflicts {
            let refuse = |detail: String| {
                input("回避表", "conflicts.row", format!("第 {} 行：{detail}", row.row))
            };
            if officers.find(&row.officer).is_none() {
                return Err(refuse(format!("人员编号 {} 不在人员名录中。", row.officer)));
            }
            // A conflict with an object that is not in the register binds nobody.
            if row.object == "*" || known(&row.object) {
                add(&row.officer, &row.object, code(row.code)).map_err(refuse)?;
            }
        }
        for row in material.inspectors.iter().filter(|row| self.on_leave(row)) {
            add(&row.code, "*", ConflictCode::Leave)
                .map_err(|e| input("执法检查人员名录", "inspectors.leave", e))?;
        }
        ConflictTable::build(rows.into_values().collect()).map_err(|twice| {
            let detail = format!("{} 重复。", twice.key().replace('\t', " "));
            input("回避表", "conflicts.duplicate", detail)
        })
    }

    /// A leave that overlaps the inspection days.
    fn on_leave(&self, row: &InspectorRow) -> bool {
        self.plan.terms().matching.as_ref().is_some_and(|m| {
            row.leave.iter().any(|leave| leave.from <= m.last_day && leave.to >= m.first_day)
        })
    }
}

/// What decided units and weight and stays internal, above all the credit-risk class.
fn private(subject: &Subject, salt: [u8; 16]) -> Json {
    let class = subject.risk_class.map_or("-", RiskClass::letter);
    let last = subject.last_inspected.map_or("-".to_owned(), |d| d.to_string());
    // Written only where it decided, so that registers without it keep their digests.
    let recognised = subject.recognised.then(|| ("recognised", Json::bool(true)));
    let facts = [
        ("class", Json::text(class)),
        ("industry", Json::text(&subject.industry)),
        ("kind", Json::text(&subject.kind)),
        ("last_inspected", Json::text(last)),
        ("month", Json::text(&subject.risk_month)),
        ("open_case", Json::bool(subject.has_open_case)),
        ("salt", Json::text(to_hex(&salt))),
        ("tags", Json::array(subject.tags.iter().map(Json::text))),
        ("township", Json::text(&subject.township)),
        ("trial", Json::bool(subject.in_trial)),
        ("visits", Json::count(subject.visits_this_year)),
    ];
    Json::object(facts.into_iter().chain(recognised))
}

fn refused(subject: &Subject, detail: &str) -> CeremonyError {
    input("检查对象名录", "register.row", format!("{}：{detail}", subject.id))
}

fn code(code: RowCode) -> ConflictCode {
    match code {
        RowCode::C => ConflictCode::Recusal,
        RowCode::R1 => ConflictCode::Last,
        RowCode::R2 => ConflictCode::BeforeLast,
        RowCode::L => ConflictCode::Leave,
    }
}

/// `id TAB value` lines of rows in ascending order.
fn lines(rows: &[(&str, String)]) -> String {
    let mut text =
        String::with_capacity(rows.iter().map(|(id, value)| id.len() + value.len() + 2).sum());
    for (id, value) in rows {
        for part in [id, "\t", value, "\n"] {
            text.push_str(part);
        }
    }
    text
}
