//! How much a client may ask.
//!
//! A client is known by its address; of an IPv6 one by the network, of which anybody has all addresses. Behind a reverse proxy all
//! clients have one, and the proxy has to hold them apart.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::problem::{Kind, Problem};

/// The bits of an IPv6 address that name a network.
const NETWORK: u32 = 64;

/// Clients that are remembered, beyond whom those are forgotten that have not asked lately.
const REMEMBERED: usize = 10_000;

/// How many requests a second each client may make, in bursts of as many.
pub(super) struct Rate {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
    most: NonZeroU32,
}

impl Rate {
    pub(super) fn new(most: NonZeroU32) -> Self {
        let limiter = RateLimiter::keyed(Quota::per_second(most));
        Rate { limiter, clock: DefaultClock::default(), most }
    }

    /// Takes a request of `client`, unless it was one too many.
    pub(super) fn take(&self, client: IpAddr) -> Result<(), Problem> {
        if self.limiter.len() > REMEMBERED {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&network(client)).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            let detail =
                format!("a client may make {} requests a second; send more lines in each", self.most);
            // Whoever waits a whole second may go on.
            Problem::new(Kind::TooManyRequests, detail).after(wait.as_secs().max(1))
        })
    }
}

/// What a client is known by.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << NETWORK))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_its_own_rate_and_a_network_is_one_client() {
        let rate = Rate::new(NonZeroU32::new(2).expect("it is not 0"));
        let take = |client: &str| rate.take(client.parse().expect("it is an address")).is_ok();
        assert!(take("10.0.0.1") && take("10.0.0.1") && !take("10.0.0.1") && take("10.0.0.2"));
        assert!(
            take("2001:db8::1") && take("2001:db8::2") && !take("2001:db8::3") && take("2001:db8:0:1::1")
        );
        assert!(!take("::ffff:10.0.0.1"), "it is the first one in another form");
    }
}
