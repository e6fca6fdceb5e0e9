//! The platform that the county lives on, with a clock that its story moves.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde::de::DeserializeOwned;
use serde_json::Value;
use sunlot_app::ports::{Clock as _, FakeClock};
use sunlot_app::{App, Call};
use sunlot_domain::ids::OrganId;
use sunlot_domain::roles::{Actor, Role};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_testkit::{County, Size};

use crate::Done;
use crate::people::Person;

/// How large the county is, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Another county for another seed.
    pub seed: u64,
    /// 检查对象.
    pub subjects: usize,
    /// 执法检查人员.
    pub inspectors: usize,
}

impl Scale {
    /// The county of the demonstration: about 30,000 subjects, 300 inspectors.
    pub const COUNTY: Scale = Scale { seed: 629_922, subjects: 30_000, inspectors: 300 };
}

/// The county and everybody in it.
pub struct World {
    /// The platform.
    pub app: App,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) scale: Scale,
    pub(crate) data: County,
    pub(crate) organs: BTreeMap<String, OrganId>,
    pub(crate) people: BTreeMap<(String, Role), Vec<Person>>,
    /// Inspectors by certificate number.
    pub(crate) inspectors: BTreeMap<String, Person>,
    /// Last number of each series of documents.
    pub(crate) numbered: Mutex<BTreeMap<String, u32>>,
}

impl World {
    /// The founded county on the day before its story: departments, people, registers, lists.
    /// `clock` is the one that `app` goes by.
    ///
    /// # Errors
    /// What a use case refuses.
    pub async fn found(app: App, clock: Arc<FakeClock>, scale: Scale) -> Done<World> {
        let size =
            Size { seed: scale.seed, subjects: scale.subjects, inspectors: scale.inspectors };
        let mut world = World {
            app,
            clock,
            scale,
            data: County::generate(size),
            organs: BTreeMap::new(),
            people: BTreeMap::new(),
            inspectors: BTreeMap::new(),
            numbered: Mutex::default(),
        };
        world.departments().await?;
        world.hire().await?;
        world.fill_registers().await?;
        world.item_lists().await?;
        Ok(world)
    }

    /// The organ with a code.
    pub(crate) fn organ(&self, code: &str) -> OrganId {
        *self.organs.get(code).unwrap_or_else(|| panic!("the county has no {code}"))
    }

    /// Its id as the forms take it.
    pub(crate) fn organ_id(&self, code: &str) -> String {
        self.organ(code).to_string()
    }

    /// The code of an organ that a view names by its id.
    pub(crate) fn code_of(&self, id: &str) -> &str {
        let found = self.organs.iter().find(|(_, organ)| organ.to_string() == id);
        found.map_or_else(|| panic!("the county has no organ {id}"), |(code, _)| code)
    }

    /// A number below `of` that follows from the county's seed and what it is for.
    pub(crate) fn roll(&self, what: &str, of: u64) -> u64 {
        let bytes = self.bytes(what);
        let head = bytes.first_chunk().expect("there are 32 bytes");
        u64::from_be_bytes(*head) % of
    }

    /// Bytes that follow from the county's seed and what they are for.
    pub(crate) fn bytes(&self, what: &str) -> [u8; 32] {
        let seed = self.scale.seed.to_be_bytes();
        *Suite::Sha256.hash(&[&seed, what.as_bytes()]).as_bytes()
    }

    /// The first person with a role in an organ.
    pub(crate) fn person(&self, organ: &str, role: Role) -> &Person {
        let held = self.people.get(&(organ.to_owned(), role)).and_then(|all| all.first());
        held.unwrap_or_else(|| panic!("{organ} has no {}", role.code()))
    }

    /// A call of that person.
    pub(crate) fn call(&self, organ: &str, role: Role) -> Call {
        self.person(organ, role).call()
    }

    /// Moves the clock to 09:00 in China of a later day; an earlier one changes nothing.
    pub(crate) fn go_to(&self, day: Day) {
        let nine = UtcSecond::parse(&format!("{day}T01:00:00Z")).expect("a day has a morning");
        self.wait_until(nine);
    }

    /// Moves the clock to a later moment.
    pub(crate) fn wait_until(&self, moment: UtcSecond) {
        let seconds = moment.unix() - self.clock.now().unix();
        self.clock.advance(u32::try_from(seconds).unwrap_or(0));
    }
}

impl Person {
    /// A call of this person, second factor just shown.
    #[must_use]
    pub fn call(&self) -> Call {
        Call { actor: self.actor.clone(), request_id: sunlot_app::request_id(), once: None }
    }
}

/// An actor of the program itself.
pub(crate) fn nobody() -> Actor {
    Actor { name: "示例县".into(), ..Actor::public() }
}

/// A form as the interface reads it.
///
/// # Panics
/// When the county writes a form that the interface does not know: a mistake of this crate.
pub(crate) fn form<T: DeserializeOwned>(value: Value) -> T {
    let shown = value.to_string();
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}: {shown}"))
}

/// A day that is written in the story.
pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap_or_else(|_| panic!("{text} is no day"))
}
