//! How a stock of forms or stickers is said: figures, and ranges in words.

use crate::diag::{Lang, ui};
use crate::model::bulgarian_date;
use crate::register::{Fate, Range, Receipt, Stock, sticker_of_range};

/// A series with what became of its forms.
pub fn stock(stock: &Stock, lang: Lang) -> String {
    let mut out = ui(lang, "stock-series", &[("series", &stock.series)]) + "\n";
    let digits = stock.receipts.first().map_or(1, |receipt| receipt.range.digits);
    for receipt in &stock.receipts {
        let count = (receipt.range.last - receipt.range.first + 1).to_string();
        let (numbers, kind) = (numbers(&receipt.range), receipt.kind.clone().unwrap_or_else(|| "–".to_owned()));
        let args = [("numbers", numbers.as_str()), ("count", &count), ("date", &day(receipt)), ("kind", &kind)];
        out += &format!("  {}\n", ui(lang, "stock-receipt", &args));
    }
    if !stock.is_kept() {
        out += &format!("  {}\n", ui(lang, "stock-not-kept", &[]));
    }
    let is = |fate: &Fate, key: &str| key_of(fate) == key;
    for key in ["stock-printed", "stock-spoiled", "stock-annulled", "stock-destroyed", "stock-lost"] {
        let those: Vec<u64> = stock.fates.iter().filter(|(_, fate)| is(fate, key)).map(|(number, _)| *number).collect();
        out += &line(key, &those, digits, lang);
    }
    out + &line("stock-free", &stock.free(), digits, lang)
}

/// The day of a delivery, as papers print days.
fn day(receipt: &Receipt) -> String {
    receipt.date.parse().map_or_else(|_| receipt.date.clone(), bulgarian_date)
}

/// The deliveries of stickers, and how many are left of each.
pub fn stickers(receipts: &[Receipt], used: &[String], lang: Lang) -> String {
    if receipts.is_empty() {
        return ui(lang, "stock-no-stickers", &[]) + "\n";
    }
    let mut out = String::new();
    for receipt in receipts {
        let range = &receipt.range;
        let mut on_papers: Vec<u64> = used.iter().filter_map(|sticker| sticker_of_range(range, sticker)).collect();
        on_papers.sort_unstable();
        on_papers.dedup();
        let free: Vec<u64> = (range.first..=range.last).filter(|number| on_papers.binary_search(number).is_err()).collect();
        out += &format!("{}\n", ui(lang, "stock-stickers", &[("range", &self::range(range)), ("date", &day(receipt))]));
        out += &line("stock-on-papers", &on_papers, range.digits, lang);
        out += &line("stock-free", &free, range.digits, lang);
    }
    out
}

/// What became of a form.
pub fn fate(fate: &Fate, lang: Lang) -> String {
    match fate {
        Fate::Printed(document) => ui(lang, "fate-printed", &[("document", document)]),
        Fate::Spoiled => ui(lang, "fate-spoiled", &[]),
        Fate::Annulled => ui(lang, "fate-annulled", &[]),
        Fate::Destroyed => ui(lang, "fate-destroyed", &[]),
        Fate::Lost => ui(lang, "fate-lost", &[]),
    }
}

/// A range with its series.
pub fn range(range: &Range) -> String {
    format!("{} {}", range.series, numbers(range))
}

fn numbers(range: &Range) -> String {
    let (first, last) = (range.blank(range.first).number, range.blank(range.last).number);
    if first == last { first } else { format!("{first}–{last}") }
}

fn key_of(fate: &Fate) -> &'static str {
    match fate {
        Fate::Printed(_) => "stock-printed",
        Fate::Spoiled => "stock-spoiled",
        Fate::Annulled => "stock-annulled",
        Fate::Destroyed => "stock-destroyed",
        Fate::Lost => "stock-lost",
    }
}

fn line(key: &str, those: &[u64], digits: usize, lang: Lang) -> String {
    let count = those.len().to_string();
    let ranges = if those.is_empty() { String::new() } else { format!("  ({})", in_words(those, digits)) };
    format!("  {}{ranges}\n", ui(lang, key, &[("count", &count)]))
}

/// Numbers in their order, as ranges: `000098, 000100–000105`.
fn in_words(those: &[u64], digits: usize) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in those {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): &(u64, u64)| {
        let first_text = format!("{first:0digits$}");
        if first == last { first_text } else { format!("{first_text}–{last:0digits$}") }
    };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_ranges_with_their_zeros() {
        assert_eq!(in_words(&[98, 100, 101, 102, 7_000_000], 6), "000098, 000100–000102, 7000000");
    }
}
