//! Tables of motions: what may be put on which subject, and how much it counts.

use super::*;
use crate::domain::condition::{Condition, Conditions, Control, Controls};
use crate::domain::states::Function;
use crate::domain::value::{Day, Handles, Ids, Whole, YesNo};
use crate::policy::tier_value;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn on(text: &str) -> Day {
    Day(Some(day(text)))
}

/// A subject that everything allows, to be spoilt by each case.
struct Scene {
    model: Option<Model>,
    version: &'static str,
    residual: Residual,
    validation: Option<Validation>,
    acceptance: Acceptance,
    state: AcceptanceState,
    executive: Person,
    motion: RecordDecision,
}

fn scene(outcome: Outcome) -> Scene {
    let condition = Condition {
        text: "KS below .10".to_owned(),
        owner: "lin".into(),
        due: on("2026-12-15"),
        ..Condition::default()
    };
    let conditions = if outcome == Outcome::Conditional { vec![condition] } else { Vec::new() };
    Scene {
        model: Some(Model {
            purpose: "scores churn".into(),
            owner: "ana".into(),
            developers: Handles(vec!["bob".into()]),
            tier: tier_value(2),
            tier_rationale: "score 40".into(),
            ..Model::default()
        }),
        version: "4.2",
        residual: Residual { score: 6, high_risks: vec![] },
        validation: Some(Validation {
            validator: "eve".into(),
            independent: YesNo(true),
            opinion: Opinion::Fit,
            issued_on: on("2026-11-01"),
            ..Validation::default()
        }),
        acceptance: Acceptance {
            rationale: "loss is bounded".into(),
            controls: Controls(vec![Control { text: "review".to_owned(), owner: "lin".into() }]),
            requester: "ana".into(),
            accountable_exec: "cyd".into(),
            signed_on: on("2026-11-20"),
            effective: on("2026-11-20"),
            expiry: on("2027-01-31"),
            ..Acceptance::default()
        },
        state: AcceptanceState::Closed,
        executive: Person { handle: "cyd".into(), accountable_exec: YesNo(true), ..Person::default() },
        motion: RecordDecision {
            outcome,
            motion: "Resolved".into(),
            conditions: Conditions(conditions),
            ..RecordDecision::default()
        },
    }
}

