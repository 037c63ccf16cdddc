//! What a reader told, kept in memory: sheets with their filled cells only, however far apart.

use std::sync::Arc;

use super::cell::{Cell, DateSystem};
use super::fault::Fault;
use super::told::{Listener, Merge, Told, Value};
use crate::diag::column_letters;

/// Cells of a row by column, in order.
type Row = Vec<(u32, Cell)>;

/// A whole workbook.
#[derive(Debug, Default, Clone)]
pub struct Book {
    /// Its sheets.
    pub sheets: Vec<BookSheet>,
    /// The encoding of a text file, where it had to be guessed.
    pub guessed: Option<String>,
    /// The type of the content, where the name says another.
    pub misnamed: Option<String>,
}

/// A sheet of a workbook.
#[derive(Debug, Clone)]
pub struct BookSheet {
    /// Its name.
    pub name: String,
    /// Whether the file is text.
    pub is_text: bool,
    /// Whether it is hidden.
    pub is_hidden: bool,
    /// Day counting.
    pub dates: DateSystem,
    /// What is in it.
    pub cells: Arc<Cells>,
}

/// The filled cells of a sheet, and what is hidden.
#[derive(Debug, Default)]
pub struct Cells {
    rows: Vec<(u32, Row)>,
    width: u32,
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    merges: Vec<Merge>,
    /// Cells whose value nobody sees, because a merged cell lies over them: they are taken as empty.
    pub covered: Vec<(u32, u32)>,
    /// Rows of a text file that are too long: row, fields, columns.
    pub long_rows: Vec<(u32, u32, u32)>,
}

impl Cells {
    /// The cell at a row and column from 1.
    pub fn cell(&self, row: u32, column: u32) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        let row = find(&self.rows, row, |(number, _)| *number).map(|(_, cells)| cells);
        row.and_then(|cells| find(cells, column, |(number, _)| *number)).map_or(EMPTY, |(_, cell)| cell)
    }

    /// The filled cells of a row, with their columns.
    pub fn row(&self, row: u32) -> &[(u32, Cell)] {
        find(&self.rows, row, |(number, _)| *number).map_or(&[], |(_, cells)| cells)
    }

    /// The last filled row and column.
    pub fn end(&self) -> (u32, u32) {
        (self.rows.last().map_or(0, |(row, _)| *row), self.width)
    }

    /// Rows with anything in them, with their filled cells, in order.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &[(u32, Cell)])> {
        self.rows.iter().map(|(row, cells)| (*row, cells.as_slice()))
    }

    /// Whether a row is hidden.
    pub fn is_row_hidden(&self, row: u32) -> bool {
        is_in(&self.hidden_rows, row)
    }

    /// Whether a column is hidden.
    pub fn is_column_hidden(&self, column: u32) -> bool {
        is_in(&self.hidden_columns, column)
    }

    /// Cells shown as one.
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }
}

/// The item of a number in a list sorted by it: mostly it stands where it would if none were missing.
fn find<T>(list: &[T], number: u32, of: impl Fn(&T) -> u32) -> Option<&T> {
    let first = of(list.first()?);
    let likely = list.get(number.checked_sub(first)? as usize);
    if let Some(item) = likely.filter(|item| of(item) == number) {
        return Some(item);
    }
    list.binary_search_by_key(&number, of).ok().map(|at| &list[at])
}

fn is_in(ranges: &[(u32, u32)], number: u32) -> bool {
    let at = ranges.partition_point(|(first, _)| *first <= number);
    at.checked_sub(1).is_some_and(|at| ranges[at].1 >= number)
}

/// A listener that keeps everything.
#[derive(Debug, Default)]
pub struct Kept {
    book: Book,
    open: Option<Cells>,
    is_sorted: bool,
}

