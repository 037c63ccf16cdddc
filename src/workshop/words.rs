//! The words on the pages, as a requisite is looked for in them.

use crate::render::PageText;

/// The words of a paper's pages, in the order of reading.
#[derive(Debug)]
pub struct Words {
    pages: Vec<String>,
    joined: String,
    runs: Vec<String>,
    /// Width and height of the pictures on the pages, in millimetres.
    pub pictures: Vec<(f64, f64)>,
}

/// Letters of a value so short that it must stand as a word of its own.
const SHORT: usize = 3;
/// Bytes that a part of a value must have to be told on another page.
const PART: usize = 32;

impl Words {
    /// The words of some pages.
    #[must_use]
    pub fn of(pages: &[PageText]) -> Self {
        let runs = || pages.iter().flat_map(|page| &page.runs);
        Self {
            pages: pages.iter().map(|page| page.runs.iter().map(|run| bare(&run.text)).collect()).collect(),
            joined: runs().map(|run| bare(&run.text)).collect(),
            runs: runs().map(|run| run.text.to_lowercase()).collect(),
            pictures: pages.iter().flat_map(|page| page.pictures.iter().copied()).collect(),
        }
    }

    /// Whether a value stands on the pages: broken over lines or not, in capitals or not.
    #[must_use]
    pub fn say(&self, value: &str) -> bool {
        let wanted = bare(value);
        if wanted.chars().count() > SHORT {
            return self.joined.contains(&wanted) || self.turns_the_page(&wanted);
        }
        let lower = value.trim().to_lowercase();
        self.runs.iter().any(|run| has_word(run, &lower))
    }
}

impl Words {
    /// Whether a long value begins on one page and ends on the next, with the foot and the head of the pages in between.
    fn turns_the_page(&self, wanted: &str) -> bool {
        let parts = wanted.char_indices().map(|(at, _)| wanted.split_at(at));
        let long = parts.filter(|(head, tail)| head.len() > PART && tail.len() > PART);
        let mut pairs = long.flat_map(|(head, tail)| self.pages.windows(2).map(move |pages| (pages, head, tail)));
        pairs.any(|(pages, head, tail)| pages[0].contains(head) && pages[1].contains(tail))
    }
}

/// Text in small letters without anything that setting a page adds or takes: spaces, line breaks, hyphens.
#[must_use]
pub fn bare(text: &str) -> String {
    let is_set =
        |c: &char| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{200b}' | '\u{2010}' | '\u{2011}' | '\u{2060}');
    text.chars().filter(is_set).flat_map(char::to_lowercase).collect()
}

fn has_word(run: &str, word: &str) -> bool {
    run.match_indices(word).any(|(at, found)| {
        let is_bound = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        is_bound(run[..at].chars().next_back()) && is_bound(run[at + found.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Run;

    fn words(runs: &[&str]) -> Words {
        let run = |text: &&str| Run { text: (*text).to_owned(), x: 0.0, y: 0.0, end: 0.0, size: 4.0 };
        Words::of(&[PageText { size: (210.0, 297.0), runs: runs.iter().map(run).collect(), pictures: Vec::new() }])
    }

    #[test]
    fn a_value_is_found_over_lines_and_in_capitals() {
        let words = words(&["ДУНАВСКИ УНИВЕР-", "СИТЕТ – Силистра"]);
        assert!(words.say("Дунавски университет – Силистра"));
        assert!(!words.say("Дунавски институт"));
    }

    #[test]
    fn a_value_may_go_on_over_the_page() {
        let mut pages = Vec::new();
        for runs in [["за да откаже издаването", "стр. 1 от 2"], ["на дубликат на дипломата", "стр. 2 от 2"]]
        {
            let run = |text: &&str| Run { text: (*text).to_owned(), x: 0.0, y: 0.0, end: 0.0, size: 4.0 };
            pages.push(PageText { size: (210.0, 297.0), runs: runs.iter().map(run).collect(), pictures: Vec::new() });
        }
        assert!(Words::of(&pages).say("за да откаже издаването на дубликат на дипломата"));
        assert!(!Words::of(&pages).say("за да откаже издаването на диплома"));
    }

    #[test]
    fn a_short_value_must_be_a_word() {
        let words = words(&["240 кредита", "4,50", "срок: 4 години"]);
        assert!(words.say("4") && words.say("240"));
        assert!(!words.say("24") && !words.say("40"));
    }
}
