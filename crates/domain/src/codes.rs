//! 代码: 统一社会信用代码, old registration numbers, division codes and canonical object ids.
//!
//! Owns how an identifier that people typed becomes the one identifier that is drawn
//! (`spec/ssj-1.md` §3.5). Must never look anything up: whether an entity exists is decided
//! elsewhere.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The 31 characters of GB 32100-2015; the letters I, O, S, V and Z are not among them.
pub const USCC_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Longest object id: 55 bytes keep one compression per ticket.
pub const OBJECT_ID_MAX: usize = 55;

/// Weights of GB 32100-2015: 3^(i-1) mod 31.
const USCC_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Weights of GB 11714-1997, the organisation code inside.
const ORG_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Why a text is not a 统一社会信用代码 or another object id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Nothing is written.
    #[error("empty code")]
    Empty,
    /// A code of another length.
    #[error("code {text:?} has {length} characters")]
    Length {
        /// The text, trimmed and folded.
        text: String,
        /// Its length in characters.
        length: usize,
    },
    /// A character that the alphabet does not have.
    #[error("code {text:?} has {found:?} at position {position}")]
    Alphabet {
        /// The text, trimmed and folded.
        text: String,
        /// First position that is wrong, from 1.
        position: usize,
        /// The character there.
        found: char,
    },
    /// A spreadsheet has turned the code into a rounded number.
    #[error("code {text:?} was rounded by a spreadsheet")]
    Rounded {
        /// The text as found.
        text: String,
    },
    /// `KIND:REGISTRAR:NUMBER` with a part missing or too long.
    #[error("id {text:?} is not KIND:REGISTRAR:NUMBER")]
    Form {
        /// The text, trimmed and folded.
        text: String,
    },
}

impl CodeError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            CodeError::Empty => "id.empty",
            CodeError::Length { .. } => "id.length",
            CodeError::Alphabet { .. } => "id.alphabet",
            CodeError::Rounded { .. } => "id.rounded",
            CodeError::Form { .. } => "id.form",
        }
    }

    /// What happened and what to do, for the clerk.
    pub fn message_zh(&self) -> String {
        match self {
            CodeError::Empty => "代码为空，请补填统一社会信用代码或注册号。".to_owned(),
            CodeError::Length { text, length } => format!(
                "代码“{text}”有 {length} 位，应为 18 位统一社会信用代码，或 15 位、13 位注册号；\
                 请对照营业执照更正。"
            ),
            CodeError::Alphabet { text, position, found } => format!(
                "代码“{text}”第 {position} 位是“{found}”，代码只用数字和除 I、O、S、V、Z 外的大写字母；\
                 请对照营业执照更正（常见笔误：O 应为 0，I 应为 1）。"
            ),
            CodeError::Rounded { text } => format!(
                "代码“{text}”已被表格软件转成数字，末几位已丢失；请把该列设为“文本”后重新录入或导出。"
            ),
            CodeError::Form { text } => format!(
                "编号“{text}”应写成“类别:登记机关:编号”，只用数字、大写字母和 _ . - ，全长不超过 55 位。"
            ),
        }
    }
}

/// 统一社会信用代码 (GB 32100-2015): 18 characters of its alphabet, upper-case.
///
/// Holding one does **not** prove the check character: codes were issued that fail it (4 of the
/// 258 collected vectors), so a failing check is a finding that excludes, not a refusal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

/// What is noteworthy about a code whose form is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsccFinding {
    /// The last character is not the one that GB 32100 computes.
    CheckFailed {
        /// The computed character.
        expected: char,
        /// The character that is written.
        found: char,
        /// Whether the organisation code inside (GB 11714) passes its own check, which makes an
        /// error of the issuer likelier than a typing error.
        org_code_ok: bool,
    },
}

impl UsccFinding {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        "id.check_failed"
    }

    /// What happened and what to do, for the clerk.
    pub fn message_zh(&self) -> String {
        let UsccFinding::CheckFailed { expected, found, org_code_ok } = self;
        let hint = if *org_code_ok {
            "其中的组织机构代码校验正确，可能是赋码时的差错，请向登记机关核实"
        } else {
            "请对照营业执照更正"
        };
        format!(
            "统一社会信用代码末位是“{found}”，按 GB 32100 应为“{expected}”；{hint}。\
             更正前该对象以“代码校验不通过”留在底册，不参加抽取。"
        )
    }
}

