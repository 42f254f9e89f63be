//! The lists of the registers: risks, follow-ups, acceptances, incidents.

use super::tables::{asked, flag};
use super::{Column, Holds, Sort, Table};
use crate::domain::ids::RecordKind;
use crate::domain::query::filter::QueryKind;
use crate::domain::states::{
    AcceptanceKind, AcceptanceState, Band, FollowUpKind, FollowUpState, Gate, Importance, IncidentState, RiskCategory,
    RiskState, Treatment,
};
use crate::store::query::asof::{acceptance_state, ran_out, risk_state, verified_controls};

const BAND: &str = "CASE WHEN r.residual >= 17 THEN 'critical' WHEN r.residual >= 10 THEN 'high'
    WHEN r.residual >= 5 THEN 'medium' WHEN r.residual >= 1 THEN 'low' END";
/// How a risk stands on the day: accepted only while its acceptance holds.
const RISK_STATE: &str = risk_state!();
const OPEN_RISK: &str = concat!(risk_state!(), " IN ('identified', 'assessed', 'treating')");
/// How an acceptance stands on the day.
const ACCEPTANCE_STATE: &str = acceptance_state!();
/// How likely a risk `r` is after its controls; before them, while what remains is not rated whole.
pub(in crate::store::query) const LIKELIHOOD: &str =
    "iif(r.residual_likelihood IS NOT NULL AND r.residual_impact IS NOT NULL, r.residual_likelihood, r.likelihood)";
/// What it would do, by the same rule.
pub(in crate::store::query) const IMPACT: &str =
    "iif(r.residual_likelihood IS NOT NULL AND r.residual_impact IS NOT NULL, r.residual_impact, r.impact)";
const MODEL_TEXT: &str = "coalesce(m.name, '')";

/// The product aimed at.
const TARGET: &str = "r.target_likelihood * r.target_impact";
/// Against the rating before; by its words what falls comes first, what rises last.
const TREND: &str = "CASE WHEN r.residual_before IS NULL THEN NULL WHEN r.residual > r.residual_before THEN 'up'
    WHEN r.residual < r.residual_before THEN 'down' ELSE 'level' END";
const TRENDS: &[&str] = &["up", "down", "level"];

/// The risk register.
pub const RISKS: Table = Table {
    kind: Some(RecordKind::Risk),
    columns: &[
        Column::id(RecordKind::Risk, "r.number"),
        // In a narrow column causes are all alike: what may happen comes first, the whole statement is on the page.
        Column::new("statement", "Risk", 15, "risk_event(r.statement)").grows(),
        Column::new("model", "Model", 12, "coalesce(m.name, 'portfolio') COLLATE NOCASE"),
        Column::new("residual", "Left", 4, "r.residual").right(),
        Column::new("band", "Band", 8, BAND).unsorted(),
        Column::new("state", "State", 10, RISK_STATE),
        Column::new("owner", "Owner", 10, "r.owner"),
        Column::new("due", "Due", 10, "r.target_date").hidden(),
        Column::new("category", "Category", 14, "r.category").hidden(),
        Column::new("inherent", "Before", 6, "r.likelihood * r.impact").right().hidden(),
        Column::new("target", "Aim", 4, TARGET).right().hidden(),
        Column::new("trend", "Trend", 5, TREND).hidden(),
        Column::new("treatment", "Treatment", 9, "r.treatment").hidden(),
        Column::new("frameworks", "Frameworks", 14, "r.frameworks").hidden(),
    ],
    first: Sort { column: "residual", descending: true },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', r.model) || m.name, '')"),
        asked("state", QueryKind::Choice(RiskState::WORDS), RISK_STATE),
        asked("category", QueryKind::Choice(RiskCategory::WORDS), "r.category"),
        asked("treatment", QueryKind::Choice(Treatment::WORDS), "r.treatment"),
        asked("phase", QueryKind::Choice(Gate::WORDS), "r.phase"),
        asked("band", QueryKind::Scale(Band::WORDS), BAND),
        asked("residual", QueryKind::Number, "r.residual"),
        asked("inherent", QueryKind::Number, "r.likelihood * r.impact"),
        asked("target", QueryKind::Number, TARGET),
        asked("trend", QueryKind::Choice(TRENDS), TREND),
        asked("likelihood", QueryKind::Number, LIKELIHOOD),
        asked("impact", QueryKind::Number, IMPACT),
        asked("tier", QueryKind::Range(1, 4), "m.tier"),
        asked("owner", QueryKind::Person, "r.owner"),
        asked("framework", QueryKind::Reference, "'; ' || r.frameworks || ';'"),
        asked("due", QueryKind::Date, "r.target_date"),
        asked("reviewed", QueryKind::Date, "r.last_reviewed"),
        flag("open", OPEN_RISK),
        flag(
            "overdue",
            concat!("r.target_date < :today AND ", risk_state!(), " IN ('identified', 'assessed', 'treating')"),
        ),
        flag("high", "r.residual >= 10"),
        flag("accepted", concat!(risk_state!(), " = 'accepted'")),
    ],
    from: "risk r",
    joins: &[("m.", "LEFT JOIN model m ON m.number = r.model")],
    holds: "r.voided = 0",
    number: "r.number",
    whose: &["r.owner"],
    standing: concat!(
        "CASE WHEN r.state IN ('mitigated', 'closed') THEN 3 WHEN ",
        risk_state!(),
        " <> 'accepted' AND r.target_date < :today THEN 2 WHEN r.residual >= 10 THEN 1 ELSE 0 END"
    ),
};

