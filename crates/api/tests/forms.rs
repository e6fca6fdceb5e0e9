//! 文书 over HTTP, the sad paths first: too early, not yours, no such form; then what is on paper,
//! and that the log knows who printed it.

use std::io::{Cursor, Read as _};
use std::process::Command;

use serde_json::{Value, json};
use sunlot_domain::ids::{Id as _, SubjectId};
use sunlot_domain::registers::SubjectKind;
use sunlot_domain::roles::Role;
use sunlot_store::{StoreError, examine};

use crate::support::databases::databases;
use crate::support::draws::draws;
use crate::support::inspections::{
    Inspecting, inspecting, notified, part_step, passed, seen, signed, subject,
};
use crate::support::{COUNTY, Client, TestApp};

const CODE: &str = "91620422MA7000018W";

async fn shop(app: &TestApp, world: &Inspecting) -> SubjectId {
    subject(app, world.scjg, SubjectKind::Enterprise, CODE, "会宁县甲培训有限公司").await
}

fn path(visit: &str, form: &str) -> String {
    format!("/api/v1/inspections/{visit}/forms/{form}")
}

/// The words of a Word file.
async fn words(client: &Client, visit: &str, form: &str) -> String {
    let bytes = client.download(&path(visit, &format!("{form}.docx"))).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let pieces = xml.split("<w:t xml:space=\"preserve\">").skip(1);
    pieces.map(|piece| piece.split("</w:t>").next().unwrap()).collect()
}

/// What stands against each form now, by its code.
fn refused(visit: &Value) -> Vec<(&str, bool)> {
    let forms = visit["forms"].as_array().unwrap().iter();
    forms.map(|form| (form["form"].as_str().unwrap(), form["refused"].is_string())).collect()
}

#[tokio::test]
async fn a_form_comes_when_its_step_was_taken_and_not_before() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let now = seen(&world.leader, &id).await;
        let waiting = [("approval", false), ("notice", true), ("record", true), ("told", true)];
        assert_eq!(refused(&now), waiting);
        for early in ["notice.pdf", "record.docx", "told.pdf"] {
            let reply = world.leader.get(&path(&id, early)).await;
            assert!(!reply.body["detail"].as_str().unwrap().is_empty());
            reply.refused(409, "form.too_early");
        }
        for none in ["letter.pdf", "notice.exe", "notice"] {
            world.leader.get(&path(&id, none)).await.refused(404, "form.unknown");
        }
        let approval = words(&world.leader, &id, "approval").await;
        for part in ["行政检查审批表", CODE, "测试scjg局", "S620422001", "没有规定年度上限", "□"]
        {
            assert!(approval.contains(part), "{part}: {approval}");
        }

        notified(&world, &id).await;
        let approval = words(&world.leader, &id, "approval").await;
        assert!(approval.contains("同意") && approval.contains("批准人："), "{approval}");
        let notice = words(&world.planner, &id, "notice").await;
        let visit = seen(&world.leader, &id).await;
        let code = visit["notice"]["visit_code"].as_str().unwrap();
        for part in ["随机抽查通知书", "营业执照副本", "0943-7881234", "严禁逐利检查", code]
        {
            assert!(notice.contains(part), "{part}: {notice}");
        }
        world.leader.get(&path(&id, "told.pdf")).await.refused(409, "form.too_early");

        let part = signed_now(&world, &id).await;
        let record = words(&world.leader, &id, "record").await;
        for part in ["营业执照是否悬挂", "不合格", "现场核实情况", "签字：王经理", "S姓检查员2"]
        {
            assert!(record.contains(part), "{part}: {record}");
        }
        assert!(record.contains("尚未录入"), "nobody has entered a result: {record}");
        let part = passed(&world, &part, "5", "未亮照经营，已责令改正").await;
        let told = words(&world.leader, &id, "told").await;
        for part in ["发现问题已责令改正", "未亮照经营", "20 个工作日内", "提出异议"]
        {
            assert!(told.contains(part), "{part}: {told}");
        }
        part_step(&world.publisher, &part, "publish", json!({})).await.ok();
        let told = words(&world.leader, &id, "told").await;
        assert!(told.contains("已于2026年3月2日公示"), "{told}");
        let pdf = world.leader.download(&path(&id, "told.pdf")).await;
        assert!(pdf.starts_with(b"%PDF"));
        assert_eq!(pdf, world.leader.download(&path(&id, "told.pdf")).await);
    }
}

/// Signed from where `notified` left it.
async fn signed_now(world: &Inspecting, id: &str) -> Value {
    use crate::support::inspections::{act, arrived, check, filled, part};
    let [first, second] = [world.officers[0].1, world.officers[1].1];
    arrived(world, id, &[first, second]).await.ok();
    check(&world.officers[0].0, id, vec![filled("P", "fail")]).await.ok();
    let visit = act(&world.officers[1].0, id, "finish", json!({})).await.ok();
    let sign = json!({"signed": true, "name": "王经理"});
    act(&world.officers[0].0, id, "company-sign", sign).await.ok();
    for (officer, _) in world.officers.iter().take(2) {
        act(officer, id, "sign", json!({"digest": visit["digest"]})).await.ok();
    }
    part(&world.leader, &seen(&world.leader, id).await, world.scjg).await
}

