//! 抽查事项清单: through its versions, as users of several departments, on both databases.

use serde_json::{Value, json};
use sunlot_domain::items::ItemCode;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;
use sunlot_store::items;

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, TestApp};

const LISTS: &str = "/api/v1/item-lists";

fn terms(name: &str) -> Value {
    json!({
        "category": "登记事项检查", "name": name, "subjects": "企业",
        "subject_kinds": ["enterprise"], "class": "general", "methods": ["field", "online"],
        "levels": ["county"], "content": "是否按规定使用营业执照", "ratio_ceiling": "5%",
        "bases": [{"law": "《中华人民共和国市场主体登记管理条例》", "article": "第三十六条"}],
        "points": [{"point": "营业执照置于住所醒目位置", "standard": "第三十六条"}],
        "visits_per_year_max": 1,
    })
}

fn of(mut terms: Value, fields: Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    terms.as_object_mut().unwrap().extend(fields);
    terms
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}")).to_owned()
}

async fn drawable(
    app: &TestApp,
    code: &str,
    organ: sunlot_domain::ids::OrganId,
    day: &str,
) -> String {
    let (code, day) = (ItemCode::parse(code).unwrap(), Day::parse(day).unwrap());
    let found = app.app.read(move |tx| Ok(items::drawable(tx, &code, organ, day)?)).await.unwrap();
    match found {
        Ok(found) => format!("version {}", found.version.number),
        Err(reason) => reason.code().to_owned(),
    }
}

async fn act(who: &Client, version: &Value, verb: &str, body: Value) -> crate::support::Reply {
    let id = text(version, "id");
    let mut body = body;
    body["version"] = who.get(&format!("{LISTS}/versions/{id}")).await.ok()["version"].clone();
    who.post(&format!("{LISTS}/versions/{id}/{verb}"), body).await
}

