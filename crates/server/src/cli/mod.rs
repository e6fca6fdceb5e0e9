//! 命令行: what can be typed. Every help text is Chinese, because clerks read it.

pub(crate) mod draw;
pub(crate) mod log;
pub(crate) mod platform;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// 阳光签：人人可核验的“双随机、一公开”抽取。
#[derive(Debug, Parser)]
#[command(
    name = "sunlot",
    version,
    about = "阳光签：人人可核验的“双随机、一公开”抽取",
    after_help = "想看一遍完整过程：sunlot draw demo --out demo-out\n\
        想组织一次抽取：  sunlot draw new 文件夹 --plan-no … --title …\n\
        想运行平台：      sunlot migrate，然后 sunlot serve\n\
        想核验一次抽取：  sunlot verify 公布文件.zip\n\
        想问为什么抽中我：sunlot explain 公布文件.zip 统一社会信用代码",
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// 要做什么
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 组织一次抽取（一步一步，可中断、可续做）
    #[command(subcommand)]
    Draw(Box<draw::DrawCommand>),
    /// 核验公布的抽取文件（离线；0 接受，1 拒绝，2 无法核验）
    Verify {
        /// 公布文件：zip 或文件夹
        bundle: PathBuf,
        /// 以 JSON 输出（供程序使用）
        #[arg(long)]
        json: bool,
        /// 只输出结论
        #[arg(long, short)]
        quiet: bool,
    },
    /// 说明某一户为什么被抽中或未被抽中
    Explain {
        /// 公布文件：zip 或文件夹
        bundle: PathBuf,
        /// 统一社会信用代码或其他检查对象代码
        id: String,
        /// 以 JSON 输出（含该户的底册行、盐值和证明路径）
        #[arg(long)]
        json: bool,
    },
    /// 计算抽签号：每行输出“签号 代码”
    Ticket {
        /// 算法套件：SM3 或 SHA256
        #[arg(long, value_parser = ["SM3", "SHA256"])]
        suite: String,
        /// 抽签密钥，64 位小写十六进制
        #[arg(long)]
        key: String,
        /// 检查对象代码；不写则从标准输入逐行读取
        ids: Vec<String>,
    },
    /// 由公布文件生成抽取记录（PDF）
    Minutes {
        /// 公布文件：zip 或文件夹
        bundle: PathBuf,
        /// 输出的 PDF
        #[arg(long, short)]
        out: PathBuf,
        /// 另外查找字体的文件夹
        #[arg(long)]
        fonts: Option<PathBuf>,
    },
    /// 运行平台
    #[command(flatten)]
    Platform(Box<platform::PlatformCommand>),
    /// 只增日志：检查点、见证签名、监督规则
    #[command(subcommand)]
    Log(log::LogCommand),
    /// 读取表格的受限子进程（内部使用）
    #[command(name = "__intake", hide = true)]
    Intake {
        /// Arguments of the child.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}
