//! 季度会议 and 待办事项 over HTTP, on both databases: planned from what is open, held with everybody
//! accounted for, printed once; and a quarter without its meeting stays visible.

use serde_json::{Value, json};
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, TestApp};

/// A conference with two members, a convenor, and the people of its office.
struct Conference {
    id: String,
    chair: String,
    scjg: OrganId,
    jyj: OrganId,
    clerk: Client,
    planner: Client,
}

async fn conference(app: &TestApp) -> Conference {
    let office = app.organ(COUNTY, "lxhyb", OrganKind::Coordination).await;
    let scjg = app.organ(COUNTY, "scjg", OrganKind::Department).await;
    let jyj = app.organ(COUNTY, "jyj", OrganKind::Department).await;
    let clerk = app.login(Role::ConferenceOffice, office).await;
    let new = json!({"region": COUNTY, "name": "会宁县联席会议", "office": office.to_string(),
        "lead": scjg.to_string()});
    let made = clerk.post("/api/v1/conferences", new).await.ok();
    let base = format!("/api/v1/conferences/{}", text(&made, "id"));
    for organ in [scjg, jyj] {
        let member = json!({"organ": organ.to_string(), "joined": "2025-07-01",
            "reason": "成员单位名单"});
        clerk.post(&format!("{base}/members"), member).await.ok();
    }
    let post = json!({"organ": scjg.to_string(), "post": "convenor", "person": "王五",
        "title": "副县长", "from_day": "2025-07-01", "filed_on": "2025-07-01"});
    let chair = clerk.post(&format!("{base}/posts"), post).await.ok();
    let planner = app.login(Role::Planner, jyj).await;
    Conference { id: text(&made, "id"), chair: text(&chair, "id"), scjg, jyj, clerk, planner }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field}: {value}")).to_owned()
}

impl Conference {
    fn planned(&self, quarter: &str, day: &str) -> Value {
        json!({"conference": self.id, "quarter": quarter, "day": day, "place": "三楼会议室",
            "chair": self.chair})
    }

    fn present(&self, version: &Value, day: &str) -> Value {
        json!({"version": version, "day": day, "attendance": [
            {"organ": self.scjg.to_string(), "presence": "present", "person": "张三"},
            {"organ": self.jyj.to_string(), "presence": "deputy", "person": "李四",
                "title": "办公室主任"}]})
    }

    /// A meeting that was held today.
    async fn held(&self) -> Value {
        let new = self.planned("2026Q1", "2026-03-02");
        let it = self.clerk.post("/api/v1/meetings", new).await.ok();
        let path = format!("/api/v1/meetings/{}/hold", text(&it, "id"));
        self.clerk.post(&path, self.present(&it["version"], "2026-03-02")).await.ok()
    }
}

