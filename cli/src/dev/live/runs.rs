//! Runs of the app: what they say, how they end, and what the swap orders.
//! The part of the loop between a built program and pages that are served by it.

use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::{Due, Loop};
use crate::dev::event::Event;
use crate::dev::gate::Upstream;
use crate::dev::message::{FromApp, ToApp};
use crate::dev::notify::Phase;
use crate::dev::problem::Problem;
use crate::dev::screen::seconds;
use crate::dev::swap::{Generation, Happened, Order, Stage};
use crate::inspector::{BuildKind, BuildRecord};

/// The old run answers what it took, for this long at most.
const DRAINING: Duration = Duration::from_secs(30);

/// Telling and taking up what is on screen takes milliseconds.
const HANDING: Duration = Duration::from_secs(5);

/// An app that needs longer than this to start is mentioned.
const SLOW_START: Duration = Duration::from_secs(10);

/// An app that served for this long and then died is started again at once.
const STEADY: Duration = Duration::from_secs(5);

/// Between attempts to start an app that keeps dying.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// An app that cannot start is left alone after this many attempts, until something is edited.
const ATTEMPTS: u32 = 5;

/// The problem that says why there is no app.
const APP: &str = "app";

impl Loop {
    /// Starts the newest build, and swaps to it when it is ready.
    pub(super) fn start_run(&mut self, due: Due) {
        if self.program.is_none() {
            return;
        }
        let due = match self.due.take() {
            // It is overtaken; what it was for is in this one too.
            Some(overtaken) if self.swap.stage() == Stage::Starting => {
                let mut causes = overtaken.causes;
                causes.retain(|cause| !due.causes.contains(cause));
                causes.extend(due.causes);
                Due { causes, ..due }
            }
            _ => due,
        };
        self.due = Some(due);
        self.happened(Happened::Due);
    }

    /// Does what the swap wants next.
    pub(super) fn obey(&mut self, order: Order) {
        match order {
            Order::Start(generation) => self.start(generation),
            Order::Close => self.close(),
            Order::Reopen(generation) => self.open_gate(generation),
            Order::HandOver(generation) => {
                self.handed = None;
                self.tell(generation, ToApp::HandOver { id: generation });
                self.deadline(HANDING);
            }
            Order::Adopt(generation) => {
                let adopt = ToApp::Adopt {
                    id: generation,
                    handed: self.handed.take(),
                };
                self.tell(generation, adopt);
                self.deadline(HANDING);
            }
            Order::Open(generation) => self.open(generation),
            Order::End(generation) => {
                if let Some(app) = self.apps.get(&generation) {
                    app.end();
                }
            }
            Order::FailedToStart { serving } => self.failed_to_start(serving),
            Order::Crashed => self.crashed(),
        }
    }

    fn start(&mut self, generation: Generation) {
        let Some((program, _)) = &self.program else {
            return;
        };
        if self.swap.serving().is_none() {
            self.gate.set(Upstream::Awaited);
        }
        match self.launch.start(program, generation, self.events.clone()) {
            Ok(app) => {
                self.apps.insert(generation, app);
                self.after(SLOW_START, Event::Waited { generation });
                self.notifier.change(|state| state.phase = Phase::Starting);
            }
            Err(error) => {
                self.last_words = vec![format!("failed to run {}: {error}", program.display())];
                self.happened(Happened::Exited(generation));
            }
        }
    }

    /// Migrations may take their time; who waits should know what for.
    pub(super) fn waited(&mut self, generation: Generation) {
        if self.swap.next() == Some(generation) {
            self.screen
                .note("the app is still starting; it is waited for until it says that it is ready");
        }
    }

    fn tell(&self, generation: Generation, message: ToApp) {
        if let Some(app) = self.apps.get(&generation) {
            app.send(message);
        }
    }

    /// Nothing more goes to the old run; what it took is waited for.
    fn close(&mut self) {
        self.gate.set(Upstream::Awaited);
        let (gate, events) = (self.gate.clone(), self.events.clone());
        tokio::spawn(async move {
            gate.drained().await;
            let _ = events.send(Event::Drained).await;
        });
        self.deadline(DRAINING);
    }

    pub(super) fn drained(&mut self) {
        // It may be about a swap that was given up, while requests have gone through since.
        if self.gate.is_drained() {
            self.happened(Happened::Drained);
        }
    }

    fn deadline(&mut self, after: Duration) {
        self.stages += 1;
        self.after(after, Event::Late { stage: self.stages });
    }

    pub(super) fn late(&mut self, stage: u64) {
        if stage == self.stages
            && matches!(
                self.swap.stage(),
                Stage::Draining | Stage::HandingOver | Stage::Adopting
            )
        {
            self.screen
                .warn("the swap takes too long: going on without waiting for the old app");
            self.happened(Happened::Late);
        }
    }

