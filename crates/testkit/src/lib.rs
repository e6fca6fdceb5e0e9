//! The county that the project carries: 阳和县, 629922, invented from end to end.
//!
//! Owns deterministic test data in the shape and with the dirt of real files. Names are invented;
//! codes are valid in form but carry a division code that no real county has. Must never be used
//! where randomness matters: every value is a hash of a fixed seed.

mod chance;
mod files;
pub mod openloop;
mod people;
mod places;
mod register;
mod rules;
mod trades;

use chance::Chance;

pub use files::Table;
pub use people::{
    CONFLICTS_HEADER, ConflictLine, DEPARTMENTS, Department, INSPECTORS_HEADER, InspectorLine,
    QUALIFICATIONS, staff_name,
};
pub use places::{COUNTY_CODE, COUNTY_NAME, REGIONS, TOWNSHIPS, Township};
pub use register::{Expected, REGISTER_HEADER, RegisterLine};
pub use rules::tables_toml;

/// How large a county is, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Different counties have different seeds.
    pub seed: u64,
    /// Subjects, 1…1,000,000; rows are a little more, because some are repeated.
    pub subjects: usize,
    /// Inspectors.
    pub inspectors: usize,
}

impl Default for Size {
    /// 30,000 subjects, 300 inspectors: a county of about 500,000 people.
    fn default() -> Size {
        Size { seed: 629_922, subjects: 30_000, inspectors: 300 }
    }
}

/// A generated county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// 检查对象名录.
    pub register: Vec<RegisterLine>,
    /// 执法检查人员名录.
    pub inspectors: Vec<InspectorLine>,
    /// 回避与冲突.
    pub conflicts: Vec<ConflictLine>,
    /// What an importer must find in the register.
    pub expected: Expected,
}

impl County {
    /// Makes the county of a size; the same size always gives the same bytes.
    pub fn generate(size: Size) -> County {
        let chance = Chance::new(size.seed);
        let (register, expected) = register::register(chance, size.subjects);
        let inspectors = people::inspectors(chance, size.inspectors);
        let conflicts = people::conflicts(chance, size.inspectors, size.subjects);
        County { register, inspectors, conflicts, expected }
    }

    /// The register as a table.
    pub fn register_table(&self) -> Table {
        let rows = self.register.iter().map(RegisterLine::cells).collect();
        Table { header: REGISTER_HEADER.to_vec(), rows }
    }

    /// The list of inspectors as a table.
    pub fn inspectors_table(&self) -> Table {
        let rows = self.inspectors.iter().map(InspectorLine::cells).collect();
        Table { header: INSPECTORS_HEADER.to_vec(), rows }
    }

    /// The list of conflicts as a table.
    pub fn conflicts_table(&self) -> Table {
        let rows = self.conflicts.iter().map(ConflictLine::cells).collect();
        Table { header: CONFLICTS_HEADER.to_vec(), rows }
    }
}
