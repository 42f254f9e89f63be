//! What the release gate looks at: a version with everything that its release rests on.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::{AcceptanceId, FollowUpId, ModelId, SubmissionId, ValidationId};
use crate::domain::order;
use crate::domain::record::{
    Acceptance, Decision, FollowUp, Model, Monitor, Review, Row, Submission, Validation, Version, VersionState,
};
use crate::domain::states::{Dimension, ReviewOutcome, ReviewTrigger, Stage, SubmissionState};
use crate::policy::gate::{Release, Relied, Standing};
use crate::policy::{Policy, gate, monitoring};
use crate::store::View;

/// A version and the records its release rests on, loaded for one day.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The model.
    pub model: Row<Model>,
    /// The version.
    pub version: Row<Version>,
    decision: Option<Row<Decision>>,
    conditions: Vec<Row<FollowUp>>,
    acceptances: Vec<Row<Acceptance>>,
    validations: Vec<Row<Validation>>,
    monitored: Vec<Dimension>,
    submission: Option<(SubmissionId, SubmissionState)>,
    flag: Option<String>,
    today: NaiveDate,
}

impl Dossier {
    /// Every reason against the release; empty if the gate is open.
    pub fn reasons(&self, policy: &Policy) -> Vec<Refusal> {
        self.with(|release| gate::reasons(release, policy))
    }

    /// What flags the approval for re-review (R06, R14).
    pub fn flags(&self) -> Vec<Refusal> {
        self.with(gate::flags)
    }

    /// The alarms of a model in production (R15).
    pub fn alarms(&self, policy: &Policy) -> Vec<Refusal> {
        self.with(|release| gate::alarms(release, policy))
    }

    fn with<T>(&self, ask: impl FnOnce(&Release<'_>) -> T) -> T {
        let conditions: Vec<Standing<'_>> = self
            .conditions
            .iter()
            .map(|row| Standing { id: FollowUpId(row.number), record: &row.fields, state: row.state.state })
            .collect();
        let acceptances: Vec<Relied<'_>> = self
            .acceptances
            .iter()
            .map(|row| Relied { id: AcceptanceId(row.number), record: &row.fields, state: row.state.state })
            .collect();
        let validations: Vec<_> = self.validations.iter().map(|row| (ValidationId(row.number), &row.fields)).collect();
        ask(&Release {
            id: ModelId(self.model.number),
            model: &self.model.fields,
            version: &self.version.fields,
            approval: &self.version.state,
            decision: self.decision.as_ref().map(|row| row.state.status),
            conditions: &conditions,
            acceptances: &acceptances,
            validations: &validations,
            monitored: &self.monitored,
            submission: self.submission,
            flag: self.flag.as_deref(),
            today: self.today,
        })
    }
}

impl View<'_> {
    /// A model as people name it: by identifier, by the key of its source, or by name if that is one model's.
    pub fn model_called(&self, text: &str) -> Result<Row<Model>, Refusal> {
        let text = text.trim();
        if let Ok(id) = text.parse::<ModelId>() {
            return self.get(id.0);
        }
        if let Some(number) = self.by_key::<Model>("external_key", text)? {
            return self.get(number);
        }
        match self.models_named(text)?.as_slice() {
            [one] => self.get(one.0),
            [] => Err(Refusal::data("MODEL", format!("no model is called `{}`", crate::domain::text::excerpt(text)))
                .hint("give its identifier, as in MDL-0001; boardroom search finds it")),
            several => {
                let ids: Vec<String> = several.iter().take(5).map(ToString::to_string).collect();
                Err(Refusal::data(
                    "MODEL",
                    format!("{} models are called `{}`", several.len(), crate::domain::text::excerpt(text)),
                )
                .hint(format!("give the identifier: {}", ids.join(", "))))
            }
        }
    }

    /// What the gate looks at for a version on a day.
    pub fn gate_dossier(&self, version: Row<Version>, policy: &Policy, today: NaiveDate) -> Result<Dossier, Refusal> {
        let id = version.model;
        let model = self.get::<Model>(id.0)?;
        let decision = match version.state.approval_decision.0 {
            0 => None,
            number => self.find::<Decision>(number)?,
        };
        let mut conditions = Vec::new();
        let mut acceptances = Vec::new();
        if let Some(decision) = &decision {
            for condition in &decision.conditions.0 {
                conditions.extend(self.find::<FollowUp>(condition.0)?);
            }
            let made_on = decision.state.decided_at.0.map(|at| at.with_timezone(&policy.time_zone.0).date_naive());
            for row in self.acceptances(id)? {
                let named = decision.acceptances.0.iter().any(|one| one.0 == row.number);
                let signed = row.fields.signed_on.0.is_some();
                let in_force = signed
                    && made_on.is_some_and(|on| {
                        row.effective.0.or(row.signed_on.0).is_some_and(|from| from <= on)
                            && row.expiry.0.is_some_and(|last| last >= on)
                    });
                // One that a later acceptance renews holds through that one.
                if named || in_force {
                    acceptances.push(row);
                }
            }
            self.renewals(id, &mut acceptances, today)?;
        }
        let mut validations = self.validations(id)?;
        validations.retain(|row| row.version.is_empty() || row.version == version.label);
        let monitors = self.monitors(id)?;
        let monitored = monitoring::covered(monitors.iter().map(|row| &row.fields), model.tier, today, policy);
        let flag = self.flag(id, version.label.as_str(), policy, today)?;
        let asks = |row: &Row<Submission>| row.state.state.is_open() && row.version == version.label;
        let submission = if version.label.is_empty() { None } else { self.submissions(id)?.into_iter().find(asks) };
        let submission = submission.map(|row| (SubmissionId(row.number), row.state.state));
        Ok(Dossier {
            model,
            version,
            decision,
            conditions,
            acceptances,
            validations,
            monitored,
            submission,
            flag,
            today,
        })
    }