#[tokio::test]
async fn a_meeting_is_planned_held_minuted_and_printed() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let it = conference(&app).await;
        let meetings = "/api/v1/meetings";
        let new = |day: &str| it.planned("2026Q1", day);
        it.planner.post(meetings, new("2026-03-02")).await.refused(403, "permission.denied");
        it.clerk.post(meetings, new("2025-12-31")).await.refused(422, "meeting.too_early");
        it.clerk
            .post(meetings, it.planned("2026Q5", "2026-03-02"))
            .await
            .refused(422, "meeting.quarter");
        let stranger = app.organ("620421", "jyb", OrganKind::Coordination).await;
        let stranger = app.login(Role::ConferenceOffice, stranger).await;
        stranger.post(meetings, new("2026-03-02")).await.refused(404, "record.missing");

        let made = it.clerk.post(meetings, new("2026-03-02")).await.ok();
        assert_eq!(
            (&made["state"], &made["quarter_name"]),
            (&json!("planned"), &json!("2026年第一季度"))
        );
        assert_eq!(made["chair_person"], "王五");
        assert!(!made["agenda"].as_array().unwrap().is_empty(), "proposed by the platform");
        // A quarter is planned once.
        it.clerk.post(meetings, new("2026-03-05")).await.refused(409, "store.unique");
        let path = format!("{meetings}/{}", text(&made, "id"));
        let change = json!({"version": 1, "day": "2026-03-02", "place": "政府会议室",
            "chair": it.chair, "agenda": [{"title": "听取汇报"}, {"title": "部署下季度工作"}]});
        let made = it.clerk.put(&path, change.clone()).await.ok();
        it.clerk.put(&path, change).await.refused(409, "store.version");

        let pdf = format!("{path}/minutes.pdf");
        it.clerk.get(&pdf).await.refused(409, "form.too_early");
        let hold = format!("{path}/hold");
        let mut short = it.present(&made["version"], "2026-03-02");
        short["attendance"].as_array_mut().unwrap().pop();
        it.clerk.post(&hold, short).await.refused(422, "meeting.attendance");
        let future = it.present(&made["version"], "2026-03-03");
        it.clerk.post(&hold, future).await.refused(422, "meeting.future");
        let held = it.clerk.post(&hold, it.present(&made["version"], "2026-03-02")).await.ok();
        assert_eq!((&held["attended"], &held["late"]), (&json!(2), &json!(false)));

        assert!(it.clerk.download(&pdf).await.starts_with(b"%PDF"), "a draft");
        let issue = format!("{path}/issue");
        let seen = |view: &Value| json!({"version": view["version"]});
        it.clerk.post(&issue, seen(&held)).await.refused(422, "meeting.empty");
        let minutes = json!({"version": held["version"], "items": [
            {"item": 1, "text": "各成员单位汇报了工作。"},
            {"item": 2, "text": "同意下季度安排。"}]});
        let held = it.clerk.put(&format!("{path}/minutes"), minutes.clone()).await.ok();
        let pattern = json!({"kind": "minutes", "region": COUNTY,
            "organ": held["organ"], "pattern": "{abbr}〔{year}〕{seq}号", "abbr": "会双随机办"});
        it.clerk.post("/api/v1/number-patterns", pattern).await.ok();
        let issued = it.clerk.post(&issue, seen(&held)).await.ok();
        assert_eq!(issued["number"], "会双随机办〔2026〕1号");
        assert_eq!(issued["allowed_actions"], json!([]));
        let again = json!({"version": issued["version"], "items": minutes["items"]});
        it.clerk.put(&format!("{path}/minutes"), again).await.refused(409, "meeting.state");
        // Every department reads it, nobody outside does.
        assert_eq!(it.planner.get(&path).await.ok()["attendance"][1]["person"], "李四");
        stranger.get(&path).await.refused(404, "record.missing");
        app.public().get(&path).await.refused(401, "session.required");
    }
}

#[tokio::test]
async fn a_quarter_without_its_meeting_is_overdue_and_stays_late() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let it = conference(&app).await;
        let path = format!("/api/v1/conferences/{}/quarters", it.id);
        let quarters = it.planner.get(&path).await.ok();
        let overdue = |quarters: &Value| {
            let all = quarters.as_array().unwrap().iter();
            let late = all.filter(|one| one["overdue"] == true);
            late.map(|one| text(one, "quarter")).collect::<Vec<_>>()
        };
        assert_eq!(overdue(&quarters), ["2025Q4", "2025Q3"], "today is 2026-03-02");
        let of_year = it.planner.get(&format!("{path}?year=2026")).await.ok();
        assert_eq!(of_year.as_array().unwrap().len(), 1);
        let waits = it.clerk.get("/api/v1/workbench").await.ok();
        let group = |waits: &Value, kind: &str| {
            waits["groups"].as_array().unwrap().iter().find(|g| g["kind"] == kind).cloned()
        };
        let desk = group(&waits, "meeting.overdue").expect("the office has to act");
        assert_eq!((&desk["overdue"], &desk["count"]), (&json!(2), &json!(3)));
        let other = it.planner.get("/api/v1/workbench").await.ok();
        assert!(group(&other, "meeting.overdue").is_none(), "departments do not call it");

        let new = it.planned("2025Q4", "2026-03-02");
        let made = it.clerk.post("/api/v1/meetings", new).await.ok();
        assert_eq!(made["late"], true);
        let hold = format!("/api/v1/meetings/{}/hold", text(&made, "id"));
        it.clerk.post(&hold, it.present(&made["version"], "2026-03-02")).await.ok();
        let quarters = it.planner.get(&path).await.ok();
        assert_eq!(overdue(&quarters), ["2025Q3"]);
        let caught_up = quarters.as_array().unwrap().iter().find(|q| q["quarter"] == "2025Q4");
        assert_eq!(caught_up.unwrap()["late"], true);
    }
}

