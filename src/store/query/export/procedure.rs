//! What the board does: decisions, submissions, acceptances, incidents, agenda.

use super::Kind::{AnyId, AnyKind, Controls, Count, Day, Firsts, Id, List, Number, Text, YesNo};
use super::{Register, columns};
use crate::domain::ids::RecordKind::{Acceptance, Decision, Incident, Item, Meeting, Model, Submission};
use crate::store::query::asof::{acceptance_state, verified_controls};

/// Decisions as they were frozen, the lost and the provisional among them.
pub const DECISIONS: Register = Register {
    name: "decisions",
    columns: columns! {
        "decision_id", Id(Decision), "d.number", "the decision";
        "meeting_id", Id(Meeting), "d.meeting", "the meeting";
        "meeting_date", Day, "g.date", "its day";
        "item_no", Number, "i.position", "place on the agenda";
        "intake_id", Id(Submission), "d.submission", "the submission decided";
        "model_id", Id(Model), "d.model", "the model";
        "model_name", Text, "m.name", "its name today";
        "version", Text, "d.version_label", "the version decided";
        "tier", Number, "d.tier", "the tier at that moment";
        "residual_rating", Text, "CASE WHEN d.residual >= 17 THEN 'critical' WHEN d.residual >= 10 THEN 'high'
            WHEN d.residual >= 5 THEN 'medium' WHEN d.residual >= 1 THEN 'low' END", "band of the residual risk at that moment";
        "outcome", Text, "d.outcome", "what was resolved";
        "status", Text, "d.status", "final, provisional, failed, void, superseded";
        "motion", Text, "d.motion", "the motion as put";
        "mover", Text, "d.mover", "who moved it";
        "votes_for", Count, "d.voters_for", "how many voted for it";
        "votes_against", Count, "d.voters_against", "how many against";
        "votes_abstain", Count, "d.voters_abstain", "how many abstained";
        "voters_for", List, "d.voters_for", "who voted for it";
        "voters_against", List, "d.voters_against", "who against";
        "voters_abstain", List, "d.voters_abstain", "who abstained";
        "recused", List, "d.recused", "who was recused";
        "quorum_required", Number, "d.quorum_required", "seats needed";
        "quorum_present", Number, "d.quorum_present", "seats present and unrecused";
        "rationale", Text, "d.rationale", "why";
        "condition_ids", List, "d.conditions", "its conditions";
        "acceptance_ids", List, "d.acceptances", "acceptances it rests on or grants";
        "dissent", Text, "d.dissent", "in the dissenter's words";
        "exec_signoff", Text, "d.exec_signoff", "the executive who signed";
        "valid_until", Day, "d.valid_until", "last day it holds";
        "criteria_version", Text, "d.criteria_version", "the criteria it was made under";
        "evidence_ids", Firsts, "d.evidence", "the evidence it pinned";
        "supersedes", Id(Decision), "d.supersedes", "the decision it replaces";
        "superseded_by", Id(Decision), "d.superseded_by", "the decision that replaced it";
        "record_hash", Text, "d.record_hash", "hash of its event on the record";
    },
    day: "the meeting's day, or the day it was signed outside one",
    of_meeting: "its decisions",
    from: "decision d LEFT JOIN meeting g ON g.number = d.meeting LEFT JOIN item i ON i.number = d.item
        LEFT JOIN model m ON m.number = d.model WHERE d.voided = 0",
    day_expression: "coalesce(g.date, board_day(d.decided_at, :zone))",
    meeting_clause: "d.meeting = :meeting",
    order: "d.number",
};

