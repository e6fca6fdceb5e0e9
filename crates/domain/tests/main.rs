//! One binary for all tests of the rules: linked once.

mod annex3;
mod calendar;
mod codes;
mod dry_run;
mod estimates;
mod item_words;
mod items;
mod numbering;
mod permissions;
mod plan;
mod plans;
mod registers;
mod terms;
