//! The note being typed: Enter saves it and stays, Esc keeps it as a draft of its item.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use super::{MeetingScreen, Mode, lines};
use crate::domain::field::{FieldValue, Reading};
use crate::domain::ids::{ItemId, MeetingId};
use crate::domain::operation::Operation;
use crate::domain::record::Note;
use crate::domain::value::{Prose, YesNo};
use crate::tui::canvas::Canvas;
use crate::tui::cmd::Cmd;
use crate::tui::draft::{Draft, DraftKey};
use crate::tui::editor::Editor;
use crate::tui::effect::Token;
use crate::tui::measure;
use crate::tui::part::Handled;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// Most rows that a note takes while it is typed.
const ROWS: usize = 5;
/// The name under which drafts of notes are kept.
pub const FORM: &str = "note.take";
/// The field of a note's draft.
const FIELD: &str = "text";
/// The field that says whether it stays out of the minutes.
const PRIVATE: &str = "private";

/// A note being typed.
pub struct NoteLine {
    meeting: MeetingId,
    /// The item it belongs to; 0 for the meeting as a whole.
    item: ItemId,
    /// The item's place on the agenda, if the board has turned to another meanwhile.
    behind: Option<usize>,
    editor: Editor,
    /// Whether it stays out of the minutes; holds until it is turned back or the line is left.
    private: bool,
    /// What is being saved; put back if that is refused.
    saving: Option<(Token, String)>,
}

/// The words of a note's draft.
pub fn words(draft: &Draft) -> String {
    draft.fields.get(FIELD).map(|text| text.replace('\n', " ")).unwrap_or_default()
}

/// The draft of a note on an item; item 0 is the meeting as a whole.
pub fn kept(meeting: MeetingId, item: ItemId, shell: &Shell) -> Option<&Draft> {
    shell.drafts.get(&key(meeting, item))
}

/// Under which the draft of a note is kept.
pub fn key(meeting: MeetingId, item: ItemId) -> DraftKey {
    DraftKey::new(FORM, if item.0 == 0 { meeting.to_string() } else { item.to_string() })
}

impl NoteLine {
    /// Goes on with the draft of an item's note, or begins one.
    pub fn new(meeting: MeetingId, item: ItemId, shell: &Shell) -> Self {
        let draft = kept(meeting, item, shell);
        let text = draft.and_then(|draft| draft.fields.get(FIELD)).map_or("", String::as_str);
        let mut editor = Editor::prose(text);
        if let Some(draft) = draft {
            editor.set_cursor(draft.cursor);
        }
        let private = draft.is_some_and(|draft| draft.fields.contains_key(PRIVATE));
        Self { meeting, item, behind: None, editor, private, saving: None }
    }

    /// What stands before the words.
    fn label(&self) -> String {
        let about = match (self.item.0, self.behind) {
            (0, _) => "note on the meeting ".to_owned(),
            (_, Some(place)) => format!("note on {place} "),
            (_, None) => "note ".to_owned(),
        };
        if self.private { format!("{about}not for the minutes ") } else { about }
    }

    /// Types a character.
    pub fn insert(&mut self, c: char) {
        self.editor.typed(c);
    }

    /// Takes a paste.
    pub fn paste(&mut self, text: &str) {
        self.editor.insert(text);
    }

    /// Keeps what is typed, and what is on its way to the record.
    pub fn keep(&self, shell: &mut Shell) {
        let mut text = self.editor.text();
        if let Some((_, saving)) = &self.saving {
            text = format!("{saving}\n{text}");
        }
        if text.trim().is_empty() {
            shell.forget(&key(self.meeting, self.item));
            return;
        }
        let mut fields = BTreeMap::from([(FIELD.to_owned(), text)]);
        if self.private {
            fields.insert(PRIVATE.to_owned(), "yes".to_owned());
        }
        let cursor = self.editor.cursor();
        shell.keep(Draft {
            key: key(self.meeting, self.item),
            fields,
            focus: FIELD.to_owned(),
            cursor,
            ..Draft::default()
        });
    }

    /// The rows it takes in so many columns.
    pub fn rows(&self, columns: u16) -> u16 {
        let label = measure::width(&self.label()) + 4;
        let rows = self.editor.rows(usize::from(columns).saturating_sub(label)).clamp(1, ROWS);
        u16::try_from(rows).unwrap_or(1)
    }

