//! Posture: where the portfolio stands. KPIs with their trends, the heat map of open risks, models by tier and stage,
//! alarms, incidents by month. Everything opens: a number its records, a cell its risks, an alarm its record.
//!
//! Counts and alarms are read at once; KPIs, which look at the whole record, off-thread and only while this screen is on show.

mod behind;
mod export;
mod lower;
mod pane;
#[cfg(test)]
mod tests;
mod view;

use crate::domain::ids::RecordId;
use crate::domain::order;
use crate::insight::alarm::Alarm;
use crate::insight::kpi::{Measure, Span};
use crate::insight::posture::Scorecard;
use crate::store::query::list::List;
use crate::store::query::posture::Posture;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Load, Loaded, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::list::Listing;
use crate::tui::part::{Handled, Part};
use crate::tui::screens::ScreenId;
use crate::tui::shell::Shell;
use behind::Behind;
use pane::{Pane, SIDE};

/// What is counted of the record as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostureView {
    /// Counts.
    pub posture: Posture,
    /// What is wrong today.
    pub alarms: Vec<Alarm>,
}

/// A list that a count was opened into.
#[derive(Clone, Debug)]
struct Drill {
    listing: Listing,
    title: String,
}

/// The screen.
#[derive(Clone, Debug, Default)]
pub struct PostureScreen {
    view: Option<PostureView>,
    card: Option<Scorecard>,
    /// The places of the KPIs: what is off target first.
    order: Vec<usize>,
    span: Span,
    pane: Pane,
    /// Which of the panes that share a place was last on show.
    side: Pane,
    /// What is selected in each pane.
    at: [usize; Pane::COUNT],
    /// Whether KPIs have been asked for and are not here yet.
    reading: bool,
    /// Whether the record has changed since the KPIs were read.
    stale: bool,
    drill: Option<Drill>,
    /// The form that asks for a report.
    exporting: Option<Token>,
}

impl PostureScreen {
    fn alarms(&self) -> &[Alarm] {
        self.view.as_ref().map_or(&[], |view| &view.alarms)
    }

    fn measure(&self, place: usize) -> Option<&Measure> {
        self.card.as_ref()?.measures.get(*self.order.get(place)?)
    }

    /// How many rows or cells a pane has.
    fn rows(&self, pane: Pane) -> usize {
        match pane {
            Pane::Kpis => self.order.len(),
            Pane::Heat => self.view.as_ref().map_or(0, |_| SIDE * SIDE),
            Pane::Models => self.view.as_ref().map_or(0, |view| pane::counts(&view.posture).len()),
            Pane::Alarms => self.alarms().len(),
            Pane::Incidents => self.card.as_ref().map_or(0, |card| card.months.len()),
        }
    }

    fn at(&self, pane: Pane) -> usize {
        self.at[pane.place()].min(self.rows(pane).saturating_sub(1))
    }

    fn focus(&mut self, pane: Pane) {
        self.pane = pane;
        if pane.is_side() {
            self.side = pane;
        }
    }

    /// Asks for what is shown; KPIs only if something may have changed them.
    fn refresh(&mut self, shell: &mut Shell) {
        shell.load(Load::Posture);
        self.measure_again(shell);
        if let Some(drill) = &mut self.drill {
            drill.listing.refresh(shell);
        }
    }

    fn measure_again(&mut self, shell: &mut Shell) {
        self.reading = true;
        self.stale = false;
        shell.load(Load::Kpis(self.span));
    }

    fn take(&mut self, card: &Scorecard) {
        if card.span != self.span {
            return;
        }
        let selected = self.measure(self.at(Pane::Kpis)).map(|measure| measure.key);
        let rank = |measure: &Measure| match measure.met {
            Some(false) => 0,
            Some(true) => 1,
            None => 2,
        };
        self.order = (0..card.measures.len()).collect();
        order::by_key(&mut self.order, |place| rank(&card.measures[*place]));
        self.card = Some(card.clone());
        self.reading = false;
        // The selection stays on its KPI, whatever became of the order.
        if let Some(place) = (0..self.order.len()).find(|at| self.measure(*at).map(|one| one.key) == selected) {
            self.at[Pane::Kpis.place()] = place;
        }
    }

