//! The worked case, thresholds, floors, overrides, and answers as typed.

use super::*;
use crate::domain::states::{EuClass, EuClass as Eu, Exposure, Exposure as Ex, ModelKind, ModelKind as Kind};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

const TODAY: &str = "2026-11-23";

/// The factors in the order of the policy, every fact no.
fn answers(levels: [Option<u8>; 10]) -> Answers {
    let policy = Policy::default();
    let keys = policy.tiering.factor.iter().map(|factor| factor.key.clone());
    let factors = keys.zip(levels).filter_map(|(key, level)| level.map(|level| (key, level))).collect();
    let facts = policy.tiering.fact.iter().map(|fact| (fact.key.clone(), Applies::No)).collect();
    Answers { factors, facts }
}

fn worked() -> Answers {
    answers([Some(2), Some(1), Some(2), Some(1), Some(1), Some(1), Some(1), Some(0), None, Some(1)])
}

fn found(answers: &Answers) -> Found {
    find(answers, &Model::default(), &[], day(TODAY), &Policy::default())
}

#[test]
fn the_worked_case() {
    let policy = Policy::default();
    let without = found(&worked());
    assert_eq!((without.score, without.tier, without.provisional()), (34, 3, true));
    assert_eq!(without.unknown, ["third-party"]);
    let incident = |on| [PastIncident { severity: 1, on: day(on) }];
    let with = find(&worked(), &Model::default(), &incident("2025-11-24"), day(TODAY), &policy);
    assert_eq!((with.score, with.tier, with.floor), (34, 2, 2));
    let refusal = may_override(&with, 3, "it was minor", &[], &[], &policy).expect_err("below the floor");
    assert_eq!(
        refusal.to_string(),
        "R11 tier: tier 3 is below the floor of tier 2: an incident of severity 1 on 2025-11-24 lifts it by one \
         tier; keep the tier, or correct the answers"
    );
    for (on, tier) in [("2025-11-24", 2), ("2025-11-23", 3), ("2026-11-23", 2), ("2026-11-24", 3)] {
        assert_eq!(find(&worked(), &Model::default(), &incident(on), day(TODAY), &policy).tier, tier, "{on}");
    }
    for (severity, tier) in [(0, 3), (1, 2), (2, 3)] {
        let incidents = [PastIncident { severity, on: day("2026-06-01") }];
        assert_eq!(
            find(&worked(), &Model::default(), &incidents, day(TODAY), &policy).tier,
            tier,
            "severity {severity}"
        );
    }
}

#[test]
fn thresholds_are_inclusive() {
    // Weights 5 3 3 3 3 2 2 2 1 1; harm stays under 3 so that no floor interferes.
    let cases = [
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0, 4),
        ([0, 4, 0, 0, 0, 1, 0, 0, 0, 0], 14, 4),
        ([0, 4, 1, 0, 0, 0, 0, 0, 0, 0], 15, 3),
        ([0, 4, 4, 2, 1, 0, 0, 0, 1, 0], 34, 3),
        ([0, 4, 4, 3, 0, 1, 0, 0, 0, 0], 35, 2),
        ([2, 4, 4, 4, 4, 0, 0, 0, 1, 0], 59, 2),
        ([2, 4, 4, 4, 4, 1, 0, 0, 0, 0], 60, 1),
    ];
    for (levels, score, tier) in cases {
        let found = found(&answers(levels.map(Some)));
        assert_eq!((found.score, found.tier, found.provisional()), (score, tier, false), "{levels:?}");
    }
    let most = found(&answers([Some(4); 10]));
    assert_eq!((most.score, most.tier), (100, 1));
    let nothing = found(&Answers::default());
    assert_eq!((nothing.score, nothing.tier, nothing.blocked, nothing.unknown.len()), (100, 1, true, 17));
}

