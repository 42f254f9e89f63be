//! Validations: who may issue one, what an issued one says, and what tiers 1 and 2 lack without it (R07).

use chrono::NaiveDate;

use crate::domain::record::{Model, Validation};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::Opinion;
use crate::domain::value::Handle;

/// Whether the validator is the model's owner or one of its developers.
pub fn is_developer(validation: &Validation, model: &Model) -> bool {
    model.developers.0.contains(&validation.validator) || model.owner == validation.validator
}

/// What a model of tier 1 or 2 lacks with this validation, the last that is issued and holds (R07).
pub fn lacking(model: &Model, validation: Option<&Validation>) -> Option<Refusal> {
    let tier = model.tier.0.filter(|tier| *tier <= 2)?;
    let sentence = match validation {
        None => format!("tier {tier} needs an issued validation, and none holds"),
        Some(one) if is_developer(one, model) => format!("the validator {} developed the model", one.validator),
        Some(one) if !one.independent.0 => format!("the validation by {} attests no independence", one.validator),
        Some(one) if one.opinion == Opinion::None => "the validation has no opinion yet".to_owned(),
        Some(_) => return None,
    };
    let hint = "issue a validation by somebody else, or propose a use-before-validation acceptance";
    Some(Refusal::rule(7, "validation", sentence).hint(hint).remedy(Remedy::ProposeAcceptance))
}

/// Refuses an attestation of independence by somebody who developed the model, or did so while what is validated
/// came about, `former` (R07); and to issue a validation that says nothing, or on tiers 1 and 2 one that nobody
/// attests to be independent.
pub fn sound(validation: &Validation, id: &str, model: &Model, former: &[Handle]) -> Result<(), Refusal> {
    let was = !is_developer(validation, model) && former.contains(&validation.validator);
    if validation.independent.0 && (was || is_developer(validation, model)) {
        let since = if was { ", whatever its entry says since" } else { "" };
        let sentence = format!("{} developed {id} and is not independent of it{since}", validation.validator);
        return Err(Refusal::rule(7, "independent", sentence)
            .hint("name another validator, or record it without the attestation"));
    }
    if validation.issued_on.0.is_none() {
        return Ok(());
    }
    if validation.opinion == Opinion::None {
        return Err(Refusal::data("opinion", "a validation is issued with an opinion")
            .hint("say fit, fit-with-limits or not-fit, or leave it planned without the day of issue"));
    }
    match model.tier.0.filter(|tier| *tier <= 2) {
        Some(tier) if !validation.independent.0 => Err(Refusal::rule(
            7,
            "independent",
            format!("tier {tier} needs a validation that attests its independence"),
        )
        .hint("have somebody validate who did not develop the model, and attest it")),
        _ => Ok(()),
    }
}

