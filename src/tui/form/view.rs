//! How a form is drawn: labels and texts, below the one with the focus its proposals and what it is
//! understood as, below a wrong one what is wrong.

use ratatui::layout::Rect;

use super::{Form, Input};
use crate::domain::date;
use crate::domain::field::FieldKind;
use crate::tui::canvas::{Canvas, Target, bottom, centred, top};
use crate::tui::measure;
use crate::tui::rich::{Rich, wrap};
use crate::tui::theme::Role;

/// The pane of the fields.
const PANE: &str = "form";
/// Proposals on show at most.
const OFFERED: usize = 6;
/// Rows of prose with and without the focus.
const PROSE: (usize, usize) = (8, 3);

/// A field as it is laid out.
struct Block {
    text: usize,
    offered: usize,
    notes: Vec<(String, Role)>,
}

impl Block {
    fn rows(&self) -> usize {
        self.text + self.offered + self.notes.len()
    }
}

impl Form {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let columns = area.width.min(100);
        let label = self.label_width(columns);
        let text = columns.saturating_sub(label + 7);
        let trouble = self.trouble_lines(usize::from(columns.saturating_sub(4)));
        let blocks: Vec<Block> = (0..self.inputs.len()).map(|at| self.block(at, usize::from(text), canvas)).collect();
        let foretold = self.foretold.lines(usize::from(columns.saturating_sub(4)));
        let wanted = trouble.len() + blocks.iter().map(Block::rows).sum::<usize>() + foretold.len() + 1;
        let place = centred(area, columns, u16::try_from(wanted).unwrap_or(u16::MAX).saturating_add(2));
        let inside = canvas.boxed(place, &self.spec.title);
        let (head, rest) = top(
            inside,
            u16::try_from(trouble.len()).unwrap_or(0).min((inside.height / 2).max(inside.height.saturating_sub(4))),
        );
        canvas.lines(head, &trouble, 0);
        let (fields, foot) = bottom(rest, 1);
        self.foot(canvas, foot);
        let (fields, told) = bottom(fields, u16::try_from(foretold.len()).unwrap_or(0).min(fields.height / 3));
        canvas.lines(told, &foretold, 0);
        canvas.measured(PANE, fields, wanted);
        let from = self.first_row(&blocks, usize::from(fields.height));
        let mut row = 0;
        for (at, block) in blocks.iter().enumerate() {
            self.field(canvas, fields, at, block, (row, from, label));
            row += block.rows();
        }
    }

    fn label_width(&self, columns: u16) -> u16 {
        let wide = self.inputs.iter().map(|input| measure::width(input.spec.label)).max().unwrap_or(0) + 2;
        u16::try_from(wide).unwrap_or(u16::MAX).min(columns / 3)
    }

    /// What is wrong with the whole, then what is told above the fields.
    fn trouble_lines(&self, columns: usize) -> Vec<Rich> {
        let trouble = self.trouble.iter().map(|refusal| Rich::of(refusal.to_string(), Role::Bad));
        let told = self.spec.told.iter().map(|text| Rich::of(text.clone(), Role::Dim));
        wrap(&trouble.chain(told).collect::<Vec<_>>(), columns)
    }

    fn block(&self, at: usize, columns: usize, canvas: &Canvas<'_>) -> Block {
        let input = &self.inputs[at];
        let here = at == self.at;
        let most = if here { PROSE.0 } else { PROSE.1 };
        let least = if here && input.editor.many() { 3 } else { 1 };
        let text = input.editor.rows(columns).clamp(least, most);
        let offers = here && self.offers(canvas.shell);
        let offered = if offers { self.proposals(canvas.shell).found.len().min(OFFERED) } else { 0 };
        let mut notes = Vec::new();
        match &input.error {
            Some(error) => {
                let lines = wrap(&[Rich::plain(format!("{} {error}", canvas.shell.glyphs.cross))], columns);
                notes.extend(lines.iter().take(3).map(|line| (line.text(), Role::Bad)));
            }
            None if here => notes.extend(understood(input, canvas).or_else(|| hint(input))),
            None => {}
        }
        if let Some(newer) = &input.newer {
            notes.push((format!("now on record: {newer}"), Role::Warn));
        }
        Block { text, offered, notes }
    }

    /// The first row on show: as far up as the whole of the focused field allows.
    fn first_row(&self, blocks: &[Block], height: usize) -> usize {
        let start: usize = blocks.iter().take(self.at).map(Block::rows).sum();
        let rows = blocks.get(self.at).map_or(0, Block::rows);
        (start + rows).saturating_sub(height).min(start)
    }

    fn field(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        at: usize,
        block: &Block,
        (row, from, label): (usize, usize, u16),
    ) {
        // A row of the form's whole length as a row of the screen.
        let place = |row: usize| {
            let y = area.y.checked_add(u16::try_from(row.checked_sub(from)?).ok()?)?;
            (y < area.bottom()).then_some(y)
        };
        let input = &self.inputs[at];
        let here = at == self.at;
        let x = area.x + label + 3;
        let columns = area.right().saturating_sub(x);
        if let Some(y) = place(row) {
            if here {
                canvas.put(area.x, y, 1, canvas.shell.glyphs.pointer, Role::Accent);
            }
            let star = if input.spec.required { "*" } else { "" };
            let role = if here { Role::Accent } else { Role::Dim };
            canvas.put_cut(area.x + 2, y, label, &format!("{}{star}", input.spec.label), role);
            let height = u16::try_from(block.text).unwrap_or(1).min(area.bottom() - y);
            input.editor.view(canvas, Rect::new(x, y, columns, height), here);
            canvas.hit(Rect::new(area.x, y, area.width, height), Target::Field(at));
        }
        if block.offered > 0 {
            let proposals = self.proposals(canvas.shell);
            let first = (self.completion.at + 1).saturating_sub(block.offered);
            for (line, (place_of, one)) in
                proposals.found.iter().enumerate().skip(first).take(block.offered).enumerate()
            {
                let Some(y) = place(row + block.text + line) else { continue };
                let end = canvas.put_cut(x, y, columns, &one.value, Role::Accent);
                canvas.put_cut(end + 2, y, area.right().saturating_sub(end + 2), &one.label, Role::Dim);
                let line = Rect::new(x, y, columns, 1);
                canvas.hit(line, Target::Row(place_of));
                if place_of == self.completion.at {
                    canvas.paint(line, Role::Selected);
                }
            }
        }
        for (line, (note, role)) in block.notes.iter().enumerate() {
            if let Some(y) = place(row + block.text + block.offered + line) {
                canvas.put_cut(x, y, columns, note, *role);
            }
        }
    }

    fn foot(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let words = match (self.loading, self.waiting) {
            (Some(id), _) => format!("reading {id} …"),
            (None, Some(_)) => "saving …".to_owned(),
            (None, None) => self.said.clone(),
        };
        canvas.put_cut(area.x, area.y, area.width, &words, Role::Dim);
        let place = format!("{}/{}", self.at + 1, self.inputs.len());
        let wide = u16::try_from(place.len()).unwrap_or(0);
        canvas.put(area.right().saturating_sub(wide), area.y, wide, &place, Role::Dim);
    }
}

/// A date or a moment as it was understood.
fn understood(input: &Input, canvas: &Canvas<'_>) -> Option<(String, Role)> {
    let text = input.editor.text();
    if text.trim().is_empty() {
        return None;
    }
    let reading = &canvas.shell.reading;
    let said = match input.kind {
        FieldKind::Date => date::read(&text, reading).ok()?.format("%a %Y-%m-%d").to_string(),
        FieldKind::Moment => {
            let at = date::read_moment(&text, reading).ok()?;
            let day = at.with_timezone(&reading.zone).format("%a %Y-%m-%d");
            format!("{day} {}", reading.zone.clock(at))
        }
        _ => return None,
    };
    Some((format!("{} {said}", canvas.shell.glyphs.arrow), Role::Good))
}

fn hint(input: &Input) -> Option<(String, Role)> {
    if input.spec.hint.is_empty() { None } else { Some((input.spec.hint.to_owned(), Role::Dim)) }
}
