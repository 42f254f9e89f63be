//! Who does not vote on a model, and why (R03).

use crate::domain::record::Model;
use crate::domain::refusal::Refusal;
use crate::domain::text::join_words;
use crate::domain::value::Handle;

/// Whose interests touch an item.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'a> {
    /// The model decided upon.
    pub model: &'a Model,
    /// Who asks.
    pub requester: &'a Handle,
    /// The owner's manager.
    pub owner_manager: &'a Handle,
    /// Who validated it.
    pub validators: &'a [Handle],
}

/// A person with an interest, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// Who.
    pub person: Handle,
    /// What it is: `owns the model and developed it`.
    pub reason: String,
}

/// Those who do not vote on this model; one entry a person, in the order of their closeness.
pub fn conflicts(parties: Parties<'_>) -> Vec<Interest> {
    let Parties { model, requester, owner_manager, .. } = parties;
    let roles = [(&model.owner, "owns the model")]
        .into_iter()
        .chain(model.developers.0.iter().map(|developer| (developer, "developed the model")))
        .chain([
            (requester, "asks for the decision"),
            (&model.accountable_exec, "is its accountable executive"),
            (owner_manager, "manages its owner"),
        ]);
    merged(roles)
}

/// Those with a part in a matter, and beside them those who had one at an earlier moment (`when it came before the
/// board`): whoever was a party then stays one, whatever the entries say since.
pub fn standing(now: Vec<Interest>, then: impl IntoIterator<Item = Interest>, when: &str) -> Vec<Interest> {
    let mut found = now;
    for one in then {
        if !is_conflicted(&one.person, &found) {
            let reason = format!("{} ({when})", one.reason);
            found.push(Interest { reason, ..one });
        }
    }
    found
}

/// Those whose part is shown although they may vote: the validators.
pub fn disclosures(parties: Parties<'_>) -> Vec<Interest> {
    let recused = conflicts(parties);
    let validators = parties.validators.iter().map(|validator| (validator, "validated the model"));
    merged(validators).into_iter().filter(|one| !is_conflicted(&one.person, &recused)).collect()
}

fn merged<'a>(roles: impl Iterator<Item = (&'a Handle, &'static str)>) -> Vec<Interest> {
    let mut people: Vec<(&Handle, Vec<&str>)> = Vec::new();
    for (person, role) in roles.filter(|(person, _)| !person.is_empty()) {
        match people.iter_mut().find(|(known, _)| *known == person) {
            Some((_, roles)) if roles.contains(&role) => {}
            Some((_, roles)) => roles.push(role),
            None => people.push((person, vec![role])),
        }
    }
    people
        .into_iter()
        .map(|(person, roles)| Interest { person: person.clone(), reason: join_words(&roles, "and") })
        .collect()
}

/// Whether this person is among them.
pub fn is_conflicted(person: &Handle, conflicts: &[Interest]) -> bool {
    conflicts.iter().any(|one| one.person == *person)
}

/// Refuses to take back a recusal that R03 demands.
pub fn may_clear(person: &Handle, conflicts: &[Interest]) -> Result<(), Refusal> {
    match conflicts.iter().find(|one| one.person == *person) {
        Some(one) => Err(Refusal::rule(3, person.as_str(), format!("stays recused: {}", one.reason))
            .hint("let them present; their alternate may sit")),
        None => Ok(()),
    }
}

/// Refuses a recusal of one's own without a reason.
pub fn may_recuse(person: &Handle, reason: &str, conflicts: &[Interest]) -> Result<(), Refusal> {
    if is_conflicted(person, conflicts) || !reason.trim().is_empty() {
        return Ok(());
    }
    Err(Refusal::rule(3, person.as_str(), "recuses without a reason").hint("give the reason in a line"))
}

/// Refuses an assessment that becomes final, and with it the residual risk (R02), by whoever has a part in the model:
/// as its author, as its second reviewer, or by entering it.
pub fn may_assess(author: &Handle, second: &Handle, by: &Handle, conflicts: &[Interest]) -> Result<(), Refusal> {
    let part = |person: &Handle| conflicts.iter().find(|one| one.person == *person);
    let (field, one, what) = match (part(author), part(second), part(by)) {
        (Some(one), _, _) => ("author", one, "does not author its final assessment"),
        (None, Some(one), _) => ("second_reviewer", one, "does not review its assessment"),
        (None, None, Some(one)) => ("state", one, "does not make its assessment final"),
        (None, None, None) => return Ok(()),
    };
    Err(Refusal::rule(2, field, format!("{} {}, and {what}", one.person, one.reason))
        .hint("leave it a draft, and let somebody without a part in the model assess it and make it final"))
}

/// What those with a part in a model leave to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Easing {
    /// Lowering what remains of one of its risks (R02).
    Risk,
    /// Lowering its tier by what they answer or enter (R11).
    Tier,
    /// Lowering the severity of its incident, or taking that from it (R17).
    Incident,
}

/// Refuses to ease what the rules ask of a model by whoever has a part in it.
pub fn may_ease(easing: Easing, field: &str, by: &Handle, conflicts: &[Interest]) -> Result<(), Refusal> {
    let Some(one) = conflicts.iter().find(|one| one.person == *by) else { return Ok(()) };
    let (rule, what, hint) = match easing {
        Easing::Risk => {
            (2, "lower what remains of it", "let somebody without a part in the model rate it, or the risk office")
        }
        Easing::Tier => (
            11,
            "lower its tier",
            "let somebody without a part in the model answer, or have two others sign an override",
        ),
        Easing::Incident => {
            (17, "make its incident less", "let somebody without a part in the model rate it, or the risk office")
        }
    };
    Err(Refusal::rule(rule, field, format!("{by} {}, and does not {what}", one.reason)).hint(hint))
}

