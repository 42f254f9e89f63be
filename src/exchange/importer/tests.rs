//! Imports of tables as people have them, into boards in memory.

mod standing;

use serde_json::json;

use super::names::Keyed;
use super::*;
use crate::board::policy_in_force;
use crate::domain::ids::ModelId;
use crate::domain::record::Row;
use crate::domain::text::clean_text;
use crate::exchange::csv_out::{Delimiter, Writer};
use crate::exchange::mapping::parse_pair;
use crate::exchange::rehearsal::{Rehearsal, evil};
use crate::exchange::table_in::Limits;
use crate::store::drafts::Drafts;

fn planned_with(board: &Rehearsal, kind: Kind, text: &str, maps: &[&str], skip_bad: bool) -> Result<Plan, Refusal> {
    let table = open("in.csv", text.as_bytes(), None, None, Limits::default())?;
    let view = board.store.view();
    let told: Vec<_> = maps.iter().map(|pair| parse_pair(pair).unwrap()).collect();
    let asked = Asked { told, skip_bad, ..Asked::new(&view, &board.env)? };
    plan(kind, &table, &asked, &mut |_, _| true)
}

fn planned(board: &Rehearsal, kind: Kind, text: &str) -> Plan {
    planned_with(board, kind, text, &[], false).unwrap()
}

/// Imports, and gives created, updated, unchanged, refused.
fn imported(board: &mut Rehearsal, kind: Kind, text: &str) -> [usize; 4] {
    let mut plan = planned(board, kind, text);
    commit(&mut board.store, &mut plan, &board.env, false, &mut |_, _| true).unwrap();
    counts(&plan.report)
}

fn counts(report: &Report) -> [usize; 4] {
    [Fate::Created, Fate::Updated, Fate::Unchanged, Fate::Refused].map(|fate| report.count(fate))
}

fn model(board: &Rehearsal, number: u32) -> Row<Model> {
    board.store.view().get::<Model>(number).unwrap()
}

fn wrong(plan: &Plan) -> Vec<String> {
    plan.report.wrong.iter().map(|one| one.refusal.to_string()).collect()
}

const INVENTORY: &str = "agency,agency_name,id,use_case_name,agency_bureau,development_stage,is_high_impact,topic_area,\
    classification,problem_solved,contracting_usage,vendor_name,has_pii,link_to_data\n\
    DOJ,Department of Justice,35,Triage,FBI,Pre-deployment,High-impact,Law Enforcement,Classical ML,\"Finds, sorts\",Vendor Purchased,Acme,Yes,x\n\
    DHS,Homeland Security,35,Screening,CBP,Deployed,Not High-impact,,Computer Vision,,,,No,\n\
    DHS,Homeland Security,35,Screening,CBP,Deployed,Not High-impact,,Computer Vision,,,,No,\n\
    ED,Education,,Chat,,Pilot,,IT,Generative AI,,,,,\n\
    ED,Education,,Chat,,,,,Agentic AI,,,,,\n\
    DOI,Interior,DOI-0015,,,Retired,,,Reinforcement Learning,,,,,\n";

