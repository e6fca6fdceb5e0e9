//! 终端: who sits at it proves who he is as at the web page, with the same limits and in the log.

use std::io::{BufRead as _, IsTerminal as _};
use std::time::Duration;

use console::Term;
use sunlot_app::logins::{Login, Origin, log_in};
use sunlot_app::{App, AppError, Call, request_id, sessions};

use super::unusable;
use crate::say::{REFUSED, Refused};

impl From<AppError> for Refused {
    fn from(error: AppError) -> Refused {
        let fields = error.fields.iter().map(|field| field.message.as_str());
        let more: Vec<&str> = fields.filter(|text| *text != error.message_zh).collect();
        Refused::new(
            error.code,
            [&[error.message_zh.as_str()], &more[..]].concat().join(""),
            REFUSED,
        )
    }
}

/// Longest pause that a command waits for by itself, seconds.
const PAUSE_MAX: u64 = 5;

/// Somebody who is logged in for one command.
pub(super) struct Session {
    pub(super) call: Call,
    token: String,
}

/// Asks for password and second factor: without an echo on a terminal, a line each otherwise.
pub(super) async fn identified(app: &App, login: &str) -> Result<Session, Refused> {
    let password = secret(&format!("{login} 的口令："))?;
    let origin = Origin { client: "terminal".into(), agent: "sunlot".into(), device: None };
    let call = Call { request_id: request_id(), ..Call::system("terminal") };
    let attempt = Login { login: login.to_owned(), password, code: None };
    let tokens = match log_in(app, &call, &origin, attempt.clone()).await {
        Err(error) if error.code == "login.code_required" => {
            let code = Some(secret("动态口令：")?);
            let attempt = Login { code, ..attempt };
            match log_in(app, &call, &origin, attempt.clone()).await {
                Err(error) if error.code == "login.wait" => {
                    // A wrong attempt before asks for a pause, also between the two questions.
                    tokio::time::sleep(pause(&error)).await;
                    log_in(app, &call, &origin, attempt).await?
                }
                answered => answered?,
            }
        }
        answered => answered?,
    };
    let actor = sessions::actor(app, Some(&tokens.session)).await?;
    Ok(Session { call: Call { actor, ..call }, token: tokens.session })
}

/// How long the login asks to wait; a long pause is for the person and not for the program.
fn pause(error: &AppError) -> Duration {
    let seconds = error.more.as_ref().and_then(|more| more["retry_after"].as_u64());
    Duration::from_secs(seconds.unwrap_or(1).min(PAUSE_MAX))
}

impl Session {
    /// Logs out.
    pub(super) async fn end(self, app: &App) {
        // Left open it ends by itself, and nobody has its token.
        let _ = sessions::log_out(app, &self.call, &self.token).await;
    }
}

fn secret(question: &str) -> Result<String, Refused> {
    let broken = |e: std::io::Error| unusable("终端", &e);
    if std::io::stdin().is_terminal() {
        let term = Term::stderr();
        term.write_str(question).map_err(broken)?;
        return term.read_secure_line().map_err(broken);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(broken)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
