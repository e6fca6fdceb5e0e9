//! `sunlot serve | migrate | backup | …`: the platform's commands. Every setting is a flag or a
//! variable of the environment; help is Chinese.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where the platform keeps what it knows.
#[derive(Debug, Clone, Args)]
pub(crate) struct Storage {
    /// 数据文件夹（SUNLOT_DATA），默认 sunlot-data；只许本人读写
    #[arg(long, env = "SUNLOT_DATA", default_value = "sunlot-data", hide_env = true)]
    pub(crate) data: PathBuf,
    /// 数据库（SUNLOT_DATABASE_URL）：SQLite 文件路径或 postgres://…；默认为数据文件夹中的 sunlot.db
    #[arg(long, env = "SUNLOT_DATABASE_URL", hide_env = true, hide_env_values = true)]
    pub(crate) database: Option<String>,
}

/// With whose keys the log is signed and cosigned.
#[derive(Debug, Clone, Args)]
pub(crate) struct LogKeys {
    /// 日志的名称（SUNLOT_LOG_NAME），例如 sunlot.huining.gov.cn/log；只在第一次启动造密钥时用，默认自动取名
    #[arg(long, env = "SUNLOT_LOG_NAME", hide_env = true)]
    pub(crate) log_name: Option<String>,
    /// 见证方文件（SUNLOT_WITNESSES）：地址、公钥和法定家数；默认为数据文件夹中的 witnesses.toml
    #[arg(long, env = "SUNLOT_WITNESSES", hide_env = true)]
    pub(crate) witnesses: Option<PathBuf>,
}

/// How the server answers.
#[derive(Debug, Clone, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) storage: Storage,
    #[command(flatten)]
    pub(crate) log_keys: LogKeys,
    /// 监听地址（SUNLOT_LISTEN），默认 127.0.0.1:8420
    #[arg(long, env = "SUNLOT_LISTEN", default_value = "127.0.0.1:8420", hide_env = true)]
    pub(crate) listen: SocketAddr,
    /// 前面已有 TLS 终结（SUNLOT_BEHIND_TLS=true）；监听本机以外的地址时必须声明
    #[arg(long, env = "SUNLOT_BEHIND_TLS", hide_env = true)]
    pub(crate) behind_tls: bool,
    /// 文书用的字体文件夹（SUNLOT_FONTS），如方正小标宋、仿宋_GB2312；默认用本机的字体
    #[arg(long, env = "SUNLOT_FONTS", hide_env = true)]
    pub(crate) fonts: Option<PathBuf>,
    /// 日志格式（SUNLOT_LOG_FORMAT）：text 或 json，默认 text
    #[arg(long, env = "SUNLOT_LOG_FORMAT", default_value = "text", hide_env = true,
        value_parser = ["text", "json"])]
    pub(crate) log_format: String,
    /// 读取 /metrics 的口令（SUNLOT_METRICS_TOKEN）；不设则只许本机读取
    #[arg(long, env = "SUNLOT_METRICS_TOKEN", hide_env = true, hide_env_values = true)]
    pub(crate) metrics_token: Option<String>,
    /// 同时处理的请求数（SUNLOT_UNDER_WAY），默认 1024；超出的立即回答“稍后再试”
    #[arg(long, env = "SUNLOT_UNDER_WAY", default_value_t = 1024, hide_env = true)]
    pub(crate) under_way: usize,
}

/// What is verified, and against what.
#[derive(Debug, Clone, Args)]
pub(crate) struct VerifyLog {
    /// 公开的日志：导出的文件夹，或网址（…/log）；不写则核对本机的数据库
    pub(crate) source: Option<String>,
    /// 操作方的公钥文件（数据文件夹中的 log.trust.json），含见证方及法定家数；应来自日志以外的渠道
    #[arg(long)]
    pub(crate) trust: Option<PathBuf>,
    /// 您以前保存的检查点，可写多个；公布的日志须是它的延续
    #[arg(long)]
    pub(crate) kept: Vec<PathBuf>,
    /// 以 JSON 输出（供程序使用）
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

/// A register from the command line.
#[derive(Debug, Clone, Args)]
pub(crate) struct Import {
    /// 名录文件：CSV、xlsx 或 xls
    pub(crate) file: PathBuf,
    /// 种类：register（检查对象）、inspectors（执法检查人员）或 conflicts（回避情形）
    #[arg(long, default_value = "register", hide_default_value = true,
        value_parser = ["register", "inspectors", "conflicts"])]
    pub(crate) kind: String,
    /// 为哪个部门导入：部门简码
    #[arg(long)]
    pub(crate) organ: String,
    /// 部门所在区划代码；简码不止一处时须写
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// 数据来源，例如“市场监管登记系统”
    #[arg(long)]
    pub(crate) source: String,
    /// 来源日期，如 2026-03-01
    #[arg(long)]
    pub(crate) day: String,
    /// 谁来导入：登录名；随后输入口令和动态口令（不在终端上时从标准输入逐行读取）
    #[arg(long)]
    pub(crate) login: String,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

