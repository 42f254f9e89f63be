//! Reports of the sample board, by the command line.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Hermetic;
use common::markdown::{EVIL, is_foreign, said, tables_are_whole};

/// Every kind of report with records of the sample board that fill each part of it.
const REPORTS: [&[&str]; 13] = [
    &["customer-pack", "MDL-0001", "--contact", "incidents@example.org"],
    &["mra", "MDL-0001"],
    &["mra", "MDL-0009"],
    &["mra", "MDL-0030"],
    &["mra", "MDL-0001", "--as-of", "2026-07-01"],
    &["model-card", "MDL-0001"],
    &["model-card", "MDL-0039"],
    &["model-card", "MDL-0001", "--public"],
    &["acceptance", "ACC-0001"],
    &["acceptance", "ACC-0003"],
    &["acceptance", "ACC-0007"],
    &["incident", "INC-0003"],
    &["incident", "INC-0006"],
];

/// The page parses as XML; gives the text it holds.
fn well_formed(page: &str) -> String {
    let wrapped = format!("<root xmlns:ac=\"http://a\" xmlns:ri=\"http://r\">{page}</root>");
    let mut reader = quick_xml::Reader::from_str(&wrapped);
    reader.config_mut().check_end_names = true;
    let mut words = String::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {page}")) {
            quick_xml::events::Event::Text(text) => words.push_str(&text.xml10_content()),
            quick_xml::events::Event::GeneralRef(name) => {
                words.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap());
            }
            quick_xml::events::Event::Eof => return words,
            _ => {}
        }
    }
}

#[test]
fn every_report_is_written_in_every_format_and_can_be_proved() {
    let here = Hermetic::with_sample();
    let head = here.head();
    let mut pages = Vec::new();
    for (number, report) in (1..).zip(REPORTS) {
        let call = |more: &[&str]| here.ok(&[&["report"], report, more].concat());
        let text = call(&[]);
        tables_are_whole(report[0], &text);
        assert!(!is_foreign(&text) && text.starts_with("# "), "{report:?}");
        assert!(
            text.contains(&head) && text.contains("| **Criteria** | 2026.1 (")
                || text.contains("| Criteria | 2026.1 ("),
            "{text}"
        );
        let day = if report.contains(&"--as-of") { "2026-07-01" } else { "2026-11-23" };
        assert!(text.contains(&format!("| As of | {day} |")), "{report:?} {text}");
        for site in ["cloud", "data-center"] {
            let name = format!("{number}-{site}.xml");
            call(&["--format", "confluence", "--site", site, "-o", &name]);
            assert!(well_formed(&here.read(&name)).contains(&head));
            pages.push(here.path(&name));
        }
        let page = call(&["--format", "html"]);
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains(&head) && !page.contains("<script"));
    }
    common::confluence_takes(&pages);
}

