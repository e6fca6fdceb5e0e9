//! The public pages: what they may do in a browser, what they say of results, the two forms, and
//! that a refusal is a page too.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};
use sunlot_domain::registers::SubjectKind;

use crate::support::browser::{Browser, attributes};
use crate::support::databases::databases;
use crate::support::inspections::{
    Inspecting, inspecting, notified, published, seen, signed, subject,
};
use crate::support::{Client, TestApp};

const CODE: &str = "91620422MA7000018W";

#[tokio::test]
async fn a_page_runs_nothing_loads_nothing_and_is_kept_for_a_minute() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let browser = Browser::on(&app.app);
        let home = browser.get("/").await;
        assert_eq!(home.status, 200, "{}", home.text);
        assert_eq!(home.header("cache-control"), "public, max-age=60");
        let policy = home.header("content-security-policy").to_owned();
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("script"), "{policy}");
        assert_eq!(home.header("x-frame-options"), "DENY");

        let tag = home.header("etag").to_owned();
        let again = Request::get("/").header(header::IF_NONE_MATCH, &tag);
        let again = browser.send(again, Body::empty()).await;
        assert_eq!((again.status.as_u16(), again.bytes), (304, 0));

        let style = attributes(&home.text, "href").into_iter().find(|to| to.ends_with(".css"));
        let style = browser.get(&style.unwrap()).await;
        assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
        assert!(style.header("cache-control").contains("immutable"));
        assert!(home.bytes + style.bytes < 200 << 10, "{} + {}", home.bytes, style.bytes);
        assert_eq!(browser.get("/portal/other.css").await.status, 404);
    }
}

#[tokio::test]
async fn elder_mode_is_a_cookie_that_leads_back_to_this_host_alone() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let mut browser = Browser::on(&app.app);
        assert!(!browser.get("/help").await.page().contains("class=\"elder\""));
        let turned = browser.post("/elder", &[("on", "1"), ("back", "/help")]).await;
        assert_eq!((turned.status.as_u16(), turned.header("location")), (303, "/help"));
        assert!(turned.header("set-cookie").starts_with("sunlot-elder=1; Path=/;"));
        for outside in ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:1", ""] {
            let turned = browser.post("/elder", &[("on", "1"), ("back", outside)]).await;
            assert_eq!(turned.header("location"), "/", "{outside}");
        }
        browser.cookie = Some("sunlot-elder=1");
        let elder = browser.get("/help").await;
        assert!(elder.text.contains("<html lang=\"zh-CN\" class=\"elder\">"), "{}", elder.text);
        assert_eq!(elder.header("vary"), "cookie");
    }
}

#[tokio::test]
async fn a_refusal_is_a_page_for_a_reader_and_a_document_for_a_program() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let browser = Browser::on(&app.app);
        for (path, status, code) in [
            ("/nothing/here", 404, "route.missing"),
            ("/results/00000000-0000-7000-8000-000000000000", 404, "record.missing"),
            ("/results/x", 400, "id.form"),
            ("/tasks/00000000-0000-7000-8000-000000000000", 404, "record.missing"),
            ("/results?page=0", 400, "page.number"),
            ("/results?page=x", 400, "query.malformed"),
            ("/search?q=a", 400, "search.short"),
            ("/entities/123", 400, "id.length"),
            ("/open/secret.csv", 404, "record.missing"),
        ] {
            let got = browser.get(path).await;
            assert_eq!(got.status, status, "{path}: {}", got.text);
            assert!(got.text.contains("<h1>") && got.text.contains(code), "{path}: {}", got.text);
            assert_eq!(got.header("cache-control"), "no-store", "{path}");
        }
        let program = Request::get("/nothing/here").header("host", crate::support::HOST);
        app.public().bare(program).await.refused(404, "route.missing");
        app.public().get("/api/v1/nothing").await.refused(404, "route.missing");
    }
}

async fn shown(app: &TestApp, path: &str) -> String {
    Browser::on(&app.app).get(path).await.page()
}

#[tokio::test]
async fn names_are_text_and_never_markup() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let name = "<script>alert(1)</script>\"onload='x'有限公司";
        let shop = subject(&app, world.scjg, SubjectKind::Enterprise, CODE, name).await;
        let (_, result) = published(&app, &world, shop).await;
        let id = result["id"].as_str().unwrap();
        let organ = world.scjg;
        for path in [
            "/".to_owned(),
            "/results".to_owned(),
            format!("/results/{id}"),
            format!("/results/list?organ={organ}"),
            format!("/entities/{CODE}"),
            "/search?q=script".to_owned(),
            "/search?q=%22%3E%3Cscript%3E".to_owned(),
        ] {
            let page = shown(&app, &path).await;
            assert!(!page.contains("<script") && !page.contains("onload='x'\""), "{path}");
            assert!(page.contains("&lt;script"), "{path}: {page}");
        }
    }
}

