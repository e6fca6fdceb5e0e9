//! 证据包 and 任务档案 over HTTP: a real task from the register to published results is archived,
//! verified with nothing but the public keys, and then tampered with, part by part.

use std::path::PathBuf;

use serde_json::json;
use sunlot_app::record::{Checkpointer, Signer};
use sunlot_domain::roles::Role;
use sunlot_record::archive::{Files, unpack};
use sunlot_record::dossier::{Kind, List, MANIFEST, NamedSubject, SUBJECTS, Verified, verify};

use crate::support::databases::databases;
use crate::support::inspections::act;
use crate::support::story::{Cast, cast, drawn, from_notice, published, text};
use crate::support::{Client, TestApp};

/// One visit of the story with a photograph, published; the others as the draw left them.
async fn archived(app: &TestApp) -> (Cast, String) {
    let cast = cast(app, env!("CARGO_BIN_EXE_api-test-reader")).await;
    drawn(app, &cast).await;
    let county = &cast.draws.county;
    let task = text(&cast.draws.task, "id").to_owned();
    let list = county.author.get(&format!("/api/v1/inspections?task={task}")).await.ok();
    let visit = text(&list["items"][0], "id").to_owned();
    let details = county.reviewer.get(&format!("/api/v1/inspections/{visit}")).await.ok();
    let officer = cast.officers[text(&details["team"][0], "inspector")].clone();
    act(&county.reviewer, &visit, "approve", json!({"advance": true})).await.ok();
    let photo = [&[0xff, 0xd8, 0xff, 0xe0][..], &[7; 400]].concat();
    let digest = sunlot_domain::files::FileDigest::of(&photo);
    let upload = format!("/api/v1/inspections/{visit}/evidence?sha256={digest}");
    officer.upload(&upload, "门头.jpg", photo).await.ok();
    let done = from_notice(&cast, &visit, "fail").await;
    published(&cast, &done, "5", "未亮照经营，已责令改正").await;
    cast.draws.sign(app).await;
    (cast, visit)
}

async fn dossier(client: &Client, visit: &str) -> Vec<u8> {
    client.download(&format!("/api/v1/inspections/{visit}/dossier.zip")).await
}

fn judged(files: &Files) -> Verified {
    verify(files, &crate::support::trust())
}

fn codes(seen: &Verified) -> Vec<&'static str> {
    seen.report.findings.iter().map(|finding| finding.code).collect()
}

/// The first file whose path begins and ends like this.
fn find(files: &Files, begins: &str, ends: &str) -> String {
    let found = files.keys().find(|path| path.starts_with(begins) && path.ends_with(ends));
    found.unwrap_or_else(|| panic!("{begins}…{ends} in {:?}", files.keys())).clone()
}

/// The same files under a list that was made again by somebody with the operator's keys: what
/// the log binds is found even then.
fn listed_again(mut files: Files, seen: &Verified) -> Files {
    let old = seen.list.clone().expect("a list");
    let list = List::of(old.kind, &old.number, &old.record, old.size, &files);
    files.insert(MANIFEST.into(), list.signed(&crate::support::log_keys()).into_bytes());
    files
}

/// A changed byte in the middle of a file.
fn bent(files: &Files, path: &str) -> Files {
    let mut files = files.clone();
    let bytes = files.get_mut(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    files
}

fn without(files: &Files, path: &str) -> Files {
    let mut files = files.clone();
    files.remove(path).unwrap();
    files
}

/// A row with other words in it, still in canonical form.
fn reworded(files: &Files, path: &str, from: &str, to: &str) -> Files {
    let mut files = files.clone();
    let text = String::from_utf8(files[path].clone()).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dossier_proves_itself_and_each_part_that_is_tampered_with_is_named() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (cast, visit) = archived(&app).await;
        let county = &cast.draws.county;
        let of = format!("/api/v1/inspections/{visit}/dossier.zip");
        county.stranger.get(&of).await.refused(404, "record.missing");
        app.public().get(&of).await.refused(401, "session.required");
        let office = app.login(Role::ConferenceOffice, county.office).await;
        office.get(&of).await.refused(403, "permission.denied");

        let files = unpack(&dossier(&county.author, &visit).await).unwrap();
        let seen = judged(&files);
        assert!(seen.holds(), "{:?}", seen.report.findings);
        assert_eq!(seen.list.as_ref().unwrap().kind, Kind::Inspection);
        let checks: Vec<&str> = seen.checks.iter().map(|check| check.name).collect();
        let all = [
            "文件清单",
            "检查点",
            "日志证明",
            "业务记录",
            "检查证据",
            "签字",
            "抽取",
            "名单和检查组",
            "对象",
        ];
        assert_eq!(checks, all);
        for table in [
            "inspection",
            "inspection_part",
            "inspection_item",
            "inspection_member",
            "inspection_signature",
            "evidence",
            "inspector",
            "check_result",
            "result_channel",
            "task",
            "work_plan",
            "plan_edition",
            "plan_filing",
            "item",
            "item_list_version",
            "dispatched_post",
            "draw_entry",
        ] {
            find(&files, &format!("data/{table}/"), ".json");
        }
        for form in ["行政检查审批表", "检查通知书", "检查情况记录表", "检查结果告知书"]
        {
            find(&files, "文书/", &format!("{form}.pdf"));
        }
        assert!(files["封面.pdf"].starts_with(b"%PDF"));

        tampered(&files, &seen);
        not_drawn(&files, &seen);
        // The trust of another log accepts nothing of it.
        let name = sunlot_sortition::names::KeyName::parse("other.test/log").unwrap();
        let keys = sunlot_sortition::log::keys::SecretKeys::from_entropy(name, &[8; 32]);
        let other = sunlot_record::Trust::new(keys.public(), Vec::new(), 0);
        let foreign = verify(&files, &other);
        assert!(codes(&foreign).contains(&"dossier.manifest_signature"));
        assert!(codes(&foreign).contains(&"log.checkpoint_signature"));
    }
}

