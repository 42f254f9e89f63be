//! Risks after controls as a heat map, the worst by name, and the acceptances that carry them.

use chrono::Days;

use super::super::desk::{dated, listed, section};
use super::super::tables::{acceptance_state, band_colour, rated};
use super::headline::open;
use super::{Quarter, many, rest, shown};
use crate::domain::order;
use crate::domain::record::{Acceptance, Risk, Row};
use crate::domain::states::{AcceptanceState, Band};
use crate::exchange::build::{heading, line, paragraph, table};
use crate::exchange::document::{Block, Cell, Chart, Colour, Document, Figure, Grid, Inlines};
use crate::policy::acceptance::state_on;

/// Risks named as the worst; those that are high or critical all are.
const WORST: usize = 10;
/// Days ahead in which an acceptance that ends is listed.
const AHEAD: u64 = 90;

impl Quarter<'_, '_> {
    pub(super) fn risks(&self, document: &mut Document) {
        section(document, "risks", "Risks");
        document.push(self.heat());
        if self.counts.unrated > 0 {
            document.push(paragraph(format!("{} not rated and not on the map.", many_are(self.counts.unrated))));
        }
        let high = |row: &&&Row<Risk>| matches!(row.residual_band(), Some(Band::High | Band::Critical));
        let mut worst = self.worst(usize::MAX);
        let high = worst.iter().filter(high).count();
        worst.truncate(high.max(WORST));
        document.push(heading(2, "top-risks", "Top residual risks"));
        let header =
            ["Risk", "Statement", "Model", "Before controls", "After controls", "Owner", "Target date", "Acceptance"];
        let rows = table(header).widths(&[85, 320, 130, 100, 110, 110, 95, 120]);
        let rows = worst.iter().fold(rows, |rows, row| {
            rows.row([
                Inlines::from(row.id().to_string()),
                row.statement.as_str().into(),
                self.model(row.model).into(),
                rated(row.inherent()),
                residual(row),
                self.desk.who(&row.owner),
                dated(row.target_date.0),
                self.carried(row),
            ])
        });
        listed(document, rows, "No risk is open.");
        let all = self.now().risks.iter().filter(|row| open(row.fields.state)).count();
        document.extend(rest(all, worst.len(), "open risk", "boardroom list risks"));
    }

    /// The open risks with the highest residual, the worst first.
    pub(in crate::exchange::report) fn worst(&self, most: usize) -> Vec<&Row<Risk>> {
        let mut rows: Vec<&Row<Risk>> = self.now().risks.iter().filter(|row| open(row.fields.state)).collect();
        order::by_key(&mut rows, |row| (std::cmp::Reverse((row.residual(), row.inherent())), row.number));
        rows.truncate(most);
        rows
    }

    fn heat(&self) -> Block {
        let steps = || (1..=5_usize).rev();
        let cell = |likelihood: usize, impact: usize| {
            let band = Band::of_score(i64::try_from(likelihood * impact).unwrap_or(0)).unwrap_or_default();
            let count = u64::from(self.counts.heat[likelihood - 1][impact - 1]);
            // Four bands need four colours: red is kept for what is worst.
            let colour = if band == Band::Critical { Colour::Purple } else { band_colour(band) };
            Cell { count, mark: band.word().to_owned(), colour }
        };
        let rows = steps()
            .map(|likelihood| (likelihood.to_string(), (1..=5).map(|impact| cell(likelihood, impact)).collect()));
        let chart = Chart::Grid(Grid {
            across: "Impact".to_owned(),
            columns: (1..=5).map(|impact: u8| impact.to_string()).collect(),
            up: "Likelihood".to_owned(),
            rows: rows.collect(),
        });
        Block::Figure(Figure { title: "Open risks by likelihood and impact, after controls".to_owned(), chart })
    }

    /// The acceptance that carries a risk on the day, or that there is none though it is high (R02).
    pub(in crate::exchange::report) fn carried(&self, row: &Row<Risk>) -> Inlines {
        let high = matches!(row.residual_band(), Some(Band::High | Band::Critical));
        // The one that ran out is named, too, until another carries it: the record lets go of it once a tick has seen that.
        let last = || {
            let covers = |one: &&Row<Acceptance>| one.risks.0.iter().any(|id| id.0 == row.number);
            let ran_out =
                |one: &&Row<Acceptance>| state_on(&one.fields, one.state.state, self.until) == AcceptanceState::Expired;
            self.now().acceptances.iter().filter(covers).filter(ran_out).max_by_key(|one| one.number).filter(|_| high)
        };
        match self.acceptance(row.state.acceptance.0).or_else(last) {
            Some(found) => {
                let said = line().text(format!("{} ", found.id())).join(acceptance_state(self.desk, found));
                found.expiry.0.map_or_else(|| said.clone(), |last| said.clone().text(" to ").date(last))
            }
            None if high => line().status("NONE", Colour::Red),
            None => line().text("not needed"),
        }
    }

    /// Acceptances past their last day, and those that end before long.
    pub(super) fn acceptances(&self, document: &mut Document) {
        section(document, "acceptances", "Acceptances that expired or end within 90 days");
        let horizon = self.until.checked_add_days(Days::new(AHEAD)).unwrap_or(self.until);
        let counts = |row: &&Row<Acceptance>| match state_on(&row.fields, row.state.state, self.until) {
            AcceptanceState::Expired => !self.renewed(row.number),
            AcceptanceState::Active => row.expiry.0.is_some_and(|last| last <= horizon),
            AcceptanceState::Proposed | AcceptanceState::Closed | AcceptanceState::Revoked => false,
        };
        let mut rows: Vec<&Row<Acceptance>> = self.now().acceptances.iter().filter(counts).collect();
        order::by_key(&mut rows, |row| (row.expiry.0, row.number));
        let shown = shown(rows.len());
        let header = ["Acceptance", "Model", "Covers", "Accountable executive", "Last day", "Stands"];
        let grid = table(header).widths(&[100, 220, 170, 160, 95, 220]);
        let grid = rows.iter().take(shown).fold(grid, |grid, row| {
            let covers: Vec<String> = row.risks.0.iter().map(ToString::to_string).collect();
            let left = row.expiry.0.map(|last| (last - self.until).num_days()).unwrap_or_default();
            let left =
                if left < 0 { format!(" {} past", many_days(-left)) } else { format!(" {} left", many_days(left)) };
            let covers = if covers.is_empty() { row.kind.word().to_owned() } else { covers.join(", ") };
            grid.row([
                Inlines::from(row.id().to_string()),
                self.model(row.model).into(),
                covers.into(),
                self.desk.who(&row.accountable_exec),
                dated(row.expiry.0),
                acceptance_state(self.desk, row).text(left),
            ])
        });
        listed(document, grid, "None.");
        document.extend(rest(rows.len(), shown, "acceptance", "boardroom list acceptances"));
    }
}

/// The residual with its band, and what it was before it was last rated.
fn residual(row: &Row<Risk>) -> Inlines {
    let said = rated(row.residual());
    match row.state.residual_before.0 {
        Some(before) if before > row.residual() => said.text(format!(" down from {before}")),
        Some(before) if before < row.residual() => said.text(format!(" up from {before}")),
        Some(_) | None => said,
    }
}

fn many_days(days: i64) -> String {
    crate::domain::text::counted(days, "day")
}

fn many_are(count: u32) -> String {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count == 1 { "1 open risk is".to_owned() } else { format!("{} are", many(count, "open risk")) }
}