#[test]
fn floors_lift_and_block() {
    let low = [Some(0); 10];
    let harm =
        |level| answers([Some(level), Some(0), Some(0), Some(0), Some(0), Some(0), Some(0), Some(0), Some(0), Some(0)]);
    for (level, tier) in [(2, 4), (3, 2), (4, 1)] {
        assert_eq!(found(&harm(level)).tier, tier, "harm {level}");
    }
    let cases = [
        ("prohibited-practice", 4, true),
        ("eu-high-risk", 1, false),
        ("rights-affecting", 1, false),
        ("irreversible-writes", 1, false),
        ("customer-facing-generation", 2, false),
        ("biometrics", 2, false),
        ("children", 2, false),
    ];
    for (key, tier, blocked) in cases {
        for (applies, provisional) in [(Applies::Yes, false), (Applies::Unknown, true)] {
            let mut answers = answers(low);
            answers.facts.insert(key.to_owned(), applies);
            let found = found(&answers);
            assert_eq!(
                (found.tier, found.blocked, found.provisional()),
                (tier, blocked, provisional),
                "{key} {applies}"
            );
        }
    }
}

type Case<'a> = (u8, &'a str, &'a [&'a Person], &'a [Interest], Option<&'a str>);

#[test]
fn overrides_downwards_are_one_signed_step() {
    let policy = Policy::default();
    let person = |handle: &str| Person { handle: handle.into(), ..Person::default() };
    let (ana, bob) = (person("ana"), person("bob"));
    let two =
        found(&answers([Some(0), Some(4), Some(4), Some(3), Some(0), Some(1), Some(0), Some(0), Some(0), Some(0)]));
    let conflict = [Interest { person: "bob".into(), reason: "owns the model".to_owned() }];
    let both: &[&Person] = &[&ana, &bob];
    let cases: [Case<'_>; 10] = [
        (2, "", &[], &[], None),
        (1, "close to the line", &[], &[], None),
        (1, "", &[], &[], Some("rationale")),
        (3, "limited use", both, &[], None),
        (3, " ", both, &[], Some("rationale")),
        (3, "limited use", &[&ana], &[], Some("signers")),
        (3, "limited use", &[&ana, &ana], &[], Some("ana")),
        (3, "limited use", both, &conflict, Some("bob")),
        (4, "limited use", both, &[], Some("tier")),
        (5, "limited use", both, &[], Some("tier")),
    ];
    for (to, reason, signers, conflicts, refused) in cases {
        let found = may_override(&two, to, reason, signers, conflicts, &policy).err();
        assert_eq!(found.as_ref().map(|refusal| refusal.subject.as_str()), refused, "to {to}: {found:?}");
    }
}

#[test]
fn answers_are_read_as_typed() {
    let policy = Policy::default();
    let answers = Answers::read("harm=2; Reach: 3, children=no\nthird-party=unknown; biometrics=yes;", &policy);
    let answers = answers.expect("reads");
    assert_eq!(answers.factors, [("harm".to_owned(), 2), ("reach".to_owned(), 3)].into());
    assert_eq!(answers.facts, [("biometrics".to_owned(), Applies::Yes), ("children".to_owned(), Applies::No)].into());
    assert_eq!(Answers::read("", &policy), Ok(Answers::default()));
    for wrong in ["harm", "harm=5", "harm=-1", "children=2", "harn=1", "harm=1; harm=2", "children=yes; children=no"] {
        assert!(Answers::read(wrong, &policy).is_err_and(|misread| !misread.hint.is_empty()), "{wrong}");
    }
}

#[test]
fn a_rationale_is_a_sentence() {
    let policy = Policy::default();
    let customers = Model {
        kind: ModelKind::Llm,
        exposure: Exposure::CustomerFacing,
        eu_class: EuClass::Limited,
        ..Model::default()
    };
    let incident = [PastIncident { severity: 1, on: day("2025-11-24") }];
    let mut unknown_harm = worked();
    unknown_harm.factors.remove("harm");
    let mut high = worked();
    high.facts.insert("eu-high-risk".to_owned(), Applies::Yes);
    let heaviest = "4 of it from what is not known and counts as 4, most of the rest from worst plausible harm 2 (moderate: money, time or dignity of some people), reach 2 (up to \
        100,000 people) and role in the decision 1 (one input among many, reviewed)";
    let provisional = "provisional, because control over changes by third parties is not known yet";
    let cases = [
        (worked(), Model::default(), &[][..], format!("Tier 3: score 34, {heaviest}; {provisional}")),
        (
            worked(),
            customers,
            &[],
            format!(
                "Tier 2: score 34, which by itself is tier 3, {heaviest}; at least tier 2, because it generates text that \
                customers see; {provisional}"
            ),
        ),
        (
            worked(),
            Model::default(),
            &incident[..],
            format!(
                "Tier 2: score 34, which by itself is tier 3, {heaviest}; lifted from tier 3 to tier 2 by an incident of \
                severity 1 on 2025-11-24; {provisional}"
            ),
        ),
        (
            high,
            Model::default(),
            &[],
            format!(
                "Tier 1: score 34, which by itself is tier 3, {heaviest}; at least tier 1, because the answer to “Is the use \
                high-risk under the EU AI Act?” is yes; {provisional}"
            ),
        ),
    ];
    for (answers, model, incidents, expected) in cases {
        assert_eq!(find(&answers, &model, incidents, day(TODAY), &policy).rationale(), expected);
    }
    let whole = answers([Some(0), Some(4), Some(4), Some(3), Some(0), Some(1), Some(0), Some(0), Some(0), Some(0)]);
    assert!(found(&whole).rationale().starts_with("Tier 2: score 35, most of it from role in the decision 4"));
    let unknown = found(&unknown_harm);
    assert_eq!(unknown.reasons, ["harm unknown, counts 4, sets tier 1 at least"]);
    assert!(unknown.rationale().contains("because worst plausible harm is unknown and counts as 4"));
}

