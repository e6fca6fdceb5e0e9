//! 半年、年终报告: every department writes, hands in, and is received; one is returned and hands in
//! again, one is late.

use serde_json::{Value, json};
use sunlot_app::reports::{self, ReportSections, ReportView};
use sunlot_domain::reports::Season;
use sunlot_domain::roles::Role;
use sunlot_testkit::DEPARTMENTS;

use crate::Done;
use crate::world::{World, form};

/// Whose report is returned once.
const RETURNED: &str = "wsjk";

/// Who hands in after the deadline.
const LATE: &str = "gaj";

impl World {
    /// The reports of a period, handed in some days before the deadline by all but one department.
    pub(crate) async fn report(&self, year: u16, season: Season) -> Done {
        let deadline = season.deadline(year).expect("a year of the story");
        self.go_to(deadline.plus(-4).expect("a day before"));
        let office = self.call("lxhyb", Role::ConferenceOffice);
        for department in DEPARTMENTS.iter().filter(|one| one.code != LATE) {
            let it = self.hand_in(department.code, year, season).await?;
            if department.code != RETURNED {
                reports::receive(&self.app, &office, &it.id, seen(&it)).await?;
                continue;
            }
            let back = json!({"version": it.version,
                "reason": "请补充联合抽查中发现的主要问题和整改情况"});
            let it = reports::send_back(&self.app, &office, &it.id, form(back)).await?;
            let problems =
                format!("{}主要问题是进货查验记录不全，均已责令改正。", it.sections.problems);
            let again = ReportSections { problems, ..it.sections.clone() };
            let it = self.write_report(RETURNED, &it, again).await?;
            let it = self.submit_report(RETURNED, &it).await?;
            reports::receive(&self.app, &office, &it.id, seen(&it)).await?;
        }
        Ok(())
    }

    /// The report of the one who is late.
    pub(crate) async fn report_late(&self, year: u16, season: Season) -> Done {
        self.go_to(season.deadline(year).expect("a year of the story").plus(3).expect("a day"));
        self.hand_in(LATE, year, season).await?;
        Ok(())
    }

    /// A draft that somebody goes on with.
    pub(crate) async fn draft_report(
        &self,
        organ: &str,
        year: u16,
        season: Season,
    ) -> Done<ReportView> {
        let planner = self.call(organ, Role::Planner);
        let new = json!({"organ": self.organ_id(organ), "year": year, "season": season.code()});
        reports::create(&self.app, &planner, form(new)).await
    }

    async fn hand_in(&self, organ: &str, year: u16, season: Season) -> Done<ReportView> {
        let it = self.draft_report(organ, year, season).await?;
        let next = "按年度计划继续抽取和检查，按期公示结果，加强部门联合抽查。".to_owned();
        let sections = ReportSections { next, ..it.sections.clone() };
        let it = self.write_report(organ, &it, sections).await?;
        self.submit_report(organ, &it).await
    }

    async fn write_report(
        &self,
        organ: &str,
        it: &ReportView,
        sections: ReportSections,
    ) -> Done<ReportView> {
        let planner = self.call(organ, Role::Planner);
        let clerk = self.person(organ, Role::Planner).actor.name.clone();
        let written = json!({"version": it.version, "sections": sections, "clerk": clerk,
            "phone": format!("0999-{:07}", self.roll(organ, 10_000_000))});
        reports::edit(&self.app, &planner, &it.id, form(written)).await
    }

    async fn submit_report(&self, organ: &str, it: &ReportView) -> Done<ReportView> {
        reports::submit(&self.app, &self.call(organ, Role::Reviewer), &it.id, seen(it)).await
    }

    /// Receipts of what was published of a part: everything goes to 公示系统; much of it elsewhere
    /// too. Of a few nothing has come back yet.
    pub(crate) async fn receipts(&self, organ: &str, part: &str) -> Done {
        let roll = self.roll(&format!("channels {part}"), 100);
        let outlets: &[&str] = match roll {
            0..=3 => return Ok(()),
            4..=59 => &["gsxt"],
            60..=79 => &["gsxt", "website"],
            _ => &["gsxt", "supervision", "website"],
        };
        let publisher = self.call(organ, Role::LeadPlanner);
        for channel in outlets {
            let receipt = format!("{channel}-{}", &part[part.len() - 12..]);
            let noted = json!({"version": 1, "channel": channel, "state": "accepted",
                "receipt": receipt});
            sunlot_app::results::note_channel(&self.app, &publisher, part, form(noted)).await?;
        }
        Ok(())
    }
}

fn seen(it: &ReportView) -> reports::ReportStepRequest {
    let version: Value = json!({"version": it.version});
    form(version)
}