/// Refuses to change what an issued validation says: only its summary, its scope in words and its references are
/// put right, with a reason. It may be cut short by a day that is not past, unless it says not fit (R07, R08).
pub fn stands(
    subject: &str,
    before: &Validation,
    after: &Validation,
    reason: &str,
    today: NaiveDate,
) -> Result<(), Refusal> {
    if before.issued_on.0.is_none() || before == after {
        return Ok(());
    }
    let rule = if before.opinion == Opinion::NotFit { 8 } else { 7 };
    let put_right = Validation {
        summary: after.summary.clone(),
        scope: after.scope.clone(),
        code_ref: after.code_ref.clone(),
        data_ref: after.data_ref.clone(),
        results_ref: after.results_ref.clone(),
        valid_until: after.valid_until,
        ..before.clone()
    };
    if put_right != *after {
        let sentence = "is issued: its model, version, validator, day, results and opinion stand";
        return Err(Refusal::rule(rule, subject, sentence).hint("record a new validation"));
    }
    // What says not fit is not waited out: another validation answers it.
    let is_fit = before.opinion != Opinion::NotFit;
    let shortened = match (before.valid_until.0, after.valid_until.0) {
        (before, after) if before == after => true,
        (before, Some(last)) => is_fit && last >= today && before.is_none_or(|before| last < before),
        (_, None) => false,
    };
    if !shortened {
        let sentence = "it is issued, and holds as long as it said";
        return Err(Refusal::rule(rule, "valid_until", sentence)
            .hint("end it on a day still to come, or record a new validation"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::data("reason", format!("{subject} is issued, and put right with a reason only"))
            .hint("say why, in a line"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{Day, Handles, Whole, YesNo};

    #[test]
    fn issued_validations_say_something_and_attest_independence() {
        let day = Day("2026-11-23".parse().ok());
        let former = ["oka".into()];
        let cases = [
            (2, "oka", true, Opinion::Fit, day, Some("independent")),
            (3, "oka", false, Opinion::Fit, day, None),
            (1, "ana", true, Opinion::Fit, day, None),
            (1, "ana", false, Opinion::Fit, day, Some("independent")),
            (2, "ana", false, Opinion::NotFit, day, Some("independent")),
            (3, "ana", false, Opinion::Fit, day, None),
            (4, "lin", false, Opinion::FitWithLimits, day, None),
            (4, "lin", true, Opinion::Fit, day, Some("independent")),
            (3, "ana", true, Opinion::None, day, Some("opinion")),
            (1, "ana", false, Opinion::None, Day(None), None),
        ];
        for (tier, validator, attested, opinion, issued_on, wrong) in cases {
            let model = Model { tier: Whole(Some(tier)), developers: Handles(vec!["lin".into()]), ..Model::default() };
            let validation = Validation {
                validator: validator.into(),
                independent: YesNo(attested),
                opinion,
                issued_on,
                ..Validation::default()
            };
            let found = sound(&validation, "MDL-0001", &model, &former).err().map(|refusal| refusal.subject);
            assert_eq!(found.as_deref(), wrong, "tier {tier} {validator} {attested} {opinion}");
        }
    }

    #[test]
    fn an_issued_validation_says_what_it_said() {
        let day = |text: &str| Day(text.parse().ok());
        let today = "2026-11-23".parse().expect("a date");
        let issued = |opinion| Validation {
            model: crate::domain::ids::ModelId(1),
            version: "1.0".into(),
            summary: "sound".into(),
            validator: "ana".into(),
            opinion,
            issued_on: day("2026-11-01"),
            valid_until: day("2027-11-01"),
            ..Validation::default()
        };
        let until = |text: &str| Validation { valid_until: day(text), ..issued(Opinion::Fit) };
        let ended = |text: &str| Validation { valid_until: day(text), ..issued(Opinion::NotFit) };
        let fit = issued(Opinion::Fit);
        let of = |change: fn(&mut Validation)| {
            let mut after = issued(Opinion::Fit);
            change(&mut after);
            after
        };
        let cases = [
            (&fit, of(|one| one.model.0 = 2), "typed", Some("VAL-0001")),
            (&fit, of(|one| one.version = "0.9".into()), "typed", Some("VAL-0001")),
            (&fit, of(|one| one.validator = "bob".into()), "typed", Some("VAL-0001")),
            (&fit, of(|one| one.opinion = Opinion::NotFit), "typed", Some("VAL-0001")),
            (&fit, of(|one| one.issued_on = Day(None)), "typed", Some("VAL-0001")),
            (&fit, of(|one| one.independent = YesNo(true)), "typed", Some("VAL-0001")),
            (&fit, of(|one| one.code_ref = "abc".into()), "typed", None),
            (&fit, of(|one| one.code_ref = "abc".into()), " ", Some("reason")),
            (&fit, until("2026-11-23"), "the data ends", None),
            (&fit, until("2026-11-22"), "the data ends", Some("valid_until")),
            (&fit, until("2028-11-01"), "still good", Some("valid_until")),
            (&fit, until(""), "still good", Some("valid_until")),
            (&issued(Opinion::NotFit), ended("2026-11-23"), "over", Some("valid_until")),
            (&fit, issued(Opinion::Fit), "", None),
            (&Validation { issued_on: Day(None), ..fit.clone() }, of(|one| one.model.0 = 2), "", None),
        ];
        for (at, (before, after, reason, wrong)) in cases.into_iter().enumerate() {
            let found = stands("VAL-0001", before, &after, reason, today).err();
            let subject = found.as_ref().map(|refusal| refusal.subject.as_str());
            assert_eq!(subject, wrong, "case {at}: {found:?}");
        }
    }
}
