//! Tables of evidence: what a tier needs, how it stands, what that allows.

use super::*;
use crate::domain::value::{Day, YesNo};
use crate::policy::tier_value;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn plain() -> Model {
    Model {
        fairness_applies: Applies::No,
        privacy_applies: Applies::No,
        security_applies: Applies::No,
        applicability_reason: "no personal data, batch only".into(),
        exposure: Exposure::Internal,
        ..Model::default()
    }
}

fn artifact(kind: &str, state: ArtifactState) -> Artifact {
    Artifact { kind: kind.into(), state, received: Day(Some(day("2026-11-01"))), ..Artifact::default() }
}

fn stand(model: &Model, artifacts: &[Artifact], triggers: &[&str], tier: u8, kind: &str) -> Option<Standing> {
    let numbered: Vec<(ArtifactId, &Artifact)> =
        (1..).zip(artifacts).map(|(number, artifact)| (ArtifactId(number), artifact)).collect();
    let triggers: Vec<String> = triggers.iter().map(|trigger| (*trigger).to_owned()).collect();
    let dossier = Dossier {
        model,
        artifacts: &numbered,
        offered: &["change-log".to_owned()],
        triggers: &triggers,
        submitted_on: Some(day("2026-11-16")),
        waivers: &[AcceptanceId(7)],
        today: day("2026-11-23"),
    };
    let needs = needs(tier_value(tier), &dossier, &Policy::default());
    needs.iter().find(|need| need.kind == kind).map(|need| need.standing)
}

#[test]
fn kinds_are_cumulative() {
    let four = ["intake", "short-model-card", "attestation"];
    let three = ["model-card", "data-statement", "evaluation-report", "monitoring-plan", "change-log"];
    let two = ["validation-report", "rollback-plan", "runbook"];
    let where_applies = ["subgroup-analysis", "privacy-review", "threat-model", "red-team-report", "vendor-evidence"];
    let one =
        ["independent-validation", "explainability-note", "oversight-plan", "impact-assessment", "executive-memo"];
    let all_apply = Model {
        fairness_applies: Applies::Yes,
        privacy_applies: Applies::Yes,
        security_applies: Applies::Yes,
        kind: ModelKind::Llm,
        origin: Origin::VendorApi,
        ..Model::default()
    };
    for (tier, groups) in [(4, 1), (3, 2), (2, 3), (1, 5)] {
        let lists: [&[&str]; 5] = [&four, &three, &two, &[], &one];
        for (at, kinds) in lists.iter().enumerate() {
            for kind in *kinds {
                let needed = stand(&plain(), &[], &[], tier, kind).is_some();
                assert_eq!(needed, at < groups, "{kind} on tier {tier}");
            }
        }
        for kind in where_applies {
            assert_eq!(stand(&plain(), &[], &[], tier, kind), None, "{kind} on tier {tier}");
            assert_eq!(stand(&all_apply, &[], &[], tier, kind).is_some(), tier <= 2, "{kind} on tier {tier}");
        }
    }
}

