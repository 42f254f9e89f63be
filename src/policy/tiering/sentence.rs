//! A tier's rationale: a sentence that an auditor can follow without the policy at hand.

use super::Found;
use crate::domain::order;
use crate::domain::text::join_words;

/// How many factors are named, the heaviest first.
const NAMED: usize = 3;

/// A factor with what its answer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Its label.
    pub label: String,
    /// The answer, 0 to 4; none is unknown.
    pub level: Option<u8>,
    /// What that answer means.
    pub text: String,
    /// What it adds to the score.
    pub points: u32,
}

fn first_lower(text: &str) -> String {
    let mut signs = text.chars();
    match (signs.next(), signs.clone().next()) {
        // An abbreviation keeps its capitals.
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(signs).collect()
        }
        _ => text.to_owned(),
    }
}

impl Found {
    /// The sentence proposed as the tier's rationale.
    pub fn rationale(&self) -> String {
        let mut parts = vec![if self.weighed.is_empty() {
            format!("Tier {}: as it was in force, with no questionnaire on record", self.tier)
        } else {
            let alone = if self.tier == self.by_score && !self.blocked {
                String::new()
            } else {
                format!(", which by itself is tier {}", self.by_score)
            };
            format!("Tier {}: score {}{alone}{}", self.tier, self.score, self.heaviest())
        }];
        parts.extend(self.sentences.iter().cloned());
        if self.provisional() {
            let verb = if self.unknown_labels.len() == 1 { "is" } else { "are" };
            parts
                .push(format!("provisional, because {} {verb} not known yet", join_words(&self.unknown_labels, "and")));
        }
        parts.join("; ")
    }

    /// The factors that weigh most, with what was answered.
    fn heaviest(&self) -> String {
        let mut known: Vec<&Weighed> =
            self.weighed.iter().filter(|one| one.level.is_some() && one.points > 0).collect();
        order::by_key(&mut known, |one| std::cmp::Reverse(one.points));
        let words: Vec<String> = known
            .iter()
            .take(NAMED)
            .map(|one| format!("{} {} ({})", first_lower(&one.label), one.level.unwrap_or(0), first_lower(&one.text)))
            .collect();
        let unknown: u32 = self.weighed.iter().filter(|one| one.level.is_none()).map(|one| one.points).sum();
        let (guessed, most) = match unknown {
            0 => (String::new(), "most of it from"),
            points => (format!(", {points} of it from what is not known and counts as 4"), "most of the rest from"),
        };
        if words.is_empty() { guessed } else { format!("{guessed}, {most} {}", join_words(&words, "and")) }
    }
}
