//! `GET /_causeway/v1/openapi.json`: our own interface, described by the code that answers it.
//!
//! A route and its description are one registration (`utoipa_axum::routes!`), so that neither is without the
//! other.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http_server::Visitor;
use serde::Serialize;
use utoipa::{
    OpenApi, ToSchema,
    openapi::{
        Components, Content, Ref, RefOr, ResponseBuilder,
        path::{Operation, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// An error as Matrix says it (client-server §2.2).
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "errcode": "M_FORBIDDEN", "error": "Only who runs the server may do this" }))]
struct MatrixError {
    /// What programs go by.
    errcode: String,
    /// What people read.
    error: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Causeway",
        description = "What Causeway offers beside the Matrix client-server API. Times are milliseconds since 1970; \
            errors are Matrix errors; the bearer token is the Matrix access token."
    ),
    components(schemas(MatrixError)),
    security(("matrix" = [])),
)]
struct Document;

/// The routes of all capabilities, and beside them the document that describes what is described of them.
pub fn served(capabilities: OpenApiRouter) -> Router {
    let (router, described) = capabilities.split_for_parts();
    let (own, own_described) = OpenApiRouter::<Bytes>::default()
        .routes(routes!(document))
        .split_for_parts();
    let mut whole = Document::openapi();
    whole.merge(described);
    whole.merge(own_described);
    refine(&mut whole);
    let text = match whole.to_json() {
        Ok(text) => Bytes::from(text),
        Err(error) => {
            tracing::error!(%error, "The interface cannot be described");
            Bytes::new()
        }
    };
    router.merge(own.with_state(text))
}

/// What is the same everywhere: how to say who asks, and how a refusal looks.
fn refine(document: &mut utoipa::openapi::OpenApi) {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme("matrix", SecurityScheme::Http(bearer));
    let refused = ResponseBuilder::new()
        .description("Why not")
        .content(
            "application/json",
            Content::new(Some(Ref::from_schema_name("MatrixError"))),
        )
        .build();
    for path in document.paths.paths.values_mut() {
        for operation in operations(path) {
            let responses = &mut operation.responses.responses;
            responses.insert("default".to_owned(), RefOr::T(refused.clone()));
        }
    }
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let all = [
        &mut path.get,
        &mut path.put,
        &mut path.post,
        &mut path.delete,
        &mut path.head,
        &mut path.options,
        &mut path.patch,
    ];
    all.into_iter().flatten()
}

/// Describes this interface (OpenAPI 3.1).
#[utoipa::path(
    get, path = "/_causeway/v1/openapi.json", tag = "host", operation_id = "openapi",
    responses((status = 200, description = "This document", body = Object)), security(())
)]
async fn document(State(text): State<Bytes>, _: Visitor) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "public, max-age=60"),
    ];
    (headers, text).into_response()
}
