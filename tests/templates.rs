//! Templates and runbooks, blank and filled from the sample board, by the command line.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Hermetic;
use common::markdown::{EVIL, is_foreign, said, tables_are_whole};
use pulldown_cmark::{Event, Options, Parser};

/// The templates with what fills each on the sample board.
const TEMPLATES: [(&str, &[&str]); 10] = [
    ("model-card", &["MDL-0001", "MDL-0006"]),
    ("short-model-card", &["MDL-0026"]),
    ("data-statement", &["MDL-0001"]),
    ("mra", &["MDL-0001", "ASM-0001", "INT-0015"]),
    ("validation-report", &["MDL-0001", "VAL-0001"]),
    ("monitoring-plan", &["MDL-0001"]),
    ("acceptance", &["ACC-0003", "MDL-0001"]),
    ("incident", &["INC-0003", "MDL-0001"]),
    ("decision-record", &["DEC-0012", "INT-0015", "MDL-0001"]),
    ("minutes", &["MRB-0010"]),
];

/// The files of wording.
const WORDINGS: [&str; 3] = ["motions", "minutes-wording", "agenda-wording"];

const RUNBOOKS: [&str; 4] = ["drift-spike", "unsafe-output", "prompt-injection", "data-leakage"];

#[test]
fn every_template_asks_when_it_is_blank_and_tells_when_it_is_filled() {
    let bare = Hermetic::new();
    let here = Hermetic::with_sample();
    let listed = bare.ok(&["template"]);
    for (name, ids) in TEMPLATES {
        assert!(listed.lines().any(|line| line.starts_with(name)), "{name} is not listed: {listed}");
        let blank = bare.ok(&["template", name]);
        let lead = if name == "minutes" { "_MRB-0000_" } else { "_MDL-0000_" };
        assert!(blank.starts_with("# ") && blank.contains(lead), "{name}: {blank}");
        assert!(!blank.contains("{{") && !blank.contains("{%") && !is_foreign(&blank), "{name}");
        tables_are_whole(name, &blank);
        for id in ids {
            let filled = here.ok(&["template", name, id]);
            tables_are_whole(name, &filled);
            assert!(filled.contains(id) || id.starts_with("INT") || id.starts_with("MDL"), "{name} {id}: {filled}");
            assert!(!filled.contains("_MDL-0000_") && !filled.contains("_MRB-0000_"), "{name} {id}");
            assert!(filled.matches("._\n").count() + filled.matches("_ |").count() < blank.matches('_').count() / 2);
            assert!(!is_foreign(&filled), "{name} {id}");
        }
    }
    let card = here.ok(&["template", "model-card", "MDL-0001"]);
    for told in
        ["credit-limit", "Rao Venkataraman", "First limit and six-monthly limit review", "RSK-0001", "UK, IE, NL"]
    {
        assert!(card.contains(told), "{told} is missing: {card}");
    }
    let packet = here.ok(&["template", "acceptance", "ACC-0003"]);
    assert!(packet.contains("| Agents check each quoted rule against the new book | Omar Hassan |"), "{packet}");
    let incident = here.ok(&["template", "incident", "INC-0005"]);
    assert!(incident.contains("report by 20"), "the regulator's clock runs: {incident}");
}

#[test]
fn hostile_text_fills_a_template_as_text() {
    let here = Hermetic::with_sample();
    let evil = serde_json::json!({ "op": "model.register", "name": EVIL, "purpose": format!("{EVIL}\n\n{EVIL}"),
        "limitations": EVIL, "data_sources": [EVIL], "regions": [EVIL], "owner": "rao", "vendor": EVIL,
        "tier": 4, "tier_rationale": EVIL });
    let made = here.apply(&evil.to_string());
    let id = made.split_whitespace().find(|word| word.starts_with("MDL-")).unwrap().to_owned();
    here.apply(
        &serde_json::json!({ "op": "risk.identify", "model": id, "statement": EVIL, "category": "privacy" })
            .to_string(),
    );
    for name in ["model-card", "short-model-card", "data-statement", "mra", "validation-report", "monitoring-plan"] {
        let filled = here.ok(&["template", name, &id]);
        assert!(!is_foreign(&filled), "{name}: {filled}");
        assert!(!filled.contains('\u{202e}'));
        tables_are_whole(name, &filled);
        let words: String = Parser::new_ext(&filled, Options::ENABLE_TABLES)
            .filter_map(
                |event| if let Event::Text(text) | Event::Code(text) = event { Some(text.to_string()) } else { None },
            )
            .collect();
        assert!(words.contains("<script>alert(1)</script> | `b` **s**"), "{name}: {words}");
        assert!(words.contains("{{ head }} {% raw %}"), "what stands in the record is never rendered: {words}");
    }
}

