//! The folder holds what was built and nothing else, and stays untouched when nothing changed.
//! On a real folder, since leaving files alone is the point.

use super::*;
use crate::build::assets::{Source, fingerprint};

fn assets(files: &[(&str, &str)]) -> Vec<Asset> {
    let source = |(name, text): &(&str, &str)| Source {
        name: (*name).into(),
        bytes: (*text).into(),
        follow: true,
    };
    fingerprint(files.iter().map(source).collect()).unwrap()
}

fn build(output: &Output, files: &[(&str, &str)]) -> Vec<Packed> {
    let packed = output.pack(assets(files), &output.memory()).unwrap();
    output.write(&packed).unwrap();
    output.remember(&packed, 5).unwrap();
    packed
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn exactly_what_was_built_is_there() {
    let target = tempfile::tempdir().unwrap();
    let output = Output::new(target.path(), "app", Path::new("/home/ada/app"));
    let style = "a { color: red } ".repeat(40);
    build(
        &output,
        &[
            ("old.txt", "x"),
            ("deep/er/old.txt", "y"),
            ("app.css", &style),
        ],
    );
    let packed = build(&output, &[("app.css", &style), ("img/a.png", "png")]);
    let css = &packed[0].asset.served;
    let mut expected = vec![
        css.clone(),
        format!("{css}.br"),
        format!("{css}.gz"),
        "img".into(),
        "manifest.json".into(),
    ];
    expected.sort();
    assert_eq!(names(&output.assets()), expected);
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(output.assets().join("manifest.json")).unwrap())
            .unwrap();
    assert_eq!(manifest["app.css"], css.as_str());
    assert_eq!(manifest["img/a.png"], packed[1].asset.served.as_str());
}

#[test]
fn a_second_build_writes_nothing_and_compresses_nothing() {
    let target = tempfile::tempdir().unwrap();
    let output = Output::new(target.path(), "app", Path::new("/home/ada/app"));
    let style = "a { color: red } ".repeat(40);
    build(&output, &[("app.css", &style)]);
    let times = || {
        let files = names(&output.assets());
        files
            .iter()
            .map(|name| {
                output
                    .assets()
                    .join(name)
                    .metadata()
                    .unwrap()
                    .modified()
                    .unwrap()
            })
            .collect::<Vec<_>>()
    };
    let before = times();
    // What is on disk is taken as it is: a marker in place of the variant shows that it was not made again.
    let marker = |packed: &Packed| vec![b'#'; packed.variants.brotli.as_ref().unwrap().len()];
    let packed = build(&output, &[("app.css", &style)]);
    assert_eq!(times(), before);
    std::fs::write(
        output
            .assets()
            .join(format!("{}.br", packed[0].asset.served)),
        marker(&packed[0]),
    )
    .unwrap();
    let again = output
        .pack(assets(&[("app.css", &style)]), &output.memory())
        .unwrap();
    assert_eq!(again[0].variants.brotli, Some(marker(&packed[0])));
    let changed = output
        .pack(
            assets(&[("app.css", &style.replace("red", "blue"))]),
            &output.memory(),
        )
        .unwrap();
    assert_ne!(changed[0].variants.brotli, Some(marker(&packed[0])));
}

#[test]
fn what_another_version_remembered_is_forgotten() {
    let target = tempfile::tempdir().unwrap();
    let output = Output::new(target.path(), "app", Path::new("/home/ada/app"));
    build(&output, &[("app.css", "a{}")]);
    assert_eq!(output.memory().binary, Some(5));
    let path = output.folder.join("build.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        text.replace(env!("CARGO_PKG_VERSION"), "0.0.0-other"),
    )
    .unwrap();
    assert_eq!(output.memory(), Memory::default());
    std::fs::write(&path, "{ cut sho").unwrap();
    assert_eq!(output.memory(), Memory::default());
}

#[test]
fn a_binary_is_installed_in_one_rename_and_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("built"), folder.path().join("dist/app"));
    std::fs::write(&from, "one").unwrap();
    std::fs::set_permissions(&from, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(install(&from, &to).unwrap(), 3);
    assert_eq!(to.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    std::fs::write(&from, "other").unwrap();
    assert_eq!(install(&from, &to).unwrap(), 5);
    assert_eq!(std::fs::read(&to).unwrap(), b"other");
    assert_eq!(names(&folder.path().join("dist")), ["app"]);
}

#[test]
fn projects_of_one_name_do_not_meet_in_a_target_folder_that_they_share() {
    let place = |root: &str| Output::new(Path::new("/target"), "app", Path::new(root)).assets();
    assert_eq!(place("/one/app"), place("/one/app"));
    assert_ne!(place("/one/app"), place("/two/app"));
}
