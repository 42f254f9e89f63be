//! The ready body for Confluence's REST API, around a page in storage format.
//!
//! Nothing is sent: the body is printed, and the manual shows the command that sends it.

use serde_json::{Value, json};

use super::confluence::{Options, Site, section_sizes, write};
use super::document::Document;
use crate::domain::Refusal;
use crate::domain::order;
use crate::domain::text::{clean_line, excerpt, join_words};

/// The largest page that Confluence takes, in bytes.
pub const MAX_BODY: usize = 5 * 1024 * 1024;
/// The longest title that Confluence takes.
pub const MAX_TITLE: usize = 255;

/// Which version of the API the body is for, and where a new page goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Api {
    /// The second version, on Cloud.
    V2 {
        /// The space's number; a new page needs it.
        space_id: Option<String>,
        /// The number of the page above.
        parent_id: Option<String>,
    },
    /// The first version, and Data Center.
    V1 {
        /// The space's key; a new page needs it.
        space_key: Option<String>,
        /// The number of the page above.
        parent_id: Option<String>,
    },
}

/// The page that a body replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The page's number.
    pub page_id: String,
    /// The version that the update makes: one more than the page has now.
    pub version: u64,
}

/// Writes the body: of a POST, or of a PUT when a page is updated.
pub fn write_body(
    document: &Document,
    options: Options,
    api: &Api,
    update: Option<&Update>,
) -> Result<String, Refusal> {
    let title = title(&document.title)?;
    let value = write(document, options);
    if value.len() > MAX_BODY {
        return Err(too_large(document, options, value.len()));
    }
    let mut body = match api {
        Api::V2 { space_id, parent_id } => {
            let mut body = json!({ "status": "current", "title": title });
            if update.is_none() && space_id.is_none() {
                return Err(Refusal::usage("space", "a new page needs the number of its space")
                    .hint("name the space id, or the page to update"));
            }
            insert(&mut body, "spaceId", number("space", space_id.as_deref())?);
            insert(&mut body, "parentId", number("parent", parent_id.as_deref())?);
            insert(&mut body, "body", Some(json!({ "representation": "storage", "value": value })));
            body
        }
        Api::V1 { space_key, parent_id } => {
            let mut body = json!({ "type": "page", "title": title });
            if update.is_none() && space_key.is_none() {
                return Err(Refusal::usage("space", "a new page needs the key of its space")
                    .hint("name the space key, or the page to update"));
            }
            if let Some(key) = space_key {
                let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '~' | '_' | '-' | '.');
                if key.is_empty() || !key.chars().all(fits) {
                    return Err(Refusal::usage("space", format!("`{}` is not the key of a space", excerpt(key)))
                        .hint("give it as the space's address shows it, such as `MRB`"));
                }
                insert(&mut body, "space", Some(json!({ "key": key })));
            }
            let above = number("parent", parent_id.as_deref())?;
            insert(&mut body, "ancestors", above.map(|id| json!([{ "id": id }])));
            insert(&mut body, "body", Some(json!({ "storage": { "value": value, "representation": "storage" } })));
            body
        }
    };
    if let Some(update) = update {
        insert(&mut body, "id", number("page", Some(&update.page_id))?);
        if update.version < 2 {
            return Err(Refusal::usage("page version", "an update makes at least version 2")
                .hint("give the version the page has now, plus one"));
        }
        insert(&mut body, "version", Some(json!({ "number": update.version })));
    }
    Ok(body.to_string())
}

impl Api {
    /// The site that this version is spoken on, where nothing else is said.
    pub const fn site(&self) -> Site {
        match self {
            Self::V2 { .. } => Site::Cloud,
            Self::V1 { .. } => Site::DataCenter,
        }
    }
}

fn insert(body: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(value), Some(object)) = (value, body.as_object_mut()) {
        object.insert(key.to_owned(), value);
    }
}

/// A title on one line, cut to what Confluence takes, which counts as Java does: an emoji is two.
fn title(text: &str) -> Result<String, Refusal> {
    let line = clean_line(text);
    if line.is_empty() {
        return Err(Refusal::data("title", "the page has no title").hint("give the page a title"));
    }
    if line.encode_utf16().count() <= MAX_TITLE {
        return Ok(line);
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= MAX_TITLE
    };
    let cut: String = line.chars().take_while(fits).collect();
    Ok(format!("{}…", cut.trim_end()))
}

/// The numbers of pages and spaces are strings of digits.
fn number(subject: &str, id: Option<&str>) -> Result<Option<Value>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    if id.is_empty() || id.len() > 20 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::usage(subject, format!("`{}` is not the number of a {subject}", excerpt(id)))
            .hint("give its digits, as they stand in the page's address"));
    }
    Ok(Some(Value::from(id)))
}

