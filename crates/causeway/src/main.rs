//! The `causeway` program: command line, configuration, wiring.
//!
//! Invariant: no product behaviour here. Adding a capability is one line in `serve::capabilities`.

mod admin;
mod app;
mod ask;
mod config;
mod demo;
mod doctor;
mod metrics;
mod open;
mod openapi;
mod processes;
mod serve;
mod web;
mod welcome;
mod worker;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Messages, video, mini-apps and money on your own server.
#[derive(Debug, Parser)]
#[command(name = "causeway", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(Box<config::Options>),
    /// Process videos beside the server, in another process or on another machine
    Worker(worker::Options),
    /// Accounts: create, password, admin, deactivate, list
    #[command(subcommand)]
    User(User),
    /// Registration tokens: create, list, revoke
    #[command(subcommand)]
    Token(Token),
    /// Rooms: list, show, block, unblock, close
    #[command(subcommand)]
    Room(Room),
    /// Files that people uploaded: list, delete, sweep
    #[command(subcommand)]
    Media(Media),
    /// Write everything that the server holds of a person into a tar archive
    Export {
        /// Local part or full user id
        name: String,
        /// The archive; a file that is there is not written over
        #[arg(long, value_name = "FILE")]
        output: std::path::PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Fill a server with a small living community to try things with
    Demo {
        /// How many videos it has at most; each takes about two seconds
        #[arg(long, default_value_t = 64)]
        videos: usize,
        #[command(flatten)]
        place: Place,
    },
    /// Mini-apps: begin, try, check, pack and publish one
    #[command(subcommand)]
    App(app::Command),
    /// Explain what is wrong with a set-up and how to mend it
    Doctor(Box<config::Options>),
    /// Become a program that may touch nothing but the current folder: how ffmpeg is run
    #[command(hide = true)]
    Sandbox {
        /// The program and its arguments
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        program: Vec<std::ffi::OsString>,
    },
}

