//! The table of names: what is taken and how it is spelled, what is refused and what is suggested instead.
//! That the command refuses them too, and writes nothing, is tested in `tests/cli/names.rs`.

use super::*;
use crate::error::Exit;

#[test]
fn a_name_has_every_spelling() {
    for (typed, path, kebab, pascal, title) in [
        ("search", "search", "search", "Search", "Search"),
        (
            "user_list",
            "user_list",
            "user-list",
            "UserList",
            "User List",
        ),
        (
            "user-list",
            "user_list",
            "user-list",
            "UserList",
            "User List",
        ),
        (
            "UserList",
            "user_list",
            "user-list",
            "UserList",
            "User List",
        ),
        (
            "userList",
            "user_list",
            "user-list",
            "UserList",
            "User List",
        ),
        ("HTTPLog", "http_log", "http-log", "HttpLog", "Http Log"),
        ("admin/users", "admin/users", "users", "Users", "Users"),
        (
            "admin::UserList",
            "admin/user_list",
            "user-list",
            "UserList",
            "User List",
        ),
        ("v2", "v2", "v2", "V2", "V2"),
        ("union", "union", "union", "Union", "Union"),
    ] {
        let name = Name::handler(typed).unwrap();
        assert_eq!(
            (
                name.path().as_str(),
                name.kebab().as_str(),
                name.pascal().as_str(),
                name.title().as_str()
            ),
            (path, kebab, pascal, title),
            "{typed}"
        );
    }
}

#[test]
fn a_trailing_handler_is_dropped_and_said() {
    for (typed, path) in [
        ("SearchHandler", "search"),
        ("search_handler", "search"),
        ("admin/users-handler", "admin/users"),
    ] {
        let name = Name::handler(typed).unwrap();
        assert_eq!(name.path(), path);
        assert!(name.dropped().is_some(), "{typed}");
    }
    let name = Name::handler("handler").unwrap();
    assert_eq!((name.path().as_str(), name.dropped()), ("handler", None));
}

#[test]
fn what_a_handler_cannot_be_called() {
    let long = "a".repeat(65);
    let wide = "wW".repeat(33);
    for (typed, code, hint) in [
        ("", "LV0101", "search"),
        ("  ", "LV0101", "search"),
        ("my app", "LV0102", "gen handler my_app`"),
        ("x;rm", "LV0103", "gen handler x_rm`"),
        ("a$b", "LV0103", "gen handler a_b`"),
        ("my.app", "LV0103", "gen handler my_app`"),
        ("a\\b", "LV0103", "gen handler a/b`"),
        ("a:b", "LV0103", "gen handler a_b`"),
        ("a\nb", "LV0103", "gen handler a_b`"),
        ("a\u{1b}[2Jb", "LV0103", "gen handler a_2Jb`"),
        ("1app", "LV0104", "gen handler app1`"),
        ("404", "LV0104", "gen handler error_404`"),
        ("admin/404", "LV0104", "gen handler admin/error_404`"),
        ("match", "LV0105", "gen handler match_page`"),
        ("Match", "LV0105", "gen handler Match_page`"),
        ("type", "LV0105", "type_page"),
        ("async", "LV0105", "async_page"),
        ("gen", "LV0105", "gen_page"),
        ("self", "LV0105", "self_page"),
        ("Self", "LV0105", ""),
        ("crate", "LV0105", "crate_page"),
        ("mod", "LV0105", "mod_page"),
        ("_", "LV0105", ""),
        ("admin/match", "LV0105", "admin/match_page"),
        ("café", "LV0106", "gen handler cafe`"),
        ("検索", "LV0106", "ASCII"),
        ("../x", "LV0107", "gen handler x`"),
        ("a/../b", "LV0107", "gen handler a/b`"),
        ("./x", "LV0107", "gen handler x`"),
        ("/etc/x", "LV0108", "gen handler etc/x`"),
        ("C:\\x", "LV0108", "gen handler x`"),
        ("\\\\server\\x", "LV0108", "gen handler server/x`"),
        ("~/x", "LV0108", "gen handler x`"),
        ("a//b", "LV0109", "gen handler a/b`"),
        ("a/", "LV0109", "gen handler a`"),
        ("a::", "LV0109", "gen handler a`"),
        ("/", "LV0109", "ASCII"),
        ("con", "LV0110", "con_page"),
        ("NUL", "LV0110", "NUL_page"),
        ("com1", "LV0110", "com1_page"),
        ("admin/Aux", "LV0110", "admin/Aux_page"),
        ("lib", "LV0111", "lib_page"),
        ("main", "LV0111", "main_page"),
        (&long, "LV0115", "64"),
        // Every capital begins a word, and takes an underscore.
        (&wide, "LV0115", "64"),
        ("a/b/c/d/e/f/g", "LV0115", "6 segments"),
        ("-x", "LV0116", "gen handler x`"),
        ("_x", "LV0117", "did you mean `liveview gen handler x`"),
        ("a__b", "LV0117", "gen handler a_b`"),
        ("x-", "LV0117", "gen handler x`"),
        ("a-_b", "LV0117", "gen handler a_b`"),
        ("handlers", "LV0123", "gen handler handlers_page`"),
        ("admin/admin", "LV0123", "gen handler admin/admin_page`"),
        ("UserList/user-list", "LV0123", "UserList/user_list_page`"),
        ("a/b/b/c", "LV0123", "gen handler a/b/b_page/c`"),
    ] {
        let error = Name::handler(typed).expect_err(typed);
        assert_eq!(
            error.code().map(|code| code.to_string()).as_deref(),
            Some(code),
            "{typed}"
        );
        assert_eq!(error.exit(), Exit::Usage, "{typed}");
        assert!(
            error.hint_text().unwrap().contains(hint),
            "{typed}: {:?}",
            error.hint_text()
        );
    }
}

