//! The smaller county of the demonstration, a year and a half after its founding.

#[path = "../../store/tests/support/databases.rs"]
mod databases;
mod support;

use std::process::Command;

use databases::databases;
use serde_json::Value;
use sunlot_app::annex3::{self, Annex3Query};
use sunlot_app::estimates::{self, EstimateQuery};
use sunlot_app::open_data::OpenData;
use sunlot_app::{App, AppError, Call};
use sunlot_demo::{Scale, live};
use sunlot_domain::reports::Season;
use sunlot_store::{Window, conferences, meetings};

#[tokio::test(flavor = "multi_thread")]
async fn the_county_lives_a_year_and_a_half() {
    for database in databases() {
        let scale = Scale { seed: 1, subjects: 400, inspectors: 120 };
        let (app, clock) = support::platform(database.url.clone(), scale.seed);
        let mut tell = |chapter: &str| println!("{chapter}");
        let told = live(app.clone(), clock, scale, &mut tell)
            .await
            .unwrap_or_else(|e| panic!("{}: {e:?}", database.name));
        assert_eq!(told.until.to_string(), "2026-07-01T01:00:00Z", "{}", database.name);
        assert_eq!(told.logins.len(), 11);
        the_open_data_give_the_same_table(&app).await;
        every_department_has_reported(&app).await;
        met(&app).await;
        estimated(&app).await;
    }
}

const COUNTY: &str = "629922";

fn query(organ: Option<&str>, year: u16, season: Season) -> Annex3Query {
    Annex3Query {
        organ: organ.map(str::to_owned),
        region: organ.is_none().then(|| COUNTY.to_owned()),
        year: Some(year),
        season: Some(season.code().to_owned()),
        ..Annex3Query::default()
    }
}

