//! What a model risk assessment must say before it is final.

use crate::domain::record::Assessment;
use crate::domain::refusal::Refusal;
use crate::domain::states::Recommendation;
use crate::domain::value::TierValue;

/// Refuses an assessment that contradicts itself: controls never raise a risk.
pub fn sound(assessment: &Assessment) -> Result<(), Refusal> {
    let pairs = [
        ("residual_likelihood", assessment.inherent_likelihood, assessment.residual_likelihood),
        ("residual_impact", assessment.inherent_impact, assessment.residual_impact),
    ];
    for (field, inherent, residual) in pairs {
        if let (Some(before), Some(after)) = (inherent.0, residual.0)
            && after > before
        {
            return Err(Refusal::data(field, format!("{after} remains of {before}: controls do not raise a risk"))
                .hint("correct one of the two"));
        }
    }
    if !assessment.second_reviewer.is_empty() && assessment.second_reviewer == assessment.author {
        return Err(Refusal::data("second_reviewer", format!("{} wrote the assessment", assessment.author))
            .hint("name somebody else"));
    }
    Ok(())
}

/// Refuses to make an assessment final that contradicts itself, leaves the residual risk or the
/// recommendation open, has no author or, on tier 1, no second reviewer.
pub fn finalise(assessment: &Assessment, tier: TierValue) -> Result<(), Refusal> {
    sound(assessment)?;
    let ratings = [
        ("residual_likelihood", assessment.residual_likelihood, "how likely the risk that remains is"),
        ("residual_impact", assessment.residual_impact, "what the risk that remains would do"),
    ];
    for (field, rating, what) in ratings {
        if rating.0.is_none() {
            return Err(Refusal::data(field, format!("a final assessment says {what}")).hint("rate it 1 to 5"));
        }
    }
    if assessment.recommendation == Recommendation::None {
        return Err(Refusal::data("recommendation", "a final assessment recommends something")
            .hint("approve, conditional, defer or reject"));
    }
    if assessment.author.is_empty() {
        return Err(Refusal::data("author", "nobody wrote it").hint("name its author"));
    }
    if tier.0 == Some(1) && assessment.second_reviewer.is_empty() {
        return Err(Refusal::data("second_reviewer", "tier 1 needs a second reviewer")
            .hint("name who reviewed it beside the author"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Whole;

    #[test]
    fn a_final_assessment_is_whole() {
        let whole = Assessment {
            residual_likelihood: Whole(Some(2)),
            residual_impact: Whole(Some(3)),
            inherent_impact: Whole(Some(3)),
            recommendation: Recommendation::Approve,
            author: "ana".into(),
            second_reviewer: "ben".into(),
            ..Assessment::default()
        };
        let tier = |tier| Whole(Some(tier));
        assert_eq!(finalise(&whole, tier(1)), Ok(()));
        let alone = Assessment { second_reviewer: "".into(), ..whole.clone() };
        assert_eq!(finalise(&alone, tier(2)), Ok(()));
        let cases = [
            (alone, 1, "second_reviewer"),
            (Assessment { residual_likelihood: Whole(None), ..whole.clone() }, 3, "residual_likelihood"),
            (Assessment { residual_impact: Whole(None), ..whole.clone() }, 3, "residual_impact"),
            (Assessment { recommendation: Recommendation::None, ..whole.clone() }, 3, "recommendation"),
            (Assessment { author: "".into(), ..whole.clone() }, 3, "author"),
            (Assessment { second_reviewer: "ana".into(), ..whole.clone() }, 3, "second_reviewer"),
            (Assessment { residual_impact: Whole(Some(4)), ..whole }, 3, "residual_impact"),
        ];
        for (assessment, number, field) in cases {
            assert_eq!(finalise(&assessment, tier(number)).expect_err(field).subject, field);
        }
    }
}