#[test]
fn how_a_kind_stands() {
    use ArtifactState as State;
    let accepted = |kind| artifact(kind, State::Accepted);
    let dated = |kind, until| Artifact { valid_until: Day(Some(day(until))), ..accepted(kind) };
    let received = |kind, on| Artifact { received: Day(Some(day(on))), ..accepted(kind) };
    let waived = |by| Artifact { waived_by: AcceptanceId(by), ..artifact("runbook", State::Waived) };
    let cases: [(&[Artifact], &[&str], &str, Standing); 21] = [
        (&[], &[], "model-card", Standing::Missing),
        (&[], &[], "change-log", Standing::Submitted),
        (&[], &[], "intake", Standing::Accepted),
        (&[artifact("model-card", State::Submitted)], &[], "model-card", Standing::Submitted),
        (&[accepted("model-card")], &[], "model-card", Standing::Accepted),
        (&[accepted("model-card")], &[], "short-model-card", Standing::Accepted),
        (&[accepted("short-model-card")], &[], "model-card", Standing::Missing),
        (&[artifact("model-card", State::Rejected)], &[], "model-card", Standing::Rejected),
        (&[artifact("change-log", State::Rejected)], &[], "change-log", Standing::Submitted),
        (&[artifact("model-card", State::Rejected), accepted("model-card")], &[], "model-card", Standing::Accepted),
        (&[dated("model-card", "2026-11-22")], &[], "model-card", Standing::Stale),
        (&[dated("model-card", "2026-11-23")], &[], "model-card", Standing::Accepted),
        (&[received("model-card", "2024-11-22")], &[], "model-card", Standing::Stale),
        (&[received("model-card", "2024-11-23")], &[], "model-card", Standing::Accepted),
        (&[accepted("model-card")], &["architecture"], "model-card", Standing::Touched),
        (&[accepted("model-card")], &["volume"], "model-card", Standing::Accepted),
        (&[received("model-card", "2026-11-16")], &["architecture"], "model-card", Standing::Accepted),
        (&[received("model-card", "2026-11-15")], &["architecture"], "model-card", Standing::Touched),
        (&[waived(7)], &[], "runbook", Standing::Waived),
        (&[waived(8)], &[], "runbook", Standing::Missing),
        (&[accepted("independent-validation")], &[], "validation-report", Standing::Accepted),
    ];
    for (artifacts, triggers, kind, expected) in cases {
        assert_eq!(stand(&plain(), artifacts, triggers, 2, kind), Some(expected), "{kind} {artifacts:?} {triggers:?}");
    }
}

#[test]
fn unknown_applicability_is_incomplete() {
    let unknown = Model { privacy_applies: Applies::Unknown, ..plain() };
    assert_eq!(stand(&unknown, &[], &[], 2, "privacy-review"), Some(Standing::Undecided));
    let unreasoned = Model { applicability_reason: " ".into(), ..plain() };
    assert_eq!(stand(&unreasoned, &[], &[], 2, "privacy-review"), Some(Standing::Undecided));
    assert_eq!(stand(&unreasoned, &[], &[], 2, "red-team-report"), None, "its kind says so without a reason");
    let tuned = |vendor: &str| Model { origin: Origin::FineTuned, vendor: vendor.into(), ..plain() };
    assert_eq!(stand(&tuned("acme"), &[], &[], 2, "vendor-evidence"), Some(Standing::Missing));
    assert_eq!(stand(&tuned(""), &[], &[], 2, "vendor-evidence"), None);
    let unsaid =
        |vendor: &str| Model { kind: ModelKind::Unknown, origin: Origin::Unknown, vendor: vendor.into(), ..plain() };
    assert_eq!(stand(&unsaid(""), &[], &[], 2, "red-team-report"), Some(Standing::Undecided));
    assert_eq!(stand(&unsaid(""), &[], &[], 2, "vendor-evidence"), Some(Standing::Undecided));
    assert_eq!(stand(&unsaid("acme"), &[], &[], 2, "vendor-evidence"), Some(Standing::Missing), "a vendor sells it");
}

fn need(due: ArtifactDue, standing: Standing) -> Need {
    Need { kind: "model-card".to_owned(), label: "Model card".to_owned(), due, standing, artifact: None }
}