/// Corrects, then withdraws a result, each by two people.
async fn change(world: &Inspecting, id: &str, form: Value) {
    let path = format!("/api/v1/results/{id}/changes");
    let made = world.planner.post(&path, form).await.ok();
    let path = format!("/api/v1/result-changes/{}", made["id"].as_str().unwrap());
    let agree = async |by: &Client, step: &str, version: u64| {
        let body = json!({"version": version, "agree": true});
        by.post(&format!("{path}/{step}"), body).await.ok();
    };
    agree(&world.leader, "approve", 1).await;
    agree(&world.office, "concur", 2).await;
}

#[tokio::test]
async fn what_was_corrected_and_withdrawn_says_so_and_its_words_are_gone() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let name = "会宁县甲培训有限公司";
        let shop = subject(&app, world.scjg, SubjectKind::Enterprise, CODE, name).await;
        let (_, result) = published(&app, &world, shop).await;
        let id = result["id"].as_str().unwrap();
        let path = format!("/results/{id}");
        let page = shown(&app, &path).await;
        assert!(page.contains("未发现问题") && page.contains(name), "{page}");
        assert!(!page.contains("更正") || !page.contains("<del>"), "{page}");

        let reason = "复核时发现录入有误";
        let form = json!({"edition": 1, "kind": "correct", "code": "5",
            "text": "复核发现未亮照，已责令改正", "reason": reason});
        change(&world, id, form).await;
        let page = shown(&app, &path).await;
        for words in ["这条结果更正过", reason, "<del>未发现问题</del>", "发现问题已责令改正"]
        {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(shown(&app, &format!("/entities/{CODE}")).await.contains("更正过"));

        let gone = "公示对象有误，予以撤回";
        change(&world, id, json!({"edition": 2, "kind": "withdraw", "reason": gone})).await;
        for (path, told) in [(path, gone), ("/results".to_owned(), "已撤回")] {
            let page = shown(&app, &path).await;
            assert!(page.contains("已撤回") && page.contains(told), "{page}");
            for words in ["未亮照", "发现问题已责令改正", "<del>"] {
                assert!(!page.contains(words), "{path} still says {words}: {page}");
            }
        }
    }
}

#[tokio::test]
async fn the_forms_of_a_visit_keep_what_was_typed_and_count_once() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop =
            subject(&app, world.scjg, SubjectKind::Household, CODE, "会宁县张三小吃店").await;
        let id = world.visit(&app, shop).await;
        let browser = Browser::on(&app.app);
        let absent = browser.get("/visits?code=00000000000000000000000000").await;
        assert!(absent.status == 404 && absent.text.contains("没有这个检查码"), "{}", absent.text);

        let notice = notified(&world, &id).await["notice"].clone();
        let code = notice["visit_code"].as_str().unwrap();
        let asked = browser.get(&format!("/visits?code=%20{}", code.to_lowercase())).await;
        assert_eq!(asked.header("location"), format!("/visits/{code}"));
        let path = format!("/visits/{code}");
        let page = browser.get(&path).await;
        assert_eq!(page.header("cache-control"), "no-store");
        let page = page.page();
        assert!(page.contains("这次检查是真实的") && page.contains("S620422001"), "{page}");
        assert!(page.contains("会宁县＊＊＊吃店") && !page.contains("张三"), "{page}");
        assert!(page.contains("检查结束之后可以评价"), "{page}");
        let _ = seen(&world.leader, &id).await;
        rated(&browser, &world, &id, &path).await;
        objected(&browser, &path).await;
    }
}

fn once(page: &str, action: &str) -> String {
    let form = page.split(&format!("action=\"{action}\"")).nth(1).unwrap();
    let key = form.split("name=\"once\" value=\"").nth(1).unwrap();
    key.split('"').next().unwrap().to_owned()
}

