//! 一年半: what happens in the county from its founding until somebody looks at it.

use std::sync::Arc;

use sunlot_app::App;
use sunlot_app::ports::FakeClock;
use sunlot_domain::reports::Season;
use sunlot_sortition::time::UtcSecond;

use crate::Done;
use crate::cases::CaseUntil;
use crate::draws::DrawUntil;
use crate::logins::Login;
use crate::world::{Scale, World, day};
use crate::year::{ExtraUntil, TaskUntil};

/// The moment at which the county is founded.
pub const FOUNDED: &str = "2024-11-04T01:00:00Z";

/// The first year that the county lives through; the demonstration stands in the middle of the
/// second.
const FIRST_YEAR: u16 = 2025;

/// The story as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its last moment.
    pub until: UtcSecond,
    /// Who can log in.
    pub logins: Vec<Login>,
}

/// Tells the story on an empty platform whose clock is `clock`, which stands at [`FOUNDED`].
/// `tell` hears what chapter begins.
///
/// # Errors
/// What a use case refuses.
pub async fn live(
    app: App,
    clock: Arc<FakeClock>,
    scale: Scale,
    tell: &mut dyn FnMut(&str),
) -> Done<Told> {
    tell("建县：区划、部门、人员、两库、清单");
    let world = World::found(app, clock, scale).await?;
    world.tell_years(tell).await?;
    tell("示例登录");
    let logins = world.logins().await?;
    Ok(Told { until: world.app.now(), logins })
}

impl World {
    /// Last year to its archive; this year to its middle, with one task in each state.
    async fn tell_years(&self, tell: &mut dyn FnMut(&str)) -> Done {
        tell("上一年度：计划");
        let last = self.plan_year(FIRST_YEAR).await?;
        tell("上一年度：抽取、检查、公示、后续处置、归档");
        self.live_year(&last, |_| TaskUntil::Archived).await?;
        self.report_late(FIRST_YEAR, Season::Half).await?;
        self.report(FIRST_YEAR, Season::Annual).await?;
        self.report_late(FIRST_YEAR, Season::Annual).await?;
        for number in 0..3 {
            self.complaint("scjg", number, CaseUntil::Closed).await?;
        }
        tell("本年度：计划");
        let this = self.plan_year(FIRST_YEAR + 1).await?;
        tell("本年度：过了一半");
        self.live_year(&this, half_way).await?;
        for (number, until) in (3..).zip([CaseUntil::Registered, CaseUntil::Asked, CaseUntil::Sent])
        {
            self.complaint("scjg", number, until).await?;
        }
        tell("计划外的任务：每个状态一个");
        self.go_to(day("2026-06-22"));
        for (name, until) in EXTRA {
            let on = self.in_days(1);
            self.extra_task(name, serde_json::json!({}), on, until).await?;
        }
        self.go_to(day("2026-07-01"));
        self.draft_report("scjg", FIRST_YEAR + 1, Season::Annual).await?;
        Ok(())
    }
}

/// How far each row of this year's plan has come by the first of July.
fn half_way(row: usize) -> TaskUntil {
    match row {
        0 => TaskUntil::Archived,
        1 => TaskUntil::Following,
        2 => TaskUntil::Published,
        3 => TaskUntil::Reviewing,
        4 => TaskUntil::Inspecting,
        _ => TaskUntil::Waiting,
    }
}

/// Tasks outside of the plan, one in each state before the visits.
const EXTRA: [(&str, ExtraUntil); 9] = [
    ("汽车修理业抽查（草稿）", ExtraUntil::Draft),
    ("家电销售抽查（待审批）", ExtraUntil::Pending),
    ("手机销售抽查（待冻结）", ExtraUntil::Ready),
    ("布艺家纺抽查（待批准冻结）", ExtraUntil::Draw(DrawUntil::Prepared)),
    ("文具销售抽查（已冻结）", ExtraUntil::Draw(DrawUntil::Frozen)),
    ("轮胎维修抽查（意向已公布）", ExtraUntil::Draw(DrawUntil::Announced)),
    ("通讯器材抽查（已抽取）", ExtraUntil::Draw(DrawUntil::Drawn)),
    ("汽车用品抽查（人员已匹配）", ExtraUntil::Draw(DrawUntil::Matched)),
    ("二手车服务抽查（已派发）", ExtraUntil::Draw(DrawUntil::Released)),
];
