//! Files of inspectors and conflicts through the interface, templates, what waits too long, and
//! files that mean harm, on both databases.

use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;

use serde_json::{Value, json};
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, Reply, TestApp};

async fn upload(by: &Client, kind: &str, organ: OrganId, name: &str, bytes: Vec<u8>) -> Reply {
    let path = format!(
        "/api/v1/imports?kind={kind}&organ={organ}&source=%E4%BA%BA%E4%BA%8B&source_day=2026-03-01"
    );
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_api-test-reader")));
    by.upload(&path, name, bytes).await
}

fn counts(batch: &Value) -> [u64; 5] {
    ["new", "changed", "unchanged", "foreign", "refused"]
        .map(|fate| batch[format!("rows_{fate}")].as_u64().unwrap())
}

fn path(batch: &Value, verb: &str) -> String {
    format!("/api/v1/imports/{}{verb}", batch["id"].as_str().unwrap())
}

async fn decide(by: &Client, batch: &Value, verb: &str) -> Value {
    let body = json!({"version": batch["version"], "reason": "核对无误，同意"});
    by.post(&path(batch, verb), body).await.ok()
}

const HEAD: &str = "执法人员编号,姓名,部门,区域,资质,证件有效期,组长,请假";

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn workbook(text: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write(row as u32, column as u16, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

async fn person(by: &Client, code: &str) -> Value {
    by.get(&format!("/api/v1/inspectors?left=true&q={code}")).await.ok()["items"][0].clone()
}

#[tokio::test]
async fn a_list_of_inspectors_goes_in_by_two_people_and_out_again() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let old = json!({"organ": organ.to_string(), "code": "GS-001", "name": "张三",
            "cert_valid_until": "2026-06-30", "qualifications": ["食品安全"], "team": "一组",
            "valid_from": "2026-01-01", "reason": "新录用执法人员"});
        let change = planner.post("/api/v1/inspectors", old).await.ok();
        let approve =
            format!("/api/v1/inspector-changes/{}/approve", change["id"].as_str().unwrap());
        reviewer.post(&approve, json!({"version": 1})).await.ok();

        let text = format!(
            "{HEAD}\n\
             GS-001,张三,测试scjg局,会师镇,,2027-12-31,是,2026-04-01..2026-04-03\n\
             GS-002,李四,scjg,620422101,特种设备,2027-12-31,否,\n\
             GS-003,王五,教育局,,,2027-12-31,否,\n\
             GS-004,赵六,scjg,没有这个镇,,2027-12-31,否,\n\
             GS-005,,scjg,,,2027-12-31,否,\n"
        );
        let files = [
            ("人员.csv", format!("\u{feff}{text}").into_bytes()),
            ("人员.csv", gb18030(&text)),
            ("人员.xlsx", workbook(&text)),
        ];
        let mut batch = Value::Null;
        for (name, bytes) in files {
            batch = upload(&planner, "inspectors", organ, name, bytes).await.ok();
            assert_eq!(counts(&batch), [1, 1, 0, 1, 2], "{name} on {}: {batch}", database.name);
        }
        let rows = planner.get(&path(&batch, "/rows?fate=changed")).await.ok();
        let columns: Vec<&str> = rows["items"][0]["differences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|difference| difference["column"].as_str().unwrap())
            .collect();
        assert_eq!(columns, ["证件有效期", "区域", "组长", "请假"], "what is blank stays");
        let refused = planner.get(&path(&batch, "/findings?severity=refuse")).await.ok();
        let places: Vec<(u64, &str, &str)> = refused["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| {
                let text = |key: &str| f[key].as_str().unwrap();
                (f["row"].as_u64().unwrap(), text("column"), text("code"))
            })
            .collect();
        assert_eq!(
            places,
            [(5, "区域", "inspectors.region_unknown"), (6, "姓名", "inspectors.name_missing")]
        );

        // The uploader does not let it in; nothing is in the register before somebody else does.
        let body = json!({"version": 1, "reason": "核对无误，同意"});
        planner.post(&path(&batch, "/approve"), body).await.refused(403, "permission.denied");
        assert_eq!(planner.get("/api/v1/inspectors").await.ok()["total"], json!(1));
        let applied = decide(&reviewer, &batch, "/approve").await;
        let now = person(&planner, "GS-001").await;
        assert_eq!(now["details"]["cert_valid_until"], json!("2027-12-31"));
        assert_eq!(now["details"]["qualifications"], json!(["食品安全"]));
        assert_eq!(now["details"]["regions"], json!(["620422100"]));
        assert_eq!(now["details"]["team"], json!("一组"));
        let why = format!(
            "/api/v1/inspectors/{}/eligibility?day=2026-04-02",
            now["id"].as_str().unwrap()
        );
        assert_eq!(planner.get(&why).await.ok()["reason"], json!("inspector.on_leave"));
        assert_eq!(planner.get("/api/v1/inspectors").await.ok()["total"], json!(2));
        let again = upload(&planner, "inspectors", organ, "人员.csv", gb18030(&text)).await.ok();
        assert_eq!(counts(&again), [0, 0, 2, 1, 2], "{again}");

        // Taken back: who was new has left, who was changed is as he was, the leave never was.
        decide(&reviewer, &applied, "/undo").await;
        assert_eq!(planner.get("/api/v1/inspectors").await.ok()["total"], json!(1));
        let back = person(&planner, "GS-001").await;
        assert_eq!(back["details"]["cert_valid_until"], json!("2026-06-30"), "{}", database.name);
        assert_eq!(planner.get(&why).await.ok()["eligible"], json!(true));
        // In again: who left by the undo comes back as changed.
        let third = upload(&planner, "inspectors", organ, "人员.csv", gb18030(&text)).await.ok();
        assert_eq!(counts(&third), [0, 2, 0, 1, 2], "{third}");
        let applied = decide(&reviewer, &third, "/approve").await;
        let lisi = person(&planner, "GS-002").await;
        let mut edit = json!({"version": lisi["version"], "name": "李四光", "team": "二组",
            "cert_valid_until": "2027-12-31", "reason": "更正姓名"});
        edit["valid_from"] = json!("2026-03-02");
        let propose = format!("/api/v1/inspectors/{}/changes", lisi["id"].as_str().unwrap());
        let change = planner.post(&propose, edit).await.ok();
        let approve =
            format!("/api/v1/inspector-changes/{}/approve", change["id"].as_str().unwrap());
        reviewer.post(&approve, json!({"version": 1})).await.ok();
        let body = json!({"version": applied["version"], "reason": "文件用错，撤销"});
        let late = reviewer.post(&path(&applied, "/undo"), body).await;
        let late = late.refused(409, "import.changed_since");
        assert_eq!(late["more"]["rows"][0]["code"], json!("GS-002"));
    }
}

