//! 公示渠道: where a published result went, with the receipt of each; recorded one by one.

use sunlot_sortition::time::{Day, UtcSecond};

use super::ResultError;
use crate::coded::coded;
use crate::ids::{AccountId, LinkId, OrganId, PartId};

coded! {
    /// 公示渠道.
    ChannelKind {
        /// 国家企业信用信息公示系统.
        Gsxt = "gsxt", "国家企业信用信息公示系统";
        /// 全国信用信息共享平台.
        Credit = "credit", "全国信用信息共享平台";
        /// “互联网+监管”系统.
        Supervision = "supervision", "“互联网+监管”系统";
        /// 部门网站.
        Website = "website", "部门网站";
    }
}

coded! {
    /// 渠道状态.
    ChannelState {
        /// 待报送.
        Waiting = "waiting", "待报送";
        /// 已报送.
        Sent = "sent", "已报送";
        /// 已收到回执.
        Accepted = "accepted", "已收到回执";
        /// 被退回.
        Returned = "returned", "被退回";
    }
}

/// One channel of what an organ published of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultChannel {
    /// Its id.
    pub id: LinkId,
    /// What.
    pub part: PartId,
    /// Who published it.
    pub organ: OrganId,
    /// Where.
    pub channel: ChannelKind,
    /// How far it has come.
    pub state: ChannelState,
    /// 回执编号.
    pub receipt: Option<String>,
    /// When the state was reached.
    pub at: UtcSecond,
    /// 退回原因 and the like.
    pub note: String,
    /// Who recorded it; none for what publication itself set up.
    pub recorded_by: Option<AccountId>,
    /// Day of publication.
    pub published_on: Day,
}

impl ResultChannel {
    /// 登记 what became of it.
    ///
    /// # Errors
    /// [`ResultError::Receipt`], [`ResultError::Opinion`] for a return without a reason, or a state
    /// that does not follow.
    pub fn note(
        self,
        state: ChannelState,
        receipt: Option<String>,
        note: String,
        (by, at): (AccountId, UtcSecond),
    ) -> Result<ResultChannel, ResultError> {
        let follows = match self.state {
            ChannelState::Waiting | ChannelState::Returned => state != ChannelState::Waiting,
            ChannelState::Sent => matches!(state, ChannelState::Accepted | ChannelState::Returned),
            ChannelState::Accepted => state == ChannelState::Returned,
        };
        if !follows {
            return Err(ResultError::State { step: "登记报送", state: self.state.name_zh() });
        }
        let receipt = receipt.filter(|text| !text.trim().is_empty());
        if state == ChannelState::Accepted && receipt.is_none() {
            return Err(ResultError::Receipt);
        }
        if state == ChannelState::Returned && note.trim().chars().count() < 4 {
            return Err(ResultError::Opinion);
        }
        Ok(ResultChannel { state, receipt, note, recorded_by: Some(by), at, ..self })
    }
}