/// Submissions.
pub const INTAKE: Register = Register {
    name: "intake",
    columns: columns! {
        "intake_id", Id(Submission), "s.number", "the submission";
        "kind", Text, "s.kind", "what sort of question";
        "model_id", Id(Model), "s.model", "the model";
        "model_name", Text, "m.name", "its name";
        "version", Text, "s.version", "the version it is about";
        "summary", Text, "s.summary", "in a line";
        "ask", Text, "s.ask", "what the board is asked to do";
        "requester", Text, "s.requester", "who asks";
        "reviewer", Text, "s.reviewer", "who reviews it";
        "tier", Number, "m.tier", "the model's tier";
        "status", Text, "s.state", "where it stands";
        "submitted_on", Day, "board_day(s.submitted_at, :zone)", "when it was received";
        "complete_on", Day, "board_day(s.complete_at, :zone)", "when it was first complete";
        "triage_due", Day, "s.triage_due", "by when it must be triaged";
        "decision_due", Day, "s.decision_due", "by when it must be decided";
        "release_target", Day, "s.release_target", "when it is wanted in production";
        "first_pass", Text, "s.first_pass", "whether it was complete at the first check";
        "returns", Number, "s.returns", "how often it was returned";
        "missing", List, "s.missing", "what was missing last";
        "deferrals", Number, "s.deferrals", "how often the board deferred it";
        "decision_id", Id(Decision), "s.decision", "the decision that ended it";
        "decided_on", Day, "board_day(s.decided_at, :zone)", "when it was decided";
        "external_key", Text, "s.external_key", "its key in the source system";
    },
    day: "the day it was received",
    of_meeting: "those on its agenda",
    from: "submission s LEFT JOIN model m ON m.number = s.model WHERE s.voided = 0",
    day_expression: "board_day(s.submitted_at, :zone)",
    meeting_clause: "(4 << 40) + s.number IN (SELECT subject FROM item WHERE meeting = :meeting AND voided = 0)",
    order: "s.number",
};

/// Acceptances of risk and other exceptions.
pub const ACCEPTANCES: Register = Register {
    name: "acceptances",
    columns: columns! {
        "acceptance_id", Id(Acceptance), "a.number", "the acceptance";
        "kind", Text, "a.kind", "risk, policy-exception, use-before-validation";
        "model_id", Id(Model), "a.model", "the model";
        "model_name", Text, "m.name", "its name";
        "risk_ids", List, "a.risks", "the risks it covers";
        "rationale", Text, "a.rationale", "why it is acceptable";
        "alternatives", Text, "a.alternatives", "what else was considered";
        "controls", Controls, "a.controls", "compensating controls with their owners";
        "requester", Text, "a.requester", "who asked for it";
        "accountable_exec", Text, "a.accountable_exec", "the executive who signs";
        "signed_on", Day, "a.signed_on", "when that signature was given";
        "effective", Day, "a.effective", "from when it holds";
        "expiry", Day, "a.expiry", "last day it holds";
        "review_date", Day, "a.review_date", "when it is looked at again";
        "exit_plan", Text, "a.exit_plan", "how it ends";
        "renewal_of", Id(Acceptance), "a.renewal_of", "the acceptance it renews";
        "status", Text, acceptance_state!(),
            "proposed, active, closed, revoked, expired; past its last day it is expired";
        "decision_id", Id(Decision), "a.decision", "the decision that granted it";
        "days_left", Number, "CASE WHEN a.state = 'active' THEN max(0, CAST(julianday(a.expiry) - julianday(:today) AS INTEGER)) END",
            "days it still holds; blank unless active";
        "controls_verified", Number, verified_controls!(), "controls that were effective when somebody last looked";
    },
    day: "the day from which it holds",
    of_meeting: "those its decisions granted",
    from: "acceptance a LEFT JOIN model m ON m.number = a.model WHERE a.voided = 0",
    day_expression: "a.effective",
    meeting_clause: "a.decision IN (SELECT number FROM decision WHERE meeting = :meeting AND voided = 0)",
    order: "a.number",
};

