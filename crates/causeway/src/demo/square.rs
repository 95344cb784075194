//! Mini-apps that stand open in the demo's square: noodles to order, and the clinic's hours to book. Written as the web app
//! writes them (docs/developer/mini-apps-in-rooms.md); who signs in as their owner goes on with them.

use anyhow::{Context, Result};
use axum::body::Body;
use base::{Clock, SystemClock};
use http::{Method, Request, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use services::mini_apps::archive;
use sha2::{Digest, Sha256};
use store::blobs::hex;

use super::{Actor, apps, segment};

const HOUR_MS: u64 = 3600 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;
/// Indexes into [`PEOPLE`](super::script::PEOPLE).
const TOM: usize = 1;
const JUN: usize = 3;
const SOFIA: usize = 4;
const GRANDMA: usize = 5;

/// Name, description, group, and the price in hundredths.
const DISHES: &[(&str, &str, &str, u64)] = &[
    (
        "牛肉面 Beef noodles",
        "Slow broth, hand-pulled · 慢炖牛骨汤",
        "面 Noodles",
        950,
    ),
    (
        "葱油拌面 Scallion oil noodles",
        "Without meat · 素",
        "面 Noodles",
        700,
    ),
    (
        "小笼包 Soup dumplings",
        "Eight of them · 八只",
        "点心 Small things",
        650,
    ),
    ("茶叶蛋 Tea egg", "", "点心 Small things", 120),
    ("豆浆 Soy milk", "Warm or cold · 热或冷", "饮料 Drinks", 200),
];

/// Opens them in a room that is new.
pub(super) async fn open(people: &[Actor], room: &str) -> Result<()> {
    let now_ms = SystemClock.now_ms();
    noodles(people, room, now_ms).await.context("the noodles")?;
    clinic(people, room, now_ms).await.context("the clinic")
}

async fn noodles(people: &[Actor], room: &str, now_ms: u64) -> Result<()> {
    let [jun, tom] = [JUN, TOM].map(|at| Guest::of(people, at));
    let (jun, tom) = (jun?, tom?);
    let shop = jun.post("shop", room).await?;
    let mut menu = vec![json!({
        "id": "noodles", "t": now_ms, "k": "shop", "name": "老码头面馆 Old Pier Noodles", "currency": "EUR", "open": true,
        "about": "早上六点开门，卖完为止。在码头自取付款。Open from six until the noodles are gone; collect and pay at the pier.",
    })];
    for (at, (name, note, group, price)) in (1_u64..).zip(DISHES) {
        menu.push(json!({
            "id": format!("dish{at}"), "t": now_ms + at, "k": "dish", "i": "", "name": name, "note": note, "group": group,
            "price": price, "out": false,
        }));
    }
    let opened = News {
        info: "Jun 俊开店了：老码头面馆 Old Pier Noodles",
        summary: "没有待处理订单",
    };
    shop.act(&jun, menu, opened).await?;
    let order = json!({
        "id": "order1", "t": now_ms + 100, "k": "order", "s": jun.address, "note": "At noon, please",
        "lines": [{ "v": "dish1", "n": 1 }, { "v": "dish3", "n": 1 }],
    });
    let ordered = News {
        info: "Tom Okafor ordered for €16.00",
        summary: "1 open order",
    };
    shop.act(&tom, vec![order], ordered).await?;
    let answer = json!({ "id": "answer1", "t": now_ms + 200, "k": "answer", "o": "order1", "to": "accepted" });
    let accepted = News {
        info: "",
        summary: "1 个待处理订单",
    };
    shop.act(&jun, vec![answer], accepted).await
}

async fn clinic(people: &[Actor], room: &str, now_ms: u64) -> Result<()> {
    let [sofia, grandma] = [SOFIA, GRANDMA].map(|at| Guest::of(people, at));
    let (sofia, grandma) = (sofia?, grandma?);
    let calendar = sofia.post("calendar", room).await?;
    let today = now_ms - now_ms % DAY_MS;
    let mut hours = Vec::new();
    // On the next three days from nine to noon, as the clocks of UTC say.
    for day in 1..=3 {
        for half in 0..6 {
            hours.push(json!({
                "id": format!("slot{day}-{half}"), "t": now_ms + day * 10 + half, "k": "offer",
                "at": today + day * DAY_MS + 9 * HOUR_MS + half * HOUR_MS / 2, "minutes": 20,
                "what": "Check-up 门诊", "where": "Harbour Clinic 海港诊所", "seats": 1,
            }));
        }
    }
    let offered = News {
        info: "Sofia offers times to book",
        summary: "18 times free",
    };
    calendar.act(&sofia, hours, offered).await?;
    let booking = json!({ "id": "booking1", "t": now_ms + 300, "k": "book", "s": "slot1-1", "note": "量血压" });
    let booked = News {
        info: "奶奶预约了门诊",
        summary: "17 个时间可约",
    };
    calendar.act(&grandma, vec![booking], booked).await
}

/// Somebody as the mini-apps of the square know him.
struct Guest<'a> {
    actor: &'a Actor,
    name: &'static str,
    address: String,
}

