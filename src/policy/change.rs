//! Material change: whether a version's change is material and which trigger says so, and how one
//! version's evaluation compares with another's.

use super::file::Policy;
use crate::domain::evaluation::{Bound, EvaluationResult, EvaluationResults};
use crate::domain::record::{Model, Version};
use crate::domain::refusal::Refusal;
use crate::domain::states::{Applies, Approval, ChangeKind, EuClass, Exposure};
use crate::domain::text::{did_you_mean, join_words};
use crate::domain::value::{Prose, Words};

/// The trigger that small changes add up to.
const MINOR_CHANGES: &str = "minor-changes";
/// The trigger of a retrain that lost more than the tolerance.
pub const PAST_TOLERANCE: &str = "retrain-past-tolerance";

/// The trigger of breaches that come again.
pub const REPEATED_BREACHES: &str = "repeated-breaches";

/// The tolerance of a policy that does not say one, in percent.
pub(super) const fn tolerance() -> u32 {
    2
}

/// When breaches of one monitor's alert threshold count as repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RepeatedBreaches {
    /// So many of them, at different moments.
    pub count: u32,
    /// Within so many days.
    pub within_days: u32,
}

impl Default for RepeatedBreaches {
    fn default() -> Self {
        Self { count: 3, within_days: 30 }
    }
}

/// What a change comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is material.
    pub material: bool,
    /// The triggers that say so, in the order of the policy.
    pub triggers: Words,
}

/// Judges a version's change. What was named counts; what the kind of change means by itself is added;
/// small changes since the last review add up. `minor_before` counts those before this one.
///
/// Errors: a trigger that the policy does not know.
pub fn judge(version: &Version, minor_before: u32, policy: &Policy) -> Result<Verdict, Refusal> {
    check(&version.triggers, policy)?;
    let implied = match version.change {
        ChangeKind::Architecture => Some("architecture"),
        ChangeKind::Data => Some("training-source"),
        ChangeKind::Prompt | ChangeKind::Configuration => Some("threshold-or-guardrail"),
        ChangeKind::Vendor => Some("base-model"),
        // Whether a retrain is past the tolerance is known once it is validated.
        ChangeKind::Initial | ChangeKind::Retrain | ChangeKind::Fix => None,
    };
    let named = |key: &str| version.triggers.0.iter().any(|word| word == key) || implied == Some(key);
    let known = || policy.change.trigger.iter().map(|trigger| trigger.key.as_str());
    let mut triggers: Vec<String> = known().filter(|key| named(key)).map(str::to_owned).collect();
    let is_minor = triggers.is_empty() && !version.material.0 && version.change != ChangeKind::Initial;
    if is_minor && minor_before + 1 >= policy.change.minor_changes && known().any(|key| key == MINOR_CHANGES) {
        triggers.push(MINOR_CHANGES.to_owned());
    }
    Ok(Verdict { material: version.material.0 || !triggers.is_empty(), triggers: Words(triggers) })
}

/// Refuses triggers that the policy does not know.
pub fn check(triggers: &Words, policy: &Policy) -> Result<(), Refusal> {
    let known: Vec<&str> = policy.change.trigger.iter().map(|trigger| trigger.key.as_str()).collect();
    match triggers.0.iter().find(|word| !known.contains(&word.as_str())) {
        Some(word) => {
            Err(Refusal::data("triggers", format!("the policy knows no trigger `{word}`"))
                .hint(did_you_mean(word, &known)))
        }
        None => Ok(()),
    }
}

/// Whether a version's change is material, and which trigger says so, as a sentence without a full stop.
/// `minor_before` counts the small changes since the last review before this one.
pub fn sentence(version: &Version, minor_before: u32, policy: &Policy) -> String {
    let keys = version.triggers.0.join(", ");
    match (version.material.0, version.triggers.0.is_empty()) {
        (true, true) => "material, as whoever recorded it judged".to_owned(),
        (true, false) => format!("material ({keys}): {}", in_words(&version.triggers, policy)),
        (false, _) => {
            let (so_far, most) = (minor_before + 1, policy.change.minor_changes);
            format!(
                "not material: no trigger holds; small change {so_far} since the last review, of {most} that would be"
            )
        }
    }
}

