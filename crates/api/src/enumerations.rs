//! Closed lists in the conditions of lists: which codes a condition takes, and what people call
//! them. Added to the description in one place, with the words of the domain; so that no client
//! keeps such a list of its own.

use serde_json::json;
use sunlot_domain::terms::{Vocabulary, vocabularies};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{OpenApi, RefOr, Schema};

/// Address below `/api/v1`, condition, vocabulary. A sheet of a list (`.csv`) takes what the list
/// does.
const CONDITIONS: &[(&str, &str, &str)] = &[
    ("/accounts", "state", "account_state"),
    ("/activities", "kind", "activity_kind"),
    ("/annex3/rows", "category", "annex3_category"),
    ("/annex3/rows", "column", "annex3_column"),
    ("/audit", "action", "event"),
    ("/campaigns", "state", "campaign_state"),
    ("/cases", "source", "case_source"),
    ("/cases", "state", "case_state"),
    ("/challenges", "state", "challenge_state"),
    ("/challenges", "verdict", "challenge_verdict"),
    ("/draws", "state", "draw_state"),
    ("/grants", "role", "role"),
    ("/grants", "state", "grant_state"),
    ("/handoffs", "state", "handoff_state"),
    ("/imports/template", "kind", "import_kind"),
    ("/imports/{id}/findings", "severity", "severity"),
    ("/imports/{id}/rows", "fate", "import_row"),
    ("/inspection-parts", "state", "part_state"),
    ("/inspections", "state", "inspection_state"),
    ("/inspector-changes", "state", "inspector_change_state"),
    ("/item-lists", "kind", "list_kind"),
    ("/item-lists/versions/{id}/items", "class", "item_class"),
    ("/items", "class", "item_class"),
    ("/matters", "state", "matter_state"),
    ("/meetings", "state", "meeting_state"),
    ("/objections", "state", "objection_state"),
    ("/penalties", "state", "penalty_state"),
    ("/plans", "state", "plan_state"),
    ("/public/item-lists", "kind", "list_kind"),
    ("/public/plans", "state", "plan_state"),
    ("/public/results", "code", "result_code"),
    ("/rectifications", "state", "rectification_state"),
    ("/referrals", "state", "referral_state"),
    ("/repairs", "state", "repair_state"),
    ("/reports", "season", "report_season"),
    ("/reports", "state", "report_state"),
    ("/restrictions", "state", "restriction_state"),
    ("/result-changes", "state", "result_change_state"),
    ("/tasks", "origin", "task_origin"),
    ("/tasks", "state", "task_state"),
    ("/unlicensed", "state", "unlicensed_state"),
];

/// The same for conditions that take several codes with commas between them: the codes are named,
/// and the text stays a text.
const SEVERAL: &[(&str, &str, &str)] = &[
    ("/subjects", "kind", "subject_kind"),
    ("/subjects", "risk", "risk_class"),
    ("/subjects", "status", "life_status"),
];

/// Adds the codes of every condition that has a closed list.
///
/// # Panics
/// When a row names an address, a condition or a vocabulary that is none.
pub(crate) fn add(description: &mut OpenApi) {
    let words = vocabularies();
    for (rows, closed) in [(CONDITIONS, true), (SEVERAL, false)] {
        for (path, name, vocabulary) in rows {
            let found = words.iter().find(|one| one.name == *vocabulary);
            let found = found.unwrap_or_else(|| panic!("no vocabulary {vocabulary}"));
            let sheet = format!("/api/v1{path}.csv");
            publish(description, &format!("/api/v1{path}"), name, found, closed)
                .unwrap_or_else(|| panic!("{path} has no condition {name}"));
            // Not every list has a sheet.
            let _ = publish(description, &sheet, name, found, closed);
        }
    }
}

/// Writes the codes to one condition; nothing when it is not there.
fn publish(
    description: &mut OpenApi,
    path: &str,
    name: &str,
    words: &Vocabulary,
    closed: bool,
) -> Option<()> {
    let operation = description.paths.paths.get_mut(path)?.get.as_mut()?;
    let named = |parameter: &&mut RefOr<Parameter>| match parameter {
        RefOr::T(parameter) => parameter.name == name,
        RefOr::Ref(_) => false,
    };
    let RefOr::T(parameter) = operation.parameters.as_mut()?.iter_mut().find(named)? else {
        return None;
    };
    let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema else { return None };
    let choices: Vec<_> = words.words.iter().map(|(code, word)| json!([code, word])).collect();
    let choices = ExtensionsBuilder::new().add("x-choices", choices).build();
    schema.extensions.get_or_insert_default().merge(choices);
    if closed {
        schema.enum_values = Some(words.words.iter().map(|(code, _)| json!(code)).collect());
    }
    Some(())
}
