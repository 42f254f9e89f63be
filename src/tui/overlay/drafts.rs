//! What was typed and not saved, whenever that was: each goes on where it was left, and its words can be copied
//! where that is no more.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use crate::domain::ids::{MeetingId, RecordId, RecordKind};
use crate::domain::operation::Operation;
use crate::tui::canvas::{Canvas, Target, bottom, centred, top};
use crate::tui::cmd::Cmd;
use crate::tui::draft::Draft;
use crate::tui::effect::{Load, Loaded, News, Token};
use crate::tui::form::{FormSpec, open, verbs};
use crate::tui::keymap::Scope;
use crate::tui::overlay::confirm::Confirm;
use crate::tui::part::{Handled, Part, row_at};
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// The pane it is measured as.
const PANE: &str = "drafts";
/// Rows of the words of the draft under the cursor.
const WORDS: u16 = 6;

/// The drafts of this person.
pub struct DraftsPanel {
    at: usize,
    /// Items that drafts are about: their meeting and title.
    items: BTreeMap<RecordId, (MeetingId, String)>,
    discarding: Option<(Token, usize)>,
}

/// Every draft, the latest first.
fn all(shell: &Shell) -> Vec<&Draft> {
    let mut drafts: Vec<&Draft> = shell.drafts.all().collect();
    drafts.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.key.cmp(&other.key)));
    drafts
}

/// The record a draft is about, if it is about one.
fn about(draft: &Draft) -> Option<RecordId> {
    draft.key.target.parse().ok()
}

/// Whether it was typed in a meeting, about an item or about the meeting.
fn of_meeting(draft: &Draft) -> bool {
    matches!(draft.key.form.as_str(), "note.take" | "decision.record")
}

/// Its words: of one field the text, of several each with its name.
fn words(draft: &Draft) -> String {
    let typed: Vec<_> = draft.fields.iter().filter(|(_, text)| !text.trim().is_empty()).collect();
    match typed.as_slice() {
        [(_, text)] => (*text).clone(),
        several => several.iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join("\n"),
    }
}

impl DraftsPanel {
    /// The drafts there are; of the items they are about the meetings are asked for.
    pub fn new(shell: &mut Shell) -> Self {
        let items: Vec<RecordId> = all(shell).into_iter().filter(|draft| of_meeting(draft)).filter_map(about).collect();
        for id in items.into_iter().filter(|id| id.kind == RecordKind::Item) {
            shell.load(Load::Fields(id));
        }
        Self { at: 0, items: BTreeMap::new(), discarding: None }
    }

    /// What it is of: `note on minutes of MRB-0011 (MRB-0012)`.
    fn name(&self, draft: &Draft) -> String {
        let what = match draft.key.form.as_str() {
            "note.take" => "note on".to_owned(),
            "decision.record" => "decision on".to_owned(),
            "triage" => "triage of".to_owned(),
            "meeting.open" => "attendance of".to_owned(),
            form => form.replace(['.', '-'], " "),
        };
        match about(draft).and_then(|id| self.items.get(&id)) {
            Some((meeting, title)) => format!("{what} {title} ({meeting})"),
            None => format!("{what} {}", draft.key.target).trim_end().to_owned(),
        }
    }

    /// Goes on with a draft where it was left.
    fn go_on(&self, shell: &mut Shell) -> Handled {
        let Some(draft) = all(shell).get(self.at).map(|draft| (*draft).clone()) else { return Handled::Close };
        let id = about(&draft);
        match (draft.key.form.as_str(), id) {
            ("import", _) => shell.next = Some(Cmd::Import),
            ("triage" | "meeting.open", Some(id)) => {
                shell.go_to(id);
                let cmd = if id.kind == RecordKind::Meeting { Cmd::OpenMeeting } else { Cmd::Triage };
                let key = shell.keymap.key_of(cmd, &[]).unwrap_or_default();
                shell.say(format!("{key} goes on with the draft"));
            }
            (_, Some(id)) if of_meeting(&draft) => {
                let own = Some(MeetingId(id.number)).filter(|_| id.kind == RecordKind::Meeting);
                let meeting = own.or_else(|| self.items.get(&id).map(|(meeting, _)| *meeting));
                let Some(meeting) = meeting else {
                    shell.say(format!("{id} is on no agenda any more: its words can be copied"));
                    return Handled::Yes;
                };
                shell.tell(News::Resume(meeting, draft.key));
            }
            _ => {
                let Some(spec) = form(&draft) else {
                    shell.say("there is no form for this draft here: its words can be copied");
                    return Handled::Yes;
                };
                open(spec, shell);
            }
        }
        Handled::Close
    }

    fn copy(&self, shell: &mut Shell) {
        if let Some(text) = all(shell).get(self.at).map(|draft| words(draft)) {
            shell.copy("the words of the draft", text);
        }
    }

    fn ask_discard(&mut self, shell: &mut Shell) {
        let Some(draft) = all(shell).get(self.at).map(|draft| (*draft).clone()) else { return };
        let token = shell.token();
        self.discarding = Some((token, self.at));
        let lines = wrap(&[Rich::plain(words(&draft).replace('\n', " "))], 60).into_iter().take(4).collect();
        shell.open(Confirm::new(token, format!("Discard the {}?", self.name(&draft)), lines, "Discard"));
    }
}

