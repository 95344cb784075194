//! What a request for the app is answered, by its path and what it takes.

use super::*;

const PLAIN: &[u8] = b"plain";

struct Files(&'static [&'static str]);

impl WebFiles for Files {
    fn file(&self, name: &str) -> Option<WebFile> {
        let at = self.0.iter().position(|known| *known == name)?;
        let hash = [u8::try_from(at).unwrap(); 32];
        let bytes = Bytes::from_static(if name.ends_with(".br") { b"br" } else { PLAIN });
        Some(WebFile { bytes, hash })
    }

    fn has_folder(&self, name: &str) -> bool {
        self.0.iter().any(|known| {
            known
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

fn app() -> WebApp {
    let files = Files(&[
        "index.html",
        "sw.js",
        "assets/a-1.js",
        "assets/a-1.js.br",
        "icons/a.png",
        ".env",
        "_x",
    ]);
    WebApp::new(files, Some("https://*.apps.example"))
}

async fn ask(method: Method, path: &str, header: Option<(&str, &str)>) -> Option<Response> {
    let mut request = http::Request::builder().method(method).uri(path);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    app()
        .answer(&request.body(()).unwrap().into_parts().0)
        .await
}

#[tokio::test]
async fn a_path_is_a_file_a_place_in_the_app_or_nobodys() {
    for place in [
        "/",
        "/chat/!a:example.org",
        "/chat/",
        "/@mei:example.org",
        "/app/x.xdc",
        "/join/a.b",
        "/%2e%2e/x",
        "/chat/../../etc",
        "//x",
    ] {
        let page = ask(Method::GET, place, None).await.expect(place);
        assert_eq!(
            page.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8",
            "{place}"
        );
    }
    for nobodys in [
        "/assets/gone.js",
        "/assets/",
        "/icons/gone.png",
        "/favicon.ico",
        "/_matrix/x",
        "/_matrix",
        "/_other/x",
        "/_x",
        "/.env",
        "/.well-known/x",
        "/health",
        "/metrics/x",
        "/assets/../.env",
    ] {
        assert!(ask(Method::GET, nobodys, None).await.is_none(), "{nobodys}");
    }
    assert!(ask(Method::POST, "/", None).await.is_none());
}

#[tokio::test]
async fn a_page_shows_mini_apps_in_frames_and_nothing_else() {
    let policy = |answer: Response| {
        answer.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    let page = policy(ask(Method::GET, "/", None).await.unwrap());
    assert!(
        page.starts_with("frame-src https://*.apps.example; default-src 'none';"),
        "{page}"
    );
    let request = http::Request::get("/").body(()).unwrap().into_parts().0;
    let without = WebApp::new(Files(&["index.html"]), None)
        .answer(&request)
        .await;
    assert!(policy(without.unwrap()).starts_with("frame-src 'none';"));
}

#[tokio::test]
async fn a_client_gets_the_form_that_it_takes() {
    let coding = async |taken: &str| {
        let header = Some(("accept-encoding", taken));
        let answer = ask(Method::GET, "/assets/a-1.js", header).await.unwrap();
        assert_eq!(answer.headers()[header::VARY], "accept-encoding");
        answer.headers().get(header::CONTENT_ENCODING).cloned()
    };
    for taken in ["br", "gzip, deflate, BR", "*", "gzip;q=0.5, br;q=0.1"] {
        assert_eq!(coding(taken).await.expect(taken), "br");
    }
    for refused in ["", "gzip", "br;q=0", "*, br; q=0.000", "identity"] {
        assert_eq!(coding(refused).await, None, "{refused}");
    }
}

#[tokio::test]
async fn the_head_is_that_of_the_whole_file_and_a_known_tag_gets_no_body() {
    let whole = ask(Method::HEAD, "/sw.js", None).await.unwrap();
    assert_eq!(whole.headers()[header::CONTENT_LENGTH], "5");
    let tag = whole.headers()[header::ETAG].to_str().unwrap().to_owned();
    for known in [&tag, &format!("\"x\", W/{tag}"), "*"] {
        let header = Some(("if-none-match", known));
        let answer = ask(Method::GET, "/sw.js", header).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
    }
    let other = ask(Method::GET, "/sw.js", Some(("if-none-match", "\"x\""))).await;
    assert_eq!(other.unwrap().status(), StatusCode::OK);
}
