//! The fields of a motion: what is typed, what is wrong with it, what completes it.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use super::super::data::MeetingView;
use super::motion;
use crate::domain::Refusal;
use crate::domain::field::{FieldKind, FieldSpec, Fields};
use crate::domain::ids::RecordKind;
use crate::domain::operation::RecordDecision;
use crate::domain::states::Outcome;
use crate::domain::value::Handle;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::editor::Editor;
use crate::tui::effect::{Candidate, Effect, Pick, Token};
use crate::tui::fuzzy;
use crate::tui::measure;
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// Columns of the labels.
const LABEL: u16 = 20;
/// Most completions on show.
const OFFERED: usize = 6;

/// A field being typed.
struct Field {
    spec: &'static FieldSpec,
    editor: Editor,
    /// What it began with.
    begun: String,
    error: Option<String>,
}

impl Field {
    fn kind(&self) -> FieldKind {
        (self.spec.kind)()
    }
}

/// What completes the word at the cursor.
struct Completion {
    /// The bytes that it replaces.
    span: std::ops::Range<usize>,
    /// What fits, best first.
    found: Vec<Candidate>,
}

/// The fields of a motion with the one that has the focus.
pub struct Sheet {
    fields: Vec<Field>,
    at: usize,
    /// The completion that Enter would take.
    offered: usize,
    /// The editor that was opened, and for which field.
    edited: Option<(Token, usize)>,
    /// The handles of everybody on record.
    known: Vec<Handle>,
    /// What is resolved: some fields it cannot do without.
    outcome: Outcome,
    /// The acceptances that may be granted.
    grantable: Vec<String>,
}

impl Sheet {
    /// The fields of an outcome: prefilled, then as they were typed.
    pub fn new(view: &MeetingView, outcome: Outcome, typed: &BTreeMap<String, String>) -> Self {
        let amends = typed.contains_key("supersedes");
        let specs = motion::fields(outcome, amends).into_iter();
        let fields = specs.filter_map(|name| RecordDecision::SPECS.iter().find(|spec| spec.name == name)).map(|spec| {
            let begun = motion::begun(view, outcome, spec.name);
            let text = typed.get(spec.name).unwrap_or(&begun);
            let many = matches!((spec.kind)(), FieldKind::Prose | FieldKind::Rows);
            let editor = if many { Editor::prose(text) } else { Editor::line(text) };
            Field { spec, editor, begun, error: None }
        });
        Self {
            fields: fields.collect(),
            at: 0,
            offered: 0,
            edited: None,
            known: view.handles.clone(),
            grantable: view.grantable(),
            outcome,
        }
    }

    /// Takes over who is on record now.
    pub fn knows(&mut self, view: &MeetingView) {
        self.known.clone_from(&view.handles);
        self.grantable = view.grantable();
    }

    /// Texts by field.
    pub fn texts(&self) -> BTreeMap<String, String> {
        self.fields.iter().map(|field| (field.spec.name.to_owned(), field.editor.text())).collect()
    }

    /// Texts that differ from what they began with.
    pub fn changed(&self) -> BTreeMap<String, String> {
        let changed = self.fields.iter().filter(|field| field.editor.text() != field.begun);
        changed.map(|field| (field.spec.name.to_owned(), field.editor.text())).collect()
    }

    /// The field with the focus and the cursor's byte in it.
    pub fn place(&self) -> (String, usize) {
        self.fields.get(self.at).map(|field| (field.spec.name.to_owned(), field.editor.cursor())).unwrap_or_default()
    }

    /// Puts the focus on a field, the cursor at a byte or at its end.
    pub fn focus(&mut self, name: &str, cursor: Option<usize>) {
        if let Some(at) = self.fields.iter().position(|field| field.spec.name == name) {
            self.select(at);
            if let Some(cursor) = cursor {
                self.fields[at].editor.set_cursor(cursor);
            }
        }
    }

