//! The state of the interface, and the one function that changes it: no SQL, no files, no clock.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::canvas::Target;
use super::cmd::Cmd;
use super::effect::{Effect, Loaded, Mouse, MouseAct, Msg, News};
use super::form::remedy;
use super::key::Key;
use super::keymap::{Resolved, Scope};
use super::overlay::confirm::Confirm;
use super::overlay::drafts::DraftsPanel;
use super::overlay::help::Help;
use super::overlay::messages::Messages;
use super::overlay::palette::Palette;
use super::overlay::refusal::RefusalPanel;
use super::overlay::tour;
use super::part::{Handled, Part};
use super::screens::meeting::projector::Projector;
use super::screens::{ScreenId, import};
use super::settings::Settings;
use super::shell::Shell;
use crate::domain::operation::{Operation, UndoOperation};
use crate::domain::text::counted;

/// Everything the interface knows.
pub struct State {
    /// What screens share.
    pub shell: Shell,
    screens: BTreeMap<ScreenId, Box<dyn Part>>,
}

impl State {
    /// A state with these screens, the first of them on show.
    pub fn new(settings: Settings, now: DateTime<Utc>, screens: Vec<(ScreenId, Box<dyn Part>)>) -> Self {
        let mut state = Self { shell: Shell::new(settings, now), screens: screens.into_iter().collect() };
        state.shell.screen = state.screens.keys().next().copied().unwrap_or_default();
        state.look();
        state
    }

    /// The screen on show.
    pub fn screen(&self) -> Option<&dyn Part> {
        self.screens.get(&self.shell.screen).map(AsRef::as_ref)
    }

    /// What takes the keys: the topmost overlay, else the screen.
    pub fn front(&self) -> Option<&dyn Part> {
        self.shell.overlays.last().map(AsRef::as_ref).or_else(|| self.screen())
    }

    /// Lets the part in front do something; an overlay that wants to close is closed.
    fn with_front(&mut self, act: impl FnOnce(&mut dyn Part, &mut Shell) -> Handled) -> Handled {
        let depth = self.shell.overlays.len();
        if depth == 0 {
            let Some(screen) = self.screens.get_mut(&self.shell.screen) else { return Handled::No };
            return act(screen.as_mut(), &mut self.shell);
        }
        self.with_overlay(depth - 1, act)
    }

    /// The overlay is taken out while it acts, for it may open others, which then lie above it.
    fn with_overlay(&mut self, at: usize, act: impl FnOnce(&mut dyn Part, &mut Shell) -> Handled) -> Handled {
        let mut overlay = self.shell.overlays.remove(at);
        let handled = act(overlay.as_mut(), &mut self.shell);
        if handled != Handled::Close {
            self.shell.overlays.insert(at, overlay);
        }
        handled
    }

    /// Notes where the keys hold now.
    fn look(&mut self) {
        let whole = self.front().is_some_and(Part::whole);
        let (mut scopes, typing, has_row, blocked) = match self.front() {
            Some(part) => (part.scopes(), part.typing(), part.has_row(), part.blocked(&self.shell)),
            None => (vec![Scope::Go], false, false, Vec::new()),
        };
        if typing {
            scopes.push(Scope::Text);
        }
        if !whole {
            scopes.push(Scope::Global);
        }
        self.shell.scopes = scopes;
        self.shell.has_row = has_row;
        self.shell.blocked = blocked;
    }

    /// Tells everybody; true if somebody said it was theirs.
    fn tell(&mut self, news: &News) -> bool {
        let mut taken = false;
        for at in (0..self.shell.overlays.len()).rev() {
            taken |= self.with_overlay(at, |part, shell| part.heard(news, shell)) != Handled::No;
        }
        for screen in self.screens.values_mut() {
            taken |= screen.heard(news, &mut self.shell) != Handled::No;
        }
        taken
    }
}

/// Changes the state by a message, and returns what is to be done outside.
pub fn update(state: &mut State, msg: Msg, now: DateTime<Utc>) -> Vec<Effect> {
    state.shell.now = now;
    // A tick alone draws nothing; neither does hearing what was drawn.
    state.shell.dirty |= !matches!(msg, Msg::Tick | Msg::Drawn(_));
    take(state, msg);
    // What parts told each other may lead to more; more than a few rounds never follow.
    for _ in 0..8 {
        let told = std::mem::take(&mut state.shell.news);
        for news in told {
            hear(state, news);
        }
    }
    while let Some((screen, record)) = state.shell.goto.take() {
        show(state, screen, record);
    }
    state.look();
    for draft in state.shell.drafts.take_due(now) {
        state.shell.ask(Effect::SaveDraft(draft));
    }
    let mut effects = state.shell.take_effects();
    if let Some(at) = effects.iter().position(|effect| matches!(effect, Effect::Quit | Effect::Suspend)) {
        let unsaved = state.shell.drafts.take_all();
        effects.splice(at..at, unsaved.into_iter().map(Effect::SaveDraft));
    }
    effects
}

