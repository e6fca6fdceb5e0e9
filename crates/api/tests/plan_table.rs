//! 附件2 back from a department: wrong cells first, then the way out and back without a change, and
//! new tasks from a table that a clerk filled in.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::databases::databases;
use crate::support::plans::{County, county, task};
use crate::support::{Client, Reply, TestApp};

const HEAD: &str = "序号,抽查计划编号,抽查计划名称,抽查任务编号,抽查任务名称,抽查类型（定向或不定向）,\
                    抽查事项类别（一般检查或重点检查）,部门联合抽查事项,抽查依据,抽查对象范围,检查主体,\
                    计划抽取日期,完成时限";

async fn plan(county: &County) -> Value {
    let new = json!({"organ": county.scjg.to_string(), "year": 2026, "joint": true,
        "name": "2026年度联合抽查计划", "tasks": [task(county, "餐饮抽查", json!({}))]});
    county.author.post("/api/v1/plans", new).await.ok()
}

async fn send(client: &Client, plan: &Value, verb: &str, file: (&str, Vec<u8>)) -> Reply {
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_api-test-reader")));
    let path = format!("/api/v1/plans/{}/{verb}", plan["id"].as_str().unwrap());
    client.upload(&path, file.0, file.1).await
}

/// 附件2 as it goes out, with what a clerk changes in the first task: column and cell.
async fn edited(county: &County, plan: &Value, cells: &[(&str, &str)]) -> Vec<Vec<String>> {
    let out = format!("/api/v1/plans/{}/table.csv", plan["id"].as_str().unwrap());
    let text = county.author.get(&out).await.body.as_str().unwrap().to_owned();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    for (column, cell) in cells {
        let at = rows[0].iter().position(|name| name == column);
        let at = at.unwrap_or_else(|| panic!("{column} in {:?}", rows[0]));
        rows[1][at] = (*cell).to_owned();
    }
    rows
}

fn csv_of(rows: &[Vec<String>]) -> (&'static str, Vec<u8>) {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    ("附件2.csv", writer.into_inner().unwrap())
}

/// The same rows as a workbook; a spreadsheet keeps a ratio that somebody typed as a number.
fn book_of(rows: &[Vec<String>]) -> (&'static str, Vec<u8>) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let percent = rust_xlsxwriter::Format::new().set_num_format("0%");
    let sheet = book.add_worksheet();
    for (line, row) in (0..).zip(rows) {
        for (at, cell) in (0..).zip(row) {
            match cell.parse::<f64>() {
                Ok(number) if number < 1.0 => {
                    sheet.write_with_format(line, at, number, &percent).unwrap();
                }
                _ => {
                    sheet.write(line, at, cell).unwrap();
                }
            }
        }
    }
    ("附件2.xlsx", book.save_to_buffer().unwrap())
}

/// Checks a file, writes it, and finds that the same file has nothing more to say.
async fn taken(county: &County, plan: &Value, file: (&str, Vec<u8>)) -> Value {
    let checked = send(&county.author, plan, "import-check", file.clone()).await.ok();
    assert_eq!(counts(&checked)[3], 0, "{checked}");
    let confirm = format!("import?confirm={}", checked["confirm"].as_str().unwrap());
    send(&county.author, plan, &confirm, file.clone()).await.ok();
    let again = send(&county.author, plan, "import-check", file).await.ok();
    assert_eq!(again["changes"], json!([]), "the same file twice: {again}");
    tasks(county, plan).await.last().unwrap()["form"].clone()
}

/// A table as a department sends it: a title and 单位 above, notes below.
fn table(rows: &[String]) -> Vec<u8> {
    let blank = ",".repeat(12);
    let above = [
        format!("部门联合双随机抽查工作计划表{blank}"),
        format!("单位：测试局　年度：2026{blank}"),
    ];
    let below = [format!("说明1：各部门编制本系统抽查计划，可参照使用本表。{blank}")];
    let head = [HEAD.to_owned()];
    let lines: Vec<&String> = above.iter().chain(&head).chain(rows).chain(&below).collect();
    let lines: Vec<&str> = lines.into_iter().map(String::as_str).collect();
    lines.join("\n").into_bytes()
}

