//! The decisions of a meeting, one block each, as they were frozen when they were made.

use super::{Minutes, colour};
use crate::domain::ids::DecisionId;
use crate::domain::record::{Decision, FollowUp, Row};
use crate::domain::states::{DecisionStatus, FollowUpState, Gate, Matter, VoteMethod};
use crate::exchange::build::{bullets, expand, facts, heading, line, panel, paragraph, table};
use crate::exchange::document::{Block, Colour, Decided, Document, Inlines, PanelKind, Table, Task};
use crate::exchange::prose::prose;

impl Minutes {
    pub(super) fn decided(&self, document: &mut Document) {
        self.section(document, "decisions");
        if self.decisions.is_empty() {
            document.push(paragraph(self.said.line("none")));
            return self.lapsed(document);
        }
        let entry = |row: &Row<Decision>| {
            let decided = !matches!(row.state.status, DecisionStatus::Failed | DecisionStatus::Void);
            Decided::new(decided, format!("{}: {}, {}", row.id(), self.subject(row), verdict(row)))
        };
        document.push(Block::Decisions(self.decisions.iter().map(entry).collect()));
        for row in &self.decisions {
            self.decision(document, row);
        }
        self.lapsed(document);
    }

    /// What an earlier meeting decided provisionally, and this one did not ratify (R05).
    fn lapsed(&self, document: &mut Document) {
        if self.lapsed.is_empty() {
            return;
        }
        document.push(heading(2, "lapsed", "Lapsed at the adjournment"));
        document.push(bullets(self.lapsed.iter().map(|row| {
            format!(
                "{}: {}, {}, provisional since {}. The board had quorum and did not ratify it; nothing follows from it.",
                row.id(),
                self.subject(row),
                row.outcome.past(),
                row.meeting
            )
        })));
    }

    pub(super) fn decision(&self, document: &mut Document, row: &Row<Decision>) {
        let id = row.id().to_string();
        let title = line()
            .text(format!("{id} {} ", self.subject(row)))
            .status(verdict(row).to_uppercase(), colour(row.state.status, row.outcome.releases()));
        document.push(heading(2, &id, title));
        if let Some(warning) = warning(row) {
            document.push(warning);
        }
        document.push(self.particulars(row).block());
        document.push(self.votes(row).block());
        if !row.amendments.is_empty() {
            document.push(paragraph(line().strong("Wording before amendment")));
            let quoted: Vec<String> = row.amendments.as_str().lines().map(|line| format!("> {line}")).collect();
            document.extend(prose(&quoted.join("\n")));
        }
        for one in self.positions.iter().filter(|one| one.item == row.item) {
            let who = line().strong("Written position of ").person(self.person(&one.person));
            document.push(paragraph(who.text(format!(", filed at {}", self.clock(one.at.0)))));
            document.extend(prose(&one.text));
        }
        for (label, text) in [("Rationale", &row.rationale), ("Contested issues", &row.contested)] {
            if !text.is_empty() {
                document.push(paragraph(line().strong(label)));
                document.extend(prose(text.as_str()));
            }
        }
        if !row.dissent.is_empty() {
            document.push(paragraph(line().strong("Dissent")));
            let quoted: Vec<String> = row.dissent.as_str().lines().map(|line| format!("> {line}")).collect();
            document.extend(prose(&quoted.join("\n")));
        }
        self.conditions(document, row);
        if !row.evidence.0.is_empty() {
            document.push(expand("Evidence", vec![evidence(row).block()]));
        }
    }

