//! An editor that keeps what a server says as it said it: for comparing bytes.
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(180);

#[derive(Default)]
struct Said {
    bodies: Mutex<Vec<String>>,
    more: Condvar,
}

/// See the module. Ends its server when it is dropped.
pub struct Raw {
    child: Child,
    stdin: Arc<Mutex<ChildStdin>>,
    said: Arc<Said>,
    next: u64,
}

impl Raw {
    /// Starts a server; its questions are answered at once.
    pub fn start(mut command: Command) -> Raw {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().expect("it starts");
        let stdin = Arc::new(Mutex::new(child.stdin.take().expect("stdin")));
        let stdout = child.stdout.take().expect("stdout");
        let said = Arc::new(Said::default());
        let (heard, answers) = (said.clone(), stdin.clone());
        std::thread::spawn(move || listen(stdout, &heard, &answers));
        let next = 0;
        Raw {
            child,
            stdin,
            said,
            next,
        }
    }

    pub fn notify(&self, method: &str, params: &Value) {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        write(&self.stdin, &message.to_string());
    }

    /// Asks something; under which id.
    pub fn send(&mut self, method: &str, params: &Value) -> u64 {
        self.next += 1;
        let message =
            json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params });
        write(&self.stdin, &message.to_string());
        self.next
    }

    /// What is answered, from the result or the error on; asked again where the server was disturbed.
    pub fn ask(&mut self, method: &str, params: &Value) -> String {
        loop {
            let id = self.send(method, params);
            let answer = self.answer(id);
            if !["-32800", "-32801", "-32802"]
                .iter()
                .any(|code| answer.contains(code))
            {
                return answer;
            }
        }
    }

    pub fn answer(&self, id: u64) -> String {
        let of = |body: &String| part(body, &format!("\"id\":{id},"));
        self.wait("an answer", |bodies| bodies.iter().find_map(of))
    }

    /// Waits until something is said.
    pub fn wait<T>(&self, what: &str, find: impl Fn(&[String]) -> Option<T>) -> T {
        let end = Instant::now() + LIMIT;
        let mut bodies = self.said.bodies.lock().expect("a lock");
        loop {
            if let Some(found) = find(&bodies) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "{what} didn't come; {} messages did",
                bodies.len()
            );
            bodies = self.said.more.wait_timeout(bodies, left).expect("a lock").0;
        }
    }

    /// What the server asked by this method, without its ids; nothing of ours.
    pub fn asked(&self, method: &str) -> Vec<String> {
        let bodies = self.said.bodies.lock().expect("a lock");
        let method = format!("\"method\":\"{method}\"");
        let of = |body: &String| {
            let is_its = body.contains(&method) && !body.contains("habitus");
            is_its.then(|| body[body.find("\"params\":").expect("params")..].to_owned())
        };
        let mut asked: Vec<String> = bodies.iter().filter_map(of).collect();
        asked.sort();
        asked.dedup();
        asked
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The result or error of the answer with this id.
fn part(body: &str, id: &str) -> Option<String> {
    let head = body.get(..120.min(body.len())).unwrap_or(body);
    if !head.contains(id) || head.contains("\"method\"") {
        return None;
    }
    let at = body
        .find("\"result\":")
        .or_else(|| body.find("\"error\":"))?;
    Some(body[at..].to_owned())
}

fn write(stdin: &Mutex<ChildStdin>, body: &str) {
    let mut stdin = stdin.lock().expect("a lock");
    // A server that is gone is seen by the answer that doesn't come.
    let _ = write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len());
    let _ = stdin.flush();
}

fn listen(stdout: ChildStdout, said: &Said, answers: &Mutex<ChildStdin>) {
    let mut stdout = BufReader::new(stdout);
    while let Some(body) = read(&mut stdout) {
        let message: Value = serde_json::from_str(&body).expect("JSON");
        if message["method"].is_string() && !message["id"].is_null() {
            let items = message["params"]["items"].as_array().map(Vec::len);
            let result = items.map_or(Value::Null, |n| json!(vec![Value::Null; n]));
            let answer = json!({ "jsonrpc": "2.0", "id": message["id"], "result": result });
            write(answers, &answer.to_string());
        }
        said.bodies.lock().expect("a lock").push(body);
        said.more.notify_all();
    }
}

fn read(stdout: &mut impl BufRead) -> Option<String> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stdout.read_line(&mut line).ok().filter(|n| *n > 0)?;
        match line.trim_end() {
            "" => break,
            field => {
                if let Some(n) = field.strip_prefix("Content-Length: ") {
                    length = n.parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    stdout.read_exact(&mut body).ok()?;
    String::from_utf8(body).ok()
}