    /// Draws it with its cursor, and when its draft was kept.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let shell = canvas.shell;
        let (label, role) = (self.label(), if self.private { Role::Warn } else { Role::Accent });
        let x = canvas.put(area.x + 1, area.y, area.width, &format!("{label}{} ", shell.glyphs.pointer), role);
        let kept =
            kept(self.meeting, self.item, shell).map(|draft| format!("draft kept {}", lines::clock(shell, draft.at)));
        let wide = kept.as_ref().map_or(0, |text| u16::try_from(measure::width(text)).unwrap_or(0) + 2);
        let room = area.right().saturating_sub(x);
        // On a narrow screen the words need the room more than the time does.
        let wide = if area.width >= 100 { wide } else { 0 };
        let text = Rect { x, width: room.saturating_sub(wide + 1), ..area };
        self.editor.view(canvas, text, true);
        if let Some(kept) = kept.filter(|_| wide > 0) {
            canvas.put(area.right().saturating_sub(wide), area.y, wide, &kept, Role::Dim);
        }
    }

    fn save(&mut self, shell: &mut Shell) {
        if self.saving.is_some() || self.editor.is_blank() {
            return;
        }
        let text = self.editor.text();
        let reading = Reading { ..shell.reading.clone() };
        match Prose::read(&text, &reading) {
            Ok(prose) => {
                let note = Note { meeting: self.meeting, item: self.item, text: prose, private: YesNo(self.private) };
                let token = shell.run(Operation::NoteTake(note).into());
                self.saving = Some((token, text));
                self.editor.set("");
                self.keep(shell);
            }
            Err(misread) => shell.refuse(&misread.of("note")),
        }
    }
}

impl MeetingScreen {
    /// Begins a note on the item the board is on; once it is over, on the meeting as a whole.
    pub(super) fn begin_note(&mut self, shell: &mut Shell) {
        let Some(view) = &self.view else { return };
        let Some(meeting) = view.id() else { return };
        let item = if self.mode() == Mode::Live { view.current().unwrap_or(ItemId(0)) } else { ItemId(0) };
        self.note = Some(NoteLine::new(meeting, item, shell));
        self.scroll.remove("notes");
        if self.pane == super::Pane::Agenda {
            self.pane = super::Pane::Notes;
        }
    }

    /// The board has turned to another item: what is being typed stays with the item that it is about, and whoever
    /// types goes on typing; the next note is about the item at hand.
    pub(super) fn follow_note(&mut self, shell: &Shell) {
        let Some((note, view)) = self.note.as_mut().zip(self.view.as_ref()) else { return };
        let Some(current) = view.current().filter(|item| note.item.0 > 0 && *item != note.item) else {
            note.behind = None;
            return;
        };
        if note.saving.is_none() && note.editor.is_blank() {
            let private = note.private;
            *note = NoteLine::new(note.meeting, current, shell);
            note.private |= private;
        } else {
            note.behind = view.item(note.item).map(|line| line.place);
        }
    }

    /// Leaves the note; what is typed stays as a draft.
    pub(super) fn leave_note(&mut self, shell: &mut Shell) {
        if let Some(note) = self.note.take() {
            note.keep(shell);
        }
    }

    /// Commands while a note is typed.
    pub(super) fn note_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let Some(note) = &mut self.note else { return Handled::No };
        match cmd {
            Cmd::SaveNote | Cmd::Save => note.save(shell),
            Cmd::NewLine => {
                note.editor.new_line();
                note.keep(shell);
            }
            Cmd::NotePrivate => {
                note.private = !note.private;
                note.keep(shell);
            }
            Cmd::Leave | Cmd::Back | Cmd::Close => {
                self.leave_note(shell);
            }
            _ if note.editor.command(cmd) => note.keep(shell),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    /// A note that was saved is no draft any more; what was typed since is.
    pub(super) fn note_saved(&mut self, token: Token, shell: &mut Shell) {
        if let Some(note) = &mut self.note
            && note.saving.as_ref().is_some_and(|(saving, _)| *saving == token)
        {
            note.saving = None;
            note.keep(shell);
            self.follow_note(shell);
        }
    }

    /// A note that was refused comes back in front of what was typed since.
    pub(super) fn note_refused(&mut self, token: Token) {
        if let Some(note) = &mut self.note
            && let Some((_, text)) = note.saving.take_if(|(saving, _)| *saving == token)
        {
            let typed = note.editor.text();
            note.editor.set(&if typed.is_empty() { text } else { format!("{text}\n{typed}") });
        }
    }
}
