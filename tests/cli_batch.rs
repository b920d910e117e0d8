//! Long batches from the outside: parts, merging, saving and going on, and ending once an error is small.

#[path = "support/batches.rs"]
mod batches;
#[path = "support/program.rs"]
mod program;

use batches::{begun, done, kill, refused, text};
use program::core::{copy_core, copy_files};
use program::small;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const TRIALS: &str = "3000";

fn same(one: &Path, other: &Path) {
    batches::same(one, other, 8);
}

fn whole(folder: &Path) -> PathBuf {
    let out = folder.join("whole");
    done(&small(&["mc", "--trials", TRIALS, "--out", text(&out)]));
    out
}

fn shard(folder: &Path, number: u64, of: u64, more: &[&str]) -> PathBuf {
    let out = folder.join(format!("part-{number}-{of}-{}", more.join("")));
    let which = format!("{number}/{of}");
    done(&small(&[&["mc", "--trials", TRIALS, "--shard", &which, "--out", text(&out)], more].concat()));
    out
}

fn merge(parts: &[PathBuf], more: &[&str]) -> Output {
    let parts: Vec<&str> = parts.iter().map(|part| text(part)).collect();
    small(&[&["merge"], parts.as_slice(), more].concat())
}

#[test]
fn parts_make_the_whole_to_the_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = whole(folder.path());
    for of in [1, 7] {
        let mut parts: Vec<PathBuf> = (1..=of).map(|number| shard(folder.path(), number, of, &[])).collect();
        parts.reverse();
        let out = folder.path().join(format!("merged-{of}"));
        done(&merge(&parts, &["--out", text(&out)]));
        same(&whole, &out);
    }
    // Parts of different cuts fit too, if they tile the batch.
    let halves = [shard(folder.path(), 2, 2, &[]), shard(folder.path(), 1, 4, &[]), shard(folder.path(), 2, 4, &[])];
    let out = folder.path().join("mixed");
    done(&merge(&halves, &["--out", text(&out)]));
    same(&whole, &out);
}

#[test]
fn options_of_the_parts_come_back_by_themselves() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = ["--seed", "5", "--set", "dynamics.lane_growth=0.1", "--weights", "market-value", "--in-force"];
    let out = folder.path().join("whole");
    done(&small(&[&["mc", "--trials", TRIALS, "--out", text(&out)], options.as_slice()].concat()));
    let parts = [1, 2].map(|number| shard(folder.path(), number, 2, &options));
    let merged = folder.path().join("merged");
    let other = merge(&parts, &["--seed", "1"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("--seed is 1, and these parts are of seed 5"));
    done(&merge(&parts, &["--out", text(&merged)]));
    same(&out, &merged);
}

#[test]
fn parts_that_do_not_belong_are_refused_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let parts: Vec<PathBuf> = (1..=3).map(|number| shard(folder.path(), number, 3, &[])).collect();
    let other = shard(folder.path(), 2, 3, &["--seed", "9"]);
    let message = refused(&merge(&[parts[0].clone(), other, parts[2].clone()], &[]));
    assert!(message.contains("`seed` is 1 in") && message.contains("and 9 in"), "{message}");
    let set = shard(folder.path(), 2, 3, &["--set", "dynamics.lane_growth=0.1"]);
    let message = refused(&merge(&[parts[0].clone(), set], &[]));
    assert!(message.contains("`set`") && message.contains("lane_growth=0.1"), "{message}");

    let message = refused(&merge(&[parts[0].clone(), parts[2].clone()], &[]));
    assert!(message.contains("trials 1000 to 1999 are missing") && message.contains("2/3"), "{message}");
    let message = refused(&merge(&[parts[0].clone()], &[]));
    assert!(message.contains("trials 1000 to 2999") && message.contains("2/3, 3/3"), "{message}");
    let twice = [parts.clone(), vec![parts[1].clone()]].concat();
    let message = refused(&merge(&twice, &[]));
    assert!(message.contains("both hold trials 1000 to 1999"), "{message}");
    let message = refused(&merge(&[folder.path().join("nowhere")], &[]));
    assert!(message.contains("cannot read this part"), "{message}");

    let output = program::linchpin(&["merge", text(&parts[0]), text(&parts[1]), text(&parts[2])]);
    assert!(refused(&output).contains("another model or program"), "the embedded model is not theirs");
}

