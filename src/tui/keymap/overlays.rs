//! The rest of the table of keys: what lies above a screen, and text that is typed.

use super::table::key;
use super::{Binding, Scope};
use crate::tui::cmd::Cmd;

use Scope::{Confirm, Decision, FilterLine, Form, Menu, Notes, Page, Search, Text};

/// The keys of overlays and of texts.
pub(super) const OVERLAYS: &[Binding] = &[
    // Overlays.
    key(Confirm, &["Left", "Right", "h", "l", "Tab", "S-Tab"], Cmd::NextPane, "other", "Go to the other button")
        .hint(2),
    key(Confirm, &["Enter"], Cmd::Choose, "choose", "Choose the button with the focus").hint(1),
    key(Confirm, &["Esc", "q", "n"], Cmd::Cancel, "cancel", "Leave everything as it is").hint(3),
    key(Menu, &["Down", "Ctrl-n"], Cmd::Down, "down", "Move down"),
    key(Menu, &["Up", "Ctrl-p"], Cmd::Up, "up", "Move up"),
    key(Menu, &["Enter"], Cmd::Choose, "choose", "Choose; the letter alone does too").hint(1),
    key(Menu, &["Esc"], Cmd::Cancel, "cancel", "Leave everything as it is").hint(2),
    key(Page, &["Esc", "q"], Cmd::Cancel, "close", "Close").hint(1),
    // Text.
    key(Notes, &["Enter"], Cmd::SaveNote, "save", "Save the note and stay").hint(1).writes(),
    key(Notes, &["Alt-Enter"], Cmd::NewLine, "new line", "Start a new line").hint(2),
    key(Notes, &["Alt-p"], Cmd::NotePrivate, "not for minutes", "Keep the note out of the minutes, or not").hint(4),
    key(Notes, &["Esc"], Cmd::Leave, "leave", "Leave and keep the draft").hint(3),
    key(Decision, &["Enter"], Cmd::Accept, "next line", "Take the completion, or add the next condition").hint(2),
    key(Decision, &["Ctrl-s"], Cmd::Proceed, "vote", "Go on to the vote, the read-back, the record").hint(1),
    key(
        Decision,
        &["Ctrl-o"],
        Cmd::ChangeOutcome,
        "outcome",
        "Choose another outcome; what is typed stays where it fits",
    )
    .hint(3),
    key(Form, &["Ctrl-s"], Cmd::Save, "save", "Save").hint(1),
    key(Form, &["Enter"], Cmd::Accept, "take or submit", "Take the completion; without one, submit").hint(4),
    key(Form, &["Tab"], Cmd::NextField, "next", "Go to the next field").hint(2),
    key(Form, &["S-Tab"], Cmd::PrevField, "previous", "Go to the field before"),
    key(Form, &["Esc"], Cmd::Leave, "keep draft", "Leave and keep the draft").hint(3),
    key(Form, &["Alt-Enter"], Cmd::NewLine, "new line", "Start a new line where there may be several"),
    key(Form, &["F4"], Cmd::Editor, "editor", "Open the text in your editor").hint(5),
    key(Form, &["Ctrl-Space"], Cmd::Choices, "choices", "Show the values to choose from"),
    key(FilterLine, &["Enter"], Cmd::Accept, "apply", "Keep the filter").hint(1),
    key(FilterLine, &["Esc"], Cmd::Cancel, "as before", "Go back to the filter before").hint(2),
    key(FilterLine, &["Tab"], Cmd::Choices, "complete", "Complete a field or a value").hint(3),
    key(Search, &["Enter"], Cmd::Choose, "choose", "Choose").hint(1),
    key(Search, &["Esc"], Cmd::Cancel, "close", "Close").hint(2),
    key(Text, &["Left"], Cmd::CharLeft, "left", "Move left"),
    key(Text, &["Right"], Cmd::CharRight, "right", "Move right"),
    key(Text, &["Up", "Ctrl-p"], Cmd::LineUp, "up", "Move a line up, or to the completion before"),
    key(Text, &["Down", "Ctrl-n"], Cmd::LineDown, "down", "Move a line down, or to the next completion"),
    key(Text, &["Ctrl-Left", "Alt-Left", "Alt-b"], Cmd::WordLeft, "word left", "Move a word left"),
    key(Text, &["Ctrl-Right", "Alt-Right", "Alt-f"], Cmd::WordRight, "word right", "Move a word right"),
    key(Text, &["Home", "Ctrl-a"], Cmd::LineStart, "start", "Move to the start of the line"),
    key(Text, &["End", "Ctrl-e"], Cmd::LineEnd, "end", "Move to the end of the line"),
    key(Text, &["PgUp"], Cmd::PageUp, "page up", "Move a page up"),
    key(Text, &["PgDn"], Cmd::PageDown, "page down", "Move a page down"),
    key(Text, &["Backspace", "Ctrl-h"], Cmd::DeleteBack, "delete", "Delete the character before"),
    key(Text, &["Del", "Ctrl-d"], Cmd::DeleteForward, "delete", "Delete the character under the cursor"),
    key(Text, &["Ctrl-w", "Alt-Backspace"], Cmd::DeleteWord, "delete word", "Delete the word before"),
    key(Text, &["Alt-d"], Cmd::DeleteWordForward, "delete word", "Delete the word after"),
    key(Text, &["Ctrl-u"], Cmd::DeleteToStart, "delete to start", "Delete to the start of the line"),
    key(Text, &["Ctrl-k"], Cmd::DeleteToEnd, "delete to end", "Delete to the end of the line"),
    key(Text, &["Ctrl-y"], Cmd::Yank, "put back", "Put back what was deleted last"),
    key(Text, &["Alt-u", "Ctrl-_"], Cmd::TextUndo, "undo typing", "Take back the last change of this text"),
    key(Text, &["Alt-U"], Cmd::TextRedo, "redo typing", "Take back the last undo of this text"),
];
