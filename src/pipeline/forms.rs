//! Numbered forms: which one each paper is printed on, and the file that goes to the printer.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Error};
use crate::config::{Config, Printer, Side};
use crate::kind::{DocumentKind, Kinds};
use crate::model::{Blank, Document, Rendered};
use crate::plan::{OnForm, PaperData, Plan, for_form};
use crate::register::{Fate, Register, State, Stock};
use crate::render::{Fault, Paper, Press};

/// What a command asks of forms.
#[derive(Debug, Default, Clone)]
pub struct Forms {
    /// Whether a file for the printer is made beside each paper, with its variable text alone.
    pub on_form: bool,
    /// The printer whose offset is applied; `None` for none.
    pub printer: Option<String>,
    /// Its tray; `None` for any.
    pub tray: Option<String>,
    /// Whether the picture of the empty form lies below; for looking at.
    pub picture: bool,
    /// The stacks of forms, `SERIES:FIRST` or `KIND=SERIES:FIRST`.
    pub blanks: Vec<String>,
    /// Numbers that are never given: spoiled forms.
    pub spoiled: Vec<u64>,
}

/// Why forms cannot be used as asked.
#[derive(Debug, thiserror::Error)]
pub enum FormsError {
    /// Kinds of the run without a form.
    #[error("no form: {0}")]
    None(String),
    /// A printer the configuration does not know.
    #[error("printer {found}")]
    UnknownPrinter {
        /// The name, with its tray.
        found: String,
        /// The known ones.
        known: String,
    },
    /// A stack that is written wrongly.
    #[error("forms {0}")]
    Format(String),
    /// Numbers of forms that are written wrongly.
    #[error("numbers {0}")]
    Numbers(String),
    /// A stack of which nobody knows for which kind it is.
    #[error("forms {found}")]
    Kind {
        /// The stack.
        found: String,
        /// The kinds it could be for.
        known: String,
    },
    /// The first form of a stack is of the stock, and cannot be printed on.
    #[error("form {} {}", blank.series, blank.number)]
    NotFree {
        /// The form.
        blank: Blank,
        /// What became of it; `None` for one that was never received.
        fate: Option<Fate>,
    },
    /// A form of a kept stock that is for another kind of paper.
    #[error("form {} {} of {own}", blank.series, blank.number)]
    OtherKind {
        /// The form.
        blank: Blank,
        /// The kind it was received for.
        own: String,
    },
    /// More papers than free forms.
    #[error("{free} forms of {series}")]
    TooFew {
        /// The series.
        series: String,
        /// Forms that are free from the first on.
        free: usize,
        /// Papers that want one.
        wanted: usize,
    },
    /// The first form of a stack was used already.
    #[error("form {} {} of {document}", blank.series, blank.number)]
    Taken {
        /// The form.
        blank: Blank,
        /// The paper that has it.
        document: String,
    },
}

/// The printer's offset for a run onto forms; `None` where nothing is printed onto forms.
///
/// # Errors
/// A kind of the run has no form, or the printer is unknown.
pub(super) fn on_form(config: &Config, forms: &Forms, checked: &Checked) -> Result<Option<OnForm>, FormsError> {
    if !forms.on_form {
        return Ok(None);
    }
    let has_none = |name: &&String| checked.kinds.get(*name).is_none_or(|kind| kind.form.is_none());
    let without: Vec<&str> = checked.wanted.iter().filter(has_none).map(String::as_str).collect();
    if !without.is_empty() {
        return Err(FormsError::None(without.join(", ")));
    }
    let shifted = shift(&config.pipeline.printers, forms.printer.as_deref(), forms.tray.as_deref())?;
    Ok(Some(OnForm { picture: forms.picture, ..shifted }))
}

