//! The tier questionnaire: one key an answer, score and tier beside it as they change, the evidence
//! that the tier asks for ticked where it is missing. What is missing returns the submission; what is
//! complete goes into review.

mod keep;
mod people;
mod save;
mod sheet;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeSet;

use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::states::Applies;
use crate::policy::readiness::Need;
use crate::policy::tiering::{Answers, Found};
use crate::tui::canvas::Target;
use crate::tui::cmd::Cmd;
use crate::tui::draft::DraftKey;
use crate::tui::editor::Editor;
use crate::tui::effect::{Effect, Load, Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part, no_tabs};
use crate::tui::shell::Shell;
pub use sheet::Sheet;

/// Opens the questionnaire of a submission or a model.
pub fn open(id: RecordId, shell: &mut Shell) {
    shell.load(Load::Triage(id));
    shell.open(Triage::new(id));
}

/// A row of the questionnaire, by place in its section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Factor(usize),
    Fact(usize),
    Need(usize),
    Signers,
    Reviewer,
    Backup,
    Rationale,
}

/// The questionnaire.
#[derive(Clone, Debug)]
pub struct Triage {
    id: RecordId,
    sheet: Option<Sheet>,
    answers: Answers,
    /// Kinds of evidence whose tick was turned round by hand.
    turned: BTreeSet<String>,
    tier: Option<u8>,
    signers: Editor,
    reviewer: Editor,
    backup: Editor,
    rationale: Editor,
    at: usize,
    error: Option<Refusal>,
    waiting: Option<Token>,
    editing: Option<Token>,
    said: String,
}

impl Triage {
    fn new(id: RecordId) -> Self {
        Self {
            id,
            sheet: None,
            answers: Answers::default(),
            turned: BTreeSet::new(),
            tier: None,
            signers: Editor::line(""),
            reviewer: Editor::line(""),
            backup: Editor::line(""),
            rationale: Editor::prose(""),
            at: 0,
            error: None,
            waiting: None,
            editing: None,
            said: String::new(),
        }
    }

    fn key(&self) -> DraftKey {
        DraftKey::new("triage", self.id.to_string())
    }

    fn found(&self) -> Option<Found> {
        self.sheet.as_ref().map(|sheet| sheet.found(&self.answers))
    }

    /// The tier that counts: the override, else that in force while nothing is answered, else what was found.
    fn tier_now(&self) -> u8 {
        self.tier.or_else(|| self.kept()).or_else(|| self.found().map(|found| found.tier)).unwrap_or(1)
    }

