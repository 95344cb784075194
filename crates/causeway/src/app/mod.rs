//! `causeway app`: makes mini-apps (webxdc 1.3): begin one, try it with two people side by side, look for what hosts refuse,
//! pack it, publish it. Only the last needs a server and an account. How to write one: `docs/developer/write-a-mini-app.md`.

mod check;
mod dev;
mod folder;
mod new;
mod pack;
mod publish;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

/// What is done with a mini-app.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin one: a folder with a small app that works, to be changed
    New {
        /// The folder, which must not exist; its name becomes the app's id
        folder: PathBuf,
        /// What people read below the icon [default: the folder's name]
        #[arg(long)]
        name: Option<String>,
    },
    /// Try it in a browser: people side by side, who share it as a chat would; changes of files show at once
    Dev {
        /// The app's folder
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Port on this machine; 0 takes any that is free
        #[arg(long, default_value_t = 8090)]
        port: u16,
    },
    /// Tell what hosts refuse and what will not work, in a folder or an .xdc file
    Check {
        /// A folder or an .xdc file
        #[arg(default_value = ".")]
        app: PathBuf,
    },
    /// Check a folder and pack it into an .xdc file: the same files give the same bytes
    Pack {
        /// The app's folder
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// The file [default: the app's id and version, in the current folder]
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Publish an .xdc file in a server's directory, where the host looks at it before others find it
    Publish(publish::Options),
}

/// Does it; what is told goes to standard output.
pub fn run(command: Command) -> Result<()> {
    match command {
        Command::New { folder, name } => new::begin(&folder, name),
        Command::Dev { folder, port } => dev::simulate(folder, port),
        Command::Check { app } => check::check(&app),
        Command::Pack { folder, output } => pack::pack(&folder, output),
        Command::Publish(options) => publish::publish(&options),
    }
}
