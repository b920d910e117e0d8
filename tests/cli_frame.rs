//! The command line as a whole: help, versions, usage errors, completions, manual pages, colours.

use assert_cmd::Command;

const COMMANDS: [&str; 26] = [
    "backtest",
    "bench",
    "check",
    "compare",
    "completions",
    "concentration",
    "cuts",
    "export",
    "exposure",
    "import",
    "indicator",
    "io",
    "list",
    "man",
    "mc",
    "merge",
    "report",
    "robustness",
    "run",
    "schema",
    "score",
    "sensitivity",
    "show",
    "structure",
    "suppliers",
    "systemic",
];

fn linchpin(arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
    command.args(arguments).output().expect("a run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn every_command_has_help() {
    let all = text(&linchpin(&["--help"]).stdout);
    for command in COMMANDS {
        assert!(all.contains(command), "{command}: {all}");
        let help = linchpin(&[command, "--help"]);
        assert!(help.status.success() && help.stderr.is_empty());
        assert!(text(&help.stdout).contains("Usage: linchpin"), "{command}");
        assert!(text(&help.stdout).contains("Options of every command"), "{command}");
    }
}

#[test]
fn wrong_usage_exits_with_2_and_prints_nothing() {
    let cases: [&[&str]; 7] = [
        &[],
        &["concentratoin"],
        &["concentration"],
        &["concentration", "-", "--format", "yaml"],
        &["list", "scenaros"],
        &["man", "--threads", "0"],
        &["man", "--seed", "-1"],
    ];
    for arguments in cases {
        let output = linchpin(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    assert!(text(&linchpin(&["concentratoin"]).stderr).contains("concentration"));
}

#[test]
fn the_version_is_the_crate_s() {
    let version = text(&linchpin(&["--version"]).stdout);
    assert!(version.starts_with(concat!("linchpin ", env!("CARGO_PKG_VERSION"))), "{version}");
}

#[test]
fn completions_render_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = linchpin(&["completions", shell]);
        assert!(output.status.success());
        assert!(text(&output.stdout).contains("concentration"), "{shell}");
    }
}

#[test]
fn manual_pages_render() {
    let page = text(&linchpin(&["man"]).stdout);
    assert!(page.contains(".TH linchpin 1") && page.contains("concentration"), "{page}");
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("man1");
    assert!(linchpin(&["man", "--out", out.to_str().expect("text")]).status.success());
    for command in COMMANDS {
        let page = std::fs::read_to_string(out.join(format!("linchpin-{command}.1"))).expect("a page");
        assert!(page.contains(&format!(".TH linchpin-{command} 1")), "{page}");
    }
    assert!(out.join("linchpin.1").exists());
}

#[test]
fn messages_have_no_colour_where_nobody_sees_it() {
    for colour in ["", "1"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
        command.args(["concentration", "-"]).env("NO_COLOR", colour).write_stdin("entity,share\na,-1\n");
        let output = command.output().expect("a run");
        assert!(!text(&output.stderr).contains('\u{1b}'));
    }
}

#[cfg(unix)]
#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    use std::process::Stdio;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_linchpin"))
        .args(["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a run");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    assert!(output.status.success());
}

/// Were the model read first, its absence would be told.
#[test]
fn a_benchmark_finds_out_first_whether_it_can_be_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "not a folder").expect("a file");
    let taken = taken.to_str().expect("text");
    let output = linchpin(&["bench", "--model", "no-such-model", "--out", taken]);
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{said}");
    assert!(said.contains(&format!("--> {taken}")) && !said.contains("no-such-model"), "{said}");
    assert_eq!(std::fs::read_to_string(taken).expect("still there"), "not a folder");
}
