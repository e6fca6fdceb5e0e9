//! 抽取: a draw with three contributors, two holders and two recorders, from its preparation to the
//! release. Nonces and keys of the parties follow from the seed: they are people of the story.

use serde_json::{Value, json};
use sunlot_app::draws::{self, DrawView};
use sunlot_domain::roles::Role;
use sunlot_record::trust::SM2_ID;
use sunlot_sortition::commitment::commitment;
use sunlot_sortition::digest::to_hex;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::{DrawId, KeyName, PersonId};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_testkit::{REGIONS, TOWNSHIPS};

use crate::Done;
use crate::people::Person;
use crate::world::{World, form};

/// How far a draw is taken; each includes those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DrawUntil {
    /// 待批准冻结.
    Prepared,
    /// 已冻结.
    Frozen,
    /// 意向已公布.
    Announced,
    /// 已抽取.
    Drawn,
    /// 人员已匹配.
    Matched,
    /// 已派发.
    Released,
}

/// A key of somebody of the story.
fn key(world: &World, name: &str) -> SecretKeys {
    let entropy = world.bytes(&format!("key {name}"));
    SecretKeys::from_entropy(KeyName::parse(name).expect("a name"), &entropy)
}

fn moment(day: Day, time: &str) -> UtcSecond {
    UtcSecond::parse(&format!("{day}T{time}Z")).expect("a day has this hour")
}

impl World {
    /// Who contributes beside the organiser: the observer and the joint conference's office.
    fn contributors(&self) -> [&Person; 2] {
        [self.person("jjw", Role::Observer), self.person("lxhyb", Role::ConferenceOffice)]
    }

