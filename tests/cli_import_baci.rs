//! `linchpin import baci` from the outside, on a small model and made-up trade small enough to add up by hand.

#[path = "support/program.rs"]
mod program;

use program::{core, linchpin, small};
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;

const CODES: &str = "product,fit,hs2022,hs1992,scope1992,note
gallium,exact,811292,811291,same,
arsenic,shared,280480,280480,same,
gaas_wafer,close,381800,381800,same,
radar,close,852610,,,
";

/// Japan buys 200 t in two years: China 100, Germany 60, France 30, Kazakhstan 10. A delivery within Japan, one to
/// Germany and one of another code are not of its imports.
const ROWS: [&str; 9] = [
    "2022,811291,JPN,CHN,3000.5,60",
    "2022,811291,JPN,DEU,1500,30",
    "2022,811291,JPN,KAZ,2500,10",
    "2022,811291,JPN,JPN,9000,500",
    "2022,811291,DEU,CHN,9000,500",
    "2022,999999,JPN,CHN,9000,500",
    "2023,811291,JPN,CHN,1000,40",
    "2023,811291,JPN,DEU,1000,30",
    "2023,811291,JPN,FRA,1000,30",
];
const NAMED: &str = "year,hs92_6,importer,exporter,value_thousand_usd,tonnes\n";
const COUNTRIES: &str = "country_code,country_name,country_iso2,country_iso3\n156,China,CN,CHN\n392,Japan,JP,JPN\n\
    276,Germany,DE,DEU\n251,France,FR,FRA\n398,Kazakhstan,KZ,KAZ\n490,\"Other Asia, not elsewhere specified\",,S19\n";

struct Place {
    folder: TempDir,
}

impl Place {
    /// A folder with these files and the concordance.
    fn with(files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let codes = ("codes.csv", CODES.to_owned());
        for (name, text) in files.iter().chain([&codes]) {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("text").to_owned()
    }

    /// Imports `files` into the folder `out` and gives exit status and both outputs.
    fn import(&self, files: &[&str], more: &[&str]) -> (i32, String, String) {
        let files: Vec<String> = files.iter().map(|name| self.path(name)).collect();
        let (codes, out) = (self.path("codes.csv"), self.path("out"));
        let mut arguments = vec!["import", "baci", "--concordance", &codes, "--out", &out];
        arguments.extend(files.iter().map(String::as_str));
        arguments.extend(more);
        let output = small(&arguments);
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("a status"), text(output.stdout), text(output.stderr))
    }

    fn imported(&self, files: &[&str], more: &[&str]) -> String {
        let (status, stdout, stderr) = self.import(files, more);
        assert_eq!(status, 0, "{stdout}{stderr}");
        self.read("out/critical-minerals.toml")
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).expect("a file")
    }
}

fn named(rows: &[&str]) -> String {
    format!("{NAMED}{}\n", rows.join("\n"))
}

/// The same rows as CEPII writes them.
fn numbered(rows: &[&str]) -> String {
    let number = |iso: &str| match iso {
        "CHN" => "156",
        "JPN" => "392",
        "DEU" => "276",
        "FRA" => "251",
        _ => "398",
    };
    let row = |row: &&str| {
        let [year, code, importer, exporter, value, weight] = row.split(',').collect::<Vec<_>>()[..] else {
            panic!("{row} has six cells")
        };
        format!("{year},{},{},\"{code}\",{value},{weight}\n", number(exporter), number(importer))
    };
    format!("t,i,j,k,v,q\n{}", rows.iter().map(row).collect::<String>())
}

/// Exporters and shares of the imports of `product` by `importer`.
fn mix(text: &str, product: &str, importer: &str) -> Vec<(String, f64)> {
    let file: toml::Table = text.parse().expect("TOML");
    let products = file["product"].as_array().expect("products");
    let product = products.iter().find(|row| row["id"].as_str() == Some(product)).expect("the product");
    let rows = product.get("imports").and_then(|rows| rows.as_array()).cloned().unwrap_or_default();
    let of =
        |row: &toml::Value| (row["from"].as_str().expect("text").to_owned(), row["share"].as_float().expect("share"));
    rows.iter().filter(|row| row["economy"].as_str() == Some(importer)).map(of).collect()
}

