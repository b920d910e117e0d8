//! The `linchpin` program.

fn main() -> std::process::ExitCode {
    linchpin::cli::main()
}
