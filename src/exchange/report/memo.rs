//! The executive memo: one page. What the board decided, what it needs and from whom, the top risks, where help
//! is needed. Everything on it is cut to fit; how much there is in all is said.

use chrono::NaiveDate;

use super::desk::{Desk, dated, section};
use super::posture::asks::{Ask, asks_table};
use super::posture::headline::tells;
use super::posture::tally::{Tally, is_signed, why_provisional};
use super::posture::{Quarter, many};
use super::tables::rated;
use crate::domain::Refusal;
use crate::domain::ids::MeetingId;
use crate::domain::order;
use crate::domain::record::{Decision, Meeting, Row};
use crate::domain::states::DecisionStatus;
use crate::domain::text::{counted, join_words, shortened};
use crate::exchange::build::{bullets, line, paragraph, table};
use crate::exchange::document::{Document, Inlines};
use crate::exchange::minutes::{colour, verdict};
use crate::insight::kpi::{Kpi, Span};

/// Decisions that are told; the rest is counted.
const DECISIONS: usize = 5;
/// Matters that are asked for.
const ASKS: usize = 4;
/// Risks that are named.
const RISKS: usize = 3;
/// Letters of a sentence that is somebody else's.
const LETTERS: usize = 105;

/// What a memo covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Covering {
    /// The last meeting that is over, else the one in session.
    #[default]
    Last,
    /// A meeting.
    Meeting(MeetingId),
    /// Everything decided from one day through another.
    Period(NaiveDate, NaiveDate),
}

/// Builds the memo.
pub(super) fn document(desk: &Desk<'_>, covering: Covering) -> Result<Document, Refusal> {
    let quarter = Quarter::read(desk, Span::Quarter)?;
    let (what, decisions) = covered(desk, covering)?;
    let memo = Memo { desk, quarter: &quarter, decisions };
    let mut document = desk.open(format!("{} memo, {what}", desk.board), "mrb-memo");
    memo.decided(&mut document)?;
    memo.needed(&mut document)?;
    memo.risks(&mut document);
    memo.help(&mut document);
    memo.next(&mut document)?;
    Ok(document)
}

/// What the memo covers, in words, with its decisions.
fn covered(desk: &Desk<'_>, covering: Covering) -> Result<(String, Vec<Row<Decision>>), Refusal> {
    let view = desk.view();
    let meeting = match covering {
        Covering::Period(since, until) => {
            let rows = view.decisions_between(since, until, desk.policy().time_zone.0)?;
            return Ok((format!("{since} to {until}"), rows));
        }
        Covering::Meeting(meeting) => view.get::<Meeting>(meeting.0)?,
        Covering::Last => match view.last_meeting()? {
            Some(last) => last,
            None => view.live_meeting()?.ok_or_else(|| {
                Refusal::data("MEETING", "no meeting has been held yet").hint("name a period with --since and --until")
            })?,
        },
    };
    let day = meeting.date.0.map(|day| format!(" of {day}")).unwrap_or_default();
    Ok((format!("{}{day}", meeting.id()), view.decisions_of(MeetingId(meeting.number))?))
}

struct Memo<'a, 'd> {
    desk: &'a Desk<'d>,
    quarter: &'a Quarter<'a, 'd>,
    decisions: Vec<Row<Decision>>,
}

impl Memo<'_, '_> {
    /// What is told: of each model what was decided last, and nothing that a later decision has replaced; what weighs
    /// most first, the highest tier, then the latest.
    fn told(&self) -> Vec<&Row<Decision>> {
        let replaced = |row: &Row<Decision>| self.decisions.iter().any(|one| one.number == row.state.superseded_by.0);
        let overtaken = |row: &Row<Decision>| {
            let later = self.decisions.iter().filter(|one| tells(one) && one.number > row.number);
            row.model.0 > 0 && later.into_iter().any(|one| one.model == row.model)
        };
        let mut rows: Vec<&Row<Decision>> =
            self.decisions.iter().filter(|row| tells(row) && !replaced(row) && !overtaken(row)).collect();
        order::by_key(&mut rows, |row| (row.tier.0.unwrap_or(i64::MAX), std::cmp::Reverse(row.number)));
        rows
    }

