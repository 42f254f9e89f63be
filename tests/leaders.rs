//! What leaders and auditors are given: the posture report, the memo, the audit bundle, of the sample board.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::markdown::{EVIL, is_foreign, said, tables_are_whole};
use common::{Hermetic, well_formed};
use sha2::{Digest, Sha256};

fn hex(bytes: impl AsRef<[u8]>) -> String {
    let digits: Vec<String> = Sha256::digest(bytes.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// The text without what differs from board to board: the hash of the record.
fn steady(here: &Hermetic, text: &str) -> String {
    text.replace(&here.head(), "HEAD")
}

/// Every file under a folder, by its path in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    let bytes = files.get(name).unwrap_or_else(|| panic!("{name} is not there: {:?}", files.keys()));
    String::from_utf8(bytes.clone()).unwrap()
}

fn bundle(here: &Hermetic, name: &str, more: &[&str]) -> (BTreeMap<String, Vec<u8>>, String) {
    let did = here.run(&[&["report", "audit", "-o", name], more].concat());
    assert_eq!(did.code, 0, "{}", did.err);
    (files(&here.path(name)), did.err)
}

/// Checks pages against the grammar of Confluence's storage format, where that is at hand.
fn confluence_takes(pages: &[PathBuf]) {
    let check = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/confluence/check_storage.sh");
    let usable = check.is_file() && std::process::Command::new("xmllint").arg("--version").output().is_ok();
    if usable {
        let checked = std::process::Command::new("sh").arg(&check).args(pages).output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

#[test]
fn the_posture_report_and_the_memo_read_as_they_are_meant_to() {
    let here = Hermetic::with_sample();
    insta::assert_snapshot!("posture", steady(&here, &here.ok(&["report", "posture"])));
    insta::assert_snapshot!("memo", steady(&here, &here.ok(&["report", "memo"])));
}

#[test]
fn every_format_says_the_same_and_the_page_runs_nothing() {
    let here = Hermetic::with_sample();
    let mut pages = Vec::new();
    let reports: [&[&str]; 5] = [
        &["posture"],
        &["posture", "--months"],
        &["posture", "--as-of", "2026-09-15"],
        &["memo", "MRB-0003"],
        &["memo", "--since", "2026-10-01", "--until", "2026-11-15"],
    ];
    for (number, report) in (1..).zip(reports) {
        let call = |more: &[&str]| here.ok(&[&["report"], report, more].concat());
        let text = call(&[]);
        tables_are_whole(report[0], &text);
        assert!(!is_foreign(&text) && text.contains(&here.head()), "{report:?}");
        for site in ["cloud", "data-center"] {
            let name = format!("{number}-{site}.xml");
            call(&["--format", "confluence", "--site", site, "-o", &name]);
            well_formed(&here.read(&name));
            pages.push(here.path(&name));
        }
        let page = call(&["--format", "html"]);
        for foreign in ["<script", "javascript:", "src=", "<link", "@import", "url("] {
            assert!(!page.contains(foreign), "{report:?} holds {foreign}");
        }
        let pictures = page.matches("<svg").count();
        assert_eq!(page.matches("role=\"img\" aria-label=\"").count(), pictures, "each picture is said in words");
        assert_eq!(pictures > 0, report[0] == "posture", "{report:?}");
    }
    confluence_takes(&pages);
}

#[test]
fn the_headline_is_counted_not_invented() {
    let here = Hermetic::with_sample();
    let report = here.ok(&["report", "posture"]);
    let kpis: serde_json::Value = serde_json::from_str(&here.ok(&["kpis", "--format", "json"])).unwrap();
    let off = kpis.as_array().unwrap().iter().filter(|one| one["met"] == false).count();
    let judged = kpis.as_array().unwrap().iter().filter(|one| one["met"].is_boolean()).count();
    assert!(report.contains(&format!("**{off} of {judged} KPIs with a target")), "{report}");
    for one in kpis.as_array().unwrap() {
        let row = format!("| {}/{} |", one["n"], one["d"]);
        let line = report.lines().find(|line| line.starts_with(&format!("| {} | **", one["label"].as_str().unwrap())));
        assert!(line.is_some_and(|line| line.contains(&row)), "{one}");
    }
    // The command line and the bundle count as the report does.
    let said = here.run(&["kpis"]).err;
    assert!(said.contains(&format!("{off} of {judged} that can be judged are off target")), "{said}");
    let (files, _) = bundle(&here, "counted", &[]);
    assert!(text(&files, "README.md").contains(&format!("{off} of {judged} that can be judged")));
    let alarms: serde_json::Value = serde_json::from_str(&here.ok(&["list", "alarms", "--format", "json"])).unwrap();
    assert!(report.contains(&format!("{} alarms stand", alarms["total"])), "{report}");
    // What is past its last day is asked of its executive, and what was answered is not asked again.
    assert!(report.contains("| Renew or end ACC-0001 on MDL-0011 collections-propensity: it has expired and covers nothing | Kwame Mensah | 2026-11-17 **LATE** | R14 |"), "{report}");
    assert!(report.contains("| Answer DEC-0050, escalated"), "{report}");
    here.apply(r#"{"op":"decision.answer","decision":"DEC-0050","text":"Not before the study."}"#);
    assert!(!here.ok(&["report", "posture"]).contains("| Answer DEC-0050, escalated"));
}

#[test]
fn a_memo_stays_on_its_page_whatever_the_record_says() {
    let here = Hermetic::with_sample();
    let long: String =
        format!("{EVIL} {}", "so that people are harmed in ways nobody foresaw ".repeat(9)).chars().take(290).collect();
    for number in 0..8 {
        here.apply(
            &serde_json::json!({ "op": "risk.identify", "statement": format!("{number} {long}"),
            "likelihood": 5, "impact": 5, "owner": "rao" })
            .to_string(),
        );
    }
    let memo = here.ok(&["report", "memo", "--since", "2026-01-01"]);
    assert!(!is_foreign(&memo));
    tables_are_whole("memo", &memo);
    let body: Vec<&str> = memo.lines().filter(|line| !line.trim().is_empty()).collect();
    assert!(body.len() <= 42, "{} lines: {memo}", body.len());
    assert!(body.iter().all(|line| line.chars().count() <= 300), "{memo}");
    assert!(memo.contains("Other decisions: ") && memo.contains(" of the board, in the minutes"), "{memo}");
}

#[test]
fn the_bundle_holds_what_its_manifest_says() {
    let here = Hermetic::with_sample();
    let (files, told) = bundle(&here, "audit", &["--seed", "42", "--sample", "5"]);
    let manifest = text(&files, "MANIFEST");
    let listed: BTreeMap<&str, &str> =
        manifest.lines().map(|line| line.split_once("  ").unwrap()).map(|(sum, name)| (name, sum)).collect();
    assert_eq!(listed.len() + 1, files.len(), "every file but the manifest is on it");
    for (name, sum) in &listed {
        assert_eq!(hex(&files[*name]), **sum, "{name}");
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./-_".contains(&byte)), "{name}");
        assert!(
            !name.split('/').any(|part| part.is_empty() || part.starts_with('.') || part.starts_with('-')),
            "{name}"
        );
    }
    // Trace and decision log have the same decisions; each cites criteria whose text is here.
    let ids = |text: &str| -> Vec<String> {
        text.lines()
            .skip(1)
            .filter_map(|line| line.strip_prefix("\"DEC-"))
            .map(|rest| format!("DEC-{}", &rest[..4]))
            .collect()
    };
    let trace: Vec<serde_json::Value> =
        text(&files, "trace/decisions.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let traced: Vec<String> = trace.iter().map(|one| one["decision"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids(&text(&files, "registers/decisions.csv")), traced);
    let criteria = files.iter().find(|(name, _)| name.starts_with("criteria/01-")).unwrap();
    let cited = format!("2026.1 ({})", &hex(criteria.1)[..8]);
    assert!(trace.iter().all(|one| one["criteria"] == cited.as_str() && one["criteria_on_record"] == true));
    // The sample is drawn as it says, which needs nothing of the program.
    let mut drawn: Vec<(String, &String)> = traced.iter().map(|id| (hex(format!("42:{id}")), id)).collect();
    drawn.sort();
    let wanted: Vec<String> = drawn.iter().take(5).map(|(_, id)| (*id).clone()).collect();
    assert!(told.contains("seed 42") && told.contains(&wanted.join(" ")), "{told}");
    let sheet = text(&files, "sample/sample.csv");
    let places: Vec<usize> = wanted.iter().map(|id| sheet.find(&format!("\"{id}\"")).unwrap()).collect();
    assert!(places.is_sorted() && sheet.lines().count() == 6, "{sheet}");
    let index = text(&files, "README.md");
    for told in [
        "sha256sum -c MANIFEST",
        "seed 42",
        "CTL-0001",
        &format!("boardroom verify --head {}", here.head()),
        "**SOUND**",
    ] {
        assert!(index.contains(told), "{told} is missing: {index}");
    }
    assert!(text(&files, "frameworks/frameworks.csv").contains("\"EU AI Act Art. 73\",\"R16\",\"incidents\""));
    assert!(text(&files, "control-tests/control-tests.csv").contains("One model in use was found"));
    // What the trace tells of a decision, every exception by name, and the lists that are no registers.
    let told = text(&files, "trace/decisions.md");
    for part in [
        "| **Motion** | Resolved: ",
        "| **Moved by** | ",
        "| **Dissent** | ",
        "| **Tier then** | 1 |",
        "**Residual risk then**",
    ] {
        assert!(told.contains(part), "{part} is missing");
    }
    assert!(
        trace.iter().any(|one| one["mover"] == "rao" && one["dissent"].is_string() && one["valid_until"].is_string())
    );
    let broken = trace.iter().flat_map(|one| one["rules"].as_array().unwrap()).filter(|one| one["says"] == "not kept");
    assert_eq!(text(&files, "trace/exceptions.csv").lines().count(), 1 + broken.count());
    for (name, part) in [
        ("people", "\"okafor\""),
        ("assessments", "\"ASM-0049\""),
        ("validations", "\"VAL-0027\""),
        ("reviews", "\"REV-0013\""),
        ("alarms", "\"INC-0005\",\"R16\""),
        ("metrics", "\"MET-0012\""),
        (
            "readings",
            "\"MON-0003\",\"MDL-0001\",\"psi\",\"2026-11-10T00:00:00.000Z\",\"\",\"0.24\",\"0.1\",\"0.2\",\"above\",\"breach\"",
        ),
    ] {
        assert!(text(&files, &format!("registers/{name}.csv")).contains(part), "{name} lacks {part}");
    }
}

/// The chain of the exported log, walked with nothing but what `log/chain.json` says.
#[test]
fn the_exported_log_proves_itself() {
    let here = Hermetic::with_sample();
    here.apply(
        r#"{"op":"note.take","meeting":"MRB-0010","text":"Between us: the vendor is for sale.","private":"yes"}"#,
    );
    let (files, _) = bundle(&here, "audit", &[]);
    let chain: serde_json::Value = serde_json::from_str(&text(&files, "log/chain.json")).unwrap();
    let genesis = chain["genesis"].as_str().unwrap();
    let mut before = hex(format!("boardroom:{genesis}"));
    assert_eq!(before, chain["root"].as_str().unwrap());
    let mut withheld = 0;
    for line in text(&files, "log/events.jsonl").lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let said = |name: &str| event[name].as_str().unwrap().to_owned();
        match event["payload"].as_str() {
            Some(payload) => assert_eq!(hex(payload), said("payload_sha256"), "{line}"),
            None => withheld += 1,
        }
        let mut hashed = Vec::new();
        let mut feed = |bytes: &[u8]| {
            hashed.extend((bytes.len() as u64).to_be_bytes());
            hashed.extend(bytes);
        };
        feed(before.as_bytes());
        feed(genesis.as_bytes());
        feed(&event["seq"].as_i64().unwrap().to_be_bytes());
        feed(&event["op"].as_i64().unwrap().to_be_bytes());
        for name in ["at", "effective", "actor", "kind"] {
            feed(said(name).as_bytes());
        }
        feed(&u32::try_from(event["version"].as_u64().unwrap()).unwrap().to_be_bytes());
        feed(said("payload_sha256").as_bytes());
        before = hex(&hashed);
        assert_eq!(before, said("hash"), "{line}");
    }
    assert_eq!(before, chain["head"].as_str().unwrap());
    assert_eq!((before, chain["payloads_withheld"].as_i64()), (here.head(), Some(withheld)));
    assert!(withheld > 0, "the private note is not among them");
    let leaked: Vec<&String> = files
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("vendor is for sale"))
        .map(|(name, _)| name)
        .collect();
    assert!(leaked.is_empty(), "a private note is told in {leaked:?}");
}

#[test]
fn the_same_seed_packs_the_same_sample() {
    let here = Hermetic::with_sample();
    let sample = |name: &str, more: &[&str]| text(&bundle(&here, name, more).0, "sample/sample.csv");
    let first = sample("a", &["--seed", "7", "--sample", "10"]);
    assert_eq!(first, sample("b", &["--seed", "7", "--sample", "10"]));
    assert_ne!(first, sample("c", &["--seed", "8", "--sample", "10"]));
    assert_eq!(
        sample("d", &["--sample", "4"]),
        sample("e", &["--sample", "4"]),
        "the seed of the record is the same too"
    );
    let period = ["--since", "2026-10-01", "--until", "2026-10-31"];
    let (files, _) = bundle(&here, "october", &period);
    assert!(
        files.contains_key("minutes/MRB-0003.md") && !files.contains_key("minutes/MRB-0010.md"),
        "{:?}",
        files.keys()
    );
    let (past, _) = bundle(&here, "past", &["--as-of", "2026-09-15"]);
    assert!(!text(&past, "registers/incidents.csv").contains("INC-0003"), "nothing later is in it");
}

#[test]
fn a_folder_that_is_there_is_left_alone_and_a_name_cannot_lead_out_of_it() {
    let here = Hermetic::with_sample();
    std::fs::create_dir(here.path("there")).unwrap();
    assert!(said(&here, 2, &["report", "audit", "-o", "there"]).contains("already exists"));
    assert_eq!(std::fs::read_dir(here.path("there")).unwrap().count(), 0);
    here.write("file", "mine");
    assert!(said(&here, 2, &["report", "audit", "-o", "file"]).contains("already exists"));
    assert_eq!(here.read("file"), "mine");
    assert_eq!(here.run(&["report", "audit", "-o", "no/such/folder"]).code, 4);
    // Before its first decision a board sets its criteria up by itself (R20).
    let here = Hermetic::with_board();
    let policy = here.ok(&["policy", "show"]).replace("version = \"2026.1\"", "version = \"../../2026 <b>\"");
    here.write("policy.toml", policy);
    here.ok(&["policy", "adopt", "policy.toml"]);
    let (files, _) = bundle(&here, "out", &[]);
    let editions: Vec<&String> = files.keys().filter(|name| name.starts_with("criteria/0")).collect();
    assert_eq!(editions, ["criteria/01-2026.1.toml", "criteria/02-2026-b.toml"]);
    assert!(!text(&files, "README.html").contains("<b>"), "the label is escaped");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| std::fs::metadata(here.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("out"), mode("out/log"), mode("out/MANIFEST")), (0o700, 0o700, 0o600));
    }
    let left: Vec<_> = std::fs::read_dir(here.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".boardroom-")), "{left:?}");
}

