//! What the interface says: toasts that pass, errors that stay until they are dismissed or something was done
//! after them, and the log of both. A toast stands over an error for its time.

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
    error: Option<Notice>,
    toast: Option<Notice>,
}

impl Notices {
    /// Says something that passes; an error comes back after it, unless this says that something was done.
    pub fn say(&mut self, text: impl Into<String>, role: Role, now: DateTime<Utc>) {
        let notice = Notice { at: now, text: text.into(), role, until: Some(now + TimeDelta::seconds(TOAST)) };
        if role == Role::Good {
            self.error = None;
        }
        self.toast = Some(notice.clone());
        self.note(notice);
    }

    /// Says what went wrong; stays until it is dismissed.
    pub fn refuse(&mut self, refusal: &Refusal, now: DateTime<Utc>) {
        let notice = Notice { at: now, text: refusal.to_string(), role: Role::Bad, until: None };
        self.toast = None;
        self.error = Some(notice.clone());
        self.note(notice);
    }

    fn note(&mut self, notice: Notice) {
        if self.log.len() >= HELD {
            self.log.remove(0);
        }
        self.log.push(notice);
    }

    /// The message on show.
    pub fn shown(&self) -> Option<&Notice> {
        self.toast.as_ref().or(self.error.as_ref())
    }

    /// Takes the message away, with the error under it; false if there was none.
    pub fn dismiss(&mut self) -> bool {
        let toast = self.toast.take().is_some();
        self.error.take().is_some() || toast
    }

    /// Takes away a toast whose time is over; true if one was.
    pub fn pass(&mut self, now: DateTime<Utc>) -> bool {
        let over = self.next().is_some_and(|until| until <= now);
        if over {
            self.toast = None;
        }
        over
    }

    /// When the toast on show passes.
    pub fn next(&self) -> Option<DateTime<Utc>> {
        self.toast.as_ref()?.until
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
        assert!(!notices.pass(start + TimeDelta::days(1)));
        notices.say("the timer stands", Role::Text, start);
        assert_eq!(notices.shown().unwrap().text, "the timer stands", "what comes later is seen");
        assert!(notices.pass(start + TimeDelta::seconds(3)));
        assert_eq!(notices.shown().unwrap().text, "R06 C2: a condition needs an owner");
        assert!(notices.dismiss() && !notices.dismiss());
        notices.refuse(&Refusal::rule(6, "C2", "a condition needs an owner"), start);
        notices.say("item removed", Role::Good, start);
        assert!(notices.pass(start + TimeDelta::seconds(3)));
        assert_eq!(notices.shown(), None, "what was done after it has cured it");
        assert_eq!(notices.log().len(), 5);
        for _ in 0..600 {
            notices.say("x", Role::Text, start);
        }
        assert_eq!(notices.log().len(), HELD);
    }
}
