//! 一年半: what happens in the county from its founding until somebody looks at it.

use std::sync::Arc;

use sunlot_app::App;
use sunlot_app::ports::FakeClock;
use sunlot_sortition::time::UtcSecond;

use crate::Done;
use crate::logins::Login;
use crate::world::{Scale, World, day};

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
    tell("上一年度：计划");
    world.plan_year(FIRST_YEAR).await?;
    tell("本年度：计划");
    world.plan_year(FIRST_YEAR + 1).await?;
    world.go_to(day("2026-07-01"));
    tell("示例登录");
    let logins = world.logins().await?;
    Ok(Told { until: world.app.now(), logins })
}