/// A printer's offsets on front and back: of the tray, where one is named and has its own, else of any tray.
///
/// # Errors
/// The configuration does not know the printer, or not with this tray.
pub fn shift(printers: &[Printer], name: Option<&str>, tray: Option<&str>) -> Result<OnForm, FormsError> {
    let Some(name) = name else { return Ok(OnForm::default()) };
    let ours = || printers.iter().filter(|printer| printer.name == name);
    let is_known = ours().any(|printer| tray.is_none() || printer.tray.as_deref() == tray || printer.tray.is_none());
    if !is_known {
        let said = |name: &str, tray: Option<&str>| tray.map_or_else(|| name.to_owned(), |tray| format!("{name} ({tray})"));
        let known: BTreeSet<String> = printers.iter().map(|printer| said(&printer.name, printer.tray.as_deref())).collect();
        let known = if known.is_empty() { "–".to_owned() } else { known.into_iter().collect::<Vec<_>>().join(", ") };
        return Err(FormsError::UnknownPrinter { found: said(name, tray), known });
    }
    let of_side = |side: Side| {
        let on_side = || ours().filter(move |printer| printer.side == side);
        let found = on_side().find(|printer| tray.is_some() && printer.tray.as_deref() == tray);
        let found = found.or_else(|| on_side().find(|printer| printer.tray.is_none()));
        let found = found.or_else(|| on_side().next().filter(|_| tray.is_none()));
        found.map_or((0.0, 0.0), |printer| printer.shift)
    };
    Ok(OnForm { front: of_side(Side::Front), back: of_side(Side::Back), ..OnForm::default() })
}

/// A stack of forms, lying in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stack {
    series: String,
    next: u64,
    /// Digits of the first number, with its leading zeros.
    digits: usize,
}

impl Stack {
    fn parse(text: &str) -> Option<Self> {
        let (series, first) = text.rsplit_once(':')?;
        let (series, first) = (series.trim(), first.trim());
        let is_number = (1..=15).contains(&first.len()) && first.chars().all(|c| c.is_ascii_digit());
        let next = is_number.then(|| first.parse().ok()).flatten()?;
        (!series.is_empty()).then(|| Self { series: series.to_owned(), next, digits: first.len() })
    }

    fn top(&self) -> Blank {
        Blank { series: self.series.clone(), number: format!("{:0width$}", self.next, width = self.digits) }
    }

    /// Takes the next form that is free and not among those to be passed over.
    fn take(&mut self, spoiled: &[u64], stock: &mut Stock) -> Option<Blank> {
        loop {
            let top = stock.next(self.next, self.digits)?;
            let number = top.number.parse().ok()?;
            self.next = number + 1;
            if !spoiled.contains(&number) {
                stock.fates.insert(number, Fate::Printed(String::new()));
                return Some(top);
            }
        }
    }
}

/// The forms of a run: the stacks, and who was given a form before.
#[derive(Debug)]
pub(super) struct Blanks {
    stacks: BTreeMap<String, Stack>,
    /// What became of the forms of each series that a stack is of.
    stocks: BTreeMap<String, Stock>,
    earlier: BTreeMap<String, Blank>,
    spoiled: Vec<u64>,
}

impl Blanks {
    /// Looks at the stacks before anything is numbered.
    ///
    /// # Errors
    /// A stack is written wrongly, begins with a form that cannot be printed on, or has too few; or the register cannot be read.
    pub fn look(forms: &Forms, checked: &Checked, plan: &Plan, register: &Register) -> Result<Self, Error> {
        let stacks = stacks(forms, checked)?;
        let mut stocks = BTreeMap::new();
        for stack in stacks.values() {
            stocks.insert(stack.series.clone(), register.stock(&stack.series)?);
        }
        let mut earlier = BTreeMap::new();
        for document in &plan.documents {
            earlier.extend(register.form_of(&document.key)?.map(|blank| (document.key.clone(), blank)));
        }
        let blanks = Self { stacks, stocks, earlier, spoiled: forms.spoiled.clone() };
        let planned: BTreeSet<&str> = plan.documents.iter().map(|document| document.key.as_str()).collect();
        for (kind, stack) in &blanks.stacks {
            blanks.begins_well(kind, stack, &planned)?;
        }
        blanks.suffice(plan, register)?;
        Ok(blanks)
    }