#[test]
fn the_posture_is_reported_by_the_year() {
    let here = Hermetic::with_sample();
    let report = here.ok(&["report", "posture", "--year"]);
    assert!(report.starts_with("# Model Review Board posture report, 2026\n"), "{report}");
    assert!(
        report.contains("2026-01-01 to 2026-11-23, not over yet")
            && report.contains("| 2025, whole; the record begins on 2026-05-27 |"),
        "{report}"
    );
    assert_eq!(here.run(&["report", "posture", "--year", "--months"]).code, 2);
    assert!(here.ok(&["kpis", "--window", "year", "--format", "csv"]).contains("2026"));
}

#[test]
fn what_cannot_be_reported_is_refused() {
    let here = Hermetic::with_board();
    assert!(said(&here, 3, &["report", "memo"]).contains("no meeting has been held"));
    assert!(said(&here, 3, &["report", "memo", "MRB-0001"]).contains("MRB-0001"));
    assert_eq!(here.run(&["report", "memo", "MRB-0001", "--since", "2026-01-01"]).code, 2);
    assert!(said(&here, 2, &["report", "memo", "--since", "2026-02-01", "--until", "2026-01-01"]).contains("--since"));
    let whole = said(&here, 0, &["report", "audit", "-o", "whole", "--until", "2027-01-01"]);
    assert!(whole.contains("2027-01-01 is still to come: the period ends on 2026-11-23"), "{whole}");
    assert!(said(&here, 2, &["report", "audit", "-o", "x", "--since", "tomorrow"]).contains("--since"));
    assert_eq!(here.run(&["report", "audit"]).code, 2);
    // An empty board has a report all the same, and a bundle.
    let report = here.ok(&["report", "posture"]);
    assert!(
        report.contains("No model is on the inventory") && report.contains("Nothing waits for leadership"),
        "{report}"
    );
    let (files, _) = bundle(&here, "empty", &[]);
    assert!(text(&files, "sample/sample.md").contains("No decision was made in the period"));
}