#[test]
fn an_assessment_tells_what_the_record_holds_on_a_model() {
    let here = Hermetic::with_sample();
    let made = here.apply(
        r#"{"op":"monitor.define","model":"MDL-0001","metric":"bureau-lag","dimension":"drift","warn":"0.1","alert":"0.2","owner":"rao","live_since":"2026-10-01"}"#,
    );
    let monitor = made.trim();
    let readings = ["2026-11-20T12:00 0.15", "2026-11-21T12:00 0.25"];
    here.apply(&serde_json::json!({ "op": "reading.take", "monitor": monitor, "readings": readings }).to_string());
    let text = here.ok(&["report", "mra", "MDL-0001"]);
    for told in [
        "# MDL-0001 credit-limit 4.2: model risk assessment",
        "| Residual risk | 12 **HIGH** |",
        "| Recommendation | conditional |",
        "## Evidence",
        "19 of 19 kinds",
        "ASM-0049 **FINAL**",
        "| **Second reviewer** | Kim Seo-yeon |",
        "| **Inherent risk** | 4 × 4 = 16 **HIGH** |",
        "- Segment B: difference of KS to segment A at most 0.10\n- Quarterly drift report by country",
        "VAL-0027",
        "**FIT-WITH-LIMITS**",
        "RSK-0001",
        "ACC-0007",
        "- [ ] FUP-0029 Contract test on the bureau feed: unknown codes stop the load — Lin Mei-Hua, due 2026-12-02",
        &format!(
            "| {monitor} | bureau-lag | drift | above 0.1 | above 0.2 | Rao Venkataraman | 2026-10-01 | 0.25 on 2026-11-21 12:00 **BREACH** | 0.15 |"
        ),
        "INC-0005",
        "DEC-0001",
        "## Changed since approval",
        // The verdict is that of the version assessed; what is out is said beside it.
        "| Release gate | **CLOSED** |",
        "| Released | version 4.1, not the one assessed here |",
        "**Version 4.2, assessed here and not released**: the gate is **CLOSED**.\n\n- R15 MDL-0001@4.2: the board has not approved",
        "and in use**: the gate is **OPEN**.",
        // Each kind says what stands for it.
        "| Intake form | complete | **ACCEPTED** | INT-0015, the submission itself |",
        "| Short model card | complete | **ACCEPTED** | ART-0160, of kind model-card |",
        "| Data sources | | +bureau file (monthly), also of Germany and France; +open-banking income under consent; -bureau file (monthly) |",
    ] {
        assert!(text.contains(told), "{told} is missing:\n{text}");
    }
    let suspended = here.ok(&["report", "mra", "MDL-0009"]);
    assert!(
        suspended.contains("**Version 5.0, assessed here, released and suspended**: the gate is **CLOSED**"),
        "{suspended}"
    );
    let then = here.ok(&["report", "mra", "MDL-0001", "--as-of", "2026-07-01"]);
    assert!(
        then.starts_with("# MDL-0001 credit-limit 4.1: model risk assessment") && then.contains("ASM-0001 **FINAL**")
    );
    assert!(!then.contains("ASM-0049") && !then.contains(monitor) && !then.contains("INC-0005"), "{then}");
}

#[test]
fn the_public_card_holds_what_was_approved_and_nothing_internal() {
    let here = Hermetic::with_sample();
    let card = here.ok(&["report", "model-card", "MDL-0001", "--public"]);
    for told in [
        "# credit-limit 4.1: model card",
        "First limit and six-monthly limit review",
        "UK; IE; NL",
        "Approved on",
        "fit for its use",
    ] {
        assert!(card.contains(told), "{told} is missing: {card}");
    }
    // What was changed since the approval, who is behind the model, and what is open stays inside.
    for internal in
        ["DE", "Venkataraman", "Mensah", "RSK-", "INC-", "FUP-", "ACC-", "MDL-", "newcomers", "Dubois", "rao"]
    {
        assert!(!card.contains(internal), "{internal} is told: {card}");
    }
    let inside = here.ok(&["report", "model-card", "MDL-0001"]);
    assert!(inside.contains("RSK-0001") && inside.contains("Rao Venkataraman") && inside.contains("DE"));
    let never = said(&here, 1, &["report", "model-card", "MDL-0039", "--public"]);
    assert!(never.contains("no approval"), "{never}");
    let suspended = said(&here, 1, &["report", "model-card", "MDL-0009", "--public"]);
    assert!(suspended.contains("MDL-0009"), "{suspended}");
}

