//! 示例县: 阳和县 with its departments, registers, lists and plans, lived through by the use cases
//! of the platform under a clock of its own.
//!
//! Owns what happens in the county and when. Every step is taken by somebody who may take it, and
//! is refused when he may not. Must never write what a use case would not: the county's log is
//! verified like any other.

mod cases;
mod clock;
mod draws;
mod follow;
mod founding;
mod holds;
mod lists;
mod logins;
mod meetings;
mod objections;
mod people;
mod places;
mod plans;
mod registers;
mod reports;
mod simulate;
mod story;
mod visits;
mod world;
mod year;

pub use clock::DemoClock;
pub use logins::Login;
pub use people::Person;
pub use simulate::{Happened, simulate};
pub use story::{FOUNDED, Told, live};
pub use world::{Scale, World};

use sunlot_app::AppError;

/// What a step of the county gives.
pub type Done<T = ()> = Result<T, AppError>;
