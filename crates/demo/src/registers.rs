//! 两库: subjects, inspectors and conflicts come in as files and are let in by a second person.

use std::collections::BTreeMap;

use serde_json::json;
use sunlot_app::{AppError, Kind, imports, inspectors};
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;
use sunlot_testkit::{
    DEPARTMENTS, INSPECTORS_HEADER, REGIONS, REGISTER_HEADER, RegisterLine, TOWNSHIPS, Table,
};

use crate::Done;
use crate::founding::seal;
use crate::world::{World, form};

fn io(error: &std::io::Error) -> AppError {
    AppError::new(Kind::Unavailable, "demo.io", format!("示例县的文件写不下：{error}"))
}

impl World {
    /// Fills both registers.
    pub(crate) async fn fill_registers(&mut self) -> Done {
        let today = self.app.today();
        let row = |line: &RegisterLine| {
            let mut cells = subject_row(line.cells(), today);
            let at = self.position(&line.code, line.township_code);
            let written = at.map(|at| at.to_string()).unwrap_or_default();
            let (latitude, longitude) = written.split_once(',').unwrap_or_default();
            cells.extend([longitude.to_owned(), latitude.to_owned()]);
            cells
        };
        let rows = self.data.register.iter().map(row).collect();
        let header = [&REGISTER_HEADER[..], &["经度", "纬度"]].concat();
        let table = Table { header, rows };
        self.bring_in("scjg", "register", "检查对象名录.csv", table).await?;
        for department in DEPARTMENTS {
            let mine = self.data.inspectors.iter().filter(|line| line.dept == department.name);
            let rows: Vec<_> = mine.map(|line| inspector_row(line.cells())).collect();
            if rows.is_empty() {
                continue;
            }
            let table = Table { header: INSPECTORS_HEADER.to_vec(), rows };
            self.bring_in(department.code, "inspectors", "执法检查人员名录.csv", table).await?;
        }
        for department in DEPARTMENTS {
            self.link_accounts(department.code).await?;
        }
        self.declare_conflicts().await
    }

    /// A file of a department, checked by its planner and let in by its reviewer.
    pub(crate) async fn bring_in(&self, organ: &str, kind: &str, name: &str, table: Table) -> Done {
        let file = tempfile::NamedTempFile::with_suffix(".csv").map_err(|e| io(&e))?;
        std::fs::write(file.path(), table.csv_utf8()).map_err(|e| io(&e))?;
        let planner = self.call(organ, Role::Planner);
        let new = json!({"kind": kind, "organ": self.organ_id(organ),
            "source": "部门业务系统", "source_day": self.app.today().to_string()});
        let batch = imports::upload(&self.app, &planner, form(new), name, file.path()).await?;
        let yes = json!({"version": batch.version, "reason": "抽样核对与原件一致，同意导入"});
        let reviewer = self.call(organ, Role::Reviewer);
        imports::approve(&self.app, &reviewer, &batch.id, form(yes)).await?;
        Ok(())
    }

    /// Each inspector of a department gets the account with which he logs in.
    async fn link_accounts(&self, organ: &str) -> Done {
        let (planner, reviewer) =
            (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
        let query = form(json!({"organ": self.organ_id(organ)}));
        let page = form(json!({"page_size": 200}));
        let found = inspectors::list(&self.app, &planner, query, page).await?;
        for one in found.items {
            let details = one.details.expect("a planner sees his own department's people");
            let account = self.inspectors[&details.code].account().to_string();
            let mut proposal = serde_json::to_value(&details).expect("a view is JSON");
            proposal["account"] = json!(account);
            proposal["version"] = json!(one.version);
            proposal["reason"] = json!("开通移动执法账号");
            let change =
                inspectors::changes::propose_change(&self.app, &planner, &one.id, form(proposal))
                    .await?;
            let yes = json!({"version": change.version, "decision": "同意"});
            inspectors::changes::approve(&self.app, &reviewer, &change.id, form(yes)).await?;
        }
        Ok(())
    }

    /// 回避: declared relationships come in department by department.
    async fn declare_conflicts(&self) -> Done {
        let of: BTreeMap<&str, &str> =
            self.data.inspectors.iter().map(|line| (line.code.as_str(), line.dept)).collect();
        for department in DEPARTMENTS {
            let mine = self.data.conflicts.iter().filter(|line| {
                line.code == "C" && of.get(line.officer.as_str()) == Some(&department.name)
            });
            let rows: Vec<Vec<String>> = mine.map(sunlot_testkit::ConflictLine::cells).collect();
            if rows.is_empty() {
                continue;
            }
            let table = Table { header: sunlot_testkit::CONFLICTS_HEADER.to_vec(), rows };
            self.bring_in(department.code, "conflicts", "回避情形.csv", table).await?;
        }
        Ok(())
    }
}

/// A row of the register as it was on a day: what happened later is not known yet.
fn subject_row(mut cells: Vec<String>, today: Day) -> Vec<String> {
    let [class, month, visits, last] = [7, 8, 10, 11];
    if !cells[class].is_empty() {
        cells[month] = today.to_string()[..7].to_owned();
    }
    cells[visits] = "0".to_owned();
    if cells[last].as_str() > today.to_string().as_str() {
        cells[last].clear();
    }
    cells
}

/// A row of the list of inspectors with the department's full name and townships for regions.
fn inspector_row(mut cells: Vec<String>) -> Vec<String> {
    cells[2] = seal(&cells[2]);
    if let Some((region, _)) = REGIONS.iter().find(|(code, _)| *code == cells[3]) {
        let here = TOWNSHIPS.iter().filter(|town| town.region == *region);
        cells[3] = here.map(|town| town.code).collect::<Vec<_>>().join("、");
    } else {
        cells[3].clear();
    }
    cells
}
