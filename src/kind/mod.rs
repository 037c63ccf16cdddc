//! Shelf: document kinds, each a folder under `templates/` with `kind.toml`, `main.typ` and its texts.

mod boxes;
mod filters;
mod form;
mod list;
mod load;
mod raw;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub use boxes::TextBox;
pub use form::{Form, Page};
pub use list::{List, ListOf, RunOf};
pub use load::{load_all, load_one, schema};
pub use texts::{Texts, Version};

use crate::config::Role;
use crate::diag::Lang;
use crate::model::{Degree, Field, Numbering, Record, Status, Step};

/// The installed kinds by name.
pub type Kinds = BTreeMap<String, DocumentKind>;

/// What `kind.toml` says of a paper.
#[derive(Debug)]
pub struct DocumentKind {
    /// Name of its folder.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Title in Bulgarian.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// Who gets one.
    pub audience: Audience,
    /// The statuses of those who may get one; never empty.
    pub statuses: Vec<Status>,
    /// The degrees of those who may get one; empty for every degree.
    pub degrees: Vec<Degree>,
    /// File name, a Tera string over the paper's data.
    pub file_name: String,
    /// Fields a record must have for this paper.
    pub needs: Vec<Field>,
    /// Fields printed where the record has them.
    pub optional: Vec<Field>,
    /// Whether it carries the photo, where there is one.
    pub has_photo: bool,
    /// Whether it cannot be without the photo.
    pub needs_photo: bool,
    /// Whether it carries the machine-readable code.
    pub has_qr: bool,
    /// Least and most pages.
    pub pages: (usize, usize),
    /// PDF standards, by Typst's names.
    pub pdf: Vec<String>,
    /// When it is numbered.
    pub numbering: Numbering,
    /// The register book it is numbered in.
    pub book: Option<String>,
    /// The kind whose number it carries (an appendix carries its diploma's).
    pub companion_of: Option<String>,
    /// What happens to it after printing, in order.
    pub steps: Vec<Step>,
    /// Who signs.
    pub roles: Vec<Role>,
    /// What it lists; `None` for a paper.
    pub list: Option<List>,
    /// Its languages, one paper for each; never empty.
    pub languages: Vec<Lang>,
    /// Whether it is printed in both languages for those who ask for that.
    pub is_bilingual: bool,
    /// Its sentences by language.
    pub texts: BTreeMap<Lang, Texts>,
    /// Texts that must stay within their boxes.
    pub boxes: BTreeMap<String, TextBox>,
    /// The pre-printed form, where there is one.
    pub form: Option<Form>,
}

impl DocumentKind {
    /// Every field the paper may print.
    #[must_use]
    pub fn fields(&self) -> BTreeSet<Field> {
        self.needs.iter().chain(&self.optional).copied().collect()
    }

    /// Whether somebody may get one, by status and degree.
    #[must_use]
    pub fn serves(&self, record: &Record) -> bool {
        let has_degree = || record.study.degree.is_some_and(|degree| self.degrees.contains(&degree));
        record.study.status.is_some_and(|status| self.statuses.contains(&status)) && (self.degrees.is_empty() || has_degree())
    }

    /// The register book a paper of this kind takes its own number from; empty where its file names none.
    #[must_use]
    pub fn own_book(&self) -> Option<&str> {
        let is_numbered = self.numbering != Numbering::None && self.companion_of.is_none();
        is_numbered.then(|| self.book.as_deref().unwrap_or_default())
    }

    /// Its title.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Bg => &self.title,
            Lang::En => &self.title_en,
        }
    }
}

/// Who gets a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who graduates.
    Graduates,
    /// Who asks for it.
    Request,
    /// Nobody: it is a list, no paper of the register.
    List,
    /// Who asks for a duplicate of an earlier paper; `laurea duplicate` makes it.
    Duplicate,
}
