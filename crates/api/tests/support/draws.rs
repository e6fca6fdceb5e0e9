//! A county that can draw: a register, inspectors, a joint task that is approved, and the parties
//! of a ceremony with what they keep to themselves.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use sunlot_app::record::{Checkpointer, Signer};
use sunlot_app::{AppError, Call};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::{CanonicalId, DivisionCode, IdVerdict, Uscc, org_code_check};
use sunlot_domain::ids::OrganId;
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::registers::{SubjectEntry, SubjectKind};
use sunlot_domain::roles::Role;
use sunlot_domain::subjects::LifeStatus;
use sunlot_sortition::commitment::commitment;
use sunlot_sortition::digest::{from_hex, to_hex};
use sunlot_sortition::log::escrow;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::{DrawId, KeyName, PersonId};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::Day;
use sunlot_sortition::verify::{BundleFiles, Report, verify};

use super::plans::{County, county, step};
use super::{COUNTY, Client, TestApp};

/// Somebody with an account.
pub struct Person {
    pub client: Client,
    pub account: String,
}

/// A holder with its secret key, which the platform never sees.
pub struct KeyHolder {
    pub person: Person,
    pub name: &'static str,
    keys: SecretKeys,
}

/// Everybody who draws.
pub struct Draws {
    pub county: County,
    pub observer: Person,
    pub other: Person,
    pub holders: [KeyHolder; 2],
    pub recorders: [Person; 2],
    pub task: Value,
    /// Codes of the subjects.
    pub subjects: Vec<String>,
    folder: tempfile::TempDir,
}

/// How many subjects and how many inspectors an organ has.
pub const SUBJECTS: u64 = 60;
const INSPECTORS: u64 = 8;

/// Names of the holders.
const HOLDERS: [&str; 2] = ["sifaju", "gongzheng"];

/// Digits of the drawing on the spot.
pub const DIGITS: &str = "31415926535897932384";

async fn person(client: Client) -> Person {
    let session = client.get("/api/v1/session").await.ok();
    Person { account: session["account"].as_str().unwrap().to_owned(), client }
}

/// A code with its check characters.
pub fn code(number: u64) -> String {
    let first8 = format!("M{number:07}");
    let check = org_code_check(&first8).unwrap();
    Uscc::complete(&format!("91620422{first8}{check}")).unwrap().as_str().to_owned()
}

/// Fills register and inspectors.
pub async fn populate(app: &TestApp, organs: &[OrganId], subjects: u64) -> Vec<String> {
    populate_with(app, organs, subjects, INSPECTORS).await
}

/// Fills register and inspectors, so many for each organ.
pub async fn populate_with(
    app: &TestApp,
    organs: &[OrganId],
    subjects: u64,
    inspectors: u64,
) -> Vec<String> {
    let codes: Vec<String> = (1..=subjects).map(code).collect();
    let (ids, organs, known) = (app.app.ids(), organs.to_vec(), codes.clone());
    let done: Result<(), AppError> = app
        .app
        .write(&Call::system("test"), move |tx| {
            let day = Day::parse("2026-01-01").unwrap();
            let mut entries = Vec::new();
            for (at, code) in known.iter().enumerate() {
                let township = if at % 2 == 0 { "620422100" } else { "620422101" };
                entries.push(SubjectEntry {
                    id: ids.make(),
                    seq: at as u64 + 1,
                    code: CanonicalId::parse(code).unwrap(),
                    verdict: IdVerdict::Verified,
                    name: format!("会宁县第{at}餐馆"),
                    kind: SubjectKind::Enterprise,
                    organ: organs[0],
                    region: DivisionCode::parse(township).unwrap(),
                    industry: "6210".into(),
                    status: if at % 20 == 19 { LifeStatus::Deregistered } else { LifeStatus::Live },
                    business_scope: "餐饮服务".into(),
                    responsible: None,
                    risk_class: None,
                    risk_month: None,
                    trial: false,
                    pending_case: false,
                    visits: 0,
                    last_inspected: None,
                    listed: true,
                    source: "市场监管登记系统".into(),
                    source_day: day,
                    valid_from: day,
                });
            }
            tx.insert_all(&entries)?;
            for (number, organ) in organs.iter().enumerate() {
                for at in 0..inspectors {
                    tx.insert(Inspector {
                        id: ids.make(),
                        code: format!("GS{number}{at:03}"),
                        name: format!("检查员{number}-{at}"),
                        organ: *organ,
                        account: None,
                        cert_issuer: "甘肃省人民政府".into(),
                        cert_valid_until: Day::parse("2028-12-31").unwrap(),
                        qualifications: Vec::new(),
                        items: Vec::new(),
                        regions: Vec::new(),
                        cap: None,
                        weight: 100,
                        lead: at == 0,
                        team: String::new(),
                        prior: 0,
                        active: true,
                        valid_from: day,
                    })?;
                }
            }
            Ok(tx.record(Event::new(Action::OrganChanged, organs[0]), ()))
        })
        .await;
    done.unwrap();
    codes
}

