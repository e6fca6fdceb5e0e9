//! 建县: divisions, departments, the superior, the joint conference.

use serde_json::json;
use sunlot_app::{Call, conferences, organs};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::organs::Region;
use sunlot_domain::roles::Role;
use sunlot_testkit::{COUNTY_CODE, COUNTY_NAME, DEPARTMENTS, TOWNSHIPS};

use crate::Done;
use crate::world::{World, form};

/// The prefecture above the county. Invented.
const CITY: &str = "629900";
const CITY_NAME: &str = "阳平市";

/// Organs beside the departments: code, name, nature, division.
pub(crate) const OTHERS: [(&str, &str, &str, &str); 4] = [
    ("lxhyb", "阳和县“双随机、一公开”监管联席会议办公室", "coordination", COUNTY_CODE),
    ("jjw", "阳和县纪委监委派驻监督组", "oversight", COUNTY_CODE),
    ("sjb", "阳和县大数据中心", "department", COUNTY_CODE),
    ("sscjg", "阳平市市场监督管理局", "department", CITY),
];

/// Name of a department of the county as its seal has it.
pub(crate) fn seal(name: &str) -> String {
    name.strip_prefix('县').map_or_else(|| name.to_owned(), |rest| format!("{COUNTY_NAME}{rest}"))
}

impl World {
    /// Divisions and organs.
    pub(crate) async fn departments(&mut self) -> Done {
        let call = Call::system("示例县");
        let region = |code: &str, name: &str| {
            let id = DivisionCode::parse(code).expect("the county's codes are in form");
            Region { parent: id.parent(), id, name: name.to_owned() }
        };
        let mut regions = vec![region("620000", "甘肃省"), region(CITY, CITY_NAME)];
        regions.push(region(COUNTY_CODE, COUNTY_NAME));
        regions.extend(TOWNSHIPS.iter().map(|town| region(town.code, town.name)));
        organs::load_regions(&self.app, &call, regions).await?;
        self.first_start().await?;
        let admin = self.call("sjb", Role::SystemAdmin);
        for (code, name, kind, region) in OTHERS.into_iter().filter(|other| other.0 != "sjb") {
            let new = json!({"code": code, "name": name, "kind": kind, "region": region});
            self.found_organ(&admin, code, new).await?;
        }
        for department in DEPARTMENTS {
            let mut new = json!({"code": department.code, "name": seal(department.name),
                "kind": "department", "region": COUNTY_CODE});
            if department.code == "scjg" {
                new["superior"] = json!(self.organ_id("sscjg"));
            }
            self.found_organ(&admin, department.code, new).await?;
        }
        Ok(())
    }

    async fn found_organ(&mut self, by: &Call, code: &str, new: serde_json::Value) -> Done {
        let made = organs::create(&self.app, by, form(new)).await?;
        let id = sunlot_domain::ids::Id::parse(&made.id)?;
        self.organs.insert(code.to_owned(), id);
        Ok(())
    }

    /// 联席会议 with every department as a member.
    pub(crate) async fn conference(&self) -> Done {
        let office = self.call("lxhyb", Role::ConferenceOffice);
        let new = json!({"region": COUNTY_CODE, "office": self.organ_id("lxhyb"),
            "lead": self.organ_id("scjg"),
            "name": format!("{COUNTY_NAME}“双随机、一公开”监管联席会议")});
        let made = conferences::create(&self.app, &office, form(new)).await?;
        for department in DEPARTMENTS {
            let member = json!({"organ": self.organ_id(department.code), "joined": "2024-11-01",
                "reason": "县政府办公室公布的成员单位名单"});
            conferences::join(&self.app, &office, &made.id, form(member)).await?;
        }
        self.convenor(&made.id).await
    }
}
