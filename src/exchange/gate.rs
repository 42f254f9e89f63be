//! The release gate's answer: as text, as JSON, as the test report that pipelines read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::escape::markup_into;
use crate::domain::Refusal;
use crate::domain::text::clean_line;

/// The name and version of the JSON answer: a member is only ever added under the same version.
pub const SCHEMA: &str = "boardroom/gate/1";

/// The answer of the gate about a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The model's identifier.
    pub model: String,
    /// Its name.
    pub name: String,
    /// The version's label.
    pub version: String,
    /// The day asked about.
    pub as_of: String,
    /// The criteria in force.
    pub criteria: String,
    /// The head hash of the record that was asked.
    pub head: String,
    /// Every reason against the release; empty if the gate is open.
    pub reasons: Vec<Refusal>,
}

impl Answer {
    /// Whether the version may be released.
    pub fn is_open(&self) -> bool {
        self.reasons.is_empty()
    }

    fn subject(&self) -> String {
        if self.version.is_empty() {
            return self.model.clone();
        }
        format!("{}@{}", self.model, clean_line(&self.version))
    }

    /// A line for the answer, then one for every reason with what would clear it.
    pub fn text(&self) -> String {
        let word = if self.is_open() { "open" } else { "closed" };
        let mut text = format!("gate {word}: {} {}, as of {}\n", self.subject(), clean_line(&self.name), self.as_of);
        for reason in &self.reasons {
            let _ = writeln!(text, "  {} {}: {}", rule(reason), reason.subject, reason.sentence);
            if !reason.hint.is_empty() {
                let _ = writeln!(text, "      to clear it: {}", reason.hint);
            }
        }
        text
    }

    /// The answer with its reasons as JSON; `schema` names its version.
    pub fn json(&self) -> Value {
        let reason = |reason: &Refusal| {
            json!({
                "rule": reason.rule.map(|rule| rule.to_string()),
                "subject": reason.subject,
                "reason": reason.sentence,
                "clears": reason.hint,
            })
        };
        json!({
            "schema": SCHEMA,
            "model_id": self.model,
            "model_name": self.name,
            "version": self.version,
            "as_of": self.as_of,
            "gate": if self.is_open() { "open" } else { "closed" },
            "may_release": self.is_open(),
            "reasons": self.reasons.iter().map(reason).collect::<Vec<_>>(),
            "criteria_version": self.criteria,
            "head_hash": self.head,
        })
    }