fn counts(view: &Value) -> [u64; 4] {
    ["rows_new", "rows_changed", "rows_unchanged", "rows_refused"]
        .map(|field| view[field].as_u64().unwrap())
}

async fn tasks(county: &County, plan: &Value) -> Vec<Value> {
    let path = format!("/api/v1/tasks?plan={}&sort=ordinal", plan["id"].as_str().unwrap());
    county.author.get(&path).await.ok()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn wrong_cells_are_named_by_row_and_column_and_nothing_is_written() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plan = plan(&county).await;
        let number = plan["number"].as_str().unwrap();
        let good = "定向,一般检查事项,事项G的检查,,全县餐饮,测试scjg局,2026-05-06,2026-10-31";
        let row = |cells: &str| format!("9,{number},,,{cells}");
        let wrong = [
            (
                row("甲任务,随意,一般检查事项,G,,范围,测试scjg局,2026-05-06,2026-10-31"),
                "抽查类型",
                "plan_table.draw_type",
            ),
            (
                row("乙任务,定向,一般和重点,G,,范围,测试scjg局,2026-05-06,2026-10-31"),
                "抽查事项类别",
                "plan_table.item_class",
            ),
            (
                row("丙任务,定向,一般检查事项,没有的事项,,范围,测试scjg局,2026-05-06,2026-10-31"),
                "部门联合抽查事项",
                "plan_table.item_unknown",
            ),
            (
                row("丁任务,定向,一般检查事项,U,,范围,测试scjg局,2026-05-06,2026-10-31"),
                "部门联合抽查事项",
                "plan_table.item_unknown",
            ),
            (
                row("戊任务,定向,一般检查事项,G,,范围,火星局,2026-05-06,2026-10-31"),
                "检查主体",
                "plan_table.organ_unknown",
            ),
            (
                row("己任务,定向,一般检查事项,G,,范围,测试jyj局,2026-05-06,2026-10-31"),
                "检查主体",
                "plan_table.lead",
            ),
            (
                row("庚任务,定向,一般检查事项,G,,范围,测试scjg局,五月上旬,2026-10-31"),
                "计划抽取日期",
                "plan_table.day",
            ),
            (format!("9,62042220269999,,,辛任务,{good}"), "抽查计划编号", "plan_table.other_plan"),
            (
                format!("9,{number},,629999202604010001,壬任务,{good}"),
                "抽查任务编号",
                "plan_table.number",
            ),
            (row(&format!(",{good}")), "抽查任务名称", "plan_table.name"),
        ];
        let rows: Vec<String> = wrong.iter().map(|(row, ..)| row.clone()).collect();
        let file = ("计划.csv", table(&rows));
        let checked = send(&county.author, &plan, "import-check", file.clone()).await.ok();
        let refused: Vec<&Value> = checked["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["severity"] == "refuse")
            .collect();
        for (at, (_, column, code)) in wrong.iter().enumerate() {
            let row = at as u64 + 4;
            let found = refused.iter().find(|finding| finding["row"] == row);
            let found = found.unwrap_or_else(|| panic!("row {row} in {refused:?}"));
            assert_eq!((&found["column"], &found["code"]), (&json!(column), &json!(code)));
            assert!(found["message"].as_str().unwrap().contains("请"), "{found}");
        }
        assert_eq!(counts(&checked), [0, 0, 0, wrong.len() as u64], "{checked}");
        let confirm = format!("import?confirm={}", checked["confirm"].as_str().unwrap());
        let refusal = send(&county.author, &plan, &confirm, file.clone()).await;
        assert!(refusal.body["errors"].as_array().is_none_or(|all| !all.is_empty()));
        refusal.refused(422, "plan_table.refused");
        assert_eq!(tasks(&county, &plan).await.len(), 1, "nothing is written");

        send(&county.author, &plan, "import", file.clone())
            .await
            .refused(400, "plan_table.confirm");
        send(&county.other, &plan, "import-check", file.clone())
            .await
            .refused(404, "record.missing");
        send(&county.reviewer, &plan, "import-check", file).await.refused(403, "permission.denied");
    }
}

