//! The digest of a record: what two officers of each organ and the company sign.

use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;

use super::{Checked, Inspection, InspectionItem};

/// What goes into a record besides the visit itself.
#[derive(Debug, Clone, Copy)]
pub struct RecordFacts<'a> {
    /// The items with their checklists.
    pub items: &'a [InspectionItem],
    /// Digests of the evidence files, as hexadecimal text, in any order.
    pub evidence: &'a [String],
}

/// Digest over everything that the record says: who was visited when, where and by whom, each
/// answer, each piece of evidence. The order of rows does not matter.
#[must_use]
pub fn record_digest(inspection: &Inspection, facts: RecordFacts<'_>) -> Digest {
    let mut items: Vec<&InspectionItem> = facts.items.iter().collect();
    items.sort_by_key(|item| (item.organ, item.code.clone()));
    let items = items.into_iter().map(|item| {
        let checked = item.checked.as_ref().map_or_else(|| Json::object([]), of_checklist);
        Json::object([
            ("checked", checked),
            ("code", Json::text(&item.code)),
            ("item", Json::text(item.item.to_string())),
            ("organ", Json::text(item.organ.to_string())),
            ("state", Json::text(item.state.code())),
        ])
    });
    let mut evidence: Vec<&String> = facts.evidence.iter().collect();
    evidence.sort();
    let arrival = inspection.arrival.as_ref().map_or_else(
        || Json::object([]),
        |arrival| {
            let told = arrival.told_at.iter().map(|at| ("told_at", Json::text(at)));
            let known = [
                ("at", Json::text(&arrival.at)),
                ("certificates_shown", Json::bool(arrival.certificates_shown)),
                ("company", Json::text(&arrival.company)),
                ("place", Json::text(&arrival.place)),
                ("present", Json::array(arrival.present.iter().map(Json::text))),
            ];
            Json::object(known.into_iter().chain(told))
        },
    );
    let record = Json::object([
        ("arrival", arrival),
        ("evidence", Json::array(evidence.into_iter().map(Json::text))),
        ("inspection", Json::text(inspection.id.to_string())),
        ("items", Json::array(items)),
        ("number", Json::text(&inspection.number)),
        ("subject", Json::text(inspection.subject.to_string())),
    ]);
    tagged_hash(Suite::Sha256, "inspection-record", &[&record.to_bytes()])
}

fn of_checklist(checked: &Checked) -> Json {
    let answers = checked.answers.iter().map(|answer| {
        Json::object([
            ("note", Json::text(&answer.note)),
            ("outcome", Json::text(&answer.outcome)),
            ("point", Json::text(&answer.point)),
        ])
    });
    let commissions = checked.commissions.iter().map(|used| {
        Json::object([
            ("adopted_by", Json::text(&used.adopted_by)),
            ("conclusion", Json::text(&used.conclusion)),
            ("institution", Json::text(&used.institution)),
            ("report_no", Json::text(&used.report_no)),
        ])
    });
    Json::object([
        ("answers", Json::array(answers)),
        ("at", Json::text(&checked.at)),
        ("by", Json::text(&checked.by)),
        ("commissions", Json::array(commissions)),
        ("methods", Json::array(checked.methods.iter().map(Json::text))),
        ("note", Json::text(&checked.note)),
    ])
}