#[test]
fn an_inventory_of_others_needs_no_mapping() {
    let mut board = Rehearsal::empty();
    let said = planned(&board, Kind::Models, INVENTORY).report.lines().join("\n");
    assert!(said.contains("1 row without a name got the key as one"), "{said}");
    assert_eq!(imported(&mut board, Kind::Models, INVENTORY), [6, 0, 0, 0]);
    let first = model(&board, 1);
    let told = (
        first.name.as_str(),
        first.business_unit.as_str(),
        first.stage.word(),
        first.fields.kind.word(),
        first.origin.word(),
    );
    assert_eq!(told, ("Triage", "Department of Justice", "proposed", "predictive", "vendor-api"));
    assert_eq!(first.tags.0, ["Law Enforcement", "DOJ", "High-impact"]);
    assert_eq!((first.privacy_applies.word(), first.purpose.as_str()), ("yes", "Finds, sorts"));
    let keys: Vec<String> = (1..=6).map(|number| model(&board, number).external_key.0.clone()).collect();
    assert_eq!(keys, ["DOJ/35", "DHS/35", "DHS/35#2", "ED/Chat", "ED/Chat#2", "DOI-0015"]);
    assert_eq!((model(&board, 2).stage.word(), model(&board, 4).stage.word()), ("production", "in-review"));
    assert_eq!((model(&board, 6).name.as_str(), model(&board, 6).stage.word()), ("DOI-0015", "retired"));

    assert_eq!(imported(&mut board, Kind::Models, INVENTORY), [0, 0, 6, 0], "again, nothing changes");
    let changed = INVENTORY.replace("Finds, sorts", "Finds").replace("Pre-deployment", "Deployed");
    let plan = planned(&board, Kind::Models, &changed);
    assert_eq!(counts(&plan.report), [0, 1, 5, 0]);
    let said = plan.report.lines().join("\n");
    for part in [
        "stage differs and stays as the board has it (1 row)",
        "2 rows without a key",
        "3 rows with a key that another row has",
        "kind: `Generative AI` was read as llm (1 row)",
        "not mapped: `agency_bureau`, `link_to_data`",
        "name from `use_case_name` (a name others use)",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
}

#[test]
fn a_mapping_that_was_kept_reads_the_same_file_the_same_way() {
    let board = Rehearsal::empty();
    let told = vec![("prohibited_uses".to_owned(), "agency_bureau".to_owned()), ("vendor".to_owned(), String::new())];
    let maps =
        |told: &[(String, String)]| told.iter().map(|(field, column)| format!("{field}={column}")).collect::<Vec<_>>();
    let under = |told: &[(String, String)]| {
        let maps = maps(told);
        let maps: Vec<&str> = maps.iter().map(String::as_str).collect();
        planned_with(&board, Kind::Models, INVENTORY, &maps, false).unwrap()
    };
    let first = under(&told);
    let kept = to_keep(&first.report, &told);
    let again = under(&kept);
    assert_eq!(counts(&first.report), [6, 0, 0, 0], "keys that repeat are kept apart");
    assert_eq!((counts(&again.report), &again.report.first), (counts(&first.report), &first.report.first));
}

#[test]
fn an_import_is_one_operation_with_one_undo() {
    let mut board = Rehearsal::empty();
    imported(&mut board, Kind::Models, INVENTORY);
    board.run(&json!({ "op": "undo" }));
    assert!(board.store.view().find::<Model>(1).unwrap().is_none());
    assert_eq!(imported(&mut board, Kind::Models, INVENTORY), [6, 0, 0, 0], "voided keys are free again");
}

#[test]
fn every_wrong_cell_is_named_and_nothing_is_done() {
    let board = Rehearsal::met();
    let text = "title,owner,due,severity,model\n\
        Fine,ito,2026-12-01,high,MDL-0001\n\
        Bad date,ito,31.02.2026,Highest,src-1\n\
        Ambiguous,ito,01/02/2026,high,\n\
        Two wrong,ito,soon,terrible,Churn\n\
        No model,ito,2026-12-01,,Nowhere\n\
        Ragged,ito\n\
        ,ito,2026-12-01,low,\n";
    let plan = planned(&board, Kind::FollowUps, text);
    assert!(plan.operation.is_none());
    assert_eq!(counts(&plan.report), [1, 0, 0, 6]);
    let said = wrong(&plan);
    let starts = [
        "in.csv line 3, column `due`: `31.02.2026`",
        "in.csv line 4, column `due`: ",
        "in.csv line 5, column `severity`: `terrible` is not known here; ",
        "in.csv line 5, column `due`: `soon` is not a date; write 2026-12-01",
        "in.csv line 6, column `model`: there is no model `Nowhere`",
        "in.csv line 7: the row has 2 fields and the header 5",
        "in.csv line 8: the row has neither external_key nor title",
    ];
    assert_eq!(said.len(), starts.len(), "{said:#?}");
    for (sentence, start) in said.iter().zip(starts) {
        assert!(sentence.starts_with(start), "{sentence}\n{start}");
    }
    assert_eq!(plan.report.wrong[3].value, "soon");
    let skipped = planned_with(&board, Kind::FollowUps, text, &[], true).unwrap();
    assert!(matches!(&skipped.operation, Some(Operation::Batch(batch)) if batch.rows.len() == 1));
}

#[test]
fn what_the_rules_refuse_is_refused_with_its_place_or_skipped() {
    let mut board = Rehearsal::met();
    let text =
        "id,title,owner,verifier,severity\nX-1,fine,ito,lin,high\nX-2,own,ito,ito,high\nX-3,fine too,ito,lin,low\n";
    let mut plan = planned(&board, Kind::FollowUps, text);
    let before = board.store.view().head().unwrap();
    let refusal = commit(&mut board.store, &mut plan, &board.env, false, &mut |_, _| true).unwrap_err();
    assert_eq!(
        (refusal.subject.as_str(), refusal.rule.map(|rule| rule.0)),
        ("in.csv line 3, column `verifier`", Some(13))
    );
    assert_eq!(board.store.view().head().unwrap(), before);
    let mut plan = planned_with(&board, Kind::FollowUps, text, &[], true).unwrap();
    commit(&mut board.store, &mut plan, &board.env, true, &mut |_, _| true).unwrap().expect("two rows are left");
    assert_eq!(counts(&plan.report), [2, 0, 0, 1]);
    assert_eq!(plan.report.wrong[0].line, 3);
}

#[test]
fn people_are_found_by_handle_name_and_address_or_added_without_a_seat() {
    let mut board = Rehearsal::met();
    let text = "risk_id,statement,owner,likelihood,impact,status\n\
        R1,one,ito,High,Severe,open\n\
        R2,two,ITO@example.org,3,4,assessed\n\
        R3,three,\"Ann Lee <ann.lee@example.org>\",1,1,\n\
        R4,four,Ann Lee,1,1,closed\n\
        R5,five,José Müller,1,1,n/a\n\
        R6,six,N/A,,,\n";
    let plan = planned(&board, Kind::Risks, text);
    assert_eq!(plan.report.people, ["ann.lee", "josé.müller"]);
    assert_eq!(imported(&mut board, Kind::Risks, text), [6, 0, 0, 0]);
    let view = board.store.view();
    let owners: Vec<String> = (3..=8).map(|number| view.get::<Risk>(number).unwrap().owner.0.clone()).collect();
    assert_eq!(owners, ["ito", "ito", "ann.lee", "ann.lee", "josé.müller", ""]);
    let ann = view.person(&"ann.lee".into()).unwrap().unwrap();
    assert_eq!((ann.name.as_str(), ann.email.as_str(), ann.seat.word()), ("Ann Lee", "ann.lee@example.org", "none"));
    let first = view.get::<Risk>(3).unwrap();
    assert_eq!((first.likelihood.0, first.impact.0, first.fields.state.word()), (Some(4), Some(5), "identified"));
    let bad = "statement,owner,likelihood\nx,New Person,9\n";
    let plan = planned_with(&board, Kind::Risks, bad, &[], true).unwrap();
    assert!(plan.report.people.is_empty(), "a refused row adds nobody");
}

#[test]
fn people_may_name_those_further_down() {
    let mut board = Rehearsal::empty();
    let text = "Full Name,Email,Manager,Role,active\nBo Ek,bo@example.org,Ann Lee,member,yes\nAnn Lee,ann@example.org,,chair,yes\n";
    assert_eq!(imported(&mut board, Kind::People, text), [2, 0, 0, 0]);
    let view = board.store.view();
    let bo = view.person(&"bo.ek".into()).unwrap().unwrap();
    assert_eq!((bo.manager.as_str(), bo.seat.word()), ("ann.lee", "voter"));
    assert_eq!(view.person(&"ann.lee".into()).unwrap().unwrap().seat.word(), "chair");
    assert_eq!(imported(&mut board, Kind::People, text), [0, 0, 2, 0]);
    let plan = planned(&board, Kind::People, "handle,name\nx,One\nX,Two\n");
    assert!(wrong(&plan)[0].contains("the key `x` stands on line 2 already"), "{:?}", wrong(&plan));
}

#[test]
fn a_board_reads_back_what_it_wrote() {
    let mut board = Rehearsal::met();
    let view = board.store.view();
    let policy = policy_in_force(&view).unwrap();
    for (register, kind) in
        [("inventory", Kind::Models), ("risks", Kind::Risks), ("intake", Kind::Intake), ("followups", Kind::FollowUps)]
    {
        for format in ["csv", "json"] {
            let register = crate::exchange::registers::named(register).unwrap();
            let format = crate::exchange::registers::Format::parse(format, register, Delimiter::Semicolon).unwrap();
            let mut out = Vec::new();
            let filter = crate::store::query::export::Filter::default();
            crate::exchange::registers::write(&mut out, &view, &policy, register, format, &filter, board.env.now)
                .unwrap();
            let plan = planned(&board, kind, &String::from_utf8(out).unwrap());
            assert_eq!(plan.report.count(Fate::Unchanged), plan.report.rows(), "{} {:#?}", register.name, plan.report);
        }
    }
    let changed = "model_id,purpose\nMDL-0002,new purpose\n";
    assert_eq!(imported(&mut board, Kind::Models, changed), [0, 1, 0, 0]);
    assert_eq!(model(&board, 2).purpose.as_str(), "new purpose");
    assert_eq!(model(&board, 2).name.as_str(), "Churn", "what has no column stays");
}

#[test]
fn hostile_cells_come_in_as_what_they_say() {
    let mut board = Rehearsal::empty();
    let mut writer = Writer::new(Vec::new(), Delimiter::Comma, &["id", "name", "purpose"]).unwrap();
    writer.text("=1+1").text(&evil("name")).text(&evil("purpose")).end_row().unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert_eq!(imported(&mut board, Kind::Models, &text), [1, 0, 0, 0]);
    let first = model(&board, 1);
    assert_eq!(
        (first.external_key.as_str(), first.purpose.as_str()),
        ("=1+1", clean_text(&evil("purpose")).trim_end())
    );
}

#[test]
fn what_no_cell_says_is_unknown_and_a_later_file_may_say_it() {
    let mut board = Rehearsal::empty();
    let text = "id,name,kind,origin,vendor\nA,Chat,,,Acme\nB,Churn,predictive,in-house,\n";
    let plan = planned(&board, Kind::Models, text);
    let said = plan.report.lines().join("\n");
    for part in [
        "kind: not said in 1 row, and unknown until",
        "origin: not said in 1 row",
        "stage: not said in 2 rows, and taken as proposed",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    assert_eq!(imported(&mut board, Kind::Models, text), [2, 0, 0, 0]);
    let told = |board: &Rehearsal| (model(board, 1).fields.kind.word(), model(board, 1).origin.word());
    assert_eq!(told(&board), ("unknown", "unknown"), "nobody made it in-house");
    let later = "id,kind,origin\nA,llm,vendor-api\n";
    assert_eq!(imported(&mut board, Kind::Models, later), [0, 1, 0, 0]);
    assert_eq!(imported(&mut board, Kind::Models, "id,kind\nA,unknown\n"), [0, 0, 1, 0], "unknown says nothing");
    assert_eq!(told(&board), ("llm", "vendor-api"));
    let said = planned(&board, Kind::FollowUps, "title\nMend it\n").report.lines().join("\n");
    assert!(said.contains("kind: not said in 1 row, and taken as action"), "{said}");
}

#[test]
fn json_rows_are_rows() {
    let mut board = Rehearsal::empty();
    let text =
        r#"[{"id":"a","name":"One","regions":["EU","US"]},{"id":"b","name":"Two","tier":1,"privacy_applies":true}]"#;
    assert_eq!(imported(&mut board, Kind::Models, text), [2, 0, 0, 0]);
    assert_eq!(model(&board, 1).regions.0, ["EU", "US"]);
    let second = model(&board, 2);
    assert_eq!((second.tier.0, second.tier_provisional.0, second.privacy_applies.word()), (Some(1), true, "yes"));
    let lines = "{\"id\":\"a\",\"name\":\"One\"}\n\n{\"id\":\"c\",\"name\":\"x\",\"tier\":\"9\"}\n";
    let plan = planned(&board, Kind::Models, lines);
    assert!(wrong(&plan)[0].starts_with("in.csv line 3, column `tier`: "), "{:?}", wrong(&plan));
    let array = "[{\"id\":\"a\",\"name\":\"One\"},{\"id\":\"c\",\"name\":\"x\",\"tier\":\"9\"}]";
    assert!(wrong(&planned(&board, Kind::Models, array))[0].starts_with("in.csv row 2, column `tier`: "));
    for broken in ["[{\"id\":1},", "[1]", "{\"id\": \n", "[[]]"] {
        assert!(planned_with(&board, Kind::Models, broken, &[], false).is_err(), "{broken}");
    }
}

#[test]
fn mappings_are_told_saved_and_refused_in_sentences() {
    let board = Rehearsal::empty();
    let text = "Bezeichnung,Zweck\nEins,Dies\n";
    let refusal = planned_with(&board, Kind::Models, text, &[], false).unwrap_err();
    assert!(refusal.to_string().contains("no column fills `name`"), "{refusal}");
    let plan = planned_with(&board, Kind::Models, text, &["name=Bezeichnung", "purpose=Zweck"], false).unwrap();
    assert_eq!(plan.report.first[0].cells[0], ("name".to_owned(), "Eins".to_owned()));
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(&folder.path().join("board.db")).unwrap();
    save_map(&drafts, "german", Kind::Models, &plan.pairs).unwrap();
    assert_eq!(saved_map(&drafts, "german", Kind::Models).unwrap(), plan.pairs);
    assert!(saved_map(&drafts, "german", Kind::Risks).unwrap_err().to_string().contains("maps models, not risks"));
    assert!(saved_map(&drafts, "french", Kind::Models).is_err());
    assert!(planned_with(&board, Kind::Models, text, &["nam=Zweck"], false).unwrap_err().hint.contains("`name`"));
}

#[test]
fn submissions_find_their_model_by_key_and_name() {
    let mut board = Rehearsal::met();
    let text =
        "ticket,Title,Model,Type,Reporter\nT-1,Ask one,src-1,change,ito\nT-2,Ask two,churn,retraining,new.person\n";
    assert_eq!(imported(&mut board, Kind::Intake, text), [2, 0, 0, 0]);
    let view = board.store.view();
    let second = view.get::<Submission>(3).unwrap();
    assert_eq!((second.model, second.fields.kind.word()), (ModelId(2), "retrain"));
    assert!(view.person(&"new.person".into()).unwrap().is_some());
}

#[test]
fn names_and_meanings_stand_for_fields_and_values_that_exist() {
    fn check<R: Importable>() {
        let tags: Vec<&str> = R::TAGS.iter().map(|(name, _)| *name).collect();
        let reading = Reading {
            today: "2026-01-01".parse().unwrap(),
            calendar: crate::policy::Policy::default().calendar(),
            actor: String::new(),
            zone: crate::domain::zone::Zone::utc(),
            custom: Vec::new(),
        };
        for (field, _) in R::NAMES {
            assert!(R::place(field).is_ok(), "{field}");
        }
        for (field, meanings) in R::MEANINGS.iter().filter(|(field, _)| !tags.contains(field)) {
            let at = R::place(field).unwrap();
            for (written, meant) in *meanings {
                assert!(R::default().set(at, meant, &reading).is_ok(), "{field}: {written} as {meant}");
                assert!(written.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{written}");
            }
        }
    }
    fn keyed<R: Keyed>() {
        check::<R>();
        for field in R::KEPT.iter().chain([&R::TITLE]) {
            assert!(R::place(field).is_ok(), "{field}");
        }
    }
    keyed::<Person>();
    keyed::<Model>();
    keyed::<Submission>();
    keyed::<Risk>();
    keyed::<FollowUp>();
    check::<ManualMetric>();
    check::<Artifact>();
    assert!(Kind::ALL.iter().all(|kind| Kind::parse(kind.word()) == Ok(*kind) && !kind.wanted().is_empty()));
}

#[test]
fn what_hides_in_a_cell_is_taken_out_and_said() {
    let board = Rehearsal::empty();
    let text = "name,external_key,purpose\nA\u{202e}b,K-1,x\nB,K-2,\"two\r\nlines\tand\"\nC,K-3,a\u{1b}[31mb\nD,K-4,e\u{301}\n";
    let plan = planned(&board, Kind::Models, text);
    let told: Vec<&String> = plan.report.notes.iter().filter(|note| note.contains("hidden")).collect();
    assert_eq!(told, ["2 rows with control or hidden characters, which were taken out"], "{:?}", plan.report.notes);
}
