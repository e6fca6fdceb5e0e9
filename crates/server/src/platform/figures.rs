//! `sunlot estimates`, `sunlot appraisal`: figures for a terminal or a spreadsheet. What everybody
//! may read needs no login; the rest needs the same as at the web page.

use serde::Serialize;
use sunlot_app::appraisals::{self, AppraisalQuery};
use sunlot_app::estimates::{self, EstimateQuery};
use sunlot_app::{App, Call};

use super::config::Settings;
use super::verify_log::read_trust;
use super::{terminal, waiting_for, working_app};
use crate::cli::platform::{Appraisal, Estimates, Format};
use crate::say::{Ended, Refused, UNUSABLE, done};

pub(super) fn estimates(command: &Estimates) -> Ended {
    let settings = Settings::of(&command.storage);
    settings.check_data()?;
    let query = EstimateQuery {
        year: command.year,
        region: command.region.clone(),
        item: command.item.clone(),
        ..EstimateQuery::default()
    };
    let app = working_app(&settings)?;
    // Frames of draws are read with the public keys of the log.
    let _ = app.trust.set(read_trust(&settings.trust_file())?);
    let view = match &command.login {
        None => {
            waiting_for(async { estimates::public(&app, &Call::system("terminal"), query).await })??
        }
        Some(login) => {
            identified(&app, login, async |call| estimates::list(&app, &call, query).await)?
        }
    };
    print(command.format, &view, || estimates::rows(&view))
}

pub(super) fn appraisal(command: &Appraisal) -> Ended {
    let settings = Settings::of(&command.storage);
    settings.check_data()?;
    let app = working_app(&settings)?;
    let query = AppraisalQuery { year: command.year, ..AppraisalQuery::default() };
    let show = async |call: Call| appraisals::show(&app, &call, query).await;
    let view = identified(&app, &command.login, show)?;
    print(command.format, &view, || appraisals::rows(&view))
}

/// Does something as somebody who proves who he is.
fn identified<T>(
    app: &App,
    login: &str,
    work: impl AsyncFnOnce(Call) -> Result<T, sunlot_app::AppError>,
) -> Result<T, Refused> {
    waiting_for(async {
        let session = terminal::identified(app, login).await?;
        let answer = work(session.call.clone()).await;
        session.end(app).await;
        Ok::<_, Refused>(answer?)
    })?
}

fn print<T: Serialize>(format: Format, view: &T, rows: impl FnOnce() -> Vec<Vec<String>>) -> Ended {
    match format {
        Format::Json => {
            let text = serde_json::to_string_pretty(view).map_err(|e| {
                Refused::new("figures.json", format!("数字不能写成 JSON：{e}"), UNUSABLE)
            })?;
            println!("{text}");
        }
        Format::Csv => print!("{}", sunlot_app::sheet::csv(&rows())),
    }
    done()
}
