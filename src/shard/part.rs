//! Which papers a shard sets: neighbours in the plan, so that their layouts stay warm, of about equal cost.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A shard: the `number`th, from 1, of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// The most shards of a plan: more than any engine starts at once.
const MOST: u32 = 100_000;

impl Shard {
    /// A shard; `None` where its number is not one from 1 to `of`, or there are too many.
    #[must_use]
    pub fn new(number: u32, of: u32) -> Option<Self> {
        (of <= MOST && (1..=of).contains(&number)).then_some(Self { number, of })
    }

    /// A shard as it is written: `2/7`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, of) = text.split_once('/')?;
        Self::new(number.trim().parse().ok()?, of.trim().parse().ok()?)
    }

    /// Name of its folder.
    #[must_use]
    pub fn folder(self) -> String {
        format!("{}-of-{}", self.number, self.of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// The papers of each of `of` shards, by the cost of each paper: every paper in one shard, in the order of the plan.
///
/// A paper belongs to the shard in which its middle lies, so it depends on the costs and on `of` alone.
#[must_use]
pub fn parts(costs: &[u64], of: u32) -> Vec<Range<usize>> {
    let total: u128 = costs.iter().map(|cost| u128::from(*cost)).sum::<u128>().max(1);
    let mut ends = vec![0; of as usize];
    let mut before: u128 = 0;
    for (at, cost) in costs.iter().enumerate() {
        let middle = 2 * before + u128::from(*cost);
        let shard = usize::try_from(middle * u128::from(of) / (2 * total)).unwrap_or(usize::MAX);
        if let Some(end) = ends.get_mut(shard.min((of as usize).saturating_sub(1))) {
            *end = at + 1;
        }
        before += u128::from(*cost);
    }
    let mut begin = 0;
    let part = |end: usize| {
        let part = begin..end.max(begin);
        begin = part.end;
        part
    };
    ends.into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_paper_is_in_one_shard_in_the_order_of_the_plan() {
        let costs: Vec<u64> = (0..1000).map(|at| 1 + (at * 7919) % 40).collect();
        for of in [1, 2, 3, 7, 64, 999, 1000, 1001, 2500] {
            let parts = parts(&costs, of);
            assert_eq!(parts.len(), of as usize);
            let mut next = 0;
            for part in &parts {
                assert!(part.start == next && part.end >= part.start, "{of} shards: {part:?} after {next}");
                next = part.end;
            }
            assert_eq!(next, costs.len(), "{of} shards");
        }
        assert_eq!(parts(&[], 3), [0..0, 0..0, 0..0]);
        assert_eq!(parts(&[0, 0], 2).iter().map(Range::len).sum::<usize>(), 2);
    }

    #[test]
    fn shards_cost_about_the_same_though_dear_papers_stand_together() {
        let costs: Vec<u64> = (0..300).map(|at| if at < 100 { 30 } else { 10 }).collect();
        for part in parts(&costs, 5) {
            let cost: u64 = costs[part].iter().sum();
            assert!((970..=1030).contains(&cost), "{cost} of 5000");
        }
    }

    #[test]
    fn a_shard_is_a_number_of_so_many() {
        assert_eq!(Shard::parse("2/7"), Some(Shard { number: 2, of: 7 }));
        assert_eq!(Shard::parse("7/7").map(|shard| (shard.folder(), shard.to_string())), Some(("7-of-7".into(), "7/7".into())));
        for wrong in ["", "2", "/", "0/7", "8/7", "1/0", "-1/7", "1/7/2", "a/b", "1/99999999999"] {
            assert_eq!(Shard::parse(wrong), None, "{wrong}");
        }
    }
}
