//! Text within a line in storage format: marks, status, dates, people, links; and the parts of macros.

use chrono::{Datelike, NaiveDate};

use super::super::document::{Colour, Inline, Inlines, Person, Target};
use super::super::escape::{markup_into, percent_encoded};
use super::{Page, Site};
use crate::domain::text::clean_line;

impl Page {
    pub(super) fn inlines(&mut self, inlines: &Inlines) {
        for inline in &inlines.0 {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Strong(inner) => self.marked("strong", inner),
                Inline::Emphasis(inner) => self.marked("em", inner),
                Inline::Code(text) => {
                    self.put("<code>");
                    self.text(text);
                    self.put("</code>");
                }
                Inline::Status(label, colour) => self.status(label, *colour),
                Inline::Date(date) => self.date(*date),
                Inline::Person(person) => self.person(person),
                Inline::Link(label, target) => self.link(label, target),
                Inline::Trend(trend) => self.text(&trend.line()),
                Inline::Break => self.put("<br />"),
            }
        }
    }

    pub(super) fn marked(&mut self, tag: &str, inner: &Inlines) {
        self.put(&format!("<{tag}>"));
        self.inlines(inner);
        self.put(&format!("</{tag}>"));
    }

    pub(super) fn status(&mut self, label: &str, colour: Colour) {
        self.open_macro("status");
        self.parameter("title", label);
        self.parameter("colour", colour.name());
        self.put("</ac:structured-macro>");
    }

    /// A date that the schema of dates does not know stays as text.
    pub(super) fn date(&mut self, date: NaiveDate) {
        if (1..=9999).contains(&date.year()) {
            self.put(&format!("<time datetime=\"{date}\" />"));
        } else {
            self.text(&date.to_string());
        }
    }

    pub(super) fn person(&mut self, person: &Person) {
        let known = match self.options.site {
            Site::Cloud => person.account_id.as_deref().filter(|id| is_account_id(id)).map(|id| ("account-id", id)),
            Site::DataCenter => person.user_key.as_deref().filter(|key| is_user_key(key)).map(|key| ("userkey", key)),
        };
        match known {
            Some((name, value)) => self.put(&format!("<ac:link><ri:user ri:{name}=\"{value}\" /></ac:link>")),
            None => self.text(&clean_line(&person.name)),
        }
    }

    /// Headings have no anchor of ours: a link names the one that Confluence makes of the heading's words.
    pub(super) fn link(&mut self, label: &str, target: &Target) {
        let href = match target {
            Target::Web(href) => href.as_str().to_owned(),
            Target::Heading(anchor) => {
                let words = self.headings.get(anchor).map_or(anchor.as_str(), String::as_str);
                match self.options.site {
                    Site::Cloud => format!("#{}", percent_encoded(&words.replace(' ', "-"), b"-._~")),
                    Site::DataCenter => {
                        let mut name = String::new();
                        markup_into(&words.replace(' ', ""), &mut name);
                        self.put(&format!("<ac:link ac:anchor=\"{name}\"><ac:link-body>"));
                        self.text(&clean_line(label));
                        return self.put("</ac:link-body></ac:link>");
                    }
                }
            }
        };
        self.put("<a href=\"");
        markup_into(&href, &mut self.out);
        self.put("\">");
        self.text(&clean_line(label));
        self.put("</a>");
    }

    pub(super) fn open_macro(&mut self, name: &str) {
        self.put(&format!("<ac:structured-macro ac:name=\"{name}\" ac:schema-version=\"1\">"));
    }

    /// A parameter; one without a value is left out.
    pub(super) fn parameter(&mut self, name: &str, value: &str) {
        let value = clean_line(value);
        if !value.is_empty() {
            self.put(&format!("<ac:parameter ac:name=\"{name}\">"));
            markup_into(&value, &mut self.out);
            self.put("</ac:parameter>");
        }
    }
}

fn is_account_id(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":_-".contains(&byte))
}

fn is_user_key(key: &str) -> bool {
    key.len() == 32 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
