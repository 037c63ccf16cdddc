//! Shelf: document kinds, each a folder under `templates/` with `kind.toml`, `main.typ` and its texts.

mod load;
mod raw;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub use load::{load_all, schema};
pub use texts::Texts;

use crate::config::Role;
use crate::model::{Field, Numbering, Status};

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
    /// File name, a Tera string over the paper's data.
    pub file_name: String,
    /// Fields a record must have for this paper.
    pub needs: Vec<Field>,
    /// Fields printed where the record has them.
    pub optional: Vec<Field>,
    /// Whether it carries the photo.
    pub has_photo: bool,
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
    /// Who signs.
    pub roles: Vec<Role>,
    /// Its sentences.
    pub texts: Texts,
}

impl DocumentKind {
    /// Every field the paper may print.
    #[must_use]
    pub fn fields(&self) -> BTreeSet<Field> {
        self.needs.iter().chain(&self.optional).copied().collect()
    }

    /// Whether somebody of this status may get one.
    #[must_use]
    pub fn serves(&self, status: Option<Status>) -> bool {
        status.is_some_and(|status| self.statuses.contains(&status))
    }
}

/// Who gets a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who graduates.
    Graduates,
    /// Who asks for it.
    Request,
    /// Who asks for a duplicate of an earlier paper; `laurea duplicate` makes it.
    Duplicate,
}
