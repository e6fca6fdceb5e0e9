//! `sunlot import`: a register or the conflicts from the command line, by somebody who may import
//! them. As over HTTP it waits for a second person; nothing is let in here.

use sunlot_app::imports::{self, NewImport};

use super::config::Settings;
use super::{terminal, waiting_for, working_app};
use crate::cli::platform::Import;
use crate::say::{Ended, Refused, UNUSABLE, done};

pub(super) fn run(command: &Import) -> Ended {
    if !command.file.is_file() {
        let text = format!("没有文件 {}。", command.file.display());
        return Err(Refused::new("import.no_file", text, UNUSABLE));
    }
    let settings = Settings::of(&command.storage);
    settings.check_data()?;
    let app = working_app(&settings)?;
    let name = command.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let view = waiting_for(async {
        let organ =
            sunlot_app::emergency::organ_of(&app, &command.organ, command.region.as_deref());
        let organ = organ.await?.id.to_string();
        let session = terminal::identified(&app, &command.login).await?;
        let (source, source_day) = (command.source.clone(), command.day.clone());
        let new = NewImport { kind: Some(command.kind.clone()), organ, source, source_day };
        let view = imports::upload(&app, &session.call, new, &name, &command.file).await;
        session.end(&app).await;
        Ok::<_, Refused>(view?)
    })??;
    println!(
        "已读入 {}：{} 行，新增 {}，变更 {}，注销 {}，不变 {}，不属本部门 {}，重复 {}，拒绝 {}；\
         提示 {} 条。",
        view.file_name,
        view.rows_read,
        view.rows_new,
        view.rows_changed,
        view.rows_closed,
        view.rows_unchanged,
        view.rows_foreign,
        view.rows_duplicate,
        view.rows_refused,
        view.findings
    );
    println!("批次 {} 还没有写入名录：请另一人登录平台，核对后批准（导入批次）。", view.id);
    done()
}
