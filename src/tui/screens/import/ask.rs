//! What the import screen asks a person: the file and what it is imported as, a field for a column, a
//! layout that was kept, a name for one.

use std::collections::BTreeMap;

use super::{Asking, ImportScreen, draft_key};
use crate::domain::Refusal;
use crate::domain::field::{FieldKind, FieldSpec};
use crate::domain::ids::RecordKind;
use crate::exchange::csv_out::Delimiter;
use crate::exchange::importer::{Form, KeptMap, Kind, Order};
use crate::tui::effect::{Effect, Load, Token};
use crate::tui::form::{self, FormSpec};
use crate::tui::overlay::pick::Pick;
use crate::tui::overlay::picker::Choice;
use crate::tui::paths;
use crate::tui::shell::Shell;

/// What can be imported, in words.
const KINDS: [&str; Kind::ALL.len()] = {
    let mut words = [""; Kind::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = Kind::ALL[at].word();
        at += 1;
    }
    words
};
/// How files may be written, in words.
const FORMS: [&str; Form::ALL.len()] = {
    let mut words = [""; Form::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = Form::ALL[at].word();
        at += 1;
    }
    words
};

/// The fields of the form that names a file.
fn fields() -> Vec<FieldSpec> {
    let field = |name, label, kind, required, hint| FieldSpec { name, label, kind, required, hint };
    vec![
        field("kind", "import", || FieldKind::Choice(&KINDS), true, "what the rows are; Ctrl-Space shows the kinds"),
        field("file", "file", || FieldKind::Line, true, "a table, MLflow answers or model cards; several with ;"),
        field(
            "format",
            "format",
            || FieldKind::Choice(&FORMS),
            false,
            "csv, json, mlflow, model-card; blank finds out",
        ),
        field("delimiter", "delimiter", || FieldKind::Line, false, "between the cells of CSV; blank finds out"),
        field(
            "model",
            "model",
            || FieldKind::Record(RecordKind::Model),
            false,
            "whose cards or runs these are, if they do not say",
        ),
    ]
}

/// Reads what was typed.
fn order(typed: &BTreeMap<String, String>, shell: &Shell) -> Result<Order, Refusal> {
    let text = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let kind = Kind::parse(text("kind")).map_err(|misread| misread.of("import"))?;
    let home = shell.settings.terminal.home.as_deref();
    let files = text("file").split(';').filter(|path| !path.trim().is_empty());
    let form = Some(text("format")).filter(|text| !text.is_empty()).map(Form::parse).transpose();
    let delimiter = Some(text("delimiter")).filter(|text| !text.is_empty()).map(Delimiter::parse).transpose();
    Ok(Order {
        kind,
        files: files.map(|path| paths::expand(path, home)).collect(),
        form: form.map_err(|misread| misread.of("format"))?,
        delimiter: delimiter.map_err(|misread| misread.of("delimiter"))?,
        model: None,
    })
}

impl ImportScreen {
    /// Asks for the file and what it is imported as.
    pub(super) fn ask_file(&mut self, shell: &mut Shell) {
        let token = self.ask(Asking::File, shell);
        let mut spec = FormSpec::answer(token, "import", "Import from a file", fields()).files("file").focus("file");
        for (name, text) in &self.typed {
            spec = spec.with(name, text.clone());
        }
        form::open(spec, shell);
    }

    fn ask(&mut self, asking: Asking, shell: &mut Shell) -> Token {
        let token = shell.token();
        self.asking = Some((token, asking));
        token
    }

    /// Takes the answer of a form; false if another asked.
    pub(super) fn answered(&mut self, token: Token, fields: &BTreeMap<String, String>, shell: &mut Shell) -> bool {
        match self.asking.filter(|(asked, _)| *asked == token) {
            Some((_, Asking::File)) => self.named(fields.clone(), shell),
            Some((_, Asking::MapName)) => {
                let name = fields.get("name").cloned().unwrap_or_default();
                if let (Some(order), Some(layout)) = (&self.order, &self.layout) {
                    shell.ask(Effect::KeepMap { name, kind: order.kind, pairs: layout.pairs() });
                }
            }
            Some((_, Asking::Field(_) | Asking::Map)) | None => return false,
        }
        self.asking = None;
        true
    }

