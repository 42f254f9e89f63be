//! What is given to be imported: which files, as what, in which form; read into a table or into models
//! found elsewhere. The command line and the import screen both come in here.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::found::{self, Found, Given, Source};
use super::layout::Layout;
use super::{Asked, Format, Kind, Plan, Progress, open, runs};
use crate::domain::ids::ModelId;
use crate::domain::record::Model;
use crate::domain::text::{clean_line, counted, did_you_mean, excerpt};
use crate::domain::{Misread, Refusal};
use crate::exchange::csv_out::Delimiter;
use crate::exchange::mapping::{Mapping, Wanted};
use crate::exchange::table_in::{Limits, Table};

/// How much of a file its form is recognised by, in bytes.
const START: u64 = 4_096;
/// What an answer of a registry says near its start, without blanks.
const ANSWERS: [&str; 8] = [
    "\"registered_models\":[",
    "\"registered_model\":{",
    "\"model_versions\":[",
    "\"model_version\":{",
    "\"run\":{",
    "\"runs\":[",
    "{\"metrics\":[",
    "\"error_code\":",
];
/// What a model card in JSON says near its start, without blanks.
const CARDS: [&str; 3] = ["\"bomFormat\":", "\"model_details\":{", "\"modelCard\":{"];

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table as CSV.
    Csv,
    /// A table as JSON.
    Json,
    /// Answers of an `MLflow` registry.
    Registry,
    /// Model cards.
    Cards,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Registry, Self::Cards];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Registry => "mlflow",
            Self::Cards => "model-card",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        Self::ALL.into_iter().find(|form| form.word() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::word);
            Misread::new(format!("`{}` is no format of an import", excerpt(text)), did_you_mean(text, &known))
        })
    }

    /// Recognises a file by its name and its start.
    fn recognise(path: &Path, start: &[u8]) -> Self {
        let text = String::from_utf8_lossy(start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start));
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        if matches!(ending.as_str(), "md" | "markdown") || text.starts_with("---\n") || text.starts_with("---\r\n") {
            return Self::Cards;
        }
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if !bare.starts_with(['{', '[']) {
            return Self::Csv;
        }
        let says = |marks: &[&str]| marks.iter().any(|mark| bare.contains(mark));
        if says(&ANSWERS) {
            Self::Registry
        } else if says(&CARDS) {
            Self::Cards
        } else {
            Self::Json
        }
    }
}

/// What somebody wants to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What it is imported as.
    pub kind: Kind,
    /// The files; tables come one at a time.
    pub files: Vec<PathBuf>,
    /// How they are written; a table of either form if nobody says so.
    pub form: Option<Form>,
    /// What stands between the cells, if it is not to be found out.
    pub delimiter: Option<Delimiter>,
    /// The model that cards or runs are about.
    pub model: Option<ModelId>,
}

impl Order {
    /// Recognises how the first file is written.
    pub fn recognise(&self) -> Result<Form, Refusal> {
        let Some(path) = self.files.first() else {
            return Err(Refusal::usage("file", "no file is named").hint("name one"));
        };
        let (name, file) = of_this_machine(path);
        let mut start = Vec::new();
        file.and_then(|file| file.take(START).read_to_end(&mut start)).map_err(|error| unreadable(&name, &error))?;
        Ok(Form::recognise(path, &start))
    }
}

/// A file's name in refusals, and the file.
type Opened = (String, std::io::Result<Box<dyn Read>>);

/// Opens a file of this machine; what is none (a folder, a pipe that nobody fills) is refused.
pub fn of_this_machine(path: &Path) -> Opened {
    let opened = std::fs::metadata(path).and_then(|found| {
        if found.is_file() {
            let file = std::fs::File::open(path)?;
            return Ok(Box::new(file) as Box<dyn Read>);
        }
        let what = if found.is_dir() { "it is a folder" } else { "it is no file" };
        Err(std::io::Error::other(what))
    });
    (path.display().to_string(), opened)
}

fn unreadable(name: &str, error: &std::io::Error) -> Refusal {
    Refusal::store(clean_line(name), format!("the table cannot be read: {error}")).hint("check the name")
}

/// What was read, ready to be held against the record.
#[derive(Debug)]
pub enum Incoming {
    /// A table.
    Table(Table),
    /// Models found elsewhere.
    Found(Found),
}

impl Incoming {
    /// Reads the files as their form and what they are imported as say.
    pub fn read(order: &Order, open: &mut dyn FnMut(&Path) -> Opened) -> Result<Self, Refusal> {
        let wrong = |sentence: String, hint: &str| Err(Refusal::usage("--format", sentence).hint(hint));
        let kind = order.kind;
        let source = match (order.form, kind) {
            (Some(Form::Registry), Kind::Models) => Source::Registry,
            (Some(Form::Registry), Kind::Readings) => {
                let Some(model) = order.model else {
                    let sentence = "a run does not say whose readings it has";
                    return Err(Refusal::usage("--model", sentence).hint("name the model with --model"));
                };
                let files = given(order, Source::Registry, open);
                return runs::readings(&files, &model.to_string()).map(Self::Table);
            }
            (Some(Form::Cards), Kind::Models | Kind::Artifacts) => Source::Cards,
            (Some(Form::Registry), _) => {
                return wrong(format!("a registry has no {}", kind.word()), "import models or readings from it");
            }
            (Some(Form::Cards), _) => {
                return wrong(format!("a model card has no {}", kind.word()), "import artifacts or models from it");
            }
            (None | Some(Form::Csv | Form::Json), _) if order.model.is_some() => {
                let refusal = Refusal::usage("--model", "a table says in its rows which model each is about");
                return Err(refusal.hint("leave --model out, or give --format mlflow or model-card"));
            }
            (None | Some(Form::Csv | Form::Json), _) => return table(order, open).map(Self::Table),
        };
        found::find(source, &given(order, source, open), order.model).map(Self::Found)
    }

