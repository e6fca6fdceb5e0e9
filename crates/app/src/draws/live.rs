//! 抽取现场: what the people in the meeting room look at while an attempt goes its way. All of it is
//! in the log already or will be with the intent; of a sheet only who handed it in, until two
//! agree.

use serde::{Deserialize, Serialize};
use sunlot_domain::accounts::Account;
use sunlot_domain::draws::{Draw, DrawFile, Setting};
use sunlot_domain::ids::{AccountId, DrawId, Id, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::tasks::Task;
use sunlot_store::{ReadTx, draws, files, ledger};
use utoipa::ToSchema;

use super::view::{DrawView, view};
use crate::context::{App, Call};
use crate::error::AppError;

/// 在场的一方。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttendeeView {
    /// 公开的名称。
    pub id: String,
    /// 身份：contributor、holder、recorder。
    pub role: String,
    /// 单位名称。
    pub organ_name: String,
    /// 办理人姓名；组织方由平台办理，为空。
    pub person_name: Option<String>,
    /// 是否是您本人。
    pub own: bool,
}

/// 一份承诺。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommitmentView {
    /// 随机数提供方。
    pub contributor: String,
    /// 承诺，64 位十六进制。
    pub commitment: String,
}

/// 本次抽取的一条日志条目。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LiveEntry {
    /// 在日志中的序号。
    pub index: u64,
    /// 原文（规范化的 JSON）。
    pub text: String,
    /// 最早盖住它的公开检查点（SM3）的原文；还没有签出时为空。
    pub checkpoint: Option<String>,
}

/// 抽取现场。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LiveView {
    /// 抽取。
    pub draw: DrawView,
    /// 任务名称。
    pub title: String,
    /// 组织方单位名称。
    pub organ_name: String,
    /// 平台的时间（协调世界时）。
    pub now: String,
    /// 在场各方。
    pub attendees: Vec<AttendeeView>,
    /// 已交来的承诺。
    pub commitments: Vec<CommitmentView>,
    /// 已交摇号记录单的记录人；数字在两份一致之后才公开。
    pub sheets: Vec<String>,
    /// 意向的原文；公布之前为空。
    pub intent: Option<String>,
    /// 日志条目，从前到后。
    pub entries: Vec<LiveEntry>,
}

/// Shows an attempt as its meeting goes on; to whoever may see the attempt.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn live(app: &App, call: &Call, id: &str) -> Result<LiveView, AppError> {
    let id = DrawId::parse(id)?;
    let (cx, asked, now) = (app.clone(), call.clone(), app.now());
    app.read(move |tx| {
        let stored = super::seen(tx, &cx, &asked, id)?;
        let draw = stored.value.clone();
        let own = asked.actor.account.map(|account| account.to_string()).unwrap_or_default();
        let known = draws::files(tx, id)?.into_iter().map(|stored| stored.value);
        let known: Vec<DrawFile> = known.collect();
        let intent = known.iter().find(|file| file.name == "intent.json");
        Ok(LiveView {
            title: tx.need::<Task>(&draw.task)?.value.name,
            organ_name: tx.need::<Organ>(&draw.organ)?.value.name,
            now: now.to_string(),
            attendees: attendees(tx, &draw.setting, &own)?,
            commitments: commitments(tx, &known)?,
            sheets: draws::sheets(tx, id)?.into_iter().map(|sheet| sheet.value.recorder).collect(),
            intent: intent.map(|file| text(tx, file)).transpose()?,
            entries: entries(tx, &draw)?,
            draw: view(&cx, &asked, stored),
        })
    })
    .await
}

fn attendees(
    tx: &mut ReadTx<'_>,
    setting: &Setting,
    own: &str,
) -> Result<Vec<AttendeeView>, AppError> {
    let party = |p: &sunlot_domain::draws::Party| (p.id.clone(), p.account.clone());
    let contributors = setting.parties.iter().map(party).map(|p| ("contributor", p));
    let holders = setting.holders.iter().map(|h| (h.name.clone(), h.account.clone()));
    let recorders = setting.recorders.iter().map(party).map(|p| ("recorder", p));
    let all = contributors.chain(holders.map(|h| ("holder", h))).chain(recorders);
    let mut found = Vec::new();
    for (role, (id, account)) in all {
        let person = match AccountId::parse(&account) {
            Ok(account) => tx.get::<Account>(&account)?.map(|stored| stored.value),
            Err(_) => None,
        };
        let organ = match &person {
            Some(person) => Some(person.organ),
            None => setting.parties.first().and_then(|p| OrganId::parse(&p.organ).ok()),
        };
        let organ = organ.map(|organ| tx.need::<Organ>(&organ)).transpose()?;
        found.push(AttendeeView {
            id,
            role: role.to_owned(),
            organ_name: organ.map(|organ| organ.value.name).unwrap_or_default(),
            own: !own.is_empty() && account == own,
            person_name: person.map(|person| person.name),
        });
    }
    Ok(found)
}

fn text(tx: &mut ReadTx<'_>, file: &DrawFile) -> Result<String, AppError> {
    Ok(String::from_utf8_lossy(&files::get(tx, file.file)?).into_owned())
}

/// What the ceremony keeps of each promise: `who TAB digest`.
fn commitments(tx: &mut ReadTx<'_>, known: &[DrawFile]) -> Result<Vec<CommitmentView>, AppError> {
    let mut found = Vec::new();
    for file in known.iter().filter(|file| file.name.starts_with("commitments/")) {
        if let Some((who, promise)) = text(tx, file)?.trim_end().split_once('\t') {
            let (contributor, commitment) = (who.to_owned(), promise.to_owned());
            found.push(CommitmentView { contributor, commitment });
        }
    }
    found.sort_by(|a, b| a.contributor.cmp(&b.contributor));
    Ok(found)
}

fn entries(tx: &mut ReadTx<'_>, draw: &Draw) -> Result<Vec<LiveEntry>, AppError> {
    let mut found = Vec::new();
    for entry in draws::entries(tx, &draw.plan_no)?.iter().filter(|entry| entry.draw == draw.id) {
        let stored = ledger::entries(tx, entry.entry, entry.entry + 1)?.pop();
        let bytes = stored.map(|stored| stored.bytes).unwrap_or_default();
        found.push(LiveEntry {
            index: entry.entry,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            checkpoint: ledger::first_covering(tx, entry.entry)?.map(|signed| signed.sm3),
        });
    }
    Ok(found)
}
