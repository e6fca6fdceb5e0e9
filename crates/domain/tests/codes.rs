//! 代码: vectors of GB 32100 and properties of canonical ids.

use std::path::PathBuf;

use proptest::prelude::*;
use sunlot_domain::codes::{
    CanonicalId, CodeError, DivisionCode, IdVerdict, OBJECT_ID_MAX, USCC_ALPHABET, Uscc,
    org_code_check,
};

fn shared(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SUNLOT_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        Into::into,
    );
    let path = root.join("data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

/// All collected vectors get the verdict of GB 32100 that stands beside them.
#[test]
fn collected_vectors_get_their_verdict() {
    let Some(path) = shared("uscc_vectors.json") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    let vectors = all["vectors"].as_array().unwrap();
    for v in vectors {
        let code = v["code"].as_str().unwrap();
        let verdict = match Uscc::parse(code) {
            Err(CodeError::Length { .. } | CodeError::Empty) => "LENGTH",
            Err(_) => "CHARSET",
            Ok(uscc) => {
                if let Some(expected) = v["expected_check"].as_str() {
                    assert_eq!(uscc.expected_check().to_string(), expected, "{code}");
                    assert_eq!(Some(uscc.org_code_ok()), v["org_code_ok"].as_bool(), "{code}");
                }
                if uscc.check_ok() { "VALID" } else { "CHECK" }
            }
        };
        let says = v["gb32100"].as_str().unwrap();
        assert!(says.starts_with(verdict), "{code}: {verdict}, vectors say {says}");
    }
    assert_eq!(vectors.len(), 258);
}

#[test]
fn the_standards_own_examples() {
    assert!(Uscc::parse("91350100M000100Y43").unwrap().check_ok());
    assert!(!Uscc::parse("91350100M000100Y44").unwrap().check_ok());
    let wrong = Uscc::parse("91350100M000100I43").unwrap_err();
    assert!(matches!(wrong, CodeError::Alphabet { position: 16, found: 'I', .. }), "{wrong}");
    assert_eq!(org_code_check("M000100Y"), Some('4'));
    assert_eq!(org_code_check("D2143569"), Some('X'));
}

#[test]
fn other_kinds_of_ids() {
    let check = |raw: &str, id: &str, verdict: IdVerdict| {
        let got = CanonicalId::parse(raw).unwrap();
        assert_eq!((got.as_str(), got.verdict()), (id, verdict), "{raw}");
    };
    check(" 620422600012345 ", "REG:620422:620422600012345", IdVerdict::OldNumber);
    check("6204221000123", "REG:620422:6204221000123", IdVerdict::OldNumber);
    check("REG:620422:6204221000123", "REG:620422:6204221000123", IdVerdict::OldNumber);
    check("equip：620422：a-17.2", "EQUIP:620422:A-17.2", IdVerdict::Assigned);
    check("91350100m000100y44", "91350100M000100Y44", IdVerdict::CheckFailed);
    for bad in ["REG:620423:620422600012345", "A:B", "A::C", "A:B:C:D", "设备:620422:1", "9.16E+17"]
    {
        assert!(CanonicalId::parse(bad).is_err(), "{bad}");
    }
    let rounded = CanonicalId::parse("9.11522E+17").unwrap_err();
    assert_eq!(rounded.code(), "id.rounded");
}

#[test]
fn division_codes() {
    assert_eq!(DivisionCode::parse("620422102000").unwrap().as_str(), "620422102");
    assert_eq!(DivisionCode::parse("620422").unwrap().township(), None);
    let village = DivisionCode::parse("620422100001").unwrap();
    assert_eq!((village.county(), village.township()), ("620422", Some("620422100")));
    assert!(DivisionCode::parse("62042").is_err());
    assert!(DivisionCode::parse("62042A").is_err());
}

fn first17() -> impl Strategy<Value = String> {
    prop::collection::vec(0..USCC_ALPHABET.len(), 17)
        .prop_map(|v| v.into_iter().map(|i| char::from(USCC_ALPHABET[i])).collect())
}

/// Full-width form of an ASCII text.
fn wide(text: &str) -> String {
    text.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect()
}

proptest! {
    /// Spelling (case, width, white space) never changes the id.
    #[test]
    fn spelling_never_changes_the_id(body in first17(), at in 0usize..18) {
        let code = Uscc::complete(&body).unwrap();
        prop_assert!(code.check_ok() && code.finding().is_none());
        let text = code.as_str();
        let spaced = format!("{} \u{3000}{}", &text[..at], &text[at..]);
        for raw in [text.to_lowercase(), wide(text), wide(&text.to_lowercase()), spaced,
                    format!("\u{FEFF}\t{text}\u{200B}\n")] {
            let id = CanonicalId::parse(&raw).unwrap();
            prop_assert_eq!(id.as_str(), text);
            prop_assert_eq!(id.verdict(), IdVerdict::Verified);
        }
    }

    /// One wrong character is always found: the weights are units modulo the prime 31.
    #[test]
    fn one_wrong_character_is_found(body in first17(), at in 0usize..18, by in 1usize..31) {
        let code = Uscc::complete(&body).unwrap();
        let mut bytes = code.as_str().as_bytes().to_vec();
        let old = USCC_ALPHABET.iter().position(|b| *b == bytes[at]).unwrap();
        bytes[at] = USCC_ALPHABET[(old + by) % 31];
        let wrong = Uscc::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
        prop_assert!(wrong.finding().is_some());
    }

    /// Whatever is accepted has the form of an object id and is a fixed point; nothing panics.
    #[test]
    fn accepted_ids_have_the_form(raw in "\\PC{0,60}|[0-9A-Za-z:._ -]{0,60}|[0-9]{13}|[0-9]{15}") {
        if let Ok(id) = CanonicalId::parse(&raw) {
            let form = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b"_.:-".contains(&b);
            prop_assert!((1..=OBJECT_ID_MAX).contains(&id.as_str().len()));
            prop_assert!(id.as_str().bytes().all(form));
            prop_assert_eq!(CanonicalId::parse(id.as_str()), Ok(id.clone()));
        } else {
            prop_assert!(!CanonicalId::parse(&raw).unwrap_err().message_zh().is_empty());
        }
        let _ = DivisionCode::parse(&raw);
    }
}
