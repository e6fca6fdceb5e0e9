//! 抽查推算、人员差异、检查负担 over HTTP, on both databases: what is too little is said to be, what
//! is internal stays inside.

use serde_json::{Value, json};
use sunlot_domain::items::{Item, ItemCode, ItemListVersion, ItemTerms, Publication, Stage};
use sunlot_domain::roles::Role;
use sunlot_store::items;

use crate::support::TestApp;
use crate::support::databases::databases;
use crate::support::draws::draws;
use crate::support::inspections::{inspected, write};

#[tokio::test]
async fn a_small_sample_is_counted_and_not_extrapolated() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "immediate", 1).await;
        let path = "/api/v1/public/estimates?year=2026";
        let shown = app.public().get(path).await.ok();
        let lines = shown["lines"].as_array().unwrap();
        assert_eq!(lines.len(), 2, "an item of each department, no group without results: {shown}");
        for line in lines {
            assert_eq!((&line["by"], &line["draws"]), (&json!("item"), &json!(1)));
            assert_eq!((&line["known"], &line["found"]), (&json!(0), &json!(0)));
            assert_eq!((&line["estimate"], &line["raw_rate"]), (&Value::Null, &Value::Null));
            assert_eq!(line["refused"], "estimate.few");
            assert!(line["meaning"].as_str().unwrap().contains("不作推算"));
        }
        let counts = draw["counts"]["units"][0].clone();
        assert_eq!(lines[0]["eligible"], counts["eligible"], "the frame of the draw: {draw}");
        assert_eq!(lines[0]["drawn"], counts["drawn"]);
        assert!(!shown.to_string().contains("class"), "classes stay inside");
        let none = app.public().get("/api/v1/public/estimates?year=2025").await.ok();
        assert_eq!(none["lines"], json!([]));
        let unreadable = app.public().get("/api/v1/public/estimates?region=62").await;
        assert_eq!(unreadable.status, 400, "{}", unreadable.body);

        let inside = world.county.author.get("/api/v1/estimates").await.ok();
        assert_eq!(inside["lines"].as_array().unwrap().len(), 2);
        let far = world.county.stranger.get("/api/v1/estimates").await.ok();
        assert_eq!(far["lines"], json!([]), "another county's draws are not shown");
    }
}

#[tokio::test]
async fn an_item_keeps_the_name_of_the_version_that_was_drawn() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        world.matched(&app, "immediate", 1).await;
        let (ids, organ) = (app.app.ids(), world.county.scjg);
        let day = |text: &str| sunlot_sortition::time::Day::parse(text).unwrap();
        write(&app, move |tx| {
            let code = ItemCode::parse("G")?;
            let old = items::of_organ(tx, &code, organ)?.remove(0);
            let version = tx.need::<ItemListVersion>(&old.version.id)?;
            let first = version.value.publication().cloned().expect("it is published");
            let over = Publication { valid_to: Some(day("2026-06-30")), ..first.clone() };
            let next = Publication { valid_from: day("2026-07-01"), ..first };
            let before = version.value.clone();
            tx.save(version.map(|it| ItemListVersion { stage: Stage::Superseded(over), ..it }))?;
            let id = ids.make();
            let stage = Stage::Published(next);
            tx.insert(ItemListVersion { id, number: 2, stage, ..before })?;
            let terms =
                ItemTerms { name: "改了名称的检查".into(), ..old.item.terms.clone() };
            tx.insert(Item { id: ids.make(), list_version: id, terms, ..old.item })?;
            Ok(())
        })
        .await;
        app.pass(150 * 86_400).await;
        let shown = app.public().get("/api/v1/public/estimates?year=2026").await.ok();
        for line in shown["lines"].as_array().unwrap() {
            assert_eq!((&line["item"], &line["known"]), (&json!("G"), &json!(0)));
            assert_eq!(line["item_name"], "事项G的检查", "{line}");
        }
        assert_eq!(shown["lines"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_list_that_is_sealed_is_in_no_estimate() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        world.matched(&app, "sealed", 1).await;
        for by in [&app.public(), &world.county.author] {
            let path = match by.token {
                None => "/api/v1/public/estimates",
                Some(_) => "/api/v1/estimates",
            };
            assert_eq!(by.get(path).await.ok()["lines"], json!([]));
        }
    }
}

#[tokio::test]
async fn a_ledger_says_who_came_for_how_long_and_what_was_spared() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (world, shop) = inspected(&app).await;
        // One visit of two departments is still ahead.
        let both = world.assignment(shop, &[("P", world.scjg), ("Q", world.jyj)]);
        world.opened(&app, vec![both]).await.unwrap();
        let path = format!("/api/v1/subjects/{shop}/burden");
        let ledger = world.planner.get(&path).await.ok();
        assert_eq!((&ledger["visits"], &ledger["departments"]), (&json!(1), &json!(1)));
        assert_eq!((&ledger["ahead"], &ledger["cases"]), (&json!(1), &json!(0)));
        assert_eq!(
            (&ledger["timed"], &ledger["minutes"]),
            (&json!(1), &json!(0)),
            "the clock stands"
        );
        assert_eq!(ledger["spared_by_joining"], 0, "nobody came yet");
        assert_eq!(ledger["list"][0]["organs"].as_array().unwrap().len(), 1);
        assert!(ledger["meaning"].as_str().unwrap().contains("入户 1 次"));
        let before = world.planner.get(&format!("{path}?year=2025")).await.ok();
        assert_eq!(before["visits"], 0);
        world.stranger.get(&path).await.refused(403, "permission.denied");
        app.public().get(&path).await.refused(401, "session.required");
    }
}

#[tokio::test]
async fn differences_are_for_the_department_and_not_for_others() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (world, _) = inspected(&app).await;
        let path = format!("/api/v1/inspector-effects?organ={}", world.scjg);
        let own = world.leader.get(&path).await.ok();
        assert_eq!((&own["pools"], &own["visits"]), (&json!(1), &json!(1)));
        let lines = own["lines"].as_array().unwrap();
        assert_eq!(lines.len(), 2, "the two who were there: {own}");
        assert!(lines.iter().all(|line| line["verdict"] == "too_few" && line["p"].is_null()));
        let mut names: Vec<&str> =
            lines.iter().map(|line| line["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["S姓检查员1", "S姓检查员2"]);
        // The only department of the caller need not be named; nobody has a team here.
        assert_eq!(world.leader.get("/api/v1/inspector-effects").await.ok()["visits"], 1);
        let teams = world.leader.get(&format!("{path}&by=team")).await.ok();
        assert_eq!(teams["lines"], json!([]));
        world.leader.get(&format!("{path}&by=age")).await.refused(400, "by.code");
        // The office counts and does not learn names; other departments see nothing.
        let office = world.office.get(&path).await.ok();
        assert!(office["lines"][0]["name"].as_str().unwrap().starts_with("S＊"), "{office}");
        world.other_reviewer.get(&path).await.refused(404, "record.missing");
        world.planner.get(&path).await.refused(403, "permission.denied");
        let far = app
            .login(
                Role::Reviewer,
                app.organ("620421", "jyj", sunlot_domain::organs::OrganKind::Department).await,
            )
            .await;
        far.get(&path).await.refused(404, "record.missing");
        app.public().get(&path).await.refused(401, "session.required");
    }
}
