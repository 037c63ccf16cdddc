//! Who sets the papers of a run: this process, or processes that work for it.

use std::path::Path;

use super::Options;
use crate::config::{Config, PaperLimits};
use crate::ingest::Isolation;
use crate::render::{Crew, Press, Recruit, Templates};

/// A press that sets so many papers at once. Lists, books and protocols are not for it: they may be long, and are set here.
pub(super) fn press<'a>(config: &Config, isolation: &Isolation, templates: &'a Templates, workers: usize) -> Box<dyn Press + 'a> {
    press_on(isolation, &config.pipeline.paths.templates, templates, workers, config.pipeline.limits)
}

/// A press on the templates of a folder.
pub(super) fn press_on<'a>(
    isolation: &Isolation,
    folder: &Path,
    templates: &'a Templates,
    workers: usize,
    limits: PaperLimits,
) -> Box<dyn Press + 'a> {
    match isolation {
        Isolation::Here => Box::new(templates),
        Isolation::Process(program) => Box::new(Crew::of(program.clone(), folder, templates, workers, limits)),
    }
}

/// A worker that begins while the inputs are still read; none where papers are set here.
pub(super) fn recruit(config: &Config, options: &Options) -> Option<Recruit> {
    let Isolation::Process(program) = &options.isolation else { return None };
    Recruit::start(program, &config.pipeline.paths.templates, config.pipeline.limits)
}

/// The press of a run, with a worker that has begun.
pub(super) fn press_with<'a>(
    config: &Config,
    options: &Options,
    templates: &'a Templates,
    recruit: Option<Recruit>,
) -> Box<dyn Press + 'a> {
    let workers = threads(config, options);
    let (paths, limits) = (&config.pipeline.paths, config.pipeline.limits);
    match &options.isolation {
        Isolation::Process(program) => {
            Box::new(Crew::of(program.clone(), &paths.templates, templates, workers, limits).with(recruit))
        }
        Isolation::Here => press(config, &options.isolation, templates, workers),
    }
}

/// Threads that set pages.
pub(super) fn threads(config: &Config, options: &Options) -> usize {
    options.threads.or(config.pipeline.threads).unwrap_or_else(cores)
}

pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
