//! A road that loses answers: a relay before the homeserver that, when told to, lets a sliding-sync request
//! through and cuts the connection instead of handing the answer on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A relay on a port of its own.
pub struct LossyRoad {
    /// Where clients connect to.
    pub url: String,
    lose: Arc<AtomicUsize>,
}

impl LossyRoad {
    /// Opens the road to `homeserver` (an `http://` address).
    pub async fn to(homeserver: &str) -> Result<Self> {
        let target = homeserver.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let lose = Arc::new(AtomicUsize::new(0));
        let counter = lose.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(relay(client, target.clone(), counter.clone()));
            }
        });
        Ok(Self { url, lose })
    }

    /// Loses the answers to the next `count` sliding-sync requests that get an answer.
    pub fn lose_next(&self, count: usize) {
        self.lose.store(count, Ordering::SeqCst);
    }

    /// How many answers are still to be lost.
    pub fn still_to_lose(&self) -> usize {
        self.lose.load(Ordering::SeqCst)
    }
}

async fn relay(mut client: TcpStream, target: String, lose: Arc<AtomicUsize>) -> Result<()> {
    let mut server = TcpStream::connect(&target).await.with_context(|| target.clone())?;
    let (mut ask, mut answer) = (vec![0; 65_536], vec![0; 65_536]);
    let mut syncing = false;
    loop {
        tokio::select! {
            read = client.read(&mut ask) => {
                let length = read?;
                if length == 0 { return Ok(()); }
                let head = String::from_utf8_lossy(&ask[..length.min(200)]).into_owned();
                if head.contains(" HTTP/1.1") {
                    syncing = head.contains("simplified_msc3575/sync");
                }
                server.write_all(&ask[..length]).await?;
            }
            read = server.read(&mut answer) => {
                let length = read?;
                if length == 0 { return Ok(()); }
                let cut = syncing
                    && lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
                if cut { return Ok(()); }
                client.write_all(&answer[..length]).await?;
            }
        }
    }
}
