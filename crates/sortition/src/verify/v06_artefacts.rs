//! V-06 制品摘要: the stage is what the log says, the files are those of the stage, and every data
//! file is bound by an entry.

use std::collections::BTreeSet;

use super::case::place;
use super::v01_manifest::compare;
use super::{Case, Deviation, Outcome};
use crate::bundle::{Audience, MANIFEST, Stage, artefact_names, names_at};
use crate::log::EntryBody;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let (manifest, rules) = (case.manifest(), case.rules());
    let stage = Stage::of(case.own().map(|l| &l.entry), rules.publication);
    if stage != Some(manifest.stage) {
        let expected = stage.map_or("", Stage::as_str);
        let found = manifest.stage.as_str();
        return Err(Deviation::differs("bundle.stage", MANIFEST, "stage", found, expected));
    }
    let matched = case.own_body(|b| matches!(b, EntryBody::Match { .. }).then_some(()));
    let frame = manifest.audience == Audience::Audit || !rules.blinded;
    let expected = names_at(manifest.stage, frame, matched.is_some());
    let found: BTreeSet<&str> = manifest.files.iter().map(|f| f.name.as_str()).collect();
    if let Some(name) = expected.symmetric_difference(&found).next() {
        let what = if found.contains(name) {
            format!("{name} 在此阶段不应公布。")
        } else {
            format!("{name} 在此阶段应当公布，但没有。")
        };
        return Err(Deviation::told("bundle.file_set", MANIFEST, *name, what));
    }
    for logged in &case.log {
        let entry = &logged.entry;
        let names: Vec<&str> = entry.body.artefacts().iter().map(|a| a.name.as_str()).collect();
        if names != artefact_names(&entry.body) {
            let what = format!("{}：所列制品不是应有的几个文件。", place(entry));
            return Err(Deviation::told("entry.artefacts", "log.jsonl", place(entry), what));
        }
    }
    for logged in case.own() {
        for artefact in logged.entry.body.artefacts() {
            if let Some(bytes) = case.file(&artefact.name) {
                compare(artefact, bytes, &format!("log.jsonl {}", place(&logged.entry)))?;
            }
        }
    }
    Ok(Outcome::Pass)
}