#[test]
fn damaged_parts_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let parts: Vec<PathBuf> = (1..=2).map(|number| shard(folder.path(), number, 2, &[])).collect();
    let trials = parts[0].join("trials.bin");
    let sound = fs::read(&trials).expect("a file");
    let mut flipped = sound.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for damaged in [flipped, sound[..sound.len() - 40].to_vec(), b"nonsense".to_vec()] {
        fs::write(&trials, damaged).expect("written");
        let message = refused(&merge(&parts, &[]));
        assert!(message.contains("trials.bin") && message.contains("--shard 1/2"), "{message}");
    }
    fs::copy(parts[1].join("trials.bin"), &trials).expect("copied");
    assert!(refused(&merge(&parts, &[])).contains("holds other trials"));
    fs::write(&trials, &sound).expect("written");
    let description = fs::read_to_string(parts[0].join("part.json")).expect("text");
    fs::write(parts[0].join("part.json"), description.replace("\"end\": 1500", "\"end\": 1501")).expect("written");
    let message = refused(&merge(&parts, &[]));
    assert!(message.contains("before 1501: shard 1/2 has those from 0 to before 1500"), "{message}");
    assert!(message.contains("--shard 1/2"), "{message}");
    fs::write(parts[0].join("part.json"), &description[..200]).expect("written");
    let cut = merge(&parts, &[]);
    let message = refused(&cut);
    assert!(message.contains("does not describe a part") && message.contains("part.json:"), "{message}");
    assert!(!message.contains(" at line "), "the place stands where places do: {message}");
    assert_eq!(cut.status.code(), Some(1));
    fs::write(parts[0].join("part.json"), &description).expect("written");
    let nowhere = merge(&[parts[0].clone(), folder.path().join("nowhere")], &[]);
    assert!(refused(&nowhere).contains("nowhere"));
    assert_eq!(nowhere.status.code(), Some(2), "what cannot be read is no fault of the input");
}

#[test]
fn a_run_is_finished_whether_anybody_reads_what_it_prints() {
    let folder = tempfile::tempdir().expect("a folder");
    let core = program::core();
    for more in [&[][..], &["--shard", "1/2"], &["--uncertainty", "rates=3"]] {
        let out = folder.path().join(more.join(""));
        let arguments = ["mc", "--trials", "64", "--model", text(&core), "--out", text(&out)];
        let mut child = Command::new(env!("CARGO_BIN_EXE_linchpin"))
            .args([&arguments, more].concat())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        // Nobody reads.
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("an end").code(), Some(0));
        assert!(out.join("manifest.json").exists() && !out.join("unfinished").exists(), "{more:?}");
    }
}