/// Days since it was opened, up to its close.
const AGE: &str = "CAST(julianday(iif(f.closed_at IS NULL, :today, board_day(f.closed_at, :zone)))
    - julianday(board_day(f.opened_at, :zone)) AS INTEGER)";

/// Follow-ups and conditions.
pub const FOLLOWUPS: Table = Table {
    kind: Some(RecordKind::FollowUp),
    columns: &[
        Column::id(RecordKind::FollowUp, "f.number"),
        Column::new("title", "Follow-up", 16, "f.title").grows(),
        Column::new("owner", "Owner", 12, "f.owner"),
        Column::new("due", "Due", 10, "f.due"),
        Column::new("state", "State", 11, "f.state"),
        Column::new("kind", "Kind", 10, "f.kind"),
        Column::new("severity", "Weight", 8, "f.severity").hidden(),
        Column::new("gate", "Gate", 12, "f.gate").hidden(),
        Column::new("model", "Model", 14, MODEL_TEXT).hidden(),
        Column::new("source", "From", 8, "f.source").holding(Holds::AnyId).hidden(),
        Column::new("verifier", "Verifier", 12, "f.verifier").hidden(),
        Column::new("age", "Age", 5, AGE).right().hidden(),
    ],
    first: Sort { column: "due", descending: false },
    asked: &[
        asked("state", QueryKind::Choice(FollowUpState::WORDS), "f.state"),
        asked("kind", QueryKind::Choice(FollowUpKind::WORDS), "f.kind"),
        asked("severity", QueryKind::Scale(Importance::WORDS), "f.severity"),
        asked("gate", QueryKind::Choice(Gate::WORDS), "f.gate"),
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', f.model) || m.name, '')"),
        asked("source", QueryKind::Record, "f.source"),
        asked("owner", QueryKind::Person, "f.owner"),
        asked("verifier", QueryKind::Person, "f.verifier"),
        asked("due", QueryKind::Date, "f.due"),
        asked("age", QueryKind::Number, AGE),
        asked("closed", QueryKind::Date, "board_day(f.closed_at, :zone)"),
        flag("open", "f.state IN ('open', 'in-progress', 'verify')").by("followup_open"),
        flag("overdue", "f.state IN ('open', 'in-progress', 'verify') AND f.due < :today").by("followup_open"),
        flag("condition", "f.kind = 'condition'"),
        flag(
            "lapsed",
            "f.kind = 'condition' AND (f.lapsed_on IS NOT NULL OR (f.state IN ('open', 'in-progress', 'verify') AND f.due < :today))",
        ),
        flag("extended", "coalesce(f.extensions, 0) > 0"),
    ],
    from: "followup f",
    joins: &[("m.", "LEFT JOIN model m ON m.number = f.model")],
    holds: "f.voided = 0",
    number: "f.number",
    whose: &["f.owner", "f.verifier"],
    standing: "CASE WHEN f.state IN ('closed', 'cancelled') THEN 3 WHEN f.due < :today THEN 2
        WHEN f.due <= date(:today, '+7 days') THEN 1 ELSE 0 END",
};

/// An acceptance `a` that ran out while a risk that it covered is open, and that no other has taken over: somebody still
/// has to act on it (R14).
macro_rules! lapsed {
    () => {
        concat!(
            acceptance_state!(),
            " = 'expired' AND NOT EXISTS (SELECT 1 FROM acceptance later WHERE later.renewal_of = a.number AND later.voided = 0
                AND later.state IN ('proposed', 'active'))
              AND EXISTS (SELECT 1 FROM risk r WHERE r.model IS a.model AND r.voided = 0
                AND instr(a.risks || ';', printf('RSK-%04d;', r.number)) > 0 AND ",
            risk_state!(),
            " IN ('identified', 'assessed', 'treating'))"
        )
    };
}

