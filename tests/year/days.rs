//! A day: what time brings about, what people do about it, and on Tuesdays the meeting.

use boardroom::board;
use boardroom::domain::ids::{MeetingId, RecordId, RecordKind};
use boardroom::domain::record::{Acceptance, FollowUp, Incident, Model, Monitor, Person, Review, Risk, Row, Version};
use boardroom::domain::states::{
    AcceptanceState, Active, Approval, Direction, FollowUpKind, IncidentState, ItemKind, ReviewOutcome, RiskState,
    Seat, Stage, Standing,
};
use boardroom::insight::agenda;
use chrono::{Datelike, Days, TimeDelta, Weekday};
use serde_json::json;

use super::board::Year;

const MORNING: TimeDelta = TimeDelta::hours(6);

impl Year {
    /// The next day, from its first hours to its evening.
    pub fn day(&mut self) {
        let tomorrow = self.today().checked_add_days(Days::new(1)).unwrap();
        self.now = tomorrow.and_time(chrono::NaiveTime::MIN).and_utc() + MORNING;
        let env = self.env("system");
        for one in board::tick(&mut self.store, &env).unwrap() {
            assert_eq!(one.day, tomorrow, "{} fell due on {} and was seen on {tomorrow}", one.record, one.day);
            self.waiting.insert(one.record);
        }
        assert!(board::tick(&mut self.store, &env).unwrap().is_empty(), "nothing is recorded twice");
        self.nothing_stands_that_has_lapsed();
        self.measure();
        self.accept();
        self.follow_up();
        self.incidents();
        if tomorrow.weekday() == Weekday::Tue {
            self.meet();
        }
    }

    /// The question asked without the program's own list of what can lapse.
    fn nothing_stands_that_has_lapsed(&self) {
        let today = self.today();
        for row in self.all::<Acceptance>() {
            let past = row.expiry.0.is_some_and(|day| day < today);
            assert!(!(past && row.state.state == AcceptanceState::Active), "{} is past {today}", row.id());
        }
        for row in self.all::<FollowUp>() {
            let past = row.due.0.is_some_and(|day| day < today) && row.state.state.is_open();
            let told = row.kind != FollowUpKind::Condition || row.state.lapsed_on.0.is_some();
            assert!(!past || told, "{} has lapsed by {today}", row.id());
        }
        for row in self.all::<Version>() {
            let held = matches!(row.state.approval, Approval::Approved | Approval::Conditional);
            let past = row.state.approval_valid_until.0.is_some_and(|day| day < today);
            assert!(!(held && past), "the approval of {} is past {today}", row.id());
        }
        let reviews = self.all::<Review>();
        for row in self.used() {
            if row.state.next_review.0.is_some_and(|day| day <= today) {
                let open = reviews.iter().any(|one| one.model.0 == row.number && one.outcome == ReviewOutcome::Pending);
                assert!(open, "nobody was asked to review {} by {today}", row.id());
            }
        }
    }

    fn used(&self) -> Vec<Row<Model>> {
        let used = |row: &Row<Model>| matches!(row.stage, Stage::Production | Stage::Suspended);
        self.all::<Model>().into_iter().filter(used).collect()
    }

    /// Readings come in on some days; some are past the alert threshold, and somebody asks for a review.
    fn measure(&mut self) {
        if !self.one_in(3) {
            return;
        }
        let today = self.today();
        let live = |row: &Row<Monitor>| {
            row.live_since.0.is_some_and(|day| day <= today) && row.ended_on.0.is_none() && row.alert.is_set()
        };
        let monitors: Vec<Row<Monitor>> = self.all::<Monitor>().into_iter().filter(live).collect();
        let at = self.below(monitors.len());
        let (id, model) = (monitors[at].id(), monitors[at].model);
        let breach = self.one_in(3);
        let bad = if monitors[at].direction == Direction::Below { "-99999" } else { "99999" };
        let value = if breach { bad.to_owned() } else { monitors[at].baseline.to_string() };
        let taken =
            json!({"op": "reading.take", "monitor": id.to_string(), "readings": format!("{today}T05:00 {value}")});
        self.ok(&taken);
        let after = self.store.view().get::<Monitor>(id.number).unwrap();
        if after.state.standing != Standing::Breach {
            return;
        }
        assert_eq!(after.state.last_breach.0.map(|at| at.date_naive()), Some(today), "{id}");
        self.breaches += 1;
        self.may(&json!({"op": "review.open", "model": model.to_string(), "trigger": "breach", "cause": format!("{id} breached"), "due": "+7d"}), "okafor");
        let used = self.used().iter().any(|row| row.number == model.0);
        if used {
            self.waiting.insert(RecordId { kind: RecordKind::Model, number: model.0 });
        }
    }

