//! Proposes the configuration for a folder of workbooks: looks at every sheet, says what it takes it for, and why.
//!
//! ```text
//! folder → pages (sheets) → guesses (table, header, columns, banner) → parts → layouts → pipeline.toml + institution.toml
//! ```
//!
//! A person reads what is proposed. The stages work from the written configuration alone and never guess.

mod banner;
mod book;
mod date;
mod folder;
mod guess;
mod page;
mod settle;
mod toml_text;
mod values;
mod vocabulary;
mod words;
mod write;

use std::path::Path;
use std::sync::Arc;

use crate::config::{Complaints, Inputs, Institution, TableKind};
use crate::diag::{Finding, Lang, Sources};
use crate::ingest::{Isolation, ingest};
use crate::model::Curriculum;
use guess::guess;
use page::{Known, Page};
use settle::Placed;

/// A proposed configuration.
#[derive(Debug)]
pub struct Proposal {
    /// Text of `pipeline.toml`.
    pub pipeline: String,
    /// Text of `institution.toml`.
    pub institution: String,
    /// Sheets that were placed: title and table.
    pub placed: Vec<(String, TableKind)>,
    /// Sheets that were not, with something on them.
    pub unplaced: Vec<String>,
    /// Headers of placed sheets that mean nothing known: title of the sheet, header.
    pub unplaced_columns: Vec<(String, String)>,
    /// Files that could not be read.
    pub findings: Vec<Finding>,
    /// Names for the findings.
    pub sources: Sources,
}

/// Looks at a folder; `folder_name` is how the configuration shall name it, `lang` the language of the comments.
///
/// # Errors
/// The folder cannot be listed.
pub fn propose(folder: &Path, folder_name: &str, isolation: &Isolation, lang: Lang) -> std::io::Result<Proposal> {
    let read = folder::read(folder, isolation)?;
    let pages: Vec<&Page> = read.pages.iter().filter(|page| !page.is_empty()).collect();
    let plans = placed(&pages, &Known::of(&[]), &TableKind::ALL);
    let plans: Vec<Placed> = plans.into_iter().filter(|one| is_plan(one.guess.kind)).collect();
    let curricula = curricula(&plans, isolation);
    let known = Known::of(&curricula);
    let others: Vec<&Page> =
        pages.iter().copied().filter(|page| !plans.iter().any(|plan| std::ptr::eq(plan.page, *page))).collect();
    let kinds: Vec<TableKind> =
        TableKind::ALL.into_iter().filter(|kind| !is_plan(*kind) && *kind != TableKind::PersonalData).collect();
    let mut all = plans;
    all.extend(placed(&others, &known, &kinds));
    settle::parts(&mut all);
    let is_placed = |page: &&&Page| all.iter().any(|one| std::ptr::eq(one.page, **page));
    let unplaced: Vec<String> = pages.iter().filter(|page| !is_placed(page)).map(|page| page.title()).collect();
    let unplaced_columns: Vec<(String, String)> = all
        .iter()
        .flat_map(|one| one.guess.unplaced.iter().map(|(_, header)| (one.page.title(), header.clone())))
        .filter(|(_, header)| !is_row_number(header))
        .collect();
    let draft = write::Draft {
        folder: folder_name,
        photos: read.photos.as_deref(),
        layouts: settle::grouped(&all),
        placed: &all,
        curricula: &curricula,
        unplaced: &unplaced,
        lang,
    };
    Ok(Proposal {
        pipeline: draft.pipeline(),
        institution: draft.institution(),
        placed: all.iter().map(|one| (one.page.title(), one.guess.kind)).collect(),
        unplaced,
        unplaced_columns,
        findings: read.findings,
        sources: read.sources,
    })
}

fn is_plan(kind: TableKind) -> bool {
    matches!(kind, TableKind::Courses | TableKind::Programmes)
}

fn is_row_number(header: &str) -> bool {
    matches!(vocabulary::plain(header).as_str(), "№" | "№ по ред" | "no" | "пор №" | "n" | "пореден №" | "номер по ред" | "ном")
}

fn placed<'a>(pages: &[&'a Page], known: &Known, kinds: &[TableKind]) -> Vec<Placed<'a>> {
    pages.iter().filter_map(|page| Some(Placed { page, guess: guess(page, known, kinds)? })).collect()
}

/// The curricula, read as the proposal would have them read: their courses tell which columns of a book are courses.
fn curricula(plans: &[Placed], isolation: &Isolation) -> Vec<Arc<Curriculum>> {
    let draft = write::Draft {
        folder: "",
        photos: None,
        layouts: settle::grouped(plans),
        placed: plans,
        curricula: &[],
        unplaced: &[],
        lang: Lang::En,
    };
    let mut complaints = Complaints::new();
    let institution = Institution::parse(Path::new("institution.toml"), draft.institution(), &mut complaints);
    let mut inputs = Inputs::default();
    for plan in plans {
        if !inputs.curricula.contains(&plan.page.path) {
            inputs.curricula.push(plan.page.path.clone());
        }
    }
    ingest(&inputs, &institution, isolation).map(|(season, _)| season.curricula).unwrap_or_default()
}
