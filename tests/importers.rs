//! What the importers take in, from small files of each kind: created, again unchanged, changed, refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fmt::Write;

use common::Hermetic;
use serde_json::Value;

/// A board with two models, of which one is watched.
fn watched() -> Hermetic {
    let here = Hermetic::with_board();
    here.apply(concat!(
        r#"{"op":"model.register","name":"Credit PD","external_key":"pd-1"}"#,
        "\n",
        r#"{"op":"model.register","name":"Chat"}"#,
        "\n",
        r#"{"op":"monitor.define","model":"MDL-0001","metric":"AUC","direction":"below","warn":"0.8","alert":"0.75"}"#,
        "\n",
        r#"{"op":"monitor.define","model":"MDL-0001","metric":"psi","warn":"0.1","alert":"0.2"}"#,
        "\n",
    ));
    here
}

/// Imports a file, which must end with this code, and gives the report.
fn import(here: &Hermetic, code: i32, arguments: &[&str]) -> Value {
    let mut all = vec!["import"];
    all.extend(arguments);
    all.extend(["--report", "json"]);
    let did = here.run(&all);
    assert_eq!(did.code, code, "{arguments:?}\n{}{}", did.out, did.err);
    serde_json::from_str(&did.out).unwrap_or_else(|error| panic!("{error}: {}{}", did.out, did.err))
}

/// Created, updated, unchanged, refused.
fn counts(report: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|name| report[name].as_u64().unwrap())
}

fn wrong(report: &Value) -> Vec<String> {
    let rows = report["wrong"].as_array().unwrap();
    let told = |row: &Value| {
        format!(
            "{}|{}|{}|{}; {}",
            row["line"],
            row["column"].as_str().unwrap_or_default(),
            row["value"].as_str().unwrap(),
            row["sentence"].as_str().unwrap(),
            row["hint"].as_str().unwrap()
        )
    };
    rows.iter().map(told).collect()
}

/// The operations of a board's log, by name and label.
fn last_event(here: &Hermetic, id: &str) -> String {
    here.ok(&["show", id])
}

#[test]
fn readings_are_taken_in_once_and_judged() {
    let here = watched();
    here.write(
        "r.csv",
        "model;metric;timestamp;value;segment\n\
         MDL-0001;auc;2026-11-20T12:00:00Z;0.82;\n\
         pd-1;AUC;2026-11-21T12:00:00Z;0.70;age 18-25\n\
         Credit PD;psi;2026-11-21;0.15;\n\
         Credit PD;MON-0002;2026-11-22;1e-2;\n",
    );
    let head = here.head();
    let dry = import(&here, 0, &["readings", "r.csv", "--dry-run"]);
    assert_eq!((counts(&dry), here.head()), ([4, 0, 0, 0], head), "a dry run writes nothing");
    let first = import(&here, 0, &["readings", "r.csv"]);
    assert_eq!(counts(&first), [4, 0, 0, 0]);
    assert_eq!((&first["counts"]["breaches"], &first["counts"]["warnings"]), (&1.into(), &1.into()));
    let head = here.head();
    assert_eq!(counts(&import(&here, 0, &["readings", "r.csv"])), [0, 0, 4, 0]);
    assert_eq!(here.head(), head, "importing again writes nothing");
    let text = here.read("r.csv").replace("0.82", "0.81");
    here.write("r.csv", text);
    assert_eq!(counts(&import(&here, 0, &["readings", "r.csv"])), [0, 1, 3, 0]);
    assert!(last_event(&here, "MON-0001").contains("0.81"));
    let said = here.ok(&["import", "readings", "r.csv"]);
    assert!(said.contains("4 unchanged, 0 refused, 0 breaches, 0 warnings"), "{said}");
    here.ok(&["undo"]);
    here.ok(&["undo"]);
    assert_eq!(counts(&import(&here, 0, &["readings", "r.csv"])), [4, 0, 0, 0], "an import is undone whole");
}