    /// What ends within ten days is renewed, or left to end; new ones are proposed and signed.
    fn accept(&mut self) {
        let today = self.today();
        let soon = today.checked_add_days(Days::new(10)).unwrap();
        let executive = |row: &Row<Person>| row.accountable_exec.0 && row.active == Active::Yes;
        let executive = self.all::<Person>().into_iter().find(executive).unwrap().handle.clone();
        let terms = |model: &str, risks: &str, renews: &str, days: usize| {
            json!({"op": "acceptance.propose", "kind": "risk", "model": model, "risks": risks, "rationale": "known and watched",
                "alternatives": "switching it off", "controls": "second look by hand @lin", "requester": "okafor",
                "accountable_exec": executive.as_str(), "signed_on": "today", "expiry": format!("+{days}d"), "renewal_of": renews})
        };
        let ending: Vec<Row<Acceptance>> = self
            .all::<Acceptance>()
            .into_iter()
            .filter(|row| row.state.state == AcceptanceState::Active && row.expiry.0 == Some(soon))
            .collect();
        for row in ending {
            if row.risks.0.is_empty() || self.one_in(2) {
                continue;
            }
            let model = if row.model.0 == 0 { String::new() } else { row.model.to_string() };
            let renewal =
                terms(&model, &boardroom::domain::field::FieldValue::text(&row.risks), &row.id().to_string(), 40);
            if self.may(&renewal, "okafor") {
                let last = self.store.view().last_number(RecordKind::Acceptance).unwrap();
                let signed = json!({"op": "acceptance.activate", "acceptance": format!("ACC-{last:04}")});
                self.renewed += usize::from(self.may(&signed, "okafor"));
            }
        }
        if self.one_in(12) {
            let open = |row: &Row<Risk>| row.model.0 > 0 && row.fields.state == RiskState::Treating;
            let risks: Vec<Row<Risk>> = self.all::<Risk>().into_iter().filter(open).collect();
            let at = self.below(risks.len());
            let Some(risk) = risks.get(at) else { return };
            let days = 15 + self.below(40);
            if self.may(&terms(&risk.model.to_string(), &risk.id().to_string(), "", days), "okafor") {
                let last = self.store.view().last_number(RecordKind::Acceptance).unwrap();
                self.may(&json!({"op": "acceptance.activate", "acceptance": format!("ACC-{last:04}")}), "okafor");
            }
        }
    }

    /// Work that is due is handed in and verified, put off with a reason, or left; what has lapsed is done late.
    fn follow_up(&mut self) {
        let tomorrow = self.today().checked_add_days(Days::new(1)).unwrap();
        for row in self.all::<FollowUp>() {
            if !row.state.state.is_open() || row.due.0.is_none_or(|due| due > tomorrow) {
                continue;
            }
            let id = row.id().to_string();
            match self.below(8) {
                0..=2 => {
                    let by = if row.owner.as_str() == "okafor" { "weiss" } else { "okafor" };
                    let with = json!("https://evidence.example/done");
                    self.may(&json!({"op": "followup.hand-in", "followup": id, "evidence": with}), row.owner.as_str());
                    self.may(&json!({"op": "followup.close", "followup": id, "evidence": with, "note": "seen"}), by);
                }
                3 => {
                    let more =
                        json!({"op": "followup.extend", "followup": id, "due": "+2w", "reason": "the vendor is late"});
                    self.may(&more, "okafor");
                }
                _ => {}
            }
        }
    }

    /// One is reported now and then, and led to its closure.
    fn incidents(&mut self) {
        for row in self.all::<Incident>() {
            if row.fields.state == IncidentState::Closed || row.severity.0.is_none_or(|severity| severity < 3) {
                continue;
            }
            if self.one_in(5) {
                let closed = json!({"op": "incident.revise", "id": row.id().to_string(), "containment": "the filter was put back",
                    "cause_category": "deployment", "root_cause": "A release without its configuration.", "state": "closed", "reason": "done"});
                self.may(&closed, "okafor");
            }
        }
        if self.one_in(20) {
            let used = self.used();
            let at = self.below(used.len());
            let reported = json!({"op": "incident.report", "title": "Answers in the wrong language", "severity": 4, "model": used[at].id().to_string(),
                "onset": format!("{}T04:00", self.today()), "detected": format!("{}T05:00", self.today()), "lead": "novak",
                "scope": "some customers", "harm": "none known"});
            self.ok(&reported);
        }
    }

