//! Compiles every template and follows what it names: other templates, assets, filters and tests.
//!
//! The compiler's own instructions are read, so what is found is what would run. Names that are only
//! known when a page is rendered are left to the renderer.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::machinery::{Instruction, Instructions, get_compiled_template};
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};

use super::assets;
use super::fault::Fault;

/// Where templates stand in a project.
pub(crate) const FOLDER: &str = "templates";

/// Tells every mistake in `templates` (name to source) that can be seen without rendering.
pub(crate) fn check(templates: &BTreeMap<String, String>, assets: &BTreeSet<String>) -> Vec<Fault> {
    let mut environment = Environment::new();
    environment.set_debug(true);
    let mut faults = Vec::new();
    for (name, source) in templates {
        if let Err(error) = environment.add_template(name, source) {
            let line = error.line().unwrap_or(1);
            faults.push(Fault::new(file(name), line, sentence(&error), source));
        }
    }
    for (name, source) in templates {
        // One that did not compile has been told of.
        let Ok(template) = environment.get_template(name) else {
            continue;
        };
        let compiled = get_compiled_template(&template);
        let mut check = Check {
            environment: &environment,
            templates,
            assets,
            name,
            source,
            faults: &mut faults,
        };
        check.instructions(&compiled.instructions);
        compiled
            .blocks
            .values()
            .for_each(|block| check.instructions(block));
    }
    faults
}

struct Check<'a> {
    environment: &'a Environment<'a>,
    templates: &'a BTreeMap<String, String>,
    assets: &'a BTreeSet<String>,
    name: &'a str,
    source: &'a str,
    faults: &'a mut Vec<Fault>,
}

impl Check<'_> {
    fn instructions(&mut self, instructions: &Instructions<'_>) {
        let mut constant: Option<&Value> = None;
        for index in 0.. {
            let Some(instruction) = instructions.get(index) else {
                return;
            };
            let before = constant.take();
            let message = match (instruction, before) {
                (Instruction::LoadConst(value), _) => {
                    constant = Some(value);
                    None
                }
                (Instruction::Include(false) | Instruction::LoadBlocks, Some(names)) => {
                    self.template(names)
                }
                (Instruction::CallFunction("asset", Some(1)), Some(name)) => self.asset(name),
                (Instruction::ApplyFilter(name, ..), _) => self
                    .is_unknown(&format!("x|{name}"), ErrorKind::UnknownFilter)
                    .then(|| format!("there is no filter `{name}`")),
                (Instruction::PerformTest(name, ..), _) => self
                    .is_unknown(&format!("x is {name}"), ErrorKind::UnknownTest)
                    .then(|| format!("there is no test `{name}`")),
                _ => None,
            };
            if let Some(message) = message {
                let line = instructions.get_line(index).unwrap_or(1);
                self.faults
                    .push(Fault::new(file(self.name), line, message, self.source));
            }
        }
    }

    /// `names` is one name, or a list of which the first that exists is taken.
    fn template(&self, names: &Value) -> Option<String> {
        let names: Vec<String> = match names.kind() {
            ValueKind::String => vec![names.to_string()],
            ValueKind::Seq => names
                .try_iter()
                .ok()?
                .map(|name| name.to_string())
                .collect(),
            _ => return None,
        };
        if names.iter().any(|name| self.templates.contains_key(name)) {
            return None;
        }
        let name = names.first()?;
        Some(format!(
            "`{name}` is not there: no file {FOLDER}/{name}{}",
            near(name, self.templates.keys())
        ))
    }

    fn asset(&self, name: &Value) -> Option<String> {
        let name = name.as_str()?.trim_start_matches('/');
        let near = || near(name, self.assets.iter());
        (!self.assets.contains(name)).then(|| {
            format!(
                "`{name}` is no asset: no file {}/{name}{}",
                assets::FOLDER,
                near()
            )
        })
    }

    fn is_unknown(&self, expression: &str, kind: ErrorKind) -> bool {
        let result = self
            .environment
            .compile_expression(expression)
            .and_then(|compiled| compiled.eval(()));
        result.is_err_and(|error| error.kind() == kind)
    }
}