    /// The first form of a stack can be printed on, or was by a paper of this run.
    fn begins_well(&self, kind: &str, stack: &Stack, planned: &BTreeSet<&str>) -> Result<(), FormsError> {
        let Some(stock) = self.stocks.get(&stack.series) else { return Ok(()) };
        let blank = stack.top();
        match stock.fates.get(&stack.next) {
            Some(Fate::Printed(document)) if planned.contains(document.as_str()) => return Ok(()),
            Some(Fate::Printed(document)) => return Err(FormsError::Taken { blank, document: document.clone() }),
            Some(fate) if stock.is_kept() => return Err(FormsError::NotFree { blank, fate: Some(fate.clone()) }),
            None if stock.is_kept() && !stock.has(stack.next) => return Err(FormsError::NotFree { blank, fate: None }),
            _ => {}
        }
        match stock.kind_of(stack.next).filter(|own| *own != kind) {
            Some(own) => Err(FormsError::OtherKind { blank, own: own.to_owned() }),
            None => Ok(()),
        }
    }

    /// Every paper that wants a form gets one, though some may be held before they do.
    fn suffice(&self, plan: &Plan, register: &Register) -> Result<(), Error> {
        let mut stocks = self.stocks.clone();
        for (kind, stack) in &self.stacks {
            let Some(stock) = stocks.get_mut(&stack.series) else { continue };
            let (mut stack, mut wanted, mut free) = (stack.clone(), 0, 0);
            for document in plan.documents.iter().filter(|document| document.kind == *kind) {
                let is_old = self.earlier.contains_key(&document.key) || register.is_issued(&document.key)?;
                if is_old || register.last_of(&document.key)?.is_some_and(|entry| entry.state() == State::Annulled) {
                    continue;
                }
                wanted += 1;
                free += usize::from(stack.take(&self.spoiled, stock).is_some());
            }
            if free < wanted {
                return Err(FormsError::TooFew { series: stack.series, free, wanted }.into());
            }
        }
        Ok(())
    }

    /// Gives the papers their forms, in order. A paper that was issued before keeps the one it was issued on, or none.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn assign(mut self, plan: &mut Plan, register: &Register) -> Result<(), Error> {
        for document in &mut plan.documents {
            if let Some(blank) = self.earlier.remove(&document.key) {
                document.blank = Some(blank);
            } else if let Some(stack) = self.stacks.get_mut(&document.kind)
                && let Some(stock) = self.stocks.get_mut(&stack.series)
                && !register.is_issued(&document.key)?
            {
                document.blank = stack.take(&self.spoiled, stock);
            }
        }
        Ok(())
    }
}

/// The stack of each kind.
fn stacks(forms: &Forms, checked: &Checked) -> Result<BTreeMap<String, Stack>, FormsError> {
    let mut stacks = BTreeMap::new();
    for text in &forms.blanks {
        let (kind, rest) = text.split_once('=').map_or((None, text.as_str()), |(kind, rest)| (Some(kind.trim()), rest));
        let stack = Stack::parse(rest).ok_or_else(|| FormsError::Format(text.clone()))?;
        let kind = kind.or_else(|| only_kind(checked)).filter(|kind| checked.wanted.iter().any(|wanted| wanted == kind));
        let kind = kind.filter(|kind| !stacks.contains_key(*kind));
        let unclear = || FormsError::Kind { found: rest.to_owned(), known: checked.wanted.join(", ") };
        stacks.insert(kind.ok_or_else(unclear)?.to_owned(), stack);
    }
    Ok(stacks)
}

