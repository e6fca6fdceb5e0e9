//! 惩戒措施: the closed list. 列入名单 restricts by law alone: no measure outside of 《全国失信惩戒
//! 措施基础清单》, and each one with the law that allows it (国办发〔2020〕49号).

use crate::coded::coded;

coded! {
    /// 惩戒措施.
    Measure {
        /// 限制市场或者行业准入.
        Entry = "entry", "依法依规限制市场或行业准入";
        /// 限制任职.
        Office = "office", "依法依规限制任职";
        /// 限制相关消费行为.
        Consumption = "consumption", "依法依规限制相关消费行为";
        /// 限制申请财政性资金项目.
        PublicFunds = "public_funds", "依法依规限制申请财政性资金项目";
        /// 限制参加评先评优.
        Honours = "honours", "依法依规限制参加评先评优";
        /// 限制享受优惠政策和便利措施.
        Privileges = "privileges", "依法依规限制享受优惠政策和便利措施";
        /// 纳入重点监管范围.
        Supervision = "supervision", "依法依规纳入重点监管范围";
        /// 公示失信信息.
        Publicity = "publicity", "依法依规公示失信信息";
        /// 推送政府采购、招标投标等领域.
        Tender = "tender", "依法依规限制参加政府采购、招标投标";
        /// 限制取得相关资质、荣誉.
        Qualification = "qualification", "依法依规限制取得相关许可或资质";
    }
}

coded! {
    /// 名单或标记的种类.
    RestrictionKind {
        /// 列入经营异常名录.
        Abnormal = "abnormal", "列入经营异常名录";
        /// 个体工商户标记为经营异常状态.
        HouseholdAbnormal = "household_abnormal", "标记为经营异常状态";
        /// 列入严重违法失信名单.
        Serious = "serious", "列入严重违法失信名单";
        /// 其他部门依法实施的联合惩戒.
        Joint = "joint", "联合惩戒";
    }
}

impl RestrictionKind {
    /// Measures that follow from such a listing without another law: the listing is public, and
    /// supervision pays attention. Everything else names its law.
    #[must_use]
    pub fn inherent(self) -> &'static [Measure] {
        match self {
            RestrictionKind::Abnormal | RestrictionKind::HouseholdAbnormal => {
                &[Measure::Publicity, Measure::Supervision]
            }
            RestrictionKind::Serious => {
                &[Measure::Publicity, Measure::Supervision, Measure::Honours, Measure::Privileges]
            }
            RestrictionKind::Joint => &[],
        }
    }
}
