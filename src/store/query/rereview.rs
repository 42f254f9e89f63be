//! The reviews that a lapse asks for and that are not on the record yet (R06, R14): a tick opens them, and alarms, gate
//! and lists tell of them as soon as they are due.

use chrono::NaiveDate;

use crate::domain::Refusal;
use crate::domain::ids::{ModelId, RecordId, RecordKind, ReviewId};
use crate::domain::record::{Acceptance, FollowUp, Model, Monitor, Row};
use crate::domain::states::{ReviewOutcome, ReviewTrigger, Stage};
use crate::domain::text::counted;
use crate::policy::Policy;
use crate::policy::acceptance::active_on;
use crate::policy::change::REPEATED_BREACHES;
use crate::store::View;

/// A review that something asks for by having fallen due.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What fell due; of several, the first.
    pub by: RecordId,
    /// The model to be looked at, and who owns it.
    pub model: Row<Model>,
    /// What brings the review about.
    pub trigger: ReviewTrigger,
    /// When it is due: on the day of the lapse.
    pub due: NaiveDate,
    /// Why, a line for each lapse.
    pub cause: String,
    /// The open review of which it is one more cause; none if one has to be opened.
    pub taken_by: Option<ReviewId>,
}

impl Asked {
    /// Whether it flags the approval; what comes round by the calendar does not.
    pub fn flags(&self) -> bool {
        self.trigger.flags()
    }
}

impl View<'_> {
    /// The review that the lapse of a record asks for: of a model in use whose approval rests on what lapsed, whose
    /// monitor was breached again and again, or whose cadence came round. While such a review is open, what comes next is
    /// one more cause of it.
    pub fn review_asked(&self, id: RecordId, day: NaiveDate, policy: &Policy) -> Result<Option<Asked>, Refusal> {
        let (model, trigger, cause) = match id.kind {
            RecordKind::Acceptance => {
                let row = self.get::<Acceptance>(id.number)?;
                if self.is_renewed(&row, day)? {
                    return Ok(None);
                }
                (row.model, ReviewTrigger::Lapse, format!("{id} ran out"))
            }
            RecordKind::FollowUp => {
                (self.get::<FollowUp>(id.number)?.model, ReviewTrigger::Lapse, format!("{id} lapsed"))
            }
            RecordKind::Monitor => {
                let row = self.get::<Monitor>(id.number)?;
                let rule = policy.change.repeated_breaches;
                let within = counted(rule.within_days, "day");
                let often = format!("{} breaches of `{}` within {within}", rule.count, row.metric);
                (row.model, ReviewTrigger::Breach, format!("{id}: {often} ({REPEATED_BREACHES})"))
            }
            RecordKind::Model => (ModelId(id.number), ReviewTrigger::Cadence, String::new()),
            _ => return Ok(None),
        };
        let Some(row) = self.find::<Model>(model.0)? else { return Ok(None) };
        if !matches!(row.stage, Stage::Production | Stage::Suspended) {
            return Ok(None);
        }
        let (due, cause) = match (trigger, row.tier.0) {
            (ReviewTrigger::Cadence, Some(tier)) => (row.state.next_review.0, format!("the cadence of tier {tier}")),
            (ReviewTrigger::Cadence, None) => (row.state.next_review.0, "it has no tier".to_owned()),
            (_, _) => (Some(day), cause),
        };
        let reviews = self.reviews(model)?;
        let open = reviews.iter().find(|row| row.outcome == ReviewOutcome::Pending && row.trigger == trigger);
        let taken_by = open.map(|row| ReviewId(row.number));
        Ok(Some(Asked { by: id, model: row, trigger, due: due.unwrap_or(day), cause, taken_by }))
    }

    /// Whether a renewal has taken over from an acceptance by a day: what rests on it rests on that (R14).
    fn is_renewed(&self, row: &Row<Acceptance>, day: NaiveDate) -> Result<bool, Refusal> {
        let holds = |later: &Row<Acceptance>| {
            later.renewal_of.0 == row.number && active_on(&later.fields, later.state.state, day)
        };
        Ok(self.acceptances(row.model)?.iter().any(holds))
    }

    /// What has fallen due by a day and asks for a review, and is not on the record yet, the oldest first; several
    /// lapses that one review looks into are one.
    pub fn reviews_asked(&self, today: NaiveDate, policy: &Policy) -> Result<Vec<Asked>, Refusal> {
        let mut found: Vec<Asked> = Vec::new();
        for (day, id) in self.lapsing(today, policy)? {
            let Some(asked) = self.review_asked(id, day, policy)? else { continue };
            let same = |one: &&mut Asked| one.model.number == asked.model.number && one.trigger == asked.trigger;
            match found.iter_mut().find(same) {
                Some(one) => {
                    one.cause.push('\n');
                    one.cause.push_str(&asked.cause);
                }
                None => found.push(asked),
            }
        }
        Ok(found)
    }
}
