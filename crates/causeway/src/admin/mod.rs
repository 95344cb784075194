//! What a host does on the command line: over a local socket while the server runs, directly while it
//! is stopped. Both ways run [`execute`].

mod export;
mod media;
mod rooms;
mod socket;
mod tokens;
mod users;

use std::path::Path;

use anyhow::{Context, Result, bail};
use axum::Router;
use base::config::Config;
use serde::{Deserialize, Serialize};

use crate::{demo, open};

pub use socket::listen;

/// One command. Its fields travel as JSON over the socket.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Makes an account.
    UserCreate {
        /// Local part or full id.
        name: String,
        /// In clear; the socket is readable by its owner only.
        password: String,
        /// Whether the account runs the server.
        admin: bool,
    },
    /// Sets a password and signs out every device.
    UserPassword {
        /// Local part or full id.
        name: String,
        /// The new one.
        password: String,
    },
    /// Ends an account.
    UserDeactivate {
        /// Local part or full id.
        name: String,
    },
    /// Lets somebody run the server, or no longer.
    UserAdmin {
        /// Local part or full id.
        name: String,
        /// Whether he runs it.
        admin: bool,
    },
    /// Lists accounts.
    UserList,
    /// Makes a registration token.
    TokenCreate {
        /// The token; `None`: a random one.
        token: Option<String>,
        /// How many accounts it makes; `None`: any number.
        uses: Option<u64>,
        /// How long it is valid; `None`: for ever.
        valid_days: Option<u64>,
    },
    /// Lists registration tokens.
    TokenList,
    /// Ends a registration token.
    TokenRevoke {
        /// The token.
        token: String,
    },
    /// Fills the server with the demo community.
    Demo {
        /// How many videos it has at most.
        videos: usize,
    },
    /// Everything of a person, as a tar archive: streamed, see [`socket`].
    Export {
        /// Local part or full id.
        name: String,
    },
    /// Lists rooms.
    RoomList,
    /// Tells about a room.
    RoomShow {
        /// Id or alias.
        room: String,
    },
    /// Takes in nobody any more.
    RoomBlock {
        /// Id or alias.
        room: String,
    },
    /// Takes in people again.
    RoomUnblock {
        /// Id or alias.
        room: String,
    },
    /// Sends everybody away.
    RoomClose {
        /// Id or alias.
        room: String,
    },
    /// Lists what a person has stored.
    MediaList {
        /// Local part or full id.
        name: String,
    },
    /// Deletes a file.
    MediaDelete {
        /// `mxc://…`.
        address: String,
    },
    /// Deletes files that nothing refers to.
    MediaSweep,
}

/// What commands work on.
#[derive(Clone)]
pub struct Host {
    /// The homeserver.
    pub matrix: matrix::Matrix,
    /// Short videos.
    pub video: video::Video,
    /// Mini-apps.
    pub services: services::Services,
    /// All routes: the demo uses the public interface.
    pub router: Router,
}

/// Runs a command; returns what the host reads.
pub async fn execute(host: &Host, command: Command) -> Result<String> {
    act(host, command)
        .await
        .map_err(|error| match error.downcast_ref::<matrix::Error>() {
            // Status and code are for programs.
            Some(refusal) if !refusal.message().is_empty() => {
                anyhow::anyhow!("{}", refusal.message())
            }
            _ => error,
        })
}

async fn act(host: &Host, command: Command) -> Result<String> {
    let m = &host.matrix;
    match command {
        Command::UserCreate {
            name,
            password,
            admin,
        } => users::create(m, &name, password, admin).await,
        Command::UserPassword { name, password } => users::password(m, &name, password).await,
        Command::UserDeactivate { name } => users::deactivate(m, &name).await,
        Command::UserAdmin { name, admin } => users::admin(m, &name, admin).await,
        Command::UserList => users::list(m).await,
        Command::TokenCreate {
            token,
            uses,
            valid_days,
        } => tokens::create(m, token, uses, valid_days).await,
        Command::TokenList => tokens::list(m).await,
        Command::TokenRevoke { token } => tokens::revoke(m, token).await,
        Command::Demo { videos } => demo::fill(host, videos).await,
        Command::Export { .. } => bail!("an export needs a file to go to"),
        Command::RoomList => rooms::list(m).await,
        Command::RoomShow { room } => rooms::show(m, &room).await,
        Command::RoomBlock { room } => rooms::block(m, &room).await,
        Command::RoomUnblock { room } => rooms::unblock(m, &room).await,
        Command::RoomClose { room } => rooms::close(m, &room).await,
        Command::MediaList { name } => media::list(m, &name).await,
        Command::MediaDelete { address } => media::delete(m, &address).await,
        Command::MediaSweep => media::sweep(m, &host.video).await,
    }
}

/// Sends the command to the running server, or runs it on the data folder when none runs.
pub fn run(config: Config, command: Command) -> Result<()> {
    done(async move {
        if let Some(answer) = socket::call(&config.data_dir, &command, None).await? {
            return Ok(answer);
        }
        let opened = open::open(config).await?;
        let host = Host {
            router: crate::serve::routes(&opened, http_server::unrecognized),
            matrix: opened.matrix.clone(),
            video: opened.video.clone(),
            services: opened.services.clone(),
        };
        // The demo's videos are processed by who runs jobs; here nobody else does.
        let running =
            matches!(command, Command::Demo { .. }).then(|| opened.video.spawn_background());
        let text = execute(&host, command).await;
        opened.matrix.stopping.cancel();
        if let Some(running) = running {
            crate::serve::end(running).await;
        }
        opened.store.close().await;
        text
    })
}

/// `causeway export`: writes everything of a person into a new file.
pub fn export(config: Config, name: String, output: &Path) -> Result<()> {
    done(async move {
        let mut file = export::create(output).await?;
        let written = async {
            let command = Command::Export { name: name.clone() };
            if socket::call(&config.data_dir, &command, Some(&mut file))
                .await?
                .is_some()
            {
                return Ok(());
            }
            let opened = open::open(config).await?;
            let capabilities =
                crate::serve::capabilities(&opened.matrix, &opened.video, &opened.services);
            let written = export::write(&opened.matrix, &capabilities, &name, &mut file).await;
            opened.store.close().await;
            written
        };
        let written = written.await;
        export::finished(written, file, output).await
    })
}

fn done(work: impl Future<Output = Result<String>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let text = runtime.block_on(work);
    println!("{}", text.context("not done")?.trim_end());
    Ok(())
}
