//! What a send costs our server as its database grows: the same sends at each size, one after another.

use std::path::Path;

use anyhow::Result;

use super::pour::pour;
use super::{CpuMeter, settle};
use crate::machine::Cores;
use crate::matrix;
use crate::measure::{Quiet, millis, now_ns, percentile, unix_seconds};
use crate::options::Options;
use crate::payload::{Mark, content};
use crate::peers::{Peer, Running};
use crate::results::Reading;
use crate::rows::RowId;
use crate::world::{Plan, Template, World};

const ROOMS: usize = 20;
const BATCHES: usize = 3;
const WARM_UP: usize = 200;

pub async fn run(options: &Options, peer: Peer) -> Result<Vec<Reading>> {
    let template = Template::get(options, peer, "events", &Plan::talk(ROOMS)).await?;
    let data = template.copy(options, peer)?;
    let mut readings = Vec::new();
    let mut poured = 0;
    for &size in &options.sizes.events {
        let missing = size.saturating_sub(poured);
        let mut server = peer.start(&options.programs, &data, Cores::Shared).await?;
        let seconds = pour(server.address, &template.world, missing).await?;
        server.stop().await?;
        poured += missing;
        eprintln!("    events: {missing} more sent in {seconds:.0} s, {poured} in all");
        let at = |row, value| Reading {
            row,
            at: size as u64,
            value,
            others: 0.0,
        };
        readings.push(at(RowId::EventsPour, missing as f64 / seconds));
        readings.push(at(
            RowId::EventsDisk,
            peer.disk_bytes(&data)? as f64 / (1024.0 * 1024.0),
        ));
        readings.extend(at_size(options, peer, &data, &template.world, size as u64).await?);
    }
    Ok(readings)
}

async fn at_size(
    options: &Options,
    peer: Peer,
    data: &Path,
    world: &World,
    at: u64,
) -> Result<Vec<Reading>> {
    let mut server = peer.start(&options.programs, data, options.cores).await?;
    let reading = |row, value| Reading {
        row,
        at,
        value,
        others: 0.0,
    };
    let mut readings = vec![reading(
        RowId::EventsStartup,
        millis(server.first_answer_ns),
    )];
    settle().await;
    send_in_turn(&server, world, WARM_UP).await?;
    for _ in 0..BATCHES {
        let (quiet, cpu) = (
            Quiet::start(server.processes)?,
            CpuMeter::start(server.processes)?,
        );
        let mut answered_ns = send_in_turn(&server, world, options.sizes.curve_sends).await?;
        let others = quiet.others()?;
        let reading = |row, value| Reading {
            row,
            at,
            value,
            others,
        };
        let cost = cpu.seconds()? * 1e6 / answered_ns.len() as f64;
        readings.push(reading(RowId::EventsCpu, cost));
        readings.push(reading(
            RowId::EventsP50,
            millis(percentile(&mut answered_ns, 0.5)),
        ));
        readings.push(reading(
            RowId::EventsP99,
            millis(percentile(&mut answered_ns, 0.99)),
        ));
    }
    server.stop().await?;
    Ok(readings)
}

/// One sender, one room at a time in turn; returns how long each send waited for its answer.
async fn send_in_turn(server: &Running, world: &World, count: usize) -> Result<Vec<u64>> {
    let run = unix_seconds();
    let mut clients = Vec::new();
    for room in &world.talk {
        clients.push((world.client(server.address, room.members[0])?, room));
    }
    let mut answered_ns = Vec::with_capacity(count);
    for seq in 0..count {
        let turn = seq % clients.len();
        let (client, room) = &mut clients[turn];
        let start_ns = now_ns();
        let mark = Mark {
            run,
            seq: seq as u64,
            sent_ns: start_ns,
        };
        matrix::send_message(
            client,
            &room.id,
            &format!("turn{start_ns}.{seq}"),
            content(mark),
        )
        .await?;
        answered_ns.push(now_ns() - start_ns);
    }
    Ok(answered_ns)
}
