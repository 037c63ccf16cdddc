//! Sums of money: whole stotinki and whole cents, never floats.

use std::fmt;

use jiff::civil::Date;

use crate::diag::Lang;

/// The first day of the euro in Bulgaria.
pub const EURO_FROM: Date = Date::constant(2026, 1, 1);

/// Hundred-thousandths of a lev in a euro: 1.95583, the rate that may be neither rounded nor inverted.
const RATE: u64 = 195_583;

/// A sum in leva.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Leva {
    /// Hundredths.
    pub stotinki: u32,
}

/// A sum in euro.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Euro {
    /// Hundredths.
    pub cents: u32,
}

impl Leva {
    /// Reads `70`, `70.5`, `70.00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        hundredths(text).map(|stotinki| Self { stotinki })
    }

    /// The sum in euro: divided by the full rate, then rounded to cents, half a cent up.
    ///
    /// Source: Law on the introduction of the euro; its rule holds for administrative fees, too.
    #[must_use]
    pub fn in_euro(self) -> Euro {
        let cents = (2 * u64::from(self.stotinki) * 100_000 + RATE) / (2 * RATE);
        // A euro is worth more than a lev, so the cents are fewer than the stotinki were.
        Euro { cents: u32::try_from(cents).unwrap_or(self.stotinki) }
    }
}

impl Euro {
    /// Reads `35`, `35.8`, `35.79`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        hundredths(text).map(|cents| Self { cents })
    }
}

impl fmt::Display for Leva {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.stotinki / 100, self.stotinki % 100)
    }
}

impl fmt::Display for Euro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.cents / 100, self.cents % 100)
    }
}

/// A sum as it is told on a day: in the money of that day, with the other one in brackets; one that never was in leva in
/// euro alone.
#[must_use]
pub fn told_sum(leva: Leva, euro: Euro, day: Date, lang: Lang) -> String {
    let was_in_leva = leva.stotinki > 0;
    let (leva, euro) = match lang {
        Lang::Bg => (format!("{leva} лв.").replacen('.', ",", 1), format!("{euro} €").replacen('.', ",", 1)),
        Lang::En => (format!("BGN {leva}"), format!("EUR {euro}")),
    };
    match (was_in_leva, day < EURO_FROM) {
        (false, _) => euro,
        (true, true) => format!("{leva} ({euro})"),
        (true, false) => format!("{euro} ({leva})"),
    }
}

fn hundredths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || part.len() > 2 {
        return None;
    }
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leva_in_euro() {
        let known = [
            ("1.70", "0.87"),
            ("1.95", "1.00"),
            ("5", "2.56"),
            ("50", "25.56"),
            ("60", "30.68"),
            ("65", "33.23"),
            ("70", "35.79"),
            ("75", "38.35"),
            ("100", "51.13"),
            ("150", "76.69"),
            ("200", "102.26"),
            ("0", "0.00"),
        ];
        for (leva, euro) in known {
            assert_eq!(Leva::parse(leva).unwrap().in_euro().to_string(), euro, "{leva}");
        }
        let most = Leva { stotinki: u32::MAX };
        assert_eq!(most.in_euro().cents, 2_195_981_908, "4294967295 / 1.95583 = 2195981907.9");
    }

    #[test]
    fn sums_are_read_exactly_or_not_at_all() {
        let read = |text: &str| Leva::parse(text).map(|leva| leva.stotinki);
        assert_eq!([read("70"), read("70.5"), read("70.05"), read("0.01")], [Some(7000), Some(7050), Some(7005), Some(1)]);
        for wrong in ["", ".", "70.", ".5", "70,00", "70.005", "-1", "+1", "1e2", "42949673"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_money_of_the_day_stands_first() {
        let (leva, euro) = (Leva { stotinki: 7000 }, Euro { cents: 3579 });
        let told = |day: &str, lang| told_sum(leva, euro, day.parse().unwrap(), lang);
        assert_eq!(told("2025-12-31", Lang::Bg), "70,00 лв. (35,79 €)");
        assert_eq!(told("2026-01-01", Lang::Bg), "35,79 € (70,00 лв.)");
        assert_eq!(told("2026-01-01", Lang::En), "EUR 35.79 (BGN 70.00)");
        let day = "2026-01-01".parse().unwrap();
        assert_eq!(told_sum(Leva::default(), euro, day, Lang::En), "EUR 35.79");
    }
}