    /// Puts in the place of each acceptance the one that renews it, as far as that is in force on the day.
    fn renewals(&self, model: ModelId, relied: &mut Vec<Row<Acceptance>>, today: NaiveDate) -> Result<(), Refusal> {
        let all = self.acceptances(model)?;
        for place in relied.iter_mut() {
            // The chain of renewals is as long as there are acceptances, at most.
            for _ in 0..all.len() {
                let renews = |row: &&Row<Acceptance>| {
                    row.renewal_of.0 == place.number
                        && crate::policy::acceptance::active_on(&row.fields, row.state.state, today)
                };
                match all.iter().find(renews) {
                    Some(renewal) => *place = renewal.clone(),
                    None => break,
                }
            }
        }
        order::by_key(relied, |row| row.number);
        relied.dedup_by_key(|row| row.number);
        Ok(())
    }

    /// Why a model's approval is flagged: what brought about the reviews that are not concluded, and what asks for one
    /// by having lapsed, whether that is on the record yet or not. The review of another version's change leaves this one
    /// alone.
    fn flag(
        &self,
        model: ModelId,
        version: &str,
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<Option<String>, Refusal> {
        let mut open = self.reviews(model)?;
        open.reverse();
        open.retain(|row| {
            row.outcome == ReviewOutcome::Pending
                && (row.version.is_empty() || row.version.as_str() == version)
                && row.trigger.flags()
        });
        let why = |row: &Row<Review>| match row.cause.as_str() {
            "" => format!("{} is open, since {}", row.id(), trigger(row.trigger)),
            cause => cause.to_owned(),
        };
        let mut causes: Vec<(u32, String)> = open.iter().map(|row| (row.number, why(row))).collect();
        for asked in self.reviews_asked(today, policy)? {
            if asked.model.number != model.0 || !asked.flags() {
                continue;
            }
            let taken = asked.taken_by.and_then(|id| causes.iter_mut().find(|(number, _)| *number == id.0));
            match taken {
                Some((_, cause)) => *cause = format!("{cause}\n{}", asked.cause),
                None => causes.push((0, asked.cause)),
            }
        }
        let causes: Vec<String> = causes.into_iter().map(|(_, cause)| cause.replace('\n', "; ")).collect();
        Ok((!causes.is_empty()).then(|| causes.join("; ")))
    }

    /// A model's monitors, oldest first.
    pub fn monitors(&self, model: ModelId) -> Result<Vec<Row<Monitor>>, Refusal> {
        self.select("model = ?1 ORDER BY number", &[&model.0])
    }

    /// Every monitor.
    pub fn all_monitors(&self) -> Result<Vec<Row<Monitor>>, Refusal> {
        self.select("1 ORDER BY number", &[])
    }

    /// A model's periodic reviews, newest first.
    pub fn reviews(&self, model: ModelId) -> Result<Vec<Row<Review>>, Refusal> {
        self.select("model = ?1 ORDER BY number DESC", &[&model.0])
    }

    /// A model's version by its label, or by another spelling of it: tags and screens write `v4.2` where the label is
    /// `4.2`, and the other way round.
    pub fn version_spelled(&self, model: ModelId, label: &str) -> Result<Option<Row<Version>>, Refusal> {
        if let Some(found) = self.version(model, label)? {
            return Ok(Some(found));
        }
        let bare = label.strip_prefix(['v', 'V']);
        for other in bare.map_or_else(|| vec![format!("v{label}"), format!("V{label}")], |bare| vec![bare.to_owned()]) {
            if let Some(found) = self.version(model, &other)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The version that the gate is asked about: the one named; else the current one of a model in production,
    /// else the latest. A model without any has an empty one, number 0.
    pub fn gate_version(&self, model: &Row<Model>, label: Option<&str>) -> Result<Row<Version>, Refusal> {
        let id = ModelId(model.number);
        if let Some(label) = label {
            return self.version_spelled(id, label)?.ok_or_else(|| {
                let known: Vec<String> =
                    self.versions(id).unwrap_or_default().iter().map(|row| row.label.0.clone()).collect();
                let hint = if known.is_empty() {
                    "add it with boardroom version add".to_owned()
                } else {
                    format!("it has {}", known.join(", "))
                };
                Refusal::data("VERSION", format!("{id} has no version `{label}`")).hint(hint)
            });
        }
        let versions = self.versions(id)?;
        let current = versions.iter().find(|row| !row.label.is_empty() && row.label == model.state.current_version);
        if model.stage == Stage::Production
            && let Some(row) = current
        {
            return Ok(row.clone());
        }
        let none = || Row {
            number: 0,
            revision: 0,
            fields: Version { model: id, ..Version::default() },
            state: VersionState::default(),
        };
        Ok(versions.into_iter().next_back().unwrap_or_else(none))
    }
}

/// What brought a review about, in words.
fn trigger(trigger: ReviewTrigger) -> &'static str {
    match trigger {
        ReviewTrigger::Cadence => "it was due",
        ReviewTrigger::Change => "the change is material",
        ReviewTrigger::Incident => "there was an incident",
        ReviewTrigger::Breach => "a threshold was breached",
        ReviewTrigger::Lapse => "a condition or an acceptance lapsed",
        ReviewTrigger::Request => "it was asked for",
    }
}