    fn particulars(&self, row: &Row<Decision>) -> Table {
        let text = |text: &str| Inlines::from(text);
        let mut grid = facts().fact("Subject", self.subject(row));
        if row.submission.0 > 0 {
            grid = grid.fact("Submission", row.submission.to_string());
        }
        let place = self.place(row.item);
        if !place.is_empty() {
            grid = grid.fact("Agenda item", place);
        }
        if let Some(tier) = row.tier.0 {
            grid = grid.fact("Tier", tier.to_string());
        }
        if let (Some(score), Some(band)) = (row.residual.0, row.residual_band()) {
            grid = grid.fact("Residual risk", format!("{score} of 25, {band}"));
        }
        if !row.intended_use.is_empty() {
            grid = grid.fact("Intended use", line().lines(row.intended_use.as_str()));
        }
        grid = grid.fact("Motion", line().lines(row.motion.as_str()));
        if let Some(person) = self.maybe(&row.mover) {
            grid = grid.fact("Moved by", line().person(person));
        }
        if let Some(person) = self.maybe(&row.presiding).filter(|_| row.presiding != self.meeting.chair) {
            let why = row.presiding_why.as_str();
            let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
            grid = grid.fact("Presiding", line().person(person).text(why));
        }
        if row.matter != Matter::Ordinary {
            grid = grid.fact("Matter", row.matter.phrase());
        }
        let outcome = line().status(verdict(row).to_uppercase(), colour(row.state.status, row.outcome.releases()));
        grid = grid.fact("Outcome", outcome);
        if let Some(tier) = row.new_tier.0 {
            grid = grid.fact("Tier set", tier.to_string());
        }
        if let Some(person) = self.maybe(&row.escalated_to) {
            grid = grid.fact("Escalated to", line().person(person));
        }
        if let Some(day) = row.answer_due.0 {
            grid = grid.fact("Answer due", line().date(day));
        }
        if let Some(person) = self.maybe(&row.exec_signoff) {
            grid = grid.fact("Executive sign-off", line().person(person));
        }
        if !row.sign_offs.0.is_empty() {
            grid = grid.fact("Signed off by", self.persons(&row.sign_offs.0));
        }
        if !row.corrections.is_empty() {
            grid = grid.fact("Corrections to the minutes", line().lines(row.corrections.as_str()));
        }
        if let Some(day) = row.valid_until.0 {
            grid = grid.fact("Valid until", line().date(day));
        }
        let acceptances: Vec<String> = row.acceptances.0.iter().map(ToString::to_string).collect();
        if !acceptances.is_empty() {
            grid = grid.fact("Acceptances", acceptances.join("; "));
        }
        if row.supersedes.0 > 0 {
            grid = grid.fact("Supersedes", row.supersedes.to_string());
        }
        if row.state.superseded_by.0 > 0 {
            grid = grid.fact("Superseded by", row.state.superseded_by.to_string());
        }
        if row.ratifies.0 > 0 {
            grid = grid.fact("Ratifies", row.ratifies.to_string());
        }
        if row.state.ratified_by.0 > 0 {
            grid = grid.fact("Ratified by", row.state.ratified_by.to_string());
        }
        if let Some(day) = row.state.answered_on.0 {
            grid = grid.fact("Answer received", line().date(day));
            grid = grid.fact("Answer", line().lines(row.state.answer.as_str()));
        }
        grid.fact("Criteria", text(row.criteria_version.as_str()))
            .fact("Record", line().code(row.state.record_hash.as_str()))
    }

    fn votes(&self, row: &Row<Decision>) -> Table {
        let mut grid = table(["Vote", "Count", "Members"]);
        let roll = row.method == VoteMethod::RollCall;
        if !roll {
            grid = grid.row([Inlines::from("Without objection"), line(), line()]);
        }
        let ballots = [("For", &row.voters_for), ("Against", &row.voters_against), ("Abstained", &row.voters_abstain)];
        for (label, voters) in ballots.into_iter().filter(|(_, voters)| roll || !voters.0.is_empty()) {
            grid = grid.row([label.into(), voters.0.len().to_string().into(), self.persons(&voters.0)]);
        }
        if !row.not_voting.0.is_empty() {
            let count = row.not_voting.0.len().to_string();
            grid = grid.row(["Not voting".into(), count.into(), self.persons(&row.not_voting.0)]);
        }
        let mut recused = Inlines::default();
        for (at, person) in row.recused.0.iter().enumerate() {
            let reason = self.reason_of(row.item, person);
            recused = recused.text(if at > 0 { "; " } else { "" }).person(self.person(person));
            if !reason.is_empty() {
                recused = recused.text(format!(" ({reason})"));
            }
        }
        if row.recused.0.is_empty() {
            return grid;
        }
        grid.row([Inlines::from("Recused"), row.recused.0.len().to_string().into(), recused])
    }

    fn conditions(&self, document: &mut Document, row: &Row<Decision>) {
        let tasks: Vec<Task> = self.conditions_of(DecisionId(row.number)).map(|one| self.condition(row, one)).collect();
        if !tasks.is_empty() {
            document.push(paragraph(line().strong("Conditions")));
            document.push(Block::Tasks(tasks));
        } else if !row.conditions_put.0.is_empty() {
            // A motion that was lost opened none: its conditions stay what they were, words.
            document.push(paragraph(line().strong("Conditions as put")));
            document.push(bullets(row.conditions_put.0.iter().map(crate::domain::condition::Condition::line)));
        }
    }

