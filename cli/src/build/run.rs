//! The stages of a build in their order.
//! Each is a function of what the one before it gave; only here do they meet, are they timed, and is it reported.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::BuildOptions;
use super::assets::{Asset, fingerprint};
use super::cargo::Cargo;
use super::fault::{self};
use super::output::{Output, install};
use super::report::{Report, Stages, size};
use super::source::Sources;
use super::{profile, templates};
use crate::{Error, Exit, Project, Result, Ui};

/// Where the binary goes unless told otherwise.
const OUT: &str = "dist";

/// Builds the project.
///
/// # Errors
///
/// A release profile that a release cannot have, mistakes in templates and assets, and whatever cargo
/// and the disk say.
pub fn run(project: &Project, options: BuildOptions, ui: &Ui) -> Result<Exit> {
    let target: Vec<&str> = options
        .target
        .iter()
        .flat_map(|target| ["--target", target])
        .collect();
    if options.release {
        release(project, &options, &target, ui)
    } else {
        debug(project, &options, &target, ui)
    }
}

fn release(project: &Project, options: &BuildOptions, target: &[&str], ui: &Ui) -> Result<Exit> {
    let mut stages = Stages::begin();
    let cargo = Cargo::ask(project)?;
    profile::check(&profiles(project, &cargo), &project.package, |name| {
        std::env::var(name).ok()
    })?;
    let assets = check(Sources::read(project, &cargo.workspace)?)?;
    stages.end("check");

    let output = Output::new(&cargo.target, &project.package, &project.root);
    let memory = output.memory();
    let packed = output.pack(assets, &memory)?;
    output.write(&packed)?;
    stages.end("assets");

    let arguments: Vec<&str> = ["--release"]
        .into_iter()
        .chain(target.iter().copied())
        .collect();
    let built = cargo.build(&arguments, &[("LIVEVIEW_ASSETS", &output.assets())], ui)?;
    stages.end("cargo");

    let binary = out(project, options, &built);
    let bytes = install(&built, &binary)?;
    output.remember(&packed, bytes)?;
    stages.end("install");

    let shown = binary
        .strip_prefix(&project.root)
        .unwrap_or(&binary)
        .to_path_buf();
    let report = Report::new(&packed, shown, bytes, &memory, stages);
    if ui.is_json() {
        ui.document(&report.json());
    } else {
        ui.say(report.text(ui.style()));
    }
    Ok(Exit::Done)
}

fn debug(project: &Project, options: &BuildOptions, target: &[&str], ui: &Ui) -> Result<Exit> {
    if options.out.is_some() {
        return Err(
            Error::usage("`--out` is for a release").hint("liveview build --release --out DIR")
        );
    }
    let built = Cargo::ask(project)?.build(target, &[], ui)?;
    let bytes = built
        .metadata()
        .map_err(|error| Error::io("read", &built, &error))?
        .len();
    let shown = built
        .strip_prefix(&project.root)
        .unwrap_or(&built)
        .display()
        .to_string();
    if ui.is_json() {
        ui.document(&json!({ "binary": { "path": shown, "bytes": bytes }, "release": false }));
        return Ok(Exit::Done);
    }
    ui.say(format!(
        "  {} {}  {}",
        ui.style().green("✓"),
        ui.style().bold(&shown),
        size(bytes)
    ));
    ui.say("  a debug build: it reads templates and assets from the project's folder");
    ui.say(format!(
        "\n{} `liveview build --release` makes one file with everything inside",
        ui.style().cyan("hint:")
    ));
    Ok(Exit::Done)
}

/// Every mistake in templates and assets at once, or the finished assets.
fn check(sources: Sources) -> Result<Vec<Asset>> {
    let names = sources
        .assets
        .iter()
        .map(|source| source.name.clone())
        .collect();
    let mut faults = sources.faults;
    faults.extend(templates::check(&sources.templates, &names));
    match fingerprint(sources.assets) {
        Ok(assets) if faults.is_empty() => Ok(assets),
        Ok(_) => Err(fault::error(faults)),
        Err(more) => Err(fault::error(faults.into_iter().chain(more).collect())),
    }
}

/// The files that may set the release profile, by the name they are told of with.
fn profiles(project: &Project, cargo: &Cargo) -> Vec<(String, String)> {
    let configurations = project
        .root
        .ancestors()
        .map(|folder| folder.join(".cargo").join("config.toml"));
    let files = std::iter::once(cargo.workspace.join("Cargo.toml")).chain(configurations);
    let named = |path: &Path| {
        path.strip_prefix(&project.root)
            .unwrap_or(path)
            .display()
            .to_string()
    };
    files
        .filter_map(|path| Some((named(&path), std::fs::read_to_string(&path).ok()?)))
        .collect()
}

fn out(project: &Project, options: &BuildOptions, built: &Path) -> PathBuf {
    let folder = match &options.out {
        Some(out) => out.clone(),
        None => project.root.join(OUT),
    };
    folder.join(built.file_name().unwrap_or_default())
}
