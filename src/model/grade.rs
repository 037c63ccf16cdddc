//! Grades of the six-point scale, their words and ECTS letters, and exact means.

use std::fmt;

/// A grade from 2.00 to 6.00, kept exactly in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(u16);

impl Grade {
    /// The lowest grade, „Слаб 2.00“.
    pub const LOWEST: Self = Self(200);
    /// The highest grade, „Отличен 6.00“.
    pub const HIGHEST: Self = Self(600);
    /// The lowest grade that passes, „Среден 3.00“.
    pub const PASS: Self = Self(300);

    /// A grade of so many hundredths; `None` outside 200–600.
    #[must_use]
    pub fn from_hundredths(hundredths: u32) -> Option<Self> {
        u16::try_from(hundredths).ok().filter(|h| (200..=600).contains(h)).map(Self)
    }

    /// The grade in hundredths.
    #[must_use]
    pub fn hundredths(self) -> u32 {
        u32::from(self.0)
    }

    /// Whether the grade passes an exam.
    #[must_use]
    pub fn passes(self) -> bool {
        self >= Self::PASS
    }

    /// The grade's word: below 3.00 Слаб, to 3.49 Среден, to 4.49 Добър, to 5.49 Много добър, else Отличен.
    #[must_use]
    pub fn word(self) -> GradeWord {
        match self.0 {
            ..300 => GradeWord::Poor,
            300..350 => GradeWord::Average,
            350..450 => GradeWord::Good,
            450..550 => GradeWord::VeryGood,
            _ => GradeWord::Excellent,
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// The five words of the Bulgarian scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GradeWord {
    /// Слаб.
    Poor,
    /// Среден.
    Average,
    /// Добър.
    Good,
    /// Много добър.
    VeryGood,
    /// Отличен.
    Excellent,
}

impl GradeWord {
    /// All words, from the lowest.
    pub const ALL: [Self; 5] = [Self::Poor, Self::Average, Self::Good, Self::VeryGood, Self::Excellent];

    /// The name used in configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::Average => "average",
            Self::Good => "good",
            Self::VeryGood => "very-good",
            Self::Excellent => "excellent",
        }
    }

    /// The word as it is printed.
    #[must_use]
    pub fn bulgarian(self) -> &'static str {
        match self {
            Self::Poor => "Слаб",
            Self::Average => "Среден",
            Self::Good => "Добър",
            Self::VeryGood => "Много добър",
            Self::Excellent => "Отличен",
        }
    }

    /// The word in English papers.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::Poor => "Poor",
            Self::Average => "Satisfactory",
            Self::Good => "Good",
            Self::VeryGood => "Very good",
            Self::Excellent => "Excellent",
        }
    }
}

/// Which ECTS letter stands for which word; always Latin letters.
///
/// The source of the default prints Cyrillic look-alikes of A and B; they are never compared or copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EctsMap([char; 5]);

impl EctsMap {
    /// A map from the letters of Слаб, Среден, Добър, Много добър, Отличен; `None` unless each is one of A–F.
    #[must_use]
    pub fn new(letters: [char; 5]) -> Option<Self> {
        letters.iter().all(|letter| ('A'..='F').contains(letter)).then_some(Self(letters))
    }

    /// The letter of a grade.
    #[must_use]
    pub fn letter(&self, grade: Grade) -> char {
        self.letter_of(grade.word())
    }

    /// The letter of a word.
    #[must_use]
    pub fn letter_of(&self, word: GradeWord) -> char {
        self.0[word as usize]
    }
}

impl Default for EctsMap {
    fn default() -> Self {
        Self(['F', 'D', 'C', 'B', 'A'])
    }
}

/// An exact mean of grades: a sum of hundredths over a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    sum: u64,
    count: u64,
}

impl Mean {
    /// The mean of some grades; `None` of none.
    pub fn of(grades: impl IntoIterator<Item = Grade>) -> Option<Self> {
        let (mut sum, mut count) = (0, 0);
        for grade in grades {
            sum += u64::from(grade.hundredths());
            count += 1;
        }
        (count > 0).then_some(Self { sum, count })
    }

