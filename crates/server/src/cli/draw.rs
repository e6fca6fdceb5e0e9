//! `sunlot draw …`: the steps of a ceremony, in their order.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The folder every step works in, and the clock of a rehearsal.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// 抽取文件夹
    pub(crate) dir: PathBuf,
    /// 演练时指定时间（如 2026-04-20T00:00:00Z）；正式抽取不允许
    #[arg(long)]
    pub(crate) clock: Option<String>,
}

/// Two persons, who must differ.
#[derive(Debug, Args)]
pub(crate) struct Persons {
    /// 申请人
    #[arg(long)]
    pub(crate) by: String,
    /// 审批人（不能与申请人相同）
    #[arg(long)]
    pub(crate) approved_by: String,
}

/// The value of a beacon.
#[derive(Debug, Args)]
pub(crate) struct BeaconValue {
    /// 取值：drand 签名（96 位十六进制）或彩票开奖号码（如 03,08,11,17,25,31+09）
    #[arg(long)]
    pub(crate) value: Option<String>,
    /// drand 的 JSON 文件（可用 U 盘带入隔离网络）
    #[arg(long)]
    pub(crate) file: Option<PathBuf>,
    /// 现场摇号：记录人=20 位数字，两名记录人各填一次
    #[arg(long, num_args = 1)]
    pub(crate) sheet: Vec<String>,
}

/// The steps, in the groups that they come in.
#[derive(Debug, Subcommand)]
pub(crate) enum DrawCommand {
    #[command(flatten)]
    Begin(BeginCommand),
    #[command(flatten)]
    Entropy(EntropyCommand),
    #[command(flatten)]
    Outcome(OutcomeCommand),
    #[command(flatten)]
    Afterwards(AfterwardsCommand),
    #[command(flatten)]
    Whole(WholeCommand),
}

/// Before anything is promised.
#[derive(Debug, Subcommand)]
pub(crate) enum BeginCommand {
    /// 建立抽取文件夹和规则模板；已作废或需再抽时用 --again 开始下一次
    New {
        #[command(flatten)]
        place: Place,
        /// 计划编号
        #[arg(long, required_unless_present = "again")]
        plan_no: Option<String>,
        /// 任务名称
        #[arg(long, required_unless_present = "again")]
        title: Option<String>,
        /// 算法套件：SM3（默认）或 SHA256
        #[arg(long, default_value = "SM3", value_parser = ["SM3", "SHA256"])]
        suite: String,
        /// 组织方编号（默认 dept:scjg）
        #[arg(long, default_value = "dept:scjg")]
        organiser: String,
        /// 日志名称（默认 sunlot.example/draw）
        #[arg(long, default_value = "sunlot.example/draw")]
        origin: String,
        /// 建立演练文件夹
        #[arg(long)]
        rehearsal: bool,
        /// 在已作废（或已更正撤销）的抽取之后开始下一次
        #[arg(long)]
        again: bool,
        /// 再次抽取的事由代码（配合 --again）
        #[arg(long, requires = "again")]
        reason: Option<String>,
    },
    /// 第一步 冻结：读入名录库、人员库和回避表，固定底册和规则
    Freeze {
        #[command(flatten)]
        place: Place,
        /// 检查对象名录（CSV 或 Excel）
        #[arg(long)]
        register: PathBuf,
        /// 执法检查人员名录
        #[arg(long)]
        inspectors: Option<PathBuf>,
        /// 回避、轮换、请假表
        #[arg(long)]
        conflicts: Option<PathBuf>,
        /// 名录中未能采用的行不参加抽取（会在报告中列出）
        #[arg(long)]
        without_refused: bool,
    },
}