/// Each part: changed as it lies there, and changed together with the list.
fn tampered(files: &Files, seen: &Verified) {
    let entry = find(files, "log/entries/", ".json");
    let photo = find(files, "evidence/", ".jpg");
    let form = find(files, "文书/", "检查通知书.pdf");
    let result = find(files, "data/check_result/", ".json");
    let bundle = find(files, "draws/", "/frame.tsv");
    let checkpoint = "log/checkpoint".to_owned();
    for path in [&entry, &photo, &form, &result, &bundle, &checkpoint] {
        let found = judged(&bent(files, path));
        assert!(codes(&found).contains(&"dossier.file_changed"), "{path}: {:?}", codes(&found));
        let found = judged(&without(files, path));
        assert!(codes(&found).contains(&"dossier.file_missing"), "{path}: {:?}", codes(&found));
    }
    let mut more = files.clone();
    more.insert("文书/补充说明.pdf".into(), b"%PDF".to_vec());
    assert_eq!(codes(&judged(&more)), ["dossier.file_extra"]);
    let found = judged(&bent(files, MANIFEST));
    assert!(codes(&found).contains(&"dossier.manifest_signature"), "{:?}", codes(&found));

    // Even whoever can sign the list again cannot change what the log binds.
    let again = |files: Files| codes(&judged(&listed_again(files, seen)));
    assert!(again(files.clone()).is_empty());
    let part = find(files, "data/inspection_part/", ".json");
    let written = String::from_utf8_lossy(&files[&part]).into_owned();
    let index = written.split("\"log_index\":").nth(1).unwrap().split(',').next().unwrap();
    let proof = sunlot_record::dossier::EntryProof::path(index.parse().unwrap());
    let signature = find(files, "data/inspection_signature/", ".json");
    assert!(again(reworded(files, &result, "未亮照经营", "未发现问题")).contains(&"dossier.row"));
    assert!(again(reworded(files, &part, "tpublished", "tpassed")).contains(&"dossier.row"));
    assert!(again(bent(files, &photo)).contains(&"dossier.evidence"));
    assert!(again(without(files, &photo)).contains(&"dossier.evidence"));
    let (bare, salted) =
        (without(files, &proof), reworded(files, &proof, "salt\":\"", "salt\":\"00"));
    assert!(again(bare).contains(&"dossier.row"));
    assert!(again(salted).contains(&"dossier.rows"));
    let other = reworded(files, &proof, "\\\"rows_count\\\":", "\\\"rows_count\\\":1");
    assert!(again(other).contains(&"dossier.inclusion"));
    assert!(again(bent(files, &bundle)).contains(&"dossier.draw"));
    assert!(again(without(files, &bundle)).iter().any(|code| code.starts_with("dossier.draw")));
    assert!(
        again(reworded(files, &signature, "\"digest\":\"b", "\"digest\":\"b0"))
            .contains(&"dossier.row")
    );
    let visit = find(files, "data/inspection/", ".json");
    assert!(again(without(files, &visit)).contains(&"dossier.record"));
    let told = files.iter().find(|(path, bytes)| {
        path.starts_with("log/entries/") && String::from_utf8_lossy(bytes).contains("测试员")
    });
    let told = told.expect("an event of the visit tells who did it").0.clone();
    let found = again(reworded(files, &told, "测试员", "李四"));
    assert_eq!(found, ["dossier.details"]);
}

