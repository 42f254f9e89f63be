//! The policy file as types. Every table of `assets/policy.toml` has its struct here; an unknown key is refused.
//! How the text is read stands in `parse`, what it must satisfy in `check`, how rules look things up in `lookup`.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use serde::Deserialize;

use super::words::{ArtifactDue, Condition, CustomKind, CustomRecord, PassShare, QuorumShare, Trend};
use crate::domain::states::{Dimension, Function, ItemKind};
use crate::domain::value::Handle;
use crate::domain::zone::Zone;

/// Declares tables of the file: kebab-case keys, nothing unknown.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type,)* }
    )*};
}

tables! {
    /// The policy in force: every number and list the rules use.
    Policy {
        /// The edition's own label.
        version: String,
        /// The board's time zone.
        time_zone: TimeZone,
        /// Days without work.
        calendar: CalendarTable,
        /// How a tier is found.
        tiering: Tiering,
        /// What each tier asks for; index 0 is tier 1.
        tier: Vec<TierRules>,
        /// What passes where there is no tier.
        untiered: Untiered,
        /// Triage.
        triage: Triage,
        /// Emergency patches.
        emergency: Emergency,
        /// Motions without objection.
        without_objection: WithoutObjection,
        /// Default terms of follow-ups.
        follow_up_days: FollowUpDays,
        /// Retirement.
        retirement: Retirement,
        /// The agenda's horizons and timeboxes.
        agenda: AgendaRules,
        /// Terms of reporting incidents.
        incident: IncidentRules,
        /// Signatures beside the vote.
        sign_off: SignOff,
        /// Kinds of evidence.
        artifact: Vec<ArtifactRule>,
        /// Dimensions of monitoring.
        monitoring: Monitoring,
        /// Material change.
        change: ChangeRules,
        /// What the board wants to know beside the fields of the program.
        #[serde(default)]
        custom_field: Vec<CustomFieldRule>,
        /// Targets of the KPIs by name.
        kpi: BTreeMap<String, Target>,
        /// What the rules and controls answer.
        frameworks: Frameworks,
        #[serde(skip)]
        /// SHA-256 of the text, in hexadecimal.
        sha256: String,
    }

    /// Days without work.
    CalendarTable {
        /// Days of the week.
        weekend: Vec<Weekday>,
        /// Single days.
        holidays: Vec<Date>,
    }

    /// The questionnaire, its weights, thresholds and floors.
    Tiering {
        /// Lowest score of tier 1.
        tier_1_from: u32,
        /// Lowest score of tier 2.
        tier_2_from: u32,
        /// Lowest score of tier 3.
        tier_3_from: u32,
        /// An incident of this severity or worse lifts the tier.
        incident_severity: i64,
        /// For so many months.
        incident_months: u32,
        /// Most steps of an override downwards.
        override_steps: u8,
        /// Signers of an override downwards.
        override_signers: usize,
        /// The factors.
        factor: Vec<Factor>,
        /// Floors by a factor's answer.
        factor_floor: Vec<FactorFloor>,
        /// Floors by a fact.
        fact: Vec<Fact>,
    }

    /// A scored question.
    Factor {
        /// Its name in answers.
        key: String,
        /// Its label.
        label: String,
        /// How much an answer counts.
        weight: u32,
        /// What 0 to 4 mean.
        levels: [String; 5],
    }

    /// A floor that a factor's answer sets.
    FactorFloor {
        /// The factor.
        factor: String,
        /// From this answer on.
        level: u8,
        /// At least this tier.
        tier: u8,
    }

    /// A question of fact that sets a floor.
    Fact {
        /// Its name in answers.
        key: String,
        /// What is asked.
        question: String,
        /// At least this tier.
        #[serde(default)]
        tier: Option<u8>,
        /// Whether it forbids the use.
        #[serde(default)]
        blocks: bool,
    }

    /// What a tier asks for.
    TierRules {
        /// 1 to 4.
        number: u8,
        /// Its name.
        name: String,
        /// Business days from complete to decision.
        decide_within: u32,
        /// Business days after which the clock turns amber.
        #[serde(default)]
        warn_at: Option<u32>,
        /// Months between reviews.
        review_months: u32,
        /// Months between validations; none: on a trigger.
        #[serde(default)]
        revalidation_months: Option<u32>,
        /// Whether the owner's attestation is review enough.
        #[serde(default)]
        attest: bool,
        /// Quorum of filled voting seats.
        quorum: QuorumShare,
        /// Share of votes cast that passes.
        pass: PassShare,
        /// Groups of functions, of each of which one must be present.
        functions: Vec<Vec<Function>>,
        /// Longest term of an acceptance, in days.
        acceptance_days: u32,
        /// Who may decide outside the meeting.
        #[serde(default)]
        delegation: Option<Delegation>,
    }

    /// Who may decide outside the meeting.
    Delegation {
        /// How many sign.
        signers: usize,
        /// How many of them at least are mrm.
        mrm: usize,
        /// The mrm people who may sign; empty: any with a voting seat.
        #[serde(default)]
        named: Vec<Handle>,
    }

    /// What passes where there is no tier.
    Untiered {
        /// Quorum of filled voting seats.
        quorum: QuorumShare,
        /// Share of votes cast that passes.
        pass: PassShare,
    }

    /// Triage.
    Triage {
        /// Business days from submission.
        within: u32,
    }

    /// Emergency patches.
    Emergency {
        /// Business days such a decision holds at most.
        business_days: u32,
    }

    /// Motions without objection.
    WithoutObjection {
        /// Tiers in which they may pass.
        tiers: Vec<u8>,
        /// Whether they may where there is no tier.
        untiered: bool,
    }

    /// Default terms of follow-ups by severity.
    FollowUpDays {
        /// Critical.
        critical: u32,
        /// High.
        high: u32,
        /// Medium.
        medium: u32,
        /// Low.
        low: u32,
    }

    /// Retirement.
    Retirement {
        /// Days between notice and retirement.
        notice_days: u32,
        /// Years the record is kept.
        retention_years: u32,
    }

    /// The agenda's horizons and timeboxes.
    AgendaRules {
        /// Days ahead that expiring acceptances are listed.
        acceptances_expiring: u32,
        /// Days ahead that follow-ups are listed.
        follow_ups_due: u32,
        /// Days ahead that reviews are listed.
        reviews_due: u32,
        /// Minutes by kind of item.
        timebox: BTreeMap<ItemKind, u32>,
    }

    /// Terms of reporting a serious incident (R16).
    IncidentRules {
        /// Days in general.
        report_within: u32,
        /// Days after a death.
        report_within_death: u32,
        /// Days when widespread.
        report_within_widespread: u32,
        /// The categories of root causes; repeats are found by them.
        #[serde(default = "super::incident::causes")]
        causes: Vec<String>,
    }

    /// Functions that sign beside the vote (R20).
    SignOff {
        /// Stop-ship.
        stop_ship: Vec<Function>,
        /// A public claim.
        public_claim: Vec<Function>,
        /// A change of criteria.
        change_of_criteria: Vec<Function>,
    }

    /// A kind of evidence.
    ArtifactRule {
        /// Its name.
        kind: String,
        /// Its label.
        label: String,
        /// The lowest tier that needs it.
        tier: u8,
        /// By when.
        due: ArtifactDue,
        /// Where it applies; none: always.
        #[serde(default)]
        when: Option<Condition>,
        /// Whether the submission itself is it.
        #[serde(default)]
        submission: bool,
        /// Kinds that will do instead.
        #[serde(default)]
        or: Vec<String>,
        /// Months after which it is stale.
        #[serde(default)]
        stale_after: Option<u32>,
        /// Triggers after which an accepted one no longer carries forward.
        #[serde(default)]
        touched_by: Vec<String>,
    }

    /// Monitoring by tier.
    Monitoring {
        /// Lowest tier whose monitors need a reviewed runbook.
        runbook_tier: u8,
        /// The dimensions.
        dimension: Vec<DimensionRule>,
    }

    /// A dimension of monitoring.
    DimensionRule {
        /// Which.
        dimension: Dimension,
        /// The lowest tier that needs it.
        tier: u8,
        /// Where it applies; none: always.
        #[serde(default)]
        when: Option<Condition>,
    }

    /// Material change.
    ChangeRules {
        /// Minor changes that make a material one.
        minor_changes: u32,
        /// Growth of volume that is material.
        volume_factor: u32,
        /// How much a metric may lose against the version before, in percent of what it was.
        #[serde(default = "super::change::tolerance")]
        metric_tolerance_percent: u32,
        /// When breaches of a monitor count as repeated.
        #[serde(default)]
        repeated_breaches: super::change::RepeatedBreaches,
        /// The triggers.
        trigger: Vec<Trigger>,
    }

    /// A trigger of material change.
    Trigger {
        /// Its name.
        key: String,
        /// In words.
        text: String,
    }

    /// A custom field.
    CustomFieldRule {
        /// What kind of record has it.
        record: CustomRecord,
        /// Its name.
        key: String,
        /// Its label.
        label: String,
        /// What it holds.
        #[serde(default)]
        kind: CustomKind,
        /// What a choice chooses from.
        #[serde(default)]
        choices: Vec<String>,
    }

    /// What the rules and controls answer, by reference.
    Frameworks {
        /// References by rule, `R01` to `R20`.
        rules: BTreeMap<String, Vec<String>>,
        /// The control objectives.
        control: Vec<ControlObjective>,
    }

    /// A control objective.
    ControlObjective {
        /// Its name.
        key: String,
        /// In a sentence.
        objective: String,
        /// The requirements it answers.
        answers: Vec<String>,
    }
}

/// The target of a KPI.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// This much or more.
    AtLeast(f64),
    /// This much or less.
    AtMost(f64),
    /// Less than this.
    Below(f64),
    /// A direction against the window before.
    Trend(Trend),
    /// Each tier's `decide-within`.
    TierLimit,
    /// None.
    None,
}

/// The board's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TimeZone(pub Zone);

/// A date, quoted or bare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::Value")]
pub struct Date(pub NaiveDate);
