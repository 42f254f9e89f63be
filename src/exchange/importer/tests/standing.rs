//! What a file says against what the board says: whose word holds, and that either is told.

use super::*;
use crate::domain::field::FieldValue;
use crate::domain::record::FollowUp;

fn said(board: &Rehearsal, kind: Kind, text: &str) -> String {
    planned(board, kind, text).report.lines().join("\n")
}

#[test]
fn a_cell_that_is_older_than_the_record_does_not_undo_what_was_changed_here() {
    let mut board = Rehearsal::empty();
    let text = "id,name,purpose,vendor\nA,Chat,Answers staff,\nB,Churn,Finds churn,\n";
    imported(&mut board, Kind::Models, text);
    board.run(&json!({ "op": "model.revise", "id": "MDL-0001", "purpose": "Answers customers" }));
    let plan = planned(&board, Kind::Models, text);
    assert_eq!(counts(&plan.report), [0, 0, 2, 0], "{:#?}", plan.report.lines());
    let told = plan.report.lines().join("\n");
    for part in [
        "line 2, MDL-0001 purpose stays `Answers customers`; the file says `Answers staff`",
        "changed here since the file was written, and stays as the board has it (1 row)",
    ] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
    assert_eq!(plan.report.json()["differences"][0]["taken"], false);
    let newer = text.replace("Answers staff", "Answers everybody").replace("Finds churn,", "Finds churn,Acme");
    let plan = planned(&board, Kind::Models, &newer);
    let told = plan.report.lines().join("\n");
    for part in [
        "line 2, MDL-0001 purpose: `Answers customers` becomes `Answers everybody`",
        "line 3, MDL-0002 vendor: blank becomes `Acme`",
    ] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
    assert_eq!(imported(&mut board, Kind::Models, &newer), [0, 2, 0, 0], "the file has a newer word");
    assert_eq!(imported(&mut board, Kind::Models, text), [0, 1, 1, 0], "what an import changed, an import changes");
    board.run(&json!({ "op": "undo" }));
    assert_eq!(imported(&mut board, Kind::Models, text), [0, 1, 1, 0], "an undo is nobody's word against the file");
}

#[test]
fn the_summary_is_of_what_was_done_not_of_what_was_planned() {
    let mut board = Rehearsal::empty();
    let mut late = planned(&board, Kind::Models, "id,name\nA,Chat\nB,Search\nC,Rank\n");
    imported(&mut board, Kind::Models, "id,name,kind,origin\nA,Chat,unknown,unknown\nB,Churn,llm,in-house\n");
    assert_eq!(counts(&late.report), [3, 0, 0, 0]);
    commit(&mut board.store, &mut late, &board.env, false, &mut |_, _| true).unwrap();
    assert_eq!(counts(&late.report), [1, 1, 1, 0]);
}

#[test]
fn days_of_a_file_do_not_move() {
    let board = Rehearsal::met();
    let text = "title,due\na,Dec-26\nb,fri\nc,+2w\nd,46371\ne,04/Dec/26 12:00 AM\n";
    let plan = planned(&board, Kind::FollowUps, text);
    assert_eq!(counts(&plan.report), [2, 0, 0, 3]);
    assert!(wrong(&plan)[0].contains("`Dec-26` does not name a day of a year"), "{:?}", wrong(&plan));
    let told = plan.report.lines().join("\n");
    for part in ["due: `46371` was read as 2026-12-15", "due: `04/Dec/26 12:00 AM` was read as 2026-12-04"] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
}

#[test]
fn what_was_accepted_elsewhere_is_said_before_it_is_written_and_once() {
    let mut board = Rehearsal::met();
    let text = "id,statement,likelihood,impact,state\nK1,Drift,3,3,accepted\n";
    let plan = planned(&board, Kind::Risks, text);
    assert!(
        plan.report.first[0].cells.contains(&("state".to_owned(), "treating".to_owned())),
        "{:?}",
        plan.report.first
    );
    assert!(plan.report.lines().join("\n").contains("accepted elsewhere comes as treating"));
    assert_eq!(imported(&mut board, Kind::Risks, text), [1, 0, 0, 0]);
    let head = board.store.view().head().unwrap();
    assert_eq!(imported(&mut board, Kind::Risks, text), [0, 0, 1, 0]);
    assert_eq!(board.store.view().head().unwrap(), head, "nothing is appended");
    assert!(said(&board, Kind::Risks, text).contains("state stays as the board has it, not accepted"));
}

