//! Models as other systems describe them, a registry's answers and model cards: taken in once, filled
//! in, told apart, refused whole.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fmt::Write;
use std::path::Path;

use common::Hermetic;
use serde_json::Value;

/// A sample file of the tests.
fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    assert!(path.is_file(), "{name}");
    path.display().to_string()
}

/// Imports sample files or files of the board's folder, which must end with this code.
fn import(here: &Hermetic, code: i32, kind: &str, format: &str, files: &[&str], options: &[&str]) -> Value {
    let files: Vec<String> =
        files.iter().map(|file| if here.path(file).exists() { (*file).to_owned() } else { sample(file) }).collect();
    let mut all = vec!["import", kind, "--format", format, "--report", "json"];
    all.extend(options);
    all.extend(files.iter().map(String::as_str));
    let did = here.run(&all);
    assert_eq!(did.code, code, "{all:?}\n{}{}", did.out, did.err);
    serde_json::from_str(&did.out).unwrap_or_else(|error| panic!("{error}: {}{}", did.out, did.err))
}

fn registry(here: &Hermetic, files: &[&str]) -> Value {
    import(here, 0, "models", "mlflow", files, &[])
}

/// Created, updated, unchanged, refused.
fn counts(report: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|name| report[name].as_u64().unwrap())
}

fn said(report: &Value) -> String {
    let wrong = report["wrong"].as_array().unwrap().iter();
    let told = |one: &Value| format!("{}; {}", one["sentence"].as_str().unwrap(), one["hint"].as_str().unwrap());
    wrong.map(told).collect::<Vec<_>>().join("\n")
}

/// How many records of a kind there are.
fn many(here: &Hermetic, prefix: &str) -> usize {
    (1..=40).take_while(|number| here.run(&["show", &format!("{prefix}-{number:04}")]).code == 0).count()
}

/// Models of which each has a kind of tag of its own beside one that all have.
fn many_tags() -> String {
    let model = |number: usize| {
        let tags = serde_json::json!([
            {"key": format!("build-{number}"), "value": "x"}, {"key": "vendor", "value": "Acme"}
        ]);
        serde_json::json!({"name": format!("tagged-{number}"), "tags": tags})
    };
    serde_json::json!({"registered_models": (0..600).map(model).collect::<Vec<_>>()}).to_string()
}

const PAGES: [&str; 3] = ["registry/versions.json", "registry/page-2.json", "registry/page-1.json"];

#[test]
fn a_registry_is_taken_in_once_whatever_the_order_of_its_pages() {
    let here = Hermetic::with_board();
    let first = registry(&here, &PAGES);
    assert_eq!(counts(&first), [3, 0, 0, 0]);
    assert_eq!((&first["counts"]["new versions"], &first["counts"]["submissions"]), (&2.into(), &0.into()));
    let notes = first["notes"].to_string();
    assert!(
        notes.contains("risk_tier: `0` is not taken") && notes.contains("churn 3 (PENDING_REGISTRATION)"),
        "{notes}"
    );
    assert!(!notes.contains("more models"), "{notes}");
    assert_eq!(first["unmapped"], serde_json::json!(["cost_centre"]));
    let churn = here.ok(&["show", "MDL-0001"]);
    for part in ["churn", "ana.silva", "Who may leave: “soon”.", "production", "provisional"] {
        assert!(churn.contains(part), "{part}\n{churn}");
    }
    let version = here.ok(&["show", "VER-0002"]);
    for part in ["retrain", "abc2", "2026-Q3", "run aa02"] {
        assert!(version.contains(part), "{part}\n{version}");
    }
    assert!(here.ok(&["show", "MDL-0002"]).contains("retired"));
    assert!(here.ok(&["show", "MDL-0003"]).contains("=SUM(A1)-scorer"));
    let head = here.head();
    let mut turned = PAGES;
    turned.reverse();
    for files in [&PAGES[..], &turned[..], &PAGES[1..]] {
        let again = registry(&here, files);
        assert_eq!((again["created"].as_u64(), again["updated"].as_u64()), (Some(0), Some(0)), "{again}");
    }
    assert_eq!(here.head(), head, "importing again writes nothing");
    here.write("tags.json", many_tags());
    let tagged = registry(&here, &["tags.json"]);
    assert!(tagged["notes"].to_string().contains("kinds of tag that few models have"), "{}", tagged["notes"]);
    assert!(here.ok(&["show", "MDL-0004"]).contains("Acme"), "a tag that all have is looked at");
    let partly = registry(&here, &["registry/page-1.json"]);
    assert!(partly["notes"].to_string().contains("has more models than these pages"), "{partly}");
}