fn take(state: &mut State, msg: Msg) {
    match msg {
        Msg::Start => {
            state.shell.load_header();
            let screen = state.shell.screen;
            show(state, screen, None);
        }
        Msg::Key(key) => press(state, key),
        Msg::Paste(text) => {
            if state.with_front(|part, shell| part.pasted(&text, shell)) == Handled::No {
                state.shell.say("nothing here takes a paste: open a form, a note or the filter first");
            }
        }
        Msg::Mouse(mouse) => point(state, mouse),
        Msg::Resize(columns, rows) => {
            state.shell.size = (columns, rows);
            hear(state, News::Resized);
        }
        Msg::Tick => {
            let passed = state.shell.notices.pass(state.shell.now);
            state.shell.dirty |= passed || state.shell.header.sitting;
        }
        Msg::Drawn(seen) => state.shell.seen = *seen,
        Msg::News(news) => hear(state, news),
        Msg::Say(text) => state.shell.done(text),
        Msg::Refused(refusal) => state.shell.refuse(&refusal),
        Msg::Progress(words) => state.shell.progress = words,
    }
}

/// A refusal that came up while somebody types gives way to the typing, and is said in a line.
fn give_way(state: &mut State) {
    let Some(refusal) = state.shell.overlays.last().and_then(|part| part.yields()).cloned() else { return };
    let below = state.shell.overlays.iter().rev().nth(1).map(AsRef::as_ref);
    let screen = state.screens.get(&state.shell.screen).map(AsRef::as_ref);
    if below.or(screen).is_some_and(Part::typing) {
        state.shell.overlays.pop();
        state.shell.refuse(&refusal);
    }
}

fn press(state: &mut State, key: Key) {
    if key.printable().is_some() {
        give_way(state);
    }
    let typing = state.front().is_some_and(Part::typing);
    if typing
        && state.shell.pending.is_empty()
        && let Some(c) = key.printable()
    {
        state.with_front(|part, shell| part.typed(c, shell));
        return;
    }
    state.look();
    if !state.shell.pending.is_empty() && key == Key::plain(super::key::Code::Esc) {
        state.shell.pending.clear();
        return;
    }
    state.shell.pending.push(key);
    let facts = state.shell.facts();
    match state.shell.keymap.resolve(&state.shell.scopes, &state.shell.pending, &facts) {
        Resolved::Pending(_) => return,
        Resolved::Cmd(cmd) => command(state, cmd),
        Resolved::Unavailable(_, reason) => state.shell.say(reason),
        Resolved::Unknown => {}
    }
    state.shell.pending.clear();
}

/// Carries a command out, and those that it leads to.
fn command(state: &mut State, cmd: Cmd) {
    let mut next = Some(cmd);
    // A command leads to another when the palette or a click has chosen it; more than a few never follow.
    for _ in 0..4 {
        let Some(cmd) = next.take() else { break };
        if state.with_front(|part, shell| part.command(cmd, shell)) == Handled::No {
            global(state, cmd);
        }
        next = state.shell.next.take();
    }
}