#[test]
fn an_acceptance_and_an_incident_say_where_they_stand() {
    let here = Hermetic::with_sample();
    let lapsed = here.ok(&["report", "acceptance", "ACC-0001"]);
    assert!(lapsed.contains("| State | **EXPIRED** |") && lapsed.contains("covers nothing"), "{lapsed}");
    let proposed = here.ok(&["report", "acceptance", "ACC-0007"]);
    assert!(
        proposed.contains("| State | **PROPOSED** |") && proposed.contains("Longest term for its tier"),
        "{proposed}"
    );
    let active = here.ok(&["report", "acceptance", "ACC-0005"]);
    assert!(active.contains("| Review on request within two business days | Abena Osei |"), "{active}");
    assert!(active.contains("| **Still holds** | 70 days |") && active.contains("RSK-0030"), "{active}");
    assert!(active.contains("not found effective") && active.contains("| not verified |"), "{active}");
    here.ok(&[
        "acceptance",
        "verify",
        "ACC-0005",
        "--control",
        "1",
        "--result",
        "effective",
        "--evidence",
        "asked twice",
    ]);
    let verified = here.ok(&["report", "acceptance", "ACC-0005"]);
    assert!(verified.contains("| effective | asked twice |"), "{verified}");
    assert!(here.ok(&["show", "ACC-0005"]).contains("asked twice"));
    // Its term is measured by the tier it was signed under; who entered the signature is said.
    let packet = here.ok(&["report", "acceptance", "ACC-0001"]);
    for told in [
        "it was tier 2 when it was signed. It is tier 1 now, which allows to ",
        "entered by Abena Osei for the executive |",
    ] {
        assert!(packet.contains(told), "{told} is missing: {packet}");
    }
    let incident = here.ok(&["report", "incident", "INC-0003"]);
    let at: Vec<usize> = [
        "| Onset |",
        "| Detected |",
        "| Reported |",
        "Partner bank reports",
        "State reported → triaged",
        "Told Market surveillance authority",
    ]
    .iter()
    .map(|told| incident.find(told).unwrap_or_else(|| panic!("{told} is missing: {incident}")))
    .collect();
    assert!(at.is_sorted(), "the timeline runs forward: {incident}");
    for told in [
        "| **Contained by** | shutdown |",
        "Gravity: serious; told 2026-10-29, within the term until 2026-11-05.",
        "| 2026-10-29 15:20 | Market surveillance authority | A serious incident is suspected",
        "| **From onset to detection** | 4 d 7 h |",
        "FUP-0019",
        "RSK-0025",
    ] {
        assert!(incident.contains(told), "{told} is missing: {incident}");
    }
    let runs = here.ok(&["report", "incident", "INC-0005"]);
    assert!(runs.contains("| a serious incident | 2026-11-25 | 2 days |"), "{runs}");
    let open = here.ok(&["report", "incident", "INC-0004"]);
    assert_eq!(open.contains("Open (R17)"), open.contains("does not close without"), "{open}");
}

#[test]
fn hostile_text_stays_text_in_every_report() {
    let here = Hermetic::with_sample();
    let long = format!("{EVIL}\n\n{EVIL}");
    let lines = [
        serde_json::json!({ "op": "model.register", "name": EVIL, "purpose": long, "limitations": long, "data_sources": [EVIL],
            "owner": "rao", "accountable_exec": "mensah", "tier": 2, "tier_rationale": EVIL, "approved_uses": long }),
        serde_json::json!({ "op": "risk.identify", "model": "MDL-0045", "statement": EVIL, "controls": long, "category": "privacy" }),
        serde_json::json!({ "op": "acceptance.propose", "kind": "policy-exception", "model": "MDL-0045", "rationale": long, "alternatives": long,
            "controls": [{ "text": "read by hand <b>", "owner": "rao" }], "requester": "rao", "accountable_exec": "mensah", "expiry": "+90d" }),
        serde_json::json!({ "op": "incident.report", "model": "MDL-0045", "title": EVIL, "harm": long, "scope": EVIL, "root_cause": long,
            "severity": 1, "regulator": "yes" }),
    ];
    for line in &lines {
        here.apply(&line.to_string());
    }
    here.apply(&serde_json::json!({ "op": "incident.entry", "incident": "INC-0008", "text": EVIL }).to_string());
    let mut pages = Vec::new();
    for (name, id) in
        [("mra", "MDL-0045"), ("model-card", "MDL-0045"), ("acceptance", "ACC-0008"), ("incident", "INC-0008")]
    {
        let text = here.ok(&["report", name, id]);
        assert!(!is_foreign(&text) && !text.contains('\u{202e}'), "{text}");
        tables_are_whole(name, &text);
        let file = format!("{name}.xml");
        here.ok(&["report", name, id, "--format", "confluence", "-o", &file]);
        assert!(well_formed(&here.read(&file)).contains("]]> <script>alert(1)</script> |"), "{}", here.read(&file));
        pages.push(here.path(&file));
        assert!(!here.ok(&["report", name, id, "--format", "html"]).contains("<script"));
    }
    common::confluence_takes(&pages);
}

