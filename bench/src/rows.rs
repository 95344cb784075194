//! The rows of the table: what each figure means, which way is better, and what the project aims at.

use serde::{Deserialize, Serialize};

use crate::options::Scenario;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RowId {
    ClosedRate,
    ClosedSends,
    ClosedCpu,
    FanRate,
    FanLastP50,
    FanLastMax,
    OpenP50,
    OpenP99,
    OpenAckP50,
    OpenAckP99,
    OpenCpu,
    OpenFlushes,
    FirstSync,
    FirstSyncCold,
    FirstSyncBytes,
    BaseRss,
    BasePss,
    IdleRss,
    IdlePss,
    IdleCpu,
    Startup,
    StartupLine,
    DiskSize,
    DiskPerEvent,
    PourRate,
    EventsCpu,
    EventsP50,
    EventsP99,
    EventsStartup,
    EventsDisk,
    EventsPour,
    MembersCpu,
    MembersP50,
    MembersP99,
    MembersDelivered,
}

impl RowId {
    /// The scenario that measures it.
    pub fn scenario(self) -> Scenario {
        match self {
            RowId::ClosedRate | RowId::ClosedSends | RowId::ClosedCpu => Scenario::Closed,
            RowId::FanRate | RowId::FanLastP50 | RowId::FanLastMax => Scenario::Fanout,
            RowId::OpenP50
            | RowId::OpenP99
            | RowId::OpenAckP50
            | RowId::OpenAckP99
            | RowId::OpenCpu
            | RowId::OpenFlushes => Scenario::Open,
            RowId::FirstSync | RowId::FirstSyncCold | RowId::FirstSyncBytes => Scenario::Firstsync,
            RowId::BaseRss | RowId::BasePss | RowId::IdleRss | RowId::IdlePss | RowId::IdleCpu => {
                Scenario::Idle
            }
            RowId::Startup | RowId::StartupLine => Scenario::Startup,
            RowId::DiskSize | RowId::DiskPerEvent | RowId::PourRate => Scenario::Disk,
            RowId::EventsCpu
            | RowId::EventsP50
            | RowId::EventsP99
            | RowId::EventsStartup
            | RowId::EventsDisk
            | RowId::EventsPour => Scenario::Events,
            RowId::MembersCpu | RowId::MembersP50 | RowId::MembersP99 | RowId::MembersDelivered => {
                Scenario::Members
            }
        }
    }
}

/// What the project aims at in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Our figure is at least this many times the peer's.
    Times(f64),
    /// Our figure is at most this.
    AtMost(f64),
    /// Our figure is at most this part of the peer's.
    Part(f64),
    /// The figure explains others.
    None,
}

/// A line of the side-by-side table.
pub struct Row {
    pub id: RowId,
    pub title: &'static str,
    pub unit: &'static str,
    pub aim: Aim,
}

const fn row(id: RowId, title: &'static str, unit: &'static str, aim: Aim) -> Row {
    Row {
        id,
        title,
        unit,
        aim,
    }
}

