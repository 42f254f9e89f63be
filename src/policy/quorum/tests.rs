//! Quorum, functions, alternates, and who presides: tables of cases.

use super::*;
use crate::policy::{Policy, tier_value};

fn person(handle: &str, function: Function, seat: Seat) -> Person {
    Person { handle: handle.into(), function, seat, ..Person::default() }
}

/// A board of so many voters, the first of each function, then product.
fn board_of(count: usize) -> Vec<Person> {
    let functions = [Function::Mrm, Function::Security, Function::Privacy, Function::Legal, Function::Ml];
    (0..count)
        .map(|at| person(&format!("p{at}"), functions.get(at).copied().unwrap_or(Function::Product), Seat::Voter))
        .collect()
}

fn attendees(people: &[Person], present: usize, recused: usize) -> Vec<Attendee<'_>> {
    let at_end = people.len().min(present);
    let of = |(at, person)| Attendee { person, present: at < present, recused: at < present && at + recused >= at_end };
    people.iter().enumerate().map(of).collect()
}

#[test]
fn quorum_is_of_filled_seats() {
    let policy = Policy::default();
    // (filled, present, recused, tier, counts, text)
    let cases = [
        (9, 7, 2, 1, false, "5 present of 9, needs 6"),
        (9, 6, 0, 1, true, "6 present of 9, needs 6"),
        (9, 5, 0, 2, true, "5 present of 9, needs 5"),
        (8, 4, 0, 2, false, "4 present of 8, needs 5"),
        (8, 5, 0, 2, true, "5 present of 8, needs 5"),
        (8, 6, 0, 1, true, "6 present of 8, needs 6"),
        (8, 5, 0, 1, false, "5 present of 8, needs 6"),
        (7, 5, 0, 1, true, "5 present of 7, needs 5"),
        (3, 2, 0, 0, true, "2 present of 3, needs 2"),
        (1, 1, 0, 1, true, "1 present of 1, needs 1"),
        (0, 0, 0, 1, false, "0 present of 0, needs 0"),
        (9, 9, 9, 2, false, "0 present of 9, needs 5"),
    ];
    for (filled, present, recused, tier, counts, text) in cases {
        let people = board_of(filled);
        let tier = if tier == 0 { crate::domain::value::TierValue::default() } else { tier_value(tier) };
        let found = quorum(&attendees(&people, present, recused), &[], policy.board_rules(tier));
        assert_eq!((found.counts(), found.text().as_str()), (counts, text), "{filled} {present} {recused}");
    }
}

