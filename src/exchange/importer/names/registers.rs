//! What other programs call the fields and values of submissions, risks and follow-ups.

use super::{Importable, Keyed};
use crate::domain::field::Fields;
use crate::domain::operation::{Operation, Put, Revise};
use crate::domain::record::{FollowUp, Risk, Submission};
use crate::domain::states::RiskState;
use crate::exchange::mapping::key as plain;
use crate::policy::acceptance;

impl Importable for Submission {
    const NAMES: &'static [(&'static str, &'static [&'static str])] = &[
        ("kind", &["type", "submission type", "request type", "issue type"]),
        ("model", &["model_id", "model name", "system"]),
        ("version", &["model version"]),
        ("requester", &["requested by", "reporter", "submitted by", "author", "creator"]),
        ("release_target", &["target date", "release date", "due", "due date", "wanted by"]),
        ("summary", &["title", "subject", "name"]),
        ("ask", &["request", "description", "what is asked"]),
        ("offered", &["artifacts", "attachments", "documents"]),
        ("triggers", &["change triggers"]),
        ("reviewer", &["assignee", "validator"]),
        ("external_key", &["intake_id", "submission_id", "issue key", "ticket", "key", "id", "reference"]),
    ];
    const MEANINGS: &'static [(&'static str, &'static [(&'static str, &'static str)])] = &[(
        "kind",
        &[
            ("new", "new-model"),
            ("initial", "new-model"),
            ("change", "material-change"),
            ("modelchange", "material-change"),
            ("retraining", "retrain"),
            ("dataset", "new-dataset"),
            ("newdata", "new-dataset"),
            ("usecase", "new-context"),
            ("newusecase", "new-context"),
            ("prompt", "prompt-or-policy"),
            ("vendor", "vendor-change"),
            ("retire", "decommission"),
            ("retirement", "decommission"),
            ("emergency", "emergency-patch"),
            ("hotfix", "emergency-patch"),
        ],
    )];
}

impl Keyed for Submission {
    const TITLE: &'static str = "summary";
    const UNIT: &'static str = "model";

    fn put(put: Put<Self>) -> Operation {
        Operation::SubmissionPut(put)
    }
    fn revise(revise: Revise<Self>) -> Operation {
        Operation::SubmissionRevise(revise)
    }
}

/// Five words for likelihood, and their steps.
const LIKELIHOODS: &[(&str, &str)] = &[
    ("verylow", "1"),
    ("rare", "1"),
    ("low", "2"),
    ("unlikely", "2"),
    ("medium", "3"),
    ("moderate", "3"),
    ("possible", "3"),
    ("high", "4"),
    ("likely", "4"),
    ("veryhigh", "5"),
    ("almostcertain", "5"),
];
/// Five words for impact, and their steps.
const IMPACTS: &[(&str, &str)] = &[
    ("verylow", "1"),
    ("negligible", "1"),
    ("insignificant", "1"),
    ("low", "2"),
    ("minor", "2"),
    ("medium", "3"),
    ("moderate", "3"),
    ("high", "4"),
    ("major", "4"),
    ("veryhigh", "5"),
    ("severe", "5"),
    ("critical", "5"),
    ("catastrophic", "5"),
];

impl Importable for Risk {
    const NAMES: &'static [(&'static str, &'static [&'static str])] = &[
        ("model", &["model_id", "model name", "system", "asset"]),
        ("category", &["risk category", "type", "domain"]),
        ("statement", &["risk", "risk statement", "description", "title", "summary", "name"]),
        ("likelihood", &["probability", "inherent_likelihood"]),
        ("impact", &["consequence", "inherent_impact", "severity"]),
        ("controls", &["existing controls", "mitigation", "mitigations"]),
        ("treatment", &["response", "risk response", "strategy"]),
        ("owner", &["risk owner", "responsible", "assignee"]),
        ("target_date", &["due", "due date", "target"]),
        ("last_reviewed", &["reviewed on", "last review"]),
        ("state", &["status"]),
        ("external_key", &["risk_id", "key", "id", "reference", "risk key", "risk"]),
        ("frameworks", &["framework", "framework references", "requirements", "nist ai rmf", "owasp", "mitre atlas"]),
    ];
    const MEANINGS: &'static [(&'static str, &'static [(&'static str, &'static str)])] = &[
        ("likelihood", LIKELIHOODS),
        ("residual_likelihood", LIKELIHOODS),
        ("target_likelihood", LIKELIHOODS),
        ("impact", IMPACTS),
        ("residual_impact", IMPACTS),
        ("target_impact", IMPACTS),
        (
            "state",
            &[
                ("open", "identified"),
                ("new", "identified"),
                ("inprogress", "treating"),
                ("mitigating", "treating"),
                ("resolved", "mitigated"),
                ("done", "closed"),
            ],
        ),
        (
            "treatment",
            &[
                ("reduce", "mitigate"),
                ("treat", "mitigate"),
                ("tolerate", "accept"),
                ("share", "transfer"),
                ("terminate", "avoid"),
            ],
        ),
        (
            "category",
            &[
                ("bias", "fairness"),
                ("discrimination", "fairness"),
                ("modelperformance", "performance"),
                ("accuracy", "performance"),
                ("dataquality", "data"),
                ("dataprotection", "privacy"),
                ("cybersecurity", "security"),
                ("safety", "safety-content"),
                ("content", "safety-content"),
                ("explainability", "transparency"),
                ("misuse", "oversight-misuse"),
                ("vendor", "third-party"),
                ("legal", "legal-ip"),
                ("ip", "legal-ip"),
                ("operational", "operations-monitoring"),
                ("operations", "operations-monitoring"),
                ("monitoring", "operations-monitoring"),
            ],
        ),
    ];
}

