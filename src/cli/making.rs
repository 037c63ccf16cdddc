//! `laurea kind preview`, `check`, `accept` and `new`: for those who make kinds of paper.

use std::path::{Path, PathBuf};

use super::args_of_kinds::{KindCommand, PlaceArgs};
use super::issue::isolation;
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::workshop::{self, CopyFault, Fault, Workshop};

/// Runs the command of somebody who makes kinds.
pub fn run(config: &Path, command: &KindCommand, lang: Lang) -> Result<Exit, Failure> {
    match command {
        KindCommand::List | KindCommand::Show { .. } | KindCommand::Calibrate { .. } => Ok(Exit::Done),
        KindCommand::Preview { name, case, place } => {
            let place = Place::of(config, place)?;
            each(&place, name.as_deref(), lang, &mut |workshop, name| preview(workshop, name, case.as_deref(), &place, lang))
        }
        KindCommand::Check { name, place } => {
            each(&Place::of(config, place)?, name.as_deref(), lang, &mut |workshop, name| check(workshop, name, lang))
        }
        KindCommand::Accept { name, place } => {
            each(&Place::of(config, place)?, name.as_deref(), lang, &mut |workshop, name| accept(workshop, name, lang))
        }
        KindCommand::New { name, from, title, place } => {
            begin(&Place::of(config, place)?, name, from, title.as_deref().unwrap_or(name), lang)
        }
    }
}

/// Where kinds are, and where they are shown.
pub(super) struct Place {
    pub(super) templates: PathBuf,
    pub(super) previews: PathBuf,
}

impl Place {
    /// From the arguments; else from the configuration, if there is one; else here.
    pub(super) fn of(config: &Path, args: &PlaceArgs) -> Result<Self, Failure> {
        let (templates, output) = match &args.templates {
            Some(templates) => (templates.clone(), PathBuf::from("output")),
            None if config.is_file() => {
                let paths = Config::load(config)?.pipeline.paths;
                (paths.templates, paths.output)
            }
            None => (PathBuf::from("templates"), PathBuf::from("output")),
        };
        Ok(Self { templates, previews: output.join("preview") })
    }
}

/// Does something with a kind, or with each; a kind that cannot be understood does not keep the others waiting.
fn each(
    place: &Place,
    name: Option<&str>,
    lang: Lang,
    act: &mut dyn FnMut(&mut Workshop, &str) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let mut workshop = Workshop::open(&place.templates, &isolation())?;
    if let Some(name) = name {
        return act(&mut workshop, name);
    }
    let mut worst = Exit::Done;
    for name in workshop.kinds() {
        let exit = act(&mut workshop, &name).unwrap_or_else(|failure| {
            eprint!("{}", failure.words(lang));
            failure.exit()
        });
        if exit != Exit::Done {
            worst = exit;
        }
    }
    Ok(worst)
}

fn preview(workshop: &mut Workshop, name: &str, case: Option<&str>, place: &Place, lang: Lang) -> Result<Exit, Failure> {
    let shown = workshop::preview(workshop, name, case, &place.previews, lang)?;
    let (count, path) = (shown.samples.len().to_string(), shown.folder.display().to_string());
    say(&(ui(lang, "kind-shown", &[("kind", name), ("count", &count), ("path", &path)]) + "\n"));
    tell_without(name, &shown.without, lang);
    Ok(tell_faults(name, &shown.faults, lang))
}

fn check(workshop: &mut Workshop, name: &str, lang: Lang) -> Result<Exit, Failure> {
    let checkup = workshop::check(workshop, name, lang)?;
    if checkup.faults.is_empty() {
        let (count, requisites) = (checkup.samples.len().to_string(), checkup.requisites.to_string());
        let key = if checkup.is_accepted { "kind-sound-accepted" } else { "kind-sound" };
        say(&(ui(lang, key, &[("kind", name), ("count", &count), ("requisites", &requisites)]) + "\n"));
        return Ok(Exit::Done);
    }
    let exit = tell_faults(name, &checkup.faults, lang);
    let count = checkup.faults.len().to_string();
    eprintln!("{}", ui(lang, "kind-unsound", &[("kind", name), ("count", &count)]));
    Ok(exit)
}

fn accept(workshop: &mut Workshop, name: &str, lang: Lang) -> Result<Exit, Failure> {
    match workshop::accept(workshop, name, lang)? {
        Ok(samples) => {
            let (count, path) = (samples.len().to_string(), workshop.folder.join(name).join("expected"));
            let args = [("kind", name), ("count", count.as_str()), ("path", &path.display().to_string())];
            say(&(ui(lang, "kind-accepted", &args) + "\n"));
            Ok(Exit::Done)
        }
        Err(faults) => Ok(tell_faults(name, &faults, lang)),
    }
}

fn begin(place: &Place, name: &str, from: &str, title: &str, lang: Lang) -> Result<Exit, Failure> {
    workshop::new_kind(&place.templates, from, name, title).map_err(|fault| match fault {
        CopyFault::BadName | CopyFault::Exists => Failure::KindName(name.to_owned()),
        CopyFault::UnknownKind(known) => Failure::UnknownKind(from.to_owned(), known),
        CopyFault::System(error) => Failure::Write(place.templates.join(name), error),
    })?;
    let path = place.templates.join(name).display().to_string();
    say(&(ui(lang, "kind-new-done", &[("found", name), ("path", &path)]) + "\n"));
    say(&(ui(lang, "kind-new-next", &[("found", name)]) + "\n"));
    Ok(Exit::Done)
}

/// Says what is wrong with a kind.
pub(super) fn tell_faults(name: &str, faults: &[Fault], lang: Lang) -> Exit {
    faults.iter().for_each(|fault| eprint!("{}", fault.words(name, lang)));
    if faults.is_empty() { Exit::Done } else { Exit::Unverified }
}

fn tell_without(name: &str, without: &[(String, String)], lang: Lang) {
    for (case, lacking) in without {
        let key = if lacking.is_empty() { "kind-shown-not-his" } else { "kind-shown-not" };
        say(&("  ".to_owned() + &ui(lang, key, &[("kind", name), ("case", case), ("found", lacking)]) + "\n"));
    }
}
