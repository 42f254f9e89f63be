//! A meeting of a season: people come and go, motions are put, amended and voted on.

use boardroom::board::{Room, Topic};
use boardroom::domain::ids::{ItemId, MeetingId, RecordKind};
use boardroom::domain::record::{Acceptance, Decision, Item, Meeting, Row};
use boardroom::domain::states::{AcceptanceState, DecisionStatus, Disposition, ItemKind};
use boardroom::domain::value::Handle;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::board::{Season, VOTERS};

impl Season {
    /// Who is in the room on an item, and may vote.
    fn eligible(&self, item: ItemId) -> Vec<Handle> {
        let view = self.store.view();
        let row = view.get::<Item>(item.0).unwrap();
        let meeting = view.get::<Meeting>(row.meeting.0).unwrap();
        let topic = Topic::of(&view, row).unwrap();
        Room::of(&view, meeting, Some(&topic)).unwrap().eligible()
    }

    fn votes(&mut self, item: ItemId) -> String {
        let contested = self.chance.one_in(8);
        let ballots: Vec<String> = self
            .eligible(item)
            .iter()
            .map(|member| {
                let against = if contested { 2 } else { 12 };
                let ballot = if self.chance.one_in(against) {
                    self.chance.of(&["against", "abstain", "against"])
                } else {
                    "for"
                };
                format!("{member} {ballot}")
            })
            .collect();
        ballots.join("\n")
    }

    /// The motion on an item, in the order in which a chair would try.
    fn motions(&mut self, row: &Row<Item>) -> Vec<Value> {
        let item = row.id().to_string();
        let about = row.subject.0.map(|id| id.kind);
        let put = |outcome: &str| {
            json!({"op": "decision.record", "item": item, "outcome": outcome,
            "motion": format!("Resolved: {outcome}."), "rationale": "as argued"})
        };
        let signed = |outcome: &str| {
            let mut motion = put(outcome);
            motion["exec_signoff"] = json!("moreau");
            motion
        };
        let conditional = || {
            let mut motion = put("conditional");
            motion["conditions"] = json!("report @ito +3w !pre test: filed\nsecond look @rao +6w !post test: done");
            motion
        };
        let escalate = || {
            let mut motion = put("escalate");
            motion["escalated_to"] = json!("moreau");
            motion["answer_due"] = json!("+1w");
            motion
        };
        let view = self.store.view();
        let model = about.and_then(|_| Topic::of(&view, row.clone()).unwrap().model).map_or(0, |model| model.number);
        let waiting = (1..=view.last_number(RecordKind::Acceptance).unwrap())
            .filter_map(|number| view.find::<Acceptance>(number).unwrap())
            .find(|one| one.model.0 == model && one.state.state == AcceptanceState::Proposed);
        let grants = waiting.map_or_else(String::new, |one| one.id().to_string());
        let granting = |mut motion: Value| {
            motion["acceptances"] = json!(grants);
            motion
        };
        match (row.kind, about) {
            (ItemKind::Minutes, _) => vec![put("procedural")],
            (_, Some(RecordKind::Decision)) => match self.chance.below(5) {
                0 => vec![put("reject")],
                _ => vec![put("procedural")],
            },
            (_, Some(RecordKind::Submission)) => {
                let mut all = match self.chance.below(12) {
                    0..=4 => vec![granting(put("approve")), granting(conditional())],
                    5..=7 => vec![granting(conditional())],
                    8 | 9 => vec![put("defer")],
                    10 => vec![put("reject")],
                    _ => vec![escalate()],
                };
                all.push(put("defer"));
                all
            }
            (_, Some(RecordKind::Model)) => {
                let mut tier = put("set-tier");
                tier["new_tier"] = json!(1 + self.chance.below(4));
                let mut replaced = put("reject");
                let superseded = self.in_force(model);
                replaced["supersedes"] = json!(superseded);
                let first = match self.chance.below(6) {
                    0 => signed("suspend"),
                    1 => signed("revoke"),
                    2 => put("retire"),
                    3 => tier,
                    4 => self.acceptance(model, put("accept-risk")),
                    _ => replaced,
                };
                if first["outcome"] == "retire" {
                    let told = json!({"op": "model.revise", "id": format!("MDL-{model:04}"), "notice": "today", "retain_until": "+5y"});
                    self.may(&told);
                }
                vec![first, put("procedural")]
            }
            _ => vec![],
        }
    }

    /// A motion that accepts a risk by an acceptance proposed for it.
    fn acceptance(&mut self, model: u32, mut motion: Value) -> Value {
        let last = self.store.view().last_number(RecordKind::Acceptance).unwrap();
        let terms = json!({"op": "acceptance.propose", "kind": "risk", "model": format!("MDL-{model:04}"), "risks": format!("RSK-{model:04}"),
            "rationale": "known", "alternatives": "none", "controls": "review @lin", "requester": "adeyemi",
            "accountable_exec": "moreau", "signed_on": "today", "expiry": "+60d"});
        if self.may(&terms) {
            motion["acceptances"] = json!(format!("ACC-{:04}", last + 1));
        }
        motion
    }

