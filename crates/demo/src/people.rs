//! 人员: who works in the county. Their accounts are made at once, as a migration from an older
//! system would; those that are shown for logging in get their password by the ordinary way
//! (`logins.rs`), the others can log in only after a reset.

use serde_json::json;
use sunlot_app::{Call, first_start};
use sunlot_domain::accounts::{Account, AccountGrant, AccountState, GrantState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::roles::{Actor, Grant, Role};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::accounts;
use sunlot_testkit::{COUNTY_CODE, DEPARTMENTS, staff_name};

use crate::Done;
use crate::world::{World, form, nobody};

/// Somebody who acts in the county.
#[derive(Debug, Clone)]
pub struct Person {
    /// 登录名.
    pub login: String,
    /// Who acts, second factor just shown.
    pub actor: Actor,
}

impl Person {
    /// The account.
    ///
    /// # Panics
    /// Never: everybody in the county has one.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.actor.account.expect("everybody in the county has an account")
    }
}

/// A post that is filled: organ, login name, roles.
struct Post<'a> {
    organ: &'a str,
    login: String,
    name: String,
    roles: &'a [Role],
}

/// First day of everybody's grants.
const HIRED: &str = "2024-11-01";

impl World {
    /// 首次启动: the data centre with the three administrators, one of them twice.
    pub(crate) async fn first_start(&mut self) -> Done {
        let seed = self.data_seed();
        let mut taken: Vec<String> = Vec::new();
        let mut admin = |login: &str, at: u64| {
            // Two people of one name may not hold two of these offices.
            let mut names = (0..).map(|more| staff_name(seed, at + 100 * more));
            let name = names.find(|name| !taken.contains(name)).expect("there are more");
            taken.push(name.clone());
            json!({"login": login, "name": name})
        };
        let setup = json!({"regions": [], "organ": {"code": "sjb", "kind": "department",
                "name": "阳和县大数据中心", "region": COUNTY_CODE},
            "system_admin": admin("xitong", 1), "audit_admin": admin("shenji", 4),
            "security_admins": [admin("anquan.1", 2), admin("anquan.2", 3)]});
        let mut setup: first_start::Setup = form(setup);
        // The county is not in the table of divisions; what is there already is left alone.
        setup.regions = vec![form(json!({"code": COUNTY_CODE, "name": "阳和县"}))];
        first_start::create(&self.app, &Call::system("示例县"), setup).await?;
        for (login, role) in [
            ("xitong", Role::SystemAdmin),
            ("anquan.1", Role::SecurityAdmin),
            ("anquan.2", Role::SecurityAdmin),
            ("shenji", Role::AuditAdmin),
        ] {
            let person = self.known(login).await?;
            self.organs.insert("sjb".to_owned(), person.actor.grants[0].organ);
            self.people.entry(("sjb".to_owned(), role)).or_default().push(person);
        }
        Ok(())
    }

    /// Somebody whose account is there, with the grants in force.
    async fn known(&self, login: &str) -> Done<Person> {
        let (login, today) = (login.to_owned(), self.app.today());
        self.app
            .read(move |tx| {
                let account = accounts::by_login(tx, &login)?.expect("it was just made").value;
                let grants = accounts::grants_in_force(tx, account.id, today)?;
                Ok(Person { login, actor: actor(account.id, &account.name, grants) })
            })
            .await
    }

