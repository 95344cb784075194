//! Seeded databases: accounts and rooms made once per peer through the public API, kept in the cache
//! and copied for each round, so that all rounds begin alike.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use futures::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};

use crate::machine::Cores;
use crate::matrix::{self, Account};
use crate::options::{Options, Sizes};
use crate::payload::{Mark, content};
use crate::peers::{Peer, Running};

/// Requests at a time while seeding.
const SEEDERS: usize = 16;

/// A room and its members, as indexes of [`World::accounts`]. The first member created it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Room {
    pub id: String,
    pub members: Vec<usize>,
}

/// What a seeded database holds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct World {
    pub accounts: Vec<Account>,
    /// Rooms of the conversation scenarios: every talker is in each of them or in one of them.
    pub talk: Vec<Room>,
    /// Rooms by number of members; the largest is the fan-out room.
    pub halls: Vec<Room>,
    /// Rooms of the last account, for its first sync.
    pub shelf: Vec<Room>,
}

/// How to fill a world; equal plans on equal servers share a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub accounts: usize,
    pub talk_rooms: usize,
    pub talkers: usize,
    /// Members of each talk room.
    pub talk_members: usize,
    pub halls: Vec<usize>,
    pub shelf_rooms: usize,
    pub shelf_messages: usize,
}

impl Plan {
    /// The world of the side-by-side scenarios.
    pub fn side_by_side(sizes: &Sizes) -> Plan {
        Plan {
            accounts: sizes.idle.max(sizes.hall) + 1,
            talk_rooms: 5,
            talkers: 20,
            talk_members: sizes.talk_members,
            halls: vec![sizes.hall],
            shelf_rooms: sizes.shelf_rooms,
            shelf_messages: 10,
        }
    }

    /// A world of big rooms, for the curve over members.
    pub fn halls(members: &[usize]) -> Plan {
        let accounts = members.iter().copied().max().unwrap_or(0);
        let halls = members.to_vec();
        Plan {
            accounts,
            talk_rooms: 0,
            talkers: 0,
            talk_members: 0,
            halls,
            shelf_rooms: 0,
            shelf_messages: 0,
        }
    }

    /// A world of a few accounts in rooms that will hold many events.
    pub fn talk(rooms: usize) -> Plan {
        let (accounts, talkers) = (20, 20);
        Plan {
            accounts,
            talk_rooms: rooms,
            talkers,
            talk_members: 4,
            halls: Vec::new(),
            shelf_rooms: 0,
            shelf_messages: 0,
        }
    }
}

/// A world and the folder of its stopped server, to be copied and never started.
pub struct Template {
    pub world: World,
    data: PathBuf,
}

impl Template {
    /// The template for `plan` from the cache, seeded now if it is not there.
    pub async fn get(options: &Options, peer: Peer, name: &str, plan: &Plan) -> Result<Template> {
        let folder = options
            .cache
            .join("worlds")
            .join(format!("{}-{name}", peer.name().to_lowercase()));
        let data = folder.join("data");
        let label = serde_json::to_string(&(plan, peer.fingerprint(&options.programs).await?))?;
        if std::fs::read_to_string(folder.join("label")).is_ok_and(|kept| kept == label) {
            let world = serde_json::from_slice(&std::fs::read(folder.join("world.json"))?)?;
            return Ok(Template { world, data });
        }
        remove(&folder)?;
        std::fs::create_dir_all(&data)?;
        let started = Instant::now();
        let mut server = peer
            .start(&options.programs, &data.canonicalize()?, Cores::Shared)
            .await?;
        let world = seed(server.address, plan)
            .await
            .with_context(|| format!("seeding {}", peer.name()))?;
        server.settle().await?;
        server.stop().await?;
        std::fs::write(folder.join("world.json"), serde_json::to_vec(&world)?)?;
        std::fs::write(folder.join("label"), label)?;
        let accounts = world.accounts.len();
        eprintln!(
            "  seeded {} {name}: {accounts} accounts in {:.0} s",
            peer.name(),
            started.elapsed().as_secs_f64()
        );
        Ok(Template { world, data })
    }