#[test]
fn a_board_has_templates_of_its_own_and_a_broken_one_is_told_by_line() {
    let here = Hermetic::with_sample();
    let folder = here.path("config/boardroom/templates");
    std::fs::create_dir_all(&folder).unwrap();
    let own = |name: &str, text: &str| std::fs::write(folder.join(format!("{name}.md")), text).unwrap();
    own("mra", "# Ours: {{ model.name }}\r\n{% for risk in risks %}\r\n- {{ risk.id }}\r\n{% endfor %}\r\n");
    let ours = here.ok(&["template", "mra", "MDL-0001"]);
    assert!(ours.starts_with("# Ours: credit-limit\n- RSK-0001\n"), "{ours}");
    own("house-note", "{{ board }}: {{ model.owner or ask(\"owner\") }}\n");
    assert_eq!(here.ok(&["template", "house-note"]), ": _owner_\n");
    assert!(here.ok(&["template"]).contains("house-note"));
    let cases = [
        ("# Ours\n\n{{ model.naem }}\n", "line 3"),
        ("one\ntwo {% if %}\n", "line 2"),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
            "does not come to an end",
        ),
        ("{% include \"/etc/passwd\" %}", "line 1"),
        ("one\n{{ model.name|nonsense }}", "line 2"),
    ];
    for (text, told) in cases {
        own("mra", text);
        let told_so = said(&here, 3, &["template", "mra", "MDL-0001"]);
        assert!(
            told_so.contains("template mra") && told_so.contains(told) && told_so.contains("mra.md"),
            "{text}: {told_so}"
        );
    }
    std::fs::write(folder.join("mra.md"), [0xff, 0xfe, 0x00]).unwrap();
    assert!(said(&here, 3, &["template", "mra"]).contains("UTF-8"));
}

#[test]
fn what_is_not_there_is_refused_with_what_is() {
    let here = Hermetic::with_sample();
    assert!(said(&here, 2, &["template", "modelcard"]).contains("model-card"));
    assert!(said(&here, 2, &["template", "../../etc/passwd"]).contains("no template"));
    assert!(said(&here, 2, &["template", "mra", "INC-0001"]).contains("MDL-0001"));
    assert!(said(&here, 2, &["template", "mra", "nonsense"]).contains("nonsense"));
    assert!(said(&here, 3, &["template", "mra", "MDL-9999"]).contains("MDL-9999"));
    assert!(said(&here, 2, &["runbook", "fire"]).contains("no runbook"));
    here.ok(&["template", "mra", "MDL-0001", "-o", "mra.md"]);
    assert!(here.read("mra.md").starts_with("# Model risk assessment: credit-limit"));
}

#[test]
fn every_runbook_has_owned_steps_for_the_first_minutes_the_first_hour_and_after() {
    let bare = Hermetic::new();
    let listed = bare.ok(&["runbook"]);
    for name in RUNBOOKS {
        assert!(listed.contains(name), "{listed}");
        let text = bare.ok(&["runbook", name]);
        let at: Vec<usize> =
            ["## First 15 minutes", "## First hour", "## After"].iter().map(|part| text.find(part).unwrap()).collect();
        assert!(at.is_sorted(), "{name}");
        let steps: Vec<&str> = text.lines().filter(|line| line.starts_with("- [ ] ")).collect();
        assert!(steps.len() >= 15, "{name} has {} steps", steps.len());
        for step in steps {
            assert!(step.starts_with("- [ ] **") && step.contains("**: "), "{name}: nobody owns `{step}`");
            // A command that is named exists.
            for command in step.split('`').filter_map(|part| part.strip_prefix("boardroom ")) {
                let words: Vec<&str> = command.split(' ').take(2).collect();
                bare.ok(&[words[0], words[1], "--help"]);
            }
        }
    }
}

/// The open items of the sample's meeting of today.
fn agenda(here: &Hermetic) -> serde_json::Value {
    serde_json::from_str(&here.ok(&["agenda", "--format", "json"])).unwrap()
}

fn own(here: &Hermetic, name: &str, text: &str) {
    let folder = here.path("config/boardroom/templates");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.md")), text).unwrap();
}

