//! `laurea register blank …` and `sticker receive`, `list`: the stock of numbered forms and stickers.

use super::super::args_of_register::ActArgs;
use super::super::args_of_stock::{BlankCommand, FormArgs, PrintingArgs, ProtocolArgs, ProtocolWhat, StickerCommand};
use super::super::issue::isolation;
use super::super::{Exit, Failure, say};
use super::steps::{counted, day};
use super::words::label;
use super::{reading, stock_words};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::model::Blank;
use crate::pipeline::{Error, Forms, FormsError, ProtocolOf, Remade, SpoilBar, SpoilOptions, Spoiled, Storeroom};
use crate::register::{Action, Entry, FormBar, Range, Register};

/// Runs a command about forms.
pub fn blank(config: &Config, command: &BlankCommand, lang: Lang) -> Result<Exit, Failure> {
    match command {
        BlankCommand::Receive { ranges, kind, act } => {
            let (mut room, date) = (Storeroom::open(config, act.by.as_deref())?, day(act)?);
            let kind = kind.as_deref();
            let enter = |range: &Range| Ok(room.receive(range, kind, date)?);
            receive(ranges, enter, "stock-forms-received", lang)
        }
        BlankCommand::List { series } => reading(config, lang, |register| list(register, series.as_deref(), lang)),
        BlankCommand::Spoil { forms, printing } => spoil(config, forms, printing, lang),
        BlankCommand::Annul(forms) => mark(config, forms, Action::FormAnnulled, lang),
        BlankCommand::Destroy(forms) => mark(config, forms, Action::FormDestroyed, lang),
        BlankCommand::Lose(forms) => mark(config, forms, Action::FormLost, lang),
        BlankCommand::Protocol(args) => protocol(config, args, lang),
    }
}

/// Runs a command about the stock of stickers.
pub fn sticker(config: &Config, command: &StickerCommand, lang: Lang) -> Result<Exit, Failure> {
    match command {
        StickerCommand::Receive { ranges, act } => {
            let (mut room, date) = (Storeroom::open(config, act.by.as_deref())?, day(act)?);
            receive(ranges, |range| Ok(room.receive_stickers(range, date)?), "stock-stickers-received", lang)
        }
        StickerCommand::List => reading(config, lang, |register| {
            let (receipts, used) = register.stickers()?;
            say(&stock_words::stickers(&receipts, &used, lang));
            Ok(Exit::Done)
        }),
    }
}

/// How a paper is printed that is made again.
pub fn printing(args: &PrintingArgs) -> Forms {
    Forms { on_form: args.on_form, printer: args.printer.clone(), tray: args.tray.clone(), ..Forms::default() }
}

fn receive(
    ranges: &[Range],
    mut enter: impl FnMut(&Range) -> Result<Result<Entry, FormBar>, Failure>,
    done: &str,
    lang: Lang,
) -> Result<Exit, Failure> {
    let mut refused = 0;
    for range in ranges {
        let count = (range.last - range.first + 1).to_string();
        let what = match enter(range)? {
            Ok(_) => ui(lang, done, &[("count", &count)]),
            Err(why) => {
                refused += 1;
                refusal(&form_bar(&why, lang), lang)
            }
        };
        say(&format!("  {}: {what}\n", stock_words::range(range)));
    }
    Ok(counted(ranges.len() - refused, refused, lang))
}

fn list(register: &Register, series: Option<&str>, lang: Lang) -> Result<Exit, Failure> {
    let stocks = register.stocks()?;
    let mut count = 0;
    for stock in stocks.iter().filter(|stock| series.is_none_or(|series| stock.series == series)) {
        count += 1;
        say(&stock_words::stock(stock, lang));
    }
    if count == 0 {
        say(&(ui(lang, "stock-none", &[]) + "\n"));
    }
    Ok(Exit::Done)
}

/// The forms that a command names.
fn named(args: &FormArgs) -> Result<Vec<Blank>, Failure> {
    let range = |text: &String| Range::of(args.series.trim(), text).ok_or_else(|| FormsError::Numbers(text.clone()));
    let ranges = args.forms.iter().map(range).collect::<Result<Vec<_>, _>>().map_err(Error::Forms)?;
    Ok(ranges.iter().flat_map(Range::blanks).collect())
}