    /// The weekly meeting, built from what is due and held through the write door.
    fn meet(&mut self) {
        self.ok(&json!({"op": "meeting.draft", "date": "today", "title": "Weekly board", "secretary": "obrien"}));
        let meeting = MeetingId(self.store.view().last_number(RecordKind::Meeting).unwrap());
        let id = meeting.to_string();
        let mut due = agenda::propose(&self.store.view(), &self.policy, self.today(), meeting).unwrap();
        self.is_taken_up(&due);
        due.retain(|one| one.due && one.blocked.is_none());
        let batch = agenda::batch(meeting, due.into_iter().map(|one| one.item));
        let env = self.env("okafor");
        board::execute(&mut self.store, &batch.into(), &env).unwrap();
        self.ok(&json!({"op": "item.add", "meeting": id, "title": "Order of business", "kind": "information"}));
        self.ok(&json!({"op": "meeting.publish", "meeting": id}));
        self.now = self.today().and_hms_opt(14, 0, 0).unwrap().and_utc();
        let seated =
            |row: &Row<Person>| matches!(row.seat, Seat::Chair | Seat::ViceChair | Seat::Voter | Seat::Secretary);
        let present: Vec<String> =
            self.all::<Person>().into_iter().filter(seated).map(|row| row.handle.to_string()).collect();
        self.ok(&json!({"op": "meeting.open", "meeting": id, "present": present}));
        for item in self.store.view().items(meeting).unwrap() {
            self.now += TimeDelta::minutes(1);
            self.ok(&json!({"op": "item.call", "item": item.id().to_string()}));
            let outcome = if item.kind == ItemKind::Decision { "defer" } else { "procedural" };
            let motion = json!({"op": "decision.record", "item": item.id().to_string(), "outcome": outcome,
                "motion": "Resolved as put.", "rationale": "as argued", "method": "without-objection"});
            if !self.may(&motion, "okafor") {
                self.may(&json!({"op": "item.note", "item": item.id().to_string()}), "okafor");
            } else if item.kind == ItemKind::Review && self.one_in(3) {
                let decision = self.store.view().last_number(RecordKind::Decision).unwrap();
                let model = item.subject.0.unwrap().to_string();
                self.may(&json!({"op": "followup.open", "kind": "condition", "source": format!("DEC-{decision:04}"), "model": model,
                    "title": "Show the segment report", "owner": "lin", "verifier": "haddad", "due": "+20d", "gate": "post-release"}), "okafor");
            }
            if item.kind == ItemKind::Review {
                self.conclude(item.subject.0.unwrap().number);
            }
        }
        self.ok(&json!({"op": "meeting.adjourn", "meeting": id}));
    }

    /// The reviews of a model that was taken up are concluded.
    fn conclude(&mut self, model: u32) {
        for row in self.all::<Review>() {
            if row.model.0 == model && row.outcome == ReviewOutcome::Pending {
                self.may(&json!({"op": "review.revise", "id": row.id().to_string(), "reviewer": "dubois", "outcome": "continue",
                    "findings": "Holds within its limits.", "reason": "taken up by the board"}), "okafor");
            }
        }
    }

    /// What fell due since the last meeting is proposed for this one, unless it is settled meanwhile.
    fn is_taken_up(&mut self, proposed: &[agenda::Proposal]) {
        let view = self.store.view();
        let mut taken_up = 0;
        for id in &self.waiting {
            let (model, settled) = match id.kind {
                RecordKind::Acceptance => {
                    let row = view.get::<Acceptance>(id.number).unwrap();
                    // Its risks are covered by another, or no longer open.
                    let covered = |risk: Row<Risk>| risk.state.acceptance.0 > 0 || !risk.fields.state.is_open();
                    let covered = row.risks.0.iter().all(|risk| covered(view.get::<Risk>(risk.0).unwrap()));
                    (row.model.0, covered)
                }
                RecordKind::FollowUp => {
                    let row = view.get::<FollowUp>(id.number).unwrap();
                    (row.model.0, !row.state.state.is_open())
                }
                RecordKind::Version => {
                    let row = view.get::<Version>(id.number).unwrap();
                    let model = view.get::<Model>(row.model.0).unwrap();
                    let current = model.stage == Stage::Production && model.state.current_version == row.label;
                    (row.model.0, !current)
                }
                RecordKind::Monitor => (view.get::<Monitor>(id.number).unwrap().model.0, false),
                _ => (id.number, false),
            };
            let model = RecordId { kind: RecordKind::Model, number: model };
            let found = proposed.iter().any(|one| [Some(*id), Some(model)].contains(&one.item.subject.0));
            let open =
                !view.open_items_about(*id).unwrap().is_empty() || !view.open_items_about(model).unwrap().is_empty();
            assert!(found || open || settled, "{id} fell due and nobody takes it up on {}", self.now);
            taken_up += usize::from(found);
        }
        self.taken_up += taken_up;
        self.waiting.clear();
    }
}
