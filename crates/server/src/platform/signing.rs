//! 签名: the operator's keys in the data folder, and the tasks that sign the log and ask witnesses.

use std::path::PathBuf;
use std::time::Duration;

use sunlot_app::App;
use sunlot_app::open_data::{NoteSigner, OpenData};
use sunlot_app::record::{Checkpointer, SignError, Signer, witnesses};
use sunlot_record::files::write_atomically;
use sunlot_record::{Trust, keys};
use sunlot_sortition::digest::to_hex;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
use sunlot_store::ledger;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::config::Settings;
use super::unusable;
use super::witnesses::Witnesses;
use crate::cli::platform::LogKeys;
use crate::clock;
use crate::say::{REFUSED, Refused};

/// How often witnesses are asked for what they have not cosigned yet.
const ASK: Duration = Duration::from_secs(2);

/// How long a witness that is out of reach is left alone at most.
const ASK_MAX: Duration = Duration::from_secs(60);

/// Time for the last signature.
const FAREWELL: Duration = Duration::from_secs(10);

impl Settings {
    /// The operator's secret keys: outside of the database, for the owner alone.
    pub(super) fn key_file(&self) -> PathBuf {
        self.data.join("log.key")
    }

    /// The last signature: outside of the database.
    pub(super) fn kept_file(&self) -> PathBuf {
        self.data.join("log.checkpoint")
    }

    /// The public keys, to be handed to witnesses and verifiers.
    pub(super) fn trust_file(&self) -> PathBuf {
        self.data.join("log.trust.json")
    }
}

impl From<keys::KeyError> for Refused {
    fn from(error: keys::KeyError) -> Refused {
        Refused::new(error.code(), error.message_zh(), REFUSED)
    }
}

/// What runs beside the routes.
pub(super) struct Signing {
    app: App,
    checkpointer: Checkpointer,
    trust: Trust,
    witnesses: Witnesses,
}

/// Reads or makes the keys, writes the public ones down, and looks at the log for the first time:
/// a log that is not what was signed is never open for writing.
pub(super) async fn prepare(
    app: &App,
    settings: &Settings,
    options: &LogKeys,
) -> Result<Signing, Refused> {
    let witnesses = Witnesses::read(options.witnesses.as_ref(), &settings.data)?;
    let keys = operator(app, settings, options.log_name.as_deref()).await?;
    let trust = witnesses.trust(keys.public())?;
    // Draws name the log's keys in their rules.
    let _ = app.trust.set(trust.clone());
    let _ = app.signer.set(NoteSigner::new(keys::load(&settings.key_file())?));
    let path = settings.trust_file();
    let text = trust.to_text();
    if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
        write_atomically(&path, text.as_bytes(), 0o644)
            .map_err(|e| unusable(path.display(), &e))?;
    }
    let witnessed = !witnesses.keys.is_empty();
    let signer = Signer { keys, kept: settings.kept_file(), witnessed };
    let mut checkpointer = Checkpointer::new(app.clone(), signer);
    match checkpointer.step().await {
        Ok(_) => {}
        Err(SignError::Alarm(alarm)) => app.store.refuse_writes(&alarm.message_zh),
        Err(SignError::Later(error)) => {
            return Err(Refused::new(error.code, error.message_zh, REFUSED));
        }
    }
    Ok(Signing { app: app.clone(), checkpointer, trust, witnesses })
}

/// The operator's keys; made at the first start and never again.
async fn operator(
    app: &App,
    settings: &Settings,
    name: Option<&str>,
) -> Result<SecretKeys, Refused> {
    let path = settings.key_file();
    let name = name.map(KeyName::parse).transpose();
    let name = name.map_err(|e| Refused::new("log.name", e.message_zh(), REFUSED))?;
    if path.exists() {
        let keys = keys::load(&path)?;
        if name.as_ref().is_some_and(|name| name != keys.name()) {
            let text = format!(
                "{} 是日志 {} 的密钥，与 --log-name 不同；日志的名称一经启用不能更改。",
                path.display(),
                keys.name()
            );
            return Err(Refused::new("log.other_name", text, REFUSED));
        }
        return Ok(keys);
    }
    let signed = app.read(|tx| Ok(ledger::newest(tx)?)).await;
    let signed = signed?;
    if signed.is_some() || settings.kept_file().exists() {
        let text = format!(
            "日志已经签过名，而密钥 {} 不见了；请由备份恢复这个文件，不会另造密钥。",
            path.display()
        );
        return Err(Refused::new("log.key_missing", text, REFUSED));
    }
    let name = match name {
        Some(name) => name,
        None => {
            let text = format!("sunlot-{}", to_hex(&clock::random::<8>()?));
            KeyName::parse(&text).expect("hex digits are allowed in names")
        }
    };
    Ok(keys::create(&path, name, &clock::random()?)?)
}

impl Signing {
    /// Open data whose list the log's keys sign.
    pub(super) fn open_data(&self, settings: &Settings) -> Result<OpenData, Refused> {
        Ok(OpenData::signed_by(NoteSigner::new(keys::load(&settings.key_file())?)))
    }

    /// Signs and asks until an alarm, which is then in the server's log, in its numbers and in
    /// every refused write, or until it is told to stop.
    pub(super) fn start(self) -> Farewell {
        let Signing { app, checkpointer, trust, witnesses } = self;
        if app.store.read_only().is_some() {
            return Farewell(None);
        }
        let (tell, told) = oneshot::channel();
        let stop = async {
            // A teller that is gone without a word ends it as well.
            let _ = told.await;
        };
        let task = tokio::spawn(checkpointer.run(stop));
        if !witnesses.at.is_empty() {
            tokio::spawn(ask(app, trust, witnesses));
        }
        Farewell(Some((tell, task)))
    }
}

/// The end of signing.
pub(super) struct Farewell(Option<(oneshot::Sender<()>, JoinHandle<()>)>);

impl Farewell {
    /// Signs what there is, so that a stopped platform leaves nothing unsigned.
    pub(super) async fn say(self) {
        let Some((tell, task)) = self.0 else { return };
        drop(tell);
        if tokio::time::timeout(FAREWELL, task).await.is_err() {
            tracing::warn!("the last entries are signed at the next start");
        }
    }
}

/// Asks the witnesses, slower while one of them is out of reach.
async fn ask(app: App, trust: Trust, asked: Witnesses) {
    let mut pause = ASK;
    while app.store.read_only().is_none() {
        match witnesses::collect(&app, &trust, &asked.at).await {
            Ok(count) if count == asked.at.len() as u64 => pause = ASK,
            Ok(_) => pause = ASK_MAX.min(pause * 2),
            Err(error) => tracing::warn!(%error, "cosignatures could not be kept"),
        }
        tokio::time::sleep(pause).await;
    }
}