#[test]
fn a_shard_and_a_resumption_need_a_folder() {
    for arguments in [["mc", "--shard", "1/2"].as_slice(), &["mc", "--resume"]] {
        let output = small(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(refused(&output).contains("--out DIR"));
    }
    assert_eq!(small(&["mc", "--shard", "3/2", "--out", "x"]).status.code(), Some(2));
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    const MANY: &str = "40000";
    let folder = tempfile::tempdir().expect("a folder");
    let (killed, whole) = (folder.path().join("killed"), folder.path().join("whole"));
    kill(begun(&killed, &["--trials", MANY]));
    assert!(killed.join("unfinished/batch.json").exists() && !killed.join("mc.json").exists());

    let again = small(&["mc", "--trials", MANY, "--out", text(&killed)]);
    assert!(refused(&again).contains("unfinished run"), "nothing is overwritten unasked");
    let other = small(&["mc", "--trials", MANY, "--out", text(&killed), "--resume", "--seed", "2"]);
    assert!(refused(&other).contains("`seed` is 1 there and 2 here"));
    // A later file whose trials are there already is of no use, and no harm.
    let first = chunks(&killed).swap_remove(0);
    let name = text(&first).replace("0000000000000-0000000000064", "0000000030000-0000000030064");
    assert_ne!(text(&first), name, "the first round has 64 trials");
    fs::copy(&first, name).expect("copied");
    let damaged = fs::read(&first).expect("a file");
    fs::write(&first, &damaged[..damaged.len() - 1]).expect("written");
    let output = small(&["mc", "--trials", MANY, "--out", text(&killed), "--resume"]);
    assert!(refused(&output).contains("damaged or cut off"));
    fs::write(&first, &damaged).expect("written");

    done(&small(&["mc", "--trials", MANY, "--out", text(&killed), "--resume"]));
    done(&small(&["mc", "--trials", MANY, "--out", text(&whole)]));
    same(&whole, &killed);
    assert!(!killed.join("unfinished").exists(), "nothing is left of the state");
}

/// The files of trials in the state of an unfinished run, in their order.
fn chunks(out: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(out.join("unfinished")).expect("a state");
    let mut chunks: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    chunks.retain(|path| path.extension().is_some_and(|extension| extension == "bin"));
    chunks.sort();
    chunks
}

#[test]
fn a_state_goes_on_as_the_shard_it_is_of_or_not_at_all() {
    const MANY: [&str; 2] = ["--trials", "100000000"];
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("part");
    kill(begun(&out, &[MANY.as_slice(), &["--shard", "1/2"]].concat()));
    let saved = batches::files(&out.join("unfinished"));
    for (other, here) in [(["--shard", "2/2"].as_slice(), "2/2"), (&["--shard", "1/4"], "1/4"), (&[], "absent")] {
        let run = small(&[["mc", "--out", text(&out), "--resume"].as_slice(), &MANY, other].concat());
        assert_eq!(run.status.code(), Some(2));
        let message = refused(&run);
        assert!(message.contains(&format!("`--shard` is 1/2 there and {here} here")), "{message}");
        assert!(message.contains("batch.json") && message.contains("take the folder away"), "{message}");
        assert!(!out.join("part.json").exists());
        assert!(saved == batches::files(&out.join("unfinished")), "nothing of it is lost");
    }
}

#[test]
fn saved_trials_of_an_unknown_run_are_not_mixed_in() {
    const MANY: [&str; 2] = ["--trials", "100000000"];
    let folder = tempfile::tempdir().expect("a folder");
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    kill(begun(&one, &MANY));
    kill(begun(&two, &[MANY.as_slice(), &["--seed", "2"]].concat()));
    let run = |out: &Path, more: &[&str]| small(&[["mc", "--out", text(out)].as_slice(), &MANY, more].concat());
    // A file of another batch beside one's own.
    let stray = chunks(&two).swap_remove(0);
    fs::copy(&stray, one.join("unfinished").join(stray.file_name().expect("a name"))).expect("copied");
    let saved = batches::files(&one.join("unfinished"));
    let message = refused(&run(&one, &["--resume"]));
    assert!(message.contains("this part of the state is of another run"), "{message}");
    // What says of which run they are is lost.
    fs::remove_file(two.join("unfinished/batch.json")).expect("removed");
    let count = chunks(&two).len();
    for more in [[].as_slice(), &["--resume"]] {
        let refusal = run(&two, more);
        assert_eq!(refusal.status.code(), Some(2));
        let message = refused(&refusal);
        assert!(message.contains("but no batch.json that says of which run"), "{message}");
        assert!(message.contains("take the folder away"), "{message}");
    }
    assert_eq!(chunks(&two).len(), count, "nothing of it is lost");
    assert!(saved == batches::files(&one.join("unfinished")), "nor here");
}

/// A part of a short batch of the small model.
fn short_part(out: &Path, shard: &str) {
    done(&small(&["mc", "--trials", "30", "--shard", shard, "--out", text(out)]));
}

#[test]
fn whatever_a_file_states_is_answered_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let part = folder.path().join("part");
    short_part(&part, "1/2");
    let sound: serde_json::Value =
        serde_json::from_slice(&fs::read(part.join("part.json")).expect("a file")).expect("JSON");
    let description = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut changed = sound.clone();
        change(&mut changed);
        fs::write(part.join("part.json"), changed.to_string()).expect("written");
        let output = merge(std::slice::from_ref(&part), &[]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let message = refused(&output);
        assert!(message.contains("part.json") || message.contains("missing"), "{message}");
        message
    };
    for (number, of) in [(1_u64, 0_u64), (0, 1), (3, 2), (1, 1_000_000_000_000), (u64::MAX, u64::MAX)] {
        let message = description(&|part| part["shard"] = serde_json::json!({ "number": number, "of": of }));
        let why = format!("{number}/{of} is no shard: admissible are 1/N to N/N, N up to 1000000");
        assert!(message.contains(&why), "{message}");
    }
    let message = description(&|part| {
        part["shard"] = serde_json::json!({ "number": 1, "of": 1_000_000 });
        part["end"] = 0.into();
    });
    assert!(message.contains("trials 0 to 29 are missing") && message.contains("33334/1000000 to 1000000/1000000"));
    for trials in [0_u64, 100_000_001, u64::MAX] {
        let message = description(&|part| {
            part["batch"]["trials"] = trials.into();
            part["end"] = (trials / 2).into();
        });
        assert!(message.contains(&format!("its `trials` are {trials}: admissible are 1 to 100000000")), "{message}");
    }
    let message = description(&|part| {
        part["batch"]["trials"] = 2.into();
        part["batch"]["uncertainty"] = "all=3".into();
    });
    assert!(message.contains("its `trials` are 2: admissible are 3 to 100000000"), "{message}");

    // The whole batch, so that its inputs are looked at.
    done(&small(&["mc", "--trials", "30", "--shard", "1/1", "--out", text(&part)]));
    let text_of_whole = fs::read_to_string(part.join("part.json")).expect("text");
    let whole: serde_json::Value = serde_json::from_str(&text_of_whole).expect("JSON");
    let state = folder.path().join("run/unfinished");
    fs::create_dir_all(&state).expect("made");
    for hash in ["", "abc", "ééééééé"] {
        let mut odd = whole["batch"].clone();
        odd["inputs"]["model.toml"] = hash.into();
        let mut changed = whole.clone();
        changed["batch"] = odd.clone();
        fs::write(part.join("part.json"), changed.to_string()).expect("written");
        let message = refused(&merge(std::slice::from_ref(&part), &[]));
        assert!(message.contains(&format!("the input `model.toml` is {hash} in them and ")), "{message}");
        let run = serde_json::json!({ "shard": null, "batch": odd });
        fs::write(state.join("batch.json"), run.to_string()).expect("written");
        let resumed = ["mc", "--trials", "30", "--out", text(state.parent().expect("a folder")), "--resume"];
        let message = refused(&small(&resumed));
        assert!(message.contains(&format!("the input `model.toml` is {hash} there and ")), "{message}");
    }
}