#[test]
fn every_wrong_reading_is_named_with_its_place() {
    let here = watched();
    here.write(
        "r.csv",
        "model,metric,at,value\n\
         pd-1,auc,2026-11-20,0.8\n\
         Nobody,auc,2026-11-20,0.8\n\
         pd-1,aux,2026-11-20,0.8\n\
         Chat,auc,2026-11-20,0.8\n\
         pd-1,auc,2026-11-21,NaN\n\
         pd-1,auc,2026-11-24,0.8\n\
         pd-1,auc,2026-02-30,\"0,8\"\n\
         pd-1,auc,01/02/2026,0.8\n\
         pd-1,auc,,\n\
         pd-1,AUC,2026-11-20,0.9\n\
         pd-1,auc,2026-11-20,0.80\n\
         pd-1,auc\n",
    );
    let said = here.refused(3, &["import", "readings", "r.csv"]);
    assert!(said.contains("r.csv line 3, column `model`: there is no model `Nobody`"), "{said}");
    let report = import(&here, 3, &["readings", "r.csv"]);
    let told = wrong(&report);
    let starts = [
        "3|model|Nobody|there is no model",
        "4|metric|aux|MDL-0001 has no monitor of `aux`; did you mean `AUC`?",
        "5|metric|auc|MDL-0002 has no monitor of `auc`; define it first",
        "6|value|NaN|`NaN` is not a decimal number",
        "7|at|2026-11-24|2026-11-24T00:00:00.000Z lies in the future",
        "8|at|2026-02-30|`2026-02-30` names day 30",
        "8|value|0,8|`0,8` is not a decimal number",
        "9|at|01/02/2026|`01/02/2026` may be",
        "10|at||the reading has no moment",
        "10|value||the reading has no value",
        "11|value|0.9|line 2 gives 0.8 for the same moment",
        "13|||the row has 2 fields",
    ];
    assert_eq!(told.len(), starts.len(), "{told:#?}");
    for (said, start) in told.iter().zip(starts) {
        assert!(said.starts_with(start), "{said}\nis not\n{start}");
    }
    let partly = import(&here, 0, &["readings", "r.csv", "--skip-bad"]);
    assert_eq!(counts(&partly), [1, 0, 1, 10]);
    let lacking = here.refused(3, &["import", "readings", here.write("x.csv", "model,at\n").to_str().unwrap()]);
    assert!(lacking.contains("no column fills `metric` and `value`"), "{lacking}");
}

#[test]
fn many_readings_are_grouped_into_operations_the_door_takes() {
    let here = watched();
    let mut text = String::from("model,metric,at,value,segment\n");
    for number in 0..4_100 {
        let metric = if number % 2 == 0 { "auc" } else { "psi" };
        let minute = number / 2 % 60;
        let hour = number / 120 % 24;
        writeln!(text, "MDL-0001,{metric},2026-11-20T{hour:02}:{minute:02}:00Z,0.0{number},s{}", number / 2_880)
            .unwrap();
    }
    here.write("r.csv", text);
    assert_eq!(counts(&import(&here, 0, &["readings", "r.csv"])), [4_100, 0, 0, 0]);
    assert_eq!(counts(&import(&here, 0, &["readings", "r.csv"])), [0, 0, 4_100, 0]);
    here.head();
}