#[tokio::test]
async fn a_filled_in_table_becomes_drafts_and_comes_back_unchanged() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plan = plan(&county).await;
        let number = plan["number"].as_str().unwrap();
        // What goes out comes back as it was, as a workbook with its title, header and notes.
        let out = format!("/api/v1/plans/{}/table.xlsx", plan["id"].as_str().unwrap());
        let book = county.author.download(&out).await;
        let same = send(&county.author, &plan, "import-check", ("附件2.xlsx", book)).await.ok();
        assert_eq!(counts(&same), [0, 0, 1, 0], "{same}");

        let before = tasks(&county, &plan).await;
        let known = before[0]["number"].as_str().unwrap();
        let rows = [
            format!(
                "1,{number},2026年度联合抽查计划,{known},餐饮抽查,定向,一般检查事项,事项G的检查,,全县餐饮服务提供者,\
                 测试scjg局,2026-04-10,2026-11-15"
            ),
            format!(
                "2,{number},,,校园周边抽查,不定向,一般检查事项,事项G的检查；L,,校园周边,\
                 测试scjg局（发起）；测试jyj局（参与）,2026年5月6日至2026年5月8日,2026/10/31"
            ),
        ];
        let file = ("计划.csv", table(&rows));
        let checked = send(&county.author, &plan, "import-check", file.clone()).await.ok();
        assert_eq!(counts(&checked), [1, 1, 0, 0], "{checked}");
        let changes = checked["changes"].as_array().unwrap();
        let changed = changes.iter().find(|one| one["kind"] == "changed").unwrap();
        // And 起止时间, which follows from it.
        assert_eq!(changed["cells"].as_array().unwrap().len(), 2, "{changed}");
        assert_eq!(changed["cells"][0]["column"], "完成时限");
        assert_eq!(changed["cells"][0]["after"], "2026-11-15");

        let confirm = format!("import?confirm={}", checked["confirm"].as_str().unwrap());
        let old = format!("import?confirm={}", "0".repeat(64));
        let stale = send(&county.author, &plan, &old, file.clone());
        stale.await.refused(409, "plan_table.stale");
        let written = send(&county.author, &plan, &confirm, file.clone()).await.ok();
        assert_eq!(written["applied"], true);
        let all = tasks(&county, &plan).await;
        assert_eq!(all.len(), 2);
        assert_eq!(all[0]["form"]["deadline"], "2026-11-15");
        assert_eq!(all[0]["form"]["quota"]["ratio"], "5%", "what the table lacks stays");
        let new = &all[1]["form"];
        assert_eq!(
            (&new["draw_from"], &new["draw_to"]),
            (&json!("2026-05-06"), &json!("2026-05-08"))
        );
        assert_eq!(new["participants"], json!([county.jyj.to_string()]));
        assert_eq!(new["items"].as_array().unwrap().len(), 4, "{new}");
        assert!(!all[1]["number"].as_str().unwrap().is_empty(), "the platform gives the number");

        // The same file again: the row without a number is found by its name, nothing changes.
        let again = send(&county.author, &plan, "import-check", file.clone()).await.ok();
        assert_eq!(counts(&again), [0, 0, 2, 0], "{}", again["changes"]);
        let confirm = format!("import?confirm={}", again["confirm"].as_str().unwrap());
        send(&county.author, &plan, &confirm, file).await.refused(409, "plan_table.nothing");

        let template = county.author.download("/api/v1/plans/import-template").await;
        let empty = send(&county.author, &plan, "import-check", ("空表.xlsx", template)).await;
        assert!(empty.status.is_success() || empty.status.as_u16() == 400, "{empty:?}");
    }
}