#[test]
fn parts_fit_however_the_path_of_their_model_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("my/models");
    copy_files(&program::core(), &model);
    copy_files(&program::core().join("scenarios"), &folder.path().join("my/scenarios"));
    let run = |model: &str, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
        command.current_dir(folder.path()).args(["--model", model]).args(arguments).output().expect("a run")
    };
    let mc = ["mc", "--trials", "30", "--shard"];
    done(&run("my/models", &[mc.as_slice(), &["1/3", "--out", "one"]].concat()));
    done(&run(text(&model), &[mc.as_slice(), &["2/3", "--out", "two"]].concat()));
    done(&run("./my/../my/models/", &[mc.as_slice(), &["3/3", "--out", "three"]].concat()));
    let part = fs::read(folder.path().join("two/part.json")).expect("a file");
    let part: serde_json::Value = serde_json::from_slice(&part).expect("JSON");
    let inputs: Vec<&str> = part["batch"]["inputs"].as_object().expect("files").keys().map(String::as_str).collect();
    assert!(inputs.contains(&"model.toml") && inputs.contains(&"scenarios/hazards.toml"), "{inputs:?}");
    done(&run(text(&model), &["merge", "one", "two", "three", "--out", "merged"]));
    done(&run("my/models", &["mc", "--trials", "30", "--out", "whole"]));
    same(&folder.path().join("whole"), &folder.path().join("merged"));
}