#[tokio::test]
async fn a_list_of_conflicts_goes_in_and_out_again() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let theirs = app.login(Role::Planner, other).await;
        let their_reviewer = app.login(Role::Reviewer, other).await;
        for (by, decider, dept, code) in
            [(&planner, &reviewer, organ, "GS-001"), (&theirs, &their_reviewer, other, "JY-001")]
        {
            let name = if dept == organ { "scjg" } else { "jyj" };
            let text = format!("{HEAD}\n{code},张三,{name},,,2027-12-31,否,\n");
            let batch = upload(by, "inspectors", dept, "a.csv", text.into_bytes()).await.ok();
            decide(decider, &batch, "/approve").await;
        }
        let code = "91620422MA7000018W";
        let shop = json!({"code": code, "organ": organ.to_string(), "name": "甲食品店",
            "kind": "enterprise", "region": "620422100", "source": "登记窗口", "reason": "新设立登记"});
        let shop = planner.post("/api/v1/subjects", shop).await.ok()["id"].clone();
        let text = format!(
            "执法人员编号,统一社会信用代码,代码,说明\n\
             GS-001,{code},回避,近亲属经营\n\
             GS-001,{code},R1,\n\
             JY-001,{code},回避,\n\
             GS-009,{code},回避,\n\
             GS-001,91620422MA747AKH5Q,回避,\n\
             GS-001,*,请假,\n"
        );
        let batch =
            upload(&planner, "conflicts", organ, "回避.csv", text.clone().into_bytes()).await;
        let batch = batch.ok();
        assert_eq!(counts(&batch), [2, 0, 0, 1, 3], "{batch}");
        let refused = planner.get(&path(&batch, "/findings?severity=refuse")).await.ok();
        let codes: Vec<&str> = refused["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["code"].as_str().unwrap())
            .collect();
        let want = ["conflicts.officer_unknown", "conflicts.object_unknown", "conflicts.leave"];
        assert_eq!(codes, want);
        let applied = decide(&reviewer, &batch, "/approve").await;
        let id = person(&planner, "GS-001").await["id"].as_str().unwrap().to_owned();
        let why = format!("/api/v1/inspectors/{id}/eligibility?subject={}", shop.as_str().unwrap());
        assert_eq!(planner.get(&why).await.ok()["reason"], json!("inspector.conflict"));

        let noted = text.replace(&format!("{code},R1,"), &format!("{code},R1,去年查过"));
        let second =
            upload(&planner, "conflicts", organ, "回避.csv", noted.into_bytes()).await.ok();
        assert_eq!(counts(&second), [0, 1, 1, 1, 3], "{second}");
        let changed = decide(&reviewer, &second, "/approve").await;
        let body = json!({"version": applied["version"], "reason": "文件用错，撤销"});
        let late = reviewer.post(&path(&applied, "/undo"), body.clone()).await;
        late.refused(409, "import.changed_since");
        decide(&reviewer, &changed, "/undo").await;
        let list = format!("/api/v1/conflicts?inspector={id}");
        let notes: Vec<Value> = planner.get(&list).await.ok()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|conflict| conflict["note"].clone())
            .collect();
        assert_eq!(notes, [json!(""), json!("近亲属经营")], "{}", database.name);

        // A batch that nothing touched since is taken back whole.
        let third = text.replace("回避", "R2");
        let third = upload(&planner, "conflicts", organ, "c.csv", third.into_bytes()).await.ok();
        assert_eq!(counts(&third)[0], 1, "{third}");
        let applied = decide(&reviewer, &third, "/approve").await;
        let held = format!("{list}&on=2026-03-02");
        assert_eq!(planner.get(&held).await.ok()["total"], json!(3));
        decide(&reviewer, &applied, "/undo").await;
        assert_eq!(planner.get(&held).await.ok()["total"], json!(2));
    }
}

