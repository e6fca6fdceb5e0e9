//! What a use case answers instead of a result: a stable code for programs, Chinese words that say
//! what is wrong, where, and what to do.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sunlot_domain::ids::IdError;
use sunlot_domain::policy::Denial;
use sunlot_domain::roles::Pending;
use sunlot_store::StoreError;
use thiserror::Error;

/// How a refusal is meant; `api` makes a status of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was sent cannot be read or breaks a rule of form.
    Invalid,
    /// Nobody is logged in.
    Unauthenticated,
    /// Logged in, but without the permission.
    Forbidden,
    /// A second factor is asked for first.
    StepUp,
    /// Not there, or not for the eyes of this person: the same answer.
    Missing,
    /// Another state than this asks for, or somebody else was quicker.
    Conflict,
    /// Right in form, against a rule of supervision.
    Rule,
    /// Too many attempts; later again.
    TooMany,
    /// Overloaded or out of order; later again.
    Unavailable,
    /// A mistake of the program.
    Internal,
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Path of the field in what was sent, e.g. `items[2].ratio`.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// A refusal.
#[derive(Debug, Clone, Error)]
#[error("{code}: {log}")]
pub struct AppError {
    /// How it is meant.
    pub kind: Kind,
    /// Stable code.
    pub code: String,
    /// For the person.
    pub message_zh: String,
    /// For the log of the server, in English.
    pub log: String,
    /// Fields that are wrong.
    pub fields: Vec<FieldError>,
    /// More for programs: the current version, the rows behind a conflict.
    pub more: Option<Value>,
}

impl AppError {
    /// A refusal of a kind.
    #[must_use]
    pub fn new(kind: Kind, code: impl Into<String>, message_zh: impl Into<String>) -> AppError {
        let code = code.into();
        let log = code.clone();
        let message_zh = message_zh.into();
        AppError { kind, code, message_zh, log, fields: Vec::new(), more: None }
    }

    /// A rule of supervision that is broken.
    #[must_use]
    pub fn rule(code: impl Into<String>, message_zh: impl Into<String>) -> AppError {
        AppError::new(Kind::Rule, code, message_zh)
    }

    /// One field that is wrong.
    #[must_use]
    pub fn field(
        field: impl Into<String>,
        code: impl Into<String>,
        message_zh: impl Into<String>,
    ) -> AppError {
        let (field, code, message) = (field.into(), code.into(), message_zh.into());
        let mut error = AppError::new(Kind::Invalid, code.clone(), message.clone());
        error.fields.push(FieldError { field, code, message });
        error
    }

    /// The answer for what is not there or not for this person.
    #[must_use]
    pub fn missing() -> AppError {
        let text = "没有这条记录，或您无权查看；请从列表重新进入。";
        AppError::new(Kind::Missing, "record.missing", text)
    }

    /// With more for programs.
    #[must_use]
    pub fn with(mut self, more: Value) -> AppError {
        self.more = Some(more);
        self
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> AppError {
        let kind = match &error {
            StoreError::Missing { .. } => return AppError::missing(),
            StoreError::Version { .. } | StoreError::Unique(_) | StoreError::KeyReused => {
                Kind::Conflict
            }
            StoreError::Reference(_) | StoreError::Check(_) => Kind::Invalid,
            StoreError::ReadOnly(_) | StoreError::Busy | StoreError::Unavailable(_) => {
                Kind::Unavailable
            }
            StoreError::Corrupt(_)
            | StoreError::SchemaNewer { .. }
            | StoreError::SchemaOlder { .. }
            | StoreError::Collation { .. }
            | StoreError::Statement(_)
            | StoreError::Panic(_) => Kind::Internal,
        };
        let mut refusal = AppError::new(kind, error.code(), error.message_zh());
        if let StoreError::Version { expected, found, .. } = &error {
            refusal.more = Some(serde_json::json!({ "expected": expected, "found": found }));
        }
        refusal.log = error.to_string();
        refusal
    }
}

impl From<IdError> for AppError {
    fn from(error: IdError) -> AppError {
        AppError::new(Kind::Invalid, error.code(), error.message_zh())
    }
}

impl From<Denial> for AppError {
    fn from(denial: Denial) -> AppError {
        match denial {
            Denial::Anonymous => AppError::new(
                Kind::Unauthenticated,
                "session.required",
                "请先登录；填写的内容会保留，登录后可继续提交。",
            ),
            Denial::Role => AppError::new(
                Kind::Forbidden,
                "permission.denied",
                "您的角色没有这项权限；确有需要请向安全管理员申请授权。",
            ),
            Denial::Place => AppError::missing(),
            Denial::Pending(Pending::Password) => AppError::new(
                Kind::Forbidden,
                "session.password_due",
                "请先修改口令（初始口令或口令已满 90 天），然后再办理其他事项。",
            ),
            Denial::Pending(Pending::SecondFactor) => AppError::new(
                Kind::Forbidden,
                "session.second_factor_due",
                "您的角色须使用动态口令；请先在“本人安全设置”中启用，然后再办理其他事项。",
            ),
            Denial::StepUp => AppError::new(
                Kind::StepUp,
                "session.step_up",
                "这一步需要再次验证身份；请输入动态口令后继续。",
            ),
        }
    }
}

/// Refusals of the domain, which know their code and their words. For every noun, `….state` is a
/// conflict: the record is no longer as the client saw it. Those with `at` also name the field of
/// the form that is wrong.
#[macro_export]
macro_rules! domain_refusals {
    ($($kind:ident $(at $field:ident)?: $name:ty),* $(,)?) => {$(
        impl From<$name> for $crate::AppError {
            fn from(error: $name) -> $crate::AppError {
                let kind = match error.code().ends_with(".state") {
                    true => $crate::Kind::Conflict,
                    false => $crate::Kind::$kind,
                };
                let mut refusal = $crate::AppError::new(kind, error.code(), error.message_zh());
                refusal.log = error.to_string();
                $(refusal.fields.extend(error.$field().map(|field| $crate::error::FieldError {
                    field: field.to_owned(),
                    code: error.code().to_owned(),
                    message: error.message_zh(),
                }));)?
                refusal
            }
        }
    )*};
}

domain_refusals! {
    Invalid: sunlot_domain::accounts::AccountError,
    Rule: sunlot_domain::accounts::GrantError,
    Invalid: sunlot_domain::passwords::PasswordError,
    Invalid: sunlot_domain::organs::OrganError,
    Invalid: sunlot_domain::codes::CodeError,
    Invalid: sunlot_domain::registers::SubjectError,
    Invalid: sunlot_sortition::time::TimeError,
}

domain_refusals! {
    Conflict: sunlot_domain::plans::PlanStateError,
    Invalid: sunlot_domain::numbering::NumberError,
    Rule: sunlot_domain::tasks::TaskError,
    Conflict: sunlot_domain::overlap::OverlapError,
    Invalid: sunlot_domain::caps::CapError,
    Invalid: sunlot_domain::scope_rules::ScopeRuleError,
    Rule: sunlot_domain::calendar::CalendarError,
    Rule: sunlot_domain::plan::PlanError,
    Rule: sunlot_domain::inspections::InspectionError,
    Rule: sunlot_domain::results::ResultError,
    Invalid: sunlot_domain::institutions::InstitutionError,
    Invalid: sunlot_domain::evidence::EvidenceError,
    Rule at field: sunlot_domain::draws::DrawError,
}
