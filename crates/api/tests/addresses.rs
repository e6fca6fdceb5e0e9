//! Addresses that cannot be read: whatever the route, the refusal is a problem document with a
//! stable code, names the field and says in Chinese what to do.

use axum::http::Request;
use serde_json::Value;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, TestApp};

/// Every reading operation: its path and its parameters.
fn reads(description: &Value) -> Vec<(String, &Vec<Value>)> {
    let paths = description["paths"].as_object().unwrap().iter();
    let read = paths.filter_map(|(path, item)| {
        let parameters = item.get("get")?.get("parameters")?.as_array()?;
        Some((path.clone(), parameters))
    });
    read.collect()
}

/// The type that a parameter has when it is there.
fn kind(parameter: &Value) -> &str {
    let kind = &parameter["schema"]["type"];
    let first = kind.as_array().and_then(|kinds| kinds.iter().find(|kind| *kind != "null"));
    first.unwrap_or(kind).as_str().unwrap_or_default()
}

/// A path whose parameters are all well formed, but for one.
fn filled(path: &str, parameters: &[Value], but: Option<&str>) -> String {
    let mut path = path.to_owned();
    for parameter in parameters.iter().filter(|parameter| parameter["in"] == "path") {
        let name = parameter["name"].as_str().unwrap();
        let value = match kind(parameter) {
            _ if but == Some(name) => "x",
            "integer" => "1",
            _ => "0195554d-1a80-7000-8000-000000000000",
        };
        path = path.replace(&format!("{{{name}}}"), value);
    }
    path
}

/// Asks, and holds the refusal to its form.
async fn refused(client: &Client, path: &str, code: &str, field: &str) {
    let reply = client.send(Request::get(path), None).await;
    assert_eq!(reply.status, 400, "{path}: {}", reply.body);
    assert_eq!(reply.body["code"], code, "{path}: {}", reply.body);
    assert_eq!(reply.body["errors"][0]["field"], field, "{path}: {}", reply.body);
    let detail = reply.body["detail"].as_str().unwrap();
    assert!(detail.contains(&format!("“{field}”")) && detail.contains("请"), "{path}: {detail}");
}

/// Conditions that are read as codes wherever they stand.
const CODES: [&str; 11] = [
    "action", "category", "class", "code", "column", "fate", "kind", "role", "season", "severity",
    "state",
];

#[tokio::test]
async fn every_condition_of_codes_names_them_and_takes_each() {
    let description = serde_json::to_value(sunlot_api::openapi()).unwrap();
    let database = databases().remove(0);
    let app = TestApp::start(&database).await;
    let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(|role| *role != Role::Public).collect();
    let everybody = app.login_as(&roles, organ).await;
    let mut taken = 0;
    for (path, parameters) in reads(&description) {
        for parameter in parameters.iter().filter(|it| it["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let Some(choices) = parameter["schema"]["x-choices"].as_array() else {
                // Short lists are told in the description, each code with its word.
                let told = parameter["description"].as_str().unwrap_or_default();
                let free = path.ends_with("/items") && name == "category";
                assert!(!CODES.contains(&name) || told.contains('、') || free, "{path} {name}");
                continue;
            };
            for choice in choices {
                let code = choice[0].as_str().unwrap();
                let path = format!("{}?{name}={code}", filled(&path, parameters, None));
                let reply = everybody.get(&path).await;
                let about = &reply.body["errors"][0]["field"];
                assert!(reply.status != 400 || about != name, "{path}: {}", reply.body);
                taken += 1;
            }
        }
    }
    assert!(taken > 200, "{taken}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_cannot_be_read_is_refused_with_its_field_whatever_the_route() {
    let description = serde_json::to_value(sunlot_api::openapi()).unwrap();
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let roles: Vec<Role> =
            Role::ALL.iter().copied().filter(|role| *role != Role::Public).collect();
        let everybody = app.login_as(&roles, organ).await;
        let (mut malformed, mut missing, mut placed) = (0, 0, 0);
        for (path, parameters) in reads(&description) {
            let whole = filled(&path, parameters, None);
            for parameter in parameters {
                let name = parameter["name"].as_str().unwrap();
                match (parameter["in"].as_str().unwrap(), kind(parameter)) {
                    ("path", "integer") => {
                        let path = filled(&path, parameters, Some(name));
                        refused(&everybody, &path, "path.malformed", name).await;
                        placed += 1;
                    }
                    ("query", kind) => {
                        // The other required ones are there.
                        let others = parameters.iter().filter(|other| {
                            other["in"] == "query"
                                && other["required"] == true
                                && other["name"] != name
                        });
                        let others: Vec<String> = others
                            .map(|other| format!("{}=1", other["name"].as_str().unwrap()))
                            .collect();
                        let others = others.join("&");
                        if ["integer", "boolean"].contains(&kind) {
                            let path = format!("{whole}?{name}=x&{others}");
                            refused(&everybody, &path, "query.malformed", name).await;
                            malformed += 1;
                        }
                        if parameter["required"] == true {
                            let path = format!("{whole}?{others}");
                            refused(&everybody, &path, "query.missing", name).await;
                            missing += 1;
                        }
                    }
                    _ => {}
                }
            }
        }
        assert!(malformed > 50 && missing > 3 && placed > 0, "{malformed} {missing} {placed}");
        let twice = "/api/v1/organs?page=1&page=2";
        let reply = everybody.get(twice).await;
        assert_eq!(reply.body["code"], "query.repeated", "{}", reply.body);
    }
}
