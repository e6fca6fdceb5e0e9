//! One of each form about an invented county, with long names and rare characters.
#![allow(unreachable_pub)]

use sunlot_forms::parts::{Item, Officer};
use sunlot_forms::{Paper, annex1, annex2, annex3, approval, cover, meeting, notice, record, told};

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

fn organs() -> Vec<String> {
    texts(&["阳和县市场监督管理局", "阳和县卫生健康局"])
}

const NUMBER: &str = "629922202604202001-0007";
const SUBJECT: &str = "阳和县䶮㛃餐饮服务有限责任公司";
const CODE: &str = "91629922MA7000018W";
const TASK: &str = "629922202604202001　2026年度学校食堂及周边餐饮服务单位部门联合抽查";

fn officers() -> Vec<Officer> {
    let one = |organ: &str, name: &str, certificate: &str, leads| Officer {
        organ: organ.into(),
        name: name.into(),
        certificate: certificate.into(),
        leads,
    };
    vec![
        one("阳和县市场监督管理局", "张䶮", "28100001", true),
        one("阳和县市场监督管理局", "欧阳建国", "28100002", false),
        one("阳和县卫生健康局", "马𬀩", "28300011", true),
        one("阳和县卫生健康局", "李玮", "28300012", false),
    ]
}

fn items() -> Vec<Item> {
    let one = |organ: &str, code: &str, name: &str, basis: &str| Item {
        organ: organ.into(),
        code: code.into(),
        name: name.into(),
        basis: basis.into(),
    };
    vec![
        one(
            "阳和县市场监督管理局",
            "B03",
            "学校食堂食品安全情况的检查",
            "《中华人民共和国食品安全法》第五十七条、第一百一十条；《学校食品安全与营养健康管理规定》第五条",
        ),
        one(
            "阳和县卫生健康局",
            "B16",
            "公共场所卫生管理情况的检查",
            "《公共场所卫生管理条例》第十条",
        ),
    ]
}

fn frequency() -> Vec<String> {
    texts(&[
        "阳和县市场监督管理局2026年内此前已入户 1 次，年度上限 2 次（阳市监〔2026〕3号）",
        "阳和县卫生健康局2026年内此前已入户 0 次，没有规定年度上限",
    ])
}

pub fn notice(long: bool) -> Paper {
    notice::paper(&notice::Notice {
        organs: organs(),
        number: NUMBER.into(),
        random: true,
        subject: SUBJECT.into(),
        subject_code: CODE.into(),
        source: format!(
            "年度抽查计划（2026年度部门联合双随机抽查计划，编号 62992220262001）的抽查任务 {TASK}"
        ),
        frequency: frequency(),
        items: items().into_iter().cycle().take(if long { 14 } else { 2 }).collect(),
        window: "2026年4月21日至2026年5月20日".into(),
        method: "实地检查".into(),
        materials: texts(&[
            "营业执照、食品经营许可证",
            "进货查验记录和索证索票材料",
            "从业人员健康证明",
        ]),
        officers: officers(),
        assistants: "0 人（没有安排）".into(),
        rights: texts(&[
            "要求执法人员出示执法证件；不足两人或不出示的，可以拒绝检查",
            "对检查人员申请回避",
            "陈述和申辩，对检查记录提出意见",
        ]),
        contact: "食品监管股　0943-0000000".into(),
        delivery: "直接送达".into(),
        visit_code: "0123456789ABCDEFGHJKMNPQRS".into(),
        day: "2026-04-20".into(),
    })
}

pub fn approval(decided: bool) -> Paper {
    approval::paper(&approval::Approval {
        organs: organs(),
        number: NUMBER.into(),
        subject: SUBJECT.into(),
        subject_code: CODE.into(),
        source: "年度抽查计划（2026年度部门联合双随机抽查计划，编号 62992220262001）".into(),
        task: TASK.into(),
        kind: "日常检查".into(),
        window: "2026年4月21日至2026年5月20日".into(),
        frequency: frequency(),
        methods: "现场检查、检验检测".into(),
        items: items(),
        officers: officers(),
        assistants: "0 人（没有安排）".into(),
        urgent: false,
        notice: if decided {
            "提前送达通知书"
        } else {
            "□ 提前送达通知书\n□ 当场出具通知书"
        }
        .into(),
        opinion: if decided { "同意按计划实施联合检查，合并进户。" } else { "" }.into(),
        approver: if decided { "王局" } else { "" }.into(),
        approved_at: if decided { "2026年4月20日 09:30" } else { "" }.into(),
    })
}

