//! How the import screen is drawn: what the file is and what it comes to above, the panes, what is
//! selected in words below.

use ratatui::layout::Rect;

use super::{ImportScreen, Pane, data, panes};
use crate::domain::text::{counted, join_words};
use crate::exchange::importer::{Fate, Report};
use crate::exchange::mapping::How;
use crate::tui::canvas::{Canvas, Target, bottom, left, top};
use crate::tui::measure;
use crate::tui::rich::{Rich, wrap};
use crate::tui::theme::Role;

/// Columns from which on the columns of the file and another pane stand beside each other.
const WIDE: u16 = 110;
/// The room of the file's columns there.
const COLUMNS: u16 = 56;
/// Rows of the words below.
const FOOT: u16 = 3;

impl ImportScreen {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        canvas.blank(area);
        let (head, rest) = top(area, 3);
        self.head(canvas, head);
        if self.order.is_none() && self.error.is_none() {
            let (line, _) = top(rest, 1);
            canvas.put_cut(line.x + 1, line.y, line.width, "no file is named yet; o names one", Role::Dim);
            return;
        }
        let (tabs, rest) = top(rest, 1);
        let wide = area.width >= WIDE;
        self.tabs(canvas, tabs);
        let foot = self.foot(usize::from(area.width.saturating_sub(4)));
        let rows = u16::try_from(foot.len()).unwrap_or(u16::MAX).clamp(FOOT, (rest.height / 2).max(FOOT));
        let (body, below) = bottom(rest, rows + 1);
        if wide {
            let (one, other) = left(body, COLUMNS);
            panes::draw(self, canvas, Rect { width: one.width - 1, ..one }, Pane::Columns);
            canvas.upright(one.right() - 1, one);
            panes::draw(self, canvas, other, self.beside);
        } else {
            panes::draw(self, canvas, body, self.pane);
        }
        let (edge, below) = top(below, 1);
        canvas.rule(edge, "");
        canvas.lines(Rect { x: below.x + 2, width: below.width.saturating_sub(4), ..below }, &foot, 0);
    }

    fn head(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let title = match &self.order {
            Some(order) => format!("Import {} from {}", order.kind.word(), data::short(order)),
            None => "Import from a file".to_owned(),
        };
        let skips = if self.skip_bad { "bad rows are left out" } else { "all rows or none" };
        let wide = u16::try_from(measure::width(skips)).unwrap_or(0);
        let x = area.right().saturating_sub(wide + 1);
        canvas.put_cut(area.x + 1, area.y, x.saturating_sub(area.x + 2), &title, Role::Title);
        canvas.put(x, area.y, wide, skips, if self.skip_bad { Role::Warn } else { Role::Dim });
        let room = area.width.saturating_sub(2);
        canvas.put_cut(area.x + 1, area.y + 1, room, &self.said, Role::Dim);
        let (words, role) = self.numbers();
        canvas.put_cut(area.x + 1, area.y + 2, room, &words, role);
    }

    /// What it would come to, in a line.
    fn numbers(&self) -> (String, Role) {
        if self.writing.is_some() {
            return ("writing …".to_owned(), Role::Accent);
        }
        match &self.report {
            Some(report) if self.whole => {
                let role = if report.count(Fate::Refused) > 0 { Role::Warn } else { Role::Good };
                (in_numbers(report), role)
            }
            _ if self.looking.is_some() => ("looking at the rows; the numbers follow …".to_owned(), Role::Dim),
            _ => (String::new(), Role::Dim),
        }
    }

    fn tabs(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let mut x = area.x + 1;
        for (at, pane) in Pane::ALL.into_iter().enumerate() {
            let count = match (pane, &self.layout, &self.report) {
                (Pane::Columns, Some(layout), _) => {
                    let columns = self.columns();
                    let filled = columns.iter().filter(|column| layout.filled(**column).next().is_some()).count();
                    format!(" {filled}/{}", columns.len())
                }
                (Pane::Rows, _, Some(report)) => format!(" {}", report.first.len()),
                (Pane::Refused, _, Some(report)) => format!(" {}", report.count(Fate::Refused)),
                (Pane::Notes, _, Some(report)) => format!(" {}", panes::notes(self, report).len()),
                _ => String::new(),
            };
            let text = format!(" {}{count} ", pane.name());
            let role = if pane == self.pane { Role::Selected } else { Role::Text };
            let end = canvas.put(x, area.y, area.right().saturating_sub(x), &text, role);
            canvas.hit(Rect::new(x, area.y, end - x, 1), Target::Tab(at));
            x = end.saturating_add(1);
        }
    }

    /// What is wrong, else what is selected, in words.
    fn foot(&self, columns: usize) -> Vec<Rich> {
        if let Some(error) = &self.error {
            return wrap(&[Rich::of(self.shortened(&error.to_string()), Role::Bad)], columns);
        }
        let lines = match self.pane {
            Pane::Columns => self.column_in_words(),
            Pane::Rows => panes::cell_in_words(self),
            Pane::Refused => {
                let wrong = self.report.as_ref().and_then(|report| report.wrong.get(self.at[Pane::Refused as usize]));
                wrong.map(|wrong| Rich::of(self.shortened(&wrong.refusal.to_string()), Role::Bad)).into_iter().collect()
            }
            Pane::Notes => Vec::new(),
        };
        wrap(&lines, columns)
    }

    fn column_in_words(&self) -> Vec<Rich> {
        let Some((at, layout)) = self.column().zip(self.layout.as_ref()) else { return Vec::new() };
        let column = &layout.columns[at];
        let filled: Vec<String> = layout
            .filled(at)
            .map(|field| match field.source.map(|source| source.how) {
                Some(How::Told) => format!("{} (by hand)", field.name),
                Some(How::Name) => format!("{} (exact)", field.name),
                Some(How::Synonym) => format!("{} (a name others use)", field.name),
                None => field.name.to_owned(),
            })
            .collect();
        let fills = match filled.as_slice() {
            [] => "fills nothing".to_owned(),
            some => format!("fills {}", join_words(some, "and")),
        };
        let header = match column.header.as_str() {
            "" => "; the header is blank here".to_owned(),
            header if *header != column.name => format!("; the header `{header}` stands above another column, too"),
            _ => String::new(),
        };
        let mut lines = vec![Rich::plain(format!("column {} `{}` {fills}{header}", at + 1, column.name))];
        if !column.example.is_empty() {
            lines.push(Rich::of(format!("holds `{}`", column.example), Role::Dim).hang(2));
        }
        let lacking = layout.lacking();
        let keyed = layout.fields.iter().any(|field| field.name == "external_key" && field.source.is_some());
        if !lacking.is_empty() && !keyed {
            let count = counted(i64::try_from(lacking.len()).unwrap_or(0), "field");
            lines.push(Rich::of(format!("{count} needed and not filled: {}", lacking.join(", ")), Role::Warn));
        }
        lines
    }
}

/// What it would come to: rows, what becomes of them, what else there is to count; zeros are left out.
fn in_numbers(report: &Report) -> String {
    let fates = [Fate::Created, Fate::Updated, Fate::Unchanged, Fate::Refused];
    let fates = fates.map(|fate| (fate.word(), report.count(fate)));
    let counts = fates.into_iter().chain(report.counts.iter().copied()).filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(noun, count)| format!("{count} {noun}")).collect();
    let rows = counted(i64::try_from(report.rows()).unwrap_or(i64::MAX), "row");
    format!("{rows} would come to: {}", if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") })
}
