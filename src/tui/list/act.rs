//! What a list does by itself: moving, marking, filtering, sorting, choosing columns, copying, exporting.

use std::collections::BTreeMap;

use super::filter::{FilterLine, Said};
use super::{Asking, Listing, PANE, columns};
use crate::domain::ids::RecordId;
use crate::domain::states::ViewedList;
use crate::tui::canvas::Target;
use crate::tui::cmd::Cmd;
use crate::tui::effect::{Effect, Export, List, Load, Pick, Saved, Sort, Token};
use crate::tui::form::{self, FormSpec};
use crate::tui::overlay::menu::{Entry, Menu, letters};
use crate::tui::part::Handled;
use crate::tui::paths;
use crate::tui::shell::Shell;

impl Listing {
    /// Carries out a command of the scopes for moving, lists and the filter line.
    pub fn command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        if self.line.is_some() {
            return self.filter_command(cmd, shell);
        }
        if self.moves(cmd, shell.seen.pane(PANE), shell) {
            return Handled::Yes;
        }
        match cmd {
            Cmd::Mark => self.mark(shell),
            Cmd::MarkRange => {
                if self.range.take().is_none() {
                    self.range = Some((self.at, self.marks.clone()));
                    self.go(self.at, shell);
                    shell.say("range: move to its other end; the same key ends it");
                }
            }
            Cmd::MarkAll => {
                self.range = None;
                if self.marks.len() == self.ids.len() {
                    self.marks.clear();
                } else {
                    self.marks = self.ids.iter().copied().collect();
                }
            }
            Cmd::Filter => {
                // Whom and what a term can name is proposed once it is read.
                shell.candidates(Pick::People);
                shell.candidates(Pick::Tags);
                self.line = Some(FilterLine::new(&self.filter));
            }
            Cmd::Sort => self.ask(Asking::Sort, shell),
            Cmd::SortReverse => {
                self.sort.descending = !self.sort.descending;
                self.load(shell);
            }
            Cmd::Columns => self.ask(Asking::Columns, shell),
            Cmd::Views => shell.load(Load::Views(self.list)),
            Cmd::Copy => self.ask(Asking::Copy, shell),
            Cmd::Export => self.ask_where(shell),
            Cmd::Back if shell.notices.shown().is_some_and(|notice| notice.until.is_none()) => return Handled::No,
            Cmd::Back if self.range.is_some() => self.range = None,
            Cmd::Back if !self.marks.is_empty() => self.marks.clear(),
            Cmd::Back if !self.filter.is_empty() => self.set_filter("", shell),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn mark(&mut self, shell: &mut Shell) {
        let Some(key) = self.selected else { return };
        if !self.marks.remove(&key) {
            self.marks.insert(key);
        }
        self.range = None;
        self.go(self.at + 1, shell);
    }

    fn filter_command(&mut self, cmd: Cmd, shell: &mut Shell) -> Handled {
        let Some(line) = self.line.as_mut() else { return Handled::No };
        match line.command(cmd, self.list, shell) {
            Said::Nothing => return Handled::No,
            Said::Heard => {}
            Said::Kept(filter) => {
                self.line = None;
                self.apply(filter, shell);
            }
            Said::Dropped(before) => {
                self.line = None;
                self.apply(before, shell);
            }
            Said::Changed => self.typed_filter(shell),
        }
        Handled::Yes
    }

    fn apply(&mut self, filter: String, shell: &mut Shell) {
        if filter != self.filter {
            self.set_filter(filter, shell);
        }
    }

    /// Filters as it is typed, as soon as what is typed can be read.
    fn typed_filter(&mut self, shell: &mut Shell) {
        let list = self.list;
        if let Some(filter) = self.line.as_mut().and_then(|line| line.checked(list, &shell.reading)) {
            self.apply(filter, shell);
        }
    }

    /// Takes a character for the filter line.
    pub fn typed(&mut self, c: char, shell: &mut Shell) -> Handled {
        let Some(line) = self.line.as_mut() else { return Handled::No };
        line.typed(c);
        self.typed_filter(shell);
        Handled::Yes
    }

    /// Takes a paste for the filter line.
    pub fn pasted(&mut self, text: &str, shell: &mut Shell) -> Handled {
        let Some(line) = self.line.as_mut() else { return Handled::No };
        line.pasted(text);
        self.typed_filter(shell);
        Handled::Yes
    }

    /// Takes a click: a row is selected, a heading sorts.
    pub fn clicked(&mut self, target: Target, shell: &mut Shell) -> Handled {
        match target {
            Target::Row(place) => self.go(place, shell),
            Target::Column(place) => {
                if let Some(column) = columns::of(self.list).get(place).filter(|column| column.sortable) {
                    self.sort_by(column.name, shell);
                }
            }
            _ => return Handled::No,
        }
        Handled::Yes
    }

    /// Scrolls by so many rows, the selection with them.
    pub fn scrolled(&mut self, lines: i16, shell: &mut Shell) -> Handled {
        self.go(self.at.saturating_add_signed(isize::from(lines)), shell);
        Handled::Yes
    }

    fn sort_by(&mut self, column: &'static str, shell: &mut Shell) {
        let descending = self.sort.column == column && !self.sort.descending;
        self.sort = Sort { column, descending };
        self.load(shell);
    }

    fn ask(&mut self, asking: Asking, shell: &mut Shell) {
        let token = shell.token();
        let table = columns::of(self.list);
        let (title, entries) = match asking {
            Asking::Sort => {
                let sortable: Vec<_> = table.iter().filter(|column| column.sortable).collect();
                let letters = letters(sortable.iter().map(|column| column.label));
                let rows = sortable.iter().zip(letters).map(|(column, letter)| {
                    let now = if self.sort.column == column.name { "now; again turns it round" } else { "" };
                    Entry { letter, label: column.label.to_owned(), detail: now.to_owned(), unavailable: None }
                });
                ("Sort by", rows.collect())
            }
            Asking::Columns => {
                let letters = letters(table.iter().map(|column| column.label));
                let rows = table.iter().zip(letters).map(|(column, letter)| {
                    let shown = if self.hidden.contains(column.name) { "hidden" } else { "shown" };
                    Entry { letter, label: column.label.to_owned(), detail: shown.to_owned(), unavailable: None }
                });
                ("Show or hide", rows.collect())
            }
            Asking::Copy => {
                let none = (self.list == List::Events).then(|| "an event is no record".to_owned());
                (
                    "Copy",
                    vec![
                        Entry::new('i', "identifier", self.names().first().cloned().unwrap_or_default()),
                        Entry::new('r', "row", "its columns, separated by tabs"),
                        Entry::new('m', "Markdown", "the record as a page").unless(none),
                    ],
                )
            }
            Asking::Export | Asking::Views => return,
        };
        self.asking = Some((token, asking));
        shell.open(Menu::new(token, title, entries));
    }

    /// What was chosen in one of the list's menus; true if it was one.
    pub(super) fn chosen(&mut self, token: Token, place: usize, shell: &mut Shell) -> bool {
        let Some((_, asking)) = self.asking.filter(|(asked, _)| *asked == token) else { return false };
        self.asking = None;
        let table = columns::of(self.list);
        match asking {
            Asking::Sort => {
                if let Some(column) = table.iter().filter(|column| column.sortable).nth(place) {
                    self.sort_by(column.name, shell);
                }
            }
            Asking::Columns => {
                let shown = table.len() - self.hidden.len();
                if let Some(column) = table.get(place)
                    && !self.hidden.remove(column.name)
                {
                    if shown > 1 {
                        self.hidden.insert(column.name);
                    } else {
                        shell.say("one column stays");
                    }
                }
            }
            Asking::Copy => self.copy(place, shell),
            Asking::Views => self.choose_view(place, shell),
            Asking::Export => {}
        }
        true
    }

    /// Offers the saved views of the list, all rows, and to save the filter in force.
    pub(super) fn offer_views(&mut self, views: Vec<Saved>, shell: &mut Shell) {
        let token = shell.token();
        let letters = letters(views.iter().map(|view| view.name.as_str()).chain(["all rows", "new view"]));
        let named = views.iter().map(|view| (view.name.clone(), view.query.clone(), None));
        let unsaved = match ViewedList::of(self.list.name()) {
            None => Some("the log has no views".to_owned()),
            Some(_) if self.filter.is_empty() => Some("filter the list first".to_owned()),
            Some(_) => None,
        };
        let last = [
            ("All rows".to_owned(), String::new(), None),
            ("New view".to_owned(), format!("save {}", self.filter), unsaved),
        ];
        let entries = named.chain(last).zip(letters);
        let entries =
            entries.map(|((label, detail, unavailable), letter)| Entry { letter, label, detail, unavailable });
        shell.open(Menu::new(token, "Views", entries.collect()));
        self.views = views;
        self.asking = Some((token, Asking::Views));
    }

    fn choose_view(&mut self, place: usize, shell: &mut Shell) {
        let views = std::mem::take(&mut self.views);
        match views.get(place) {
            Some(view) => {
                let sort = Some(view.sort.as_str()).filter(|sort| !sort.is_empty());
                self.sort = sort.and_then(|sort| self.list.table().sort(sort).ok()).unwrap_or(self.sort);
                self.set_filter(view.query.clone(), shell);
            }
            None if place == views.len() => self.set_filter("", shell),
            None => {
                let way = if self.sort.descending { "-" } else { "" };
                let spec = FormSpec::operation("view.save", format!("Save a view of {}", self.list.word()));
                let spec = spec.with("list", self.list.name()).with("query", self.filter.clone());
                form::open(spec.with("sort", format!("{way}{}", self.sort.column)).focus("name"), shell);
            }
        }
    }

    /// The identifiers of what is marked, or of the selected row.
    fn names(&self) -> Vec<String> {
        let name = |key: i64| match (self.list, RecordId::from_key(key)) {
            (List::Events, _) | (_, None) => key.to_string(),
            (_, Some(id)) => id.to_string(),
        };
        self.targets().into_iter().map(name).collect()
    }

    fn copy(&mut self, place: usize, shell: &mut Shell) {
        let targets = self.targets();
        match place {
            0 => shell.copy(self.names().join(", "), self.names().join("\n")),
            1 => {
                let rows = targets.iter().filter_map(|key| self.rows.get(key));
                let text: Vec<String> = rows.map(|row| row.cells.join("\t")).collect();
                let what = if text.len() == 1 { "the row".to_owned() } else { format!("{} rows", text.len()) };
                shell.copy(what, text.join("\n"));
            }
            _ => {
                self.copying = self.selected;
                if let Some(id) = self.selected.and_then(RecordId::from_key) {
                    shell.load(Load::Page(id));
                }
            }
        }
    }

    fn ask_where(&mut self, shell: &mut Shell) {
        let token = shell.token();
        self.asking = Some((token, Asking::Export));
        let what = match self.marks.len() {
            0 => format!("{} shown", self.ids.len()),
            marked => format!("{marked} marked"),
        };
        let title = format!("Export {} ({what})", self.list.word());
        let spec = FormSpec::ask(token, "export", title, "path", "File", "name.csv, .json or .md; the ending decides");
        let spec = spec.with("path", format!("{}.csv", self.list.word()));
        form::open(spec.files("path"), shell);
    }

    /// Where to export; true if this list asked.
    pub(super) fn answered(&mut self, token: Token, fields: &BTreeMap<String, String>, shell: &mut Shell) -> bool {
        if self.asking != Some((token, Asking::Export)) {
            return false;
        }
        self.asking = None;
        let ids = if self.marks.is_empty() { self.ids.to_vec() } else { self.targets() };
        let path = fields.get("path").map_or("", String::as_str);
        let path = paths::expand(path, shell.settings.terminal.home.as_deref()).display().to_string();
        shell.ask(Effect::Export(Export { list: self.list, ids, path }));
        true
    }
}