pub fn record(done: bool) -> Paper {
    let point = |point: &str, outcome: &str, note: &str| {
        [
            point.to_owned(),
            if done { outcome } else { "待检查" }.to_owned(),
            if done { note } else { "" }.to_owned(),
        ]
    };
    record::paper(&record::Record {
        organs: organs(),
        number: NUMBER.into(),
        random: true,
        task: TASK.into(),
        subject: SUBJECT.into(),
        subject_code: CODE.into(),
        place: "阳和县会师镇南关路 18 号一层".into(),
        company: if done { "刘经理" } else { "" }.into(),
        arrival: if done { "2026年4月22日 09:12到达，已出示执法证件" } else { "" }.into(),
        items: vec![
            record::CheckedItem {
                organ: "阳和县市场监督管理局".into(),
                name: "学校食堂食品安全情况的检查（B03）".into(),
                methods: "实地检查".into(),
                note: if done { "冷藏柜温度记录不全，已当场指出。" } else { "" }.into(),
                points: vec![
                    point("食品经营许可证在有效期内，经营项目与许可一致", "合格", ""),
                    point("进货查验记录完整，能够追溯", "合格", ""),
                    point("冷藏、冷冻设施正常，温度记录完整", "不合格", "4月15日至18日无温度记录"),
                    point("从业人员持有效健康证明", "合理缺项", "当日新到岗一人，体检预约单已查看"),
                ],
            },
            record::CheckedItem {
                organ: "阳和县卫生健康局".into(),
                name: "公共场所卫生管理情况的检查（B16）".into(),
                methods: "实地检查、书面检查".into(),
                note: String::new(),
                points: vec![point("卫生许可证公示", "合格", "")],
            },
        ],
        results: if done {
            texts(&[
                "阳和县市场监督管理局——学校食堂食品安全情况的检查：发现问题已责令改正：温度记录不全",
                "阳和县卫生健康局——公共场所卫生管理情况的检查：未发现问题",
            ])
        } else {
            Vec::new()
        },
        follow_up: if done {
            texts(&[
                "责令改正（阳市监责改〔2026〕12号）：补全温度记录；改正期限 2026年5月6日，已改正",
            ])
        } else {
            Vec::new()
        },
        closed: if done {
            "已签字，完结日期：2026年4月22日"
        } else {
            "未完结（已通知）"
        }
        .into(),
        officers: officers(),
        signed: if done {
            texts(&["张䶮　2026年4月22日 10:41", "欧阳建国　2026年4月22日 10:42"])
        } else {
            Vec::new()
        },
        company_sign: if done {
            "意见：无异议\n签字：刘经理　2026年4月22日 10:45"
        } else {
            ""
        }
        .into(),
        evidence: if done {
            texts(&["冷藏柜.jpg，2026年4月22日 09:40采集（SHA-256 4c4c4c4c……9d9d9d9d）"])
        } else {
            Vec::new()
        },
        digest: if done { "4c".repeat(32) } else { String::new() },
        notes: if done {
            texts(&["门牌号应为 18 号附 1 号（2026年4月23日 08:30）"])
        } else {
            Vec::new()
        },
        day: if done { "2026年4月22日" } else { "" }.into(),
    })
}

