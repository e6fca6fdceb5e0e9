//! The description of the interface: as OpenAPI for programs, as a page for people.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use sunlot_domain::policy::{Permission, Policy};
use sunlot_domain::roles::Role;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::Operation;

/// Both forms, made once.
#[derive(Clone)]
pub(crate) struct Docs {
    json: Arc<str>,
    page: Arc<str>,
}

impl Docs {
    pub(crate) fn new(description: &OpenApi) -> Docs {
        let json = description.to_json().expect("a description is always JSON");
        Docs { json: json.into(), page: html(description).into() }
    }
}

/// `/api/openapi.json`.
pub(crate) async fn json(State(docs): State<Docs>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], docs.json.to_string()).into_response()
}

/// `/api`.
pub(crate) async fn page(State(docs): State<Docs>) -> Html<String> {
    Html(docs.page.to_string())
}

/// `/api/style.css`: not inline, so that the pages forbid what is inline.
pub(crate) async fn style() -> Response {
    const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:76rem;\
        padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid \
        #ccc;padding:.4rem .6rem;text-align:left;vertical-align:top}";
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// Every operation with its method and path.
pub(crate) fn operations(
    description: &OpenApi,
) -> impl Iterator<Item = (&'static str, &str, &Operation)> {
    description.paths.paths.iter().flat_map(|(path, item)| {
        let methods = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        let present = methods.into_iter().filter_map(|(name, op)| Some((name, op.as_ref()?)));
        present.map(move |(method, operation)| (method, path.as_str(), operation))
    })
}

/// The permission that an operation names.
pub(crate) fn permission(operation: &Operation) -> Option<Permission> {
    let named = operation.extensions.as_ref()?.get("x-permission")?;
    Permission::parse(named.as_str()?)
}

fn html(description: &OpenApi) -> String {
    let policy = Policy::built_in();
    let mut rows = String::new();
    for (method, path, operation) in operations(description) {
        let Some(permission) = permission(operation) else { continue };
        let rule = policy.rule(permission);
        let roles: Vec<&str> = Role::ALL
            .iter()
            .filter(|role| rule.reach(**role).is_some())
            .map(|role| role.name_zh())
            .collect();
        let summary = operation.summary.as_deref().unwrap_or_default();
        rows.push_str(&format!(
            "<tr><td><code>{method}</code></td><td><code>{}</code></td><td>{}</td><td>{}</td>\
             <td>{}{}</td></tr>\n",
            escape(path),
            escape(summary),
            escape(rule.name_zh),
            roles.join("、"),
            if rule.step_up { "（须再次验证身份）" } else { "" },
        ));
    }
    format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>阳光签接口</title>\
         <link rel=\"stylesheet\" href=\"/api/style.css\">\
         <h1>阳光签接口</h1><p>机器可读的说明：<a href=\"/api/openapi.json\">openapi.json</a>\
         （OpenAPI 3.1）。写操作须带 <code>Idempotency-Key</code>；修改须带您看到的 \
         <code>version</code>；错误按 RFC 9457 返回，<code>code</code> 稳定不变。</p>\
         <table><thead><tr><th>方法<th>地址<th>用途<th>权限<th>哪些角色</tr></thead>\
         <tbody>\n{rows}</tbody></table></html>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
