//! The public pages over the living county: every link leads somewhere, nothing runs, nothing that
//! is sealed can be read, and the figures and files hold together.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use sunlot_app::ports::{FakeClock, FakeEntropy};
use sunlot_app::{App, Auth, Store, StoreOptions};
use sunlot_demo::{FOUNDED, Scale, live};
use sunlot_domain::passwords::Profile;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;

use crate::support::browser::{Browser, attributes};
use crate::support::databases::{TestDatabase, databases};

async fn county(database: &TestDatabase) -> App {
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_api-test-reader")));
    let entropy = Arc::new(FakeEntropy::of(1));
    let clock = Arc::new(FakeClock::at(UtcSecond::parse(FOUNDED).unwrap()));
    let options = StoreOptions { readers: 4 };
    let store = Store::open(database.url.clone(), &options, entropy.clone()).unwrap();
    let app = App::new(store, clock.clone(), entropy, Auth::quick(Profile::Dengbao));
    app.trust.set(crate::support::trust()).unwrap();
    let scale = Scale { seed: 1, subjects: 400, inspectors: 120 };
    live(app.clone(), clock, scale, &mut |_| {}).await.unwrap();
    app
}

/// What lies on other surfaces of the same server.
fn elsewhere(path: &str) -> bool {
    ["/api", "/office/", "/verify"].iter().any(|surface| path.starts_with(surface))
}

/// Everything that must hold for any page.
fn looks_right(path: &str, page: &str) {
    for never in ["<script", " style=\"", " onclick", "javascript:", "http-equiv", ">#"] {
        assert!(!page.contains(never), "{path} has {never}");
    }
    assert_eq!(page.matches("<h1").count(), 1, "{path}: one heading");
    assert_eq!(page.matches("<main").count(), 1, "{path}: one main part");
    let ids = attributes(page, "id");
    let distinct: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "{path}: an id stands twice: {ids:?}");
    for name in attributes(page, "for").iter().chain(&attributes(page, "aria-labelledby")) {
        assert!(ids.contains(name), "{path}: nothing is called {name}");
    }
}

/// Follows every link from the first page on, and gives each page.
async fn crawl(browser: &Browser) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut anchors = Vec::new();
    while let Some(path) = waiting.pop_front() {
        if pages.contains_key(&path) {
            continue;
        }
        let got = browser.get(&path).await;
        assert_eq!(got.status, 200, "{path}: {}", got.text);
        assert!(got.bytes < 1 << 20, "{path} has {} bytes", got.bytes);
        if got.header("content-type").starts_with("text/html") {
            looks_right(&path, &got.text);
            for to in attributes(&got.text, "href") {
                let (to, anchor) = to.split_once('#').unwrap_or((&to, ""));
                let to = if to.is_empty() { path.as_str() } else { to };
                if !to.starts_with('/') || elsewhere(to) {
                    continue;
                }
                if !anchor.is_empty() {
                    anchors.push((path.clone(), to.to_owned(), anchor.to_owned()));
                }
                waiting.push_back(to.to_owned());
            }
        }
        pages.insert(path, got.text);
    }
    for (from, to, anchor) in anchors {
        let there = attributes(&pages[&to], "id").contains(&anchor);
        assert!(there, "{from} leads to {to}#{anchor}, which is not there");
    }
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_the_county_leads_somewhere_and_nothing_sealed_is_read() {
    for database in databases() {
        let app = county(&database).await;
        let browser = Browser::on(&app);
        let pages = crawl(&browser).await;
        assert!(pages.len() > 300, "{}: {} pages", database.name, pages.len());
        for start in [
            "/draws/",
            "/tasks/",
            "/plans/",
            "/items/",
            "/results/",
            "/entities/",
            "/penalties/",
            "/open/",
        ] {
            assert!(pages.keys().any(|path| path.starts_with(start)), "no page under {start}");
        }
        sealed(&app, &browser, &pages).await;
        figures(&pages);
        files(&app, &browser).await;
    }
}

