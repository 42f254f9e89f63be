//! Evidence: of a kind that the policy knows, with a hash that can be one.

use super::file::Policy;
use crate::domain::record::Artifact;
use crate::domain::refusal::Refusal;
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

#[cfg(test)]
mod tests {
    use super::*;

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
