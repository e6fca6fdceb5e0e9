//! `sunlot draw run`: a rehearsal of the whole ceremony on a folder.

use std::path::Path;

use sunlot_ceremony::{Ceremony, Clock, Rehearsal, write_whole, zip_bundle};
use sunlot_sortition::bundle::Audience;
use sunlot_sortition::time::UtcSecond;

use crate::inputs::{self, Files};
use crate::say::{Ended, done};

/// First second of a rehearsal's clock: the same every time, so the same bytes come out.
pub(crate) fn start(freeze_day: &str) -> UtcSecond {
    let noon = format!("{freeze_day}T12:00:00Z");
    let default = || UtcSecond::parse("2026-01-01T12:00:00Z").expect("a time");
    UtcSecond::parse(&noon).unwrap_or_else(|_| default())
}

pub(crate) fn run(dir: &Path, files: &Files<'_>, entropy: &str) -> Ended {
    // The freeze day of the rules is where the clock begins; opening asks for no time yet.
    let early = UtcSecond::parse("2000-01-01T00:00:00Z").expect("a time");
    let ceremony = Ceremony::open(dir, Clock::Set(early))?;
    let (depts, day) = (ceremony.terms().depts.clone(), ceremony.terms().task.freeze_day.clone());
    drop(ceremony);
    let inputs = inputs::read(files, &depts)?;
    let rehearsal = Rehearsal::new(entropy);
    rehearsal.run(dir, &inputs, start(&day), &mut |line| println!("{line}"))?;
    let mut ceremony = Ceremony::open(dir, Clock::Set(start(&day)))?;
    let out = dir.join("公布.zip");
    write_whole(&out, &zip_bundle(&ceremony.bundle(None, Audience::Audit)?)?, 0o644)?;
    println!("演练完成。审计版公布文件：{}", out.display());
    done()
}
