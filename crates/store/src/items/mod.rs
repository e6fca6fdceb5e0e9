//! 抽查事项清单: queries.

mod columns;
mod item;
mod lists;

pub use item::{
    ItemFilter, citing, codes, codes_named, drawable, find, in_force, in_version, law_changes,
    list_items, mark_used, named_on, of_organ, unused,
};
pub use lists::{
    ListFilter, consents, list, next_number, open_version, published_version, version_on, versions,
};
