//! The binary `fundament`: reads files and the clock, and lets the rooms do the rest. Only this room knows everybody.

mod args;
mod call;
mod clock;
mod commands;
mod folder;
mod output;
mod say;
mod thrift;

use std::process::ExitCode;

/// A snapshot is made anew after every act and the old one let go: this allocator gives the memory back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = match call::understood(&std::env::args_os().collect::<Vec<_>>()) {
        Ok(args) => args,
        Err(told) => return told,
    };
    let lang = args.lang.into();
    match commands::run(args) {
        Ok(code) => code,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error, lang);
            ExitCode::from(commands::BAD_INPUT)
        }
    }
}