impl Uscc {
    /// Reads a code: white space dropped, full-width to ASCII, upper-case.
    ///
    /// # Errors
    /// [`CodeError::Empty`], [`CodeError::Length`] or [`CodeError::Alphabet`].
    pub fn parse(raw: &str) -> Result<Uscc, CodeError> {
        let text = fold(raw);
        let length = text.chars().count();
        if length == 0 {
            return Err(CodeError::Empty);
        }
        if length != 18 {
            return Err(CodeError::Length { text, length });
        }
        match text.chars().position(|c| !is_uscc_char(c)) {
            Some(at) => {
                let found = text.chars().nth(at).unwrap_or('?');
                Err(CodeError::Alphabet { text, position: at + 1, found })
            }
            None => Ok(Uscc(text)),
        }
    }

    /// Appends the check character to the first 17 characters.
    ///
    /// # Errors
    /// As [`Uscc::parse`], for the 17 characters.
    pub fn complete(first17: &str) -> Result<Uscc, CodeError> {
        let draft = Uscc::parse(&format!("{}0", fold(first17)))?;
        let check = draft.expected_check();
        Ok(Uscc(format!("{}{check}", &draft.0[..17])))
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The check character that GB 32100 computes from the first 17.
    pub fn expected_check(&self) -> char {
        let sum: u32 = self
            .0
            .bytes()
            .zip(USCC_WEIGHTS)
            .map(|(byte, weight)| uscc_value(byte).unwrap_or(0) * weight)
            .sum();
        char::from(USCC_ALPHABET[((31 - sum % 31) % 31) as usize])
    }

    /// Whether the check character is right.
    pub fn check_ok(&self) -> bool {
        self.0.ends_with(self.expected_check())
    }

    /// What is noteworthy, or `None` for a code that passes.
    pub fn finding(&self) -> Option<UsccFinding> {
        if self.check_ok() {
            return None;
        }
        Some(UsccFinding::CheckFailed {
            expected: self.expected_check(),
            found: self.0.chars().last().unwrap_or('?'),
            org_code_ok: self.org_code_ok(),
        })
    }

    /// 登记管理部门 and 机构类别, e.g. `91` enterprise, `92` household business, `93` cooperative.
    pub fn kind(&self) -> &str {
        &self.0[..2]
    }

    /// 登记管理机关行政区划码, six characters.
    pub fn registrar(&self) -> &str {
        &self.0[2..8]
    }

    /// 主体标识码 (GB 11714), nine characters.
    pub fn org_code(&self) -> &str {
        &self.0[8..17]
    }

    /// Whether the organisation code inside passes GB 11714.
    pub fn org_code_ok(&self) -> bool {
        let code = self.org_code();
        org_code_check(&code[..8]).is_some_and(|check| code.ends_with(check))
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Check character of an organisation code (GB 11714-1997) from its first eight characters, or
/// `None` when they are not eight digits or upper-case letters.
pub fn org_code_check(first8: &str) -> Option<char> {
    if first8.len() != 8 {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in first8.chars().zip(ORG_WEIGHTS) {
        if !c.is_ascii_digit() && !c.is_ascii_uppercase() {
            return None;
        }
        sum += c.to_digit(36)? * weight;
    }
    Some(match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10)?,
    })
}

/// How far an object id can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdVerdict {
    /// A social credit code whose check character is right.
    Verified,
    /// A social credit code that fails its check character: in the frame as `X:IDBAD`.
    CheckFailed,
    /// 15- or 13-digit registration number from before 2015, as `REG:REGISTRAR:NUMBER`.
    OldNumber,
    /// Assigned by a registrar as `KIND:REGISTRAR:NUMBER`.
    Assigned,
}

impl IdVerdict {
    /// All of them.
    pub const ALL: [IdVerdict; 4] =
        [IdVerdict::Verified, IdVerdict::CheckFailed, IdVerdict::OldNumber, IdVerdict::Assigned];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            IdVerdict::Verified => "verified",
            IdVerdict::CheckFailed => "check_failed",
            IdVerdict::OldNumber => "old_number",
            IdVerdict::Assigned => "assigned",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<IdVerdict> {
        IdVerdict::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// The one spelling of an identifier that stands in the frame.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CanonicalId {
    id: String,
    verdict: IdVerdict,
}

impl CanonicalId {
    /// Reads what a register says: a social credit code, a 15- or 13-digit registration number
    /// (its first six digits name the registrar), or `KIND:REGISTRAR:NUMBER`.
    ///
    /// # Errors
    /// Any [`CodeError`].
    pub fn parse(raw: &str) -> Result<CanonicalId, CodeError> {
        let text = fold(raw);
        if text.contains(':') {
            return assigned(text);
        }
        if is_rounded(&text) {
            return Err(CodeError::Rounded { text });
        }
        if matches!(text.len(), 13 | 15) && text.bytes().all(|b| b.is_ascii_digit()) {
            let id = format!("REG:{}:{text}", &text[..6]);
            return Ok(CanonicalId { id, verdict: IdVerdict::OldNumber });
        }
        let uscc = Uscc::parse(&text)?;
        let verdict = if uscc.check_ok() { IdVerdict::Verified } else { IdVerdict::CheckFailed };
        Ok(CanonicalId { id: uscc.0, verdict })
    }