#[tokio::test]
async fn templates_are_read_as_they_are_given() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        for (kind, row) in [
            (
                "register",
                [("统一社会信用代码", "91620422MA7000018W"), ("名称", "甲饭店")].as_slice(),
            ),
            (
                "inspectors",
                &[
                    ("执法人员编号", "0012"),
                    ("姓名", "张三"),
                    ("部门", "scjg"),
                    ("证件有效期", "2027-12-31"),
                ],
            ),
            (
                "conflicts",
                &[
                    ("执法人员编号", "0012"),
                    ("统一社会信用代码", "91620422MA7000018W"),
                    ("代码", "C"),
                ],
            ),
        ] {
            let path = format!("/api/v1/imports/template?kind={kind}");
            let csv = planner.get(&path).await.ok();
            let names: Vec<&str> =
                csv.as_str().unwrap().trim_start_matches('\u{feff}').trim().split(',').collect();
            let bytes = planner.download(&format!("{path}&format=xlsx")).await;
            let empty = upload(&planner, kind, organ, "模板.xlsx", bytes.clone()).await;
            empty.refused(400, "table.no_rows");
            let file = filled(&bytes, &names, row);
            let batch = upload(&planner, kind, organ, "模板.xlsx", file).await.ok();
            assert_eq!(batch["rows_read"], json!(1), "{batch}");
            let found = planner.get(&self::path(&batch, "/findings")).await.ok();
            let ignored = found.to_string().contains("table.column_ignored");
            assert!(!ignored, "every column of the template is known: {found}");
            if kind == "conflicts" {
                // Nobody of that number is registered: the rows were read, the zeros are kept.
                assert!(found.to_string().contains("“0012”"), "{found}");
            } else {
                assert_eq!(counts(&batch), [1, 0, 0, 0, 0], "{}: {found}", database.name);
            }
        }
        let wrong = planner.get("/api/v1/imports/template?format=doc").await;
        wrong.refused(400, "import.format");
        planner.get("/api/v1/imports/template?kind=x").await.refused(400, "import.kind");
        upload(&planner, "x", organ, "a.csv", b"a,b".to_vec()).await.refused(400, "import.kind");
    }
}

