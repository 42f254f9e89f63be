//! Quorum at the moment of a vote (R04), and the functions that must be heard (R05).

use super::lookup::BoardRules;
use super::words::QuorumShare;
use crate::domain::record::Person;
use crate::domain::refusal::Refusal;
use crate::domain::states::{Active, Function, Seat};
use crate::domain::text::join_words;
use crate::domain::value::Handle;

/// Somebody of the board, as things stand on an item.
#[derive(Clone, Copy, Debug)]
pub struct Attendee<'a> {
    /// Who.
    pub person: &'a Person,
    /// Whether in the room.
    pub present: bool,
    /// Whether recused from this item.
    pub recused: bool,
}

impl Attendee<'_> {
    const fn sits(&self) -> bool {
        self.present && !self.recused
    }
}

/// Who is there, who is needed, and what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// Filled voting seats that are present and unrecused.
    pub present: usize,
    /// Filled voting seats.
    pub filled: usize,
    /// Seats needed.
    pub needs: usize,
    /// Groups of functions of which nobody is heard.
    pub missing: Vec<Vec<Function>>,
}

impl Quorum {
    /// Whether enough seats are present.
    pub const fn counts(&self) -> bool {
        self.filled > 0 && self.present >= self.needs
    }

    /// Whether a decision made now is final: enough seats, and every required function.
    pub const fn stands(&self) -> bool {
        self.counts() && self.missing.is_empty()
    }

    /// `6 present of 9, needs 6`.
    pub fn text(&self) -> String {
        format!("{} present of {}, needs {}", self.present, self.filled, self.needs)
    }

    /// The functions that are missing, one entry a group: `privacy or legal`.
    pub fn missing_words(&self) -> Vec<String> {
        self.missing.iter().map(|group| group_words(group)).collect()
    }

    /// Why a decision made now would be provisional; nothing if it would be final.
    pub fn shortfall(&self) -> Option<String> {
        let seats = (!self.counts()).then(|| format!("no quorum: {}", self.text()));
        let functions =
            (!self.missing.is_empty()).then(|| format!("missing: {}", join_words(&self.missing_words(), "and")));
        let parts: Vec<String> = seats.into_iter().chain(functions).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// Refuses to fill, empty or change a seat while a meeting is in session: who counts stands as it stood at the call
/// to order (R04). `meeting` is the one in session; somebody who is new had no seat before.
pub fn seats_stand(meeting: &str, before: &Person, after: &Person) -> Result<(), Refusal> {
    let seated = |one: &Person| one.seat != Seat::None || !one.alternate_for.is_empty();
    let counts = |one: &Person| (one.seat, one.alternate_for.clone(), one.active, one.function);
    if counts(before) == counts(after) || !(seated(before) || seated(after)) {
        return Ok(());
    }
    let field = if before.seat != after.seat {
        "seat"
    } else if before.alternate_for != after.alternate_for {
        "alternate_for"
    } else if before.active != after.active {
        "active"
    } else {
        "function"
    };
    Err(Refusal::rule(4, field, format!("{meeting} is in session, and the seats stand as at the call to order"))
        .hint("change it after the adjournment"))
}

fn group_words(group: &[Function]) -> String {
    let words: Vec<&str> = group.iter().map(|function| function.word()).collect();
    join_words(&words, "or")
}

/// Seats needed of so many filled ones.
pub const fn seats_needed(filled: usize, share: QuorumShare) -> usize {
    match share {
        QuorumShare::TwoThirds => (filled * 2).div_ceil(3),
        QuorumShare::MoreThanHalf => filled / 2 + 1,
    }
}

/// Whether this person fills a voting seat of their own.
fn fills_seat(person: &Person) -> bool {
    person.seat.votes() && person.active == Active::Yes
}

/// The holder of the seat for which this person stands in.
fn principal<'a>(alternate: &Person, board: &[Attendee<'a>]) -> Option<&'a Person> {
    if alternate.alternate_for.is_empty() || alternate.active != Active::Yes {
        return None;
    }
    let holder = board.iter().find(|other| other.person.handle == alternate.alternate_for)?.person;
    (fills_seat(holder) && holder.alternate_for.is_empty()).then_some(holder)
}

/// The people who hold a filled voting seat at this moment, recused or absent ones replaced by the
/// first alternate in the room; in the order of the board.
///
/// `board` names everybody with a seat and every alternate, present or not. An alternate fills no
/// seat of their own, so the denominator stays what it is.
pub fn sitting<'a>(board: &[Attendee<'a>]) -> Vec<&'a Person> {
    seats(board)
        .filter_map(|seat| {
            if seat.sits() {
                return Some(seat.person);
            }
            let stands_in = |other: &&Attendee<'a>| {
                other.sits() && principal(other.person, board).is_some_and(|holder| holder.handle == seat.person.handle)
            };
            board.iter().find(stands_in).map(|other| other.person)
        })
        .collect()
}