#[test]
fn shares_by_weight_are_averaged_over_the_years() {
    let place = Place::with(&[("trade.csv", named(&ROWS))]);
    let text = place.imported(&["trade.csv"], &[]);
    let expected = [("CHN", 0.5), ("DEU", 0.3), ("EUU", 0.15), ("OTHER", 0.05)];
    assert_eq!(mix(&text, "gallium", "JPN"), expected.map(|(from, share)| (from.to_owned(), share)));
    // 0.6 and 0.4 by year, 4000.5 of 10000.5 by value, a tenth either way of a figure that was read.
    assert!(text.contains(
        r#"{ economy = "JPN", from = "CHN", share = 0.5, low = 0.4, high = 0.6, year = 2023, source = "cepii-baci", confidence = "read", note = "By weight, 2022 to 2023; 0.40 by value." }"#
    ), "{text}");
    let text = place.imported(&["trade.csv"], &["--year", "2023"]);
    let expected = [("CHN", 0.4), ("DEU", 0.3), ("EUU", 0.3)];
    assert_eq!(mix(&text, "gallium", "JPN"), expected.map(|(from, share)| (from.to_owned(), share)));
}

#[test]
fn codes_of_countries_are_read_in_either_case() {
    let upper = Place::with(&[("trade.csv", named(&ROWS))]).imported(&["trade.csv"], &[]);
    let lower = ROWS.map(str::to_lowercase);
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let place = Place::with(&[("trade.csv", named(&lower))]);
    assert_eq!(place.imported(&["trade.csv"], &[]), upper);
    let countries = COUNTRIES.to_lowercase();
    let files = [("BACI_HS92_Y2022.csv", numbered(&ROWS)), ("country_codes.csv", countries)];
    assert_eq!(Place::with(&files).imported(&["BACI_HS92_Y2022.csv", "country_codes.csv"], &[]), upper);
}

#[test]
fn what_changes_nothing_and_codes_that_are_none_are_told() {
    let place = Place::with(&[("trade.csv", named(&["2022,811291,JPN,CHM,3000,60", "2022,811291,JPN,KAZ,1,1"]))]);
    let (status, _, told) = place.import(&["trade.csv"], &["--least", "1e9"]);
    assert!(status == 0 && told.contains("nothing was replaced: the model is as it was"), "{told}");
    assert!(told.contains("`CHM` is no ISO code of a country") && told.contains("did you mean `CHN`?"), "{told}");
    assert!(!told.contains("`KAZ`"), "{told}");
}

#[test]
fn values_are_taken_where_weights_are_missing() {
    let rows = ["2022,811291,JPN,CHN,3000,60", "2022,811291,JPN,DEU,1000,"];
    let place = Place::with(&[("trade.csv", named(&rows))]);
    let text = place.imported(&["trade.csv"], &[]);
    assert_eq!(mix(&text, "gallium", "JPN"), [("CHN".to_owned(), 0.75), ("DEU".to_owned(), 0.25)]);
    assert!(text.contains("By value, 2022: 25 % of it has no weight."), "{text}");
}

