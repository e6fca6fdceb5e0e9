//! `officers.tsv`: the frozen table of officers (ssj-1 §7).
//!
//! Only formal officers with a certificate are rows. Where a pool works with fixed groups
//! (检查小组), a row is such a group.

use crate::cells::{self, Line, RowError};
use crate::names::{DeptCode, OfficerCode, RegionCode, TagCode};
use crate::rules::PoolRule;
use crate::time::Day;

/// Name of the file in bundles and errors.
pub const FILE: &str = "officers.tsv";

/// Largest cap, prior load, and prior load with this draw's load (ssj-1 §9.3).
pub const LOAD_MAX: u64 = 2047;

/// One officer. Field names are the columns of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Code that stands for the officer in public.
    pub officer_code: OfficerCode,
    /// Department.
    pub dept: DeptCode,
    /// Matching regions, ascending; `None` is `*`, every region.
    pub regions: Option<Vec<RegionCode>>,
    /// Tags, ascending.
    pub tags: Vec<TagCode>,
    /// Last day on which the certificate is valid.
    pub cert_valid_until: Day,
    /// Most posts in this draw.
    pub cap: u16,
    /// Posts that count as load before this draw.
    pub prior: u16,
    /// 32 hex digits.
    pub salt: String,
}

impl Officer {
    /// May the officer work in this region?
    #[must_use]
    pub fn covers(&self, region: &RegionCode) -> bool {
        self.regions.as_ref().is_none_or(|regions| regions.binary_search(region).is_ok())
    }

    /// Does the officer carry this tag?
    #[must_use]
    pub fn has_tag(&self, tag: &TagCode) -> bool {
        self.tags.binary_search(tag).is_ok()
    }

    /// Is the officer of this pool? (ssj-1 §9.1)
    #[must_use]
    pub fn is_of(&self, pool: &PoolRule) -> bool {
        let shares = match &self.regions {
            None => true,
            Some(own) => pool.regions.is_empty() || own.iter().any(|region| pool.covers(region)),
        };
        self.dept == pool.dept && shares
    }

    fn parse(line: &Line<'_>) -> Result<Self, RowError> {
        let [code, dept, regions, tags, until, cap, prior, salt] = line.cells::<8>()?;
        let load = |column: &str, cell: &[u8]| {
            let value = cells::decimal(cell, 0, LOAD_MAX);
            value.map(|v| v as u16).ok_or_else(|| line.error(column, cell, "0 至 2047 的整数"))
        };
        line.require(cells::is_hex(salt, 32), "salt", salt, "32 位小写十六进制")?;
        Ok(Self {
            officer_code: line.name("officer_code", code, OfficerCode::parse)?,
            dept: line.name("dept", dept, DeptCode::parse)?,
            regions: match regions {
                b"*" => None,
                list => Some(line.names("regions", list, RegionCode::parse)?),
            },
            tags: line.names("tags", tags, TagCode::parse)?,
            cert_valid_until: line.name("cert_valid_until", until, Day::parse)?,
            cap: load("cap", cap)?,
            prior: load("prior", prior)?,
            salt: cells::ascii(salt).to_owned(),
        })
    }

    /// The row of the table, without LF.
    #[must_use]
    pub fn to_row(&self) -> String {
        let regions = match &self.regions {
            None => "*".to_owned(),
            Some(regions) => cells::join(regions.iter().map(RegionCode::as_str)),
        };
        let tags = cells::join(self.tags.iter().map(TagCode::as_str));
        format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            self.officer_code.as_str(),
            self.dept.as_str(),
            regions,
            tags,
            self.cert_valid_until,
            self.cap,
            self.prior,
            self.salt
        )
    }
}

/// The table, read and checked, ascending by code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerTable(Vec<Officer>);

impl OfficerTable {
    /// Reads the table.
    ///
    /// # Errors
    /// The first row that is not of its form or out of order.
    pub fn parse(bytes: &[u8]) -> Result<Self, RowError> {
        let mut rows: Vec<Officer> = Vec::new();
        for line in cells::lines(FILE, bytes)? {
            let line = line?;
            let row = Officer::parse(&line)?;
            let previous = rows.last().map_or("", |last| last.officer_code.as_str());
            cells::ascending(&line, previous.as_bytes(), row.officer_code.as_str().as_bytes())?;
            rows.push(row);
        }
        Ok(Self(rows))
    }

    /// Builds a table: sorts the rows by code.
    ///
    /// # Errors
    /// The code that two rows share.
    pub fn build(mut rows: Vec<Officer>) -> Result<Self, OfficerCode> {
        rows.sort_by(|a, b| a.officer_code.cmp(&b.officer_code));
        match rows.windows(2).find(|pair| pair[0].officer_code == pair[1].officer_code) {
            None => Ok(Self(rows)),
            Some(pair) => Err(pair[0].officer_code.clone()),
        }
    }

    /// The officers, ascending by code.
    #[must_use]
    pub fn rows(&self) -> &[Officer] {
        &self.0
    }

    /// The officer with this code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Officer> {
        let found = self.0.binary_search_by(|row| row.officer_code.as_str().cmp(code));
        found.ok().map(|place| &self.0[place])
    }

    /// The bytes of the table.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cells::table(self.0.iter().map(Officer::to_row))
    }
}
