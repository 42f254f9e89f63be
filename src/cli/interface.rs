//! `boardroom` alone and `boardroom demo`: opening the interface.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use super::context::Context;
use super::export::to_usage;
use super::failure::{Ended, Outcome};
use super::init::{Init, create};
use crate::domain::Refusal;
use crate::domain::ids::MeetingId;
use crate::domain::record::Meeting;
use crate::domain::value::Handle;
use crate::exchange::sample;
use crate::exchange::template::wording::Wordings;
use crate::tui::{self, Options, Settings, TerminalFacts};

/// Show what a room should see of the meeting, in a terminal of its own that only reads
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  boardroom projector\n  boardroom projector MRB-0042\n\nIt follows the record within a second: the agenda with its times, the item at hand, what was decided. Notes that are not for the minutes and what is only being typed never appear. Esc leaves. In the interface: `:projector`."
)]
pub struct Projector {
    /// The meeting; the one in session, else the one that has just adjourned, else the next
    #[arg(value_name = "MEETING")]
    meeting: Option<String>,
}

/// Runs `projector`: the room's view as a process of its own.
pub fn projector(context: &Context, options: &Projector) -> Outcome {
    let meeting = options.meeting.as_deref().map(str::parse::<MeetingId>).transpose();
    let meeting = meeting.map_err(|misread| to_usage(misread.of("MEETING")))?;
    let path = context.board_path()?;
    let store = context.open_at(&path)?;
    if let Some(meeting) = meeting {
        store.view().get::<Meeting>(meeting.0)?;
    }
    drop(store);
    needs_terminal(context)?;
    // Nobody acts here, so nobody has to say who they are.
    let options = Options { read_only: true, ..interface(context, &path, Handle::default(), false) };
    tui::project(&options, meeting)?;
    Ok(Ended::Done)
}

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
    Err(Refusal::usage("terminal", "the interface needs one for what it reads and shows")
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
    let store = context.open_at(path)?;
    tui::run(&interface(context, path, actor, rehearsal), store)?;
    Ok(Ended::Done)
}

/// What the interface needs of the environment and the configuration.
fn interface(context: &Context, path: &Path, actor: Handle, rehearsal: bool) -> Options {
    let environment = &context.environment;
    let mut complaints = context.config.complaints.clone();
    // An own wording that is broken is said, and the one that comes along holds.
    let mut complain = |refusal: Refusal| complaints.push(refusal.to_string());
    let wording = Wordings::read_by_parts(context.config_folder(), &mut complain);
    let settings = Settings {
        theme: context.config.theme,
        mouse: !context.config.mouse_off,
        ascii: context.config.ascii || !environment.utf8,
        reduced_motion: context.config.reduced_motion,
        keys: context.config.keys.clone(),
        editor: context.config.editor.clone().or_else(|| environment.editor.clone()),
        terminal: TerminalFacts {
            term: environment.term.clone(),
            no_color: environment.no_color,
            tmux: environment.tmux,
            ssh: environment.ssh,
            wayland: environment.wayland,
            x11: environment.x11,
            copy_file: environment.data_folder.as_ref().map(|folder| folder.join("copied.txt")),
            home: environment.home.clone(),
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
        read_only: false,
        start: None,
    }
}
