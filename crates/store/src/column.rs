//! Between the types of the domain and the values of a column. Text from the database becomes a
//! type here, by the same parsers that read what people type.

use sunlot_domain::codes::{CanonicalId, DivisionCode, IdVerdict};
use sunlot_domain::ids::*;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::{Day, UtcSecond};

use crate::error::StoreError;
use crate::value::Value;

/// A type that one column holds.
pub trait Column: Sized {
    /// As it is stored.
    fn to_value(&self) -> Value;

    /// As it was stored.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the column holds something else.
    fn from_value(value: Value) -> Result<Self, StoreError>;
}

fn corrupt(expected: &str, found: &Value) -> StoreError {
    StoreError::Corrupt(format!("expected {expected}, found {found:?}"))
}

impl Column for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        Ok(value)
    }
}

impl Column for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(corrupt("text", &other)),
        }
    }
}

impl Column for &str {
    fn to_value(&self) -> Value {
        Value::Text((*self).to_owned())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        Err(corrupt("an owned text", &value))
    }
}

impl Column for Vec<u8> {
    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(corrupt("bytes", &other)),
        }
    }
}

impl Column for bool {
    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            other => Err(corrupt("0 or 1", &other)),
        }
    }
}

impl<C: Column> Column for Option<C> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Column::to_value)
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Null => Ok(None),
            other => C::from_value(other).map(Some),
        }
    }
}

/// A structure kept as JSON text.
impl Column for serde_json::Value {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        serde_json::from_str(&text).map_err(|e| StoreError::Corrupt(e.to_string()))
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Column for $number {
            fn to_value(&self) -> Value {
                // Counts, cents and sizes stay far below 2^63; a column says so by its CHECK.
                Value::Int(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn from_value(value: Value) -> Result<Self, StoreError> {
                match value {
                    Value::Int(number) => <$number>::try_from(number)
                        .map_err(|_| corrupt(stringify!($number), &Value::Int(number))),
                    other => Err(corrupt("a number", &other)),
                }
            }
        }
    )*};
}

numbers!(i64, u64, u32, u16, u8);

/// Types that have a `Display` and a parser of the same text.
macro_rules! texts {
    ($($name:ty => $parse:expr),* $(,)?) => {$(
        impl Column for $name {
            fn to_value(&self) -> Value {
                Value::Text(self.to_string())
            }

            fn from_value(value: Value) -> Result<Self, StoreError> {
                let text = String::from_value(value)?;
                let read: Result<$name, _> = $parse(&text);
                read.map_err(|_| corrupt(stringify!($name), &Value::Text(text)))
            }
        }
    )*};
}

texts! {
    Day => Day::parse,
    UtcSecond => UtcSecond::parse,
    AccountId => AccountId::parse,
    GrantId => GrantId::parse,
    PasswordId => PasswordId::parse,
    FactorId => FactorId::parse,
    RecoveryCodeId => RecoveryCodeId::parse,
    SessionId => SessionId::parse,
    OrganId => OrganId::parse,
    ConferenceId => ConferenceId::parse,
    MembershipId => MembershipId::parse,
    PostId => PostId::parse,
    MeetingId => MeetingId::parse,
    MatterId => MatterId::parse,
    ActivityId => ActivityId::parse,
    TargetId => TargetId::parse,
    SubjectId => SubjectId::parse,
    TagId => TagId::parse,
    InspectorId => InspectorId::parse,
    InspectorChangeId => InspectorChangeId::parse,
    ImportId => ImportId::parse,
    ItemListId => ItemListId::parse,
    ItemListVersionId => ItemListVersionId::parse,
    ItemId => ItemId::parse,
    LawChangeId => LawChangeId::parse,
    PlanId => PlanId::parse,
    TaskId => TaskId::parse,
    JointVisitId => JointVisitId::parse,
    FilingId => FilingId::parse,
    ReportId => ReportId::parse,
    HandInId => HandInId::parse,
    InspectionId => InspectionId::parse,
    DrawId => DrawId::parse,
    ChallengeId => ChallengeId::parse,
    CaseId => CaseId::parse,
    PartId => PartId::parse,
    InspectionItemId => InspectionItemId::parse,
    EvidenceId => EvidenceId::parse,
    InstitutionId => InstitutionId::parse,
    ResultId => ResultId::parse,
    ResultChangeId => ResultChangeId::parse,
    ObjectionId => ObjectionId::parse,
    RectificationId => RectificationId::parse,
    PenaltyId => PenaltyId::parse,
    ReferralId => ReferralId::parse,
    RestrictionId => RestrictionId::parse,
    HandoffId => HandoffId::parse,
    RepairId => RepairId::parse,
    UnlicensedId => UnlicensedId::parse,
    CampaignId => CampaignId::parse,
    LinkId => LinkId::parse,
}