/// Refuses to call a change not material where the triggers named with it, or the kind of change, say otherwise.
pub fn denied(version: &Version, policy: &Policy) -> Result<(), Refusal> {
    let verdict = judge(&Version { material: crate::domain::value::YesNo(false), ..version.clone() }, 0, policy)?;
    if !verdict.material {
        return Ok(());
    }
    let sentence = format!("it cannot be no, since the policy counts {}", in_words(&verdict.triggers, policy));
    Err(Refusal::data("material", sentence).hint("leave it out, or correct the triggers and the kind of change"))
}

/// Refuses to change the code, the data or the base model of a version that the board has approved (R10). What
/// was left blank may be filled in.
pub fn pinned(subject: &str, approval: Approval, before: &Version, after: &Version) -> Result<(), Refusal> {
    if !matches!(approval, Approval::Approved | Approval::Conditional | Approval::Provisional) {
        return Ok(());
    }
    let references = [
        ("code_ref", &before.code_ref, &after.code_ref),
        ("data_ref", &before.data_ref, &after.data_ref),
        ("base_ref", &before.base_ref, &after.base_ref),
    ];
    match references.into_iter().find(|(_, before, after)| !before.is_empty() && before != after) {
        Some((field, _, _)) => {
            Err(Refusal::rule(10, field, format!("{subject} is {approval} as it is, and that pins it"))
                .hint("add a version with what has changed"))
        }
        None => Ok(()),
    }
}

/// What a change of a model's entry widens of what an approval pins (R10): triggers of the policy, each once. What
/// was unknown and is found out is no change.
pub fn widened(before: &Model, after: &Model) -> Vec<&'static str> {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    let reworded = |before: &str, after: &str| words(before) != words(after);
    let applies = [
        (before.fairness_applies, after.fairness_applies),
        (before.privacy_applies, after.privacy_applies),
        (before.security_applies, after.security_applies),
    ];
    let new_use = !intended_use(before).is_empty()
        && reworded(intended_use(before).as_str(), intended_use(after).as_str())
        || !before.prohibited_uses.is_empty()
            && reworded(before.prohibited_uses.as_str(), after.prohibited_uses.as_str())
        || before.eu_class != EuClass::Unknown && before.eu_class != after.eu_class
        || applies.into_iter().any(|(before, after)| before != Applies::Unknown && before != after);
    let new_population = !before.affected.is_empty() && reworded(before.affected.as_str(), after.affected.as_str())
        || before.exposure == Exposure::Internal && after.exposure != Exposure::Internal;
    let listed = |region: &String| before.regions.0.iter().any(|one| one.eq_ignore_ascii_case(region));
    let new_region = !before.regions.0.is_empty() && !after.regions.0.iter().all(listed);
    [(new_use, "new-use"), (new_population, "new-population"), (new_region, "new-region")]
        .into_iter()
        .filter_map(|(holds, key)| holds.then_some(key))
        .collect()
}

/// What a model is used for, as an approval pins it (R10).
pub fn intended_use(model: &Model) -> &Prose {
    if model.approved_uses.is_empty() { &model.purpose } else { &model.approved_uses }
}

/// The triggers in the words of the policy, as one sentence's end.
pub fn in_words(triggers: &Words, policy: &Policy) -> String {
    let text = |key: &String| {
        let found = policy.change.trigger.iter().find(|trigger| trigger.key == *key);
        found.map_or_else(|| key.clone(), |trigger| trigger.text.clone())
    };
    join_words(&triggers.0.iter().map(text).collect::<Vec<_>>(), "and")
}

/// One metric of two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison<'a> {
    /// The version before.
    pub before: &'a EvaluationResult,
    /// The version now.
    pub after: &'a EvaluationResult,
    /// Whether it got worse by more than the tolerance; without a criterion, whether it moved so far.
    pub past_tolerance: bool,
}

