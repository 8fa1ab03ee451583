//! A plan before it is applied: as lines, as a diff, as JSON.
//! Text for the terminal and a document for `--json`; it reads the plan and nothing else.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use similar::TextDiff;

use super::operation::{Action, Operation, Plan};
use crate::ui::{Style, clean};

/// One line an operation: `create src/handlers/search.rs`. What belongs to a folder given in `folded` is one line.
pub fn lines(
    plan: &Plan,
    folded: &[&str],
    word: impl Fn(Action) -> &'static str,
) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let mut last: Option<(&str, usize)> = None;
    for operation in &plan.operations {
        let inside = |folder: &&&str| operation.path.starts_with(&format!("{folder}/"));
        if let (Some(folder), Action::Create) = (folded.iter().find(inside), operation.action) {
            match &mut last {
                Some((name, count)) if name == folder => *count += 1,
                _ => {
                    last = Some((folder, 1));
                    lines.push((word(Action::Create), String::new()));
                }
            }
            if let (Some((name, count)), Some(line)) = (last, lines.last_mut()) {
                line.1 = format!(
                    "{name}/ ({count} {})",
                    if count == 1 { "file" } else { "files" }
                );
            }
            continue;
        }
        last = None;
        let reason = operation
            .action
            .reason()
            .map(|reason| format!(" ({reason})"))
            .unwrap_or_default();
        lines.push((
            word(operation.action),
            format!("{}{reason}", operation.path),
        ));
    }
    lines
}

/// The changes line by line, as `diff -u` and `git` write them.
pub fn diff(plan: &Plan, style: Style) -> String {
    let mut text = String::new();
    for operation in plan
        .operations
        .iter()
        .filter(|operation| operation.before.as_ref() != Some(&operation.after))
    {
        let old = if operation.before.is_some() {
            format!("a/{}", operation.path)
        } else {
            "/dev/null".to_owned()
        };
        let (before, after) = (
            operation.before.as_deref().unwrap_or_default(),
            operation.after.as_slice(),
        );
        let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(after))
        else {
            text.push_str(&format!("binary file {} differs\n", operation.path));
            continue;
        };
        let changes = TextDiff::from_lines(before, after);
        let unified = changes
            .unified_diff()
            .header(&old, &format!("b/{}", operation.path))
            .to_string();
        for line in unified.lines() {
            let line = clean(line);
            text.push_str(&match line.as_bytes().first() {
                _ if line.starts_with("---") || line.starts_with("+++") => style.bold(&line),
                Some(b'+') => style.green(&line),
                Some(b'-') => style.red(&line),
                Some(b'@') => style.cyan(&line),
                _ => line.into_owned(),
            });
            text.push('\n');
        }
    }
    text
}

/// The plan for tools. `applied` tells whether it has been done.
pub fn document(plan: &Plan, applied: bool) -> Value {
    json!({
        "root": plan.root,
        "applied": applied,
        "changes": plan.writes(),
        "operations": plan.operations.iter().map(operation).collect::<Vec<_>>(),
    })
}

fn operation(operation: &Operation) -> Value {
    json!({
        "action": operation.action.name(),
        "reason": operation.action.reason(),
        "path": operation.path,
        "why": operation.why,
        "bytes": operation.after.len(),
        "before": operation.before.as_deref().map(hash),
        "after": hash(&operation.after),
    })
}

fn hash(bytes: &[u8]) -> String {
    format!("sha256:{:x}", Sha256::digest(bytes))
}
