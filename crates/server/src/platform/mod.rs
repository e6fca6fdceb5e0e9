//! 平台: the commands that serve, keep and restore it. Owns settings, the operating system and the
//! network's edge; must never hold a rule.

mod admin;
mod annex3;
mod backup;
mod config;
mod demo;
mod export_log;
mod figures;
mod import;
mod listen;
mod manifest;
mod migrate;
mod paperwork;
mod postgres;
mod restore;
mod secrets;
mod serve;
mod signing;
mod telemetry;
mod terminal;
mod timers;
mod verify_log;
mod witnesses;

use std::sync::Arc;

use sunlot_app::{App, Auth, Store, StoreError, StoreOptions};
use sunlot_domain::passwords::Profile;

use crate::cli::platform::{PlatformCommand, Witness};
use crate::say::{Ended, REFUSED, Refused, UNUSABLE, done};

/// Passwords that are hashed at the same time; each takes 19 MiB.
const HASHES: usize = 4;

/// Randomness of the operating system.
struct OsEntropy;

impl sunlot_app::ports::Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness there are no ids, salts or tokens: nothing may go on.
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        let status = match error {
            StoreError::Unavailable(_) | StoreError::Collation { .. } => UNUSABLE,
            _ => REFUSED,
        };
        let message = match &error {
            StoreError::Unavailable(why) => format!("数据库打不开或写不了：{why}"),
            _ => error.message_zh(),
        };
        Refused::new(error.code(), message, status)
    }
}

pub(crate) fn run(command: PlatformCommand) -> Ended {
    match command {
        PlatformCommand::Serve(command) => serve::run(&command),
        PlatformCommand::Demo(command) => demo::run(&command),
        PlatformCommand::Migrate { storage } => migrate::run(&storage),
        PlatformCommand::Backup { storage, dest } => backup::run(&storage, &dest),
        PlatformCommand::Restore { storage, source, kept } => {
            restore::run(&storage, &source, &kept)
        }
        PlatformCommand::VerifyLog(command) => verify_log::run(&command),
        PlatformCommand::Admin(command) => admin::run(command),
        PlatformCommand::Form(command) => paperwork::form(&command),
        PlatformCommand::Dossier(command) => paperwork::dossier(&command),
        PlatformCommand::Archive(command) => paperwork::archive(&command),
        PlatformCommand::VerifyDossier(command) => paperwork::verify(&command),
        PlatformCommand::Annex3(command) => annex3::run(&command),
        PlatformCommand::Import(command) => import::run(&command),
        PlatformCommand::Estimates(command) => figures::estimates(&command),
        PlatformCommand::Appraisal(command) => figures::appraisal(&command),
        PlatformCommand::Witness(command) => witness(command),
        PlatformCommand::ExportLog { storage, dest } => export_log::run(&storage, &dest),
        PlatformCommand::Openapi => {
            let json = sunlot_api::openapi().to_pretty_json();
            println!("{}", json.expect("a description is always JSON"));
            done()
        }
    }
}

/// `sunlot witness`: the program of another office, in the same binary.
fn witness(command: Witness) -> Ended {
    let Witness { listen, key, state, log } = command;
    let options = sunlot_witness::Options { listen, key, state, logs: log };
    sunlot_witness::run(&options).map_err(|e| Refused::new(e.code(), e.message_zh(), UNUSABLE))?;
    done()
}

/// Opens the platform on a database that has this program's version, for commands that show or
/// verify: without the key of the secrets, which such a command never makes.
fn open(settings: &config::Settings) -> Result<App, Refused> {
    let entropy = Arc::new(OsEntropy);
    let options = StoreOptions::default();
    let store = Store::open(settings.database.clone(), &options, entropy.clone())?;
    let auth = Auth::new(Profile::Dengbao, HASHES);
    Ok(App::new(store, demo::clock(settings)?, entropy, auth))
}

/// Opens the platform for its work.
fn working_app(settings: &config::Settings) -> Result<App, Refused> {
    let app = open(settings)?;
    let secrets = secrets::open(settings, &app.store)?;
    let auth = Arc::new(Auth::new(Profile::Dengbao, HASHES).opening(secrets));
    Ok(App { auth, ..app })
}

/// Runs work of the platform in a command that is no server.
fn waiting_for<T>(work: impl Future<Output = T>) -> Result<T, Refused> {
    let mut threads = tokio::runtime::Builder::new_current_thread();
    let runtime = threads.enable_all().build().map_err(|e| unusable("运行时", &e))?;
    Ok(runtime.block_on(work))
}

/// What went wrong with a file or the network.
fn unusable(what: impl std::fmt::Display, error: &std::io::Error) -> Refused {
    Refused::new("platform.io", format!("{what}：{error}"), UNUSABLE)
}
