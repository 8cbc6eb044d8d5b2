//! Keys as they are asked for: many at once, and ranges.

/// Many keys in one piece of memory.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Keys {
    pub fn push(&mut self, key: &[u8]) {
        self.bytes.extend_from_slice(key);
        self.ends.push(self.bytes.len());
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of all of them.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Empties it and keeps its memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let key = self.bytes.get(start..*end).unwrap_or_default();
            start = *end;
            key
        })
    }
}

impl<K: AsRef<[u8]>> FromIterator<K> for Keys {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        let mut all = Self::default();
        for key in keys {
            all.push(key.as_ref());
        }
        all
    }
}

/// The keys from one on, before another where there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// The first possible key.
    pub from: Vec<u8>,
    /// The first key that is no longer part of it.
    pub to: Option<Vec<u8>>,
}

impl Span {
    pub fn all() -> Self {
        Self::default()
    }

    pub fn starting_at(key: &[u8]) -> Self {
        Self {
            from: key.to_vec(),
            to: None,
        }
    }

    /// Every key that begins so.
    pub fn of_prefix(prefix: &[u8]) -> Self {
        let mut end = prefix.to_vec();
        while end.pop_if(|last| *last == u8::MAX).is_some() {}
        let to = end.last_mut().map(|last| *last += 1).is_some();
        Self {
            from: prefix.to_vec(),
            to: to.then_some(end),
        }
    }

    /// What is left after a key of it, where the next page begins.
    pub fn after(&mut self, key: &[u8]) {
        self.from.clear();
        self.from.extend_from_slice(key);
        // No key lies between one and the same with a zero at its end.
        self.from.push(0);
    }

    /// What is left before a key of it, where the next page backwards begins.
    pub fn before(&mut self, key: &[u8]) {
        self.to = Some(key.to_vec());
    }

    /// Whether no key can be part of it.
    pub fn is_empty(&self) -> bool {
        self.to.as_ref().is_some_and(|to| *to <= self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(span: &Span, key: &[u8]) -> bool {
        span.from.as_slice() <= key && span.to.as_ref().is_none_or(|to| key < to.as_slice())
    }

    proptest! {
        #[test]
        fn a_prefix_spans_exactly_the_keys_that_begin_so(
            prefix in prop::collection::vec(prop_oneof![Just(0u8), Just(1), Just(255)], 0..4),
            key in prop::collection::vec(prop_oneof![Just(0u8), Just(1), Just(255)], 0..6),
        ) {
            prop_assert_eq!(holds(&Span::of_prefix(&prefix), &key), key.starts_with(&prefix));
        }

        #[test]
        fn pages_begin_right_after_a_key(
            last in prop::collection::vec(0u8..3, 0..4),
            key in prop::collection::vec(0u8..3, 0..4),
        ) {
            let mut rest = Span::all();
            rest.after(&last);
            prop_assert_eq!(holds(&rest, &key), key > last);
            let mut rest = Span::all();
            rest.before(&last);
            prop_assert_eq!(holds(&rest, &key), key < last);
        }
    }

    #[test]
    fn keys_come_back_as_they_were_pushed() {
        let keys: Keys = ["b", "", "aa"].into_iter().collect();
        let back: Vec<&[u8]> = keys.iter().collect();
        assert_eq!(back, [b"b".as_slice(), b"", b"aa"]);
    }
}
