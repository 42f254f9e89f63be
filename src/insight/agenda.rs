//! The agenda proposed from what is due: each entry with the reason why it is there.
//!
//! A proposal is a list of items; putting them on an agenda is an operation, which somebody else asks for.

mod consent;
mod ratified;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use super::alarm::{self, Alarm};
use crate::domain::Refusal;
use crate::domain::ids::{MeetingId, ModelId, RecordId, RecordKind};
use crate::domain::operation::{Batch, Operation};
use crate::domain::order;
use crate::domain::record::{Acceptance, Decision, FollowUp, Item, Meeting, Model, Monitor, Row, Submission};
use crate::domain::states::{
    AlarmKind, DecisionStatus, Disposition, FollowUpKind, Importance, ItemKind, MeetingState, ReviewTrigger, Stage,
};
use crate::domain::text::excerpt;
use crate::domain::value::{AnyRecord, Handle, LINE_LIMIT, Line, YesNo};
use crate::policy::{Policy, followup, readiness};
use crate::store::View;
use crate::store::query::list::Today;

/// What might go on an agenda.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The item, with its reason.
    pub item: Item,
    /// Whether it belongs there, as against: could be put there.
    pub due: bool,
    /// Why it cannot be put there; nothing if it can.
    pub blocked: Option<String>,
}

impl Proposal {
    /// The reason.
    pub fn why(&self) -> &str {
        self.item.why.as_str()
    }
}

/// Puts proposals on an agenda, as one operation.
pub fn batch(meeting: MeetingId, items: impl IntoIterator<Item = Item>) -> Operation {
    let rows = (1..).zip(items.into_iter().map(Operation::ItemAdd)).collect();
    Operation::Batch(Batch { label: format!("build the agenda of {meeting}"), rows })
}

/// What is being gathered.
struct Gathering<'a> {
    view: &'a View<'a>,
    policy: &'a Policy,
    today: NaiveDate,
    meeting: MeetingId,
    /// What is wrong on the day.
    alarms: Vec<Alarm>,
    /// Records that are on an agenda, or proposed already.
    taken: BTreeSet<RecordId>,
    /// What an earlier meeting did not get to, with that meeting.
    carried: BTreeMap<RecordId, MeetingId>,
    found: Vec<Proposal>,
}

/// Proposes what belongs on a meeting's agenda and is not on one, in the order in which boards take it.
pub fn propose(
    view: &View<'_>,
    policy: &Policy,
    today: NaiveDate,
    meeting: MeetingId,
) -> Result<Vec<Proposal>, Refusal> {
    let left_over = view.items_left_over()?;
    let carried = left_over.iter().filter(|item| item.state.disposition == Disposition::CarriedOver);
    let carried = carried.filter_map(|item| Some((item.subject.0?, item.meeting))).collect();
    let alarms = alarm::all(view, policy, Today { date: today, zone: policy.time_zone.0 })?;
    let taken = BTreeSet::new();
    let mut gathering = Gathering { view, policy, today, meeting, alarms, taken, carried, found: Vec::new() };
    gathering.minutes()?;
    gathering.incidents()?;
    gathering.provisional()?;
    gathering.submissions()?;
    gathering.answered()?;
    gathering.delegated()?;
    gathering.renewals()?;
    gathering.expiring()?;
    gathering.follow_ups()?;
    gathering.reviews()?;
    gathering.alarms()?;
    gathering.left_over(&left_over)?;
    // The minutes and the consent agenda come before what is debated.
    order::by_key(&mut gathering.found, |one| match (one.item.kind, one.item.consent.0) {
        (ItemKind::Minutes, _) => 0,
        (_, true) => 1,
        (_, false) => 2,
    });
    Ok(gathering.found)
}