impl Listener for Kept {
    fn tell(&mut self, told: Told<'_>) -> Result<(), Fault> {
        if let Told::Sheet(head) = told {
            self.close()?;
            let (name, is_text, is_hidden, dates) = (head.name.to_owned(), head.is_text, head.is_hidden, head.dates);
            self.book.sheets.push(BookSheet { name, is_text, is_hidden, dates, cells: Arc::default() });
            self.open = Some(Cells::default());
            self.is_sorted = true;
            return Ok(());
        }
        let Some(cells) = &mut self.open else {
            match told {
                Told::Guessed(encoding) => self.book.guessed = Some(encoding.to_owned()),
                Told::Misnamed(kind) => self.book.misnamed = Some(kind.to_owned()),
                _ => return Err(Fault::Broken("a cell of no sheet".to_owned())),
            }
            return Ok(());
        };
        match told {
            Told::Cell(row, column, value) => self.is_sorted &= add(cells, row, column, owned(value)),
            Told::HiddenRows(first, last) => cells.hidden_rows.push((first, last)),
            Told::HiddenColumns(first, last) => cells.hidden_columns.push((first, last)),
            Told::Merged(merge) => cells.merges.push(merge),
            Told::LongRow(row, fields, columns) => cells.long_rows.push((row, fields, columns)),
            Told::Guessed(_) | Told::Misnamed(_) | Told::Sheet(_) => {}
        }
        Ok(())
    }
}

impl Kept {
    /// The whole workbook.
    pub fn finish(mut self) -> Result<Book, Fault> {
        self.close()?;
        Ok(self.book)
    }

    fn close(&mut self) -> Result<(), Fault> {
        let (Some(mut cells), Some(sheet)) = (self.open.take(), self.book.sheets.last_mut()) else { return Ok(()) };
        if !self.is_sorted {
            sort(&mut cells, &sheet.name)?;
        }
        join(&mut cells.hidden_rows);
        join(&mut cells.hidden_columns);
        cover(&mut cells)?;
        let last = |(_, row): &(u32, Row)| row.last().map_or(0, |(column, _)| *column);
        cells.width = cells.rows.iter().map(last).max().unwrap_or(0);
        sheet.cells = Arc::new(cells);
        Ok(())
    }
}

/// Adds a cell; `false` if it does not stand behind all others.
fn add(cells: &mut Cells, row: u32, column: u32, cell: Cell) -> bool {
    if let Some((last, line)) = cells.rows.last_mut()
        && *last == row
    {
        let is_behind = line.last().is_none_or(|(last, _)| *last < column);
        line.push((column, cell));
        return is_behind;
    }
    let (is_behind, likely) = cells.rows.last().map_or((true, 8), |(last, line)| (*last < row, line.len()));
    let mut line = Vec::with_capacity(likely);
    line.push((column, cell));
    cells.rows.push((row, line));
    is_behind
}

/// Brings cells into order; the same place twice is a fault, as nobody knows which value is meant.
fn sort(cells: &mut Cells, sheet: &str) -> Result<(), Fault> {
    let mut rows = std::mem::take(&mut cells.rows);
    rows.sort_by_key(|(row, _)| *row);
    for (row, line) in rows {
        match cells.rows.last_mut() {
            Some((last, before)) if *last == row => before.extend(line),
            _ => cells.rows.push((row, line)),
        }
    }
    for (row, line) in &mut cells.rows {
        line.sort_by_key(|(column, _)| *column);
        if let Some(twice) = line.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(Fault::Ambiguous(format!("{sheet} › {}{row}", column_letters(twice[0].0))));
        }
    }
    Ok(())
}