    /// Who holds the organiser's nonce in escrow: both are other people than the contributors.
    fn holders(&self) -> [(&'static str, &Person); 2] {
        let second = |organ: &str, role| &self.people[&(organ.to_owned(), role)][1];
        [
            ("jijian", second("jjw", Role::Observer)),
            ("lianxi", second("lxhyb", Role::ConferenceOffice)),
        ]
    }

    /// Who writes down what comes out of the drum.
    fn recorders(&self) -> [&Person; 2] {
        let second = |organ: &str, role| &self.people[&(organ.to_owned(), role)][1];
        [second("scjg", Role::LeadPlanner), second("wsjk", Role::LeadPlanner)]
    }

    fn nonce(&self, draw: &str, who: &str) -> [u8; 32] {
        self.bytes(&format!("nonce {draw} {who}"))
    }

    /// Draws a task on a day, as far as the story goes; batches are released two days later.
    pub(crate) async fn draw_task(
        &self,
        organ: &str,
        task: &str,
        on: Day,
        sealed: bool,
        until: DrawUntil,
    ) -> Done<DrawView> {
        self.go_to(on);
        let (planner, reviewer) =
            (self.call(organ, Role::LeadPlanner), self.call(organ, Role::Reviewer));
        let it = draws::prepare(&self.app, &planner, task, form(self.setting(on, sealed))).await?;
        let id = it.id.clone();
        let seen = |it: &DrawView| form::<draws::DrawStepRequest>(json!({"version": it.version}));
        if until == DrawUntil::Prepared {
            return Ok(it);
        }
        let it = draws::approve(&self.app, &reviewer, &id, seen(&it)).await?;
        if until == DrawUntil::Frozen {
            return Ok(it);
        }
        self.commit(&it).await?;
        let it = draws::show(&self.app, &planner, &id).await?;
        let it = draws::announce(&self.app, &planner, &id, seen(&it)).await?;
        if until == DrawUntil::Announced {
            return Ok(it);
        }
        self.entropy_comes_together(&it, sealed).await?;
        let it = draws::show(&self.app, &planner, &id).await?;
        let it = draws::draw(&self.app, &planner, &id, seen(&it)).await?;
        if until == DrawUntil::Drawn {
            return Ok(it);
        }
        let it = draws::match_inspectors(&self.app, &planner, &id, seen(&it)).await?;
        if until == DrawUntil::Matched {
            return Ok(it);
        }
        let out = on.plus(2).expect("the story ends before the calendar");
        self.wait_until(moment(out, "00:30:00"));
        let batch = json!({"version": it.version, "batch": 1});
        let it = draws::release(&self.app, &reviewer, &id, form(batch)).await?;
        if sealed {
            return draws::unseal(&self.app, &reviewer, &id, seen(&it)).await;
        }
        Ok(it)
    }

    fn setting(&self, on: Day, sealed: bool) -> Value {
        let holders: Vec<Value> = self
            .holders()
            .iter()
            .map(|(name, person)| {
                json!({"name": name, "sm2": key(self, name).public().sm2,
                    "account": person.account().to_string()})
            })
            .collect();
        let regions: Vec<Value> = REGIONS
            .iter()
            .map(|(code, name)| {
                let here = TOWNSHIPS.iter().filter(|town| town.region == *code);
                json!({"code": code, "name": name,
                    "townships": here.map(|town| town.code).collect::<Vec<_>>()})
            })
            .collect();
        let account = |person: &Person| person.account().to_string();
        let later = on.plus(2).expect("the story ends before the calendar");
        json!({
            "publication": if sealed { "sealed" } else { "immediate" },
            "contributors": self.contributors().map(account),
            "holders": holders, "recorders": self.recorders().map(account),
            "beacon": "ceremony", "round": 1,
            "reveal_by": moment(on, "02:00:00").to_string(),
            "beacon_at": moment(on, "03:00:00").to_string(),
            "deadline": moment(on, "09:00:00").to_string(),
            "regions": regions, "demand": 2, "band": 2,
            "release_at": [moment(later, "00:00:00").to_string()],
        })
    }

    /// Each contributor promises a nonce that he keeps to himself.
    async fn commit(&self, it: &DrawView) -> Done {
        let draw_id = DrawId::parse(&it.draw_id).expect("the platform's own name");
        for person in self.contributors() {
            let account = person.account().to_string();
            let party = it.parties.iter().find(|p| p.account.as_deref() == Some(&account));
            let party =
                PersonId::parse(&party.expect("a contributor is named").id).expect("a name");
            let nonce = self.nonce(&it.draw_id, party.as_str());
            let promise = commitment(Suite::Sm3, &draw_id, &party, &nonce).to_hex();
            let promise = form(json!({"commitment": promise}));
            draws::commit(&self.app, &person.call(), &it.id, promise).await?;
        }
        Ok(())
    }

    /// Escrow, reveals, the end of reveals, and the drum.
    async fn entropy_comes_together(&self, it: &DrawView, sealed: bool) -> Done {
        if sealed {
            for (name, person) in self.holders() {
                let held = draws::sealed_box(&self.app, &person.call(), &it.id).await?;
                let key = key(self, name);
                let receipt = key.sign(Suite::Sm3, SM2_ID, held.receipt_text.as_bytes());
                let receipt = form(json!({"receipt": to_hex(&receipt)}));
                draws::escrow(&self.app, &person.call(), &it.id, receipt).await?;
            }
        }
        for person in self.contributors() {
            let account = person.account().to_string();
            let party = it.parties.iter().find(|p| p.account.as_deref() == Some(&account));
            let nonce = self.nonce(&it.draw_id, &party.expect("a contributor is named").id);
            let shown = form(json!({"nonce": to_hex(&nonce)}));
            draws::reveal(&self.app, &person.call(), &it.id, shown).await?;
        }
        let time = |text: &str| UtcSecond::parse(text).expect("the platform's own time");
        self.wait_until(time(&it.reveal_by));
        let planner = self.person(self.code_of(&it.organ), Role::LeadPlanner).call();
        let now = draws::show(&self.app, &planner, &it.id).await?;
        draws::close(&self.app, &planner, &it.id, form(json!({"version": now.version}))).await?;
        self.wait_until(time(&it.beacon_at));
        let drum = self.bytes(&format!("drum {}", it.draw_id));
        let digits: String = drum[..20].iter().map(|b| char::from(b'0' + b % 10)).collect();
        for person in self.recorders() {
            let sheet = form(json!({"digits": digits}));
            draws::sheet(&self.app, &person.call(), &it.id, sheet).await?;
        }
        Ok(())
    }
}