/// A joint task of 市场监管 and 教育, approved.
pub async fn ready_task(county: &County, change: Value) -> Value {
    let mut new = json!({
        "organ": county.scjg.to_string(), "origin": "temporary", "reason": "投诉集中反映的问题",
        "name": "餐饮服务联合抽查", "draw_type": "directed", "item_class": "general",
        "draw_from": "2026-03-02", "draw_to": "2026-03-31", "deadline": "2026-10-31",
        "items": [
            {"code": "G", "organ": county.scjg.to_string()},
            {"code": "G", "organ": county.jyj.to_string()}
        ],
        "participants": [county.jyj.to_string()],
        "scope_text": "全县餐饮服务提供者", "filter": {"industries": ["62"]},
        "quota": {"ratio": "20%", "at_least_one": true}
    });
    let fields: BTreeMap<String, Value> = serde_json::from_value(change).unwrap();
    for (field, value) in fields {
        new[field] = value;
    }
    let task = county.author.post("/api/v1/tasks", new).await.ok();
    let task = step(&county.author, &task, "tasks", "submit").await;
    step(&county.reviewer, &task, "tasks", "approve").await
}

/// Builds it.
pub async fn draws(app: &TestApp) -> Draws {
    let county = county(app).await;
    let subjects = populate(app, &[county.scjg, county.jyj], SUBJECTS).await;
    let jjw = app.organ(COUNTY, "jjw", OrganKind::Oversight).await;
    let observer = app.login(Role::Observer, jjw).await;
    let world = Draws::of(app, county, (jjw, observer), json!({})).await;
    Draws { subjects, ..world }
}

async fn cast(
    app: &TestApp,
    county: County,
    (jjw, observer): (OrganId, Client),
    change: Value,
) -> Draws {
    let task = ready_task(&county, change).await;
    let holder = async |at: usize| KeyHolder {
        person: person(app.login(Role::Reviewer, jjw).await).await,
        name: HOLDERS[at],
        keys: Draws::holder_keys(at),
    };
    Draws {
        observer: person(observer).await,
        other: person(app.login(Role::Planner, county.jyj).await).await,
        holders: [holder(0).await, holder(1).await],
        recorders: [
            person(app.login(Role::ConferenceOffice, county.office).await).await,
            person(app.login(Role::Planner, county.jyj).await).await,
        ],
        county,
        task,
        subjects: Vec::new(),
        folder: tempfile::tempdir().unwrap(),
    }
}

/// A time some seconds from now.
pub fn later(app: &TestApp, seconds: i64) -> String {
    app.app.now().plus(seconds).unwrap().to_string()
}

/// 递补 of the subject of a row for its first unit, as it is asked for, without evidence.
pub fn replacement(row: &Value) -> Value {
    json!({"kind": "replacement", "reason": "STATUS", "note": "冻结日之前已经注销",
        "unit": row["units"][0], "subject": row["subject"], "evidence_day": "2026-02-20"})
}

/// Signs the log of a world without draws.
pub async fn sign(app: &TestApp) {
    sign_in(app, tempfile::tempdir().unwrap().path()).await;
}

async fn sign_in(app: &TestApp, folder: &Path) {
    let kept = folder.join("log.checkpoint");
    let signer = Signer { keys: super::log_keys(), kept, witnessed: false };
    Checkpointer::new(app.app.clone(), signer).sign_now().await.unwrap();
}

impl Draws {
    /// The parties of a county whose register is filled already.
    pub async fn of(
        app: &TestApp,
        county: County,
        observer: (OrganId, Client),
        change: Value,
    ) -> Draws {
        cast(app, county, observer, change).await
    }

    /// What a planner prepares.
    pub fn form(&self, app: &TestApp, publication: &str, round: u64) -> Value {
        let holders: Vec<Value> = self
            .holders
            .iter()
            .map(|holder| {
                json!({"name": holder.name, "sm2": holder.keys.public().sm2,
                    "account": holder.person.account})
            })
            .collect();
        json!({
            "publication": publication,
            "contributors": [self.observer.account, self.other.account],
            "holders": if publication == "sealed" { json!(holders) } else { json!([]) },
            "recorders": [self.recorders[0].account, self.recorders[1].account],
            "beacon": "ceremony", "round": round,
            "reveal_by": later(app, 3_600), "beacon_at": later(app, 7_200),
            "deadline": later(app, 100_000), "release_at": [later(app, 10_000)]
        })
    }

