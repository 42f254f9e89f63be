//! The portfolio: models by tier and stage, and what waits for the board.

use super::super::desk::section;
use super::Quarter;
use crate::domain::states::Stage;
use crate::exchange::build::paragraph;
use crate::exchange::document::{Bars, Block, Chart, Colour, Document, Figure, Stacks};

impl Quarter<'_, '_> {
    pub(super) fn portfolio(&self, document: &mut Document) {
        section(document, "portfolio", "Models by tier and stage");
        let all: u32 = self.counts.stages.iter().map(|(_, count)| count).sum();
        if all == 0 {
            document.push(paragraph("No model is on the inventory."));
            return;
        }
        document.push(self.tiers_by_stage());
        let bars =
            self.counts.queue.iter().map(|(state, count)| (state.clone(), u64::from(*count), Colour::Blue)).collect();
        document.push(if self.counts.queue.is_empty() {
            paragraph("No submission is open.")
        } else {
            Block::Bars(Bars { title: "Open submissions by state".to_owned(), bars })
        });
    }

    /// Each tier as a bar of its stages; what is retired is left out.
    fn tiers_by_stage(&self) -> Block {
        let stages = [
            (Stage::Production, Colour::Blue),
            (Stage::InReview, Colour::Yellow),
            (Stage::Proposed, Colour::Grey),
            (Stage::Suspended, Colour::Red),
        ];
        let count = |tier: Option<i64>, stage: Stage| {
            let rows = self.now().models.iter().filter(|row| row.tier.0 == tier && row.fields.stage == stage);
            rows.fold(0_u64, |sum, _| sum + 1)
        };
        let tiers = [Some(1), Some(2), Some(3), Some(4), None];
        let rows = tiers.into_iter().map(|tier| {
            let label = tier.map_or_else(|| "no tier".to_owned(), |tier| format!("tier {tier}"));
            (label, stages.iter().map(|(stage, _)| count(tier, *stage)).collect::<Vec<u64>>())
        });
        let rows = rows.filter(|(_, counts)| counts.iter().any(|count| *count > 0)).collect();
        let parts = stages.iter().map(|(stage, colour)| (stage.word().to_owned(), *colour)).collect();
        let chart = Chart::Stacks(Stacks { of: "Tier".to_owned(), parts, rows });
        Block::Figure(Figure { title: "Models by tier and stage, without the retired".to_owned(), chart })
    }
}
