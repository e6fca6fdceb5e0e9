//! 公示渠道: each noted by itself, with its receipt.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, PartId};
use sunlot_domain::policy::Permission;
use sunlot_domain::results::{ChannelKind, ChannelState, InspectionPart, ResultChannel};
use sunlot_sortition::jcs::Json;
use sunlot_store::Stored;
use utoipa::ToSchema;

use super::parts::{place, see};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// 渠道的报送情况。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChannelView {
    /// 渠道：gsxt、credit、supervision、website。
    pub channel: String,
    /// 渠道名称。
    pub channel_name: String,
    /// waiting 待报送、sent 已报送、accepted 已收到回执、returned 被退回。
    pub state: String,
    /// 回执编号。
    pub receipt: Option<String>,
    /// 状态的时间。
    pub at: String,
    /// 说明。
    pub note: String,
    /// 版本。
    pub version: u64,
}

/// 登记渠道。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChannelForm {
    /// 您看到的版本。
    pub version: u64,
    /// 渠道。
    pub channel: String,
    /// 状态。
    pub state: String,
    /// 回执编号；收到回执时必填。
    #[serde(default)]
    pub receipt: Option<String>,
    /// 说明；被退回时必填。
    #[serde(default)]
    pub note: String,
}

pub(super) fn channel_view(stored: Stored<ResultChannel>) -> ChannelView {
    let it = stored.value;
    ChannelView {
        channel: it.channel.code().into(),
        channel_name: it.channel.name_zh().into(),
        state: it.state.code().into(),
        receipt: it.receipt,
        at: it.at.to_string(),
        note: it.note,
        version: stored.version,
    }
}

/// Channels of what an organ published of a visit.
///
/// # Errors
/// Missing, also for what the caller may not see.
pub async fn channels(app: &App, call: &Call, id: &str) -> Result<Vec<ChannelView>, AppError> {
    let id = PartId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let part = tx.need::<InspectionPart>(&id)?.value;
        see(&cx, &asked, tx, &part)?;
        let all = sunlot_store::results::channels(tx, id)?;
        Ok(all.into_iter().map(channel_view).collect())
    })
    .await
}

/// Notes what became of a channel: each by itself, with its receipt (R-RES-06).
///
/// # Errors
/// Missing, another version or state, no receipt.
pub async fn note_channel(
    app: &App,
    call: &Call,
    id: &str,
    form: ChannelForm,
) -> Result<ChannelView, AppError> {
    let (id, by) = (PartId::parse(id)?, visible::person(call)?);
    let coded = |field: &'static str| {
        AppError::field(field, "channel.code", "渠道或状态的代码不对；见接口说明。")
    };
    let channel = ChannelKind::parse(&form.channel).ok_or_else(|| coded("channel"))?;
    let state = ChannelState::parse(&form.state).ok_or_else(|| coded("state"))?;
    if form.note.chars().count() > 500 || form.receipt.as_ref().is_some_and(|r| r.len() > 100) {
        let text = "说明至多 500 个字，回执编号至多 100 个字符。";
        return Err(AppError::field("note", "channel.too_long", text));
    }
    let (cx, asked, now) = (app.clone(), call.clone(), app.now());
    app.write(call, move |tx| {
        let part = tx.need::<InspectionPart>(&id)?.value;
        cx.authorize(&asked, Permission::ResultChannel, &place(&part))?;
        let all = sunlot_store::results::channels(tx, id)?;
        let found = all.into_iter().find(|one| one.value.channel == channel);
        let mut stored = found.ok_or_else(AppError::missing)?;
        stored.version = form.version;
        stored.value = stored.value.note(state, form.receipt, form.note, (by, now))?;
        let stored = tx.save(stored)?;
        let event = Event::new(Action::ChannelNoted, stored.value.id)
            .with(Json::object([("state", Json::text(state.code()))]));
        Ok(tx.record(event, channel_view(stored)))
    })
    .await
}
