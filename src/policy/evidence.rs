//! Evidence: of a kind that the policy knows, with a hash that can be one.

use super::file::Policy;
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

/// Refuses to put other evidence in the place of what was accepted: what it is, of what, where it lies, its digest
/// and its text stand (R09, R10). What is rejected or submitted again in the same step is looked at anew.
pub fn stands(subject: &str, before: &Artifact, after: &Artifact) -> Result<(), Refusal> {
    let accepted = before.state == ArtifactState::Accepted && after.state == ArtifactState::Accepted;
    let changed = [
        (before.kind != after.kind, "kind"),
        (before.model != after.model, "model"),
        (before.version != after.version, "version"),
        (before.uri != after.uri, "uri"),
        (before.sha256 != after.sha256, "sha256"),
        (before.text != after.text, "text"),
    ];
    match changed.into_iter().find_map(|(changed, field)| changed.then_some(field)) {
        Some(field) if accepted => {
            let sentence = format!("{subject} is accepted, and what was accepted stands");
            Err(Refusal::rule(10, field, sentence)
                .hint("receive the new one as an artifact of its own, or reject this"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_accepted_is_not_exchanged() {
        use ArtifactState::{Accepted, Rejected, Submitted, Waived};
        let of = |state, uri: &str| Artifact { state, uri: uri.into(), ..Artifact::default() };
        let titled = Artifact { title: "Card".into(), ..of(Accepted, "a") };
        let cases = [
            (of(Accepted, "a"), of(Accepted, "b"), Some("uri")),
            (
                of(Accepted, "a"),
                Artifact { sha256: "0".repeat(64).as_str().into(), ..of(Accepted, "a") },
                Some("sha256"),
            ),
            (of(Accepted, "a"), Artifact { kind: "runbook".into(), ..of(Accepted, "a") }, Some("kind")),
            (of(Accepted, "a"), Artifact { version: "2".into(), ..of(Accepted, "a") }, Some("version")),
            (of(Accepted, "a"), Artifact { text: "other".into(), ..of(Accepted, "a") }, Some("text")),
            (of(Accepted, "a"), titled, None),
            (of(Accepted, "a"), of(Rejected, "b"), None),
            (of(Rejected, "a"), of(Accepted, "b"), None),
            (of(Submitted, "a"), of(Submitted, "b"), None),
            (of(Waived, "a"), of(Waived, "b"), None),
        ];
        for (at, (before, after, wrong)) in cases.into_iter().enumerate() {
            let found = stands("ART-0001", &before, &after).err().map(|refusal| refusal.subject);
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
