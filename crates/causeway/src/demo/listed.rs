//! What the demo's people put into the directory: themselves, their groups, the town's organisations.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::Actor;

const MINE: &str = "/_causeway/v1/directory/mine";
const ADMIN: &str = "/_causeway/v1/admin/directory/entries";

/// An entry of one of the demo's people.
struct Listed {
    /// Index into [`PEOPLE`](super::script::PEOPLE).
    who: usize,
    id: &'static str,
    kind: &'static str,
    name: &'static str,
    summary: &'static str,
    description: &'static str,
    category: &'static str,
    languages: &'static [&'static str],
    /// What the host says of it.
    host: Host,
}

/// What the host says of an entry.
#[derive(PartialEq, Eq)]
enum Host {
    Nothing,
    Confirms,
    Recommends,
}

const PLACE: &str = "Harbour Town 海港小镇";

const LISTED: &[Listed] = &[
    Listed {
        who: 4,
        id: "clinic",
        kind: "organisation",
        name: "Harbour Clinic 海港诊所",
        summary: "Doctors for the whole family · 全家人的医生",
        description: "Mornings without an appointment, afternoons with one.\n上午随到随看，下午请预约。",
        category: "health",
        languages: &["en", "zh"],
        host: Host::Confirms,
    },
    Listed {
        who: 1,
        id: "ferry",
        kind: "organisation",
        name: "Ferry Office",
        summary: "Times, tickets, lost umbrellas",
        description: "The ferry leaves every 20 minutes from seven to eleven at night. Bicycles travel free.",
        category: "travel",
        languages: &["en"],
        host: Host::Recommends,
    },
    Listed {
        who: 3,
        id: "noodles",
        kind: "organisation",
        name: "老码头面馆 Old Pier Noodles",
        summary: "手工面，每天新鲜 · Noodles made by hand",
        description: "面都是当天早上做的，卖完就关门。\nOpen from six until the noodles are gone.",
        category: "food",
        languages: &["zh", "en"],
        host: Host::Recommends,
    },
    Listed {
        who: 2,
        id: "library",
        kind: "organisation",
        name: "Library by the Bridge",
        summary: "Books, a warm room, a story hour on Saturdays",
        description: "Bring back what you borrowed, or tell us why it must stay a little longer.",
        category: "learning",
        languages: &["en", "pt"],
        host: Host::Confirms,
    },
    Listed {
        who: 0,
        id: "market",
        kind: "organisation",
        name: "Saturday Market 周六集市",
        summary: "Vegetables, flowers, old radios",
        description: "On the square, every Saturday, in any weather.",
        category: "shopping",
        languages: &["en", "zh"],
        host: Host::Nothing,
    },
    Listed {
        who: 2,
        id: "ana",
        kind: "person",
        name: "Ana Duarte",
        summary: "Teaches Portuguese; looks for somebody to learn Chinese with",
        description: "",
        category: "learning",
        languages: &["pt", "en"],
        host: Host::Nothing,
    },
    Listed {
        who: 1,
        id: "tom",
        kind: "person",
        name: "Tom Okafor",
        summary: "Repairs radios, bicycles and tempers",
        description: "",
        category: "work",
        languages: &["en"],
        host: Host::Nothing,
    },
];

/// Groups of the demo by their aliases: id, who looks after it, name, line, category.
const GROUPS: &[(&str, usize, &str, &str, &str)] = &[
    (
        "harbour",
        0,
        "Harbour Square",
        "Everybody meets here",
        "social",
    ),
    (
        "makers",
        2,
        "Makers & Mini-apps",
        "What we build, and how",
        "work",
    ),
];

/// Lists everything; what is there stays as it is meant to be.
pub(super) async fn fill(people: &[Actor], server: &str) -> Result<usize> {
    let host = people.first().context("the demo has no people")?;
    for one in LISTED {
        let actor = people.get(one.who).context("an entry without a person")?;
        let entry = json!({
            "kind": one.kind, "name": one.name, "summary": one.summary, "description": one.description,
            "category": one.category, "languages": one.languages, "place": PLACE,
        });
        actor.put(&format!("{MINE}/{}", one.id), entry).await?;
        let said = match one.host {
            Host::Nothing => continue,
            Host::Confirms => json!({ "confirmed": true }),
            Host::Recommends => json!({ "featured": true }),
        };
        host.put(&format!("{ADMIN}/{}", one.id), said).await?;
    }
    for (alias, who, name, summary, category) in GROUPS {
        let actor = people.get(*who).context("a group without a person")?;
        let room = actor.room_of(alias, server).await;
        let entry = json!({
            "kind": "group", "name": name, "summary": summary, "category": category, "place": PLACE,
            "room_id": room.map_or(Value::Null, Value::String),
        });
        actor.put(&format!("{MINE}/{alias}"), entry).await?;
    }
    Ok(LISTED.len() + GROUPS.len())
}
