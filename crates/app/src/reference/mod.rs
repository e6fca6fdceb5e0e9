//! 参考数据: divisions, names of departments, and sample item lists that come with the program.
//!
//! Owns how the tables of `data/` become records. These functions are for the program itself (first
//! start, command line), so they ask for no permission; each leaves its event. Samples are drafts,
//! and each item says that it is to be proof-read.

mod departments;
mod divisions;
mod samples;

pub use departments::load_departments;
pub use divisions::{load_divisions, regions_of};
pub use samples::{load_joint_samples, load_samples};

/// Rows of a table with a header, each as its cells.
pub(crate) fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let rows = reader.records().map(|row| row.expect("the tables of data/ are CSV"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}