/// Of a draw that is sealed nobody learns who was drawn, by no page.
async fn sealed(app: &App, browser: &Browser, pages: &BTreeMap<String, String>) {
    let list: Value = json_of(browser, "/api/v1/public/draws?page_size=200").await;
    let draws = list["items"].as_array().unwrap();
    let open = draws.iter().filter(|draw| draw["open"] == true).count();
    let shut: Vec<&Value> = draws
        .iter()
        .filter(|draw| draw["open"] == false && draw["state"].as_str() == Some("matched"))
        .collect();
    assert!(open > 5 && !shut.is_empty(), "{open} open, {} sealed", shut.len());
    for draw in shut {
        let id = draw["id"].as_str().unwrap();
        let page = &pages[&format!("/draws/{id}")];
        assert!(page.contains("名单封存至派发") && page.contains("名单公开之后公告"), "{page}");
        let frame = bundle_frame(app, id).await;
        for code in frame.iter().take(40) {
            let ticket = browser.get(&format!("/draws/{id}/ticket?code={code}")).await.page();
            assert!(ticket.contains("名单还没有公开"), "{ticket}");
            assert!(!ticket.contains("签号</dt>") && !ticket.contains("抽中</span>"), "{ticket}");
            let entity = browser.get(&format!("/entities/{code}")).await.page();
            assert!(!entity.contains(id), "the draw is not offered before its list is public");
        }
    }
}

/// Codes that can be drawn, from the frame that is public.
async fn bundle_frame(app: &App, draw: &str) -> Vec<String> {
    let keys = crate::support::log_keys();
    let folder = tempfile::tempdir().unwrap();
    let signer = sunlot_app::record::Signer {
        keys,
        kept: folder.path().join("log.checkpoint"),
        witnessed: false,
    };
    sunlot_app::record::Checkpointer::new(app.clone(), signer).sign_now().await.unwrap();
    let bytes = sunlot_app::draws::bundle(app, draw).await.unwrap();
    let path = folder.path().join("bundle.zip");
    std::fs::write(&path, bytes).unwrap();
    let files = sunlot_ceremony::read_bundle(&path).unwrap();
    let frame = String::from_utf8(files["frame.tsv"].to_vec()).unwrap();
    let rows = frame.lines().filter(|row| row.split('\t').nth(1) == Some("E"));
    rows.map(|row| row.split('\t').next().unwrap().to_owned()).collect()
}

async fn json_of(browser: &Browser, path: &str) -> Value {
    let got = browser.get(path).await;
    serde_json::from_str(&got.text).unwrap_or_else(|e| panic!("{path}: {e}: {}", got.text))
}

/// The audit names every township once, and what it expects is what was drawn.
fn figures(pages: &BTreeMap<String, String>) {
    let page = &pages["/fairness"];
    for words in ["按乡镇（街道）", "按行业门类", "按信用风险分类", "结论："]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = &pages["/statistics"];
    assert!(page.contains("按期公示") && page.contains("<svg"), "{page}");
}

/// The list of the day's files is true and signed.
async fn files(app: &App, browser: &Browser) {
    let manifest = browser.get("/open/manifest.txt").await.page();
    let mut lines = manifest.lines();
    assert_eq!(lines.next(), Some("sunlot.test/log/open-data"));
    let listed: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once("  ")).collect();
    assert_eq!(listed.len(), 20, "{manifest}");
    for (digest, name) in listed {
        let file = browser.get(&format!("/open/{name}")).await;
        assert_eq!(Suite::Sha256.hash(&[file.text.as_bytes()]).to_hex(), digest, "{name}");
    }
    let audit = json_of(browser, "/open/fairness.json").await;
    let hits = audit[0]["hits"].as_u64().unwrap();
    for dimension in audit[0]["dimensions"].as_array().unwrap() {
        let lines = dimension["lines"].as_array().unwrap();
        let sum: u64 = lines.iter().map(|line| line["hits"].as_u64().unwrap()).sum();
        assert_eq!(sum, hits, "{dimension}");
        let expected: f64 =
            lines.iter().map(|l| l["expected"].as_str().unwrap().parse::<f64>().unwrap()).sum();
        assert!((expected - hits as f64).abs() < 0.5, "{expected} expected, {hits} drawn");
    }
    let results = json_of(browser, "/open/results.json").await;
    let named = results.as_array().unwrap().iter().filter(|row| row["kind"] == "case").count();
    let figures = json_of(browser, "/api/v1/public/statistics?year=2025").await;
    let of_year = results.as_array().unwrap().iter().filter(|row| {
        row["published_on"].as_str().unwrap().starts_with("2025")
            && row["kind"] != "case"
            && row["state"] == "published"
    });
    assert_eq!(figures["results"], of_year.count() as u64, "{named} of cases are left out");
    let signer = sunlot_app::open_data::NoteSigner::new(crate::support::log_keys());
    let open = sunlot_app::open_data::OpenData::signed_by(signer);
    let snapshot = open.today(app).await.unwrap();
    assert!(snapshot.signed);
    let key = crate::support::log_keys().public();
    assert!(sunlot_app::open_data::verify(&snapshot.manifest, &key), "{}", snapshot.manifest);
    let forged = snapshot.manifest.replacen("results", "resultz", 1);
    assert!(!sunlot_app::open_data::verify(&forged, &key));
}
