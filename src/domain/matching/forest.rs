//! Union-find over dense numbers.

/// Disjoint sets of the numbers below its length.
#[derive(Debug, Clone)]
pub struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    /// Every number alone.
    pub fn new(len: usize) -> Self {
        Self {
            parents: (0..len as u32).collect(),
        }
    }

    /// The set of a number: the least number in it. A number outside is its own set.
    pub fn root(&mut self, of: u32) -> u32 {
        let mut at = of;
        while let Some(up) = self.parent(at).filter(|up| *up != at) {
            // Halve the path on the way.
            let above = self.parent(up).unwrap_or(up);
            if let Some(slot) = self.parents.get_mut(at as usize) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    /// Makes one set of two; true if they were two.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        if let Some(slot) = self.parents.get_mut(high as usize) {
            *slot = low;
        }
        low != high
    }

    fn parent(&self, of: u32) -> Option<u32> {
        self.parents.get(of as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_named_by_its_least_member() {
        let mut forest = Forest::new(6);
        assert!(forest.join(5, 3));
        assert!(forest.join(4, 5));
        assert!(!forest.join(3, 4));
        assert!(forest.join(3, 1));
        let roots: Vec<u32> = (0..6).map(|at| forest.root(at)).collect();
        assert_eq!(roots, [0, 1, 2, 1, 1, 1]);
    }
}
