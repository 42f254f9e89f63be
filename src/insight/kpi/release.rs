//! KPIs over releases: reproduced validations, privacy risks mitigated in time, the gate's use.

use super::Frame;
use super::exact::Quotient;
use super::measure::Figure;
use crate::domain::ids::ModelId;
use crate::domain::record::{Row, Version};
use crate::domain::states::{Band, Gate, GateResult, Reproduced, RiskCategory, RiskState, Treatment};
use crate::domain::text::join_words;
use crate::store::query::kpi::{Fact, RiskFact};

/// Validation reproducibility.
pub fn reproducibility(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    for row in &frame.facts.validations {
        let Some(issued) = row.issued_on.0.filter(|on| frame.holds(*on)) else { continue };
        if frame.facts.tier(ModelId(row.model.0), issued).0 != Some(1) {
            continue;
        }
        let parts = [("code", &row.code_ref), ("data", &row.data_ref), ("results", &row.results_ref)];
        let missing: Vec<&str> = parts.iter().filter(|(_, text)| text.is_empty()).map(|(name, _)| *name).collect();
        let what = if missing.is_empty() {
            format!("reproduced: {}", row.reproduced)
        } else {
            format!("issued without {}", join_words(&missing, "and"))
        };
        figure.count(row.id(), missing.is_empty() && row.reproduced == Reproduced::Yes, what);
    }
    figure.share()
}

/// The first release of a risk's model on or after the day the risk was identified.
fn release_after<'a>(frame: &Frame<'a>, risk: &RiskFact) -> Option<&'a Row<Version>> {
    let identified = frame.facts.steps(risk.id(), frame.on).next()?.on;
    frame
        .facts
        .versions
        .iter()
        .filter(|version| version.model.0 == risk.model.0)
        .filter(|version| version.released_on.0.is_some_and(|on| on >= identified && on <= frame.on))
        .min_by_key(|version| (version.released_on, version.number))
}

/// Privacy risk closure: each risk once, at the first release after it was identified; critical apart.
pub fn privacy(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure { judged_apart: true, ..Figure::default() };
    let (mut critical_n, mut critical_d) = (0, 0);
    for risk in &frame.facts.risks {
        if risk.category != RiskCategory::Privacy || risk.phase != Gate::PreRelease || risk.model.0 == 0 {
            continue;
        }
        let Some(version) = release_after(frame, risk) else { continue };
        let Some(released) = version.released_on.0.filter(|on| frame.holds(*on)) else { continue };
        let state = frame.facts.state(risk.id(), released).and_then(RiskState::of).unwrap_or_default();
        // Closing what was accepted does not mitigate it.
        let mitigated =
            state == RiskState::Mitigated || (state == RiskState::Closed && risk.treatment != Treatment::Accept);
        figure.count(risk.id(), mitigated, format!("{state} when {} was released on {released}", version.label));
        if Band::of_score(risk.inherent) == Some(Band::Critical) {
            critical_d += 1;
            critical_n += i64::from(mitigated);
        }
    }
    figure.part_share("critical", critical_n, critical_d);
    figure.judged = Quotient::percent(critical_n, critical_d);
    figure.share()
}

/// Automation uptake; what was released although the gate was closed is named.
pub fn automation(frame: &Frame<'_>) -> Figure {
    let mut figure = Figure::default();
    let mut failed = Vec::new();
    for version in &frame.facts.versions {
        let Some(released) = version.released_on.0.filter(|on| frame.holds(*on)) else { continue };
        let answer = frame.facts.state(version.id(), released).and_then(GateResult::of).unwrap_or_default();
        let model = ModelId(version.model.0);
        let what = match answer {
            GateResult::None => "released without asking the gate".to_owned(),
            GateResult::Pass => format!("gate open, released {released}"),
            GateResult::Fail => {
                failed.push(format!("{model} {}", version.label));
                format!("released {released} although the gate was closed")
            }
        };
        figure.count(version.id(), answer != GateResult::None, format!("{model} {}: {what}", version.label));
    }
    if !failed.is_empty() {
        figure.notes.push(format!("alarm: released on a closed gate: {}", join_words(&failed, "and")));
    }
    figure.part_count("released on fail", i64::try_from(failed.len()).unwrap_or(0));
    figure.share()
}
