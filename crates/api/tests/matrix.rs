//! 权限矩阵: every operation × every role against a table written by hand, every noun's records ×
//! every scenario, and that reading changes nothing. The tables are not made from the policy.

use std::collections::BTreeMap;

use axum::http::Request;
use serde_json::Value;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::scenarios::{Case, World, makers};
use crate::support::{COUNTY, Client, TestApp};

const MISSING: &str = "0195554d-1a80-7000-8000-000000000000";

/// Every operation of the description: method and path.
fn operations() -> Vec<(String, String)> {
    let description = serde_json::to_value(sunlot_api::openapi()).unwrap();
    let paths = description["paths"].as_object().unwrap().iter();
    let of_path = |(path, item): (&String, &Value)| {
        let methods = item.as_object().unwrap().keys();
        let methods =
            methods.filter(|m| ["get", "post", "put", "patch", "delete"].contains(&&***m));
        methods.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

fn golden() -> BTreeMap<(String, String), Vec<Role>> {
    let rows = include_str!("matrix.csv").lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let roles = match cells[2] {
            "*" => Role::ALL.to_vec(),
            codes => codes.split(' ').map(|code| Role::parse(code).expect(code)).collect(),
        };
        ((cells[0].to_owned(), cells[1].to_owned()), roles)
    });
    rows.collect()
}

/// Sends an operation with ids of nothing and an empty body.
async fn ask(client: &Client, method: &str, path: &str) -> (u16, String) {
    let parts = path.split('/').map(|part| if part.starts_with('{') { MISSING } else { part });
    let path = parts.collect::<Vec<_>>().join("/");
    let mut request = Request::builder().method(method).uri(path);
    if method != "GET" {
        request = request.header("idempotency-key", "matrix-key-0001");
    }
    let body = (method != "GET").then_some(Value::Null);
    let reply = client.send(request, body).await;
    (reply.status.as_u16(), reply.body["code"].as_str().unwrap_or_default().to_owned())
}

async fn person(app: &TestApp, role: Role, organ: sunlot_domain::ids::OrganId) -> Client {
    match role {
        Role::Public => app.public(),
        role => app.login(role, organ).await,
    }
}

#[tokio::test]
async fn every_operation_admits_the_roles_of_the_table_and_no_other() {
    let golden = golden();
    let operations = operations();
    for operation in &operations {
        assert!(golden.contains_key(operation), "{operation:?} has no row in matrix.csv");
    }
    for row in golden.keys() {
        assert!(operations.contains(row), "{row:?} is no operation any more");
    }
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        for (method, path) in &operations {
            let admitted = &golden[&(method.clone(), path.clone())];
            for role in Role::ALL {
                // Some operations end the session that asks: everybody comes anew.
                let client = person(&app, *role, organ).await;
                let (status, code) = ask(&client, method, path).await;
                let denied = matches!(code.as_str(), "session.required" | "permission.denied");
                let expected = admitted.contains(role);
                assert_eq!(!denied, expected, "{method} {path} {role:?}: {status} {code}");
                let right = match role {
                    Role::Public => status == 401,
                    _ => status == 403,
                };
                assert!(expected || right, "{method} {path} {role:?}: {status} {code}");
                assert!(status < 500, "{method} {path} {role:?}: {status} {code}");
            }
        }
    }
}

#[tokio::test]
async fn every_record_is_seen_by_whom_the_table_says() {
    let makers = makers();
    let rows: Vec<Vec<&str>> =
        include_str!("scenarios.csv").lines().skip(1).map(|l| l.split(',').collect()).collect();
    for maker in &makers {
        assert!(rows.iter().any(|row| row[0] == maker.noun()), "{} has no row", maker.noun());
    }
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World {
            own: app.organ(COUNTY, "scjg", OrganKind::Department).await,
            other_department: app.organ(COUNTY, "jyj", OrganKind::Department).await,
            other_region: app.organ("620421", "scjg", OrganKind::Department).await,
            app: &app,
        };
        for row in &rows {
            let maker = makers.iter().find(|maker| maker.noun() == row[0]);
            let maker = maker.unwrap_or_else(|| panic!("no maker for {}", row[0]));
            let client = person(&app, Role::parse(row[1]).unwrap(), world.own).await;
            for (case, expected) in Case::ALL.into_iter().zip(&row[2..]) {
                let id = match case {
                    Case::Missing => Some(MISSING.to_owned()),
                    case if *expected != "-" => maker.make(&world, case).await,
                    _ => None,
                };
                let Some(id) = id else {
                    assert_eq!(*expected, "-", "{row:?} {case:?} was not made");
                    continue;
                };
                let status = client.get(&maker.path(&id)).await.status.as_u16();
                assert_eq!(status.to_string(), *expected, "{row:?} {case:?}");
            }
        }
    }
}

#[tokio::test]
async fn reading_changes_nothing() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let mut people = vec![app.public()];
        for role in Role::ALL.iter().filter(|role| **role != Role::Public) {
            people.push(app.login(*role, organ).await);
        }
        let before = contents(&app).await;
        assert!(before.values().any(|rows| rows.len() > 10), "there is something to change");
        for (method, path) in operations() {
            for client in people.iter().filter(|_| method == "GET") {
                ask(client, &method, &path).await;
            }
        }
        assert_eq!(contents(&app).await, before, "{}", database.name);
        // The check can fail: a write is seen.
        app.organ(COUNTY, "other", OrganKind::Department).await;
        assert_ne!(contents(&app).await, before, "{}", database.name);
    }
}

/// Every row of every table, as text.
async fn contents(app: &TestApp) -> BTreeMap<String, Vec<String>> {
    let done: Result<_, sunlot_app::AppError> = app.app.read(|tx| Ok(tx.contents()?)).await;
    done.unwrap()
}
