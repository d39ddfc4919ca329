//! A body, cut into pieces of whole lines as it comes.
//!
//! Of a client that sends steadily a piece is as large as what came while the piece before was judged, up to [`PIECE`]; of one
//! that sends a line and waits for the answer it is that line. A line that is too long is passed over without being held.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body as HttpBody, Frame};
use tokio::time::timeout;

use super::problem::{Kind, Problem};

/// Bytes that are judged at a time: some hundred lines, so that no other request waits long behind them.
pub(super) const PIECE: usize = 128 << 10;

/// The longest line: a record with the article in it and some pictures. Each connection may hold one.
pub(super) const LONGEST: usize = 1 << 20;

/// How what is packed begins, gzip and zstd; no text does.
const PACKED: [&[u8]; 2] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd"];

/// Some whole lines of a body.
pub(super) struct Piece {
    pub(super) lines: Vec<u8>,
    /// The number of the first.
    pub(super) first: u64,
    /// A line behind them that was passed over, by its number.
    pub(super) too_long: Option<u64>,
}

impl Piece {
    /// A body that came whole, up to the first line that is too long.
    pub(super) fn of_whole(mut lines: Vec<u8>) -> Self {
        let (mut start, mut too_long) = (0, None);
        for (number, line) in (1..).zip(lines.split(|&byte| byte == b'\n')) {
            if line.len() > LONGEST {
                too_long = Some(number);
                break;
            }
            start += line.len() + 1;
        }
        if too_long.is_some() {
            lines.truncate(start);
        }
        Piece { lines, first: 1, too_long }
    }
}

/// Where lines end in what came. Each byte is looked at once as it comes: a client that sends a long line in pieces of a byte is not to
/// have all of it searched for each of them.
#[derive(Default)]
struct Ends {
    /// The end of the first line.
    first: Option<usize>,
    /// What is behind the last line that ends within a piece, else behind the first; 0 where none is whole.
    whole: usize,
}

impl Ends {
    fn of(rest: &[u8]) -> Self {
        let mut ends = Ends::default();
        ends.look(rest, 0);
        ends
    }

    /// Looks through `rest` from `from` on, where it has grown.
    fn look(&mut self, rest: &[u8], from: usize) {
        if self.first.is_none() {
            self.first = memchr::memchr(b'\n', &rest[from..]).map(|end| from + end);
        }
        let piece = from.min(PIECE)..rest.len().min(PIECE);
        if let Some(end) = memchr::memrchr(b'\n', &rest[piece]) {
            self.whole = from + end + 1;
        } else if self.whole == 0 {
            self.whole = self.first.map_or(0, |end| end + 1);
        }
    }
}

/// What a frame of a body is, or what broke the body off.
type Next = Option<Result<Frame<Bytes>, Box<dyn std::error::Error + Send + Sync>>>;

/// A body on its way.
pub(super) struct Pieces {
    body: Limited<Body>,
    most: usize,
    patience: Duration,
    /// What came and was not given yet.
    rest: Vec<u8>,
    ends: Ends,
    /// The number of its first line.
    line: u64,
    is_ended: bool,
    /// Whether `rest` begins within a line that is too long.
    is_passing: bool,
    /// What ended the body early.
    failure: Option<Problem>,
}

impl Pieces {
    /// Of `body`, which may have `most` bytes, each part of which is waited for with `patience`.
    pub(super) fn new(body: Body, most: usize, patience: Duration) -> Self {
        let body = Limited::new(body, most);
        let (rest, ends, line, failure) = (Vec::new(), Ends::default(), 1, None);
        Pieces { body, most, patience, rest, ends, line, is_ended: false, is_passing: false, failure }
    }

    /// Whether nothing comes any more.
    pub(super) fn are_done(&self) -> bool {
        self.is_ended && self.rest.is_empty() && self.failure.is_none()
    }