/// Compares results by metric and slice; what only one of the two has is left out.
pub fn compare<'a>(
    before: &'a EvaluationResults,
    after: &'a EvaluationResults,
    policy: &Policy,
) -> Vec<Comparison<'a>> {
    let pair = |after: &'a EvaluationResult| {
        let same = |one: &&EvaluationResult| one.metric == after.metric && one.slice == after.slice;
        let before = before.0.iter().find(same)?;
        Some(Comparison {
            before,
            after,
            past_tolerance: is_past(before, after, policy.change.metric_tolerance_percent),
        })
    };
    after.0.iter().filter_map(pair).collect()
}

/// Whether a value got worse by more than so many percent of what it was. A value that was 0 has no
/// percentage: any loss counts.
fn is_past(before: &EvaluationResult, after: &EvaluationResult, percent: u32) -> bool {
    let (Some(old), Some(new)) = (before.value.units(), after.value.units()) else { return false };
    let accept = if after.accept == Bound::None { before.accept } else { after.accept };
    let loss = match accept.more_is_better() {
        Some(true) => old - new,
        Some(false) => new - old,
        None => (new - old).abs(),
    };
    loss > 0 && loss.saturating_mul(100) > old.abs().saturating_mul(i128::from(percent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::{FieldValue, Reading};
    use crate::domain::value::YesNo;

    fn version(change: ChangeKind, triggers: &str, material: bool) -> Version {
        let triggers = Words(triggers.split_whitespace().map(str::to_owned).collect());
        Version { change, triggers, material: YesNo(material), ..Version::default() }
    }

    #[test]
    fn an_approved_version_pins_its_code_its_data_and_its_base() {
        let before = Version { code_ref: "abc".into(), ..Version::default() };
        let other = Version { code_ref: "abd".into(), ..before.clone() };
        let emptied = Version::default();
        let filled = Version { data_ref: "2026-10".into(), base_ref: "open-7b".into(), ..before.clone() };
        let moved = Version { base_ref: "open-8b".into(), ..filled.clone() };
        let rolled = Version { evaluation_ref: "run 9".into(), ..before.clone() };
        let cases = [
            (&before, &other, Some("code_ref")),
            (&before, &emptied, Some("code_ref")),
            (&before, &filled, None),
            (&filled, &moved, Some("base_ref")),
            (&before, &rolled, None),
        ];
        for approval in Approval::ALL {
            let pins = matches!(approval, Approval::Approved | Approval::Conditional | Approval::Provisional);
            for (at, (before, after, wrong)) in cases.into_iter().enumerate() {
                let found = pinned("MDL-0001@1.0", *approval, before, after).err().map(|refusal| refusal.subject);
                assert_eq!(found.as_deref(), wrong.filter(|_| pins), "case {at}, {approval}");
            }
        }
    }

    #[test]
    fn what_widens_an_approval_is_seen() {
        let of = |text: &str| Words(text.split_whitespace().map(str::to_owned).collect());
        let before = Model {
            approved_uses: "Offers to customers".into(),
            purpose: "Retention".into(),
            regions: of("EU US"),
            affected: "customers".into(),
            exposure: Exposure::Internal,
            privacy_applies: Applies::Yes,
            eu_class: EuClass::Limited,
            ..Model::default()
        };
        let with = |change: fn(&mut Model)| {
            let mut after = before.clone();
            change(&mut after);
            after
        };
        let cases = [
            (with(|one| one.approved_uses = "Offers and refusals".into()), vec!["new-use"]),
            (with(|one| one.approved_uses = "offers  to\ncustomers".into()), vec![]),
            (with(|one| one.purpose = "Churn".into()), vec![]),
            (with(|one| one.eu_class = EuClass::Minimal), vec!["new-use"]),
            (with(|one| one.privacy_applies = Applies::No), vec!["new-use"]),
            (with(|one| one.fairness_applies = Applies::Yes), vec![]),
            (with(|one| one.regions.0.push("CA".into())), vec!["new-region"]),
            (with(|one| one.regions.0.truncate(1)), vec![]),
            (with(|one| one.affected = "children".into()), vec!["new-population"]),
            (with(|one| one.exposure = Exposure::CustomerFacing), vec!["new-population"]),
            (with(|one| one.owner = "bob".into()), vec![]),
        ];
        for (at, (after, expected)) in cases.into_iter().enumerate() {
            assert_eq!(widened(&before, &after), expected, "case {at}");
        }
        assert_eq!(widened(&Model::default(), &before), Vec::<&str>::new(), "what was blank is filled in");
    }

    #[test]
    fn changes_are_judged() {
        let policy = Policy::default();
        let cases = [
            (ChangeKind::Initial, "", false, 9, false, ""),
            (ChangeKind::Fix, "", false, 0, false, ""),
            (ChangeKind::Fix, "", false, 3, false, ""),
            (ChangeKind::Fix, "", false, 4, true, "minor-changes"),
            (ChangeKind::Retrain, "", false, 4, true, "minor-changes"),
            (ChangeKind::Retrain, "", false, 0, false, ""),
            (ChangeKind::Retrain, "", true, 9, true, ""),
            (ChangeKind::Architecture, "", false, 0, true, "architecture"),
            (ChangeKind::Data, "new-region", false, 0, true, "new-region training-source"),
            (ChangeKind::Prompt, "threshold-or-guardrail", false, 0, true, "threshold-or-guardrail"),
            (ChangeKind::Vendor, "", false, 0, true, "base-model"),
            (ChangeKind::Fix, "less-oversight", false, 9, true, "less-oversight"),
        ];
        for (change, named, said, minor, material, triggers) in cases {
            let verdict = judge(&version(change, named, said), minor, &policy).expect("known triggers");
            assert_eq!(
                (verdict.material, verdict.triggers.0.join(" ").as_str()),
                (material, triggers),
                "{change} {named}"
            );
        }
        let refusal = judge(&version(ChangeKind::Fix, "new-regoin", false), 0, &policy).expect_err("unknown");
        assert!(refusal.hint.contains("new-region"), "{refusal}");
    }

    #[test]
    fn a_denial_is_held_against_triggers_and_kind() {
        let policy = Policy::default();
        let cases = [
            (ChangeKind::Fix, "", true),
            (ChangeKind::Retrain, "", true),
            (ChangeKind::Fix, "new-tool", false),
            (ChangeKind::Architecture, "", false),
        ];
        for (change, named, holds) in cases {
            assert_eq!(denied(&version(change, named, false), &policy).is_ok(), holds, "{change} {named}");
        }
        let five = version(ChangeKind::Fix, "minor-changes", true);
        assert!(
            sentence(&five, 4, &policy).starts_with("material (minor-changes): "),
            "{}",
            sentence(&five, 4, &policy)
        );
        let third = sentence(&version(ChangeKind::Fix, "", false), 2, &policy);
        assert_eq!(third, "not material: no trigger holds; small change 3 since the last review, of 5 that would be");
    }

    #[test]
    fn a_loss_past_the_tolerance_is_found_by_metric_and_slice() {
        let policy = Policy::default();
        let reading = Reading {
            today: "2026-11-23".parse().expect("a date"),
            calendar: crate::domain::calendar::Calendar::default(),
            actor: String::new(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        };
        let results = |text: &str| EvaluationResults::read(text, &reading).expect(text);
        // Two percent of 0.50 is 0.01: on it is within.
        let cases = [
            ("auc 0.50 >=0.4", "auc 0.49 >=0.4", Some(false)),
            ("auc 0.50 >=0.4", "auc 0.4899 >=0.4", Some(true)),
            ("auc 0.50 >=0.4", "auc 0.60 >=0.4", Some(false)),
            ("fpr 0.50 <=0.6", "fpr 0.52", Some(true)),
            ("fpr 0.50 <=0.6", "fpr 0.40", Some(false)),
            ("psi 0", "psi 0.001", Some(true)),
            ("auc 0.5", "auc 0.52", Some(true)),
            ("auc 0.5 EU", "auc 0.3 US", None),
        ];
        for (before, after, past) in cases {
            let (before, after) = (results(before), results(after));
            let found = compare(&before, &after, &policy);
            assert_eq!(found.first().map(|one| one.past_tolerance), past, "{} {}", before.text(), after.text());
        }
    }
}
