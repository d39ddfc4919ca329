//! `doublet serve` from outside: the real program on a port of its own, real sockets, and what goes wrong on them.
#![cfg(unix)]

mod ends;
mod hostile;
mod limits;
mod load;
#[cfg(target_os = "linux")]
mod outage;
mod pages;
mod routes;
mod served;
mod shapes;
#[expect(dead_code, reason = "it is that of the other tests, and not all of it is needed here")]
#[path = "../cli/support.rs"]
mod support;
