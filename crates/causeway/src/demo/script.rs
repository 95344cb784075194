//! Who lives in the demo and what they said.

use serde_json::{Value, json};

/// Names and how they are shown.
pub const PEOPLE: &[(&str, &str)] = &[
    ("mei", "Mei Lin 林美"),
    ("tom", "Tom Okafor"),
    ("ana", "Ana Duarte"),
    ("jun", "Jun 俊"),
    ("sofia", "Sofia"),
    ("grandma", "奶奶"),
];

/// A room and its story.
pub struct Room {
    pub alias: &'static str,
    pub name: &'static str,
    pub topic: &'static str,
    pub public: bool,
    pub encrypted: bool,
    /// Whether mini-apps stand open in it.
    pub has_apps: bool,
    /// Indexes into [`PEOPLE`]; the first makes the room.
    pub cast: &'static [usize],
    pub lines: &'static [Line],
}

/// Something that somebody did.
pub struct Line {
    /// Index into [`PEOPLE`].
    pub who: usize,
    /// What.
    pub what: What,
}

/// The numbers are indexes of earlier lines of the same room.
pub enum What {
    Say(&'static str),
    Reply(usize, &'static str),
    Thread(usize, &'static str),
    React(usize, &'static str),
    Edit(usize, &'static str),
    Poll(&'static str, &'static [&'static str]),
    Vote(usize, usize),
}

use What::{Edit, Poll, React, Reply, Say, Thread, Vote};

const fn line(who: usize, what: What) -> Line {
    Line { who, what }
}

/// The rooms in the order in which they are made.
pub const ROOMS: &[Room] = &[
    Room {
        alias: "harbour",
        name: "Harbour Square",
        topic: "Everybody meets here. Be kind.",
        public: true,
        encrypted: false,
        has_apps: true,
        cast: &[0, 1, 2, 3, 4, 5],
        lines: &[
            line(0, Say("Good morning, harbour! The first ferry is in. ⛴️")),
            line(1, Say("Morning! Coffee at the pier in ten minutes?")),
            line(2, Reply(1, "Yes please. I'll bring pastéis.")),
            line(1, React(2, "❤️")),
            line(3, React(2, "🥧")),
            line(3, Say("早上好！今天天气真好。")),
            line(0, Reply(5, "是啊，适合去海边走走。")),
            line(
                4,
                Poll(
                    "Where shall Saturday's picnic be?",
                    &["Lighthouse", "Fish market", "Old pier"],
                ),
            ),
            line(0, Vote(7, 0)),
            line(1, Vote(7, 2)),
            line(2, Vote(7, 0)),
            line(3, Vote(7, 0)),
            line(4, Say("The lighthouse it is, then. Noon?")),
            line(1, Thread(12, "I can carry the table.")),
            line(2, Thread(12, "And I the parasol ☂️")),
            line(0, Thread(12, "See you at noon. Bring hats!")),
            line(1, Say("The library is open untill eight tonight.")),
            line(1, Edit(16, "The library is open until eight tonight.")),
            line(5, Say("大家注意身体，多喝热水 😊")),
            line(0, React(18, "🫶")),
        ],
    },
    Room {
        alias: "makers",
        name: "Makers & Mini-apps",
        topic: "What we build, and how",
        public: true,
        encrypted: false,
        has_apps: false,
        cast: &[2, 1, 3, 4],
        lines: &[
            line(
                2,
                Say("I'm making a tide table that works without a network."),
            ),
            line(3, Say("Great idea! 需要翻译的话我可以帮忙。")),
            line(1, Reply(0, "Does it know about the ferry, too?")),
            line(2, Reply(2, "It does now.")),
            line(4, React(3, "🚀")),
        ],
    },
    Room {
        alias: "notices",
        name: "Town Notices · 公告",
        topic: "From the council. Read here, discuss in Harbour Square.",
        public: true,
        encrypted: false,
        has_apps: false,
        cast: &[4, 0, 1, 2, 3, 5],
        lines: &[
            line(4, Say("The old pier is closed on Tuesday for repairs.")),
            line(4, Say("通知：旧码头周二维修，暂停开放。")),
        ],
    },
    Room {
        alias: "family",
        name: "一家人 Family",
        topic: "Encrypted: only we can read it",
        public: false,
        encrypted: true,
        has_apps: false,
        cast: &[0, 3, 5],
        lines: &[],
    },
];

impl Line {
    /// Event type and content; `said` are the ids of the lines before.
    pub fn event(&self, said: &[String]) -> (&'static str, Value) {
        let id = |index: usize| said.get(index).cloned().unwrap_or_default();
        let text = |body: &str| json!({ "msgtype": "m.text", "body": body });
        match self.what {
            Say(body) => ("m.room.message", text(body)),
            Reply(to, body) => {
                let mut content = text(body);
                content["m.relates_to"] = json!({ "m.in_reply_to": { "event_id": id(to) } });
                ("m.room.message", content)
            }
            Thread(root, body) => {
                let mut content = text(body);
                content["m.relates_to"] = json!({
                    "rel_type": "m.thread", "event_id": id(root), "is_falling_back": true,
                    "m.in_reply_to": { "event_id": id(root) },
                });
                ("m.room.message", content)
            }
            React(to, key) => (
                "m.reaction",
                json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": id(to), "key": key } }),
            ),
            Edit(of, body) => {
                let mut content = text(&format!("* {body}"));
                content["m.new_content"] = text(body);
                content["m.relates_to"] = json!({ "rel_type": "m.replace", "event_id": id(of) });
                ("m.room.message", content)
            }
            Poll(question, answers) => ("org.matrix.msc3381.poll.start", poll(question, answers)),
            Vote(of, answer) => (
                "org.matrix.msc3381.poll.response",
                json!({
                    "m.relates_to": { "rel_type": "m.reference", "event_id": id(of) },
                    "org.matrix.msc3381.poll.response": { "answers": [answer.to_string()] },
                }),
            ),
        }
    }
}

/// MSC3381 in the unstable form, which is what today's clients send.
fn poll(question: &str, answers: &[&str]) -> Value {
    let options: Vec<Value> = answers
        .iter()
        .enumerate()
        .map(|(id, text)| json!({ "id": id.to_string(), "org.matrix.msc1767.text": text }))
        .collect();
    json!({
        "org.matrix.msc1767.text": question,
        "org.matrix.msc3381.poll.start": {
            "kind": "org.matrix.msc3381.poll.disclosed", "max_selections": 1,
            "question": { "org.matrix.msc1767.text": question, "body": question, "msgtype": "m.text" },
            "answers": options,
        },
    })
}
