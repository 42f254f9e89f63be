//! The records behind a number: those that keep it from its target first, what is left out last.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::layout::Rect;

use crate::domain::ids::RecordId;
use crate::domain::order;
use crate::insight::kpi::Measure;
use crate::insight::posture::Month;
use crate::tui::canvas::{Canvas, Target, bottom, top};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Load, Loaded, News};
use crate::tui::keymap::Scope;
use crate::tui::measure;
use crate::tui::overlay::framed;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;
use crate::tui::theme::{Glyphs, Role};

/// The pane of the records.
const PANE: &str = "behind";
/// Titles read at once.
const AROUND: usize = 60;
/// Columns of an identifier with its sign and its gaps.
const EDGE: usize = 12;

/// How a record stands to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stand {
    /// It keeps the number from its target, or would.
    Misses,
    /// It is as it should be.
    Holds,
    /// The number leaves it out.
    LeftOut,
}

/// The records behind a number.
#[derive(Clone, Debug)]
pub struct Behind {
    title: String,
    /// What the marked rows do.
    marked: &'static str,
    head: Vec<Rich>,
    rows: Vec<(Stand, RecordId, String)>,
    titles: BTreeMap<RecordId, String>,
    asked: BTreeSet<RecordId>,
    at: usize,
}

impl Behind {
    /// What is behind a KPI.
    pub fn measure(measure: &Measure) -> Self {
        let mut head = vec![Rich::of(measure.key.formula(), Role::Dim)];
        let role = match measure.met {
            Some(true) => Role::Good,
            Some(false) => Role::Bad,
            None => Role::Text,
        };
        let mut line = Rich::of(format!("{}  {}/{}", measure.shown(), measure.n, measure.d), Role::Title);
        if !measure.target.is_empty() {
            line = line.and(format!("  target {}  {}", measure.target, measure.verdict()), role);
        }
        if let Some(before) = measure.before() {
            let shown = measure.in_unit(before.value);
            line = line.and(format!("  {shown} in {}", before.window.label()), Role::Dim);
        }
        head.push(line);
        for part in &measure.parts {
            let mut text = part.said();
            if part.met == Some(false) {
                text.push_str("  off target");
            }
            head.push(Rich::plain(text).hang(2));
        }
        if !measure.note.is_empty() {
            head.push(Rich::of(measure.note.clone(), Role::Dim));
        }
        let stand = |counts: bool| if counts == measure.key.counts_against() { Stand::Misses } else { Stand::Holds };
        let behind = measure.records.iter().map(|record| (stand(record.counts), record.id, record.what.clone()));
        let left_out = measure.left_out.iter().map(|record| (Stand::LeftOut, record.id, record.why.clone()));
        let title = format!("{} {}", measure.label, measure.window.label());
        let marked = if measure.key.counts_against() { "count against it" } else { "fall short" };
        Self::new(title, marked, head, behind.chain(left_out).collect())
    }

    /// The incidents of a month.
    pub fn month(month: &Month) -> Self {
        let near = match month.near_misses {
            0 => String::new(),
            near => format!(", near-misses {near}"),
        };
        let head = vec![Rich::plain(format!("severity 1 and 2: {}, lesser: {}{near}", month.severe, month.lesser))];
        let rows = month
            .records
            .iter()
            .map(|record| (if record.counts { Stand::Misses } else { Stand::LeftOut }, record.id, record.what.clone()));
        Self::new(format!("Incidents {}", month.window.label()), "count as incidents", head, rows.collect())
    }

    fn new(title: String, marked: &'static str, head: Vec<Rich>, mut rows: Vec<(Stand, RecordId, String)>) -> Self {
        order::by_key(&mut rows, |row| row.0);
        Self { title, marked, head, rows, titles: BTreeMap::new(), asked: BTreeSet::new(), at: 0 }
    }

    /// Shows it.
    pub fn open(mut self, shell: &mut Shell) {
        self.ask(shell);
        shell.open(self);
    }

    /// Asks for the titles round the selection that are not here yet.
    fn ask(&mut self, shell: &mut Shell) {
        let from = self.at.saturating_sub(AROUND / 2);
        let near = self.rows.iter().skip(from).take(AROUND).map(|row| row.1);
        let missing: Vec<RecordId> = near.filter(|id| self.asked.insert(*id)).collect();
        if !missing.is_empty() {
            shell.load(Load::Titles(missing));
        }
    }

    fn moves(&self, cmd: Cmd, shell: &Shell) -> Option<usize> {
        let page = shell.seen.pane(PANE).height.max(2);
        Some(match cmd {
            Cmd::Down => self.at + 1,
            Cmd::Up => self.at.saturating_sub(1),
            Cmd::Top => 0,
            Cmd::Bottom => usize::MAX,
            Cmd::PageDown => self.at + page - 1,
            Cmd::PageUp => self.at.saturating_sub(page - 1),
            Cmd::HalfDown => self.at + page / 2,
            Cmd::HalfUp => self.at.saturating_sub(page / 2),
            _ => return None,
        })
    }

