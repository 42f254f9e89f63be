//! The meeting driven by keys: a board in memory, the real loader, the real door.

mod board;
mod drafts;
mod due;
mod elsewhere;
mod flow;
mod manners;
mod matters;
mod outcome;
mod projector;
mod prose;
mod rules;
mod sample;
mod shown;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::MeetingScreen;
use crate::board::{Env, execute, policy_in_force};
use crate::domain::Refusal;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::record::{Decision, Item, Note, Record, Row};
use crate::exchange::template::wording::Wordings;
use crate::store::{Store, View};
use crate::tui::effect::{Candidate, Effect, Header, Load, Loaded, Msg, News, Outcome, Pick};
use crate::tui::key::Key;
use crate::tui::load;
use crate::tui::screens::ScreenId;
use crate::tui::settings::Settings;
use crate::tui::update::{State, update};
use crate::tui::view;

/// A chair at the keyboard.
pub struct Chair {
    pub store: Store,
    pub state: State,
    pub now: DateTime<Utc>,
    pub size: (u16, u16),
    /// Keys pressed so far.
    pub keys: usize,
    /// Files asked for.
    pub exported: Vec<String>,
    pub refusals: Vec<Refusal>,
}

impl Chair {
    pub fn new(store: Store, size: (u16, u16)) -> Self {
        let now = board::at("2026-11-23T14:00:00.000Z");
        let settings = Settings { mouse: false, ..Settings::default() };
        let state = State::new(settings, now, vec![(ScreenId::Meeting, Box::new(MeetingScreen::default()))]);
        let mut chair = Self { store, state, now, size, keys: 0, exported: Vec::new(), refusals: Vec::new() };
        chair.tell(Msg::Resize(size.0, size.1));
        chair.tell(Msg::Start);
        chair
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
        self.tell(Msg::Tick);
    }

    pub fn tell(&mut self, msg: Msg) {
        let mut msgs = vec![msg];
        while !msgs.is_empty() {
            let mut next = Vec::new();
            for msg in msgs {
                for effect in update(&mut self.state, msg, self.now) {
                    next.extend(self.carry_out(effect));
                }
            }
            msgs = next;
        }
        self.draw();
    }

    fn carry_out(&mut self, effect: Effect) -> Option<Msg> {
        let news = match effect {
            Effect::Run { token, request } => {
                let env = Env { now: self.now, actor: "okafor".into(), rehearsal: false };
                let done = execute(&mut self.store, &request, &env);
                if let Err(refusal) = &done {
                    self.refusals.push(refusal.clone());
                }
                News::Done(token, done.map(|receipt| Outcome { sentence: receipt.summary, touched: receipt.made }))
            }
            Effect::Load(load) => News::Loaded(self.load(&load)?),
            Effect::Export(export) => {
                self.exported.push(export.path);
                return None;
            }
            _ => return None,
        };
        Some(Msg::News(news))
    }

    fn wording(&self) -> Arc<Wordings> {
        self.state.shell.settings.wording.clone()
    }