pub fn told() -> Paper {
    let result = |organ: &str, item: &str, result: &str, text: &str| told::ItemResult {
        organ: organ.into(),
        item: item.into(),
        result: result.into(),
        text: text.into(),
    };
    told::paper(&told::Told {
        organs: organs(),
        number: NUMBER.into(),
        random: true,
        subject: SUBJECT.into(),
        subject_code: CODE.into(),
        task: TASK.into(),
        day: "2026年4月22日".into(),
        results: vec![
            result(
                "阳和县市场监督管理局",
                "学校食堂食品安全情况的检查",
                "发现问题已责令改正",
                "冷藏柜温度记录不全，已责令限期改正。",
            ),
            result("阳和县卫生健康局", "公共场所卫生管理情况的检查", "未发现问题", ""),
        ],
        follow_up: texts(&[
            "责令改正（阳市监责改〔2026〕12号）：补全温度记录；改正期限 2026年5月6日",
        ]),
        publication:
            "阳和县市场监督管理局已于2026年4月28日公示；可在公示端和国家企业信用信息公示系统查询。"
                .into(),
        rights: texts(&["对检查结果有异议的，可以陈述、申辩，或凭检查码在公示端提出异议"]),
        contact: "食品监管股　0943-0000000".into(),
        visit_code: "0123456789ABCDEFGHJKMNPQRS".into(),
        dated: "2026-04-28".into(),
    })
}

pub fn annex1() -> Paper {
    let post = |post: &str, organ: &str, title: &str, person: &str| annex1::Post {
        post: post.into(),
        organ: organ.into(),
        title: title.into(),
        person: person.into(),
        filed_on: "2026-01-08".into(),
    };
    annex1::paper(&annex1::Annex1 {
        conference: "阳和县市场监管领域部门联合“双随机、一公开”监管工作联席会议".into(),
        office: "阳和县双随机监管联席会议办公室".into(),
        lead: "阳和县市场监督管理局".into(),
        day: "2026-03-02".into(),
        posts: vec![
            post("召集人", "阳和县人民政府", "副县长", "赵一"),
            post("副召集人", "阳和县人民政府办公室", "主任", "钱二"),
            post("副召集人", "阳和县市场监督管理局", "局长", "孙三"),
            post("成员", "阳和县发展和改革局", "副局长", "李四"),
            post("成员", "阳和县教育局", "副局长", "周五"),
            post("成员", "阳和县公安局", "副局长", "吴六"),
            post("联络员", "阳和县市场监督管理局", "信用监管股股长", ""),
        ],
        members: texts(&["阳和县统计局", "国家税务总局阳和县税务局"]),
    })
}

pub fn annex2(rows: usize) -> Paper {
    let columns = [
        "序号",
        "抽查计划编号",
        "抽查计划名称",
        "抽查任务编号",
        "抽查任务名称",
        "抽查类型（定向或不定向）",
        "抽查事项类别（一般检查或重点检查）",
        "部门联合抽查事项",
        "抽查依据",
        "抽查对象范围",
        "检查主体",
        "计划抽取日期",
        "完成时限",
    ];
    let row = |at: usize| {
        texts(&[
            &(at + 1).to_string(),
            "62992220262001",
            "2026年度部门联合双随机抽查计划",
            "629922202604202001",
            "学校食堂及周边餐饮服务单位抽查",
            "定向",
            "重点检查事项",
            "学校食堂食品安全情况的检查；公共场所卫生管理情况的检查",
            "《食品安全法》第五十七条、第一百一十条；《公共场所卫生管理条例》第十条",
            "全县学校食堂和校园周边 200 米内的餐饮服务单位",
            "阳和县市场监督管理局（发起）；阳和县卫生健康局（参与）",
            "2026-04-20 至 2026-04-24",
            "2026-06-30",
        ])
    };
    annex2::paper(&annex2::Annex2 {
        organ: "阳和县市场监督管理局".into(),
        year: 2026,
        document_number: "阳市监抽查〔2026〕1号".into(),
        edition: "第 2 版（执行中）".into(),
        joint: true,
        columns: texts(&columns),
        rows: (0..rows).map(row).collect(),
        notes: texts(&[
            "各部门编制本系统抽查计划，可参照使用本表。",
            "一个抽查计划可以包含多个抽查任务。",
        ]),
    })
}