impl Column for DivisionCode {
    fn to_value(&self) -> Value {
        Value::Text(self.as_str().to_owned())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        DivisionCode::parse(&text).map_err(|_| corrupt("DivisionCode", &Value::Text(text)))
    }
}

impl Column for CanonicalId {
    fn to_value(&self) -> Value {
        Value::Text(self.as_str().to_owned())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        CanonicalId::parse(&text).map_err(|_| corrupt("CanonicalId", &Value::Text(text)))
    }
}

/// A list of texts, kept as JSON.
impl Column for Vec<String> {
    fn to_value(&self) -> Value {
        Value::Text(serde_json::json!(self).to_string())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        serde_json::from_str(&text).map_err(|e| StoreError::Corrupt(e.to_string()))
    }
}

/// A list of divisions, kept as JSON.
impl Column for Vec<DivisionCode> {
    fn to_value(&self) -> Value {
        self.iter().map(|code| code.as_str().to_owned()).collect::<Vec<_>>().to_value()
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let texts = Vec::<String>::from_value(value)?;
        let read = texts.iter().map(|text| DivisionCode::parse(text)).collect::<Result<_, _>>();
        read.map_err(|_| StoreError::Corrupt(format!("divisions {texts:?}")))
    }
}

impl Column for Digest {
    fn to_value(&self) -> Value {
        Value::Bytes(self.as_bytes().to_vec())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let bytes = Vec::<u8>::from_value(value)?;
        let bytes = <[u8; 32]>::try_from(bytes);
        bytes.map(Digest::from_bytes).map_err(|b| corrupt("a digest", &Value::Bytes(b)))
    }
}

/// Enumerations with `code()` and `parse()`.
#[macro_export]
macro_rules! coded_columns {
    ($($name:ty),* $(,)?) => {$(
        impl $crate::Column for $name {
            fn to_value(&self) -> $crate::Value {
                $crate::Value::Text(self.code().to_owned())
            }

            fn from_value(value: $crate::Value) -> Result<Self, $crate::StoreError> {
                let text = <String as $crate::Column>::from_value(value)?;
                <$name>::parse(&text).ok_or_else(|| {
                    $crate::StoreError::Corrupt(format!("{text:?} is no {}", stringify!($name)))
                })
            }
        }
    )*};
}

coded_columns!(IdVerdict, OrganKind, Role);

/// Structures of the domain that are kept as JSON text.
#[macro_export]
macro_rules! json_columns {
    ($($name:ty),* $(,)?) => {$(
        impl $crate::Column for $name {
            fn to_value(&self) -> $crate::Value {
                let text = serde_json::to_string(self);
                $crate::Value::Text(text.expect("structures of the domain are always JSON"))
            }

            fn from_value(value: $crate::Value) -> Result<Self, $crate::StoreError> {
                let text = <String as $crate::Column>::from_value(value)?;
                serde_json::from_str(&text)
                    .map_err(|e| $crate::StoreError::Corrupt(e.to_string()))
            }
        }
    )*};
}