#[test]
fn a_new_version_of_a_known_model_waits_for_triage() {
    let here = Hermetic::with_board();
    registry(&here, &PAGES);
    let report = registry(&here, &["registry/later.json"]);
    assert_eq!(counts(&report), [0, 1, 0, 0]);
    assert_eq!((&report["counts"]["new versions"], &report["counts"]["submissions"]), (&2.into(), &1.into()));
    let shown = here.ok(&["show", "INT-0001"]);
    for part in ["material-change", "churn 4: wider features", "ana.silva", "submitted", "Triage due", "run aa04"] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    let head = here.head();
    assert_eq!(counts(&registry(&here, &["registry/later.json"])), [0, 0, 1, 0]);
    assert_eq!(here.head(), head);
    here.ok(&["undo"]);
    assert_eq!(counts(&registry(&here, &["registry/later.json"])), [0, 1, 0, 0], "an import is undone whole");
    assert!(here.ok(&["show", "INT-0002"]).contains("churn 4"));
}

#[test]
fn a_registry_fills_in_what_the_board_left_blank_and_changes_nothing() {
    let here = Hermetic::with_board();
    here.apply(concat!(
        r#"{"op":"model.register","name":"Churn","purpose":"Ours","stage":"in-review"}"#,
        "\n",
        r#"{"op":"model.register","name":"Router","external_key":"router-llm","vendor":"Other"}"#,
        "\n",
    ));
    let report = registry(&here, &PAGES);
    assert_eq!(counts(&report), [1, 1, 1, 0]);
    let notes = report["notes"].to_string();
    for part in ["MDL-0001 purpose stays `Ours`", "MDL-0001 stage stays `in-review`", "MDL-0002 vendor stays `Other`"] {
        assert!(notes.contains(part), "{part}\n{notes}");
    }
    let churn = here.ok(&["show", "MDL-0001"]);
    assert!(churn.contains("ana.silva") && churn.contains("Ours") && churn.contains("in-review"), "{churn}");
    assert_eq!(report["counts"]["submissions"], 2, "a known model's versions are the board's business");
    assert!(here.ok(&["show", "INT-0002"]).contains("jo.berg"), "who made the version asks");
    let head = here.head();
    assert_eq!(counts(&registry(&here, &PAGES)), [0, 0, 3, 0]);
    assert_eq!(here.head(), head);
}

