//! How the posture is drawn: the KPIs above, the heat map and what shares its row below, and a line that says what is
//! selected in full.

use ratatui::layout::Rect;

use super::pane::{self, Pane};
use super::{PostureScreen, lower};
use crate::insight::kpi::Measure;
use crate::tui::canvas::{Canvas, Target, bottom, left, top};
use crate::tui::measure::{self, fit};
use crate::tui::rich::Rich;
use crate::tui::theme::Role;

/// From so many columns on each pane below has a place of its own, but for alarms and incidents.
const WIDE: u16 = 110;
/// Rows of the heat map with its rule, its axis and its legend.
const LOWER: u16 = 8;
/// Columns of the heat map.
const MAP: u16 = 39;
/// With fewer rows than this only the pane with the focus is drawn.
const LEAST: u16 = 15;

/// Where the parts of a row of KPIs stand: columns of each.
struct Columns {
    name: usize,
    value: usize,
    target: usize,
    share: usize,
    before: usize,
    verdict: usize,
}

impl Columns {
    fn of(width: u16) -> Self {
        if width >= WIDE {
            // What is left over is the name's.
            let spare = usize::from(width - WIDE).min(12);
            Self { name: 28 + spare, value: 12, target: 20, share: 9, before: 12, verdict: 12 }
        } else {
            Self { name: 26, value: 12, target: 13, share: 8, before: 0, verdict: 5 }
        }
    }
}

