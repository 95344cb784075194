//! `/metrics` for Prometheus: is it healthy, and what is slow.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use axum::{
    Router, extract::MatchedPath, extract::Request, middleware::Next, response::Response,
    routing::get,
};
use matrix::Matrix;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::time::Instant;

/// Upper bounds of the time buckets, in seconds.
const SECONDS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];
/// Upper bounds of the sizes of group commits.
const CHANGES: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 128.0, 256.0];

/// Starts collecting; once a process.
pub fn install() -> Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Suffix("_changes".into()), &CHANGES)?
        .install_recorder()
        .context("cannot start the metrics")
}

/// The page on the main address.
pub fn routes(handle: &PrometheusHandle, matrix: &Matrix) -> Router {
    let (handle, matrix) = (handle.clone(), matrix.clone());
    Router::new().route(
        "/metrics",
        get(move || async move { render(&handle, &matrix) }),
    )
}

/// The page on an address of its own.
pub async fn listen(address: SocketAddr, handle: &PrometheusHandle, matrix: &Matrix) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| {
            format!("cannot listen on {address} for the metrics: choose another --metrics-listen")
        })?;
    let router = routes(handle, matrix);
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "The metrics page stopped");
        }
    });
    Ok(())
}

fn render(handle: &PrometheusHandle, matrix: &Matrix) -> String {
    let (devices, people) = matrix.hub.connected();
    metrics::gauge!("causeway_connected_devices").set(count(devices));
    metrics::gauge!("causeway_connected_people").set(count(people));
    metrics::gauge!("causeway_position").set(matrix.store.published() as f64);
    handle.run_upkeep();
    handle.render()
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Counts and times the requests of every route by its pattern, never by its address.
pub fn counted(router: Router) -> Router {
    router.route_layer(axum::middleware::from_fn(measure))
}

async fn measure(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let begin = Instant::now();
    let route = path.map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().to_string();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    // A long-poll's length says nothing about the server.
    if !route.ends_with("/sync") {
        metrics::histogram!("causeway_request_seconds", "route" => route.clone())
            .record(begin.elapsed().as_secs_f64());
    }
    metrics::counter!("causeway_requests_total", "route" => route, "method" => method, "status" => status).increment(1);
    response
}
