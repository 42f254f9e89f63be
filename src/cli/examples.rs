//! What the help of a command shows for an example, where the fields of its operation alone make none that works: records of
//! the sample board that stand as the command needs them. `tests/examples.rs` runs every one.

/// Operations with the command line that shows them.
pub(super) const EXAMPLES: &[(&str, &str)] = &[
    ("submission.triage", "boardroom triage INT-0031 --reviewer kim"),
    ("submission.schedule", "boardroom schedule INT-0029 --meeting MRB-0011"),
    ("note.take", "boardroom note MRB-0011 --text \"The vendor answers by Friday\""),
    (
        "decision.record",
        "boardroom decide ITM-0074 --outcome defer --motion \"Resolved: churn-llm 1.0 comes back next week\" --mover weiss --rationale \"The subgroup table came this morning\" --method without-objection",
    ),
    ("undo", "boardroom undo"),
    ("redo", "boardroom redo"),
    ("person.add", "boardroom person add --handle marlow --name \"Kit Marlow\" --function ml"),
    ("model.set-tier", "boardroom model set-tier MDL-0001 --tier 1 --rationale \"Decides on credit for consumers\""),
    ("model.tag", "boardroom model tag MDL-0001 --add-tags llm"),
    ("version.revise", "boardroom version revise VER-0001 --evaluation-ref https://evidence.example/run-41"),
    (
        "artifact.receive",
        "boardroom artifact receive --kind model-card --model MDL-0001 --title \"Model card\" --uri https://evidence.example/card",
    ),
    ("artifact.revise", "boardroom artifact revise ART-0001 --title \"Model card, second edition\""),
    ("assessment.revise", "boardroom assessment revise ASM-0053 --summary \"Useful, and not yet to be controlled\""),
    (
        "validation.revise",
        "boardroom validation revise VAL-0001 --results-ref https://evidence.example/results --reason \"The link had moved\"",
    ),
    ("submission.revise", "boardroom submission revise INT-0031 --summary \"Hierarchical average by country\""),
    ("submission.return", "boardroom submission return INT-0028 --missing validation-report"),
    ("submission.resubmit", "boardroom submission resubmit INT-0014"),
    ("submission.ready", "boardroom submission ready INT-0028"),
    ("submission.withdraw", "boardroom submission withdraw INT-0034 --reason \"The pilot was stopped\""),
    ("submission.out-of-scope", "boardroom submission out-of-scope INT-0034 --reason \"A rule, not a model\""),
    (
        "acceptance.propose",
        "boardroom acceptance propose --model MDL-0011 --risks RSK-0028 --rationale \"Until the ledger holds the notes\" --controls \"weekly cross-check @osei\" --requester osei --accountable-exec mensah --expiry +60d",
    ),
    ("acceptance.revise", "boardroom acceptance revise ACC-0007 --review-date +3w"),
    ("acceptance.activate", "boardroom acceptance activate ACC-0007"),
    (
        "acceptance.verify",
        "boardroom acceptance verify ACC-0004 --control 1 --result effective --evidence \"sampled 20 cases, all held\" --verifier haddad",
    ),
    ("acceptance.close", "boardroom acceptance close ACC-0004 --reason \"The daily retrain is live\""),
    ("acceptance.revoke", "boardroom acceptance revoke ACC-0004 --reason \"The control was switched off\""),
    ("followup.revise", "boardroom followup revise FUP-0007 --title \"Lineage links for the twelve largest sources\""),
    ("followup.start", "boardroom followup start FUP-0023"),
    ("followup.hand-in", "boardroom followup hand-in FUP-0007 --evidence https://evidence.example/lineage"),
    ("followup.send-back", "boardroom followup send-back FUP-0010 --note \"Two of the sites are missing\""),
    ("followup.close", "boardroom followup close FUP-0010 --note \"Seen on both sites\""),
    ("followup.cancel", "boardroom followup cancel FUP-0023 --note \"Covered by the new course\""),
    ("followup.extend", "boardroom followup extend FUP-0007 --due +9w --reason \"Two sources change hands\""),
    ("meeting.recur", "boardroom meeting recur --rule \"every tue\" --until +8w"),
    ("meeting.revise", "boardroom meeting revise MRB-0011 --title \"Weekly board\""),
    ("meeting.publish", "boardroom meeting publish MRB-0012"),
    ("meeting.open", "boardroom meeting open MRB-0011 --present \"okafor; weiss; rao; haddad\""),
    ("meeting.arrive", "boardroom meeting arrive MRB-0011 --person osei"),
    ("meeting.depart", "boardroom meeting depart MRB-0011 --person rao"),
    ("meeting.preside", "boardroom meeting preside MRB-0011 --person haddad"),
    ("meeting.recess", "boardroom meeting recess MRB-0011"),
    ("meeting.resume", "boardroom meeting resume MRB-0011"),
    ("meeting.adjourn", "boardroom meeting adjourn MRB-0011"),
    ("meeting.consent", "boardroom meeting consent MRB-0011"),
    ("meeting.adopt-minutes", "boardroom meeting adopt-minutes MRB-0010"),
    ("item.add", "boardroom item add MRB-0011 --title \"Office hours in December\""),
    ("item.revise", "boardroom item revise ITM-0079 --title \"Review of search-rank\""),
    ("item.move", "boardroom item move ITM-0079 --to 2"),
    ("item.remove", "boardroom item remove ITM-0079"),
    ("item.call", "boardroom item call ITM-0075"),
    ("item.timer", "boardroom item timer MRB-0011"),
    ("item.note", "boardroom item note ITM-0079 --note \"Nothing new\""),
    ("position.file", "boardroom position file ITM-0075 --person li --text \"Privacy has no objection\""),
    ("position.withdraw", "boardroom position withdraw ITM-0075 --person li"),
    (
        "motion.put",
        "boardroom motion put ITM-0075 --outcome approve --motion \"Resolved: credit-limit 4.2 is approved\" --mover weiss",
    ),
    ("motion.withdraw", "boardroom motion withdraw ITM-0075"),
    (
        "decision.sign",
        "boardroom decision sign INT-0026 --outcome approve --motion \"Signed: doc-ocr 3.2 is approved\" --rationale \"Same documents, new reader\" --signers \"haddad; rao\"",
    ),
    ("decision.pull", "boardroom decision pull DEC-0064 --reason \"I want to see the numbers\""),
    (
        "decision.correct",
        "boardroom decision correct DEC-0066 --rationale \"Nobody calls any more\" --reason \"A slip of the pen\"",
    ),
    ("decision.answer", "boardroom decision answer DEC-0050 --text \"The company does not want them\""),
    ("recusal.record", "boardroom recusal record ITM-0075 --person tran --reason \"Worked on it last year\""),
    ("recusal.withdraw", "boardroom recusal withdraw ITM-0075 --person tran"),
    ("reading.take", "boardroom reading take MON-0001 --readings \"yesterday 0.86\""),
    ("thematic.revise", "boardroom thematic revise THM-0001 --conclusion \"No gap was found\""),
    ("control-test.record", "boardroom control-test record --control inventory --tester okafor"),
    ("control-test.revise", "boardroom control-test revise CTL-0001 --exceptions \"none\""),
    (
        "metric.enter",
        "boardroom metric enter --name training --period-end -1d --numerator 41 --denominator 50 --source \"course list\"",
    ),
    ("metric.revise", "boardroom metric revise MET-0001 --source \"course list\""),
    ("view.revise", "boardroom view revise VEW-0001 --name \"LLMs that customers see\""),
    (
        "incident.report",
        "boardroom incident report --title \"Answers in the wrong language\" --severity 3 --model MDL-0001 --lead novak",
    ),
    (
        "risk.revise",
        "boardroom risk revise RSK-0001 --residual-likelihood 2 --residual-impact 3 --reason \"Second look found effective\"",
    ),
    (
        "monitor.define",
        "boardroom monitor define --model MDL-0001 --metric psi-bureau --dimension drift --warn 0.1 --alert 0.2 --owner lin --live-since today",
    ),
];

/// The columns of a help page that an example fills before it goes on in the next line.
const WIDE: usize = 76;

/// An example over several lines, as a shell takes it: broken before an option, with a backslash.
pub(super) fn folded(line: &str) -> String {
    let (mut text, mut wide) = (String::new(), 0);
    for (at, part) in line.split(" --").enumerate() {
        let part = if at == 0 { part.to_owned() } else { format!("--{part}") };
        let more = part.chars().count() + 1;
        if at > 0 && wide + more > WIDE {
            text.push_str(" \\\n      ");
            wide = 4;
        } else if at > 0 {
            text.push(' ');
        }
        text.push_str(&part);
        wide += more;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn a_long_example_is_broken_before_an_option() {
        assert_eq!(folded("boardroom undo 1"), "boardroom undo 1");
        let long = "x".repeat(50);
        assert_eq!(
            folded(&format!("boardroom a --b {long} --option d")),
            format!("boardroom a --b {long} \\\n      --option d")
        );
    }
}