    /// The rows in order; what is asked depends on the tier, so the evidence comes and goes.
    fn lines(&self) -> Vec<Line> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        let tiering = &sheet.policy.tiering;
        let mut lines: Vec<Line> = (0..tiering.factor.len()).map(Line::Factor).collect();
        lines.extend((0..tiering.fact.len()).map(Line::Fact));
        if sheet.submission.is_some() {
            lines.extend((0..sheet.needs(self.tier_now()).len()).map(Line::Need));
        }
        if self.tier.is_some() {
            lines.push(Line::Signers);
        }
        if sheet.submission.is_some() {
            lines.extend([Line::Reviewer, Line::Backup]);
        }
        lines.push(Line::Rationale);
        lines
    }

    fn here(&self) -> Option<Line> {
        self.lines().get(self.at).copied()
    }

    /// Whether a kind of evidence is ticked as missing.
    fn ticked(&self, need: &Need) -> bool {
        self.turned.contains(&need.kind) != need.is_lacking()
    }

    fn editor(&mut self) -> Option<&mut Editor> {
        match self.here()? {
            Line::Signers => Some(&mut self.signers),
            Line::Reviewer => Some(&mut self.reviewer),
            Line::Backup => Some(&mut self.backup),
            Line::Rationale => Some(&mut self.rationale),
            Line::Factor(_) | Line::Fact(_) | Line::Need(_) => None,
        }
    }

    /// Shows what is wrong, and goes to the row that it is about.
    fn refuse(&mut self, refusal: Refusal) {
        // A row of a batch is named before the field.
        let field = refusal.subject.rsplit(", ").next().unwrap_or_default();
        let line = match field {
            "signers" => Some(Line::Signers),
            "reviewer" => Some(Line::Reviewer),
            "backup_reviewer" => Some(Line::Backup),
            "rationale" | "tier_rationale" => Some(Line::Rationale),
            _ => None,
        };
        if let Some(at) = line.and_then(|line| self.lines().iter().position(|known| *known == line)) {
            self.at = at;
        }
        self.error = Some(refusal);
    }

    fn go(&mut self, at: usize) {
        self.at = at.min(self.lines().len().saturating_sub(1));
    }

    /// Answers the row, and goes on to the next one.
    fn answer(&mut self, cmd: Cmd, shell: &mut Shell) {
        let Some(sheet) = &self.sheet else { return };
        let level = match cmd {
            Cmd::Answer0 => Some(0),
            Cmd::Answer1 => Some(1),
            Cmd::Answer2 => Some(2),
            Cmd::Answer3 => Some(3),
            Cmd::Answer4 => Some(4),
            _ => None,
        };
        match (self.here(), level, cmd) {
            (Some(Line::Factor(at)), Some(level), _) => {
                let key = sheet.policy.tiering.factor[at].key.clone();
                self.answers.factors.insert(key, level);
            }
            (Some(Line::Factor(at)), None, Cmd::AnswerUnknown) => {
                self.answers.factors.remove(&sheet.policy.tiering.factor[at].key);
            }
            (Some(Line::Fact(at)), None, Cmd::AnswerYes | Cmd::AnswerNo | Cmd::AnswerUnknown) => {
                let applies = match cmd {
                    Cmd::AnswerYes => Applies::Yes,
                    Cmd::AnswerNo => Applies::No,
                    _ => Applies::Unknown,
                };
                self.answers.facts.insert(sheet.policy.tiering.fact[at].key.clone(), applies);
            }
            (Some(Line::Fact(_)), ..) => {
                shell.say("answer with y, n or x");
                return;
            }
            (Some(Line::Factor(_)), ..) => {
                shell.say("answer with 0 to 4 or x");
                return;
            }
            _ => return,
        }
        self.go(self.at + 1);
        self.keep(shell);
    }

    fn tick(&mut self, shell: &mut Shell) {
        let (Some(Line::Need(at)), Some(sheet)) = (self.here(), &self.sheet) else {
            shell.say("Space ticks evidence as missing");
            return;
        };
        if let Some(need) = sheet.needs(self.tier_now()).get(at)
            && !self.turned.remove(&need.kind)
        {
            self.turned.insert(need.kind.clone());
        }
        self.go(self.at + 1);
        self.keep(shell);
    }

    /// The next tier by hand, and back to the one that was found.
    fn turn_tier(&mut self, shell: &mut Shell) {
        let Some(found) = self.found() else { return };
        let next = self.tier.unwrap_or(found.tier) % 4 + 1;
        self.tier = (next != found.tier).then_some(next);
        match self.tier {
            Some(tier) => shell.say(format!("tier {tier} by hand: it needs a reason, and downwards two signers")),
            None => shell.say(format!("tier {} as found", found.tier)),
        }
        self.go(self.at);
        self.keep(shell);
    }
}

impl Part for Triage {
    fn scopes(&self) -> Vec<Scope> {
        if self.typing() { vec![Scope::Form] } else { vec![Scope::Triage, Scope::Move] }
    }

