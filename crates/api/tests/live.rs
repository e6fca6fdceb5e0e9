//! 抽取现场 over HTTP, on both databases: what the meeting room sees at each step, and not before.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::databases::databases;
use crate::support::draws::{DIGITS, draws};

/// Types of the entries that the room sees, in order.
fn kinds(live: &Value) -> Vec<String> {
    let entries = live["entries"].as_array().unwrap().iter();
    let read = |entry: &Value| serde_json::from_str::<Value>(entry["text"].as_str().unwrap());
    entries.map(|entry| read(entry).unwrap()["type"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_room_sees_who_has_done_what_and_nothing_before_its_time() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let author = &world.county.author;
        let draw = world.prepared(&app, "sealed", 1).await;
        let path = format!("/api/v1/draws/{}/live", draw["id"].as_str().unwrap());
        world.county.stranger.get(&path).await.refused(404, "record.missing");

        let live = author.get(&path).await.ok();
        let roles = |role: &str| {
            let all = live["attendees"].as_array().unwrap().iter();
            all.filter(|it| it["role"] == role).cloned().collect::<Vec<_>>()
        };
        assert_eq!(roles("contributor").len(), 3);
        assert_eq!(roles("contributor")[0]["person_name"], Value::Null, "the platform acts for it");
        assert!(roles("holder").iter().all(|it| it["organ_name"] != ""), "{live}");
        assert_eq!((roles("recorder").len(), kinds(&live).len()), (2, 0));

        let draw = world.take(&world.county.reviewer, &draw, "approve").await;
        let live = author.get(&path).await.ok();
        assert_eq!(kinds(&live), ["plan"]);
        assert_eq!(live["commitments"].as_array().unwrap().len(), 1, "the organiser's own");
        assert_eq!(live["intent"], Value::Null);

        let draw = world.announce_frozen(&draw).await;
        let live = world.observer.client.get(&path).await.ok();
        assert_eq!(live["commitments"].as_array().unwrap().len(), 3);
        assert_eq!(live["entries"][1]["checkpoint"], Value::Null, "not signed yet");
        let own = live["attendees"].as_array().unwrap().iter().filter(|it| it["own"] == true);
        assert_eq!(own.count(), 1, "{live}");
        world.sign(&app).await;
        let live = author.get(&path).await.ok();
        let intent: Value = serde_json::from_str(live["intent"].as_str().unwrap()).unwrap();
        assert_eq!(intent["frame_count"], 60);
        assert!(live["entries"][1]["checkpoint"].as_str().unwrap().contains("/SM3\n"), "{live}");

        let draw = world.closed(&app, &draw).await;
        app.pass(3_600).await;
        let sheet = json!({"digits": DIGITS});
        world.post(&world.recorders[0].client, &draw, "sheets", sheet.clone()).await;
        let live = author.get(&path).await.ok();
        assert_eq!(live["sheets"].as_array().unwrap().len(), 1);
        assert!(!live.to_string().contains(DIGITS), "one sheet alone says nothing: {live}");
        world.post(&world.recorders[1].client, &draw, "sheets", sheet).await;
        let live = author.get(&path).await.ok();
        assert_eq!(kinds(&live).last().map(String::as_str), Some("beacon"));
        assert!(live.to_string().contains(DIGITS));
    }
}