    /// A decision on a model that is in force.
    fn in_force(&self, model: u32) -> String {
        let view = self.store.view();
        let decisions =
            (1..=view.last_number(RecordKind::Decision).unwrap()).filter_map(|n| view.find::<Decision>(n).unwrap());
        let mut found = decisions.filter(|row| row.model.0 == model && row.state.status == DecisionStatus::Final);
        found.next().map(|row| row.id().to_string()).unwrap_or_default()
    }

    /// The board takes an item: people come and go, recuse themselves, file positions, amend, vote.
    fn take(&mut self, row: &Row<Item>) {
        let (item, meeting) = (ItemId(row.number), row.meeting);
        self.ok(&json!({"op": "item.call", "item": item.to_string()}));
        self.now += TimeDelta::minutes(3);
        for _ in 0..self.chance.below(3) {
            let person = self.chance.of(&VOTERS).0;
            let here = self.store.view().present(meeting).unwrap().contains(&Handle::from(person));
            let op = if here && self.chance.one_in(2) { "meeting.depart" } else { "meeting.arrive" };
            self.may(&json!({"op": op, "meeting": meeting.to_string(), "person": person}));
        }
        if self.chance.one_in(6) {
            let person = self.chance.of(&VOTERS).0;
            self.may(&json!({"op": "recusal.record", "item": item.to_string(), "person": person, "reason": "advises the vendor"}));
        }
        if self.chance.one_in(5) {
            let person = self.chance.of(&["lixue", "weiss", "oka", "rao"]);
            self.may(&json!({"op": "position.file", "item": item.to_string(), "person": person, "text": "The function has no objection."}));
        }
        let private = self.chance.one_in(4);
        let text = if private { "SECRET aside of the chair" } else { "The board heard the presenter." };
        self.ok(&json!({"op": "note.take", "meeting": meeting.to_string(), "item": item.to_string(), "text": text, "private": private}));
        let motions = self.motions(row);
        for mut motion in motions {
            if self.chance.one_in(5) {
                motion["amendments"] = json!("Resolved: as it was put before.");
            }
            if row.consent.0 || self.chance.one_in(6) {
                motion["method"] = json!("without-objection");
                if self.may(&motion) {
                    return;
                }
                motion["method"] = json!("roll-call");
            }
            motion["votes"] = json!(self.votes(item));
            if self.may(&motion) && self.settled(item) {
                return;
            }
        }
        if self.chance.one_in(2) {
            self.may(&json!({"op": "item.note", "item": item.to_string()}));
        }
    }

    fn settled(&self, item: ItemId) -> bool {
        self.store.view().get::<Item>(item.0).unwrap().state.disposition != Disposition::Open
    }

    /// A meeting from its call to order to its adjournment.
    pub fn meet(&mut self, week: u32, number: u32) {
        let meeting = MeetingId(number);
        let row = self.store.view().get::<Meeting>(number).unwrap();
        let opens = row.date.0.unwrap().and_hms_opt(14, 0, 0).unwrap().and_utc();
        self.week(opens);
        self.now = self.now.max(opens - TimeDelta::hours(2));
        self.agenda(meeting, week);
        self.now = self.now.max(opens);
        let mut present = self.people(if week % 4 == 1 { 2 } else { 9 });
        present.extend(["berg"]);
        if self.chance.one_in(3) {
            present.push("alt");
        }
        self.ok(&json!({"op": "meeting.open", "meeting": meeting.to_string(), "present": present}));
        self.refuse_a_second(meeting);
        if self.chance.one_in(2) {
            self.may(&json!({"op": "meeting.consent", "meeting": meeting.to_string()}));
        }
        for row in self.store.view().items(meeting).unwrap() {
            // What an earlier item settled may have taken this one off meanwhile.
            let open = self.store.view().get::<Item>(row.number).unwrap().state.disposition == Disposition::Open;
            if open && !self.chance.one_in(10) {
                self.take(&row);
            }
            if self.chance.one_in(15) && self.may(&json!({"op": "meeting.recess", "meeting": meeting.to_string()})) {
                self.now += TimeDelta::minutes(10);
                self.ok(&json!({"op": "meeting.resume", "meeting": meeting.to_string()}));
            }
            if self.chance.one_in(20) && self.may(&json!({"op": "undo"})) {
                self.may(&json!({"op": "redo"}));
            }
        }
        self.ok(&json!({"op": "meeting.adjourn", "meeting": meeting.to_string()}));
        if let Some(made) = self.store.view().decisions_of(meeting).unwrap().first() {
            let id = made.id().to_string();
            let correct = json!({"op": "decision.correct", "decision": id, "reason": "misheard", "rationale": "as argued, and as heard"});
            self.act(&correct, "berg").unwrap();
        }
        let notes = self.store.view().notes(meeting).unwrap();
        if let Some(note) = notes.first() {
            self.ok(&json!({"op": "note.revise", "id": note.id().to_string(), "text": "The board heard the presenter, and asked."}));
        }
    }

    fn refuse_a_second(&mut self, meeting: MeetingId) {
        let again = json!({"op": "meeting.open", "meeting": meeting.to_string(), "present": "okafor"});
        assert!(!self.may(&again), "two chairs do not open the same meeting");
    }
}