/// Where a file may have bytes behind its end and run all the same.
#[cfg(target_os = "linux")]
#[test]
fn builds_that_no_commit_tells_apart_are_told_apart_by_their_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = Path::new(env!("CARGO_BIN_EXE_linchpin"));
    let other = folder.path().join("linchpin");
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    // Written by others: a file that a process which starts programs has open for writing may not run.
    let shell = |line: &str| {
        let mut command = Command::new("sh");
        done(&command.args(["-c", line, text(own), text(&other)]).output().expect("a shell"));
    };
    shell("cp \"$0\" \"$1\"");
    let run = |program: &Path, arguments: &[&str]| {
        let core = program::core();
        Command::new(program).args(["--model", text(&core)]).args(arguments).output().expect("a run")
    };
    let mc = ["mc", "--trials", "30", "--shard"];
    done(&run(own, &[mc.as_slice(), &["1/2", "--out", text(&one)]].concat()));
    done(&run(&other, &[mc.as_slice(), &["2/2", "--out", text(&two)]].concat()));
    done(&merge(&[one.clone(), two.clone()], &[]));

    shell("echo >> \"$1\"");
    done(&run(&other, &[mc.as_slice(), &["2/2", "--out", text(&two)]].concat()));
    let part: serde_json::Value =
        serde_json::from_slice(&fs::read(two.join("part.json")).expect("a file")).expect("JSON");
    let merged = merge(&[one, two], &[]);
    if part["batch"]["git"].as_str().is_some_and(|commit| !commit.ends_with("-dirty")) {
        assert!(part["batch"].get("executable").is_none(), "the commit says it all");
        done(&merged);
    } else {
        assert_eq!(part["batch"]["executable"].as_str().map(str::len), Some(64));
        let message = refused(&merged);
        assert!(message.contains("`executable`, the SHA-256 of a program built with changes that are in no commit"));
    }
}

#[cfg(unix)]
#[test]
fn control_c_leaves_a_state_and_says_how_to_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("stopped");
    let child = begun(&out, &["--trials", "100000000"]);
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("a signal").success());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--resume"));
    assert!(out.join("unfinished/batch.json").exists());
}

