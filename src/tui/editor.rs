//! A text being typed: one line or many, edited by grapheme, drawn wrapped or scrolled sideways.

use std::ops::Range;

use ratatui::layout::Rect;
use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use super::canvas::Canvas;
use super::cmd::Cmd;
use super::measure;
use super::theme::Role;
use crate::domain::text::{clean_line, clean_text};

/// A text with its cursor.
#[derive(Clone, Debug)]
pub struct Editor {
    area: TextArea<'static>,
    many: bool,
}

impl Editor {
    /// A text on one line, the cursor at its end.
    pub fn line(text: &str) -> Self {
        Self::new(&clean_line(text), false)
    }

    /// A text of several lines, the cursor at its end.
    pub fn prose(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, many: bool) -> Self {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_undo_coalescing(true);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, many }
    }

    /// Whether it may have several lines.
    pub const fn many(&self) -> bool {
        self.many
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether nothing but space is in it.
    pub fn is_blank(&self) -> bool {
        self.area.lines().iter().all(|line| line.trim().is_empty())
    }

    /// The cursor's byte in the text.
    pub fn cursor(&self) -> usize {
        let (row, column) = self.area.cursor();
        let before: usize = self.area.lines().iter().take(row).map(|line| line.len() + 1).sum();
        before + self.area.lines().get(row).map_or(0, |line| byte_of(line, column))
    }

    /// Puts the cursor at a byte of the text, or at its end.
    pub fn set_cursor(&mut self, byte: usize) {
        let mut rest = byte;
        for (row, line) in self.area.lines().iter().enumerate() {
            if rest <= line.len() {
                let mut at = rest;
                while !line.is_char_boundary(at) {
                    at -= 1;
                }
                let column = line[..at].chars().count();
                let place = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
                self.area.move_cursor(CursorMove::Jump(place(row), place(column)));
                return;
            }
            rest -= line.len() + 1;
        }
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// Types a character; one that drives terminals is left out.
    pub fn typed(&mut self, c: char) {
        if !c.is_control() {
            self.area.insert_char(c);
        }
    }

    /// Takes a paste as one: on one line, line breaks become spaces.
    pub fn insert(&mut self, text: &str) {
        let text = if self.many { clean_text(text) } else { clean_line(text) };
        self.area.insert_str(text);
    }

    /// Starts a new line; false where there is only one.
    pub fn new_line(&mut self) -> bool {
        if self.many {
            self.area.insert_newline();
        }
        self.many
    }

    /// Puts a text in the place of these bytes; can be undone.
    pub fn replace(&mut self, span: Range<usize>, with: &str) {
        let text = self.text();
        let count = text.get(span.clone()).map_or(0, |gone| gone.chars().count());
        self.set_cursor(span.start);
        self.area.delete_str(count);
        self.area.insert_str(with);
    }

    /// Puts another text in its place; can be undone.
    pub fn set(&mut self, text: &str) {
        self.area.select_all();
        self.area.cut();
        self.area.insert_str(if self.many { text.to_owned() } else { clean_line(text) });
    }

    /// Carries out a command of the scope for text; false if it is none, or there is nowhere to go.
    pub fn command(&mut self, cmd: Cmd) -> bool {
        let (row, _) = self.area.cursor();
        match cmd {
            Cmd::CharLeft => self.by_grapheme(false, |area| area.move_cursor(CursorMove::Back)),
            Cmd::CharRight => self.by_grapheme(true, |area| area.move_cursor(CursorMove::Forward)),
            Cmd::DeleteBack => self.by_grapheme(false, |area| {
                area.delete_char();
            }),
            Cmd::DeleteForward => self.by_grapheme(true, |area| {
                area.delete_next_char();
            }),
            Cmd::WordLeft => self.area.move_cursor(CursorMove::WordBack),
            Cmd::WordRight => self.area.move_cursor(CursorMove::WordForward),
            Cmd::LineStart => self.area.move_cursor(CursorMove::Head),
            Cmd::LineEnd => self.area.move_cursor(CursorMove::End),
            Cmd::LineUp if row > 0 => self.area.move_cursor(CursorMove::Up),
            Cmd::LineDown if row + 1 < self.area.lines().len() => self.area.move_cursor(CursorMove::Down),
            Cmd::DeleteWord => {
                self.area.delete_word();
            }
            Cmd::DeleteWordForward => {
                self.area.delete_next_word();
            }
            Cmd::DeleteToStart => {
                self.area.delete_line_by_head();
            }
            Cmd::DeleteToEnd => {
                self.area.delete_line_by_end();
            }
            Cmd::Yank => {
                self.area.paste();
            }
            Cmd::TextUndo => {
                self.area.undo();
            }
            Cmd::TextRedo => {
                self.area.redo();
            }
            _ => return false,
        }
        true
    }

    /// Repeats a step for every character of the grapheme before or after the cursor.
    fn by_grapheme(&mut self, forward: bool, mut step: impl FnMut(&mut TextArea<'static>)) {
        let (row, column) = self.area.cursor();
        let line = self.area.lines().get(row).map_or("", String::as_str);
        let (before, after) = line.split_at(byte_of(line, column));
        let grapheme = if forward { after.graphemes(true).next() } else { before.graphemes(true).next_back() };
        for _ in 0..grapheme.map_or(1, |grapheme| grapheme.chars().count()) {
            step(&mut self.area);
        }
    }

    /// The rows that the text takes in so many columns.
    pub fn rows(&self, columns: usize) -> usize {
        if self.many { measure::wrap(&self.text(), columns.max(2) - 1).len() } else { 1 }
    }

    /// Draws the text so that the cursor is seen; the cursor itself only with the focus.
    pub fn view(&self, canvas: &mut Canvas<'_>, area: Rect, focused: bool) {
        if area.width < 2 || area.height == 0 {
            return;
        }
        let role = if focused { Role::Input } else { Role::Text };
        if self.many {
            self.view_prose(canvas, area, focused, role);
        } else {
            self.view_line(canvas, area, focused, role);
        }
    }

    fn view_line(&self, canvas: &mut Canvas<'_>, area: Rect, focused: bool, role: Role) {
        let text = self.text();
        let cursor = if focused { self.cursor() } else { 0 };
        // A column stays free for the cursor behind the text.
        let room = usize::from(area.width) - 1;
        let mut from = 0;
        for (at, grapheme) in text.grapheme_indices(true) {
            if measure::width(&text[from..cursor]) <= room {
                break;
            }
            from = at + grapheme.len();
        }
        if focused {
            let blank = " ".repeat(usize::from(area.width));
            canvas.put(area.x, area.y, area.width, &blank, role);
            canvas.put(area.x, area.y, area.width, &text[from..], role);
            let column = u16::try_from(measure::width(&text[from..cursor])).unwrap_or(0);
            canvas.cursor(area.x + column, area.y);
        } else {
            canvas.put_cut(area.x, area.y, area.width, &text, role);
        }
    }

    fn view_prose(&self, canvas: &mut Canvas<'_>, area: Rect, focused: bool, role: Role) {
        let text = self.text();
        let lines = measure::wrap(&text, usize::from(area.width) - 1);
        let cursor = self.cursor();
        let here = lines.iter().rposition(|line| line.start <= cursor).unwrap_or(0);
        let height = usize::from(area.height);
        let from = if focused { here.saturating_sub(height.saturating_sub(1)) } else { 0 };
        for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(from)) {
            canvas.put(area.x, y, area.width, &text[line.clone()], role);
        }
        if focused {
            let before = &text[lines[here].start..cursor];
            let column = u16::try_from(measure::width(before)).unwrap_or(0).min(area.width - 1);
            let row = u16::try_from(here - from).unwrap_or(0);
            canvas.cursor(area.x + column, area.y + row);
        }
        if lines.len() > from + height {
            canvas.put(area.right() - 1, area.bottom() - 1, 1, canvas.shell.glyphs.down, Role::Dim);
        }
    }
}

fn byte_of(line: &str, column: usize) -> usize {
    line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_by_grapheme_and_knows_its_bytes() {
        let mut editor = Editor::line("a👩\u{200d}🚀e\u{301}");
        assert_eq!(editor.cursor(), editor.text().len());
        editor.command(Cmd::DeleteBack);
        assert_eq!(editor.text(), "a👩\u{200d}🚀");
        editor.command(Cmd::CharLeft);
        assert_eq!(editor.cursor(), 1);
        editor.command(Cmd::DeleteForward);
        assert_eq!(editor.text(), "a");
        editor.command(Cmd::TextUndo);
        assert!(editor.text().contains('🚀'));
    }

    #[test]
    fn one_line_stays_one_line_and_nothing_drives_the_terminal() {
        let mut editor = Editor::line("x");
        editor.insert("\u{1b}[31mone\ntwo");
        editor.typed('\u{7}');
        assert_eq!(editor.text(), "xone two");
        assert!(!editor.new_line() && !editor.command(Cmd::LineUp));
        let mut prose = Editor::prose("one\ntwo");
        assert!(prose.command(Cmd::LineUp) && !prose.command(Cmd::LineUp));
        assert_eq!(prose.cursor(), 3);
        prose.set_cursor(5);
        assert!(prose.new_line());
        assert_eq!(prose.text(), "one\nt\nwo");
        prose.replace(0..3, "李雪");
        assert_eq!((prose.text().as_str(), prose.cursor()), ("李雪\nt\nwo", 6));
        prose.set("all new");
        assert_eq!(prose.text(), "all new");
    }
}
