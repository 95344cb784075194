//! Random hostile requests to every route: paths, queries, headers and bodies that no client sends. Each is
//! answered, with a Matrix error when it is refused, and the server is whole afterwards. What was found by
//! throwing the specification's own schema at the server is in docs/developer/schemathesis.md.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use http_body_util::Full;
use serde_json::json;
use testkit::{Answer, Dice, Person, segment};

use crate::{
    bad_input::{ends_the_session, filled, routes},
    openapi, server,
};

/// Routes that anybody may call: they are not in routes.txt.
const OPEN: [(&str, &str); 18] = [
    ("GET", "/.well-known/matrix/client"),
    ("GET", "/_matrix/client/versions"),
    ("GET", "/_matrix/client/v3/login"),
    ("POST", "/_matrix/client/v3/login"),
    ("POST", "/_matrix/client/v3/register"),
    ("GET", "/_matrix/client/v3/register/available"),
    (
        "GET",
        "/_matrix/client/v1/register/m.login.registration_token/validity",
    ),
    ("POST", "/_matrix/client/v3/register/email/requestToken"),
    (
        "POST",
        "/_matrix/client/v3/account/password/email/requestToken",
    ),
    ("POST", "/_matrix/client/v3/refresh"),
    ("GET", "/_matrix/client/v3/directory/room/{room_alias}"),
    ("GET", "/_matrix/client/v3/directory/list/room/{room_id}"),
    ("GET", "/_matrix/client/v3/publicRooms"),
    ("GET", "/_matrix/client/v3/profile/{user_id}"),
    ("GET", "/_matrix/client/v1/room_summary/{room_id}"),
    ("GET", "/_matrix/federation/v1/openid/userinfo"),
    ("GET", "/_matrix/key/v2/server"),
    ("GET", "/"),
];

/// Media routes are plain ones, with their own parsing.
const MEDIA: [(&str, &str); 7] = [
    ("POST", "/_matrix/media/v3/upload"),
    ("POST", "/_matrix/media/v1/create"),
    ("PUT", "/_matrix/media/v3/upload/{server}/{media_id}"),
    (
        "GET",
        "/_matrix/client/v1/media/download/{server}/{media_id}",
    ),
    (
        "GET",
        "/_matrix/client/v1/media/download/{server}/{media_id}/{name}",
    ),
    (
        "GET",
        "/_matrix/client/v1/media/thumbnail/{server}/{media_id}",
    ),
    ("GET", "/_matrix/client/v1/media/preview_url"),
];

/// Names that some endpoint knows, in the query or in the body.
const NAMES: [&str; 78] = [
    "access_token",
    "actions",
    "after",
    "algorithm",
    "at",
    "auth",
    "auth_data",
    "avatar_url",
    "before",
    "body",
    "content",
    "creation_content",
    "data",
    "device_id",
    "device_keys",
    "devices",
    "dir",
    "displayname",
    "enabled",
    "event_fields",
    "event_filter",
    "event_id",
    "events",
    "extensions",
    "fallback_keys",
    "filename",
    "filter",
    "from",
    "full_state",
    "groupings",
    "guest_access",
    "height",
    "identifier",
    "initial_state",
    "invite",
    "kind",
    "lists",
    "limit",
    "m.fully_read",
    "m.mentions",
    "m.new_content",
    "m.read",
    "m.relates_to",
    "master_key",
    "max_depth",
    "membership",
    "messages",
    "method",
    "msgtype",
    "name",
    "new_version",
    "one_time_keys",
    "order",
    "password",
    "pattern",
    "pos",
    "power_level_content_override",
    "presence",
    "preset",
    "pushkey",
    "reason",
    "refresh_token",
    "room_id",
    "room_subscriptions",
    "room_version",
    "rooms",
    "search_categories",
    "since",
    "suggested_only",
    "timeout_ms",
    "ts",
    "type",
    "url",
    "user",
    "user_id",
    "users",
    "via",
    "width",
];

/// Texts as they stand between quotation marks in JSON.
const TEXTS: [&str; 22] = [
    "",
    " ",
    "\\u0000",
    "\\ud800",
    "\\udfff\\ud800",
    "\\uffff\\ufffe",
    "\\ud83d\\ude00",
    "☃ 茶 \u{202e}a\u{feff}",
    "a:b:c",
    "m.room.member",
    "m.room.power_levels",
    "m.thread",
    "m.login.password",
    "m.login.token",
    "m.id.user",
    "join",
    "b",
    "-1",
    "99999999999999999999",
    "../../etc/passwd",
    "%00%ff",
    "mxc://localhost/../x",
];

