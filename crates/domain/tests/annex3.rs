//! 附件3: the table against a count that is written another way, and that nothing counts twice.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sunlot_domain::annex3::{
    Category, Column, DrawnObject, Facts, Figures, Outlet, Period, RandomCase, Round, Scope,
    compare, sum,
};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{DrawId, Id, InspectionId, PenaltyId, SubjectId};
use sunlot_domain::registers::SubjectKind;
use sunlot_sortition::time::Day;

/// Organs: two of the city, two of one county, one of another.
const REGIONS: [&str; 5] = ["620400", "620400", "620422", "620422", "620423"];

fn id<I: Id>(n: usize) -> I {
    I::new(n as u64 + 1, &[0; 10])
}

fn region(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap()
}

fn day(offset: i32) -> Day {
    Day::parse("2026-01-01").unwrap().plus(offset).unwrap()
}

/// A round as it is thrown: organ, joint, day, void, objects that are not handed out, and of each
/// that is: subject, and the day of the receipt in each outlet.
type Throw = (usize, bool, i32, bool, u64, Vec<(usize, [Option<i32>; 3])>);

/// A case: organ, joint, day of the filing, day of the decision, fine, confiscated.
type CaseThrow = (usize, bool, i32, Option<i32>, u64, u64);

fn rounds() -> impl Strategy<Value = Vec<Throw>> {
    let outlet = || prop::option::of(0..400_i32);
    let object = (0..6_usize, [outlet(), outlet(), outlet()]);
    let objects = prop::collection::vec(object, 0..8);
    prop::collection::vec(
        (0..5_usize, any::<bool>(), 0..400_i32, any::<bool>(), 0..4_u64, objects),
        0..9,
    )
}

fn cases() -> impl Strategy<Value = Vec<CaseThrow>> {
    let decided = prop::option::of(0..400_i32);
    let case = (0..5_usize, any::<bool>(), 0..400_i32, decided, 0..9_000_000_u64, 0..9_000_u64);
    prop::collection::vec(case, 0..12)
}

fn facts(rounds: &[Throw], cases: &[CaseThrow]) -> Facts {
    let (mut all, mut objects) = (Vec::new(), Vec::new());
    for (at, (organ, joint, on, void, rest, drawn)) in rounds.iter().enumerate() {
        let draw: DrawId = id(at);
        all.push(Round {
            draw,
            organ: id(*organ),
            region: region(REGIONS[*organ]),
            joint: *joint,
            day: day(*on),
            void: *void,
            objects: drawn.len() as u64 + rest,
        });
        for (place, (subject, days)) in drawn.iter().enumerate() {
            let published = Outlet::ALL.iter().zip(days);
            objects.push(DrawnObject {
                visit: id::<InspectionId>(at * 100 + place),
                draw,
                subject: id::<SubjectId>(*subject),
                kind: SubjectKind::ALL[subject % 3],
                published: published.filter_map(|(it, on)| Some((*it, day((*on)?)))).collect(),
            });
        }
    }
    let case =
        |(at, (organ, joint, filed, decided, fine, confiscated)): (usize, &CaseThrow)| RandomCase {
            penalty: id::<PenaltyId>(at),
            organ: id(*organ),
            region: region(REGIONS[*organ]),
            joint: *joint,
            filed_on: day(*filed),
            decided_on: decided.map(day),
            fine: *fine,
            confiscated: *confiscated,
        };
    Facts::new(all, objects, cases.iter().enumerate().map(case).collect())
}

/// The same table by plain loops over what was thrown: one dictionary of cells, no type of the
/// domain. Keys are the row (`city` or `county`, `joint` or `own`) and the column.
fn brute(
    rounds: &[Throw],
    cases: &[CaseThrow],
    organs: &[usize],
    from: i32,
    to: i32,
) -> BTreeMap<(String, &'static str), u64> {
    let mut cells = BTreeMap::new();
    let name = |organ: usize, joint: bool| {
        let level = if organ < 2 { "city" } else { "county" };
        format!("{level}_{}", if joint { "joint" } else { "system" })
    };
    let within = |on: i32| on >= from && on <= to;
    let mut seen: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (organ, joint, on, void, rest, drawn) in rounds {
        if *void || !organs.contains(organ) || !within(*on) {
            continue;
        }
        let row = name(*organ, *joint);
        let mut add = |column, more| *cells.entry((row.clone(), column)).or_insert(0) += more;
        add("batches", 1);
        add("subjects", drawn.len() as u64 + rest);
        for (subject, days) in drawn {
            seen.entry(row.clone()).or_default().insert(*subject);
            let mut anywhere = false;
            for (outlet, on) in ["gsxt", "professional", "website"].into_iter().zip(days) {
                if on.is_some_and(within) {
                    add(outlet, 1);
                    anywhere = true;
                }
            }
            add("covered", u64::from(anywhere));
        }
    }
    for (row, subjects) in seen {
        cells.insert((row, "entities"), subjects.len() as u64);
    }
    for (organ, joint, filed, decided, fine, confiscated) in cases {
        if !organs.contains(organ) {
            continue;
        }
        let mut add =
            |column, more| *cells.entry((name(*organ, *joint), column)).or_insert(0) += more;
        add("cases", u64::from(within(*filed)));
        if decided.is_some_and(within) {
            add("decisions", 1);
            add("fine", *fine);
            add("confiscated", *confiscated);
        }
    }
    cells
}