#[derive(Debug, Subcommand)]
enum User {
    /// Make an account; the password is read from standard input when it is not given
    Create {
        /// Local part or full user id
        name: String,
        /// The password
        #[arg(long)]
        password: Option<String>,
        /// The account runs the server
        #[arg(long)]
        admin: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Set a password and sign out every device
    Password {
        /// Local part or full user id
        name: String,
        /// The new password
        #[arg(long)]
        password: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Let an account run the server, in the web app
    Admin {
        /// Local part or full user id
        name: String,
        /// No longer
        #[arg(long)]
        off: bool,
        #[command(flatten)]
        place: Place,
    },
    /// End an account: leaves its rooms, signs out its devices; the name stays taken
    Deactivate {
        /// Local part or full user id
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// List all accounts
    List(Place),
}

#[derive(Debug, Subcommand)]
enum Token {
    /// Make a registration token
    Create {
        /// The token [default: random]
        #[arg(long)]
        token: Option<String>,
        /// How many accounts it can make [default: any number]
        #[arg(long)]
        uses: Option<u64>,
        /// For how many days it is valid [default: for ever]
        #[arg(long)]
        valid_days: Option<u64>,
        #[command(flatten)]
        place: Place,
    },
    /// List all tokens
    List(Place),
    /// End a token; accounts made with it stay
    Revoke {
        /// The token
        token: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
enum Room {
    /// List rooms, biggest first
    List(Place),
    /// Tell who is in a room and where it is found, not what is said
    Show(OneRoom),
    /// Take in nobody any more; who is in it can stay
    Block(OneRoom),
    /// Take in people again, by the room's own rules
    Unblock(OneRoom),
    /// Send everybody away, take in nobody, take its addresses; what was said stays in the database
    Close(OneRoom),
}

#[derive(Debug, Args)]
struct OneRoom {
    /// Room id (!…) or address (#name:server)
    room: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Subcommand)]
enum Media {
    /// List what a person has uploaded, newest first
    List {
        /// Local part or full user id
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Delete a file for everybody
    Delete {
        /// mxc://SERVER/ID
        address: String,
        #[command(flatten)]
        place: Place,
    },
    /// Delete files that nothing refers to now, instead of one folder every five minutes
    Sweep(Place),
}

/// Which server a command is for.
#[derive(Debug, Args)]
struct Place {
    /// Configuration file [default: causeway.toml in the data folder, if there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<std::path::PathBuf>,
    /// The server's data folder [default: ./causeway-data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<std::path::PathBuf>,
    /// The server's database [default: causeway.db in the data folder]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The server's name, for a data folder that is new [default: localhost:8008]
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
}

impl Place {
    fn settings(self) -> Result<base::config::Config> {
        let Self {
            config,
            data_dir,
            database,
            server_name,
        } = self;
        let options = config::Options {
            config,
            data_dir,
            database,
            server_name,
            ..Default::default()
        };
        Ok(config::load(&options)?.config)
    }
}

fn main() -> std::process::ExitCode {
    let command = Cli::parse().command;
    // What a server makes is readable by its owner only, whatever the shell's mask: database, log, blobs, socket. A
    // developer's files are his own business.
    if !matches!(command, Command::App(_)) {
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    }
    match run(command) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            // One line, also when a parser below draws a picture.
            let text = format!("{error:#}");
            let words: Vec<&str> = text.split_whitespace().collect();
            eprintln!("causeway: {}", words.join(" "));
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    use admin::Command as Admin;
    let (place, command) = match command {
        Command::Serve(options) => return serve::run(config::load(&options)?),
        Command::Worker(options) => return worker::run(options),
        Command::App(command) => return app::run(command),
        Command::Sandbox { program } => anyhow::bail!(video::processing::confine(&program)),
        Command::Doctor(options) => return doctor::run(config::load(&options)?.config),
        Command::Demo { videos, place } => (place, Admin::Demo { videos }),
        Command::Export {
            name,
            output,
            place,
        } => return admin::export(place.settings()?, name, &output),
        Command::Room(Room::List(place)) => (place, Admin::RoomList),
        Command::Room(Room::Show(OneRoom { room, place })) => (place, Admin::RoomShow { room }),
        Command::Room(Room::Block(OneRoom { room, place })) => (place, Admin::RoomBlock { room }),
        Command::Room(Room::Unblock(OneRoom { room, place })) => {
            (place, Admin::RoomUnblock { room })
        }
        Command::Room(Room::Close(OneRoom { room, place })) => (place, Admin::RoomClose { room }),
        Command::Media(Media::List { name, place }) => (place, Admin::MediaList { name }),
        Command::Media(Media::Delete { address, place }) => (place, Admin::MediaDelete { address }),
        Command::Media(Media::Sweep(place)) => (place, Admin::MediaSweep),
        Command::User(User::Create {
            name,
            password,
            admin,
            place,
        }) => (
            place,
            Admin::UserCreate {
                name,
                password: password_or_asked(password)?,
                admin,
            },
        ),
        Command::User(User::Password {
            name,
            password,
            place,
        }) => (
            place,
            Admin::UserPassword {
                name,
                password: password_or_asked(password)?,
            },
        ),
        Command::User(User::Admin { name, off, place }) => {
            (place, Admin::UserAdmin { name, admin: !off })
        }
        Command::User(User::Deactivate { name, place }) => (place, Admin::UserDeactivate { name }),
        Command::User(User::List(place)) => (place, Admin::UserList),
        Command::Token(Token::Create {
            token,
            uses,
            valid_days,
            place,
        }) => (
            place,
            Admin::TokenCreate {
                token,
                uses,
                valid_days,
            },
        ),
        Command::Token(Token::List(place)) => (place, Admin::TokenList),
        Command::Token(Token::Revoke { token, place }) => (place, Admin::TokenRevoke { token }),
    };
    admin::run(place.settings()?, command)
}

fn password_or_asked(given: Option<String>) -> Result<String> {
    given.map_or_else(|| ask::secret("Password"), Ok)
}