impl Keyed for Risk {
    const TITLE: &'static str = "statement";
    const UNIT: &'static str = "model";

    fn curb(put: &mut Put<Self>, before: Option<&Self>) -> Option<&'static str> {
        let state = Self::position("state")?;
        if !put.set.contains(&state) || put.fields.state != RiskState::Accepted {
            return None;
        }
        match before.map(|before| before.state) {
            Some(RiskState::Accepted) => None,
            Some(_) => {
                put.set.retain(|at| *at != state);
                Some("state stays as the board has it, not accepted: no acceptance of this board covers it")
            }
            None => {
                put.fields.state = acceptance::risk_imported(put.fields.state);
                Some("accepted elsewhere comes as treating: no acceptance of this board covers it")
            }
        }
    }

    fn put(put: Put<Self>) -> Operation {
        Operation::RiskPut(put)
    }
    fn revise(revise: Revise<Self>) -> Operation {
        Operation::RiskRevise(revise)
    }
}

impl Importable for FollowUp {
    const NAMES: &'static [(&'static str, &'static [&'static str])] = &[
        ("kind", &["type", "issue type"]),
        ("source", &["source_id", "comes from"]),
        ("model", &["model_id", "model name", "system"]),
        ("title", &["summary", "action", "what", "task", "finding", "description"]),
        ("closing_test", &["acceptance criteria", "done when", "definition of done"]),
        ("severity", &["priority", "rating", "criticality"]),
        ("owner", &["assignee", "responsible", "assigned to", "action owner"]),
        ("due", &["due date", "deadline", "target date"]),
        ("verifier", &["verified by", "reviewer", "approver"]),
        ("evidence", &["evidence_uri", "closing evidence", "link"]),
        ("external_key", &["followup_id", "issue key", "ticket", "finding_id", "action_id", "key", "id", "reference"]),
    ];
    const BESIDE: &'static [(&'static str, &'static [&'static str])] = &[
        ("status", &["state", "resolution"]),
        ("closed_on", &["closed", "resolved", "completed on", "resolution date"]),
    ];
    const MEANINGS: &'static [(&'static str, &'static [(&'static str, &'static str)])] = &[
        (
            "kind",
            &[
                ("task", "action"),
                ("subtask", "action"),
                ("story", "action"),
                ("epic", "action"),
                ("bug", "action"),
                ("improvement", "action"),
                ("newfeature", "action"),
                ("todo", "action"),
                ("auditfinding", "finding"),
                ("issue", "finding"),
                ("observation", "finding"),
                ("remediation", "mitigation"),
            ],
        ),
        (
            "severity",
            &[
                ("highest", "critical"),
                ("blocker", "critical"),
                ("urgent", "critical"),
                ("p1", "critical"),
                ("major", "high"),
                ("p2", "high"),
                ("normal", "medium"),
                ("moderate", "medium"),
                ("p3", "medium"),
                ("minor", "low"),
                ("trivial", "low"),
                ("lowest", "low"),
                ("p4", "low"),
            ],
        ),
        (
            "gate",
            &[
                ("pre", "pre-release"),
                ("post", "post-release"),
                ("beforerelease", "pre-release"),
                ("afterrelease", "post-release"),
            ],
        ),
    ];
}

/// Words by which other programs say that something has ended, letters and digits only.
const ENDED: [&str; 15] = [
    "closed",
    "done",
    "resolved",
    "complete",
    "completed",
    "cancelled",
    "canceled",
    "wontdo",
    "wontfix",
    "rejected",
    "declined",
    "verified",
    "duplicate",
    "obsolete",
    "withdrawn",
];

impl Keyed for FollowUp {
    const TITLE: &'static str = "title";
    const UNIT: &'static str = "model";
    // A due date moves by an extension (R13).
    const KEPT: &'static [&'static str] = &["due"];

    fn ended(beside: &dyn Fn(&str) -> String) -> Option<bool> {
        let (status, closed) = (beside("status"), beside("closed_on"));
        if status.is_empty() {
            return (!closed.is_empty()).then_some(true);
        }
        Some(ENDED.contains(&plain(&status).as_str()))
    }

    fn is_over(state: &Self::State) -> bool {
        !state.state.is_open()
    }

    fn put(put: Put<Self>) -> Operation {
        Operation::FollowUpPut(put)
    }
    fn revise(revise: Revise<Self>) -> Operation {
        Operation::FollowUpRevise(revise)
    }
}