    /// Says what importing it would do.
    pub fn plan(&self, kind: Kind, asked: &Asked<'_>, progress: Progress<'_>) -> Result<Plan, Refusal> {
        match self {
            Self::Table(table) => super::plan(kind, table, asked, progress),
            Self::Found(found) => found::plan_found(kind, found, asked, progress),
        }
    }

    /// Lays the columns out: which field each fills, and why.
    pub fn layout(&self, kind: Kind, told: &[(String, String)]) -> Result<Layout, Refusal> {
        match self {
            Self::Table(table) => {
                let wanted = kind.wanted();
                Ok(Layout::new(table, &wanted, Mapping::new(table, &wanted, told)?))
            }
            Self::Found(found) => Ok(Layout::new(found.table(), &super::wanted::<Model>(false), found.mapping(told)?)),
        }
    }

    /// What was recognised, in a line.
    pub fn told(&self, form: Form) -> String {
        let count = |count: usize, noun: &str| counted(i64::try_from(count).unwrap_or(i64::MAX), noun);
        match self {
            Self::Table(table) if form == Form::Csv => {
                let columns = count(table.columns().len(), "column");
                format!("CSV in {}, {} between {columns}", table.encoding(), table.delimiter())
            }
            Self::Table(table) if form == Form::Json => {
                format!("JSON, {}", count(table.columns().len(), "column"))
            }
            Self::Table(_) => "metrics of MLflow runs".to_owned(),
            Self::Found(found) => match found.source() {
                Source::Registry => format!("answers of an MLflow registry, {}", count(found.count(), "model")),
                Source::Cards => format!("model cards, {}", count(found.count(), "card")),
            },
        }
    }
}

/// The files as they were given.
fn given(order: &Order, source: Source, open: &mut dyn FnMut(&Path) -> Opened) -> Vec<Given> {
    let one = |path: &PathBuf| {
        let (name, file) = open(path);
        Given::read(&name, source, file)
    };
    order.files.iter().map(one).collect()
}

fn table(order: &Order, opener: &mut dyn FnMut(&Path) -> Opened) -> Result<Table, Refusal> {
    let [file] = order.files.as_slice() else {
        return Err(Refusal::usage("FILE", "tables are imported one at a time").hint("give one file"));
    };
    let (name, input) = opener(file);
    let input = input.map_err(|error| unreadable(&name, &error))?;
    let format = order.form.map(|form| if form == Form::Json { Format::Json } else { Format::Csv });
    let mut table = open(&name, input, format, order.delimiter, Limits::default())?;
    let wanted = order.kind.wanted();
    table.under_titles(|table| is_header(table, &wanted));
    Ok(table)
}

/// Whether the columns of a table are some that are wanted: one that a record needs, or two of any.
fn is_header(table: &Table, wanted: &[Wanted<'_>]) -> bool {
    let Ok(mapping) = Mapping::new(table, wanted, &[]) else { return false };
    let found = || wanted.iter().zip(&mapping.sources).filter(|(_, source)| source.is_some());
    found().any(|(field, _)| field.required) || found().count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_recognised_by_name_and_start() {
        use Form::{Cards, Csv, Json, Registry};
        let cases: [(&str, &str, Form); 12] = [
            ("a.csv", "name,owner\n", Csv),
            ("a.json", "[{\"name\": \"x\"}]", Json),
            ("a.jsonl", "{\"name\": \"x\", \"run\": \"7\"}\n", Json),
            ("README.md", "# A model\n", Cards),
            ("card", "---\r\nlicense: mit\r\n---\r\n", Cards),
            ("a.json", "\u{feff}{ \"registered_models\" : [] }", Registry),
            ("a.json", "[{\"model_versions\": [", Registry),
            ("a.json", "{\"run\":\n {\"info\": {}}}", Registry),
            ("a.json", "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}", Registry),
            ("a.json", "{\"bomFormat\": \"CycloneDX\"}", Cards),
            ("a.json", "{\"model_details\": {\"name\": \"x\"}}", Cards),
            ("empty", "", Csv),
        ];
        for (name, start, form) in cases {
            assert_eq!(Form::recognise(Path::new(name), start.as_bytes()), form, "{name} {start}");
        }
        for form in Form::ALL {
            assert_eq!(Form::parse(form.word()), Ok(form));
        }
        assert!(Form::parse("mlfow").unwrap_err().hint.contains("mlflow"));
    }

    #[test]
    fn a_folder_is_no_file() {
        let order =
            |path: PathBuf| Order { kind: Kind::Models, files: vec![path], form: None, delimiter: None, model: None };
        let folder = tempfile::tempdir().unwrap();
        let said = order(folder.path().to_owned()).recognise().unwrap_err().to_string();
        assert!(said.contains("it is a folder"), "{said}");
        let said = order(folder.path().join("none.csv")).recognise().unwrap_err().to_string();
        assert!(said.contains("the table cannot be read: No such file"), "{said}");
    }
}
