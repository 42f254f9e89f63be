//! What keeps watch between meetings: monitors, drift events, reviews, control tests, manual metrics.

use crate::domain::decimal::Decimal;
use crate::domain::field::is_default;
use crate::domain::ids::{DecisionId, IncidentId, ModelId, MonitorId};
use crate::domain::moment::Moment;
use crate::domain::states::{
    Cadence, ControlResult, Dimension, Direction, DriftOutcome, ReviewOutcome, ReviewTrigger, Standing, ViewedList,
};
use crate::domain::value::{Day, Handle, Ids, Line, Prose, YesNo};
use crate::record;

record! {
    /// A metric of a model that is watched against thresholds.
    pub struct Monitor("monitor") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// What is measured, as readings name it.
        metric: Line, "Metric", required, "auc, psi, latency-p99 …";
        /// The dimension it covers (R15).
        dimension: Dimension, "Dimension", optional, "operations, performance, drift, fairness, safety, security";
        /// Its value when all is well.
        baseline: Decimal, "Baseline", optional, "a number";
        /// Past it somebody looks.
        warn: Decimal, "Warning threshold", optional, "a number";
        /// Past it is a breach.
        alert: Decimal, "Alert threshold", optional, "a number";
        /// Which side of a threshold is bad.
        direction: Direction, "Bad side", optional, "above: higher is worse; below: lower is worse";
        /// How often it is measured.
        cadence: Cadence, "Cadence", optional, "continuous, hourly, daily, weekly, monthly, quarterly";
        /// Who answers to an alert.
        owner: Handle, "Owner", optional, "a handle";
        /// What to do on an alert.
        runbook: Line, "Runbook", optional, "a link, or the name of one of ours";
        /// When the runbook was last reviewed.
        runbook_reviewed: Day, "Runbook reviewed", optional, "2026-12-01";
        /// Since when it measures.
        live_since: Day, "Live since", optional, "2026-12-01; blank is planned";
        /// When it was switched off.
        ended_on: Day, "Ended on", optional, "2026-12-01";
    }
}

record! {
    /// A monitor's latest reading.
    pub struct MonitorProgress("monitor") {
        /// Its value.
        last_value: Decimal, "Last value", optional, "";
        /// When it was taken.
        last_at: Moment, "Last reading", optional, "";
        /// Where it stands.
        standing: Standing, "Standing", optional, "";
        /// When a threshold was last breached.
        last_breach: Moment, "Last breach", optional, "";
        /// The day on which its breaches were last put on the record as repeated.
        repeated_on: Day, "Breaches repeated", optional, "";
    }
}

record! {
    /// A drift of a model, from its onset to what it came to.
    pub struct DriftEvent("drift event") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// The monitor that saw it.
        monitor: MonitorId, "Monitor", optional, "MON-0001";
        /// In a line.
        summary: Line, "Summary", required, "one line";
        /// When it began, as far as can be told.
        onset: Moment, "Estimated onset", optional, "2026-11-20 14:05";
        /// When it was noticed.
        alerted: Moment, "Alerted", optional, "2026-11-20 15:00";
        /// When somebody had looked at it and decided what it is.
        triaged: Moment, "Triaged", optional, "2026-11-20 17:30";
        /// What it came to.
        outcome: DriftOutcome, "Outcome", optional, "open, false-alarm, tolerated, retrained, rolled-back, incident";
        /// The incident it became.
        incident: IncidentId, "Incident", optional, "INC-0001";
        /// What was done.
        conclusion: Prose, "Conclusion", optional, "what it was, and what was done";
    }
}

record! {
    /// A periodic review of a model.
    pub struct Review("periodic review") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// What makes it due.
        trigger: ReviewTrigger, "Trigger", optional, "cadence, change, incident, breach, lapse, request";
        /// What brought it about, one a line.
        cause: Prose, "Brought about by", optional, "what brought it about, one a line";
        /// The version whose change asks for it, if it is about one.
        version: Line, "Version", optional, "4.2";
        /// By when.
        due: Day, "Due", optional, "the model's next review if blank";
        /// Who reviews.
        reviewer: Handle, "Reviewer", optional, "a handle";
        /// What was found.
        findings: Prose, "Findings", optional, "what was found";
        /// What comes of it.
        outcome: ReviewOutcome, "Outcome", optional, "pending, continue, revalidate, restrict, retire";
        /// When it was concluded.
        concluded_on: Day, "Concluded on", optional, "today if blank";
        /// The decision that followed.
        decision: DecisionId, "Decision", optional, "DEC-0001";
    }
}