/// Acceptances.
pub const ACCEPTANCES: Table = Table {
    kind: Some(RecordKind::Acceptance),
    columns: &[
        Column::id(RecordKind::Acceptance, "a.number"),
        Column::new("rationale", "Acceptance", 15, "a.rationale").grows().unsorted(),
        Column::new("model", "Model", 14, "coalesce(m.name, '') COLLATE NOCASE"),
        Column::new("executive", "Executive", 12, "a.accountable_exec"),
        Column::new("expires", "Expires", 10, "a.expiry"),
        Column::new("state", "State", 10, ACCEPTANCE_STATE),
        Column::new("kind", "Kind", 16, "a.kind").hidden(),
        Column::new("risks", "Risks", 10, "a.risks").hidden().unsorted(),
        Column::new(
            "verified",
            "Verified",
            8,
            concat!(verified_controls!(), " || '/' || coalesce(json_array_length(a.controls), 0)"),
        )
        .hidden()
        .unsorted(),
    ],
    first: Sort { column: "expires", descending: false },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', a.model) || m.name, '')"),
        asked("state", QueryKind::Choice(AcceptanceState::WORDS), ACCEPTANCE_STATE),
        asked("kind", QueryKind::Choice(AcceptanceKind::WORDS), "a.kind"),
        asked("executive", QueryKind::Person, "a.accountable_exec"),
        asked("requester", QueryKind::Person, "a.requester"),
        asked("expires", QueryKind::Date, "a.expiry"),
        asked("review", QueryKind::Date, "a.review_date"),
        asked("tier", QueryKind::Range(1, 4), "m.tier"),
        flag("open", concat!("(", acceptance_state!(), " IN ('proposed', 'active') OR (", lapsed!(), "))")),
        flag("lapsed", lapsed!()),
        flag("active", concat!(acceptance_state!(), " = 'active'")),
        flag("expired", concat!(acceptance_state!(), " = 'expired'")),
        flag("unreviewed", "a.state = 'active' AND a.expiry >= :today AND a.review_date < :today"),
        flag("overdue", ran_out!()),
        flag(
            "unverified",
            concat!(
                "a.state = 'active' AND a.expiry >= :today AND ",
                verified_controls!(),
                " < coalesce(json_array_length(a.controls), 0)"
            ),
        ),
    ],
    from: "acceptance a",
    joins: &[("m.", "LEFT JOIN model m ON m.number = a.model")],
    holds: "a.voided = 0",
    number: "a.number",
    whose: &["a.accountable_exec", "a.requester"],
    standing: concat!(
        "CASE WHEN ",
        ran_out!(),
        " THEN 2 WHEN ",
        acceptance_state!(),
        " IN ('closed', 'revoked', 'expired') THEN 3 WHEN a.state = 'active' AND a.expiry <= date(:today, '+14 days') THEN 1 ELSE 0 END"
    ),
};

/// Incidents.
pub const INCIDENTS: Table = Table {
    kind: Some(RecordKind::Incident),
    columns: &[
        Column::id(RecordKind::Incident, "n.number"),
        Column::new("title", "Incident", 15, "iif(n.exercise = 1, 'Exercise: ', '') || n.title").grows(),
        Column::new(
            "severity",
            "Severity",
            9,
            "CASE n.severity WHEN 0 THEN 'near-miss' ELSE CAST(n.severity AS TEXT) END",
        ),
        Column::new("model", "Model", 12, "coalesce(m.name, '') COLLATE NOCASE"),
        Column::new("state", "State", 10, "n.state"),
        Column::new("detected", "Detected", 16, "n.detected").holding(Holds::Moment),
        Column::new("lead", "Lead", 12, "n.lead").hidden(),
        Column::new("cause", "Cause", 10, "n.cause_category").hidden(),
        Column::new("regulator", "Regulator", 9, "n.regulator").hidden(),
        Column::new("told", "Told on", 10, "n.regulator_told").hidden(),
        Column::new("exercise", "Exercise", 8, "CASE n.exercise WHEN 1 THEN 'yes' ELSE '' END").hidden(),
    ],
    first: Sort { column: "detected", descending: true },
    asked: &[
        asked("model", QueryKind::Text, "coalesce(printf('MDL-%04d ', n.model) || m.name, '')"),
        asked("state", QueryKind::Choice(IncidentState::WORDS), "n.state"),
        asked("severity", QueryKind::Number, "n.severity"),
        asked("lead", QueryKind::Person, "n.lead"),
        asked("detected", QueryKind::Date, "board_day(n.detected, :zone)"),
        flag("open", "n.state <> 'closed'"),
        flag("serious", "n.severity IN (1, 2)"),
        asked("cause", QueryKind::Text, "n.cause_category"),
        flag("exercise", "n.exercise = 1"),
        flag("to-report", "n.regulator IN ('suspected', 'yes') AND n.regulator_told IS NULL AND n.exercise = 0"),
    ],
    from: "incident n",
    joins: &[("m.", "LEFT JOIN model m ON m.number = n.model")],
    holds: "n.voided = 0",
    number: "n.number",
    whose: &["n.lead"],
    standing: "CASE WHEN n.state = 'closed' THEN 3 WHEN n.severity IN (1, 2) THEN 2 ELSE 0 END",
};
