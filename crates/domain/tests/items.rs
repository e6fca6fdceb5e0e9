//! 抽查事项: what is missing is named, local fields of recognised items, and the law of the diff.

use proptest::prelude::*;
use sunlot_domain::ids::{Id, ItemId, ItemListId, ItemListVersionId, OrganId};
use sunlot_domain::items::{
    Basis, Item, ItemClass, ItemCode, ItemTerms, KeyReason, Level, ListKind, Method, diff,
    key_share_bp, missing,
};
use sunlot_sortition::time::Day;

fn terms(name: &str) -> ItemTerms {
    ItemTerms {
        category: "登记事项检查".into(),
        name: name.into(),
        subjects: "企业".into(),
        subject_kinds: vec!["enterprise".into()],
        class: Some(ItemClass::General),
        key_reason: None,
        methods: vec![Method::Field],
        levels: vec![Level::County],
        bases: vec![Basis {
            law: "电子商务法".into(),
            article: "第十五条".into(),
            text: String::new(),
            in_force_from: None,
            in_force_to: Some(Day::parse("2026-06-30").unwrap()),
        }],
        content: "亮照经营".into(),
        points: vec![],
        inspecting: vec![OrganId::new(1, &[1; 10])],
        initiator: None,
        participants: vec![],
        ratio_ceiling_bp: Some(500),
        visits_per_year_max: None,
        qualification: None,
        catalogue_code: None,
        upper: None,
        note: String::new(),
    }
}

fn item(code: &str, position: u32, terms: ItemTerms) -> Item {
    Item {
        id: ItemId::new(1, &[2; 10]),
        list: ItemListId::new(1, &[3; 10]),
        list_version: ItemListVersionId::new(1, &[4; 10]),
        code: ItemCode::parse(code).unwrap(),
        position,
        struck: false,
        to_proofread: None,
        terms,
    }
}

fn codes(item: &Item, day: &str) -> Vec<&'static str> {
    let found = missing(item, ListKind::Own, Day::parse(day).unwrap());
    found.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn what_a_version_lacks_is_named() {
    let full = item("A", 1, terms("营业执照检查"));
    assert!(codes(&full, "2026-06-30").is_empty());
    assert_eq!(codes(&full, "2026-07-01"), ["item.no_basis"]);
    let lacking = |change: fn(&mut ItemTerms)| {
        let mut item = full.clone();
        change(&mut item.terms);
        codes(&item, "2026-06-30")
    };
    assert_eq!(lacking(|t| t.ratio_ceiling_bp = None), ["item.ceiling_missing"]);
    assert_eq!(lacking(|t| t.class = Some(ItemClass::Key)), ["item.key_reason"]);
    assert_eq!(lacking(|t| t.inspecting.clear()), ["item.inspecting"]);
    assert_eq!(lacking(|t| t.key_reason = Some(KeyReason::Safety)), ["item.key_reason"]);
    let mut key = full.clone();
    key.terms.class = Some(ItemClass::Key);
    key.terms.key_reason = Some(KeyReason::Safety);
    key.terms.ratio_ceiling_bp = None;
    assert!(codes(&key, "2026-06-30").is_empty());
    assert_eq!(key_share_bp([&full, &full, &key]), 3_333);
    let mut sample = full;
    sample.to_proofread = Some("样本".into());
    assert_eq!(codes(&sample, "2026-06-30"), ["item.sample"]);
}

#[test]
fn only_local_fields_of_a_recognised_item_change() {
    let upper = terms("营业执照检查");
    let mut local = upper.clone();
    local.inspecting = vec![OrganId::new(9, &[9; 10])];
    local.ratio_ceiling_bp = Some(300);
    local.note = "本县口径".into();
    assert!(local.differs_from_upper(&upper).is_empty());
    local.name = "别的名称".into();
    local.ratio_ceiling_bp = Some(501);
    let found: Vec<_> = local.differs_from_upper(&upper).iter().map(|p| p.code).collect();
    assert_eq!(found, ["item.upper_fixed", "item.upper_ceiling"]);
}

fn version() -> impl Strategy<Value = Vec<Item>> {
    let row = (0u8..12, 1u32..6, "[甲乙丙丁]{1,3}", any::<bool>(), prop::option::of(1u32..=10_000));
    prop::collection::vec(row, 0..12).prop_map(|rows| {
        let mut seen = std::collections::BTreeMap::new();
        for (code, position, name, struck, ratio) in rows {
            let mut terms = terms(&name);
            terms.ratio_ceiling_bp = ratio;
            let mut item = item(&format!("C{code}"), position, terms);
            item.struck = struck;
            seen.insert(code, item);
        }
        seen.into_values().collect()
    })
}

proptest! {
    #[test]
    fn a_difference_applied_gives_the_later_version(a in version(), b in version()) {
        let name = |id: OrganId| id.to_string();
        let wanted = diff(&[], &b, &name).apply(&[]);
        prop_assert_eq!(diff(&a, &b, &name).apply(&a), wanted);
        prop_assert!(diff(&a, &a, &name).changes.is_empty());
    }
}
