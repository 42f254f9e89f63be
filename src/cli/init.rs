//! `boardroom init`: where a board comes from.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::board;
use crate::domain::Refusal;
use crate::exchange::sample;
use crate::store::Store;

/// Create a board
#[derive(Debug, Default, clap::Args)]
#[command(
    after_help = "Example:\n  boardroom init --name \"Model Review Board\" && boardroom import people people.csv"
)]
pub struct Init {
    /// Fill it with the sample board, dated around today
    #[arg(long, conflicts_with = "name")]
    pub sample: bool,
    /// The board's name
    #[arg(long, value_name = "NAME", default_value = "Model Review Board")]
    pub name: String,
}

/// Runs `init`.
pub fn init(context: &Context, options: &Init) -> Outcome {
    let path = context.board_path()?;
    create(context, &path, options)?;
    context.out.print(&format!("{}\n", path.display()))?;
    context.out.tell(if options.sample {
        "the sample board is ready: open it with boardroom --as okafor (its chair)"
    } else {
        "the board is ready: add people with boardroom import people FILE, then open it with boardroom"
    })?;
    Ok(Ended::Done)
}

/// Makes a board's file: beside its place first, then in its place in one step, so that there is a
/// whole board or none.
pub fn create(context: &Context, path: &Path, options: &Init) -> Result<(), Refusal> {
    let name = crate::domain::text::clean_line(&options.name);
    if name.is_empty() {
        return Err(Refusal::usage("--name", "a board needs a name").hint("leave it out for Model Review Board"));
    }
    if path.exists() {
        return Err(already(path));
    }
    let mut half = path.as_os_str().to_owned();
    half.push(format!(".{}.new", std::process::id()));
    let half = PathBuf::from(half);
    // Nobody asked for the half-made file, so nothing is said of it.
    let of_board = |refusal: Refusal| {
        let said = |text: &str| text.replace(&half.display().to_string(), &path.display().to_string());
        Refusal {
            subject: said(&refusal.subject),
            sentence: said(&refusal.sentence),
            hint: said(&refusal.hint),
            ..refusal
        }
    };
    let mut store = Store::create(&half).map_err(of_board)?;
    let made = if options.sample {
        sample::load(&mut store, context.now())
    } else {
        board::begin(&mut store, &name, &context.env()?).map(drop)
    };
    store.truncate_wal();
    drop(store);
    let placed = made.map_err(of_board).and_then(|()| {
        // A link refuses to replace a file that somebody else has made meanwhile, which renaming would.
        std::fs::hard_link(&half, path).or_else(|_| {
            if path.exists() {
                Err(already(path))
            } else {
                std::fs::rename(&half, path).map_err(|error| unmade(path, &error))
            }
        })
    });
    for suffix in ["", "-wal", "-shm"] {
        let mut file = half.as_os_str().to_owned();
        file.push(suffix);
        let _ = std::fs::remove_file(file);
    }
    placed
}

fn already(path: &Path) -> Refusal {
    Refusal::store(path.display().to_string(), "there is a file here already, and it is not overwritten")
        .hint("name another with --db, or open it with boardroom")
}

fn unmade(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::store(path.display().to_string(), format!("the board cannot be put here: {error}"))
        .hint("check the folder")
}