    /// Puts the focus on a field by place.
    pub fn select(&mut self, at: usize) {
        self.at = at.min(self.fields.len().saturating_sub(1));
        self.offered = 0;
    }

    /// Fills a field that nobody has typed in.
    pub fn offer(&mut self, name: &str, text: &str) {
        let blank = |field: &&mut Field| field.spec.name == name && field.editor.text() == field.begun;
        if let Some(field) = self.fields.iter_mut().find(blank)
            && field.begun != text
        {
            text.clone_into(&mut field.begun);
            field.editor.set(text);
            field.error = None;
        }
    }

    /// Shows a refusal at the field it names, and goes there; false if it names none.
    pub fn refuse(&mut self, refusal: &Refusal) -> bool {
        let Some(at) = self.fields.iter().position(|field| field.spec.name == refusal.subject) else { return false };
        let rule = refusal.rule.map(|rule| format!("{rule} ")).unwrap_or_default();
        let hint = if refusal.hint.is_empty() { String::new() } else { format!("; {}", refusal.hint) };
        self.fields[at].error = Some(format!("{rule}{}{hint}", refusal.sentence));
        self.select(at);
        true
    }

    /// Says something at a field, without going there.
    pub fn remark(&mut self, name: &str, text: String) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.spec.name == name) {
            field.error = Some(text);
        }
    }

    /// Forgets what was wrong.
    pub fn clear_errors(&mut self) {
        for field in &mut self.fields {
            field.error = None;
        }
    }

    /// Types a character; what completes the word is asked for.
    pub fn typed(&mut self, c: char, shell: &mut Shell) {
        let Some(field) = self.fields.get_mut(self.at) else { return };
        field.editor.typed(c);
        field.error = None;
        self.offered = 0;
        if let Some(pick) = pick(field) {
            // The answer comes by itself; here it only has to be asked for.
            drop(shell.candidates(pick));
        }
    }

    /// Takes a paste.
    pub fn pasted(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.editor.insert(text);
            field.error = None;
        }
    }

    /// Takes the text that an editor returned.
    pub fn edited(&mut self, token: Token, text: &str) -> bool {
        let Some((_, at)) = self.edited.take_if(|(asked, _)| *asked == token) else { return false };
        if let Some(field) = self.fields.get_mut(at) {
            field.editor.set(text.trim_end_matches('\n'));
            field.error = None;
        }
        true
    }

    /// Carries out a command on the fields; false if it is none of theirs.
    pub fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> bool {
        let completion = self.completion(shell);
        let last = self.fields.len().saturating_sub(1);
        let Some(field) = self.fields.get_mut(self.at) else { return false };
        match (cmd, completion) {
            (Cmd::Accept, Some(one)) => {
                let candidate = one.found.get(self.offered.min(one.found.len().saturating_sub(1)));
                let value = candidate.map(|candidate| candidate.value.clone()).unwrap_or_default();
                field.editor.replace(one.span, &value);
                field.error = None;
                if field.kind() == FieldKind::Rows {
                    field.editor.typed(' ');
                }
                self.offered = 0;
            }
            (Cmd::LineDown, Some(one)) => self.offered = (self.offered + 1).min(one.found.len().saturating_sub(1)),
            (Cmd::LineUp, Some(_)) => self.offered = self.offered.saturating_sub(1),
            // A blank last condition is the end of the conditions.
            (Cmd::Accept, None) if field.kind() == FieldKind::Rows && !ends_blank(&field.editor) => {
                field.editor.new_line();
            }
            (Cmd::Accept | Cmd::NextField, None) | (Cmd::NextField, Some(_)) => {
                self.at = if self.at == last { 0 } else { self.at + 1 };
            }
            (Cmd::PrevField, _) => self.at = self.at.checked_sub(1).unwrap_or(last),
            (Cmd::NewLine, _) => {
                field.editor.new_line();
            }
            (Cmd::Editor, _) => {
                let text = field.editor.text();
                let token = shell.token();
                self.edited = Some((token, self.at));
                shell.ask(Effect::Edit { token, text });
            }
            (Cmd::LineDown, None) if !field.editor.command(cmd) => self.at = (self.at + 1).min(last),
            (Cmd::LineUp, None) if !field.editor.command(cmd) => self.at = self.at.saturating_sub(1),
            (Cmd::LineDown | Cmd::LineUp, None) => {}
            (cmd, _) => {
                let taken = field.editor.command(cmd);
                if taken {
                    field.error = None;
                }
                return taken;
            }
        }
        true
    }

    /// What completes the word at the cursor, unless it is complete.
    fn completion(&self, shell: &Shell) -> Option<Completion> {
        let field = self.fields.get(self.at)?;
        let candidates = shell.candidates.get(&pick(field)?)?;
        let text = field.editor.text();
        let cursor = field.editor.cursor();
        let before = text.get(..cursor)?;
        let start = match field.kind() {
            FieldKind::Rows => before.rfind([' ', '\n']).map_or(0, |at| at + 1),
            FieldKind::Records(_) | FieldKind::People => {
                let at = before.rfind([';', ',']).map_or(0, |at| at + 1);
                at + before[at..].len() - before[at..].trim_start().len()
            }
            _ => 0,
        };
        let word = before.get(start..)?;
        let (start, word) = match (field.kind(), word.strip_prefix('@')) {
            (FieldKind::Rows, None) => return None,
            (_, Some(rest)) => (start + 1, rest),
            (_, None) => (start, word),
        };
        if word.is_empty() && field.kind() != FieldKind::Rows {
            return None;
        }
        if candidates.iter().any(|candidate| candidate.value.eq_ignore_ascii_case(word)) {
            return None;
        }
        // What is granted is proposed first: one in force is never the answer here.
        let fits = |one: &&Candidate| field.spec.name != "acceptances" || self.grantable.contains(&one.value);
        let candidates: Vec<&Candidate> = candidates.iter().filter(fits).collect();
        let texts: Vec<String> = candidates.iter().map(|one| format!("{} {}", one.value, one.label)).collect();
        let found = fuzzy::rank(word, texts.iter().map(String::as_str)).into_iter().take(OFFERED);
        let found: Vec<Candidate> = found.filter_map(|at| candidates.get(at).map(|one| (*one).clone())).collect();
        (!found.is_empty()).then_some(Completion { span: start..cursor, found })
    }

    /// Draws the fields, each with what is wrong, the conditions with how they were understood.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let columns = area.width.saturating_sub(LABEL + 1);
        let heights: Vec<u16> = self.fields.iter().enumerate().map(|(at, _)| self.height(at, columns)).collect();
        let before: u16 = heights.iter().take(self.at).sum();
        let here = heights.get(self.at).copied().unwrap_or(1);
        // The field with the focus is always on screen.
        let skip = (before + here).saturating_sub(area.height);
        let mut top = 0_u16;
        for (at, (field, height)) in self.fields.iter().zip(&heights).enumerate() {
            let y = area.y + top.saturating_sub(skip);
            if top >= skip && y < area.bottom() {
                let place = Rect { y, height: (*height).min(area.bottom() - y), ..area };
                self.draw_field(canvas, place, at, field);
            }
            top += height;
        }
        self.draw_completion(canvas, area);
    }

    fn height(&self, at: usize, columns: u16) -> u16 {
        let Some(field) = self.fields.get(at) else { return 1 };
        let rows = field.editor.rows(usize::from(columns)).clamp(1, 8);
        let understood = if field.kind() == FieldKind::Rows { filled(&field.editor) } else { 0 };
        u16::try_from(rows + understood + wrong(field, columns, "x").len()).unwrap_or(1)
    }

    fn draw_field(&self, canvas: &mut Canvas<'_>, area: Rect, at: usize, field: &Field) {
        let focused = at == self.at;
        let role = if focused { Role::Accent } else { Role::Dim };
        let star = if motion::needs(self.outcome, field.spec.name) { "*" } else { "" };
        let pointer = if focused { canvas.glyphs().pointer } else { " " };
        canvas.put_cut(area.x, area.y, LABEL, &format!("{pointer} {}{star}", field.spec.label), role);
        let columns = area.width.saturating_sub(LABEL + 1);
        let rows = u16::try_from(field.editor.rows(usize::from(columns)).clamp(1, 8)).unwrap_or(1);
        let place = Rect { x: area.x + LABEL + 1, width: columns, height: rows.min(area.height), ..area };
        field.editor.view(canvas, place, focused);
        if field.editor.text().is_empty() && !focused {
            canvas.put_cut(place.x, place.y, place.width, &example(field), Role::Dim);
        }
        canvas.hit(area, Target::Field(at));
        let mut y = area.y + rows;
        if field.kind() == FieldKind::Rows {
            for (number, line) in (1..).zip(field.editor.text().lines().filter(|line| !line.trim().is_empty())) {
                if y < area.bottom() {
                    let (words, complete) = motion::understood(line, &canvas.shell.reading, &self.known);
                    let role = if complete { Role::Good } else { Role::Warn };
                    canvas.put_cut(place.x, y, place.width, &format!("C{number} {words}"), role);
                    y += 1;
                }
            }
        }
        for (y, line) in (y..area.bottom()).zip(wrong(field, columns, canvas.glyphs().cross)) {
            canvas.put_rich(place.x, y, place.width, &line);
        }
    }

    /// The completions stand right under the cursor, over whatever is there.
    fn draw_completion(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let Some(one) = self.completion(canvas.shell) else { return };
        let Some((x, y)) = canvas.seen.cursor else { return };
        let texts: Vec<String> = one.found.iter().map(|found| format!(" {} {} ", found.value, found.label)).collect();
        let wide = texts.iter().map(|text| measure::width(text)).max().unwrap_or(0);
        let wide = u16::try_from(wide).unwrap_or(0).min(area.width);
        let x = x.min(area.right().saturating_sub(wide));
        for (row, text) in texts.iter().enumerate() {
            let y = y + 1 + u16::try_from(row).unwrap_or(0);
            if y >= area.bottom() {
                break;
            }
            let line = Rect::new(x, y, wide, 1);
            canvas.blank(line);
            canvas.put_cut(x, y, wide, text, Role::Text);
            canvas.paint(line, if row == self.offered { Role::Selected } else { Role::Aside });
        }
    }
}