/// Numbers at the edges of what fits anywhere.
const NUMBERS: [&str; 14] = [
    "0",
    "-0",
    "-1",
    "1.5",
    "1e3",
    "1e400",
    "-1e-400",
    "9007199254740991",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "100000000000000000000000000000000000000000",
    "1e19",
];

/// Headers that decide something somewhere.
const HEADERS: [&str; 10] = [
    "accept",
    "accept-encoding",
    "content-encoding",
    "content-type",
    "if-none-match",
    "origin",
    "range",
    "user-agent",
    "x-forwarded-for",
    "x-matrix",
];

/// What is where in the tested server.
struct World {
    person: Person,
    room: String,
    event: String,
}

impl World {
    fn known(&self, place: &str) -> String {
        match place {
            "room_id" | "room_id_or_alias" => self.room.clone(),
            "user_id" => self.person.user_id.clone(),
            "event_id" | "thread_root" => self.event.clone(),
            "device_id" => self.person.device_id.clone(),
            "event_type" | "type" => "org.example.odd".to_owned(),
            "rel_type" => "m.thread".to_owned(),
            "kind" => "override".to_owned(),
            "receipt_type" => "m.read".to_owned(),
            "server" => "localhost".to_owned(),
            _ => "odd".to_owned(),
        }
    }

    /// One place of a path, percent-encoded, or raw bytes that are no text.
    fn place(&self, dice: &mut Dice, place: &str) -> String {
        match dice.below(10) {
            0..=5 => segment(&self.known(place)),
            6 => dice
                .pick(&["%FF%FE", "%ED%A0%80", "%00", "%2F..%2F", "%", "%zz", "."])
                .to_string(),
            7 => segment(&"x".repeat(*dice.pick(&[255, 256, 3_000, 12_000]))),
            8 => segment(&format!("!{}:localhost", "é".repeat(200))),
            _ => segment(dice.pick::<&str>(&TEXTS)),
        }
    }

    fn path(&self, dice: &mut Dice, path: &str) -> String {
        // `filled` encodes; here places are encoded already.
        let parts = path.split('/').map(|part| {
            let place = part.strip_prefix('{').and_then(|p| p.strip_suffix('}'));
            place.map_or(part.to_owned(), |place| self.place(dice, place))
        });
        let path = parts.collect::<Vec<_>>().join("/");
        if dice.chance(60) {
            return path;
        }
        let parameters = (0..dice.below(5)).map(|_| {
            let value = match dice.below(4) {
                0 => segment(dice.pick::<&str>(&TEXTS)),
                1 => segment(dice.pick::<&str>(&NUMBERS)),
                2 => segment(&json_value(dice, &self.texts(), 2)),
                _ => dice
                    .pick(&["%FF", "%00", "%", "%7B", "true", "x&x=y&", ""])
                    .to_string(),
            };
            format!("{}={value}", dice.pick(&NAMES))
        });
        format!("{path}?{}", parameters.collect::<Vec<_>>().join("&"))
    }

    fn texts(&self) -> Vec<String> {
        let known = [&self.room, &self.event, &self.person.user_id];
        let known = known.into_iter().map(|id| id.replace('"', ""));
        known
            .chain(TEXTS.iter().map(|text| (*text).to_owned()))
            .collect()
    }

    fn body(&self, dice: &mut Dice) -> Bytes {
        let texts = self.texts();
        let text = match dice.below(20) {
            0 => return Bytes::new(),
            1 => return Bytes::from_static(b"{\"body\":\"\xff\xfe\xed\xa0\x80\"}"),
            2 => return Bytes::from_static(b"\x00\x01\x02"),
            3 => {
                let depth = *dice.pick(&[99, 127, 129, 3_000]);
                let name = dice.pick(&NAMES);
                let (open, close) = (format!("{{\"{name}\":[").repeat(depth), "]}".repeat(depth));
                format!("{open}{close}")
            }
            4 => format!(
                "{{\"{}\":\"{}\"}}",
                dice.pick(&NAMES),
                "x".repeat(*dice.pick(&[256, 65_000, 300_000]))
            ),
            5 => {
                let mut whole = object(dice, &texts, 3);
                let mut end = dice.below(whole.len());
                while !whole.is_char_boundary(end) {
                    end -= 1;
                }
                whole.truncate(end);
                whole
            }
            6 => json_value(dice, &texts, 3),
            _ => object(dice, &texts, 3),
        };
        Bytes::from(text)
    }
}