/// Incidents.
pub const INCIDENTS: Register = Register {
    name: "incidents",
    columns: columns! {
        "incident_id", Id(Incident), "n.number", "the incident";
        "title", Text, "n.title", "in a line";
        "severity", Number, "n.severity", "1 worst to 4; 0 near-miss";
        "model_id", Id(Model), "n.model", "the model";
        "version", Text, "n.version", "the version";
        "source", Text, "n.source", "where it was noticed";
        "onset", Text, "n.onset", "when it began, UTC";
        "detected", Text, "n.detected", "when it was noticed, UTC";
        "scope", Text, "n.scope", "users, regions, segments";
        "harm", Text, "n.harm", "the harm done";
        "containment", Text, "n.containment", "how it was contained";
        "cause_category", Text, "n.cause_category", "category of its root cause";
        "root_cause", Text, "n.root_cause", "its root cause";
        "regulator", Text, "n.regulator", "whether the regulator must hear of it";
        "lead", Text, "n.lead", "who leads it";
        "review_date", Day, "n.review_date", "when it is reviewed";
        "risk_ids", List, "n.risks", "risks it is linked to";
        "followup_ids", List, "(SELECT group_concat(printf('FUP-%04d', f.number), '; ')
            FROM followup f WHERE f.source = (11 << 40) + n.number AND f.voided = 0)", "follow-ups that came of it";
        "status", Text, "n.state", "where it stands";
        "reported_on", Day, "board_day(n.reported_at, :zone)", "when it was reported";
        "closed_on", Day, "board_day(n.closed_at, :zone)", "when it was closed";
        "contained_by", Text, "n.contained_by", "rollback, feature-flag, throttle, guardrail, shutdown, other";
        "triaged", Text, "n.triaged_at", "when it was triaged, UTC";
        "contained", Text, "n.contained_at", "when it was contained, UTC";
        "resolved", Text, "n.resolved", "when the harm was over, UTC";
        "gravity", Text, "n.gravity", "what makes the regulator's term shorter";
        "regulator_told", Day, "n.regulator_told", "when the regulator was told; it stops the clock (R16)";
        "exercise", YesNo, "n.exercise", "whether it is a tabletop exercise, kept out of every KPI";
        "communications", Number, "(SELECT count(*) FROM incident_entry e WHERE e.incident = n.number AND e.told <> '')",
            "how many communications are on its timeline";
    },
    day: "the day it was reported",
    of_meeting: "those on its agenda",
    from: "incident n WHERE n.voided = 0",
    day_expression: "board_day(n.reported_at, :zone)",
    meeting_clause: "(11 << 40) + n.number IN (SELECT subject FROM item WHERE meeting = :meeting AND voided = 0)",
    order: "n.number",
};

/// Agendas, item by item.
pub const AGENDA: Register = Register {
    name: "agenda",
    columns: columns! {
        "meeting_id", Id(Meeting), "i.meeting", "the meeting";
        "meeting_date", Day, "g.date", "its day";
        "meeting_status", Text, "g.state", "where the meeting stands";
        "item_no", Number, "i.position", "place on the agenda";
        "item_id", Id(Item), "i.number", "the item";
        "kind", Text, "i.kind", "what sort of item";
        "subject_type", AnyKind, "i.subject", "what sort of record it is about";
        "subject_id", AnyId, "i.subject", "the record it is about";
        "title", Text, "i.title", "its title";
        "presenter", Text, "i.presenter", "who presents it";
        "timebox", Number, "i.timebox", "minutes set aside";
        "minutes_used", Number, "(i.used_seconds + 59) / 60", "minutes used, begun ones counted";
        "consent", YesNo, "i.consent", "whether it is on the consent agenda";
        "late", YesNo, "i.late", "whether it came after the agenda was published";
        "why", Text, "i.why", "what makes it due";
        "disposition", Text, "i.disposition", "what became of it";
        "disposition_note", Text, "i.disposition_note", "why it was put off or taken off";
        "decision_ids", List, "(SELECT group_concat(printf('DEC-%04d', d.number), '; ')
            FROM decision d WHERE d.item = i.number AND d.voided = 0)", "decisions on it";
    },
    day: "the meeting's day",
    of_meeting: "its items",
    from: "item i JOIN meeting g ON g.number = i.meeting WHERE i.voided = 0 AND g.voided = 0",
    day_expression: "g.date",
    meeting_clause: "i.meeting = :meeting",
    order: "g.date, i.meeting, i.disposition = 'removed', i.position, i.number",
};
