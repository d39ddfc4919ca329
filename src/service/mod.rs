//! The service: one index, many workers, in any language.
//!
//! # The idea
//!
//! A [`Stream`](doublet::stream::Stream) has one owner: verdicts depend on what came before, in order. So one thread, the
//! [`writer`], owns it, and whoever serves a request hands his lines over and waits. Meanwhile others do the same; when the
//! writer turns round it takes all that is waiting, judges it in one go, has the index write one checkpoint for all
//! of it, and only then answers. That is what makes "new" mean something: of two workers who send a story at the same moment one comes
//! first in that order, and what was answered is on the disk, so that no crash takes it back.
//!
//! ```text
//! connection -> auth, rate -> lines of the body -> | bounded queue | -> writer: judge all, one checkpoint
//!     answer <- annotate   <- verdicts          <------------------------------'
//! ```
//!
//! # What bounds it
//!
//! The body of a request is read only as fast as it is judged: a piece of it, [`lines`], waits for its verdicts before the next one
//! is read. So memory is bounded by the number of connections and the size of a piece, whatever is sent, and a client that
//! sends faster than it is served feels it in its socket.
//!
//! # Cost
//!
//! A checkpoint waits for the disk, for about as long as some hundred headlines take to be judged; that many requests share one
//! is what makes it cheap. `BENCHMARKS.md` has the figures, `docs/service.md` what users are told.
//!
//! # Limits
//!
//! One process has an index; a second one is refused. There is no TLS: a reverse proxy does that. A client that does not
//! read its answer cannot know what it was: when it sends the same id again, it is told that this repeats itself.
//!
//! Each concern has a file: [`server`] accepts connections and ends in peace, [`router`] knows the routes, [`auth`] and [`limits`] who
//! may ask and how much, [`dedup`], [`query`], [`compare`], [`forget`] and [`health`] answer, [`outage`] gets over a full disk, [`problem`] says what went wrong,
//! [`metrics`] counts, [`openapi`] describes.

pub(crate) mod auth;
mod body;
mod committer;
mod compare;
mod dedup;
mod forget;
mod health;
mod limits;
mod lines;
mod metrics;
mod openapi;
mod outage;
mod problem;
mod query;
mod router;
pub(crate) mod server;
mod state;
mod writer;