    /// Moves in the pane with the focus; false if the command does not move.
    fn moves(&mut self, cmd: Cmd, shell: &Shell) -> bool {
        let (pane, at) = (self.pane, self.at(self.pane));
        let last = self.rows(pane).saturating_sub(1);
        let step = shell.seen.pane(pane.name()).height.max(2);
        let to = match (cmd, pane) {
            (Cmd::Down, Pane::Heat) => Some(at + SIDE).filter(|to| *to <= last).unwrap_or(at),
            (Cmd::Up, Pane::Heat) => at.checked_sub(SIDE).unwrap_or(at),
            (Cmd::Right, Pane::Heat) => at + usize::from(at % SIDE + 1 < SIDE),
            (Cmd::Left, Pane::Heat) => at - usize::from(at % SIDE > 0),
            (Cmd::Down, _) => at + 1,
            (Cmd::Up, _) => at.saturating_sub(1),
            (Cmd::Top, _) => 0,
            (Cmd::Bottom, _) => last,
            (Cmd::PageDown, _) => at + step - 1,
            (Cmd::PageUp, _) => at.saturating_sub(step - 1),
            (Cmd::HalfDown, _) => at + step / 2,
            (Cmd::HalfUp, _) => at.saturating_sub(step / 2),
            _ => return false,
        };
        self.at[pane.place()] = to.min(last);
        true
    }

    /// Opens what is selected.
    fn open(&mut self, shell: &mut Shell) {
        let at = self.at(self.pane);
        match self.pane {
            Pane::Kpis => match self.measure(at).map(Behind::measure) {
                Some(behind) => behind.open(shell),
                None => shell.say("the KPIs are not read yet"),
            },
            Pane::Heat => {
                let (likelihood, impact) = pane::rated(at);
                let count = self.view.as_ref().map_or(0, |view| view.posture.heat[likelihood - 1][impact - 1]);
                if count == 0 {
                    shell.say(format!("no open risk has likelihood {likelihood} and impact {impact}"));
                } else {
                    let filter = format!("likelihood:{likelihood} impact:{impact} -state:mitigated,closed");
                    self.list(List::Risks, &filter, &format!("likelihood {likelihood}, impact {impact}"), shell);
                }
            }
            Pane::Models => {
                let counts = self.view.as_ref().map(|view| pane::counts(&view.posture)).unwrap_or_default();
                if let Some(count) = counts.get(at) {
                    self.list(count.list, &count.filter, &count.label, shell);
                }
            }
            Pane::Alarms => match self.alarms().get(at) {
                Some(alarm) => shell.go_to(alarm.id),
                None => shell.say("no alarm stands"),
            },
            Pane::Incidents => {
                let card = self.card.as_ref();
                match card.and_then(|card| card.months.iter().rev().nth(at)) {
                    Some(month) if month.records.is_empty() => {
                        shell.say(format!("no incident was detected in {}", month.window.label()));
                    }
                    Some(month) => Behind::month(month).open(shell),
                    None => shell.say("the incidents are not read yet"),
                }
            }
        }
    }

    fn list(&mut self, list: List, filter: &str, title: &str, shell: &mut Shell) {
        let mut listing = Listing::new(list).filtered(filter);
        listing.refresh(shell);
        self.drill = Some(Drill { listing, title: format!("7 Posture {} {title}", shell.glyphs.dot) });
    }

    /// Commands while a list is open; none if it is closed by one.
    fn drilled(&mut self, cmd: Cmd, shell: &mut Shell) -> Option<Handled> {
        let drill = self.drill.as_mut()?;
        if drill.listing.typing() {
            return Some(drill.listing.command(cmd, shell));
        }
        match cmd {
            Cmd::Open => {
                if let Some(id) = drill.listing.selected().and_then(RecordId::from_key) {
                    shell.go_to(id);
                }
                Some(Handled::Yes)
            }
            // One step back leads to the cell that was opened; its filter is not peeled off first.
            Cmd::Back | Cmd::Close if drill.listing.marked() == 0 => {
                self.drill = None;
                Some(Handled::Yes)
            }
            _ => Some(drill.listing.command(cmd, shell)),
        }
    }
}

impl Part for PostureScreen {
    fn scopes(&self) -> Vec<Scope> {
        match &self.drill {
            Some(drill) if drill.listing.typing() => vec![Scope::FilterLine],
            Some(_) => vec![Scope::List, Scope::Move, Scope::Go],
            None => vec![Scope::Posture, Scope::Move, Scope::Go],
        }
    }

    fn typing(&self) -> bool {
        self.drill.as_ref().is_some_and(|drill| drill.listing.typing())
    }

    fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        self.drill.as_mut().map_or(Handled::No, |drill| drill.listing.typed(c, shell))
    }

    fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        let drill = self.drill.as_mut().filter(|drill| drill.listing.typing());
        drill.map_or(Handled::No, |drill| drill.listing.pasted(text, shell))
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if let Some(handled) = self.drilled(cmd, shell) {
            return handled;
        }
        match cmd {
            Cmd::NextPane => self.focus(self.pane.step(1)),
            Cmd::PrevPane => self.focus(self.pane.step(Pane::COUNT - 1)),
            Cmd::NextTab => self.focus(self.pane.beside(1)),
            Cmd::PrevTab => self.focus(self.pane.beside(2)),
            Cmd::Open => self.open(shell),
            Cmd::Export => self.exporting = Some(export::ask(shell)),
            Cmd::Windows => {
                self.span = match self.span {
                    Span::Quarter => Span::Month,
                    Span::Month => Span::Year,
                    Span::Year => Span::Quarter,
                };
                self.measure_again(shell);
            }
            _ if self.moves(cmd, shell) => {}
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        if let Some(drill) = &mut self.drill {
            return drill.listing.clicked(target, shell);
        }
        match target {
            Target::Row(code) => {
                let Some((pane, at)) = Pane::decoded(code) else { return Handled::No };
                // A second click on what is selected opens it.
                let again = self.pane == pane && self.at(pane) == at;
                self.focus(pane);
                self.at[pane.place()] = at;
                if again {
                    self.open(shell);
                }
            }
            Target::Tab(place) => {
                let Some(pane) = Pane::ALL.get(place) else { return Handled::No };
                self.focus(*pane);
            }
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn scrolled(&mut self, pane: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        if let Some(drill) = &mut self.drill {
            return drill.listing.scrolled(lines, shell);
        }
        let Some(pane) = Pane::ALL.iter().find(|known| known.name() == pane && **known != Pane::Heat) else {
            return Handled::No;
        };
        let to = self.at(*pane).saturating_add_signed(isize::from(lines));
        self.at[pane.place()] = to.min(self.rows(*pane).saturating_sub(1));
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        let here = shell.screen == ScreenId::Posture;
        match news {
            News::Shown(_) if here => {
                shell.load(Load::Posture);
                if self.card.is_none() || self.stale {
                    self.measure_again(shell);
                }
                if let Some(drill) = &mut self.drill {
                    drill.listing.refresh(shell);
                }
            }
            News::Done(_, Ok(_)) | News::Changed if here => self.refresh(shell),
            News::Done(_, Ok(_)) | News::Changed => self.stale = true,
            News::Loaded(Loaded::Posture(view)) => {
                if self.view.is_none() {
                    // What is worst is under the cursor when the map is first gone to.
                    self.at[Pane::Heat.place()] = pane::worst(&view.posture.heat);
                }
                self.view = Some((**view).clone());
            }
            News::Loaded(Loaded::Kpis(card)) => self.take(card),
            News::Loaded(Loaded::Failed(Load::Kpis(_), _)) => self.reading = false,
            News::Answered(token, fields) if self.exporting == Some(*token) => {
                self.exporting = None;
                let first = self.card.as_ref().and_then(|card| card.measures.first());
                let window = first.map_or_else(|| "now".to_owned(), |measure| measure.window.label());
                export::answered(fields, self.span, &window, shell);
                return Handled::Yes;
            }
            _ => {}
        }
        let taken = self.drill.as_mut().is_some_and(|drill| drill.listing.heard(news, shell));
        if taken { Handled::Yes } else { Handled::No }
    }

    fn has_row(&self) -> bool {
        match &self.drill {
            Some(drill) => drill.listing.selected().is_some(),
            None => self.rows(self.pane) > 0,
        }
    }

    fn blocked(&self, shell: &Shell) -> Vec<(Cmd, String)> {
        let Some(drill) = &self.drill else { return Vec::new() };
        let screen = RecordId::from_key(drill.listing.selected().unwrap_or_default())
            .and_then(|id| ScreenId::of_kind(id.kind))
            .map_or("its own screen", ScreenId::title);
        let there = format!("that is done on {screen}: {} opens the record there", key_of(Cmd::Open, shell));
        let elsewhere = [Cmd::New, Cmd::Edit, Cmd::ToAgenda, Cmd::Preview, Cmd::ZoomIn, Cmd::ZoomOut];
        let tabs = [Cmd::NextTab, Cmd::PrevTab].map(|cmd| (cmd, "this list stands alone".to_owned()));
        elsewhere.into_iter().map(|cmd| (cmd, there.clone())).chain(tabs).collect()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: ratatui::layout::Rect) {
        match &self.drill {
            Some(drill) => {
                drill.listing.view(canvas, area, &drill.title, true, "Nothing is there any more; Esc goes back");
            }
            None => self.draw(canvas, area),
        }
    }
}

fn key_of(cmd: Cmd, shell: &Shell) -> String {
    shell.keymap.key_of(cmd, &[Scope::List]).unwrap_or_else(|| cmd.word().to_owned())
}
