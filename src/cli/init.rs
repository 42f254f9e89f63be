//! `boardroom init`: where a board comes from.

use std::path::Path;

use super::context::Context;
use super::failure::{Ended, Outcome};
use crate::board;
use crate::domain::Refusal;
use crate::store::Store;

/// Create a board
#[derive(Debug, Default, clap::Args)]
#[command(
    after_help = "Example:\n  boardroom init --name \"Model Review Board\" && boardroom import people people.csv"
)]
pub struct Init {
    /// The board's name
    #[arg(long, value_name = "NAME", default_value = "Model Review Board")]
    pub name: String,
}

/// Runs `init`.
pub fn init(context: &Context, options: &Init) -> Outcome {
    let path = context.board_path()?;
    create(context, &path, options)?;
    context.out.print(&format!("{}\n", path.display()))?;
    context
        .out
        .tell("the board is ready: add people with boardroom import people FILE, then open it with boardroom")?;
    Ok(Ended::Done)
}

/// Makes a board's file; a half-made one is taken away again.
pub fn create(context: &Context, path: &Path, options: &Init) -> Result<(), Refusal> {
    let name = crate::domain::text::clean_line(&options.name);
    if name.is_empty() {
        return Err(Refusal::usage("--name", "a board needs a name").hint("leave it out for Model Review Board"));
    }
    let mut store = Store::create(path)?;
    let made = board::begin(&mut store, &name, &context.env()?).map(drop);
    if made.is_err() {
        // Half a board is no board.
        drop(store);
        for suffix in ["", "-wal", "-shm"] {
            let mut file = path.as_os_str().to_owned();
            file.push(suffix);
            let _ = std::fs::remove_file(file);
        }
    } else {
        store.truncate_wal();
    }
    made
}
