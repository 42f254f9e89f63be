//! Wording: what comes along is whole, what is the board's own is put in, and what is wrong in it is told by line.

use super::*;
use crate::domain::states::Outcome;
use crate::exchange::build::line;

fn own(name: &str, text: &str) -> Result<Wording, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(format!("{name}.md")), text).unwrap();
    Wording::read(name, Some(folder.path()))
}

fn values(name: &str) -> Values {
    let (_, names) = NAMES.iter().find(|(known, _)| *known == name).unwrap();
    names.iter().map(|name| (*name, Put::text(format!("<{name}>")))).collect()
}

#[test]
fn what_comes_along_can_be_read_and_words_every_outcome() {
    for wording in WORDINGS {
        let read = Wording::read(wording.name, None).unwrap();
        assert!(read.built_in.len() > 5, "{}", wording.name);
        let said = read.said(&values(wording.name)).unwrap();
        assert!(said.0.values().all(|line| !line.plain().contains("{{") && !line.plain().is_empty()));
        // As an own file it passes the check that an own file has to pass.
        own(wording.name, wording.text).unwrap();
    }
    let motions = Wording::read("motions", None).unwrap();
    for outcome in Outcome::ALL {
        let motion = motions.text(outcome.word(), &values("motions")).unwrap();
        assert!(motion.starts_with("Resolved: ") && motion.ends_with('.'), "{outcome}: {motion}");
    }
    assert_eq!(motions.built_in.len(), Outcome::ALL.len());
}

#[test]
fn an_own_section_takes_the_place_of_one_and_the_others_stay() {
    let motions = own(
        "motions",
        "Ours.\n\n## Approve\n\nThe board approves {{ about }}\n{%- if tier == 1 %} at the highest tier{% endif %}.\n",
    )
    .unwrap();
    let with =
        |tier: i64| vec![("about", Put::text("MDL-0001")), ("matter", Put::text("")), ("tier", Put::Number(tier))];
    assert_eq!(motions.text("approve", &with(1)).unwrap(), "The board approves MDL-0001 at the highest tier.");
    assert_eq!(motions.text("approve", &with(3)).unwrap(), "The board approves MDL-0001.");
    assert_eq!(motions.text("reject", &with(3)).unwrap(), "Resolved: MDL-0001 is rejected.");
    // A section that comes to nothing here gives way to the one that comes along.
    let motions = own("motions", "## reject\n{% if tier == 1 %}Rejected.{% endif %}\n").unwrap();
    assert_eq!(motions.text("reject", &with(1)).unwrap(), "Rejected.");
    assert_eq!(motions.text("reject", &with(2)).unwrap(), "Resolved: MDL-0001 is rejected.");
}

#[test]
fn what_is_wrong_in_an_own_file_is_told_by_file_and_line() {
    let cases = [
        ("## aprove\nx\n", "line 1: there is no section `aprove`", "approve"),
        ("## approve\nx\n\n## approve\ny\n", "line 4: the section `approve` stands here twice", "mend"),
        ("## approve\n\n{{ abuot }}\n", "line 3: nothing is named `abuot` here", "about"),
        ("## approve\n{% if tier == 9 %}{{ nonsense }}{% endif %}x\n", "line 2: nothing is named `nonsense`", ""),
        ("## defer\n\ntwo {% if %}\n", "line 3: ", "mend"),
        ("## defer\n{{ about|nonsense }}\n", "line 2: ", "mend"),
        ("## defer\n{% include \"/etc/passwd\" %}\n", "line 2: ", "mend"),
        ("## defer\n{% if tier == 9 %}x{% endif %}\n", "line 1: the section `defer` comes to nothing", "give it words"),
        (
            "## defer\n{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}\n",
            "does not come to an end",
            "mend",
        ),
    ];
    for (text, sentence, hint) in cases {
        let refusal = own("motions", text).unwrap_err();
        assert!(
            refusal.subject.starts_with("template motions, ") && refusal.subject.ends_with("motions.md"),
            "{refusal:?}"
        );
        assert!(refusal.sentence.contains(sentence) && refusal.hint.contains(hint), "{text}: {refusal:?}");
    }
}

#[test]
fn what_is_more_than_text_keeps_what_it_is_and_no_text_can_feign_it() {
    let wording = own("agenda-wording", "## proof\n**{{ place }}** prove it: {{ command }}!\n").unwrap();
    let mut put = values("agenda-wording");
    put.retain(|(name, _)| !["place", "command"].contains(name));
    put.push(("place", Put::text("\u{e000}<script>\u{1b}[31m {{ board }}")));
    put.push(("command", Put::Rich(line().code("boardroom verify"))));
    let said = wording.said(&put).unwrap().line("proof");
    assert_eq!(said.0.len(), 3);
    assert_eq!(said.0[0], Inline::Text("**<script> {{ board }}** prove it: ".to_owned()));
    assert_eq!(said.0[1], Inline::Code("boardroom verify".to_owned()));
}
