//! Items in words and back: what is written is read as it was, whatever a list says.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sunlot_domain::ids::{Id, OrganId};
use sunlot_domain::items::words::{
    Gravity, NamedOrgan, Organs, bases, blank, from_words, levels, methods, points, ratio_bp,
};
use sunlot_domain::items::{
    Basis, CheckPoint, ItemClass, ItemTerms, KeyReason, Level, Method, in_words, percent,
};
use sunlot_sortition::time::Day;

fn organ(n: u8) -> OrganId {
    OrganId::new(u64::from(n), &[n; 10])
}

fn name(id: OrganId) -> String {
    (1..=9).find(|n| organ(*n) == id).map_or_else(String::new, |n| format!("第{n}局"))
}

fn find(text: &str) -> NamedOrgan {
    match (1..=9).find(|n| name(organ(*n)) == text) {
        Some(n) => NamedOrgan::Exactly(organ(n)),
        None if text == "教育部门" => NamedOrgan::Probably(organ(3)),
        None => NamedOrgan::Unknown,
    }
}

fn organs() -> Organs<'static> {
    Organs { name: &name, find: &find }
}

fn words_of(terms: &ItemTerms) -> BTreeMap<String, String> {
    let words = in_words(1, terms, &name).into_iter();
    words.map(|(field, _, text)| (field.to_owned(), text)).collect()
}

fn day() -> impl Strategy<Value = Option<Day>> {
    prop::option::of(
        (2000u32..2030, 1u32..=12, 1u32..=28)
            .prop_map(|(y, m, d)| Day::parse(&format!("{y}-{m:02}-{d:02}")).unwrap()),
    )
}

prop_compose! {
    fn basis()(
        law in "[法例规定]{2,8}", article in "第[一二三]{1,3}条(第[一二]款)?",
        text in "(违反《[法规]{2,4}》的[，处罚]{0,6})?", from in day(), to in day(),
    ) -> Basis {
        Basis { law, article, text, in_force_from: from, in_force_to: to }
    }
}

fn some_of<T: Clone + std::fmt::Debug + 'static>(
    all: &'static [T],
) -> impl Strategy<Value = Vec<T>> {
    prop::sample::subsequence(all, 0..=all.len())
}

prop_compose! {
    fn terms()(
        texts in prop::collection::vec("[甲乙丙 ，。a-z]{2,12}", 4),
        class in prop::sample::select(vec![None, Some(ItemClass::General), Some(ItemClass::Key)]),
        reason in prop::sample::select(vec![None, Some(KeyReason::Safety)]),
        methods in some_of(Method::ALL), levels in some_of(Level::ALL),
        bases in prop::collection::vec(basis(), 0..4),
        points in prop::collection::vec(("[甲乙]{1,6}", "([丙丁]{1,6})?"), 0..4),
        inspecting in prop::sample::subsequence((1u8..=9).collect::<Vec<_>>(), 0..4),
        bp in prop::option::of(1u32..=10_000), visits in prop::option::of(1u32..=366),
        kinds in prop::sample::subsequence(vec!["enterprise", "household", "site"], 0..=3),
    ) -> ItemTerms {
        let text = |at: usize| texts[at].trim().to_owned();
        ItemTerms {
            category: text(0), name: text(1), subjects: text(2), content: text(3),
            subject_kinds: kinds.into_iter().map(str::to_owned).collect(),
            class, key_reason: reason, methods, levels, bases,
            points: points.into_iter()
                .map(|(point, standard)| CheckPoint { point, standard }).collect(),
            inspecting: inspecting.into_iter().map(organ).collect(),
            ratio_ceiling_bp: bp, visits_per_year_max: visits,
            ..blank()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_written_is_read_as_it_was(terms in terms()) {
        let (read, remarks) = from_words(&words_of(&terms), &blank(), &organs());
        prop_assert!(remarks.is_empty(), "{:?}", remarks);
        prop_assert_eq!(&read, &terms);
    }

    #[test]
    fn words_that_say_the_same_change_nothing(terms in terms(), other in terms()) {
        let (read, _) = from_words(&words_of(&terms), &terms, &organs());
        prop_assert_eq!(&read, &terms);
        // And what says something else says it, whatever stood there before.
        let (read, _) = from_words(&words_of(&other), &terms, &organs());
        // White space alone is no change: files lose and gain it.
        let bare = |terms: &ItemTerms| -> Vec<String> {
            words_of(terms).into_values().map(|text| text.replace(' ', "")).collect()
        };
        prop_assert_eq!(bare(&read), bare(&other));
    }

    #[test]
    fn a_column_that_is_absent_leaves_its_field(terms in terms(), name in "[戊己]{2,9}") {
        let words = BTreeMap::from([("name".to_owned(), name.clone())]);
        let (read, remarks) = from_words(&words, &terms, &organs());
        prop_assert_eq!(read, ItemTerms { name, ..terms });
        prop_assert!(remarks.is_empty());
    }

    #[test]
    fn every_ratio_is_read_back(bp in 1u32..=10_000) {
        prop_assert_eq!(ratio_bp(&percent(bp)), Some(bp));
    }
}

#[test]
fn what_cannot_be_read_is_named_and_nothing_is_lost() {
    let words = [
        ("class", "特别"),
        ("methods", "看情况"),
        ("levels", "某级"),
        ("key_reason", "重要"),
        ("subject_kinds", "企业、飞船"),
        ("ratio_ceiling", "100.01%"),
        ("visits_per_year_max", "多次"),
        ("catalogue_code", "12"),
        ("inspecting", "教育部门、没有的局、第1局"),
        ("ratio_text", "不低于3%"),
        ("note", "原有备注"),
    ];
    let words = words.map(|(field, text)| (field.to_owned(), text.to_owned())).into();
    let (terms, remarks) = from_words(&words, &blank(), &organs());
    let refused: Vec<&str> =
        remarks.iter().filter(|r| r.gravity == Gravity::Refuse).map(|r| r.field).collect();
    let expected = [
        "subject_kinds",
        "class",
        "key_reason",
        "methods",
        "levels",
        "ratio_ceiling",
        "visits_per_year_max",
        "catalogue_code",
    ];
    assert_eq!(refused, expected);
    assert_eq!(terms.inspecting, [organ(3), organ(1)]);
    assert_eq!(terms.note, "原有备注；原检查主体：教育部门、没有的局、第1局；原比例频次：不低于3%");
    // The same row again says the same: the note does not grow.
    let (again, _) = from_words(&words, &terms, &organs());
    assert_eq!(again.note, terms.note);
}

#[test]
fn real_wordings_are_understood() {
    let county = levels("市县(区)级");
    assert_eq!(county, [Level::Prefecture, Level::County]);
    assert_eq!(levels("县级以上市场监管部门").len(), 3);
    assert_eq!(methods("现场检查与网络系统、档案书式检查相结合").len(), 3);
    let laws = bases(
        "《公司法》第一百九十八条《合伙企业法》第九十三条；《电子商务法》第十五条：违反《广告法》的",
    );
    let titles: Vec<&str> = laws.iter().map(|basis| basis.law.as_str()).collect();
    assert_eq!(titles, ["公司法", "合伙企业法", "电子商务法"]);
    assert_eq!(laws[2].text, "违反《广告法》的");
    assert_eq!(bases("食盐专营办法第四条")[0].article, "第四条");
    assert_eq!(points("亮照（住所醒目处）；公示")[0].standard, "住所醒目处");
}
