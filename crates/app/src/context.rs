//! What every use case gets: the platform, and the call that it serves.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sunlot_domain::ids::{AccountId, Id};
use sunlot_domain::policy::{Denial, Permission, Policy};
use sunlot_domain::roles::{Actor, Place};
use sunlot_record::Trust;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_store::{Once, ReadTx, Recorded, Stamp, Store, TechnicalTx, WriteTx};

use crate::auth::Auth;
use crate::error::AppError;
use crate::fairness::Tallies;
use crate::open_data::NoteSigner;
use crate::ports::{Clock, Entropy};
use crate::record::Seals;

/// The platform.
#[derive(Clone)]
pub struct App {
    /// Durable state.
    pub store: Store,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Who may do what.
    pub policy: Arc<Policy>,
    /// How identity is proved.
    pub auth: Arc<Auth>,
    /// Whose keys the log carries, once the server has read or made them.
    pub trust: Arc<OnceLock<Trust>>,
    /// Signs lists of files with those keys, where the process has them.
    pub signer: Arc<OnceLock<NoteSigner>>,
    /// What was counted of draws whose list is public.
    pub tallies: Tallies,
    /// Asks for a checkpoint before it is due.
    pub seals: Seals,
}

/// One call: who asks, and by which request.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who asks.
    pub actor: Actor,
    /// Number of the request, in the answer, the server's log and the record.
    pub request_id: String,
    /// Makes a repeated request answer as before; `None` for readings and the program itself.
    pub once: Option<Once>,
}

/// Makes ids.
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Ids {
    /// A new id.
    #[must_use]
    pub fn make<I: Id>(&self) -> I {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        I::new(self.clock.unix_ms().unsigned_abs(), &random)
    }

    /// Today in China.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// An unguessable code of 26 signs, 128 random bits, without signs that look alike.
    #[must_use]
    pub(crate) fn code(&self) -> String {
        const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut random = [0; 16];
        self.entropy.fill(&mut random);
        let mut left = u128::from_be_bytes(random);
        let mut code = [0; 26];
        for sign in code.iter_mut().rev() {
            *sign = SIGNS[usize::try_from(left % 32).unwrap_or(0)];
            left /= 32;
        }
        String::from_utf8_lossy(&code).into_owned()
    }
}

impl App {
    /// The platform under the built-in policy. Keys are told to it when the server has them.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>, auth: Auth) -> App {
        App {
            store,
            clock,
            entropy,
            policy: Arc::new(Policy::built_in()),
            auth: Arc::new(auth),
            trust: Arc::default(),
            signer: Arc::default(),
            tallies: Tallies::default(),
            seals: Seals::default(),
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> UtcSecond {
        self.clock.now()
    }

    /// Today in China.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// What makes ids, to be taken into a transaction.
    #[must_use]
    pub fn ids(&self) -> Ids {
        Ids { clock: self.clock.clone(), entropy: self.entropy.clone() }
    }

    /// Whether the caller may do this to something of a place.
    ///
    /// # Errors
    /// The refusal, which is the same as for a missing record when the place is out of reach.
    pub fn authorize(
        &self,
        call: &Call,
        permission: Permission,
        place: &Place,
    ) -> Result<(), AppError> {
        Ok(self.policy.authorize(&call.actor, permission, place)?)
    }

    /// Runs `work` in a transaction with its event.
    ///
    /// # Errors
    /// What `work` or the store refuses.
    pub async fn write<T, F>(&self, call: &Call, work: F) -> Result<T, AppError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(&mut WriteTx<'_>) -> Result<Recorded<T>, AppError> + Send + 'static,
    {
        let actor = &call.actor;
        let stamp = Stamp::new(actor.account, &actor.name, self.now(), &call.request_id);
        self.store.write(stamp, call.once.clone(), work).await
    }

    /// Whether `allowed_actions` names what asks for this permission: also when the second factor
    /// has to be shown first, which the answer to the act then says.
    #[must_use]
    pub fn may(&self, call: &Call, permission: Permission, place: &Place) -> bool {
        let asked = self.policy.authorize(&call.actor, permission, place);
        matches!(asked, Ok(()) | Err(Denial::StepUp))
    }

    /// Runs `work` on technical tables, without an event.
    ///
    /// # Errors
    /// What `work` or the store refuses.
    pub async fn technical<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut TechnicalTx<'_>) -> Result<T, AppError> + Send + 'static,
    {
        self.store.technical(work).await
    }

    /// Runs `work` on one snapshot.
    ///
    /// # Errors
    /// What `work` or the store refuses.
    pub async fn read<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut ReadTx<'_>) -> Result<T, AppError> + Send + 'static,
    {
        self.store.read(work).await
    }
}

impl Call {
    /// A call of the program itself: migrations, timers, the command line.
    #[must_use]
    pub fn system(name: impl Into<String>) -> Call {
        let name = name.into();
        let actor = Actor { name: name.clone(), ..Actor::public() };
        Call { actor, request_id: name, once: None }
    }

    /// The account that asks.
    ///
    /// # Errors
    /// Nobody is logged in.
    pub fn account(&self) -> Result<AccountId, AppError> {
        Ok(self.actor.account.ok_or(Denial::Anonymous)?)
    }

    /// This call without a memory of its answer: where request or answer hold a secret, neither a
    /// digest of the one nor the text of the other is kept. A repeated request is a new one.
    #[must_use]
    pub(crate) fn forgetful(&self) -> Call {
        Call { once: None, ..self.clone() }
    }
}

/// The key of a request: its account, the client's key, and what is asked.
#[must_use]
pub fn once(account: String, key: &str, target: &str, body: &[u8]) -> Once {
    let request = tagged_hash(Suite::Sha256, "request", &[target.as_bytes(), body]);
    Once { account, key: key.to_owned(), request }
}

/// A fresh number for a request that brought none.
#[must_use]
pub fn request_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:x}-{count:06x}", crate::ports::SystemClock.unix_ms())
}