/// The steps that bring the entropy together.
#[derive(Debug, Subcommand)]
pub(crate) enum EntropyCommand {
    /// 第二步 承诺：各方各自生成随机数并交出承诺（随机数存于自己的文件）
    Commit {
        #[command(flatten)]
        place: Place,
        /// 随机数提供方编号
        #[arg(long = "as")]
        contributor: String,
        /// 存放自己随机数的文件（请妥善保管，勿交他人）
        #[arg(long)]
        secret: PathBuf,
    },
    /// 第三步 意向：公布底册根、承诺、公共随机源和时间，写入日志
    Intent {
        #[command(flatten)]
        place: Place,
        /// 公共随机源：drand-quicknet | ssq | dlt | ceremony | none（托管模式）
        #[arg(long)]
        beacon: String,
        /// 期号或场次（drand 由 --beacon-at 推算）
        #[arg(long)]
        round: Option<u64>,
        /// 揭示截止时间
        #[arg(long)]
        reveal_by: String,
        /// 公共随机源产生时间（至少晚 120 秒）
        #[arg(long)]
        beacon_at: String,
        /// 公布结果的最后期限
        #[arg(long)]
        deadline: String,
    },
    /// 封存：组织方（托管模式下为各方）把随机数加密交托管方；托管方核对后签收
    Seal {
        #[command(flatten)]
        place: Place,
        /// 随机数提供方编号
        #[arg(long = "as")]
        contributor: String,
        /// 托管方名称
        #[arg(long)]
        holder: String,
        /// 提供方：自己的随机数文件，生成密封件
        #[arg(long, conflicts_with = "key")]
        secret: Option<PathBuf>,
        /// 托管方：自己的密钥文件，核对密封件并签收
        #[arg(long)]
        key: Option<PathBuf>,
    },
    /// 第四步 揭示：各方交出随机数，与承诺核对
    Reveal {
        #[command(flatten)]
        place: Place,
        /// 随机数提供方编号
        #[arg(long = "as")]
        contributor: String,
        /// 自己的随机数文件
        #[arg(long, required_unless_present = "holder")]
        secret: Option<PathBuf>,
        /// 托管模式：由该托管方代为揭示
        #[arg(long, requires = "key")]
        holder: Option<String>,
        /// 托管方的密钥文件
        #[arg(long)]
        key: Option<PathBuf>,
    },
    /// 第五步 截止：关闭揭示，未揭示的一方记为缺席
    Close {
        #[command(flatten)]
        place: Place,
    },
    /// 第六步 公共随机源：录入并核验
    Beacon {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        value: BeaconValue,
    },
}

