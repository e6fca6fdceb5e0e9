//! The smaller county of the demonstration, a year and a half after its founding.

#[path = "../../store/tests/support/databases.rs"]
mod databases;
mod support;

use databases::databases;
use sunlot_app::estimates::{self, EstimateQuery};
use sunlot_app::{App, AppError, Call};
use sunlot_demo::{Scale, live};
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
        met(&app).await;
        estimated(&app).await;
    }
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
