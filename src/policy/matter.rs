//! What R20 wants decided by itself and signed for: stop-ship, public claims, changes of criteria.

use super::file::Policy;
use crate::domain::ids::{DecisionId, SubmissionId};
use crate::domain::operation::RecordDecision;
use crate::domain::record::{Decision, Person};
use crate::domain::refusal::Refusal;
use crate::domain::states::{Active, DecisionStatus, Function, Matter, Outcome, Stage};
use crate::domain::text::join_words;

/// What a motion is about: what it names, else what its outcome comes to.
pub const fn of(outcome: Outcome, named: Matter) -> Matter {
    match (named, outcome) {
        (Matter::Ordinary, Outcome::Suspend | Outcome::Revoke) => Matter::StopShip,
        (named, _) => named,
    }
}

/// The functions that policy wants among the signers of a matter.
pub fn signers_of(policy: &Policy, matter: Matter) -> &[Function] {
    match matter {
        Matter::Ordinary => &[],
        Matter::StopShip => &policy.sign_off.stop_ship,
        Matter::PublicClaim => &policy.sign_off.public_claim,
        Matter::ChangeOfCriteria => &policy.sign_off.change_of_criteria,
    }
}

/// Whether an outcome settles a matter; what is put off or asked above needs no signature yet.
const fn settles(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Defer | Outcome::Escalate)
}

/// Refuses to settle a matter of its own together with something else, and one for which nobody signs (R20).
pub fn obstacle(motion: &RecordDecision, policy: &Policy) -> Option<Refusal> {
    let alone = match motion.matter {
        Matter::Ordinary => true,
        Matter::StopShip => matches!(
            motion.outcome,
            Outcome::Suspend
                | Outcome::Revoke
                | Outcome::Reject
                | Outcome::Procedural
                | Outcome::Defer
                | Outcome::Escalate
        ),
        Matter::PublicClaim | Matter::ChangeOfCriteria => {
            matches!(motion.outcome, Outcome::Procedural | Outcome::Defer | Outcome::Escalate)
        }
    };
    let phrase = motion.matter.phrase();
    if !alone {
        let sentence = format!("{phrase} needs a decision of its own, and `{}` decides something else", motion.outcome);
        let hint = "put it as procedural on an item of its own, and this one without it";
        return Some(Refusal::rule(20, "matter", sentence).hint(hint));
    }
    let matter = of(motion.outcome, motion.matter);
    let needed = signers_of(policy, matter);
    let unsigned = motion.exec_signoff.is_empty() && motion.sign_offs.0.is_empty();
    (settles(motion.outcome) && unsigned && !needed.is_empty()).then(|| lacking(matter, needed))
}

/// Refuses a procedural motion on a submission's item: it would leave the submission neither decided nor before
/// the board.
pub fn unsettled(outcome: Outcome, submission: Option<SubmissionId>) -> Option<Refusal> {
    let id = submission.filter(|_| outcome == Outcome::Procedural)?;
    let sentence = format!("a procedural motion leaves {id} undecided");
    Some(
        Refusal::state("outcome", sentence)
            .hint("approve, defer, reject or escalate it; procedure goes on an item of its own (item.add)"),
    )
}

fn lacking(matter: Matter, functions: &[Function]) -> Refusal {
    let words: Vec<&str> = functions.iter().map(|function| function.word()).collect();
    let field = if functions == [Function::Executive] { "exec_signoff" } else { "sign_offs" };
    let sentence = format!("{} lacks the signature of {}", matter.phrase(), join_words(&words, "and"));
    Refusal::rule(20, field, sentence)
        .hint("name who signs beside the vote (exec_signoff for the executive, sign_offs for the rest)")
}

/// Refuses a matter of its own without the functions that policy names among its signers (R20).
pub fn sign_off(policy: &Policy, motion: &RecordDecision, signers: &[&Person]) -> Result<(), Refusal> {
    let matter = of(motion.outcome, motion.matter);
    if !settles(motion.outcome) {
        return Ok(());
    }
    let signs = |function: Function| {
        signers.iter().any(|person| {
            let executive = function == Function::Executive && person.accountable_exec.0;
            person.active == Active::Yes && (person.function == function || executive)
        })
    };
    let missing: Vec<Function> = signers_of(policy, matter).iter().copied().filter(|one| !signs(*one)).collect();
    if missing.is_empty() { Ok(()) } else { Err(lacking(matter, &missing)) }
}