    /// The number of the line at which the body is.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next piece: none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Piece>, Problem> {
        loop {
            if let Some(piece) = self.pass_over() {
                return Ok(Some(piece));
            }
            let end = self.end();
            let is_enough = end > 0 && self.rest.len() >= PIECE;
            if is_enough || self.is_ended && !self.rest.is_empty() {
                return Ok(Some(self.cut(end)));
            }
            if let Some(problem) = self.failure.take() {
                return Err(problem);
            }
            if self.is_ended {
                return Ok(None);
            }
            let next = if end > 0 {
                match self.at_hand() {
                    Poll::Ready(next) => next,
                    Poll::Pending => return Ok(Some(self.cut(end))),
                }
            } else {
                match timeout(self.patience, self.body.frame()).await {
                    Ok(next) => next,
                    Err(_) => return Err(self.too_slow()),
                }
            };
            self.take(next);
        }
    }

    /// All of it, for those who need it whole.
    pub(super) async fn whole(&mut self) -> Result<Vec<u8>, Problem> {
        while !self.is_ended && self.failure.is_none() {
            match timeout(self.patience, self.body.frame()).await {
                Ok(next) => self.take(next),
                Err(_) => return Err(self.too_slow()),
            }
        }
        match self.failure.take() {
            Some(problem) => Err(problem),
            None => Ok(std::mem::take(&mut self.rest)),
        }
    }

    fn too_slow(&self) -> Problem {
        let detail = format!("nothing came for {:?}; send it faster, or raise --timeout", self.patience);
        Problem::new(Kind::BodyTooSlow, detail)
    }

    /// What has come already.
    fn at_hand(&mut self) -> Poll<Next> {
        Pin::new(&mut self.body).poll_frame(&mut Context::from_waker(Waker::noop()))
    }

    fn take(&mut self, next: Next) {
        match next {
            None => self.is_ended = true,
            // Trailers say nothing of records.
            Some(Ok(frame)) => {
                let from = self.rest.len();
                self.rest.extend_from_slice(&frame.into_data().unwrap_or_default());
                self.ends.look(&self.rest, from);
                if self.line == 1
                    && !self.is_passing
                    && PACKED.iter().any(|magic| self.rest.starts_with(magic))
                {
                    self.refuse_packed();
                }
            }
            Some(Err(error)) => {
                self.is_ended = true;
                // What is not a whole line now never will be.
                let end = memchr::memrchr(b'\n', &self.rest).map_or(0, |end| end + 1);
                self.rest.truncate(end);
                self.ends = Ends::of(&self.rest);
                self.failure = Some(if error.is::<LengthLimitError>() {
                    too_large(self.most)
                } else {
                    Problem::new(Kind::BadRequest, "the body broke off; send it again")
                });
            }
        }
    }

    /// None of it can be read.
    fn refuse_packed(&mut self) {
        drain(std::mem::replace(&mut self.body, Limited::new(Body::empty(), 0)), self.patience);
        (self.rest, self.ends, self.is_ended) = (Vec::new(), Ends::default(), true);
        let detail = "the body is gzip or zstd; unpack it, and send what is in it";
        self.failure = Some(Problem::new(Kind::PackedBody, detail));
    }

    /// Where the lines end that are given next; 0 where none is whole yet.
    fn end(&self) -> usize {
        let is_last = self.rest.len() <= PIECE || self.ends.whole == 0;
        if self.is_ended && is_last { self.rest.len() } else { self.ends.whole }
    }

    fn cut(&mut self, end: usize) -> Piece {
        let rest = self.rest.split_off(end);
        self.ends = Ends::of(&rest);
        let lines = std::mem::replace(&mut self.rest, rest);
        let first = self.line;
        self.line += memchr::memchr_iter(b'\n', &lines).count() as u64;
        Piece { lines, first, too_long: None }
    }

    /// Passes over a line that is too long; tells of it when its end has come.
    fn pass_over(&mut self) -> Option<Piece> {
        let line_end = self.ends.first;
        self.is_passing |= line_end.unwrap_or(self.rest.len()) > LONGEST;
        if !self.is_passing {
            return None;
        }
        match line_end {
            Some(end) => drop(self.rest.drain(..=end)),
            None => self.rest.clear(),
        }
        self.ends = Ends::of(&self.rest);
        if line_end.is_none() && !self.is_ended {
            return None;
        }
        self.is_passing = false;
        self.line += 1;
        Some(Piece { lines: Vec::new(), first: self.line - 1, too_long: Some(self.line - 1) })
    }
}

/// Reads a body that is refused, for a while, and throws it away: a client that is cut off in the middle of sending does not come to
/// read why.
pub(super) fn drain(mut body: impl HttpBody + Send + Unpin + 'static, patience: Duration) {
    tokio::spawn(timeout(patience, async move { while let Some(Ok(_)) = body.frame().await {} }));
}

/// What is said of a body that is too large, for which some have another limit than that of `--max-body`.
pub(super) fn too_large(most: usize) -> Problem {
    let detail = format!(
        "a body has at most {} MiB here; send several, or raise --max-body if it is that",
        most >> 20
    );
    Problem::new(Kind::BodyTooLarge, detail)
}
