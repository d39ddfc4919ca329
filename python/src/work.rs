//! Long work: it is done on threads of its own, while the one that asked for it listens.
//!
//! The interpreter is free while the work goes on. A few times a second the thread that waits looks whether Python wants
//! something: a signal, such as that of Ctrl-C, or a call of the `progress` function. Where either raises, the work is told to stop,
//! its end is waited for, and what was raised goes on.
//!
//! The threads are a pool of the process. A child that was forked has the pool's memory and none of its threads, and would wait
//! for them for ever; so it makes a pool of its own.

use std::mem;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use doublet::observe::Stage;
use doublet::{BadLine, Error, Observer};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::errors::raised;

/// How often Python is asked for what it wants: a person who interrupts does not notice so short a wait.
const TICK: Duration = Duration::from_millis(50);

/// How many bad lines are kept word for word.
const KEPT: usize = 100;

/// The pool of this process, and which process that was.
static SHARED: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);

/// A pool of so many threads, or the one that all share, of one a processor.
pub(crate) fn pool(threads: Option<NonZeroUsize>) -> PyResult<Arc<ThreadPool>> {
    let build = |threads| {
        let pool =
            ThreadPoolBuilder::new().num_threads(threads).thread_name(|_| "doublet".to_owned()).build();
        pool.map(Arc::new).map_err(|error| PyRuntimeError::new_err(error.to_string()))
    };
    if let Some(threads) = threads {
        return build(threads.get());
    }
    let mut shared = locked(&SHARED);
    let process = std::process::id();
    match &*shared {
        Some((owner, pool)) if *owner == process => Ok(Arc::clone(pool)),
        _ => {
            let pool = build(0)?;
            // What another process left has threads that are not here, so nobody may wait for their end.
            mem::forget(shared.replace((process, Arc::clone(&pool))));
            Ok(pool)
        }
    }
}

/// The lock on `mutex`: nothing is left half done under it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the work is passed over for, and how many lines.
#[derive(Debug, Default)]
pub(crate) struct Remarks {
    /// The first of them, as messages.
    pub(crate) kept: Vec<String>,
    /// How many there were.
    pub(crate) count: u64,
}

/// What the work tells: a stage with the units that are done, and all of them where that is known.
type Told = (Stage, u64, Option<u64>);

/// Listens to the work, and tells it when to stop.
struct Listener {
    told: Sender<Told>,
    stage: Mutex<(Stage, Option<u64>)>,
    done: AtomicU64,
    is_stopped: AtomicBool,
    remarks: Mutex<Remarks>,
    failure: Mutex<Option<PyErr>>,
}

impl Listener {
    fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    fn tell(&self, done: u64) {
        let (stage, total) = *locked(&self.stage);
        // Whoever listened may be gone.
        let _ = self.told.send((stage, done, total));
    }
}

impl Observer for Listener {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        *locked(&self.stage) = (stage, total);
        self.done.store(0, Ordering::Relaxed);
        self.tell(0);
    }

    fn advance(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }

    fn end(&self, _: Stage, _: Duration, _: &str) {
        let (_, total) = *locked(&self.stage);
        self.tell(total.unwrap_or_else(|| self.done.load(Ordering::Relaxed)));
    }

    fn bad_line(&self, bad: &BadLine) {
        let mut remarks = locked(&self.remarks);
        remarks.count += 1;
        if remarks.kept.len() < KEPT {
            remarks.kept.push(bad.to_string());
        }
    }

    /// What cannot be read is raised: half of the data is not what was asked for.
    fn input_failed(&self, error: &Error) {
        locked(&self.failure).get_or_insert_with(|| raised(error));
        self.stop();
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

/// Does `work` on a thread of its own, and calls `progress` with the stage, the units that are done and their number.
///
/// What of it is to be shared out `work` installs in a pool itself: whoever waits for a lock in there may be given the work of the one
/// who holds it.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&dyn Observer) -> doublet::Result<T> + Send,
) -> PyResult<(T, Remarks)> {
    let (told, tellings) = mpsc::channel();
    let listener = Listener {
        told,
        stage: Mutex::new((Stage::Read, None)),
        done: AtomicU64::new(0),
        is_stopped: AtomicBool::new(false),
        remarks: Mutex::default(),
        failure: Mutex::default(),
    };
    let outcome = thread::scope(|scope| {
        let (end, ended) = mpsc::channel::<()>();
        let listener = &listener;
        let worker = scope.spawn(move || {
            let _end = end;
            work(listener)
        });
        let interruption = listen(py, &Mutex::new(ended), &tellings, listener, progress);
        // It ends soon, and needs no interpreter but where it reads from Python.
        let outcome = py.detach(|| worker.join());
        interruption.map(|()| outcome)
    })?;
    let outcome = outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    if let Some(failure) = locked(&listener.failure).take() {
        return Err(failure);
    }
    let remarks = mem::take(&mut *locked(&listener.remarks));
    Ok((outcome.map_err(|error| raised(&error))?, remarks))
}

/// Waits for the end of the work, and lets Python have its say meanwhile; an error where Python raised one.
fn listen(
    py: Python<'_>,
    ended: &Mutex<Receiver<()>>,
    tellings: &Receiver<Told>,
    listener: &Listener,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<()> {
    loop {
        let waited = py.detach(|| locked(ended).recv_timeout(TICK));
        let is_over = waited != Err(RecvTimeoutError::Timeout);
        let mut said = py.check_signals();
        if let Some(progress) = progress {
            if !is_over {
                listener.tell(listener.done.load(Ordering::Relaxed));
            }
            let call = |(stage, done, total): Told| progress.call1((stage.verb(), done, total)).map(drop);
            said = said.and_then(|()| tellings.try_iter().try_for_each(call));
        }
        if said.is_err() {
            listener.stop();
        }
        if said.is_err() || is_over {
            return said;
        }
    }
}
