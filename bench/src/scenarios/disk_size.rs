//! What a number of events takes on disk after the server has stopped, less what the empty rooms took.

use anyhow::Result;

use super::pour::pour;
use super::reading;
use crate::machine::Cores;
use crate::options::Options;
use crate::peers::Peer;
use crate::results::Reading;
use crate::rows::RowId;
use crate::world::{Plan, Template};

const ROOMS: usize = 5;
const MEBIBYTE: f64 = 1024.0 * 1024.0;

pub async fn run(options: &Options, peer: Peer) -> Result<Vec<Reading>> {
    let template = Template::get(options, peer, "disk", &Plan::talk(ROOMS)).await?;
    let (mut server, data) = template.start(options, peer, Cores::Shared).await?;
    let before = peer.disk_bytes(template.data())?;
    let count = options.sizes.disk_events;
    let seconds = pour(server.address, &template.world, count).await?;
    server.stop().await?;
    let bytes = peer.disk_bytes(&data)?.saturating_sub(before) as f64;
    eprintln!("    disk: {count} events sent in {seconds:.0} s");
    Ok(vec![
        reading(RowId::DiskSize, bytes / MEBIBYTE),
        reading(RowId::DiskPerEvent, bytes / count as f64),
        reading(RowId::PourRate, count as f64 / seconds),
    ])
}
