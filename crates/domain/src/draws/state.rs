//! Where an attempt stands, and who may follow whom. The same table is CHECKed in SQL and drawn in
//! `docs/lifecycles.md`; within the ceremony it is the order of SSJ-1's log entries.

use crate::coded::coded;

coded! {
    /// 抽取状态.
    DrawState {
        /// 待批准冻结.
        Proposed = "proposed", "待批准冻结";
        /// 未批准: taken back or not approved, before anything was frozen.
        Withdrawn = "withdrawn", "已撤回";
        /// 已冻结: commitments come in.
        Planned = "planned", "已冻结";
        /// 已公布意向: escrows and reveals come in.
        Announced = "announced", "已公布意向";
        /// 揭示已截止.
        Closed = "closed", "揭示已截止";
        /// 可以抽取: the public entropy is known.
        Drawable = "drawable", "待抽取";
        /// 已抽取.
        Drawn = "drawn", "已抽取";
        /// 人员已匹配.
        Matched = "matched", "人员已匹配";
        /// 已作废, before anybody could know the outcome.
        Voided = "voided", "已作废";
        /// 已撤销结果: by a public correction.
        Annulled = "annulled", "已撤销";
    }
}

coded! {
    /// 抽取的一步.
    DrawStep {
        /// 撤回.
        Withdraw = "withdraw", "撤回";
        /// 批准冻结.
        Freeze = "approve", "批准冻结";
        /// 公布意向.
        Announce = "announce", "公布意向";
        /// 截止揭示.
        Close = "close", "截止揭示";
        /// 录入公共随机源.
        Beacon = "beacon", "录入公共随机源";
        /// 抽取.
        Draw = "draw", "抽取";
        /// 匹配人员.
        Match = "match", "匹配人员";
        /// 作废.
        Void = "void", "作废";
        /// 撤销结果.
        Annul = "annul", "撤销结果";
    }
}

impl DrawState {
    /// Where a step leads; `None` when it cannot be taken here.
    #[must_use]
    pub fn after(self, step: DrawStep) -> Option<DrawState> {
        use DrawState as S;
        Some(match (self, step) {
            (S::Proposed, DrawStep::Withdraw) => S::Withdrawn,
            (S::Proposed, DrawStep::Freeze) => S::Planned,
            (S::Planned, DrawStep::Announce) => S::Announced,
            (S::Announced, DrawStep::Close) => S::Closed,
            (S::Closed, DrawStep::Beacon) => S::Drawable,
            (S::Drawable, DrawStep::Draw) => S::Drawn,
            (S::Drawn, DrawStep::Match) => S::Matched,
            (S::Planned | S::Announced | S::Closed, DrawStep::Void) => S::Voided,
            (S::Drawn | S::Matched, DrawStep::Annul) => S::Annulled,
            _ => return None,
        })
    }

    /// Whether another attempt may follow: this one no longer stands.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, DrawState::Withdrawn | DrawState::Voided | DrawState::Annulled)
    }

    /// Whether there is an outcome.
    #[must_use]
    pub fn has_result(self) -> bool {
        matches!(self, DrawState::Drawn | DrawState::Matched | DrawState::Annulled)
    }

    /// Whether the public can know of the attempt: it stands in the log.
    #[must_use]
    pub fn is_public(self) -> bool {
        !matches!(self, DrawState::Proposed | DrawState::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_straight_way_leads_to_the_matching_and_nothing_leads_back() {
        let way = [
            DrawStep::Freeze,
            DrawStep::Announce,
            DrawStep::Close,
            DrawStep::Beacon,
            DrawStep::Draw,
            DrawStep::Match,
        ];
        let mut state = DrawState::Proposed;
        let mut passed = vec![state];
        for step in way {
            for &other in DrawStep::ALL {
                let goes_back = state.after(other).is_some_and(|next| passed.contains(&next));
                assert!(!goes_back, "{state:?} {other:?}");
            }
            state = state.after(step).unwrap();
            passed.push(state);
        }
        assert_eq!(state, DrawState::Matched);
        for &over in DrawState::ALL.iter().filter(|state| state.is_over()) {
            assert!(DrawStep::ALL.iter().all(|step| over.after(*step).is_none()), "{over:?}");
        }
    }

    #[test]
    fn an_outcome_that_can_be_known_is_not_voided() {
        for &state in DrawState::ALL {
            let known = state == DrawState::Drawable || state.has_result();
            assert!(!known || state.after(DrawStep::Void).is_none(), "{state:?}");
        }
    }
}
