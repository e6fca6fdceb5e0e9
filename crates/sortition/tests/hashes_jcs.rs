//! Records equal what serde_json reads and writes for the restricted kind, and nothing else passes.

use proptest::prelude::*;
use sunlot_sortition::jcs::{INT_MAX, Json};

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Json::Bool),
        (-INT_MAX..=INT_MAX).prop_map(Json::Int),
        any::<String>().prop_map(Json::Str),
        "[\\x00-\\x20\"\\\\/\u{7f}\u{80}\u{2028}中\u{10ffff}]{0,12}".prop_map(Json::Str),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Arr),
            prop::collection::btree_map("[ -~]{0,6}", inner, 0..6).prop_map(Json::Obj),
        ]
    })
}

/// The same value, built for the other library.
fn theirs(value: &Json) -> serde_json::Value {
    match value {
        Json::Bool(value) => (*value).into(),
        Json::Int(value) => (*value).into(),
        Json::Str(value) => value.as_str().into(),
        Json::Arr(values) => values.iter().map(theirs).collect(),
        Json::Obj(values) => {
            values.iter().map(|(key, value)| (key.clone(), theirs(value))).collect()
        }
    }
}

proptest! {
    #[test]
    fn the_bytes_are_those_of_serde_json_with_sorted_keys(value in json()) {
        // For ASCII keys the order of RFC 8785 is that of bytes, which is that of its BTreeMap.
        prop_assert_eq!(value.encode(), serde_json::to_string(&theirs(&value)).unwrap());
    }

    #[test]
    fn reading_gives_back_what_was_written(value in json()) {
        let bytes = value.to_bytes();
        prop_assert_eq!(Json::parse_canonical(&bytes), Ok(value.clone()));
        let pretty = serde_json::to_string_pretty(&theirs(&value)).unwrap();
        prop_assert_eq!(Json::parse(pretty.as_bytes()), Ok(value));
    }

    #[test]
    fn one_changed_byte_is_another_record_or_none(
        value in json(),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let bytes = value.to_bytes();
        let mut changed = bytes.clone();
        let place = place.index(bytes.len());
        prop_assume!(changed[place] != byte);
        changed[place] = byte;
        if let Ok(other) = Json::parse_canonical(&changed) {
            prop_assert_ne!(&other, &value);
            prop_assert_eq!(other.to_bytes(), changed);
        }
    }

    #[test]
    fn any_bytes_end_in_a_verdict(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Ok(value) = Json::parse_canonical(&bytes) {
            prop_assert_eq!(value.to_bytes(), bytes);
        }
    }
}

#[test]
fn what_is_not_a_record() {
    let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
    let long = "[".repeat(1_000_000);
    for text in [
        "",
        "null",
        "1.0",
        "1e3",
        "-0",
        "01",
        "+1",
        "9007199254740992",
        "-9007199254740992",
        "99999999999999999999",
        "{\"a\":1,\"a\":2}",
        "{\"é\":1}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\u{1}\"",
        "\"a",
        "[1,]",
        "[1 2]",
        "{1:2}",
        "{\"a\"}",
        "true false",
        "tru",
        "'a'",
        &deep,
        &long,
    ] {
        assert!(Json::parse(text.as_bytes()).is_err(), "{text:.40}");
        assert!(Json::parse_canonical(text.as_bytes()).is_err(), "{text:.40}");
    }
    for bytes in [&b"\"\xff\""[..], b"\"\xed\xa0\x80\"", b"\xef\xbb\xbftrue"] {
        assert!(Json::parse(bytes).is_err());
    }
}

#[test]
fn readable_but_not_canonical() {
    for text in [
        " 1",
        "1\n",
        "[1, 2]",
        "{\"b\":1,\"a\":2}",
        "\"\\/\"",
        "\"\\u0041\"",
        "\"\\u001F\"",
        "\"\\u000a\"",
        "\"\\ud83d\\ude00\"",
    ] {
        let error = Json::parse_canonical(text.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "record.not_canonical", "{text}");
        assert!(error.message_zh().contains("规范形式"));
        assert!(Json::parse(text.as_bytes()).is_ok(), "{text}");
    }
}
