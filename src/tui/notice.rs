//! What the interface says: toasts that pass, errors that stay until they are dismissed, and the log
//! of both.

use chrono::{DateTime, TimeDelta, Utc};

use super::theme::Role;
use crate::domain::Refusal;

/// How long a toast stays, in seconds.
const TOAST: i64 = 3;
/// How many messages the log holds.
const HELD: usize = 500;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When it was said.
    pub at: DateTime<Utc>,
    /// What was said.
    pub text: String,
    /// How it is meant: [`Role::Good`], [`Role::Warn`], [`Role::Bad`] or plain.
    pub role: Role,
    /// When it passes; an error stays.
    pub until: Option<DateTime<Utc>>,
}

/// Every message, the last one on show.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    log: Vec<Notice>,
    shown: Option<Notice>,
}

impl Notices {
    /// Says something that passes; an error on show stays.
    pub fn say(&mut self, text: impl Into<String>, role: Role, now: DateTime<Utc>) {
        let notice = Notice { at: now, text: text.into(), role, until: Some(now + TimeDelta::seconds(TOAST)) };
        if self.shown.as_ref().is_none_or(|shown| shown.until.is_some()) {
            self.shown = Some(notice.clone());
        }
        self.note(notice);
    }

    /// Says what went wrong; stays until it is dismissed.
    pub fn refuse(&mut self, refusal: &Refusal, now: DateTime<Utc>) {
        let notice = Notice { at: now, text: refusal.to_string(), role: Role::Bad, until: None };
        self.shown = Some(notice.clone());
        self.note(notice);
    }

    fn note(&mut self, notice: Notice) {
        if self.log.len() >= HELD {
            self.log.remove(0);
        }
        self.log.push(notice);
    }

    /// The message on show.
    pub const fn shown(&self) -> Option<&Notice> {
        self.shown.as_ref()
    }

    /// Takes the message away; false if there was none.
    pub fn dismiss(&mut self) -> bool {
        self.shown.take().is_some()
    }

    /// Takes away a toast whose time is over; true if one was.
    pub fn pass(&mut self, now: DateTime<Utc>) -> bool {
        let over = self.next().is_some_and(|until| until <= now);
        if over {
            self.shown = None;
        }
        over
    }

    /// When the toast on show passes.
    pub fn next(&self) -> Option<DateTime<Utc>> {
        self.shown.as_ref()?.until
    }

    /// Everything said so far, oldest first.
    pub fn log(&self) -> &[Notice] {
        &self.log
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toasts_pass_and_errors_stay() {
        let mut notices = Notices::default();
        let start = DateTime::UNIX_EPOCH;
        notices.say("saved", Role::Good, start);
        assert_eq!(notices.next(), Some(start + TimeDelta::seconds(3)));
        assert!(!notices.pass(start + TimeDelta::milliseconds(2999)));
        notices.refuse(&Refusal::rule(6, "C2", "a condition needs an owner"), start);
        notices.say("saved again", Role::Good, start);
        assert_eq!(notices.shown().unwrap().text, "R06 C2: a condition needs an owner");
        assert!(!notices.pass(start + TimeDelta::days(1)));
        assert!(notices.dismiss() && !notices.dismiss());
        assert_eq!(notices.log().len(), 3);
        for _ in 0..600 {
            notices.say("x", Role::Text, start);
        }
        assert_eq!(notices.log().len(), HELD);
    }
}
