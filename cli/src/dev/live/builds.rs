//! Builds: one at a time, begun anew when their input changes, and what their end means.
//! The part of the loop between an edit of source and a program that can be run.

use std::path::PathBuf;
use std::time::Instant;

use super::{Due, Loop, Running};
use crate::dev::event::Step;
use crate::dev::notify::{Done, Phase};
use crate::dev::problem::Problem;
use crate::dev::{build, program};
use crate::inspector::{BuildKind, BuildRecord};

/// Problems of the source, which the next good build clears.
fn is_of_the_build(problem: &Problem) -> bool {
    matches!(problem.kind.as_str(), "rustc" | "cargo")
}

impl Loop {
    /// Builds because of these files. A build that runs already is interrupted: its input has changed.
    pub(super) fn start_build(&mut self, causes: Vec<String>, forced: bool) {
        let mut all = causes;
        let mut forced = forced;
        if let Some(running) = self.build.take() {
            forced |= running.forced;
            for cause in running.causes {
                if !all.contains(&cause) {
                    all.push(cause);
                }
            }
        }
        self.builds += 1;
        match build::start(
            self.builds,
            &self.root,
            self.bin.as_deref(),
            self.events.clone(),
        ) {
            Ok(build) => {
                self.build = Some(Running {
                    build,
                    causes: all,
                    began: Instant::now(),
                    failed: false,
                    forced,
                });
                self.notifier
                    .change(|state| (state.phase, state.build) = (Phase::Building, None));
            }
            Err(error) => {
                let message = format!("failed to run cargo: {error}");
                self.build_failed(&all, Some(Problem::new("cargo missing", "cargo", message)));
            }
        }
    }

    /// A build says how far it is, or what is wrong.
    pub(super) fn building(&mut self, number: u64, step: Step) {
        let Some(running) = self
            .build
            .as_mut()
            .filter(|running| running.build.number == number)
        else {
            return;
        };
        match step {
            Step::Progress(progress) => {
                self.screen
                    .building(progress.done, progress.of, &progress.doing);
                let done = Done {
                    done: progress.done,
                    of: progress.of,
                };
                self.notifier.change(|state| state.build = Some(done));
            }
            Step::Blocked => self
                .screen
                .note("cargo waits for another cargo that builds in the same folder"),
            Step::Warning { rendered } => {
                if self.warned.insert(rendered.clone()) {
                    self.screen.rendered(&rendered);
                }
            }
            Step::Error { problem, rendered } => {
                let first = !std::mem::replace(&mut running.failed, true);
                let mut new = false;
                self.notifier.change(|state| {
                    if first {
                        state.problems.retain(|problem| !is_of_the_build(problem));
                    }
                    new = state.raise((*problem).clone());
                });
                // The library's error comes again for the library's tests.
                if new {
                    self.recorder.problem(problem.for_inspector());
                    self.screen.rendered(&rendered);
                }
            }
        }
    }

    /// A build has ended.
    pub(super) fn built(&mut self, number: u64, outcome: Result<PathBuf, Option<Problem>>) {
        if self
            .build
            .as_ref()
            .is_none_or(|running| running.build.number != number)
        {
            return;
        }
        let Some(running) = self.build.take() else {
            return;
        };
        self.screen.built();
        let program = match outcome {
            Ok(program) => program,
            Err(problem) => return self.build_failed(&running.causes, problem),
        };
        self.notifier.change(|state| {
            state.problems.retain(|problem| !is_of_the_build(problem));
            state.build = None;
        });
        if self.program.is_none() {
            self.watch_dependencies();
        }
        let time = std::fs::metadata(&program)
            .and_then(|metadata| metadata.modified())
            .ok();
        let same = self.program.as_ref() == Some(&(program.clone(), time));
        self.program = Some((program, time));
        let compiled = running.began.elapsed();
        if same && !running.forced && self.swap.serving().is_some() {
            self.screen.note(&format!(
                "{}: nothing in the app changed",
                running.causes.join(", ")
            ));
            self.notifier.change(|state| state.phase = Phase::Serving);
            return;
        }
        self.failures = 0;
        self.start_run(Due {
            causes: running.causes,
            compiled: Some(compiled),
            since: Instant::now(),
        });
    }

    fn build_failed(&mut self, causes: &[String], problem: Option<Problem>) {
        if let Some(problem) = problem {
            let mut new = false;
            self.notifier
                .change(|state| new = state.raise(problem.clone()));
            if new {
                self.recorder.problem(problem.for_inspector());
                self.screen.problem(&problem);
            }
        }
        self.notifier
            .change(|state| (state.phase, state.build) = (Phase::Failed, None));
        let first = self
            .notifier
            .state()
            .problems
            .into_iter()
            .find(is_of_the_build);
        self.recorder.build(BuildRecord {
            kind: BuildKind::Rust,
            changed: causes.to_vec(),
            failed: Some(
                first.map_or_else(|| "the build failed".into(), |problem| problem.message),
            ),
            ..BuildRecord::default()
        });
        if self.swap.serving().is_some() {
            self.screen.note("still serving the last good build");
        }
    }

    /// Now that everything is resolved, cargo can say which folders the build read.
    fn watch_dependencies(&self) {
        let (root, sources) = (self.root.clone(), self.sources.clone());
        tokio::spawn(async move {
            for folder in program::sources(&root).await {
                // The watch ends with everything else.
                let _ = sources.send(folder);
            }
        });
    }

    /// Whether the newest source did not build.
    pub(super) fn source_is_broken(&self) -> bool {
        self.notifier.state().problems.iter().any(is_of_the_build)
    }
}
