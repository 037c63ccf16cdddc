//! `laurea watch`: a kind on one sample, set anew whenever one of its files is saved.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::args_of_kinds::WatchArgs;
use super::issue::isolation;
use super::making::{Place, tell_faults};
use super::{Exit, Failure, say};
use crate::diag::{Lang, ui};
use crate::workshop::{self, Workshop, WorkshopError};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(150);

/// Runs the command; it ends when the person ends it.
pub fn run(config: &Path, args: &WatchArgs, lang: Lang) -> Result<Exit, Failure> {
    let place = Place::of(config, &args.place)?;
    let mut workshop = Workshop::open(&place.templates, &isolation())?;
    let case = match &args.case {
        Some(case) => Some(case.clone()),
        None => workshop.first_case(&args.kind)?,
    };
    let folder = place.previews.join(&args.kind).display().to_string();
    say(&(ui(lang, "watch-begun", &[("kind", &args.kind), ("path", &folder)]) + "\n"));
    let mut seen = None;
    loop {
        let now = newest(&place.templates, &args.kind);
        if seen.as_ref() != Some(&now) {
            let is_first = seen.is_none();
            let is_of_samples = seen.is_some_and(|seen: Stamps| seen.samples != now.samples);
            seen = Some(now);
            if let Err(error) = show(&mut workshop, args, case.as_deref(), &place, (is_first, is_of_samples), lang) {
                let failure = Failure::from(error);
                // Before anything was shown, the mistake is in the command.
                if is_first && matches!(failure, Failure::UnknownKind(..) | Failure::UnknownCase(..)) {
                    return Err(failure);
                }
                eprint!("{}", failure.words(lang));
            }
        }
        std::thread::sleep(LOOK);
    }
}

fn show(
    workshop: &mut Workshop,
    args: &WatchArgs,
    case: Option<&str>,
    place: &Place,
    (is_first, is_of_samples): (bool, bool),
    lang: Lang,
) -> Result<(), WorkshopError> {
    let start = Instant::now();
    if is_of_samples {
        *workshop = Workshop::open(&place.templates, &isolation())?;
    } else if !is_first {
        workshop.reload()?;
    }
    let shown = workshop::preview(workshop, &args.kind, case, &place.previews, lang)?;
    for (name, pages) in &shown.samples {
        let (count, ms) = (pages.to_string(), start.elapsed().as_millis().to_string());
        say(&(ui(lang, "watch-shown", &[("case", name), ("count", &count), ("ms", &ms)]) + "\n"));
    }
    tell_faults(&args.kind, &shown.faults, lang);
    Ok(())
}

/// When the files that a kind depends on were last saved, and how many there are.
#[derive(Debug, PartialEq, Eq)]
struct Stamps {
    kind: (Option<SystemTime>, usize),
    shared: (Option<SystemTime>, usize),
    samples: (Option<SystemTime>, usize),
}

fn newest(templates: &Path, kind: &str) -> Stamps {
    let of = |name: &str| stamp(&templates.join(name));
    Stamps { kind: of(kind), shared: of("shared"), samples: of("samples") }
}

/// The newest time among the files under a folder. What the program itself writes there does not count.
fn stamp(folder: &Path) -> (Option<SystemTime>, usize) {
    let (mut newest, mut count) = (None, 0);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()).filter(|path| !is_written_here(path)) {
        let (time, files) = if path.is_dir() { stamp(&path) } else { (modified(&path), 1) };
        newest = newest.max(time);
        count += files;
    }
    (newest, count)
}

fn is_written_here(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "data.json" || name == "expected")
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}
