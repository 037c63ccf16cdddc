//! ECTS credits, kept exactly in tenths.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// Credits of the European Credit Transfer and Accumulation System.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Credits(u32);

impl Credits {
    /// Credits from tenths.
    #[must_use]
    pub fn from_tenths(tenths: u32) -> Self {
        Self(tenths)
    }

    /// The credits in tenths.
    #[must_use]
    pub fn tenths(self) -> u32 {
        self.0
    }

    /// What is missing to `goal`; nothing where the goal is reached.
    #[must_use]
    pub fn short_of(self, goal: Self) -> Self {
        Self(goal.0.saturating_sub(self.0))
    }
}

impl Add for Credits {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Credits {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{}.{tenth}", self.0 / 10),
        }
    }
}
