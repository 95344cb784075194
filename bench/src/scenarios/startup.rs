//! Time from the start of the process to the first answer, on an existing database in a warm page cache.

use anyhow::Result;

use super::{Stage, reading};
use crate::measure::{millis, percentile};
use crate::results::Reading;
use crate::rows::RowId;

const STARTS: usize = 3;

pub async fn run(stage: &mut Stage<'_>) -> Result<Vec<Reading>> {
    let mut answers_ns = Vec::new();
    let mut lines_ns = Vec::new();
    for _ in 0..STARTS {
        stage.server.stop().await?;
        let server = stage
            .peer
            .start(&stage.options.programs, &stage.data, stage.options.cores)
            .await?;
        answers_ns.push(server.first_answer_ns);
        lines_ns.extend(server.ready_line_ns);
        stage.server = server;
    }
    let mut readings = vec![reading(
        RowId::Startup,
        millis(percentile(&mut answers_ns, 0.5)),
    )];
    if !lines_ns.is_empty() {
        readings.push(reading(
            RowId::StartupLine,
            millis(percentile(&mut lines_ns, 0.5)),
        ));
    }
    Ok(readings)
}
