//! What every screen shares: time, keys, theme, overlays, messages, drafts, and the effects that are
//! asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::canvas::Seen;
use super::cmd::Cmd;
use super::draft::{Draft, DraftKey, Drafts};
use super::effect::{Candidate, Counts, Effect, Header, Load, News, Pick, Token};
use super::key::Key;
use super::keymap::{Facts, Keymap, Scope};
use super::notice::Notices;
use super::overlay::record::RecordPage;
use super::part::Part;
use super::screens::ScreenId;
use super::settings::Settings;
use super::theme::{Glyphs, Role, Theme};
use crate::domain::Refusal;
use crate::domain::calendar::Calendar;
use crate::domain::field::Reading;
use crate::domain::ids::RecordId;
use crate::domain::operation::Request;

/// The most steps back that are kept.
const TRAIL: usize = 20;

/// The state that screens share.
pub struct Shell {
    /// When this update happens.
    pub now: DateTime<Utc>,
    /// What reading a value needs.
    pub reading: Reading,
    /// A person's choices.
    pub settings: Settings,
    /// The keys.
    pub keymap: Keymap,
    /// The styles.
    pub theme: Theme,
    /// The signs.
    pub glyphs: Glyphs,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The screen on show.
    pub screen: ScreenId,
    /// What lies above it, topmost last.
    pub overlays: Vec<Box<dyn Part>>,
    /// Messages.
    pub notices: Notices,
    /// The header.
    pub header: Header,
    /// How much waits.
    pub counts: Counts,
    /// What the last drawing measured.
    pub seen: Seen,
    /// Drafts.
    pub drafts: Drafts,
    /// Completions by source.
    pub candidates: BTreeMap<Pick, Arc<Vec<Candidate>>>,
    /// Keys of a sequence that has begun.
    pub pending: Vec<Key>,
    /// How far off-thread work has come; empty if there is none.
    pub progress: String,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// The last time something was saved.
    pub saved: Option<DateTime<Utc>>,
    /// Where the keys hold now, innermost first; for footer and help.
    pub scopes: Vec<Scope>,
    /// Commands the part in front cannot carry out, with the reason.
    pub blocked: Vec<(Cmd, String)>,
    /// Whether the part in front has a record selected.
    pub has_row: bool,
    /// Whether something on screen may have changed.
    pub dirty: bool,
    /// A command to carry out once the overlay that chose it has closed.
    pub next: Option<Cmd>,
    /// A screen to go to, perhaps for a record.
    pub goto: Option<(ScreenId, Option<RecordId>)>,
    /// The screens from which records were gone to, the last at the end: where going back leads.
    pub trail: Vec<ScreenId>,
    /// What parts tell each other, heard by all once the update is through.
    pub news: Vec<News>,
    effects: Vec<Effect>,
    token: Token,
}

impl Shell {
    /// A shell with a person's choices.
    pub fn new(settings: Settings, now: DateTime<Utc>) -> Self {
        let (keymap, mut complaints) = Keymap::remapped(&settings.keys);
        complaints.splice(0..0, settings.complaints.iter().cloned());
        let mut notices = Notices::default();
        for complaint in complaints {
            notices.refuse(&Refusal::usage("configuration", complaint), now);
        }
        Self {
            now,
            reading: Reading {
                today: now.date_naive(),
                calendar: Calendar::default(),
                actor: String::new(),
                zone: crate::domain::zone::Zone::utc(),
                custom: Vec::new(),
            },
            keymap,
            theme: Theme::new(settings.theme, !settings.terminal.no_color),
            glyphs: if settings.ascii { Glyphs::ASCII } else { Glyphs::DRAWN },
            size: (0, 0),
            screen: ScreenId::default(),
            overlays: Vec::new(),
            notices,
            header: Header::default(),
            counts: Counts::default(),
            seen: Seen::default(),
            drafts: Drafts::default(),
            candidates: BTreeMap::new(),
            pending: Vec::new(),
            progress: String::new(),
            mouse: settings.mouse,
            saved: None,
            scopes: vec![Scope::Global],
            blocked: Vec::new(),
            has_row: false,
            dirty: true,
            next: None,
            goto: None,
            trail: Vec::new(),
            news: Vec::new(),
            effects: Vec::new(),
            token: 0,
            settings,
        }
    }

