//! A run in figures, from what its stages left.

use super::Checked;
use crate::config::Config;
use crate::diag::Lang;
use crate::output::PaperLine;
use crate::report::{self, Summary};

/// Whether the papers of a run count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// They are numbered and entered into the register.
    Issue,
    /// They carry a watermark and no number.
    Draft,
}

/// With `shown`, only so many findings of a code are told one by one.
pub(super) fn summarise(
    config: &Config,
    checked: &Checked,
    lines: &[(PaperLine, bool)],
    lang: Lang,
    mode: Mode,
    shown: Option<usize>,
) -> Summary {
    let title = |name: &str| {
        checked.kinds.get(name).map_or_else(String::new, |kind| match lang {
            Lang::Bg => kind.title.clone(),
            Lang::En => kind.title_en.clone(),
        })
    };
    let books = config
        .institution
        .books
        .iter()
        .map(|(name, book)| (name.clone(), if lang == Lang::Bg { book.title.clone() } else { book.title_en.clone() }));
    let run = report::Run {
        name: checked.run.clone(),
        institution: if lang == Lang::Bg { config.institution.name.clone() } else { config.institution.name_en.clone() },
        date: checked.date.to_string(),
        season: &checked.season,
        findings: &checked.findings,
        papers: lines
            .iter()
            .map(|(line, is_unchanged)| {
                (&line.document, title(&line.document.kind), line.state.name(), line.pages, *is_unchanged)
            })
            .collect(),
        books: books.collect(),
        is_draft: mode == Mode::Draft,
        shown,
    };
    report::summarise(&run, lang)
}
