//! What a send costs our server as a room grows: ten members are connected, all others are away.

use std::sync::Arc;

use anyhow::Result;

use super::{CpuMeter, settle};
use crate::ledger::Ledger;
use crate::matrix;
use crate::measure::{Quiet, millis, now_ns, percentile};
use crate::options::Options;
use crate::payload::content;
use crate::peers::{Peer, Running};
use crate::receivers::Receivers;
use crate::results::Reading;
use crate::rows::RowId;
use crate::world::{Plan, Room, Template, World};

const CONNECTED: usize = 10;
const BATCHES: usize = 3;
const WARM_UP: usize = 200;

pub async fn run(options: &Options, peer: Peer) -> Result<Vec<Reading>> {
    let template =
        Template::get(options, peer, "halls", &Plan::halls(&options.sizes.members)).await?;
    let (mut server, _) = template.start(options, peer, options.cores).await?;
    let mut readings = Vec::new();
    for hall in &template.world.halls {
        readings.extend(in_hall(options, &server, &template.world, hall).await?);
    }
    server.stop().await?;
    Ok(readings)
}

async fn in_hall(
    options: &Options,
    server: &Running,
    world: &World,
    hall: &Room,
) -> Result<Vec<Reading>> {
    let ledger = Ledger::new(
        CONNECTED,
        &World::audience(std::slice::from_ref(hall), CONNECTED),
    );
    let connected = &world.accounts[..CONNECTED.min(world.accounts.len())];
    let mut receivers = Receivers::connect(server.address, connected, &ledger).await?;
    settle().await;
    send(server, world, hall, &ledger, WARM_UP).await?;
    receivers.all_reached(&ledger).await?;
    let at = hall.members.len() as u64;
    let mut readings = Vec::new();
    for _ in 0..BATCHES {
        ledger.end_warm_up();
        let (quiet, cpu) = (
            Quiet::start(server.processes)?,
            CpuMeter::start(server.processes)?,
        );
        let mut answered_ns = send(server, world, hall, &ledger, options.sizes.curve_sends).await?;
        receivers.all_reached(&ledger).await?;
        let others = quiet.others()?;
        let reading = |row, value| Reading {
            row,
            at,
            value,
            others,
        };
        let cost = cpu.seconds()? * 1e6 / answered_ns.len() as f64;
        let mut tally = ledger.close()?;
        readings.push(reading(RowId::MembersCpu, cost));
        readings.push(reading(
            RowId::MembersP50,
            millis(percentile(&mut answered_ns, 0.5)),
        ));
        readings.push(reading(
            RowId::MembersP99,
            millis(percentile(&mut answered_ns, 0.99)),
        ));
        readings.push(reading(
            RowId::MembersDelivered,
            millis(percentile(&mut tally.latencies_ns, 0.5)),
        ));
    }
    Ok(readings)
}

async fn send(
    server: &Running,
    world: &World,
    hall: &Room,
    ledger: &Arc<Ledger>,
    count: usize,
) -> Result<Vec<u64>> {
    let mut client = world.client(server.address, hall.members[0])?;
    let mut answered_ns = Vec::with_capacity(count);
    for _ in 0..count {
        let mark = ledger.begin_now(0);
        let transaction = format!("{}.{}", mark.run, mark.seq);
        matrix::send_message(&mut client, &hall.id, &transaction, content(mark)).await?;
        answered_ns.push(now_ns() - mark.sent_ns);
    }
    Ok(answered_ns)
}