#[tokio::test]
async fn an_own_list_through_its_versions() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let stranger = app.login(Role::Planner, other).await;
        let public = app.public();

        let new = json!({"organ": organ.to_string(), "kind": "own", "title": "会宁县抽查事项清单",
            "reason": "首次编制清单"});
        stranger.post(LISTS, new.clone()).await.refused(404, "record.missing");
        let list = planner.post(LISTS, new).await.ok();
        let first = json!({"id": list["open"]});
        let items = format!("{LISTS}/versions/{}/items", text(&first, "id"));
        act(&planner, &first, "submit", json!({})).await.refused(422, "item_list.empty");

        // What is wrong is named; what is missing may wait until the version is submitted.
        let inspecting = json!({"inspecting": [organ.to_string()]});
        let bare = json!({"code": "A-01", "terms": {"name": "营业执照检查"}});
        let item = planner.post(&items, bare.clone()).await.ok();
        planner.post(&items, bare).await.refused(409, "item.code_taken");
        let wrong = of(terms("x"), json!({}));
        planner
            .post(&items, json!({"code": "A-02", "terms": wrong}))
            .await
            .refused(400, "item.name");
        let found =
            act(&planner, &first, "submit", json!({})).await.refused(422, "item_list.incomplete");
        let asked: Vec<&str> = found["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["code"].as_str().unwrap())
            .collect();
        assert!(asked.contains(&"item.no_basis") && asked.contains(&"item.class"), "{asked:?}");

        // Two editors: the second one is told what the first one wrote.
        let path = format!("/api/v1/items/{}", text(&item, "id"));
        let full = of(terms("营业执照检查"), inspecting.clone());
        let change = json!({"version": 1, "position": 1, "terms": full});
        stranger.put(&path, change.clone()).await.refused(404, "record.missing");
        planner.put(&path, change).await.ok();
        let late = of(terms("营业执照的检查"), inspecting.clone());
        let late = json!({"version": 1, "position": 1, "terms": late});
        let lost = planner.put(&path, late).await.refused(409, "store.version");
        assert_eq!(
            lost["more"]["changed"],
            json!([{"field": "name", "field_name": "抽查事项",
            "current": "营业执照检查", "yours": "营业执照的检查"}])
        );

        for (code, name) in [("A-02", "名称规范使用的检查"), ("A-03", "经营期限的检查")]
        {
            let body = json!({"code": code, "terms": of(terms(name), inspecting.clone())});
            planner.post(&items, body).await.ok();
        }
        act(&planner, &first, "submit", json!({})).await.ok();
        let frozen = json!({"code": "A-09", "terms": terms("冻结之后")});
        planner.post(&items, frozen).await.refused(409, "item_list.state");
        act(&planner, &first, "approve", json!({})).await.refused(403, "permission.denied");
        act(&reviewer, &first, "approve", json!({})).await.ok();

        // Unpublished: the public sees nothing and nobody plans for it.
        assert_eq!(public.get("/api/v1/public/item-lists").await.ok()["total"], 0);
        public.get(&items).await.refused(404, "record.missing");
        assert_eq!(drawable(&app, "A-01", organ, "2026-03-02").await, "item.unpublished");
        let early = json!({"url": "https://example.gov.cn/1", "valid_from": "2026-03-01"});
        act(&planner, &first, "publish", early).await.refused(422, "item_list.valid_from");
        let form = json!({"url": "https://example.gov.cn/1", "valid_from": "2026-03-02"});
        act(&planner, &first, "publish", form).await.ok();
        assert_eq!(drawable(&app, "A-01", organ, "2026-03-02").await, "version 1");
        assert_eq!(drawable(&app, "A-01", organ, "2026-03-01").await, "item.not_yet");
        assert_eq!(drawable(&app, "A-01", other, "2026-03-02").await, "item.missing");
        let shown = public.get("/api/v1/public/item-lists").await.ok();
        assert_eq!((&shown["total"], &shown["items"][0]["item_count"]), (&json!(1), &json!(3)));
        let csv = public.get(shown["items"][0]["csv"].as_str().unwrap()).await;
        let csv = csv.body.as_str().unwrap().to_owned();
        assert!(csv.starts_with('\u{feff}') && csv.lines().count() == 4, "{csv}");
        let json_path = shown["items"][0]["json"].as_str().unwrap();
        let rows = public.get(json_path).await.ok();
        assert_eq!(rows[0]["bases"], "《中华人民共和国市场主体登记管理条例》第三十六条");

        // The second version: one changed, one removed, one added.
        let list_path = format!("{LISTS}/{}", text(&list, "id"));
        let versions = format!("{list_path}/versions");
        let reason = json!({"reason": "条例修订后调整"});
        let second = planner.post(&versions, reason.clone()).await.ok();
        planner.post(&versions, reason).await.refused(409, "item_list.open_version");
        act(&planner, &second, "submit", json!({})).await.refused(422, "item_list.unchanged");
        let copies =
            planner.get(&format!("{LISTS}/versions/{}/items", text(&second, "id"))).await.ok();
        let copy = |code: &str| {
            let rows = copies["items"].as_array().unwrap();
            rows.iter().find(|row| row["code"] == code).unwrap().clone()
        };
        let (one, three) = (copy("A-01"), copy("A-03"));
        let changed = of(terms("营业执照检查"), inspecting.clone());
        let changed = of(changed, json!({"ratio_ceiling": "3.5%"}));
        let body = json!({"version": 1, "position": 1, "terms": changed});
        planner.put(&format!("/api/v1/items/{}", text(&one, "id")), body).await.ok();
        let strike = json!({"version": 1, "reason": "依据已经修改"});
        planner.post(&format!("/api/v1/items/{}/strike", text(&three, "id")), strike).await.ok();
        let added = json!({"code": "A-04", "terms": of(terms("住所的检查"), inspecting)});
        planner.post(&format!("{LISTS}/versions/{}/items", text(&second, "id")), added).await.ok();
        let path = format!("{LISTS}/versions/{}/diff/{}", text(&first, "id"), text(&second, "id"));
        public.get(&path).await.refused(404, "record.missing");
        let diff = planner.get(&path).await.ok();
        let kinds: Vec<(String, String)> = diff
            .as_array()
            .unwrap()
            .iter()
            .map(|d| (text(d, "code"), text(d, "change_name")))
            .collect();
        let expected = [("A-01", "修改"), ("A-03", "删除"), ("A-04", "新增")];
        assert_eq!(kinds, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(
            diff[0]["fields"],
            json!([{"field": "ratio_ceiling", "field_name": "比例上限",
            "before": "5%", "after": "3.5%"}])
        );

        act(&planner, &second, "submit", json!({})).await.ok();
        act(&reviewer, &second, "approve", json!({})).await.ok();
        let form = json!({"url": "https://example.gov.cn/2", "valid_from": "2026-04-01",
            "valid_to": "2026-12-31"});
        act(&planner, &second, "publish", form).await.ok();
        assert_eq!(drawable(&app, "A-03", organ, "2026-03-31").await, "version 1");
        assert_eq!(drawable(&app, "A-03", organ, "2026-04-01").await, "item.struck");
        assert_eq!(drawable(&app, "A-04", organ, "2026-04-01").await, "version 2");
        assert_eq!(drawable(&app, "A-04", organ, "2027-01-01").await, "item.expired");
        let all = public.get(&versions).await.ok();
        let states: Vec<String> =
            all.as_array().unwrap().iter().map(|v| text(v, "state")).collect();
        assert_eq!(states, ["published", "superseded"], "{}", database.name);

        // A law that ends lists what hangs on it and stops its planning.
        let law = json!({"organ": organ.to_string(), "law": "市场主体登记管理条例",
            "last_day": "2026-05-31", "reason": "新条例施行后废止"});
        stranger.post("/api/v1/law-changes", law.clone()).await.refused(404, "record.missing");
        let traced = planner.post("/api/v1/law-changes", law).await.ok();
        let stopped = traced["items"].as_array().unwrap();
        assert!(stopped.len() >= 3 && stopped.iter().all(|item| item["stopped"] == true));
        assert_eq!(drawable(&app, "A-04", organ, "2026-05-31").await, "version 2");
        assert_eq!(drawable(&app, "A-04", organ, "2026-06-01").await, "item.no_basis");
    }
}