#[tokio::test]
async fn a_matter_is_reported_by_its_department_and_accepted_by_the_office() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let it = conference(&app).await;
        let meeting = it.held().await;
        let matters = format!("/api/v1/meetings/{}/matters", text(&meeting, "id"));
        let ask = |organ: &OrganId, due: &str| {
            let organ = organ.to_string();
            json!({"item": 1, "organ": organ, "text": "四月底前核对名录", "due": due})
        };
        it.clerk.post(&matters, ask(&it.jyj, "2026-03-02")).await.refused(422, "meeting.due");
        let outside = app.organ(COUNTY, "zjj", OrganKind::Department).await;
        it.clerk
            .post(&matters, ask(&outside, "2026-04-30"))
            .await
            .refused(422, "meeting.no_member");
        let matter = it.clerk.post(&matters, ask(&it.jyj, "2026-03-03")).await.ok();
        let path = format!("/api/v1/matters/{}", text(&matter, "id"));

        let report = json!({"version": 1, "evidence": "名录已核对，见核对清单"});
        let other = app.login(Role::Planner, it.scjg).await;
        let elsewhere = other.post(&format!("{path}/report"), report.clone()).await;
        elsewhere.refused(404, "record.missing");
        app.pass(3 * 86_400).await;
        let late = it.planner.get("/api/v1/matters?overdue=true").await.ok();
        assert_eq!((&late["total"], &late["items"][0]["overdue"]), (&json!(1), &json!(true)));
        let desk = it.planner.get("/api/v1/workbench").await.ok();
        let kinds = desk["groups"].as_array().unwrap().iter().map(|g| text(g, "kind"));
        assert!(kinds.collect::<Vec<_>>().contains(&"matter.report".to_owned()), "{desk}");

        let done = it.planner.post(&format!("{path}/report"), report.clone()).await.ok();
        assert_eq!(done["state"], "reported");
        let stale = it.planner.post(&format!("{path}/report"), report).await;
        stale.refused(409, "meeting.state");
        let accept = format!("{path}/accept");
        it.planner.post(&accept, json!({"version": 2})).await.refused(403, "permission.denied");
        let back = json!({"version": 2, "reason": "缺少核对清单"});
        let back = it.clerk.post(&format!("{path}/return"), back).await.ok();
        assert_eq!((&back["state"], &back["returned"]), (&json!("open"), &json!("缺少核对清单")));
        let again = json!({"version": back["version"], "evidence": "已补核对清单"});
        let again = it.planner.post(&format!("{path}/report"), again).await.ok();
        let done = it.clerk.post(&accept, json!({"version": again["version"]})).await.ok();
        assert_eq!((&done["state"], &done["overdue"]), (&json!("done"), &json!(false)));
        let seen = it.clerk.get(&format!("/api/v1/meetings/{}", text(&meeting, "id"))).await.ok();
        assert_eq!(seen["matters"][0]["state"], "done", "the minutes can print it");
    }
}

#[tokio::test]
async fn an_agenda_is_made_of_what_is_open() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let it = conference(&app).await;
        let path = format!("/api/v1/conferences/{}/agenda-proposal", it.id);
        let sources = |items: &Value| {
            let all = items.as_array().unwrap().iter();
            all.map(|item| text(item, "source")).collect::<Vec<_>>()
        };
        let before = it.clerk.get(&path).await.ok();
        // Nobody filed a plan for 2026 by the end of 2025.
        assert_eq!(sources(&before), ["other", "missing_filings"], "{before}");
        assert_eq!(before[1]["count"], 2);
        let meeting = it.held().await;
        let matter = json!({"item": 1, "organ": it.jyj.to_string(), "text": "补报年度计划",
            "due": "2026-03-20"});
        let path_of = format!("/api/v1/meetings/{}/matters", text(&meeting, "id"));
        let matter = it.clerk.post(&path_of, matter).await.ok();
        let after = it.clerk.get(&path).await.ok();
        assert_eq!(sources(&after), ["other", "open_matters", "missing_filings"]);
        assert_eq!(after[1]["records"], json!([matter["id"]]));
        let next = it.clerk.post("/api/v1/meetings", it.planned("2026Q2", "2026-04-10")).await.ok();
        assert_eq!(next["agenda"][1]["source"], "open_matters", "{next}");
        let outsider = app.organ("620421", "jyb", OrganKind::Coordination).await;
        let outsider = app.login(Role::ConferenceOffice, outsider).await;
        outsider.get(&path).await.refused(404, "record.missing");
    }
}

