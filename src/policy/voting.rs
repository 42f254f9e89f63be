//! Who votes, what counts and what passes (R19).

use super::file::Policy;
use super::quorum::{Attendee, Quorum, eligible};
use super::words::PassShare;
use crate::domain::condition::Vote;
use crate::domain::refusal::Refusal;
use crate::domain::states::Ballot;
use crate::domain::text::counted;
use crate::domain::value::{Handle, TierValue};

/// The votes counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// For.
    pub in_favour: usize,
    /// Against.
    pub against: usize,
    /// Abstentions; not votes cast.
    pub abstained: usize,
}

/// What the votes still to come can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// It passes whatever the rest votes.
    Passes,
    /// It fails whatever the rest votes.
    Fails,
    /// It passes with so many more in favour if all the rest cast their votes.
    Open(usize),
}

impl Tally {
    /// Votes cast; abstentions are none.
    pub const fn cast(self) -> usize {
        self.in_favour + self.against
    }

    /// Whether the motion passes: a tie fails, and so does a vote in which none was cast.
    pub const fn passes(self, share: PassShare) -> bool {
        match share {
            PassShare::TwoThirds => self.cast() > 0 && self.in_favour * 3 >= self.cast() * 2,
            PassShare::Majority => self.in_favour * 2 > self.cast(),
        }
    }

    /// What so many votes yet to come can change.
    pub fn outlook(self, left: usize, share: PassShare) -> Outlook {
        let with = |more: usize| Self { in_favour: self.in_favour + more, against: self.against + left - more, ..self };
        // Abstaining is never worse for a motion than voting against it, save that nothing cast fails.
        if with(0).passes(share) {
            return Outlook::Passes;
        }
        (1..=left).find(|more| with(*more).passes(share)).map_or(Outlook::Fails, Outlook::Open)
    }

    /// `5 for, 3 against, 1 abstaining`.
    pub fn text(self) -> String {
        format!("{} for, {} against, {} abstaining", self.in_favour, self.against, self.abstained)
    }
}