type Case = (&'static [&'static str], &'static [Function], u8, &'static [&'static str]);

#[test]
fn required_functions_are_heard() {
    let policy = Policy::default();
    let people = [
        person("ana", Function::Mrm, Seat::Chair),
        person("bob", Function::Security, Seat::Voter),
        person("cyd", Function::Legal, Seat::Advisor),
        person("dan", Function::Privacy, Seat::None),
        person("eve", Function::Legal, Seat::Secretary),
    ];
    // (who is there, written, tier, missing)
    let cases: [Case; 9] = [
        (&["ana", "bob", "cyd"], &[], 1, &[]),
        (&["ana", "bob"], &[], 1, &["privacy or legal"]),
        (&["ana", "bob", "dan", "eve"], &[], 1, &["privacy or legal"]),
        (&["ana", "bob"], &[Function::Privacy], 1, &[]),
        (&["bob"], &[], 1, &["mrm", "privacy or legal"]),
        (&["ana", "cyd"], &[], 2, &[]),
        (&["ana"], &[], 2, &["security, privacy or legal"]),
        (&["bob"], &[], 3, &["mrm"]),
        (&[], &[], 4, &[]),
    ];
    for (present, written, tier, missing) in cases {
        let board: Vec<Attendee<'_>> = people
            .iter()
            .map(|person| Attendee { person, present: present.contains(&person.handle.as_str()), recused: false })
            .collect();
        let found = quorum(&board, written, policy.board_rules(tier_value(tier)));
        assert_eq!(found.missing_words(), missing, "{present:?} tier {tier}");
        let recused: Vec<_> = board.iter().map(|one| Attendee { recused: true, ..*one }).collect();
        let found = quorum(&recused, &[], policy.board_rules(tier_value(tier)));
        assert_eq!(found.missing.len(), policy.tier[usize::from(tier) - 1].functions.len(), "recused are not heard");
    }
}

#[test]
fn alternates_sit_without_changing_the_denominator() {
    let mut people = board_of(3);
    people.push(Person { alternate_for: "p2".into(), ..person("alt", Function::Legal, Seat::Voter) });
    people.push(Person { alternate_for: "alt".into(), ..person("deep", Function::Legal, Seat::None) });
    people.push(Person { active: Active::No, ..person("gone", Function::Mrm, Seat::Voter) });
    // (p2 present, p2 recused, alt present, who votes)
    let cases: [(bool, bool, bool, &[&str]); 5] = [
        (true, false, true, &["p0", "p1", "p2"]),
        (false, false, true, &["p0", "p1", "alt"]),
        (true, true, true, &["p0", "p1", "alt"]),
        (true, true, false, &["p0", "p1"]),
        (false, false, false, &["p0", "p1"]),
    ];
    for (holder, recused, alternate, voters) in cases {
        let board: Vec<Attendee<'_>> = people
            .iter()
            .map(|person| match person.handle.as_str() {
                "p2" => Attendee { person, present: holder, recused },
                "alt" => Attendee { person, present: alternate, recused: false },
                _ => Attendee { person, present: true, recused: false },
            })
            .collect();
        let handles: Vec<String> = eligible(&board).into_iter().map(|handle| handle.0).collect();
        assert_eq!(handles, voters);
        let rules = Policy::default();
        let found = quorum(&board, &[], rules.board_rules(tier_value(2)));
        assert_eq!((found.present, found.filled), (voters.len(), 3));
    }
}

/// Away, recused, the meeting's chair, whom those present named, who presides and why (or what is refused).
type Chaired = (
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
    &'static str,
    Result<(&'static str, &'static str), &'static str>,
);

#[test]
fn the_vice_chair_presides_when_the_chair_may_not_and_an_alternate_inherits_no_office() {
    let alternate =
        |handle: &str, seat: &str| Person { alternate_for: seat.into(), ..person(handle, Function::Legal, Seat::None) };
    let people = [
        person("chair", Function::Mrm, Seat::Chair),
        person("vice", Function::Security, Seat::ViceChair),
        person("bob", Function::Ml, Seat::Voter),
        person("sec", Function::Mrm, Seat::Secretary),
        alternate("alt", "bob"),
        alternate("deputy", "vice"),
    ];
    let cases: [Chaired; 13] = [
        (&[], &[], "chair", "", Ok(("chair", ""))),
        (&[], &[], "", "", Ok(("chair", ""))),
        (&[], &["chair"], "chair", "", Ok(("vice", "chair is recused"))),
        (&["chair"], &[], "chair", "", Ok(("vice", "chair is away"))),
        (&["vice"], &["chair"], "chair", "", Ok(("bob", "chair is recused and vice is away"))),
        (&[], &["chair", "vice"], "", "", Ok(("bob", "chair is recused and vice is recused"))),
        (
            &["vice", "bob"],
            &["chair"],
            "chair",
            "",
            Err("chair is recused and vice is away, and an alternate inherits no office"),
        ),
        (
            &["vice", "bob"],
            &["chair"],
            "chair",
            "alt",
            Ok(("alt", "chair is recused and vice is away; those present named alt")),
        ),
        (&["vice"], &["chair"], "chair", "sec", Err("sec may not vote on this item, and so not preside")),
        (&[], &[], "chair", "bob", Err("chair is here and presides")),
        (&[], &["bob"], "bob", "", Ok(("chair", "bob is recused"))),
        (&[], &[], "bob", "", Ok(("bob", ""))),
        (
            &[],
            &["chair", "vice", "bob", "alt", "deputy"],
            "chair",
            "",
            Err("chair is recused and vice is recused, and an alternate inherits no office"),
        ),
    ];
    for (away, recused, chair, named, expected) in cases {
        let board: Vec<Attendee<'_>> = people
            .iter()
            .map(|person| Attendee {
                person,
                present: !away.contains(&person.handle.as_str()),
                recused: recused.contains(&person.handle.as_str()),
            })
            .collect();
        let found = presides(&board, &chair.into(), &named.into());
        let found =
            found.as_ref().map(|one| (one.person.as_str(), one.why.as_str())).map_err(|one| one.sentence.as_str());
        assert_eq!(found, expected, "{away:?} away, {recused:?} recused, {chair} in the chair, {named} named");
    }
}

#[test]
fn the_shortfall_is_said_in_a_sentence() {
    let quorum = |present, missing| Quorum { present, filled: 9, needs: 6, missing };
    assert_eq!(quorum(6, vec![]).shortfall(), None);
    assert_eq!(quorum(5, vec![]).shortfall().as_deref(), Some("no quorum: 5 present of 9, needs 6"));
    let both = quorum(5, vec![vec![Function::Mrm], vec![Function::Privacy, Function::Legal]]);
    assert_eq!(
        both.shortfall().as_deref(),
        Some("no quorum: 5 present of 9, needs 6; missing: mrm and privacy or legal")
    );
    assert!(!both.stands() && !quorum(9, vec![vec![Function::Mrm]]).stands() && quorum(6, vec![]).stands());
}

#[test]
fn seats_stand_while_a_meeting_is_in_session() {
    let of = |seat, function| Person { function, seat, ..Person::default() };
    let (none, voter) = (of(Seat::None, Function::Ml), of(Seat::Voter, Function::Ml));
    let alternate = Person { alternate_for: "ana".into(), ..none.clone() };
    let gone = Person { active: Active::No, ..voter.clone() };
    let renamed = Person { name: "Ana".into(), email: "ana@x.example".into(), ..voter.clone() };
    let cases = [
        (&none, &voter, Some("seat")),
        (&voter, &none, Some("seat")),
        (&none, &alternate, Some("alternate_for")),
        (&voter, &gone, Some("active")),
        (&voter, &of(Seat::Voter, Function::Security), Some("function")),
        (&voter, &renamed, None),
        (&none, &of(Seat::None, Function::Security), None),
        (&Person::default(), &none, None),
    ];
    for (at, (before, after, wrong)) in cases.into_iter().enumerate() {
        let found = seats_stand("MRB-0001", before, after).err();
        assert_eq!(found.as_ref().map(|refusal| refusal.subject.as_str()), wrong, "case {at}: {found:?}");
        assert!(found.is_none_or(|refusal| refusal.rule == Some(crate::domain::refusal::Rule(4))));
    }
}
