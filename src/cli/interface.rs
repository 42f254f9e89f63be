//! `boardroom` alone and `boardroom demo`: opening the interface.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use super::context::Context;
use super::failure::{Ended, Outcome};
use super::init::{Init, create};
use crate::domain::Refusal;
use crate::domain::value::Handle;
use crate::exchange::sample;
use crate::exchange::template::wording::Wordings;
use crate::tui::{self, Options, Settings, TerminalFacts};

/// Runs `demo`: the interface on a sample board that is thrown away.
pub fn demo(context: &Context) -> Outcome {
    needs_terminal(context)?;
    let folder = tempfile::Builder::new().prefix("boardroom-demo-").tempdir()?;
    let path = folder.path().join("demo.db");
    create(context, &path, &Init { sample: true, name: "Model Review Board".to_owned() })?;
    let actor = match &context.globals.actor {
        Some(_) => context.actor()?,
        None => Handle(sample::CHAIR.to_owned()),
    };
    let opened = open_interface(context, &path, actor, true);
    // Whatever was tried is thrown away, also after an error.
    drop(folder);
    opened
}

/// Runs `boardroom` alone.
pub fn alone(context: &Context) -> Outcome {
    let path = context.board_path()?;
    if !path.exists() {
        return first_run(context, &path);
    }
    needs_terminal(context)?;
    open_interface(context, &path, context.actor()?, false)
}

fn needs_terminal(context: &Context) -> Result<(), Refusal> {
    if context.environment.stdout_terminal && context.environment.stdin_terminal {
        return Ok(());
    }
    Err(Refusal::usage("boardroom", "the interface needs a terminal")
        .hint("everything in it is a command as well: see boardroom --help"))
}

/// No board yet: offers the three ways to one.
fn first_run(context: &Context, path: &Path) -> Outcome {
    if !(context.environment.stdout_terminal && context.environment.stdin_terminal) {
        return Err(Refusal::store(path.display().to_string(), "there is no board here yet")
            .hint("make one with boardroom init, or try boardroom demo in a terminal")
            .into());
    }
    let mut stdout = std::io::stdout().lock();
    write!(
        stdout,
        "There is no board yet at {}\n\n  n  begin a new, empty board there\n  s  begin with the sample board there\n  d  open the demo: the sample board, thrown away afterwards\n  q  leave\n\nWhich? ",
        path.display()
    )?;
    stdout.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    match answer.trim() {
        "n" => create(context, path, &Init { sample: false, name: "Model Review Board".to_owned() })?,
        "s" => create(context, path, &Init { sample: true, name: "Model Review Board".to_owned() })?,
        "d" => return demo(context),
        _ => return Ok(Ended::Done),
    }
    open_interface(context, path, context.actor()?, false)
}

fn open_interface(context: &Context, path: &Path, actor: Handle, rehearsal: bool) -> Outcome {
    // Tables of an older layout are rebuilt with a progress bar before the screen is taken over.
    drop(context.open_at(path)?);
    tui::run(&interface(context, path, actor, rehearsal))?;
    Ok(Ended::Done)
}

/// What the interface needs of the environment and the configuration.
fn interface(context: &Context, path: &Path, actor: Handle, rehearsal: bool) -> Options {
    let environment = &context.environment;
    let mut complaints = context.config.complaints.clone();
    // An own wording that is broken is said, and the one that comes along holds.
    let wording = context.wording().unwrap_or_else(|refusal| {
        complaints.push(refusal.to_string());
        Wordings::built_in()
    });
    let settings = Settings {
        theme: context.config.theme,
        mouse: !context.config.mouse_off,
        ascii: context.config.ascii || !environment.utf8,
        reduced_motion: context.config.reduced_motion,
        keys: context.config.keys.clone(),
        offset: environment.offset,
        editor: context.config.editor.clone().or_else(|| environment.editor.clone()),
        terminal: TerminalFacts {
            term: environment.term.clone(),
            no_color: environment.no_color,
            tmux: environment.tmux,
            ssh: environment.ssh,
            wayland: environment.wayland,
            x11: environment.x11,
            copy_file: environment.data_folder.as_ref().map(|folder| folder.join("copied.txt")),
        },
        wording: Arc::new(wording),
        complaints,
    };
    let clock = environment.clock;
    Options {
        store: path.to_owned(),
        actor,
        clock: Arc::new(move || clock.now()),
        rehearsal,
        settings,
        start: None,
    }
}
