//! Inspectors of the invented county and their conflicts.

use std::collections::BTreeSet;

use crate::chance::Chance;
use crate::places::REGIONS;
use crate::register::{clean_code, is_plain};
use crate::trades::{GIVEN, SURNAMES};

/// A department that takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Department {
    /// `[0-9a-z_.]{1,24}`.
    pub code: &'static str,
    /// Name, as lists of inspectors write it.
    pub name: &'static str,
    /// Inspectors of 300.
    pub(crate) share: usize,
    /// Qualifications that its inspectors may have.
    pub(crate) tags: &'static [&'static str],
}

const fn dept(
    code: &'static str,
    name: &'static str,
    share: usize,
    tags: &'static [&'static str],
) -> Department {
    Department { code, name, share, tags }
}

/// The 16 departments, 300 inspectors in all.
pub const DEPARTMENTS: [Department; 16] = [
    dept(
        "scjg",
        "县市场监督管理局",
        92,
        &["食品检查员", "药品检查员", "特种设备监察员", "计量检定员"],
    ),
    dept("yjgl", "县应急管理局", 24, &["危化品监管", "执法骨干"]),
    dept("wsjk", "县卫生健康局", 22, &["医疗监督员", "公共场所卫生监督员"]),
    dept("zjj", "县住房和城乡建设局", 22, &["建筑施工安全监督员", "执法骨干"]),
    dept("nyncj", "县农业农村局", 24, &["农资监管", "动物检疫员"]),
    dept("jyj", "县教育局", 12, &["学校食堂督导员"]),
    dept("sthj", "市生态环境局阳和分局", 14, &["环境监测员", "执法骨干"]),
    dept("wlj", "县文体广电和旅游局", 12, &["文化市场执法员"]),
    dept("gaj", "县公安局", 18, &["治安检查员", "危化品监管"]),
    dept("rsj", "县人力资源和社会保障局", 10, &["劳动保障监察员"]),
    dept("swj", "县商务局", 8, &["成品油监管"]),
    dept("jtj", "县交通运输局", 14, &["道路运输检查员"]),
    dept("zrzy", "县自然资源局", 8, &["国土执法员"]),
    dept("swuj", "县水务局", 6, &["水政监察员"]),
    dept("xfjy", "县消防救援大队", 10, &["消防监督员"]),
    dept("ybj", "县医疗保障局", 4, &["医保稽核员"]),
];

/// Qualifications and their tag codes, for the table of a rules file.
pub const QUALIFICATIONS: [(&str, &str); 22] = [
    ("食品检查员", "FOOD"),
    ("药品检查员", "DRUG"),
    ("特种设备监察员", "SPECIAL"),
    ("计量检定员", "METER"),
    ("危化品监管", "HAZ"),
    ("执法骨干", "SENIOR"),
    ("医疗监督员", "MEDICAL"),
    ("公共场所卫生监督员", "HYGIENE"),
    ("建筑施工安全监督员", "BUILD"),
    ("农资监管", "AGRI"),
    ("动物检疫员", "ANIMAL"),
    ("学校食堂督导员", "SCHOOL"),
    ("环境监测员", "ENV"),
    ("文化市场执法员", "CULTURE"),
    ("治安检查员", "POLICE"),
    ("劳动保障监察员", "LABOR"),
    ("成品油监管", "FUEL"),
    ("道路运输检查员", "ROAD"),
    ("国土执法员", "LAND"),
    ("水政监察员", "WATER"),
    ("消防监督员", "FIRE"),
    ("医保稽核员", "INSURANCE"),
];

/// One row of the list of inspectors, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectorLine {
    /// 执法人员编号.
    pub code: String,
    /// 姓名. Invented.
    pub name: String,
    /// 部门, its Chinese name.
    pub dept: &'static str,
    /// 区域: a matching region, or `全县`.
    pub regions: String,
    /// 资质.
    pub tags: String,
    /// 证件有效期.
    pub cert_valid_until: String,
    /// 上限.
    pub cap: u32,
    /// 已派次数.
    pub prior: u32,
    /// 组长.
    pub lead: bool,
    /// 请假, or empty.
    pub leave: String,
}

/// Header of a list of inspectors.
pub const INSPECTORS_HEADER: [&str; 10] = [
    "执法人员编号",
    "姓名",
    "部门",
    "区域",
    "资质",
    "证件有效期",
    "上限",
    "已派次数",
    "组长",
    "请假",
];

impl InspectorLine {
    /// The cells in the order of [`INSPECTORS_HEADER`].
    pub fn cells(&self) -> Vec<String> {
        vec![
            self.code.clone(),
            self.name.clone(),
            self.dept.to_owned(),
            self.regions.clone(),
            self.tags.clone(),
            self.cert_valid_until.clone(),
            self.cap.to_string(),
            self.prior.to_string(),
            if self.lead { "是" } else { "否" }.to_owned(),
            self.leave.clone(),
        ]
    }
}

