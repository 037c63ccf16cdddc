//! Which counts may be told: none of a few people, and none from which such a count follows by adding and subtracting.
//!
//! A node of the tree is the university, a faculty, a degree in it or a speciality. Of each, everybody can count the names in the
//! book; what a published count tells beside them is how many graduates are *not* named. So both must be safe: the whole count
//! (1 to 4 graduates are few) and the unnamed ones (of 20 graduates, 19 named, the last one is known). What is hidden must stay
//! hidden from somebody who adds and subtracts what is told: for every hidden node at least as many numbers stay possible as the
//! threshold says. In a tree the possible numbers are found exactly, so this is proven for the very book, not assumed.

/// The tree of counts; the root is node 0, and a node stands after the one above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts(Vec<Node>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Node {
    parent: Option<usize>,
    children: Vec<usize>,
    /// Graduates named in the book.
    listed: u64,
    /// Graduates who are not named.
    unnamed: u64,
}

/// How many graduates of a node may be unnamed, as far as anybody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub least: u64,
    /// At most; `None` for any number.
    pub most: Option<u64>,
}

impl Range {
    /// How many numbers are possible; `None` for any number of them.
    #[must_use]
    pub fn width(self) -> Option<u64> {
        self.most.map(|most| (most + 1).saturating_sub(self.least))
    }

    fn exactly(number: u64) -> Self {
        Self { least: number, most: Some(number) }
    }

    fn plus(self, other: Self) -> Self {
        Self { least: self.least + other.least, most: self.most.zip(other.most).map(|(one, two)| one + two) }
    }
}

impl Default for Counts {
    fn default() -> Self {
        Self(vec![Node::default()])
    }
}

impl Counts {
    /// Adds a node under another, with graduates who belong to no node below it; they count in every node above, too.
    /// Its place.
    pub fn add(&mut self, parent: usize, listed: u64, unnamed: u64) -> usize {
        let place = self.0.len();
        self.0.push(Node { parent: Some(parent), ..Node::default() });
        self.0[parent].children.push(place);
        let mut above = Some(place);
        while let Some(at) = above {
            self.0[at].listed += listed;
            self.0[at].unnamed += unnamed;
            above = self.0[at].parent;
        }
        place
    }

