//! Published pages looked at in Chromium and by the checkers of HTML and accessibility, where they are installed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::house::{REPOSITORY, Ran, finish, loudly};

/// The tools, held by one test at a time: one browser is enough for a machine.
pub struct Web {
    folder: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

/// The tools; `None`, said loudly, where `LAUREA_WEB` names no folder with them.
pub fn web() -> Option<Web> {
    static ALONE: Mutex<()> = Mutex::new(());
    let folder = PathBuf::from(std::env::var_os("LAUREA_WEB").unwrap_or_default());
    if !folder.join("node_modules/playwright-core").is_dir() {
        loudly("NOT TESTED in a browser: LAUREA_WEB names no folder with the tools of tests/web/package.json");
        return None;
    }
    Some(Web { folder, _alone: ALONE.lock().unwrap_or_else(PoisonError::into_inner) })
}

impl Web {
    /// Runs a script of `tests/web`.
    pub fn run(&self, script: &str, arguments: &[&Path]) -> Ran {
        let mut command = Command::new("node");
        command.arg(Path::new(REPOSITORY).join("tests/web").join(script)).args(arguments).env("LAUREA_WEB", &self.folder);
        finish(command)
    }

    /// The faults of some pages, as the checkers tell them.
    pub fn faults(&self, pages: &[PathBuf]) -> Option<String> {
        let pages: Vec<&Path> = pages.iter().map(PathBuf::as_path).collect();
        let ran = self.run("check.mjs", &pages);
        (ran.code != Some(0)).then(|| ran.out + &ran.err)
    }
}
