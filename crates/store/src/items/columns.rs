//! Methods, levels and organs are texts joined by spaces; bases and check points are JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sunlot_domain::ids::{AccountId, Id as _, OrganId};
use sunlot_domain::items::{
    Basis, CatalogueCode, CheckPoint, Consent, ConsentState, Item, ItemClass, ItemCode, ItemList,
    ItemListVersion, ItemTerms, ItemUse, KeyReason, LawChange, Level, ListKind, Method,
    Publication, Stage, Step,
};
use sunlot_sortition::time::Day;

use crate::column::Column;
use crate::error::StoreError;
use crate::record::Record;
use crate::value::{Row, Value};
use crate::{coded_columns, record};

coded_columns!(ConsentState, ItemClass, KeyReason, ListKind);
record!(ItemUse, "item_use", id, list, code, last_used);
record!(ItemList, "item_list", id, organ, region, kind, conference, title);
record!(LawChange, "law_change", id, organ, law, article, last_day, others_suffice, withdrawn,);
record!(
    Consent,
    "item_list_consent",
    id,
    list_version,
    organ,
    state,
    answered_by,
    answered_on,
    opinion,
);

fn joined(words: impl IntoIterator<Item = impl ToString>) -> Value {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
    Value::Text(words.join(" "))
}

fn words<T>(value: Value, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, StoreError> {
    let text = String::from_value(value)?;
    let each = text.split(' ').filter(|word| !word.is_empty());
    let wrong = |word: &str| StoreError::Corrupt(format!("{word:?} in a list of codes"));
    each.map(|word| parse(word).ok_or_else(|| wrong(word))).collect()
}

impl Column for Vec<Method> {
    fn to_value(&self) -> Value {
        joined(self.iter().map(|one| one.code()))
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        words(value, Method::parse)
    }
}

impl Column for Vec<Level> {
    fn to_value(&self) -> Value {
        joined(self.iter().map(|one| one.code()))
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        words(value, Level::parse)
    }
}

impl Column for Vec<OrganId> {
    fn to_value(&self) -> Value {
        joined(self)
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        words(value, |word| OrganId::parse(word).ok())
    }
}

fn json(value: &impl Serialize) -> Value {
    Value::Text(serde_json::to_string(value).expect("texts and days are always JSON"))
}

fn from_json<T: DeserializeOwned>(value: Value) -> Result<T, StoreError> {
    let text = String::from_value(value)?;
    serde_json::from_str(&text).map_err(|e| StoreError::Corrupt(e.to_string()))
}

impl Column for Vec<Basis> {
    fn to_value(&self) -> Value {
        json(self)
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        from_json(value)
    }
}

impl Column for Vec<CheckPoint> {
    fn to_value(&self) -> Value {
        json(self)
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        from_json(value)
    }
}

impl Column for ItemCode {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        ItemCode::parse(&text).map_err(|e| StoreError::Corrupt(e.to_string()))
    }
}

impl Column for CatalogueCode {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        CatalogueCode::parse(&text).map_err(|e| StoreError::Corrupt(e.to_string()))
    }
}

/// The columns of an item, written once for both directions.
macro_rules! item_record {
    (own: $($own:ident),*; terms: $($term:ident),* $(,)?) => {
        impl Record for Item {
            const TABLE: &'static str = "item";
            const COLUMNS: &'static [&'static str] =
                &[$(stringify!($own),)* $(stringify!($term)),*];

            fn values(&self) -> Vec<Value> {
                vec![$(self.$own.to_value(),)* $(self.terms.$term.to_value()),*]
            }

            fn from_row(row: &mut Row) -> Result<Self, StoreError> {
                // Columns are taken from left to right, so `own` comes before `terms`.
                $(let $own = row.take()?;)*
                let terms = ItemTerms { $($term: row.take()?),* };
                Ok(Item { $($own,)* terms })
            }
        }
    };
}

item_record! {
    own: id, list, list_version, code, position, struck, to_proofread;
    terms: category, name, subjects, subject_kinds, class, key_reason, methods, levels, bases,
        content, points, inspecting, initiator, participants, ratio_ceiling_bp,
        visits_per_year_max, qualification, catalogue_code, upper, note,
}