    fn decided(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "decided", "What the board decided");
        let rows = self.told();
        let mut told = Vec::new();
        for row in rows.iter().take(DECISIONS) {
            let mark = line().status(verdict(row).to_uppercase(), colour(row.state.status, row.outcome.releases()));
            let mut said = mark.text(format!(" {} ({})", self.quarter.subject(row)?, row.id()));
            // Until when it holds is no matter of what does not hold yet.
            if row.state.status == DecisionStatus::Provisional {
                said = said.text(", which releases nothing yet: ").text(why_provisional(row));
            } else if let Some(last) = row.valid_until.0 {
                said = said.text(", to ").date(last);
            }
            if !row.conditions.0.is_empty() {
                said = said.text(format!(", {}", many(row.conditions.0.len(), "condition")));
            }
            let why = shortened(row.rationale.as_str(), LETTERS);
            told.push(if why.is_empty() { said } else { said.text(format!(": {why}")) });
        }
        let tally = Tally::of(&self.decisions);
        let named = |signed: bool| rows.iter().take(DECISIONS).filter(|row| is_signed(row) == signed).count();
        let (board, signed) = (tally.board - named(false), tally.signed - named(true));
        let rest = [(board, "of the board, in the minutes"), (signed, "signed outside a meeting, in the decision log")];
        let rest: Vec<String> =
            rest.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        if !rest.is_empty() {
            let other = if board + signed == 1 { "decision" } else { "decisions" };
            told.push(line().text(format!("Other {other}: {}.", rest.join("; "))));
        }
        document.push(if told.is_empty() { paragraph("Nothing on a model or a risk.") } else { bullets(told) });
        Ok(())
    }

    fn needed(&self, document: &mut Document) -> Result<(), Refusal> {
        section(document, "needed", "What the board needs");
        let mut asks = self.quarter.asks()?;
        let all = asks.len();
        asks.truncate(ASKS);
        for ask in &mut asks {
            ask.what = shortened(&ask.what, LETTERS);
        }
        let shown: Vec<&Ask> = asks.iter().collect();
        if all == 0 {
            document.push(paragraph("Nothing waits for a decision or a signature."));
            return Ok(());
        }
        document.push(asks_table(self.desk, self.quarter.until, &shown).block());
        if all > ASKS {
            document.push(paragraph(format!("{all} in all; the posture report has them.")));
        }
        Ok(())
    }

    fn risks(&self, document: &mut Document) {
        section(document, "risks", "Top risks");
        let worst = self.quarter.worst(RISKS);
        if worst.is_empty() {
            document.push(paragraph("No risk is open."));
            return;
        }
        let grid = table(["Risk", "After controls", "Owner", "Acceptance"]).widths(&[480, 110, 120, 110]);
        let grid = worst.iter().fold(grid, |grid, row| {
            let on = self.quarter.model(row.model);
            let said = format!("{} ({on}): {}", row.id(), shortened(row.statement.as_str(), LETTERS + 45));
            grid.row([Inlines::from(said), rated(row.residual()), self.desk.who(&row.owner), self.quarter.carried(row)])
        });
        document.push(grid.block());
    }

    /// Where work is stuck or a number is off: who has it, and what would help.
    fn help(&self, document: &mut Document) {
        section(document, "help", "Where help is needed");
        let mut told = Vec::new();
        let off: Vec<&str> = self.quarter.card.off_target().map(|one| one.label.as_str()).collect();
        if !off.is_empty() {
            let shown: Vec<&str> = off.iter().take(4).copied().collect();
            let more = if off.len() > shown.len() { ", first of all " } else { ": " };
            let said = line().strong(format!("{} of {} KPIs off target", off.len(), self.quarter.card.judged()));
            told.push(said.text(format!("{more}{}.", shown.join("; "))));
        }
        let late = self.quarter.late_by_owner();
        if !late.is_empty() {
            let all = late.iter().fold(0, |sum, (_, count, _)| sum + count);
            let name = |owner| {
                if owner == &crate::domain::value::Handle::default() {
                    "nobody".to_owned()
                } else {
                    self.desk.person(owner).name
                }
            };
            let named: Vec<String> = late
                .iter()
                .take(3)
                .map(|(owner, count, days)| {
                    format!("{} ({count}, the oldest {} late)", name(owner), counted(*days, "day"))
                })
                .collect();
            let said = line().strong(format!("{} overdue", many(all, "follow-up")));
            told.push(said.text(format!(", most with {}.", join_words(&named, "and"))));
        }
        let gaps = self.quarter.card.measures.iter().find(|one| one.key == Kpi::MonitoringCoverage);
        if let Some(measure) = gaps.filter(|one| one.n < one.d) {
            let missing = usize::try_from(measure.d - measure.n).unwrap_or(0);
            let said = line().strong(format!("{} in production", many(missing, "model")));
            told.push(said.text(" without the monitoring the tier asks for."));
        }
        document.push(if told.is_empty() { paragraph("Nowhere that the record shows.") } else { bullets(told) });
    }

    fn next(&self, document: &mut Document) -> Result<(), Refusal> {
        let Some(next) = self.desk.view().next_meeting(self.desk.today)? else { return Ok(()) };
        let said = line().strong("Next meeting: ").text(format!("{} on ", next.id())).join(dated(next.date.0));
        document.push(paragraph(if next.time.is_empty() { said } else { said.text(format!(", {}", next.time)) }));
        Ok(())
    }
}