#[test]
fn what_was_closed_elsewhere_does_not_come_in_as_open() {
    let mut board = Rehearsal::met();
    let text = "Issue key,Summary,Issue Type,Status,Due date\n\
        M-1,Mend drift,Bug,In Progress,2026-12-04\nM-2,Old finding,Story,Done,2026-01-04\nM-3,Dropped,Sub-task,Cancelled,\n";
    let told = said(&board, Kind::FollowUps, text);
    for part in [
        "2 rows not on this record and closed elsewhere: left out",
        "status: `Done` was read as closed (1 row)",
        "kind: `Bug` was read as action (1 row)",
    ] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
    assert_eq!(imported(&mut board, Kind::FollowUps, text), [1, 0, 2, 0]);
    let told = said(&board, Kind::FollowUps, &text.replace("In Progress", "Done"));
    assert!(told.contains("status differs and stays as the board has it (1 row)"), "{told}");
    let dated = "title,closed_on\nAn old thing,2026-01-05\n";
    assert_eq!(imported(&mut board, Kind::FollowUps, dated), [0, 0, 1, 0]);
}

#[test]
fn a_due_date_that_was_extended_here_stays() {
    let mut board = Rehearsal::met();
    let text = "id,title,due,owner\nD-1,Mend drift,2026-12-04,ito\n";
    imported(&mut board, Kind::FollowUps, text);
    let view = board.store.view();
    let number = view.by_key::<FollowUp>("external_key", "D-1").unwrap().unwrap();
    let id = format!("FUP-{number:04}");
    board.run(&json!({ "op": "followup.extend", "followup": id, "due": "2026-12-18", "reason": "The data come late" }));
    let told = said(&board, Kind::FollowUps, text);
    assert!(told.contains("due differs and stays as the board has it (1 row)"), "{told}");
    assert_eq!(imported(&mut board, Kind::FollowUps, &text.replace("Mend drift", "Mend the drift")), [0, 1, 0, 0]);
}

#[test]
fn our_identifier_among_the_labels_finds_the_record_again() {
    let mut board = Rehearsal::met();
    let text = "id,title,due,owner,severity\nL-1,Mend drift,2026-12-04,ito,high\n";
    imported(&mut board, Kind::FollowUps, text);
    let number = board.store.view().by_key::<FollowUp>("external_key", "L-1").unwrap().unwrap();
    let jira = format!(
        "Summary,Issue Type,Due Date,Priority,Labels,Labels\nMend drift,Task,2026-12-04,High,FUP-{number:04},action\n"
    );
    assert_eq!(imported(&mut board, Kind::FollowUps, &jira), [0, 0, 1, 0]);
}

#[test]
fn what_the_policy_declares_is_filled_from_a_column_of_its_name_or_label() {
    let mut board = Rehearsal::empty();
    let declared = format!(
        "{}\n[[custom-field]]\nrecord = \"model\"\nkey = \"cost-centre\"\nlabel = \"Cost centre\"\nkind = \"number\"\n\
         [[custom-field]]\nrecord = \"model\"\nkey = \"cloud\"\nlabel = \"Cloud\"\nkind = \"choice\"\nchoices = [\"AWS\", \"own\"]\n",
        crate::policy::DEFAULT_POLICY.replacen("version = \"", "version = \"x", 1)
    );
    board.run(&json!({ "op": "policy.adopt", "text": declared }));
    let text = "id,name,custom_cost_centre,Cloud\nA,Chat,4711,aws\nB,Churn,,\n";
    assert!(!said(&board, Kind::Models, text).contains("not mapped"), "{}", said(&board, Kind::Models, text));
    assert_eq!(imported(&mut board, Kind::Models, text), [2, 0, 0, 0]);
    assert_eq!(model(&board, 1).custom.text(), "cost-centre: 4711\ncloud: AWS");
    assert_eq!(imported(&mut board, Kind::Models, text), [0, 0, 2, 0]);
    assert_eq!(imported(&mut board, Kind::Models, "id,cost-centre\nA,12\n"), [0, 1, 0, 0]);
    assert_eq!(model(&board, 1).custom.text(), "cost-centre: 12\ncloud: AWS", "what has no column stays");
    let bad = wrong(&planned(&board, Kind::Models, "id,Cloud\nA,moon\n"));
    assert!(bad[0].starts_with("in.csv line 2, column `Cloud`: `moon` is not among its choices"), "{bad:?}");
}

#[test]
fn an_export_without_rows_brings_nothing_and_whole_numbers_may_have_a_point() {
    let mut board = Rehearsal::empty();
    assert_eq!(imported(&mut board, Kind::Models, "{\"schema\": \"x\", \"rows\": []}"), [0, 0, 0, 0]);
    assert_eq!(imported(&mut board, Kind::Models, "id,name,tier\nA,Chat,3.0\n"), [1, 0, 0, 0]);
    assert_eq!(model(&board, 1).tier.0, Some(3));
}
