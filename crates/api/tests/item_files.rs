//! 抽查事项清单 as files, on both databases: the real lists, a dirty one, and the way back.

use std::path::PathBuf;

use serde_json::{Value, json};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, Reply, TestApp};

const LISTS: &str = "/api/v1/item-lists";

/// A list of an organ and the address of its draft.
async fn draft(planner: &Client, organ: &str, kind: &str) -> (String, String) {
    let new = json!({"organ": organ, "kind": kind, "title": "会宁县抽查事项清单",
        "reason": "首次编制清单"});
    let list = planner.post(LISTS, new).await.ok();
    let version = format!("{LISTS}/versions/{}", list["open"].as_str().unwrap());
    (list["id"].as_str().unwrap().to_owned(), version)
}

async fn send(
    client: &Client,
    draft: &str,
    verb: &str,
    query: &str,
    file: (&str, Vec<u8>),
) -> Reply {
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_api-test-reader")));
    client.upload(&format!("{draft}/{verb}?{query}"), file.0, file.1).await
}

/// Checks and then writes; gives what was checked.
async fn import(client: &Client, draft: &str, query: &str, file: (&str, &[u8])) -> Value {
    let (name, bytes) = (file.0, file.1.to_vec());
    let checked = send(client, draft, "import-check", query, (name, bytes.clone())).await.ok();
    let confirm = format!("{query}&confirm={}", checked["confirm"].as_str().unwrap());
    let written = send(client, draft, "import", &confirm, (name, bytes)).await.ok();
    assert_eq!(written["applied"], true);
    assert_eq!(written["changes"], checked["changes"]);
    checked
}

fn counts(view: &Value) -> [u64; 5] {
    ["rows_new", "rows_changed", "rows_struck", "rows_unchanged", "rows_refused"]
        .map(|field| view[field].as_u64().unwrap())
}

fn codes(view: &Value) -> Vec<(u64, String, String)> {
    let row = |f: &Value| {
        let text = |field: &str| f[field].as_str().unwrap().to_owned();
        (f["row"].as_u64().unwrap(), text("column"), text("code"))
    };
    view["findings"].as_array().unwrap().iter().map(row).collect()
}

fn shared(file: &str) -> Vec<u8> {
    let folder = std::env::var("SUNLOT_SHARED").expect("SUNLOT_SHARED names the shared folder");
    std::fs::read(PathBuf::from(folder).join("data").join(file)).unwrap()
}

/// The list with a code for each item, as a clerk adds it.
fn coded(list: &str) -> Vec<u8> {
    let lines = list.trim_end().lines().enumerate();
    let line = |(at, line): (usize, &str)| match at {
        0 => format!("事项编码,{line}\n"),
        at => format!("A-{at:03},{line}\n"),
    };
    lines.map(line).collect::<String>().into_bytes()
}

async fn download(client: &Client, path: &str) -> String {
    client.get(path).await.body.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_real_list_comes_in_and_goes_out_unchanged() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let (_, version) = draft(&planner, &organ.to_string(), "own").await;
        let raw = shared("inspection_items.csv");
        // The file holds the lists of many counties: the same item stands there twice, with other
        // bases. Both rows are named, and nothing is chosen silently.
        let mixed = send(&planner, &version, "import-check", "", ("清单.csv", raw.clone())).await;
        let mixed = mixed.ok();
        let twice: Vec<_> =
            codes(&mixed).into_iter().filter(|(.., code)| code == "items.contradiction").collect();
        assert_eq!((twice.len(), twice[0].0, twice[1].0), (2, 2, 6), "{twice:?}");
        assert_eq!(counts(&mixed), [152, 0, 0, 0, 2]);
        let file = coded(&String::from_utf8(raw).unwrap());

        let checked = import(&planner, &version, "", ("清单.csv", &file)).await;
        assert_eq!(counts(&checked), [154, 0, 0, 0, 0], "{}", checked["findings"]);
        let items = planner.get(&format!("{version}/items?size=200")).await.ok();
        assert_eq!(items["total"], 154);
        let all = items["items"].as_array().unwrap();
        let first = all.iter().find(|item| item["code"] == "A-001").unwrap();
        assert_eq!(first["terms"]["name"], "营业执照(登记证)规范使用情况的检查");
        assert_eq!(first["terms"]["class"], "general");
        assert_eq!(first["terms"]["methods"], json!(["field", "online"]));
        assert_eq!(first["terms"]["bases"][0]["law"], "中华人民共和国市场主体登记管理条例");
        assert_eq!(first["terms"]["bases"].as_array().unwrap().len(), 5);
        assert_eq!(first["terms"]["inspecting"], json!([organ.to_string()]));

        // The same file again: nothing would change, and nothing is written.
        let again = send(&planner, &version, "import-check", "", ("清单.csv", file.clone())).await;
        let again = again.ok();
        assert_eq!(counts(&again), [0, 0, 0, 154, 0], "{}", again["changes"]);
        let confirm = format!("confirm={}", again["confirm"].as_str().unwrap());
        send(&planner, &version, "import", &confirm, ("清单.csv", file))
            .await
            .refused(409, "item_list.import_nothing");

        // What goes out, as CSV or workbook, comes back as it was.
        let csv = download(&planner, &format!("{version}/items.csv")).await;
        let back = send(
            &planner,
            &version,
            "import-check",
            "strike_absent=true",
            ("清单.csv", csv.clone().into_bytes()),
        )
        .await
        .ok();
        assert_eq!(counts(&back), [0, 0, 0, 154, 0], "{}", back["changes"]);
        let book = planner.download(&format!("{version}/items.xlsx")).await;
        let back =
            send(&planner, &version, "import-check", "strike_absent=true", ("清单.xlsx", book))
                .await
                .ok();
        assert_eq!(counts(&back), [0, 0, 0, 154, 0], "{}", back["changes"]);
        assert_eq!(back["format"], "XLSX");

        // The same list in another draft says the same, but for the codes' own numbering.
        let other = app.organ(COUNTY, "other", OrganKind::Department).await;
        let writer = app.login(Role::Planner, other).await;
        let (_, second) = draft(&writer, &other.to_string(), "own").await;
        import(&writer, &second, "", ("清单.csv", csv.as_bytes())).await;
        assert_eq!(download(&writer, &format!("{second}/items.csv")).await, csv);
    }
}

