//! 年度计划: a joint plan under the lead of market supervision, written in November, filed in
//! December, published in January.

use serde_json::{Value, json};
use sunlot_app::plans::{self, PlanView};
use sunlot_domain::roles::Role;

use crate::Done;
use crate::world::{World, day, form};

/// A row of the year's plan: who draws what, when, and how many.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) item: &'static str,
    pub(crate) participants: &'static [&'static str],
    pub(crate) month: u32,
    pub(crate) industries: &'static [&'static str],
    /// Subjects of 10,000 that are drawn in a county of 30,000; a smaller one draws more of its
    /// own, up to the ceiling.
    pub(crate) share: usize,
    pub(crate) key: bool,
}

const fn row(
    name: &'static str,
    item: &'static str,
    participants: &'static [&'static str],
    month: u32,
    industries: &'static [&'static str],
    share: usize,
    key: bool,
) -> Row {
    Row { name, item, participants, month, industries, share, key }
}

/// The rows, in the order of their months. Key items are drawn by credit-risk class.
pub(crate) const ROWS: &[Row] = &[
    row("登记事项定向抽查", "SCJG-01", &[], 2, &["51", "52"], 50, false),
    row("餐饮服务食品安全抽查", "SCJG-03", &[], 3, &["62"], 60, true),
    row("旅馆业部门联合抽查", "LH-01", &["wsjk", "gaj", "xfjy"], 4, &["61"], 600, false),
    row("公示信息不定向抽查", "SCJG-02", &[], 5, &[], 12, false),
    row("农资市场部门联合抽查", "LH-03", &["nyncj"], 6, &["5166"], 500, false),
    row("特种设备使用单位抽查", "SCJG-04", &[], 7, &["80", "61"], 60, true),
    row("公共场所联合抽查", "LH-01", &["wsjk", "gaj"], 8, &["6129"], 1_000, false),
    row("食品销售者抽查", "SCJG-03", &[], 9, &["521"], 40, true),
    row("登记事项不定向抽查", "SCJG-01", &[], 10, &[], 12, false),
];

impl Row {
    fn quota(&self, world: &World) -> Value {
        let share = (self.share * 30_000 / world.scale.subjects.max(1)).min(1_000);
        let percent = |share: usize| format!("{}.{:02}%", share / 100, share % 100);
        if !self.key {
            return json!({"ratio": percent(share)});
        }
        let by_class = [("A", 1, 2), ("B", 1, 1), ("C", 2, 1), ("D", 4, 1), ("U", 1, 1)];
        let row = |(class, times, parts): (&str, usize, usize)| {
            (class.to_owned(), json!(percent((share * times / parts).max(1))))
        };
        json!({"by_class": by_class.into_iter().map(row).collect::<serde_json::Map<_, _>>()})
    }

    fn task(&self, world: &World, year: u16) -> Value {
        let (lead, month) = (world.organ_id("scjg"), self.month);
        let others: Vec<String> =
            self.participants.iter().map(|code| world.organ_id(code)).collect();
        let mut items = vec![json!({"code": self.item, "organ": lead})];
        items.extend(others.iter().map(|organ| json!({"code": self.item, "organ": organ})));
        json!({
            "name": self.name,
            "draw_type": if self.industries.is_empty() { "undirected" } else { "directed" },
            "item_class": if self.key { "key" } else { "general" },
            "participants": others, "items": items,
            "draw_from": format!("{year}-{month:02}-10"),
            "draw_to": format!("{year}-{month:02}-20"),
            "period_from": format!("{year}-{month:02}-15"),
            "deadline": format!("{year}-{:02}-28", month + 1),
            "scope_text": "全县符合条件的经营主体",
            "filter": {"industries": self.industries}, "quota": self.quota(world),
            "recent_days": 180, "spare_open_case": true,
        })
    }
}

impl World {
    /// The year's plan, from its draft to its publication. Takes the clock to January.
    ///
    /// # Errors
    /// What a use case refuses.
    pub async fn plan_year(&self, year: u16) -> Done<PlanView> {
        let before = year - 1;
        self.go_to(day(&format!("{before}-11-12")));
        let (lead, second) =
            (self.call("scjg", Role::LeadPlanner), self.call("scjg", Role::Reviewer));
        let office = self.call("lxhyb", Role::ConferenceOffice);
        let tasks: Vec<Value> = ROWS.iter().map(|row| row.task(self, year)).collect();
        let new = json!({"organ": self.organ_id("scjg"), "year": year, "joint": true,
            "name": format!("阳和县{year}年度部门联合“双随机、一公开”抽查计划"), "tasks": tasks});
        let plan = plans::create(&self.app, &lead, form(new)).await?;
        let id = plan.id.clone();
        let seen = |plan: &PlanView| {
            form::<plans::StepRequest>(json!({"version": plan.version, "reason": "按程序办理"}))
        };
        let plan = plans::submit(&self.app, &lead, &id, seen(&plan)).await?;
        self.go_to(day(&format!("{before}-11-26")));
        let plan = plans::coordinate(&self.app, &office, &id, seen(&plan)).await?;
        self.go_to(day(&format!("{before}-12-04")));
        let plan = plans::approve(&self.app, &second, &id, seen(&plan)).await?;
        let plan = plans::file(&self.app, &lead, &id, seen(&plan)).await?;
        self.meet_until(day(&format!("{before}-12-31"))).await?;
        self.go_to(day(&format!("{year}-01-08")));
        let plan = plans::publish(&self.app, &lead, &id, seen(&plan)).await?;
        plans::start(&self.app, &lead, &id, seen(&plan)).await
    }
}
