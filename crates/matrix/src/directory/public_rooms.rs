//! The list of public rooms (client-server §10.5.3, §10.5.4).

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Open, Result, json};
use ruma::{
    ServerName, UInt,
    api::client::directory::{get_public_rooms, get_public_rooms_filtered},
    directory::RoomTypeFilter,
};
use serde_json::json as value;

use super::{
    queries,
    summary::{self, Summary},
};
use crate::Matrix;

/// Rooms in one answer.
const PAGE_MAX: usize = 100;
/// Rooms looked at for one answer when a search sorts most of them out.
const LOOKED_AT_MAX: usize = 2000;

/// What is wanted.
#[derive(Default)]
struct Wanted {
    term: Option<String>,
    /// `None`: every type; `Some(None)`: rooms without a type.
    types: Option<Vec<Option<String>>>,
    limit: usize,
    offset: usize,
}

/// `GET /publicRooms`.
pub(crate) async fn get_public_rooms(
    State(m): State<Matrix>,
    Open { request, .. }: Open<get_public_rooms::v3::Request>,
) -> Result<Response> {
    only_ours(&m, request.server.as_deref())?;
    let wanted = Wanted {
        limit: limit(request.limit),
        offset: offset(request.since.as_deref())?,
        ..Wanted::default()
    };
    list(&m, wanted).await
}

/// `POST /publicRooms`, with a filter.
pub(crate) async fn get_public_rooms_filtered(
    State(m): State<Matrix>,
    Authed { request, .. }: Authed<get_public_rooms_filtered::v3::Request>,
) -> Result<Response> {
    only_ours(&m, request.server.as_deref())?;
    let of_type = |filter: &RoomTypeFilter| match filter {
        RoomTypeFilter::Default => None,
        other => other.as_str().map(str::to_owned),
    };
    let types: Vec<_> = request.filter.room_types.iter().map(of_type).collect();
    let term = request
        .filter
        .generic_search_term
        .map(|term| term.trim().to_lowercase());
    let wanted = Wanted {
        term: term.filter(|term| !term.is_empty()),
        types: (!types.is_empty()).then_some(types),
        limit: limit(request.limit),
        offset: offset(request.since.as_deref())?,
    };
    list(&m, wanted).await
}

fn only_ours(m: &Matrix, server: Option<&ServerName>) -> Result<()> {
    match server {
        Some(server) if server != m.server_name() => Err(Error::not_found(format!(
            "The rooms of {server} cannot be asked for from here"
        ))),
        _ => Ok(()),
    }
}

fn limit(limit: Option<UInt>) -> usize {
    limit
        .map_or(PAGE_MAX, |n| {
            usize::try_from(u64::from(n)).unwrap_or(PAGE_MAX)
        })
        .clamp(1, PAGE_MAX)
}

/// Places in the list are numbers from the biggest room on.
fn offset(since: Option<&str>) -> Result<usize> {
    let Some(since) = since else { return Ok(0) };
    let number = since.strip_prefix('r').and_then(|n| n.parse().ok());
    number.ok_or_else(|| Error::invalid_param("Unknown token for the list of rooms"))
}

async fn list(m: &Matrix, wanted: Wanted) -> Result<Response> {
    let body = m.store.read(move |tx| {
        let mut chunk = Vec::new();
        let mut at = wanted.offset;
        let mut more = true;
        while more && chunk.len() < wanted.limit && at - wanted.offset < LOOKED_AT_MAX {
            let page = queries::public_rooms(tx, at, PAGE_MAX)?;
            more = page.len() == PAGE_MAX;
            for room in &page {
                if chunk.len() == wanted.limit {
                    more = true;
                    break;
                }
                at += 1;
                let summary = summary::read(tx, room)?;
                if wanted.takes(&summary) {
                    chunk.push(summary.listed());
                }
            }
        }
        let mut body = value!({ "chunk": chunk, "total_room_count_estimate": at.max(chunk.len()) });
        if more {
            body["next_batch"] = format!("r{at}").into();
        }
        if wanted.offset > 0 {
            body["prev_batch"] = format!("r{}", wanted.offset.saturating_sub(wanted.limit)).into();
        }
        Ok::<_, Error>(body)
    });
    Ok(json(StatusCode::OK, &body.await?))
}

impl Wanted {
    fn takes(&self, summary: &Summary) -> bool {
        let of_type = self
            .types
            .as_ref()
            .is_none_or(|types| types.contains(&summary.room_type));
        let named = self.term.as_ref().is_none_or(|term| {
            [&summary.name, &summary.topic, &summary.canonical_alias]
                .into_iter()
                .flatten()
                .any(|text| text.to_lowercase().contains(term))
        });
        of_type && named
    }
}
