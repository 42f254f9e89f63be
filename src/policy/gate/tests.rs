//! Tables of releases: what opens the gate, and each thing that closes it.

use super::*;
use crate::domain::ids::DecisionId;
use crate::domain::states::{Applies, Exposure, ModelKind};
use crate::domain::value::{Day, Handles, YesNo};
use crate::policy::tier_value;

fn on(text: &str) -> Day {
    Day(Some(text.parse().expect("a date")))
}

/// A release that nothing stands against, to be spoilt by each case.
struct Scene {
    model: Model,
    version: Version,
    approval: VersionState,
    decision: Option<DecisionStatus>,
    condition: FollowUp,
    condition_state: FollowUpState,
    acceptance: Acceptance,
    acceptance_state: AcceptanceState,
    validation: Option<Validation>,
    monitored: Vec<Dimension>,
    flag: Option<&'static str>,
    today: &'static str,
}

fn scene() -> Scene {
    Scene {
        model: Model {
            owner: "ana".into(),
            developers: Handles(vec!["bob".into()]),
            tier: tier_value(1),
            stage: Stage::Production,
            exposure: Exposure::Internal,
            fairness_applies: Applies::No,
            ..Model::default()
        },
        version: Version { label: "4.2".into(), ..Version::default() },
        approval: VersionState {
            approval: Approval::Conditional,
            approval_decision: DecisionId(9),
            approval_valid_until: on("2027-11-23"),
            ..VersionState::default()
        },
        decision: Some(DecisionStatus::Final),
        condition: FollowUp {
            title: "KS below .10".into(),
            owner: "lin".into(),
            due: on("2027-03-01"),
            ..FollowUp::default()
        },
        condition_state: FollowUpState::Open,
        acceptance: Acceptance { effective: on("2026-11-23"), expiry: on("2027-02-21"), ..Acceptance::default() },
        acceptance_state: AcceptanceState::Active,
        validation: Some(Validation {
            validator: "eve".into(),
            independent: YesNo(true),
            opinion: Opinion::Fit,
            issued_on: on("2026-11-01"),
            valid_until: on("2027-11-01"),
            ..Validation::default()
        }),
        monitored: vec![Dimension::Operations, Dimension::Performance, Dimension::Drift],
        flag: None,
        today: "2026-12-01",
    }
}