/// Rows of a file of the enclosed draw, as cells.
fn table(files: &Files, name: &str) -> Vec<Vec<String>> {
    let text = String::from_utf8(files[&find(files, "draws/", name)].clone()).unwrap();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The visit under the code of another subject. Whoever can sign the list again names whom he
/// likes, so it is the enclosed draw that says whether the subject and its officers were drawn.
fn not_drawn(files: &Files, seen: &Verified) {
    let named = NamedSubject::read(&files[SUBJECTS]).unwrap();
    let [own] = named.as_slice() else { panic!("one visit, one subject: {named:?}") };
    let again = |code: &str, files: &Files| {
        let mut files = files.clone();
        let swapped = NamedSubject { code: code.to_owned(), ..own.clone() };
        files.insert(SUBJECTS.into(), NamedSubject::file([&swapped]));
        codes(&judged(&listed_again(files, seen)))
    };
    assert!(again(&own.code, files).is_empty());
    let drawn: Vec<String> =
        table(files, "/result.tsv").iter().filter(|r| r[4] == "S").map(|r| r[0].clone()).collect();
    let mut missed = table(files, "/frame.tsv").into_iter().map(|row| row[0].clone());
    let missed = missed.find(|id| !drawn.contains(id)).expect("five of many are drawn");
    // The published result names its subject, and the log binds it.
    assert_eq!(again(&missed, files), ["dossier.subject"]);
    // Before a result is published nothing but the draw is left.
    let early = files.clone().into_iter().filter(|(p, _)| !p.starts_with("data/check_result/"));
    let early: Files = early.collect();
    assert!(again(&own.code, &early).is_empty());
    assert_eq!(again(&missed, &early), ["dossier.not_drawn"]);
    let teams = table(files, "/matching.tsv");
    let team = |code: &str| -> std::collections::BTreeSet<String> {
        teams.iter().filter(|row| row[2] == code).map(|row| row[3].clone()).collect()
    };
    let other = drawn.iter().find(|code| team(code) != team(&own.code)).expect("another team");
    assert_eq!(again(other, &early), ["dossier.officer"]);
    // A team of which nothing was sent, and one of which nothing is told.
    let post = find(files, "data/dispatched_post/", ".json");
    assert_eq!(again(&own.code, &without(files, &post)), ["dossier.officer"]);
    let alone =
        files.clone().into_iter().filter(|(p, _)| !p.starts_with("data/inspection_member/"));
    assert_eq!(again(&own.code, &alone.collect()), ["dossier.officer"]);
    let unnamed = listed_again(without(files, SUBJECTS), seen);
    assert_eq!(codes(&judged(&unnamed)), ["dossier.subject"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_archive_holds_every_visit_and_is_verified_in_the_same_way() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (cast, _) = archived(&app).await;
        let county = &cast.draws.county;
        let task = text(&cast.draws.task, "id");
        let of = format!("/api/v1/tasks/{task}/archive.zip");
        county.stranger.get(&of).await.refused(404, "record.missing");
        let files = unpack(&county.author.download(&of).await).unwrap();
        let seen = judged(&files);
        assert!(seen.holds(), "{:?}", seen.report.findings);
        assert_eq!(seen.list.as_ref().unwrap().kind, Kind::Task);
        let list = county.author.get(&format!("/api/v1/inspections?task={task}")).await.ok();
        let visits = files.keys().filter(|path| path.starts_with("data/inspection/")).count();
        assert_eq!(json!(visits), list["total"]);
        let visit = find(&files, "data/inspection/", ".json");
        assert!(!judged(&without(&files, &visit)).holds());
        // Years later, from a disk: the same bytes, the same verdict.
        let path: PathBuf = tempfile::tempdir().unwrap().keep().join("档案.zip");
        std::fs::write(&path, sunlot_record::archive::pack(&files).unwrap()).unwrap();
        assert!(judged(&unpack(&std::fs::read(&path).unwrap()).unwrap()).holds());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dossier_comes_at_the_first_click_after_a_form_was_printed() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (cast, visit) = archived(&app).await;
        let author = &cast.draws.county.author;
        let of = format!("/api/v1/inspections/{visit}/dossier.zip");
        let form = format!("/api/v1/inspections/{visit}/forms/notice.pdf");
        // Where nobody signs, nobody is waited for.
        author.download(&form).await;
        author.get(&of).await.refused(409, "log.not_signed");

        let keys = crate::support::log_keys();
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("log.checkpoint");
        let signer = Signer { keys, kept, witnessed: false };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let signing = Checkpointer::new(app.app.clone(), signer).run(async {
            let _ = stopped.await;
        });
        let signing = tokio::spawn(signing);
        // The clock stands still, so that no minute ever passes: it is the request that asks.
        let mut before = 0;
        for _ in 0..3 {
            author.download(&form).await;
            let files = unpack(&dossier(author, &visit).await).unwrap();
            let seen = judged(&files);
            assert!(seen.holds(), "{:?}", seen.report.findings);
            let size = seen.list.unwrap().size;
            assert!(size > before, "the form that was printed is in it: {size} after {before}");
            before = size;
        }
        let task = text(&cast.draws.task, "id");
        author.download(&format!("/api/v1/tasks/{task}/archive.zip")).await;
        drop(stop);
        signing.await.unwrap();
        author.download(&form).await;
        author.get(&of).await.refused(409, "log.not_signed");
    }
}
