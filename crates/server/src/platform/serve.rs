//! `sunlot serve`.

use std::fs::{File, TryLockError};
use std::time::Duration;

use sunlot_api::{Limits, Serving};
use sunlot_app::App;
use sunlot_record::files::write_atomically;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::config::{self, Settings};
use super::listen::{self, Edge};
use super::{demo, signing, telemetry, timers, unusable, working_app};
use crate::cli::platform::Serve;
use crate::say::{Ended, REFUSED, Refused, done};

/// Time for the writes that still wait when the last request has ended.
const DRAIN: Duration = Duration::from_secs(30);

pub(super) fn run(command: &Serve) -> Ended {
    let settings = Settings::of(&command.storage);
    settings.check_data()?;
    config::check_listen(command)?;
    if demo::lives_in(&settings) {
        let text = format!(
            "{} 里是虚构的示例县，时间也是虚构的；请用 sunlot demo start 启动，或者换一个数据文件夹。",
            settings.data.display()
        );
        return Err(Refused::new("demo.folder", text, REFUSED));
    }
    let _alone = alone(&settings)?;
    telemetry::start(&command.log_format);
    let app = working_app(&settings)?;
    until_stopped(command, &settings, app)
}

/// Serves until the process is asked to stop.
pub(super) fn until_stopped(command: &Serve, settings: &Settings, app: App) -> Ended {
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    let runtime = threads.enable_all().build().map_err(|e| unusable("运行时", &e))?;
    runtime.block_on(serve(command, settings, app))
}

/// One server on a data folder: two would each keep timers and sign checkpoints.
pub(super) fn alone(settings: &Settings) -> Result<File, Refused> {
    let path = settings.data.join("serve.lock");
    let file = File::create(&path).map_err(|e| unusable(path.display(), &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let text = format!(
                "数据文件夹 {} 已有一个 sunlot serve 在运行；请先停止它。",
                settings.data.display()
            );
            Err(Refused::new("serve.running", text, REFUSED))
        }
        Err(TryLockError::Error(e)) => Err(unusable(path.display(), &e)),
    }
}

async fn serve(command: &Serve, settings: &Settings, app: App) -> Ended {
    if let Some(fonts) = &command.fonts {
        sunlot_app::forms::use_fonts(fonts);
    }
    let signing = signing::prepare(&app, settings, &command.log_keys).await?;
    let limits = Limits { under_way: command.under_way, ..Limits::default() };
    let open_data = signing.open_data(settings)?;
    let serving = Serving { limits, metrics_token: command.metrics_token.clone(), open_data };
    let router = sunlot_api::served(app.clone(), &serving)
        .map_err(|e| Refused::new("serve.route", format!("程序有误，不能启动：{e}"), REFUSED))?;
    let listener = TcpListener::bind(command.listen).await;
    let listener = listener.map_err(|e| unusable(command.listen, &e))?;
    let address = listener.local_addr().map_err(|e| unusable(command.listen, &e))?;
    let stop = asked_to_stop();
    timers::start(&app, &serving.open_data);
    if let Some(why) = app.store.read_only() {
        eprintln!("警告：{why}");
    }
    let signing = signing.start();
    println!("阳光签已启动：http://{address}　接口说明：http://{address}/api");
    invite(&app, settings).await?;
    let edge = Edge { behind_tls: command.behind_tls };
    listen::serve(listener, router, edge, stop).await;
    // Everything that was asked for is on the disk, or its asker was told that it is not.
    match tokio::time::timeout(DRAIN, app.store.probe()).await {
        Ok(Ok(())) => tracing::info!("stopped"),
        Ok(Err(error)) => tracing::error!(%error, "the last writes were not taken"),
        Err(_) => tracing::error!("the writer did not end in time"),
    }
    signing.say().await;
    done()
}

/// Shows who may make the first accounts: whoever reads this terminal, or the data folder.
async fn invite(app: &App, settings: &Settings) -> Result<(), Refused> {
    let token = sunlot_app::first_start::token(app).await?;
    let path = settings.invitation_file();
    if token.is_none() && path.exists() {
        std::fs::remove_file(&path).map_err(|e| unusable(path.display(), &e))?;
    }
    if let Some(token) = token {
        let text = format!("{token}\n");
        write_atomically(&path, text.as_bytes(), 0o600)
            .map_err(|e| unusable(path.display(), &e))?;
        println!(
            "还没有账号。请在浏览器打开 /office/，凭下面的一次性口令建立管理员：\n\
             {token}"
        );
    }
    Ok(())
}

/// SIGTERM of the service manager, SIGINT of the terminal.
/// Watched from the call on.
fn asked_to_stop() -> impl Future<Output = ()> {
    let handler = |kind| signal(kind).expect("a process can watch its signals");
    let (mut term, mut int) = (handler(SignalKind::terminate()), handler(SignalKind::interrupt()));
    async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    }
}
