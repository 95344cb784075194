//! Questions on the command line. What nobody should see is not shown while it is typed.

use std::io::{self, BufRead, IsTerminal, Stdin};

use anyhow::{Context, Result, bail};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// A line from standard input; a person at a terminal is told what for.
pub fn line(what: &str) -> Result<String> {
    if io::stdin().is_terminal() {
        eprint!("{what}: ");
    }
    let mut line = String::new();
    let read = io::stdin()
        .lock()
        .read_line(&mut line)
        .with_context(|| format!("could not read: {what}"))?;
    if read == 0 {
        bail!("standard input ended before there was an answer: {what}");
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The same for a password.
pub fn secret(what: &str) -> Result<String> {
    let unseen = Unseen::begin();
    let secret = line(what);
    if unseen.is_some() {
        // The line's end was not shown either.
        eprintln!();
    }
    secret
}

/// A terminal that does not show what is typed, until this is dropped.
struct Unseen {
    terminal: Stdin,
    before: Termios,
}

impl Unseen {
    /// Nothing where standard input is no terminal.
    fn begin() -> Option<Self> {
        let terminal = io::stdin();
        let before = tcgetattr(&terminal).ok()?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&terminal, OptionalActions::Now, &quiet).ok()?;
        Some(Self { terminal, before })
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        tcsetattr(&self.terminal, OptionalActions::Now, &self.before).ok();
    }
}
