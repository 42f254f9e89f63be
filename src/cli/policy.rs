//! `boardroom policy`: the criteria the board decides by.

use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::board;
use crate::domain::ids::{DecisionId, MeetingId, RecordId};
use crate::domain::operation::{AdoptPolicy, Operation, POLICY_LIMIT, PolicyText, Request};
use crate::domain::record::Item;
use crate::domain::states::ItemKind;
use crate::domain::text::{did_you_mean, excerpt};
use crate::domain::value::Line;
use crate::domain::{Misread, Refusal};
use crate::policy::matter::Edition;
use crate::policy::{DEFAULT_POLICY, Policy};
use crate::store::Store;
use crate::store::query::report::Adopted;

/// Show, check and adopt the criteria the board decides by
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  boardroom policy show > policy.toml   # edit it, then: boardroom policy adopt policy.toml"
)]
pub struct PolicyCommand {
    #[command(subcommand)]
    what: PolicyWhat,
}

#[derive(Debug, clap::Subcommand)]
enum PolicyWhat {
    /// Print the policy in force
    Show {
        /// Print the policy that the program brings along
        #[arg(long, conflicts_with = "version")]
        default: bool,
        /// Print the edition of this version, adopted earlier
        #[arg(long, value_name = "V", allow_hyphen_values = true)]
        version: Option<String>,
        /// Print the editions adopted so far: version, when, and the hash that decisions cite
        #[arg(long, conflicts_with_all = ["version", "default"])]
        editions: bool,
    },
    /// Check a policy file
    Check {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Compare a policy file with the policy in force
    Diff {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Put a policy file on an agenda, so that the board may resolve to adopt it (R20)
    Propose {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The meeting: the one in session, else the next, if none is named
        #[arg(long, value_name = "MEETING")]
        meeting: Option<String>,
    },
    /// Adopt a policy file as the criteria in force
    Adopt {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The board's decision to change its criteria (R20); none is needed before its first
        #[arg(long, value_name = "DECISION")]
        decision: Option<String>,
    },
}

/// Runs the command.
pub fn run(context: &Context, options: &PolicyCommand) -> Outcome {
    match &options.what {
        PolicyWhat::Show { default: true, .. } => context.out.print(DEFAULT_POLICY)?,
        PolicyWhat::Show { editions: true, .. } => editions(context)?,
        PolicyWhat::Show { version: Some(version), .. } => {
            let adopted = edition(context, version)?;
            context.out.print(&adopted.text)?;
            if !context.out.quiet {
                let on = adopted.at.map(crate::domain::moment::stamp).unwrap_or_default();
                super::failure::say(&format!("version {}, adopted {on}, sha256 {}", adopted.version, adopted.sha256));
            }
        }
        PolicyWhat::Show { default: false, editions: false, version: None } => {
            let criteria = context.open()?.view().criteria()?;
            context.out.print(criteria.as_ref().map_or(DEFAULT_POLICY, |(_, text)| text))?;
        }
        PolicyWhat::Check { file } => {
            let policy = policy_of(file, &text_of(file)?)?;
            context.out.tell(&format!(
                "{}: sound, version {}, sha256 {}",
                file.display(),
                policy.version,
                policy.sha256
            ))?;
        }
        PolicyWhat::Diff { file } => {
            let criteria = context.open()?.view().criteria()?;
            let now = criteria.map_or_else(|| DEFAULT_POLICY.to_owned(), |(_, text)| text);
            let new = text_of(file)?;
            let policy = policy_of(file, &new)?;
            let lines = changed_lines(&now, &new);
            context.out.print(&if lines.is_empty() { "no difference\n".to_owned() } else { lines })?;
            if now != new && !context.out.quiet {
                super::failure::say(&format!("the motion that adopts it: {}", edition_of(&policy).motion()));
            }
        }
        PolicyWhat::Propose { file, meeting } => {
            let policy = policy_of(file, &text_of(file)?)?;
            let mut store = context.open()?;
            let item = propose(context, &mut store, &policy, meeting.as_deref())?;
            context.out.tell(&format!("{item} asks for {}", edition_of(&policy).cited()))?;
        }
        PolicyWhat::Adopt { file, decision } => {
            let text = text_of(file)?;
            let policy = policy_of(file, &text)?;
            let decision = match decision {
                Some(id) => id.parse().map_err(|misread: Misread| misread.of("--decision"))?,
                None => DecisionId::default(),
            };
            let mut store = context.open()?;
            let request = Request::from(Operation::PolicyAdopt(AdoptPolicy { text: PolicyText(text), decision }));
            board::execute(&mut store, &request, &context.env()?)?;
            let digest = store.view().criteria_digest()?.unwrap_or_default();
            context.out.tell(&format!("adopted version {}, sha256 {digest}", policy.version))?;
        }
    }
    Ok(Ended::Done)
}

/// A policy file as a decision names it.
const fn edition_of(policy: &Policy) -> Edition<'_> {
    Edition { version: policy.version.as_str(), sha256: policy.sha256.as_str() }
}

/// Puts a policy file on an agenda; the item it made.
fn propose(
    context: &Context,
    store: &mut Store,
    policy: &Policy,
    meeting: Option<&str>,
) -> Result<RecordId, anyhow::Error> {
    let env = context.env()?;
    let view = store.view();
    let meeting = if let Some(id) = meeting {
        id.parse().map_err(|misread: Misread| misread.of("--meeting"))?
    } else {
        let today = env.now.with_timezone(&board::policy_in_force(&view)?.time_zone.0).date_naive();
        let row = view.live_meeting()?.map_or_else(|| view.next_meeting(today), |row| Ok(Some(row)))?;
        let none = || Refusal::state("--meeting", "no meeting is planned").hint("draft one: boardroom meeting draft");
        MeetingId(row.ok_or_else(none)?.number)
    };
    let title = Line::from(edition_of(policy).title().as_str());
    let why = Line::from("a change of criteria needs a decision of its own (R20)");
    let item = Item { meeting, title, why, kind: ItemKind::Decision, ..Item::default() };
    let receipt = board::execute(store, &Request::from(Operation::ItemAdd(item)), &env)?;
    let made = receipt.made.first().copied();
    made.ok_or_else(|| Refusal::state("policy", "no item was made").hint("look at the agenda").into())
}

/// Lists the editions adopted so far, the latest last.
fn editions(context: &Context) -> anyhow::Result<()> {
    let adopted = context.open()?.view().criteria_adopted()?;
    let rows: Vec<Vec<String>> = adopted
        .into_iter()
        .map(|one| vec![one.version, one.at.map(crate::domain::moment::stamp).unwrap_or_default(), one.sha256])
        .collect();
    context.out.print(&context.out.table(&["VERSION", "ADOPTED", "SHA-256"], &rows))?;
    Ok(())
}

/// The edition of a version, the last one adopted if a version was used twice.
fn edition(context: &Context, version: &str) -> Result<Adopted, Refusal> {
    let adopted = context.open()?.view().criteria_adopted()?;
    let known: Vec<String> = adopted.iter().map(|one| one.version.clone()).collect();
    adopted.into_iter().rev().find(|one| one.version == version).ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Refusal::usage("--version", format!("no edition `{}` was adopted", excerpt(version)))
            .hint(did_you_mean(version, &known))
    })
}