#[tokio::test]
async fn ratio_number_and_remarks_come_back_from_the_table() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plan = plan(&county).await;
        let same = csv_of(&edited(&county, &plan, &[]).await);
        let same = send(&county.author, &plan, "import-check", same).await.ok();
        assert_eq!(counts(&same), [0, 0, 1, 0], "{same}");

        let cells = [("抽查比例", "不超过 8％"), ("备注", "重点是学校周边")];
        let form = taken(&county, &plan, csv_of(&edited(&county, &plan, &cells).await)).await;
        assert_eq!(
            (&form["quota"]["ratio"], &form["quota"]["rounding"]),
            (&json!("8%"), &json!("max"))
        );
        assert_eq!(form["remarks"], "重点是学校周边");
        let form =
            taken(&county, &plan, book_of(&edited(&county, &plan, &[("抽查比例", "0.125")]).await))
                .await;
        assert_eq!(form["quota"]["ratio"], "12.5%", "as a spreadsheet keeps it");
        assert_eq!(form["remarks"], "重点是学校周边", "what nobody touched stays");

        // A number instead of the ratio, then another number: both columns print it.
        let cells = [("抽查比例", ""), ("抽查数量（户）", "30")];
        let form = taken(&county, &plan, csv_of(&edited(&county, &plan, &cells).await)).await;
        assert_eq!((&form["quota"]["ratio"], &form["quota"]["count"]), (&Value::Null, &json!(30)));
        let cells = [("抽查数量（户）", "40户")];
        let form = taken(&county, &plan, csv_of(&edited(&county, &plan, &cells).await)).await;
        assert_eq!(form["quota"]["count"], 40);
        // Only the ratio is changed: the number that is left is told beside it, with a warning.
        let left = csv_of(&edited(&county, &plan, &[("抽查比例", "不低于10%")]).await);
        let warned = send(&county.author, &plan, "import-check", left.clone()).await.ok();
        let codes = warned["findings"].as_array().unwrap().iter();
        let mut codes = codes.filter(|finding| finding["severity"] == "warn");
        assert_eq!(codes.next().unwrap()["code"], "plan_table.ratio_decides", "{warned}");
        let form = taken(&county, &plan, left).await;
        assert_eq!(
            (&form["quota"]["ratio"], &form["quota"]["count"], &form["quantity_text"]),
            (&json!("10%"), &Value::Null, &json!("40户"))
        );
        // Both: the ratio decides, the number is told beside it.
        let cells = [("抽查比例", "A类1%、B类3%、未分类5%"), ("抽查数量（户）", "约50户")];
        let wrong = csv_of(&edited(&county, &plan, &cells).await);
        let wrong = send(&county.author, &plan, "import-check", wrong).await.ok();
        assert_eq!(counts(&wrong), [0, 0, 0, 1], "about fifty is no number: {wrong}");
        let cells = [("抽查比例", "A类1%、B类3%、未分类5%"), ("抽查数量（户）", "50户")];
        let form = taken(&county, &plan, csv_of(&edited(&county, &plan, &cells).await)).await;
        assert_eq!(form["quota"]["by_class"], json!({"A": "1%", "B": "3%", "U": "5%"}));
        assert_eq!(
            (&form["quota"]["count"], &form["quantity_text"]),
            (&Value::Null, &json!("50户"))
        );
        let cells = [("抽查比例", "100%"), ("抽查数量（户）", "")];
        let form = taken(&county, &plan, csv_of(&edited(&county, &plan, &cells).await)).await;
        assert_eq!((&form["quota"]["all"], &form["quantity_text"]), (&json!(true), &json!("")));
    }
}

#[tokio::test]
async fn a_ratio_that_is_none_is_refused_by_its_column() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plan = plan(&county).await;
        for (column, cell, code) in [
            ("抽查比例", "120%", "plan_table.ratio"),
            ("抽查比例", "1.2", "plan_table.ratio"),
            ("抽查比例", "abc", "plan_table.ratio"),
            ("抽查数量（户）", "很多", "plan_table.count"),
            ("抽查数量（户）", "0", "plan_table.count"),
        ] {
            let file = csv_of(&edited(&county, &plan, &[(column, cell)]).await);
            let checked = send(&county.author, &plan, "import-check", file.clone()).await.ok();
            assert_eq!(counts(&checked), [0, 0, 0, 1], "{checked}");
            let found = checked["findings"].as_array().unwrap().iter();
            let mut found = found.filter(|finding| finding["severity"] == "refuse");
            let found = found.next().unwrap();
            let named = column.split('（').next().unwrap();
            assert_eq!((&found["row"], &found["column"]), (&json!(2), &json!(named)), "{found}");
            assert_eq!(found["code"], code);
            let message = found["message"].as_str().unwrap();
            assert!(message.contains(cell) && message.contains("请改正"), "{message}");
            let confirm = format!("import?confirm={}", checked["confirm"].as_str().unwrap());
            let refusal = send(&county.author, &plan, &confirm, file).await;
            refusal.refused(422, "plan_table.refused");
        }
        assert_eq!(tasks(&county, &plan).await[0]["form"]["quota"]["ratio"], "5%");
    }
}
