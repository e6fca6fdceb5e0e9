//! 登录: one person of each role gets a password and a second factor by the ordinary way, to be
//! shown to whoever looks at the demonstration.

use serde_json::json;
use sunlot_app::inspections::{self, InspectionQuery};
use sunlot_app::logins::{self, Origin};
use sunlot_app::page::PageRequest;
use sunlot_app::{Call, accounts, auth, credentials, emergency, sessions};
use sunlot_domain::inspections::InspectionState;
use sunlot_domain::roles::Role;

use crate::Done;
use crate::people::Person;
use crate::world::{World, form};

/// Who can log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// 角色.
    pub role: Role,
    /// 部门.
    pub organ: String,
    /// 登录名.
    pub login: String,
    /// 口令.
    pub password: String,
    /// Secret of the second factor, base32.
    pub secret: String,
}

/// One of each role, with the organ that stands for it.
const SHOWN: [(&str, Role); 11] = [
    ("lxhyb", Role::ConferenceOffice),
    ("scjg", Role::LeadPlanner),
    ("wsjk", Role::Planner),
    ("scjg", Role::Reviewer),
    ("wsjk", Role::Reviewer),
    ("scjg", Role::Inspector),
    ("jjw", Role::Observer),
    ("sscjg", Role::Superior),
    ("sjb", Role::SecurityAdmin),
    ("sjb", Role::AuditAdmin),
    ("sjb", Role::SystemAdmin),
];

impl World {
    /// Gives a password and a second factor to one person of each role.
    ///
    /// # Errors
    /// What a use case refuses.
    pub async fn logins(&self) -> Done<Vec<Login>> {
        let mut made = Vec::new();
        for (organ, role) in SHOWN {
            let person = match role {
                Role::Inspector => self.busiest(organ).await?,
                _ => self.person(organ, role),
            };
            let start = self.start_password(person, role).await?;
            let mut random = [0; 4];
            self.app.entropy.fill(&mut random);
            let password = format!("Yanghe-{}-{:08x}", role.code(), u32::from_be_bytes(random));
            let secret = self.settle(&person.login, start, &password).await?;
            let organ = organ.to_owned();
            made.push(Login { role, organ, login: person.login.clone(), password, secret });
        }
        // The administrators work every day; unused accounts would be disabled.
        let all = self.people.iter().filter(|((organ, _), _)| organ == "sjb");
        let admins: Vec<_> =
            all.flat_map(|(_, people)| people.iter().map(Person::account)).collect();
        let now = self.app.now();
        self.app
            .technical(move |tx| {
                for admin in admins {
                    sunlot_store::credentials::note_use(tx, admin, now, true)?;
                }
                Ok(())
            })
            .await?;
        Ok(made)
    }

    /// The inspector of a department with the most visits that wait for approval: whoever looks at
    /// the demonstration shall find something to do.
    async fn busiest(&self, organ: &str) -> Done<&Person> {
        let mut busiest = (0, self.person(organ, Role::Inspector));
        for person in &self.people[&(organ.to_owned(), Role::Inspector)] {
            let waiting = InspectionQuery {
                mine: true,
                state: Some(InspectionState::Pending.code().to_owned()),
                ..InspectionQuery::default()
            };
            let first = PageRequest { page_size: Some(1), ..PageRequest::default() };
            let found = inspections::list(&self.app, &person.call(), waiting, first).await?;
            if found.total > busiest.0 {
                busiest = (found.total, person);
            }
        }
        Ok(busiest.1)
    }

    /// A start password from the system administrator; for himself by the way of emergencies,
    /// because nobody resets his own.
    async fn start_password(&self, person: &Person, role: Role) -> Done<String> {
        if role == Role::SystemAdmin {
            let by = "示例县机房值班员";
            let asked = emergency::ask(&self.app, &person.login, by, "示例登录").await?;
            let auditor = self.call("sjb", Role::AuditAdmin);
            return Ok(emergency::carry_out(&self.app, &auditor, asked).await?.1);
        }
        let admin = self.call("sjb", Role::SystemAdmin);
        let account = person.account().to_string();
        let seen = accounts::show(&self.app, &admin, &account).await?.version;
        let why = form(json!({"version": seen, "reason": "示例登录"}));
        let reset = accounts::reset_password(&self.app, &admin, &account, why).await?;
        Ok(reset.start_password.expect("a reset shows the password once"))
    }

    /// First login: another password, then the second factor.
    async fn settle(&self, login: &str, start: String, password: &str) -> Done<String> {
        let public = Call { actor: sunlot_domain::roles::Actor::public(), ..Call::system(login) };
        let origin = Origin { client: "127.0.0.0/24".into(), agent: "示例".into(), device: None };
        let form_of = |password: &str| form(json!({"login": login, "password": password}));
        let tokens = logins::log_in(&self.app, &public, &origin, form_of(&start)).await?;
        let call = self.session_call(&tokens.session).await?;
        let change = form(json!({"current": start, "new": password}));
        credentials::change_password(&self.app, &call, &tokens.session, change).await?;
        let call = self.session_call(&tokens.session).await?;
        let offer = credentials::offer_factor(&self.app, &call).await?;
        let code = auth::totp_code(&offer.secret, self.app.now().unix());
        let code = form(json!({"code": code}));
        credentials::confirm_factor(&self.app, &call, &tokens.session, code).await?;
        Ok(offer.secret)
    }

    async fn session_call(&self, token: &str) -> Done<Call> {
        let actor = sessions::actor(&self.app, Some(token)).await?;
        Ok(Call { actor, request_id: sunlot_app::request_id(), once: None })
    }
}