impl Scene {
    fn with<R>(&self, ask: impl Fn(&Subject<'_>, &Policy) -> R) -> R {
        let validations: Vec<&Validation> = self.validation.iter().collect();
        let executive = Some(&self.executive);
        let acceptances = [Granted { id: AcceptanceId(1), acceptance: &self.acceptance, state: self.state, executive }];
        let subject = Subject {
            model: self.model.as_ref(),
            version: self.version,
            residual: &self.residual,
            validations: &validations,
            acceptances: &acceptances,
            today: day("2026-11-23"),
        };
        ask(&subject, &Policy::default())
    }

    /// The rule (0 for none) and the field of the first obstacle.
    fn first(&self) -> Option<(u8, String)> {
        let found = self.with(|subject, policy| check(&self.motion, subject, policy));
        found.err().map(|refusal| {
            assert!(!refusal.hint.is_empty(), "{refusal}");
            (refusal.rule.map_or(0, |rule| rule.0), refusal.subject)
        })
    }
}

fn model(scene: &mut Scene) -> &mut Model {
    scene.model.as_mut().expect("the scene has a model")
}

type Spoil = fn(&mut Scene);

fn run(outcome: Outcome, cases: &[(Option<(u8, &str)>, Spoil)]) {
    for (at, (expected, spoil)) in cases.iter().enumerate() {
        let mut scene = scene(outcome);
        spoil(&mut scene);
        let found = scene.first();
        let found = found.as_ref().map(|(rule, field)| (*rule, field.as_str()));
        assert_eq!(found, *expected, "{outcome}, case {at}");
    }
}

#[test]
fn an_approval_pins_what_it_is_about() {
    run(
        Outcome::Approve,
        &[
            (None, |_| {}),
            (Some((10, "model")), |it| it.model = None),
            (Some((0, "eu_class")), |it| model(it).eu_class = EuClass::Prohibited),
            (Some((10, "version")), |it| it.version = ""),
            (Some((10, "purpose")), |it| model(it).purpose = " ".into()),
            (Some((10, "tier")), |it| model(it).tier = TierValue::default()),
            (Some((11, "tier_rationale")), |it| model(it).tier_rationale = "".into()),
            (Some((11, "tier")), |it| model(it).tier_provisional = YesNo(true)),
            (Some((10, "residual")), |it| it.residual = Residual::default()),
            (Some((0, "valid_until")), |it| it.motion.valid_until = on("2026-11-22")),
            (None, |it| it.motion.valid_until = on("2026-11-23")),
        ],
    );
}

#[test]
fn tiers_one_and_two_need_a_validation_by_others() {
    run(
        Outcome::Approve,
        &[
            (Some((7, "validation")), |it| it.validation = None),
            (None, |it| {
                it.validation = None;
                model(it).tier = tier_value(3);
            }),
            (Some((7, "validation")), |it| {
                it.validation = None;
                model(it).tier = tier_value(1);
            }),
            (Some((7, "validation")), |it| it.validation.as_mut().expect("one").issued_on = Day(None)),
            (Some((7, "validation")), |it| it.validation.as_mut().expect("one").issued_on = on("2026-11-24")),
            (Some((7, "validation")), |it| it.validation.as_mut().expect("one").valid_until = on("2026-11-22")),
            (None, |it| it.validation.as_mut().expect("one").valid_until = on("2026-11-23")),
            (Some((7, "validation")), |it| it.validation.as_mut().expect("one").version = "4.1".into()),
            (None, |it| it.validation.as_mut().expect("one").version = "4.2".into()),
            (Some((7, "validation")), |it| it.validation.as_mut().expect("one").validator = "bob".into()),
            (Some((7, "validation")), |it| it.validation.as_mut().expect("one").validator = "ana".into()),
            (Some((7, "validation")), |it| it.validation.as_mut().expect("one").opinion = Opinion::None),
            (Some((7, "validation")), |it| it.validation.as_mut().expect("one").independent = YesNo(false)),
            (None, |it| {
                it.validation = None;
                it.state = AcceptanceState::Active;
                it.acceptance.kind = AcceptanceKind::UseBeforeValidation;
            }),
            (Some((7, "validation")), |it| {
                it.validation = None;
                it.state = AcceptanceState::Active;
            }),
        ],
    );
}

#[test]
fn high_residual_needs_an_active_acceptance() {
    run(
        Outcome::Approve,
        &[
            (None, |it| it.residual.score = 9),
            (Some((2, "residual")), |it| it.residual.score = 10),
            (Some((2, "residual")), |it| it.residual.score = 25),
            (None, |it| {
                it.residual = Residual { score: 10, high_risks: vec![RiskId(7)] };
                it.state = AcceptanceState::Active;
            }),
            (None, |it| {
                it.residual = Residual { score: 10, high_risks: vec![RiskId(7)] };
                it.state = AcceptanceState::Active;
                it.acceptance.risks = Ids(vec![RiskId(7)]);
            }),
            (Some((2, "residual")), |it| {
                it.residual = Residual { score: 10, high_risks: vec![RiskId(7)] };
                it.state = AcceptanceState::Active;
                it.acceptance.risks = Ids(vec![RiskId(8)]);
            }),
            (Some((2, "residual")), |it| {
                it.residual.score = 10;
                it.state = AcceptanceState::Active;
                it.acceptance.expiry = on("2026-11-22");
            }),
            (Some((2, "residual")), |it| {
                it.residual.score = 10;
                it.state = AcceptanceState::Active;
                it.executive.accountable_exec = YesNo(false);
            }),
            (Some((2, "residual")), |it| {
                it.residual.score = 10;
                it.state = AcceptanceState::Proposed;
            }),
            (None, |it| {
                it.residual.score = 10;
                it.state = AcceptanceState::Proposed;
                it.motion.acceptances = Ids(vec![AcceptanceId(1)]);
            }),
            (Some((2, "residual")), |it| {
                it.residual.score = 10;
                it.state = AcceptanceState::Proposed;
                it.motion.acceptances = Ids(vec![AcceptanceId(1)]);
                it.acceptance.signed_on = Day(None);
            }),
        ],
    );
}

#[test]
fn not_fit_cannot_be_outvoted() {
    let forbidden = [Outcome::Approve, Outcome::Conditional, Outcome::AcceptRisk];
    for outcome in Outcome::ALL {
        let mut scene = scene(*outcome);
        scene.validation.as_mut().expect("one").opinion = Opinion::NotFit;
        scene.motion.escalated_to = "cyd".into();
        scene.motion.answer_due = on("2026-12-01");
        scene.motion.new_tier = tier_value(1);
        scene.motion.rationale = "harm 4".into();
        scene.motion.acceptances = Ids(vec![AcceptanceId(1)]);
        let refused = scene.first().is_some_and(|(rule, _)| rule == 8);
        assert_eq!(refused, forbidden.contains(outcome), "{outcome}");
        let closed = scene.with(closed_outcomes);
        let shown = closed.iter().find(|(one, _)| one == outcome).and_then(|(_, refusal)| refusal.as_ref());
        assert_eq!(shown.and_then(|refusal| refusal.rule).is_some_and(|rule| rule.0 == 8), refused, "{outcome}");
    }
    let mut later = scene(Outcome::Approve);
    later.validation.as_mut().expect("one").opinion = Opinion::NotFit;
    later.validation.as_mut().expect("one").version = "4.1".into();
    assert_eq!(later.first().map(|(rule, _)| rule), Some(7), "another version's opinion does not count");
}

#[test]
fn conditions_are_complete_or_refused() {
    run(
        Outcome::Conditional,
        &[
            (None, |_| {}),
            (Some((6, "conditions")), |it| it.motion.conditions.0.clear()),
            (Some((6, "conditions")), |it| it.motion.conditions.0[0].owner = "".into()),
            (Some((6, "conditions")), |it| it.motion.conditions.0[0].due = Day(None)),
            (Some((6, "conditions")), |it| it.motion.conditions.0[0].due = on("2026-11-22")),
            (None, |it| it.motion.conditions.0[0].due = on("2026-11-23")),
            (Some((6, "conditions")), |it| it.motion.conditions.0[0].text = String::new()),
        ],
    );
    run(Outcome::Approve, &[(Some((6, "conditions")), |it| it.motion.conditions.0.push(Condition::default()))]);
    let mut both = scene(Outcome::Conditional);
    both.motion.conditions.0[0] = Condition { text: "x".to_owned(), ..Condition::default() };
    let found = both.with(|subject, policy| check(&both.motion, subject, policy)).expect_err("incomplete");
    assert_eq!(
        found.to_string(),
        "R06 conditions: the condition `x` lacks an owner and a due date; write it as: text @owner +3w !pre"
    );
    for (open, due, lapsed) in [(true, "2026-11-22", true), (true, "2026-11-23", false), (false, "2026-11-22", false)] {
        assert_eq!(condition_lapsed(open, Some(day(due)), day("2026-11-23")), lapsed, "{due}");
    }
}

#[test]
fn other_outcomes_ask_for_what_they_need() {
    run(
        Outcome::AcceptRisk,
        &[
            (Some((1, "acceptances")), |_| {}),
            (Some((1, "ACC-0009")), |it| it.motion.acceptances = Ids(vec![AcceptanceId(9)])),
            (Some((1, "ACC-0001")), |it| it.motion.acceptances = Ids(vec![AcceptanceId(1)])),
            (None, |it| {
                it.motion.acceptances = Ids(vec![AcceptanceId(1)]);
                it.state = AcceptanceState::Proposed;
            }),
            (Some((1, "controls")), |it| {
                it.motion.acceptances = Ids(vec![AcceptanceId(1)]);
                it.state = AcceptanceState::Proposed;
                it.acceptance.controls.0.clear();
            }),
        ],
    );
    run(
        Outcome::Escalate,
        &[
            (Some((0, "escalated_to")), |_| {}),
            (Some((0, "answer_due")), |it| it.motion.escalated_to = "cyd".into()),
            (None, |it| {
                it.motion.escalated_to = "cyd".into();
                it.motion.answer_due = on("2026-11-30");
            }),
        ],
    );
    run(
        Outcome::SetTier,
        &[
            (Some((11, "new_tier")), |_| {}),
            (Some((11, "rationale")), |it| it.motion.new_tier = tier_value(1)),
            (None, |it| {
                it.motion.new_tier = tier_value(1);
                it.motion.rationale = "harm 4".into();
            }),
            (Some((11, "model")), |it| it.model = None),
        ],
    );
    let suspend: [(Option<(u8, &str)>, Spoil); 2] =
        [(Some((20, "exec_signoff")), |_| {}), (None, |it| it.motion.exec_signoff = "eve".into())];
    run(Outcome::Suspend, &suspend);
    run(Outcome::Revoke, &[(Some((0, "outcome")), |it| it.model = None)]);
    run(Outcome::Procedural, &[(None, |it| it.model = None)]);
    run(Outcome::Defer, &[(None, |it| it.validation = None)]);
}

type Case<'a> = (&'a [&'a Assessment], &'a [(RiskId, &'a Risk)], i64, usize);

#[test]
fn residual_is_the_highest_of_assessment_and_open_risks() {
    let assessment = |likelihood, impact, state| Assessment {
        residual_likelihood: Whole(likelihood),
        residual_impact: Whole(impact),
        state,
        ..Assessment::default()
    };
    let risk = |likelihood, impact, state| Risk {
        likelihood: Whole(Some(likelihood)),
        impact: Whole(Some(impact)),
        state,
        ..Risk::default()
    };
    let low = assessment(Some(2), Some(2), AssessmentState::Final);
    let draft = assessment(Some(5), Some(5), AssessmentState::Draft);
    let unrated = Assessment { inherent_likelihood: Whole(Some(3)), inherent_impact: Whole(Some(4)), ..low.clone() };
    let unrated = Assessment { residual_likelihood: Whole(None), ..unrated };
    let (high, closed, medium) =
        (risk(2, 5, RiskState::Accepted), risk(5, 5, RiskState::Closed), risk(3, 3, RiskState::Treating));
    let cases: [Case<'_>; 6] = [
        (&[], &[], 0, 0),
        (&[&low, &draft], &[], 4, 0),
        (&[&unrated], &[], 12, 0),
        (&[&low], &[(RiskId(1), &medium)], 9, 0),
        (&[&low], &[(RiskId(1), &medium), (RiskId(2), &high)], 10, 1),
        (&[&low], &[(RiskId(3), &closed)], 4, 0),
    ];
    for (assessments, risks, score, count) in cases {
        let found = residual(assessments, risks);
        assert_eq!((found.score, found.high_risks.len()), (score, count));
        assert_eq!(found.is_high(), score >= 10);
    }
    assert_eq!(residual(&[], &[(RiskId(2), &high)]).band(), Some(Band::High));
}

#[test]
fn without_quorum_a_decision_is_provisional() {
    let quorum = |present, missing| Quorum { present, filled: 9, needs: 6, missing };
    let cases = [
        (true, quorum(6, vec![]), DecisionStatus::Final),
        (true, quorum(5, vec![]), DecisionStatus::Provisional),
        (true, quorum(9, vec![vec![Function::Mrm]]), DecisionStatus::Provisional),
        (false, quorum(6, vec![]), DecisionStatus::Failed),
        (false, quorum(5, vec![]), DecisionStatus::Failed),
    ];
    for (passed, quorum, expected) in cases {
        assert_eq!(status(passed, &quorum), expected, "{}", quorum.text());
    }
    assert!(provisional_lapsed(DecisionStatus::Provisional, true));
    assert!(!provisional_lapsed(DecisionStatus::Provisional, false));
    assert!(!provisional_lapsed(DecisionStatus::Final, true));
}

#[test]
fn an_approval_holds_until_revalidation() {
    let policy = Policy::default();
    let cases = [
        (1, "2027-11-23", "2027-05-23"),
        (2, "2028-11-23", "2027-11-23"),
        (3, "2028-11-23", "2028-11-23"),
        (4, "2029-11-23", "2029-11-23"),
    ];
    for (tier, until, review) in cases {
        let decided = day("2026-11-23");
        assert_eq!(default_valid_until(tier_value(tier), decided, &policy), Some(day(until)), "tier {tier}");
        assert_eq!(next_review(tier_value(tier), decided, &policy), Some(day(review)), "tier {tier}");
    }
    assert_eq!(default_valid_until(TierValue::default(), day("2026-11-23"), &policy), None);
    assert_eq!(risk_after_acceptance(RiskState::Treating), RiskState::Accepted);
    assert_eq!(risk_after_acceptance(RiskState::Closed), RiskState::Closed);
}
