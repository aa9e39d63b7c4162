//! The transport guard: what lies between stdin and tower-lsp, whose reader ends for good at the
//! first message that it can't decode. Whatever arrives, only messages that it surely understands
//! go on. Never keeps state about documents, never answers by itself: a message that wants an
//! answer goes on as a request that the ordering service refuses.
mod framer;
mod message;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use framer::{Frame, Framer, MAX_BODY};
use message::Verdict;
pub(super) use message::{LOST, REFUSED, loss};

/// Pumps messages until `from` ends.
pub(super) async fn pump(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) {
    let mut framer = Framer::default();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = match from.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(read) => read,
        };
        framer.push(&chunk[..read]);
        while let Some(frame) = framer.next_frame() {
            for message in judge(&mut framer, &frame) {
                if write(&mut to, &message).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The messages to send on for one frame: one, as a rule.
fn judge(framer: &mut Framer, frame: &Frame) -> Vec<Vec<u8>> {
    let body = match frame {
        Frame::Body(body) => body,
        Frame::Skipped(head) => return message::loss(head).into_iter().collect(),
    };
    match message::judge(body) {
        Verdict::Forward(messages) => messages,
        Verdict::Garbage => {
            tracing::debug!(bytes = body.len(), "a frame that is no JSON is dropped");
            framer.recover(body);
            message::loss(body).into_iter().collect()
        }
    }
}

/// The messages that a body surely holds; none where it is no JSON.
pub(super) fn decoded(body: &[u8]) -> Option<Vec<Vec<u8>>> {
    match message::judge(body) {
        Verdict::Forward(messages) => Some(messages),
        Verdict::Garbage => None,
    }
}

async fn write(to: &mut (impl AsyncWrite + Unpin), message: &[u8]) -> std::io::Result<()> {
    debug_assert!(message.len() <= 2 * MAX_BODY);
    let header = format!("Content-Length: {}\r\n\r\n", message.len());
    to.write_all(header.as_bytes()).await?;
    to.write_all(message).await
}
