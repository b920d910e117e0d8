//! `linchpin import eto` from the outside, on a made-up data set in the form of the real one.

use assert_cmd::Command;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn linchpin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linchpin")).args(arguments).output().expect("a run")
}

const FILES: [(&str, &str); 4] = [
    (
        "data_inputs.csv",
        "input_id,input_name,type\nN20,EUV tools,tool_resource\nN22,ArF tools,tool_resource\nN17,Implanters,tool_resource\nN31,Resists,material_resource\n",
    ),
    ("data_stages.csv", "stage_id,stage_name\nS3,\"Assembly, testing\"\n"),
    (
        "data_providers.csv",
        "provider_name,alias,provider_id,provider_type,country\nNLD,Netherlands,P1,country,\nJPN,Japan,P2,country,\n\
         Various countries,,P3,country,\nEUR,Europe,P4,country,\nASML,,P5,organization,NLD\nASML,ASM Litho,P5,organization,NLD\n\
         USA,United States,P6,country,\nTok,,P7,organization,JPN\n",
    ),
    (
        "data_provision.csv",
        "provider_name,provider_id,provided_name,provided_id,share_provided,year,source\n\
         NLD,P1,ArF tools,N22,90.0,2025,[CSET](https://x) (made up). More.\n\
         JPN,P2,ArF tools,N22,12,2025,\n\
         ASML,P5,ArF tools,N22,89.0,2025,\n\
         USA,P6,Implanters,N17,60,2025,\nEUR,P4,Implanters,N17,20,2025,\nJPN,P2,Implanters,N17,0.2,2025,\n\
         Various countries,P3,Implanters,N17,19.8,2025,\nUSA,P6,Implanters,N17,99,2019,\n\
         Tok,P7,Resists,N31,,2019,\n",
    ),
];
const MAPPING: &str = "input_id,product,basis,fit,note\nN22,arf_immersion_litho,seat,exact,\nN17,ion_implanters,seat,close,\nN31,photoresist,seat,exact,\n";

