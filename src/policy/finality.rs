//! What was done once and for all, and is answered rather than undone: issued validations, final assessments, what
//! was signed outside a meeting, what was granted or ended, and incidents of weight.

use crate::domain::event::Event;
use crate::domain::record::{Incident, Validation};
use crate::domain::refusal::Refusal;
use crate::domain::states::{AcceptanceState, Opinion, RegulatorDuty};

/// What the record says beside an event of what it is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// The validation as it stands, of an event that changed one.
    pub validation: Option<&'a Validation>,
    /// Whether a decision has pinned the evidence it is about.
    pub pinned: bool,
    /// Whether the acceptance it is about was granted.
    pub granted: bool,
    /// Whether a decision of the board's brought it about in the same operation: that answers for all of it.
    pub resolved: bool,
}

/// Why an event is not taken back by undoing its operation, and what to do instead; nothing if it may be.
pub fn stands(event: &Event, beside: Beside<'_>) -> Option<Refusal> {
    let stands = |rule, sentence: String, hint: &str| Some(Refusal::rule(rule, "undo", sentence).hint(hint));
    if let Event::ValidationRecorded(made) = event {
        return issued(&made.fields);
    }
    if let (Event::ValidationRevised(revised), Some(now)) = (event, beside.validation) {
        let touched = ["issued_on", "valid_until", "opinion", "results"];
        let said = revised.changes.iter().any(|change| touched.contains(&change.field.as_str()));
        return said.then(|| issued(now)).flatten();
    }
    if let Event::ArtifactReceived(made) = event
        && beside.pinned
    {
        let id = crate::domain::ids::ArtifactId(made.number);
        let sentence = format!("{id} is evidence that a decision has pinned");
        return stands(10, sentence, "reject it with the reason, and receive the right one");
    }
    if let Event::AssessmentFinalised(e) = event {
        let sentence = format!("{} is final, and what it found stands", e.assessment);
        return stands(2, sentence, "record a new assessment, which supersedes it");
    }
    if let Event::DecisionRecorded(made) = event
        && made.fields.meeting.0 == 0
    {
        let id = crate::domain::ids::DecisionId(made.number);
        let sentence = format!("{id} was signed outside a meeting, and took effect when it was signed");
        return stands(12, sentence, "let a voter pull it into the meeting, or put a superseding motion");
    }
    if beside.resolved {
        return None;
    }
    match event {
        Event::AcceptanceActivated(e) => {
            let sentence = format!("{} is granted, and its terms stand", e.acceptance);
            stands(14, sentence, "revoke it with the reason, and propose another")
        }
        Event::AcceptanceRevoked(e) | Event::AcceptanceClosed(e) if e.from == AcceptanceState::Active => {
            let sentence = format!("{} is {}, and is not taken up again", e.acceptance, e.to);
            stands(14, sentence, "propose a renewal as a new acceptance")
        }
        Event::AcceptanceRevised(e) if beside.granted && e.changes.iter().any(|change| change.field == "expiry") => {
            let id = crate::domain::ids::AcceptanceId(e.number);
            stands(14, format!("{id} was cut short, and is not lengthened"), "propose a renewal as a new acceptance")
        }
        Event::IncidentReported(made) if weighs(&made.fields) => {
            let id = crate::domain::ids::IncidentId(made.number);
            let sentence = format!("{id} was reported as one that counts, and stays on the record");
            stands(18, sentence, "revise it to what it turned out to be, with the reason")
        }
        _ => None,
    }
}

/// What an issued validation says stands, above all if it says not fit (R07, R08).
fn issued(validation: &Validation) -> Option<Refusal> {
    validation.issued_on.0?;
    let rule = if validation.opinion == Opinion::NotFit { 8 } else { 7 };
    Some(
        Refusal::rule(rule, "undo", format!("a validation of {} is issued, and what it says stands", validation.model))
            .hint("record a new validation, which answers it"),
    )
}

