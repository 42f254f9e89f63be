//! What stands above a submission's page: whose it is, what is missing, its tier and why, who reviews it.

use std::fmt::Write as _;

use crate::board::Env;
use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::order;
use crate::domain::record::{Model, Submission};
use crate::domain::states::SubmissionState;
use crate::policy::readiness::Standing;
use crate::policy::tiering::{Answers, Found};
use crate::store::View;
use crate::tui::rich::Rich;
use crate::tui::screens::triage::Sheet;
use crate::tui::theme::Role;

/// How many answers a tier's reasons name.
const NAMED: usize = 3;

/// The lines; none for what is no submission.
pub fn lines(view: &View<'_>, env: &Env, id: RecordId) -> Result<Vec<Rich>, Refusal> {
    if id.kind != RecordKind::Submission {
        return Ok(Vec::new());
    }
    let row = view.get::<Submission>(id.number)?;
    let sheet = Sheet::read(view, id, env)?;
    let mut first = format!("{} · {} · asked by {}", sheet.model.name, row.kind, or_nobody(row.requester.as_str()));
    if let Some(day) = sheet.submitted_on {
        let _ = write!(first, " {day}");
    }
    if let Some(day) = row.release_target.0 {
        let _ = write!(first, " · release {day}");
    }
    let mut lines = vec![Rich::of(first, Role::Accent), missing(&sheet, row.state.state)];
    lines.push(tier(&view.get::<Model>(row.model.0)?, &sheet));
    lines.push(reviewers(view, &row)?);
    lines.push(Rich::blank());
    Ok(lines)
}

fn or_nobody(handle: &str) -> &str {
    if handle.is_empty() { "nobody" } else { handle }
}

/// The kinds that are not there, each with how it stands if it is not simply missing.
fn missing(sheet: &Sheet, state: SubmissionState) -> Rich {
    let tier = sheet.model.tier.0.and_then(|tier| u8::try_from(tier).ok()).unwrap_or(1);
    let needs = sheet.needs(tier);
    let open = needs.iter().filter(|need| need.is_lacking() || state != SubmissionState::Submitted && !need.is_there());
    let words: Vec<String> = open
        .map(|need| match need.standing {
            Standing::Missing => need.kind.clone(),
            other => format!("{} ({other})", need.kind),
        })
        .collect();
    if words.is_empty() {
        return Rich::of("missing ", Role::Dim).and("nothing that is due by now", Role::Text);
    }
    Rich::of("missing ", Role::Dim).and(words.join("  "), Role::Warn)
}

/// The tier in force and what made it.
fn tier(model: &crate::domain::record::Row<Model>, sheet: &Sheet) -> Rich {
    let Some(tier) = model.tier.0 else {
        return Rich::of("tier ", Role::Dim).and("none yet: t finds it", Role::Warn);
    };
    let answers = Answers::read(&sheet.answers.join("; "), &sheet.policy).unwrap_or_default();
    let why = match model.state.tier_score.0 {
        Some(score) => format!("{score} of 100: {}", reasons(&answers, &sheet.found(&answers), sheet).join(", ")),
        None if model.tier_rationale.is_empty() => "without a rationale".to_owned(),
        None => model.tier_rationale.as_str().lines().next().unwrap_or_default().to_owned(),
    };
    let line = Rich::of(format!("tier {tier} "), Role::Dim).and(why, Role::Text);
    if model.tier_provisional.0 { line.and(" provisional", Role::Warn) } else { line }
}

/// What set the floor, then the answers that weigh most.
fn reasons(answers: &Answers, found: &Found, sheet: &Sheet) -> Vec<String> {
    let factors = &sheet.policy.tiering.factor;
    let mut weighed: Vec<_> = factors
        .iter()
        .filter_map(|factor| {
            let level = *answers.factors.get(&factor.key)?;
            Some((u32::from(level) * factor.weight, format!("{} {level}", factor.key)))
        })
        .filter(|(weight, _)| *weight > 0)
        .collect();
    order::by_key(&mut weighed, |(weight, _)| std::cmp::Reverse(*weight));
    let named = weighed.into_iter().take(NAMED).map(|(_, words)| words);
    found.reasons.iter().cloned().chain(named).collect()
}

fn reviewers(view: &View<'_>, row: &crate::domain::record::Row<Submission>) -> Result<Rich, Refusal> {
    let load = view.reviewer_load()?;
    let who = |handle: &str| match load.get(handle) {
        _ if handle.is_empty() => "nobody".to_owned(),
        Some(open) => format!("{handle}, {open} open"),
        None => format!("{handle}, none open"),
    };
    let role = if row.reviewer.is_empty() { Role::Warn } else { Role::Text };
    let line = Rich::of("reviewer ", Role::Dim).and(who(row.reviewer.as_str()), role);
    if row.backup_reviewer.is_empty() {
        return Ok(line);
    }
    Ok(line.and(" · backup ", Role::Dim).and(who(row.backup_reviewer.as_str()), Role::Text))
}