    /// The folder of the stopped server.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// A fresh copy, with everything on disk before the measurement begins.
    pub fn copy(&self, options: &Options, peer: Peer) -> Result<PathBuf> {
        let target = options.cache.join("run").join(peer.name().to_lowercase());
        remove(&target)?;
        std::fs::create_dir_all(target.parent().context("the cache has a parent")?)?;
        run(Command::new("cp")
            .args(["-a", "--reflink=auto"])
            .arg(&self.data)
            .arg(&target))?;
        run(&mut Command::new("sync"))?;
        Ok(target.canonicalize()?)
    }

    /// Starts the peer on a fresh copy.
    pub async fn start(
        &self,
        options: &Options,
        peer: Peer,
        cores: Cores,
    ) -> Result<(Running, PathBuf)> {
        let data = self.copy(options, peer)?;
        Ok((peer.start(&options.programs, &data, cores).await?, data))
    }
}

/// Fills a server as `plan` says.
async fn seed(address: SocketAddr, plan: &Plan) -> Result<World> {
    let accounts = register_all(address, plan.accounts).await?;
    let mut world = World {
        accounts,
        ..World::default()
    };
    for index in 0..plan.talk_rooms {
        let first = index * plan.talk_members;
        let members = (first..first + plan.talk_members)
            .map(|member| member % plan.talkers)
            .collect();
        world
            .talk
            .push(room(address, &world, &format!("Talk {index}"), members).await?);
    }
    for &size in &plan.halls {
        world.halls.push(
            room(
                address,
                &world,
                &format!("Hall of {size}"),
                (0..size).collect(),
            )
            .await?,
        );
    }
    let reader = plan.accounts - 1;
    let shelf = (0..plan.shelf_rooms).map(|index| {
        let world = &world;
        async move {
            let members = vec![index % 4, 4 + index % 5, reader];
            let shelf = room(address, world, &format!("Shelf {index}"), members).await?;
            fill(address, world, &shelf, plan.shelf_messages).await?;
            Ok::<Room, anyhow::Error>(shelf)
        }
    });
    world.shelf = stream::iter(shelf).buffered(4).try_collect().await?;
    Ok(world)
}

async fn register_all(address: SocketAddr, count: usize) -> Result<Vec<Account>> {
    let registrations = (0..count).map(|index| async move {
        let mut client = crate::client::Client::new(address, None)?;
        matrix::register(&mut client, &format!("bench{index:05}")).await
    });
    stream::iter(registrations)
        .buffered(SEEDERS)
        .try_collect()
        .await
}

async fn room(address: SocketAddr, world: &World, name: &str, members: Vec<usize>) -> Result<Room> {
    let id = matrix::create_room(&mut world.client(address, members[0])?, name).await?;
    let joins = members.iter().skip(1).map(|&member| {
        let id = &id;
        async move { matrix::join(&mut world.client(address, member)?, id).await }
    });
    stream::iter(joins)
        .buffer_unordered(SEEDERS)
        .try_collect::<Vec<()>>()
        .await?;
    Ok(Room { id, members })
}

async fn fill(address: SocketAddr, world: &World, room: &Room, messages: usize) -> Result<()> {
    let mut client = world.client(address, room.members[0])?;
    for index in 0..messages {
        let mark = Mark {
            run: 0,
            seq: index as u64,
            sent_ns: 0,
        };
        matrix::send_message(
            &mut client,
            &room.id,
            &format!("fill{index}"),
            content(mark),
        )
        .await?;
    }
    Ok(())
}

impl World {
    /// A connection of the account with this index.
    pub fn client(&self, address: SocketAddr, account: usize) -> Result<crate::client::Client> {
        self.accounts[account].client(address)
    }

    /// Which of the first `receivers` accounts each of `rooms` holds, as the ledger wants it.
    pub fn audience(rooms: &[Room], receivers: usize) -> Vec<Vec<usize>> {
        let online = |room: &Room| {
            room.members
                .iter()
                .copied()
                .filter(|&member| member < receivers)
                .collect()
        };
        rooms.iter().map(online).collect()
    }
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("{command:?} failed: {status}");
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
