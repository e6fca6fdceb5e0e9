//! What the joint conference writes down, and the registers of departments.

use serde_json::json;
use sunlot_domain::conferences::Conference;
use sunlot_domain::ids::{AccountId, Id as _, OrganId, PostId};
use sunlot_domain::meetings::{
    AgendaItem, Attendance, Matter, MatterState, Meeting, MeetingState, Quarter,
};
use sunlot_domain::organs::Organ;
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;

use super::super::inspections::{account, write};
use super::{Case, Made, RecordMaker, World};
use sunlot_domain::conferences::{Post, PostHolder};

/// A meeting that an organ prepared, as if it were the office of its county.
async fn meeting(world: &World<'_>, case: Case) -> (Meeting, AccountId) {
    let organ = world.organ(case);
    let by = account(&world.app.login(Role::Planner, organ).await).await;
    let ids = world.app.app.ids();
    let made = write(world.app, move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let window = sunlot_store::Window { limit: 10, offset: 0 };
        let known = sunlot_store::conferences::list(tx, None, "region, id", window)?.0;
        let same = known.into_iter().map(|one| one.value).find(|one| one.region == organ.region);
        let conference = match same {
            Some(conference) => conference,
            None => {
                let office: OrganId = ids.make();
                let coordination = Organ {
                    id: office,
                    code: "lxhyb".into(),
                    kind: sunlot_domain::organs::OrganKind::Coordination,
                    ..organ.clone()
                };
                tx.insert(coordination)?;
                let conference = Conference {
                    id: ids.make(),
                    region: organ.region.clone(),
                    name: "联席会议".into(),
                    office,
                    lead: organ.id,
                };
                tx.insert(conference)?.value
            }
        };
        let chair: PostId = ids.make();
        tx.insert(PostHolder {
            id: chair,
            conference: conference.id,
            organ: organ.id,
            post: Post::Convenor,
            person: "王五".into(),
            title: "副县长".into(),
            from_day: Day::parse("2026-01-01")?,
            to_day: None,
            filed_on: Day::parse("2026-01-01")?,
            follows: None,
        })?;
        let item = AgendaItem {
            number: 1,
            title: "季度工作".into(),
            source: "other".into(),
            minutes: String::new(),
        };
        let line = Attendance {
            organ: organ.id.to_string(),
            presence: "present".into(),
            person: "张三".into(),
            title: String::new(),
        };
        let meeting = Meeting {
            id: ids.make(),
            conference: conference.id,
            organ: organ.id,
            region: organ.region,
            quarter: Quarter::of(Day::parse("2026-03-02")?),
            day: Day::parse("2026-03-02")?,
            place: "会议室".into(),
            chair,
            agenda: vec![item],
            attendance: vec![line],
            drafted_by: by,
            state: MeetingState::Held,
            number: None,
            issued_by: None,
            issued_on: None,
        };
        let id = tx.insert(meeting)?.value.id;
        Ok(id.to_string())
    })
    .await;
    let id = sunlot_domain::ids::MeetingId::parse(&made).unwrap();
    let read: Result<_, sunlot_app::AppError> =
        world.app.app.read(move |tx| Ok(tx.need::<Meeting>(&id)?.value)).await;
    (read.unwrap(), by)
}

pub(super) struct Meetings;

impl RecordMaker for Meetings {
    fn noun(&self) -> &'static str {
        "meeting"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/meetings/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move { Some(meeting(world, case).await.0.id.to_string()) })
    }
}

pub(super) struct Matters;

impl RecordMaker for Matters {
    fn noun(&self) -> &'static str {
        "matter"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/matters/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let (meeting, by) = meeting(world, case).await;
            let ids = world.app.app.ids();
            let made = write(world.app, move |tx| {
                let matter = Matter {
                    id: ids.make(),
                    meeting: meeting.id,
                    conference: meeting.conference,
                    organ: meeting.organ,
                    region: meeting.region.clone(),
                    item: 1,
                    text: "核对名录".into(),
                    due: Day::parse("2026-04-30")?,
                    set_by: by,
                    state: MatterState::Open,
                    evidence: None,
                    reported_by: None,
                    reported_on: None,
                    returned: None,
                    accepted_by: None,
                    accepted_on: None,
                };
                Ok(tx.insert(matter)?.value.id.to_string())
            });
            Some(made.await)
        })
    }
}

pub(super) struct Activities;

impl RecordMaker for Activities {
    fn noun(&self) -> &'static str {
        "activity"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/activities/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let new = json!({"organ": organ.to_string(), "kind": "publicity",
                "day": "2026-03-01", "title": "政策宣传", "text": "在会师镇集市宣传政策"});
            let made = planner.post("/api/v1/activities", new).await.ok();
            Some(made["id"].as_str()?.to_owned())
        })
    }
}
