//! The cells of a sheet, changed and coloured.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use crate::diag::{Level, Repair};

use super::super::AmendError;
use super::formula;
use super::grid::Grid;
use super::markup::{Edits, Element, attribute, attributes};
use super::place::{Place, read_range, written};
use super::scan::{Cell, Scan};
use super::styles::{Styles, Suits};
use super::text::{LONGEST, escaped, length};

/// What is done to a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Wish {
    /// The level whose colour it gets.
    pub level: Option<Level>,
    /// What it shall hold.
    pub value: Option<Repair>,
}

/// A sheet whose cells are edited.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    pub text: &'a str,
    pub root: &'a Element,
    pub data: &'a Element,
    pub scan: &'a Scan,
    pub grid: &'a Grid,
    pub is_1904: bool,
}

/// A value as a cell holds it.
#[derive(Debug)]
struct Value {
    kind: &'static str,
    inside: String,
    suits: Suits,
}

impl Cells<'_> {
    /// Makes the edits; says whether a formula was replaced.
    pub fn edit(&self, wishes: &BTreeMap<Place, Wish>, styles: &mut Styles, edits: &mut Edits) -> Result<bool, AmendError> {
        let mut new_rows: BTreeMap<u32, String> = BTreeMap::new();
        let mut replaces_formula = false;
        for (place, wish) in wishes {
            let value = wish.value.as_ref().map(|value| self.value(*place, value)).transpose()?;
            match self.scan.cells.get(place) {
                Some(cell) => {
                    replaces_formula |= cell.has_formula && value.is_some();
                    self.edit_cell(cell, wish.level, value, styles, edits);
                }
                None => self.add_cell(*place, wish.level, value, styles, &mut new_rows, edits),
            }
        }
        self.add_rows(&new_rows, edits);
        let changed: BTreeSet<Place> = wishes.iter().filter(|(_, wish)| wish.value.is_some()).map(|(place, _)| *place).collect();
        formula::hand_on(self.text, &self.scan.shared, &changed, self.prefix(), edits);
        self.widen_spans(wishes, edits);
        self.widen_dimension(wishes, edits);
        Ok(replaces_formula)
    }

    fn prefix(&self) -> &str {
        self.root.prefix(self.text)
    }

    fn edit_cell(&self, cell: &Cell, level: Option<Level>, value: Option<Value>, styles: &mut Styles, edits: &mut Edits) {
        let tag = &self.text[cell.tag.clone()];
        let base = attribute(tag, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
        let style = styles.restyled(base, level, value.as_ref().map_or(Suits::Anything, |value| value.suits));
        let Some(value) = value else {
            edits.set_attribute(self.text, &cell.tag, "s", &style.to_string());
            return;
        };
        // What describes the old value goes with it.
        let kept = attributes(tag).filter(|(name, _)| !matches!(*name, "s" | "t" | "cm" | "vm"));
        let kept: String = kept.map(|(name, value)| format!(" {name}=\"{}\"", tag[value].replace('"', "&quot;"))).collect();
        edits.replace(cell.whole.clone(), self.cell(&kept, style, &value));
    }

    fn cell(&self, attributes: &str, style: usize, value: &Value) -> String {
        let p = self.prefix();
        let style = if style == 0 { String::new() } else { format!(" s=\"{style}\"") };
        format!("<{p}c{attributes}{style}{}>{}</{p}c>", value.kind, value.inside)
    }

    fn add_cell(
        &self,
        place: Place,
        level: Option<Level>,
        value: Option<Value>,
        styles: &mut Styles,
        new_rows: &mut BTreeMap<u32, String>,
        edits: &mut Edits,
    ) {
        let row = self.scan.rows.get(&place.0);
        let row_style = row.and_then(|row| {
            let tag = &self.text[row.tag.clone()];
            attribute(tag, "customFormat").filter(|it| it == "1" || it == "true")?;
            attribute(tag, "s")?.parse().ok()
        });
        let base = row_style.unwrap_or_else(|| self.grid.style(place.1));
        let style = styles.restyled(base, level, value.as_ref().map_or(Suits::Anything, |value| value.suits));
        let p = self.prefix();
        let name = format!(" r=\"{}\"", written(place));
        let cell = value.map_or_else(|| format!("<{p}c{name} s=\"{style}\"/>"), |value| self.cell(&name, style, &value));
        match (row, self.scan.cell_places.get(&place)) {
            (Some(_), Some(before)) => edits.insert(*before, cell),
            (Some(row), None) if !self.text[row.tag.clone()].ends_with("/>") => edits.insert(row.end, cell),
            // An empty row is opened once, for all its cells.
            _ => new_rows.entry(place.0).or_default().push_str(&cell),
        }
    }

    fn add_rows(&self, new_rows: &BTreeMap<u32, String>, edits: &mut Edits) {
        let p = self.prefix();
        let mut at_end = String::new();
        for (number, cells) in new_rows {
            if let Some(row) = self.scan.rows.get(number) {
                let close = row.tag.end - 2;
                edits.replace(close..row.tag.end, format!(">{cells}</{p}row>"));
                continue;
            }
            let row = format!("<{p}row r=\"{number}\">{cells}</{p}row>");
            match self.scan.row_places.get(number) {
                Some(before) => edits.insert(*before, row),
                None => at_end.push_str(&row),
            }
        }
        if !at_end.is_empty() {
            edits.append(self.text, self.data, &at_end);
        }
    }

    /// A row may say which columns it uses; what it says stays true.
    fn widen_spans(&self, wishes: &BTreeMap<Place, Wish>, edits: &mut Edits) {
        for (number, row) in &self.scan.rows {
            let Some(spans) = attribute(&self.text[row.tag.clone()], "spans") else { continue };
            let said = || spans.split_whitespace().filter_map(|span| span.split_once(':'));
            let firsts = said().filter_map(|(first, _)| first.parse::<u32>().ok());
            let lasts = said().filter_map(|(_, last)| last.parse::<u32>().ok());
            let (Some(first), Some(last)) = (firsts.min(), lasts.max()) else { continue };
            let mut new = wishes.range((*number, 0)..=(*number, u32::MAX)).map(|((_, column), _)| *column);
            let Some(leftmost) = new.next() else { continue };
            let rightmost = new.next_back().unwrap_or(leftmost);
            if leftmost < first || rightmost > last {
                let spans = format!("{}:{}", first.min(leftmost), last.max(rightmost));
                edits.set_attribute(self.text, &row.tag, "spans", &spans);
            }
        }
    }

    fn widen_dimension(&self, wishes: &BTreeMap<Place, Wish>, edits: &mut Edits) {
        let dimension = self.root.child(self.text, "dimension");
        let Some((dimension, range)) = dimension.and_then(|it| Some((it, read_range(&it.attribute(self.text, "ref")?)?))) else {
            return;
        };
        let (mut first, mut last) = range;
        for (row, column) in wishes.keys() {
            first = (first.0.min(*row), first.1.min(*column));
            last = (last.0.max(*row), last.1.max(*column));
        }
        if (first, last) != range {
            edits.set_attribute(self.text, &dimension.tag, "ref", &format!("{}:{}", written(first), written(last)));
        }
    }

    fn value(&self, place: Place, value: &Repair) -> Result<Value, AmendError> {
        match value {
            Repair::Text(text) => self.text_value(place, text, Suits::Anything),
            Repair::Number(number) => {
                let is_plain = number.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'-' | b'+' | b'e' | b'E'));
                if !is_plain || !number.parse::<f64>().is_ok_and(f64::is_finite) {
                    return Err(AmendError::Impossible { place: written(place), value: number.clone() });
                }
                let suits = if number.contains('.') { Suits::Decimal } else { Suits::Whole };
                Ok(self.number_value(number, suits))
            }
            Repair::Date(date) => match serial(*date, self.is_1904) {
                Some(serial) => Ok(self.number_value(&serial.to_string(), Suits::Date)),
                // A day before the workbook's calendar begins can only be text.
                None => {
                    let text = format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year());
                    self.text_value(place, &text, Suits::Anything)
                }
            },
        }
    }

    fn number_value(&self, number: &str, suits: Suits) -> Value {
        let p = self.prefix();
        Value { kind: "", inside: format!("<{p}v>{number}</{p}v>"), suits }
    }

    fn text_value(&self, place: Place, text: &str, suits: Suits) -> Result<Value, AmendError> {
        if length(text) > LONGEST {
            return Err(AmendError::Impossible { place: written(place), value: text.chars().take(40).collect() });
        }
        let (p, text) = (self.prefix(), escaped(text));
        let inside = format!("<{p}is><{p}t xml:space=\"preserve\">{text}</{p}t></{p}is>");
        Ok(Value { kind: " t=\"inlineStr\"", inside, suits })
    }
}

/// The number of a day in a workbook's calendar, or `None` before the calendar's first day.
fn serial(day: Date, is_1904: bool) -> Option<i32> {
    let since = |start: Date| start.until(day).map(|span| span.get_days()).ok();
    if is_1904 {
        return since(date(1904, 1, 1)).filter(|days| *days >= 0);
    }
    // The first calendar counts a 29 February 1900 that never was.
    let start = if day < date(1900, 3, 1) { date(1899, 12, 31) } else { date(1899, 12, 30) };
    since(start).filter(|days| *days >= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_in_the_workbooks_calendar() {
        let cases = [
            (date(1900, 1, 1), Some(1), None),
            (date(1900, 2, 28), Some(59), None),
            (date(1900, 3, 1), Some(61), None),
            (date(1904, 1, 1), Some(1462), Some(0)),
            (date(2025, 9, 30), Some(45930), Some(44468)),
            (date(1899, 12, 31), None, None),
        ];
        for (day, from_1900, from_1904) in cases {
            assert_eq!((serial(day, false), serial(day, true)), (from_1900, from_1904), "{day}");
        }
    }
}