#[test]
fn a_decision_without_a_motion_is_worded_by_the_phrase_for_its_outcome_and_tier() {
    let here = Hermetic::with_sample();
    let agenda = agenda(&here);
    let meeting = agenda["meeting"].as_str().unwrap();
    here.ok(&["meeting", "open", meeting, "--present", "okafor; weiss; li; rao; adeyemi; lin; haddad; silva; osei"]);
    let item = |word: &str| {
        let found =
            agenda["items"].as_array().unwrap().iter().find(|item| item["title"].as_str().unwrap().contains(word));
        found.unwrap_or_else(|| panic!("no item {word}: {agenda}"))["id"].as_str().unwrap().to_owned()
    };
    let decide = |word: &str, outcome: &str| {
        let item = item(word);
        here.ok(&[
            "decide",
            &item,
            "--outcome",
            outcome,
            "--method",
            "without-objection",
            "--rationale",
            "put off",
            "--format",
            "json",
        ])
    };
    let motion = |made: &str| {
        let made: serde_json::Value = serde_json::from_str(made).unwrap();
        let id = made["made"][0].as_str().unwrap().to_owned();
        let record: serde_json::Value =
            serde_json::from_str(&here.ok(&["export", "decision", &id, "--format", "json"])).unwrap();
        record["decision"]["motion"].as_str().unwrap().to_owned()
    };
    assert_eq!(motion(&decide("Minutes of", "procedural")), "Resolved: the minutes of MRB-0010 are adopted.");
    own(&here, "motions", "## defer\nPut off: {{ about }} (tier {{ tier }}{% if tier > 2 %}, low{% endif %}).\n");
    assert_eq!(motion(&decide("doc-ocr", "defer")), "Put off: MDL-0008 doc-ocr v3.2 (tier 3, low).");
    own(&here, "motions", "## defer\n\nPut off: {{ abuot }}.\n");
    let item = item("route-eta");
    let told = said(&here, 3, &["decide", &item, "--outcome", "defer", "--method", "without-objection"]);
    assert!(told.contains("line 3") && told.contains("abuot") && told.contains("motions.md"), "{told}");
    let worded = [
        "decide",
        &item,
        "--outcome",
        "defer",
        "--method",
        "without-objection",
        "--motion",
        "Resolved: later.",
        "--rationale",
        "put off",
    ];
    here.ok(&worded);
}

#[test]
fn the_wording_of_minutes_and_agenda_is_the_boards_own_in_every_format() {
    let here = Hermetic::with_sample();
    for name in WORDINGS {
        assert!(here.ok(&["template"]).lines().any(|line| line.starts_with(name)));
        let text = here.ok(&["template", name]);
        assert!(text.contains("\n## ") && text == here.ok(&["template", name, "--source"]), "{name}: {text}");
        assert!(said(&here, 2, &["template", name, "MDL-0001"]).contains("leave the identifier out"));
        // What is printed is an own file to begin with: it changes nothing.
        own(&here, name, &text);
    }
    let before = here.ok(&["export", "minutes", "MRB-0010"]);
    own(
        &here,
        "minutes-wording",
        "## heading decisions\nBeschlüsse\n## called-to-order\nEröffnet um {{ opened }} durch {{ chair }}.\n",
    );
    own(&here, "agenda-wording", "## heading items\nPunkte\n");
    for format in ["md", "html", "confluence", "confluence-json"] {
        let space: &[&str] = if format == "confluence-json" { &["--space", "1"] } else { &[] };
        let text = here.ok(&[&["export", "minutes", "MRB-0010", "--format", format], space].concat());
        assert!(
            text.contains("Beschlüsse") && text.contains("Eröffnet um ") && !text.contains("Called to order at"),
            "{format}"
        );
        assert!(text.contains("Follow-ups") && text.contains("Signatures"), "what is not worded stays: {format}");
    }
    assert!(before.contains("Called to order at"), "{before}");
    for format in ["md", "html", "confluence"] {
        assert!(here.ok(&["export", "agenda", "--format", format]).contains("Punkte"), "{format}");
    }
    own(&here, "minutes-wording", "## heading decisions\n{{ opened }}\n## heading decision\nx\n");
    let told = said(&here, 3, &["export", "minutes", "MRB-0010"]);
    assert!(
        told.contains("line 3") && told.contains("heading decisions") && told.contains("minutes-wording.md"),
        "{told}"
    );
}

#[test]
fn minutes_go_through_a_template_of_the_boards_own() {
    let here = Hermetic::with_sample();
    let filled = here.ok(&["export", "minutes", "MRB-0010", "--template", "minutes"]);
    assert_eq!(filled, here.ok(&["template", "minutes", "MRB-0010"]));
    assert!(filled.contains("MRB-0010") && filled.contains("### DEC-"), "{filled}");
    let source = here.ok(&["template", "minutes", "--source"]);
    assert!(source.contains("{% for one in decisions %}"), "{source}");
    own(
        &here,
        "house-minutes",
        "# {{ meeting.id }}\n{% for one in decisions %}\n- {{ one.id }} {{ one.motion }}\n{% endfor %}\n",
    );
    let house = here.ok(&["export", "minutes", "MRB-0010", "--template", "house-minutes"]);
    assert!(house.starts_with("# MRB-0010\n- DEC-"), "{house}");
    own(&here, "house-minutes", "# {{ meeting.id }}\n\n{{ meetign.date }}\n");
    let told = said(&here, 3, &["export", "minutes", "MRB-0010", "--template", "house-minutes"]);
    assert!(told.contains("line 3") && told.contains("house-minutes.md"), "{told}");
    assert!(said(&here, 2, &["export", "minutes", "--template", "minuets"]).contains("minutes"));
    assert!(said(&here, 2, &["export", "minutes", "--template", "motions"]).contains("not filled"));
    assert!(said(&here, 2, &["export", "minutes", "--template", "minutes", "--format", "html"]).contains("--template"));
}
