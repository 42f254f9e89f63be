//! The risk register: controls with how well they work, ratings over time, what contradicts itself.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Hermetic;

#[test]
fn a_risk_shows_its_controls_and_its_ratings_over_time() {
    let here = Hermetic::with_sample();
    here.ok(&[
        "risk",
        "identify",
        "--model",
        "MDL-0001",
        "--statement",
        "answers go stale",
        "--likelihood",
        "4",
        "--impact",
        "4",
        "--controls",
        "canary release | effective",
        "--controls",
        "rollback; kill switch | partial",
        "--target-likelihood",
        "2",
        "--target-impact",
        "2",
    ]);
    let made = here.ok(&["list", "risks", "--filter", "stale", "--format", "json"]);
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let id = made["rows"][0]["id"].as_str().unwrap().to_owned();
    for rated in [["3", "4"], ["2", "4"]] {
        let [likelihood, impact] = rated;
        let rated = ["--residual-likelihood", likelihood, "--residual-impact", impact, "--reason", "tested again"];
        here.ok(&[&["risk", "revise", &id], &rated[..]].concat());
    }
    // What does not touch the ratings is no snapshot.
    here.ok(&["risk", "revise", &id, "--owner", "rao"]);
    let page = here.ok(&["show", &id]);
    for told in ["canary release", "effective", "kill switch", "partial", "rollback", "untested"] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    assert!(page.contains("Residual 16 → 12 → 8, down since the rating before; the target is 4."), "{page}");
    let ratings = page.lines().filter(|line| line.contains("16 (4×4)") && line.contains("4 (2×2)")).count();
    assert_eq!(ratings, 3, "one row a rating\n{page}");
    // As of a day before it was known there is nothing to show; a risk of the sample keeps its history.
    let old = here.ok(&["show", "RSK-0001"]);
    assert!(old.contains("RATINGS") && old.contains("Inherent"), "{old}");
}

#[test]
fn more_risk_than_before_its_controls_is_refused_wherever_it_comes_in() {
    let here = Hermetic::with_sample();
    let rated = ["--likelihood", "2", "--impact", "2", "--residual-likelihood", "5", "--residual-impact", "5"];
    let mut identify = vec!["risk", "identify", "--statement", "worse after its controls"];
    identify.extend(rated);
    let refused = here.refused(3, &identify);
    assert!(refused.contains("residual_likelihood") && refused.contains("25 would remain of 4"), "{refused}");
    let revise = [
        "risk",
        "revise",
        "RSK-0001",
        "--likelihood",
        "1",
        "--impact",
        "1",
        "--residual-likelihood",
        "5",
        "--residual-impact",
        "5",
        "--state",
        "assessed",
    ];
    assert!(here.refused(3, &revise).contains("with a reason"));
    here.write(
        "risks.csv",
        "risk_id,statement,likelihood,impact,residual_likelihood,residual_impact\nR-1,worse,2,2,5,5\n",
    );
    let refused = here.refused(3, &["import", "risks", "risks.csv"]);
    assert!(refused.contains("25 would remain of 4") && refused.contains("line 2"), "{refused}");
    let graded =
        here.refused(3, &["risk", "identify", "--statement", "graded wrongly", "--controls", "canary | efective"]);
    assert!(graded.contains("efective") && graded.contains("`effective`"), "{graded}");
}

/// The columns of an export that a file brings in again, in its order.
fn told(csv: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().clone();
    let places: Vec<usize> = columns.iter().map(|name| head.iter().position(|one| one == *name).unwrap()).collect();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| places.iter().map(|place| row[*place].to_owned()).collect()).collect()
}

