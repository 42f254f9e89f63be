//! Evidence: of a kind that the policy knows, with a hash that can be one.

use super::file::Policy;
use super::readiness;
use crate::domain::record::Artifact;
use crate::domain::refusal::Refusal;
use crate::domain::states::ArtifactState;
use crate::domain::text::did_you_mean;

/// Refuses an artifact of an unknown kind, or with a digest that is none.
pub fn sound(artifact: &Artifact, policy: &Policy) -> Result<(), Refusal> {
    if policy.artifact(artifact.kind.as_str()).is_none() {
        let known: Vec<&str> = policy.artifact.iter().map(|rule| rule.kind.as_str()).collect();
        return Err(Refusal::data("kind", format!("the policy knows no artifact `{}`", artifact.kind))
            .hint(did_you_mean(artifact.kind.as_str(), &known)));
    }
    let digest = artifact.sha256.as_str();
    if digest.is_empty() || digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    Err(Refusal::data("sha256", "this is not a SHA-256 sum")
        .hint("give 64 hexadecimal digits, as sha256sum prints them"))
}

/// Refuses to put other evidence in the place of what was ever accepted: what it is, of what, where it lies, its digest,
/// its text and when it came in stand, and it stays fresh no longer (R09, R10). A rejection in between makes it no
/// other artifact. `once` is whether it was accepted before.
pub fn stands(subject: &str, once: bool, before: &Artifact, after: &Artifact, policy: &Policy) -> Result<(), Refusal> {
    if !once && before.state != ArtifactState::Accepted {
        return Ok(());
    }
    let changed = [
        (before.kind != after.kind, "kind"),
        (before.model != after.model, "model"),
        (before.version != after.version, "version"),
        (before.uri != after.uri, "uri"),
        (before.sha256 != after.sha256, "sha256"),
        (before.text != after.text, "text"),
        (before.received != after.received, "received"),
        (is_longer(before, after, policy), "valid_until"),
    ];
    let Some(field) = changed.into_iter().find_map(|(changed, field)| changed.then_some(field)) else { return Ok(()) };
    let state = before.state;
    let sentence = if state == ArtifactState::Accepted {
        format!("{subject} is accepted, and what was accepted stands")
    } else {
        format!("{subject} is {state} now and was accepted before, and what was accepted stands")
    };
    Err(Refusal::rule(10, field, sentence).hint("receive the new one as an artifact of its own"))
}

/// Whether an artifact would go on being fresh for longer.
fn is_longer(before: &Artifact, after: &Artifact, policy: &Policy) -> bool {
    let Some(rule) = policy.artifact(before.kind.as_str()) else { return before.valid_until != after.valid_until };
    let Some(last) = readiness::last_day(before, rule) else { return false };
    readiness::last_day(after, rule).is_none_or(|day| day > last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_accepted_is_not_exchanged() {
        use ArtifactState::{Accepted, Rejected, Submitted, Waived};
        let of = |state, uri: &str| Artifact { state, uri: uri.into(), ..Artifact::default() };
        let until = |day: &str| Artifact {
            kind: "model-card".into(),
            valid_until: crate::domain::value::Day(day.parse().ok()),
            ..of(Accepted, "a")
        };
        let came = Artifact { received: crate::domain::value::Day("2026-11-01".parse().ok()), ..of(Accepted, "a") };
        let titled = Artifact { title: "Card".into(), ..of(Accepted, "a") };
        let summed = Artifact { sha256: "0".repeat(64).as_str().into(), ..of(Accepted, "a") };
        let cases = [
            (false, of(Accepted, "a"), of(Accepted, "b"), Some("uri")),
            (false, of(Accepted, "a"), summed, Some("sha256")),
            (false, of(Accepted, "a"), Artifact { kind: "runbook".into(), ..of(Accepted, "a") }, Some("kind")),
            (false, of(Accepted, "a"), Artifact { version: "2".into(), ..of(Accepted, "a") }, Some("version")),
            (false, of(Accepted, "a"), Artifact { text: "other".into(), ..of(Accepted, "a") }, Some("text")),
            (false, of(Accepted, "a"), came, Some("received")),
            (false, of(Accepted, "a"), titled, None),
            (false, of(Accepted, "a"), of(Rejected, "a"), None),
            (false, of(Accepted, "a"), of(Rejected, "b"), Some("uri")),
            (false, of(Rejected, "a"), of(Accepted, "b"), None),
            (true, of(Rejected, "a"), of(Rejected, "b"), Some("uri")),
            (true, of(Rejected, "a"), of(Accepted, "a"), None),
            (true, of(Submitted, "a"), of(Submitted, "b"), Some("uri")),
            (false, of(Submitted, "a"), of(Submitted, "b"), None),
            (false, of(Waived, "a"), of(Waived, "b"), None),
            (false, until("2026-12-31"), until("2026-12-01"), None),
            (false, until("2026-12-31"), until("2027-01-01"), Some("valid_until")),
            (false, until("2026-12-31"), until(""), Some("valid_until")),
            (false, until(""), until("2026-12-01"), None),
        ];
        let policy = Policy::default();
        for (at, (once, before, after, wrong)) in cases.into_iter().enumerate() {
            let found = stands("ART-0001", once, &before, &after, &policy).err().map(|refusal| refusal.subject);
            assert_eq!(found.as_deref(), wrong, "case {at}");
        }
    }

    #[test]
    fn kinds_are_the_policys_and_digests_are_sums() {
        let policy = Policy::default();
        let sum = "0".repeat(64);
        let cases = [
            ("model-card", "", None),
            ("model-card", sum.as_str(), None),
            ("model-card", "abc", Some("sha256")),
            ("model-card", &"g".repeat(64), Some("sha256")),
            ("modelcard", "", Some("kind")),
        ];
        for (kind, digest, wrong) in cases {
            let artifact = Artifact { kind: kind.into(), sha256: digest.into(), ..Artifact::default() };
            let refused = sound(&artifact, &policy).err().map(|refusal| refusal.subject);
            assert_eq!(refused.as_deref(), wrong, "{kind} {digest}");
        }
    }
}
