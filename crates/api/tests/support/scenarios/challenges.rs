//! Challenges.

use sunlot_app::{AppError, Call};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::challenges::{Challenge, ChallengeState, Standing, Verdict};
use sunlot_domain::draws::Draw;
use sunlot_domain::ids::{ChallengeId, DrawId, Id as _};
use sunlot_sortition::time::Day;

use super::draws::DrawRecords;
use super::{Case, Made, RecordMaker, World};

/// Challenges of draws.
pub(super) struct Challenges;

impl RecordMaker for Challenges {
    fn noun(&self) -> &'static str {
        "challenge"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/challenges/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            if case == Case::Unpublished {
                return None;
            }
            let draw = DrawId::parse(&DrawRecords.make(world, case).await?).ok()?;
            let id = world.app.app.ids().make::<ChallengeId>();
            let call = Call::system("test");
            let write = world.app.app.write(&call, move |tx| {
                let draw = tx.need::<Draw>(&draw)?.value;
                tx.insert(Challenge {
                    id,
                    draw: draw.id,
                    organ: draw.organ,
                    region: draw.region,
                    participants: Vec::new(),
                    subject: "91620422MA0000000X".into(),
                    unit: None,
                    ticket: None,
                    text: String::new(),
                    contact: None,
                    lodged_on: Day::parse("2026-03-02")?,
                    verdict: Verdict::Refuted,
                    standing: Some(Standing::Absent),
                    findings: Vec::new(),
                    state: ChallengeState::Open,
                    answered_by: None,
                    answered_on: None,
                    reply: None,
                })?;
                Ok(tx.record(Event::new(Action::ChallengeLodged, id), ()))
            });
            let done: Result<(), AppError> = write.await;
            done.ok()?;
            Some(id.to_string())
        })
    }
}
