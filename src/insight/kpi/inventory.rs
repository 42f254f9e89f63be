//! KPIs over the inventory: coverage, tiering, monitoring, fairness and security evidence.

use std::collections::BTreeMap;

use chrono::Days;

use super::exact::Quotient;
use super::measure::Figure;
use super::{Frame, SUBGROUPS, THREATS, manual};
use crate::domain::ids::ModelId;
use crate::domain::record::{Artifact, Monitor, Record, Row};
use crate::domain::states::{Applies, ArtifactState, Dimension, Exposure, Stage};
use crate::domain::text::join_words;
use crate::domain::value::TierValue;
use crate::policy::{monitoring, readiness};
use crate::store::query::kpi::{Fact, ModelFact, Step};

/// Days within which a model that comes on board is tiered.
const TIERED_WITHIN: u64 = 14;

/// Inventory coverage; record completeness as long as nobody says what is not registered.
pub fn coverage(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    for model in frame.facts.production(frame.on) {
        let mut lacking = Vec::new();
        if !model.owned {
            lacking.push("owner");
        }
        if !model.purposed {
            lacking.push("use case");
        }
        if frame.facts.tier(number(model), frame.on).0.is_none() {
            lacking.push("tier");
        }
        if model.exposure == Exposure::Unknown {
            lacking.push("deployment context");
        }
        let what = if lacking.is_empty() { String::new() } else { format!("lacks {}", join_words(&lacking, "and")) };
        figure.count(model.id(), lacking.is_empty(), what);
    }
    if let Some(count) = manual::unregistered(frame) {
        figure.d += count;
        figure.notes.push(format!("{count} in use and not registered"));
    } else {
        figure.label = Some("Record completeness");
        figure.notes.push("no metric unregistered-models: what is not registered is not counted".to_owned());
    }
    figure.share()
}

/// Risk tiering completion.
pub fn tiering(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let (mut tiered, mut all) = (0, 0);
    for model in &frame.facts.models {
        let mut steps = frame.facts.steps(model.id(), frame.on);
        let Some(onboarded) = steps.next().map(|step| step.on) else { continue };
        let set = |step: &&Step| step.reasoned && step.tier.is_some_and(|tier| tier.0.is_some());
        let since = frame.facts.steps(model.id(), frame.on).find(set).map(|step| step.on);
        if frame.facts.state(model.id(), frame.on) != Some(Stage::Retired.word()) {
            all += 1;
            tiered += i64::from(since.is_some());
        }
        if !frame.holds(onboarded) {
            continue;
        }
        let last = onboarded.checked_add_days(Days::new(TIERED_WITHIN)).unwrap_or(onboarded);
        match since {
            Some(on) => figure.count(model.id(), on <= last, format!("onboarded {onboarded}, tiered {on}")),
            None if last < frame.on => {
                figure.count(model.id(), false, format!("onboarded {onboarded}, no tier with a rationale"));
            }
            None => figure.leave_out(model.id(), format!("onboarded {onboarded}, its 14 days are not over")),
        }
    }
    figure.part_share("all models", tiered, all);
    figure.share()
}

/// Rows by the number of the model that they are about, in their order.
type ByModel<'a, R> = BTreeMap<u32, Vec<&'a Row<R>>>;

/// Puts rows to their models, so that a model is asked for its own and not for all.
fn by_model<R: Record>(rows: &[Row<R>], model: impl Fn(&R) -> ModelId) -> ByModel<'_, R> {
    let mut of: ByModel<'_, R> = BTreeMap::new();
    for row in rows {
        of.entry(model(&row.fields).0).or_default().push(row);
    }
    of
}

/// Monitoring coverage of the models in production, or of those of tier 1.
pub fn monitoring(frame: &Frame<'_>, tier_1: bool) -> Figure {
    let mut figure = Figure::default();
    let watched = by_model(&frame.facts.monitors, |monitor| monitor.model);
    for model in frame.facts.production(frame.on) {
        let tier = frame.facts.tier(number(model), frame.on);
        if tier_1 && tier.0 != Some(1) {
            continue;
        }
        let missing = unmonitored(frame, &watched, model, tier);
        let what =
            if missing.is_empty() { String::new() } else { format!("nothing watches {}", join_words(&missing, "and")) };
        figure.count(model.id(), missing.is_empty(), what);
    }
    if !tier_1 {
        let (n, d) = tier_share(frame, &watched);
        figure.part_share("tier 1", n, d);
    }
    figure.share()
}