    /// A `JUnit` report: one test case, failed once for every reason.
    pub fn junit(&self) -> String {
        let failures = self.reasons.len();
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let cases = failures.max(1);
        let counts = format!("tests=\"{cases}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"");
        let _ = write!(out, "<testsuites name=\"boardroom gate\" {counts}>\n  <testsuite name=\"");
        markup_into(&self.subject(), &mut out);
        let _ = writeln!(out, "\" {counts}>");
        if self.is_open() {
            out.push_str("    <testcase classname=\"boardroom.gate\" name=\"may be released\"/>\n");
        }
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for reason in &self.reasons {
            let name = format!("{} {}", rule(reason), clean_line(&reason.subject));
            let times = names.entry(name.clone()).or_default();
            *times += 1;
            // Readers of such reports take what has the same name for the same test.
            let name = if *times > 1 { format!("{name} ({times})") } else { name };
            out.push_str("    <testcase classname=\"boardroom.gate\" name=\"");
            markup_into(&name, &mut out);
            out.push_str("\">\n      <failure type=\"");
            markup_into(&rule(reason), &mut out);
            out.push_str("\" message=\"");
            markup_into(&clean_line(&reason.sentence), &mut out);
            out.push_str("\">");
            markup_into(&clean_line(&format!("to clear it: {}", reason.hint)), &mut out);
            out.push_str("</failure>\n    </testcase>\n");
        }
        out.push_str("  </testsuite>\n</testsuites>\n");
        out
    }
}

/// That the gate could not be asked, in the format that was asked for: a pipeline reads why where it reads the answer.
pub fn unanswered_json(subject: &str, refusal: &Refusal) -> Value {
    json!({
        "schema": SCHEMA,
        "subject": subject,
        "gate": "unanswered",
        "may_release": false,
        "reasons": [{
            "rule": refusal.rule.map(|rule| rule.to_string()),
            "subject": refusal.subject,
            "reason": refusal.sentence,
            "clears": refusal.hint,
        }],
    })
}

/// The same as a `JUnit` report: one test case with an error.
pub fn unanswered_junit(subject: &str, refusal: &Refusal) -> String {
    let counts = "tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\"";
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = write!(out, "<testsuites name=\"boardroom gate\" {counts}>\n  <testsuite name=\"");
    markup_into(&clean_line(subject), &mut out);
    let _ = write!(
        out,
        "\" {counts}>\n    <testcase classname=\"boardroom.gate\" name=\"may be released\">\n      <error message=\""
    );
    markup_into(&clean_line(&format!("{}: {}", refusal.subject, refusal.sentence)), &mut out);
    out.push_str("\">");
    markup_into(&clean_line(&refusal.hint), &mut out);
    out.push_str("</error>\n    </testcase>\n  </testsuite>\n</testsuites>\n");
    out
}

/// The rule's code, or what stands for it where no rule does.
fn rule(reason: &Refusal) -> String {
    reason.rule.map_or_else(|| "state".to_owned(), |rule| rule.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(reasons: Vec<Refusal>) -> Answer {
        Answer {
            model: "MDL-0001".to_owned(),
            name: "churn".to_owned(),
            version: "4.2".to_owned(),
            as_of: "2026-11-23".to_owned(),
            criteria: "2026-1".to_owned(),
            head: "ab".to_owned(),
            reasons,
        }
    }

    #[test]
    fn an_open_gate_is_one_passed_test() {
        let open = answer(Vec::new());
        assert_eq!(open.text(), "gate open: MDL-0001@4.2 churn, as of 2026-11-23\n");
        assert_eq!(open.json()["may_release"], true);
        assert!(open.junit().contains("tests=\"1\" failures=\"0\""));
    }

    #[test]
    fn what_cannot_be_asked_is_an_error_and_no_release() {
        let refusal = Refusal::data("MODEL", "nothing is called `a<b`").hint("look it up");
        let junit = unanswered_junit("a<b@1", &refusal);
        assert!(junit.contains("errors=\"1\"") && junit.contains("MODEL: nothing is called `a&lt;b`"), "{junit}");
        let json = unanswered_json("a<b@1", &refusal);
        assert_eq!((&json["may_release"], &json["gate"]), (&Value::Bool(false), &Value::from("unanswered")));
        assert_eq!(json["reasons"][0]["clears"], "look it up");
    }

    #[test]
    fn every_reason_is_a_failed_test_with_what_clears_it() {
        let reason = Refusal::rule(6, "FUP-0001", "the condition `a < b & \"c\"` is open").hint("have lin close it");
        let closed = answer(vec![reason, Refusal::state("MDL-0001", "the model is suspended")]);
        let junit = closed.junit();
        assert!(junit.contains("tests=\"2\" failures=\"2\""));
        assert!(junit.contains(
            "message=\"the condition `a &lt; b &amp; &quot;c&quot;` is open\">to clear it: have lin close it</failure>"
        ));
        assert!(closed.text().contains("  R06 FUP-0001: the condition"));
        assert_eq!(closed.json()["reasons"][1]["rule"], Value::Null);
    }

    #[test]
    fn reasons_of_one_rule_and_record_are_tests_of_their_own() {
        let reason = |why: &str| Refusal::state("MDL-0001", why).hint("look");
        let junit = answer(vec![reason("one"), reason("other")]).junit();
        let names: Vec<&str> = junit.split("<testcase ").skip(1).map(|case| case.split('>').next().unwrap()).collect();
        assert_eq!(names.len(), 2);
        assert_ne!(names[0], names[1], "{junit}");
    }
}