/// Counts the votes; refuses any by somebody who may not vote, and any second one.
pub fn tally(votes: &[Vote], board: &[Attendee<'_>]) -> Result<Tally, Refusal> {
    let may_vote = eligible(board);
    let mut seen: Vec<&Handle> = Vec::new();
    let mut tally = Tally::default();
    for vote in votes {
        let member = &vote.member;
        if !may_vote.contains(member) {
            return Err(Refusal::rule(19, member.as_str(), why_not(member, board)).hint("take this vote off the roll"));
        }
        if seen.contains(&member) {
            return Err(Refusal::rule(19, member.as_str(), "has voted already on this motion")
                .hint("leave one vote for each member"));
        }
        seen.push(member);
        match vote.ballot {
            Ballot::For => tally.in_favour += 1,
            Ballot::Against => tally.against += 1,
            Ballot::Abstain => tally.abstained += 1,
        }
    }
    Ok(tally)
}

/// What keeps somebody from voting, as a sentence after their handle.
fn why_not(member: &Handle, board: &[Attendee<'_>]) -> &'static str {
    match board.iter().find(|one| one.person.handle == *member) {
        None => "is not on this board",
        Some(one) if one.recused => "is recused from this item and does not vote",
        Some(one) if !one.present => "is not present and does not vote",
        Some(one) if !one.person.alternate_for.is_empty() => "is an alternate whose seat is taken",
        Some(_) => "has no voting seat",
    }
}

/// Whether a motion may pass because the chair asked and nobody objected.
pub fn without_objection(
    policy: &Policy,
    tier: TierValue,
    quorum: &Quorum,
    objectors: &[Handle],
) -> Result<(), Refusal> {
    let allowed = policy.passes_unopposed(tier);
    let roll = "call the roll";
    if !allowed {
        let what = tier.0.map_or("what has no tier".to_owned(), |tier| format!("tier {tier}"));
        return Err(Refusal::rule(19, "method", format!("{what} does not pass without objection")).hint(roll));
    }
    if let Some(first) = objectors.first() {
        let others = objectors.len() - 1;
        let who = if others == 0 { first.to_string() } else { format!("{first} and {}", counted_others(others)) };
        return Err(Refusal::rule(19, "method", format!("{who} asked for a roll call")).hint(roll));
    }
    match quorum.shortfall() {
        Some(shortfall) => Err(Refusal::rule(4, "method", format!("nothing passes without objection, {shortfall}"))
            .hint("wait for quorum, or call the roll for a provisional decision")),
        None => Ok(()),
    }
}

fn counted_others(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "other")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Person;
    use crate::domain::states::Seat;
    use crate::policy::tier_value;

    const fn votes(in_favour: usize, against: usize, abstained: usize) -> Tally {
        Tally { in_favour, against, abstained }
    }

    #[test]
    fn pass_rules_are_exact() {
        // (for, against, abstaining, two thirds, majority)
        let cases = [
            (4, 2, 3, true, true),
            (5, 3, 0, false, true),
            (6, 3, 0, true, true),
            (2, 1, 6, true, true),
            (1, 0, 8, true, true),
            (3, 3, 0, false, false),
            (0, 0, 7, false, false),
            (0, 0, 0, false, false),
            (0, 1, 0, false, false),
            (3, 2, 0, false, true),
            (199, 100, 0, false, true),
            (200, 100, 0, true, true),
        ];
        for (in_favour, against, abstained, two_thirds, majority) in cases {
            let tally = votes(in_favour, against, abstained);
            assert_eq!(tally.passes(PassShare::TwoThirds), two_thirds, "{}", tally.text());
            assert_eq!(tally.passes(PassShare::Majority), majority, "{}", tally.text());
        }
        assert_eq!(votes(4, 2, 3).text(), "4 for, 2 against, 3 abstaining");
    }

    #[test]
    fn the_outlook_knows_what_the_rest_can_change() {
        let cases = [
            (votes(0, 0, 0), 9, PassShare::TwoThirds, Outlook::Open(6)),
            (votes(6, 0, 0), 3, PassShare::TwoThirds, Outlook::Passes),
            (votes(5, 0, 0), 4, PassShare::TwoThirds, Outlook::Open(1)),
            (votes(0, 4, 0), 5, PassShare::TwoThirds, Outlook::Fails),
            (votes(0, 3, 0), 6, PassShare::TwoThirds, Outlook::Open(6)),
            (votes(4, 2, 3), 0, PassShare::TwoThirds, Outlook::Passes),
            (votes(3, 3, 0), 0, PassShare::Majority, Outlook::Fails),
            (votes(3, 3, 0), 1, PassShare::Majority, Outlook::Open(1)),
            (votes(0, 0, 7), 0, PassShare::Majority, Outlook::Fails),
            (votes(0, 0, 7), 1, PassShare::Majority, Outlook::Open(1)),
        ];
        for (tally, left, share, outlook) in cases {
            assert_eq!(tally.outlook(left, share), outlook, "{} with {left} left, {share}", tally.text());
        }
    }

    #[test]
    fn the_outlook_agrees_with_every_way_the_rest_can_vote() {
        for share in [PassShare::TwoThirds, PassShare::Majority] {
            for (in_favour, against, left) in
                (0..6).flat_map(|f| (0..6).flat_map(move |a| (0..6).map(move |l| (f, a, l))))
            {
                let ends = (0..=left).flat_map(|more| (0..=left - more).map(move |no| (more, no)));
                let results: Vec<bool> = ends
                    .map(|(more, no)| votes(in_favour + more, against + no, left - more - no).passes(share))
                    .collect();
                let outlook = votes(in_favour, against, 0).outlook(left, share);
                assert_eq!(
                    outlook == Outlook::Fails,
                    results.iter().all(|passed| !passed),
                    "{in_favour} {against} {left}"
                );
                assert_eq!(
                    outlook == Outlook::Passes,
                    results.iter().all(|passed| *passed),
                    "{in_favour} {against} {left}"
                );
            }
        }
    }

    #[test]
    fn only_those_who_sit_vote_and_once() {
        let person = |handle: &str, seat| Person { handle: handle.into(), seat, ..Person::default() };
        let people = [
            person("ana", Seat::Chair),
            person("bob", Seat::Voter),
            person("cyd", Seat::Voter),
            person("dan", Seat::Advisor),
            person("eve", Seat::Secretary),
        ];
        let board: Vec<Attendee<'_>> = people
            .iter()
            .map(|person| Attendee {
                person,
                present: person.handle.as_str() != "bob",
                recused: person.handle.as_str() == "cyd",
            })
            .collect();
        let vote = |member: &str, ballot| Vote { member: member.into(), ballot };
        assert_eq!(tally(&[vote("ana", Ballot::For)], &board), Ok(votes(1, 0, 0)));
        assert_eq!(tally(&[], &board), Ok(votes(0, 0, 0)));
        let cases = [
            ("bob", "R19 bob: is not present and does not vote; take this vote off the roll"),
            ("cyd", "R19 cyd: is recused from this item and does not vote; take this vote off the roll"),
            ("dan", "R19 dan: has no voting seat; take this vote off the roll"),
            ("zoe", "R19 zoe: is not on this board; take this vote off the roll"),
        ];
        for (member, refusal) in cases {
            let found = tally(&[vote("ana", Ballot::For), vote(member, Ballot::Against)], &board);
            assert_eq!(found.map_err(|refusal| refusal.to_string()), Err(refusal.to_owned()));
        }
        let twice = tally(&[vote("ana", Ballot::For), vote("ana", Ballot::Against)], &board).expect_err("twice");
        assert_eq!(twice.to_string(), "R19 ana: has voted already on this motion; leave one vote for each member");
    }

    #[test]
    fn silence_passes_a_motion_outside_tier_one() {
        let policy = Policy::default();
        let full = Quorum { present: 6, filled: 9, needs: 5, missing: vec![] };
        let short = Quorum { present: 4, ..full.clone() };
        let ana: Handle = "ana".into();
        assert_eq!(without_objection(&policy, tier_value(2), &full, &[]), Ok(()));
        assert_eq!(without_objection(&policy, TierValue::default(), &full, &[]), Ok(()));
        let refused = [
            (without_objection(&policy, tier_value(1), &full, &[]), "tier 1 does not pass without objection"),
            (without_objection(&policy, tier_value(2), &full, std::slice::from_ref(&ana)), "ana asked for a roll call"),
            (without_objection(&policy, tier_value(2), &full, &[ana.clone(), ana]), "ana and 1 other asked"),
            (without_objection(&policy, tier_value(2), &short, &[]), "no quorum: 4 present of 9, needs 5"),
        ];
        for (found, sentence) in refused {
            let refusal = found.expect_err(sentence);
            assert!(refusal.sentence.contains(sentence) && refusal.rule.is_some(), "{refusal}");
        }
    }
}