fn file(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

fn near<'a>(name: &str, names: impl Iterator<Item = &'a String>) -> String {
    let names: Vec<&str> = names.map(String::as_str).collect();
    match similar::get_close_matches(name, &names, 1, 0.7).first() {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}

fn sentence(error: &Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(templates: &[(&str, &str)]) -> Vec<String> {
        let templates = templates
            .iter()
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
            .collect();
        let assets = ["app.css", "img/logo.svg"].map(str::to_owned).into();
        let faults = check(&templates, &assets);
        faults
            .iter()
            .map(|fault| format!("{}:{}: {}", fault.file, fault.line, fault.message))
            .collect()
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        for (source, message) in [
            (
                "{% if x %}\n",
                "templates/t.html:1: syntax error: unexpected end of input, expected end of block",
            ),
            (
                "a\n{{ x. }}",
                "templates/t.html:2: syntax error: unexpected end of variable block, expected identifier",
            ),
            (
                "\n\n{% include 'gone.html' %}",
                "templates/t.html:3: `gone.html` is not there: no file templates/gone.html",
            ),
            (
                "{% include 'bas.html' %}",
                "templates/t.html:1: `bas.html` is not there: no file templates/bas.html; did you mean `base.html`?",
            ),
            (
                "{% extends \"gone.html\" %}{% block a %}{% endblock %}",
                "templates/t.html:1: `gone.html` is not there: no file templates/gone.html",
            ),
            (
                "\n{% import 'gone.html' as g %}",
                "templates/t.html:2: `gone.html` is not there: no file templates/gone.html",
            ),
            (
                "{% from 'gone.html' import g %}",
                "templates/t.html:1: `gone.html` is not there: no file templates/gone.html",
            ),
            (
                "{% include ['gone.html', 'away.html'] %}",
                "templates/t.html:1: `gone.html` is not there: no file templates/gone.html",
            ),
            (
                "{% extends 'base.html' %}{% block a %}\n{{ asset('ap.css') }}{% endblock %}",
                "templates/t.html:2: `ap.css` is no asset: no file assets/ap.css; did you mean `app.css`?",
            ),
            (
                "{% macro m() %}\n{{ asset('/ap.css') }}{% endmacro %}",
                "templates/t.html:2: `ap.css` is no asset: no file assets/ap.css; did you mean `app.css`?",
            ),
            (
                "{{ x|shout }}",
                "templates/t.html:1: there is no filter `shout`",
            ),
            (
                "{% if x is shouted %}{% endif %}",
                "templates/t.html:1: there is no test `shouted`",
            ),
        ] {
            let found = told(&[
                ("base.html", "{% block a %}{% endblock %}"),
                ("t.html", source),
            ]);
            assert_eq!(found.len(), 1, "{source}: {found:?}");
            assert!(
                found[0].starts_with(message),
                "{source}\n  found    {}\n  expected {message}",
                found[0]
            );
        }
    }

    #[test]
    fn what_is_right_or_only_known_later_is_left_alone() {
        for source in [
            "{% extends 'base.html' %}{% block a %}{{ super() }}{% endblock %}",
            "{% include 'gone.html' ignore missing %}",
            "{% include ['gone.html', 'base.html'] %}",
            "{% include name %}{{ asset(name) }}{{ asset('img/' ~ name) }}",
            "{{ asset('app.css') }}{{ asset(\"/img/logo.svg\") }}",
            "{{ liveview_headers() }}{{ liveview_room() }}",
            "{# {% include 'gone.html' %} #}{% raw %}{{ asset('gone') }}{% endraw %}",
            "{{ x|upper|join(', ') }}{% if x is defined and x is divisibleby(2) %}{% endif %}",
            "{% from 'base.html' import m %}{{ m(1) }}",
            "{% set parts = ['base.html'] %}{% for part in parts %}{% include part %}{% endfor %}",
        ] {
            assert_eq!(
                told(&[
                    ("base.html", "{% block a %}{% endblock %}"),
                    ("t.html", source)
                ]),
                [""; 0],
                "{source}"
            );
        }
    }

    #[test]
    fn each_template_is_told_of_and_in_a_broken_one_only_what_broke_it() {
        let found = told(&[
            ("a.html", "{% if %}{{ asset('gone') }}"),
            ("b.html", "{% include 'a.html' %}{{ asset('gone') }}"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].starts_with("templates/a.html:1: syntax error") && found[1].contains("`gone`"),
            "{found:?}"
        );
    }
}
