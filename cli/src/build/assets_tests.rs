//! Names follow content; references follow names; what leads nowhere is told with its line.
//! Tables for `assets` and `css`: sources in, names and faults out.

use super::*;

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.into(),
        bytes: text.into(),
        follow: true,
    }
}

fn build(files: &[(&str, &str)]) -> BTreeMap<String, (String, String)> {
    let assets = fingerprint(
        files
            .iter()
            .map(|(name, text)| source(name, text))
            .collect(),
    )
    .unwrap();
    let text = |asset: &Asset| String::from_utf8(asset.bytes.clone()).unwrap();
    assets
        .iter()
        .map(|asset| (asset.name.clone(), (asset.served.clone(), text(asset))))
        .collect()
}

fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let faults = fingerprint(
        files
            .iter()
            .map(|(name, text)| source(name, text))
            .collect(),
    )
    .unwrap_err();
    faults
        .iter()
        .map(|fault| format!("{}:{}: {}", fault.file, fault.line, fault.message))
        .collect()
}

#[test]
fn the_hash_stands_before_the_first_dot() {
    for (name, served) in [
        ("app.css", "app-0a.css"),
        ("css/app.css", "css/app-0a.css"),
        ("liveview.min.js", "liveview-0a.min.js"),
        ("v1.2/LICENSE", "v1.2/LICENSE-0a"),
    ] {
        assert_eq!(served_name(name, "0a"), served);
    }
}

#[test]
fn the_name_is_the_first_eight_digits_of_the_content() {
    let built = build(&[("logo.svg", "<svg/>")]);
    let hash = hex(&Sha256::digest(b"<svg/>"));
    assert_eq!(built["logo.svg"].0, format!("logo-{}.svg", &hash[..8]));
}

#[test]
fn references_are_rewritten_in_whatever_way_they_are_written() {
    let files = [
        (
            "css/app.css",
            "@import './base.css';a{b:url(../img/my%20logo.svg?x#y)}c{d:url('/assets/f.woff2')}e{f:url(/other),url(https://x.test/a.png),url(#g)}",
        ),
        ("css/base.css", "a{}"),
        ("img/my logo.svg", "<svg/>"),
        ("f.woff2", "font"),
    ];
    let built = build(&files);
    let hash = |name: &str| built[name].0.rsplit('-').next().unwrap()[..8].to_owned();
    assert_eq!(
        built["css/app.css"].1,
        format!(
            "@import './base-{}.css';a{{b:url(../img/my%20logo-{}.svg?x#y)}}c{{d:url('/assets/f-{}.woff2')}}e{{f:url(/other),url(https://x.test/a.png),url(#g)}}",
            hash("css/base.css"),
            hash("img/my logo.svg"),
            hash("f.woff2"),
        )
    );
}

#[test]
fn a_name_changes_when_what_it_refers_to_does() {
    let css = ("app.css", "a{b:url(logo.svg)}");
    let one = build(&[css, ("logo.svg", "<svg/>")]);
    let two = build(&[css, ("logo.svg", "<svg></svg>")]);
    assert_ne!(one["app.css"].0, two["app.css"].0);
    assert_eq!(
        one,
        build(&[("logo.svg", "<svg/>"), css]),
        "the order of files means nothing"
    );
}

#[test]
fn modules_find_each_other() {
    let built = build(&[
        ("app.js", "import {a} from './lib/a.js'; // './lib/none.js'"),
        ("lib/a.js", "export const a = 1"),
    ]);
    let name = built["lib/a.js"].0.trim_start_matches("lib/");
    assert_eq!(
        built["app.js"].1,
        format!("import {{a}} from './lib/{name}'; // './lib/none.js'")
    );
}

#[test]
fn what_leads_nowhere_is_told_with_its_line() {
    assert_eq!(
        faults(&[
            ("app.css", "a{}\nb{c:url(none.png)}\n@import 'gone.css';"),
            ("x/y.css", "a{b:url(../../../etc/passwd)}")
        ]),
        [
            "assets/app.css:2: `none.png` is not there: no file assets/none.png",
            "assets/app.css:3: `gone.css` is not there: no file assets/gone.css",
            "assets/x/y.css:1: `../../../etc/passwd` leads out of assets/",
        ]
    );
}

#[test]
fn circles_are_told_not_followed() {
    let told = faults(&[
        ("a.css", "@import 'b.css';"),
        ("b.css", "\n@import 'a.css';"),
    ]);
    assert_eq!(
        told,
        ["assets/b.css:2: a circle of imports: `a.css`, `b.css`"]
    );
    let told = faults(&[("a.css", "@import 'a.css';")]);
    assert_eq!(told, ["assets/a.css:1: a circle of imports: `a.css`"]);
}

#[test]
fn what_is_not_text_or_not_the_projects_is_left_alone() {
    let binary = Source {
        name: "x.css".into(),
        bytes: vec![0xff, b' ', b' '],
        follow: true,
    };
    assert_eq!(
        fingerprint(vec![binary]).unwrap()[0].bytes,
        [0xff, b' ', b' ']
    );
    let client = Source {
        name: "liveview.min.js".into(),
        bytes: b"import './gone.js'".to_vec(),
        follow: false,
    };
    assert_eq!(
        fingerprint(vec![client]).unwrap()[0].bytes,
        b"import './gone.js'"
    );
}