record! {
    /// A review across models that a query names.
    pub struct ThematicReview("thematic review") {
        /// Its title.
        title: Line, "Title", required, "all customer-facing LLM features";
        /// The query over models.
        query: Line, "Query", required, "kind:llm exposure:customer-facing";
        /// Who reviews.
        reviewer: Handle, "Reviewer", optional, "a handle";
        /// First day of its period.
        from: Day, "From", optional, "2026-10-01";
        /// Last day of its period.
        until: Day, "Until", optional, "2026-12-31";
        /// What was found; each finding that needs work is a follow-up.
        findings: Prose, "Findings", optional, "what was found";
        /// What follows from it.
        conclusion: Prose, "Conclusion", optional, "what follows";
        /// When it was concluded.
        concluded_on: Day, "Concluded on", optional, "2026-12-31";
    }
}

record! {
    /// A test of a control on a sample of decisions.
    pub struct ControlTest("control test") {
        /// The control, by its key in the policy's `[[frameworks.control]]`.
        control: Line, "Control", required, "evidence, decision-authority, release …";
        /// The decisions looked at.
        sample: Ids<DecisionId>, "Decisions sampled", optional, "DEC-0001; DEC-0007";
        /// Who tested.
        tester: Handle, "Tester", required, "a handle";
        /// When.
        tested_on: Day, "Tested on", optional, "today if blank";
        /// What was found.
        result: ControlResult, "Result", optional, "effective, partial, ineffective";
        /// What did not hold, one a line.
        exceptions: Prose, "Exceptions", optional, "one a line";
    }
}

record! {
    /// A number that no record can give.
    pub struct ManualMetric("manual metric") {
        /// Its name, as the KPIs ask for it.
        name: Line, "Name", required, "unregistered-models, satisfaction, training, audit-findings …";
        /// The last day of the period it is about.
        period_end: Day, "Period end", required, "2026-09-30, eom";
        /// Its numerator, or the sum of responses.
        numerator: Decimal, "Numerator", optional, "a number";
        /// Its denominator, or how many responded.
        denominator: Decimal, "Denominator", optional, "a number";
        /// Its value, where it is no ratio.
        value: Decimal, "Value", optional, "a number";
        /// A part of it: a severity, a team.
        segment: Line, "Segment", optional, "high, team-a …";
        /// Where it comes from.
        source: Line, "Source", required, "survey, learning platform, audit report";
        /// By whom.
        by: Handle, "By", optional, "a handle";
        /// Whether it was taken back.
        withdrawn: YesNo, "Withdrawn", optional, "yes or no";
    }
}

record! {
    /// An early consultation on a model: office hours, before anything is submitted.
    pub struct Consultation("consultation") {
        /// The model.
        model: ModelId, "Model", required, "MDL-0001";
        /// When it was.
        held_on: Day, "Held on", optional, "today if blank";
        /// Who asked.
        asked_by: Handle, "Asked by", optional, "a handle";
        /// Who advised.
        advisor: Handle, "Advisor", optional, "a handle; you if blank";
        /// What it was about.
        topic: Line, "Topic", required, "one line";
        /// What was advised.
        advice: Prose, "Advice", optional, "what was advised; it binds nobody";
    }
}

record! {
    /// A saved view: a query over a list, under a name.
    pub struct SavedView("view") {
        /// Its name.
        name: Line, "Name", required, "LLMs that customers see";
        /// The list.
        list: ViewedList, "List", required, "intake, models, risks, followups …";
        /// The query.
        query: Line, "Query", optional, "kind:llm exposure:customer-facing";
        /// The column it is sorted by; `-` before it turns the order round.
        sort: Line, "Sort", optional, "due, -tier …";
        /// Whether it is no longer offered.
        retired: YesNo, "Retired", optional, "yes or no";
    }
}