impl Scene {
    fn with<R>(&self, ask: impl Fn(&Release<'_>, &Policy) -> R) -> R {
        let validations: Vec<(ValidationId, &Validation)> =
            self.validation.iter().map(|one| (ValidationId(3), one)).collect();
        let conditions = [Standing { id: FollowUpId(5), record: &self.condition, state: self.condition_state }];
        let acceptances = [Relied { id: AcceptanceId(7), record: &self.acceptance, state: self.acceptance_state }];
        let release = Release {
            id: ModelId(1),
            model: &self.model,
            version: &self.version,
            approval: &self.approval,
            decision: self.decision,
            conditions: &conditions,
            acceptances: &acceptances,
            validations: &validations,
            monitored: &self.monitored,
            submission: None,
            flag: self.flag,
            today: self.today.parse().expect("a date"),
        };
        ask(&release, &Policy::default())
    }

    /// Rule (0 for none) and subject of every reason.
    fn reasons(&self) -> Vec<(u8, String)> {
        let brief = |refusal: Refusal| {
            assert!(!refusal.hint.is_empty() && !refusal.sentence.ends_with('.'), "{refusal}");
            (refusal.rule.map_or(0, |rule| rule.0), refusal.subject)
        };
        self.with(reasons).into_iter().map(brief).collect()
    }
}

type Spoil = fn(&mut Scene);

#[test]
fn each_thing_closes_the_gate() {
    let cases: [(&[(u8, &str)], Spoil); 34] = [
        (&[], |_| {}),
        (&[], |it| it.approval.approval = Approval::Approved),
        (&[(15, "MDL-0001@4.2")], |it| it.approval.approval = Approval::None),
        (&[(5, "MDL-0001@4.2")], |it| it.approval.approval = Approval::Provisional),
        (&[(15, "MDL-0001@4.2")], |it| it.approval.approval = Approval::Rejected),
        (&[(15, "MDL-0001@4.2")], |it| it.approval.approval = Approval::Expired),
        (&[(15, "MDL-0001@4.2")], |it| it.approval.approval = Approval::Revoked),
        (&[], |it| it.approval.approval_valid_until = on("2026-12-01")),
        (&[(15, "MDL-0001@4.2")], |it| it.approval.approval_valid_until = on("2026-11-30")),
        (&[], |it| it.approval.approval_valid_until = Day(None)),
        (&[(15, "MDL-0001@4.2")], |it| it.decision = None),
        (&[(5, "MDL-0001@4.2")], |it| it.decision = Some(DecisionStatus::Provisional)),
        (&[(5, "MDL-0001@4.2")], |it| it.decision = Some(DecisionStatus::Superseded)),
        (&[(0, "MDL-0001")], |it| it.model.stage = Stage::Suspended),
        (&[(0, "MDL-0001")], |it| it.model.stage = Stage::Retired),
        (&[], |it| it.model.stage = Stage::InReview),
        (&[(0, "MDL-0001")], |it| it.model.eu_class = EuClass::Prohibited),
        (&[(6, "FUP-0005")], |it| it.condition.gate = Gate::PreRelease),
        (&[], |it| {
            it.condition.gate = Gate::PreRelease;
            it.condition_state = FollowUpState::Closed;
        }),
        (&[(6, "FUP-0005")], |it| {
            it.condition.gate = Gate::PreRelease;
            it.condition_state = FollowUpState::Verify;
        }),
        (&[], |it| it.condition.due = on("2026-12-01")),
        (&[(6, "FUP-0005")], |it| it.condition.due = on("2026-11-30")),
        (&[(14, "ACC-0007")], |it| it.acceptance_state = AcceptanceState::Revoked),
        (&[(14, "ACC-0007")], |it| it.acceptance_state = AcceptanceState::Closed),
        (&[(14, "ACC-0007")], |it| it.acceptance.effective = on("2026-12-02")),
        (&[(7, "VAL-0003")], |it| it.validation.as_mut().expect("one").valid_until = on("2026-11-30")),
        (&[], |it| it.validation.as_mut().expect("one").valid_until = on("2026-12-01")),
        (&[(7, "MDL-0001@4.2")], |it| it.validation = None),
        (&[(7, "MDL-0001@4.2")], |it| it.validation.as_mut().expect("one").validator = "bob".into()),
        (&[(7, "MDL-0001@4.2")], |it| it.validation.as_mut().expect("one").independent = YesNo(false)),
        (&[(8, "VAL-0003")], |it| it.validation.as_mut().expect("one").opinion = Opinion::NotFit),
        (&[], |it| {
            it.validation = None;
            it.acceptance.kind = AcceptanceKind::UseBeforeValidation;
        }),
        (&[(15, "MDL-0001")], |it| it.monitored = vec![Dimension::Operations]),
        (&[(15, "MDL-0001@4.2")], |it| it.flag = Some("the base model changed")),
    ];
    for (at, (expected, spoil)) in cases.iter().enumerate() {
        let mut scene = scene();
        spoil(&mut scene);
        let found = scene.reasons();
        let found: Vec<(u8, &str)> = found.iter().map(|(rule, subject)| (*rule, subject.as_str())).collect();
        assert_eq!(found, *expected, "case {at}");
    }
}

#[test]
fn the_worked_case_of_an_acceptance() {
    for (today, open) in [("2027-02-21", true), ("2027-02-22", false)] {
        let release = Scene { today, ..scene() };
        assert_eq!(release.reasons().is_empty(), open, "{today}");
    }
    let expired = Scene { today: "2027-02-22", ..scene() };
    assert_eq!(
        expired.with(reasons).first().map(ToString::to_string).as_deref(),
        Some(
            "R14 ACC-0007: the acceptance it relies on expired after 2027-02-21; renew it as a new acceptance, or \
             mitigate the risk"
        )
    );
}

#[test]
fn lower_tiers_need_less() {
    let mut low = scene();
    low.model.tier = tier_value(3);
    low.model.kind = ModelKind::Llm;
    low.validation = None;
    low.monitored = vec![Dimension::Operations, Dimension::Performance];
    assert_eq!(low.reasons(), []);
    low.model.tier = tier_value(2);
    assert_eq!(low.reasons(), [(7, "MDL-0001@4.2".to_owned()), (15, "MDL-0001".to_owned())]);
}

#[test]
fn production_without_approval_is_an_alarm() {
    let cases: [(usize, Spoil); 5] = [
        (0, |_| {}),
        (1, |it| it.approval.approval = Approval::None),
        (1, |it| it.monitored.clear()),
        (2, |it| {
            it.approval.approval = Approval::Revoked;
            it.monitored.clear();
        }),
        (0, |it| {
            it.approval.approval = Approval::None;
            it.model.stage = Stage::InReview;
        }),
    ];
    for (at, (count, spoil)) in cases.iter().enumerate() {
        let mut scene = scene();
        spoil(&mut scene);
        let found = scene.with(alarms);
        assert_eq!(found.len(), *count, "case {at}: {found:?}");
        assert!(found.iter().all(|alarm| alarm.rule.is_some_and(|rule| rule.0 == 15)));
    }
}
