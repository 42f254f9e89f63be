//! The options of whatever is written as a page: its format, which Confluence it is for, and the REST body around it.

use clap::ValueEnum;

use crate::domain::Refusal;
use crate::exchange::confluence::{self, Options, Site};
use crate::exchange::confluence_json::{self, Api, Update};
use crate::exchange::document::Document;
use crate::exchange::{html, markdown};

/// The formats of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// Markdown
    Md,
    /// Confluence storage format
    Confluence,
    /// The body for Confluence's REST API
    ConfluenceJson,
    /// One HTML file
    Html,
    /// JSON
    Json,
}

/// Which Confluence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SiteName {
    /// Atlassian Cloud
    Cloud,
    /// Data Center
    DataCenter,
}

/// Which version of Confluence's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ApiName {
    /// Version 1, and Data Center
    V1,
    /// Version 2, on Cloud
    V2,
}

/// Where a page goes in Confluence.
#[derive(Debug, clap::Args)]
pub struct PageOptions {
    /// Which Confluence the page is for
    #[arg(long, value_enum, value_name = "SITE")]
    site: Option<SiteName>,
    /// Leave the decision list of the Cloud editor out
    #[arg(long)]
    no_decision_list: bool,
    /// Which version of the API the body is for [default: v2]
    #[arg(long, value_enum, value_name = "API")]
    api: Option<ApiName>,
    /// The space: its number for v2, its key for v1
    #[arg(long, value_name = "SPACE")]
    space: Option<String>,
    /// The number of the page above
    #[arg(long, value_name = "PAGE_ID")]
    parent: Option<String>,
    /// Write the body that replaces this page
    #[arg(long, value_name = "PAGE_ID", requires = "page_version")]
    update: Option<String>,
    /// The version that the update makes: one more than the page has now
    #[arg(long, value_name = "N", requires = "update")]
    page_version: Option<u64>,
}

impl PageOptions {
    /// Refuses options that the format would not look at.
    pub fn check(&self, format: PageFormat) -> Result<(), Refusal> {
        let page = matches!(format, PageFormat::Confluence | PageFormat::ConfluenceJson);
        let body = format == PageFormat::ConfluenceJson;
        let given = [
            ("--site", self.site.is_some(), page),
            ("--no-decision-list", self.no_decision_list, page),
            ("--api", self.api.is_some(), body),
            ("--space", self.space.is_some(), body),
            ("--parent", self.parent.is_some(), body),
            ("--update", self.update.is_some(), body),
        ];
        match given.into_iter().find(|(_, given, used)| *given && !used) {
            None => Ok(()),
            Some((name, ..)) => Err(Refusal::usage(name, "this format has no use for it")
                .hint("add --format confluence-json, or leave it out")),
        }
    }

    /// The page in a format; nothing for JSON, which has a schema of its own.
    pub fn written(&self, document: &Document, format: PageFormat) -> Result<Option<String>, Refusal> {
        Ok(match format {
            PageFormat::Md => Some(markdown::write(document)),
            PageFormat::Html => Some(html::write(document)),
            PageFormat::Confluence => Some(confluence::write(document, self.options())),
            PageFormat::ConfluenceJson => {
                let (api, update) = self.target();
                Some(confluence_json::write_body(document, self.options(), &api, update.as_ref())?)
            }
            PageFormat::Json => None,
        })
    }

    fn options(&self) -> Options {
        let site = match (self.site, self.api) {
            (Some(SiteName::DataCenter), _) | (None, Some(ApiName::V1)) => Site::DataCenter,
            (Some(SiteName::Cloud), _) | (None, Some(ApiName::V2) | None) => Site::Cloud,
        };
        let mut page = Options::of(site);
        page.decision_list &= !self.no_decision_list;
        page
    }

    fn target(&self) -> (Api, Option<Update>) {
        let (space, parent_id) = (self.space.clone(), self.parent.clone());
        let api = match self.api {
            Some(ApiName::V1) => Api::V1 { space_key: space, parent_id },
            Some(ApiName::V2) | None => Api::V2 { space_id: space, parent_id },
        };
        let update = self.update.clone().zip(self.page_version);
        (api, update.map(|(page_id, version)| Update { page_id, version }))
    }
}
