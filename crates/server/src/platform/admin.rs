//! `sunlot admin …`: what is done at the server's terminal, because nobody can log in for it.

use std::path::PathBuf;

use sunlot_app::{AppError, Call, emergency, reference};
use sunlot_domain::accounts::AccountState;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::organs::OrganKind;

use super::config::Settings;
use super::{open, terminal, unusable, waiting_for, working_app};
use crate::cli::platform::{AdminCommand, Storage};
use crate::say::{Ended, REFUSED, Refused, done};

impl Settings {
    /// The token of the first start, while it is still to come.
    pub(super) fn invitation_file(&self) -> PathBuf {
        self.data.join("first-start.key")
    }
}

pub(super) fn run(command: AdminCommand) -> Ended {
    match command {
        AdminCommand::Accounts { storage } => accounts(&storage),
        AdminCommand::FirstStart { storage } => first_start(&storage),
        AdminCommand::LoadReference { storage, region, divisions_only } => {
            load_reference(&storage, &region, divisions_only)
        }
        AdminCommand::LoadSamples { storage, organ, region } => {
            load_samples(&storage, &organ, region.as_deref())
        }
        AdminCommand::ResetAccess { storage, login, by, reason } => {
            let app = working_app(&settings(&storage)?)?;
            let asked = waiting_for(async { emergency::ask(&app, &login, &by, &reason).await })??;
            println!(
                "申请已写入日志，编号 {asked}，60 分钟内有效。请另一名管理员在本机办理：\n\
                 sunlot admin approve-reset {asked} --login 他的登录名"
            );
            done()
        }
        AdminCommand::ApproveReset { storage, request, login } => {
            let app = working_app(&settings(&storage)?)?;
            let (login, password) = waiting_for(async {
                let session = terminal::identified(&app, &login).await?;
                let reset = emergency::carry_out(&app, &session.call, request).await;
                session.end(&app).await;
                Ok::<_, Refused>(reset?)
            })??;
            println!(
                "已恢复 {login} 的访问并写入日志；原动态口令、恢复代码和会话都已失效。\n\
                 一次性口令（72 小时内有效，登录后须修改并重新启用动态口令）：{password}"
            );
            done()
        }
    }
}

fn settings(storage: &Storage) -> Result<Settings, Refused> {
    let settings = Settings::of(storage);
    settings.check_data()?;
    Ok(settings)
}

fn accounts(storage: &Storage) -> Ended {
    let app = open(&settings(storage)?)?;
    let all = waiting_for(async { emergency::standings(&app).await })??;
    for one in &all {
        let state = match one.state {
            AccountState::Active => "可用",
            AccountState::Disabled => "停用",
        };
        let factor = if one.factor { "已启用动态口令" } else { "无动态口令" };
        let roles: Vec<&str> = one.roles.iter().map(|role| role.name_zh()).collect();
        let roles = if roles.is_empty() { "无角色".to_owned() } else { roles.join("、") };
        let last = one.last_used.as_deref().unwrap_or("从未登录");
        println!("{}\t{}\t{}\t{roles}\t{state}\t{factor}\t{last}", one.login, one.name, one.organ);
    }
    println!("共 {} 个账号。", all.len());
    done()
}

/// Shows again what the running server printed when it started.
fn first_start(storage: &Storage) -> Ended {
    let settings = settings(storage)?;
    let app = open(&settings)?;
    if !waiting_for(async { sunlot_app::first_start::needed(&app).await })?? {
        let text = "已经有账号，首次启动已办完；口令丢失请用 sunlot admin reset-access。";
        return Err(Refused::new("first_start.done", text, REFUSED));
    }
    let path = settings.invitation_file();
    match std::fs::read_to_string(&path) {
        Ok(token) => {
            println!("首次启动的一次性口令（服务在运行时有效）：\n{}", token.trim());
            done()
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let text = "还没有一次性口令；请先运行 sunlot serve，它在启动时生成。";
            Err(Refused::new("first_start.not_serving", text, REFUSED))
        }
        Err(e) => Err(unusable(path.display(), &e)),
    }
}

/// What the record says of who loaded it.
const TERMINAL: &str = "terminal";

fn load_reference(storage: &Storage, region: &str, divisions_only: bool) -> Ended {
    let app = working_app(&settings(storage)?)?;
    let (divisions, departments) = waiting_for(async {
        let region = DivisionCode::parse(region).map_err(AppError::from)?;
        let call = Call::system(TERMINAL);
        let divisions = reference::load_divisions(&app, &call, &region).await?;
        let departments = match divisions_only {
            true => 0,
            false => reference::load_departments(&app, &call, &region).await?,
        };
        Ok::<_, Refused>((divisions, departments))
    })??;
    println!("新载入区划 {divisions} 个、部门 {departments} 个；已有的没有改动。");
    done()
}

fn load_samples(storage: &Storage, organ: &str, region: Option<&str>) -> Ended {
    let app = working_app(&settings(storage)?)?;
    let (name, list) = waiting_for(async {
        let organ = emergency::organ_of(&app, organ, region).await?;
        let (call, id) = (Call::system(TERMINAL), organ.id.to_string());
        let list = match organ.kind {
            OrganKind::Coordination => reference::load_joint_samples(&app, &call, &id).await?,
            _ => reference::load_samples(&app, &call, &id).await?,
        };
        Ok::<_, Refused>((organ.name, list))
    })??;
    println!("样例清单已成为{name}的草稿，编号 {list}；每一项都标着“待核对”，核对之后才能提交。");
    done()
}