/// Brings ranges into order, those that touch as one.
fn join(ranges: &mut Vec<(u32, u32)>) {
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges.drain(..) {
        match joined.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    *ranges = joined;
}

/// Empties the cells that a merged cell lies over: a person sees only its first one.
fn cover(cells: &mut Cells) -> Result<(), Fault> {
    /// Merged cells do not overlap, so that honest sheets need far fewer looks than they have cells.
    const MOST_LOOKS: usize = 50_000_000;
    let mut looks = 0;
    for merge in &cells.merges {
        let from = cells.rows.partition_point(|(row, _)| *row < merge.top);
        let rows = cells.rows[from..].iter_mut().take_while(|(row, _)| *row <= merge.bottom);
        for (row, line) in rows {
            looks += 1;
            let from = line.partition_point(|(column, _)| *column < merge.left);
            let to = line.partition_point(|(column, _)| *column <= merge.right);
            for (column, cell) in &mut line[from..to] {
                looks += 1;
                if (*row, *column) != (merge.top, merge.left) && !cell.is_empty() {
                    *cell = Cell::Empty;
                    cells.covered.push((*row, *column));
                }
            }
        }
        if looks > MOST_LOOKS {
            return Err(Fault::TooSlow);
        }
    }
    Ok(())
}

fn owned(value: Value<'_>) -> Cell {
    match value {
        Value::Text(text) => Cell::from_text(text),
        Value::Number(number) => Cell::Number(number),
        Value::Date(date) => Cell::Date(date),
        Value::Bool(flag) => Cell::Bool(flag),
        Value::Error(error) => Cell::Error(error.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(told: &[Told<'_>]) -> Result<Book, Fault> {
        use super::super::told::Head;
        let mut kept = Kept::default();
        let head = Head { name: "Лист", is_text: false, is_hidden: false, dates: DateSystem::From1900 };
        kept.tell(Told::Sheet(head))?;
        for told in told {
            kept.tell(*told)?;
        }
        kept.finish()
    }

    fn text(row: u32, column: u32, text: &str) -> Told<'_> {
        Told::Cell(row, column, Value::Text(text))
    }

    #[test]
    fn cells_in_any_order_and_far_apart() {
        let told = [text(1_048_576, 16_384, "далече"), text(2, 3, "б"), text(2, 1, "а")];
        let book = kept(&told).expect("sound");
        let cells = &book.sheets[0].cells;
        assert_eq!(cells.end(), (1_048_576, 16_384));
        assert_eq!((cells.cell(2, 1).text(), cells.cell(2, 3).text()), ("а".to_owned(), "б".to_owned()));
        assert_eq!(cells.cell(1_048_576, 16_384).text(), "далече");
        assert!(cells.cell(2, 2).is_empty() && cells.cell(3, 1).is_empty() && cells.cell(1, 1).is_empty());
        assert_eq!(cells.rows().map(|(row, _)| row).collect::<Vec<_>>(), [2, 1_048_576]);
    }

    #[test]
    fn a_place_given_twice_is_a_fault() {
        assert_eq!(kept(&[text(2, 2, "а"), text(2, 2, "б")]).err(), Some(Fault::Ambiguous("Лист › B2".to_owned())));
        assert_eq!(
            kept(&[text(2, 2, "а"), text(3, 1, "в"), text(2, 2, "б")]).err(),
            Some(Fault::Ambiguous("Лист › B2".to_owned()))
        );
    }

    #[test]
    fn hidden_ranges() {
        let told = [Told::HiddenRows(7, 9), Told::HiddenRows(3, 3), Told::HiddenRows(4, 5), Told::HiddenColumns(2, 2)];
        let book = kept(&told).expect("sound");
        let cells = &book.sheets[0].cells;
        let hidden: Vec<u32> = (1..12).filter(|row| cells.is_row_hidden(*row)).collect();
        assert_eq!(hidden, [3, 4, 5, 7, 8, 9]);
        assert!(cells.is_column_hidden(2) && !cells.is_column_hidden(1) && !cells.is_column_hidden(3));
    }

    #[test]
    fn what_lies_under_a_merged_cell_is_not_read() {
        let merge = Told::Merged(Merge { top: 1, left: 1, bottom: 2, right: 2 });
        let book = kept(&[text(1, 1, "вижда се"), text(1, 2, "не"), text(2, 1, "не"), text(2, 3, "да"), merge]).expect("sound");
        let cells = &book.sheets[0].cells;
        assert_eq!(cells.cell(1, 1).text(), "вижда се");
        assert!(cells.cell(1, 2).is_empty() && cells.cell(2, 1).is_empty());
        assert_eq!(cells.covered, [(1, 2), (2, 1)]);
        assert_eq!(cells.cell(2, 3).text(), "да");
    }
}
