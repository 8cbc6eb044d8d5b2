//! Exit codes: a closed list, and which one wins in a mixed run.

/// How the program ends; scripts rely on the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exit {
    Done,
    /// It did not work.
    Failed,
    /// The command line or the configuration is wrong.
    Usage,
    /// Some services failed or were read in part, or some lines of a list were not taken.
    Partly,
    /// A guard or a safety rule kept something back.
    Held,
    /// `--fail-on` found something.
    Found,
    /// Interrupted by the operator.
    Interrupted,
}

impl Exit {
    /// From the one that wins over all others to the one that wins over none.
    const PRECEDENCE: [Exit; 7] = [
        Exit::Interrupted,
        Exit::Usage,
        Exit::Held,
        Exit::Failed,
        Exit::Partly,
        Exit::Found,
        Exit::Done,
    ];

    /// The process's exit code.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Partly => 3,
            Exit::Held => 4,
            Exit::Found => 5,
            Exit::Interrupted => 130,
        }
    }

    /// The end of a run in which both happened.
    #[must_use]
    pub fn and(self, other: Exit) -> Exit {
        Exit::PRECEDENCE
            .into_iter()
            .find(|exit| *exit == self || *exit == other)
            .unwrap_or(Exit::Failed)
    }
}

impl FromIterator<Exit> for Exit {
    fn from_iter<I: IntoIterator<Item = Exit>>(exits: I) -> Exit {
        exits.into_iter().fold(Exit::Done, Exit::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Exit::*;

    #[test]
    fn in_a_mixed_run_2_wins_over_4_over_1_over_3_over_5_over_0() {
        let order = [Usage, Held, Failed, Partly, Found, Done];
        for (at, strong) in order.iter().enumerate() {
            for weak in &order[at..] {
                assert_eq!(strong.and(*weak), *strong);
                assert_eq!(weak.and(*strong), *strong);
            }
        }
        assert_eq!(
            [Done, Found, Partly, Found].into_iter().collect::<Exit>(),
            Partly
        );
    }

    #[test]
    fn an_interruption_is_always_told() {
        assert_eq!(Usage.and(Interrupted), Interrupted);
    }

    #[test]
    fn the_codes_are_those_of_the_manual() {
        let codes = [Done, Failed, Usage, Partly, Held, Found, Interrupted].map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 130]);
    }

    #[test]
    fn nothing_to_do_is_done() {
        assert_eq!(std::iter::empty().collect::<Exit>(), Done);
    }
}
