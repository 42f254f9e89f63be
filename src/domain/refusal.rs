//! Why something was not done: one sentence, the rule or field it rests on, and the way out.
//!
//! There is one error type for what a person caused or can mend; the exit code is derived from its
//! [`Kind`] once, at the edge of the command line.

use std::fmt;

/// What sort of thing went wrong; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Policy, procedure or the state of the record forbids it (exit 1).
    Policy,
    /// The command or its options are wrong (exit 2).
    Usage,
    /// The input data is wrong: a field, a row, a file's content (exit 3).
    Data,
    /// The store or a file could not be used (exit 4).
    Store,
}

/// A rule of the policy, `R01` to `R20`, as numbered in the domain's list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule(pub u8);

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{:02}", self.0)
    }
}

/// What a form could do about a refusal; the interface opens it prefilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Propose a risk acceptance for the model in question (R02).
    ProposeAcceptance,
    /// Complete the conditions of the draft decision (R06).
    CompleteConditions,
    /// Name an owner or another missing field of the record.
    EditRecord,
    /// Take attendance.
    TakeAttendance,
}

/// A refusal: nothing was changed, and this says why and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// Decides the exit code.
    pub kind: Kind,
    /// The rule that forbids it, where one does.
    pub rule: Option<Rule>,
    /// The field or record that is meant, as the user names it; empty if there is none.
    pub subject: String,
    /// One sentence without a full stop.
    pub sentence: String,
    /// What to do instead, imperative, without a full stop; may be empty.
    pub hint: String,
    /// A form that would satisfy the rule.
    pub remedy: Option<Remedy>,
}

impl Refusal {
    fn new(kind: Kind, subject: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { kind, rule: None, subject: subject.into(), sentence: sentence.into(), hint: String::new(), remedy: None }
    }

    /// Forbidden by a rule.
    pub fn rule(rule: u8, subject: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { rule: Some(Rule(rule)), ..Self::new(Kind::Policy, subject, sentence) }
    }

    /// Forbidden by the state of the record.
    pub fn state(subject: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::new(Kind::Policy, subject, sentence)
    }

    /// A wrong command or option.
    pub fn usage(subject: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::new(Kind::Usage, subject, sentence)
    }

    /// Wrong input data.
    pub fn data(subject: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::new(Kind::Data, subject, sentence)
    }

    /// The store or a file could not be used.
    pub fn store(subject: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::new(Kind::Store, subject, sentence)
    }

    /// Adds the way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Names the form that would satisfy the rule.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = Some(remedy);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rule) = self.rule {
            write!(f, "{rule} ")?;
        }
        if !self.subject.is_empty() {
            write!(f, "{}: ", self.subject)?;
        }
        write!(f, "{}", self.sentence)?;
        if !self.hint.is_empty() {
            write!(f, "; {}", self.hint)?;
        }
        Ok(())
    }
}

/// A value that could not be read, before anyone knows which field it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// One sentence without a full stop, naming the value.
    pub sentence: String,
    /// What would be right.
    pub hint: String,
}

impl Misread {
    /// A sentence and what would be right instead.
    pub fn new(sentence: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), hint: hint.into() }
    }

    /// The refusal of a named field.
    pub fn of(self, field: impl Into<String>) -> Refusal {
        Refusal::data(field, self.sentence).hint(self.hint)
    }
}