#[test]
fn a_batch_that_ends_early_is_that_of_its_trials() {
    let folder = tempfile::tempdir().expect("a folder");
    let (early, whole) = (folder.path().join("early"), folder.path().join("whole"));
    done(&small(&["mc", "--until", "20%", "--until-of", "mean", "--out", text(&early)]));
    let result: serde_json::Value =
        serde_json::from_slice(&fs::read(early.join("mc.json")).expect("a file")).expect("JSON");
    let trials = result["trials"].as_u64().expect("a number");
    assert!((250..10_000).contains(&trials), "{trials}");
    let worst = |result: &serde_json::Value, key: &str| {
        let rows = result["results"].as_array().expect("rows");
        let row = rows.iter().max_by(|a, b| a[key].as_f64().unwrap().total_cmp(&b[key].as_f64().unwrap()));
        let row = row.expect("a row");
        row[format!("{key}_se")].as_f64().unwrap() / row[key].as_f64().unwrap()
    };
    assert!(worst(&result, "mean_lost_days") <= 0.2);
    // The look before found it small too.
    let looks = std::iter::successors(Some(200), |look: &u64| Some(look + (look / 250 * 50).max(50)));
    let before = looks.take_while(|look| *look < trials).last().expect("a look");
    let output = small(&["mc", "--trials", &before.to_string(), "--format", "json"]);
    done(&output);
    let earlier = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(worst(&earlier, "mean_lost_days") <= 0.2);
    done(&small(&["mc", "--trials", &trials.to_string(), "--out", text(&whole)]));
    same(&whole, &early);
    let short = small(&["mc", "--until", "0.1%", "--trials", "300"]);
    done(&short);
    assert!(String::from_utf8_lossy(&short.stderr).contains("after 300 trials"));
    assert_eq!(small(&["mc", "--until", "2"]).status.code(), Some(2));
}

#[test]
fn a_killed_run_ends_early_where_it_would_have() {
    const UNTIL: [&str; 4] = ["--until", "10%", "--until-of", "mean"];
    let folder = tempfile::tempdir().expect("a folder");
    let (killed, whole) = (folder.path().join("killed"), folder.path().join("whole"));
    kill(begun(&killed, &UNTIL));
    let out = |path| [&["mc", "--out", text(path)], UNTIL.as_slice()].concat();
    done(&small(&[out(&killed).as_slice(), &["--resume"]].concat()));
    done(&small(&[out(&whole).as_slice(), &["--threads", "1"]].concat()));
    same(&whole, &killed);
}

#[test]
fn contributions_add_up_and_curves_are_in_order() {
    let output = small(&["mc", "--trials", TRIALS, "--format", "json"]);
    done(&output);
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut told = 0;
    let groups = result["groups"].as_array().expect("groups");
    assert_eq!(groups.len(), 1, "one home with two sectors");
    for row in result["results"].as_array().expect("rows").iter().chain(groups) {
        let shortfall = row["es95_lost_days"].as_f64().expect("a number");
        for kind in ["hazard", "economy", "supplier"] {
            let parts = row["contributions"].as_array().expect("parts").iter().filter(|part| part["kind"] == kind);
            let sum: f64 = parts.map(|part| part["es95_lost_days"].as_f64().expect("a number")).sum();
            assert!((sum - shortfall).abs() < 1e-9 * (1.0 + shortfall), "{kind}: {sum} for {shortfall}");
            told += usize::from(sum > 0.0);
        }
        let losses = |curve: &str| -> Vec<f64> {
            let points = row[curve].as_array().expect("points").iter();
            points.filter_map(|point| point["lost_days"].as_f64()).collect()
        };
        let sums = losses("aggregate_exceedance");
        assert!(sums.len() == 9 && sums.windows(2).all(|pair| pair[0] <= pair[1]));
        if row["sector"].is_null() {
            let means = result["results"].as_array().expect("rows").iter().map(|row| row["mean_lost_days"].as_f64());
            let mean = means.map(|mean| mean.expect("a number")).sum::<f64>() / 2.0;
            assert!((row["mean_lost_days"].as_f64().expect("a number") - mean).abs() < 1e-9 * (1.0 + mean), "{row}");
            continue;
        }
        let largest = losses("occurrence_exceedance");
        assert_eq!(largest.len(), 9);
        assert!(sums.iter().zip(&largest).all(|(sum, largest)| sum >= &(largest - 1e-12)));
        let trials: Vec<u64> =
            row["convergence"].as_array().expect("rows").iter().map(|r| r["trials"].as_u64().unwrap()).collect();
        assert_eq!(trials, [64, 128, 256, 512, 1024, 2048, 3000]);
    }
    assert!(told >= 3, "something is lost in the small model");
}

