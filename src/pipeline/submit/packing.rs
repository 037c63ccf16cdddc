//! What an archive is packed from: the pages of whole papers under their names, the issued PDFs, the register's lines.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::super::Error;
use super::awaited::Set;
use super::excerpt::{self, ScanFact};
use super::names::name_of;
use super::{Lack, SubmitError};
use crate::config::{Config, Split};
use crate::kind::Kinds;
use crate::model::sha256;
use crate::register::{Paper, Register};
use crate::scan::{Delivery, MatchedPaper, PlacedPage};
use crate::submit::{Item, Packed};

/// Where the pages and PDFs of papers are.
pub struct Sources<'a> {
    pub config: &'a Config,
    pub kinds: &'a Kinds,
    pub register: &'a Register,
    /// Hands out the pages.
    pub delivery: Delivery,
    /// What was found of each paper, by its key.
    pub matched: &'a BTreeMap<&'a str, &'a MatchedPaper>,
    /// The issued PDFs by their hash, where they go along.
    pub pdfs: BTreeMap<String, PathBuf>,
}

impl Sources<'_> {
    /// What is packed of a set; what it lacks, where an issued PDF is not there.
    pub fn items<'s>(&'s self, set: &Set) -> Result<Result<Vec<Item<'s>>, Vec<Lack>>, Error> {
        let group = self.group(set)?;
        let (mut items, mut lacks) = (Vec::new(), Vec::new());
        for paper in set.papers() {
            let last = paper.last();
            let Some(matched) = self.matched.get(last.document.as_str()) else { continue };
            let (mut files, mut facts) = (Vec::new(), Vec::new());
            for page in &matched.pages {
                let (file, fact) = self.page(paper, page)?;
                files.push(file);
                facts.push(fact);
            }
            match self.pdf(paper)? {
                Some(Ok(file)) => files.push(file),
                Some(Err(lack)) => lacks.push(lack),
                None => {}
            }
            let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
            items.push(Item {
                group: group.clone(),
                person: last.faculty_number.clone(),
                document: last.document.clone(),
                number: last.number.clone().unwrap_or_default(),
                excerpt: excerpt::of_paper(self.config, paper, &paths, &facts).to_vec(),
                files,
            });
        }
        Ok(if lacks.is_empty() { Ok(items) } else { Err(lacks) })
    }

    fn page<'s>(&'s self, paper: &Paper, page: &'s PlacedPage) -> Result<(Packed<'s>, ScanFact), Error> {
        let name = name_of(&self.config.institution.submission, self.kinds, paper, Some(page.place.page))?;
        let delivered = self.delivery.deliver(page).map_err(SubmitError::Scan)?;
        let path = format!("scans/{name}.{}", delivered.extension);
        let fact = ScanFact {
            file: path.clone(),
            original_sha256: delivered.original_sha256.clone(),
            width: delivered.width,
            height: delivered.height,
            dpi: page.page.dpi(),
            colour: per_mille(page.page.colour_share),
            turned: delivered.turned.degrees(),
        };
        let (delivery, size) = (&self.delivery, delivered.bytes.len() as u64);
        let open = Box::new(move || Ok(delivery.deliver(page).map_err(io::Error::other)?.bytes));
        Ok((Packed { path, size, open }, fact))
    }

    /// The issued PDF, where PDFs go along.
    fn pdf<'s>(&'s self, paper: &Paper) -> Result<Option<Result<Packed<'s>, Lack>>, Error> {
        let submission = &self.config.institution.submission;
        let hash = paper.made().and_then(|made| made.pdf_sha256.clone());
        let Some(hash) = hash.filter(|_| submission.with_pdfs) else { return Ok(None) };
        let kind = || paper.last().kind.clone();
        let Some(file) = self.pdfs.get(&hash).cloned() else { return Ok(Some(Err(Lack::Pdf(kind())))) };
        let bytes = match std::fs::read(&file) {
            Ok(bytes) if sha256(&bytes) == hash => bytes,
            _ => return Ok(Some(Err(Lack::Pdf(kind())))),
        };
        let path = format!("papers/{}.pdf", name_of(submission, self.kinds, paper, None)?);
        let open = Box::new(move || std::fs::read(&file));
        Ok(Some(Ok(Packed { path, size: bytes.len() as u64, open })))
    }

    /// The faculty or class of a set, where archives are split by it.
    fn group(&self, set: &Set) -> Result<String, Error> {
        let split = self.config.institution.submission.split;
        if split == Split::None {
            return Ok(String::new());
        }
        let data = self.register.data_of(&set.principal.last().document)?.unwrap_or_default();
        let data: serde_json::Value = serde_json::from_str(&data).unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let faculty = text(&data["faculty"]["name"]);
        if split == Split::Faculty {
            return Ok(faculty);
        }
        let fields = ["speciality", "degree", "study_form"].map(|name| text(&data["fields"][name]));
        Ok(std::iter::once(faculty).chain(fields).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    }
}

/// The PDFs under the folder of the outputs, by the hash that the manifest of their run names.
pub fn issued_pdfs(output: &Path) -> BTreeMap<String, PathBuf> {
    let runs = std::fs::read_dir(output).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut runs: Vec<PathBuf> = runs.filter(|path| path.is_dir()).collect();
    runs.sort();
    let mut found = BTreeMap::new();
    for run in runs {
        let manifest = std::fs::read_to_string(run.join("manifest-sha256.txt")).unwrap_or_default();
        let pdfs = manifest.lines().filter_map(|line| line.split_once("  ")).filter(|(_, name)| name.ends_with(".pdf"));
        found.extend(pdfs.map(|(hash, name)| (hash.to_owned(), run.join(name))));
    }
    found
}

/// A share of 1 in whole thousandths.
fn per_mille(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u32
}