    pub fn path(&self) -> String {
        format!("/api/v1/tasks/{}/draws", self.task["id"].as_str().unwrap())
    }

    pub async fn prepared(&self, app: &TestApp, publication: &str, round: u64) -> Value {
        self.county.author.post(&self.path(), self.form(app, publication, round)).await.ok()
    }

    pub async fn take(&self, by: &Client, draw: &Value, step: &str) -> Value {
        self.post(by, draw, step, json!({})).await
    }

    pub async fn post(&self, by: &Client, draw: &Value, step: &str, body: Value) -> Value {
        let path = format!("/api/v1/draws/{}/{step}", draw["id"].as_str().unwrap());
        let mut body = body;
        body["version"] = draw["version"].clone();
        by.post(&path, body).await.ok()
    }

    /// The key of a holder, which the platform never sees.
    pub fn holder_keys(at: usize) -> SecretKeys {
        let seed = [at as u8 + 3; 32];
        SecretKeys::from_entropy(KeyName::parse(HOLDERS[at]).unwrap(), &seed)
    }

    /// The nonce that a party keeps, other for each attempt.
    pub fn nonce(draw: &Value, party: &str) -> [u8; 32] {
        let text = format!("{} {party}", draw["draw_id"]);
        *Suite::Sha256.hash(&[text.as_bytes()]).as_bytes()
    }

    /// What a party promises.
    pub fn commitment(draw: &Value, party: &str) -> String {
        let id = DrawId::parse(draw["draw_id"].as_str().unwrap()).unwrap();
        let who = PersonId::parse(party).unwrap();
        commitment(Suite::Sm3, &id, &who, &Draws::nonce(draw, party)).to_hex()
    }

