//! 参考数据: divisions, departments and samples that come with the program, on both databases.

use serde_json::json;
use sunlot_app::{Call, reference};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::Id as _;
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;
use sunlot_store::items;

use crate::support::databases::databases;
use crate::support::{COUNTY, TestApp};

#[tokio::test]
async fn a_county_starts_with_its_townships_departments_and_samples() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (call, county) = (Call::system("test"), DivisionCode::parse(COUNTY).unwrap());
        let nowhere = DivisionCode::parse("999999").unwrap();
        let wrong = reference::load_divisions(&app.app, &call, &nowhere).await.unwrap_err();
        assert_eq!(wrong.code, "region.unknown");
        // Two of the 28 townships and everything above are there already.
        let loaded = reference::load_divisions(&app.app, &call, &county).await.unwrap();
        assert_eq!(loaded, 26, "{}", database.name);
        assert_eq!(reference::load_divisions(&app.app, &call, &county).await.unwrap(), 0);
        let below = app.public().get(&format!("/api/v1/regions?parent={COUNTY}")).await.ok();
        assert_eq!(below.as_array().unwrap().len(), 28);

        assert_eq!(reference::load_departments(&app.app, &call, &county).await.unwrap(), 16);
        assert_eq!(reference::load_departments(&app.app, &call, &county).await.unwrap(), 0);
        let organs = app.public().get("/api/v1/organs?page_size=50").await.ok();
        let find = |code: &str| {
            let all = organs["items"].as_array().unwrap();
            all.iter().find(|o| o["code"] == code).unwrap()["id"].as_str().unwrap().to_owned()
        };
        let (market, office) = (find("scjg"), find("lxb"));
        let organ = sunlot_domain::ids::OrganId::parse(&market).unwrap();
        let planner = app.login(Role::Planner, organ).await;

        // Samples show that they are samples, and cannot be submitted as they are.
        let list = reference::load_samples(&app.app, &call, &market).await.unwrap();
        let shown = planner.get(&format!("/api/v1/item-lists/{list}")).await.ok();
        assert_eq!(shown["title"], "抽查事项清单样本（待校对）");
        let version = shown["open"].as_str().unwrap();
        let path = format!("/api/v1/item-lists/versions/{version}");
        let draft = planner.get(&path).await.ok();
        assert_eq!((&draft["item_count"], &draft["to_proofread"]), (&json!(154), &json!(154)));
        let refused = planner.post(&format!("{path}/submit"), json!({"version": 1})).await;
        let refused = refused.refused(422, "item_list.incomplete");
        assert_eq!(refused["errors"][0]["code"], "item.sample");
        let first = planner.get(&format!("{path}/items?page_size=1")).await.ok();
        let first = &first["items"][0];
        assert!(first["to_proofread"].as_str().unwrap().contains("http"), "{first}");
        assert_eq!(first["terms"]["bases"][0]["law"], "中华人民共和国市场主体登记管理条例");
        app.public().get(&path).await.refused(404, "record.missing");

        reference::load_joint_samples(&app.app, &call, &office).await.unwrap_err();
        let organ = sunlot_domain::ids::OrganId::parse(&office).unwrap();
        let clerk = app.login(Role::ConferenceOffice, organ).await;
        let conference = json!({"region": COUNTY, "name": "联席会议", "office": office,
            "lead": market});
        clerk.post("/api/v1/conferences", conference).await.ok();
        let list = reference::load_joint_samples(&app.app, &call, &office).await.unwrap();
        let shown = clerk.get(&format!("/api/v1/item-lists/{list}")).await.ok();
        let version = shown["open"].as_str().unwrap();
        let path = format!("/api/v1/item-lists/versions/{version}/items?q=FY21-006");
        let canteen = clerk.get(&path).await.ok()["items"][0]["terms"].clone();
        assert_eq!(canteen["initiator"], json!(market));
        assert_eq!(canteen["participants"], json!([find("jyj"), find("wjj")]));
    }
}

#[tokio::test]
async fn items_unused_for_five_years_are_reported() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", sunlot_domain::organs::OrganKind::Department).await;
        let world = crate::support::scenarios::World {
            app: &app,
            own: organ,
            other_department: organ,
            other_region: organ,
        };
        let makers = crate::support::scenarios::makers();
        let maker = makers.iter().find(|maker| maker.noun() == "item_list").unwrap();
        let list = maker.make(&world, crate::support::scenarios::Case::Own).await.unwrap();
        let public = app.public();
        let unused = "/api/v1/unused-items";
        assert_eq!(public.get(unused).await.ok(), json!([]));
        app.clock.advance(5 * 366 * 86_400);
        assert_eq!(public.get(unused).await.ok().as_array().unwrap().len(), 1);
        let (ids, list) = (app.app.ids(), sunlot_domain::ids::ItemListId::parse(&list).unwrap());
        let done: Result<(), sunlot_app::AppError> = app
            .app
            .write(&Call::system("test"), move |tx| {
                let code = sunlot_domain::items::ItemCode::parse("A-1").unwrap();
                let day = Day::parse("2028-01-01").unwrap();
                items::mark_used(tx, ids.make(), list, &code, day)?;
                let action = sunlot_domain::audit::Action::ItemChanged;
                Ok(tx.record(sunlot_domain::audit::Event::new(action, list), ()))
            })
            .await;
        done.unwrap();
        assert_eq!(public.get(unused).await.ok(), json!([]), "{}", database.name);
    }
}
