//! V-11 抽取底册: the frame is of its form and is the one of the intent.

use super::parts::root_is;
use super::{Case, Deviation, Outcome};
use crate::frame::{FILE, Frame};

pub(super) fn check<'a>(case: &mut Case<'a>) -> Result<Outcome, Deviation> {
    let Some(bytes) = case.file(FILE) else {
        return Ok(Outcome::Withheld("抽取底册未在本包中公布"));
    };
    let rules = case.rules();
    let frame = Frame::parse(bytes, rules).map_err(|error| Deviation::of_row(&error))?;
    let intent = case.intent();
    let stated = (intent.frame_root, intent.frame_count);
    root_is(rules.suite, FILE, &frame.leaves(), stated, "意向 intent.json")?;
    case.draw.frame = Some(frame);
    Ok(Outcome::Pass)
}
