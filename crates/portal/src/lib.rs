//! 公示端: the public pages, from views to HTML. Readable without any script, printable, and the
//! same for everybody.
//!
//! Owns the words and the look of what the public reads. Must never ask for anything: what a page
//! shows was handed to it, and is public already when it comes here.

mod layout;
mod pages;
mod parts;
mod style;
mod text;

pub use layout::{Crumb, Head, Section, Shell};
pub use maud::Markup;
pub use pages::{
    challenges, draws, entities, errors, fairness, help, home, items, open_data, penalties, plans,
    results, site_map, statistics, tasks, visits,
};
pub use style::{ICON, ICON_PATH, STYLE, style_path, tag_of};
pub use text::encoded;
