//! The service as a process, and whoever talks to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command as System, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Folder;

/// How long anything may take: the machine may be busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A service that listens, and is killed where a test forgets it.
pub(crate) struct Served {
    child: Child,
    /// Such as `127.0.0.1:41234`.
    pub(crate) address: String,
    said: Arc<Mutex<String>>,
    /// What each request bears.
    pub(crate) token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: String,
}

impl Answer {
    /// The values of a body, which is JSON, one or many.
    pub(crate) fn values(&self) -> Vec<Value> {
        let values = serde_json::Deserializer::from_str(&self.body).into_iter();
        values.map(|value| value.unwrap_or_else(|error| panic!("{error}: {}", self.body))).collect()
    }

    /// The status of each line.
    pub(crate) fn statuses(&self) -> Vec<String> {
        let status = |value: &Value| value["doublet"]["status"].as_str().map(str::to_owned);
        self.values().iter().map(|value| status(value).expect("each line has one")).collect()
    }

    /// What it is of a problem, which is its status too.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.kind, "application/problem+json", "{self:?}");
        let problem = &self.values()[0];
        assert_eq!(problem["status"], self.status, "{self:?}");
        let name = problem["type"].as_str().expect("it has a type");
        (self.status, name.strip_prefix("urn:doublet:problem:").expect("it is one of ours").to_owned())
    }
}

impl Served {
    /// Starts it on the index `seen` of a folder, on a port that is free.
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        Self::start_with(folder, arguments, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn start_with(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::start_by(System::new(env!("CARGO_BIN_EXE_doublet")), folder, arguments, variables)
    }

    /// The same by another program, which is given the arguments and becomes the service.
    pub(crate) fn start_by(
        mut command: System,
        folder: &Folder,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        command.args(["serve", "--index", "seen"]).args(arguments);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.current_dir(folder.path(".")).stderr(Stdio::piped()).envs(variables.iter().copied());
        let mut child = command.spawn().expect("the program can be started");
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped"));
        let said = Arc::new(Mutex::new(String::new()));
        let address = loop {
            let mut line = String::new();
            let length = lines.read_line(&mut line).expect("it says something");
            assert!(length > 0, "it ended: {}", said.lock().expect("no thread fails"));
            said.lock().expect("no thread fails").push_str(&line);
            if let Some((_, address)) = line.split_once("listening on http://") {
                break address.split(',').next().expect("there is one part").to_owned();
            }
        };
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                *heard.lock().expect("no thread fails") += &(line + "\n");
            }
        });
        Served { child, address, said, token: None }
    }

    /// What it has said so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("no thread fails").clone()
    }

    /// Waits until it has said this: what a process says before it answers or ends may be read after.
    pub(crate) fn heard(&self, wanted: &str) {
        self.heard_times(wanted, 1);
    }

    /// The same until it has said it as many times.
    pub(crate) fn heard_times(&self, wanted: &str, times: usize) {
        let started = Instant::now();
        while self.said().matches(wanted).count() < times {
            assert!(started.elapsed() < PATIENCE, "it does not say {wanted}: {}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let sent = System::new("kill").args([&format!("-{name}"), &self.process().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }

    /// Waits until it has ended; tells its status, none where it was killed.
    pub(crate) fn status(&mut self) -> Option<i32> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is a child") {
                return status.code();
            }
            assert!(started.elapsed() < PATIENCE, "it does not end: {}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks it to end, which it does in peace.
    pub(crate) fn end(mut self) {
        self.signal("TERM");
        assert_eq!(self.status(), Some(0), "{}", self.said());
    }

    /// Ends it without a word.
    pub(crate) fn kill(mut self) {
        self.signal("KILL");
        assert_eq!(self.status(), None);
    }

    /// An agent that keeps its connection, and takes every status for an answer.
    pub(crate) fn agent() -> ureq::Agent {
        ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build()
            .new_agent()
    }

    /// Sends `body`.
    pub(crate) fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.post_by(&Self::agent(), path, body)
    }

    /// The same over a connection that is there.
    pub(crate) fn post_by(&self, agent: &ureq::Agent, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.try_post(agent, path, body.as_ref()).unwrap_or_else(|error| panic!("{error}: {}", self.said()))
    }

    /// The same where it may be gone.
    pub(crate) fn try_post(
        &self,
        agent: &ureq::Agent,
        path: &str,
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut request = agent.post(format!("http://{}{path}", self.address));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        answer(request.send(body)?)
    }

    /// Asks for `path`.
    pub(crate) fn get(&self, path: &str) -> Answer {
        let mut request = Self::agent().get(format!("http://{}{path}", self.address));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request.call().and_then(answer).unwrap_or_else(|error| panic!("{error}: {}", self.said()))
    }

    /// Has `path` taken out.
    pub(crate) fn delete(&self, path: &str) -> Answer {
        let request = Self::agent().delete(format!("http://{}{path}", self.address));
        request.call().and_then(answer).unwrap_or_else(|error| panic!("{error}: {}", self.said()))
    }

    /// A bare connection.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("it is no zero");
        stream
    }

    /// All that comes back for these bytes until the connection is closed.
    pub(crate) fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // It may be closed before all is sent.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A figure of `/metrics` by its name.
    pub(crate) fn figure(&self, name: &str) -> f64 {
        let text = self.get("/metrics").body;
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name}: {text}"))
    }

    /// Asks again and again until it answers with this status.
    pub(crate) fn wait_for(&self, path: &str, status: u16) {
        let started = Instant::now();
        while self.get(path).status != status {
            assert!(started.elapsed() < PATIENCE, "{path} does not come to {status}: {}", self.said());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Seconds of the processors that it has used, where the system tells.
    pub(crate) fn processor_seconds(&self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process())).ok()?;
        // Behind the name in parentheses the 12th and the 13th are hundredths of a second.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut next = || fields.next()?.parse::<f64>().ok();
        Some((next()? + next()?) / 100.0)
    }

    /// The most memory that it has had, in MB, where the system tells.
    pub(crate) fn most_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(response: ureq::http::Response<ureq::Body>) -> Result<Answer, ureq::Error> {
    let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
    let (kind, retry_after) = (header("content-type").unwrap_or_default(), header("retry-after"));
    let status = response.status().as_u16();
    let mut body = Vec::new();
    response.into_body().into_reader().read_to_end(&mut body)?;
    Ok(Answer { status, kind, retry_after, body: String::from_utf8_lossy(&body).into_owned() })
}

/// A record whose title is like that of no other number.
pub(crate) fn record(number: usize) -> String {
    // Two words of six syllables each: a bijection scatters the numbers first, so that neighbours are not spelled alike.
    let scattered = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let word = |mut rest: u64| -> String {
        let syllables =
            ["ka", "lo", "mi", "ne", "ru", "sa", "to", "vu", "we", "zi", "bo", "du", "fe", "gi", "ha", "jo"];
        let mut next = || {
            rest = rest.rotate_right(4);
            syllables[(rest & 15) as usize]
        };
        (0..6).map(|_| next()).collect()
    };
    let (who, what) = (word(scattered), word(scattered >> 32));
    format!("{{\"id\":\"{number}\",\"title\":\"{who} {what}\"}}\n")
}

/// The records of these numbers.
pub(crate) fn records(numbers: std::ops::Range<usize>) -> String {
    numbers.map(record).collect()
}