    /// A condition as a task: its gate, what closes it, and what lapses if it is not met (R06).
    pub(super) fn condition(&self, decision: &Row<Decision>, row: &Row<FollowUp>) -> Task {
        let mut task = self.task(row);
        if row.gate == Gate::PostRelease {
            task.content = std::mem::take(&mut task.content).text(" ").status("AFTER RELEASE", Colour::Grey);
        }
        let test = row.closing_test.as_str().trim();
        if !test.is_empty() && test != row.title.as_str() {
            task.content = std::mem::take(&mut task.content).text("; closed by: ").lines(test);
        }
        if decision.outcome.releases() && row.state.state.is_open() {
            let unmet = "; if it is not met by its date, the approval is flagged and comes back for review (R06)";
            task.content = std::mem::take(&mut task.content).text(unmet);
        }
        task
    }

    /// A follow-up as a task.
    pub(super) fn task(&self, row: &Row<FollowUp>) -> Task {
        let mut content = line().text(format!("{} {}", row.id(), row.title));
        if row.gate == crate::domain::states::Gate::PreRelease {
            content = content.text(" ").status("BEFORE RELEASE", Colour::Purple);
        }
        if row.state.state == FollowUpState::Cancelled {
            content = content.text(" ").status("CANCELLED", Colour::Grey);
        }
        Task::open(row.number, content).done(!row.state.state.is_open()).owner(self.maybe(&row.owner)).due(row.due.0)
    }
}

/// The outcome in a word, with what limits it.
pub(in crate::exchange) fn verdict(row: &Row<Decision>) -> String {
    let past = row.outcome.past();
    match row.state.status {
        DecisionStatus::Final => past.to_owned(),
        DecisionStatus::Provisional => format!("{past}, provisional"),
        DecisionStatus::Failed => "motion lost".to_owned(),
        DecisionStatus::Void => "void".to_owned(),
        DecisionStatus::Superseded => format!("{past}, superseded"),
        DecisionStatus::Lapsed => format!("{past}, lapsed"),
    }
}

fn warning(row: &Row<Decision>) -> Option<Block> {
    let (title, sentence) = match row.state.status {
        DecisionStatus::Provisional => {
            let mut why = Vec::new();
            if row.quorum_present.0 < row.quorum_required.0 {
                let (present, needed) = (row.quorum_present.0.unwrap_or(0), row.quorum_required.0.unwrap_or(0));
                why.push(format!("{present} present, {needed} needed"));
            }
            if !row.functions_missing.0.is_empty() {
                why.push(format!("missing: {}", row.functions_missing.0.join("; ")));
            }
            let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join("; ")) };
            ("Provisional", format!("PROVISIONAL{why}: it releases nothing until it is ratified."))
        }
        DecisionStatus::Failed => ("Not carried", "The motion was lost: nothing follows from it.".to_owned()),
        DecisionStatus::Superseded => ("Superseded", format!("Replaced by {}.", row.state.superseded_by)),
        DecisionStatus::Lapsed => {
            ("Lapsed", "Provisional, and not ratified by the next quorate meeting: nothing follows from it.".to_owned())
        }
        DecisionStatus::Final | DecisionStatus::Void => return None,
    };
    Some(panel(PanelKind::Warning, title, vec![paragraph(sentence)]))
}

/// One piece of evidence as the decision pinned it: identifier, kind and state, digest.
pub(in crate::exchange) fn pinned(entry: &str) -> (&str, &str, &str) {
    let (id, rest) = entry.split_once(' ').unwrap_or((entry, ""));
    let (what, digest) = rest.split_once(" sha256:").unwrap_or((rest, ""));
    (id, what, digest)
}

pub(super) fn evidence(row: &Row<Decision>) -> Table {
    row.evidence.0.iter().fold(table(["Artifact", "Kind and state", "SHA-256"]), |grid, entry| {
        let (id, what, digest) = pinned(entry);
        let digest = if digest.is_empty() { line().text("no digest") } else { line().code(digest) };
        grid.row([Inlines::from(id), what.into(), digest])
    })
}
