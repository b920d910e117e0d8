//! Models and scenarios on disk: good ones load, bad ones are answered with places, nothing panics.

#[path = "support/core.rs"]
mod core;

use self::core::{copy_core, core};
use linchpin::finding::Findings;
use linchpin::input::check_paths;
use linchpin::model::{Model, ModelSource};
use linchpin::scenario::Library;
use std::fs;
use std::path::Path;

/// A copy of the core model that a test may spoil.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy_core(folder.path());
    folder
}

fn spoil(folder: &Path, file: &str, old: &str, new: &str) {
    core::patch(&folder.join(file), old, new);
}

fn check(path: &Path) -> String {
    check_paths(&[path.to_owned()]).findings.render(false).replace(&*path.to_string_lossy(), "PATH")
}

fn load(folder: &Path) -> (Model, Library) {
    let source = ModelSource::Folder(folder.to_owned());
    let model = Model::load(&source).expect("the core model is good").value;
    let library = Library::load(&source, &model).expect("its scenarios are good").value;
    (model, library)
}

#[test]
fn a_model_folder_loads_with_its_scenarios_and_fingerprints() {
    let loaded = Model::load(&ModelSource::Folder(core())).expect("the core model is good");
    assert_eq!(loaded.value.products.len(), 4);
    assert_eq!(loaded.hashes.len(), 6);
    let (_, library) = load(&core());
    assert_eq!(library.ids().collect::<Vec<_>>(), ["baseline", "double-trouble", "gallium-stop"]);
    assert_eq!(library.hazards().hazard.len(), 1);
}

#[test]
fn includes_are_expanded_before_own_shocks() {
    let (_, library) = load(&core());
    let scenario = library.resolve("double-trouble").expect("it is there").value;
    assert_eq!(scenario.shock.len(), 2);
    assert_eq!(scenario.shock[0].severity.get(), 0.9);
    assert_eq!(scenario.expanded, ["gallium-stop"], "it says whose shocks it holds");
}

#[test]
fn an_unknown_scenario_is_answered_with_the_nearest() {
    let (_, library) = load(&core());
    let findings = library.resolve("galium-stop").expect_err("no such scenario");
    assert!(findings.render(false).contains("did you mean `gallium-stop`?"), "{findings}");
    let findings = library.resolve("scenarios/no.toml").expect_err("no such file");
    assert!(findings.render(false).contains("no such file"), "{findings}");
}

#[test]
fn a_scenario_by_path_includes_its_siblings_first() {
    let (_, library) = load(&core());
    let folder = tempfile::tempdir().expect("a folder");
    let text = |includes: &str, severity: &str| {
        format!(
            "id = \"mine\"\ntitle = \"Mine\"\ncategory = \"test\"\nincludes = [{includes}]\n[[shock]]\n\
             hits = {{ kind = \"trade\", economies = [\"CHN\"] }}\nseverity = {severity}\n"
        )
    };
    let mine = folder.path().join("other-name.toml");
    fs::write(&mine, text("\"gallium-stop\", \"sibling\"", "0.5")).expect("written");
    fs::write(folder.path().join("sibling.toml"), text("", "0.1").replace("\"mine\"", "\"sibling\"")).expect("written");
    let scenario = library.resolve(&mine.to_string_lossy()).expect("good").value;
    let severities: Vec<_> = scenario.shock.iter().map(|shock| shock.severity.get()).collect();
    assert_eq!(severities, [0.9, 0.1, 0.5]);
    fs::write(folder.path().join("sibling.toml"), text("\"mine\"", "0.1").replace("id = \"mine\"", "id = \"sibling\""))
        .expect("written");
    let findings = library.resolve(&mine.to_string_lossy()).expect_err("a circle");
    assert!(findings.render(false).contains("circle: `mine` includes `sibling` includes `mine`"), "{findings}");
}

#[test]
fn the_core_model_checks_out_by_every_path() {
    for path in ["", "scenarios", "semiconductors.toml", "scenarios/double-trouble.toml", "scenarios/hazards.toml"] {
        let mut findings = check_paths(&[core().join(path)]).findings;
        findings.retain(|finding| !finding.message.contains("the sector is empty"));
        assert_eq!(findings.render(false), "", "{path}");
    }
}

