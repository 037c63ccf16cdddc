//! `laurea kind`: the installed kinds of paper.

use std::path::{Path, PathBuf};

use super::args::{KindArgs, KindCommand, PlaceArgs};
use super::issue::isolation;
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::kind::{Audience, DocumentKind, load_all};
use crate::model::Field;
use crate::workshop::{self, CopyFault, Fault, Workshop};

/// Runs the command.
pub fn run(config: &Path, args: &KindArgs, lang: Lang) -> Result<Exit, Failure> {
    match &args.command {
        KindCommand::List => list(&Config::load(config)?, lang),
        KindCommand::Show { name } => show(&Config::load(config)?, name, lang),
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

fn list(config: &Config, lang: Lang) -> Result<Exit, Failure> {
    let kinds = load_all(&config.pipeline.paths.templates, &config.institution)?;
    kinds.values().for_each(|kind| say(&format!("{:<16} {}\n", kind.name, title(kind, lang))));
    Ok(Exit::Done)
}

fn show(config: &Config, name: &str, lang: Lang) -> Result<Exit, Failure> {
    let kinds = load_all(&config.pipeline.paths.templates, &config.institution)?;
    let known = || kinds.keys().cloned().collect::<Vec<_>>().join(", ");
    let kind = kinds.get(name).ok_or_else(|| Failure::UnknownKind(name.to_owned(), known()))?;
    say(&description(kind, lang));
    Ok(Exit::Done)
}

fn title(kind: &DocumentKind, lang: Lang) -> &str {
    match lang {
        Lang::Bg => &kind.title,
        Lang::En => &kind.title_en,
    }
}

fn description(kind: &DocumentKind, lang: Lang) -> String {
    let audience = match kind.audience {
        Audience::Graduates => ui(lang, "kind-audience-graduates", &[]),
        Audience::Request => ui(lang, "kind-audience-request", &[]),
    };
    let fields = |fields: &[Field]| {
        fields.iter().map(|field| format!("  {:<26} {}\n", field.name(), field.label(lang))).collect::<String>()
    };
    let most = if kind.pages.1 == usize::MAX { "∞".to_owned() } else { kind.pages.1.to_string() };
    let texts = kind.texts.names().map(|name| format!("  {name}\n")).collect::<String>();
    format!(
        "{} – {}\n{audience}\n{}: {} {}\n{}: {}–{most}\n\n{}:\n{}\n{}:\n{}\n{}:\n{texts}",
        kind.name,
        title(kind, lang),
        ui(lang, "kind-numbering", &[]),
        kind.numbering.name(),
        kind.book.as_deref().or(kind.companion_of.as_deref()).unwrap_or_default(),
        ui(lang, "kind-pages", &[]),
        kind.pages.0,
        ui(lang, "kind-needs", &[]),
        fields(&kind.needs),
        ui(lang, "kind-optional", &[]),
        fields(&kind.optional),
        ui(lang, "kind-texts", &[]),
    )
}
