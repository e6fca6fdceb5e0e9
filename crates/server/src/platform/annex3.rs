//! `sunlot annex3`: the statistics table at the server's terminal, as it stands now.

use std::io::Write as _;

use sunlot_app::annex3::{self, Annex3Query};
use sunlot_app::emergency;

use super::config::Settings;
use super::{open, unusable, waiting_for};
use crate::cli::platform::Annex3;
use crate::say::{Ended, REFUSED, Refused, done};

pub(super) fn run(command: &Annex3) -> Ended {
    let settings = Settings::of(&command.storage);
    settings.check_data()?;
    let app = open(&settings)?;
    let made = waiting_for(async {
        // The code of a department is known better than its id.
        let organ = match &command.organ {
            Some(code) => {
                let organ = emergency::organ_of(&app, code, command.region.as_deref());
                Some(organ.await?.id.to_string())
            }
            None => None,
        };
        let query = Annex3Query {
            region: command.region.clone().filter(|_| organ.is_none()),
            organ,
            year: command.year,
            season: command.season.clone(),
            from: command.from.clone(),
            to: command.to.clone(),
            money: Some(command.money.clone()),
        };
        let (view, form) = annex3::at_terminal(&app, query).await?;
        Ok(match command.format.as_str() {
            "csv" => annex3::csv_of(&form).into_bytes(),
            "xlsx" => annex3::xlsx_of(&form)?,
            _ => {
                let text = serde_json::to_string_pretty(&view);
                format!("{}\n", text.expect("a view is always JSON")).into_bytes()
            }
        })
    })?;
    let made =
        made.map_err(|e: sunlot_app::AppError| Refused::new(e.code, e.message_zh, REFUSED))?;
    match &command.out {
        Some(path) => std::fs::write(path, made).map_err(|e| unusable(path.display(), &e))?,
        None => std::io::stdout().write_all(&made).map_err(|e| unusable("标准输出", &e))?,
    }
    done()
}