    /// Asks for something.
    pub fn ask(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Asks for something to be read.
    pub fn load(&mut self, load: Load) {
        self.ask(Effect::Load(load));
    }

    /// Asks for what the header shows; how much waits is counted meanwhile.
    pub fn load_header(&mut self) {
        self.load(Load::Header);
        self.load(Load::Counts);
    }

    /// Asks for an operation, and returns what ties the answer to it.
    pub fn run(&mut self, request: Request) -> Token {
        let token = self.token();
        self.ask(Effect::Run { token, request: Box::new(request) });
        token
    }

    /// A number that ties an answer to a question.
    pub const fn token(&mut self) -> Token {
        self.token += 1;
        self.token
    }

    /// Tells everybody something; heard once this part is through.
    pub fn tell(&mut self, news: News) {
        self.news.push(news);
    }

    /// Copies a text to the clipboard.
    pub fn copy(&mut self, what: impl Into<String>, text: impl Into<String>) {
        self.ask(Effect::Copy { what: what.into(), text: text.into() });
    }

    /// Goes to a record: on its screen, or as a page where its kind has none.
    pub fn go_to(&mut self, id: RecordId) {
        if let Some(screen) = ScreenId::of_kind(id.kind) {
            if screen != self.screen {
                // More steps back than anybody remembers are let go.
                self.trail.drain(..self.trail.len().saturating_sub(TRAIL - 1));
                self.trail.push(self.screen);
            }
            self.goto = Some((screen, Some(id)));
        } else {
            let page = RecordPage::new(id, self);
            self.open(page);
        }
    }

    /// Goes back to the screen from which this record was gone to, if it was.
    pub fn go_back(&mut self) {
        if let Some(screen) = self.trail.pop() {
            self.goto = Some((screen, None));
        }
    }

    /// Everything asked for since the last time.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Puts an overlay on top.
    pub fn open(&mut self, overlay: impl Part + 'static) {
        self.overlays.push(Box::new(overlay));
    }

    /// Says something that passes.
    pub fn say(&mut self, text: impl Into<String>) {
        self.notices.say(text, Role::Text, self.now);
    }

    /// Says that something was done.
    pub fn done(&mut self, text: impl Into<String>) {
        self.notices.say(text, Role::Good, self.now);
    }

    /// Says what went wrong, until it is dismissed.
    pub fn refuse(&mut self, refusal: &Refusal) {
        self.notices.refuse(refusal, self.now);
    }

    /// Keeps what has been typed.
    pub fn keep(&mut self, mut draft: Draft) {
        draft.at = self.now;
        self.drafts.keep(draft, self.now);
    }

    /// Forgets a draft whose text has been saved.
    pub fn forget(&mut self, key: &DraftKey) {
        if self.drafts.forget(key) {
            self.ask(Effect::DropDraft(key.clone()));
        }
    }

    /// Completions from a source; asks for them if they are not here yet.
    pub fn candidates(&mut self, pick: Pick) -> Option<Arc<Vec<Candidate>>> {
        let known = self.candidates.get(&pick).cloned();
        if known.is_none() {
            self.load(Load::Candidates(pick));
        }
        known
    }

    /// The signs of the theme with that name.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
        self.say(format!("theme {}", theme.name));
    }

    /// What is so, for the keys.
    pub fn facts(&self) -> Facts {
        Facts {
            row: self.has_row,
            sitting: self.header.sitting,
            undo: self.header.undo.clone(),
            redo: self.header.redo.clone(),
            read_only: self.header.read_only.clone(),
            blocked: {
                let refused = self.header.undo_refused.clone().map(|reason| (Cmd::Undo, reason));
                self.blocked.iter().cloned().chain(refused).collect()
            },
        }
    }

    /// A time of day as a clock of the board's zone shows it at that moment, whatever season the interface was
    /// opened in.
    pub fn clock(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.header.zone).format("%H:%M:%S").to_string()
    }

    /// When something changes by itself next: a toast passes, drafts are due, the clock moves on.
    pub fn wake(&self) -> Option<DateTime<Utc>> {
        let step = match (self.header.sitting, self.settings.reduced_motion) {
            (true, false) => Some(1),
            (true, true) => Some(60),
            (false, _) => None,
        };
        let clock = step.map(|seconds| {
            let past = TimeDelta::milliseconds(self.now.timestamp_millis().rem_euclid(seconds * 1000));
            self.now - past + TimeDelta::seconds(seconds)
        });
        [self.notices.next(), self.drafts.due(), clock].into_iter().flatten().min()
    }
}