/// Refuses to suspend a model, or to lift its suspension, by changing its entry (R20).
pub fn stage_by_entry(subject: &str, from: Stage, to: Stage) -> Result<(), Refusal> {
    let (sentence, hint) = if from != Stage::Suspended && to == Stage::Suspended {
        ("is suspended by a decision of its own", "put it to the board (decision.record, suspend)")
    } else if from == Stage::Suspended && to == Stage::Production {
        ("is suspended, and an approval of the board lifts that", "put an approval to the board")
    } else {
        return Ok(());
    };
    Err(Refusal::rule(20, subject, sentence).hint(hint))
}

/// A policy file as a decision names it.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// Its version.
    pub version: &'a str,
    /// The SHA-256 of its text.
    pub sha256: &'a str,
}

/// What the title of an item begins with that asks for other criteria.
const TABLED: &str = "Change of criteria: ";
/// Least digits by which a digest is cited.
const CITED: usize = 8;

impl Edition<'_> {
    /// `2027.1 (sha256 3f2a9c1b0d4e5f60)`: as an agenda and a motion cite it.
    pub fn cited(&self) -> String {
        format!("{} (sha256 {})", self.version, self.sha256.get(..16).unwrap_or(self.sha256))
    }

    /// The title of the item that asks the board to adopt it.
    pub fn title(&self) -> String {
        format!("{TABLED}{}", self.cited())
    }

    /// The motion that adopts it.
    pub fn motion(&self) -> String {
        format!("Resolved: the criteria of version {} are adopted.", self.cited())
    }

    /// Whether a text names this edition: by its digest, or, if it cites none, by its version.
    fn named_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && !".-_+".contains(c)).collect();
        let words: Vec<&str> =
            words.iter().map(|word| word.trim_matches(['.', '-'])).filter(|word| !word.is_empty()).collect();
        let digest = |word: &str| word.len() >= CITED && word.chars().all(|c| c.is_ascii_hexdigit());
        let ours = |word: &str| digest(word) && self.sha256.starts_with(word);
        let cited = words.windows(2).filter(|pair| matches!(pair[0], "sha256" | "sha-256") && digest(pair[1]));
        let cited: Vec<&str> = cited.map(|pair| pair[1]).collect();
        if !cited.is_empty() {
            return cited.into_iter().any(ours);
        }
        words.iter().any(|word| ours(word) || *word == self.version.to_lowercase())
    }
}

/// What an item's title says of the criteria that it asks for: `2027.1 (sha256 …)`; nothing if it asks for none.
pub fn tabled(title: &str) -> Option<&str> {
    title.strip_prefix(TABLED).map(str::trim).filter(|rest| !rest.is_empty())
}

/// The decision on whose strength criteria are to be adopted.
#[derive(Clone, Copy, Debug)]
pub struct Mandate<'a> {
    /// Its number.
    pub id: DecisionId,
    /// What was resolved.
    pub decision: &'a Decision,
    /// How much it counts.
    pub status: DecisionStatus,
    /// The title of the item that it was made on.
    pub title: &'a str,
    /// The edition that it was used for already.
    pub used_for: Option<&'a str>,
}

