//! The frame of every page: header with search, navigation, breadcrumbs, footer, elder mode.

use maud::{DOCTYPE, Markup, html};

use crate::style::{ICON_PATH, style_path};

/// What of the reader a page knows: nothing but how he likes to read, and where he is.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// 大字版: larger type, stronger contrast.
    pub elder: bool,
    /// Path and query of the page.
    pub here: String,
    /// Scheme and host, for addresses that leave the page.
    pub origin: String,
}

/// Parts of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// 首页.
    Home,
    /// 检查结果.
    Results,
    /// 任务公告.
    Tasks,
    /// 抽取公告.
    Draws,
    /// 抽查计划.
    Plans,
    /// 事项清单.
    Items,
    /// 行政处罚.
    Penalties,
    /// 统计.
    Statistics,
    /// 公平性审计.
    Fairness,
    /// 开放数据.
    Open,
    /// 帮助.
    Help,
    /// None of them.
    Other,
}

const NAVIGATION: [(Section, &str, &str); 11] = [
    (Section::Home, "/", "首页"),
    (Section::Results, "/results", "检查结果"),
    (Section::Tasks, "/tasks", "任务公告"),
    (Section::Draws, "/draws", "抽取公告"),
    (Section::Plans, "/plans", "抽查计划"),
    (Section::Items, "/items", "事项清单"),
    (Section::Penalties, "/penalties", "行政处罚"),
    (Section::Statistics, "/statistics", "统计"),
    (Section::Fairness, "/fairness", "公平性审计"),
    (Section::Open, "/open", "开放数据"),
    (Section::Help, "/help", "帮助"),
];

/// One step of the way to a page.
pub type Crumb = (String, String);

/// What stands around the content.
#[derive(Debug, Clone)]
pub struct Head {
    /// Title of the page.
    pub title: String,
    /// Where it belongs.
    pub section: Section,
    /// The way to it, without the first page and without itself: address and name.
    pub crumbs: Vec<Crumb>,
    /// One sentence for search engines.
    pub summary: String,
    /// Whether search engines should keep it.
    pub indexed: bool,
    /// Whether it is printed on paper that lies.
    pub lies: bool,
}

impl Head {
    /// The head of a page that search engines keep.
    #[must_use]
    pub fn new(title: impl Into<String>, section: Section) -> Head {
        let title = title.into();
        let summary = format!("{title} — 双随机、一公开监管公示");
        Head { title, section, crumbs: Vec::new(), summary, indexed: true, lies: false }
    }

    /// For a table with more columns than upright paper has room for.
    #[must_use]
    pub fn lying(mut self) -> Head {
        self.lies = true;
        self
    }

    /// With a page on the way to it.
    #[must_use]
    pub fn under(mut self, address: impl Into<String>, name: impl Into<String>) -> Head {
        self.crumbs.push((address.into(), name.into()));
        self
    }

    /// With a sentence of its own.
    #[must_use]
    pub fn about(mut self, summary: impl Into<String>) -> Head {
        self.summary = summary.into();
        self
    }

    /// Kept out of search engines: what belongs to one reader alone.
    #[must_use]
    pub fn unlisted(mut self) -> Head {
        self.indexed = false;
        self
    }
}

impl Shell {
    /// The whole page.
    #[must_use]
    pub fn page(&self, head: &Head, content: Markup) -> String {
        let canonical = self.here.split('?').next().unwrap_or_default();
        let whole = html! {
            (DOCTYPE)
            html lang="zh-CN" class=[self.elder.then_some("elder")] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (head.title) "｜双随机、一公开监管公示" }
                    meta name="description" content=(head.summary);
                    @if head.indexed {
                        link rel="canonical" href={ (self.origin) (canonical) };
                    } @else {
                        meta name="robots" content="noindex";
                    }
                    link rel="icon" type="image/svg+xml" href=(ICON_PATH);
                    link rel="stylesheet" href=(style_path());
                }
                body class=[head.lies.then_some("lies")] {
                    a.skip href="#content" { "跳到正文" }
                    (self.header())
                    (navigation(head.section))
                    main #content tabindex="-1" {
                        (way(head))
                        (content)
                    }
                    (footer())
                }
            }
        };
        whole.into_string()
    }

    fn header(&self) -> Markup {
        html! {
            header.top {
                div.wide {
                    a.brand href="/" {
                        span.mark aria-hidden="true" { "签" }
                        span { strong { "阳光签" } " 双随机、一公开监管公示" }
                    }
                    form.find action="/search" role="search" {
                        label.hidden for="find" { "按企业名称或统一社会信用代码查询" }
                        input #find name="q" type="search" required maxlength="100"
                            autocomplete="off" placeholder="企业名称或统一社会信用代码";
                        button { "查询" }
                    }
                    form.elder-switch action="/elder" method="post" {
                        input type="hidden" name="on" value=(if self.elder { "0" } else { "1" });
                        input type="hidden" name="back" value=(self.here);
                        button.quiet { @if self.elder { "标准版" } @else { "大字版" } }
                    }
                }
            }
        }
    }
}

fn navigation(at: Section) -> Markup {
    html! {
        nav.main aria-label="主要栏目" {
            ul.wide {
                @for (section, address, name) in NAVIGATION {
                    li {
                        a href=(address) aria-current=[(section == at).then_some("true")] {
                            (name)
                        }
                    }
                }
            }
        }
    }
}

/// Breadcrumbs, also for search engines.
fn way(head: &Head) -> Markup {
    if head.section == Section::Home {
        return html! {};
    }
    let first = ("/".to_owned(), "首页".to_owned());
    let steps: Vec<&Crumb> = std::iter::once(&first).chain(&head.crumbs).collect();
    html! {
        nav.way aria-label="当前位置" {
            ol itemscope itemtype="https://schema.org/BreadcrumbList" {
                @for (at, (address, name)) in steps.iter().enumerate() {
                    li itemprop="itemListElement" itemscope
                        itemtype="https://schema.org/ListItem" {
                        a itemprop="item" href=(address) { span itemprop="name" { (name) } }
                        meta itemprop="position" content=(at + 1);
                    }
                }
                li aria-current="page" { (head.title) }
            }
        }
    }
}

fn footer() -> Markup {
    html! {
        footer.bottom {
            div.wide {
                p {
                    "检查对象由随机抽取产生，检查人员由随机匹配产生，抽查情况和查处结果及时公开。"
                    "每一次抽取都可以由任何人"
                    a href="/verify" { "重新计算、独立核验" }
                    "。"
                }
                ul.links {
                    li { a href="/objections" { "提出异议" } }
                    li { a href="/visits" { "凭检查码核对检查" } }
                    li { a href="/open" { "开放数据" } }
                    li { a href="/api" { "数据接口" } }
                    li { a href="/help" { "帮助" } }
                    li { a href="/help#accessibility" { "无障碍说明" } }
                    li { a href="/office/" { "工作人员入口" } }
                }
            }
        }
    }
}
