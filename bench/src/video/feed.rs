//! The learning feed on the same database: how long packs take to make, how much memory, how large they are, and what a
//! fetch costs.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::client::Client;
use crate::measure::{millis, now_ns, percentile};
use crate::peers::Running;
use crate::video::Row;

const LIST: &str = "/_causeway/v1/feed/packs";
/// The longest that the first packs may take.
const BUILD_MAX: Duration = Duration::from_secs(900);
/// Videos that somebody watches in a quarter of an hour: every half minute another.
const VIEWS_OF_LIST: f64 = 30.0;

/// Waits for the first packs and for the second ones; tells what they took. `requests` of each kind follow.
pub async fn all(server: &Running, requests: u32) -> Result<Vec<Row>> {
    let mut client = Client::new(server.address, None)?;
    let mut rows = Vec::new();
    let (cpu, begun) = (server.processes.cpu_time()?, now_ns());
    built(&mut client, 1.0).await?;
    let first_s = metric(&mut client, "causeway_feed_build_seconds_sum").await?;
    let learn_s = metric(&mut client, "causeway_feed_learn_seconds_sum").await?;
    let cpu = server.processes.cpu_time()?.saturating_sub(cpu);
    let waited_s = (now_ns() - begun) as f64 / 1e9;
    let peak = peak_mib(server.processes.server)?;
    rows.push(row(
        "Packs made at the start: everything learnt",
        format!(
            "{first_s:.1} s, {learn_s:.1} s of them learning; {:.1} s CPU in {waited_s:.1} s; at most {peak} MiB of memory",
            cpu.as_secs_f64()
        ),
    ));
    let cpu = server.processes.cpu_time()?;
    built(&mut client, 2.0).await?;
    let second_s = metric(&mut client, "causeway_feed_build_seconds_sum").await? - first_s;
    let cpu = server.processes.cpu_time()?.saturating_sub(cpu);
    rows.push(row(
        "Packs made again",
        format!("{second_s:.1} s; {:.1} s CPU", cpu.as_secs_f64()),
    ));
    let list = client.get(LIST).await?.json()?;
    let packs = list["packs"].as_array().context("no packs")?.clone();
    for pack in &packs {
        rows.push(row(
            &format!(
                "Pack: {} of {}",
                pack["pool"]["level"], pack["pool"]["language"]
            ),
            format!(
                "{} videos, {} KiB, {} KiB packed, {} deltas",
                pack["count"],
                kib(&pack["bytes"]),
                kib(&pack["packed_bytes"]),
                pack["deltas"].as_array().map_or(0, Vec::len)
            ),
        ));
    }
    let url = packs
        .iter()
        .find(|pack| pack["pool"]["language"].is_null())
        .and_then(|pack| pack["url"].as_str())
        .context("no pack of all languages")?;
    let list = fetches(server, "Fetch of the list", LIST, requests, true).await?;
    let pack = fetches(
        server,
        "Fetch of a pack (unpacked for the bench)",
        url,
        requests / 10,
        false,
    )
    .await?;
    rows.extend([list, pack]);
    Ok(rows)
}

fn kib(bytes: &serde_json::Value) -> u64 {
    bytes.as_u64().unwrap_or(0) / 1024
}

fn row(what: &str, note: String) -> Row {
    Row {
        what: what.to_owned(),
        aim: "",
        p50_ms: f64::NAN,
        p99_ms: f64::NAN,
        note,
        is_reached: None,
    }
}

pub async fn built(client: &mut Client, times: f64) -> Result<()> {
    let begun = now_ns();
    while metric(client, "causeway_feed_build_seconds_count").await? < times {
        if now_ns() - begun > u64::try_from(BUILD_MAX.as_nanos())? {
            bail!("packs take longer than {BUILD_MAX:?}");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

/// A number that the server tells of itself; 0 before there is one.
async fn metric(client: &mut Client, name: &str) -> Result<f64> {
    let text = client.get("/metrics").await?;
    let text = String::from_utf8_lossy(text.ok()?).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    Ok(line
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or(0.0))
}

fn peak_mib(pid: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kib.context("no VmHWM")? / 1024)
}

async fn fetches(
    server: &Running,
    what: &str,
    path: &str,
    requests: u32,
    is_list: bool,
) -> Result<Row> {
    let mut client = Client::new(server.address, None)?;
    for _ in 0..100 {
        client.get(path).await?.ok()?;
    }
    let (mut took, cpu) = (Vec::new(), server.processes.cpu_time()?);
    let requests = requests.max(100);
    let mut bytes = 0;
    for _ in 0..requests {
        let begun = now_ns();
        bytes = client.get(path).await?.ok()?.len();
        took.push(now_ns() - begun);
    }
    ensure!(bytes > 0, "{path} is empty");
    let cpu = server
        .processes
        .cpu_time()?
        .saturating_sub(cpu)
        .as_secs_f64()
        * 1e6;
    let each = cpu / f64::from(requests);
    let note = if is_list {
        format!(
            "{each:.0} µs CPU: {:.1} µs for each video watched, at one every half minute",
            each / VIEWS_OF_LIST
        )
    } else {
        format!("{:.0} µs CPU, {} KiB", each, bytes / 1024)
    };
    Ok(Row {
        p50_ms: millis(percentile(&mut took, 0.5)),
        p99_ms: millis(percentile(&mut took, 0.99)),
        ..row(what, note)
    })
}
