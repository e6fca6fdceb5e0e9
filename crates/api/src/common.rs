//! What every operation has in common, added to the description in one place: the header that
//! makes a write repeatable, the form of every refusal, a name of its own.

use std::collections::BTreeMap;

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, Ref, RefOr, Required, Response, ResponseBuilder};

const PROBLEM: &str = "application/problem+json";

/// The description with paths as OpenAPI writes them: the router's `{*path}`, which takes the rest
/// of an address, is `{path}` there.
pub(crate) fn templated(mut description: OpenApi) -> OpenApi {
    let paths = std::mem::take(&mut description.paths.paths);
    let renamed = paths.into_iter().map(|(path, item)| (path.replace("{*", "{"), item));
    description.paths.paths = renamed.collect();
    description
}

/// Adds what is common.
pub(crate) fn complete(mut description: OpenApi) -> OpenApi {
    crate::enumerations::add(&mut description);
    for (path, item) in &mut description.paths.paths {
        let methods = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in methods {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(name(method, path));
            if method != "get" {
                let parameters = operation.parameters.get_or_insert_default();
                parameters.push(RefOr::T(idempotency_key()));
            }
            refusals(operation);
        }
    }
    description
}

/// `get /api/v1/organs/{id}` as `get_organs_id`.
fn name(method: &str, path: &str) -> String {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |name, word| format!("{name}_{word}"))
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(8));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some("每次提交用新的编号；重发同一编号得到同样的回答，不会做两遍。"))
        .schema(Some(text.max_length(Some(128))))
        .build()
}

/// Every refusal is a problem document, and there is always one.
fn refusals(operation: &mut Operation) {
    let responses: &mut BTreeMap<String, RefOr<Response>> = &mut operation.responses.responses;
    for (status, response) in responses.iter_mut() {
        let (true, RefOr::T(response)) = (status.starts_with(['4', '5']), response) else {
            continue;
        };
        if response.description.is_empty() {
            response.description = meaning(status).to_owned();
        }
        if let Some(content) = response.content.shift_remove("application/json") {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
    for (status, response) in responses.iter_mut() {
        if let RefOr::T(response) = response
            && response.description.is_empty()
            && status.starts_with('2')
        {
            response.description = "成功".to_owned();
        }
    }
    let schema = Ref::from_schema_name("ProblemDocument");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let any = ResponseBuilder::new()
        .description("没有做成：问题文档（RFC 9457），code 稳定不变，detail 说明怎么办")
        .content(PROBLEM, content)
        .build();
    responses.entry("default".to_owned()).or_insert(RefOr::T(any));
}

fn meaning(status: &str) -> &'static str {
    match status {
        "400" => "填写有误",
        "401" => "需要登录",
        "403" => "没有权限，或需要再次验证身份",
        "404" => "没有找到，或无权查看",
        "409" => "与现有内容冲突",
        "422" => "不符合监管规则",
        "429" => "尝试过多",
        "503" => "暂时不可用",
        _ => "没有做成",
    }
}
