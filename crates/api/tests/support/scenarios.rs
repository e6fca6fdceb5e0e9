//! Records for the matrix of records: each noun has a maker that makes one for a case.
//!
//! To add a noun: implement [`RecordMaker`], name it in [`makers`], and write its rows in
//! `scenarios.csv` by hand.

use std::pin::Pin;

use sunlot_domain::ids::OrganId;
use sunlot_domain::roles::Role;

use super::TestApp;

/// Whose record it is, and how far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Own,
    OtherDepartment,
    OtherRegion,
    Embargoed,
    Unpublished,
    Missing,
}

impl Case {
    /// In the order of the table's columns.
    pub const ALL: [Case; 6] = [
        Case::Own,
        Case::OtherDepartment,
        Case::OtherRegion,
        Case::Embargoed,
        Case::Unpublished,
        Case::Missing,
    ];
}

/// Organs of the cases; the caller belongs to `own`.
pub struct World<'a> {
    pub app: &'a TestApp,
    pub own: OrganId,
    pub other_department: OrganId,
    pub other_region: OrganId,
}

impl World<'_> {
    /// The organ that a record of this case belongs to.
    pub fn organ(&self, case: Case) -> OrganId {
        match case {
            Case::OtherDepartment => self.other_department,
            Case::OtherRegion => self.other_region,
            _ => self.own,
        }
    }
}

pub type Made<'a> = Pin<Box<dyn Future<Output = Option<String>> + 'a>>;

/// Makes a record of a noun.
pub trait RecordMaker {
    /// Name in the table.
    fn noun(&self) -> &'static str;

    /// Address of the record with an id.
    fn path(&self, id: &str) -> String;

    /// A record of a case; `None` where the noun has no such case.
    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a>;
}

/// Every noun that has records.
pub fn makers() -> Vec<Box<dyn RecordMaker>> {
    vec![Box::new(Organs), Box::new(Accounts), Box::new(Grants)]
}

struct Organs;

impl RecordMaker for Organs {
    fn noun(&self) -> &'static str {
        "organ"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/organs/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move { Some(world.organ(case).to_string()) })
    }
}

struct Accounts;

impl RecordMaker for Accounts {
    fn noun(&self) -> &'static str {
        "account"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/accounts/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let person = world.app.login(Role::Reviewer, world.organ(case)).await;
            let session = person.get("/api/v1/session").await.ok();
            Some(session["account"].as_str()?.to_owned())
        })
    }
}

struct Grants;

impl RecordMaker for Grants {
    fn noun(&self) -> &'static str {
        "grant"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/grants/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let person = world.app.login(Role::Reviewer, world.organ(case)).await;
            let account = person.get("/api/v1/session").await.ok()["account"].clone();
            let admin = world.app.login(Role::AuditAdmin, world.own).await;
            let path = format!("/api/v1/grants?account={}", account.as_str()?);
            let grants = admin.get(&path).await.ok();
            Some(grants["items"][0]["id"].as_str()?.to_owned())
        })
    }
}
