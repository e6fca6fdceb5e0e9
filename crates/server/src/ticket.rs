//! `sunlot ticket`: one line `hex ID` per object, for comparing with any other tool.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};
use std::process::ExitCode;

use sunlot_sortition::frame::WEIGHT_MAX;
use sunlot_sortition::names::ObjectId;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::ticket::{TicketKey, ticket_j};

use crate::say;

pub(crate) fn run(suite: &str, key: &str, ids: &[String]) -> ExitCode {
    let suite = Suite::parse(suite).expect("clap allows no other suite");
    let Some(key) = TicketKey::parse(key) else {
        let message = "抽签密钥应为 64 位小写十六进制字符。请从 result.json 的 groups 中复制。";
        return say::error("ticket.key", message, say::UNUSABLE);
    };
    let mut out = BufWriter::new(stdout().lock());
    let mut show = |text: &str| -> Result<(), ExitCode> {
        let (id, j) = split(text);
        let id = ObjectId::parse(id)
            .map_err(|e| say::error(e.code(), &e.message_zh(), say::UNUSABLE))?;
        let ticket = ticket_j(suite, &key, id.as_str().as_bytes(), j);
        // A closed pipe (as of `head`) ends the listing without noise.
        writeln!(out, "{ticket} {text}").map_err(|_| ExitCode::from(say::DONE))
    };
    let shown = if ids.is_empty() {
        stdin().lock().lines().try_for_each(|line| match line {
            Ok(line) if line.is_empty() => Ok(()),
            Ok(line) => show(&line),
            Err(e) => Err(say::error("ticket.stdin", &format!("无法读取输入：{e}"), say::UNUSABLE)),
        })
    } else {
        ids.iter().try_for_each(|id| show(id))
    };
    match shown {
        Ok(()) => match out.flush() {
            Ok(()) => ExitCode::from(say::DONE),
            Err(_) => ExitCode::from(say::REFUSED),
        },
        Err(status) => status,
    }
}

/// `ID#j` asks for the j-th ticket of an object whose weight is above 1 (ssj-1 §8.1); anything else
/// is left to the parser of ids, in which `#` has no place.
fn split(text: &str) -> (&str, u32) {
    let numbered = text.split_once('#').and_then(|(id, j)| {
        let number: u32 = j.parse().ok()?;
        let good = (2..=u32::from(WEIGHT_MAX)).contains(&number) && number.to_string() == j;
        good.then_some((id, number))
    });
    numbered.unwrap_or((text, 1))
}
