//! The binary `fundament`: reads files and the clock, and lets the rooms do the rest. Only this room knows everybody.

mod args;
mod clock;
mod commands;
mod folder;
mod output;
mod say;
mod thrift;

use std::process::ExitCode;

use clap::Parser;

/// A snapshot is made anew after every act and the old one let go: this allocator gives the memory back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = args::Args::parse();
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
