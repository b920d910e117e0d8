use super::*;

fn source() -> Arc<SourceText> {
    Arc::new(SourceText::new("models/ict.toml", "sector = \"ict\"\r\nname = \"Gerät\"\nshare = 1.2\n".to_owned()))
}

fn place_of(source: &Arc<SourceText>, needle: &str) -> Place {
    let start = source.text().find(needle).expect("the needle is in the text");
    Place::new(source, start..start + needle.len())
}

#[test]
fn a_finding_looks_like_one_of_rustc() {
    let source = source();
    let mut findings = Findings::new();
    findings.push(
        Finding::error("`share` is out of range")
            .at(place_of(&source, "1.2"))
            .label("admissible are 0 to 1")
            .help("shares are fractions, not percent"),
    );
    findings.push(Finding::warning("no such file").in_file("models/x.toml"));
    insta::assert_snapshot!(findings.render(false), @r#"
    error: `share` is out of range
     --> models/ict.toml:3:9
      |
    3 | share = 1.2
      |         ^^^ admissible are 0 to 1
      |
      = help: shares are fractions, not percent

    warning: no such file
    --> models/x.toml

    1 error, 1 warning
    "#);
}

#[test]
fn columns_count_characters_and_lines_count_from_one() {
    let source = source();
    assert_eq!(place_of(&source, "sector").line_column(), Some((1, 1)));
    assert_eq!(place_of(&source, "t\"\nshare").line_column(), Some((2, 13)));
    assert_eq!(Place::new(&source, 9_000..9_001).line_column(), Some((4, 1)));
}

#[test]
fn order_is_by_file_line_and_column_and_nothing_is_said_twice() {
    let source = source();
    let late = Finding::error("late").at(place_of(&source, "1.2"));
    let early = Finding::error("early").at(place_of(&source, "ict"));
    let mut findings = Findings::new();
    for finding in [&late, &early, &late] {
        findings.push(finding.clone());
    }
    let messages: Vec<_> = findings.sorted().into_iter().map(|finding| finding.message).collect();
    assert_eq!(messages, ["early", "late"]);
}

#[test]
fn json_carries_place_and_help() {
    let findings = Findings::from(Finding::note("stale").at(place_of(&source(), "1.2")));
    insta::assert_snapshot!(serde_json::to_string(&findings).expect("findings are plain"), @r#"[{"file":"models/ict.toml","line":3,"column":9,"severity":"note","message":"stale","help":null}]"#);
}

#[test]
fn a_very_long_line_is_named_but_not_shown() {
    let source = Arc::new(SourceText::new("long.toml", "x".repeat(100_000)));
    let rendered = Findings::from(Finding::error("long").at(Place::new(&source, 50_000..50_001))).render(false);
    assert!(rendered.contains("long.toml:1:50001") && rendered.len() < 200, "{rendered}");
}

#[test]
fn long_lists_are_cut_and_counted() {
    let mut findings = Findings::new();
    for number in 0..130 {
        findings.push(Finding::error(format!("fault {number}")));
    }
    findings.push(Finding::warning("doubt"));
    let told = findings.render(false);
    assert_eq!(told.matches("error: fault").count(), 100);
    assert!(
        told.contains("warning: doubt") && told.ends_with("and 30 more errors\n\n130 errors, 1 warning\n"),
        "{told}"
    );
}