#[tokio::test]
async fn what_nobody_decides_about_is_discarded_after_thirty_days() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let text = format!("{HEAD}\nGS-001,张三,scjg,,,2027-12-31,否,\n");
        let old =
            upload(&planner, "inspectors", organ, "a.csv", text.clone().into_bytes()).await.ok();
        app.clock.advance(29 * 86_400);
        let planner = app.login(Role::Planner, organ).await;
        let new = upload(&planner, "inspectors", organ, "b.csv", text.into_bytes()).await.ok();
        let sweep = async || sunlot_app::imports::discard_undecided(&app.app).await.unwrap();
        assert_eq!(sweep().await, 0);
        app.clock.advance(86_400 + 60);
        let planner = app.login(Role::Planner, organ).await;
        assert_eq!(sweep().await, 1);
        assert_eq!(sweep().await, 0);
        let gone = planner.get(&path(&old, "")).await.ok();
        assert_eq!(gone["state"], json!("discarded"));
        assert_eq!(gone["state_name"], json!("满 30 天没有处理，已作废"));
        assert_eq!(planner.get(&path(&old, "/rows")).await.ok()["total"], json!(0));
        let kept = planner.get(&path(&new, "/rows")).await.ok();
        assert_eq!(kept["total"], json!(1), "{}", database.name);
        let reviewer = app.login(Role::Reviewer, organ).await;
        let body = json!({"version": 2, "reason": "核对无误，同意"});
        reviewer.post(&path(&old, "/approve"), body).await.refused(409, "import.state");
        decide(&reviewer, &new, "/approve").await;
    }
}

/// A template with one row below its names.
fn filled(template: &[u8], names: &[&str], row: &[(&str, &str)]) -> Vec<u8> {
    let sheet = "xl/worksheets/sheet1.xml";
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(template.to_vec())).unwrap();
    archive.by_name(sheet).unwrap().read_to_string(&mut text).unwrap();
    let columns = text.matches("<col ").count();
    assert!(columns > 0 && columns <= text.matches(" style=").count(), "cells are text");
    let mut cells = String::new();
    for (at, name) in names.iter().enumerate() {
        if let Some((_, value)) = row.iter().find(|(column, _)| column == name) {
            let letter = char::from(b'A' + at as u8);
            cells.push_str(&format!("<c r=\"{letter}2\" t=\"str\"><v>{value}</v></c>"));
        }
    }
    assert!(cells.matches("<c ").count() == row.len(), "{names:?}");
    let row = format!("<row r=\"2\">{cells}</row></sheetData>");
    rewritten(template.to_vec(), &[(sheet, text.replace("</sheetData>", &row).as_bytes())])
}

/// A workbook with more entries in its archive, or with others.
fn spoiled(more: &[(&str, &[u8])]) -> Vec<u8> {
    rewritten(workbook("统一社会信用代码,名称\n91620422MA7000018W,甲"), more)
}

