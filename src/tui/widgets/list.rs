//! The cursor and the first visible row of a list of any length.

use super::super::shell::action::Action;

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

    /// Keeps the cursor inside the list and the window around the cursor. A window that must move
    /// moves by half its height: moving it with every step would draw the whole list every time.
    pub fn settle(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        let height = height.max(1);
        let half = height / 2;
        if self.at < self.top {
            self.top = self.at.min(self.top.saturating_sub(half));
        } else if self.at >= self.top + height {
            self.top = (self.at + 1 - height).max(self.top + half);
        }
        self.top = self.top.min(len.saturating_sub(height.min(len)));
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
    fn the_window_turns_by_half_its_height_and_stays_while_it_can() {
        let mut list = ListState::default();
        let mut step = |action| {
            list.act(action, 100, 10);
            list.settle(100, 10);
            (list.at, list.top)
        };
        for _ in 0..9 {
            assert_eq!(step(Action::Down).1, 0);
        }
        assert_eq!(step(Action::Down), (10, 5));
        for _ in 0..4 {
            assert_eq!(step(Action::Down).1, 5);
        }
        for _ in 0..9 {
            assert_eq!(step(Action::Up).1, 5);
        }
        assert_eq!(step(Action::Up), (4, 0));
        assert_eq!(step(Action::Bottom), (99, 90));
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
