//! Retiring a model (R18), and the graph of models that depend on each other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::ids::ModelId;
use crate::domain::refusal::Refusal;
use crate::domain::text::join_words;

/// What is known of a retirement.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// Models that depend on this one and are not retired.
    pub dependents: &'a [ModelId],
    /// When notice was given.
    pub notice: Option<NaiveDate>,
    /// Until when the record is kept.
    pub retain_until: Option<NaiveDate>,
    /// The board's date.
    pub today: NaiveDate,
}

/// Refuses to retire a model that others depend on, without notice or without a retention date.
pub fn check(subject: &str, plan: &Plan<'_>) -> Result<(), Refusal> {
    if !plan.dependents.is_empty() {
        let names: Vec<String> = plan.dependents.iter().map(ToString::to_string).collect();
        let sentence = format!("{} still depend on it", join_words(&names, "and"));
        let sentence = if names.len() == 1 { sentence.replace(" depend ", " depends ") } else { sentence };
        return Err(Refusal::rule(18, subject, sentence).hint("move or retire what depends on it first"));
    }
    match plan.notice {
        None => return Err(Refusal::rule(18, "notice", "nobody has been told").hint("enter the day notice was given")),
        Some(day) if day > plan.today => {
            return Err(Refusal::rule(18, "notice", format!("{day} is still to come")).hint("give notice first"));
        }
        Some(_) => {}
    }
    match plan.retain_until {
        None => Err(Refusal::rule(18, "retain_until", "no retention date is set").hint("enter until when it is kept")),
        Some(day) if day <= plan.today => {
            Err(Refusal::rule(18, "retain_until", format!("{day} is not ahead")).hint("enter a later date"))
        }
        Some(_) => Ok(()),
    }
}

/// Refuses dependencies by which a model would depend on itself. `known` holds what every other
/// model depends on.
pub fn no_circle(
    model: ModelId,
    dependencies: &[ModelId],
    known: &BTreeMap<ModelId, Vec<ModelId>>,
) -> Result<(), Refusal> {
    let mut seen: BTreeSet<ModelId> = BTreeSet::new();
    // Each open path is held whole, so that the circle can be shown.
    let mut paths: Vec<Vec<ModelId>> = dependencies.iter().map(|next| vec![model, *next]).collect();
    while let Some(path) = paths.pop() {
        let Some(last) = path.last().copied() else { continue };
        if last == model {
            let names: Vec<String> = path.iter().map(ToString::to_string).collect();
            let sentence = format!("the models would depend in a circle: {}", names.join(" → "));
            return Err(Refusal::data("dependencies", sentence).hint("leave one of them out"));
        }
        if seen.insert(last) {
            let next = known.get(&last).map(Vec::as_slice).unwrap_or_default();
            paths.extend(next.iter().map(|next| path.iter().copied().chain([*next]).collect()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn retirement_needs_check_notice_and_retention() {
        let today = day("2026-11-23");
        let (one, two): (&[ModelId], &[ModelId]) = (&[ModelId(2)], &[ModelId(2), ModelId(3)]);
        let cases = [
            (&[] as &[ModelId], Some("2026-10-23"), Some("2033-11-23"), None),
            (one, Some("2026-10-23"), Some("2033-11-23"), Some("MDL-0002 still depends on it")),
            (two, Some("2026-10-23"), Some("2033-11-23"), Some("MDL-0002 and MDL-0003 still depend on it")),
            (&[], None, Some("2033-11-23"), Some("nobody has been told")),
            (&[], Some("2026-11-24"), Some("2033-11-23"), Some("2026-11-24 is still to come")),
            (&[], Some("2026-11-23"), None, Some("no retention date is set")),
            (&[], Some("2026-11-23"), Some("2026-11-23"), Some("2026-11-23 is not ahead")),
        ];
        for (dependents, notice, retain, sentence) in cases {
            let plan = Plan { dependents, notice: notice.map(day), retain_until: retain.map(day), today };
            let found = check("MDL-0001", &plan).err();
            assert!(found.as_ref().is_none_or(|refusal| refusal.rule.is_some_and(|rule| rule.0 == 18)));
            assert_eq!(found.map(|refusal| refusal.sentence).as_deref(), sentence);
        }
    }

    #[test]
    fn dependencies_have_no_circle() {
        let ids = |numbers: &[u32]| numbers.iter().map(|number| ModelId(*number)).collect::<Vec<_>>();
        let known = BTreeMap::from([
            (ModelId(2), ids(&[3, 4])),
            (ModelId(3), ids(&[4])),
            (ModelId(4), ids(&[])),
            (ModelId(5), ids(&[6])),
            (ModelId(6), ids(&[5])),
            (ModelId(7), ids(&[1])),
        ]);
        let cases: [(&[u32], Option<&str>); 6] = [
            (&[2, 3], None),
            (&[99], None),
            (&[1], Some("MDL-0001 → MDL-0001")),
            (&[2, 7], Some("MDL-0001 → MDL-0007 → MDL-0001")),
            // A circle elsewhere is not this model's.
            (&[5], None),
            (&[], None),
        ];
        for (dependencies, circle) in cases {
            let found = no_circle(ModelId(1), &ids(dependencies), &known).err();
            match circle {
                None => assert_eq!(found, None, "{dependencies:?}"),
                Some(circle) => assert!(found.is_some_and(|refusal| refusal.sentence.ends_with(circle))),
            }
        }
    }
}