    fn load(&self, load: &Load) -> Option<Loaded> {
        let view = self.store.view();
        let loaded = match load {
            Load::Meeting { meeting, item } => {
                load::meeting::meeting(&view, self.now, *meeting, *item, &self.wording())
                    .map(|view| Loaded::Meeting(Arc::new(view)))
            }
            Load::Item(meeting, item) => {
                load::meeting::meeting(&view, self.now, Some(*meeting), Some(*item), &self.wording())
                    .map(|view| Loaded::Item(Arc::new(view)))
            }
            Load::Minutes(id) => policy_in_force(&view)
                .and_then(|policy| {
                    let wording = self.wording();
                    let (view, policy, now) = (&view, &policy, self.now);
                    let basis = crate::exchange::basis::Basis { view, policy, now, wording: &wording.minutes };
                    crate::exchange::minutes::read(basis, *id)
                })
                .map(|minutes| Loaded::Minutes(*id, Arc::new(minutes.document()))),
            Load::Agenda(meeting) => {
                load::meeting::proposals(&view, self.now, *meeting).map(|found| Loaded::Agenda(*meeting, found))
            }
            Load::Projection(which) => load::projector::projection(&view, self.now, *which, &self.wording())
                .map(|found| Loaded::Projection(Box::new(found))),
            Load::Header => header(&view, self.now).map(|header| Loaded::Header(Box::new(header))),
            Load::Candidates(Pick::People) => view.people().map(|people| {
                let candidate = |row: &Row<crate::domain::record::Person>| Candidate {
                    value: row.handle.to_string(),
                    label: row.name.to_string(),
                };
                Loaded::Candidates(Pick::People, Arc::new(people.iter().map(candidate).collect()))
            }),
            Load::Fields(id) => match id.kind {
                RecordKind::Item => fields::<Item>(&view, *id),
                RecordKind::Note => fields::<Note>(&view, *id),
                RecordKind::Decision => fields::<Decision>(&view, *id),
                RecordKind::Review => fields::<crate::domain::record::Review>(&view, *id),
                RecordKind::Acceptance => fields::<crate::domain::record::Acceptance>(&view, *id),
                _ => return None,
            },
            _ => return None,
        };
        Some(loaded.unwrap_or_else(|refusal| Loaded::Failed(load.clone(), refusal)))
    }

    /// Presses keys, each as the table names it: `d`, `Ctrl-s`, `Enter`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let sequence = Key::read_sequence(key).unwrap_or_else(|error| panic!("{key}: {error:?}"));
            for key in sequence {
                self.keys += 1;
                self.tell(Msg::Key(key));
            }
        }
        self
    }

    /// Types a text; not counted as keys.
    pub fn type_in(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.tell(Msg::Key(Key::plain(crate::tui::key::Code::Char(c))));
        }
        self
    }

    /// Draws, tells what was measured, and returns the screen as one text.
    pub fn draw(&mut self) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let seen = view::draw(&self.state, &mut buffer);
        update(&mut self.state, Msg::Drawn(Box::new(seen)), self.now);
        crate::tui::testing::shown(&buffer)
    }

    /// The screen as one text.
    pub fn screen(&mut self) -> String {
        self.draw()
    }

    pub fn sees(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "`{text}` is not on screen:\n{screen}");
        self
    }

    pub fn sees_not(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "`{text}` is on screen:\n{screen}");
        self
    }

    pub fn items(&self, meeting: u32) -> Vec<Row<Item>> {
        self.store.view().items(crate::domain::ids::MeetingId(meeting)).expect("items")
    }

    pub fn decisions(&self, meeting: u32) -> Vec<Row<Decision>> {
        self.store.view().decisions_of(crate::domain::ids::MeetingId(meeting)).expect("decisions")
    }
}

fn fields<R: Record>(view: &View<'_>, id: RecordId) -> Result<Loaded, Refusal> {
    let row = view.get::<R>(id.number)?;
    let texts = R::SPECS.iter().enumerate().map(|(at, spec)| (spec.name.to_owned(), row.text(at)));
    Ok(Loaded::Fields { id, revision: view.revision(id)?, fields: texts.collect() })
}

fn header(view: &View<'_>, now: DateTime<Utc>) -> Result<Header, Refusal> {
    let policy = policy_in_force(view)?;
    let live = view.live_meeting()?;
    let env = Env { now, actor: "okafor".into(), rehearsal: false };
    Ok(Header {
        board: view.board_name()?,
        meeting: live.as_ref().map(|row| format!("{} {}", row.id(), row.state.state)).unwrap_or_default(),
        sitting: live.is_some(),
        since: live.as_ref().and_then(|row| row.state.opened_at.0),
        undo: view.last_done(&env.actor)?.map(|done| done.summary),
        undo_refused: crate::board::refused_undo(view, &policy, &env)?.map(|refusal| refusal.sentence),
        redo: view.last_undone(&env.actor)?.map(|done| done.summary),
        reading: Some(crate::board::reading(&policy, &env)),
        zone: policy.time_zone.0,
        ..Header::default()
    })
}