/// Stage and steps, as columns.
#[derive(Default)]
struct Steps {
    submitted: (Option<AccountId>, Option<Day>),
    approved: (Option<AccountId>, Option<Day>),
    published: (Option<AccountId>, Option<Day>),
    url: Option<String>,
    valid_from: Option<Day>,
    valid_to: Option<Day>,
}

fn pair(step: &Step) -> (Option<AccountId>, Option<Day>) {
    (Some(step.by), Some(step.on))
}

impl Steps {
    fn of(stage: &Stage) -> Steps {
        match stage {
            Stage::Draft | Stage::Abandoned => Steps::default(),
            Stage::Submitted(step) => Steps { submitted: pair(step), ..Steps::default() },
            Stage::Approved { submitted, approved } => {
                Steps { submitted: pair(submitted), approved: pair(approved), ..Steps::default() }
            }
            Stage::Published(of) | Stage::Superseded(of) => Steps {
                submitted: pair(&of.submitted),
                approved: pair(&of.approved),
                published: pair(&of.published),
                url: Some(of.url.clone()),
                valid_from: Some(of.valid_from),
                valid_to: of.valid_to,
            },
        }
    }

    fn stage(self, state: &str) -> Result<Stage, StoreError> {
        let corrupt = || StoreError::Corrupt(format!("a version in state {state:?} lacks a step"));
        let step = |(by, on): (Option<AccountId>, Option<Day>)| {
            Ok::<_, StoreError>(Step { by: by.ok_or_else(corrupt)?, on: on.ok_or_else(corrupt)? })
        };
        Ok(match state {
            "draft" => Stage::Draft,
            "abandoned" => Stage::Abandoned,
            "submitted" => Stage::Submitted(step(self.submitted)?),
            "approved" => {
                Stage::Approved { submitted: step(self.submitted)?, approved: step(self.approved)? }
            }
            "published" | "superseded" => {
                let publication = Publication {
                    submitted: step(self.submitted)?,
                    approved: step(self.approved)?,
                    published: step(self.published)?,
                    url: self.url.ok_or_else(corrupt)?,
                    valid_from: self.valid_from.ok_or_else(corrupt)?,
                    valid_to: self.valid_to,
                };
                match state {
                    "published" => Stage::Published(publication),
                    _ => Stage::Superseded(publication),
                }
            }
            _ => return Err(corrupt()),
        })
    }
}

impl Record for ItemListVersion {
    const TABLE: &'static str = "item_list_version";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "list",
        "number",
        "based_on",
        "reason",
        "drafted_by",
        "drafted_on",
        "state",
        "submitted_by",
        "submitted_on",
        "approved_by",
        "approved_on",
        "published_by",
        "published_on",
        "url",
        "valid_from",
        "valid_to",
    ];

    fn values(&self) -> Vec<Value> {
        let steps = Steps::of(&self.stage);
        vec![
            self.id.to_value(),
            self.list.to_value(),
            self.number.to_value(),
            self.based_on.to_value(),
            self.reason.to_value(),
            self.drafted_by.to_value(),
            self.drafted_on.to_value(),
            self.stage.code().to_value(),
            steps.submitted.0.to_value(),
            steps.submitted.1.to_value(),
            steps.approved.0.to_value(),
            steps.approved.1.to_value(),
            steps.published.0.to_value(),
            steps.published.1.to_value(),
            steps.url.to_value(),
            steps.valid_from.to_value(),
            steps.valid_to.to_value(),
        ]
    }

    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let mut version = ItemListVersion {
            id: row.take()?,
            list: row.take()?,
            number: row.take()?,
            based_on: row.take()?,
            reason: row.take()?,
            drafted_by: row.take()?,
            drafted_on: row.take()?,
            stage: Stage::Draft,
        };
        let state: String = row.take()?;
        let steps = Steps {
            submitted: (row.take()?, row.take()?),
            approved: (row.take()?, row.take()?),
            published: (row.take()?, row.take()?),
            url: row.take()?,
            valid_from: row.take()?,
            valid_to: row.take()?,
        };
        version.stage = steps.stage(&state)?;
        Ok(version)
    }
}