    fn go(&mut self, to: usize, shell: &mut Shell) {
        self.at = to.min(self.rows.len().saturating_sub(1));
        self.ask(shell);
    }

    fn enter(&self, shell: &mut Shell) -> Handled {
        let Some((_, id, _)) = self.rows.get(self.at) else { return Handled::Yes };
        shell.go_to(*id);
        Handled::Close
    }

    fn row(&self, canvas: &mut Canvas<'_>, line: Rect, place: usize) {
        let Some((stand, id, what)) = self.rows.get(place) else { return };
        let glyphs: Glyphs = *canvas.glyphs();
        let (sign, role) = match stand {
            Stand::Misses => (glyphs.cross, Role::Bad),
            Stand::Holds => (glyphs.tick, Role::Good),
            Stand::LeftOut => (glyphs.dot, Role::Dim),
        };
        let what = match stand {
            Stand::LeftOut => format!("left out: {what}"),
            Stand::Misses | Stand::Holds => what.clone(),
        };
        let room = usize::from(line.width).saturating_sub(EDGE + 2);
        // What is said of it takes what it needs, up to half; the title has the rest.
        let told = measure::width(&what).min(room / 2 + room / 10);
        let title = self.titles.get(id).map_or("", String::as_str);
        let title = measure::fit(measure::harmless(title).as_ref(), room - told, glyphs.cut, false);
        canvas.put(line.x, line.y, 1, sign, role);
        let x = canvas.put_cut(line.x + 2, line.y, 9, &id.to_string(), Role::Text);
        canvas.put(x.max(line.x + 11) + 1, line.y, u16::try_from(room - told).unwrap_or(0), &title, Role::Text);
        let from = line.right().saturating_sub(u16::try_from(told).unwrap_or(0));
        canvas.put_cut(from, line.y, line.right() - from, &what, Role::Dim);
        canvas.hit(line, Target::Row(place));
        if place == self.at {
            canvas.paint(line, Role::Selected);
        }
    }
}

impl Part for Behind {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Posture, Scope::Page, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if let Some(to) = self.moves(cmd, shell) {
            self.go(to, shell);
            return Handled::Yes;
        }
        match cmd {
            Cmd::Open => self.enter(shell),
            Cmd::Cancel | Cmd::Back | Cmd::Close => Handled::Close,
            _ => Handled::No,
        }
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(place) = target else { return Handled::No };
        if place == self.at {
            return self.enter(shell);
        }
        self.go(place, shell);
        Handled::Yes
    }

    fn scrolled(&mut self, _: &'static str, lines: i16, shell: &mut Shell) -> Handled {
        self.go(self.at.saturating_add_signed(isize::from(lines)), shell);
        Handled::Yes
    }

    fn heard(&mut self, news: &News, _: &mut Shell) -> Handled {
        if let News::Loaded(Loaded::Titles(titles)) = news {
            self.titles.extend(titles.iter().cloned());
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        !self.rows.is_empty()
    }

    fn blocked(&self, _: &Shell) -> Vec<(Cmd, String)> {
        [Cmd::Windows, Cmd::NextPane, Cmd::NextTab, Cmd::PrevTab]
            .map(|cmd| (cmd, "close this first".to_owned()))
            .to_vec()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let columns = usize::from(area.width.saturating_sub(8)).min(110);
        let head = wrap(&self.head, columns);
        let inside = framed(canvas, area, &self.title, columns, head.len() + 1 + self.rows.len().max(1));
        // The records are what it was opened for: the words above them give way.
        let most = inside.height.saturating_sub(4).max(inside.height / 2);
        let (above, rest) = top(inside, u16::try_from(head.len()).unwrap_or(most).min(most));
        canvas.lines(above, &head, 0);
        let (gap, list) = top(rest, u16::from(rest.height > 1));
        let of = |stand: Stand| self.rows.iter().filter(|row| row.0 == stand).count();
        let left = match of(Stand::LeftOut) {
            0 => String::new(),
            left => format!(", {left} left out"),
        };
        let bad = canvas.glyphs().cross;
        let counted = format!("{} of {} {} ({bad}){left}", of(Stand::Misses), self.rows.len(), self.marked);
        canvas.rule(gap, if self.rows.is_empty() { "" } else { &counted });
        if self.rows.is_empty() {
            canvas.put_cut(list.x, list.y, list.width, "No record is behind it.", Role::Dim);
            return;
        }
        canvas.measured(PANE, list, self.rows.len());
        let height = usize::from(list.height).max(1);
        let from = self.at.saturating_sub(height / 2).min(self.rows.len().saturating_sub(height));
        let (list, _) = bottom(list, 0);
        for (place, y) in (from..self.rows.len()).zip(list.y..list.bottom()) {
            self.row(canvas, Rect { y, height: 1, ..list }, place);
        }
    }
}