fn too_large(document: &Document, options: Options, size: usize) -> Refusal {
    let mut sections = section_sizes(document, options);
    order::by_key(&mut sections, |(_, size)| std::cmp::Reverse(*size));
    let named = |(name, size): &(String, usize)| {
        let name = if name.is_empty() { "what stands before the first heading".into() } else { format!("`{name}`") };
        format!("{name} ({})", mebibytes(*size))
    };
    let largest: Vec<String> = sections.iter().take(3).map(named).collect();
    Refusal::data("body", format!("the page is {} and Confluence takes 5 MiB at most", mebibytes(size)))
        .hint(format!("leave out or shorten {}", join_words(&largest, "or")))
}

fn mebibytes(bytes: usize) -> String {
    let tenths = (bytes * 10).div_ceil(1024 * 1024);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::super::build::{code, heading, paragraph};
    use super::*;

    fn page() -> Document {
        let mut page = Document::new("MRB-0007 minutes");
        page.push(paragraph("\"quoted\" & <b>"));
        page
    }

    fn v2() -> Api {
        Api::V2 { space_id: Some("42".into()), parent_id: Some("7".into()) }
    }

    #[test]
    fn creates_and_updates_in_both_versions() {
        let create = write_body(&page(), Options::default(), &v2(), None).unwrap();
        let read: Value = serde_json::from_str(&create).unwrap();
        let value = "<p>&quot;quoted&quot; &amp; &lt;b&gt;</p>";
        let body = json!({ "representation": "storage", "value": value });
        let title = "MRB-0007 minutes";
        assert_eq!(
            read,
            json!({ "spaceId": "42", "status": "current", "title": title, "parentId": "7", "body": body })
        );

        let update = Update { page_id: "99".into(), version: 8 };
        let api = Api::V2 { space_id: None, parent_id: None };
        let put: Value =
            serde_json::from_str(&write_body(&page(), Options::default(), &api, Some(&update)).unwrap()).unwrap();
        assert_eq!(
            put,
            json!({ "id": "99", "status": "current", "title": title, "body": body, "version": { "number": 8 } })
        );

        let api = Api::V1 { space_key: Some("MRB".into()), parent_id: Some("7".into()) };
        let old: Value =
            serde_json::from_str(&write_body(&page(), Options::of(api.site()), &api, None).unwrap()).unwrap();
        assert_eq!(
            old,
            json!({ "type": "page", "title": title, "space": { "key": "MRB" }, "ancestors": [{ "id": "7" }],
                "body": { "storage": { "value": value, "representation": "storage" } } })
        );
    }

    #[test]
    fn refuses_what_the_api_would() {
        let none = Api::V2 { space_id: None, parent_id: None };
        let odd = Api::V2 { space_id: Some("4\"2".into()), parent_id: None };
        let key = Api::V1 { space_key: Some("a b".into()), parent_id: None };
        for (api, subject) in [(none, "space"), (odd, "space"), (key, "space")] {
            assert_eq!(write_body(&page(), Options::default(), &api, None).unwrap_err().subject, subject, "{api:?}");
        }
        let stale = Update { page_id: "1".into(), version: 1 };
        assert_eq!(write_body(&page(), Options::default(), &v2(), Some(&stale)).unwrap_err().subject, "page version");
        assert_eq!(
            write_body(&Document::new("\u{202e} "), Options::default(), &v2(), None).unwrap_err().subject,
            "title"
        );
    }

    #[test]
    fn a_long_title_is_cut_as_confluence_counts() {
        assert_eq!(title(&"x".repeat(255)).unwrap(), "x".repeat(255));
        assert_eq!(title(&"x".repeat(256)).unwrap(), "x".repeat(254) + "…");
        let emoji = title(&"🚀".repeat(200)).unwrap();
        assert_eq!(emoji.encode_utf16().count(), 255);
    }

    #[test]
    fn a_body_over_five_mebibytes_names_what_to_leave_out() {
        let mut large = page();
        large.push(heading(1, "small", "Attendance")).push(heading(1, "big", "Appendix: evidence"));
        large.push(code("", "x".repeat(MAX_BODY)));
        let refusal = write_body(&large, Options::default(), &v2(), None).unwrap_err();
        assert!(refusal.hint.starts_with("leave out or shorten `Appendix: evidence` (5.1 MiB)"), "{refusal}");
        let mut fits = page();
        fits.push(code("", "x".repeat(MAX_BODY - 1024)));
        assert!(write_body(&fits, Options::default(), &v2(), None).is_ok());
    }
}