    fn parties<'a>(&'a self, draw: &'a Value) -> Vec<(&'a str, &'a Person)> {
        let parties = draw["parties"].as_array().unwrap();
        [&self.observer, &self.other]
            .into_iter()
            .map(|person| {
                let party = parties.iter().find(|p| p["account"] == person.account.as_str());
                (party.unwrap()["id"].as_str().unwrap(), person)
            })
            .collect()
    }

    /// From the preparation to the intent.
    pub async fn announced(&self, app: &TestApp, publication: &str, round: u64) -> Value {
        let draw = self.prepared(app, publication, round).await;
        self.announce(&draw).await
    }

    pub async fn announce(&self, draw: &Value) -> Value {
        let draw = self.take(&self.county.reviewer, draw, "approve").await;
        self.announce_frozen(&draw).await
    }

    pub async fn announce_frozen(&self, draw: &Value) -> Value {
        let mut draw = draw.clone();
        for (party, person) in self.parties(&draw.clone()) {
            let body = json!({"commitment": Draws::commitment(&draw, party)});
            draw = self.post(&person.client, &draw, "commitments", body).await;
        }
        self.take(&self.county.author, &draw, "announce").await
    }

    /// Escrows, reveals, closing.
    pub async fn closed(&self, app: &TestApp, draw: &Value) -> Value {
        let mut draw = draw.clone();
        if draw["publication"] == "sealed" {
            for holder in &self.holders {
                let id = draw["id"].as_str().unwrap();
                let found = holder.person.client.get(&format!("/api/v1/draws/{id}/box")).await.ok();
                let sealed = from_hex(found["sealed"].as_str().unwrap()).unwrap();
                let opened = escrow::open(holder.keys.sm2_secret(), &sealed);
                assert!(opened.is_some(), "the box is for this holder");
                let text = found["receipt_text"].as_str().unwrap();
                let sm2_id = sunlot_record::trust::SM2_ID;
                let receipt = holder.keys.sign(Suite::Sm3, sm2_id, text.as_bytes());
                let body = json!({"receipt": to_hex(&receipt)});
                draw = self.post(&holder.person.client, &draw, "receipts", body).await;
            }
        }
        for (party, person) in self.parties(&draw.clone()) {
            let body = json!({"nonce": to_hex(&Draws::nonce(&draw, party))});
            draw = self.post(&person.client, &draw, "reveals", body).await;
        }
        app.pass(3_600).await;
        self.take(&self.county.author, &draw, "close").await
    }

    /// The public entropy.
    pub async fn drawable(&self, app: &TestApp, draw: &Value) -> Value {
        let mut draw = self.closed(app, draw).await;
        app.pass(3_600).await;
        for recorder in &self.recorders {
            draw = self.post(&recorder.client, &draw, "sheets", json!({"digits": DIGITS})).await;
        }
        assert_eq!(draw["state"], "drawable", "{draw}");
        draw
    }

    /// To the matching.
    pub async fn matched(&self, app: &TestApp, publication: &str, round: u64) -> Value {
        let draw = self.announced(app, publication, round).await;
        let draw = self.drawable(app, &draw).await;
        let draw = self.take(&self.county.author, &draw, "draw").await;
        self.take(&self.county.author, &draw, "match").await
    }

    /// Asks as one person and lets another decide; gives the draw, or expects this status.
    pub async fn ask(&self, draw: &Value, both: &Client, request: Value, status: u16) -> Value {
        let path = format!("/api/v1/draws/{}/requests", draw["id"].as_str().unwrap());
        let asked = both.post(&path, request).await.ok();
        let decide = format!("/api/v1/draw-requests/{}/approve", asked["id"].as_str().unwrap());
        let body = json!({"version": asked["version"]});
        both.post(&decide, body.clone()).await.refused(422, "draw.same_person");
        let reply = self.county.reviewer.post(&decide, body).await;
        assert_eq!(reply.status.as_u16(), status, "{}", reply.body);
        reply.body
    }

    /// Strikes the subject of a row for its first unit, with the evidence that it takes: the next
    /// ticket moves up.
    pub async fn replaced(&self, draw: &Value, both: &Client, row: &Value) -> Value {
        let path = format!("/api/v1/draws/{}/evidence", draw["id"].as_str().unwrap());
        let notice = both.upload(&path, "注销通知书.pdf", b"%PDF-1.7".to_vec()).await.ok();
        let mut request = replacement(row);
        request["evidence"] = notice;
        self.ask(draw, both, request, 200).await
    }

    /// Fills open posts one by one, each from entropy of its own, until none is open; gives the
    /// draw and how many there were.
    pub async fn filled(&self, draw: Value) -> (Value, u64) {
        let path = format!("/api/v1/draws/{}/rematch", draw["id"].as_str().unwrap());
        let (mut draw, mut fills) = (draw, 0);
        loop {
            let digits = format!("{:020}", 700 + fills);
            let recorders = draw["recorders"].as_array().unwrap();
            let sheets: Vec<Value> =
                recorders.iter().map(|r| json!({"recorder": r["id"], "digits": digits})).collect();
            let body = json!({"version": draw["version"], "round": 50 + fills, "sheets": sheets});
            let reply = self.county.author.post(&path, body).await;
            if !reply.status.is_success() {
                reply.refused(409, "ceremony.out_of_order");
                return (draw, fills);
            }
            draw = reply.body;
            fills += 1;
        }
    }

    /// Opens the organiser's nonce from a holder's box.
    pub async fn opened(&self, draw: &Value) -> String {
        let id = draw["id"].as_str().unwrap();
        let holder = &self.holders[0];
        let found = holder.person.client.get(&format!("/api/v1/draws/{id}/box")).await.ok();
        let sealed = from_hex(found["sealed"].as_str().unwrap()).unwrap();
        to_hex(&escrow::open(holder.keys.sm2_secret(), &sealed).unwrap())
    }

    /// Signs the log.
    pub async fn sign(&self, app: &TestApp) {
        sign_in(app, self.folder.path()).await;
    }

    /// The public bundle after the log is signed.
    pub async fn bundle(&self, app: &TestApp, draw: &Value) -> Vec<u8> {
        self.sign(app).await;
        let id = draw["id"].as_str().unwrap();
        app.public().download(&format!("/api/v1/public/draws/{id}/bundle.zip")).await
    }

    /// What the separate verifier says of a bundle.
    pub fn judged(&self, bytes: &[u8]) -> (Report, BundleFiles) {
        let path = self.folder.path().join("公布.zip");
        std::fs::write(&path, bytes).unwrap();
        let files = sunlot_ceremony::read_bundle(&path).unwrap();
        (verify(&files, |_, _| {}), files)
    }

    /// Keeps a bundle where the other verifiers find it.
    pub fn hand_over(name: &str, bytes: &[u8]) {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/platform-bundles");
        std::fs::create_dir_all(&target).unwrap();
        std::fs::write(target.join(name), bytes).unwrap();
    }
}