    /// A file was named: it is read, and what was known of the one before is forgotten.
    fn named(&mut self, typed: BTreeMap<String, String>, shell: &mut Shell) {
        let read = order(&typed, shell);
        let same = read.as_ref().is_ok_and(|order| self.order.as_ref() == Some(order)) && self.typed == typed;
        self.typed = typed;
        self.said.clear();
        match read {
            Ok(order) => {
                if !same {
                    self.layout = None;
                }
                self.order = Some(order);
                self.keep(shell);
                self.look(true, Vec::new(), shell);
            }
            Err(refusal) => {
                self.order = None;
                self.layout = None;
                self.report = None;
                self.error = Some(refusal);
            }
        }
    }

    /// Offers the fields that a column may fill.
    pub(super) fn ask_field(&mut self, shell: &mut Shell) {
        let Some((column, layout)) = self.column().zip(self.layout.as_ref()) else { return };
        let none = Choice { label: "(no field)".to_owned(), detail: String::new(), key: String::new(), usable: true };
        let field = |field: &crate::exchange::importer::Field| {
            let from = field.source.and_then(|source| layout.columns.get(source.column));
            let detail = match from {
                Some(column) => format!("now from {}", column.name),
                None if field.required => "needed".to_owned(),
                None => String::new(),
            };
            Choice { label: field.name.to_owned(), detail, key: String::new(), usable: true }
        };
        let choices = std::iter::once(none).chain(layout.fields.iter().map(field)).collect();
        let title = format!("What column {} {} fills", column + 1, layout.columns[column].name);
        let token = self.ask(Asking::Field(column), shell);
        shell.open(Pick::new(token, title, choices));
    }

    /// Offers the layouts that were kept.
    pub(super) fn offer_maps(&mut self, maps: Vec<KeptMap>, shell: &mut Shell) {
        if maps.is_empty() {
            shell.say("no columns were kept yet; M keeps these under a name");
            return;
        }
        let choice = |(name, pairs): &KeptMap| {
            let filled = pairs.iter().filter(|(_, column)| !column.is_empty());
            let pairs: Vec<String> = filled.map(|(field, column)| format!("{field} from {column}")).collect();
            Choice { label: name.clone(), detail: pairs.join(", "), key: String::new(), usable: true }
        };
        let choices = maps.iter().map(choice).collect();
        self.maps = maps;
        let token = self.ask(Asking::Map, shell);
        shell.open(Pick::new(token, "Use columns as they were kept", choices));
    }

    /// Takes what was picked; false if another asked.
    pub(super) fn chosen(&mut self, token: Token, place: usize, shell: &mut Shell) -> bool {
        match self.asking.filter(|(asked, _)| *asked == token) {
            Some((_, Asking::Field(column))) => self.give(column, place.checked_sub(1), shell),
            Some((_, Asking::Map)) => {
                let told = std::mem::take(&mut self.maps).into_iter().nth(place).map(|(_, told)| told);
                self.layout = None;
                self.look(false, told.unwrap_or_default(), shell);
            }
            Some((_, Asking::File | Asking::MapName)) | None => return false,
        }
        self.asking = None;
        true
    }

    /// Lets a column fill a field or none, and looks what that comes to.
    pub(super) fn give(&mut self, column: usize, field: Option<usize>, shell: &mut Shell) {
        let Some(layout) = &mut self.layout else { return };
        layout.give(column, field);
        self.keep(shell);
        self.look(false, Vec::new(), shell);
    }

    /// Asks under which name the columns are kept.
    pub(super) fn ask_map_name(&mut self, shell: &mut Shell) {
        if self.layout.is_none() {
            shell.say("there are no columns yet");
            return;
        }
        let token = self.ask(Asking::MapName, shell);
        let hint = "1 to 60 characters; the command line takes it with --use-map";
        form::open(FormSpec::ask(token, "keep-map", "Keep the layout of the columns", "name", "name", hint), shell);
    }

    /// Reads the layouts that were kept.
    pub(super) fn load_maps(&mut self, shell: &mut Shell) {
        match &self.order {
            Some(order) => shell.load(Load::Maps(order.kind)),
            None => shell.say("name a file first"),
        }
    }

    /// Keeps what was typed and laid out by hand as a draft, until it is imported.
    pub(super) fn keep(&self, shell: &mut Shell) {
        let mut fields = self.typed.clone();
        if let Some(layout) = &self.layout {
            fields.extend(super::by_hand(layout));
        }
        let key = draft_key();
        shell.keep(crate::tui::draft::Draft { key, fields, focus: "file".to_owned(), cursor: 0, at: shell.now });
    }
}