#[tokio::test]
async fn a_joint_list_needs_the_consent_of_those_it_concerns() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "lxb", OrganKind::Coordination).await;
        let market = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let school = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let health = app.organ(COUNTY, "wjj", OrganKind::Department).await;
        let clerk = app.login(Role::ConferenceOffice, office).await;
        let new = json!({"organ": office.to_string(), "kind": "joint",
            "title": "部门联合抽查事项清单", "reason": "首次编制清单"});
        clerk.post(LISTS, new.clone()).await.refused(422, "item_list.no_conference");

        // The conference: its office is a coordination organ and never inspects.
        let conference = |office: String| {
            json!({"region": COUNTY, "name": "会宁县联席会议",
            "office": office, "lead": market.to_string()})
        };
        clerk
            .post("/api/v1/conferences", conference(school.to_string()))
            .await
            .refused(422, "conference.office");
        let made = clerk.post("/api/v1/conferences", conference(office.to_string())).await.ok();
        let members = format!("/api/v1/conferences/{}/members", text(&made, "id"));
        for organ in [market, school, health] {
            let body = json!({"organ": organ.to_string(), "joined": "2026-01-01",
                "reason": "成员单位名单"});
            clerk.post(&members, body).await.ok();
        }
        let body = json!({"organ": office.to_string(), "joined": "2026-01-01",
            "reason": "成员单位名单"});
        clerk.post(&members, body).await.refused(422, "conference.member");

        let list = clerk.post(LISTS, new).await.ok();
        let version = json!({"id": list["open"]});
        let items = format!("{LISTS}/versions/{}/items", text(&version, "id"));
        let joint = |initiator: String, participants: Vec<String>| {
            of(
                terms("学校食堂食品安全情况的检查"),
                json!({"initiator": initiator, "participants": participants}),
            )
        };
        let own = joint(market.to_string(), vec![market.to_string(), school.to_string()]);
        clerk
            .post(&items, json!({"code": "B03", "terms": own}))
            .await
            .refused(400, "item.initiator_participates");
        let coordination = joint(market.to_string(), vec![office.to_string()]);
        clerk
            .post(&items, json!({"code": "B03", "terms": coordination}))
            .await
            .refused(422, "item.organ_cannot_inspect");
        let alone = joint(market.to_string(), vec![]);
        clerk.post(&items, json!({"code": "B04", "terms": alone})).await.ok();
        let found =
            act(&clerk, &version, "submit", json!({})).await.refused(422, "item_list.incomplete");
        assert_eq!(found["errors"][0]["code"], "item.participants", "{found}");
        let rows = clerk.get(&items).await.ok();
        let path = format!("/api/v1/items/{}", text(&rows["items"][0], "id"));
        let fine = joint(market.to_string(), vec![school.to_string()]);
        clerk.put(&path, json!({"version": 1, "position": 1, "terms": fine})).await.ok();
        let member = app.login(Role::LeadPlanner, market).await;
        let body = json!({"version": 2, "position": 1, "terms": terms("别的部门改的")});
        member.put(&path, body).await.refused(404, "record.missing");
        let asked = act(&clerk, &version, "submit", json!({})).await.ok();
        assert_eq!(asked["consents"].as_array().unwrap().len(), 2, "health is not concerned");

        // A refusal returns it with its reason; then all are asked again.
        let (market_reviewer, school_reviewer, health_reviewer) = (
            app.login(Role::Reviewer, market).await,
            app.login(Role::Reviewer, school).await,
            app.login(Role::Reviewer, health).await,
        );
        let say = |organ: &sunlot_domain::ids::OrganId, yes: bool| {
            let opinion = "比例偏高，请下调";
            json!({"organ": organ.to_string(), "consents": yes, "opinion": opinion})
        };
        act(&health_reviewer, &version, "consent", say(&market, true))
            .await
            .refused(404, "record.missing");
        act(&health_reviewer, &version, "consent", say(&health, true))
            .await
            .refused(404, "record.missing");
        act(&market_reviewer, &version, "approve", json!({})).await.refused(404, "record.missing");
        act(&market_reviewer, &version, "consent", say(&market, true)).await.ok();
        let back = act(&school_reviewer, &version, "consent", say(&school, false)).await.ok();
        assert_eq!(back["state"], "draft");
        act(&clerk, &version, "submit", json!({})).await.ok();
        let one = act(&market_reviewer, &version, "consent", say(&market, true)).await.ok();
        assert_eq!(one["state"], "submitted");
        let both = act(&school_reviewer, &version, "consent", say(&school, true)).await.ok();
        assert_eq!(both["state"], "approved", "{}", database.name);
        let form = json!({"url": "https://example.gov.cn/j", "valid_from": "2026-03-02"});
        act(&clerk, &version, "publish", form).await.ok();
        for organ in [market, school] {
            assert_eq!(drawable(&app, "B04", organ, "2026-03-02").await, "version 1");
        }
        assert_eq!(drawable(&app, "B04", office, "2026-03-02").await, "item.missing");
    }
}