/// What a blank field is for: an example says that it is one, and no record is named that may not be meant.
fn example(field: &Field) -> String {
    match field.kind() {
        FieldKind::Date | FieldKind::Moment => format!("e.g. {}", field.spec.hint),
        FieldKind::Record(_) | FieldKind::Records(_) | FieldKind::AnyRecord => {
            "type a part of its identifier or title".to_owned()
        }
        _ => field.spec.hint.to_owned(),
    }
}

/// What is wrong with a field, in lines of so many columns.
fn wrong(field: &Field, columns: u16, cross: &str) -> Vec<Rich> {
    let error = field.error.as_ref().map(|error| Rich::of(format!("{cross} {error}"), Role::Bad).hang(2));
    wrap(&error.into_iter().collect::<Vec<_>>(), usize::from(columns))
}

/// Where a field's completions come from.
fn pick(field: &Field) -> Option<Pick> {
    match field.kind() {
        // The owner of a condition.
        FieldKind::Rows => Some(Pick::People),
        FieldKind::AnyRecord => Some(Pick::Records(RecordKind::Acceptance)),
        kind => Pick::of(kind),
    }
}

fn ends_blank(editor: &Editor) -> bool {
    editor.text().lines().last().is_none_or(|line| line.trim().is_empty()) || editor.text().ends_with('\n')
}

fn filled(editor: &Editor) -> usize {
    editor.text().lines().filter(|line| !line.trim().is_empty()).count()
}