/// A document of a visit or a task.
#[derive(Debug, Clone, Args)]
pub(crate) struct Paperwork {
    /// 检查编号或任务编号，也可以写标识
    pub(crate) number: String,
    /// 写到哪个文件；默认为当前文件夹中以编号命名的文件
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// 谁来取：登录名；随后输入口令和动态口令（不在终端上时从标准输入逐行读取）
    #[arg(long)]
    pub(crate) login: String,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

/// The statistics table.
#[derive(Debug, Clone, Args)]
pub(crate) struct Annex3 {
    /// 填报部门：部门简码
    #[arg(long)]
    pub(crate) organ: Option<String>,
    /// 填报区划代码，包含其下级各部门；与 --organ 一起写时，是部门所在的区划
    #[arg(long, required_unless_present = "organ")]
    pub(crate) region: Option<String>,
    /// 年度；不写为最近一期
    #[arg(long)]
    pub(crate) year: Option<u16>,
    /// 报告期：half（至 5 月 15 日）或 annual（至 11 月 15 日）；不写为最近一期
    #[arg(long, value_parser = ["half", "annual"])]
    pub(crate) season: Option<String>,
    /// 自哪天，如 2026-01-01；写了起止的，不看报告期
    #[arg(long)]
    pub(crate) from: Option<String>,
    /// 到哪天
    #[arg(long)]
    pub(crate) to: Option<String>,
    /// 案件处罚金额一栏：total（罚没金额）或 fine（罚款金额），默认 total
    #[arg(long, default_value = "total", hide_default_value = true,
        value_parser = ["total", "fine"])]
    pub(crate) money: String,
    /// 格式：csv、xlsx 或 json，默认 csv
    #[arg(long, default_value = "csv", hide_default_value = true,
        value_parser = ["csv", "xlsx", "json"])]
    pub(crate) format: String,
    /// 写到哪个文件；不写则输出到终端
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

/// An official form.
#[derive(Debug, Clone, Args)]
pub(crate) struct Form {
    /// 文书和格式：approval、notice、record 或 told，.pdf 或 .docx，例如 notice.pdf
    pub(crate) form: String,
    /// 存放字体文件的文件夹（方正小标宋、仿宋_GB2312 等）
    #[arg(long)]
    pub(crate) fonts: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) which: Paperwork,
}

/// An archive to be verified.
#[derive(Debug, Clone, Args)]
pub(crate) struct VerifyDossier {
    /// 证据包或任务档案（zip）
    pub(crate) file: PathBuf,
    /// 操作方的公钥文件（log.trust.json）；应来自公布的渠道，不要取自档案
    #[arg(long)]
    pub(crate) trust: PathBuf,
    /// 以 JSON 输出（供程序使用）
    #[arg(long)]
    pub(crate) json: bool,
}

/// How a table of figures is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// JSON，与接口相同
    Json,
    /// CSV，可用电子表格打开
    Csv,
}

/// What would be found if everybody were inspected.
#[derive(Debug, Clone, Args)]
pub(crate) struct Estimates {
    /// 抽取的年度；不写为本年
    #[arg(long)]
    pub(crate) year: Option<u16>,
    /// 区划代码，包含其下级
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// 事项编码
    #[arg(long)]
    pub(crate) item: Option<String>,
    /// 以谁的身份查看（可看到按信用风险分类的推算）；不写则只输出可以公开的
    #[arg(long)]
    pub(crate) login: Option<String>,
    /// 输出格式：json 或 csv
    #[arg(long, value_enum, default_value_t = Format::Json, hide_default_value = true,
        hide_possible_values = true)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

/// How departments did.
#[derive(Debug, Clone, Args)]
pub(crate) struct Appraisal {
    /// 年度；不写为本年
    #[arg(long)]
    pub(crate) year: Option<u16>,
    /// 谁来查看：登录名；随后输入口令和动态口令（不在终端上时从标准输入逐行读取）
    #[arg(long)]
    pub(crate) login: String,
    /// 输出格式：json 或 csv
    #[arg(long, value_enum, default_value_t = Format::Json, hide_default_value = true,
        hide_possible_values = true)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