    /// How many grades are in it.
    #[must_use]
    pub fn count(self) -> u64 {
        self.count
    }

    /// The mean rounded to hundredths, halves up.
    ///
    /// # Panics
    /// Never: a mean of grades lies between the lowest and the highest grade.
    #[must_use]
    pub fn rounded(self) -> Grade {
        grade_of(half_up(self.sum, self.count))
    }
}

/// From what the overall result is taken. Offices differ, and the two differ by 0.01 for about a quarter of graduates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OverallRule {
    /// The mean of the two means as they are printed, each rounded to hundredths first.
    #[default]
    RoundedMeans,
    /// The mean of the two exact means, rounded once.
    ExactMeans,
}

/// The overall result („успех от дипломата“): the arithmetic mean of the mean of the courses and the mean of the state exams.
///
/// # Panics
/// Never: a mean of two means of grades lies between the lowest and the highest grade.
#[must_use]
pub fn overall(subjects: Mean, state_exams: Mean, rule: OverallRule) -> Grade {
    let hundredths = match rule {
        OverallRule::RoundedMeans => {
            let sum = subjects.rounded().hundredths() + state_exams.rounded().hundredths();
            half_up(u64::from(sum), 2)
        }
        OverallRule::ExactMeans => {
            half_up(subjects.sum * state_exams.count + state_exams.sum * subjects.count, 2 * subjects.count * state_exams.count)
        }
    };
    grade_of(hundredths)
}

fn half_up(numerator: u64, denominator: u64) -> u64 {
    (2 * numerator + denominator) / (2 * denominator)
}

#[expect(clippy::expect_used, reason = "the mean of grades is a grade")]
fn grade_of(hundredths: u64) -> Grade {
    u32::try_from(hundredths)
        .ok()
        .and_then(Grade::from_hundredths)
        .expect("a mean of grades lies between the lowest and the highest grade")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(grades: &[u32]) -> Mean {
        Mean::of(grades.iter().map(|h| Grade::from_hundredths(*h).expect("a grade"))).expect("some grades")
    }

    #[test]
    fn words_change_at_the_half() {
        for (hundredths, word) in [
            (299, GradeWord::Poor),
            (300, GradeWord::Average),
            (349, GradeWord::Average),
            (350, GradeWord::Good),
            (449, GradeWord::Good),
            (450, GradeWord::VeryGood),
            (549, GradeWord::VeryGood),
            (550, GradeWord::Excellent),
            (600, GradeWord::Excellent),
        ] {
            assert_eq!(Grade::from_hundredths(hundredths).expect("a grade").word(), word, "{hundredths}");
        }
    }

    #[test]
    fn halves_round_up() {
        assert_eq!(mean(&[400, 401]).rounded().to_string(), "4.01");
        assert_eq!(mean(&[300, 300, 301]).rounded().to_string(), "3.00");
        assert_eq!(mean(&[549, 550]).rounded().word(), GradeWord::Excellent);
    }

    #[test]
    fn the_two_overall_rules_differ_where_they_should() {
        // 4.865 is printed 4.87; (4.87 + 5.50) / 2 = 5.185 → 5.19, but (4.865 + 5.50) / 2 = 5.1825 → 5.18.
        let (subjects, exams) = (mean(&[486, 487]), mean(&[550]));
        assert_eq!(overall(subjects, exams, OverallRule::RoundedMeans).to_string(), "5.19");
        assert_eq!(overall(subjects, exams, OverallRule::ExactMeans).to_string(), "5.18");
    }

    #[test]
    fn ects_letters_are_latin() {
        assert!(EctsMap::new(['F', 'D', 'C', 'B', 'А']).is_none(), "the last letter is a Cyrillic А");
        assert_eq!(EctsMap::default().letter(Grade::HIGHEST), 'A');
    }
}