fn flat(figures: &Figures) -> BTreeMap<(String, &'static str), u64> {
    let mut cells = BTreeMap::new();
    for row in &figures.rows {
        for (column, value) in [
            ("batches", row.batches),
            ("subjects", row.subjects),
            ("entities", row.entities),
            ("gsxt", row.gsxt),
            ("professional", row.professional),
            ("website", row.website),
            ("covered", row.covered),
            ("cases", row.cases),
            ("decisions", row.decisions),
            ("fine", row.fine),
            ("confiscated", row.confiscated),
        ] {
            if value > 0 {
                cells.insert((row.category.clone(), column), value);
            }
        }
    }
    cells
}

fn without_zeros(
    cells: BTreeMap<(String, &'static str), u64>,
) -> BTreeMap<(String, &'static str), u64> {
    cells.into_iter().filter(|(_, value)| *value > 0).collect()
}

proptest! {
    #[test]
    fn the_table_is_what_a_plain_count_says(
        rounds in rounds(), cases in cases(), from in 0..300_i32, length in 0..200_i32,
    ) {
        let facts = facts(&rounds, &cases);
        let (to, period) = (from + length, Period { from: day(from), to: day(from + length) });
        let mut scopes: Vec<(Scope, Vec<usize>)> = (0..5)
            .map(|organ| (Scope::Organ(id(organ)), vec![organ]))
            .collect();
        scopes.push((Scope::Region(region("620422")), vec![2, 3]));
        scopes.push((Scope::Region(region("620423")), vec![4]));
        scopes.push((Scope::Region(region("620400")), vec![0, 1, 2, 3, 4]));
        for (scope, organs) in scopes {
            let counted = Figures::count(&facts, &scope, period);
            let expected = without_zeros(brute(&rounds, &cases, &organs, from, to));
            prop_assert_eq!(flat(&counted), expected, "{:?}", scope);
        }
    }

    #[test]
    fn nothing_counts_twice_and_nothing_is_lost(rounds in rounds(), cases in cases()) {
        let facts = facts(&rounds, &cases);
        let period = Period { from: day(0), to: day(400) };
        let count = |scope: &Scope| Figures::count(&facts, scope, period);
        let all: Vec<Figures> = (0..5).map(|organ| count(&Scope::Organ(id(organ)))).collect();
        let city = region("620400");
        // Organs below the city, added up, are the city; so are the city's own and its counties.
        let compared = compare(sum(&all), count(&Scope::Region(city.clone())), &city);
        prop_assert_eq!(&compared.differences, &Vec::new());
        let parts = [
            sum(&all[..2]),
            count(&Scope::Region(region("620422"))),
            count(&Scope::Region(region("620423"))),
        ];
        let compared = compare(sum(&parts), count(&Scope::Region(city.clone())), &city);
        prop_assert_eq!(&compared.differences, &Vec::new());
        // A joint round with its participants counts for who initiated it alone.
        let total: u64 = all.iter().flat_map(|it| &it.rows).map(|row| row.batches).sum();
        prop_assert_eq!(total, rounds.iter().filter(|round| !round.3).count() as u64);
    }

    #[test]
    fn a_figure_is_the_number_of_the_rows_behind_it(rounds in rounds(), cases in cases()) {
        use sunlot_domain::annex3::Behind;
        let (facts, scope) = (facts(&rounds, &cases), Scope::Region(region("620400")));
        let period = Period { from: day(50), to: day(250) };
        let figures = Figures::count(&facts, &scope, period);
        for &row in Category::ALL {
            for &column in Column::ALL {
                let rows = facts.behind(&scope, period, row, column);
                let figure: u64 = rows
                    .iter()
                    .map(|behind| match (behind, column) {
                        (Behind::Sealed(_, rest), _) => *rest,
                        (Behind::Case(case), Column::Amount) => case.fine + case.confiscated,
                        _ => 1,
                    })
                    .sum();
                prop_assert_eq!(figure, figures.row(row).get(column));
            }
        }
    }
}

#[test]
fn a_changed_figure_is_flagged_in_its_cell_and_changes_the_digest() {
    let throw = (2, true, 10, false, 0, vec![(1, [Some(20), None, None])]);
    let facts = facts(&[throw], &[(3, true, 30, Some(40), 100, 5)]);
    let county = region("620422");
    let period = Period { from: day(0), to: day(100) };
    let counted = Figures::count(&facts, &Scope::Region(county.clone()), period);
    let mut said = counted.clone();
    let row = said.rows.iter_mut().find(|row| row.category == "county_joint").unwrap();
    row.fine += 1;
    let of = sunlot_sortition::jcs::Json::text("620422 2026");
    assert_ne!(said.digest(&of), counted.digest(&of));
    let found = compare(said, counted, &county).differences;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].category, found[0].column), (Category::CountyJoint, Column::Amount));
    assert_eq!((found[0].submitted, found[0].recomputed), (106, 105));
}
