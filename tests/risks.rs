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
        here.ok(&["risk", "revise", &id, "--residual-likelihood", rated[0], "--residual-impact", rated[1]]);
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