#[test]
fn manual_metrics_are_found_by_name_period_and_segment() {
    let here = Hermetic::with_board();
    here.write(
        "m.csv",
        "name,period,numerator,denominator,value,segment,source,by\n\
         training,2026-Q3,45,60,,,learning platform,Ann Lee\n\
         satisfaction,2026-09,,,4.2,team-a,survey,\n\
         satisfaction,2026-09-30,,,3.9,team-b,survey,\n",
    );
    assert_eq!(counts(&import(&here, 0, &["metrics", "m.csv"])), [3, 0, 0, 0]);
    let shown = here.ok(&["show", "MET-0001"]);
    assert!(shown.contains("2026-09-30") && shown.contains("45") && shown.contains("ann.lee"), "{shown}");
    let head = here.head();
    assert_eq!(counts(&import(&here, 0, &["metrics", "m.csv"])), [0, 0, 3, 0]);
    assert_eq!(here.head(), head);
    here.write("m.csv", "Name,quarter,value,source\nTraining,Q3 2026,0.8,learning platform\n");
    assert_eq!(counts(&import(&here, 0, &["metrics", "m.csv"])), [0, 1, 0, 0]);
    let shown = here.ok(&["show", "MET-0001"]);
    assert!(shown.contains("0.8") && !shown.contains("Denominator"), "a value replaces the ratio\n{shown}");
    here.write(
        "bad.csv",
        "name,period_end,numerator,denominator,value,source\n\
         training,2026-Q5,1,2,,x\n\
         training,2026-Q1,1,0,,x\n\
         training,2026-Q2,,,,x\n\
         training,2026-Q4,1,2,,\n\
         audit-findings,2026-Q3,,,1,x\n\
         Audit-Findings,2026-09,,,2,x\n",
    );
    let report = import(&here, 3, &["metrics", "bad.csv"]);
    let told = wrong(&report);
    let starts = [
        "2|period_end|2026-Q5|",
        "3|denominator|0|0 does not divide",
        "4|value||the metric has no number",
        "5|source||a manual metric needs it",
        "7|||line 6 is about the same manual metric",
    ];
    assert_eq!(told.len(), starts.len(), "{told:#?}");
    for (said, start) in told.iter().zip(starts) {
        assert!(said.starts_with(start), "{said}\nis not\n{start}");
    }
    assert!(here.ok(&["import", "metrics", "m.csv"]).contains("was read as 2026-09-30"));
}

#[test]
fn evidence_is_found_by_model_kind_version_and_link() {
    let here = watched();
    let sum = "ab".repeat(32);
    here.write("card.md", "# A card\n");
    let text = format!(
        "kind,model,version,title,uri,sha256,author,received,valid_until,state\n\
         Model card,pd-1,4.2,The card,card.md,,ito,2026-11-01,,submitted\n\
         validation-report,Credit PD,4.2,Report,https://x.example/v.pdf,{sum},Ann Lee,2026-11-02,2027-11-02,approved\n\
         model-card,Chat,,Other card,,,,,,\n"
    );
    here.write("a.csv", &text);
    assert_eq!(counts(&import(&here, 0, &["artifacts", "a.csv"])), [3, 0, 0, 0]);
    let card = here.ok(&["show", "ART-0001"]);
    assert!(card.contains("A card") && card.contains(here.path("card.md").to_str().unwrap()), "{card}");
    assert!(here.ok(&["evidence", "check"]).contains("same"), "a local file was hashed");
    let head = here.head();
    assert_eq!(counts(&import(&here, 0, &["artifacts", "a.csv"])), [0, 0, 3, 0]);
    assert_eq!(here.head(), head);
    here.write("a.csv", text.replace("Report,https", "Validation report,https").replace("approved", "rejected"));
    let report = import(&here, 0, &["artifacts", "a.csv"]);
    assert_eq!(counts(&report), [0, 1, 2, 0]);
    assert!(report["notes"].to_string().contains("state differs and stays"), "{report}");
    here.write(
        "bad.csv",
        "kind,model,uri,sha256,state\n\
         selfie,pd-1,https://x.example/1,,\n\
         model-card,pd-1,https://x.example/2,abc,\n\
         model-card,Nobody,https://x.example/3,,\n\
         model-card,pd-1,https://x.example/4,,maybe\n\
         model-card,pd-1,https://x.example/5,,\n\
         Model Card,MDL-0001,https://x.example/5,,\n",
    );
    let report = import(&here, 3, &["artifacts", "bad.csv"]);
    let told = wrong(&report);
    let starts = [
        "2|kind|selfie|the policy knows no artifact `selfie`",
        "3|sha256|abc|this is not a SHA-256 sum",
        "4|model|Nobody|there is no model",
        "5|state|maybe|",
        "7|||line 6 is about the same artifact",
    ];
    assert_eq!(told.len(), starts.len(), "{told:#?}");
    for (said, start) in told.iter().zip(starts) {
        assert!(said.starts_with(start), "{said}\nis not\n{start}");
    }
    here.refused(3, &["import", "artifacts", "bad.csv"]);
}

