//! A name server that says what it is told to, by UDP and TCP (RFC 1035), also what none should say.

use std::{net::SocketAddr, sync::Arc};

use parking_lot::Mutex;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, UdpSocket},
};

/// What it answers to every question.
#[derive(Debug, Clone)]
pub enum Says {
    /// There is no such name.
    Nothing,
    /// Not a word.
    Silence,
    /// TXT records; each in the pieces that it is written in.
    Texts(Vec<Vec<String>>),
    /// The same, to somebody else's question.
    WrongId(String),
    /// The name is another name, which is another name, …
    Chain,
    /// Bytes that are no message.
    Noise,
    /// A message whose name leads back to itself.
    Loop,
}

/// Ends with the test.
#[derive(Debug, Clone)]
pub struct NameServer {
    pub address: SocketAddr,
    says: Arc<Mutex<Says>>,
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl NameServer {
    pub async fn start() -> Self {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = udp.local_addr().unwrap();
        let tcp = TcpListener::bind(address).await.unwrap();
        let one = Self {
            address,
            says: Arc::new(Mutex::new(Says::Nothing)),
            asked: Arc::default(),
        };
        tokio::spawn(one.clone().answer_packets(udp));
        tokio::spawn(one.clone().answer_connections(tcp));
        one
    }

    pub fn says(&self, says: Says) {
        *self.says.lock() = says;
    }

    /// Names that were asked for until now.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().clone()
    }

    async fn answer_packets(self, udp: UdpSocket) {
        let mut packet = vec![0u8; 4096];
        while let Ok((n, from)) = udp.recv_from(&mut packet).await {
            if let Some(mut answer) = self.answer(&packet[..n]) {
                if answer.len() > 1200 {
                    // Too much for a packet (TC), so nothing of it: ask again by TCP.
                    answer[2] |= 2;
                    answer[6..12].fill(0);
                    let (_, end) = name_in(&packet[..n]).unwrap();
                    answer.truncate(end + 4);
                }
                drop(udp.send_to(&answer, from).await);
            }
        }
    }

    async fn answer_connections(self, tcp: TcpListener) {
        while let Ok((mut stream, _)) = tcp.accept().await {
            let server = self.clone();
            tokio::spawn(async move {
                while let Ok(n) = stream.read_u16().await {
                    let mut question = vec![0u8; usize::from(n)];
                    if stream.read_exact(&mut question).await.is_err() {
                        return;
                    }
                    let Some(mut answer) = server.answer(&question) else {
                        return;
                    };
                    answer.truncate(usize::from(u16::MAX));
                    let mut sent = u16::try_from(answer.len()).unwrap().to_be_bytes().to_vec();
                    sent.append(&mut answer);
                    if stream.write_all(&sent).await.is_err() {
                        return;
                    }
                }
            });
        }
    }

    fn answer(&self, question: &[u8]) -> Option<Vec<u8>> {
        let (name, end) = name_in(question)?;
        self.asked.lock().push(name.clone());
        let mut id = [question[0], question[1]];
        let (code, records) = match self.says.lock().clone() {
            Says::Silence => return None,
            Says::Noise => return Some(vec![0xff; 300]),
            Says::Nothing => (3, Vec::new()),
            Says::Texts(texts) => (0, texts.iter().map(|text| txt(text)).collect()),
            Says::WrongId(text) => {
                id[0] ^= 0x55;
                (0, vec![txt(&[text])])
            }
            Says::Chain => {
                // Never the same name: what remembers where it was finds no end.
                let next = format!("x{}.bakery.example", self.asked.lock().len());
                (0, vec![(5, labels(&next))])
            }
            // A pointer to its own place.
            Says::Loop => (
                0,
                vec![(5, vec![0xc0, u8::try_from(end + 4 + 12).unwrap()])],
            ),
        };
        let count = u16::try_from(records.len()).unwrap().to_be_bytes();
        let mut answer = vec![
            id[0],
            id[1],
            0x81,
            0x80 | code,
            0,
            1,
            count[0],
            count[1],
            0,
            0,
            0,
            0,
        ];
        answer.extend(&question[12..end + 4]);
        for (kind, data) in records {
            // The name of the question, class IN, no time to live.
            answer.extend([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 0]);
            answer.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            answer.extend(data);
        }
        Some(answer)
    }
}

/// The name that is asked for, and where it ends.
fn name_in(question: &[u8]) -> Option<(String, usize)> {
    let (mut at, mut parts) = (12, Vec::new());
    loop {
        let n = usize::from(*question.get(at)?);
        at += 1;
        if n == 0 {
            break;
        }
        parts.push(String::from_utf8_lossy(question.get(at..at + n)?).into_owned());
        at += n;
    }
    question.get(at + 3)?;
    Some((parts.join("."), at))
}

fn labels(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in name.split('.') {
        bytes.push(u8::try_from(part.len()).unwrap());
        bytes.extend(part.as_bytes());
    }
    bytes.push(0);
    bytes
}

/// A record's type and data.
fn txt(pieces: &[String]) -> (u8, Vec<u8>) {
    let mut data = Vec::new();
    for piece in pieces {
        data.push(u8::try_from(piece.len()).unwrap());
        data.extend(piece.as_bytes());
    }
    (16, data)
}
