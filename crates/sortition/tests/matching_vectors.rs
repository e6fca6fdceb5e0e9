//! The optimum, its certificate and the explanations are those of `spec/vectors`.

use sunlot_sortition::matching::{check_certificate, cut, deficit, first_clash, solve};

use crate::matching_support::{named, number, potentials, teams, vectors};

#[test]
fn solved_instances_give_the_published_optimum() {
    let vectors = vectors("matching.json");
    let cases = vectors["solved"].as_array().unwrap();
    assert!(cases.len() >= 10);
    for case in cases {
        let named = named(&case["instance"]);
        let solution = solve(&named.problem).unwrap();
        let unique = case["unique"].as_bool().unwrap();
        assert_eq!(solution.objective.to_string(), case["objective"].as_str().unwrap());
        assert_eq!(solution.unique, unique);
        if unique {
            assert_eq!(solution.teams, teams(&named, &case["teams"]));
            assert_eq!(solution.potentials, potentials(&named, &case["potentials"]));
        }
    }
}

#[test]
fn certificates_are_accepted_and_refused_as_published() {
    let vectors = vectors("certificate.json");
    for case in vectors["cases"].as_array().unwrap() {
        let named = named(&case["instance"]);
        let teams = teams(&named, &case["teams"]);
        let potentials = potentials(&named, &case["potentials"]);
        let checked = check_certificate(&named.problem, &teams, &potentials);
        assert_eq!(checked.is_ok(), case["accept"].as_bool().unwrap(), "{checked:?}");
    }
}

#[test]
fn infeasible_instances_give_the_published_cut() {
    let vectors = vectors("matching.json");
    for case in vectors["infeasible"].as_array().unwrap() {
        let named = named(&case["instance"]);
        let found = cut(&named.problem);
        let list = |key: &str| -> Vec<String> {
            let list = case[key].as_array().unwrap().iter();
            list.map(|v| v.as_str().unwrap().to_owned()).collect()
        };
        let names = |places: &[usize], all: &[String]| -> Vec<String> {
            places.iter().map(|&place| all[place].clone()).collect()
        };
        assert_eq!(found.deficit, u64::from(number(&case["deficit"])));
        assert_eq!(names(&found.entries, &named.entries), list("visits"));
        assert_eq!(names(&found.officers, &named.officers), list("officers"));
        assert!(solve(&named.problem).is_err());
        for row in case["relaxed"].as_array().unwrap() {
            let mut relaxed = case["instance"].clone();
            match row["rule"].as_str().unwrap() {
                "CAP+1" => {
                    for officer in relaxed["officers"].as_array_mut().unwrap() {
                        officer["cap"] = (officer["cap"].as_u64().unwrap() + 1).into();
                    }
                }
                "SPECIAL" => {
                    for entry in relaxed["entries"].as_array_mut().unwrap() {
                        entry["a"] = 0.into();
                    }
                }
                rule => panic!("{rule} is not a rule of an abstract instance"),
            }
            let left = deficit(&crate::matching_support::named(&relaxed).problem);
            assert_eq!(left, u64::from(number(&row["deficit"])));
        }
    }
}

#[test]
fn incompatible_team_mates_are_parted_as_published() {
    let vectors = vectors("steps.json");
    for case in vectors["cases"].as_array().unwrap() {
        let mut named = named(&case["instance"]);
        let place = |name: &serde_json::Value| {
            named.officers.iter().position(|f| name.as_str() == Some(f)).unwrap() as u32
        };
        let pairs = case["incompatible"].as_array().unwrap().iter();
        let incompatible: Vec<(u32, u32)> = pairs.map(|p| (place(&p[0]), place(&p[1]))).collect();
        for step in case["steps"].as_array().unwrap() {
            let solution = solve(&named.problem).unwrap();
            assert_eq!(solution.teams, teams(&named, &step["teams"]));
            assert_eq!(solution.potentials, potentials(&named, &step["potentials"]));
            if let Some(pair) = first_clash(&named.problem, &solution.teams, &incompatible) {
                named.problem.forbid(pair.entry, pair.officer);
            }
        }
    }
}