#[test]
fn errors_of_all_files_are_reported_together() {
    let folder = copy();
    spoil(folder.path(), "routes.toml", "days = 32", "days = -32");
    spoil(folder.path(), "semiconductors.toml", "economy = \"DEU\"", "economy = \"GER\"");
    spoil(folder.path(), "scenarios/gallium-stop.toml", "gallium\"]", "galium\"]");
    fs::write(folder.path().join("sources.toml"), b"\xFF\xFEs\0o\0").expect("written");
    fs::write(folder.path().join("economies.toml"), "").expect("written");
    insta::assert_snapshot!(check(folder.path()), @r#"
    note: the model has no such file: the sector is empty
    --> PATH/clean-energy.toml

    error: this file is empty
     --> PATH/economies.toml:1:1
      |
    1 |
      | ^
      |
      = help: `linchpin schema` prints which keys a file may have

    note: the model has no such file: the sector is empty
    --> PATH/ict.toml

    note: the model has no such file: the sector is empty
    --> PATH/pharmaceuticals.toml

    error: `passage.days` is -32: wanted a number from 0 to 36500
      --> PATH/routes.toml:22:8
       |
    22 | days = -32
       |        ^^^ admissible is a number from 0 to 36500

    error: unknown product `galium`
     --> PATH/scenarios/gallium-stop.toml:6:39
      |
    6 | hits = { kind = "export", products = ["galium"], from = ["CHN"], to = ["JPN"] }
      |                                       ^^^^^^^^ no such product
      |
      = help: did you mean `gallium`?

    error: supply shares of `gaas_wafer` sum to 1.05: admissible is at most 1
      --> PATH/semiconductors.toml:13:65
       |
    13 |     { firm = "freiberger", seat = "DEU", plant = "DEU", share = 0.25, year = 2024, source = "analyst", confidence = "estimate" },
       |                                                                 ^^^^ with this row the sum passes 1
       |
       = help: what is missing to one is the unnamed remainder; rows of different years must still sum to one

    error: this file is not UTF-8 but UTF-16 (little-endian)
     --> PATH/sources.toml:1:1
      |
    1 |
      | ^
      |
      = help: save it as UTF-8 (on Windows: "Save as", encoding "UTF-8")

    5 errors, 3 notes
    "#);
}

#[test]
fn a_single_file_is_checked_within_its_folder_and_answers_for_itself_only() {
    let folder = copy();
    spoil(folder.path(), "semiconductors.toml", "product = \"gallium\"", "product = \"gallum\"");
    spoil(folder.path(), "critical-minerals.toml", "share = 0.9", "share = 9");
    let rendered = check(&folder.path().join("semiconductors.toml"));
    assert!(rendered.contains("unknown product `gallum`") && rendered.ends_with("1 error\n"), "{rendered}");
}

#[test]
fn a_stray_scenario_file_need_not_be_called_like_its_id_but_one_in_a_library_must() {
    let folder = copy();
    let scenario = folder.path().join("scenarios/renamed.toml");
    fs::rename(folder.path().join("scenarios/gallium-stop.toml"), &scenario).expect("renamed");
    assert!(check(&scenario).contains("the id is `gallium-stop`, but the file is `renamed.toml`"));
}

#[test]
fn what_is_no_file_of_a_model_is_answered_kindly() {
    let folder = copy();
    let messages = |name: &str| check_paths(&[folder.path().join(name)]).findings.render(false);
    assert!(messages("semiconductor.toml").contains("semiconductors.toml`?"), "{}", messages("semiconductor.toml"));
    fs::rename(folder.path().join("routes.toml"), folder.path().join("route.toml")).expect("renamed");
    let rendered = messages("");
    assert!(rendered.contains("did you mean `routes.toml`?"), "{rendered}");
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    assert!(messages("empty").contains("no .toml files"), "{}", messages("empty"));
    let large = fs::File::create(folder.path().join("large.toml")).expect("a file");
    large.set_len(17 << 20).expect("a large file");
    assert!(messages("large.toml").contains("17.0 MiB: admissible are up to 16 MiB"), "{}", messages("large.toml"));
    let source = ModelSource::Folder(folder.path().join("no-such-model"));
    let findings: Findings = Model::load(&source).expect_err("no such folder");
    assert!(findings.render(false).contains("no such file or folder"), "{findings}");
}

#[test]
fn the_embedded_model_and_its_scenarios_have_no_errors_and_no_warnings() {
    let model = Model::load(&ModelSource::Embedded).unwrap_or_else(|findings| panic!("{findings}"));
    let library = Library::load(&ModelSource::Embedded, &model.value).unwrap_or_else(|findings| panic!("{findings}"));
    for findings in [&model.findings, &library.findings] {
        assert_eq!(findings.count(linchpin::finding::Kind::Warning), 0, "{findings}");
    }
    for id in library.value.ids() {
        let scenario = library.value.resolve(id).expect("it is in the library").value;
        assert!(!scenario.shock.is_empty() || id == "baseline", "{id}");
    }
}

#[test]
fn scenarios_of_the_program_that_do_not_fit_a_model_are_left_out_of_its_library() {
    let folder = copy();
    fs::remove_dir_all(folder.path().join("scenarios")).expect("removed");
    let source = ModelSource::Folder(folder.path().to_owned());
    let model = Model::load(&source).expect("the core model is good").value;
    let loaded = Library::load(&source, &model).expect("what is left is good");
    assert!(loaded.value.ids().any(|id| id == "baseline"));
    assert!(!loaded.value.ids().any(|id| id == "taiwan-blockade"));
    assert!(loaded.findings.render(false).contains("does not fit this model and is left out"));
}