/// The form that a draft belongs to, so that it finds the draft again.
fn form(draft: &Draft) -> Option<FormSpec> {
    let name = draft.key.form.as_str();
    let named = |row: &str| name == row || name.strip_prefix(row).is_some_and(|rest| rest.starts_with('.'));
    let row = Operation::table().into_iter().find(|row| named(row.name))?;
    let title = row.name.replace(['.', '-'], " ");
    let mut spec = match about(draft) {
        Some(id) if verbs(id.kind).is_some_and(|(_, change)| change == row.name) => FormSpec::edit(id)?,
        Some(id) => FormSpec::operation(row.name, format!("{title} {id}")).about(vec![id]),
        None => FormSpec::operation(row.name, title),
    };
    name.clone_into(&mut spec.name);
    if spec.target() != draft.key.target {
        // It was about several, or about nothing a field names: its words come along all the same.
        spec.proposed.clone_from(&draft.fields);
    }
    Some(spec)
}

impl Part for DraftsPanel {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Drafts, Scope::Move]
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if let Some(row) = row_at(cmd, self.at, all(shell).len().saturating_sub(1)) {
            self.at = row;
            return Handled::Yes;
        }
        match cmd {
            Cmd::Choose => return self.go_on(shell),
            Cmd::Copy => self.copy(shell),
            Cmd::StartAfresh => self.ask_discard(shell),
            Cmd::Back | Cmd::Close | Cmd::Cancel => return Handled::Close,
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        let Target::Row(at) = target else { return Handled::No };
        if self.at == at {
            return self.go_on(shell);
        }
        self.at = at;
        Handled::Yes
    }

    fn heard(&mut self, news: &News, shell: &mut Shell) -> Handled {
        match news {
            News::Loaded(Loaded::Fields { id, fields, .. }) if id.kind == RecordKind::Item => {
                let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
                if let Ok(meeting) = text("meeting").parse::<RecordId>() {
                    self.items.insert(*id, (MeetingId(meeting.number), text("title")));
                }
            }
            News::Confirmed(token) if self.discarding.is_some_and(|(asked, _)| asked == *token) => {
                let at = self.discarding.take().map_or(0, |(_, at)| at);
                if let Some(key) = all(shell).get(at).map(|draft| draft.key.clone()) {
                    shell.forget(&key);
                }
                self.at = self.at.min(all(shell).len().saturating_sub(1));
                return Handled::Yes;
            }
            _ => {}
        }
        Handled::No
    }

    fn has_row(&self) -> bool {
        true
    }

    fn blocked(&self, shell: &Shell) -> Vec<(Cmd, String)> {
        let close = "close this first (Esc)".to_owned();
        let mut blocked: Vec<_> = [Cmd::Undo, Cmd::Redo, Cmd::Palette].map(|cmd| (cmd, close.clone())).to_vec();
        if all(shell).is_empty() {
            let none = "nothing is unsaved".to_owned();
            blocked.extend([Cmd::Choose, Cmd::Copy, Cmd::StartAfresh].map(|cmd| (cmd, none.clone())));
        }
        let none = "there is nothing to go through here".to_owned();
        blocked.extend([Cmd::NextTab, Cmd::PrevTab].map(|cmd| (cmd, none.clone())));
        blocked
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let drafts = all(canvas.shell);
        let rows = u16::try_from(drafts.len()).unwrap_or(u16::MAX).max(1);
        let inner = canvas.boxed(centred(area, 90, rows.saturating_add(WORDS + 3)), "Typed and not saved");
        let (list, foot) = if inner.height > WORDS + 2 { bottom(inner, WORDS + 1) } else { (inner, Rect::default()) };
        canvas.measured(PANE, list, drafts.len());
        if drafts.is_empty() {
            canvas.put_cut(list.x, list.y, list.width, "nothing: whatever was typed is saved", Role::Dim);
            return;
        }
        let from = (self.at + 1).saturating_sub(usize::from(list.height));
        for (y, (at, draft)) in (list.y..list.bottom()).zip(drafts.iter().enumerate().skip(from)) {
            let row = Rect { y, height: 1, ..list };
            let when = draft.at.with_timezone(&canvas.shell.header.zone).format("%Y-%m-%d %H:%M");
            let line = Rich::of(format!("{when}  "), Role::Dim)
                .and(self.name(draft), Role::Text)
                .and(format!("  {}", words(draft).replace('\n', " ")), Role::Dim);
            canvas.put_rich(row.x, y, row.width, &line);
            canvas.hit(row, Target::Row(at));
            if at == self.at {
                canvas.paint(row, Role::Selected);
            }
        }
        let (rule, text) = top(foot, 1);
        if let Some(draft) = drafts.get(self.at).filter(|_| foot.height > 1) {
            canvas.rule(rule, &self.name(draft));
            let lines: Vec<Rich> = words(draft).lines().map(Rich::plain).collect();
            canvas.lines(text, &wrap(&lines, usize::from(text.width)), 0);
        }
    }
}