/// Refuses a change of criteria that the board has not resolved (R20). Before its first decision nothing has
/// been decided under any criteria: what the board begins with is set up, not changed.
pub fn may_adopt(decided_before: bool, edition: Edition<'_>, mandate: Option<&Mandate<'_>>) -> Result<(), Refusal> {
    let refuse = |sentence: String, hint: &str| Err(Refusal::rule(20, "decision", sentence).hint(hint));
    let move_it = format!(
        "put it on an agenda (boardroom policy propose FILE), have the board resolve it (decision.record, procedural, \
         --matter change-of-criteria, motion `{}`), then name that decision",
        edition.motion()
    );
    let Some(mandate) = mandate else {
        return if decided_before {
            refuse("a change of criteria needs a decision of the board, and none is named".to_owned(), &move_it)
        } else {
            Ok(())
        };
    };
    let (id, decision) = (mandate.id, mandate.decision);
    if decision.matter != Matter::ChangeOfCriteria || decision.outcome != Outcome::Procedural {
        let hint = "name a procedural decision whose matter is change-of-criteria";
        return refuse(format!("{id} resolves no change of criteria"), hint);
    }
    if mandate.status != DecisionStatus::Final {
        let hint = "adopt it once the decision is final";
        return refuse(format!("{id} is {}, and criteria change by a final decision", mandate.status), hint);
    }
    if let Some(version) = mandate.used_for {
        return refuse(format!("version {version} was adopted by {id}"), "each edition needs a decision of its own");
    }
    if !edition.named_in(&format!("{}\n{}", decision.motion.as_str(), mandate.title)) {
        return refuse(format!("{id} does not name version {}: it resolves other criteria", edition.cited()), &move_it);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{Prose, YesNo};

    fn motion(outcome: Outcome, matter: Matter, signed: bool) -> RecordDecision {
        let exec_signoff = if signed { "eve".into() } else { crate::domain::value::Handle::default() };
        RecordDecision { outcome, exec_signoff, matter, ..RecordDecision::default() }
    }

    #[test]
    fn matters_are_decided_by_themselves() {
        let policy = Policy::default();
        let cases = [
            (Outcome::Approve, Matter::Ordinary, false, None),
            (Outcome::Suspend, Matter::Ordinary, false, Some("exec_signoff")),
            (Outcome::Suspend, Matter::Ordinary, true, None),
            (Outcome::Revoke, Matter::StopShip, false, Some("exec_signoff")),
            (Outcome::Revoke, Matter::StopShip, true, None),
            (Outcome::Reject, Matter::StopShip, true, None),
            (Outcome::Approve, Matter::StopShip, true, Some("matter")),
            (Outcome::Retire, Matter::StopShip, true, Some("matter")),
            (Outcome::Procedural, Matter::PublicClaim, true, None),
            (Outcome::Procedural, Matter::PublicClaim, false, Some("sign_offs")),
            (Outcome::Approve, Matter::PublicClaim, true, Some("matter")),
            (Outcome::Reject, Matter::PublicClaim, true, Some("matter")),
            (Outcome::Defer, Matter::PublicClaim, false, None),
            (Outcome::Escalate, Matter::ChangeOfCriteria, false, None),
            (Outcome::Procedural, Matter::ChangeOfCriteria, false, Some("sign_offs")),
            (Outcome::SetTier, Matter::ChangeOfCriteria, true, Some("matter")),
        ];
        for (outcome, matter, signed, refused) in cases {
            let found = obstacle(&motion(outcome, matter, signed), &policy).map(|refusal| refusal.subject);
            assert_eq!(found.as_deref(), refused, "{outcome} {matter} {signed}");
        }
        let mut lenient = Policy::default();
        lenient.sign_off.stop_ship.clear();
        assert_eq!(obstacle(&motion(Outcome::Suspend, Matter::Ordinary, false), &lenient), None);
    }

    #[test]
    fn a_submission_is_settled_by_an_outcome_of_its_own() {
        for outcome in Outcome::ALL {
            let refused = unsettled(*outcome, Some(SubmissionId(3))).is_some();
            assert_eq!(refused, *outcome == Outcome::Procedural, "{outcome}");
            assert_eq!(unsettled(*outcome, None), None, "{outcome}");
        }
    }

    #[test]
    fn a_suspension_is_not_a_matter_of_the_entry() {
        let refused = |from, to| stage_by_entry("MDL-0001", from, to).is_err();
        for from in Stage::ALL {
            for to in Stage::ALL {
                let closed = (*to == Stage::Suspended && *from != Stage::Suspended)
                    || (*from == Stage::Suspended && *to == Stage::Production);
                assert_eq!(refused(*from, *to), closed, "{from} to {to}");
            }
        }
    }

    #[test]
    fn the_functions_that_policy_names_sign() {
        let policy = Policy::default();
        let person = |handle: &str, function| Person { handle: handle.into(), function, ..Person::default() };
        let exec = Person { accountable_exec: YesNo(true), ..person("eve", Function::Product) };
        let gone = Person { active: Active::No, ..exec.clone() };
        let (legal, mrm) = (person("cyd", Function::Legal), person("ana", Function::Mrm));
        let both = Person { accountable_exec: YesNo(true), ..mrm.clone() };
        let (stop, claim, criteria) = (
            motion(Outcome::Suspend, Matter::Ordinary, true),
            motion(Outcome::Procedural, Matter::PublicClaim, true),
            motion(Outcome::Procedural, Matter::ChangeOfCriteria, true),
        );
        let cases: [(&RecordDecision, &[&Person], Option<&str>); 9] = [
            (&stop, &[&exec], None),
            (&stop, &[&gone], Some("a stop-ship lacks the signature of executive")),
            (&stop, &[&mrm, &legal], Some("a stop-ship lacks the signature of executive")),
            (&claim, &[&exec, &legal], None),
            (&claim, &[&exec], Some("a public claim lacks the signature of legal")),
            (&criteria, &[&legal], Some("a change of criteria lacks the signature of mrm and executive")),
            (&criteria, &[&mrm], Some("a change of criteria lacks the signature of executive")),
            (&criteria, &[&both], None),
            (&motion(Outcome::Approve, Matter::Ordinary, false), &[], None),
        ];
        for (motion, signers, refused) in cases {
            let found = sign_off(&policy, motion, signers).err();
            assert_eq!(found.as_ref().map(|refusal| refusal.sentence.as_str()), refused);
            assert!(found.is_none_or(|refusal| refusal.rule.is_some() && !refusal.hint.is_empty()));
        }
    }

    #[test]
    fn criteria_change_by_a_decision_once_the_board_has_decided_anything() {
        let motion = Prose::from("Resolved: the criteria of version 2027.1 are adopted.");
        let decision = |outcome, matter| Decision { outcome, matter, motion: motion.clone(), ..Decision::default() };
        let edition = Edition { version: "2027.1", sha256: "3f2a9c1b0d4e5f60" };
        let resolved = decision(Outcome::Procedural, Matter::ChangeOfCriteria);
        let other = decision(Outcome::Procedural, Matter::Ordinary);
        let put_off = decision(Outcome::Defer, Matter::ChangeOfCriteria);
        let mandate =
            |decision, status, used_for| Mandate { id: DecisionId(7), decision, status, title: "Criteria", used_for };
        let cases = [
            (false, None, true),
            (true, None, false),
            (true, Some(mandate(&resolved, DecisionStatus::Final, None)), true),
            (false, Some(mandate(&other, DecisionStatus::Final, None)), false),
            (true, Some(mandate(&resolved, DecisionStatus::Provisional, None)), false),
            (true, Some(mandate(&resolved, DecisionStatus::Failed, None)), false),
            (true, Some(mandate(&resolved, DecisionStatus::Superseded, None)), false),
            (true, Some(mandate(&resolved, DecisionStatus::Final, Some("2026.2"))), false),
            (true, Some(mandate(&other, DecisionStatus::Final, None)), false),
            (true, Some(mandate(&put_off, DecisionStatus::Final, None)), false),
        ];
        for (at, (decided, mandate, allowed)) in cases.into_iter().enumerate() {
            let found = may_adopt(decided, edition, mandate.as_ref());
            assert_eq!(found.is_ok(), allowed, "case {at}: {found:?}");
        }
    }

    #[test]
    fn a_decision_names_the_edition_that_it_adopts() {
        let edition = Edition { version: "2027.1", sha256: "3f2a9c1b0d4e5f60aa" };
        let cases = [
            (edition.motion(), true),
            (edition.title(), true),
            ("The criteria 2027.1 are adopted.".to_owned(), true),
            ("The criteria of 3f2a9c1b are adopted".to_owned(), true),
            ("Adopted: sha256:3F2A9C1B0D4E".to_owned(), true),
            ("The criteria 2027.1 (sha256 deadbeef00) are adopted".to_owned(), false),
            ("The criteria 2027.10 are adopted".to_owned(), false),
            ("The criteria 2027.2 are adopted".to_owned(), false),
            ("The criteria of 3f2a9c1c are adopted".to_owned(), false),
            ("Resolved: as tabled.".to_owned(), false),
        ];
        for (text, named) in cases {
            assert_eq!(edition.named_in(&text), named, "{text}");
        }
        assert_eq!(tabled(&edition.title()), Some("2027.1 (sha256 3f2a9c1b0d4e5f60)"));
        assert_eq!((tabled("Change of criteria: "), tabled("Minutes of MRB-0001")), (None, None));
    }
}
