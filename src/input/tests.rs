use super::parse;
use crate::finding::{Findings, SourceText};
use crate::model::SectorFile;
use crate::scenario::Scenario;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::sync::Arc;

fn complaints<T: DeserializeOwned + JsonSchema + 'static>(text: &str) -> String {
    let mut findings = Findings::new();
    parse::<T>(&Arc::new(SourceText::new("x.toml", text.to_owned())), &mut findings);
    findings.sorted().render(false)
}

#[expect(clippy::too_many_lines, reason = "one snapshot")]
#[test]
fn every_problem_of_a_file_is_reported_with_its_place() {
    let text = r#"
sector = "semiconductor"
[[product]]
id = "Gallium Primary"
name = 5
tier = 2.5
goods = "Material"
lead_tiem = { value = 3 }
cover = { value = nan, year = 1024, source = "usgs", confidence = "read" }
[[product.supply]]
economy = "CHN"
share = 98
yaer = 2024
source = "usgs"
[[product.supply]]
economy = "CHN"
share = "45%"
year = 2024
source = "usgs"
confidence = "red"
imports = 3
"#;
    insta::assert_snapshot!(complaints::<SectorFile>(text), @r#"
    error: `sector` is `semiconductor`, not one of `semiconductors`, `critical-minerals`, `ict`, `clean-energy`, `pharmaceuticals`, `industries`
     --> x.toml:2:10
      |
    2 | sector = "semiconductor"
      |          ^^^^^^^^^^^^^^^ no such word here
      |
      = help: did you mean `semiconductors`?

    error: `product.id` is `Gallium Primary`, which is not of the form of an id
     --> x.toml:4:6
      |
    4 | id = "Gallium Primary"
      |      ^^^^^^^^^^^^^^^^^ wanted lower-case letters, digits and `_`, a letter first
      |
      = help: did you mean `gallium_primary`?

    error: `product.name` is the number 5, not a text
     --> x.toml:5:8
      |
    5 | name = 5
      |        ^ wanted a text

    error: `product.tier` is the number 2.5, not a whole number from 0 to 20
     --> x.toml:6:8
      |
    6 | tier = 2.5
      |        ^^^ wanted a whole number from 0 to 20

    error: `product.goods` is `Material`, not one of `material`, `manufactured`, `service`, `end-use`
     --> x.toml:7:9
      |
    7 | goods = "Material"
      |         ^^^^^^^^^^ no such word here
      |
      = help: did you mean `material`?

    error: unknown key `lead_tiem`
     --> x.toml:8:1
      |
    8 | lead_tiem = { value = 3 }
      | ^^^^^^^^^ not a key of `product`
      |
      = help: did you mean `lead_time`? Days a new order waits (the order book); never the transit time.

    error: `product.cover.value` is nan: wanted a number from 0 to 36500
     --> x.toml:9:19
      |
    9 | cover = { value = nan, year = 1024, source = "usgs", confidence = "read" }
      |                   ^^^ admissible is a number from 0 to 36500

    error: `product.cover.year` is 1024: wanted a number from 1950 to 2060
     --> x.toml:9:31
      |
    9 | cover = { value = nan, year = 1024, source = "usgs", confidence = "read" }
      |                               ^^^^ admissible is a number from 1950 to 2060

    error: `product.supply` has no `confidence`
      --> x.toml:10:1
       |
    10 | [[product.supply]]
       | ^^^^^^^^^^^^^^^^^^ `confidence` is missing here
       |
       = help: `confidence`: How it is known.

    error: `product.supply.share` is 98: wanted a number from 0 to 1
      --> x.toml:12:9
       |
    12 | share = 98
       |         ^^ admissible is a number from 0 to 1
       |
       = help: if this is percent, write 0.98

    error: unknown key `yaer`
      --> x.toml:13:1
       |
    13 | yaer = 2024
       | ^^^^ not a key of `product.supply`
       |
       = help: did you mean `year`? Year the figure describes.

    error: `product.supply.share` is the text "45%", not a number from 0 to 1
      --> x.toml:17:9
       |
    17 | share = "45%"
       |         ^^^^^ wanted a number from 0 to 1
       |
       = help: write a fraction, for example 0.25 for 25%

    error: `product.supply.confidence` is `red`, not one of `read`, `secondary`, `estimate`
      --> x.toml:20:14
       |
    20 | confidence = "red"
       |              ^^^^^ no such word here
       |
       = help: did you mean `read`?

    error: unknown key `imports`
      --> x.toml:21:1
       |
    21 | imports = 3
       | ^^^^^^^ not a key of `product.supply`
       |
       = help: it is a key of `product`: it must stand above the first `[product.supply]` or `[[product.supply]]`

    14 errors
    "#);
}

#[test]
fn a_target_is_judged_by_the_kind_it_chose() {
    let text = r#"
id = "x"
title = "X"
category = "test"
[[shock]]
severity = -3
hits = { kind = "export", economies = ["CHN"] }
[[shock]]
severity = 1
duration_days = -4
hits = { kind = "exprot", from = ["CHN"] }
[[shock]]
severity = 1
hits = { products = ["x"] }
[[shock]]
severity = inf
hits = { kind = "route", chokepoints = "hormuz" }
"#;
    insta::assert_snapshot!(complaints::<Scenario>(text), @r#"
    error: `shock.severity` is -3: wanted a number from 0 to 1
     --> x.toml:6:12
      |
    6 | severity = -3
      |            ^^ admissible is a number from 0 to 1
      |
      = help: only where `kind` of `hits` is `demand` it may be a number from -0.95 to 10

    error: unknown key `economies`
     --> x.toml:7:27
      |
    7 | hits = { kind = "export", economies = ["CHN"] }
      |                           ^^^^^^^^^ not a key of `shock.hits`
      |
      = help: keys here: `firm`, `from`, `products`, `to`, `kind`

    error: `shock.duration_days` is -4: wanted a number from 0 to 36500
      --> x.toml:10:17
       |
    10 | duration_days = -4
       |                 ^^ admissible is a number from 0 to 36500

    error: `shock.hits.kind` is `exprot`, not one of `capacity`, `capital`, `export`, `trade`, `route`, `demand`, `stock`, `input`, `asset`
      --> x.toml:11:17
       |
    11 | hits = { kind = "exprot", from = ["CHN"] }
       |                 ^^^^^^^^ no such word here
       |
       = help: did you mean `export`?

    error: `shock.hits` has no `kind`
      --> x.toml:14:8
       |
    14 | hits = { products = ["x"] }
       |        ^^^^^^^^^^^^^^^^^^^^ `kind` is missing here
       |
       = help: `kind` is one of `capacity`, `capital`, `export`, `trade`, `route`, `demand`, `stock`, `input`, `asset`

    error: `shock.severity` is inf: wanted a number from 0 to 1
      --> x.toml:16:12
       |
    16 | severity = inf
       |            ^^^ admissible is a number from 0 to 1
       |
       = help: only where `kind` of `hits` is `demand` it may be a number from -0.95 to 10

    error: `shock.hits.chokepoints` is the text "hormuz", not a list of texts
      --> x.toml:17:40
       |
    17 | hits = { kind = "route", chokepoints = "hormuz" }
       |                                        ^^^^^^^^ wanted a list of texts
       |
       = help: write ["hormuz"]

    7 errors
    "#);
}

#[test]
fn all_errors_of_syntax_are_reported_together() {
    let text = "id = \"open\ntitle =\nhorizon_days = 365,5\n[[shock]\nseverity = 12\n[x\n";
    insta::assert_snapshot!(complaints::<Scenario>(text), @r#"
    error: not valid TOML: invalid basic string, expected `"`
     --> x.toml:1:11
      |
    1 | id = "open
      |           ^

    error: not valid TOML: string values must be quoted, expected literal string
     --> x.toml:2:8
      |
    2 | title =
      |        ^

    error: not valid TOML: unexpected key or value, expected newline, `#`
     --> x.toml:3:19
      |
    3 | horizon_days = 365,5
      |                   ^
      |
      = help: decimals are written with a point: 365.5

    error: not valid TOML: unclosed array table, expected `]`
     --> x.toml:4:9
      |
    4 | [[shock]
      |         ^

    error: not valid TOML: unclosed table, expected `]`
     --> x.toml:6:3
      |
    6 | [x
      |   ^

    5 errors
    "#);
}

#[test]
fn a_key_of_a_table_beside_it_is_led_there() {
    let text = "id = \"x\"\ntitle = \"X\"\ncategory = \"test\"\n[[shock]]\nseverity = 1\n\
                hits = { kind = \"capital\", products = [\"x\"] }\nrebuild = { days = 60, products = { x = 1 } }\n";
    let said = complaints::<Scenario>(text);
    assert!(said.contains("unknown key `rebuild`"), "{said}");
    assert!(said.contains("it is a key of `hits`: write it inside, `hits = { …, rebuild = … }`"), "{said}");
}