fn tier_share(frame: &Frame<'_>, watched: &ByModel<'_, Monitor>) -> (i64, i64) {
    let mut share = (0, 0);
    for model in frame.facts.production(frame.on) {
        let tier = frame.facts.tier(number(model), frame.on);
        if tier.0 == Some(1) {
            share.1 += 1;
            share.0 += i64::from(unmonitored(frame, watched, model, tier).is_empty());
        }
    }
    share
}

/// The dimensions that a model's tier needs and that nothing watches on the day.
fn unmonitored(
    frame: &Frame<'_>,
    watched: &ByModel<'_, Monitor>,
    model: &ModelFact,
    tier: TierValue,
) -> Vec<&'static str> {
    let monitors = watched.get(&model.number).into_iter().flatten();
    let monitors: Vec<&Monitor> = monitors.map(|row| &row.fields).collect();
    let covered = monitoring::covered(monitors, tier, frame.on, frame.policy);
    let needed = readiness::dimensions(tier, &model.judged(), frame.policy);
    needed.into_iter().filter(|one| !covered.contains(one)).map(Dimension::word).collect()
}

/// Fairness evaluation coverage; where nobody has said whether it applies, a model counts as uncovered.
pub fn fairness(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let filed = by_model(&frame.facts.artifacts, |artifact| artifact.model);
    for model in frame.facts.production(frame.on) {
        match model.fairness_applies {
            Applies::No => {}
            Applies::Unknown => figure.count(model.id(), false, "nobody has said whether fairness applies"),
            Applies::Yes => evidence(frame, model, &filed, SUBGROUPS, &mut figure),
        }
    }
    figure.share()
}

/// Security AI review coverage.
pub fn security(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let filed = by_model(&frame.facts.artifacts, |artifact| artifact.model);
    for model in frame.facts.production(frame.on) {
        match model.security_applies {
            Applies::No => {}
            Applies::Unknown => figure.leave_out(model.id(), "nobody has said whether AI security applies"),
            Applies::Yes => evidence(frame, model, &filed, THREATS, &mut figure),
        }
    }
    figure.share()
}

/// Counts a model by whether it has an accepted, current artifact of a kind, or of one that will do instead.
fn evidence(frame: &Frame<'_>, model: &ModelFact, filed: &ByModel<'_, Artifact>, kind: &str, figure: &mut Figure) {
    let rule = frame.policy.artifact(kind);
    let kinds: Vec<&str> =
        [kind].into_iter().chain(rule.into_iter().flat_map(|rule| rule.or.iter().map(String::as_str))).collect();
    let filed: Vec<&Row<Artifact>> = filed
        .get(&model.number)
        .into_iter()
        .flatten()
        .copied()
        .filter(|row| kinds.contains(&row.kind.as_str()))
        .filter(|row| row.fields.state == ArtifactState::Accepted && row.received.0.is_none_or(|day| day <= frame.on))
        .collect();
    let stale = |row: &&&Row<Artifact>| {
        let rule = frame.policy.artifact(row.kind.as_str()).or(rule);
        rule.is_some_and(|rule| readiness::is_stale(&row.fields, rule, frame.on))
    };
    match (filed.iter().find(|row| !stale(row)), filed.last()) {
        (Some(current), _) => figure.count(model.id(), true, current.id().to_string()),
        (None, Some(last)) => figure.count(model.id(), false, format!("{} is stale", last.id())),
        (None, None) => figure.count(model.id(), false, format!("no accepted {kind}")),
    }
}

/// How many models are in production at the end of the day.
pub fn in_production(frame: &Frame<'_>) -> i64 {
    i64::try_from(frame.facts.production(frame.on).count()).unwrap_or(i64::MAX)
}

/// Incidents for every hundred models in production.
pub fn per_hundred(frame: &Frame<'_>, count: i64) -> Option<Quotient> {
    Quotient::percent(count, in_production(frame))
}

const fn number(model: &ModelFact) -> ModelId {
    ModelId(model.number)
}