/// The draw itself, and who may look at it.
#[derive(Debug, Subcommand)]
pub(crate) enum OutcomeCommand {
    /// 第七步 抽取检查对象
    Result {
        #[command(flatten)]
        place: Place,
        /// 封存抽取：组织方的随机数文件
        #[arg(long)]
        secret: Option<PathBuf>,
    },
    /// 第八步 随机匹配检查人员
    Match {
        #[command(flatten)]
        place: Place,
        /// 封存抽取：组织方的随机数文件
        #[arg(long)]
        secret: Option<PathBuf>,
    },
    /// 查看抽取结果（封存期间须出示组织方随机数；公开前请勿外传）
    List {
        #[command(flatten)]
        place: Place,
        /// 封存抽取：组织方的随机数文件
        #[arg(long)]
        secret: Option<PathBuf>,
        /// 写成 CSV（含名称）
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 启封：公布组织方随机数，从此人人可以重算
    Unseal {
        #[command(flatten)]
        place: Place,
        /// 组织方的随机数文件
        #[arg(long, required_unless_present = "holder")]
        secret: Option<PathBuf>,
        /// 由托管方启封
        #[arg(long, requires = "key")]
        holder: Option<String>,
        /// 托管方的密钥文件
        #[arg(long)]
        key: Option<PathBuf>,
    },
    /// 公布：生成公布文件（zip），当前阶段能公开的都在其中
    Publish {
        #[command(flatten)]
        place: Place,
        /// 输出的 zip
        #[arg(long, short)]
        out: PathBuf,
        /// 审计版：含不对外公布的底册明细
        #[arg(long)]
        audit: bool,
    },
    /// 现在到哪一步，下一步做什么
    Status {
        #[command(flatten)]
        place: Place,
    },
}

/// What can still happen, always by two persons.
#[derive(Debug, Subcommand)]
pub(crate) enum AfterwardsCommand {
    /// 递补：仅限冻结日前已存在的底册错误，由下一顺位递补，不能指定
    Replace {
        #[command(flatten)]
        place: Place,
        /// 抽取单元
        #[arg(long)]
        unit: String,
        /// 底册有误的检查对象
        #[arg(long)]
        object: String,
        /// 事由：STATUS 注销吊销 | MOVED 迁出 | DUPLICATE 重复 | SCOPE 不属范围
        #[arg(long)]
        reason: String,
        /// 证据文件（只记录摘要）
        #[arg(long)]
        evidence: PathBuf,
        /// 证据所证明的日期，不晚于底册冻结日
        #[arg(long)]
        evidence_day: String,
        #[command(flatten)]
        persons: Persons,
        /// 封存抽取：组织方的随机数文件
        #[arg(long)]
        secret: Option<PathBuf>,
    },
    /// 回避或请假：某人退出某户的检查组
    Recuse {
        #[command(flatten)]
        place: Place,
        /// 检查对象
        #[arg(long)]
        object: String,
        /// 人员编号
        #[arg(long)]
        officer: String,
        /// 事由代码
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        persons: Persons,
        /// 封存抽取：组织方的随机数文件
        #[arg(long)]
        secret: Option<PathBuf>,
    },
    /// 改派：用新的公共随机数抽出接替人员，不能指定
    Rematch {
        #[command(flatten)]
        place: Place,
        /// 公共随机源类型（默认与意向相同）
        #[arg(long)]
        beacon: Option<String>,
        /// 期号或场次
        #[arg(long)]
        round: u64,
        #[command(flatten)]
        value: BeaconValue,
        /// 封存抽取：组织方的随机数文件
        #[arg(long)]
        secret: Option<PathBuf>,
    },
    /// 作废（仅在公共随机源产生之前，公开事由）
    Void {
        #[command(flatten)]
        place: Place,
        /// 事由代码
        #[arg(long)]
        reason: String,
        /// 事由说明
        #[arg(long)]
        text: String,
        #[command(flatten)]
        persons: Persons,
    },
    /// 更正：公开指出某条日志有误；--annuls 表示撤销本次结果（结果仍保留可查）
    Correct {
        #[command(flatten)]
        place: Place,
        /// 有误的日志序号
        #[arg(long)]
        of: u64,
        /// 撤销本次结果
        #[arg(long)]
        annuls: bool,
        /// 事由代码
        #[arg(long)]
        reason: String,
        /// 说明
        #[arg(long)]
        text: String,
        #[command(flatten)]
        persons: Persons,
    },
    /// 补充抽取：在已有结果之外，用新的随机数再抽一批
    Supplement {
        #[command(flatten)]
        place: Place,
        /// 事由代码
        #[arg(long)]
        reason: String,
    },
}

/// The whole ceremony at once, as a rehearsal.
#[derive(Debug, Subcommand)]
pub(crate) enum WholeCommand {
    /// 演练：用测试随机数走完全程，结果标明“演练”
    Run {
        #[command(flatten)]
        place: Place,
        /// 检查对象名录
        #[arg(long)]
        register: PathBuf,
        /// 执法检查人员名录
        #[arg(long)]
        inspectors: Option<PathBuf>,
        /// 回避表
        #[arg(long)]
        conflicts: Option<PathBuf>,
        /// 名录中未能采用的行不参加抽取（会在报告中列出）
        #[arg(long)]
        without_refused: bool,
        /// 测试随机数的种子（默认 sunlot rehearsal）
        #[arg(long, default_value = "sunlot rehearsal")]
        entropy: String,
    },
    /// 示例：用虚构的县走一遍冻结、抽取、匹配、公布、核验
    Demo {
        /// 输出文件夹（默认 demo-out）
        #[arg(long, default_value = "demo-out")]
        out: PathBuf,
        /// 检查对象户数（默认 30000）
        #[arg(long, default_value_t = 30_000)]
        subjects: u32,
    },
}
