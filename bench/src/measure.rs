//! Readings of the operating system: a process's CPU time and memory, the disk's flushes, what other
//! programs used meanwhile; and percentiles.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

/// Monotonic nanoseconds since the bench started.
pub fn now_ns() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

pub fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// CPU time (user and system) that all threads of a process, ended ones included, have used.
/// The kernel counts precisely and shows hundredths of a second.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let stat =
        std::fs::read_to_string(format!("/proc/{pid}/stat")).context("the server is gone")?;
    let ticks = stat_ticks(&stat).context("/proc/PID/stat is not as expected")?;
    Ok(ticks_to_time(ticks))
}

/// `utime + stime`. The command name, in parentheses, may itself hold spaces and parentheses.
fn stat_ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

fn ticks_to_time(ticks: u64) -> Duration {
    Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// Resident and proportional memory in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub rss: u64,
    pub pss: u64,
}

pub fn memory(pid: u32) -> Result<Memory> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))
        .context("the server is gone")?;
    let field =
        |name| kilobytes(&rollup, name).with_context(|| format!("smaps_rollup has no {name}"));
    Ok(Memory {
        rss: field("Rss:")? * 1024,
        pss: field("Pss:")? * 1024,
    })
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// Bytes that a folder occupies on disk.
pub fn disk_bytes(folder: &Path) -> Result<u64> {
    use std::os::unix::fs::MetadataExt;
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() {
            disk_bytes(&entry.path())?
        } else {
            metadata.blocks() * 512
        };
    }
    Ok(bytes)
}

/// How many cache flushes the disk under `path` has completed; `None` where the kernel does not tell.
pub fn disk_flushes(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let device = std::fs::metadata(path).ok()?.dev();
    let (major, minor) = (
        rustix::fs::major(device).to_string(),
        rustix::fs::minor(device).to_string(),
    );
    let table = std::fs::read_to_string("/proc/diskstats").ok()?;
    table.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let same = fields.first()? == &major && fields.get(1)? == &minor;
        if same {
            fields.get(18)?.parse().ok()
        } else {
            None
        }
    })
}

/// Notices when programs other than the server and the bench use the machine during a measurement.
pub struct Quiet {
    pid: u32,
    started: Instant,
    busy: Duration,
    ours: Duration,
}

impl Quiet {
    pub fn start(pid: u32) -> Result<Quiet> {
        Ok(Quiet {
            pid,
            started: Instant::now(),
            busy: busy_time()?,
            ours: own_time(pid)?,
        })
    }

    /// The share of the whole machine, 0 to 1, that others have used since the start.
    pub fn others(&self) -> Result<f64> {
        let cores = crate::machine::cores() as f64;
        let ours = own_time(self.pid)?.saturating_sub(self.ours);
        let others = busy_time()?.saturating_sub(self.busy).saturating_sub(ours);
        Ok(others.as_secs_f64() / (self.started.elapsed().as_secs_f64() * cores).max(0.01))
    }
}

fn own_time(pid: u32) -> Result<Duration> {
    Ok(cpu_time(pid)? + cpu_time(std::process::id())?)
}

/// Time that all cores together have not been idle: user, nice, system, irq, softirq and stolen.
fn busy_time() -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/stat")?;
    let fields = stat
        .lines()
        .next()
        .context("/proc/stat is empty")?
        .split_ascii_whitespace()
        .skip(1);
    let ticks: Vec<u64> = fields.filter_map(|field| field.parse().ok()).collect();
    let busy = [0, 1, 2, 5, 6, 7]
        .iter()
        .filter_map(|&index| ticks.get(index))
        .sum();
    Ok(ticks_to_time(busy))
}

/// The value below which `share` (0 to 1) of the values lie; 0 for no values. Sorts them.
pub fn percentile(values: &mut [u64], share: f64) -> u64 {
    values.sort_unstable();
    let index = (share * values.len() as f64).ceil() as usize;
    values
        .get(index.clamp(1, values.len().max(1)) - 1)
        .copied()
        .unwrap_or(0)
}

/// Milliseconds of a nanosecond count.
pub fn millis(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_ticks_are_found_behind_a_strange_command_name() {
        let stat = "17 (a) b (c) S 1 17 17 0 -1 4194560 999 0 0 0 250 50 7 8 20 0 4 0 100 0 0";
        assert_eq!(stat_ticks(stat), Some(300));
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let mut values: Vec<u64> = (1..=100).rev().collect();
        assert_eq!(percentile(&mut values, 0.5), 50);
        assert_eq!(percentile(&mut values, 0.99), 99);
        assert_eq!(percentile(&mut values, 1.0), 100);
        assert_eq!(percentile(&mut [], 0.5), 0);
    }

    #[test]
    fn this_process_has_memory_and_cpu_time() {
        let memory = memory(std::process::id()).unwrap();
        assert!(memory.rss >= memory.pss && memory.pss > 0);
        cpu_time(std::process::id()).unwrap();
    }
}
