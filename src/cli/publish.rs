//! `laurea publish`: the list by which anybody finds whether a paper holds.

use serde_json::json;

use super::args::Format;
use super::args_of_publish::PublishArgs;
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::pipeline;
use crate::report::Bars;

/// Runs the command.
pub fn run(config: &Config, args: &PublishArgs, lang: Lang) -> Result<Exit, Failure> {
    let published = pipeline::publish(config, args.out.clone(), args.date, &Bars::new(lang))?;
    let built = published.built;
    if args.format == Format::Json {
        let json = json!({
            "folder": published.folder,
            "papers": built.papers,
            "annulled": published.annulled,
            "replaced": published.replaced,
            "awaiting_number": published.waiting,
            "entries": built.entries,
            "stretched": built.stretched,
        });
        say(&(serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"));
        return Ok(Exit::Done);
    }
    let folder = published.folder.display().to_string();
    let numbers = [built.papers, published.annulled, published.replaced, built.entries].map(|number| number.to_string());
    let [papers, annulled, replaced, entries] = numbers.each_ref().map(String::as_str);
    let args =
        [("folder", folder.as_str()), ("papers", papers), ("annulled", annulled), ("replaced", replaced), ("entries", entries)];
    let mut out = ui(lang, "publish-done", &args) + "\n";
    if published.waiting > 0 {
        out += &(ui(lang, "publish-waiting", &[("count", &published.waiting.to_string())]) + "\n");
    }
    out += &(ui(lang, "publish-next", &[("folder", &folder)]) + "\n");
    say(&out);
    Ok(Exit::Done)
}