    fn open_gate(&mut self, generation: Generation) {
        self.stages += 1;
        if let Some(app) = self.apps.get(&generation) {
            self.gate.set(Upstream::Open(app.route.clone()));
        }
    }

    /// The new run serves.
    fn open(&mut self, generation: Generation) {
        self.open_gate(generation);
        let broken = self.source_is_broken();
        let building = self.build.is_some();
        self.notifier.change(|state| {
            state
                .problems
                .retain(|problem| matches!(problem.kind.as_str(), "rustc" | "cargo"));
            state.generation = generation;
            state.phase = match (building, broken) {
                (true, _) => Phase::Building,
                (false, true) => Phase::Failed,
                (false, false) => Phase::Serving,
            };
        });
        let Some(due) = self.due.take() else { return };
        let live = due.since.elapsed();
        if generation == 1 {
            self.screen
                .note(&format!("ready in {}", seconds(self.began.elapsed())));
        } else {
            self.screen
                .live(&due.causes.join(", "), due.compiled, live, "");
        }
        self.recorder.build(BuildRecord {
            kind: BuildKind::Rust,
            changed: due.causes,
            compile: due.compiled.unwrap_or_default(),
            live,
            ..BuildRecord::default()
        });
    }

    fn failed_to_start(&mut self, serving: bool) {
        let mut problem = Problem::new(APP, "app", "the app ended before it was ready");
        problem.excerpt = (!self.last_words.is_empty()).then(|| self.last_words.join("\n"));
        self.raise(problem);
        self.notifier.change(|state| state.phase = Phase::Failed);
        if serving {
            self.screen.note("still serving the last good build");
            return;
        }
        self.gate.set(Upstream::Absent);
        self.failures += 1;
        if self.failures < ATTEMPTS {
            self.try_again();
        } else {
            self.screen
                .note("not trying again until something is edited, or `r` is pressed");
        }
    }

    fn crashed(&mut self) {
        self.gate.set(Upstream::Awaited);
        self.notifier.change(|state| state.phase = Phase::Crashed);
        self.failures += 1;
        self.try_again();
    }

    fn try_again(&mut self) {
        let pause = match self.failures {
            0 | 1 => Duration::ZERO,
            failures => LONGEST_PAUSE.min(Duration::from_millis(100 << failures.min(10))),
        };
        self.after(
            pause,
            Event::Restart {
                failures: self.failures,
            },
        );
    }

    /// Starts the app again, unless a newer build has done so.
    pub(super) fn restart(&mut self, failures: u32) {
        if self.failures == failures
            && self.swap.serving().is_none()
            && self.swap.stage() == Stage::Idle
        {
            self.start_run(Due {
                causes: vec!["the app".into()],
                compiled: None,
                since: Instant::now(),
            });
        }
    }

    /// A run has ended, as it was told to or by itself.
    pub(super) fn exited(
        &mut self,
        generation: Generation,
        status: Option<ExitStatus>,
        last: Vec<String>,
    ) {
        let Some(app) = self.apps.remove(&generation) else {
            return;
        };
        if self.swap.serving() == Some(generation) {
            let how = status.map_or_else(|| "unknown".into(), |status| status.to_string());
            if app.started.elapsed() > STEADY {
                self.failures = 0;
            }
            let mut problem = Problem::new(
                APP,
                "app",
                format!("the app ended ({how}) and is started again"),
            );
            problem.excerpt = (!last.is_empty()).then(|| last.join("\n"));
            self.raise(problem);
        }
        self.last_words = last;
        self.happened(Happened::Exited(generation));
    }

    /// A run says something.
    pub(super) fn app_says(&mut self, generation: Generation, message: FromApp) {
        match message {
            FromApp::Ready {} => self.happened(Happened::Ready(generation)),
            FromApp::Trace(trace) => self.recorder.trace(trace),
            FromApp::Problem(problem) => self.raise(problem),
            FromApp::Resolved { id } => {
                self.recorder.resolved(&id);
                self.notifier
                    .change(|state| state.problems.retain(|problem| problem.id != id));
            }
            FromApp::Opened { page, path, topics } => {
                self.recorder.page(&page, path.as_deref(), Some(topics))
            }
            FromApp::Topics { page, topics } => self.recorder.page(&page, None, Some(topics)),
            FromApp::Closed {} => {}
            FromApp::Refreshed { id, pages, problem } => {
                if self.swap.serving() == Some(generation) {
                    self.refreshed(id, pages, problem);
                }
            }
            FromApp::Handed(handed) => {
                self.handed = Some(handed);
                self.happened(Happened::Handed(generation));
            }
            FromApp::Adopted {} => self.happened(Happened::Adopted(generation)),
        }
    }
}