#[test]
fn limits_are_inclusive() {
    assert!(Name::handler(&"a".repeat(64)).is_ok());
    assert!(Name::handler("a/b/c/d/e/f").is_ok());
    assert!(Name::handler("a/b/a/handlers").is_ok());
    assert!(AppName::parse(&"a".repeat(64), &[]).is_ok());
}

#[test]
fn positions_count_from_one() {
    assert_eq!(
        Name::handler("my app").unwrap_err().message(),
        "`my app` has a space at position 3"
    );
}

#[test]
fn an_app_is_named_as_typed_or_in_kebab_case() {
    for (typed, package, crate_name, title) in [
        ("myapp", "myapp", "myapp", "Myapp"),
        ("my-app", "my-app", "my_app", "My App"),
        ("my_app", "my_app", "my_app", "My App"),
        ("MyApp", "my-app", "my_app", "My App"),
        ("v2api", "v2api", "v2api", "V2api"),
    ] {
        let name = AppName::parse(typed, &[]).unwrap();
        assert_eq!(
            (
                name.package.as_str(),
                name.crate_name.as_str(),
                name.title.as_str()
            ),
            (package, crate_name, title)
        );
    }
}

#[test]
fn what_an_app_cannot_be_called() {
    let long = "a".repeat(65);
    for (typed, code, hint) in [
        ("", "LV0101", "myapp"),
        ("my app", "LV0102", "new my-app`"),
        ("x;rm", "LV0103", "new x-rm`"),
        ("my.app", "LV0103", "new my-app`"),
        (
            "x\"\n[dependencies]\nevil=\"1",
            "LV0103",
            "new x-dependencies-evil-1`",
        ),
        ("1app", "LV0104", "new app1`"),
        ("404", "LV0104", "new error-404`"),
        ("match", "LV0105", "new match-app`"),
        ("café", "LV0106", "new cafe`"),
        ("~/x", "LV0108", "new x`"),
        ("C:\\x", "LV0108", "new x`"),
        ("con", "LV0110", "new con-app`"),
        ("main", "LV0111", "new main-app`"),
        ("test", "LV0112", "new test-app`"),
        ("core", "LV0112", "new core-app`"),
        ("std", "LV0112", "new std-app`"),
        ("alloc", "LV0112", "new alloc-app`"),
        ("proc_macro", "LV0112", "new proc-macro-app`"),
        ("proc-macro", "LV0112", "new proc-macro-app`"),
        ("build", "LV0113", "new build-app`"),
        ("deps", "LV0113", "new deps-app`"),
        ("examples", "LV0113", "new examples-app`"),
        ("incremental", "LV0113", "new incremental-app`"),
        ("liveview", "LV0114", "new liveview-app`"),
        ("axum", "LV0114", "new axum-app`"),
        ("tokio", "LV0114", "new tokio-app`"),
        ("serde", "LV0114", "new serde-app`"),
        ("futures-util", "LV0114", ""),
        ("futures_util", "LV0114", ""),
        (&long, "LV0115", "64"),
        ("-x", "LV0116", "new x`"),
        ("_x", "LV0117", "new x`"),
        ("a__b", "LV0117", "new a-b`"),
        ("x-", "LV0117", "new x`"),
    ] {
        let error = AppName::parse(typed, &["futures-util"]).expect_err(typed);
        assert_eq!(
            error.code().map(|code| code.to_string()).as_deref(),
            Some(code),
            "{typed}"
        );
        assert!(
            error.hint_text().unwrap().contains(hint),
            "{typed}: {:?}",
            error.hint_text()
        );
    }
}
