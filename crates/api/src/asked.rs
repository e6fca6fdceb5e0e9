//! What an address asks for: its conditions and its parameters, read into types. What cannot be
//! read is refused as everything else is: which field, what is wrong with it, what to do.
//!
//! Every route reads its address here and none by axum's own extractors, whose refusals are English
//! sentences without a code; `xtask tidy` holds the tree to that.

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use sunlot_app::{AppError, Kind};

use crate::problem::Problem;

/// The conditions after the question mark.
pub(crate) struct Query<T>(pub(crate) T);

/// The parameters within the address.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let text = parts.uri.query().unwrap_or_default();
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
        let read = serde_path_to_error::deserialize(pairs);
        Ok(Query(read.map_err(|wrong| {
            let path = wrong.path().to_string();
            condition(&path, &wrong.into_inner().to_string())
        })?))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(read)) => Ok(Path(read)),
            Err(refused) => {
                let names = RawPathParams::from_request_parts(parts, state).await.ok();
                let names: Vec<String> = names.map_or_else(Vec::new, |names| {
                    names.iter().map(|(name, _)| name.to_owned()).collect()
                });
                Err(Problem(parameter(&names, &refused)))
            }
        }
    }
}

/// The words between backticks: what serde calls fields and choices by.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// What a value should have been, by what the parser of its type complained about.
fn expected(wrong: &str) -> String {
    let is = |start: &str| wrong.starts_with(start);
    if is("unknown variant") {
        let choices = quoted(wrong).split_off(1);
        return format!("只能是{}之一", choices.join("、"));
    }
    let number = is("invalid digit") || is("number too") || is("cannot parse integer");
    match wrong {
        _ if number => "应当是整数，且不过大".to_owned(),
        "provided string was not `true` or `false`" => "应当是 true 或 false".to_owned(),
        _ => "格式不对".to_owned(),
    }
}

/// A condition that is missing or cannot be read. The value is not repeated: it may be a name.
fn condition(path: &str, wrong: &str) -> AppError {
    let named = quoted(wrong).first().copied().unwrap_or_default();
    if wrong.starts_with("missing field") {
        let text = format!("缺少查询条件“{named}”；请补上后再查。");
        return AppError::field(named, "query.missing", text);
    }
    if wrong.starts_with("duplicate field") {
        let text = format!("查询条件“{named}”写了不止一次；请只留一个。");
        return AppError::field(named, "query.repeated", text);
    }
    let text = match path {
        // Conditions that are read as a part of others do not say which they are.
        "." | "?" => format!("有一个查询条件{}；请改正后再查。", expected(wrong)),
        name => format!("查询条件“{name}”{}；请改正后再查，或去掉这个条件。", expected(wrong)),
    };
    AppError::field(path, "query.malformed", text)
}

/// A parameter of the address that cannot be read. `names` are those of the route, in order.
fn parameter(names: &[String], refused: &PathRejection) -> AppError {
    let (name, kind) = match refused {
        PathRejection::FailedToDeserializePathParams(failed) => match failed.kind() {
            ErrorKind::ParseErrorAtKey { key, expected_type, .. } => (Some(key), *expected_type),
            ErrorKind::ParseErrorAtIndex { index, expected_type, .. } => {
                (names.get(*index), *expected_type)
            }
            ErrorKind::ParseError { expected_type, .. } => (names.first(), *expected_type),
            ErrorKind::InvalidUtf8InPathParam { key } | ErrorKind::DeserializeError { key, .. } => {
                (Some(key), "text")
            }
            _ => return unexpected(refused),
        },
        _ => return unexpected(refused),
    };
    let should = match kind {
        "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64" => "应当是整数，且不过大",
        _ => "格式不对",
    };
    let name = name.map_or("?", String::as_str);
    let text = format!("地址中的“{name}”{should}；请核对地址，或从列表重新进入。");
    AppError::field(name, "path.malformed", text)
}

/// A route whose handler asks for what its address does not have: a mistake of ours.
fn unexpected(refused: &PathRejection) -> AppError {
    let text = "程序出错，没有读懂这个地址；请联系管理员。";
    let mut error = AppError::new(Kind::Internal, "path.unexpected", text);
    error.log = refused.to_string();
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, wrong: &str) -> (String, String, String) {
        let error = condition(path, wrong);
        (error.code, error.fields[0].field.clone(), error.message_zh)
    }

    #[test]
    fn a_refusal_names_the_field_and_says_what_it_should_have_been() {
        let (code, field, text) = of(".", "missing field `year`");
        assert_eq!((code.as_str(), field.as_str()), ("query.missing", "year"));
        assert_eq!(text, "缺少查询条件“year”；请补上后再查。");
        let (code, field, text) = of("kind", "unknown variant `x`, expected `a` or `b`");
        assert_eq!((code.as_str(), field.as_str()), ("query.malformed", "kind"));
        assert!(text.contains("只能是a、b之一"), "{text}");
        let (_, _, text) = of("year", "invalid digit found in string");
        assert!(text.contains("“year”应当是整数"), "{text}");
        let (code, field, _) = of(".", "duplicate field `year`");
        assert_eq!((code.as_str(), field.as_str()), ("query.repeated", "year"));
    }
}