#[test]
fn a_report_of_what_is_not_there_is_refused() {
    let here = Hermetic::with_board();
    assert!(said(&here, 3, &["report", "mra", "MDL-0001"]).contains("MDL-0001"));
    assert!(said(&here, 2, &["report", "mra", "ACC-0001"]).contains("not a model"));
    assert!(said(&here, 2, &["report", "incident", "INC-0001", "--site", "cloud"]).contains("--site"));
    assert!(said(&here, 2, &["report", "incident", "INC-0001", "--as-of", "someday"]).contains("--as-of"));
    assert_eq!(here.run(&["report", "nonsense"]).code, 2);
}

/// A monitor's page draws its readings with the thresholds, and an alarm counts from when the tier asks for it.
#[test]
fn a_monitor_is_drawn_with_its_thresholds_and_an_alarm_is_as_old_as_its_tier() {
    let here = Hermetic::with_sample();
    let page = here.ok(&["show", "MON-0003"]);
    for told in ["alert 0.2 ─", "warning 0.1 ─", ".........!xx!", "! is a reading past the warning", "2026-11-10 00:00"]
    {
        assert!(page.contains(told), "{told} is missing: {page}");
    }
    assert!(!page.contains("T00:00:00.000Z"), "moments by the board's clock: {page}");
    let alarms = here.ok(&["list", "alarms", "--filter", "record:MDL-0011 rule:R15", "--format", "csv"]);
    assert!(alarms.contains("monitoring of fairness\",\"2026-10-05\""), "{alarms}");
    let flagged = here.ok(&["list", "alarms", "--filter", "kind:flagged", "--format", "csv"]);
    assert!(flagged.contains("conclude its review with what was found, or have the board decide"), "{flagged}");
}

/// Decisions are told apart: by whom, and how far they still count.
#[test]
fn what_is_provisional_or_superseded_is_not_told_as_decided() {
    let here = Hermetic::with_sample();
    let report = here.ok(&["report", "posture"]);
    for told in [
        "**21 decisions** (3 in 2026-Q3): 18 by the board in 8 meetings, 3 signed for it outside a meeting.",
        "Superseded since: DEC-0040, DEC-0046 and DEC-0054.",
        "Provisional, and release nothing yet: DEC-0059 (signed outside a meeting, and pulled by a voter) and DEC-0067 (for want of a quorum, R05).",
        "Those that stand: 4 approved, 3 approved with conditions,",
        "| Decide on MDL-0029 chargeback-letters 1.3: 2 members signed it as approved (DEC-0059), and a voter pulled it | the board | stands since ",
    ] {
        assert!(report.contains(told), "{told} is missing: {report}");
    }
    let memo = here.ok(&["report", "memo"]);
    assert!(
        memo.contains("MDL-0019 feed-rank 11 (DEC-0067), which releases nothing yet: for want of a quorum, R05"),
        "{memo}"
    );
    let memo = here.ok(&["report", "memo", "--since", "2026-10-01"]);
    assert!(memo.contains("(DEC-0048)") && !memo.contains("(DEC-0046)"), "one line a model, none superseded: {memo}");
    assert!(memo.contains("- Other decisions: 13 of the board, in the minutes; 3 signed outside a meeting,"), "{memo}");
}

/// What weighs most is asked first, whatever its date.
#[test]
fn what_needs_a_decision_stands_by_what_is_at_stake() {
    let here = Hermetic::with_sample();
    let (report, memo) = (here.ok(&["report", "posture"]), here.ok(&["report", "memo"]));
    let order =
        ["Say whether the regulator", "Lower or accept RSK-0025", "Lower or accept RSK-0059", "Suspend MDL-0024"];
    let more = ["Roll MDL-0014", "Review the approval of MDL-0002", "Renew or end ACC-0001", "Have FUP-0002 done"];
    let places: Vec<usize> =
        order.iter().chain(&more).map(|told| report.find(told).unwrap_or_else(|| panic!("{told}: {report}"))).collect();
    assert!(places.is_sorted(), "{places:?} {report}");
    assert!(order.iter().all(|told| memo.contains(told)), "{memo}");
    // No list is cut for a handful of rows, and every high risk is named.
    assert!(report.contains("| RSK-0020 |") && !report.contains("lists the rest.\n\n## Open follow-ups"), "{report}");
}
