//! One app after another without a page noticing, as a state machine: what happened goes in, what to do next comes out.
//! Pure; the dev loop does what it says and keeps the time.
//!
//! `Idle ─start─▶ Starting ─ready─▶ Draining ─drained─▶ HandingOver ─handed─▶ Adopting ─adopted─▶ Idle`

/// Numbers the runs of the app; each run has its own.
pub(crate) type Generation = u64;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    /// An app is to be started: it was built, its environment changed, or it died.
    Due,
    /// A run listens.
    Ready(Generation),
    /// All that went to the serving run is answered.
    Drained,
    /// The serving run has told what is on screen and serves no more.
    Handed(Generation),
    /// The new run knows what is on screen.
    Adopted(Generation),
    /// A run has ended.
    Exited(Generation),
    /// A stage took longer than it may.
    Late,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Start a run.
    Start(Generation),
    /// Let nothing through, and say when all that went through is answered.
    Close,
    /// Let everything through to the same run again.
    Reopen(Generation),
    /// Ask this run for what is on screen.
    HandOver(Generation),
    /// Tell this run what is on screen.
    Adopt(Generation),
    /// Let everything through to this run: it serves.
    Open(Generation),
    /// End this run.
    End(Generation),
    /// A run ended before it served; another one may be serving on.
    FailedToStart { serving: bool },
    /// The serving run ended by itself, and nothing is there in its place.
    Crashed,
}

/// How far a swap is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    #[default]
    Idle,
    Starting,
    Draining,
    HandingOver,
    Adopting,
}

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Swap {
    stage: Stage,
    serving: Option<Generation>,
    next: Option<Generation>,
    /// Another start was due while this swap could no longer be taken back.
    again: bool,
    last: Generation,
}

impl Swap {
    /// How far it is.
    pub(crate) fn stage(&self) -> Stage {
        self.stage
    }

    /// The run that serves.
    pub(crate) fn serving(&self) -> Option<Generation> {
        self.serving
    }

    /// The run that is to serve next.
    pub(crate) fn next(&self) -> Option<Generation> {
        self.next
    }

    /// Takes in what happened.
    pub(crate) fn happened(&mut self, happened: Happened) -> Vec<Order> {
        match (self.stage, happened) {
            (Stage::Idle, Happened::Due) => self.start(),
            (Stage::Starting, Happened::Due) => {
                let mut orders: Vec<_> = self.next.take().map(Order::End).into_iter().collect();
                orders.extend(self.start());
                orders
            }
            (_, Happened::Due) => {
                self.again = true;
                vec![]
            }
            (Stage::Starting, Happened::Ready(run)) if self.next == Some(run) => match self.serving
            {
                Some(_) => self.enter(Stage::Draining, vec![Order::Close]),
                None => self.finish(),
            },
            (Stage::Draining, Happened::Drained | Happened::Late) => {
                let orders = self.serving.map(Order::HandOver).into_iter().collect();
                self.enter(Stage::HandingOver, orders)
            }
            (Stage::HandingOver, Happened::Handed(run)) if self.serving == Some(run) => {
                self.adopt()
            }
            (Stage::HandingOver, Happened::Late) => self.adopt(),
            (Stage::Adopting, Happened::Adopted(run)) if self.next == Some(run) => self.finish(),
            (Stage::Adopting, Happened::Late) => self.finish(),
            (_, Happened::Exited(run)) if self.next == Some(run) => self.lost_next(),
            (_, Happened::Exited(run)) if self.serving == Some(run) => self.lost_serving(),
            _ => vec![],
        }
    }

    fn enter(&mut self, stage: Stage, orders: Vec<Order>) -> Vec<Order> {
        self.stage = stage;
        orders
    }

    fn start(&mut self) -> Vec<Order> {
        self.last += 1;
        self.next = Some(self.last);
        self.enter(Stage::Starting, vec![Order::Start(self.last)])
    }

    fn adopt(&mut self) -> Vec<Order> {
        let orders = self.next.map(Order::Adopt).into_iter().collect();
        self.enter(Stage::Adopting, orders)
    }

    /// The new run serves, the old one ends.
    fn finish(&mut self) -> Vec<Order> {
        let old = std::mem::replace(&mut self.serving, self.next.take());
        let mut orders: Vec<_> = self
            .serving
            .map(Order::Open)
            .into_iter()
            .chain(old.map(Order::End))
            .collect();
        self.stage = Stage::Idle;
        if std::mem::take(&mut self.again) {
            orders.extend(self.start());
        }
        orders
    }

    fn lost_next(&mut self) -> Vec<Order> {
        self.next = None;
        let mut orders = match self.stage {
            // The old run was not asked to stop yet: it serves on.
            Stage::Draining => self.serving.map(Order::Reopen).into_iter().collect(),
            // It was: it has let its pages go.
            Stage::HandingOver | Stage::Adopting => {
                self.serving.take().map(Order::End).into_iter().collect()
            }
            Stage::Idle | Stage::Starting => vec![],
        };
        orders.push(Order::FailedToStart {
            serving: self.serving.is_some(),
        });
        self.stage = Stage::Idle;
        if std::mem::take(&mut self.again) {
            orders.extend(self.start());
        }
        orders
    }

