//! What the board keeps: the inventory, risks, follow-ups; and follow-ups for other programs.

use super::Kind::{AnyId, AnyKind, Custom, Day, Id, List, Number, Text};
use super::{Register, columns};
use crate::domain::ids::RecordKind::{Acceptance, Decision, FollowUp, Model, Risk};
use crate::store::query::asof::{approval, risk_state};

/// Follow-ups of a meeting: those that come from it or from its decisions.
const FOLLOWUPS_OF_MEETING: &str =
    "f.source IN (SELECT (15 << 40) + number FROM decision WHERE meeting = :meeting AND voided = 0
    UNION ALL SELECT (12 << 40) + :meeting)";
const OPENED: &str = "board_day(f.opened_at, :zone)";

/// Follow-ups.
pub const FOLLOWUPS: Register = Register {
    name: "followups",
    columns: columns! {
        "followup_id", Id(FollowUp), "f.number", "the follow-up";
        "kind", Text, "f.kind", "action, condition, mitigation, finding, escalation";
        "source_type", AnyKind, "f.source", "what sort of record it comes from";
        "source_id", AnyId, "f.source", "the record it comes from";
        "model_id", Id(Model), "f.model", "the model";
        "title", Text, "f.title", "what is to be done";
        "severity", Text, "f.severity", "how severe the matter is";
        "gate", Text, "f.gate", "whether it binds before release";
        "owner", Text, "f.owner", "who does it";
        "opened_on", Day, OPENED, "when it was opened";
        "original_due", Day, "f.original_due", "the first due date";
        "due", Day, "f.due", "the due date";
        "extensions", Number, "coalesce(f.extensions, 0)", "how often it was extended";
        "status", Text, "f.state", "where it stands";
        "days_overdue", Number, "CASE WHEN f.state IN ('open', 'in-progress', 'verify')
            THEN max(0, CAST(julianday(:today) - julianday(f.due) AS INTEGER)) END", "days past the due date; blank once it is over";
        "closed_on", Day, "board_day(f.closed_at, :zone)", "when it was closed or cancelled";
        "verifier", Text, "f.verifier", "who checks that it is done";
        "evidence_uri", Text, "f.evidence", "evidence that it is done";
    },
    day: "the day it was opened",
    of_meeting: "those that come from it or from its decisions",
    from: "followup f WHERE f.voided = 0",
    day_expression: OPENED,
    meeting_clause: FOLLOWUPS_OF_MEETING,
    order: "f.number",
};

/// Open follow-ups as a Jira import reads them.
pub const JIRA: Register = Register {
    name: "followups for Jira",
    columns: columns! {
        "Summary", Text, "f.title", "what is to be done";
        "Issue Type", Text, "'Task'", "always Task";
        "Description", Text, "printf('FUP-%04d', f.number)
            || CASE WHEN f.model > 0 THEN printf(', MDL-%04d', f.model) || coalesce(' ' || m.name, '') ELSE '' END
            || CASE WHEN f.closing_test IS NULL THEN '' ELSE char(10) || 'Done when: ' || f.closing_test END", "identifier, model and closing test";
        "Assignee", Text, "p.email", "the owner's e-mail";
        "Due Date", Day, "f.due", "the due date";
        "Priority", Text, "CASE f.severity WHEN 'critical' THEN 'Highest' WHEN 'high' THEN 'High' WHEN 'low' THEN 'Low' ELSE 'Medium' END",
            "Highest, High, Medium, Low";
        "Labels", Id(FollowUp), "f.number", "our identifier";
        "Labels", Text, "f.kind", "the kind";
    },
    day: FOLLOWUPS.day,
    of_meeting: FOLLOWUPS.of_meeting,
    from: "followup f LEFT JOIN person p ON p.handle = f.owner AND p.voided = 0 LEFT JOIN model m ON m.number = f.model
        WHERE f.voided = 0 AND f.state IN ('open', 'in-progress', 'verify')",
    day_expression: OPENED,
    meeting_clause: FOLLOWUPS_OF_MEETING,
    order: "f.number",
};

/// Open follow-ups that have a due date, for calendars.
pub const CALENDAR: Register = Register {
    name: "followups for calendars",
    columns: columns! {
        "followup_id", Id(FollowUp), "f.number", "the follow-up";
        "title", Text, "f.title", "what is to be done";
        "due", Day, "f.due", "the due date";
        "owner", Text, "coalesce(p.name, f.owner)", "who does it";
        "model", Text, "m.name", "the model";
        "closing_test", Text, "f.closing_test", "what shows that it is done";
        "severity", Text, "f.severity", "how severe the matter is";
        "extensions", Number, "coalesce(f.extensions, 0)", "how often it was extended";
    },
    day: FOLLOWUPS.day,
    of_meeting: FOLLOWUPS.of_meeting,
    from: "followup f LEFT JOIN person p ON p.handle = f.owner AND p.voided = 0 LEFT JOIN model m ON m.number = f.model
        WHERE f.voided = 0 AND f.state IN ('open', 'in-progress', 'verify') AND f.due IS NOT NULL",
    day_expression: OPENED,
    meeting_clause: FOLLOWUPS_OF_MEETING,
    order: "f.due, f.number",
};