#[test]
fn answers_that_tell_of_no_models_are_refused_whole() {
    let here = Hermetic::with_board();
    here.write("cut.json", r#"{"registered_models": [{"name": "a"}"#);
    here.write("deep.json", "[".repeat(5_000));
    here.write("odd.json", r#"{"registered_models": {"name": "a"}}"#);
    here.write("nameless.json", r#"{"registered_models": [{"name": "a"}, {"description": "b"}]}"#);
    here.write("other.json", r#"{"experiments": []}"#);
    here.write("blank.json", "");
    let cases = [
        ("registry/error.json", "answered with an error: RESOURCE_DOES_NOT_EXIST: Registered Model"),
        ("registry/run.json", "this tells of runs, not of models"),
        ("cut.json", "this is not JSON"),
        ("deep.json", "recursion limit"),
        ("odd.json", "`registered_models` does not hold objects"),
        ("nameless.json", "model 2 in it has no `name`"),
        ("other.json", "this is no answer about models: it has `experiments`"),
        ("blank.json", "the file is empty"),
    ];
    let head = here.head();
    for (file, sentence) in cases {
        let report = import(&here, 3, "models", "mlflow", &["registry/page-2.json", file], &[]);
        assert!(said(&report).contains(sentence), "{file}: {}", said(&report));
        assert_eq!(here.head(), head, "{file} came in by half");
    }
    let report =
        import(&here, 0, "models", "mlflow", &["registry/page-2.json", "registry/error.json"], &["--skip-bad"]);
    assert_eq!(counts(&report), [1, 0, 0, 1]);
    let report = import(&here, 0, "models", "mlflow", &["nameless.json"], &["--skip-bad"]);
    assert_eq!(counts(&report), [1, 0, 0, 1], "what has a name comes in");
    let refused = here.refused(2, &["import", "metrics", "--format", "mlflow", &sample("registry/run.json")]);
    assert!(refused.contains("a registry has no metrics"), "{refused}");
    here.write("a.csv", "name\na\n");
    here.refused(2, &["import", "models", "a.csv", "a.csv"]);
    // Without a word the first file says what they are.
    here.refused(3, &["import", "models", &sample("registry/run.json"), &sample("registry/error.json")]);
}

#[test]
fn metrics_of_a_run_are_readings_of_the_model_that_is_named() {
    let here = Hermetic::with_board();
    here.apply(concat!(
        r#"{"op":"model.register","name":"Churn"}"#,
        "\n",
        r#"{"op":"monitor.define","model":"MDL-0001","metric":"auc","direction":"below","warn":"0.85","alert":"0.7"}"#,
        "\n",
    ));
    let nobody = here.refused(2, &["import", "readings", "--format", "mlflow", &sample("registry/run.json")]);
    assert!(nobody.contains("--model"), "{nobody}");
    let files = &["registry/run.json"][..];
    let report = import(&here, 3, "readings", "mlflow", files, &["--model", "churn"]);
    assert!(said(&report).contains("MDL-0001 has no monitor of `psi`"), "{}", said(&report));
    let report = import(&here, 0, "readings", "mlflow", files, &["--model", "churn", "--skip-bad"]);
    assert_eq!((counts(&report), &report["counts"]["warnings"]), ([1, 0, 0, 1], &1.into()));
    let report = import(&here, 0, "readings", "mlflow", files, &["--model", "churn", "--skip-bad"]);
    assert_eq!(counts(&report), [0, 0, 1, 1]);
}

const CARDS: [&str; 6] = [
    "cards/hub.md",
    "cards/windows.md",
    "cards/bare.md",
    "cards/toolkit.json",
    "cards/cyclonedx.json",
    "cards/allennlp.json",
];

#[test]
fn cards_of_every_form_become_models_with_their_card() {
    let here = Hermetic::with_board();
    let report = import(&here, 0, "models", "model-card", &CARDS, &[]);
    assert_eq!((counts(&report), &report["counts"]["cards"]), ([6, 0, 0, 0], &6.into()));
    let expected: [&[&str]; 6] = [
        &[
            "leaf-doctor",
            "vision",
            "fine-tuned",
            "with a person who looks",
            "Any other plant",
            "at dusk",
            "beans",
            "license: mit",
        ],
        &["Windows Lines", "language: eo", "Old line breaks."],
        &["Bare", "Nothing but a text."],
        &["Income Bracket", "Research on brackets.", "One country.", "Census 2020", "boosted trees"],
        &["sentiment", "nlp", "Acme, Inc.", "Sorting of reviews", "No sarcasm", "reviews", "acme/sentiment"],
        &[
            "Coreference Demo",
            "Finds who is who.",
            "Names of living people",
            "Long texts are cut.",
            "Onto",
            "coref-demo",
        ],
    ];
    for (number, parts) in (1..).zip(expected) {
        let shown = here.ok(&["show", &format!("MDL-{number:04}")]);
        for part in parts {
            assert!(shown.contains(part), "MDL-{number:04} {part}\n{shown}");
        }
    }
    assert!(!here.ok(&["show", "MDL-0001"]).contains("This is no heading"));
    let card = here.ok(&["show", "ART-0004"]);
    for part in ["model-card", "v2.1", "toolkit.json", "Proxy for origin", "Audit by group"] {
        assert!(card.contains(part), "{part}\n{card}");
    }
    assert!(here.ok(&["evidence", "check"]).contains("same"));
    let head = here.head();
    let again = import(&here, 0, "models", "model-card", &CARDS, &[]);
    assert_eq!((counts(&again), &again["counts"]["cards"]), ([0, 0, 6, 0], &0.into()));
    assert_eq!(here.head(), head, "importing again writes nothing");
}

#[test]
fn a_card_fills_what_is_blank_and_shows_what_differs() {
    let here = Hermetic::with_board();
    here.apply("{\"op\":\"model.register\",\"name\":\"Bean sorter\",\"purpose\":\"Ours\"}\n");
    let unknown = import(&here, 3, "artifacts", "model-card", &["cards/hub.md"], &[]);
    assert!(said(&unknown).contains("there is no model `leaf-doctor`; say which model with --model"), "{unknown}");
    let report = import(&here, 0, "artifacts", "model-card", &["cards/hub.md"], &["--model", "Bean sorter"]);
    assert_eq!((counts(&report), &report["counts"]["cards"]), ([0, 1, 0, 0], &1.into()));
    assert!(report["notes"].to_string().contains("MDL-0001 purpose stays `Ours`"), "{report}");
    let shown = here.ok(&["show", "MDL-0001"]);
    assert!(shown.contains("Ours") && shown.contains("at dusk") && !shown.contains("with a person"), "{shown}");
    let head = here.head();
    import(&here, 0, "artifacts", "model-card", &["cards/hub.md"], &["--model", "MDL-0001"]);
    assert_eq!(here.head(), head);
    // Another text is other evidence: what a decision rested on stays as it was.
    here.write("hub.md", std::fs::read_to_string(sample("cards/hub.md")).unwrap().replace("dusk", "dawn"));
    import(&here, 0, "artifacts", "model-card", &["hub.md"], &["--model", "MDL-0001"]);
    assert!(here.ok(&["show", "ART-0001"]).contains("dusk") && here.ok(&["show", "ART-0002"]).contains("dawn"));
    let data = import(&here, 0, "artifacts", "model-card", &["cards/dataset.md"], &["--model", "MDL-0001"]);
    assert_eq!(data["counts"]["cards"], 1);
    assert!(here.ok(&["show", "ART-0003"]).contains("data-statement"));
    assert!(!here.ok(&["show", "MDL-0001"]).contains("n<1K"));
}

#[test]
fn broken_cards_are_refused_whole_each_with_a_word() {
    let here = Hermetic::with_board();
    let tags = (0..10_000).fold(String::new(), |mut text, number| {
        writeln!(text, "- tag-{number}").unwrap();
        text
    });
    here.write("tags.md", format!("---\ntags:\n{tags}---\n# Many\n\nText.\n"));
    let list: Vec<String> = (0..10_000).map(|number| format!("tag-{number}")).collect();
    let json =
        serde_json::json!({"bomFormat": "CycloneDX", "components": [{"modelCard": {}, "name": "m", "tags": list}]});
    here.write("tags.json", json.to_string());
    here.write("bomb.md", "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n# Bomb\n\nText.\n");
    here.write("deep.md", format!("---\na: {}{}\n---\n# Deep\n\nText.\n", "[".repeat(500), "]".repeat(500)));
    here.write("deep.json", format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)));
    here.write("large.md", format!("# Large\n\n{}", "word ".repeat(300_000)));
    here.write("bytes.md", [b'#', b' ', 0xff, 0xfe, b'\n']);
    here.write("nothing.md", "\n");
    here.write("cut.json", r#"{"model_details": {"name": "a""#);
    here.write("other.json", r#"{"name": "a"}"#);
    let cases = [
        ("tags.md", "`tags` has 10000 entries"),
        ("tags.json", "`tags` has 10000 entries"),
        ("bomb.md", "anchors or aliases"),
        ("deep.md", "nested more than"),
        ("deep.json", "nested too deep"),
        ("large.md", "more than 1048576 bytes"),
        ("bytes.md", "not text in UTF-8"),
        ("nothing.md", "the card is empty"),
        ("cut.json", "the card is not JSON"),
        ("other.json", "this JSON is no model card"),
        ("gone.md", "cannot be read"),
        ("cards/template.md", "does not name its model"),
        ("cards/dataset.md", "the card of a dataset"),
        ("cards/empty.json", "says nothing of `model-id` but its name"),
        ("registry/error.json", "this is an error"),
    ];
    let head = here.head();
    for (file, sentence) in cases {
        let bare = sample("cards/bare.md");
        let file = if file.contains('/') { sample(file) } else { file.to_owned() };
        let did = here.run(&["import", "models", "--format", "model-card", &bare, &file]);
        assert_eq!(did.code, 3, "{file}\n{}{}", did.out, did.err);
        assert!(did.err.contains(sentence), "{file}: {}", did.err);
        assert_eq!(here.head(), head, "{file} came in by half");
    }
    let report = import(&here, 0, "models", "model-card", &["cards/bare.md", "bomb.md"], &["--skip-bad"]);
    assert_eq!(counts(&report), [1, 0, 0, 1]);
    assert_eq!(many(&here, "MDL"), 1);
    // A bill of materials with several models is as many entries; undone, it comes in anew.
    let part = |name: &str| serde_json::json!({"type": "machine-learning-model", "name": name, "description": "d"});
    let bill = serde_json::json!({"bomFormat": "CycloneDX", "components": [part("a"), part("b")]});
    here.write("bill.json", bill.to_string());
    for number in [2, 4] {
        let report = import(&here, 0, "models", "model-card", &["bill.json", "cards/bare.md"], &[]);
        assert_eq!(counts(&report), [2, 0, 1, 0]);
        assert!(here.ok(&["show", &format!("MDL-{:04}", number + 1)]).contains("External key         b"));
        here.ok(&["undo"]);
    }
}

#[test]
fn front_matter_that_is_merely_broken_leaves_the_card_its_text() {
    let here = Hermetic::with_board();
    here.write("tab.md", "---\ntags: [x\n---\n# Tab\n\nA list without an end.\n");
    here.write("open.md", "---\ntags: [x]\n# Open\n\nNo end.\n");
    let report = import(&here, 0, "models", "model-card", &["cards/listed.md", "tab.md", "open.md"], &[]);
    assert_eq!(counts(&report), [3, 0, 0, 0]);
    let notes = report["notes"].to_string();
    for part in ["it is a list, not fields", "is not YAML", "has no end"] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
    let told = import(&here, 0, "artifacts", "model-card", &["cards/template.md"], &["--model", "Tab"]);
    assert!(told["notes"].to_string().contains("a template that nobody filled in"), "{told}");
    here.write("training.md", "# Trained\n\n## Training\n\nOn Tuesdays.\n");
    here.write("silent.md", "# Silent\n\n## Training\n\n[More Information Needed]\n");
    assert_eq!(counts(&import(&here, 0, "models", "model-card", &["training.md"], &["--dry-run"])), [1, 0, 0, 0]);
    assert!(said(&import(&here, 3, "models", "model-card", &["silent.md"], &[])).contains("nothing of `Silent`"));
    let stdin = here.feed(&["import", "models", "--format", "model-card", "-"], "# Piped\n\nFrom a pipe.\n");
    assert_eq!(stdin.code, 0, "{}", stdin.err);
    assert!(here.ok(&["show", "MDL-0004"]).contains("From a pipe."));
    let usage = here.refused(2, &["import", "risks", "--format", "model-card", &sample("cards/bare.md")]);
    assert!(usage.contains("a model card has no risks"), "{usage}");
}
