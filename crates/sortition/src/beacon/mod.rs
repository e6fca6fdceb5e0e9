//! 公共随机源 (ssj-1 §4.5): what a beacon's value must look like, and how it is checked offline.

pub mod drand;
mod lottery;

use thiserror::Error;

use crate::digest::from_hex;
use crate::intent::{BeaconRound, BeaconType};
use crate::log::entry::{BeaconValue, Sheet};
use crate::names::PersonId;

/// Digits of a ceremony.
pub const CEREMONY_DIGITS: usize = 20;

/// Why a value is not that of its beacon.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BeaconError {
    /// Not of the form of its type.
    #[error("not the form of a {kind} value")]
    Form {
        /// Type of the beacon.
        kind: &'static str,
    },
    /// The signature of drand does not hold for the round.
    #[error("the drand signature does not hold for round {round}")]
    Signature {
        /// The round.
        round: u64,
    },
    /// The sheets of a ceremony are missing, not by two recorders, or differ.
    #[error("sheets: {what}")]
    Sheets {
        /// What is wrong, in Chinese.
        what: &'static str,
    },
}

impl BeaconError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            BeaconError::Form { .. } => "beacon.form",
            BeaconError::Signature { .. } => "beacon.signature",
            BeaconError::Sheets { .. } => "beacon.sheets",
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            BeaconError::Form { kind } => {
                let form = match *kind {
                    "drand-quicknet" => "96 位小写十六进制签名",
                    "ssq" => "六个红球、加号、一个蓝球，如 03,08,11,17,25,31+09",
                    "dlt" => "五个前区、加号、两个后区，如 05,12,19,23,33+02,11",
                    "ceremony" => "20 位数字",
                    _ => "空（托管方式没有公共随机源）",
                };
                format!("公共随机源的取值不对，应为{form}。")
            }
            BeaconError::Signature { round } => format!(
                "drand 第 {round} 期的签名不成立。请核对期号，并从另一来源重新取得该期签名。"
            ),
            BeaconError::Sheets { what } => format!("摇号记录单：{what}"),
        }
    }
}

/// The bytes that go into the seed (ssj-1 §4.5), after checking their form alone.
///
/// # Errors
/// [`BeaconError::Form`].
pub fn value_bytes(kind: BeaconType, value: &str) -> Result<Vec<u8>, BeaconError> {
    let form = BeaconError::Form { kind: kind.as_str() };
    let good = match kind {
        BeaconType::DrandQuicknet => {
            return from_hex(value).filter(|b| b.len() == 48).ok_or(form);
        }
        BeaconType::Ssq => lottery::is_ssq(value),
        BeaconType::Dlt => lottery::is_dlt(value),
        BeaconType::Ceremony => {
            value.len() == CEREMONY_DIGITS && value.bytes().all(|b| b.is_ascii_digit())
        }
        BeaconType::None => value.is_empty(),
    };
    if good { Ok(value.as_bytes().to_vec()) } else { Err(form) }
}

/// Form, and for drand also the signature.
///
/// # Errors
/// [`BeaconError`].
pub fn check_value(beacon: BeaconRound, value: &str) -> Result<Vec<u8>, BeaconError> {
    let bytes = value_bytes(beacon.kind, value)?;
    if beacon.kind == BeaconType::DrandQuicknet && !drand::verify(beacon.round, &bytes) {
        return Err(BeaconError::Signature { round: beacon.round });
    }
    Ok(bytes)
}

/// Everything of V-14 and V-26 about a stated value: form, signature, and the two sheets.
///
/// # Errors
/// [`BeaconError`].
pub fn check(stated: &BeaconValue, recorders: &[PersonId]) -> Result<Vec<u8>, BeaconError> {
    let bytes = check_value(stated.beacon, &stated.value)?;
    let refuse = |what| Err(BeaconError::Sheets { what });
    if stated.beacon.kind != BeaconType::Ceremony {
        return if stated.sheets.is_empty() {
            Ok(bytes)
        } else {
            refuse("只有现场摇号才有记录单。")
        };
    }
    if stated.sheets.len() != 2 || stated.sheets[0].by == stated.sheets[1].by {
        return refuse("须由两名不同的记录人各记一份。");
    }
    let known = |sheet: &Sheet| recorders.contains(&sheet.by);
    if !stated.sheets.iter().all(known) {
        return refuse("记录人不在规则所列之内。");
    }
    if stated.sheets.iter().any(|sheet| sheet.value != stated.value) {
        return refuse("两名记录人所记数字不一致，请当场核对后重新录入。");
    }
    Ok(bytes)
}
