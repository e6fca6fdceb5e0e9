//! The files: each data set as CSV for spreadsheets and as JSON for programs.

use serde::Serialize;

use super::annex3;
use crate::context::{App, Call};
use crate::draws::{self, Announcement};
use crate::error::{AppError, Kind};
use crate::fairness::Fairness;
use crate::follow::public::{self as penalties, PublicPenalty, PublicQuery};
use crate::items::{self, ListFilter, PublicItem};
use crate::page::{PAGE_SIZE_MAX, Page, PageRequest};
use crate::plans::{self, PlanListFilter, PublicPlan};
use crate::results;
use crate::sheet;
use crate::tasks::{self, PublicTaskQuery};

/// A file that was made.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) title: &'static str,
    pub(super) media: &'static str,
    pub(super) rows: u64,
    pub(super) bytes: Vec<u8>,
}

/// Every page of a list, one after the other.
macro_rules! every {
    ($page:ident => $list:expr) => {{
        let mut all = Vec::new();
        for number in 1.. {
            let $page = PageRequest {
                page: Some(number),
                page_size: Some(PAGE_SIZE_MAX),
                ..PageRequest::default()
            };
            let Page { items, total, .. } = $list.await?;
            let last = items.is_empty();
            all.extend(items);
            if last || all.len() as u64 >= total {
                break;
            }
        }
        all
    }};
}

/// Makes all of them.
pub(super) async fn all(app: &App) -> Result<Vec<Made>, AppError> {
    let call = Call::system("open-data");
    let mut files = Vec::new();
    let rows = every!(page => results::newest(app, page));
    set(&mut files, "results", "检查结果", results::csv_of(&rows), &rows)?;
    let rows = every!(page => tasks::public_list(app, &call, PublicTaskQuery::default(), page));
    set(&mut files, "tasks", "抽查任务公告", tasks::public_tasks_csv(&rows), &rows)?;
    let rows = every!(page => draws::public_list(app, &call, page));
    set(&mut files, "draws", "抽取公告", draws_csv(&rows), &rows)?;
    let rows = every!(page => plans::public_list(app, PlanListFilter::default(), page));
    set(&mut files, "plans", "年度抽查计划", plans_csv(&rows), &rows)?;
    let rows = every!(page => penalties::list(app, &call, PublicQuery::default(), page));
    set(&mut files, "penalties", "行政处罚决定", penalties_csv(&rows), &rows)?;
    let rows = items(app).await?;
    set(&mut files, "items", "抽查事项清单", items_csv(&rows), &rows)?;
    for it in annex3::sets(app).await? {
        set(&mut files, it.name, it.title, sheet::csv(&it.lines()), &it.objects())?;
    }
    let audit = app.tallies.audit(app).await?;
    let lines = fairness_csv(&audit);
    set(&mut files, "fairness", "公平性审计", lines, std::slice::from_ref(&audit))?;
    Ok(files)
}

/// One data set in both forms.
fn set<T: Serialize>(
    files: &mut Vec<Made>,
    name: &str,
    title: &'static str,
    csv: String,
    rows: &[T],
) -> Result<(), AppError> {
    let json = serde_json::to_vec(rows).map_err(|error| {
        let text = "开放数据没有生成；请稍后再试，或联系系统管理员。";
        let mut refusal = AppError::new(Kind::Internal, "open_data.json", text);
        refusal.log = error.to_string();
        refusal
    })?;
    let count = rows.len() as u64;
    let forms =
        [("csv", "text/csv; charset=utf-8", csv.into_bytes()), ("json", "application/json", json)];
    for (form, media, bytes) in forms {
        files.push(Made { name: format!("{name}.{form}"), title, media, rows: count, bytes });
    }
    Ok(())
}

/// An item with the list that it stands in.
#[derive(Serialize)]
struct ListedItem {
    list: String,
    list_title: String,
    edition: Option<u32>,
    #[serde(flatten)]
    item: PublicItem,
}

async fn items(app: &App) -> Result<Vec<ListedItem>, AppError> {
    let lists = every!(page => items::published_lists(app, ListFilter::default(), page));
    let mut all = Vec::new();
    for list in lists.into_iter().filter(|list| list.number.is_some()) {
        for item in items::published_items(app, &list.id).await? {
            all.push(ListedItem {
                list: list.id.clone(),
                list_title: list.title.clone(),
                edition: list.number,
                item,
            });
        }
    }
    Ok(all)
}

