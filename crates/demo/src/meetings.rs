//! 联席会议: the county's quarterly meetings with what they ask for, the registers of training and
//! publicity, and the targets of the year. Of last year one meeting came late; of this year the
//! second quarter went by without one.

use serde_json::{Value, json};
use sunlot_app::meetings::{self, MeetingView, QuarterQuery, matters};
use sunlot_app::page::PageRequest;
use sunlot_app::{activities, appraisals, conferences, plans};
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;
use sunlot_testkit::{COUNTY_CODE, DEPARTMENTS, staff_name};

use crate::Done;
use crate::world::{World, day, form};

/// Quarters with the days on which they met.
const MEETINGS: [(&str, &str); 5] = [
    ("2025Q1", "2025-02-08"),
    ("2025Q2", "2025-07-08"),
    ("2025Q3", "2025-08-08"),
    ("2025Q4", "2025-12-17"),
    ("2026Q1", "2026-03-25"),
];

/// What a meeting asks for: responsible department, text, days, and how far it came.
const MATTERS: [(&str, &str, i32, Settled); 3] = [
    ("scjg", "公布下一季度各部门抽查任务的时间安排", 14, Settled::Done),
    ("wsjk", "核对公共场所的检查对象名录，补齐缺失的登记信息", 30, Settled::Reported),
    ("jyj", "报送执法证件即将到期的检查人员名单", 20, Settled::Open),
];

/// How far a matter of the newest meeting came; those before are all done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settled {
    Open,
    Reported,
    Done,
}

/// Activities beside each meeting: department, kind, title, people.
const ACTIVITIES: [(&str, &str, &str, u32); 4] = [
    ("scjg", "training", "双随机、一公开监管执法业务培训", 64),
    ("nyncj", "publicity", "在乡镇集市宣传农资抽查政策", 0),
    ("wsjk", "training", "公共场所卫生检查要点培训", 28),
    ("scjg", "experience", "部门联合一次进门的做法交流", 15),
];

/// Targets of a year: indicator and value.
const TARGETS: [(&str, u64); 6] = [
    ("plan_filed", 10_000),
    ("visits_done", 10_000),
    ("published_in_time", 10_000),
    ("joint", 6_000),
    ("meetings_attended", 9_000),
    ("trainings", 2),
];

const PHOTO: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";

impl World {
    /// The convenor, and how the minutes are numbered.
    pub(crate) async fn convenor(&self, conference: &str) -> Done {
        let office = self.call("lxhyb", Role::ConferenceOffice);
        let posts = [("convenor", 3_001, "副县长"), ("deputy_convenor", 3_002, "县政府办公室主任")];
        for (post, at, title) in posts {
            let new = json!({"organ": self.organ_id("scjg"), "post": post, "title": title,
                "person": staff_name(self.scale.seed, at), "from_day": "2024-11-01",
                "filed_on": "2024-11-04"});
            conferences::appoint(&self.app, &office, conference, form(new)).await?;
        }
        let pattern = json!({"kind": "minutes", "region": COUNTY_CODE,
            "organ": self.organ_id("lxhyb"), "pattern": "{abbr}〔{year}〕{seq}号",
            "abbr": "阳双随机办"});
        plans::numbers::set(&self.app, &office, form(pattern)).await?;
        Ok(())
    }

    /// The conference of the county.
    async fn own_conference(&self) -> Done<String> {
        let office = self.call("lxhyb", Role::ConferenceOffice);
        let all = conferences::list(&self.app, &office, PageRequest::default()).await?;
        Ok(all.items[0].id.clone())
    }

    /// Holds the meetings that are due by a day and were not held, in order.
    pub(crate) async fn meet_until(&self, until: Day) -> Done {
        let office = self.call("lxhyb", Role::ConferenceOffice);
        let conference = self.own_conference().await?;
        for (quarter, on) in MEETINGS.into_iter().filter(|(_, on)| day(on) <= until) {
            let query = QuarterQuery::default();
            let seen = meetings::quarters(&self.app, &office, &conference, query).await?;
            let held = seen.iter().any(|one| one.quarter == quarter && one.held_on.is_some());
            if !held {
                self.go_to(day(on));
                self.meet(&conference, quarter).await?;
            }
        }
        Ok(())
    }

