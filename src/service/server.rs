//! Connections: who gets one, how long a silent one lasts, and how all of them end in peace.
//!
//! Where all connections are taken, some more are answered that the service is busy, and beyond those nobody is accepted until one ends: the
//! system lets them wait. Where the end is asked for, nobody is accepted any more, what was begun is answered, up to the timeout, and the
//! writer writes a last checkpoint.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use axum::Router;
use axum::body::Body;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Request};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use indicatif::HumanCount;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::committer::Committer;
use super::limits::Rate;
use super::metrics::Metrics;
use super::problem::{Kind, Problem};
use super::router::{ALIVE, NO_ROUTE, Peer, note, router};
use super::state::{Phase, PhaseCell, Service, WAITING};
use super::writer::{Job, Writer};
use crate::cli::messages::Messages;
use crate::cli::serve::ServeTask;

/// Connections beyond the most that are told so.
const REFUSED: usize = 32;

/// How long one of those is listened to.
const REFUSAL: Duration = Duration::from_secs(2);

/// How often the writer does what is due where nobody asks.
const TICK: Duration = Duration::from_secs(1);

/// How long a failure to accept, such as for want of file descriptors, is waited out.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `end`.
pub(crate) fn serve(task: ServeTask, messages: &Arc<Messages>, end: oneshot::Receiver<()>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("cannot start the threads that serve")?;
    runtime.block_on(async {
        let listen = task.listen.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
        let listener = TcpListener::bind(&task.listen[..])
            .await
            .with_context(|| format!("cannot listen on {listen}; choose another address with --listen"))?;
        let address = listener.local_addr().with_context(|| format!("cannot listen on {listen}"))?;
        let connections = task.limits.connections;
        let (service, opened, mut ended) = start(task, messages)?;
        let serving = tokio::spawn(accept(listener, Arc::clone(&service), connections, end));
        let items = opened.await.map_err(|_| fault())??;
        let remembered = HumanCount(items as u64);
        let facts = [("address", format!("http://{address}").into()), ("items", items.into())];
        messages
            .tell_with(&format!("listening on http://{address}, {remembered} headlines remembered"), &facts);
        tokio::select! {
            drained = serving => drained.context("the connections ended by a fault of doublet")?,
            _ = &mut ended => return Err(fault()),
        }
        // A writer that is gone has told the other end.
        let _ = service.jobs.send(Job::End).await;
        ended.await.map_err(|_| fault())?.context("the last checkpoint failed")?;
        messages.tell("ended");
        Ok(())
    })
}

/// The writer ended before it was to.
fn fault() -> anyhow::Error {
    anyhow!(
        "the thread that writes the index ended by a fault of doublet; what was answered is in the index; start it again"
    )
}

/// When the index is open, with how many items; and when the writer has ended.
type Started =
    (Arc<Service>, oneshot::Receiver<doublet::Result<usize>>, oneshot::Receiver<doublet::Result<()>>);

/// Starts the writer, and makes what all requests share.
fn start(task: ServeTask, messages: &Arc<Messages>) -> Result<Started> {
    let (jobs, waiting) = mpsc::channel(WAITING);
    let (metrics, phase) = (Arc::new(Metrics::new()), Arc::new(PhaseCell::new(Phase::Opening)));
    let writer = Writer {
        folder: task.index.clone(),
        config: task.config.clone(),
        window: task.window,
        is_fast: task.is_fast,
        jobs: waiting,
        metrics: Arc::clone(&metrics),
        phase: Arc::clone(&phase),
        messages: Arc::clone(messages),
        runtime: tokio::runtime::Handle::current(),
    };
    let (tell_opened, opened) = oneshot::channel();
    let (tell_ended, ended) = oneshot::channel();
    let committer =
        Committer::start(Arc::clone(&metrics)).context("cannot start the thread that writes to the disk")?;
    std::thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || {
            let outcome = writer.run(committer, tell_opened);
            let _ = tell_ended.send(outcome);
        })
        .context("cannot start the thread that writes the index")?;
    tokio::spawn(tick(jobs.clone()));
    let service = Service {
        fields: task.fields,
        config: task.config,
        index: task.index,
        token: task.token,
        max_body: task.limits.body,
        timeout: task.limits.timeout,
        rate: task.limits.rate.map(Rate::new),
        jobs,
        metrics,
        phase,
        messages: Arc::clone(messages),
    };
    Ok((Arc::new(service), opened, ended))
}