#[test]
fn readings_that_come_late_are_told() {
    let here = watched();
    here.write("r.csv", "model,metric,at,value\npd-1,auc,2026-11-20,0.9\n");
    import(&here, 0, &["readings", "r.csv"]);
    here.write(
        "r.csv",
        "model,metric,at,value\npd-1,auc,2026-11-21,0.9\npd-1,auc,2026-11-19,0.7\npd-1,psi,2026-11-01,0\n",
    );
    let report = import(&here, 0, &["readings", "r.csv"]);
    assert_eq!(counts(&report), [3, 0, 0, 0]);
    let notes = report["notes"].to_string();
    assert!(notes.contains("1 row older than the last reading on record (lines 3)"), "{notes}");
    let said = here.ok(&["import", "readings", "r.csv", "--dry-run"]);
    assert!(!said.contains("older than"), "what is on record is not late: {said}");
    // Within one file, too.
    here.write(
        "r.csv",
        "model,metric,at,value\npd-1,auc,2026-11-22T10:00:00Z,0.9\npd-1,auc,2026-11-22T08:00:00Z,0.8\n",
    );
    let said = here.ok(&["import", "readings", "r.csv", "--dry-run"]);
    assert!(said.contains("1 row out of order, older than one before in the file (lines 3)"), "{said}");
}

#[test]
fn evidence_that_lies_nowhere_is_refused_as_when_it_is_received() {
    let here = watched();
    let sum = "ab".repeat(32);
    here.write("gone.csv", "kind,model,title,uri\nmodel-card,pd-1,Card,cards/gone.md\n");
    let report = import(&here, 3, &["artifacts", "gone.csv"]);
    assert!(wrong(&report)[0].starts_with("2|uri|cards/gone.md|cards/gone.md cannot be read"), "{:?}", wrong(&report));
    assert_eq!(report["written"], false);
    here.write("hash.csv", format!("kind,model,title,uri,sha256\nmodel-card,pd-1,Card,cards/gone.md,{sum}\n"));
    let report = import(&here, 0, &["artifacts", "hash.csv"]);
    assert!(report["notes"].to_string().contains("its hash is taken on trust (1 row)"), "{report}");
    assert_eq!(report["written"], true);
    here.apply("{\"op\":\"version.add\",\"model\":\"MDL-0001\",\"label\":\"4.2\"}");
    here.write("later.csv", "kind,model,version,title,uri\nmodel-card,pd-1,9.9,Card,https://x.example/c\n");
    let report = import(&here, 0, &["artifacts", "later.csv"]);
    assert!(report["notes"].to_string().contains("MDL-0001 has no version `9.9`"), "{report}");
}

#[test]
fn inventories_of_agencies_are_understood_and_what_repeats_is_told_once() {
    let here = Hermetic::with_board();
    here.write(
        "omb.csv",
        "2_use_case_name,Bureau / Department,Summary of Use Case,Stage of System Development Life Cycle,Contracting usage\n\
         Chat,IT,Answers staff,Development and Acquisition,Developed in-house.\n\
         Rank,HR,Sorts,Implementation and Assessment,Developed with both contracting and in-house resources.\n\
         Spot,OPS,Finds,In-use,Purchased from a vendor\n",
    );
    assert_eq!(counts(&import(&here, 0, &["models", "omb.csv"])), [3, 0, 0, 0]);
    let told = here.ok(&["list", "models", "--format", "json"]);
    let shown = here.ok(&["show", "MDL-0002"]);
    assert!(shown.contains("in-review") && shown.contains("Sorts") && shown.contains("in-house"), "{shown}\n{told}");
    let mut text = "name,stage\n".to_owned();
    for row in 0..30 {
        writeln!(text, "m{row},Dormant").unwrap();
    }
    here.write("many.csv", &text);
    let did = here.run(&["import", "models", "many.csv"]);
    assert_eq!(did.code, 3);
    assert!(did.err.contains("(and 29 more of this value)") && did.err.lines().count() <= 4, "{}", did.err);
    assert!(did.err.contains("leave a column out (--map stage=)"), "{}", did.err);
}