impl PostureScreen {
    /// Draws the screen.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let (head, body) = top(area, 1);
        self.head(canvas, head);
        let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
        let (body, told) = bottom(body, told_rows(body.height));
        self.told(canvas, told);
        if body.height + 1 < LEAST {
            self.alone(canvas, body);
            return;
        }
        let (upper, below) = bottom(body, LOWER);
        self.kpis(canvas, upper);
        if body.width + 2 < WIDE {
            // Sentences need the whole row; counts do not.
            if self.side_shown() == Pane::Alarms && self.pane == Pane::Alarms {
                self.side(canvas, below);
                return;
            }
            let (map, rest) = left(below, MAP);
            lower::heat(self, canvas, map);
            self.side(canvas, rest);
            return;
        }
        let (map, rest) = left(below, MAP + 2);
        lower::heat(self, canvas, map);
        let (counts, rest) = left(rest, 35);
        self.slot(canvas, counts, &[Pane::Models]);
        let shared = if self.side == Pane::Incidents { Pane::Incidents } else { Pane::Alarms };
        self.shared(canvas, rest, &[Pane::Alarms, Pane::Incidents], shared);
    }

    /// The pane among those that share a place that is on show.
    fn side_shown(&self) -> Pane {
        if self.side.is_side() { self.side } else { Pane::Models }
    }

    fn side(&self, canvas: &mut Canvas<'_>, area: Rect) {
        self.shared(canvas, area, &[Pane::Models, Pane::Alarms, Pane::Incidents], self.side_shown());
    }

    fn slot(&self, canvas: &mut Canvas<'_>, area: Rect, panes: &[Pane]) {
        if let Some(pane) = panes.first() {
            self.shared(canvas, area, panes, *pane);
        }
    }

    /// Only the pane with the focus: there is no room for more.
    fn alone(&self, canvas: &mut Canvas<'_>, area: Rect) {
        match self.pane {
            Pane::Kpis => self.kpis(canvas, area),
            Pane::Heat => lower::heat(self, canvas, area),
            Pane::Models | Pane::Alarms | Pane::Incidents => self.slot(canvas, area, &[self.pane]),
        }
    }

    /// A place that panes share: a rule with their names, and the rows of the one on show.
    fn shared(&self, canvas: &mut Canvas<'_>, area: Rect, panes: &[Pane], shown: Pane) {
        let (head, rows) = top(area, 1);
        canvas.rule(head, "");
        let mut x = head.x + 1;
        for pane in panes {
            let label = match pane {
                Pane::Kpis => "kpis".to_owned(),
                Pane::Heat => "risks".to_owned(),
                Pane::Models => "models".to_owned(),
                Pane::Alarms => format!("alarms {}", self.alarms().len()),
                Pane::Incidents => "incidents".to_owned(),
            };
            let pointer = if *pane == self.pane { canvas.glyphs().pointer } else { " " };
            let role = match (*pane == self.pane, *pane == shown) {
                (true, _) => Role::Accent,
                (false, true) => Role::Title,
                (false, false) => Role::Dim,
            };
            let start = x;
            x = canvas.put(x, head.y, head.right().saturating_sub(x), &format!("{pointer}{label} "), role);
            canvas.hit(Rect::new(start, head.y, x.saturating_sub(start), 1), Target::Tab(pane.place()));
        }
        let lines = lower::lines(self, shown, canvas, usize::from(rows.width));
        self.rows_of(canvas, rows, shown, &lines);
    }

    /// The rows of a pane round the selected one, which is painted.
    fn rows_of(&self, canvas: &mut Canvas<'_>, area: Rect, pane: Pane, lines: &[Rich]) {
        canvas.measured(pane.name(), area, lines.len());
        let height = usize::from(area.height).max(1);
        let at = self.at(pane);
        let from = at.saturating_sub(height / 2).min(lines.len().saturating_sub(height));
        for ((place, line), y) in lines.iter().enumerate().skip(from).zip(area.y..area.bottom()) {
            let row = Rect { y, height: 1, ..area };
            canvas.put_rich(row.x, y, row.width, line);
            canvas.hit(row, Target::Row(pane.coded(place)));
            if self.pane == pane && place == at && self.rows(pane) > 0 {
                canvas.paint(row, Role::Selected);
            }
        }
    }

    fn head(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let today = canvas.shell.reading.today;
        let window = self.card.as_ref().and_then(|card| card.measures.first()).map(|one| one.window.label());
        let window = window.map(|label| format!("   {label}")).unwrap_or_default();
        let verdict = match &self.card {
            None if self.reading => "reading the KPIs …".to_owned(),
            None => String::new(),
            Some(card) => {
                let off = card.off_target().count();
                let again = if self.reading { " …" } else { "" };
                format!("{off} of {} off target{again}", card.judged())
            }
        };
        let wide = u16::try_from(measure::width(&verdict)).unwrap_or(0);
        let end = area.right().saturating_sub(wide + 1);
        let title = format!("7 Posture   as of {today}{window}");
        canvas.put_cut(area.x + 1, area.y, end.saturating_sub(area.x + 2), &title, Role::Title);
        let off = self.card.as_ref().is_some_and(|card| card.off_target().next().is_some());
        canvas.put(end, area.y, wide, &verdict, if off { Role::Warn } else { Role::Dim });
    }

    fn kpis(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let columns = Columns::of(area.width + 2);
        let glyphs = *canvas.glyphs();
        let row = |name: &str, value: &str, target: &str, trend: &str, share: &str, before: &str| {
            let cell = |text: &str, wide: usize, right: bool| fit(text, wide, glyphs.cut, right);
            let mut text = format!(
                " {} {} {} {} {} ",
                cell(name, columns.name, false),
                cell(value, columns.value, true),
                cell(target, columns.target, false),
                trend,
                cell(share, columns.share, true)
            );
            if columns.before > 0 {
                text.push_str(&cell(before, columns.before, true));
                text.push(' ');
            }
            text
        };
        let (labels, rows) = top(area, u16::from(area.width + 2 >= WIDE));
        if labels.height > 0 {
            let text = row("KPI", "value", "target", "trend   ", "n/d", "before");
            canvas.put(labels.x, labels.y, labels.width, &text, Role::Dim);
        }
        if self.card.is_none() {
            let words = if self.reading { "reading the KPIs …" } else { "the KPIs could not be read" };
            canvas.put_cut(rows.x + 1, rows.y, rows.width.saturating_sub(1), words, Role::Dim);
        }
        let measures = (0..self.order.len()).filter_map(|place| self.measure(place));
        let lines: Vec<Rich> = measures
            .map(|measure| {
                let level = |level: Option<usize>| level.map_or(glyphs.dot, |level| glyphs.height(level));
                let trend: String = measure.levels().into_iter().map(level).collect();
                let before = measure.before().map(|point| measure.in_unit(point.value)).unwrap_or_default();
                let share = format!("{}/{}", measure.n, measure.d);
                let text = row(&measure.label, &measure.shown(), &measure.target, &trend, &share, &before);
                let (verdict, role) = verdict(measure, columns.verdict >= 12, glyphs.light, glyphs.up);
                Rich::plain(text).and(verdict, role)
            })
            .collect();
        self.rows_of(canvas, rows, Pane::Kpis, &lines);
    }

    /// What is selected, in a sentence.
    fn told(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let at = self.at(self.pane);
        let text = match self.pane {
            Pane::Kpis => self.measure(at).map(|measure| {
                let note = if measure.note.is_empty() { String::new() } else { format!(" ({})", measure.note) };
                format!("{}{note}", measure.key.formula())
            }),
            Pane::Heat => self.view.as_ref().map(|view| {
                let (likelihood, impact) = pane::rated(at);
                let count = view.posture.heat[likelihood - 1][impact - 1];
                let risks = crate::domain::text::counted(count, "open risk");
                let score = likelihood * impact;
                let band = crate::domain::states::Band::of_score(i64::try_from(score).unwrap_or(0));
                let band = band.map_or("", crate::domain::states::Band::word);
                format!("{risks} of likelihood {likelihood} and impact {impact}: {score}, {band}")
            }),
            Pane::Models => self.view.as_ref().and_then(|view| {
                let counts = pane::counts(&view.posture);
                counts.get(at).map(|count| format!("{} {}: {}", count.number, count.list.word(), count.label))
            }),
            Pane::Alarms => self
                .alarms()
                .get(at)
                .map(|alarm| format!("{} {}: {}; to clear it, {}", alarm.rule(), alarm.id, alarm.what, alarm.clears)),
            Pane::Incidents => self.card.as_ref().and_then(|card| {
                let month = card.months.iter().rev().nth(at)?;
                let (all, severe, near) = (month.incidents(), month.severe, month.near_misses);
                let incidents = crate::domain::text::counted(all, "incident");
                Some(format!("{}: {incidents}, {severe} of severity 1 or 2, near-misses {near}", month.window.label()))
            }),
        };
        let lines = Rich::of(text.unwrap_or_default(), Role::Dim).wrap(usize::from(area.width).max(1));
        canvas.lines(area, &lines, 0);
    }
}

/// Rows for the sentence about what is selected, of so many.
const fn told_rows(height: u16) -> u16 {
    match height {
        0..20 => 1,
        20..30 => 2,
        _ => 3,
    }
}

/// Whether the target is met, in a sign and words.
fn verdict(measure: &Measure, whole: bool, good: &str, bad: &str) -> (String, Role) {
    match measure.met {
        Some(true) => (format!("{good} {}", if whole { "on target" } else { "on" }), Role::Good),
        Some(false) => (format!("{bad} {}", if whole { "off target" } else { "off" }), Role::Bad),
        None => (String::new(), Role::Dim),
    }
}