fn table<T, const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = T>,
    cells: impl Fn(T) -> [String; N],
) -> String {
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    lines.extend(rows.into_iter().map(|row| cells(row).to_vec()));
    sheet::csv(&lines)
}

fn items_csv(rows: &[ListedItem]) -> String {
    let head = [
        "清单",
        "版次",
        "事项编码",
        "抽查类别",
        "抽查事项",
        "检查对象",
        "事项类别",
        "检查方式",
        "检查依据",
        "检查内容",
        "检查主体",
        "比例上限",
        "频次上限（次/年）",
    ];
    table(head, rows, |row| {
        let item = &row.item;
        let texts = [
            &row.list_title,
            &row.edition.map(|n| n.to_string()).unwrap_or_default(),
            &item.code,
            &item.category,
            &item.name,
            &item.subjects,
            &item.class,
            &item.methods,
            &item.bases,
            &item.content,
            &item.inspecting,
            &item.ratio_ceiling,
            &item.visits_per_year_max,
        ];
        texts.map(Clone::clone)
    })
}

fn draws_csv(rows: &[Announcement]) -> String {
    let head = [
        "抽取编号",
        "任务编号",
        "任务名称",
        "组织部门",
        "冻结时间",
        "状态",
        "公开方式",
        "名单已公开",
        "底册户数",
        "可抽取户数",
        "抽中户次",
    ];
    table(head, rows, |row| {
        let draw = &row.draw;
        let drawn: u64 = draw.counts.units.iter().map(|unit| unit.drawn).sum();
        let publication =
            if draw.publication == "sealed" { "封存至派发" } else { "即时公开" };
        [
            draw.draw_id.clone(),
            row.task_number.clone(),
            row.task_name.clone(),
            row.organ_name.clone(),
            row.frozen_at.clone().unwrap_or_default(),
            draw.state_name.clone(),
            publication.to_owned(),
            if draw.open { "是" } else { "否" }.to_owned(),
            draw.counts.frame.to_string(),
            draw.counts.eligible.to_string(),
            drawn.to_string(),
        ]
    })
}

/// The rows of all published plans in their current editions.
fn plans_csv(plans: &[PublicPlan]) -> String {
    let Some(first) = plans.first() else { return sheet::csv(&[]) };
    let own = ["抽查计划编号", "单位", "年度", "版次", "公示日期"];
    let columns = first.current.table.columns.iter().chain(&first.current.table.extra_columns);
    let mut lines =
        vec![own.iter().map(|head| (*head).to_owned()).chain(columns.cloned()).collect::<Vec<_>>()];
    for plan in plans {
        let current = &plan.current;
        let own = [
            plan.number.clone(),
            plan.organ_name.clone(),
            plan.year.to_string(),
            current.edition.to_string(),
            current.published_on.clone(),
        ];
        for row in &current.table.rows {
            let cells = row.cells.iter().chain(&row.extra).cloned();
            lines.push(own.iter().cloned().chain(cells).collect());
        }
    }
    sheet::csv(&lines)
}

fn penalties_csv(rows: &[PublicPenalty]) -> String {
    let head = [
        "处罚决定书文号",
        "处罚机关",
        "被处罚人",
        "统一社会信用代码",
        "违法事实",
        "处罚依据",
        "处罚种类",
        "罚款（元）",
        "没收违法所得（元）",
        "没收非法财物（元）",
        "决定日期",
        "公示日期",
    ];
    table(head, rows, |row| {
        [
            row.document.clone(),
            row.organ_name.clone(),
            row.subject_name.clone(),
            row.subject_code.clone().unwrap_or_default(),
            row.facts.clone(),
            row.basis.clone(),
            row.kinds.join("、"),
            yuan(row.fine),
            yuan(row.gain),
            yuan(row.goods),
            row.decided_on.clone(),
            row.published_on.clone(),
        ]
    })
}

/// 分 as 元.
fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn fairness_csv(audit: &Fairness) -> String {
    let head = [
        "划分",
        "组",
        "参加抽取户次",
        "抽中户次",
        "预期抽中户次",
        "偏离（标准差）",
        "卡方值",
        "自由度",
        "结论",
    ];
    let rows = audit.dimensions.iter().flat_map(|it| it.lines.iter().map(move |line| (it, line)));
    table(head, rows, |(it, line)| {
        [
            it.name.clone(),
            line.name.clone(),
            line.members.to_string(),
            line.hits.to_string(),
            line.expected.clone(),
            line.deviation.clone().unwrap_or_default(),
            it.chi_square.clone(),
            it.degrees.to_string(),
            it.verdict_name.clone(),
        ]
    })
}
