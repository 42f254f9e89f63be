//! The binary: arguments in, exit code out, nothing else.

fn main() -> std::process::ExitCode {
    boardroom::cli::main(std::env::args_os())
}