fn seats<'a, 'b>(board: &'b [Attendee<'a>]) -> impl Iterator<Item = &'b Attendee<'a>> {
    board.iter().filter(|one| fills_seat(one.person) && principal(one.person, board).is_none())
}

/// The handles of those who may vote at this moment (R19).
pub fn eligible(board: &[Attendee<'_>]) -> Vec<Handle> {
    sitting(board).into_iter().map(|person| person.handle.clone()).collect()
}

/// Who presides over a vote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presiding {
    /// Who.
    pub person: Handle,
    /// Why, if it is not the meeting's chair.
    pub why: String,
}

/// Who presides at this moment: the meeting's chair (the board's, if it names none), else the board's chair, else
/// the vice-chair, else whom those present named, else the next member who holds a voting seat. Whoever is away or
/// recused from the item does not; an alternate takes a vote, and inherits no office.
pub fn presides(board: &[Attendee<'_>], chair: &Handle, named: &Handle) -> Result<Presiding, Refusal> {
    let holder = |seat: Seat| board.iter().find(|one| one.person.seat == seat && fills_seat(one.person));
    let first =
        board.iter().find(|one| !chair.is_empty() && one.person.handle == *chair).or_else(|| holder(Seat::Chair));
    let officers = [first, holder(Seat::Chair), holder(Seat::ViceChair)];
    let excused =
        |one: &Attendee<'_>| format!("{} is {}", one.person.handle, if one.recused { "recused" } else { "away" });
    if let Some(officer) = officers.into_iter().flatten().find(|one| one.sits()) {
        let person = officer.person.handle.clone();
        if !named.is_empty() && *named != person {
            return Err(Refusal::state("presiding", format!("{person} is here and presides")).hint("leave it out"));
        }
        let why = first.filter(|one| one.person.handle != person).map(excused).unwrap_or_default();
        return Ok(Presiding { person, why });
    }
    let mut out: Vec<String> = Vec::new();
    for one in officers.into_iter().flatten() {
        let words = excused(one);
        if !out.contains(&words) {
            out.push(words);
        }
    }
    let out = if out.is_empty() { "there is neither chair nor vice-chair".to_owned() } else { join_words(&out, "and") };
    if !named.is_empty() {
        if eligible(board).contains(named) {
            return Ok(Presiding { person: named.clone(), why: format!("{out}; those present named {named}") });
        }
        return Err(Refusal::rule(3, "presiding", format!("{named} may not vote on this item, and so not preside"))
            .hint("name a member who is present and not recused"));
    }
    match seats(board).find(|one| one.sits()) {
        Some(next) => Ok(Presiding { person: next.person.handle.clone(), why: out }),
        None => Err(Refusal::rule(3, "presiding", format!("{out}, and an alternate inherits no office"))
            .hint("have those present choose who presides, and name them (presiding)")),
    }
}

/// Who presides at this moment by rule, if anybody may.
pub fn presiding(board: &[Attendee<'_>], chair: &Handle) -> Option<Handle> {
    presides(board, chair, &Handle::default()).ok().map(|found| found.person)
}

/// Whether a person's written position speaks for their function: as in the room, for whoever has a voice.
pub fn may_file(person: &Person, board: &[Attendee<'_>]) -> bool {
    has_voice(person, board)
}

/// Quorum and functions at this moment. `written` names the functions that filed a position before
/// the vote; such a position is as good as presence.
pub fn quorum(board: &[Attendee<'_>], written: &[Function], rules: BoardRules<'_>) -> Quorum {
    let filled = seats(board).count();
    let present = sitting(board).len();
    let heard = |function: Function| {
        written.contains(&function)
            || board.iter().any(|one| one.sits() && one.person.function == function && has_voice(one.person, board))
    };
    let missing = rules.functions.iter().filter(|group| !group.iter().any(|function| heard(*function)));
    Quorum { present, filled, needs: seats_needed(filled, rules.quorum), missing: missing.cloned().collect() }
}

/// Voters, advisors and alternates speak for their function; guests and the secretary do not.
fn has_voice(person: &Person, board: &[Attendee<'_>]) -> bool {
    let seated = person.seat.votes() || person.seat == Seat::Advisor;
    (seated && person.active == Active::Yes) || principal(person, board).is_some()
}

#[cfg(test)]
mod tests;
