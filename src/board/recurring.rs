//! Meetings that recur: drafted from a rule, all in one operation; days that are not worked are skipped.

use super::case::Case;
use super::meeting;
use crate::domain::Refusal;
use crate::domain::event::{BatchNote, Event};
use crate::domain::operation::RecurMeetings;
use crate::domain::record::Meeting;
use crate::domain::recurrence::Rule;
use crate::domain::text::counted;
use crate::domain::value::Day;

/// Most meetings that one rule drafts.
const MOST: usize = 300;

/// Drafts a meeting on every day of the rule that is worked and has no regular meeting yet.
pub fn draft(case: &mut Case<'_>, request: &RecurMeetings) -> Result<(), Refusal> {
    let rule = Rule::read(request.rule.as_str()).map_err(|misread| misread.of("rule"))?;
    let from = request.from.0.or_else(|| case.today.succ_opt()).unwrap_or(case.today);
    let until = request.until.0.unwrap_or(from);
    if from < case.today {
        return Err(Refusal::data("from", format!("{from} is past")).hint("enter a day from today on"));
    }
    let calendar = case.policy.calendar();
    let (worked, mut skipped): (Vec<_>, Vec<_>) =
        rule.days(from, until).into_iter().partition(|day| calendar.is_business_day(*day));
    let mut days = Vec::new();
    for day in worked {
        if case.view.meeting_planned_on(day)? {
            skipped.push(day);
        } else {
            days.push(day);
        }
    }
    if days.len() > MOST {
        return Err(Refusal::data("until", format!("that would be {} meetings, more than {MOST}", days.len()))
            .hint("choose an earlier day"));
    }
    if days.is_empty() {
        let sentence = if skipped.is_empty() {
            format!("no day from {from} to {until} is one of `{rule}`")
        } else {
            "every such day is a holiday or has a meeting already".to_owned()
        };
        return Err(Refusal::data("until", sentence).hint("choose a later day"));
    }
    skipped.sort_unstable();
    let rows = u64::try_from(days.len()).unwrap_or(u64::MAX);
    let left_out: Vec<String> = skipped.iter().map(ToString::to_string).collect();
    let left_out = if left_out.is_empty() { String::new() } else { format!(", without {}", left_out.join(", ")) };
    let count = counted(i64::try_from(rows).unwrap_or(i64::MAX), "meeting");
    case.say(Event::BatchRecorded(BatchNote { label: format!("draft {count}, {rule} until {until}{left_out}"), rows }));
    for day in days {
        let fields = Meeting {
            title: request.title.clone(),
            date: Day(Some(day)),
            time: request.time.clone(),
            place: request.place.clone(),
            length: request.length,
            ..Meeting::default()
        };
        meeting::draft(case, &fields)?;
    }
    Ok(())
}
