//! What every command that writes does with its plan: show it, or check it, or apply it and say what was done.
//! The last step before the exit code: the plan is finished, and this alone decides whether it is applied.

use crate::{
    args::Writing,
    error::{Exit, Result},
    plan::{self, Action, Existing, Plan},
    ui::Ui,
};

/// What became of a plan.
pub(super) struct Written {
    /// Whether files were written.
    pub(super) applied: bool,
    /// How the command ends.
    pub(super) exit: Exit,
}

/// What to do with files that have other content.
pub(super) fn existing(writing: Writing) -> Existing {
    match (writing.force, writing.skip_existing) {
        (true, _) => Existing::Replace,
        (_, true) => Existing::Keep,
        _ => Existing::Refuse,
    }
}

/// Carries the plan out as `writing` asks, by `apply`. New files below a folder in `folded` are told of in one line.
pub(super) fn carry_out(
    plan: &Plan,
    writing: Writing,
    folded: &[&str],
    ui: &Ui,
    apply: impl FnOnce(&Plan) -> Result<()>,
) -> Result<Written> {
    let only_shown = writing.dry_run || writing.diff || writing.check;
    if only_shown && !ui.is_json() {
        show(plan, writing, folded, ui);
    }
    if let Some(conflict) = plan.conflict() {
        return Err(conflict);
    }
    if !only_shown && plan.writes() {
        apply(plan)?;
    }
    let applied = !only_shown && plan.writes();
    if ui.is_json() {
        ui.document(&plan::document(plan, applied));
    } else if !only_shown {
        for (word, what) in plan::lines(plan, folded, Action::done) {
            ui.did(word, what);
        }
        if !plan.writes() {
            ui.say("nothing to do: everything is there already");
        }
    }
    let exit = if writing.check && plan.writes() {
        Exit::Conflict
    } else {
        Exit::Done
    };
    Ok(Written { applied, exit })
}

/// The plan is what was asked for here, so it goes to stdout.
fn show(plan: &Plan, writing: Writing, folded: &[&str], ui: &Ui) {
    if writing.diff {
        let diff = plan::diff(plan, ui.data_style());
        if !diff.is_empty() {
            ui.data(diff.trim_end_matches('\n'));
        }
    } else {
        for (word, what) in plan::lines(plan, folded, Action::name) {
            ui.data(format!("{word} {what}"));
        }
    }
    let nothing = if plan.writes() {
        "nothing was written"
    } else {
        "nothing would change"
    };
    ui.say(nothing);
}
