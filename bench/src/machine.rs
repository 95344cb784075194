//! The facts of the machine that a reader needs to judge the figures, and on which cores who runs.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use rustix::process::{Pid, Resource, Rlimit, Signal};
use rustix::thread::{CpuSet, sched_setaffinity};
use serde::{Deserialize, Serialize};

use crate::measure::{millis, percentile};

const FSYNC_PROBES: usize = 200;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    pub memory_gib: u64,
    pub kernel: String,
    pub filesystem: String,
    pub fsync_p50_ms: f64,
    pub fsync_p99_ms: f64,
}

impl Machine {
    /// Reads the facts; `folder` is where the peers' databases will be.
    pub fn read(folder: &Path) -> Result<Machine> {
        let (fsync_p50_ms, fsync_p99_ms) = probe_fsync(folder)?;
        Ok(Machine {
            cpu: field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".into()),
            cores: cores(),
            memory_gib: memory_gib(),
            kernel: std::fs::read_to_string("/proc/sys/kernel/osrelease")?
                .trim()
                .to_owned(),
            filesystem: filesystem(folder)?,
            fsync_p50_ms,
            fsync_p99_ms,
        })
    }
}

/// All cores of the machine, whatever this process is pinned to.
pub fn cores() -> usize {
    let table = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    table
        .lines()
        .filter(|line| line.starts_with("processor"))
        .count()
        .max(1)
}

/// Who runs where. The server gets a core of its own and so does the bench: neither then waits for
/// the other, and a figure does not depend on where the scheduler happened to put them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cores {
    /// The server on core 0, the bench on core 1.
    Apart,
    /// No pinning: for seeding, and for machines with one core.
    Shared,
}

impl Cores {
    /// What to give `taskset -c` for the server.
    pub fn of_server(self) -> String {
        match self {
            Cores::Apart => "0".into(),
            Cores::Shared => format!("0-{}", cores() - 1),
        }
    }
}

/// Keeps the bench off the server's core.
pub fn pin_bench(placement: Cores) -> Result<()> {
    if placement == Cores::Apart {
        let mut set = CpuSet::new();
        set.set(1);
        sched_setaffinity(None, &set)?;
    }
    Ok(())
}

/// Lets this process and the servers that it starts open as many connections as the host allows.
pub fn raise_file_limit() -> Result<()> {
    let limit = rustix::process::getrlimit(Resource::Nofile);
    rustix::process::setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    )?;
    Ok(())
}

/// Asks a process to stop.
pub fn terminate(pid: u32) -> Result<()> {
    signal(pid, Signal::TERM)
}

/// What the terminal's Ctrl-C sends: `perf` then writes its file and ends.
pub fn interrupt(pid: u32) -> Result<()> {
    signal(pid, Signal::INT)
}

fn signal(pid: u32, signal: Signal) -> Result<()> {
    let pid = i32::try_from(pid)
        .ok()
        .and_then(Pid::from_raw)
        .context("not a process id")?;
    Ok(rustix::process::kill_process(pid, signal)?)
}

fn probe_fsync(folder: &Path) -> Result<(f64, f64)> {
    let path = folder.join("fsync-probe");
    let mut file = File::create(&path)?;
    let mut times_ns = Vec::with_capacity(FSYNC_PROBES);
    for _ in 0..FSYNC_PROBES {
        let start = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times_ns.push(u64::try_from(start.elapsed().as_nanos())?);
    }
    std::fs::remove_file(&path)?;
    Ok((
        millis(percentile(&mut times_ns, 0.5)),
        millis(percentile(&mut times_ns, 0.99)),
    ))
}

/// Type and options of the mount that holds `folder`: the longest mount point that is a prefix.
fn filesystem(folder: &Path) -> Result<String> {
    let folder = folder.canonicalize()?;
    let mounts = std::fs::read_to_string("/proc/mounts")?;
    let entries = mounts.lines().filter_map(|line| {
        let mut fields = line.split_ascii_whitespace().skip(1);
        Some((fields.next()?, fields.next()?))
    });
    let holding = entries.filter(|(point, _)| folder.starts_with(point));
    Ok(holding
        .max_by_key(|(point, _)| point.len())
        .map_or("unknown", |(_, kind)| kind)
        .to_owned())
}

fn memory_gib() -> u64 {
    let kilobytes = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kilobytes: u64 = kilobytes.trim_end_matches(" kB").parse().unwrap_or(0);
    (kilobytes + 512 * 1024) / (1024 * 1024)
}

fn field(path: &str, name: &str) -> Option<String> {
    let table = std::fs::read_to_string(path).ok()?;
    let line = table.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_of_this_machine_can_be_read() {
        let machine = Machine::read(&std::env::temp_dir()).unwrap();
        assert!(machine.cores > 0 && machine.memory_gib > 0);
        assert!(machine.fsync_p50_ms > 0.0 && machine.fsync_p99_ms >= machine.fsync_p50_ms);
        assert_ne!(machine.filesystem, "unknown");
    }
}
