//! What Markdown must hold and must not, and a text that tries to get through.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::Hermetic;

/// A text of which nothing may come out as markup.
pub const EVIL: &str =
    "]]> <script>alert(1)</script> | `b` **s** [x](javascript:y) ![i](z) {{ head }} {% raw %} \u{202e}rtl";

/// What a reading command says when it is refused with this code.
pub fn said(here: &Hermetic, code: i32, arguments: &[&str]) -> String {
    let did = here.run(arguments);
    assert_eq!(did.code, code, "boardroom {}\n{}{}", arguments.join(" "), did.out, did.err);
    assert!(did.out.is_empty(), "{}", did.out);
    did.err
}

/// Whether the Markdown holds HTML, a picture or a link to anything but a page.
pub fn is_foreign(markdown: &str) -> bool {
    let mut foreign = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. }) => foreign = true,
            Event::Start(Tag::Link { dest_url, .. }) => {
                foreign |= !["https://", "http://", "mailto:", "#"].iter().any(|scheme| dest_url.starts_with(scheme));
            }
            _ => {}
        }
    }
    foreign
}

/// Every row of every table has as many cells as its header.
pub fn tables_are_whole(name: &str, markdown: &str) {
    let mut header = 0;
    for line in markdown.lines() {
        if !line.starts_with('|') {
            header = 0;
            continue;
        }
        let cells = line.replace("\\|", "").matches('|').count();
        header = if header == 0 { cells } else { header };
        assert_eq!(cells, header, "{name}: {line}");
    }
}
