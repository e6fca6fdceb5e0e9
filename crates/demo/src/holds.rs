//! 不变的事: what holds at every moment of every story, asked from outside of the use cases.

use std::collections::BTreeMap;

use serde_json::json;
use sunlot_app::Call;
use sunlot_app::draws;
use sunlot_app::inspections;
use sunlot_app::tasks;
use sunlot_domain::roles::{Actor, Role};
use sunlot_store::examine;

use crate::Done;
use crate::world::{World, form};

impl World {
    /// What does not hold, in words; empty when everything does.
    ///
    /// # Errors
    /// What the store answers.
    pub async fn violations(&self) -> Done<Vec<String>> {
        let mut wrong = Vec::new();
        let report = self.app.read(|tx| Ok(examine::examine(tx, None, &[])?)).await?;
        wrong.extend(report.findings.iter().map(|finding| format!("log: {finding:?}")));
        let planner = self.call("scjg", Role::LeadPlanner);
        let page = || form(json!({"page_size": 200}));
        let all = tasks::list(&self.app, &planner, form(json!({})), page()).await?;
        for task in &all.items {
            self.counts_reconcile(&task.id, &mut wrong).await?;
            self.one_draw_stands(&task.id, &mut wrong).await?;
        }
        self.cases_are_not_random(&mut wrong).await?;
        Ok(wrong)
    }

    /// The draw that was held last.
    ///
    /// # Errors
    /// What the store answers.
    pub async fn last_draw(&self) -> Done<String> {
        let planner = self.call("scjg", Role::LeadPlanner);
        let page = form(json!({"page_size": 200}));
        let all = draws::list(&self.app, &planner, form(json!({})), page).await?;
        let last =
            all.items.into_iter().filter(|it| it.state == "matched").max_by_key(|it| it.log_index);
        Ok(last.expect("a year has draws").id)
    }

    /// Drawn = open + inspected + recognised + ended, for every task that was handed out.
    async fn counts_reconcile(&self, task: &str, wrong: &mut Vec<String>) -> Done {
        let public = Call { actor: Actor::public(), ..Call::system("公众") };
        let Ok(sums) = inspections::reconcile(&self.app, &public, task).await else {
            return Ok(());
        };
        let ended: u64 = sums.outcomes.values().sum();
        let sum = sums.not_dispatched + sums.open + sums.inspected + sums.recognised + ended;
        if !sums.reconciles || sum != sums.drawn {
            wrong.push(format!("counts of {}: {sums:?}", sums.number));
        }
        Ok(())
    }

    /// At most one draw of a task stands, and every attempt is public.
    async fn one_draw_stands(&self, task: &str, wrong: &mut Vec<String>) -> Done {
        let shown = draws::attempts(&self.app, task).await?;
        let standing = shown.iter().filter(|one| one.kind == "draw");
        let standing = standing.filter(|one| !["voided", "annulled"].contains(&one.state.as_str()));
        if standing.count() > 1 {
            wrong.push(format!("task {task} has two draws"));
        }
        Ok(())
    }

    /// Visits of cases are of no task, and visits of tasks of no case.
    async fn cases_are_not_random(&self, wrong: &mut Vec<String>) -> Done {
        let planner = self.call("scjg", Role::LeadPlanner);
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        let page = form(json!({"page_size": 200}));
        let all = inspections::list(&self.app, &planner, form(json!({})), page).await?;
        for visit in all.items {
            *kinds.entry(visit.source.clone()).or_default() += 1;
            if (visit.source == "case") != visit.task.is_none() {
                wrong.push(format!("visit {} is of a case and of a task", visit.number));
            }
        }
        Ok(())
    }
}