#[tokio::test]
async fn no_quarter_before_the_conference_is_offered_or_planned() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let it = conference(&app).await;
        let path = format!("/api/v1/conferences/{}/quarters", it.id);
        let offered = it.clerk.get(&path).await.ok();
        let offered: Vec<String> =
            offered.as_array().unwrap().iter().map(|one| text(one, "quarter")).collect();
        assert_eq!(offered, ["2026Q1", "2025Q4", "2025Q3"], "its first member joined in July");
        let before = it.planned("2025Q2", "2026-03-02");
        it.clerk.post("/api/v1/meetings", before).await.refused(422, "meeting.before_conference");
        it.clerk.post("/api/v1/meetings", it.planned("2025Q3", "2026-03-02")).await.ok();

        let late = it.clerk.get("/api/v1/quarters").await.ok();
        let quarters: Vec<String> =
            late.as_array().unwrap().iter().map(|one| text(&one["quarter"], "quarter")).collect();
        assert_eq!(quarters, ["2025Q3", "2025Q4"], "planned is not held");
        assert_eq!(text(&late[0], "conference"), it.id);
        let of_organ = format!("/api/v1/quarters?organ={}&region={COUNTY}", it.jyj);
        assert_eq!(it.planner.get(&of_organ).await.ok(), late);
        let elsewhere = it.clerk.get("/api/v1/quarters?region=620421").await.ok();
        assert_eq!(elsewhere, json!([]));
        let unreadable = it.clerk.get("/api/v1/quarters?region=62").await;
        assert_eq!(unreadable.status, 400, "{}", unreadable.body);
    }
}

#[tokio::test]
async fn late_and_returned_reports_are_on_the_agenda() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let it = conference(&app).await;
        let path = format!("/api/v1/conferences/{}/agenda-proposal", it.id);
        let seen = it.clerk.get(&format!("/api/v1/conferences/{}", it.id)).await.ok();
        let office: OrganId = sunlot_domain::ids::Id::parse(&text(&seen, "office")).unwrap();
        let proposed = async |clerk: &Client| {
            let all = clerk.get(&path).await.ok();
            let all = all.as_array().unwrap().clone();
            all.into_iter().find(|item| item["source"] == "missing_reports")
        };
        let new = json!({"organ": it.jyj.to_string(), "year": 2026, "season": "half"});
        let draft = it.planner.post("/api/v1/reports", new).await.ok();
        assert!(proposed(&it.clerk).await.is_none(), "May is far, nobody is late");
        let report = format!("/api/v1/reports/{}", text(&draft, "id"));
        let mut sections = draft["sections"].clone();
        sections["next"] = json!("按年度计划继续抽取和检查");
        let written = json!({"version": draft["version"], "sections": sections,
            "clerk": "李经办", "phone": "0943-7881234"});
        let ready = it.planner.put(&report, written).await.ok();
        let reviewer = app.login(Role::Reviewer, it.jyj).await;
        let submit = json!({"version": ready["version"]});
        let sent = reviewer.post(&format!("{report}/submit"), submit).await.ok();
        assert!(proposed(&it.clerk).await.is_none(), "handed in");
        let back = json!({"version": sent["version"], "reason": "请补充主要问题和整改情况"});
        it.clerk.post(&format!("{report}/return"), back).await.ok();
        let item = proposed(&it.clerk).await.expect("it has to be handed in again");
        assert_eq!((&item["count"], &item["records"]), (&json!(1), &json!([it.jyj.to_string()])));
        assert!(text(&item, "title").contains("退回"), "{item}");

        app.pass(75 * 86_400).await;
        let item = proposed(&it.clerk).await.expect("16 May");
        assert_eq!(item["count"], 2, "{item}");
        let title = text(&item, "title");
        assert!(title.contains("退回") && title.contains("逾期"), "{title}");
        let meeting = it.planned("2026Q2", "2026-05-20");
        let meeting = it.clerk.post("/api/v1/meetings", meeting).await.ok();
        let agenda = meeting["agenda"].as_array().unwrap();
        assert!(agenda.iter().any(|item| item["source"] == "missing_reports"), "{meeting}");
        // From July on the next period is the latest; what was returned stays open.
        app.pass(60 * 86_400).await;
        let clerk = app.login(Role::ConferenceOffice, office).await;
        assert_eq!(proposed(&clerk).await.expect("15 July")["count"], 1);
    }
}
