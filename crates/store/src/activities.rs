//! 培训、宣传、经验: queries.

use sunlot_domain::activities::{Activity, ActivityFile, ActivityKind, ActivityState};
use sunlot_domain::ids::OrganId;
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::follow::Followed;
use crate::json_columns;
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(ActivityKind, ActivityState);
json_columns!(Vec<ActivityFile>);
record!(
    Activity,
    "activity",
    id,
    organ,
    region,
    kind,
    day,
    title,
    people,
    text,
    files,
    recorded_by,
    state,
    withdrawn,
);

impl Followed for Activity {
    const OVER: &'static str = "'withdrawn'";
}

/// Which activities of a list.
#[derive(Debug, Clone, Default)]
pub struct ActivityFilter {
    /// Who asks.
    pub visible: Visible,
    /// Of this kind.
    pub kind: Option<ActivityKind>,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// From this day.
    pub from: Option<Day>,
    /// To this day.
    pub to: Option<Day>,
    /// Only those that count.
    pub recorded: bool,
}

/// One page of the activities.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &ActivityFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Activity>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow(&mut filter);
    if let Some(kind) = which.kind {
        filter.and("kind = {}", [kind.to_value()]);
    }
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(day) = which.from {
        filter.and("day >= {}", [day.to_value()]);
    }
    if let Some(day) = which.to {
        filter.and("day <= {}", [day.to_value()]);
    }
    if which.recorded {
        filter.and("state = 'recorded'", []);
    }
    tx.page(&filter, order, window)
}
