//! 抽查事项清单: one list of each department that plans, and the joint list of the conference.

use serde_json::{Value, json};
use sunlot_app::items;
use sunlot_domain::roles::Role;

use crate::Done;
use crate::world::{World, form};

/// An item of the county: code, name, subjects, class, ratio ceiling, kinds of subjects,
/// qualification, law.
pub(crate) struct DemoItem {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) subjects: &'static str,
    pub(crate) key: bool,
    pub(crate) method: &'static str,
    pub(crate) law: &'static str,
    pub(crate) article: &'static str,
    pub(crate) points: &'static [&'static str],
}

const fn item(
    code: &'static str,
    name: &'static str,
    subjects: &'static str,
    key: bool,
    method: &'static str,
    (law, article): (&'static str, &'static str),
    points: &'static [&'static str],
) -> DemoItem {
    DemoItem { code, name, subjects, key, method, law, article, points }
}

const REGISTRATION: (&str, &str) = ("中华人民共和国市场主体登记管理条例", "第三十六条");
const PUBLICITY: (&str, &str) = ("企业信息公示暂行条例", "第十五条");
const FOOD: (&str, &str) = ("中华人民共和国食品安全法", "第一百一十条");
const EQUIPMENT: (&str, &str) = ("中华人民共和国特种设备安全法", "第五十七条");
const EDUCATION: (&str, &str) = ("中华人民共和国民办教育促进法", "第四十一条");
const SAFETY: (&str, &str) = ("中华人民共和国安全生产法", "第六十五条");
const FIRE: (&str, &str) = ("中华人民共和国消防法", "第五十三条");
const HEALTH: (&str, &str) = ("公共场所卫生管理条例", "第十条");
const SEEDS: (&str, &str) = ("农药管理条例", "第四十一条");

/// Items of single departments, by the department that writes them.
pub(crate) const OWN: &[(&str, &[DemoItem])] = &[
    (
        "scjg",
        &[
            item(
                "SCJG-01",
                "登记事项检查",
                "企业、个体工商户、农民专业合作社",
                false,
                "field",
                REGISTRATION,
                &["营业执照是否亮明", "名称、住所与登记是否一致"],
            ),
            item(
                "SCJG-02",
                "公示信息检查",
                "企业、农民专业合作社",
                false,
                "written",
                PUBLICITY,
                &["年度报告是否按期公示", "即时信息是否公示"],
            ),
            item(
                "SCJG-03",
                "食品经营者检查",
                "食品经营者",
                true,
                "field",
                FOOD,
                &["许可是否有效", "进货查验记录是否齐全", "从业人员健康证明是否有效"],
            ),
            item(
                "SCJG-04",
                "特种设备使用单位检查",
                "特种设备使用单位",
                true,
                "field",
                EQUIPMENT,
                &["使用登记是否办理", "定期检验是否有效"],
            ),
        ],
    ),
    (
        "jyj",
        &[item(
            "JYJ-01",
            "校外培训机构办学检查",
            "民办学校、校外培训机构",
            false,
            "field",
            EDUCATION,
            &["办学许可是否有效", "收费是否公示"],
        )],
    ),
    (
        "wsjk",
        &[item(
            "WSJK-01",
            "公共场所卫生检查",
            "公共场所经营者",
            false,
            "field",
            HEALTH,
            &["卫生许可是否有效", "从业人员健康合格证是否齐全"],
        )],
    ),
    (
        "nyncj",
        &[item(
            "NYNCJ-01",
            "农资经营检查",
            "农资经营者",
            false,
            "field",
            SEEDS,
            &["经营许可是否有效", "进销台账是否完整"],
        )],
    ),
    (
        "yjgl",
        &[item(
            "YJGL-01",
            "工贸企业安全生产检查",
            "工贸企业",
            true,
            "field",
            SAFETY,
            &["安全管理制度是否落实", "隐患是否按期整改"],
        )],
    ),
];

/// Items of the joint list with the participants of each; 市场监管 initiates.
pub(crate) const JOINT: &[(&[&str], DemoItem)] = &[
    (
        &["wsjk", "gaj", "xfjy"],
        item(
            "LH-01",
            "旅馆业联合检查",
            "旅馆、民宿",
            false,
            "field",
            HEALTH,
            &["证照是否齐全", "消防设施是否完好", "住宿登记是否落实"],
        ),
    ),
    (
        &["jyj", "wsjk", "xfjy", "gaj"],
        item(
            "LH-02",
            "校外培训机构联合检查",
            "校外培训机构",
            false,
            "field",
            EDUCATION,
            &["办学许可是否有效", "消防设施是否完好"],
        ),
    ),
    (
        &["nyncj"],
        item(
            "LH-03",
            "农资市场联合检查",
            "农资经营者",
            false,
            "field",
            SEEDS,
            &["经营许可是否有效", "标签是否合规"],
        ),
    ),
    (
        &["swj", "yjgl", "xfjy", "sthj"],
        item(
            "LH-04",
            "成品油市场联合检查",
            "加油站",
            true,
            "field",
            FIRE,
            &["经营批准是否有效", "油气回收是否运行", "消防设施是否完好"],
        ),
    ),
];