fn rewritten(good: Vec<u8>, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(good)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        if more.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        out.start_file(name, options).unwrap();
        out.write_all(&bytes).unwrap();
    }
    for (name, bytes) in more {
        out.start_file(*name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_file_that_means_harm_ends_in_a_refusal_with_a_code() {
    let blank = vec![b' '; 96 << 20];
    let sheet = "xl/worksheets/sheet1.xml";
    let far = "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>\
        <sheetData><row r='1'><c r='A1' t='str'><v>uscc</v></c><c r='B1' t='str'><v>name</v></c>\
        </row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>";
    let garbage: Vec<u8> =
        (0..300_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let hostile: Vec<(&str, Vec<u8>, &str)> = vec![
        ("bomb.xlsx", spoiled(&[("xl/media/a.xml", &blank)]), "workbook.bomb"),
        ("macro.xlsm", spoiled(&[("xl/vbaProject.bin", b"x")]), "workbook.macro"),
        ("macro.xlsx", spoiled(&[("xl/vbaProject.bin", b"x")]), "workbook.macro"),
        ("link.xlsx", spoiled(&[("xl/connections.xml", b"x")]), "workbook.external"),
        ("endless.xlsx", spoiled(&[(sheet, far.as_bytes())]), "table.too_many_columns"),
        ("noise.xlsx", [b"PK\x03\x04".as_slice(), &garbage].concat(), ""),
        ("noise.csv", garbage, ""),
        ("empty.xlsx", Vec::new(), ""),
    ];
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        for kind in ["register", "inspectors"] {
            for (name, bytes, code) in &hostile {
                let reply = upload(&planner, kind, organ, name, bytes.clone()).await;
                assert_eq!(reply.status.as_u16(), 400, "{name} {}", reply.body);
                let got = reply.body["code"].as_str().unwrap_or_default();
                let own = kind == "inspectors" && got.starts_with("table.");
                assert!(
                    !got.is_empty() && (got == *code || code.is_empty() || own),
                    "{name} {got}"
                );
                let told = reply.body["detail"].as_str().unwrap_or_default();
                assert!(told.contains('；') || told.contains('。'), "{name} {told}");
                // The server goes on.
                assert_eq!(planner.get("/api/v1/imports").await.ok()["total"], json!(0));
            }
        }
        let good = spoiled(&[]);
        let batch = upload(&planner, "register", organ, "good.xlsx", good).await.ok();
        assert_eq!(counts(&batch), [1, 0, 0, 0, 0], "{}: {batch}", database.name);
    }
}

#[tokio::test]
async fn tags_of_a_file_are_put_on_its_subjects() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let new = json!({"organ": organ.to_string(), "name": "重点餐饮",
            "valid_from": "2026-01-01", "reason": "年度分类标注"});
        let tag = planner.post("/api/v1/tags", new).await.ok()["id"].clone();
        let text = "统一社会信用代码,名称,类型,状态,乡镇代码,标签\n\
            91620422MA7000018W,甲饭店,企业,存续,620422100,重点餐饮；没有这个标签\n\
            91620422MA747AKH5Q,乙饭店,企业,存续,620422101,没有这个标签\n";
        let file = || text.as_bytes().to_vec();
        let batch = upload(&planner, "register", organ, "a.csv", file()).await.ok();
        assert_eq!(counts(&batch), [2, 0, 0, 0, 0], "{batch}");
        let found = planner.get(&path(&batch, "/findings?severity=warn")).await.ok();
        let codes = found["items"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap());
        let unused = codes.filter(|code| *code == "register.tag_unused").count();
        assert_eq!(unused, 1, "said once: {found}");
        decide(&reviewer, &batch, "/approve").await;
        let carrying = format!("/api/v1/subjects?tag={}", tag.as_str().unwrap());
        assert_eq!(planner.get(&carrying).await.ok()["total"], json!(1), "{}", database.name);
        let again = upload(&planner, "register", organ, "a.csv", file()).await.ok();
        assert_eq!(counts(&again), [0, 0, 2, 0, 0], "{again}");

        let more = text.replace("620422101,没有这个标签", "620422101,重点餐饮").into_bytes();
        let more = upload(&planner, "register", organ, "b.csv", more).await.ok();
        assert_eq!(counts(&more), [0, 1, 1, 0, 0], "{more}");
        let applied = decide(&reviewer, &more, "/approve").await;
        assert_eq!(planner.get(&carrying).await.ok()["total"], json!(2));
        decide(&reviewer, &applied, "/undo").await;
        assert_eq!(planner.get(&carrying).await.ok()["total"], json!(1), "{}", database.name);
    }
}