    fn typing(&self) -> bool {
        matches!(self.here(), Some(Line::Signers | Line::Reviewer | Line::Backup | Line::Rationale))
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        if let Some(editor) = self.editor() {
            editor.typed(c);
            self.keep(shell);
        }
        Handled::Yes
    }

    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        if let Some(editor) = self.editor() {
            editor.insert(text);
            self.keep(shell);
        } else {
            shell.say("a paste answers nothing; go to the rationale");
        }
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.typing() && !matches!(cmd, Cmd::Save | Cmd::NextField | Cmd::PrevField | Cmd::Leave | Cmd::Accept) {
            let taken = self.editor().is_some_and(|editor| match cmd {
                Cmd::NewLine => editor.new_line(),
                _ => editor.command(cmd),
            });
            if taken {
                self.keep(shell);
                return Handled::Yes;
            }
        }
        match cmd {
            Cmd::Answer0
            | Cmd::Answer1
            | Cmd::Answer2
            | Cmd::Answer3
            | Cmd::Answer4
            | Cmd::AnswerUnknown
            | Cmd::AnswerYes
            | Cmd::AnswerNo => self.answer(cmd, shell),
            Cmd::Mark => self.tick(shell),
            Cmd::Override => self.turn_tier(shell),
            Cmd::Save => self.save(shell),
            Cmd::Editor => {
                let token = shell.token();
                if let Some(text) = self.editor().map(|editor| editor.text()) {
                    self.editing = Some(token);
                    shell.ask(Effect::Edit { token, text });
                }
            }
            Cmd::Choices => {
                if !self.complete() {
                    shell.say("nobody is called like this");
                }
                self.keep(shell);
            }
            Cmd::Accept if self.here() == Some(Line::Rationale) => self.save(shell),
            Cmd::NextField | Cmd::Accept if self.complete() => {
                self.keep(shell);
                self.go(self.at + 1);
            }
            Cmd::Down | Cmd::NextField | Cmd::LineDown | Cmd::Accept => self.go(self.at + 1),
            Cmd::Up | Cmd::PrevField | Cmd::LineUp => self.go(self.at.saturating_sub(1)),
            Cmd::PageDown | Cmd::HalfDown => self.go(self.at + 8),
            Cmd::PageUp | Cmd::HalfUp => self.go(self.at.saturating_sub(8)),
            Cmd::Top => self.go(0),
            Cmd::Bottom => self.go(usize::MAX),
            Cmd::Leave | Cmd::Back | Cmd::Close => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, _: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        self.go(at);
        Handled::Yes
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, _: &mut Shell) -> Handled {
        self.go(self.at.saturating_add_signed(isize::from(lines.signum())));
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Loaded(Loaded::Triage(id, sheet)) if *id == self.id => {
                let first = self.sheet.replace((**sheet).clone()).is_none();
                if first {
                    self.recover(shell);
                }
                Handled::Yes
            }
            News::Loaded(Loaded::Failed(Load::Triage(id), _)) if *id == self.id => Handled::Close,
            News::Edited(token, result) if self.editing == Some(*token) => {
                self.editing = None;
                match result {
                    Ok(text) => {
                        if let Some(editor) = self.editor() {
                            editor.set(text.trim_end_matches('\n'));
                        }
                        self.keep(shell);
                    }
                    Err(refusal) => self.error = Some(refusal.clone()),
                }
                Handled::Yes
            }
            News::Changed => {
                shell.load(Load::Triage(self.id));
                Handled::No
            }
            News::Done(token, result) if self.waiting == Some(*token) => {
                self.waiting = None;
                match result {
                    Ok(_) => {
                        let key = self.key();
                        shell.forget(&key);
                        Handled::Close
                    }
                    Err(refusal) => {
                        self.refuse(refusal.clone());
                        Handled::Yes
                    }
                }
            }
            _ => Handled::No,
        }
    }

    fn has_row(&self) -> bool {
        true
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        let mut blocked = no_tabs();
        if self.id.kind != RecordKind::Submission {
            blocked.push((Cmd::Mark, "evidence is ticked when a submission is triaged".to_owned()));
        }
        blocked
    }

    fn view(&self, canvas: &mut crate::tui::canvas::Canvas<'_>, area: ratatui::layout::Rect) {
        self.draw(canvas, area);
    }
}