#[tokio::test]
async fn the_real_joint_list_finds_its_departments() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let region = DivisionCode::parse(COUNTY).unwrap();
        let call = sunlot_app::Call::system("test");
        sunlot_app::reference::load_departments(&app.app, &call, &region).await.unwrap();
        let office = app.organ(COUNTY, "lxhyb", OrganKind::Coordination).await;
        let lead = app.organ(COUNTY, "lead", OrganKind::Department).await;
        let admin = app.login(Role::ConferenceOffice, office).await;
        let conference = json!({"region": COUNTY, "name": "会宁县联席会议",
            "office": office.to_string(), "lead": lead.to_string(), "reason": "依文件建立"});
        admin.post("/api/v1/conferences", conference).await.ok();
        let (_, version) = draft(&admin, &office.to_string(), "joint").await;

        let checked = import(&admin, &version, "", ("联合.csv", &shared("joint_items.csv"))).await;
        assert_eq!(counts(&checked), [37, 0, 0, 0, 0], "{}", checked["findings"]);
        let found = codes(&checked);
        let open = found.iter().filter(|(.., code)| code == "item.organ_unknown").count();
        assert!(open > 0 && open < 37, "{open}");
        let items = admin.get(&format!("{version}/items?size=200")).await.ok();
        let third = &items["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["terms"]["subjects"] == "中小学校")
            .unwrap()["terms"];
        assert!(third["initiator"].is_string(), "{third}");
        assert_eq!(third["participants"].as_array().unwrap().len(), 1);
        // What found no department is kept in words, so that somebody can complete it.
        let first = &items["items"][0]["terms"];
        assert_eq!(first["initiator"], Value::Null);
        assert!(first["note"].as_str().unwrap().contains("原发起部门：宣传部门"), "{first}");
    }
}