impl<'a> Guest<'a> {
    fn of(people: &'a [Actor], at: usize) -> Result<Self> {
        let (name, shown) = super::PEOPLE.get(at).context("nobody")?;
        Ok(Self {
            actor: people.get(at).context("nobody")?,
            name: shown,
            address: format!("demo-{name}"),
        })
    }

    /// Sends a mini-app into the room.
    async fn post(&self, id: &str, room: &str) -> Result<Opened> {
        let bytes = apps::packed()?.remove(id).context("no such mini-app")?;
        let app = archive::read(&bytes)?;
        let (name, names) = (
            app.manifest.name.unwrap_or_default(),
            app.manifest.causeway.names,
        );
        let mut info = json!({ "mimetype": "application/webxdc+zip", "size": bytes.len() });
        if let Some(icon) = app.icon {
            info["thumbnail_info"] = json!({ "mimetype": "image/png", "size": icon.bytes.len() });
            info["thumbnail_url"] = self.upload("icon.png", "image/png", icon.bytes).await?;
        }
        let sha256 = hex(&Sha256::digest(&bytes));
        let file = format!("{id}.xdc");
        let content = json!({
            "msgtype": "m.file", "body": file, "filename": file, "info": info,
            "url": self.upload(&file, "application/webxdc+zip", bytes).await?,
            "io.causeway.xdc": { "name": name, "names": names, "sha256": sha256 },
        });
        let path = format!("/_matrix/client/v3/rooms/{}/send", segment(room));
        let sent = self
            .actor
            .put(&format!("{path}/m.room.message/app-{id}"), content)
            .await?;
        Ok(Opened {
            path,
            event_id: sent["event_id"].as_str().unwrap_or_default().to_owned(),
        })
    }

    async fn upload(&self, name: &str, kind: &str, bytes: Vec<u8>) -> Result<Value> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/_matrix/media/v3/upload?filename={name}"))
            .header(header::CONTENT_TYPE, kind);
        let answer = self.actor.send(request, Body::from(bytes)).await?;
        let answer = answer.into_body().collect().await?.to_bytes();
        let mut answer: Value = serde_json::from_slice(&answer)?;
        Ok(answer["content_uri"].take())
    }
}

/// A mini-app in a room.
struct Opened {
    /// Where events are sent to.
    path: String,
    event_id: String,
}

/// What the chat is told of an update; empty: nothing.
struct News {
    info: &'static str,
    summary: &'static str,
}

impl Opened {
    /// One update with what somebody did.
    async fn act(&self, who: &Guest<'_>, ops: Vec<Value>, news: News) -> Result<()> {
        let id = ops.first().map(|op| op["id"].clone()).unwrap_or_default();
        let mut update = json!({
            "payload": { "v": 1, "by": who.address, "n": who.name, "ops": ops },
            "summary": news.summary, "id": id, "addr": who.address,
        });
        let mut content = json!({
            "m.relates_to": { "rel_type": "io.causeway.xdc", "event_id": self.event_id },
        });
        if !news.info.is_empty() {
            update["info"] = json!(news.info);
            content["info"] = json!({ "text": news.info });
        }
        content["update"] = json!(update.to_string());
        let id = id.as_str().unwrap_or_default();
        let path = format!("{}/io.causeway.xdc.update/{id}", self.path);
        who.actor.put(&path, content).await?;
        Ok(())
    }
}