fn mark(config: &Config, args: &FormArgs, action: Action, lang: Lang) -> Result<Exit, Failure> {
    let (forms, date) = (named(args)?, day(&args.act)?);
    let entered = Storeroom::open(config, args.act.by.as_deref())?.mark(action, &forms, &args.reason, date)?;
    let mut refused = 0;
    for (form, result) in forms.iter().zip(&entered) {
        let what = match result {
            Ok(_) => ui(lang, &format!("action-{}", action.name()), &[]),
            Err(why) => {
                refused += 1;
                refusal(&form_bar(why, lang), lang)
            }
        };
        say(&format!("  {} {}: {what}\n", form.series, form.number));
    }
    Ok(counted(entered.len() - refused, refused, lang))
}

fn spoil(config: &Config, args: &FormArgs, how: &PrintingArgs, lang: Lang) -> Result<Exit, Failure> {
    let (forms, date) = (named(args)?, day(&args.act)?);
    let mut room = Storeroom::open(config, args.act.by.as_deref())?;
    let (reason, out) = (args.reason.clone(), how.out.clone());
    let options = SpoilOptions { reason, date, out, forms: printing(how), isolation: isolation() };
    let mut refused = 0;
    for form in &forms {
        let words = match room.spoil(form, &options)? {
            Ok(Spoiled::Marked) => ui(lang, "action-form-spoiled", &[]),
            Ok(Spoiled::Again(remade)) => again(&room, &remade, lang),
            Err(why) => {
                refused += 1;
                refusal(&spoil_bar(&why, lang), lang)
            }
        };
        say(&format!("  {} {}: {words}\n", form.series, form.number));
    }
    Ok(counted(forms.len() - refused, refused, lang))
}

fn again(room: &Storeroom, remade: &Remade, lang: Lang) -> String {
    let paper = label(room.kinds(), &remade.paper, lang);
    let args = [("paper", paper.as_str()), ("series", &remade.form.series), ("number", &remade.form.number)];
    let mut words = ui(lang, "stock-again", &args);
    for file in &remade.files {
        words += &format!("\n    {}", file.display());
    }
    for key in &remade.other_templates {
        words += &format!("\n    {}", ui(lang, "stock-other-templates", &[("document", key)]));
    }
    words
}

fn protocol(config: &Config, args: &ProtocolArgs, lang: Lang) -> Result<Exit, Failure> {
    let date = day(&ActArgs { date: args.date, by: None })?;
    let what = match args.what {
        ProtocolWhat::Spoiled => ProtocolOf::Spoiled,
        ProtocolWhat::Destroyed => ProtocolOf::Destroyed,
    };
    let room = Storeroom::open(config, None)?;
    let made = room.protocol(what, (args.from, args.until), date, args.out.clone())?;
    let count = made.count.to_string();
    say(&match &made.file {
        Some(file) => ui(lang, "stock-protocol", &[("count", &count), ("path", &file.display().to_string())]) + "\n",
        None => ui(lang, "stock-protocol-none", &[]) + "\n",
    });
    Ok(Exit::Done)
}

fn refusal(why: &str, lang: Lang) -> String {
    ui(lang, "life-refused", &[("why", why)])
}

fn form_bar(why: &FormBar, lang: Lang) -> String {
    match why {
        FormBar::Received(range) => ui(lang, "stock-bar-received", &[("range", &stock_words::range(range))]),
        FormBar::NotInStock => ui(lang, "stock-bar-unknown", &[]),
        FormBar::Is(fate) => ui(lang, "stock-bar-is", &[("state", &stock_words::fate(fate, lang))]),
        FormBar::Paper(key, number) => ui(lang, "stock-bar-paper", &[("paper", number.as_ref().unwrap_or(key))]),
        FormBar::NoneLeft => ui(lang, "stock-bar-none-left", &[]),
    }
}

fn spoil_bar(why: &SpoilBar, lang: Lang) -> String {
    let of_paper = |key: &str, paper: &String| ui(lang, key, &[("paper", paper)]);
    match why {
        SpoilBar::Form(why) => form_bar(why, lang),
        SpoilBar::Delivered(paper) => of_paper("stock-bar-delivered", paper),
        SpoilBar::NoData(paper) => of_paper("stock-bar-no-data", paper),
        SpoilBar::NoPhoto(paper) => of_paper("stock-bar-no-photo", paper),
        SpoilBar::OtherKind(form, kind) => {
            ui(lang, "stock-bar-kind", &[("series", &form.series), ("number", &form.number), ("kind", kind)])
        }
        SpoilBar::NoKind(kind) => ui(lang, "stock-bar-no-kind", &[("kind", kind)]),
        SpoilBar::Fault(error) => ui(lang, "stock-bar-fault", &[("error", error)]),
    }
}