pub fn annex3() -> Paper {
    let row = |cells: [&str; 7]| annex3::Row { cells: cells.map(str::to_owned) };
    annex3::paper(&annex3::Annex3 {
        title: "“双随机、一公开”监管信息统计表（2026年度）".into(),
        period: "上半年（截至5月15日）".into(),
        organ: "阳和县联席会议办公室".into(),
        filed_on: "2026-05-12".into(),
        rows: [
            row([""; 7]),
            row(["12", "1,342", "1,298", "310", "44", "17", "12.3400"]),
            row([""; 7]),
            row(["8", "426", "420", "96", "12", "9", "6.5000"]),
        ],
        remarks: "含产品、项目类检查对象 18 个。".into(),
        money: "案件处罚金额\n（万元，罚没）".into(),
        notes: texts(&["各渠道数量不相加。"]),
        clerk: String::new(),
        phone: "0943-0000000".into(),
        digest: "0f".repeat(32),
    })
}

pub fn meeting() -> Paper {
    let matter =
        |title: &str, text: &str| meeting::Matter { title: title.into(), text: text.into() };
    meeting::paper(&meeting::Meeting {
        conference: "阳和县双随机监管联席会议".into(),
        number: "〔2026〕2号".into(),
        title: "2026年第二季度联席会议".into(),
        day: "2026-05-08".into(),
        place: "县政府三楼会议室".into(),
        chair: "副县长赵一".into(),
        present: texts(&["县市场监督管理局", "县发展和改革局", "县教育局"]),
        absent: texts(&["县统计局（请假）"]),
        matters: vec![
            matter(
                "通报一季度抽查情况",
                "会议听取了各成员单位一季度抽查工作情况。截至3月底，完成抽查任务5个，公示结果213条，逾期0条。",
            ),
            matter(
                "研究跨部门重叠任务的合并",
                "会议同意对学校食堂、校外培训机构两类任务合并进户，由县市场监督管理局牵头。",
            ),
        ],
        tasks: texts(&[
            "县教育局：6月15日前完成校外培训机构名录核对",
            "县卫生健康局：5月底前公布年度频次上限",
        ]),
        office: "阳和县双随机监管联席会议办公室".into(),
        dated: "2026-05-11".into(),
    })
}

pub fn cover() -> Paper {
    cover::paper(&cover::Cover {
        title: "尽职照单免责证据包".into(),
        organ: "阳和县市场监督管理局".into(),
        number: NUMBER.into(),
        about: vec![("检查对象".into(), SUBJECT.into()), ("任务".into(), TASK.into())],
        steps: vec![
            ["批准检查（王局）".into(), "2026年4月20日 09:30".into(), "日志第 3021 号".into()],
            ["送达检查通知（张䶮）".into(), "2026年4月20日 15:02".into(), "日志第 3044 号".into()],
        ],
        files: vec![
            [format!("文书/{NUMBER}/检查通知书.pdf"), "文书".into(), "4c".repeat(32)],
            ["18 个文件".into(), "日志条目及证明".into(), "见 manifest.txt".into()],
        ],
        checkpoint:
            "日志检查点：4120 条，2026年4月29日 08:00签署。\n扫码可与公布的检查点逐字比对。".into(),
        checkpoint_text: ["sunlot.example/629922/SM3", "sunlot.example/629922"]
            .map(|origin| format!("{origin}\n4120\n{}=\n", "A".repeat(43)))
            .concat(),
    })
}

/// Every form with the name of its picture.
pub fn all() -> Vec<(&'static str, Paper)> {
    vec![
        ("01-附件1", annex1()),
        ("02-附件2", annex2(9)),
        ("03-附件3", annex3()),
        ("04-审批表", approval(true)),
        ("05-审批表-待批", approval(false)),
        ("06-通知书", notice(false)),
        ("07-记录表", record(true)),
        ("08-记录表-空白", record(false)),
        ("09-结果告知书", told()),
        ("10-会议纪要", meeting()),
        ("11-证据包封面", cover()),
    ]
}
