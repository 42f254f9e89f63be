//! A sample of decisions that anybody can draw again: the decisions in the order of the SHA-256 of the seed and
//! their identifier, the first so many. Neither the board nor the auditor chooses, and `sha256sum` is all it takes.

use crate::domain::order;
use crate::domain::record::{Decision, Row};
use crate::store::sha256;

/// Decisions drawn unless somebody asks for another number.
pub const USUAL: usize = 25;

/// What is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// The seed.
    pub seed: u64,
    /// How many decisions.
    pub size: usize,
}

impl Draw {
    /// The seed that is taken when nobody gives one: from the head of the record, which nobody could choose.
    pub fn seed_of(head: &str) -> u64 {
        head.get(..8).and_then(|start| u64::from_str_radix(start, 16).ok()).unwrap_or(1)
    }

    /// What stands for a decision in the draw.
    pub fn ticket(self, decision: &str) -> String {
        sha256(&format!("{}:{decision}", self.seed))
    }

    /// The decisions drawn, with their tickets, in the order of the tickets.
    pub fn of(self, population: &[Row<Decision>]) -> Vec<(String, &Row<Decision>)> {
        let mut drawn: Vec<(String, &Row<Decision>)> =
            population.iter().map(|row| (self.ticket(&row.id().to_string()), row)).collect();
        order::by(&mut drawn, |left, right| left.0.cmp(&right.0));
        drawn.truncate(self.size);
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::DecisionProgress;

    fn decisions(count: u32) -> Vec<Row<Decision>> {
        let row = |number| Row { number, revision: 0, fields: Decision::default(), state: DecisionProgress::default() };
        (1..=count).map(row).collect()
    }

    fn drawn(seed: u64, size: usize, of: u32) -> Vec<u32> {
        Draw { seed, size }.of(&decisions(of)).iter().map(|(_, row)| row.number).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_decisions_and_another_seed_others() {
        assert_eq!(drawn(7, 5, 100), drawn(7, 5, 100));
        assert_ne!(drawn(7, 5, 100), drawn(8, 5, 100));
        assert_eq!(drawn(7, 5, 100)[..3], drawn(7, 3, 100)[..], "a larger sample begins with the smaller one");
        assert_eq!(drawn(7, 9, 4).len(), 4, "no more than there are");
        assert!(drawn(7, 0, 4).is_empty());
        let draw = Draw { seed: 7, size: 1 };
        assert_eq!(draw.ticket("DEC-0001"), sha256("7:DEC-0001"));
    }

    #[test]
    fn the_seed_of_a_head_is_its_start() {
        assert_eq!(Draw::seed_of("000000ff00"), 255);
        assert_eq!(Draw::seed_of(""), 1);
    }
}
