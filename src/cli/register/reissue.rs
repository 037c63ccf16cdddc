//! `laurea register reissue`: a paper that was wrong is issued anew, from today's records.

use super::super::args_of_stock::ReissueArgs;
use super::super::issue::isolation;
use super::super::{Exit, Failure, say};
use super::blank::printing;
use super::steps::day;
use super::words::{label, why};
use crate::config::Config;
use crate::diag::{Catalogue, Lang, ui};
use crate::kind::Kinds;
use crate::pipeline::{self, Options, ReplaceBar, ReplaceOptions, Why};
use crate::report::Bars;

/// Runs the command.
pub fn run(config: &Config, kinds: &Kinds, args: &ReissueArgs, lang: Lang) -> Result<Exit, Failure> {
    let options = Options { date: Some(day(&args.act)?), lang, isolation: isolation(), ..Options::default() };
    let asked = ReplaceOptions {
        number: args.number.clone(),
        kind: args.kind.clone(),
        reason: args.reason.clone(),
        decision: args.decision.clone(),
        by: args.act.by.clone(),
        out: args.printing.out.clone(),
        forms: printing(&args.printing),
    };
    match pipeline::replace(config, &options, &asked, &Bars::new(lang))? {
        Ok(done) => {
            say(&format!("  {}: {}\n", label(kinds, &done.old, lang), ui(lang, "action-annulled", &[])));
            for form in &done.destroyed {
                say(&format!("    {} {}: {}\n", form.series, form.number, ui(lang, "action-form-destroyed", &[])));
            }
            say(&format!("  {}: {}\n", label(kinds, &done.new, lang), ui(lang, "action-issued", &[])));
            if let Some(form) = done.new.form() {
                say(&format!("    {}\n", ui(lang, "show-form", &[("series", &form.series), ("number", &form.number)])));
            }
            for file in &done.files {
                say(&format!("    {}\n", file.display()));
            }
            Ok(Exit::Done)
        }
        Err(bar) => {
            say(&format!("  {}: {}\n", args.number, ui(lang, "life-refused", &[("why", &words(&bar, lang))])));
            Ok(Exit::Held)
        }
    }
}

fn words(bar: &ReplaceBar, lang: Lang) -> String {
    match bar {
        ReplaceBar::Unfound(unfound) => why(&Why::Unfound(unfound.clone()), lang),
        ReplaceBar::Reserved => ui(lang, "bar-reserved", &[]),
        ReplaceBar::Annulled(None) => ui(lang, "bar-annulled", &[]),
        ReplaceBar::Annulled(Some(number)) => ui(lang, "reissue-replaced", &[("number", number)]),
        ReplaceBar::NotOfRecords => ui(lang, "reissue-not-of-records", &[]),
        ReplaceBar::NoForm(series) => ui(lang, "reissue-no-form", &[("series", series)]),
        ReplaceBar::Fault(error) => ui(lang, "stock-bar-fault", &[("error", error)]),
        ReplaceBar::Held(findings) => {
            let catalogue = Catalogue::of(lang);
            let line = |finding: &crate::diag::Finding| format!("\n    [{}] {}", finding.code.name(), catalogue.message(finding));
            ui(lang, "reissue-held", &[]) + &findings.iter().map(line).collect::<String>()
        }
    }
}
