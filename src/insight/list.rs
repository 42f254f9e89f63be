//! Lists as people read them: the store's rows, with what only the policy can say filled in.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::alarm::{self, Alarm};
use crate::domain::Refusal;
use crate::domain::field::Reading;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::query::QueryError;
use crate::domain::query::filter::Filter;
use crate::domain::record::{Model, Row as Stored, Submission};
use crate::domain::states::SubmissionState;
use crate::domain::text::{did_you_mean, excerpt};
use crate::policy::clock::{self, Pace};
use crate::policy::{Policy, readiness};
use crate::store::View;
use crate::store::query::list::{List, Row, Sort, Standing, Today};

/// A list with its filter read and its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The list.
    pub list: List,
    /// What must hold of a row.
    pub filter: Vec<Filter>,
    /// The order.
    pub sort: Sort,
}

impl Listed {
    /// Reads a filter as typed; a mistake is pointed at.
    pub fn read(list: List, filter: &str, sort: Option<Sort>, reading: &Reading) -> Result<Self, QueryError> {
        let query = crate::domain::query::parse(filter)?;
        let filter = query.resolve(&list.table().fields(), reading)?;
        Ok(Self { list, filter, sort: sort.unwrap_or(list.table().first) })
    }

    /// The keys of the rows in order.
    pub fn keys(&self, view: &View<'_>, policy: &Policy, today: Today) -> Result<Vec<i64>, Refusal> {
        if self.list == List::Alarms {
            let alarms = alarm::list::ordered(alarm::all(view, policy, today)?, &self.filter, self.sort);
            return Ok(alarms.iter().map(Alarm::key).collect());
        }
        view.list_keys(self.list, &self.filter, self.sort, today, policy)
    }
}

/// Reads a filter as [`Listed::read`] does, and refuses people whom nobody knows: a mistyped handle would
/// find nothing, and say nothing.
pub fn read_known(
    view: &View<'_>,
    list: List,
    filter: &str,
    sort: Option<Sort>,
    reading: &Reading,
) -> Result<Listed, Refusal> {
    let wrong = |error: QueryError| error.pointed(filter).of("filter");
    let listed = Listed::read(list, filter, sort, reading).map_err(wrong)?;
    let asked = crate::domain::query::parse(filter).map(|query| query.people(&list.table().fields()));
    for one in asked.map_err(wrong)? {
        if view.person(&one.text.as_str().into())?.is_some() {
            continue;
        }
        let people = view.people()?;
        let known: Vec<&str> = people.iter().map(|row| row.handle.as_str()).collect();
        let sentence = format!("nobody is called `{}`", excerpt(&one.text));
        return Err(wrong(QueryError::new(one.span, sentence, did_you_mean(&one.text, &known))));
    }
    Ok(listed)
}

/// How many rows a list has without a filter.
pub fn total(view: &View<'_>, policy: &Policy, list: List, today: Today) -> Result<usize, Refusal> {
    match list {
        List::Alarms => alarm::count(view, policy, today),
        _ => view.list_count(list, &[], today, policy),
    }
}

/// The day and the place, for lists.
pub fn today(policy: &Policy, now: DateTime<Utc>) -> Today {
    let zone = policy.time_zone.0;
    Today { date: now.with_timezone(&zone).date_naive(), zone }
}

/// The rows with these keys, ready to be read.
pub fn rows(view: &View<'_>, policy: &Policy, list: List, keys: &[i64], today: Today) -> Result<Vec<Row>, Refusal> {
    if list == List::Alarms {
        let alarms: BTreeMap<i64, Alarm> =
            alarm::all(view, policy, today)?.into_iter().map(|alarm| (alarm.key(), alarm)).collect();
        return Ok(keys.iter().filter_map(|key| alarms.get(key)).map(alarm::list::row).collect());
    }
    let mut rows = view.list_rows(list, keys, today, policy)?;
    if list == List::Submissions {
        for row in &mut rows {
            judge_submission(view, policy, row, today)?;
        }
    }
    Ok(rows)
}

/// Readiness as `6/11`, and the due date as business days left while it is open.
fn judge_submission(view: &View<'_>, policy: &Policy, row: &mut Row, today: Today) -> Result<(), Refusal> {
    let Some(id) = RecordId::from_key(row.key).filter(|id| id.kind == RecordKind::Submission) else { return Ok(()) };
    let Some(submission) = view.find::<Submission>(id.number)? else { return Ok(()) };
    if !submission.state.state.is_open() {
        let ended = submission.state.decided_at.0.map(|at| at.with_timezone(&today.zone).date_naive().to_string());
        set(row, "due", ended.unwrap_or_default());
        return Ok(());
    }
    let Some(model) = view.find::<Model>(submission.model.0)? else { return Ok(()) };
    let artifacts = view.artifacts(submission.model)?;
    let acceptances = view.acceptances(submission.model)?;
    let acceptances: Vec<_> = acceptances.iter().collect();
    let needs = readiness::of_rows(policy, today.date, &model.fields, Some(&submission), &artifacts, &acceptances);
    let settled = needs.iter().filter(|need| need.is_settled()).count();
    set(row, "ready", format!("{settled}/{}", needs.len()));
    let progress = &submission.state;
    let due = match progress.state {
        SubmissionState::Submitted => progress.triage_due.0,
        _ => progress.decision_due.0.or(progress.triage_due.0),
    };
    let pace = pace(&submission, &model.fields, due, policy, today);
    let calendar = policy.calendar();
    let left = due.map(|due| {
        if due < today.date {
            format!("-{} bd", calendar.business_days_between(due, today.date))
        } else {
            format!("{} bd", calendar.business_days_between(today.date, due))
        }
    });
    let (shown, standing) = match (progress.state, left, pace) {
        (SubmissionState::Returned, ..) => ("paused".to_owned(), Standing::Plain),
        (_, None, _) => (String::new(), Standing::Plain),
        (_, Some(left), Pace::OnTime) => (left, Standing::Plain),
        (_, Some(left), Pace::Warn) => (format!("{left} !"), Standing::Soon),
        (_, Some(left), Pace::Breach) => (format!("{left} !!"), Standing::Overdue),
    };
    set(row, "due", shown);
    row.standing = standing;
    Ok(())
}

/// How the clock of an open submission stands: the policy's of its tier in review, before that the day by
/// which it is triaged, warned of on the day itself.
fn pace(submission: &Stored<Submission>, model: &Model, due: Option<NaiveDate>, policy: &Policy, today: Today) -> Pace {
    let progress = &submission.state;
    if due.is_some_and(|due| due < today.date) {
        return Pace::Breach;
    }
    if progress.state == SubmissionState::Submitted {
        return if due == Some(today.date) { Pace::Warn } else { Pace::OnTime };
    }
    let counted = progress.days_counted.0.and_then(|days| u32::try_from(days).ok()).unwrap_or(0);
    let since = progress.running_since.0.map(|at| at.with_timezone(&today.zone).date_naive());
    clock::pace(clock::elapsed(counted, since, today.date, &policy.calendar()), model.tier, policy)
}

fn set(row: &mut Row, column: &str, text: String) {
    let place = List::Submissions.table().columns.iter().position(|known| known.name == column);
    if let Some(cell) = place.and_then(|place| row.cells.get_mut(place)) {
        *cell = text;
    }
}