/// Wakes the writer now and then; one that is busy needs no waking.
async fn tick(jobs: mpsc::Sender<Job>) {
    while !jobs.is_closed() {
        sleep(TICK).await;
        let _ = jobs.try_send(Job::Tick);
    }
}

/// Accepts connections until `end`, and sees the last ones off.
async fn accept(listener: TcpListener, service: Arc<Service>, most: usize, mut end: oneshot::Receiver<()>) {
    let router = router(&service);
    let places =
        Places { regular: Arc::new(Semaphore::new(most)), refused: Arc::new(Semaphore::new(REFUSED)) };
    let graceful = GracefulShutdown::new();
    loop {
        let connected = tokio::select! {
            connected = listener.accept() => connected,
            _ = &mut end => break,
        };
        let Ok((stream, peer)) = connected else {
            sleep(PAUSE).await;
            continue;
        };
        let place = tokio::select! {
            place = places.take() => place,
            _ = &mut end => break,
        };
        // It is only about time.
        let _ = stream.set_nodelay(true);
        match place {
            Place::Regular(permit) => {
                let connection = connection(stream, peer, router.clone(), service.timeout);
                let connection = graceful.watch(connection);
                tokio::spawn(async move {
                    // How a client goes is his business.
                    let _ = connection.await;
                    drop(permit);
                });
            }
            Place::Refused(permit) => {
                let refusal = refuse(stream, peer, router.clone(), Arc::clone(&service));
                tokio::spawn(async move {
                    let _ = timeout(REFUSAL, refusal).await;
                    drop(permit);
                });
            }
        }
    }
    drop(listener);
    service.messages.tell("asked to end: what was begun is answered first");
    service.phase.set(Phase::Draining);
    let _ = timeout(service.timeout, graceful.shutdown()).await;
}

/// Places for connections.
struct Places {
    regular: Arc<Semaphore>,
    refused: Arc<Semaphore>,
}

/// A place, which is free again when this is dropped.
enum Place {
    Regular(OwnedSemaphorePermit),
    Refused(OwnedSemaphorePermit),
}

impl Places {
    /// A regular place if there is one, else one where it is told that there is none, else whichever is free first.
    async fn take(&self) -> Place {
        if let Ok(permit) = Arc::clone(&self.regular).try_acquire_owned() {
            return Place::Regular(permit);
        }
        let never_closed = "it is closed nowhere";
        tokio::select! {
            biased;
            permit = Arc::clone(&self.refused).acquire_owned() => Place::Refused(permit.expect(never_closed)),
            permit = Arc::clone(&self.regular).acquire_owned() => Place::Regular(permit.expect(never_closed)),
        }
    }
}

/// A connection whose requests are answered by `router`. It ends where the client reads nothing for longer than `patience` of what is
/// written to him: else whoever asks and does not read would have it for ever.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    patience: Duration,
) -> impl GracefulConnection<Error = hyper::Error> + Send {
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(Box::pin(stream)), answer)
}

/// Answers one request that all connections are taken, or that the process is alive, which it is.
async fn refuse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    service: Arc<Service>,
) -> Result<(), hyper::Error> {
    let accepted = Instant::now();
    let answer = service_fn(|request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        let (router, service) = (router.clone(), Arc::clone(&service));
        async move {
            let mut response = if request.uri().path() == ALIVE {
                router.oneshot(request).await?
            } else {
                let line = format!("{} {}", request.method(), request.uri().path());
                let detail =
                    "all connections are taken; keep one and use it again, or raise --max-connections";
                let response = Problem::new(Kind::Busy, detail).after(1).into_response();
                note(&service, NO_ROUTE, &line, Some(peer), response.status().as_u16(), accepted.elapsed());
                response
            };
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            Ok::<_, Infallible>(response)
        }
    });
    http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), answer).await
}