#[test]
fn the_form_of_a_file_is_guessed_on_the_command_line_too() {
    let here = watched();
    here.write("card.md", "---\nlicense: mit\n---\n# Credit PD\n\n## Intended use\n\nLimits of cards.\n");
    let report = import(&here, 0, &["artifacts", "card.md", "--model", "pd-1"]);
    assert_eq!(report["counts"]["cards"], 1, "{report}");
}

/// Titles above the header and sums under the table are said, and are no models.
#[test]
fn titles_and_sums_are_left_out() {
    let here = Hermetic::with_board();
    let files = [
        (
            "a.csv",
            "Model Inventory as of 2026-01-01,,,\n,,,\nname,owner,tier,external_key\nA,,1,T-1\n,,,\nB,,2,T-2\n,,,\nTotal,,2,\n",
            2,
            ["line 3", "line 8 `Total`"],
        ),
        (
            "b.csv",
            "Inventory\r\nQuarter;3\r\nName;ID;Tier\r\nC;1;2\r\n;;\r\nGesamt;;2\r\n",
            1,
            ["line 3", "line 6 `Gesamt`"],
        ),
        (
            "c.csv",
            "name,external_key,purpose\nD,K-1,x\nTotal: 1,,\nSource: GRC export 2026-11-01,,\n",
            1,
            ["2 rows under", "line 4 `Source:"],
        ),
        ("d.csv", "name,external_key,purpose\nTotal,Q-1,x\nTotal loss,Q-2,y\n", 2, ["", ""]),
        ("e.csv", "name,external_key,purpose\nE,,x\nF,F-1,y\nG,,\n", 3, ["2 rows without a key", ""]),
    ];
    for (name, text, created, told) in files {
        let file = here.write(name, text);
        let report = import(&here, 0, &["models", file.to_str().unwrap()]);
        assert_eq!(counts(&report), [created, 0, 0, 0], "{name} {report}");
        let notes = report["notes"].to_string();
        for told in told {
            assert!(notes.contains(told), "{name}: {notes}");
        }
    }
    let report = import(&here, 0, &["models", here.write("a.csv", files[0].1).to_str().unwrap()]);
    assert_eq!(counts(&report), [0, 0, 2, 0], "{report}");
}

/// A submission of a model that is not on the record says how it gets there, and that way is one.
#[test]
fn a_submission_of_a_new_model_says_how_to_register_it() {
    let here = Hermetic::with_board();
    let text = "external_key,model,kind,version,requester,summary\nI-1,\"Fraud \"\"one\"\"\",New Model,1.0,ann,First\nI-2,Other,retrain,1.0,ann,Again\n";
    let file = here.write("intake.csv", text);
    let did = here.run(&["import", "intake", file.to_str().unwrap(), "--report", "json"]);
    let report: Value = serde_json::from_str(&did.out).unwrap();
    let hints: Vec<&str> =
        report["wrong"].as_array().unwrap().iter().map(|row| row["hint"].as_str().unwrap()).collect();
    assert!(did.code == 3 && hints.len() == 2 && hints[1].starts_with("import models first"), "{hints:?}");
    let line = hints[0].strip_prefix("register it first: give `boardroom apply -` the line ").unwrap();
    here.apply(&format!("{}\n", line.strip_suffix(", and then import this file again").unwrap()));
    let report = import(&here, 0, &["intake", file.to_str().unwrap(), "--skip-bad"]);
    assert_eq!(counts(&report), [1, 0, 0, 1], "{report}");
}

/// Two models of one name are told: neither is found by it.
#[test]
fn a_name_that_another_model_has_is_told() {
    let here = watched();
    let text = "name,external_key\nCredit PD,pd-2\nCredit PD,pd-1\nNew,n-1\n";
    let report = import(&here, 0, &["models", here.write("m.csv", text).to_str().unwrap()]);
    assert_eq!(counts(&report), [2, 0, 1, 0], "{report}");
    let told = "1 row with the name of a model that has another key: line 2 `Credit PD` is MDL-0001;";
    assert!(report["notes"].to_string().contains(told), "{}", report["notes"]);
    let report = import(&here, 0, &["models", here.write("m.csv", "name,external_key\nChat,n-1\n").to_str().unwrap()]);
    assert!(report["notes"].to_string().contains("`Chat` is MDL-0002"), "{}", report["notes"]);
}