/// R-STAT-04: a script that shares no code counts 附件3 from the published CSV.
async fn the_open_data_give_the_same_table(app: &App) {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = OpenData::default().today(app).await.unwrap();
    for name in ["annex3-rounds.csv", "annex3-publications.csv", "annex3-cases.csv"] {
        let (_, bytes) = snapshot.content(name).unwrap();
        std::fs::write(folder.path().join(name), &*bytes).unwrap();
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/recount");
    let recount = |whose: &[&str], view: &annex3::Annex3View| -> Value {
        let mut command = Command::new("python3");
        command.arg(script).arg(folder.path()).args(whose);
        let told = command.args(["--from", &view.from, "--to", &view.to]).output().unwrap();
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        serde_json::from_slice(&told.stdout).unwrap()
    };
    let window = sunlot_store::Window { limit: 100, offset: 0 };
    let organs = app
        .read(move |tx| {
            Ok::<_, sunlot_app::AppError>(
                sunlot_store::organs::list(tx, None, None, "code", window)?.0,
            )
        })
        .await
        .unwrap();
    let (mut batches, mut money) = (0, 0);
    for (year, season) in [(2025, Season::Half), (2025, Season::Annual), (2026, Season::Half)] {
        let asked = query(None, year, season);
        let (county, _) = annex3::at_terminal(app, asked).await.unwrap();
        assert_same(&recount(&["--region", COUNTY], &county), &county);
        batches += county.rows.iter().map(|row| row.batches).sum::<u64>();
        money += county.rows.iter().map(|row| row.total).sum::<u64>();
        for organ in &organs {
            let asked = query(Some(&organ.value.id.to_string()), year, season);
            let (own, _) = annex3::at_terminal(app, asked).await.unwrap();
            assert_same(&recount(&["--organ", &organ.value.name], &own), &own);
        }
    }
    assert!(batches > 10 && money > 0, "there is something to count: {batches} {money}");
}

fn assert_same(recounted: &Value, view: &annex3::Annex3View) {
    for row in &view.rows {
        let found = &recounted[&row.category];
        for (cell, value) in [
            ("batches", row.batches),
            ("subjects", row.subjects),
            ("gsxt", row.gsxt),
            ("professional", row.professional),
            ("website", row.website),
            ("covered", row.covered),
            ("cases", row.cases),
            ("decisions", row.decisions),
            ("fine", row.fine),
            ("confiscated", row.confiscated),
        ] {
            let counted = found[cell].as_u64().unwrap_or(0);
            assert_eq!(counted, value, "{} {} {cell}: {recounted}", view.unit, row.category);
        }
    }
}

/// Last year's reports are all there: one was handed in twice, one was late; this year's first is
/// missing from one department, and its second is begun.
async fn every_department_has_reported(app: &App) {
    let told = app
        .read(|tx| {
            let visible = sunlot_store::plans::Visible { all: true, ..Default::default() };
            let which = sunlot_store::reports::ReportFilter { visible, ..Default::default() };
            let window = sunlot_store::Window { limit: 200, offset: 0 };
            let (found, _) = sunlot_store::reports::list(tx, &which, "id", window)?;
            let mut told = Vec::new();
            for report in found {
                let handed = sunlot_store::reports::hand_ins(tx, report.value.id)?;
                for one in &handed {
                    assert_eq!(one.value.digest, one.value.computed(&report.value));
                }
                told.push((report.value, handed.len(), handed.iter().any(|one| one.value.late)));
            }
            Ok::<_, sunlot_app::AppError>(told)
        })
        .await
        .unwrap();
    let departments = sunlot_testkit::DEPARTMENTS.len();
    for season in [Season::Half, Season::Annual] {
        let of: Vec<_> =
            told.iter().filter(|(it, ..)| it.year == 2025 && it.season == season).collect();
        assert_eq!(of.len(), departments);
        assert_eq!(of.iter().filter(|(_, times, _)| *times == 2).count(), 1, "returned once");
        assert_eq!(of.iter().filter(|(.., late)| *late).count(), 1, "late");
    }
    let this = |season| told.iter().filter(move |(it, ..)| it.year == 2026 && it.season == season);
    assert_eq!(this(Season::Half).count(), departments - 1);
    assert_eq!(this(Season::Annual).filter(|(_, times, _)| *times == 0).count(), 1);
}

/// Of five quarters one met late; the second quarter of this year went by without a meeting.
async fn met(app: &App) {
    let read: Result<_, AppError> = app
        .read(|tx| {
            let window = Window { limit: 10, offset: 0 };
            let conference = conferences::list(tx, None, "id", window)?.0.remove(0).value;
            let held = meetings::of_conference(tx, conference.id)?;
            Ok((held, meetings::open_matters(tx, conference.id)?))
        })
        .await;
    let (held, open) = read.unwrap();
    let quarters: Vec<String> = held.iter().map(|one| one.value.quarter.to_string()).collect();
    assert_eq!(quarters, ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1"]);
    let late = held.iter().filter(|one| one.value.is_late());
    assert_eq!(late.map(|one| one.value.quarter.to_string()).collect::<Vec<_>>(), ["2025Q2"]);
    assert_eq!(held[0].value.number.as_deref(), Some("阳双随机办〔2025〕1号"));
    assert_eq!(open.len(), 2, "one is open, one is reported");
    let mut items = held.iter().flat_map(|one| &one.value.agenda);
    assert!(items.all(|item| item.source != "missing_reports"), "handed in before each meeting");
}

/// The figures of last year stand on every drawn subject whose result is public.
async fn estimated(app: &App) {
    let query = EstimateQuery { year: Some(2025), ..EstimateQuery::default() };
    let call = Call::system("test");
    let shown = estimates::public(app, &call, query).await.unwrap();
    let items: Vec<_> = shown.lines.iter().filter(|line| line.by == "item").collect();
    assert!(items.len() >= 4, "{items:#?}");
    for line in &items {
        assert!(line.known <= line.drawn && line.found <= line.known, "{line:?}");
        let trades = shown.lines.iter().filter(|other| {
            other.by == "trade" && other.organ == line.organ && other.item == line.item
        });
        assert_eq!(trades.map(|trade| trade.members).sum::<u64>(), line.known, "{line:?}");
        if let Some(estimate) = &line.estimate {
            let of = |text: &str| text.parse::<f64>().unwrap();
            assert!(of(&estimate.low) <= of(&estimate.rate), "{line:?}");
            assert!(of(&estimate.rate) <= of(&estimate.high), "{line:?}");
        }
    }
    assert!(items.iter().any(|line| line.estimate.is_some()), "{items:#?}");
}