fn object(dice: &mut Dice, texts: &[String], depth: usize) -> String {
    let members = (0..dice.below(12)).map(|_| {
        let name = if dice.chance(90) {
            (*dice.pick(&NAMES)).to_owned()
        } else {
            dice.pick(texts).clone()
        };
        format!("\"{name}\":{}", json_value(dice, texts, depth))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn json_value(dice: &mut Dice, texts: &[String], depth: usize) -> String {
    match dice.below(if depth == 0 { 6 } else { 9 }) {
        0 => dice.pick(&["null", "true", "false"]).to_string(),
        1 => dice.pick::<&str>(&NUMBERS).to_string(),
        2..=5 => format!("\"{}\"", dice.pick(texts)),
        6 => {
            let items = (0..dice.below(4)).map(|_| json_value(dice, texts, depth - 1));
            format!("[{}]", items.collect::<Vec<_>>().join(","))
        }
        _ => object(dice, texts, depth - 1),
    }
}

fn check(answer: &Answer, what: &str) {
    let said = String::from_utf8_lossy(&answer.bytes[..answer.bytes.len().min(300)]);
    assert!(
        !answer.status.is_server_error(),
        "{what}: {} {said}",
        answer.status
    );
    // An answer to HEAD has no body.
    if answer.status.is_client_error() && !what.starts_with("HEAD ") {
        let json: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        let code = json["errcode"].as_str().unwrap_or_default();
        let asks_to_authenticate = answer.status.as_u16() == 401 && json["flows"].is_array();
        assert!(
            code.starts_with("M_") || asks_to_authenticate,
            "{what}: {} {said}",
            answer.status
        );
    }
}

#[tokio::test]
async fn whatever_is_sent_is_answered_and_a_refusal_is_a_matrix_error() {
    let mut dice = Dice::new(Dice::seed("random_input"));
    let long = std::env::var_os("CAUSEWAY_TEST_LONG").is_some();
    let server = server();
    let person = server.person("ada").await;
    let room = person.create_room(json!({ "preset": "public_chat" })).await;
    let event = person.say(&room, "hello").await;
    let world = World {
        person,
        room,
        event,
    };
    let open = OPEN.iter().chain(&MEDIA).chain(&openapi::OPEN);
    let open = open.map(|(method, path)| (method.parse().unwrap(), (*path).to_owned()));
    let mut all: Vec<(Method, String)> = routes();
    all.retain(|(method, path)| {
        // Old versions of the paths lead to the same code.
        let removes_device = *method == Method::DELETE && path.contains("/devices/");
        !path.contains("/r0/") && !ends_the_session(path) && !removes_device
    });
    all.extend(open);
    for round in 0..if long { 150 } else { 12 } {
        for (method, path) in &all {
            // The first round reaches each route's own code with what its path wants.
            let path = if round == 0 {
                filled(path, |place| world.known(place))
            } else {
                world.path(&mut dice, path)
            };
            let body = world.body(&mut dice);
            // A body where none belongs may end the connection after the answer: short ones are read away.
            let takes_none =
                [Method::GET, Method::HEAD].contains(method) || path.contains("/media/");
            let body = body.slice(..body.len().min(if takes_none { 500 } else { usize::MAX }));
            let shown = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
            let mut what = format!("{method} {path} with {shown}");
            what.truncate(what.floor_char_boundary(1_500));
            let url = format!("{}{path}", server.http.url);
            let Ok(mut request) = Request::builder()
                .method(method)
                .uri(url)
                .body(Full::new(body))
            else {
                continue; // no URI at all: HTTP itself cannot carry it
            };
            let headers = request.headers_mut();
            let bearer = format!("Bearer {}", world.person.token);
            headers.insert(header::AUTHORIZATION, bearer.parse().unwrap());
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            );
            for _ in 0..dice.below(3) {
                let value = match dice.below(3) {
                    0 => HeaderValue::from_bytes(b"\xff\xfe;=,,\"").unwrap(),
                    1 => HeaderValue::from_bytes("y".repeat(8_000).as_bytes()).unwrap(),
                    _ => HeaderValue::from_static("bytes=9-1,-,18446744073709551616-"),
                };
                headers.append(*dice.pick(&HEADERS), value);
            }
            check(&server.http.request(request).await, &what);
        }
    }
    // What got through harmed nobody.
    let room = world.person.create_room(json!({})).await;
    world.person.say(&room, "still here").await;
    let news = world.person.sync(None).await; // is JSON for a strict parser
    assert!(news["rooms"]["join"][&room].is_object());
    let log = server.log();
    assert!(!log.contains("panicked"), "{log}");
}
