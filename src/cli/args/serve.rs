//! What `doublet serve` takes.

use std::num::NonZeroU32;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueHint;
use doublet::config::Window;

use super::choices::Named;
use super::common::{Durability, FieldArgs, LikenessArgs, ThreadArgs, at_least_one};

pub(super) const SERVE_EXAMPLES: &str = "\
Examples:
  doublet serve --index seen
  curl --data-binary @feed.jsonl http://127.0.0.1:7700/v1/dedup
  doublet serve --index seen --listen 0.0.0.0:7700 --token-file token

Each line is answered with what `doublet dedup --annotate` writes; \"new\" is answered when the index has it. Other routes: \
/openapi.json describes them. SIGTERM and Ctrl-C end it in peace.";

/// `doublet serve`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("id", |id| id.help(ID_OF_A_REQUEST)))]
pub(crate) struct ServeArgs {
    /// Remember in the folder DIR, which is made where there is none; nobody else writes to it meanwhile
    #[arg(long, value_name = "DIR", help_heading = "Remembering")]
    pub(crate) index: PathBuf,
    /// How long a headline is remembered after it last came: 14d, 36h, 2w, all [default: as before, 14d in a new index]
    #[arg(long, value_name = "TIME", help_heading = "Remembering")]
    pub(crate) window: Option<Window>,
    /// When it is answered: safe, when the index has what the answer relies on; fast, before, up to five seconds
    #[arg(long, value_name = "HOW", default_value = "safe", help_heading = "Remembering",
          value_parser = ANSWERED.parser(), hide_short_help = true)]
    pub(crate) durability: Durability,
    #[command(flatten)]
    pub(crate) serving: ServingArgs,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
    #[command(flatten)]
    pub(crate) judging: LikenessArgs,
    #[command(flatten)]
    pub(crate) running: ThreadArgs,
}

/// The help of `--id` where headlines come in requests.
const ID_OF_A_REQUEST: &str = "The field that holds the id [default: id]; without one an id is a number";

/// Who is served, and how much of it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Serving")]
pub(crate) struct ServingArgs {
    /// Where to listen, an address or a name and a port; port 0 is any that is free
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7700")]
    pub(crate) listen: String,
    /// The file with the token that each request is to bear; without it `DOUBLET_TOKEN` is the token
    ///
    /// An address that is not of this machine alone needs one.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) token_file: Option<PathBuf>,
    /// The largest body of a request, in MiB
    #[arg(long, value_name = "MIB", default_value = "64", value_parser = at_least_one::<NonZeroUsize>)]
    pub(crate) max_body: NonZeroUsize,
    /// Connections at a time
    #[arg(long, value_name = "N", default_value = "256", value_parser = at_least_one::<NonZeroUsize>)]
    pub(crate) max_connections: NonZeroUsize,
    /// Requests a second that a client, by its address, may make [default: any number]
    #[arg(long, value_name = "N", value_parser = at_least_one::<NonZeroU32>)]
    pub(crate) rate: Option<NonZeroU32>,
    /// How long anything may be waited for: a part of a request, its turn, the end of the last ones
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = parse_timeout)]
    pub(crate) timeout: Duration,
}

/// A time that is not for ever.
fn parse_timeout(typed: &str) -> Result<Duration, String> {
    match typed.parse() {
        Ok(Window::For(duration)) => Ok(duration),
        _ => Err(format!("{typed:?} is no time; write 30s, 500ms or 2m")),
    }
}

static ANSWERED: Named<Durability> = Named(&[
    ("safe", "When the index has what the answer relies on", Durability::Safe),
    ("fast", "At once; the index has it within five seconds", Durability::Fast),
]);