/// The side-by-side table, in order.
pub const ROWS: &[Row] = &[
    row(
        RowId::ClosedRate,
        "Closed loop: delivered events per server core-second",
        "/s",
        Aim::Times(50.0),
    ),
    row(
        RowId::ClosedSends,
        "Closed loop: sends answered per second",
        "/s",
        Aim::None,
    ),
    row(
        RowId::ClosedCpu,
        "Closed loop: server CPU per send with its deliveries",
        "µs",
        Aim::None,
    ),
    row(
        RowId::FanRate,
        "Fan-out: delivered events per server core-second",
        "/s",
        Aim::Times(50.0),
    ),
    row(
        RowId::FanLastP50,
        "Fan-out: last connected member reached, p50",
        "ms",
        Aim::AtMost(50.0),
    ),
    row(
        RowId::FanLastMax,
        "Fan-out: last connected member reached, slowest send",
        "ms",
        Aim::None,
    ),
    row(
        RowId::OpenP50,
        "Open loop: send → delivered, p50",
        "ms",
        Aim::None,
    ),
    row(
        RowId::OpenP99,
        "Open loop: send → delivered, p99",
        "ms",
        Aim::AtMost(5.0),
    ),
    row(
        RowId::OpenAckP50,
        "Open loop: send → answered, p50",
        "ms",
        Aim::None,
    ),
    row(
        RowId::OpenAckP99,
        "Open loop: send → answered, p99",
        "ms",
        Aim::None,
    ),
    row(
        RowId::OpenCpu,
        "Open loop: server CPU per send with its deliveries",
        "µs",
        Aim::None,
    ),
    row(
        RowId::OpenFlushes,
        "Open loop: flushes of the disk per send (synced: ≥ 1)",
        "",
        Aim::None,
    ),
    row(
        RowId::FirstSync,
        "First sync of an account with many rooms, p50",
        "ms",
        Aim::AtMost(20.0),
    ),
    row(
        RowId::FirstSyncCold,
        "First sync, the first after a start",
        "ms",
        Aim::None,
    ),
    row(
        RowId::FirstSyncBytes,
        "First sync, size of the answer",
        "KiB",
        Aim::None,
    ),
    row(
        RowId::BaseRss,
        "Memory before the long-polls connect, RSS",
        "MiB",
        Aim::None,
    ),
    row(
        RowId::BasePss,
        "Memory before the long-polls connect, PSS",
        "MiB",
        Aim::None,
    ),
    row(
        RowId::IdleRss,
        "Memory with idle long-polls, RSS",
        "MiB",
        Aim::Part(0.125),
    ),
    row(
        RowId::IdlePss,
        "Memory with idle long-polls, PSS",
        "MiB",
        Aim::Part(0.125),
    ),
    row(
        RowId::IdleCpu,
        "CPU with idle long-polls, of one core",
        "%",
        Aim::None,
    ),
    row(
        RowId::Startup,
        "Start on an existing database until the first answer",
        "ms",
        Aim::AtMost(500.0),
    ),
    row(
        RowId::StartupLine,
        "Start on an existing database until the ready line",
        "ms",
        Aim::AtMost(500.0),
    ),
    row(
        RowId::DiskSize,
        "Size on disk of the events",
        "MiB",
        Aim::None,
    ),
    row(
        RowId::DiskPerEvent,
        "Size on disk per event",
        "bytes",
        Aim::None,
    ),
    row(
        RowId::PourRate,
        "Events stored per second, 48 senders, nobody connected, both cores",
        "/s",
        Aim::None,
    ),
];

/// A curve of our server alone: its columns, by what it is drawn over.
pub struct Curve {
    pub title: &'static str,
    pub over: &'static str,
    pub columns: &'static [(RowId, &'static str)],
}

pub const CURVES: &[Curve] = &[
    Curve {
        title: "Cost of a send as the database grows (Causeway, one sender, nobody connected)",
        over: "events in the database",
        columns: &[
            (RowId::EventsCpu, "server CPU per send, µs"),
            (RowId::EventsP50, "answered p50, ms"),
            (RowId::EventsP99, "answered p99, ms"),
            (RowId::EventsStartup, "start, ms"),
            (RowId::EventsDisk, "on disk, MiB"),
            (RowId::EventsPour, "stored per second up to here"),
        ],
    },
    Curve {
        title: "Cost of a send as the room grows (Causeway, one sender, ten members connected)",
        over: "members of the room",
        columns: &[
            (
                RowId::MembersCpu,
                "server CPU per send with 10 deliveries, µs",
            ),
            (RowId::MembersP50, "answered p50, ms"),
            (RowId::MembersP99, "answered p99, ms"),
            (RowId::MembersDelivered, "delivered p50, ms"),
        ],
    },
];

impl Aim {
    /// The aim in words.
    pub fn words(self) -> String {
        match self {
            Aim::Times(times) => format!("≥ {times:.0} × Synapse"),
            Aim::AtMost(most) => format!("≤ {most:.0}"),
            Aim::Part(part) => format!("≤ 1/{:.0} of Synapse", 1.0 / part),
            Aim::None => String::new(),
        }
    }

    /// Is it reached? `None` where there is no aim or where the peer's figure is missing.
    pub fn reached(self, ours: f64, ratio: Option<f64>) -> Option<bool> {
        match self {
            Aim::Times(times) => ratio.map(|ratio| ratio >= times),
            Aim::AtMost(most) => Some(ours <= most),
            Aim::Part(part) => ratio.map(|ratio| ratio <= part),
            Aim::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aim_against_the_peer_needs_the_peer() {
        assert_eq!(Aim::Times(50.0).reached(1.0, None), None);
        assert_eq!(Aim::Times(50.0).reached(1.0, Some(49.9)), Some(false));
        assert_eq!(Aim::Part(0.125).reached(1.0, Some(0.1)), Some(true));
        assert_eq!(Aim::AtMost(5.0).reached(5.1, None), Some(false));
        assert_eq!(Aim::Part(0.125).words(), "≤ 1/8 of Synapse");
    }
}