/// Commands that hold everywhere.
fn global(state: &mut State, cmd: Cmd) {
    let covered = !state.shell.overlays.is_empty();
    let shell = &mut state.shell;
    match cmd {
        Cmd::Quit => shell.open(Confirm::quit(shell)),
        Cmd::Suspend => shell.ask(Effect::Suspend),
        Cmd::Redraw => shell.ask(Effect::Redraw),
        Cmd::Help => {
            let help = Help::new(shell);
            shell.open(help);
        }
        Cmd::Messages => shell.open(Messages::default()),
        Cmd::Drafts => {
            let drafts = DraftsPanel::new(shell);
            shell.open(drafts);
        }
        Cmd::Tour => shell.open(tour::page()),
        Cmd::Import if !covered => import::open(shell),
        Cmd::Mouse => {
            shell.mouse = !shell.mouse;
            let words = if shell.mouse { "mouse on; hold Shift to select text" } else { "mouse off" };
            shell.ask(Effect::Mouse(shell.mouse));
            shell.say(words);
        }
        Cmd::Theme => {
            let theme = shell.theme.next(!shell.settings.terminal.no_color);
            shell.set_theme(theme);
        }
        Cmd::Back | Cmd::Close | Cmd::Cancel if covered => {
            shell.overlays.pop();
        }
        Cmd::Back if !shell.progress.is_empty() => shell.ask(Effect::Cancel),
        Cmd::Back => {
            shell.notices.dismiss();
        }
        _ if covered => {}
        Cmd::Palette => {
            let palette = Palette::new(shell);
            shell.open(palette);
        }
        Cmd::Projector => {
            let projector = Projector::over(shell);
            shell.open(projector);
        }
        Cmd::Close if shell.header.sitting => shell.say("the board sits: Ctrl-c quits, F adjourns"),
        Cmd::Close => shell.ask(Effect::Quit),
        Cmd::Undo => {
            shell.run(Operation::Undo(UndoOperation::default()).into());
        }
        Cmd::Redo => {
            shell.run(Operation::Redo(UndoOperation::default()).into());
        }
        _ => {
            if let Some(screen) = ScreenId::of(cmd) {
                state.shell.trail.clear();
                state.shell.goto = Some((screen, None));
            }
        }
    }
}

fn show(state: &mut State, screen: ScreenId, record: Option<crate::domain::ids::RecordId>) {
    if !state.screens.contains_key(&screen) {
        state.shell.say(format!("{} is not part of this board", screen.title()));
        return;
    }
    state.shell.overlays.clear();
    state.shell.screen = screen;
    state.with_front(|part, shell| part.heard(&News::Shown(record), shell));
}

fn point(state: &mut State, mouse: Mouse) {
    let targets = state.shell.seen.at(mouse.x, mouse.y, state.shell.overlays.len());
    match mouse.act {
        MouseAct::Click => {
            for target in targets {
                if let Target::Cmd(cmd) = target {
                    let facts = state.shell.facts();
                    let binding = state.shell.keymap.binding(cmd, &state.shell.scopes);
                    match binding.and_then(|binding| binding.unavailable(&facts)) {
                        Some(reason) => state.shell.say(reason),
                        None => command(state, cmd),
                    }
                    return;
                }
                if state.with_front(|part, shell| part.clicked(target, shell)) != Handled::No {
                    return;
                }
            }
        }
        MouseAct::Scroll(lines) => {
            for target in targets {
                let Target::Pane(pane) = target else { continue };
                if state.with_front(|part, shell| part.scrolled(pane, lines, shell)) != Handled::No {
                    return;
                }
            }
        }
    }
}

fn hear(state: &mut State, news: News) {
    match &news {
        News::Loaded(Loaded::Header(header)) => {
            if let Some(reading) = &header.reading {
                state.shell.reading = reading.clone();
            }
            state.shell.header = (**header).clone();
        }
        News::Loaded(Loaded::Counts(counts)) => state.shell.counts = counts.clone(),
        News::Loaded(Loaded::Candidates(pick, found)) => {
            state.shell.candidates.insert(*pick, found.clone());
        }
        News::Loaded(Loaded::Drafts(drafts)) => {
            state.shell.drafts.recover(drafts.clone());
            let kept = i64::try_from(state.shell.drafts.all().count()).unwrap_or(i64::MAX);
            if kept > 0 {
                let them = if kept == 1 { "it opens where you left it" } else { "they open where you left them" };
                state.shell.say(format!(
                    "{} kept from last time: {them}; :drafts lists what there is",
                    counted(kept, "draft")
                ));
            }
        }
        News::Loaded(Loaded::Failed(_, refusal)) => state.shell.refuse(refusal),
        News::Done(_, Ok(outcome)) => {
            state.shell.saved = Some(state.shell.now);
            // What a field can be completed with may have changed.
            state.shell.candidates.clear();
            state.shell.done(outcome.sentence.clone());
            state.shell.load_header();
        }
        News::Changed => {
            state.shell.candidates.clear();
            state.shell.load_header();
        }
        _ => {}
    }
    let taken = state.tell(&news);
    match news {
        News::Done(_, Err(refusal)) if !taken && refusal.remedy.is_some() => {
            state.shell.open(RefusalPanel::new(refusal));
        }
        News::Done(_, Err(refusal)) | News::Edited(_, Err(refusal)) if !taken => state.shell.refuse(&refusal),
        News::Remedy(remedy, about) if !taken && !remedy::mend(remedy, &about, &mut state.shell) => {
            state.shell.say("the form for that is on its record: open it there");
        }
        _ => {}
    }
    if let Some(cmd) = state.shell.next.take() {
        command(state, cmd);
    }
}