#[tokio::test]
async fn a_dirty_list_is_refused_by_row_and_column_as_a_whole() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        app.organ(COUNTY, "lxhyb", OrganKind::Coordination).await;
        let planner = app.login(Role::Planner, organ).await;
        let (_, version) = draft(&planner, &organ.to_string(), "own").await;
        let good = "事项编码,抽查事项,事项类别,比例上限,检查主体,检查对象类型\n\
                    A-1,亮照检查,一般检查事项,5%,测试scjg局,企业、个体工商户\n\
                    A-2,名称检查,重点检查事项,,测试scjg局,企业\n\
                    A-3,期限检查,,,,\n";
        import(&planner, &version, "", ("一.csv", good.as_bytes())).await;
        let list = format!("{version}/items?sort=code");
        let before = planner.get(&list).await.ok()["items"].clone();
        assert_eq!(before[0]["terms"]["ratio_ceiling"], "5%");
        assert_eq!(before[0]["terms"]["subject_kinds"], json!(["enterprise", "household"]));

        let dirty = "事项编码,抽查事项,事项类别,比例上限,检查主体,发起部门\n\
                     A-1,亮照的检查,一般检查事项,5%,测试scjg局,\n\
                     A 4,空格编码,一般,5%,测试scjg局,\n\
                     A-5,,一般,5%,测试scjg局,\n\
                     A-6,类别不清,特别事项,500%,测试scjg局,\n\
                     A-7,议事机构,一般,5%,测试lxhyb局,\n\
                     A-8,写了发起,一般,5%,测试scjg局,测试scjg局\n\
                     A-9,前后不一,一般,5%,测试scjg局,\n\
                     A-9,前后不一致,一般,6%,测试scjg局,\n\
                     A-10,部门不明,一般,5%,没有的局,\n";
        let checked = send(&planner, &version, "import-check", "", ("二.csv", dirty.into())).await;
        let checked = checked.ok();
        let expected = [
            (3, "事项编码", "item.code"),
            (4, "抽查事项", "item.name"),
            (5, "事项类别", "item.class"),
            (5, "比例上限", "item.ratio_ceiling"),
            (6, "检查主体", "item.organ_cannot_inspect"),
            (7, "发起部门", "item.not_joint"),
            (8, "抽查事项、比例上限", "items.contradiction"),
            (9, "抽查事项、比例上限", "items.contradiction"),
            (10, "检查主体", "item.organ_unknown"),
        ];
        let found = codes(&checked);
        let found: Vec<_> = found.iter().map(|(r, c, k)| (*r, c.as_str(), k.as_str())).collect();
        assert_eq!(found, expected);
        assert_eq!(checked["rows_refused"], 7);
        let confirm = format!("confirm={}", checked["confirm"].as_str().unwrap());
        let refused = send(&planner, &version, "import", &confirm, ("二.csv", dirty.into())).await;
        let refused = refused.refused(422, "item_list.import_refused");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 8);
        assert_eq!(refused["errors"][0]["field"], "rows[3].事项编码");
        assert_eq!(planner.get(&list).await.ok()["items"], before, "nothing was written");

        // A formula's text is kept from running; a bomb, garbage and a foreign file are refused.
        let bad: Vec<u8> = b"PK\x03\x04garbage".to_vec();
        let reply = send(&planner, &version, "import-check", "", ("三.xlsx", bad)).await;
        assert_eq!(reply.status.as_u16(), 400, "{}", reply.body);
        let other = "姓名,电话\n甲,1\n";
        send(&planner, &version, "import-check", "", ("四.csv", other.into()))
            .await
            .refused(400, "table.header_missing");
    }
}

#[tokio::test]
async fn only_what_was_checked_is_written_and_only_by_the_writer() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let stranger = app.login(Role::Planner, other).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let (_, version) = draft(&planner, &organ.to_string(), "own").await;
        let two = "事项编码,抽查事项,备注\nA-1,亮照检查,甲\nA-2,名称检查,乙\n";
        import(&planner, &version, "", ("一.csv", two.as_bytes())).await;

        let one = "事项编码,抽查事项,备注\nA-1,亮照检查,丙\n";
        let file = || ("二.csv", one.as_bytes().to_vec());
        stranger.get(&format!("{version}/items.csv")).await.ok();
        send(&stranger, &version, "import-check", "", file()).await.refused(404, "record.missing");
        send(&reviewer, &version, "import-check", "", file())
            .await
            .refused(403, "permission.denied");
        app.public().get(&format!("{version}/items.csv")).await.refused(404, "record.missing");

        let kept = send(&planner, &version, "import-check", "", file()).await.ok();
        assert_eq!(counts(&kept), [0, 1, 0, 0, 0]);
        let whole = send(&planner, &version, "import-check", "strike_absent=true", file()).await;
        let whole = whole.ok();
        assert_eq!(counts(&whole), [0, 1, 1, 0, 0]);
        let cell = &whole["changes"][0]["fields"][0];
        assert_eq!((&cell["before"], &cell["after"]), (&json!("甲"), &json!("丙")));

        // Another choice, another file, or a draft that somebody changed: compared anew.
        let confirm = |view: &Value| view["confirm"].as_str().unwrap().to_owned();
        send(&planner, &version, "import", "", file())
            .await
            .refused(400, "item_list.import_confirm");
        let crossed = format!("strike_absent=true&confirm={}", confirm(&kept));
        send(&planner, &version, "import", &crossed, file())
            .await
            .refused(409, "item_list.import_stale");
        let listed = planner.get(&format!("{version}/items?sort=code")).await.ok();
        let second = listed["items"][1]["id"].as_str().unwrap().to_owned();
        let strike = json!({"version": 1, "reason": "不再检查这一项"});
        planner.post(&format!("/api/v1/items/{second}/strike"), strike).await.ok();
        let query = format!("confirm={}", confirm(&kept));
        let stale = send(&planner, &version, "import", &query, file()).await;
        let stale = stale.refused(409, "item_list.import_stale");
        assert_eq!(stale["more"]["changed"][0]["code"], "A-1");

        // What was struck comes back by its code.
        let back = import(&planner, &version, "", ("一.csv", two.as_bytes())).await;
        assert_eq!(counts(&back), [1, 0, 0, 1, 0]);
        // Once submitted, the draft takes no file.
        let abandon = planner.get(&version).await.ok()["version"].clone();
        let path = format!("{version}/abandon");
        planner.post(&path, json!({"version": abandon, "reason": "不再编制这一版"})).await.ok();
        send(&planner, &version, "import-check", "", file()).await.refused(409, "item_list.state");
    }
}
