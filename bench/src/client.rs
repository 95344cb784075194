//! A lean HTTP/1.1 client: one keep-alive connection per simulated client, no pool, no redirects,
//! so that the load generator costs little beside the server that it measures.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Longer than any long-poll that the scenarios ask for: a server that is silent for this long hangs.
const REPLY_TIMEOUT: Duration = Duration::from_secs(360);

/// A connection of one simulated client, opened on first use and again when the server closed it.
pub struct Client {
    address: SocketAddr,
    host: HeaderValue,
    authorization: Option<HeaderValue>,
    link: Option<SendRequest<Full<Bytes>>>,
}

/// Status and whole body of an answer.
pub struct Reply {
    pub status: StatusCode,
    pub body: Bytes,
}

impl Reply {
    /// The body as JSON, or an error that shows status and body when the status is not 200.
    pub fn json(&self) -> Result<serde_json::Value> {
        self.ok()?;
        serde_json::from_slice(&self.body).context("the answer is not JSON")
    }

    /// Fails, showing status and body, unless the status is 200.
    pub fn ok(&self) -> Result<&Bytes> {
        if self.status != StatusCode::OK {
            bail!(
                "the server answered {}: {}",
                self.status,
                shorten(&self.body)
            );
        }
        Ok(&self.body)
    }
}

impl Client {
    /// A client that has not connected yet; `token` becomes its `Authorization` header.
    pub fn new(address: SocketAddr, token: Option<&str>) -> Result<Client> {
        let authorization = token
            .map(|token| HeaderValue::from_str(&format!("Bearer {token}")))
            .transpose()?;
        let host = HeaderValue::from_str(&address.to_string())?;
        Ok(Client {
            address,
            host,
            authorization,
            link: None,
        })
    }

    /// Whose requests the next ones are.
    pub fn speak_for(&mut self, token: &str) -> Result<()> {
        self.authorization = Some(HeaderValue::from_str(&format!("Bearer {token}"))?);
        Ok(())
    }

    pub async fn get(&mut self, path: &str) -> Result<Reply> {
        self.request(Method::GET, path, Bytes::new()).await
    }

    pub async fn put(&mut self, path: &str, body: Bytes) -> Result<Reply> {
        self.request(Method::PUT, path, body).await
    }

    pub async fn post(&mut self, path: &str, body: &serde_json::Value) -> Result<Reply> {
        self.request(Method::POST, path, Bytes::from(serde_json::to_vec(body)?))
            .await
    }

    /// Sends one request and reads the whole answer. A GET or PUT is sent once more when the
    /// connection turns out to be dead: both are idempotent here (PUTs carry transaction ids).
    async fn request(&mut self, method: Method, path: &str, body: Bytes) -> Result<Reply> {
        let first = self.attempt(method.clone(), path, body.clone()).await;
        if first.is_ok() || method == Method::POST {
            return first;
        }
        self.link = None;
        self.attempt(method, path, body).await
    }

    async fn attempt(&mut self, method: Method, path: &str, body: Bytes) -> Result<Reply> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.host.clone());
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let request = request.body(Full::new(body))?;
        let link = self.link().await?;
        let exchange = async {
            let reply = link.send_request(request).await?;
            let status = reply.status();
            let body = reply.into_body().collect().await?.to_bytes();
            Ok::<Reply, hyper::Error>(Reply { status, body })
        };
        match tokio::time::timeout(REPLY_TIMEOUT, exchange).await {
            Ok(reply) => {
                reply.with_context(|| format!("no answer to {}", shorten(path.as_bytes())))
            }
            Err(_) => bail!(
                "no answer within {} s to {}",
                REPLY_TIMEOUT.as_secs(),
                shorten(path.as_bytes())
            ),
        }
    }

    async fn link(&mut self) -> Result<&mut SendRequest<Full<Bytes>>> {
        let usable = match &mut self.link {
            Some(link) => link.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            self.link = Some(connect(self.address).await?);
        }
        self.link.as_mut().context("a connection was just made")
    }
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address)
        .await
        .with_context(|| format!("cannot connect to {address}"))?;
    stream.set_nodelay(true)?;
    let (mut link, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // The error of a broken connection also reaches the request that waits on it.
    tokio::spawn(async move { connection.await.ok() });
    link.ready().await?;
    Ok(link)
}

fn shorten(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(300).collect()
}