#[tokio::test]
async fn who_printed_what_is_in_the_log_and_others_cannot() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        signed(&world, &id, "pass").await;
        let form = path(&id, "record.pdf");
        for other in [&world.stranger, &world.officers[2].0] {
            other.get(&form).await.refused(404, "record.missing");
        }
        app.public().get(&form).await.refused(401, "session.required");
        let before = world.leader.get(&format!("/api/v1/inspections/{id}/timeline")).await.ok();
        world.officers[0].0.download(&form).await;
        world.leader.download(&path(&id, "record.docx")).await;
        let after = world.leader.get(&format!("/api/v1/inspections/{id}/timeline")).await.ok();
        let (before, after) = (before.as_array().unwrap(), after.as_array().unwrap());
        assert_eq!(after.len(), before.len() + 2, "nothing is written for a refusal");
        for event in &after[before.len()..] {
            assert_eq!(event["action"], "form.print");
            assert!(event["actor"].as_str().unwrap().starts_with("测试员"), "{event}");
        }
        let examined: Result<_, StoreError> = app
            .app
            .store
            .read(|tx| examine::examine(tx, Some(&crate::support::trust()), &[]))
            .await;
        assert!(examined.unwrap().holds());
    }
}

#[tokio::test]
async fn annexes_are_printed_by_who_works_with_them() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let list = world.office.get("/api/v1/conferences").await.ok();
        let conference = list["items"][0]["id"].as_str().unwrap().to_owned();
        let base = format!("/api/v1/conferences/{conference}");
        let joined = json!({"organ": world.scjg.to_string(), "joined": "2026-01-01",
            "reason": "会政办发〔2021〕39号"});
        world.office.post(&format!("{base}/members"), joined).await.ok();
        let post = json!({"organ": world.scjg.to_string(), "post": "member", "person": "周某",
            "title": "副局长", "from_day": "2026-01-01", "filed_on": "2026-01-08"});
        world.office.post(&format!("{base}/posts"), post).await.ok();
        app.public().get(&format!("{base}/annex1.pdf")).await.refused(401, "session.required");
        let pdf = world.office.download(&format!("{base}/annex1.pdf")).await;
        assert!(pdf.starts_with(b"%PDF"));

        let planner = app.login(Role::LeadPlanner, world.scjg).await;
        let new = json!({"organ": world.scjg.to_string(), "year": 2026, "joint": false,
            "name": "2026年度抽查计划", "tasks": []});
        let plan = planner.post("/api/v1/plans", new).await.ok();
        let annex = format!("/api/v1/plans/{}/annex2.pdf", plan["id"].as_str().unwrap());
        assert!(planner.download(&annex).await.starts_with(b"%PDF"));
        world.stranger.get(&annex).await.refused(404, "record.missing");
        assert_eq!(COUNTY, "620422");
        let nothing = SubjectId::new(1, &[0; 10]);
        let missing = format!("/api/v1/draws/{nothing}/minutes.pdf");
        planner.get(&missing).await.refused(404, "record.missing");
    }
}

/// Pages of a PDF, each as text without its spaces: a line breaks where the paper ends.
fn pages(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("form.pdf");
    std::fs::write(&file, pdf).unwrap();
    let out = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
    let text = String::from_utf8(out.expect("pdftotext runs (poppler-utils)").stdout).unwrap();
    let pages = text.split_terminator('\u{c}');
    pages.map(|page| page.split_whitespace().collect()).collect()
}

#[tokio::test]
async fn annex3_and_the_minutes_of_a_draw_say_what_was_drawn() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "immediate", 1).await;
        let county = &world.county;
        let organ = county.scjg.to_string();
        let days = "from=2026-01-01&to=2026-12-31";
        let annex = format!("/api/v1/annex3.pdf?organ={organ}&{days}");
        county.stranger.get(&annex).await.refused(404, "record.missing");
        app.public().get(&annex).await.refused(401, "session.required");
        county.author.get("/api/v1/annex3.pdf").await.refused(400, "annex3.query");
        let pdf = county.author.download(&annex).await;
        let seen = pages(&pdf);
        assert!(!seen.is_empty(), "a page");
        let table = county.author.get(&format!("/api/v1/annex3?organ={organ}&{days}")).await.ok();
        let title: String = table["title"].as_str().unwrap().split_whitespace().collect();
        let whole = seen.concat();
        for part in [&title, "附件3", "填报单位（盖章）：测试scjg局", "经办人（签字）", "备注"]
        {
            assert!(whole.contains(part), "{part}: {whole}");
        }
        let drawn = draw["counts"]["objects"].as_u64().unwrap();
        assert!(whole.contains(&format!("1{drawn}0")), "one batch, {drawn} subjects: {whole}");
        assert_eq!(pdf, county.author.download(&annex).await, "the same bytes");

        let minutes = format!("/api/v1/draws/{}/minutes.pdf", draw["id"].as_str().unwrap());
        county.stranger.get(&minutes).await.refused(404, "record.missing");
        let (report, files) = world.judged(&world.bundle(&app, &draw).await);
        assert!(report.accepted(), "{report:?}");
        let seen = pages(&county.author.download(&minutes).await);
        assert!(seen.len() >= 2, "{} pages", seen.len());
        let whole = seen.concat();
        let intent = String::from_utf8(files["intent.json"].clone()).unwrap();
        let root = intent.split("\"frame_root\":\"").nth(1).unwrap().split('"').next().unwrap();
        for part in [
            "双随机抽查抽取记录",
            draw["draw_id"].as_str().unwrap(),
            root,
            "底册根",
            "组织方",
            "随机数提供方",
            "记录人",
            "接受：",
            "V-18",
        ] {
            assert!(whole.contains(part), "{part}: {whole}");
        }
        let result = String::from_utf8(files["result.tsv"].clone()).unwrap();
        for row in result.lines().filter(|row| row.split('\t').nth(4) == Some("S")) {
            let object = row.split('\t').next().unwrap();
            assert!(whole.contains(object), "{object} was drawn");
        }
    }
}
