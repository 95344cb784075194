//! Hosts beside the server's own, of which no page may ever come without its headers: neither an answer nor a refusal
//! of what could not be read.

use std::{
    fmt,
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::response::Response;
use http::{HeaderMap, Method, Uri};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Answers where a request is for a host of theirs. Before every route, and without a body.
type Answer = dyn Fn(&Method, &Uri, &HeaderMap) -> Option<Response> + Send + Sync;

/// Those hosts. Cheap to clone.
#[derive(Clone, Default)]
pub struct OtherHosts(Option<Arc<(String, Box<Answer>)>>);

impl fmt::Debug for OtherHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OtherHosts")
    }
}

impl OtherHosts {
    /// Hosts that `answer` knows. `refusal_head` (lines of a head, each with its end) goes with refusals that come
    /// before the host is known.
    pub fn new(
        refusal_head: String,
        answer: impl Fn(&Method, &Uri, &HeaderMap) -> Option<Response> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new((refusal_head, Box::new(answer)))))
    }

    pub(crate) fn answer<B>(&self, request: &http::Request<B>) -> Option<Response> {
        let (_, answer) = self.0.as_deref()?;
        answer(request.method(), request.uri(), request.headers())
    }

    pub(crate) fn refusal_head(&self) -> Option<RefusalHead> {
        self.0.clone().map(RefusalHead)
    }
}

/// Lines of the head of a refusal.
pub(crate) struct RefusalHead(Arc<(String, Box<Answer>)>);

/// Whether the head of the request that is read now has arrived whole.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<AtomicBool>);

impl Heard {
    pub(crate) fn whole_head(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A connection on which hyper's own refusals get headers. hyper answers by itself where a head is too long or no HTTP
/// (400, 414, 431), and cannot be told to add something; a mini-app could provoke that for a frame of its origin.
pub(crate) struct Dressed<S> {
    stream: S,
    heard: Heard,
    lines: Option<RefusalHead>,
    /// What of a dressed refusal is still to be written.
    pending: Vec<u8>,
}

impl<S> Dressed<S> {
    pub(crate) fn new(stream: S, heard: Heard, lines: Option<RefusalHead>) -> Self {
        Self {
            stream,
            heard,
            lines,
            pending: Vec::new(),
        }
    }

    /// The refusal with its headers, if `written` is one of hyper's own: a whole head with no body, although no request
    /// has arrived since something was read. All answers of ours have `nosniff`.
    fn dressed(&self, written: &[u8]) -> Option<Vec<u8>> {
        let RefusalHead(lines) = self.lines.as_ref()?;
        let is_refusal = !self.heard.0.load(Ordering::Relaxed)
            && written.starts_with(b"HTTP/1.")
            && written.get(9) == Some(&b'4')
            && written.ends_with(b"\r\n\r\n")
            && !has(written, b"x-content-type-options");
        let head = written.strip_suffix(b"\r\n").filter(|_| is_refusal)?;
        Some([head, lines.0.as_bytes(), b"\r\n"].concat())
    }
}

fn has(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part == word)
}

impl<S: AsyncWrite + Unpin> Dressed<S> {
    fn write_pending(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.pending.is_empty() {
            let count = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.pending))?;
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.pending.drain(..count);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Dressed<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            this.heard.0.store(false, Ordering::Relaxed);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Dressed<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.write_pending(cx))?;
        match this.dressed(bytes) {
            Some(refusal) => {
                this.pending = refusal;
                Poll::Ready(Ok(bytes.len()))
            }
            None => Pin::new(&mut this.stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.write_pending(cx))?;
        // A refusal is a head alone.
        if let [only] = slices {
            return Pin::new(this).poll_write(cx, only);
        }
        Pin::new(&mut this.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.write_pending(cx))?;
        Pin::new(&mut this.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.write_pending(cx))?;
        Pin::new(&mut this.stream).poll_shutdown(cx)
    }
}