    /// Planners, reviewers, the office, the observer, the superior, and every inspector.
    pub(crate) async fn hire(&mut self) -> Done {
        let seed = self.data_seed();
        let mut number = 10;
        let mut next = || {
            number += 1;
            staff_name(seed, number)
        };
        let mut posts: Vec<Post<'_>> = Vec::new();
        for department in DEPARTMENTS {
            let organ = department.code;
            for (word, roles) in
                [("jihua", &[Role::LeadPlanner, Role::Planner][..]), ("shenhe", &[Role::Reviewer])]
            {
                for at in 1..=2 {
                    let login = format!("{organ}.{word}{at}");
                    posts.push(Post { organ, login, name: next(), roles });
                }
            }
        }
        for (organ, word, roles) in [
            ("lxhyb", "lianxi", &[Role::ConferenceOffice][..]),
            ("jjw", "jijian", &[Role::Observer]),
            ("sscjg", "shangji", &[Role::Superior]),
        ] {
            for at in 1..=2 {
                let login = format!("{organ}.{word}{at}");
                posts.push(Post { organ, login, name: next(), roles });
            }
        }
        let lines: Vec<(String, String, &str)> = self
            .data
            .inspectors
            .iter()
            .map(|line| (line.code.clone(), line.name.clone(), line.dept))
            .collect();
        for (code, name, dept) in &lines {
            let organ = DEPARTMENTS.iter().find(|d| d.name == *dept).expect("a known department");
            let login = format!("zf.{}", code.to_ascii_lowercase());
            posts.push(Post {
                organ: organ.code,
                login,
                name: name.clone(),
                roles: &[Role::Inspector],
            });
        }
        let made = self.make_accounts(posts).await?;
        let inspectors = made.len() - lines.len();
        for (at, (organ, roles, person)) in made.into_iter().enumerate() {
            if at >= inspectors {
                self.inspectors.insert(lines[at - inspectors].0.clone(), person.clone());
            }
            for role in roles {
                let held = self.people.entry((organ.clone(), role)).or_default();
                held.push(person.clone());
            }
        }
        self.conference().await
    }

    async fn make_accounts(&self, posts: Vec<Post<'_>>) -> Done<Vec<(String, Vec<Role>, Person)>> {
        let (ids, from) = (self.app.ids(), Day::parse(HIRED).expect("a day"));
        let mut made = Vec::new();
        let mut rows: Vec<(Account, Vec<Role>)> = Vec::new();
        for post in posts {
            let organ = self.organ(post.organ);
            let (login, name, state) = (post.login, post.name, AccountState::Active);
            let account = Account { id: ids.make(), login, name, organ, state };
            account.check()?;
            made.push((post.organ.to_owned(), post.roles.to_vec(), account.clone()));
            rows.push((account, post.roles.to_vec()));
        }
        let call = Call { actor: nobody(), ..Call::system("示例县") };
        let regions = self
            .app
            .write(&call, move |tx| {
                let count = Json::count(rows.len() as u64);
                let mut regions = Vec::new();
                for (account, roles) in rows {
                    let (id, organ) = (account.id, tx.need::<Organ>(&account.organ)?.value);
                    tx.insert(account)?;
                    for role in roles {
                        let grant = grant(&ids, id, role, &organ, from);
                        grant.check(&organ, &[], from)?;
                        tx.insert(grant)?;
                    }
                    regions.push(organ.region.as_str().to_owned());
                }
                let event = Event::new(Action::AccountCreated, "示例县");
                Ok(tx.record(event.with(Json::object([("accounts", count)])), regions))
            })
            .await?;
        let person = |((organ, roles, account), region): ((String, Vec<Role>, Account), String)| {
            let region = sunlot_domain::codes::DivisionCode::parse(&region).expect("it was stored");
            let of = |role: &Role| held(*role, account.organ, region.clone(), from);
            let grants = roles.iter().map(of).collect();
            let actor = actor(account.id, &account.name, grants);
            (organ, roles, Person { login: account.login, actor })
        };
        Ok(made.into_iter().zip(regions).map(person).collect())
    }

    pub(crate) fn data_seed(&self) -> u64 {
        self.scale.seed
    }
}

fn actor(account: AccountId, name: &str, grants: Vec<Grant>) -> Actor {
    Actor { account: Some(account), name: name.to_owned(), grants, stepped_up: true, pending: None }
}

fn held(
    role: Role,
    organ: OrganId,
    region: sunlot_domain::codes::DivisionCode,
    valid_from: Day,
) -> Grant {
    Grant { role, organ, region, valid_from, valid_to: None }
}

fn grant(
    ids: &sunlot_app::Ids,
    account: AccountId,
    role: Role,
    organ: &Organ,
    valid_from: Day,
) -> AccountGrant {
    AccountGrant {
        id: ids.make(),
        account,
        role,
        organ: organ.id,
        region: organ.region.clone(),
        valid_from,
        valid_to: None,
        proposed_by: None,
        state: GrantState::InForce,
        approved_by: None,
        revocation_by: None,
        revoked_by: None,
    }
}
