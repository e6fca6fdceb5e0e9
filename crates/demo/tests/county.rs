//! The smaller county of the demonstration, a year and a half after its founding.

#[path = "../../store/tests/support/databases.rs"]
mod databases;
mod support;

use databases::databases;
use sunlot_demo::{Scale, live};

#[tokio::test(flavor = "multi_thread")]
async fn the_county_lives_a_year_and_a_half() {
    for database in databases() {
        let scale = Scale { seed: 1, subjects: 400, inspectors: 120 };
        let (app, clock) = support::platform(database.url.clone(), scale.seed);
        let mut tell = |chapter: &str| println!("{chapter}");
        let told = live(app, clock, scale, &mut tell)
            .await
            .unwrap_or_else(|e| panic!("{}: {e:?}", database.name));
        assert_eq!(told.until.to_string(), "2026-07-01T01:00:00Z", "{}", database.name);
        assert_eq!(told.logins.len(), 11);
    }
}