    /// Nodes, with the root.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all(0) == 0
    }

    /// Graduates of a node.
    #[must_use]
    pub fn all(&self, at: usize) -> u64 {
        self.0[at].listed + self.0[at].unnamed
    }

    /// Named graduates of a node.
    #[must_use]
    pub fn listed(&self, at: usize) -> u64 {
        self.0[at].listed
    }

    /// Of each node, whether its count may be told.
    #[must_use]
    pub fn told(&self, threshold: u64) -> Vec<bool> {
        let mut told: Vec<bool> = (0..self.len()).map(|at| self.is_safe(at, threshold)).collect();
        while let Some(narrow) = self.narrow(&told, threshold) {
            match self.next_to_hide(narrow, &told) {
                Some(at) => told[at] = false,
                // Cannot be: with nothing told, any number is possible.
                None => return vec![false; self.len()],
            }
        }
        self.give_back(&mut told, threshold);
        told
    }

    /// What everybody can work out of each node from what is told, from the names in the book, and from knowing that nothing
    /// stands in it that nobody graduated in.
    #[must_use]
    pub fn known(&self, told: &[bool]) -> Vec<Range> {
        let mut known: Vec<Range> = vec![Range { least: 0, most: Some(0) }; self.len()];
        for at in (0..self.len()).rev() {
            let node = &self.0[at];
            known[at] = if told[at] {
                Range::exactly(node.unnamed)
            } else if node.children.is_empty() {
                Range { least: u64::from(node.listed == 0), most: None }
            } else {
                self.sum(at, &known, None)
            };
        }
        let below = known.clone();
        for (at, is_told) in told.iter().enumerate().skip(1) {
            let Some(parent) = self.0[at].parent.filter(|_| !is_told) else { continue };
            let others = self.sum(parent, &below, Some(at));
            let above = known[parent];
            let least = others.most.map_or(0, |others| above.least.saturating_sub(others));
            let most = above.most.map(|above| above.saturating_sub(others.least));
            known[at].least = known[at].least.max(least);
            known[at].most = known[at].most.into_iter().chain(most).min();
        }
        known
    }

    /// The sum of what is known of the nodes below, but for one.
    fn sum(&self, at: usize, known: &[Range], but: Option<usize>) -> Range {
        let others = self.0[at].children.iter().filter(|child| Some(**child) != but);
        others.fold(Range::exactly(0), |sum, child| sum.plus(known[*child]))
    }

    /// Whether a count by itself tells of no few people.
    fn is_safe(&self, at: usize, threshold: u64) -> bool {
        let unnamed = self.0[at].unnamed;
        self.all(at) >= threshold && (unnamed == 0 || unnamed >= threshold)
    }

    /// A hidden node that can be worked out too closely.
    fn narrow(&self, told: &[bool], threshold: u64) -> Option<usize> {
        let known = self.known(told);
        (0..self.len()).find(|at| !told[*at] && known[*at].width().is_some_and(|width| width < threshold))
    }

    /// Which further count is hidden, so that less is known of a node: a small one beside it before the sum above it.
    fn next_to_hide(&self, narrow: usize, told: &[bool]) -> Option<usize> {
        let below = self.frontier(narrow, told);
        if !below.is_empty() && !self.hides_below(narrow, told) {
            return self.smallest(&below);
        }
        let above = self.above(narrow, told);
        let beside = self.frontier(above.unwrap_or(0), told);
        let helpful: Vec<usize> = beside.iter().copied().filter(|at| self.0[*at].unnamed > 0).collect();
        self.smallest(&helpful).or(above).or_else(|| self.smallest(&beside))
    }

    fn smallest(&self, nodes: &[usize]) -> Option<usize> {
        nodes.iter().copied().min_by_key(|at| (self.0[*at].unnamed == 0, self.all(*at), *at))
    }

    /// The nearest node above that is told.
    fn above(&self, at: usize, told: &[bool]) -> Option<usize> {
        std::iter::successors(self.0[at].parent, |above| self.0[*above].parent).find(|above| told[*above])
    }

    /// The told nodes under a node that no other told node stands above.
    fn frontier(&self, at: usize, told: &[bool]) -> Vec<usize> {
        let (mut open, mut found) = (self.0[at].children.clone(), Vec::new());
        while let Some(next) = open.pop() {
            if told[next] {
                found.push(next);
            } else {
                open.extend(&self.0[next].children);
            }
        }
        found
    }

    /// Whether a hidden speciality stands under a hidden node, above every told one.
    fn hides_below(&self, at: usize, told: &[bool]) -> bool {
        let children = &self.0[at].children;
        children.is_empty() || children.iter().any(|child| !told[*child] && self.hides_below(*child, told))
    }

    /// Tells again what was hidden on the way and need not be, the sums first.
    fn give_back(&self, told: &mut [bool], threshold: u64) {
        for at in 0..self.len() {
            if !told[at] && self.is_safe(at, threshold) {
                told[at] = true;
                if self.narrow(told, threshold).is_some() {
                    told[at] = false;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// University → faculties → specialities of (named, unnamed).
    fn tree(faculties: &[&[(u64, u64)]]) -> Counts {
        let mut counts = Counts::default();
        for specialities in faculties {
            let faculty = counts.add(0, 0, 0);
            for (listed, unnamed) in *specialities {
                counts.add(faculty, *listed, *unnamed);
            }
        }
        counts
    }

    #[test]
    fn large_counts_are_told_and_small_ones_are_not() {
        let counts = tree(&[&[(20, 10), (14, 9)], &[(12, 6), (9, 8), (1, 3), (2, 2)]]);
        let told = counts.told(5);
        assert_eq!(told, [true, true, true, true, true, true, true, false, false], "two small ones hide each other");
    }

    #[test]
    fn what_would_give_a_small_one_away_by_subtraction_is_hidden_too() {
        let counts = tree(&[&[(20, 10), (14, 9), (1, 2)]]);
        let told = counts.told(5);
        assert!(!told[4], "three graduates");
        assert!(!told[3] && told[2], "the smaller neighbour, not the larger");
        assert!(told[0] && told[1], "the sums stay");
        let known = counts.known(&told);
        assert_eq!(known[4], Range { least: 0, most: Some(11) }, "anything up to what both have");
    }

    #[test]
    fn where_all_agreed_nothing_is_hidden_and_the_last_unnamed_one_is() {
        assert_eq!(tree(&[&[(8, 0), (9, 0)]]).told(5), [true; 4]);
        assert!(!tree(&[&[(19, 1), (20, 20)]]).told(5)[2], "one of twenty");
        assert_eq!(tree(&[&[(2, 0)]]).told(5), [false; 3], "nobody is to see that nobody is missing among two");
    }

    #[test]
    fn one_speciality_of_a_few_hides_its_faculty_and_the_university() {
        assert_eq!(tree(&[&[(1, 1)]]).told(5), [false; 3]);
        let told = tree(&[&[(1, 1)], &[(30, 20)]]).told(5);
        assert_eq!(told, [true, false, false, false, false], "the sum of both tells of neither");
    }

    /// Every way in which the specialities may be filled that fits what is told, up to a few more than there are.
    fn fillings(counts: &Counts, told: &[bool], most: u64) -> Vec<Vec<u64>> {
        let leaves: Vec<usize> = (0..counts.len()).filter(|at| counts.0[*at].children.is_empty()).collect();
        let mut found = Vec::new();
        let mut filling = vec![0; leaves.len()];
        loop {
            let mut sums = vec![0; counts.len()];
            for (leaf, unnamed) in leaves.iter().zip(&filling) {
                let mut above = Some(*leaf);
                while let Some(at) = above {
                    sums[at] += unnamed;
                    above = counts.0[at].parent;
                }
            }
            let is_there = leaves.iter().zip(&filling).all(|(leaf, unnamed)| counts.0[*leaf].listed + unnamed > 0);
            if is_there && (0..counts.len()).all(|at| !told[at] || sums[at] == counts.0[at].unnamed) {
                found.push(sums);
            }
            let Some(next) = filling.iter().position(|unnamed| *unnamed < most) else { return found };
            filling[next] += 1;
            filling[..next].fill(0);
        }
    }

    fn small_trees() -> impl Strategy<Value = Counts> {
        let leaf = (0..7_u64, 0..7_u64).prop_filter("nobody", |(listed, unnamed)| listed + unnamed > 0);
        let faculty = proptest::collection::vec(proptest::collection::vec(leaf, 1..=2), 1..=2);
        proptest::collection::vec(faculty, 1..=2).prop_filter_map("too many to try", |faculties| {
            let mut counts = Counts::default();
            for degrees in faculties {
                let faculty = counts.add(0, 0, 0);
                for specialities in degrees {
                    let degree = counts.add(faculty, 0, 0);
                    for (listed, unnamed) in specialities {
                        counts.add(degree, listed, unnamed);
                    }
                }
            }
            let leaves = counts.0.iter().filter(|node| node.children.is_empty()).count();
            (leaves <= 4).then_some(counts)
        })
    }

    fn large_trees() -> impl Strategy<Value = Counts> {
        let leaf = (0..40_u64, 0..40_u64).prop_filter("nobody", |(listed, unnamed)| listed + unnamed > 0);
        let faculty = proptest::collection::vec(proptest::collection::vec(leaf, 1..=6), 1..=4);
        proptest::collection::vec(faculty, 1..=7).prop_map(|faculties| {
            let mut counts = Counts::default();
            for degrees in faculties {
                let faculty = counts.add(0, 0, 0);
                for specialities in degrees {
                    let degree = counts.add(faculty, 0, 0);
                    for (listed, unnamed) in specialities {
                        counts.add(degree, listed, unnamed);
                    }
                }
            }
            counts
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Somebody tries every filling that fits what is told: of each hidden node several stay possible.
        #[test]
        fn nobody_can_work_out_a_hidden_count(counts in small_trees(), threshold in 2..6_u64) {
            let told = counts.told(threshold);
            let most = 2 * threshold + 7;
            let found = fillings(&counts, &told, most.min(11));
            prop_assert!(!found.is_empty(), "the truth is among them");
            for at in (0..counts.len()).filter(|at| !told[*at]) {
                let mut values: Vec<u64> = found.iter().map(|sums| sums[at]).collect();
                values.sort_unstable();
                values.dedup();
                prop_assert!(values.len() as u64 >= threshold, "node {at} is one of {values:?}: {counts:?} {told:?}");
            }
        }

        /// The quick reckoning of what is known is that of trying everything, where that has an end.
        #[test]
        fn what_is_known_is_what_trying_finds(counts in small_trees(), bits in proptest::collection::vec(any::<bool>(), 16)) {
            let mut told: Vec<bool> = bits.into_iter().take(counts.len()).collect();
            told.resize(counts.len(), false);
            // With the university told, no speciality can have more than that.
            told[0] = true;
            let most = counts.0[0].unnamed;
            prop_assume!(most <= 12);
            let found = fillings(&counts, &told, most);
            for (at, range) in counts.known(&told).into_iter().enumerate() {
                let least = found.iter().map(|sums| sums[at]).min();
                let most = found.iter().map(|sums| sums[at]).max();
                prop_assert_eq!((Some(range.least), range.most), (least, most), "node {}: {:?} {:?}", at, counts, told);
            }
        }

        /// Of large trees, too: what is told is safe by itself, what is hidden stays wide open.
        #[test]
        fn a_whole_university_keeps_its_small_counts(counts in large_trees(), threshold in 2..9_u64) {
            let told = counts.told(threshold);
            let known = counts.known(&told);
            for (at, range) in known.into_iter().enumerate() {
                if told[at] {
                    prop_assert!(counts.is_safe(at, threshold));
                } else {
                    prop_assert!(range.width().is_none_or(|width| width >= threshold), "node {at}: {range:?}");
                }
                prop_assert!(range.least <= counts.0[at].unnamed);
                prop_assert!(range.most.is_none_or(|most| counts.0[at].unnamed <= most));
            }
        }
    }
}
