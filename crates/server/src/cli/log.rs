//! `sunlot log …`: keys, checkpoints, cosignatures and monitoring.

use std::path::PathBuf;

use clap::Subcommand;

/// What can be done with the log.
#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// 生成密钥文件（见证方、托管方各自运行），并显示可写入规则的公钥
    Key {
        /// 密钥名称，如 witness.jjw
        #[arg(long)]
        name: String,
        /// 密钥文件（请妥善保管）
        #[arg(long)]
        out: PathBuf,
    },
    /// 列出日志条目
    Show {
        /// 抽取文件夹
        dir: PathBuf,
    },
    /// 显示最新检查点（可印在抽取记录上）
    Checkpoint {
        /// 抽取文件夹
        dir: PathBuf,
    },
    /// 见证方：核对日志只增未改后，为最新检查点签名
    Cosign {
        /// 抽取文件夹
        dir: PathBuf,
        /// 见证方的密钥文件；旁边的 .state 文件记住上次见过的检查点
        #[arg(long)]
        key: PathBuf,
        /// 演练时指定时间；正式抽取不允许
        #[arg(long)]
        clock: Option<String>,
    },
    /// 导出 C2SP tlog-tiles 目录，可放在任何静态网站
    Export {
        /// 抽取文件夹
        dir: PathBuf,
        /// 输出文件夹
        #[arg(long)]
        out: PathBuf,
    },
    /// 监督规则 M1–M6：编号、期限、重抽、同源
    Monitor {
        /// 抽取文件夹，或导出的 tlog-tiles 目录
        dir: PathBuf,
    },
}
