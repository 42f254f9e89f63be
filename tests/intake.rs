//! Intake and inventory by the command line: what is said beside a receipt, evidence that changed, queries
//! that miss, custom fields, editions of the criteria, the customer pack.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Hermetic;

#[test]
fn a_version_says_what_its_change_comes_to_and_takes_no_contradiction() {
    let here = Hermetic::with_board();
    here.apply(
        r#"{"op": "model.register", "name": "churn", "tier": 3, "tier_rationale": "small", "stage": "production"}"#,
    );
    let add = |label: &str, more: &[&str]| {
        here.run(&[&["version", "add", "--model", "MDL-0001", "--label", label], more].concat())
    };
    let small = add("1.1", &["--change", "fix"]);
    assert!(small.code == 0 && small.err.contains("not material: no trigger holds; small change 1"), "{}", small.err);
    let denied =
        here.refused(3, &["version", "add", "MDL-0001", "--label", "2", "--material", "no", "--triggers", "new-tool"]);
    assert!(denied.starts_with("boardroom: material: it cannot be no"), "{denied}");
    let large = add("2", &["--triggers", "new-tool"]);
    assert!(
        large.err.contains("material (new-tool)") && large.err.contains("REV-0001 asks for a re-review"),
        "{}",
        large.err
    );
    here.ok(&["meeting", "draft", "--date", "2026-11-30"]);
    let agenda = here.ok(&["agenda", "--build"]);
    assert!(agenda.contains("material change"), "{agenda}");
    let json = here.ok(&["version", "add", "MDL-0001", "--label", "3", "--change", "vendor", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["notes"][0].as_str().unwrap().starts_with("material (base-model)"), "{json}");
}

#[test]
fn a_file_that_changed_is_not_accepted_and_what_cannot_be_read_is_taken_on_trust() {
    let here = Hermetic::with_board();
    here.apply(r#"{"op": "model.register", "name": "churn"}"#);
    let receive = |name: &str| {
        here.write(name, "# Card\n");
        here.ok(&["artifact", "receive", "--kind", "model-card", "--model", "MDL-0001", "--uri", name])
    };
    receive("same.md");
    receive("changed.md");
    receive("gone.md");
    here.ok(&["artifact", "receive", "--kind", "model-card", "--model", "MDL-0001", "--uri", "https://x.example/card"]);
    here.write("changed.md", "# Another\n");
    std::fs::remove_file(here.path("gone.md")).unwrap();
    let accept = |id: &str| here.run(&["artifact", "revise", id, "--state", "accepted"]);
    let same = accept("ART-0001");
    assert!(same.code == 0 && !same.err.contains("trust"), "{}", same.err);
    let refused = here.refused(3, &["artifact", "revise", "ART-0002", "--state", "accepted"]);
    assert!(refused.contains("has changed since it was hashed") && refused.contains("another artifact"), "{refused}");
    for (id, why) in [("ART-0003", "the file is not on this machine"), ("ART-0004", "a link cannot be read from here")]
    {
        let did = accept(id);
        assert!(did.code == 0 && did.err.contains(&format!("{id} is taken on trust: {why}")), "{}", did.err);
    }
    let sum = "0".repeat(64);
    let gone = here.run(&[
        "artifact",
        "receive",
        "--kind",
        "model-card",
        "--model",
        "MDL-0001",
        "--uri",
        "no.md",
        "--sha256",
        &sum,
    ]);
    assert!(gone.code == 0 && gone.err.contains("its hash is taken on trust"), "{}", gone.err);
    // Another file in its place brings its own hash.
    here.write("new.md", "# New\n");
    here.ok(&["artifact", "revise", "ART-0002", "--uri", "new.md", "--state", "accepted"]);
    let checked = here.run(&["evidence", "check"]);
    assert!(checked.out.contains("ART-0003") && !checked.out.contains("ART-0002"), "{}", checked.out);
}

#[test]
fn a_query_that_can_find_nothing_is_pointed_at() {
    let here = Hermetic::with_sample();
    let cases = [
        (&["list", "models", "--filter", "tier:9"][..], "there is no tier `9` (at `9`); known: 1, 2, 3, 4, none"),
        (&["list", "intake", "--filter", "reviewer:kimm"], "nobody is called `kimm` (at `kimm`); did you mean `kim`?"),
        (&["list", "intake", "--filter", "@kimm"], "(at `@kimm`)"),
        (&["list", "models", "--filter", "colour:red"], "(at `colour:red`)"),
        (
            &["model", "tag", "--where", "colour:red", "--add-tags", "x"],
            "--where: there is no field `colour` here (at `colour:red`)",
        ),
        (&["list", "followups", "--filter", "source:nothing"], "(at `nothing`)"),
    ];
    for (command, told) in cases {
        let did = here.run(command);
        assert!(did.code == 2 && did.err.contains(told), "{command:?}: {}", did.err);
    }
    assert!(here.ok(&["list", "intake", "--filter", "-is:open", "--format", "csv"]).lines().count() > 1);
    assert!(here.ok(&["list", "assessments", "--filter", "is:final tier:1"]).contains("ASM-"));
    assert!(here.ok(&["list", "validations", "--filter", "is:results"]).contains("VAL-"));
}

#[test]
fn tags_are_added_in_bulk_and_what_is_refused_names_its_record() {
    let here = Hermetic::with_sample();
    here.ok(&["model", "tag", "--where", "kind:llm", "--add-tags", "thematic-2026"]);
    let tagged = here.ok(&["list", "models", "--filter", "tag:thematic-2026", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&tagged).unwrap();
    let rows = rows["rows"].as_array().unwrap().clone();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["kind"] == "llm"), "{rows:?}");
    let kept = rows.iter().find(|row| row["id"] == "MDL-0003").unwrap();
    assert_eq!(kept["tags"], "llm; generation; customer; thematic-2026", "what stood there stays");
    for dry in [&["--dry-run"][..], &[]] {
        let did = here.run(&[&["submission", "ready", "--where", "state:in-review"], dry].concat());
        assert!(did.code == 1 && did.err.contains("line 1, INT-"), "{}", did.err);
    }
}

#[test]
fn the_pages_hold_assessments_validations_and_the_gate() {
    let here = Hermetic::with_sample();
    let model = here.ok(&["show", "MDL-0001"]);
    for told in ["ASSESSMENTS", "ASM-0001", "VALIDATIONS", "VAL-0001", "ks-difference", "Gate"] {
        assert!(model.contains(told), "{told}: {model}");
    }
    let submission = here.ok(&["show", "INT-0015"]);
    assert!(submission.contains("beside version 4.1") && submission.contains("past tolerance"), "{submission}");
    let early = here.run(&["show", "INT-0015", "--as-of", "2026-06-01"]);
    assert!(
        early.code == 3 && early.err.contains("was not on the record yet at the end of 2026-06-01"),
        "{}",
        early.err
    );
    here.ok(&["thematic", "open", "--title", "Generators", "--query", "kind:llm,rag exposure:customer-facing"]);
    here.ok(&[
        "followup",
        "open",
        "--title",
        "No stop list",
        "--source",
        "THM-0001",
        "--kind",
        "finding",
        "--owner",
        "cohen",
    ]);
    assert!(here.ok(&["show", "THM-0001"]).contains("churn-llm"));
    assert!(here.ok(&["list", "followups", "--filter", "source:THM-0001"]).contains("No stop list"));
    let theme = here.refused(3, &["thematic", "open", "--title", "x", "--query", "colour:red"]);
    assert!(theme.contains("(at `colour:red`)"), "{theme}");
    let gate = here.run(&["gate", "MDL-0001@4.2"]);
    assert!(gate.code == 1 && gate.out.contains("INT-0015 is on the agenda: have the board decide"), "{}", gate.out);
    here.apply(r#"{"op": "model.register", "name": "Stress"}"#);
    let none = here.run(&["gate", "Stress"]);
    assert!(
        !none.out.contains('@') && none.out.contains("the model has no version that could be approved"),
        "{}",
        none.out
    );
    assert_eq!(here.run(&["evidence", "check"]).code, 0, "the sample's evidence lies behind links");
}

#[test]
fn custom_fields_are_fields() {
    let here = Hermetic::with_board();
    let policy = here.ok(&["policy", "show"]).replace("version = \"2026.1\"", "version = \"2026.2\"")
        + "\n[[custom-field]]\nrecord = \"model\"\nkey = \"hosting\"\nlabel = \"Where it runs\"\nkind = \"choice\"\nchoices = [\"cloud\", \"cloud-eu\"]\n\
           [[custom-field]]\nrecord = \"model\"\nkey = \"cost\"\nlabel = \"Cost a month\"\nkind = \"number\"\n";
    here.write("policy.toml", policy);
    let adopted = here.ok(&["policy", "adopt", "policy.toml"]);
    assert!(adopted.contains("adopted version 2026.2, sha256 "), "{adopted}");
    here.apply(
        "{\"op\": \"model.register\", \"name\": \"a\", \"custom\": \"hosting: cloud\\ncost: 900\"}\n\
         {\"op\": \"model.register\", \"name\": \"b\", \"custom\": \"hosting: cloud-eu\\ncost: 1000\"}\n{\"op\": \"model.register\", \"name\": \"c\"}",
    );
    let found = |query: &str| {
        let out = here.ok(&["list", "models", "--filter", query, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        json["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<String>()
    };
    let cases = [
        ("hosting:cloud", "a"),
        ("hosting:cloud,cloud-eu", "ab"),
        ("hosting:none", "c"),
        ("-hosting:cloud", "bc"),
        ("cost>900", "b"),
        ("cost:900", "a"),
        ("cost<=1000", "ab"),
    ];
    for (query, names) in cases {
        assert_eq!(found(query), names, "{query}");
    }
    let wrong = here.run(&["list", "models", "--filter", "hosting:moon"]);
    assert!(wrong.code == 2 && wrong.err.contains("(at `moon`)"), "{}", wrong.err);
    assert!(here.ok(&["show", "MDL-0001"]).contains("Where it runs"));
    let csv = here.ok(&["export", "inventory"]);
    assert!(csv.lines().next().unwrap().trim_end().ends_with("\"custom_hosting\",\"custom_cost\""), "{csv}");
    assert!(csv.contains("\"cloud-eu\",\"1000\""), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&here.ok(&["export", "inventory", "--format", "json"])).unwrap();
    assert_eq!(json["rows"][0]["custom_cost"], "900");
    // Earlier criteria are still to be read, by the version that decisions cite.
    let editions = here.ok(&["policy", "show", "--editions"]);
    assert_eq!(editions.lines().count(), 3, "{editions}");
    let before = here.run(&["policy", "show", "--version", "2026.1"]);
    assert!(before.out.contains("version = \"2026.1\"") && before.err.contains("sha256 "), "{}", before.err);
    assert!(here.refused(2, &["policy", "show", "--version", "2025.9"]).contains("2026.1"));
}

#[test]
fn the_customer_pack_answers_what_procurement_asks_and_names_nobody() {
    let here = Hermetic::with_sample();
    let pack = here.ok(&["report", "customer-pack", "MDL-0001", "--contact", "incidents@meridian.example"]);
    for told in [
        "Data handling and retention",
        "Vendors and models it builds on",
        "Evaluation and fairness",
        "acceptance-ratio",
        "Security testing",
        "Human oversight",
        "Monitoring",
        "incidents@meridian.example",
        "Class under the EU AI Act",
        "ISO/IEC 42001",
    ] {
        assert!(pack.contains(told), "{told} is missing: {pack}");
    }
    for internal in ["Venkataraman", "Mensah", "Dubois", "RSK-", "INC-", "FUP-", "ACC-", "MDL-", "evidence.meridian"] {
        assert!(!pack.contains(internal), "{internal} is told: {pack}");
    }
    let never = here.refused(1, &["report", "customer-pack", "MDL-0039"]);
    assert!(never.contains("no approval of the board is in force"), "{never}");
}

#[test]
fn the_packet_of_an_acceptance_goes_by_both_names() {
    let here = Hermetic::with_sample();
    assert_eq!(
        here.ok(&["template", "acceptance-packet", "ACC-0001"]),
        here.ok(&["template", "acceptance", "ACC-0001"])
    );
    let plan = here.ok(&["template", "monitoring-plan", "MDL-0001"]);
    assert!(!plan.lines().any(|line| line.trim_end().ends_with(';')), "{plan}");
}