impl DemoItem {
    fn terms(&self, initiator: &str, others: &[String]) -> Value {
        let points: Vec<Value> = self
            .points
            .iter()
            .map(|point| json!({"point": point, "standard": self.article}))
            .collect();
        let mut terms = json!({
            "category": "监督检查", "name": self.name, "subjects": self.subjects,
            "class": if self.key { "key" } else { "general" },
            "key_reason": if self.key { json!("safety") } else { Value::Null },
            "ratio_ceiling": if self.key { Value::Null } else { json!("10%") },
            "subject_kinds": ["enterprise", "household", "cooperative", "institution"],
            "visits_per_year_max": 2, "methods": [self.method], "levels": ["county"],
            "bases": [{"law": self.law, "article": self.article}],
            "content": self.points.join("；"), "points": points,
        });
        if others.is_empty() {
            terms["inspecting"] = json!([initiator]);
        } else {
            terms["initiator"] = json!(initiator);
            terms["participants"] = json!(others);
        }
        terms
    }
}

impl World {
    /// Writes, approves and publishes every list.
    pub(crate) async fn item_lists(&self) -> Done {
        for (organ, all) in OWN {
            let (planner, reviewer) =
                (self.call(organ, Role::Planner), self.call(organ, Role::Reviewer));
            let own = self.organ_id(organ);
            let new = json!({"organ": own, "kind": "own", "reason": "首次编制",
                "title": "随机抽查事项清单"});
            let list = items::create(&self.app, &planner, form(new)).await?;
            let version = list.open.expect("a new list has a draft");
            for item in *all {
                let new = json!({"code": item.code, "terms": item.terms(&own, &[])});
                items::add(&self.app, &planner, &version, form(new)).await?;
            }
            let draft = items::version(&self.app, &planner, &version).await?;
            let seen = form(json!({"version": draft.version}));
            let sent = items::submit(&self.app, &planner, &version, seen).await?;
            let seen = form(json!({"version": sent.version}));
            let good = items::approve(&self.app, &reviewer, &version, seen).await?;
            let public = form(self.publication(good.version));
            items::publish(&self.app, &planner, &version, public).await?;
        }
        self.joint_list().await
    }

    fn publication(&self, version: u64) -> Value {
        json!({"version": version, "url": "https://example.gov.cn/yanghe/ccsxqd",
            "valid_from": self.app.today().to_string()})
    }

    async fn joint_list(&self) -> Done {
        let office = self.call("lxhyb", Role::ConferenceOffice);
        let new = json!({"organ": self.organ_id("lxhyb"), "kind": "joint", "reason": "首次编制",
            "title": "部门联合抽查事项清单"});
        let list = items::create(&self.app, &office, form(new)).await?;
        let version = list.open.expect("a new list has a draft");
        let initiator = self.organ_id("scjg");
        let mut asked = vec!["scjg"];
        for (participants, item) in JOINT {
            let others: Vec<String> = participants.iter().map(|code| self.organ_id(code)).collect();
            let new = json!({"code": item.code, "terms": item.terms(&initiator, &others)});
            items::add(&self.app, &office, &version, form(new)).await?;
            asked.extend(
                participants
                    .iter()
                    .filter(|code| !asked.contains(code))
                    .copied()
                    .collect::<Vec<_>>(),
            );
        }
        let draft = items::version(&self.app, &office, &version).await?;
        let seen = form(json!({"version": draft.version}));
        items::submit(&self.app, &office, &version, seen).await?;
        for organ in asked {
            let answer =
                json!({"organ": self.organ_id(organ), "consents": true, "opinion": "同意"});
            let reviewer = self.call(organ, Role::Reviewer);
            items::consent(&self.app, &reviewer, &version, form(answer)).await?;
        }
        let now = items::version(&self.app, &office, &version).await?;
        let public = form(self.publication(now.version));
        items::publish(&self.app, &office, &version, public).await?;
        Ok(())
    }
}