    /// 1–55 bytes of `[0-9A-Z_.:-]`.
    pub fn as_str(&self) -> &str {
        &self.id
    }

    /// How far it can be trusted.
    pub fn verdict(&self) -> IdVerdict {
        self.verdict
    }
}

fn assigned(text: String) -> Result<CanonicalId, CodeError> {
    let parts: Vec<&str> = text.split(':').collect();
    let good = |part: &&str| {
        let mut bytes = part.bytes();
        !part.is_empty()
            && bytes.all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b"_.-".contains(&b))
    };
    if parts.len() != 3 || text.len() > OBJECT_ID_MAX || !parts.iter().all(good) {
        return Err(CodeError::Form { text });
    }
    // A number that pretends to be assigned must not give one entity two ids.
    if let ["REG", _, number] = parts[..] {
        return match CanonicalId::parse(number) {
            Ok(same) if same.id == text => Ok(same),
            _ => Err(CodeError::Form { text }),
        };
    }
    Ok(CanonicalId { id: text, verdict: IdVerdict::Assigned })
}

/// `9.11522E+17` and the like.
fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    !exponent.is_empty()
        && exponent.bytes().all(|b| b.is_ascii_digit())
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Drops white space and invisible characters (also inside: `91 110000 600037341L` is how licences
/// group a code), turns full-width forms into ASCII and upper-cases ASCII.
pub fn fold(raw: &str) -> String {
    raw.chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Full-width form to ASCII; every other character stays.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Characters that take no room and come along when text is copied from web pages.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn is_uscc_char(c: char) -> bool {
    u8::try_from(c).is_ok_and(|byte| USCC_ALPHABET.contains(&byte))
}

fn uscc_value(byte: u8) -> Option<u32> {
    USCC_ALPHABET.iter().position(|&b| b == byte).and_then(|at| u32::try_from(at).ok())
}

/// 统计用区划代码 (GB/T 2260 and its township extension): 6 digits county, 9 township, 12 village.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode(String);

impl DivisionCode {
    /// Reads a code of 6, 9 or 12 digits. A 12-digit code that ends in `000` names a township and
    /// loses the three zeros; `000000` behind a county goes likewise.
    ///
    /// # Errors
    /// [`CodeError`] for another length or another character.
    pub fn parse(raw: &str) -> Result<DivisionCode, CodeError> {
        let mut text = fold(raw);
        if text.is_empty() {
            return Err(CodeError::Empty);
        }
        if let Some(at) = text.chars().position(|c| !c.is_ascii_digit()) {
            let found = text.chars().nth(at).unwrap_or('?');
            return Err(CodeError::Alphabet { text, position: at + 1, found });
        }
        if !matches!(text.len(), 6 | 9 | 12) {
            let length = text.len();
            return Err(CodeError::Length { text, length });
        }
        while text.len() > 6 && text.ends_with("000") {
            text.truncate(text.len() - 3);
        }
        Ok(DivisionCode(text))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What every code inside begins with: `62` for a province, `6204` for a prefecture, the
    /// whole code from a county downwards.
    pub fn prefix(&self) -> &str {
        if self.0.len() > 6 {
            return &self.0;
        }
        match (&self.0[2..4], &self.0[4..6]) {
            ("00", "00") => &self.0[..2],
            (_, "00") => &self.0[..4],
            _ => &self.0,
        }
    }

    /// The division above: township to county to prefecture to province; `None` for a province.
    pub fn parent(&self) -> Option<DivisionCode> {
        let prefix = self.prefix();
        let code = match prefix.len() {
            12 => prefix[..9].to_owned(),
            9 => prefix[..6].to_owned(),
            6 => format!("{}00", &prefix[..4]),
            4 => format!("{}0000", &prefix[..2]),
            _ => return None,
        };
        Some(DivisionCode(code))
    }

    /// Six digits of the county.
    pub fn county(&self) -> &str {
        &self.0[..6]
    }

    /// Nine digits of the township, when the code is as fine as that.
    pub fn township(&self) -> Option<&str> {
        self.0.get(..9)
    }
}
