//! 用法: help and errors of the command line in Chinese, because clerks read them.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::say::{DONE, UNUSABLE, error};

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}\n";

/// The commands as [`clap`] knows them, with Chinese headings all the way down.
pub(crate) fn in_chinese(command: Command) -> Command {
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help("显示版本")
        .help_heading("选项");
    headed(command.disable_version_flag(true)).arg(version)
}

fn headed(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("显示说明")
        .help_heading("选项");
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            let arg = arg.help_heading(heading);
            if arg.get_action().takes_values() {
                arg.hide_possible_values(true).hide_default_value(true)
            } else {
                arg
            }
        })
        .arg(help)
        .mut_subcommands(headed)
}

/// What was typed, or the exit status after help or a clear refusal.
pub(crate) fn typed(command: Command) -> Result<ArgMatches, ExitCode> {
    command.try_get_matches().map_err(|e| match e.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let shown = e.print();
            ExitCode::from(if shown.is_ok() { DONE } else { UNUSABLE })
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            // The help stands for the error; there is nothing to add when it cannot be shown.
            let _ = e.print();
            ExitCode::from(UNUSABLE)
        }
        _ => {
            let (code, message) = told(&e);
            error(code, &format!("{message} 查看用法：在命令后加 --help。"), UNUSABLE)
        }
    })
}

fn told(e: &clap::Error) -> (&'static str, String) {
    let said = |kind| e.get(kind).map(text).unwrap_or_default();
    let hint = |kind: ContextKind| match said(kind).as_str() {
        "" => String::new(),
        hint => format!("是否想输入 {hint}？"),
    };
    let argument = said(ContextKind::InvalidArg);
    match e.kind() {
        ErrorKind::MissingRequiredArgument => {
            ("command.missing", format!("缺少必须填写的参数：{argument}。"))
        }
        ErrorKind::UnknownArgument => (
            "command.unknown_argument",
            format!("不认识参数“{argument}”。{}", hint(ContextKind::SuggestedArg)),
        ),
        ErrorKind::InvalidSubcommand => (
            "command.unknown",
            format!(
                "没有“{}”这个命令。{}",
                said(ContextKind::InvalidSubcommand),
                hint(ContextKind::SuggestedSubcommand)
            ),
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = said(ContextKind::ValidValue);
            let valid = if valid.is_empty() { valid } else { format!("应为 {valid} 之一。") };
            let value = said(ContextKind::InvalidValue);
            let what = match value.as_str() {
                "" => format!("参数 {argument} 没有写取值。"),
                value => format!("参数 {argument} 的取值“{value}”无效。"),
            };
            ("command.value", format!("{what}{valid}"))
        }
        ErrorKind::ArgumentConflict => (
            "command.conflict",
            format!("{argument} 不能重复，也不能与 {} 同时使用。", said(ContextKind::PriorArg)),
        ),
        ErrorKind::InvalidUtf8 => ("command.utf8", "命令行中有不是 UTF-8 的文字。".to_owned()),
        _ => ("command.invalid", "命令行有误。".to_owned()),
    }
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(list) => list.join("、"),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(_) | ContextValue::StyledStr(_) | ContextValue::StyledStrs(_) => {
            value.to_string()
        }
        _ => String::new(),
    }
}