#[test]
fn what_the_record_knows_sets_floors_and_is_not_denied() {
    let policy = Policy::default();
    let model = |tier: i64, kind, exposure, eu_class| Model {
        tier: crate::domain::value::Whole(Some(tier)),
        kind,
        exposure,
        eu_class,
        ..Model::default()
    };
    let severe = [PastIncident { severity: 1, on: day("2026-06-01") }];
    let mild = [PastIncident { severity: 2, on: day("2026-06-01") }];
    let cases = [
        (model(3, Kind::Predictive, Ex::Internal, Eu::Minimal), &[][..], 4, None),
        (model(2, Kind::Predictive, Ex::CustomerFacing, Eu::High), &[], 1, Some("eu-high-risk")),
        (model(2, Kind::Llm, Ex::CustomerFacing, Eu::Limited), &[], 2, Some("customer-facing-generation")),
        (model(2, Kind::Rag, Ex::CustomerFacing, Eu::Limited), &[], 2, Some("customer-facing-generation")),
        (model(2, Kind::Llm, Ex::Internal, Eu::Limited), &[], 4, None),
        (model(3, Kind::Predictive, Ex::Internal, Eu::Minimal), &severe, 3, None),
        (model(3, Kind::Predictive, Ex::Internal, Eu::Minimal), &mild, 4, None),
        (model(1, Kind::Predictive, Ex::Internal, Eu::Prohibited), &[], 4, Some("prohibited-practice")),
    ];
    for (model, incidents, floor, fact) in cases {
        let found = in_force(&model, incidents, day(TODAY), &policy);
        assert_eq!((i64::from(found.tier), found.floor), (model.tier.0.unwrap_or(0), floor), "{model:?}");
        assert_eq!(found.blocked, fact == Some("prohibited-practice"), "{model:?}");
        let denied = hold_against(&worked(), &model, &policy).err().map(|refusal| refusal.sentence);
        assert_eq!(denied.is_some(), fact.is_some(), "{model:?}: {denied:?}");
        if let Some(fact) = fact {
            assert!(denied.is_some_and(|sentence| sentence.starts_with(fact)), "{fact}");
            let yes = Answers { facts: [(fact.to_owned(), Applies::Yes)].into(), ..Answers::default() };
            assert_eq!(hold_against(&yes, &model, &policy), Ok(()));
            assert_eq!(hold_against(&Answers::default(), &model, &policy), Ok(()), "what is unknown denies nothing");
        }
    }
    let odd = |applies, level: u8| {
        let model = Model { fairness_applies: applies, ..Model::default() };
        let answers = Answers { factors: [("subgroups".to_owned(), level)].into(), ..Answers::default() };
        oddities(&answers, &model, &policy).len()
    };
    let cases = [
        (Applies::Yes, 0, 1),
        (Applies::Yes, 1, 0),
        (Applies::No, 3, 1),
        (Applies::No, 2, 0),
        (Applies::Unknown, 0, 0),
    ];
    for (applies, level, expected) in cases {
        assert_eq!(odd(applies, level), expected, "{applies} {level}");
    }
}