/// One row of the list of conflicts, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictLine {
    /// 执法人员编号.
    pub officer: String,
    /// 统一社会信用代码, or `*`.
    pub object: String,
    /// `C`, `R1`, `R2` or `L`.
    pub code: &'static str,
    /// 说明.
    pub note: &'static str,
}

/// Header of a list of conflicts.
pub const CONFLICTS_HEADER: [&str; 4] = ["执法人员编号", "统一社会信用代码", "代码", "说明"];

impl ConflictLine {
    /// The cells in the order of [`CONFLICTS_HEADER`].
    pub fn cells(&self) -> Vec<String> {
        vec![self.officer.clone(), self.object.clone(), self.code.to_owned(), self.note.to_owned()]
    }
}

/// Makes `count` inspectors in the proportions of [`DEPARTMENTS`]; 300 give them exactly.
pub(crate) fn inspectors(chance: Chance, count: usize) -> Vec<InspectorLine> {
    (0..count)
        .map(|at| {
            let mut place = at * 300 / count.max(1);
            let dept = DEPARTMENTS
                .iter()
                .find(|d| {
                    let here = place < d.share;
                    place = place.saturating_sub(if here { 0 } else { d.share });
                    here
                })
                .unwrap_or(&DEPARTMENTS[0]);
            inspector(chance, at as u64, place, dept)
        })
        .collect()
}

/// An invented name for a person who is not in the lists; `number` tells persons apart.
#[must_use]
pub fn staff_name(seed: u64, number: u64) -> String {
    // Behind every inspector, so that nobody is in two places under one name by design.
    name(Chance::new(seed), 1_000_000 + number)
}

fn name(chance: Chance, number: u64) -> String {
    format!("{}{}", chance.pick("surname", number, SURNAMES), chance.pick("given", number, GIVEN))
}

fn inspector(chance: Chance, number: u64, place: usize, dept: &Department) -> InspectorLine {
    // The first in each department covers the county with every qualification and a valid
    // certificate, so that no department is without one who may go anywhere.
    let first = place == 0;
    let region = chance.weighted("region", number, &[30, 14, 12, 12, 12, 10, 60]);
    let regions = match (first, region) {
        (false, 0..6) => REGIONS[region].0.to_owned(),
        _ => "全县".to_owned(),
    };
    let tags: BTreeSet<&str> = dept
        .tags
        .iter()
        .enumerate()
        .filter(|(at, _)| {
            let salt = number * 8 + *at as u64;
            first || *at == place % dept.tags.len() || chance.happens("tag", salt, 2_500)
        })
        .map(|(_, tag)| *tag)
        .collect();
    let expired = !first && chance.happens("cert-expired", number, 300);
    let (year, month) = if expired {
        (2026, 1 + chance.below("cert-month", number, 3))
    } else {
        (2027 + chance.below("cert-year", number, 4), 1 + chance.below("cert-month", number, 12))
    };
    let away = !first && chance.happens("leave", number, 500);
    let day = 1 + chance.below("leave-day", number, 20);
    InspectorLine {
        code: format!("YH{:04}", number + 1),
        name: name(chance, number),
        dept: dept.name,
        regions,
        tags: tags.into_iter().collect::<Vec<_>>().join("、"),
        cert_valid_until: format!("{year}-{month:02}-28"),
        cap: 20 + 10 * u32::try_from(chance.below("cap", number, 4)).unwrap_or(0),
        prior: u32::try_from(chance.below("prior", number, 9)).unwrap_or(0),
        lead: first || chance.happens("lead", number, 3_500),
        leave: if away {
            format!("2026-04-{day:02}..2026-04-{:02}", day + 7)
        } else {
            String::new()
        },
    }
}

/// Makes conflicts between inspectors and live subjects with a clean code; no two are equal.
pub(crate) fn conflicts(chance: Chance, inspectors: usize, subjects: usize) -> Vec<ConflictLine> {
    const CODES: [(&str, &str); 3] =
        [("C", "近亲属任职"), ("R1", "上次检查"), ("R2", "上上次检查")];
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for number in 0..inspectors as u64 * 3 {
        let officer = chance.below("conflict-officer", number, inspectors.max(1));
        let subject = chance.below("conflict-subject", number, subjects.max(1)) as u64;
        let (code, note) = CODES[chance.weighted("conflict-code", number, &[30, 45, 25])];
        if is_plain(chance, subject) && seen.insert((officer, subject, code)) {
            lines.push(ConflictLine {
                officer: format!("YH{:04}", officer + 1),
                object: clean_code(chance, subject).as_str().to_owned(),
                code,
                note,
            });
        }
    }
    if inspectors > 6 {
        let officer = "YH0007".to_owned();
        let object = "*".to_owned();
        lines.push(ConflictLine { officer, object, code: "L", note: "长期病假" });
    }
    lines
}
