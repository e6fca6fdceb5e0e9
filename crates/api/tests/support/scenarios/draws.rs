//! Draws.

use sunlot_app::{AppError, Call};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{Counts, Draw, DrawKind, DrawPublication, DrawState, Setting};
use sunlot_domain::ids::{DrawId, Id as _, TaskId};
use sunlot_domain::tasks::Task;

use super::{Case, Made, RecordMaker, Tasks, World};

/// Draws that were prepared: the log knows nothing of them yet.
pub(super) struct DrawRecords;

impl RecordMaker for DrawRecords {
    fn noun(&self) -> &'static str {
        "draw"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/draws/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let task = Tasks.make(world, case).await?;
            let task = TaskId::parse(&task).ok()?;
            let (organ, id) = (world.organ(case), world.app.app.ids().make::<DrawId>());
            let call = Call::system("test");
            let write = world.app.app.write(&call, move |tx| {
                let task = tx.need::<Task>(&task)?.value;
                tx.insert(Draw {
                    id,
                    task: task.id,
                    joint_task: None,
                    organ,
                    region: task.region,
                    participants: Vec::new(),
                    plan_no: task.id.to_string(),
                    attempt: 1,
                    kind: DrawKind::Draw,
                    base: None,
                    reason: None,
                    publication: DrawPublication::Sealed,
                    setting: Setting::default(),
                    state: DrawState::Proposed,
                    counts: Counts::default(),
                    unsealed: false,
                    released: 0,
                    proposed_by: task.author,
                    approved_by: None,
                    sealed_nonce: vec![1; 60],
                    sealed_salt: vec![2; 60],
                })?;
                Ok(tx.record(Event::new(Action::DrawPrepared, id), ()))
            });
            let done: Result<(), AppError> = write.await;
            done.ok()?;
            Some(id.to_string())
        })
    }
}