impl Gathering<'_> {
    /// `, carried over in MRB-0007`, if the last meeting that had it did not get to it.
    fn carried_over(&self, subject: RecordId) -> String {
        self.carried.get(&subject).map(|meeting| format!(", carried over in {meeting}")).unwrap_or_default()
    }

    fn horizon(&self, days: u32) -> NaiveDate {
        self.today.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
    }

    /// Proposes an item about a record unless it is on an agenda or proposed already.
    fn propose(
        &mut self,
        kind: ItemKind,
        subject: RecordId,
        title: &str,
        presenter: &Handle,
        why: &str,
        due: bool,
    ) -> Result<(), Refusal> {
        if self.taken.contains(&subject) || !self.view.open_items_about(subject)?.is_empty() {
            return Ok(());
        }
        self.taken.insert(subject);
        // What a meeting did not get to is due, whatever would bring it up by itself.
        let carried = self.carried_over(subject);
        let due = due || !carried.is_empty();
        let item = Item {
            meeting: self.meeting,
            kind,
            subject: AnyRecord(Some(subject)),
            title: line(title),
            presenter: presenter.clone(),
            why: line(&format!("{why}{carried}")),
            ..Item::default()
        };
        self.found.push(Proposal { item, due, blocked: None });
        Ok(())
    }

    fn minutes(&mut self) -> Result<(), Refusal> {
        for row in self.view.minutes_pending()? {
            let title = format!("Minutes of {}", row.id());
            let why = format!("adjourned {}, not adopted", date_text(row.date.0));
            self.propose(ItemKind::Minutes, row.id(), &title, &row.secretary, &why, true)?;
        }
        Ok(())
    }

    fn incidents(&mut self) -> Result<(), Refusal> {
        for row in self.view.incidents_open()? {
            let severe = !row.exercise.0 && row.severity.0.is_some_and(|severity| (1..=2).contains(&severity));
            let review = row.review_date.0.is_some_and(|day| day <= self.horizon(self.policy.agenda.follow_ups_due));
            let level = row.severity.0.map_or_else(String::new, |severity| match severity {
                0 => "near-miss, ".to_owned(),
                level => format!("severity {level}, "),
            });
            let due = if review { format!(", review {}", date_text(row.review_date.0)) } else { String::new() };
            let played = if row.exercise.0 { "exercise, " } else { "" };
            // The regulator's term is a reason of its own, whatever the severity (R16).
            let clock = crate::policy::incident::clock(&row, self.today, self.policy).filter(|clock| clock.runs());
            let term = clock.map_or_else(String::new, |clock| format!(", regulator: {}", clock.said(self.today)));
            let why = format!("{played}{level}{}{due}{term}", row.fields.state);
            let title = format!("{} {}", row.id(), row.title);
            let needed = severe || review || clock.is_some();
            self.propose(ItemKind::Incident, row.id(), &title, &row.lead.clone(), &why, needed)?;
        }
        Ok(())
    }

    fn submissions(&mut self) -> Result<(), Refusal> {
        for row in self.view.submissions_ready()? {
            let late = row.state.decision_due.0.is_some_and(|day| day < self.today);
            // How often it was put off comes first: where there is little room, the end is cut.
            let mut why = row.state.deferred().map_or_else(String::new, |deferred| format!("{deferred}; "));
            why.push_str("ready");
            if let Some(day) = row.state.decision_due.0 {
                let _ = write!(why, ", {} {day}", if late { "decision was due" } else { "decide by" });
            }
            if let Some(answered) = self.view.escalations_answered()?.iter().rfind(|one| one.submission.0 == row.number)
            {
                why = format!("{why}; {} answered {}", answered.id(), date_text(answered.state.answered_on.0));
            }
            let pulled = self.view.decision_pulled_on(&row)?;
            if let Some(pulled) = &pulled {
                why = format!("{why}; {} was pulled and is suspended until the board decides", pulled.id());
            }
            let blocked = self.blocked(&row)?;
            let title = format!("{} {}", row.id(), row.summary);
            let before = self.found.len();
            self.propose(ItemKind::Decision, row.id(), &title, &row.requester.clone(), &why, blocked.is_none())?;
            let model = self.view.find::<Model>(row.model.0)?;
            let small = model.is_some_and(|model| Policy::passes_on_consent(model.tier));
            if let Some(proposal) = self.found.get_mut(before) {
                proposal.due = blocked.is_none();
                proposal.blocked = blocked;
                proposal.item.consent = YesNo(small && pulled.is_none());
            }
        }
        Ok(())
    }

    /// What was escalated, answered, and is about no submission, which comes back as ready by itself.
    fn answered(&mut self) -> Result<(), Refusal> {
        for row in self.view.escalations_answered()? {
            let Some(item) = self.view.find::<Item>(row.item.0)? else { continue };
            let Some(id) = item.subject.0.filter(|id| id.kind != RecordKind::Submission) else { continue };
            let why = format!("{} answered {}", row.id(), date_text(row.state.answered_on.0));
            self.propose(item.kind, id, item.title.as_str(), &item.presenter, &why, true)?;
        }
        Ok(())
    }

    /// What is wrong with a model in use and is on the agenda for no other reason (R15).
    fn alarms(&mut self) -> Result<(), Refusal> {
        for alarm in std::mem::take(&mut self.alarms) {
            if !matches!(alarm.kind, AlarmKind::Unapproved | AlarmKind::Unmonitored) {
                continue;
            }
            let title = format!("{} {}: {}", alarm.id, alarm.record, alarm.what);
            let why = format!("alarm ({})", alarm.rule());
            self.propose(ItemKind::Review, alarm.id, &title, &alarm.owner, &why, false)?;
        }
        Ok(())
    }

    /// Evidence may have gone stale since it was marked ready (R09).
    fn blocked(&self, row: &Row<Submission>) -> Result<Option<String>, Refusal> {
        let Some(model) = self.view.find::<Model>(row.model.0)? else { return Ok(None) };
        let artifacts = self.view.artifacts(row.model)?;
        let acceptances = self.view.acceptances(row.model)?;
        let acceptances: Vec<_> = acceptances.iter().collect();
        let needs = readiness::of_rows(self.policy, self.today, &model.fields, Some(row), &artifacts, &acceptances);
        if let Err(refusal) = readiness::may_schedule(model.tier, &needs) {
            return Ok(Some(refusal.to_string()));
        }
        let (assessments, validations) = (self.view.assessments(row.model)?, self.view.validations(row.model)?);
        let papers =
            readiness::Papers { assessments: &assessments, validations: &validations, acceptances: &acceptances };
        let basis = readiness::basis(&model.fields, Some(row), papers, self.today);
        Ok(readiness::unfounded(&basis, &model.fields).first().map(ToString::to_string))
    }

    /// Acceptances that have run out and leave risks open, and those that end soon.
    fn expiring(&mut self) -> Result<(), Refusal> {
        let expired = self.alarms.iter().filter(|alarm| alarm.kind == AlarmKind::Expired).map(|alarm| alarm.id.number);
        let mut rows = expired.map(|number| self.view.get::<Acceptance>(number)).collect::<Result<Vec<_>, _>>()?;
        let horizon = self.horizon(self.policy.agenda.acceptances_expiring);
        rows.extend(self.view.acceptances_ending(self.today, horizon)?);
        for row in rows {
            let days = row.expiry.0.map_or(0, |day| (day - self.today).num_days());
            let why = match days {
                ..0 => format!("expired {}, its risks are open again (R14)", date_text(row.expiry.0)),
                0 => "expires today".to_owned(),
                days => format!("expires {} (+{days} d)", date_text(row.expiry.0)),
            };
            let name = self.model_name(row.model)?;
            let title = format!("{} {name}: {}", row.id(), excerpt(row.rationale.as_str()));
            self.propose(ItemKind::Expiring, row.id(), &title, &row.accountable_exec.clone(), &why, true)?;
        }
        Ok(())
    }

    fn follow_ups(&mut self) -> Result<(), Refusal> {
        for row in self.view.followups_due(self.horizon(self.policy.agenda.follow_ups_due))? {
            let overdue = row.due.0.is_some_and(|day| day < self.today);
            let weighty = row.kind == FollowUpKind::Condition || row.severity >= Importance::High;
            let due = date_text(row.due.0);
            let why = match overdue {
                _ if followup::lapsed(&row.fields, &row.state, self.today) => {
                    format!("{} lapsed after {due} (R06)", row.kind)
                }
                true => format!("{} overdue since {due}", row.kind),
                false => format!("{} due {due}", row.kind),
            };
            let title = format!("{} {}", row.id(), row.title);
            self.propose(ItemKind::FollowUp, row.id(), &title, &row.owner.clone(), &why, weighty)?;
        }
        Ok(())
    }

    /// Reviews, one item a model with every reason: what a review proposes to the board, what is open, what the
    /// cadence asks for.
    fn reviews(&mut self) -> Result<(), Refusal> {
        let mut reasons: Vec<(ModelId, String, bool)> = Vec::new();
        for row in self.view.reviews_to_act_on()? {
            let found = excerpt(row.findings.as_str());
            reasons.push((row.model, format!("{} proposes to {}: {found}", row.id(), row.outcome), true));
        }
        // What has lapsed asks for a review, whether that is open on the record yet or not.
        for (_, id) in self.view.lapsing(self.today, self.policy)? {
            let (model, why) = match id.kind {
                RecordKind::FollowUp => (self.view.get::<FollowUp>(id.number)?.model, format!("{id} lapsed")),
                RecordKind::Acceptance => (self.view.get::<Acceptance>(id.number)?.model, format!("{id} ran out")),
                RecordKind::Monitor => (self.view.get::<Monitor>(id.number)?.model, format!("{id} breached often")),
                _ => continue,
            };
            let row = self.view.find::<Model>(model.0)?;
            if row.is_some_and(|row| matches!(row.stage, Stage::Production | Stage::Suspended)) {
                reasons.push((model, why, true));
            }
        }
        let horizon = self.horizon(self.policy.agenda.reviews_due);
        for row in self.view.reviews_open(horizon)? {
            let due = date_text(row.due.0);
            let flags = !matches!(row.trigger, ReviewTrigger::Cadence | ReviewTrigger::Request);
            let why = match (flags, row.due.0.is_some_and(|day| day < self.today)) {
                (true, _) if row.cause.is_empty() => {
                    format!("{} by {}, the approval is flagged", row.id(), row.trigger)
                }
                (true, _) => format!("{}: {}", row.id(), row.cause.as_str().replace('\n', "; ")),
                (false, true) => format!("{} review was due {due}", row.id()),
                (false, false) => format!("{} review due {due}", row.id()),
            };
            reasons.push((row.model, why, true));
        }
        for row in self.view.reviews_due(horizon)? {
            let due = row.state.next_review.0.is_some_and(|day| day <= self.today);
            let when = if due { "review was due" } else { "review due" };
            let why = format!("{when} {}", date_text(row.state.next_review.0));
            reasons.push((ModelId(row.number), why, due));
        }
        let models: Vec<ModelId> = reasons.iter().map(|(model, ..)| *model).collect();
        for id in models {
            let of_it: Vec<&(ModelId, String, bool)> = reasons.iter().filter(|(model, ..)| *model == id).collect();
            let why = of_it.iter().map(|(_, why, _)| why.as_str()).collect::<Vec<_>>().join("; ");
            let due = of_it.iter().any(|(_, _, due)| *due);
            let row = self.view.get::<Model>(id.0)?;
            let title = format!("{} {}: periodic review", row.id(), row.name);
            self.propose(ItemKind::Review, row.id(), &title, &row.owner.clone(), &why, due)?;
        }
        Ok(())
    }

    /// What no record makes due, and an earlier meeting did not get to.
    fn left_over(&mut self, items: &[Row<Item>]) -> Result<(), Refusal> {
        for row in items {
            let why = format!("{} in {}", row.state.disposition, row.meeting);
            match row.subject.0 {
                // A submission is ready again, and was proposed for that.
                Some(id) if id.kind == RecordKind::Submission => {}
                // What lapsed, was replaced or was ratified meanwhile waits for nothing.
                Some(id) if id.kind == RecordKind::Decision && !self.waits(id)? => {}
                // Minutes that were adopted meanwhile, too.
                Some(id) if id.kind == RecordKind::Meeting && self.is_adopted(id)? => {}
                Some(id) => self.propose(row.kind, id, row.title.as_str(), &row.presenter, &why, true)?,
                None if row.meeting == self.meeting => {}
                None => {
                    let item = Item {
                        meeting: self.meeting,
                        kind: row.kind,
                        title: row.title.clone(),
                        presenter: row.presenter.clone(),
                        timebox: row.timebox,
                        why: line(&why),
                        ..Item::default()
                    };
                    let listed = self.view.items(self.meeting)?.iter().any(|other| other.title == item.title);
                    if !listed {
                        self.found.push(Proposal { item, due: true, blocked: None });
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether a decision still asks something of the board; of one that was pulled its submission does.
    fn waits(&self, decision: RecordId) -> Result<bool, Refusal> {
        let Some(row) = self.view.find::<Decision>(decision.number)? else { return Ok(false) };
        Ok(match row.state.status {
            DecisionStatus::Final => true,
            DecisionStatus::Provisional => row.meeting.0 > 0,
            DecisionStatus::Failed | DecisionStatus::Void | DecisionStatus::Superseded | DecisionStatus::Lapsed => {
                false
            }
        })
    }

    fn is_adopted(&self, meeting: RecordId) -> Result<bool, Refusal> {
        let row = self.view.find::<Meeting>(meeting.number)?;
        Ok(row.is_some_and(|row| row.state.state == MeetingState::MinutesAdopted))
    }

    fn model_name(&self, model: ModelId) -> Result<String, Refusal> {
        Ok(self.view.find::<Model>(model.0)?.map(|row| row.name.0.clone()).unwrap_or_default())
    }
}

fn date_text(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "without a date".to_owned(), |day| day.to_string())
}

/// Cut to what a line holds.
fn line(text: &str) -> Line {
    Line(crate::domain::text::clean_line(text).chars().take(LINE_LIMIT).collect())
}