#[tokio::test]
async fn a_successor_takes_over_and_history_stays() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "lxb", OrganKind::Coordination).await;
        let market = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let clerk = app.login(Role::ConferenceOffice, office).await;
        let elsewhere = app.organ("620421", "lxb", OrganKind::Coordination).await;
        let stranger = app.login(Role::ConferenceOffice, elsewhere).await;
        let new = json!({"region": COUNTY, "name": "会宁县联席会议",
            "office": office.to_string(), "lead": market.to_string()});
        stranger.post("/api/v1/conferences", new.clone()).await.refused(404, "record.missing");
        let made = clerk.post("/api/v1/conferences", new).await.ok();
        let base = format!("/api/v1/conferences/{}", text(&made, "id"));
        let member = json!({"organ": market.to_string(), "joined": "2025-01-01",
            "reason": "成员单位名单"});
        clerk.post(&format!("{base}/members"), member).await.ok();
        let post = json!({"organ": market.to_string(), "post": "liaison", "person": "甲某",
            "title": "股长", "from_day": "2025-01-01", "filed_on": "2025-01-03"});
        let first = clerk.post(&format!("{base}/posts"), post).await.ok();
        let form = json!({"version": 1, "person": "乙某", "title": "副股长",
            "from_day": "2026-02-01", "filed_on": "2026-02-03"});
        let path = format!("/api/v1/conference-posts/{}/succeed", text(&first, "id"));
        stranger.post(&path, form.clone()).await.refused(404, "record.missing");
        clerk.post(&path, form.clone()).await.ok();
        clerk.post(&path, form).await.refused(422, "conference.ended");
        for (day, person) in [("2026-01-31", "甲某"), ("2026-02-01", "乙某")] {
            let found = clerk.get(&format!("{base}/posts?on={day}")).await.ok();
            assert_eq!(found.as_array().unwrap().len(), 1, "{}", database.name);
            assert_eq!(found[0]["person"], person);
        }
        let seen = app.public().get(&format!("{base}/posts")).await.ok();
        assert_eq!((seen.as_array().unwrap().len(), &seen[0]["person"]), (2, &Value::Null));
        let none = clerk.get(&format!("{base}/members?on=2024-12-31")).await.ok();
        assert_eq!(none, json!([]));
    }
}

#[tokio::test]
async fn a_law_change_shows_the_public_no_item_of_a_draft() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let new = json!({"organ": organ.to_string(), "kind": "own", "title": "会宁县抽查事项清单",
            "reason": "首次编制清单"});
        let list = planner.post(LISTS, new).await.ok();
        let items = format!("{LISTS}/versions/{}/items", text(&list, "open"));
        let item = json!({"code": "A-01", "terms": of(terms("营业执照检查"),
            json!({"inspecting": [organ.to_string()]}))});
        planner.post(&items, item).await.ok();
        let law = json!({"organ": organ.to_string(), "law": "市场主体登记管理条例",
            "last_day": "2026-05-31", "reason": "新条例施行后废止"});
        planner.post("/api/v1/law-changes", law).await.ok();

        let path = format!("/api/v1/law-changes?organ={organ}");
        let inside = planner.get(&path).await.ok();
        assert_eq!(inside[0]["items"].as_array().unwrap().len(), 1, "{}", database.name);
        let outside = app.public().get(&path).await.ok();
        assert_eq!(outside[0]["items"], json!([]), "{}", database.name);
    }
}
