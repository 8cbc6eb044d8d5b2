//! The cursor and the first visible row of a list of any length.

use super::super::shell::keymap::Action;

/// Where the cursor is, and what is visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListState {
    /// The row under the cursor.
    pub at: usize,
    /// The first visible row.
    pub top: usize,
}

impl ListState {
    /// Moves as an action says; `false` when the action is not a movement.
    pub fn act(&mut self, action: Action, len: usize, height: usize) -> bool {
        let page = height.saturating_sub(1).max(1);
        let last = len.saturating_sub(1);
        self.at = match action {
            Action::Up => self.at.saturating_sub(1),
            Action::Down => self.at + 1,
            Action::PageUp => self.at.saturating_sub(page),
            Action::PageDown => self.at.saturating_add(page),
            Action::Top => 0,
            Action::Bottom => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Keeps the cursor inside the list and the window around the cursor.
    pub fn settle(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        let height = height.max(1);
        self.top = self
            .top
            .min(self.at)
            .max((self.at + 1).saturating_sub(height))
            .min(len.saturating_sub(height.min(len)));
    }

    /// The row that is drawn `line` lines below the top of the list, if there is one.
    pub fn row_at(&self, line: usize, len: usize) -> Option<usize> {
        let row = self.top + line;
        (row < len).then_some(row)
    }
}

/// How far a text is scrolled; its end is known only once it is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    /// The first visible line.
    pub top: usize,
}

impl Scroll {
    /// Scrolls as an action says; `false` when the action is not a movement.
    pub fn act(&mut self, action: Action, len: usize, height: usize) -> bool {
        let page = height.saturating_sub(1).max(1);
        let last = len.saturating_sub(height);
        self.top = match action {
            Action::Up => self.top.saturating_sub(1),
            Action::Down => self.top + 1,
            Action::PageUp => self.top.saturating_sub(page),
            Action::PageDown => self.top.saturating_add(page),
            Action::Top => 0,
            Action::Bottom => last,
            _ => return false,
        }
        .min(last);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_window_follows_the_cursor_and_no_more() {
        let mut list = ListState::default();
        for _ in 0..12 {
            list.act(Action::Down, 100, 10);
            list.settle(100, 10);
        }
        assert_eq!((list.at, list.top), (12, 3));
        list.act(Action::Up, 100, 10);
        list.settle(100, 10);
        assert_eq!(
            (list.at, list.top),
            (11, 3),
            "the window stays while it can"
        );
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_visible(at in 0usize..2_000_000, top in 0usize..2_000_000,
            len in 0usize..1_500_000, height in 0usize..200) {
            let mut list = ListState { at, top };
            list.settle(len, height);
            prop_assert!(list.at < len.max(1));
            prop_assert!(list.top <= list.at && list.at < list.top + height.max(1));
        }
    }
}