/// At the server's terminal.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// 列出账号的状态：登录名、姓名、部门、角色、可用与否、动态口令、最近登录
    Accounts {
        #[command(flatten)]
        storage: Storage,
    },
    /// 再次显示首次启动的一次性口令
    FirstStart {
        #[command(flatten)]
        storage: Storage,
    },
    /// 载入随附的行政区划和县级部门名称：已有的不动，可以重复运行
    LoadReference {
        #[command(flatten)]
        storage: Storage,
        /// 区划代码，如 620422
        region: String,
        /// 不载入部门名称
        #[arg(long)]
        divisions_only: bool,
    },
    /// 载入随附的样例事项清单，成为某部门的草稿；逐项核对之后才能公布
    LoadSamples {
        #[command(flatten)]
        storage: Storage,
        /// 部门简码；联席会议办公室得到部门联合抽查事项
        organ: String,
        /// 部门所在区划代码；简码不止一处时须写
        #[arg(long)]
        region: Option<String>,
    },
    /// 紧急恢复第一步：申请给丢失口令和动态口令的管理员恢复访问，写入日志
    ResetAccess {
        #[command(flatten)]
        storage: Storage,
        /// 要恢复的管理员的登录名
        login: String,
        /// 在终端上操作的人的姓名
        #[arg(long)]
        by: String,
        /// 理由
        #[arg(long)]
        reason: String,
    },
    /// 紧急恢复第二步：另一名管理员验明身份后办理，60 分钟内
    ApproveReset {
        #[command(flatten)]
        storage: Storage,
        /// 第一步给出的编号
        request: u64,
        /// 办理的管理员的登录名；随后输入口令和动态口令
        #[arg(long)]
        login: String,
    },
}

/// The county of the demonstration.
#[derive(Debug, Subcommand)]
pub(crate) enum DemoCommand {
    /// 建立示例县（已有的接着用），显示各角色的登录方式，启动平台
    Start(Box<Serve>),
    /// 显示示例登录此刻的动态口令
    Code {
        #[command(flatten)]
        storage: Storage,
        /// 登录名
        login: String,
    },
}

/// A witness of logs.
#[derive(Debug, Clone, Args)]
pub(crate) struct Witness {
    /// 监听地址，默认 127.0.0.1:8421；对外提供请在前面放置 TLS 终结
    #[arg(long, default_value = "127.0.0.1:8421")]
    pub(crate) listen: SocketAddr,
    /// 见证方密钥文件，由 sunlot log key 生成
    #[arg(long)]
    pub(crate) key: PathBuf,
    /// 状态文件：记着为每个日志最后签过的检查点；丢失它等于失忆，请备份
    #[arg(long)]
    pub(crate) state: PathBuf,
    /// 所见证日志的公钥文件（操作方的 log.trust.json），可写多个
    #[arg(long, required = true)]
    pub(crate) log: Vec<PathBuf>,
}

/// The platform's commands.
#[derive(Debug, Subcommand)]
pub(crate) enum PlatformCommand {
    /// 启动平台（先运行 sunlot migrate）
    Serve(Box<Serve>),
    /// 示例县：一个虚构的县，从头经历一年半，然后启动平台
    #[command(subcommand)]
    Demo(DemoCommand),
    /// 建立或升级数据库；SQLite 升级前自动备份
    Migrate {
        #[command(flatten)]
        storage: Storage,
    },
    /// 在线备份到一个新文件夹：数据库、数据文件夹和带摘要的清单
    Backup {
        #[command(flatten)]
        storage: Storage,
        /// 备份文件夹，须不存在或为空
        dest: PathBuf,
    },
    /// 由备份恢复到空的位置；先核对清单，再检查数据库
    Restore {
        #[command(flatten)]
        storage: Storage,
        /// 备份文件夹
        source: PathBuf,
        /// 原平台最后的检查点（如见证方或公开网站上的），可写多个；比它短即指出丢了多少
        #[arg(long)]
        kept: Vec<PathBuf>,
    },
    /// 核验日志：公开的文件，或本机的数据库（0 接受，1 拒绝，2 无法核验）
    VerifyLog(Box<VerifyLog>),
    /// 导出公开的日志文件，可放到任何静态网站
    ExportLog {
        #[command(flatten)]
        storage: Storage,
        /// 目标文件夹
        dest: PathBuf,
    },
    /// 在服务器终端上：查看账号、首次启动口令、两人办理的紧急恢复
    #[command(subcommand)]
    Admin(AdminCommand),
    /// 打印一次检查的文书：审批表、通知书、记录表、结果告知书
    Form(Box<Form>),
    /// 取得一次检查的尽职照单免责证据包
    Dossier(Box<Paperwork>),
    /// 取得一个抽查任务的档案
    Archive(Box<Paperwork>),
    /// 核验证据包或任务档案，不用平台、不联网（0 接受，1 拒绝，2 无法核验）
    VerifyDossier(VerifyDossier),
    /// 从命令行导入名录或回避情形，成为待批准的批次
    Import(Box<Import>),
    /// 附件3：由事实统计一个部门或区划的“双随机、一公开”监管信息统计表
    Annex3(Box<Annex3>),
    /// 抽查推算：按事项和行业的问题率和 95% 区间
    Estimates(Estimates),
    /// 考核：各部门的指标、目标和是否达到；检查次数和罚没金额不计分
    Appraisal(Appraisal),
    /// 见证方：核对日志只增未改后，为检查点签名（应由另一机构在另一台机器上运行）
    Witness(Witness),
    /// 输出接口说明（OpenAPI 3.1）
    Openapi,
}
