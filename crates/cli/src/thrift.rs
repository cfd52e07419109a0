//! How a server uses memory. After every act a snapshot of the whole is made and the one before it let go; the allocators keep
//! what is let go for a while, and a share for each thread, which in a program that stays is tens of megabytes for nothing.
//! They read how they are to behave before the program's first line, so it begins anew with that said (docs/decisions/0023).

/// What the allocators are told: give back at once (mimalloc), and one share for all threads (the C library, where SQLite is at home).
#[cfg(unix)]
const SAID: [(&str, &str); 2] = [("MIMALLOC_PURGE_DELAY", "0"), ("MALLOC_ARENA_MAX", "1")];

/// Begins anew as the same process, unless everything has been said already, by whoever started it or by this.
/// Where that cannot be done the server runs on with more memory.
#[cfg(unix)]
pub fn be_thrifty() {
    use std::os::unix::process::CommandExt;

    let unsaid = || SAID.into_iter().filter(|(name, _)| std::env::var_os(name).is_none());
    if unsaid().next().is_none() {
        return;
    }
    let mut words = std::env::args_os();
    let (Some(name), Ok(program)) = (words.next(), std::env::current_exe()) else { return };
    // Only comes back when it failed.
    let _not_anew = std::process::Command::new(program).arg0(name).args(words).envs(unsaid()).exec();
}

#[cfg(not(unix))]
pub fn be_thrifty() {}