fn folder(patch: Option<(&str, &str, &str)>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES.into_iter().chain([("mapping.csv", MAPPING)]) {
        let mut text = text.to_owned();
        if let Some((_, old, new)) = patch.filter(|(file, ..)| *file == name) {
            assert!(text.contains(old), "{name} has no {old}");
            text = text.replacen(old, new, 1);
        }
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn import(folder: &Path) -> (i32, String, String) {
    let path = |name: &str| folder.join(name).to_str().expect("text").to_owned();
    let output = linchpin(&[
        "import",
        "eto",
        &path(""),
        "--mapping",
        &path("mapping.csv"),
        "--out",
        &path("out"),
        "--format",
        "csv",
    ]);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("a status"), text(output.stdout), text(output.stderr))
}

#[test]
fn supply_is_replaced_and_the_rest_kept() {
    let folder = folder(None);
    let (status, table, said) = import(folder.path());
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("CC BY-NC 4.0"), "{said}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).expect("a file");
    let file: toml::Table = read("semiconductors.toml").parse().expect("TOML");
    let rows = |product: &str, key: &str, name: &str| -> Vec<(String, f64)> {
        let products = file["product"].as_array().expect("products");
        let product = products.iter().find(|row| row["id"].as_str() == Some(product)).expect("the product");
        let of =
            |row: &toml::Value| (row[name].as_str().expect("text").to_owned(), row["share"].as_float().expect("share"));
        product[key].as_array().expect("rows").iter().map(of).collect()
    };
    let named =
        |rows: &[(&str, f64)]| rows.iter().map(|(name, share)| ((*name).to_owned(), *share)).collect::<Vec<_>>();
    // 90 and 12 sum to 102 by rounding; the firm's 89 is scaled with them and stays below its economy.
    assert_eq!(rows("arf_immersion_litho", "supply", "economy"), named(&[("NLD", 0.8824), ("JPN", 0.1176)]));
    assert_eq!(rows("arf_immersion_litho", "firms", "firm"), named(&[("asml", 0.8725)]));
    // Europe is the Union; what is below half a percent and various countries are the unnamed rest; 2019 is older.
    assert_eq!(rows("ion_implanters", "supply", "economy"), named(&[("USA", 0.6), ("EUU", 0.2)]));
    let text = read("semiconductors.toml");
    assert!(
        text.contains("By seat of the makers, not by plant. Scaled from a sum of 102.0 %. CSET (made up)."),
        "{text}"
    );
    let embedded = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/semiconductors.toml"));
    let resist =
        |text: &str| text.split("[[product]]").find(|text| text.contains("id = \"photoresist\"")).map(str::to_owned);
    assert_eq!(resist(&text), resist(&embedded.expect("a file")));
    assert!(read("sources.toml").contains("id = \"eto-cset\""));
    assert!(table.contains("photoresist,N31,seat,exact,no shares,,0,1,"), "{table}");
    let out = folder.path().join("out");
    let out = out.to_str().expect("text");
    for arguments in [&["check", out][..], &["--model", out, "export", "--to", "csv", "--sector", "semiconductors"]] {
        let output = linchpin(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn firms_larger_than_the_new_share_of_their_economy_keep_the_old_supply() {
    let folder =
        folder(Some(("data_provision.csv", "ASML,P5,ArF tools,N22,89.0,2025,", "ASML,P5,ArF tools,N22,,2025,")));
    let (status, table, said) = import(folder.path());
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("supply of `arf_immersion_litho` stays as it is"), "{said}");
    assert!(table.contains("arf_immersion_litho,N22,seat,exact,firms,"), "{table}");
}

#[test]
fn every_fault_has_its_place_and_remedy() {
    let provision = "data_provision.csv";
    let cases = [
        (
            provision,
            "NLD,P1,ArF tools,N22,90.0",
            "NLD,P1,ArF tools,N22,190.0",
            &["a share of 190 %", "data_provision.csv:2:22"][..],
        ),
        (provision, "NLD,P1,ArF tools,N22,90.0", "NLD,P1,ArF tools,N22,-1", &["a share of -1 %"]),
        (provision, "NLD,P1,ArF tools,N22,90.0", "NLD,P1,ArF tools,N22,most", &["`most` is not a number"]),
        (provision, "NLD,P1,ArF tools,N22,90.0", "NLD,P1,ArF tools,N22,96", &["sum to 108.0 %", "up to 103 %"]),
        (
            provision,
            "NLD,P1,ArF tools,N22",
            "NLD,P9,ArF tools,N22",
            &["unknown provider `P9`", "data_provision.csv:2:5"],
        ),
        (provision, "NLD,P1,ArF tools,N22", "NLD,P1,ArF tools,N2", &["unknown input `N2`", "did you mean"]),
        (provision, "90.0,2025", "90.0,25", &["`25` is not a year"]),
        (provision, "JPN,P2,ArF tools,N22,12", "NLD,P1,ArF tools,N22,12", &["provides this input twice", "line 2"]),
        (provision, "share_provided", "share_provide", &["`share_provided` is missing", "`share_provide`"]),
        ("data_providers.csv", "P2,country,", "P2,county,", &["unknown type of provider `county`"]),
        ("data_providers.csv", "JPN,Japan,P2", "JPN,Japan,P5", &["the provider `P5` stands twice"]),
        ("data_inputs.csv", "N22,ArF", "N20,ArF", &["the input_id `N20` stands twice", "data_inputs.csv:3:1"]),
        ("mapping.csv", "arf_immersion_litho", "arf_imersion_litho", &["unknown product", "`arf_immersion_litho`"]),
        ("mapping.csv", "N17,ion", "N170,ion", &["unknown input `N170`", "mapping.csv:3:1"]),
        ("mapping.csv", "N17,ion_implanters", "N17,arf_immersion_litho", &["has two inputs"]),
    ];
    for (file, old, new, wanted) in cases {
        let folder = folder(Some((file, old, new)));
        let (status, stdout, said) = import(folder.path());
        assert_eq!((status, stdout.as_str(), folder.path().join("out").exists()), (1, "", false), "{said}");
        assert!(wanted.iter().all(|wanted| said.contains(wanted)), "{wanted:?} in {said}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let folder = folder(None);
    std::fs::rename(folder.path().join("data_stages.csv"), folder.path().join("data_stage.csv")).expect("renamed");
    let (status, _, said) = import(folder.path());
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("data_stages.csv") && said.contains("data_stage.csv`?"), "{said}");
}
