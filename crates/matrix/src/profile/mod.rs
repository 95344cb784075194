//! What people show of themselves (client-server §10.19; fields beyond name and picture: MSC4133).

mod field;
mod propagate;
pub(crate) mod queries;

use axum::{
    Router,
    middleware::from_fn,
    routing::{MethodRouter, get},
};

use http_server::answer_after_body;

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    let field = || -> MethodRouter<Matrix> {
        let router = get(field::get).put(field::put).delete(field::delete);
        router.layer(from_fn(answer_after_body))
    };
    let mut router = Router::new();
    for version in ["v3", "r0"] {
        router = router
            .route(
                &format!("/_matrix/client/{version}/profile/{{p5}}"),
                get(field::whole),
            )
            .route(
                &format!("/_matrix/client/{version}/profile/{{p5}}/{{p6}}"),
                field(),
            );
    }
    router.route(
        "/_matrix/client/unstable/uk.tcpip.msc4133/profile/{p6}/{p7}",
        field(),
    )
}
