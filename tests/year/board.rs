//! The sample company's board in its year: chance that is the same every time, and the one write door.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use boardroom::board::{self, Env};
use boardroom::domain::Refusal;
use boardroom::domain::ids::RecordId;
use boardroom::domain::operation::Request;
use boardroom::domain::record::{Record, Row};
use boardroom::domain::value::Handle;
use boardroom::exchange::sample;
use boardroom::policy::Policy;
use boardroom::store::Store;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::Value;

/// A board with what it has done, and what waits for its next meeting.
pub struct Year {
    pub store: Store,
    pub now: DateTime<Utc>,
    pub policy: Arc<Policy>,
    chance: u64,
    /// What fell due since the last meeting.
    pub waiting: BTreeSet<RecordId>,
    pub refused: BTreeMap<String, usize>,
    pub breaches: usize,
    pub renewed: usize,
    pub taken_up: usize,
}

impl Year {
    pub fn new(path: &Path, seed: u64) -> Self {
        let mut store = Store::create(path).unwrap();
        let now: DateTime<Utc> = "2026-01-05T09:00:00Z".parse().unwrap();
        sample::load(&mut store, now).unwrap();
        let policy = board::policy_in_force(&store.view()).unwrap();
        let mut year = Self {
            store,
            now,
            policy,
            chance: seed,
            waiting: BTreeSet::new(),
            refused: BTreeMap::new(),
            breaches: 0,
            renewed: 0,
            taken_up: 0,
        };
        // What the sample leaves undone stands on the record before the year begins.
        let env = year.env("system");
        board::tick(&mut year.store, &env).unwrap();
        year
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.chance >> 33).unwrap() % end.max(1)
    }

    pub fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub fn env(&self, actor: &str) -> Env {
        Env { now: self.now, actor: Handle::from(actor), rehearsal: false }
    }

    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    pub fn all<R: Record>(&self) -> Vec<Row<R>> {
        let view = self.store.view();
        (1..=view.last_number(R::KIND).unwrap()).filter_map(|number| view.find::<R>(number).unwrap()).collect()
    }

    fn act(&mut self, operation: &Value, actor: &str) -> Result<(), Refusal> {
        self.now += TimeDelta::seconds(20);
        let env = self.env(actor);
        let request = Request::read(operation, &board::reading(&self.policy, &env))?;
        board::execute(&mut self.store, &request, &env).map(drop)
    }

    /// What must go through.
    pub fn ok(&mut self, operation: &Value) {
        self.act(operation, "okafor").unwrap_or_else(|refusal| panic!("{}: {operation}\n{refusal}", self.now));
    }

    /// What a rule may refuse, and then says the way out.
    pub fn may(&mut self, operation: &Value, actor: &str) -> bool {
        let Err(refusal) = self.act(operation, actor) else { return true };
        assert!(!refusal.hint.is_empty(), "no way out: {operation} {refusal}");
        *self.refused.entry(format!("{}: {}", operation["op"], refusal.sentence)).or_default() += 1;
        false
    }

    /// What a failed assertion needs to know.
    pub fn told(&self) -> String {
        let (breaches, renewed, taken_up) = (self.breaches, self.renewed, self.taken_up);
        format!("{breaches} breaches, {renewed} renewed, {taken_up} taken up; {:#?}", self.refused)
    }
}