    async fn meet(&self, conference: &str, quarter: &str) -> Done {
        let office = self.call("lxhyb", Role::ConferenceOffice);
        let today = self.app.today();
        let posts =
            conferences::posts(&self.app, &office, conference, conferences::OnDay::default())
                .await?;
        let chair = posts.iter().find(|post| post.post == "convenor").map(|post| post.id.clone());
        let new = json!({"conference": conference, "quarter": quarter, "day": today.to_string(),
            "place": "县政府三楼会议室", "chair": chair});
        let it = meetings::create(&self.app, &office, form(new)).await?;
        let here = json!({"version": it.version, "day": today.to_string(),
            "attendance": self.attendance(quarter)});
        let it = meetings::hold(&self.app, &office, &it.id, form(here)).await?;
        let newest = quarter == MEETINGS[MEETINGS.len() - 1].0;
        self.ask(&it, newest).await?;
        let text = |at: u32| json!({"item": at, "text": "会议听取了汇报，逐项研究了未办结的事项，明确了责任单位和期限。"});
        let numbers = it.agenda.iter().map(|item| text(item.number));
        let minutes = json!({"version": it.version, "items": numbers.collect::<Vec<_>>()});
        let it = meetings::minute(&self.app, &office, &it.id, form(minutes)).await?;
        let seen = form(json!({"version": it.version}));
        meetings::issue(&self.app, &office, &it.id, seen).await?;
        self.activities(quarter).await?;
        if quarter.ends_with("Q1") {
            self.targets(conference, quarter).await?;
        }
        Ok(())
    }

    /// Everybody accounted for: most come, some send somebody, one is missing.
    fn attendance(&self, quarter: &str) -> Vec<Value> {
        let line = |(at, department): (usize, &sunlot_testkit::Department)| {
            let roll = self.roll(&format!("{quarter} {}", department.code), 12);
            let presence = match roll {
                0 if at > 0 => "absent",
                1 | 2 => "deputy",
                _ => "present",
            };
            let person = staff_name(self.scale.seed, 4_000 + at as u64);
            json!({"organ": self.organ_id(department.code), "presence": presence,
                "person": if presence == "absent" { String::new() } else { person },
                "title": if presence == "present" { "副局长" } else { "" }})
        };
        DEPARTMENTS.iter().enumerate().map(line).collect()
    }

    async fn ask(&self, meeting: &MeetingView, newest: bool) -> Done {
        let office = self.call("lxhyb", Role::ConferenceOffice);
        for (code, text, days, settled) in MATTERS {
            let new = json!({"item": 1, "organ": self.organ_id(code), "text": text,
                "due": self.in_days(days).to_string()});
            let it = matters::set(&self.app, &office, &meeting.id, form(new)).await?;
            let settled = if newest { settled } else { Settled::Done };
            if settled == Settled::Open {
                continue;
            }
            let planner = self.call(code, Role::Planner);
            let report = json!({"version": it.version, "evidence": "已办理，材料报办公室存档"});
            let it = matters::report(&self.app, &planner, &it.id, form(report)).await?;
            if settled == Settled::Done {
                let seen = form(json!({"version": it.version}));
                matters::accept(&self.app, &office, &it.id, seen).await?;
            }
        }
        Ok(())
    }

    async fn activities(&self, quarter: &str) -> Done {
        for (code, kind, title, people) in ACTIVITIES {
            if self.roll(&format!("{quarter} {title}"), 4) == 0 {
                continue;
            }
            let planner = self.call(code, Role::Planner);
            let new = json!({"organ": self.organ_id(code), "kind": kind,
                "day": self.app.today().to_string(), "title": title, "people": people,
                "text": format!("{title}，由相关股室组织，资料存档。")});
            let it = activities::record(&self.app, &planner, form(new)).await?;
            let seen = activities::ActivityUpload { version: it.version };
            let photo = ("现场照片.jpg".to_owned(), PHOTO.to_vec());
            activities::upload(&self.app, &planner, &it.id, seen, photo).await?;
        }
        Ok(())
    }

    async fn targets(&self, conference: &str, quarter: &str) -> Done {
        let office = self.call("lxhyb", Role::ConferenceOffice);
        let year: u16 = quarter[..4].parse().expect("a quarter begins with its year");
        for (indicator, target) in TARGETS {
            let new = json!({"year": year, "indicator": indicator, "target": target,
                "reason": "县政府年度考核办法，经联席会议研究同意"});
            appraisals::set_target(&self.app, &office, conference, form(new)).await?;
        }
        Ok(())
    }
}
