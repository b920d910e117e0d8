//! The core model with one cell changed gives one message.

use crate::model::core::complaints;

const MINERALS: &str = "critical-minerals.toml";
const CHIPS: &str = "semiconductors.toml";

/// The messages alone, one a line.
fn messages(patches: &[(&str, &str, &str)]) -> String {
    let rendered = complaints(patches);
    let wanted = |line: &&str| {
        let line = line.trim_start();
        ["error: ", "warning: ", "note: ", "--> ", "= help: "].iter().any(|start| line.starts_with(start))
    };
    rendered.lines().filter(wanted).map(|line| line.trim_start().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_core_model_has_nothing_to_complain_of() {
    assert_eq!(complaints(&[]), "");
}

#[test]
fn an_unknown_economy_is_answered_with_the_nearest() {
    insta::assert_snapshot!(complaints(&[(MINERALS, "{ economy = \"CHN\"", "{ economy = \"CHM\"")]), @r#"
    error: unknown economy `CHM`
      --> critical-minerals.toml:10:17
       |
    10 |     { economy = "CHM", share = 0.9, year = 2024, source = "usgs-mcs-2026", confidence = "read" },
       |                 ^^^^^ no such economy
       |
       = help: did you mean `CHN`?

    1 error
    "#);
}

#[test]
fn every_kind_of_id_is_checked() {
    insta::assert_snapshot!(messages(&[
        (MINERALS, "from = \"CHN\"", "from = \"CHNA\""),
        (CHIPS, "product = \"gallium\"", "product = \"galium\""),
        (CHIPS, "seat = \"DEU\"", "seat = \"DEX\""),
        (CHIPS, "sized_by = \"gaas_wafer\"", "sized_by = \"gaas_wafers\""),
        (CHIPS, "kind = \"essential\", use_share", "kind = \"essential\", only_in = [\"JPX\"], use_share"),
        (CHIPS, "source = \"analyst\"", "source = \"analysts\""),
        ("economies.toml", "region = \"CHN\"", "region = \"DEU\""),
        ("economies.toml", "area = \"east_asia\"", "area = \"east-asia\""),
        ("routes.toml", "chokepoint = \"suez\", share", "chokepoint = \"suex\", share"),
        ("routes.toml", "economy = \"JPN\"", "economy = \"JAP\""),
        ("model.toml", "home = [\"JPN\"]", "home = [\"JPN\", \"IDN\"]"),
    ]), @r#"
    error: unknown economy `CHNA`
    --> critical-minerals.toml:18:31
    = help: did you mean `CHN`?
    error: unknown area `east-asia`
    --> economies.toml:5:8
    = help: did you mean `east_asia`?
    error: `DEU` is not a region: it belongs to `EUU`
    --> economies.toml:10:10
    = help: did you mean `EUU`?
    error: unknown economy `IDN`
    --> model.toml:5:16
    = help: there are `CHN`, `DEU`, `EUU`, `JPN` (economies.toml)
    error: unknown chokepoint `suex`
    --> routes.toml:23:23
    = help: did you mean `suez`?
    error: unknown economy `JAP`
    --> routes.toml:45:11
    = help: there are `CHN`, `DEU`, `EUU`, `JPN` (economies.toml)
    error: unknown source `analysts`
    --> semiconductors.toml:9:59
    = help: did you mean `analyst`?
    error: unknown economy `DEX`
    --> semiconductors.toml:13:35
    = help: did you mean `DEU`?
    error: unknown product `galium`
    --> semiconductors.toml:16:17
    = help: did you mean `gallium`?
    error: unknown economy `JPX`
    --> semiconductors.toml:16:58
    = help: did you mean `JPN`?
    error: unknown product `gaas_wafers`
    --> semiconductors.toml:25:12
    = help: did you mean `gaas_wafer`?
    "#);
}

#[test]
fn a_home_economy_that_is_part_of_a_region_is_refused() {
    insta::assert_snapshot!(complaints(&[("model.toml", "home = [\"JPN\"]", "home = [\"JPN\", \"DEU\"]")]), @r#"
    error: home economy `DEU` has no demand of its own: it belongs to `EUU`
     --> model.toml:5:16
      |
    5 | home = ["JPN", "DEU"]
      |                ^^^^^ part of `EUU`
      |
      = help: write `EUU`, or set `region = "DEU"` for `DEU` in economies.toml

    1 error
    "#);
    let patches = [("economies.toml", "region = \"JPN\"", "region = \"JPX\"")];
    assert!(!complaints(&patches).contains("no demand of its own"), "a region that does not exist is said once");
}

#[test]
fn sums_above_one_are_said() {
    insta::assert_snapshot!(messages(&[
        (MINERALS, "share = 0.05", "share = 0.13"),
        (MINERALS, "share = 0.4", "share = 0.95"),
        (MINERALS, "share = 0.3", "share = 0.31"),
        (CHIPS, "share = 0.25", "share = 0.35"),
        (CHIPS, "kind = \"essential\", source", "kind = \"essential\", cost_share = 0.7, source"),
        (CHIPS, "product = \"arsenic\", kind = \"partial\", criticality = 0.5,", "product = \"gallium\", kind = \"minor\", only_in = [\"JPN\"], use_share = 0.5,"),
    ]), @r#"
    error: supply shares of `gallium` sum to 1.03: admissible is at most 1
    --> critical-minerals.toml:11:32
    = help: what is missing to one is the unnamed remainder; rows of different years must still sum to one
    error: demand shares of `gallium` sum to 1.05: admissible is at most 1
    --> critical-minerals.toml:15:32
    = help: shares of world use, by economy
    error: import shares of `JPN` for `gallium` sum to 1.01: admissible is at most 1
    --> critical-minerals.toml:19:48
    = help: shares of the importer's imports, by exporter
    error: firms of `gaas_wafer` in `DEU` sum to 0.35: admissible is at most 0.3, the share of `DEU`
    --> semiconductors.toml:13:65
    = help: shares of firms are part of the share of the economy of their plants
    error: use shares of `gallium` over all its users sum to 1.1: admissible is at most 1
    --> semiconductors.toml:17:75
    = help: `use_share` is the share of the input's world use that goes into the product
    "#);
}

#[test]
fn a_group_has_somebody_who_meets_its_need() {
    let empty = "kind = \"mix\", share = 0.0";
    let told = messages(&[(CHIPS, "kind = \"essential\"", empty)]);
    assert!(told.contains("no member of this group of `gaas_wafer` meets any of its need"), "{told}");
}

#[test]
fn figures_need_a_source_a_range_that_holds_them_and_an_age() {
    insta::assert_snapshot!(messages(&[
        (MINERALS, "low = 30, high = 90, year = 2024", "low = 70, high = 50, year = 2017"),
        (MINERALS, "source = \"usgs-mcs-2026\", confidence = \"read\" },\n]", "source = \"\", confidence = \"read\" },\n]"),
        (CHIPS, "source = \"analyst\", ", ""),
    ]), @r#"
    error: `low` is 70, above the value 60
    --> critical-minerals.toml:8:29
    error: `high` is 50, below the value 60
    --> critical-minerals.toml:8:40
    note: stale figure: 9 years old
    --> critical-minerals.toml:8:51
    error: missing source
    --> critical-minerals.toml:11:60
    = help: every figure names the id of a source in sources.toml
    error: `product.supply` has no `source`
    --> semiconductors.toml:9:5
    = help: `source`: Source id.
    "#);
}

#[test]
fn rows_said_twice_are_found_across_files() {
    insta::assert_snapshot!(messages(&[
        (MINERALS, "id = \"arsenic\"", "id = \"radar\""),
        (MINERALS, "economy = \"EUU\"", "economy = \"JPN\""),
        ("sources.toml", "id = \"usgs-mcs-2026\"", "id = \"analyst\""),
    ]), @r#"
    error: unknown source `usgs-mcs-2026`
    --> critical-minerals.toml:8:66
    = help: there are `analyst` (sources.toml)
    error: unknown source `usgs-mcs-2026`
    --> critical-minerals.toml:10:59
    = help: there are `analyst` (sources.toml)
    error: unknown source `usgs-mcs-2026`
    --> critical-minerals.toml:11:60
    = help: there are `analyst` (sources.toml)
    error: unknown source `usgs-mcs-2026`
    --> critical-minerals.toml:14:59
    = help: there are `analyst` (sources.toml)
    error: duplicate `demand` row of `gallium`: `JPN`
    --> critical-minerals.toml:15:17
    = help: the first stands at critical-minerals.toml:14; keep one of them
    error: unknown source `usgs-mcs-2026`
    --> critical-minerals.toml:15:59
    = help: there are `analyst` (sources.toml)
    error: unknown source `usgs-mcs-2026`
    --> critical-minerals.toml:18:73
    = help: there are `analyst` (sources.toml)
    error: unknown source `usgs-mcs-2026`
    --> critical-minerals.toml:19:75
    = help: there are `analyst` (sources.toml)
    error: duplicate product: `radar`
    --> critical-minerals.toml:26:6
    = help: the first stands at semiconductors.toml:21; keep one of them
    error: unknown product `arsenic`
    --> semiconductors.toml:17:17
    = help: did you mean `radar`?
    error: duplicate source: `analyst`
    --> sources.toml:6:6
    = help: the first stands at sources.toml:2; keep one of them
    "#);
}

#[test]
fn inputs_say_what_their_kind_needs() {
    insta::assert_snapshot!(messages(&[
        (CHIPS, "criticality = 0.5, ", ""),
        (CHIPS, "kind = \"essential\", use_share = 0.6", "kind = \"alternative\", group = \"metal\""),
        (CHIPS, "kind = \"essential\", source", "kind = \"essential\", criticality = 0.99, stretch = 1.5, source"),
    ]), @r#"
    error: the alternative `gallium` has nothing to stand in for
    --> semiconductors.toml:16:35
    = help: an alternative needs a second member of the same `group`; a lone input is `essential` or `partial`
    error: the partial input `arsenic` has no `criticality`
    --> semiconductors.toml:17:35
    = help: `criticality`: share of output lost when it is wholly missing, for example 0.5
    warning: criticality 0.99 is above 0.95: the healing guarantee is gone
    --> semiconductors.toml:27:65
    = help: products that need each other may stay down for ever after a temporary shock
    warning: `stretch` says nothing for an input of kind `essential`
    --> semiconductors.toml:27:81
    = help: it is for `alternative` inputs
    "#);
}

#[test]
fn end_uses_are_not_traded() {
    let supply = "goods = \"end-use\"\nsupply = [{ economy = \"JPN\", share = 0.5, year = 2024, source = \"analyst\", confidence = \"read\" }]";
    insta::assert_snapshot!(messages(&[(CHIPS, "goods = \"end-use\"", supply)]), @r#"
    error: the end use `radar` has rows of `supply`
    --> semiconductors.toml:25:11
    = help: what is traded are its inputs; `sized_by` sets how large it is
    "#);
}

#[test]
fn circles_are_told_apart() {
    let arsenic = "name = \"Arsenic\"\ninputs = [{ product = \"gaas_wafer\", kind = \"minor\", source = \"analyst\", confidence = \"estimate\" }]";
    insta::assert_snapshot!(messages(&[(MINERALS, "name = \"Arsenic\"", arsenic)]), @r#"
    warning: inputs go in a circle: `arsenic` needs `gaas_wafer` needs `arsenic`
    --> critical-minerals.toml:28:23
    = help: admissible, but a shock then comes back to where it began and recovery takes longer
    "#);
    let arsenic = arsenic.replace("minor", "co-product");
    insta::assert_snapshot!(messages(&[
        (MINERALS, "name = \"Arsenic\"", &arsenic),
        (CHIPS, "kind = \"partial\", criticality = 0.5", "kind = \"co-product\""),
    ]), @r#"
    error: co-products go in a circle: `arsenic` needs `gaas_wafer` needs `arsenic`
    --> critical-minerals.toml:28:23
    = help: a co-product is made after its host
    warning: inputs go in a circle: `arsenic` needs `gaas_wafer` needs `arsenic`
    --> critical-minerals.toml:28:23
    = help: admissible, but a shock then comes back to where it began and recovery takes longer
    "#);
}

#[test]
fn the_manifest_covers_every_kind_and_sector() {
    insta::assert_snapshot!(messages(&[
        ("model.toml", "as_of = \"2026-07-01\"", "as_of = \"July 2026\""),
        ("model.toml", "{ kind = \"minor\", value = { value = 0.5", "{ kind = \"essential\", value = { value = 0.5"),
        ("model.toml", "kind = \"essential\", value = { value = 0.95", "kind = \"essential\", value = { value = 0.97"),
        ("model.toml", "[[sector]]\nid = \"ict\"", "[[sector]]\nid = \"semiconductors\""),
        ("model.toml", "spot_share = { value = 0.2", "spot_share = { value = 0.4"),
    ]), @r#"
    error: `as_of` is `July 2026`, not a day
    --> model.toml:4:9
    error: `baseline.link_weight` has no row for inputs of kind `minor`
    --> model.toml:19:5
    = help: add [[baseline.link_weight]] with kind = "minor"
    error: duplicate link_weight: `essential`
    --> model.toml:21:14
    = help: the first stands at model.toml:19; keep one of them
    warning: a spot share of 0.4 is above 0.3: the healing guarantee is gone
    --> model.toml:35:24
    = help: with more, shocks were seen that networks do not recover from
    warning: criticality 0.97 is above 0.95: the healing guarantee is gone
    --> model.toml:42:45
    = help: products that need each other may stay down for ever after a temporary shock
    error: no defaults for the sector `ict`
    --> model.toml:54:1
    = help: add a [[sector]] with id = "ict"
    error: duplicate sector: `semiconductors`
    --> model.toml:73:6
    = help: the first stands at model.toml:55; keep one of them
    "#);
}

#[test]
fn routes_hold_together() {
    insta::assert_snapshot!(messages(&[
        ("routes.toml", "detour_days = 10\n", ""),
        ("routes.toml", "to = \"europe\"", "to = \"east_asia\""),
        ("routes.toml", "products = [\"gallium\"]", "products = []"),
    ]), @r#"
    error: `suez` has a detour for a share of 0.9 but no `detour_days`
    --> routes.toml:4:16
    = help: say how many days the detour adds
    warning: no passage between `east_asia` and `europe`
    --> routes.toml:9:6
    = help: add a `[[passage]]` for each pair
    error: a passage from `east_asia` to itself
    --> routes.toml:20:6
    = help: transit within an area is its `within_days`
    error: an empty list of products
    --> routes.toml:36:12
    "#);
}

#[test]
fn an_error_of_shape_hides_nothing_and_brings_no_others() {
    insta::assert_snapshot!(messages(&[
        (MINERALS, "id = \"gallium\"", "id = \"Gallium\""),
        (MINERALS, "economy = \"CHN\", share = 0.9", "economy = \"CHN\", share = 90"),
        (MINERALS, "economy = \"JPN\", share = 0.05", "economy = \"JPX\", share = 0.05"),
        (CHIPS, "kind = \"partial\"", "kind = \"partal\""),
    ]), @r#"
    error: `product.id` is `Gallium`, which is not of the form of an id
    --> critical-minerals.toml:4:6
    = help: did you mean `gallium`?
    error: `product.supply.share` is 90: wanted a number from 0 to 1
    --> critical-minerals.toml:10:32
    = help: if this is percent, write 0.9
    error: unknown economy `JPX`
    --> critical-minerals.toml:11:17
    = help: did you mean `JPN`?
    error: `product.inputs.kind` is `partal`, not one of `essential`, `partial`, `minor`, `mix`, `alternative`, `capital`, `installed-base`, `maintenance`, `energy`, `co-product`
    --> semiconductors.toml:17:35
    = help: did you mean `partial`?
    "#);
}

#[test]
fn ids_of_a_file_that_cannot_be_read_are_not_called_unknown() {
    insta::assert_snapshot!(messages(&[("sources.toml", "id = \"usgs-mcs-2026\"", "id = usgs-mcs-2026")]), @r#"
    error: not valid TOML: string values must be quoted, expected literal string
    --> sources.toml:6:6
    "#);
}
