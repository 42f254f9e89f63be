//! A question before something that is hard to reverse. The focus is on Cancel, and the key that
//! opened the question answers nothing.

use ratatui::layout::Rect;

use super::framed;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Effect, News, Token};
use crate::tui::keymap::Scope;
use crate::tui::part::{Handled, Part};
use crate::tui::rich::{Rich, wrap};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// What a yes does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Yes {
    Quit,
    Answer(Token),
}

/// A question.
#[derive(Clone, Debug)]
pub struct Confirm {
    title: String,
    lines: Vec<Rich>,
    button: String,
    yes: Yes,
    on_yes: bool,
}

impl Confirm {
    /// A question whose yes is told as [`News::Confirmed`] with this token.
    pub fn new(token: Token, title: impl Into<String>, lines: Vec<Rich>, button: impl Into<String>) -> Self {
        Self { title: title.into(), lines, button: button.into(), yes: Yes::Answer(token), on_yes: false }
    }

    /// The question before leaving; to quit a second time leaves at once.
    pub fn quit(shell: &Shell) -> Self {
        let mut lines = Vec::new();
        if shell.header.sitting {
            lines.push(Rich::plain("The board sits. The meeting stays open; boardroom finds it again."));
        }
        match shell.drafts.all().count() {
            0 => lines.push(Rich::plain("Nothing is unsaved.")),
            1 => lines.push(Rich::plain("One draft is kept for next time.")),
            many => lines.push(Rich::plain(format!("{many} drafts are kept for next time."))),
        }
        lines.push(Rich::of("The same key again quits at once.", Role::Dim));
        Self { title: "Quit?".to_owned(), lines, button: "Quit".to_owned(), yes: Yes::Quit, on_yes: false }
    }

    fn answer(&self, shell: &mut Shell) -> Handled {
        match self.yes {
            Yes::Quit => shell.ask(Effect::Quit),
            Yes::Answer(token) => shell.tell(News::Confirmed(token)),
        }
        Handled::Close
    }
}

impl Part for Confirm {
    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Confirm]
    }

    fn pasted(&mut self, _: &str, shell: &mut Shell) -> Handled {
        shell.say("a paste answers no question");
        Handled::Yes
    }

    fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        match cmd {
            Cmd::NextPane | Cmd::PrevPane => self.on_yes = !self.on_yes,
            Cmd::Choose if self.on_yes => return self.answer(shell),
            Cmd::Choose | Cmd::Cancel | Cmd::Back | Cmd::Close => return Handled::Close,
            Cmd::Quit if self.yes == Yes::Quit => return self.answer(shell),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        match target {
            Target::Row(0) => Handled::Close,
            Target::Row(_) => self.answer(shell),
            _ => Handled::No,
        }
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let columns = usize::from(area.width.saturating_sub(8)).min(64);
        let lines = wrap(&self.lines, columns);
        let inside = framed(canvas, area, &self.title, columns, lines.len() + 2);
        canvas.lines(Rect { height: inside.height.saturating_sub(2), ..inside }, &lines, 0);
        let y = inside.bottom().saturating_sub(1);
        let mut x = inside.x;
        for (place, (label, focused)) in
            [("Cancel", !self.on_yes), (&*self.button, self.on_yes)].into_iter().enumerate()
        {
            let start = x;
            let text = format!("[ {label} ]");
            x = canvas.put(x, y, inside.right().saturating_sub(x), &text, Role::Text);
            let button = Rect::new(start, y, x - start, 1);
            canvas.hit(button, Target::Row(place));
            if focused {
                canvas.paint(button, Role::Selected);
            }
            x = x.saturating_add(2);
        }
    }
}