/// Whether an incident raises a tier or starts a clock: severity 1 or 2, or one of which the regulator may have to
/// hear. An exercise does neither.
fn weighs(incident: &Incident) -> bool {
    let severe = incident.severity.0.is_some_and(|severity| (1..=2).contains(&severity));
    let duty = incident.regulator != RegulatorDuty::No;
    !incident.exercise.0 && (severe || duty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{AcceptanceMove, AssessmentBasis, Change, Created, Revised};
    use crate::domain::record::{Artifact, Decision};
    use crate::domain::value::{Day, Whole, YesNo};

    fn day() -> Day {
        Day("2026-11-23".parse().ok())
    }

    fn change(field: &str) -> Vec<Change> {
        vec![Change { field: field.to_owned(), from: String::new(), to: "2026-11-23".to_owned() }]
    }

    #[test]
    fn what_counts_stands_and_slips_are_undone() {
        let validation = |opinion, issued_on| Validation { opinion, issued_on, ..Validation::default() };
        let recorded = |opinion, on| Event::ValidationRecorded(Created::new(1, validation(opinion, on)));
        let revised = |field: &str| Event::ValidationRevised(Revised::new(1, change(field), ""));
        let (planned, fit) = (validation(Opinion::Fit, Day(None)), validation(Opinion::Fit, day()));
        let of = |validation| Beside { validation: Some(validation), ..Beside::default() };
        let none = Beside::default();
        let resolved = Beside { resolved: true, ..none };
        let granted = Beside { granted: true, ..none };
        let signed = |meeting| {
            let meeting = crate::domain::ids::MeetingId(meeting);
            Event::DecisionRecorded(Created::new(1, Decision { meeting, ..Decision::default() }))
        };
        let ended = |from| Event::AcceptanceRevoked(AcceptanceMove { from, ..AcceptanceMove::default() });
        let accepted = || Event::AcceptanceActivated(AcceptanceMove::default());
        let incident = |severity, regulator, exercise| {
            let (severity, exercise) = (Whole(Some(severity)), YesNo(exercise));
            Event::IncidentReported(Created::new(1, Incident { severity, regulator, exercise, ..Incident::default() }))
        };
        let received = || Event::ArtifactReceived(Created::new(1, Artifact::default()));
        let cases = vec![
            (recorded(Opinion::NotFit, day()), none, Some(8)),
            (recorded(Opinion::Fit, day()), none, Some(7)),
            (recorded(Opinion::Fit, Day(None)), none, None),
            (revised("issued_on"), of(&fit), Some(7)),
            (revised("valid_until"), of(&fit), Some(7)),
            (revised("summary"), of(&fit), None),
            (revised("valid_until"), of(&planned), None),
            (Event::AssessmentFinalised(AssessmentBasis::default()), none, Some(2)),
            (received(), none, None),
            (received(), Beside { pinned: true, ..none }, Some(10)),
            (signed(0), none, Some(12)),
            (signed(0), resolved, Some(12)),
            (signed(1), resolved, None),
            (accepted(), none, Some(14)),
            (accepted(), resolved, None),
            (ended(AcceptanceState::Active), none, Some(14)),
            (ended(AcceptanceState::Proposed), none, None),
            (Event::AcceptanceRevised(Revised::new(1, change("expiry"), "")), granted, Some(14)),
            (Event::AcceptanceRevised(Revised::new(1, change("exit_plan"), "")), granted, None),
            (Event::AcceptanceRevised(Revised::new(1, change("expiry"), "")), none, None),
            (incident(2, RegulatorDuty::No, false), none, Some(18)),
            (incident(3, RegulatorDuty::Suspected, false), none, Some(18)),
            (incident(3, RegulatorDuty::No, false), none, None),
            (incident(1, RegulatorDuty::Yes, true), none, None),
        ];
        for (at, (event, beside, rule)) in cases.into_iter().enumerate() {
            let found = stands(&event, beside);
            let told = found.as_ref().and_then(|refusal| refusal.rule.map(|rule| rule.0));
            assert_eq!(told, rule, "case {at}: {found:?}");
            assert!(found.is_none_or(|refusal| !refusal.hint.is_empty() && refusal.subject == "undo"));
        }
    }
}
