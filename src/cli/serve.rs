//! `doublet serve`: one index for many workers, over HTTP.
//!
//! Here is what was typed and what it comes to; the service itself is [`service`](crate::service).

use std::fs::File;
use std::io::Read;
use std::net::{SocketAddr, ToSocketAddrs};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use doublet::Config;
use doublet::config::Window;
use doublet::read::Fields;

use super::args::{Durability, ServeArgs};
use super::exit::Exit;
use super::machine::use_threads;
use super::messages::Messages;
use super::plan::{fields, stream_judging};
use super::settings::TOKEN_VARIABLE;
use super::signals;
use crate::service::auth::Token;
use crate::service::server;

/// A file that is longer is no token.
const LONGEST_TOKEN: u64 = 4096;

/// `doublet serve`, resolved.
pub(crate) struct ServeTask {
    pub(crate) index: PathBuf,
    pub(crate) config: Config,
    /// As before where there is none.
    pub(crate) window: Option<Window>,
    /// Whether answers may be given before the index has what they rely on.
    pub(crate) is_fast: bool,
    pub(crate) fields: Fields,
    /// The first of these that can be had.
    pub(crate) listen: Vec<SocketAddr>,
    /// None where everybody on this machine may ask.
    pub(crate) token: Option<Token>,
    pub(crate) limits: Limits,
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

/// What is served at the most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of a body.
    pub(crate) body: usize,
    pub(crate) connections: usize,
    /// Requests a second for each client; none where any number is.
    pub(crate) rate: Option<NonZeroU32>,
    /// How long anything is waited for.
    pub(crate) timeout: Duration,
}

/// Resolves `args`; an error is one of usage.
pub(crate) fn serve_task(args: ServeArgs) -> Result<ServeTask> {
    let serving = args.serving;
    let token = token(serving.token_file.as_deref())?;
    let listen = addresses(&serving.listen)?;
    if token.is_none() && !listen.iter().all(|address| address.ip().is_loopback()) {
        bail!(
            "--listen {}: whoever reaches this address could ask, and nobody is asked for a token; name a file with one by \
             --token-file, set {TOKEN_VARIABLE}, or listen on 127.0.0.1",
            serving.listen
        );
    }
    Ok(ServeTask {
        index: args.index,
        config: stream_judging(&args.judging),
        window: args.window,
        is_fast: args.durability == Durability::Fast,
        fields: fields(args.fields),
        listen,
        token,
        limits: Limits {
            body: serving.max_body.get().saturating_mul(1 << 20),
            connections: serving.max_connections.get(),
            rate: serving.rate,
            timeout: serving.timeout,
        },
        threads: args.running.threads,
    })
}

/// What an address or a name stands for; of a name what most clients try first comes first.
fn addresses(listen: &str) -> Result<Vec<SocketAddr>> {
    let help =
        || format!("--listen {listen}: it is no place to listen; write 127.0.0.1:7700 or localhost:7700");
    let mut addresses: Vec<SocketAddr> = listen.to_socket_addrs().with_context(help)?.collect();
    ensure!(!addresses.is_empty(), help());
    addresses.sort_by_key(SocketAddr::is_ipv6);
    Ok(addresses)
}

/// The token in `file`, else that of the environment.
fn token(file: Option<&Path>) -> Result<Option<Token>> {
    let (text, place) = match file {
        Some(path) => (text_of(path)?, path.display().to_string()),
        None => match std::env::var(TOKEN_VARIABLE) {
            Ok(text) => (text, TOKEN_VARIABLE.to_owned()),
            Err(std::env::VarError::NotPresent) => return Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => bail!("{TOKEN_VARIABLE}: it is no UTF-8"),
        },
    };
    let token = Token::new(&text).with_context(|| place)?;
    Ok(Some(token))
}

fn text_of(path: &Path) -> Result<String> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("{name}: cannot open"))?;
    let mut text = String::new();
    let length = file.take(LONGEST_TOKEN + 1).read_to_string(&mut text);
    let length = length.with_context(|| format!("{name}: cannot read"))?;
    if length as u64 > LONGEST_TOKEN {
        bail!("{name}: over {LONGEST_TOKEN} bytes are no token; name a file with nothing but one line");
    }
    Ok(text)
}

/// Serves until it is asked to end.
pub(crate) fn run(task: ServeTask, messages: &Arc<Messages>) -> Result<Exit> {
    use_threads(task.threads)?;
    let end = signals::watch_for_end()?;
    server::serve(task, messages, end)?;
    Ok(Exit::Done)
}
