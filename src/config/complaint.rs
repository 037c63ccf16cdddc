//! A complaint about a configuration file: file, line, the offending span, and what to do.

use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diag::{Lang, ui};

/// Everything that is wrong with the configuration; all of it is said at once.
pub type Complaints = Vec<Complaint>;

/// One thing wrong with a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    path: PathBuf,
    text: String,
    span: Option<Range<usize>>,
    /// Key of the message in the catalogue's `ui` texts; the hint stands under the key with `-hint` appended.
    pub message: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Complaint {
    /// A complaint about a span of a file's text.
    #[must_use]
    pub fn new(
        path: &Path,
        text: &str,
        span: Option<Range<usize>>,
        message: &'static str,
        args: &[(&'static str, &str)],
    ) -> Self {
        let args = args.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { path: path.to_owned(), text: text.to_owned(), span, message, args }
    }

    /// A complaint about a file as a whole.
    #[must_use]
    pub fn file(path: &Path, message: &'static str, args: &[(&'static str, &str)]) -> Self {
        Self::new(path, "", None, message, args)
    }

    /// Line of the span, from 1; 0 for the file as a whole.
    #[must_use]
    pub fn line(&self) -> usize {
        self.span.as_ref().map_or(0, |span| self.text[..span.start.min(self.text.len())].matches('\n').count() + 1)
    }

    /// The complaint for a terminal: message, the line with the span underlined, the hint.
    #[must_use]
    pub fn render(&self, lang: Lang, renderer: &Renderer) -> String {
        let args: Vec<(&str, &str)> = self.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let title = ui(lang, self.message, &args);
        let hint = ui(lang, &format!("{}-hint", self.message), &args);
        let path = self.path.display().to_string();
        let group = Level::ERROR.primary_title(title.as_str());
        let group = match &self.span {
            Some(span) if !self.text.is_empty() => {
                let snippet = Snippet::source(self.text.as_str()).path(path.as_str());
                group.element(snippet.annotation(AnnotationKind::Primary.span(span.clone())))
            }
            _ => group.element(annotate_snippets::Origin::path(path.as_str())),
        };
        let group = group.element(Level::HELP.message(hint.as_str()));
        renderer.render(&[group])
    }
}