/// The one kind of the run that has a form, or the only one at all.
fn only_kind(checked: &Checked) -> Option<&str> {
    let has_form = |name: &&String| checked.kinds.get(*name).is_some_and(|kind| kind.form.is_some());
    let with_form: Vec<&String> = checked.wanted.iter().filter(has_form).collect();
    match (with_form.as_slice(), checked.wanted.as_slice()) {
        ([only], _) => Some(only),
        ([], [only]) => Some(only),
        _ => None,
    }
}

/// Where the file for the printer lies: beside the paper.
pub(super) fn file_of(document: &Document) -> String {
    let (folder, name) = document.file.split_once('/').unwrap_or(("", &document.file));
    format!("{folder}/on-form/{name}")
}

/// Sets the variable text of a paper for its form.
pub(super) fn set(
    press: &dyn Press,
    kinds: &Kinds,
    document: &Document,
    data: &PaperData,
    on_form: &OnForm,
) -> Result<Rendered, Fault> {
    let kind: &DocumentKind = &kinds[&document.kind];
    let picture = kind.form.as_ref().and_then(|form| form.picture.as_deref());
    let paper = Paper {
        key: &format!("{}/on-form", document.key),
        kind: &document.kind,
        json: for_form(&data.json, on_form, picture).map_err(|error| Fault::plain(&error))?,
        photo: data.photo.as_ref().map(|photo| (photo.name, photo.bytes.clone())),
        standards: &kind.pdf,
        date: document.date,
    };
    press.set(&paper)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(series: &str, number: &str) -> Blank {
        Blank { series: series.to_owned(), number: number.to_owned() }
    }

    #[test]
    fn a_stack_gives_each_form_once_and_passes_over_what_is_spoiled_or_used() {
        let mut stack = Stack::parse("А-25: 000098").expect("a stack");
        let used = BTreeMap::from([(100, Fate::Spoiled)]);
        let mut stock = Stock { series: "А-25".to_owned(), fates: used, ..Stock::default() };
        let taken: Vec<Blank> = (0..3).filter_map(|_| stack.take(&[99], &mut stock)).collect();
        assert_eq!(taken, [blank("А-25", "000098"), blank("А-25", "000101"), blank("А-25", "000102")]);
    }

    #[test]
    fn a_stack_must_say_its_series_and_first_number() {
        for wrong in ["", "А", "А:", ":1", "А:1а", "А:-1", "А:1234567890123456", "А:1.5"] {
            assert_eq!(Stack::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Stack::parse("С:Б:7"), Some(Stack { series: "С:Б".to_owned(), next: 7, digits: 1 }));
    }

    #[test]
    fn the_offset_is_that_of_the_printer_its_tray_and_the_side() {
        let printer = |name: &str, tray: Option<&str>, side, x| Printer {
            name: name.to_owned(),
            tray: tray.map(str::to_owned),
            side,
            shift: (x, 0.0),
        };
        let printers = [
            printer("a", None, Side::Front, 1.0),
            printer("a", Some("2"), Side::Front, 2.0),
            printer("a", Some("2"), Side::Back, 3.0),
            printer("b", Some("1"), Side::Front, 4.0),
        ];
        let shift = |name, tray| shift(&printers, name, tray).map(|on_form| (on_form.front.0, on_form.back.0)).ok();
        assert_eq!(shift(None, None), Some((0.0, 0.0)));
        assert_eq!(shift(Some("a"), None), Some((1.0, 3.0)));
        assert_eq!(shift(Some("a"), Some("2")), Some((2.0, 3.0)));
        assert_eq!(shift(Some("a"), Some("9")), Some((1.0, 0.0)), "any other tray has the printer's own offset");
        assert_eq!(shift(Some("b"), None), Some((4.0, 0.0)), "its only tray");
        assert_eq!(shift(Some("b"), Some("2")), None);
        assert_eq!(shift(Some("c"), None), None);
    }
}