/// Refuses to conclude a review by whoever has a part in the model, as its reviewer or by entering it (R03);
/// `attested` is a review that policy leaves to the owner's attestation.
pub fn may_conclude(reviewer: &Handle, by: &Handle, conflicts: &[Interest], attested: bool) -> Result<(), Refusal> {
    if attested {
        return Ok(());
    }
    let part = |person: &Handle| conflicts.iter().find(|one| one.person == *person);
    let (person, what) = match (part(reviewer), part(by)) {
        (Some(one), _) => (one, "does not review it"),
        (None, Some(one)) => (one, "does not conclude its review"),
        (None, None) => return Ok(()),
    };
    Err(Refusal::rule(3, "reviewer", format!("{} {}, and {what}", person.person, person.reason))
        .hint("let somebody without a part in the model review it and conclude it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Handles;

    fn interest(person: &str, reason: &str) -> Interest {
        Interest { person: person.into(), reason: reason.to_owned() }
    }

    #[test]
    fn those_with_a_part_in_the_model_do_not_vote() {
        let model = Model {
            owner: "ana".into(),
            developers: Handles(vec!["bob".into(), "ana".into()]),
            accountable_exec: "cyd".into(),
            ..Model::default()
        };
        let (requester, manager): (Handle, Handle) = ("bob".into(), "dan".into());
        let validators = ["eve".into(), "bob".into()];
        let parties =
            Parties { model: &model, requester: &requester, owner_manager: &manager, validators: &validators };
        let found = conflicts(parties);
        assert_eq!(
            found,
            [
                interest("ana", "owns the model and developed the model"),
                interest("bob", "developed the model and asks for the decision"),
                interest("cyd", "is its accountable executive"),
                interest("dan", "manages its owner"),
            ]
        );
        assert_eq!(disclosures(parties), [interest("eve", "validated the model")]);
        assert_eq!(
            may_clear(&"dan".into(), &found).map_err(|refusal| refusal.to_string()),
            Err("R03 dan: stays recused: manages its owner; let them present; their alternate may sit".to_owned())
        );
        assert_eq!(may_clear(&"eve".into(), &found), Ok(()));
        assert_eq!(may_recuse(&"eve".into(), "shares a budget", &found), Ok(()));
        assert!(may_recuse(&"eve".into(), "  ", &found).is_err());
        assert_eq!(may_recuse(&"ana".into(), "", &found), Ok(()));
    }

    #[test]
    fn a_review_is_concluded_by_others() {
        let parties = [interest("ana", "owns the model"), interest("bob", "developed the model")];
        let cases = [
            ("cyd", "cyd", false, true),
            ("cyd", "dan", false, true),
            ("ana", "cyd", false, false),
            ("cyd", "ana", false, false),
            ("bob", "bob", false, false),
            ("ana", "ana", true, true),
        ];
        for (reviewer, by, attested, allowed) in cases {
            let found = may_conclude(&reviewer.into(), &by.into(), &parties, attested);
            assert_eq!(found.is_ok(), allowed, "{reviewer} by {by}, attested {attested}: {found:?}");
        }
    }

    #[test]
    fn what_remains_is_said_by_others() {
        let parties = [interest("ana", "owns the model"), interest("bob", "developed the model")];
        let cases = [
            ("cyd", "", "dan", None),
            ("cyd", "dan", "cyd", None),
            ("ana", "", "cyd", Some("author")),
            ("cyd", "bob", "cyd", Some("second_reviewer")),
            ("cyd", "dan", "ana", Some("state")),
        ];
        for (author, second, by, refused) in cases {
            let found = may_assess(&author.into(), &second.into(), &by.into(), &parties).err();
            assert_eq!(found.map(|refusal| refusal.subject).as_deref(), refused, "{author}, {second} by {by}");
        }
        for easing in [Easing::Risk, Easing::Tier, Easing::Incident] {
            assert_eq!(may_ease(easing, "state", &"cyd".into(), &parties), Ok(()));
            let refusal = may_ease(easing, "state", &"bob".into(), &parties).expect_err("a part in it");
            assert!(refusal.rule.is_some() && !refusal.hint.is_empty(), "{refusal}");
        }
    }

    #[test]
    fn a_party_when_it_came_before_the_board_stays_one() {
        let now = vec![interest("ana", "owns the model")];
        let owned = interest("bob", "owns the model");
        let then = [owned.clone(), interest("ana", "developed the model"), owned];
        let stays = interest("bob", "owns the model (when it came before the board)");
        assert_eq!(standing(now.clone(), then, "when it came before the board"), [now[0].clone(), stays]);
        assert_eq!(standing(now.clone(), [], "then"), now);
    }

    #[test]
    fn unknown_people_are_nobody() {
        let nobody = Handle::default();
        let model = Model::default();
        let parties = Parties { model: &model, requester: &nobody, owner_manager: &nobody, validators: &[] };
        assert_eq!(conflicts(parties), []);
    }
}
