//! Shocks in one line: every form, and every mistake with its place.

use super::*;

#[test]
fn reads_the_question_of_the_readme() {
    let shock = parse("export CHN>ree_heavy_separated>JPN 90% 180d").unwrap();
    let Target::Export { products, from, to, .. } = &shock.hits else { panic!("{shock:?}") };
    assert_eq!(products.as_deref(), Some(&["ree_heavy_separated".to_owned()][..]));
    assert_eq!((from.as_deref().unwrap().join(","), to.as_deref().unwrap().join(",")), ("CHN".into(), "JPN".into()));
    assert_eq!((shock.severity.get(), shock.duration_days.unwrap().get()), (0.9, 180.0));
}

#[test]
fn reads_every_form() {
    for line in [
        "capacity TWN>logic_lt10nm,dram 30% 14d recovery=60d",
        "capacity *>goes_steel 0.25 730d onset=120d",
        "capital TWN>c14 50% 90d recovery=60d shape=concave",
        "trade TWN 90% 90d shape=s-curve",
        "input TWN<lng 60% 30d",
        "route suez,bab_el_mandeb 55% 720d",
        "asset port_nagoya 100% 3d",
        "demand logic_mature_gt45nm +17% 540d",
        "demand lng@IND -5% forever",
        "stock lng@IND 50%",
        "reserve crude_oil 100% start=10d",
    ] {
        assert!(parse(line).is_ok(), "{line}: {:?}", parse(line));
    }
}

#[test]
fn tells_every_problem_at_once_with_its_place() {
    let errors = parse("exprt CHN>x 190% 12x when=3d").unwrap_err();
    assert_eq!(errors.len(), 5, "{errors:?}");
    assert_eq!(errors[0].span, 0..5);
    assert!(errors[1].help.contains("0 to 1"));
}

#[test]
fn what_names_nothing_is_refused() {
    for line in ["trade * 90% 10d", "route , 50% 10d", "input *<lng 50% 10d", "demand * +10% 10d", "stock lng@ 1% 1d"] {
        assert_eq!(parse(line).expect_err(line).len(), 1, "{line}");
    }
}

#[test]
fn an_unreadable_length_is_not_a_missing_one_and_nothing_stands_twice() {
    for line in ["route suez 50% -3d", "route suez 50% 40% 3d", "route suez 50% 3d forever"] {
        assert_eq!(parse(line).expect_err(line).len(), 1, "{line}");
    }
    assert!(target_of("route suez 190%").is_some());
}

#[test]
fn never_panics() {
    for line in
        ["", " ", "export", "export > 1% 1d", "é>é", "input < 1% 1d", "demand @ 1% 1d", "route , 1% 1d", "= = ="]
    {
        let _ = parse(line);
    }
}

#[test]
fn a_setting_stands_once() {
    let errors = parse("route hormuz 90% 30d onset=3d onset=30d").unwrap_err();
    assert_eq!((errors.len(), errors[0].span.clone()), (1, 30..39), "{errors:?}");
    assert!(errors[0].help.contains("say `onset` once"), "{errors:?}");
}

#[test]
fn lengths_in_other_units_are_told_in_days() {
    for (line, help) in
        [("30days", "write 30d"), ("2w", "write 14d"), ("3months", "write 90d"), ("1.5y", "write 547.5d")]
    {
        let errors = parse(&format!("route hormuz 90% {line}")).unwrap_err();
        assert_eq!((errors.len(), errors[0].help.as_str()), (1, help), "{errors:?}");
        assert!(errors[0].message.contains("is no number of days"), "{errors:?}");
    }
}
