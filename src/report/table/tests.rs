use super::*;

fn sample() -> Table {
    let mut table = Table::new([
        Column::new("name"),
        Column::new("hhi").titled("HHI").decimals(2),
        Column::new("id").for_scripts(),
    ]);
    table.push(["日本".into(), 0.5.into(), 1_usize.into()]);
    table.push(["a, \"b\"\u{1b}[2J".into(), Cell::Missing, 2_usize.into()]);
    table
}

fn text(write: impl Fn(&Table, &mut dyn Write) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&sample(), &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}

#[test]
fn a_late_column_may_be_shown_early() {
    let mut table = Table::new([
        Column::new("a"),
        Column::new("b"),
        Column::new("hidden").for_scripts(),
        Column::new("late").shown_after("a"),
    ]);
    table.push(["1", "2", "3", "4"].map(Cell::from));
    let mut bytes = Vec::new();
    table.write_text(&mut bytes).expect("written");
    assert_eq!(String::from_utf8(bytes).expect("text").lines().next(), Some("a  late  b"));
    let mut bytes = Vec::new();
    table.write_csv(&mut bytes).expect("written");
    assert_eq!(String::from_utf8(bytes).expect("text"), "a,b,hidden,late\n1,2,3,4\n");
}

#[test]
fn people_see_aligned_columns() {
    let expected = "name          HHI\n------------  ----\n日本          0.50\na, \"b\" [2J    n/a\n";
    let shown = text(Table::write_text);
    assert_eq!(shown.lines().count(), 4);
    let widths: Vec<_> = shown.lines().map(UnicodeWidthStr::width).collect();
    assert_eq!(widths[1], widths[2], "{shown}{expected}");
    assert!(!shown.contains('\u{1b}'));
}

#[test]
fn scripts_see_every_column_in_order() {
    assert_eq!(text(Table::write_csv), "name,hhi,id\n日本,0.5,1\n\"a, \"\"b\"\"\u{1b}[2J\",,2\n");
    let json = serde_json::to_string(&sample()).expect("JSON");
    assert!(json.starts_with(r#"[{"name":"日本","hhi":0.5,"id":1},"#), "{json}");
    assert!(json.contains(r#""hhi":null"#));
}

#[test]
fn what_is_not_finite_is_missing() {
    assert_eq!(Cell::from(f64::NAN), Cell::Missing);
    assert_eq!(Cell::from(Some(f64::INFINITY)), Cell::Missing);
}

#[test]
fn words_stand_for_a_number_where_people_read_and_nowhere_else() {
    let mut table = Table::new(["a", "b"].map(|key| Column::new(key).decimals(1)));
    table.push([Cell::Worded(0.0, "none".to_owned()), Cell::Worded(0.0, "–".to_owned())]);
    table.push([2.5.into(), 0.5.into()]);
    let shown = |write: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("written");
        String::from_utf8(bytes).expect("text")
    };
    assert_eq!(shown(&|out| table.write_text(out)), "   a    b\n----  ---\nnone    –\n 2.5  0.5\n");
    assert_eq!(shown(&|out| table.write_csv(out)), "a,b\n0,0\n2.5,0.5\n");
    assert_eq!(serde_json::to_string(&table).expect("JSON"), r#"[{"a":0.0,"b":0.0},{"a":2.5,"b":0.5}]"#);
}

#[test]
fn people_see_the_first_of_a_long_list_and_scripts_all_of_it() {
    let mut table = Table::new([Column::new("cut").listed(2)]);
    for list in ["", "a", "a;b", "a;b;c;d"] {
        table.push([list.into()]);
    }
    let shown = |write: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("written");
        String::from_utf8(bytes).expect("text")
    };
    assert_eq!(shown(&|out| table.write_text(out)), "cut\n------------\n\na\na; b\na; b; 2 more\n");
    assert!(shown(&|out| table.write_csv(out)).ends_with("a;b;c;d\n"));
}