#[test]
fn what_the_needs_allow() {
    use ArtifactDue::{Complete, Ready};
    // (needs, complete, schedulable on tier 2, light)
    let cases = [
        (vec![], true, true, Light::Green),
        (vec![need(Complete, Standing::Accepted), need(Ready, Standing::Waived)], true, true, Light::Green),
        (vec![need(Complete, Standing::Submitted)], true, false, Light::Amber),
        (vec![need(Complete, Standing::Accepted), need(Ready, Standing::Missing)], true, false, Light::Amber),
        (vec![need(Ready, Standing::Stale)], true, false, Light::Red),
        (vec![need(Complete, Standing::Missing)], false, false, Light::Red),
        (vec![need(Complete, Standing::Touched)], false, false, Light::Red),
        (vec![need(Complete, Standing::Undecided)], false, false, Light::Red),
        (vec![need(Complete, Standing::Rejected)], false, false, Light::Red),
    ];
    for (needs, is_complete, schedulable, shown) in cases {
        assert_eq!(complete(&needs).is_ok(), is_complete, "{needs:?}");
        assert_eq!(may_schedule(tier_value(2), &needs).is_ok(), schedulable, "{needs:?}");
        assert_eq!(may_schedule(tier_value(1), &needs).is_ok(), schedulable, "{needs:?}");
        assert_eq!(may_schedule(tier_value(3), &needs), Ok(()), "{needs:?}");
        assert_eq!(may_approve(tier_value(2), &needs).is_ok(), schedulable, "{needs:?}");
        assert_eq!(may_approve(tier_value(3), &needs), Ok(()), "{needs:?}");
        let signed = may_sign(&needs);
        assert_eq!(signed.is_ok(), schedulable, "{needs:?}");
        assert!(signed.err().is_none_or(|refusal| refusal.rule.is_some_and(|rule| rule.0 == 9)));
        assert_eq!(light(&needs), shown, "{needs:?}");
    }
    let refusal = may_schedule(tier_value(2), &[need(Complete, Standing::Stale)]).expect_err("open");
    assert_eq!(
        refusal.to_string(),
        "R09 artifacts: tier 2 is not scheduled with open evidence: model-card (stale); accept them, or waive them by \
         an acceptance"
    );
}

/// Needs, whether it is assessed, what its validation lacks, its model; the subjects of what it lacks.
type Unready<'a> = (&'a [Need], bool, Option<Refusal>, Model, &'a [&'a str]);

#[test]
fn what_keeps_a_submission_from_being_ready() {
    let tiered = |provisional| Model { tier: tier_value(2), tier_provisional: YesNo(provisional), ..plain() };
    let settled = [need(ArtifactDue::Ready, Standing::Accepted)];
    let open = [need(ArtifactDue::Ready, Standing::Submitted)];
    let fields = |found: Vec<Refusal>| found.into_iter().map(|refusal| refusal.subject).collect::<Vec<_>>();
    let unvalidated = Some(Refusal::rule(7, "validation", "none holds"));
    let cases: [Unready<'_>; 5] = [
        (&settled, true, None, tiered(false), &[]),
        (&settled, true, None, tiered(true), &["tier"]),
        (&settled, true, unvalidated.clone(), tiered(false), &["validation"]),
        (&settled, false, None, tiered(false), &["assessment"]),
        (&open, false, unvalidated, plain(), &["artifacts", "assessment", "validation", "tier"]),
    ];
    for (needs, assessed, unvalidated, model, expected) in cases {
        assert_eq!(fields(unready(needs, &Basis { assessed, unvalidated }, &model)), expected);
    }
}

#[test]
fn monitoring_grows_with_the_tier() {
    use Dimension::{Drift, Fairness, Operations, Performance, Safety, Security};
    let policy = Policy::default();
    let exposed = Model {
        kind: ModelKind::Rag,
        exposure: Exposure::CustomerFacing,
        fairness_applies: Applies::Yes,
        ..Model::default()
    };
    let cases: [(u8, &[Dimension], &[Dimension]); 4] = [
        (4, &[Operations], &[Operations]),
        (3, &[Operations, Performance], &[Operations, Performance]),
        (2, &[Operations, Performance, Drift], &[Operations, Performance, Drift, Safety, Security]),
        (1, &[Operations, Performance, Drift], &[Operations, Performance, Drift, Safety, Security, Fairness]),
    ];
    for (tier, of_plain, of_exposed) in cases {
        assert_eq!(dimensions(tier_value(tier), &plain(), &policy), of_plain, "tier {tier}");
        assert_eq!(dimensions(tier_value(tier), &exposed, &policy), of_exposed, "tier {tier}");
    }
    let unknown = Model { tier: tier_value(1), exposure: Exposure::Unknown, ..plain() };
    assert_eq!(missing_dimensions(&unknown, &[Operations, Drift], &policy), [Performance, Security]);
}

