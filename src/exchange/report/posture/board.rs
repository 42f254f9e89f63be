//! What the board decided in the window, and the conditions that bind somebody.

use std::collections::BTreeMap;

use super::super::desk::{dated, listed, section};
use super::headline::{by_outcome, tells};
use super::tally::Tally;
use super::{Quarter, many, rest, shown};
use crate::domain::Refusal;
use crate::domain::order;
use crate::domain::record::{Decision, FollowUp, Row};
use crate::domain::states::{DecisionStatus, FollowUpKind, Gate, Outcome, VoteMethod};
use crate::exchange::build::{heading, line, paragraph, table};
use crate::exchange::document::{Bars, Block, Colour, Document, Inlines};
use crate::exchange::minutes::{colour, verdict};
use crate::insight::posture::days_late;

impl Quarter<'_, '_> {
    pub(super) fn decided(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "decisions", "Decisions");
        let rows: Vec<&Row<Decision>> = self.decisions.iter().filter(|row| tells(row)).collect();
        if rows.is_empty() {
            document.push(paragraph("The board decided nothing on a model or a risk in this period."));
            return Ok(());
        }
        let tally = Tally::of(rows.iter().copied());
        let bars = by_outcome(tally.stand.iter().copied()).into_iter().map(|(outcome, count)| {
            (outcome.past().to_owned(), u64::try_from(count).unwrap_or(u64::MAX), outcome_colour(outcome))
        });
        if !tally.stand.is_empty() {
            document
                .push(Block::Bars(Bars { title: "Decisions that stand, by outcome".to_owned(), bars: bars.collect() }));
        }
        let lost = self.decisions.iter().filter(|row| row.state.status == DecisionStatus::Failed).count();
        let lost = match lost {
            0 => String::new(),
            1 => " 1 motion was lost.".to_owned(),
            lost => format!(" {lost} motions were lost."),
        };
        document.push(paragraph(format!(
            "{}: {}.{}{lost}",
            many(tally.all(), "decision"),
            tally.made_by(self.meetings.len()),
            tally.unsettled()
        )));
        document.push(heading(2, "decided", "Each decision"));
        let shown = shown(rows.len());
        let mut grid = table(["Decision", "On", "Subject", "Outcome", "Votes", "Conditions"])
            .widths(&[90, 95, 250, 230, 130, 100]);
        // The newest first: what was decided last is what is asked about.
        for row in rows.iter().rev().take(shown) {
            grid = grid.row([
                Inlines::from(row.id().to_string()),
                dated(self.desk.day(row.state.decided_at.0)),
                self.subject(row)?.into(),
                line().status(verdict(row).to_uppercase(), colour(row.state.status, row.outcome.releases())),
                votes(row).into(),
                row.conditions.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ").into(),
            ]);
        }
        document.push(grid.block());
        document.push(paragraph("Votes are for, against and abstaining."));
        document.extend(rest(rows.len(), shown, "decision", "boardroom list decisions"));
        Ok(())
    }

    /// Conditions that are open, the lapsed first.
    pub(super) fn conditions(&self, document: &mut Document) {
        section(document, "conditions", "Open conditions");
        let open = |row: &&Row<FollowUp>| row.kind == FollowUpKind::Condition && row.state.state.is_open();
        let mut rows: Vec<&Row<FollowUp>> = self.now().followups.iter().filter(open).collect();
        order::by_key(&mut rows, |row| (row.due.0.is_none(), row.due.0, row.number));
        let lapsed = rows.iter().filter(|row| days_late(row, self.until) > 0).count();
        if !rows.is_empty() {
            let have = if lapsed == 1 { "has" } else { "have" };
            document.push(paragraph(format!(
                "{} open; {lapsed} of them {have} lapsed (R06), which flags the approval until the board reviews it.",
                many(rows.len(), "condition")
            )));
        }
        let shown = shown(rows.len());
        let mut grid = table(["Condition", "What", "Model", "Owner", "Due", "Binds", "Stands"])
            .widths(&[90, 270, 170, 120, 95, 110, 150]);
        for row in rows.iter().take(shown) {
            let late = days_late(row, self.until);
            let stands = if late > 0 {
                line()
                    .status("LAPSED", Colour::Red)
                    .text(format!(" {} late", crate::domain::text::counted(late, "day")))
            } else {
                line().status(row.state.state.word().to_uppercase(), Colour::Blue)
            };
            grid = grid.row([
                Inlines::from(row.id().to_string()),
                row.title.as_str().into(),
                self.model(row.model).into(),
                self.desk.who(&row.owner),
                dated(row.due.0),
                if row.gate == Gate::PreRelease { "before release" } else { "after release" }.into(),
                stands,
            ]);
        }
        listed(document, grid, "No condition is open.");
        document.extend(rest(
            rows.len(),
            shown,
            "condition",
            "boardroom list followups --filter 'kind:condition is:open'",
        ));
    }

    /// Follow-ups that are late, by who has them.
    pub(in crate::exchange::report) fn late_by_owner(&self) -> Vec<(crate::domain::value::Handle, usize, i64)> {
        let mut owners: BTreeMap<&crate::domain::value::Handle, (usize, i64)> = BTreeMap::new();
        for row in &self.now().followups {
            let late = days_late(row, self.until);
            if late > 0 {
                let entry = owners.entry(&row.owner).or_default();
                *entry = (entry.0 + 1, entry.1.max(late));
            }
        }
        let mut late: Vec<_> = owners.into_iter().map(|(owner, (count, days))| (owner.clone(), count, days)).collect();
        order::by_key(&mut late, |(_, count, days)| (std::cmp::Reverse(*count), std::cmp::Reverse(*days)));
        late
    }
}

/// How a decision was carried: the count of votes, or why there is none.
pub(in crate::exchange::report) fn votes(row: &Row<Decision>) -> String {
    let [for_it, against, abstained] =
        [&row.voters_for, &row.voters_against, &row.voters_abstain].map(|one| one.0.len());
    if row.method == VoteMethod::WithoutObjection {
        "without objection".to_owned()
    } else if row.meeting.0 == 0 {
        format!("signed by {for_it}")
    } else {
        format!("{for_it}–{against}–{abstained}")
    }
}

/// An outcome's colour where outcomes are counted.
const fn outcome_colour(outcome: Outcome) -> Colour {
    match outcome {
        Outcome::Approve => Colour::Green,
        Outcome::Conditional => Colour::Yellow,
        Outcome::Reject | Outcome::Suspend | Outcome::Revoke => Colour::Red,
        Outcome::AcceptRisk | Outcome::Escalate => Colour::Purple,
        Outcome::Defer | Outcome::Retire | Outcome::SetTier | Outcome::Procedural => Colour::Grey,
    }
}