    fn lost_serving(&mut self) -> Vec<Order> {
        self.serving = None;
        match self.stage {
            Stage::Idle => vec![Order::Crashed],
            // The next one is on its way, and who comes waits for it.
            Stage::Starting => vec![Order::Close],
            Stage::Draining => self.finish(),
            Stage::HandingOver => self.adopt(),
            Stage::Adopting => vec![],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Happened::*;

    fn run(steps: &[(Happened, &[Order])]) -> Swap {
        let mut swap = Swap::default();
        for (index, (happened, orders)) in steps.iter().enumerate() {
            assert_eq!(
                swap.happened(*happened),
                *orders,
                "step {index}: {happened:?}"
            );
        }
        swap
    }

    const FIRST: [(Happened, &[Order]); 2] =
        [(Due, &[Order::Start(1)]), (Ready(1), &[Order::Open(1)])];

    fn after_first(steps: &[(Happened, &[Order])]) -> Swap {
        run(&[&FIRST[..], steps].concat())
    }

    #[test]
    fn the_first_app_opens_when_it_is_ready() {
        let swap = run(&FIRST);
        assert_eq!((swap.stage(), swap.serving()), (Stage::Idle, Some(1)));
    }

    #[test]
    fn a_swap_drains_hands_over_and_ends_the_old_one() {
        let swap = after_first(&[
            (Due, &[Order::Start(2)]),
            (Ready(2), &[Order::Close]),
            (Drained, &[Order::HandOver(1)]),
            (Handed(1), &[Order::Adopt(2)]),
            (Adopted(2), &[Order::Open(2), Order::End(1)]),
            (Exited(1), &[]),
        ]);
        assert_eq!((swap.stage(), swap.serving()), (Stage::Idle, Some(2)));
    }

    #[test]
    fn each_stage_goes_on_when_it_takes_too_long() {
        after_first(&[
            (Due, &[Order::Start(2)]),
            (Late, &[]),
            (Ready(2), &[Order::Close]),
            (Late, &[Order::HandOver(1)]),
            (Late, &[Order::Adopt(2)]),
            (Late, &[Order::Open(2), Order::End(1)]),
        ]);
    }

    #[test]
    fn a_newer_build_replaces_one_that_is_not_ready() {
        after_first(&[
            (Due, &[Order::Start(2)]),
            (Due, &[Order::End(2), Order::Start(3)]),
            (Exited(2), &[]),
            (Ready(2), &[]),
            (Ready(3), &[Order::Close]),
        ]);
    }

    #[test]
    fn a_newer_build_waits_for_a_swap_that_is_under_way() {
        after_first(&[
            (Due, &[Order::Start(2)]),
            (Ready(2), &[Order::Close]),
            (Due, &[]),
            (Drained, &[Order::HandOver(1)]),
            (Handed(1), &[Order::Adopt(2)]),
            (
                Adopted(2),
                &[Order::Open(2), Order::End(1), Order::Start(3)],
            ),
        ]);
    }

    #[test]
    fn an_app_that_cannot_start_leaves_the_old_one_serving() {
        let failed: &[Order] = &[Order::FailedToStart { serving: true }];
        let swap = after_first(&[(Due, &[Order::Start(2)]), (Exited(2), failed)]);
        assert_eq!(swap.serving(), Some(1));
        after_first(&[
            (Due, &[Order::Start(2)]),
            (Ready(2), &[Order::Close]),
            (
                Exited(2),
                &[Order::Reopen(1), Order::FailedToStart { serving: true }],
            ),
        ]);
    }

    #[test]
    fn an_app_lost_after_the_handover_leaves_none() {
        after_first(&[
            (Due, &[Order::Start(2)]),
            (Ready(2), &[Order::Close]),
            (Drained, &[Order::HandOver(1)]),
            (
                Exited(2),
                &[Order::End(1), Order::FailedToStart { serving: false }],
            ),
            (Exited(1), &[]),
        ]);
    }

    #[test]
    fn a_crash_is_told_and_the_next_run_opens_at_once() {
        after_first(&[
            (Exited(1), &[Order::Crashed]),
            (Due, &[Order::Start(2)]),
            (Ready(2), &[Order::Open(2)]),
        ]);
    }

    #[test]
    fn a_crash_in_the_middle_of_a_swap_hurries_it() {
        after_first(&[
            (Due, &[Order::Start(2)]),
            (Exited(1), &[Order::Close]),
            (Ready(2), &[Order::Open(2)]),
        ]);
        after_first(&[
            (Due, &[Order::Start(2)]),
            (Ready(2), &[Order::Close]),
            (Exited(1), &[Order::Open(2)]),
        ]);
        after_first(&[
            (Due, &[Order::Start(2)]),
            (Ready(2), &[Order::Close]),
            (Drained, &[Order::HandOver(1)]),
            (Exited(1), &[Order::Adopt(2)]),
            (Adopted(2), &[Order::Open(2)]),
        ]);
    }
}
