use super::*;

fn read(text: &str) -> Result<(Vec<ShareGroup>, Findings), Findings> {
    read_share_list(&Bytes { name: "list.csv".to_owned(), bytes: text.as_bytes().to_vec() })
}

fn shares(text: &str) -> Vec<f64> {
    let (groups, _) = read(text).expect("a sound list");
    groups.into_iter().flat_map(|group| group.shares).map(|(_, share)| share).collect()
}

fn refusal(text: &str) -> String {
    read(text).expect_err("refused").render(false)
}

#[test]
fn groups_come_in_order_of_appearance() {
    let (groups, findings) = read("Share, ENTITY ,group\n0.5,a,late\n0.5,a,early\n0.5,b,late\n").expect("sound");
    let names: Vec<_> = groups.iter().map(|group| group.name.as_deref()).collect();
    assert_eq!(names, [Some("late"), Some("early")]);
    assert_eq!(groups[0].shares, [("a".to_owned(), 0.5), ("b".to_owned(), 0.5)]);
    assert!(findings.is_empty());
}

#[test]
fn shares_are_percent_if_any_group_sums_above_one() {
    assert_eq!(shares("entity,share\na,0.6\nb,0.45\n"), [0.6, 0.45]);
    assert_eq!(shares("entity,share\na,60\nb,40\n"), [0.6, 0.4]);
    let (groups, findings) = read("group,entity,share\nx,a,60\ny,a,0.5\n").expect("sound");
    assert_eq!(groups[1].shares[0].1, 0.005);
    assert!(findings.render(false).contains("the shares of group `y` sum to 0.5 percent"));
}

#[test]
fn few_percent_are_percent_with_a_warning() {
    for (text, expected) in [
        ("entity,share\nx,1.0\ny,0.3\n", [0.01, 0.003]),
        ("entity,share\na,5\nb,4.5\n", [0.05, 0.045]),
        ("group,entity,share\nx,A,4\nx,B,3\n", [0.04, 0.03]),
    ] {
        assert_eq!(shares(text), expected);
        let said = read(text).expect("sound").1.render(false);
        assert!(said.contains("taken for percent: fractions sum to at most 1.05"), "{said}");
        assert_eq!(said.matches("warning: ").count(), 1, "{said}");
    }
}

#[test]
fn quantities_become_shares_of_their_sum() {
    assert_eq!(shares("entity;quantity\na;3\nb;1\n"), [0.75, 0.25]);
    assert_eq!(shares("entity,quantity\na,1.5e308\nb,1.5e308\n"), [0.5, 0.5]);
}

#[test]
fn everything_wrong_with_the_rows_is_said_at_once() {
    let text = "entity,share\nChina,-5\n,10\nJapan,NaN\nPeru,\nIndia,\"0,5\"\nChile,1,5\nChad,110\nchad,2\n";
    insta::assert_snapshot!(refusal(text));
}

#[test]
fn everything_wrong_with_the_header_is_said_at_once() {
    insta::assert_snapshot!(refusal("entty,grup,share,quantity\na,b,1,2\n"));
    insta::assert_snapshot!(refusal("country\tproduction\na\t1\n"));
}

#[test]
fn sums_beyond_rounding_are_refused() {
    assert!(refusal("entity,share\na,80\nb,30\n").contains("sum to 110 percent: admissible are up to 105"));
    assert!(refusal("entity,share\na,1.03\n").contains("1.03 is not a share: admissible are 0 to 1"));
    // The smallest of many suppliers only, as a list may have them.
    assert_eq!(shares("entity,share\na,9\nb,3\n"), [0.09, 0.03]);
    let mixed = refusal("group,entity,share\nx,a,60\nx,b,40\ny,a,0.7\ny,b,0.3\n");
    assert!(mixed.contains("the shares of group `y` sum to 1, as fractions do; others of this file are percent"));
    assert!(refusal("entity,share\na,0\n").contains("all zero"));
    assert!(refusal("entity,quantity\na,0\n").contains("all zero"));
}

#[test]
fn quotes_and_empty_files() {
    assert!(refusal("entity,share\n\"a,1\nb,2\n").contains("never closed"));
    assert!(refusal("entity,share\n\"a\"b,1\n").contains("follows the closing quote"));
    assert!(refusal(" \n").contains("empty"));
    assert!(refusal("entity,share\n\n").contains("no rows"));
}

#[test]
fn points_that_may_part_thousands_are_told() {
    let (_, findings) = read("entity;quantity\nCHN;1.500\nJPN;900\nUSA;800\n").expect("sound");
    assert!(findings.render(false).contains("list.csv:2:5") && findings.render(false).contains("write 1500"));
    assert!(read("entity;share\nCHN;1.500\nJPN;90\n").expect("sound").1.is_empty());
}

#[test]
fn a_total_is_no_supplier() {
    let told = refusal("entity,quantity\nCHN,60\nJPN,40\nWorld,100\n");
    assert!(told.contains("list.csv:4:1") && told.contains("leave the total out"), "{told}");
    assert_eq!(shares("entity,quantity\nCHN,3\nrest of world,1\n"), [0.75, 0.25]);
}