#[test]
fn a_submission_rests_on_its_own_assessment_and_on_a_validation_that_holds() {
    use crate::domain::record::{
        Acceptance, AcceptanceProgress, Assessment, AssessmentProgress, Row, Submission, Validation,
    };
    type Cases = Vec<(Row<Assessment>, Row<Validation>, Option<AcceptanceKind>, bool, bool)>;
    use crate::domain::states::{AcceptanceKind, AcceptanceState, AssessmentState, Opinion};
    fn row<R: crate::domain::record::Record>(number: u32, fields: R, state: R::State) -> Row<R> {
        Row { number, revision: 1, fields, state }
    }
    let day = |text: &str| crate::domain::value::Day(text.parse().ok());
    let model = Model { tier: tier_value(2), ..plain() };
    let asked = Submission { version: "2".into(), ..Submission::default() };
    let submission = row(7, asked, crate::domain::record::SubmissionProgress::default());
    let assessed = |submission: u32, state| {
        let fields =
            Assessment { submission: crate::domain::ids::SubmissionId(submission), state, ..Assessment::default() };
        row(1, fields, AssessmentProgress::default())
    };
    let validated = |version: &str, opinion, issued: &str, until: &str| {
        let fields = Validation {
            version: version.into(),
            validator: "ana".into(),
            independent: YesNo(true),
            opinion,
            issued_on: day(issued),
            valid_until: day(until),
            ..Validation::default()
        };
        row(1, fields, crate::domain::field::NoState)
    };
    let accepted = |kind| {
        let fields = Acceptance {
            kind,
            effective: day("2026-11-01"),
            expiry: day("2026-12-01"),
            signed_on: day("2026-11-01"),
            ..Acceptance::default()
        };
        row(1, fields, AcceptanceProgress { state: AcceptanceState::Active, ..AcceptanceProgress::default() })
    };
    let good = || validated("2", Opinion::Fit, "2026-11-01", "");
    let own = || assessed(7, AssessmentState::Final);
    let cases: Cases = vec![
        (own(), good(), None, true, true),
        (assessed(7, AssessmentState::Superseded), good(), None, true, true),
        (assessed(7, AssessmentState::Draft), good(), None, false, true),
        (assessed(6, AssessmentState::Final), good(), None, false, true),
        (assessed(0, AssessmentState::Final), good(), None, false, true),
        (own(), validated("1", Opinion::Fit, "2026-11-01", ""), None, true, false),
        (own(), validated("", Opinion::Fit, "2026-11-01", ""), None, true, true),
        (own(), validated("2", Opinion::None, "2026-11-01", ""), None, true, false),
        (own(), validated("2", Opinion::Fit, "", ""), None, true, false),
        (own(), validated("2", Opinion::Fit, "2026-11-24", ""), None, true, false),
        (own(), validated("2", Opinion::Fit, "2026-11-01", "2026-11-22"), None, true, false),
        // The board may still reject what is not fit (R08).
        (own(), validated("2", Opinion::NotFit, "2026-11-01", ""), None, true, true),
        (own(), validated("1", Opinion::Fit, "2026-11-01", ""), Some(AcceptanceKind::UseBeforeValidation), true, true),
        (own(), validated("1", Opinion::Fit, "2026-11-01", ""), Some(AcceptanceKind::Risk), true, false),
    ];
    let today = "2026-11-23".parse().expect("a date");
    for (at, (assessment, validation, kind, is_assessed, is_validated)) in cases.into_iter().enumerate() {
        let acceptance = kind.map(accepted);
        let acceptances: Vec<_> = acceptance.iter().collect();
        let papers = Papers { assessments: &[assessment], validations: &[validation], acceptances: &acceptances };
        let found = basis(&model, Some(&submission), papers, today);
        assert_eq!((found.assessed, found.unvalidated.is_none()), (is_assessed, is_validated), "case {at}");
    }
}