#[test]
fn an_exported_inventory_and_its_risks_come_in_again_on_an_empty_board() {
    let here = Hermetic::with_board();
    // What a model depends on may stand further down, by name or by key.
    here.write(
        "models.csv",
        "model_id,name,owner,dependencies\nX-1,front,rao,middle; X-3\nX-2,middle,rao,back\nX-3,back,rao,\n",
    );
    here.ok(&["import", "models", "models.csv"]);
    here.write(
        "risks.csv",
        "risk_id,model,statement,likelihood,impact,controls\nR-1,X-1,\"=stale; or worse\",4,4,canary | effective; rollback\n",
    );
    here.ok(&["import", "risks", "risks.csv"]);
    let again = here.ok(&["import", "models", "models.csv"]);
    assert!(again.contains("0 created, 0 updated, 3 unchanged"), "{again}");
    let (models, risks) = (here.ok(&["export", "inventory"]), here.ok(&["export", "risks"]));
    assert!(models.contains("MDL-0002; MDL-0003"), "{models}");
    let there = Hermetic::with_board();
    for (kind, text) in [("models", &models), ("risks", &risks)] {
        there.write("in.csv", text);
        there.ok(&["import", kind, "in.csv"]);
    }
    // There the identifiers that the rest of the export names are the keys.
    let columns = ["model_id", "name", "owner", "dependencies", "stage", "kind", "origin", "business_unit", "tags"];
    let moved = there.ok(&["export", "inventory"]);
    assert_eq!(told(&moved, &columns), told(&models, &columns));
    assert_eq!(told(&moved, &["external_key"]), told(&models, &["model_id"]));
    assert_eq!(there.ok(&["export", "risks"]), risks);
    // A circle is refused with its line, and a name that two rows share is no name.
    there.write("circle.csv", "model_id,name,owner,dependencies\nY-1,one,rao,Y-2\nY-2,two,rao,Y-1\n");
    assert!(there.refused(3, &["import", "models", "circle.csv"]).contains("line 3"));
    there.write("twice.csv", "model_id,name,owner,dependencies\nY-1,one,rao,two\nY-2,two,rao,\nY-3,two,rao,\n");
    assert!(there.refused(3, &["import", "models", "twice.csv"]).contains("several rows"));
}

#[test]
fn what_the_sample_exports_comes_in_again_as_it_was() {
    let here = Hermetic::with_sample();
    let there = Hermetic::with_board();
    for (kind, register, columns) in [
        (
            "models",
            "inventory",
            &[
                "model_id",
                "name",
                "purpose",
                "owner",
                "developers",
                "tier",
                "stage",
                "limitations",
                "regions",
                "data_sources",
                "dependencies",
                "eu_class",
            ][..],
        ),
        (
            "risks",
            "risks",
            &[
                "risk_id",
                "model_id",
                "statement",
                "inherent",
                "controls",
                "residual",
                "treatment",
                "status",
                "owner",
                "target_date",
                "last_reviewed",
                "frameworks",
            ][..],
        ),
    ] {
        let sent = here.ok(&["export", register]);
        there.write("in.csv", &sent);
        let said = there.ok(&["import", kind, "in.csv"]);
        assert_eq!(said.contains("no acceptance of this board covers it"), kind == "risks", "{said}");
        // Acceptances stay on the board that granted them: what they accept is being treated on another (R01).
        let here_as_there = sent.replace("\"accepted\"", "\"treating\"");
        assert_eq!(told(&there.ok(&["export", register]), columns), told(&here_as_there, columns), "{register}");
    }
}

#[test]
fn a_register_that_comes_again_is_not_repeated_row_by_row() {
    let here = Hermetic::with_board();
    let file = here.write(
        "register.csv",
        "risk,statement,likelihood,impact,target likelihood,target impact,frameworks\n\
         R-1,Because of this that may happen,4,4,2,3,MEASURE 2.7\nR-2,Because of that this may happen,2,2,1,1,\n",
    );
    let file = file.to_str().unwrap();
    let said = here.ok(&["import", "risks", file]);
    assert!(said.contains("external_key from `risk`"), "{said}");
    let said = here.ok(&["import", "risks", file, "--dry-run"]);
    assert!(said.contains("0 created, 0 updated, 2 unchanged") && !said.contains("row 2"), "{said}");
    let board = rusqlite::Connection::open(here.db()).unwrap();
    let asked = "SELECT target, target_likelihood, frameworks FROM v_risks WHERE risk_id = 'RSK-0001'";
    let found: (i64, i64, String) =
        board.query_row(asked, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    assert_eq!(found, (6, 2, "MEASURE 2.7".to_owned()));
}

#[test]
fn an_incident_says_no_more_of_its_times_than_is_known() {
    let here = Hermetic::with_board();
    here.ok(&["incident", "report", "--title", "Answers went stale", "--severity", "3"]);
    here.ok(&["incident", "report", "--title", "Table top", "--severity", "1", "--exercise", "yes"]);
    let listed = here.ok(&["list", "incidents", "--format", "csv"]);
    assert!(listed.contains("Exercise: Table top") && !listed.contains("Exercise: Answers"), "{listed}");
    assert_eq!(listed.matches("2026-11-23 14:00").count(), 2, "noticed when they were reported: {listed}");
    here.ok(&["incident", "entry", "INC-0001", "--text", "First complaint", "--at", "2026-11-20 10:00"]);
    let report = here.ok(&["report", "incident", "INC-0001"]);
    let times: Vec<&str> = report.lines().filter(|line| line.starts_with("| 2026-11-2")).collect();
    assert!(
        times.len() >= 2 && times.iter().all(|line| line.contains("| | ")),
        "nobody knows when it began: {times:#?}"
    );
}