/// A copy of the small model with one hazard more, which starts a scenario.
fn with_story(folder: &Path, scenario: &str) -> PathBuf {
    let model = folder.join(format!("model-{scenario}"));
    copy_core(&model);
    let file = model.join("scenarios/hazards.toml");
    let row = format!(
        "\n[[hazard]]\nid = \"story\"\ntitle = \"All at once\"\nclass = \"compound\"\nscenario = \"{scenario}\"\n\
         rate = {{ value = 0.5, low = 0.1, high = 2.0 }}\nsource = \"made up\"\nconfidence = \"estimate\"\n"
    );
    fs::write(&file, fs::read_to_string(&file).expect("hazards") + &row).expect("written");
    model
}

#[test]
fn a_hazard_may_start_a_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = with_story(folder.path(), "double-trouble");
    let mc = |threads: &str| {
        let out = folder.path().join(format!("out-{threads}"));
        let of = ["mc", "--trials", "300", "--threads", threads, "--out", text(&out)];
        done(&program::linchpin(&[&["--model", text(&model)], &of[..]].concat()));
        out
    };
    let (one, two) = (mc("1"), mc("2"));
    same(&one, &two);
    let read = |file: &str| fs::read_to_string(one.join(file)).expect("a file");
    assert!(read("year_loss.csv").contains("story") && read("contributions.csv").contains("hazard,story,"));
    let list = program::linchpin(&["--model", text(&model), "list", "hazards", "--format", "csv"]);
    done(&list);
    let list = String::from_utf8(list.stdout).expect("text");
    assert!(list.lines().any(|line| line == "story,All at once,compound,0.5,,true,false,double-trouble"), "{list}");

    let wrong = with_story(folder.path(), "duoble-trouble");
    let said = refused(&program::linchpin(&["--model", text(&wrong), "mc", "--trials", "3"]));
    assert!(
        said.contains("unknown scenario `duoble-trouble`") && said.contains("did you mean `double-trouble`?"),
        "{said}"
    );
    assert!(said.contains("hazards.toml:31:12"), "{said}");
    // The file is checked beside its folder.
    let alone = |model: &Path| program::linchpin(&["check", text(&model.join("scenarios/hazards.toml"))]);
    done(&alone(&model));
    assert!(!alone(&wrong).status.success());
}

#[test]
fn a_family_whose_causes_bring_more_than_its_rate_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("model");
    copy_core(&model);
    let file = model.join("scenarios/hazards.toml");
    let said = |rate: &str| {
        let row = format!(
            "\n[[generic]]\nid = \"limits\"\ntitle = \"{{economy}} limits exports of {{sector}}\"\n\
             class = \"made up\"\nhits = \"exports\"\nshare = 0.05\nrate = {rate}\n\
             severity = {{ shape = \"beta\", a = 2.0, b = 3.0 }}\nduration = {{ median_days = 90, p90_days = 270 }}\n\
             onset_days = 10\nrecovery = \"linear\"\nrecovery_days = 60\n\
             causes = [{{ cause = \"trade-war\", probability = 1.0 }}]\nsource = \"made up\"\nconfidence = \"estimate\"\n"
        );
        let hazards = fs::read_to_string(program::core().join("scenarios/hazards.toml")).expect("hazards");
        fs::write(&file, hazards + &row).expect("written");
        let output = program::linchpin(&["--model", text(&model), "mc", "--trials", "30"]);
        done(&output);
        String::from_utf8(output.stderr).expect("text")
    };
    // The trade war comes 0.1 times a year.
    let exceeded = said("{ value = 0.02, low = 0.01, high = 0.04 }");
    let warning = "the rate of `limits-critical-minerals-chn` is 0.02, but its causes alone bring 0.1 a year";
    assert!(exceeded.contains(warning) && exceeded.contains("raise the rate of its family"), "{exceeded}");
    let fits = said("{ value = 0.1, low = 0.05, high = 0.2 }");
    assert!(!fits.contains("its causes alone"), "{fits}");
}