#[test]
fn both_layouts_plain_and_gzipped_split_and_shuffled_give_the_same_bytes() {
    let mut backwards = ROWS;
    backwards.reverse();
    let place = Place::with(&[
        ("trade.csv", named(&ROWS)),
        ("backwards.csv", named(&backwards)),
        ("BACI_HS92_Y2022_V1.csv", numbered(&ROWS[..6])),
        ("BACI_HS92_Y2023_V1.csv", numbered(&ROWS[6..])),
        ("country_codes_V1.csv", COUNTRIES.to_owned()),
    ]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(named(&ROWS).as_bytes()).expect("packed");
    std::fs::write(place.folder.path().join("trade.csv.gz"), packed.finish().expect("packed")).expect("written");
    let first = place.imported(&["trade.csv"], &[]);
    let table = place.read("out/import.csv");
    for files in [
        &["backwards.csv"][..],
        &["trade.csv.gz"],
        &["BACI_HS92_Y2022_V1.csv", "country_codes_V1.csv", "BACI_HS92_Y2023_V1.csv"],
        &["BACI_HS92_Y2023_V1.csv", "BACI_HS92_Y2022_V1.csv", "country_codes_V1.csv"],
    ] {
        for threads in ["1", "3"] {
            assert_eq!(place.imported(files, &["--threads", threads]), first, "{files:?}");
            assert_eq!(place.read("out/import.csv"), table, "{files:?}");
        }
    }
}

#[test]
fn what_no_row_is_about_stays_byte_for_byte() {
    let place = Place::with(&[("trade.csv", named(&ROWS))]);
    let text = place.imported(&["trade.csv"], &["--fit", "shared"]);
    let original = std::fs::read_to_string(core().join("critical-minerals.toml")).expect("a file");
    let (before, after) = original.split_once("imports = [").expect("imports");
    let (_, after) = after.split_once("\n]").expect("their end");
    assert!(text.starts_with(before) && text.ends_with(after), "{text}");
    for name in ["semiconductors.toml", "model.toml", "economies.toml", "routes.toml", "scenarios/gallium-stop.toml"] {
        assert_eq!(place.read(&format!("out/{name}")), std::fs::read_to_string(core().join(name)).expect("a file"));
    }
    let sources = place.read("out/sources.toml");
    let original = std::fs::read_to_string(core().join("sources.toml")).expect("a file");
    assert!(sources.starts_with(&original) && sources.contains("Etalab Open Licence 2.0"), "{sources}");
}

#[test]
fn the_new_folder_is_a_model_that_commands_run_on() {
    let place = Place::with(&[("trade.csv", named(&ROWS))]);
    place.imported(&["trade.csv"], &[]);
    let out = place.path("out");
    for arguments in [&["check", &out][..], &["--model", &out, "score"], &["--model", &out, "run", "gallium-stop"]] {
        let output = linchpin(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let manifest: serde_json::Value = serde_json::from_str(&place.read("out/manifest.json")).expect("JSON");
    let inputs = manifest["inputs"].as_object().expect("inputs");
    for name in ["trade.csv", "codes.csv", "gallium-stop.toml", "economies.toml"] {
        assert!(inputs.keys().any(|key| key.ends_with(name)), "{name}: {inputs:?}");
    }
    let table: serde_json::Value = serde_json::from_str(&place.read("out/import.json")).expect("JSON");
    let outcomes: Vec<_> = table.as_array().expect("rows").iter().map(|row| row["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["replaced", "no data", "no data", "no code"].map(Some));
    // Old: China 0.7, unnamed 0.3.
    assert!((table[0]["distance"].as_f64().expect("a number") - 0.45).abs() < 1e-9, "{table}");
}

#[test]
fn a_worse_fit_is_left_unless_asked_for_and_widens_the_range() {
    let rows = ["2022,280480,JPN,CHN,3000,60", "2022,280480,JPN,DEU,1000,40"];
    let place = Place::with(&[("trade.csv", named(&rows))]);
    assert_eq!(mix(&place.imported(&["trade.csv"], &[]), "arsenic", "JPN"), []);
    let text = place.imported(&["trade.csv"], &["--fit", "shared"]);
    assert!(
        text.contains(
            r#"share = 0.6, low = 0.33, high = 0.87, year = 2022, source = "cepii-baci", confidence = "estimate""#
        ),
        "{text}"
    );
    let text = place.imported(&["trade.csv"], &["--fit", "shared", "--least", "4001"]);
    assert_eq!(mix(&text, "arsenic", "JPN"), []);
}

/// What is said of files that are refused; nothing may be written.
fn refusal(files: &[(&str, String)], take: &[&str], more: &[&str]) -> String {
    let place = Place::with(files);
    let (status, stdout, stderr) = place.import(take, more);
    assert_eq!((status, stdout.as_str(), Path::new(&place.path("out")).exists()), (1, "", false), "{stderr}");
    stderr
}

#[test]
fn every_fault_has_its_place_and_remedy() {
    let cases: [(String, &[&str]); 11] = [
        (named(&["2022,811291,JPN,CHN,x,1"]), &["`x` is not a number", "trade.csv:2:21"]),
        (named(&["2022,811291,JPN,CHN,-1,1"]), &["-1 is below zero", "trade.csv:2:21"]),
        (named(&["2022,811291,JPN,CHN,1,-2"]), &["-2 is below zero", "trade.csv:2:23"]),
        (named(&["2022,811291,JPN,CHN,inf,1"]), &["`inf` is not a number"]),
        (named(&["2022,11291,JPN,CHN,1,1"]), &["`11291` is not an HS code", "trade.csv:2:6", "011291"]),
        (named(&["2022,811291,Japan,CHN,1,1"]), &["`Japan` is not a country code", "trade.csv:2:13"]),
        (named(&["22,811291,JPN,CHN,1,1"]), &["`22` is not a year", "trade.csv:2:1"]),
        (named(&["2022,811291,JPN,CHN,1"]), &["this row has 5 cells: the header has 6", "trade.csv:2:1"]),
        (named(&[ROWS[0], "", ROWS[0]]), &["stand twice", "trade.csv:4:1", "line 2"]),
        (
            "year,hs92_6,importer,exporter,value_thousand_us,tonnes\n".to_owned(),
            &["`value_thousand_usd` is missing", "`value_thousand_us`"],
        ),
        (String::new(), &["this file is empty"]),
    ];
    for (text, wanted) in cases {
        let said = refusal(&[("trade.csv", text)], &["trade.csv"], &[]);
        assert!(wanted.iter().all(|wanted| said.contains(wanted)), "{wanted:?} in {said}");
    }
    let header_alone = refusal(&[("trade.csv", NAMED.to_owned())], &["trade.csv"], &[]);
    assert!(header_alone.contains("no rows"), "{header_alone}");
}

#[test]
fn all_faults_come_at_once_in_bounded_number() {
    let rows: Vec<String> = (0..200).map(|row| format!("2022,811291,JPN,CHN,x{row},-1")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let said = refusal(&[("trade.csv", named(&rows))], &["trade.csv"], &[]);
    assert!(said.contains("190 more values and weights that are no numbers"), "{said}");
    assert!(said.contains("190 more values and weights below zero"), "{said}");
}

#[test]
fn files_must_fit_each_other() {
    let files = || {
        [
            ("BACI_HS92_Y2022_V1.csv", numbered(&ROWS[..6])),
            ("BACI_HS17_Y2023_V1.csv", numbered(&ROWS[6..])),
            ("again.csv", numbered(&ROWS[..6])),
            ("country_codes_V1.csv", COUNTRIES.to_owned()),
            ("few.csv", COUNTRIES.replace("398,Kazakhstan,KZ,KAZ\n", "")),
        ]
    };
    let cases: [(&[&str], &str); 6] = [
        (&["BACI_HS92_Y2022_V1.csv"], "no list says which"),
        (
            &["BACI_HS92_Y2022_V1.csv", "BACI_HS17_Y2023_V1.csv", "country_codes_V1.csv"],
            "codes of HS17 beside codes of HS92",
        ),
        (&["BACI_HS92_Y2022_V1.csv", "BACI_HS92_Y2022_V1.csv", "country_codes_V1.csv"], "named twice"),
        (&["BACI_HS92_Y2022_V1.csv", "few.csv"], "unknown country number 398, in 1 rows"),
        (&["again.csv", "country_codes_V1.csv"], "says the HS revision"),
        (&["country_codes_V1.csv"], "no file of trade"),
    ];
    for (take, wanted) in cases {
        let said = refusal(&files(), take, &[]);
        assert!(said.contains(wanted), "{wanted} in {said}");
    }
    let said =
        refusal(&files(), &["BACI_HS92_Y2022_V1.csv", "again.csv", "country_codes_V1.csv"], &["--revision", "HS92"]);
    assert!(said.contains("is the same as"), "{said}");
    let said = refusal(&files(), &["BACI_HS92_Y2022_V1.csv", "country_codes_V1.csv"], &["--year", "1999"]);
    assert!(said.contains("no row is of the year 1999") && said.contains("there are 2022"), "{said}");
}

#[test]
fn a_model_of_another_kind_is_not_mixed_with_the_new_one() {
    let place = Place::with(&[("trade.csv", named(&ROWS))]);
    std::fs::create_dir(place.path("out")).expect("made");
    std::fs::write(place.path("out/ict.toml"), "sector = \"ict\"\n").expect("written");
    let (status, _, stderr) = place.import(&["trade.csv"], &[]);
    assert_eq!(status, 2, "{stderr}");
    assert!(stderr.contains("ict.toml") && !Path::new(&place.path("out/model.toml")).exists(), "{stderr}");
}
