//! Whatever is answered, put off, undone and reloaded: no question is lost, none is asked twice.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::tui::sample;

#[derive(Debug, Clone)]
enum Step {
    Same(usize),
    Different(usize),
    Skip(usize),
    Undo,
    Fail,
    Read,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let at = 0usize..9;
    let one = prop_oneof![
        at.clone().prop_map(Step::Same),
        at.clone().prop_map(Step::Different),
        at.prop_map(Step::Skip),
        Just(Step::Undo),
        Just(Step::Fail),
        Just(Step::Read),
    ];
    prop::collection::vec(one, 0..40)
}

fn pairs(questions: &[Question]) -> Vec<Pair> {
    questions.iter().map(pair).collect()
}

/// A queue over a store that knows of nothing that was answered.
fn start() -> Queue {
    let mut queue = Queue::default();
    let reading = queue.reading();
    queue.take(reading, sample::questions(), sample::questions().len());
    queue
}

proptest! {
    #[test]
    fn every_question_is_either_open_or_settled_once(steps in steps()) {
        let mut queue = start();
        let text = || Text::new("tui-given-same");
        let mut last = 0;
        for step in steps {
            last += 1;
            let job = JobId(last);
            match step {
                Step::Same(at) => queue.same(at, job, text()),
                Step::Different(at) => queue.different(at, job, text()),
                Step::Skip(at) => queue.skip(at),
                Step::Undo => drop(queue.undo(job)),
                Step::Fail => {
                    if let Some(given) = queue.last().map(|given| given.job) {
                        queue.failed(given, &text());
                    }
                }
                Step::Read => {
                    // Asked for before any job ended: it knows of no answer.
                    let reading = queue.reading();
                    queue.take(reading, sample::questions(), sample::questions().len());
                }
            }
            let open = pairs(queue.open());
            let settled: Vec<Pair> = queue
                .given
                .iter()
                .flat_map(|given| pairs(&given.settled))
                .collect();
            let both: BTreeSet<Pair> = open.iter().chain(&settled).cloned().collect();
            prop_assert_eq!(both.len(), open.len() + settled.len(), "none twice");
            let all: BTreeSet<Pair> = pairs(&sample::questions()).into_iter().collect();
            prop_assert_eq!(both, all, "none lost");
        }
    }

    #[test]
    fn undoing_everything_leaves_the_queue_as_it_was(answers in prop::collection::vec(0usize..9, 0..9)) {
        let mut queue = start();
        let before = queue.open().to_vec();
        for (at, job) in answers.iter().zip(1..) {
            queue.same(*at, JobId(job), Text::new("tui-given-same"));
        }
        while queue.undo(JobId(99)).is_some() {}
        let scores = |questions: &[Question]| -> Vec<i32> {
            questions.iter().skip(1).map(|question| question.score).collect()
        };
        prop_assert_eq!(scores(queue.open()), scores(&before), "ranked as before");
        let set = |questions: &[Question]| pairs(questions).into_iter().collect::<BTreeSet<_>>();
        prop_assert_eq!(set(queue.open()), set(&before));
    }
}
