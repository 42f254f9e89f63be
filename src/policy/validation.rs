//! Validations: who may issue one, what an issued one says, and what tiers 1 and 2 lack without it (R07).

use crate::domain::record::{Model, Validation};
use crate::domain::refusal::{Refusal, Remedy};
use crate::domain::states::Opinion;

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
        Some(one) if one.opinion == Opinion::None => "the validation has no opinion yet".to_owned(),
        Some(_) => return None,
    };
    let hint = "issue a validation by somebody else, or propose a use-before-validation acceptance";
    Some(Refusal::rule(7, "validation", sentence).hint(hint).remedy(Remedy::ProposeAcceptance))
}

/// Refuses an attestation of independence by somebody who developed the model (R07), and to issue a
/// validation that says nothing, or on tiers 1 and 2 one that nobody attests to be independent.
pub fn sound(validation: &Validation, id: &str, model: &Model) -> Result<(), Refusal> {
    if validation.independent.0 && is_developer(validation, model) {
        let sentence = format!("{} developed {id} and is not independent of it", validation.validator);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{Day, Handles, Whole, YesNo};

    #[test]
    fn issued_validations_say_something_and_attest_independence() {
        let day = Day("2026-11-23".parse().ok());
        let cases = [
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
            let found = sound(&validation, "MDL-0001", &model).err().map(|refusal| refusal.subject);
            assert_eq!(found.as_deref(), wrong, "tier {tier} {validator} {attested} {opinion}");
        }
    }
}