/// Risks.
pub const RISKS: Register = Register {
    name: "risks",
    columns: columns! {
        "risk_id", Id(Risk), "r.number", "the risk";
        "model_id", Id(Model), "r.model", "the model; blank for the whole portfolio";
        "category", Text, "r.category", "what it is about";
        "statement", Text, "r.statement", "cause, event, consequence";
        "likelihood", Number, "r.likelihood", "before controls, 1 to 5";
        "impact", Number, "r.impact", "before controls, 1 to 5";
        "inherent", Number, "r.likelihood * r.impact", "likelihood times impact before controls";
        "controls", List, "replace(r.controls, char(10), '; ')",
            "controls in place; what ends in a bar and effective, partial or ineffective says how it works";
        "residual_likelihood", Number, "r.residual_likelihood", "that remains, 1 to 5";
        "residual_impact", Number, "r.residual_impact", "that remains, 1 to 5";
        "residual", Number, "nullif(r.residual, 0)", "likelihood times impact that remain";
        "residual_band", Text, "CASE WHEN r.residual >= 17 THEN 'critical' WHEN r.residual >= 10 THEN 'high'
            WHEN r.residual >= 5 THEN 'medium' WHEN r.residual >= 1 THEN 'low' END", "low 1 to 4, medium 5 to 9, high 10 to 16, critical";
        "trend", Text, "CASE WHEN r.residual_before IS NULL THEN NULL WHEN r.residual > r.residual_before THEN 'up'
            WHEN r.residual < r.residual_before THEN 'down' ELSE 'level' END", "up, down, level against the rating before; blank if rated once";
        "treatment", Text, "r.treatment", "mitigate, accept, transfer, avoid";
        "status", Text, risk_state!(), "where it stands; an acceptance past its last day covers nothing";
        "owner", Text, "r.owner", "who answers for it";
        "target_date", Day, "r.target_date", "by when";
        "followup_ids", List, "(SELECT group_concat(printf('FUP-%04d', f.number), '; ')
            FROM followup f WHERE f.source = (8 << 40) + r.number AND f.voided = 0)", "follow-ups that come from it";
        "acceptance_id", Id(Acceptance), "a.number", "the acceptance in force";
        "acceptance_expiry", Day, "a.expiry", "its last day";
        "last_reviewed", Day, "r.last_reviewed", "when it was last reviewed";
        "frameworks", List, "r.frameworks", "requirements of frameworks it touches, by id";
    },
    day: "the day it was last reviewed",
    of_meeting: "those of models it decided on",
    from: "risk r LEFT JOIN acceptance a ON a.number = r.acceptance AND a.voided = 0 AND a.expiry >= :today WHERE r.voided = 0",
    day_expression: "r.last_reviewed",
    meeting_clause: "r.model IN (SELECT model FROM decision WHERE meeting = :meeting AND model > 0 AND voided = 0)",
    order: "r.number",
};

/// The inventory of models.
pub const INVENTORY: Register = Register {
    name: "inventory",
    columns: columns! {
        "model_id", Id(Model), "m.number", "the model";
        "name", Text, "m.name", "its name";
        "kind", Text, "m.kind", "what it does";
        "origin", Text, "m.origin", "where it comes from";
        "vendor", Text, "m.vendor", "who sells it";
        "purpose", Text, "m.purpose", "what it is for";
        "owner", Text, "m.owner", "who answers for it day by day";
        "developers", List, "m.developers", "who built it";
        "accountable_exec", Text, "m.accountable_exec", "the executive who answers for its risk";
        "tier", Number, "m.tier", "1 high to 4 minimal";
        "tier_rationale", Text, "m.tier_rationale", "why this tier";
        "stage", Text, "m.stage", "proposed, in-review, production, suspended, retired";
        "version", Text, "v.label", "the version last released, else the newest";
        "deployed_on", Day, "v.released_on", "when that version was released";
        "approved_uses", Text, "m.approved_uses", "uses the board approved";
        "limitations", Text, "m.limitations", "known limitations";
        "regions", List, "m.regions", "regions it runs in";
        "data_sources", List, "m.data_sources", "where its data comes from";
        "dependencies", List, "m.dependencies", "models it depends on";
        "eu_class", Text, "m.eu_class", "class under the EU AI Act";
        "approval", Text, approval!(), "the approval of that version; past its last day it is expired";
        "approval_decision_id", Id(Decision), "v.approval_decision", "the decision it rests on";
        "approval_valid_until", Day, "v.approval_valid_until", "its last day";
        "open_conditions", Number, "(SELECT count(*) FROM followup f WHERE f.model = m.number AND f.kind = 'condition'
            AND f.state IN ('open', 'in-progress', 'verify') AND f.voided = 0)", "conditions not yet closed";
        "reviewer", Text, "(SELECT s.reviewer FROM submission s WHERE s.model = m.number AND s.voided = 0 AND s.reviewer IS NOT NULL
            ORDER BY s.number DESC LIMIT 1)", "who reviewed its last submission";
        "last_review", Day, "m.last_review", "when the board last reviewed it";
        "next_review", Day, "m.next_review", "when it is reviewed next";
        "monitoring_status", Text, "NULL", "blank while no monitor is on the model";
        "open_high_risks", Number, "(SELECT count(*) FROM risk r WHERE r.model = m.number AND r.residual >= 10 AND r.state <> 'closed'
            AND r.voided = 0)", "open risks whose residual is high or critical";
        "external_key", Text, "m.external_key", "its key in the system it was imported from";
        "business_unit", Text, "m.business_unit", "the part of the company it belongs to";
        "tags", List, "m.tags", "free words to find it by";
        "custom_", Custom(Model), "m.custom", "the custom fields of the policy, a column each: `custom_` and the key";
    },
    day: "the day of its last review",
    of_meeting: "those it decided on",
    from: "model m LEFT JOIN version v ON v.number = coalesce(
            (SELECT number FROM version WHERE model = m.number AND label = m.current_version AND voided = 0),
            (SELECT max(number) FROM version WHERE model = m.number AND voided = 0)) WHERE m.voided = 0",
    day_expression: "m.last_review",
    meeting_clause: "m.number IN (SELECT model FROM decision WHERE meeting = :meeting AND voided = 0)",
    order: "m.number",
};