async fn rated(browser: &Browser, world: &Inspecting, id: &str, path: &str) {
    // The visit is over.
    crate::support::inspections::arrived(world, id, &[world.officers[0].1, world.officers[1].1])
        .await
        .ok();
    let officer = &world.officers[0].0;
    let items = vec![crate::support::inspections::filled("P", "pass")];
    crate::support::inspections::check(officer, id, items).await.ok();
    crate::support::inspections::act(officer, id, "finish", json!({})).await.ok();
    let page = browser.get(path).await.page();
    let action = format!("{path}/rating");
    let key = once(&page, &action);
    let fields = [("once", key.as_str()), ("score", "5"), ("text", "态度很好")];
    let foreign = browser.post_from_elsewhere(&action, &fields).await;
    assert!(foreign.status == 403 && foreign.text.contains("csrf.origin"), "{}", foreign.text);
    let wrong = browser.post(&action, &[("once", &key), ("score", ""), ("text", "留下")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("rating.score"), "{}", wrong.text);
    assert!(wrong.text.contains(">留下</textarea>"), "what was typed stays: {}", wrong.text);
    assert!(browser.post(&action, &fields).await.page().contains("评价已收到"));
    assert!(browser.post(&action, &fields).await.page().contains("评价已收到"), "sent twice");
    let key = once(&wrong.text, &action);
    let second = browser.post(&action, &[("once", &key), ("score", "1"), ("text", "")]).await;
    assert!(second.text.contains("rating.rated"), "{}", second.text);
}

async fn objected(browser: &Browser, path: &str) {
    let action = format!("{path}/objections");
    let page = browser.get(path).await.page();
    let key = once(&page, &action);
    let short = [("once", key.as_str()), ("item", "P"), ("text", "不对"), ("contact", "电话<b>")];
    let wrong = browser.post(&action, &short).await;
    assert!(wrong.status.is_client_error(), "{}", wrong.text);
    assert!(wrong.text.contains("role=\"alert\"") && wrong.text.contains(">不对</textarea>"));
    assert!(wrong.text.contains("value=\"电话&lt;b&gt;\""), "{}", wrong.text);
}

#[tokio::test]
async fn an_objection_has_a_receipt() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = subject(&app, world.scjg, SubjectKind::Enterprise, CODE, "甲有限公司").await;
        let id = world.visit(&app, shop).await;
        signed(&world, &id, "pass").await;
        let code = seen(&world.leader, &id).await["notice"]["visit_code"].clone();
        let path = format!("/visits/{}", code.as_str().unwrap());
        let browser = Browser::on(&app.app);
        let led = browser.get(&format!("/objections?code={}", code.as_str().unwrap())).await;
        assert_eq!(led.header("location"), format!("{path}#objection"));
        let action = format!("{path}/objections");
        let key = once(&browser.get(&path).await.page(), &action);
        let text = "检查当日证照正在办理延续手续，请予复核";
        let fields = [("once", key.as_str()), ("item", "P"), ("text", text), ("contact", "")];
        let first = browser.post(&action, &fields).await.page();
        assert!(first.contains("异议已收到") && first.contains("异议编号"), "{first}");
        let second = browser.post(&action, &fields).await.page();
        let number = |page: &str| page.split("<code>").nth(1).unwrap()[..36].to_owned();
        assert_eq!(number(&first), number(&second), "the same form counts once");
    }
}

#[tokio::test]
async fn a_challenge_is_answered_at_once_and_what_was_typed_comes_back() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = crate::support::draws::draws(&app).await;
        let draw = world.matched(&app, "immediate", 1).await;
        let id = draw["id"].as_str().unwrap();
        let browser = Browser::on(&app.app);
        let code = &world.subjects[0];
        let ticket = browser.get(&format!("/draws/{id}/ticket?code={code}")).await.page();
        assert!(ticket.contains("签号</dt>"), "{ticket}");
        let path = format!("/draws/{id}/challenge?code={code}");
        assert!(attributes(&ticket, "href").contains(&path), "{ticket}");
        let form = browser.get(&path).await.page();
        assert!(form.contains(&format!("value=\"{code}\"")), "{form}");

        let action = format!("/draws/{id}/challenges");
        let fields = |ticket: &'static str| {
            [("subject", code.as_str()), ("ticket", ticket), ("text", "请核对<i>")]
        };
        let foreign = browser.post_from_elsewhere(&action, &fields("")).await;
        assert!(foreign.text.contains("csrf.origin"), "{}", foreign.text);
        let wrong = browser.post(&action, &fields("zz")).await;
        assert!(wrong.status.is_client_error(), "{}", wrong.text);
        assert!(wrong.text.contains("role=\"alert\"") && wrong.text.contains("请核对&lt;i&gt;"));
        let answered = browser.post(&action, &fields("")).await.page();
        assert!(answered.contains("质疑已收到") && answered.contains("不成立"), "{answered}");
        let list = browser.get(&action).await.page();
        assert!(list.contains(code.as_str()) && !list.contains("请核对"), "{list}");
    }
}