fn text_of(file: &Path) -> Result<String, Refusal> {
    let name = file.display().to_string();
    let mut bytes = Vec::new();
    // A pipe does not say how much it holds.
    let most = u64::try_from(POLICY_LIMIT).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(file).and_then(|opened| opened.take(most).read_to_end(&mut bytes)).map_err(|error| {
        Refusal::store(name.clone(), format!("the policy cannot be read: {error}")).hint("check the name")
    })?;
    if bytes.len() > POLICY_LIMIT {
        return Err(Refusal::data(name, format!("it has more than {POLICY_LIMIT} bytes, too many for a policy"))
            .hint("leave out what is no setting"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Refusal::data(name, "the policy is not UTF-8").hint("save it as UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// A policy, of which what is wrong is said with the file's name.
fn policy_of(file: &Path, text: &str) -> Result<Policy, Refusal> {
    Policy::read(text)
        .map_err(|refusal| Refusal { subject: format!("{}, {}", file.display(), refusal.subject), ..refusal })
}

/// The settings that differ, line by line: comments and order do not count.
fn changed_lines(now: &str, new: &str) -> String {
    let settings = |text: &str| -> Vec<String> {
        let mut table = String::new();
        let mut lines = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with('[') {
                line.clone_into(&mut table);
            }
            lines.push(if table.is_empty() || line.starts_with('[') {
                line.to_owned()
            } else {
                format!("{table} {line}")
            });
        }
        lines
    };
    let (now, new) = (settings(now), settings(new));
    let mut text = String::new();
    for line in now.iter().filter(|line| !new.contains(line)) {
        let _ = writeln!(text, "- {line}");
    }
    for line in new.iter().filter(|line| !now.contains(line)) {
        let _ = writeln!(text, "+ {line}");
    }
    text
}
