//! `laurea register import`: the book that was kept before laurea.

use super::super::args_of_register::ImportArgs;
use super::super::issue::isolation;
use super::super::{Exit, Failure, say};
use super::words::bar;
use crate::config::Config;
use crate::diag::{Catalogue, Lang, Sources, ui};
use crate::pipeline::{self, BookLine, Import, Imported, Wrong};
use crate::register::Bar;

/// Takes over a book.
pub fn import(config: &Config, args: &ImportArgs, lang: Lang) -> Result<Exit, Failure> {
    let done = pipeline::import(
        config,
        &Import {
            files: args.from.clone(),
            book: args.book.clone(),
            gaps_reason: args.gaps_reason.clone(),
            as_it_stands: args.as_it_stands,
            is_dry_run: args.dry_run,
            by: args.by.clone(),
            isolation: isolation(),
        },
    )?;
    let is_known = |line: &&BookLine| line.result == Err(Wrong::Bar(Bar::Known));
    let known = done.lines.iter().filter(is_known).count();
    let taken = done.lines.iter().filter(|line| line.result.is_ok()).count();
    let refused: Vec<&BookLine> = done.lines.iter().filter(|line| line.result.is_err() && !is_known(line)).collect();
    for finding in &done.findings {
        let hint = Catalogue::of(lang).hint(finding);
        say(&format!("  [{}] {} {hint}\n", finding.code.name(), Catalogue::of(lang).message(finding)));
    }
    for line in &refused {
        say(&format!("  {}\n", refusal(line, lang)));
    }
    if !done.holes.is_empty() {
        let count: u64 = done.holes.iter().map(|(first, last)| last - first + 1).sum();
        say(&(ui(lang, "import-holes", &[("count", &count.to_string()), ("numbers", &ranges(&done))]) + "\n"));
    }
    if done.is_stopped {
        eprintln!("{}\n  {}", ui(lang, "import-stopped", &[]), ui(lang, "import-stopped-hint", &[]));
        return Ok(Exit::Usage);
    }
    let numbers = [taken.to_string(), known.to_string(), refused.len().to_string()];
    let counts = [("taken", numbers[0].as_str()), ("known", &numbers[1]), ("refused", &numbers[2]), ("book", &done.book)];
    say(&(ui(lang, "import-count", &counts) + "\n"));
    if args.dry_run {
        say(&(ui(lang, "summary-dry-run", &[]) + "\n"));
    }
    Ok(if refused.is_empty() { Exit::Done } else { Exit::Held })
}

fn refusal(line: &BookLine, lang: Lang) -> String {
    let why = match &line.result {
        Err(Wrong::Bar(why)) => bar(why, lang),
        Err(wrong) => ui(lang, &format!("import-{}", name(wrong)), &[]),
        Ok(()) => String::new(),
    };
    let cell = Sources::cell(line.origin).unwrap_or_else(|| line.origin.row.to_string());
    format!("{cell}  {}  {}: {}", line.number, line.person_name, ui(lang, "life-refused", &[("why", &why)]))
}

fn name(wrong: &Wrong) -> &'static str {
    match wrong {
        Wrong::NoNumber => "no-number",
        Wrong::Twice => "twice",
        Wrong::Long => "long",
        Wrong::NoDay => "no-day",
        Wrong::Order => "order",
        Wrong::Identifier => "identifier",
        Wrong::Nobody | Wrong::Bar(_) => "nobody",
    }
}

/// The holes as ranges; of very many the first.
fn ranges(done: &Imported) -> String {
    const SHOWN: usize = 40;
    let range = |(first, last): &(u64, u64)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    let mut shown: Vec<String> = done.holes.iter().take(SHOWN).map(range).collect();
    shown.extend((done.holes.len() > SHOWN).then(|| "…".to_owned()));
    shown.join(", ")
}
