//! `sunlot-witness`: the witness alone, for a machine on which nothing else of the platform is.

use std::process::ExitCode;

use sunlot_witness::{Options, run};

const USAGE: &str = "用法：sunlot-witness 监听地址 密钥文件 状态文件 日志公钥文件…\n\
    例如：sunlot-witness 0.0.0.0:8420 witness.key witness.state sunlot.trust.json";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [listen, key, state, logs @ ..] = &words[..] else { return usage() };
    let Ok(listen) = listen.parse() else { return usage() };
    if logs.is_empty() {
        return usage();
    }
    let logs = logs.iter().map(Into::into).collect();
    match run(&Options { listen, key: key.into(), state: state.into(), logs }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("错误 [{}] {}", error.code(), error.message_zh());
            ExitCode::from(2)
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}
