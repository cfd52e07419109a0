//! Webhooks to a receiver on loopback that checks the signature itself, goes away, comes back and refuses.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Arc, Mutex};

use house::{Courier, House, NotTold};
use kernel::Clock;
use outbound::{Webhook, WebhookSettings};
use serde_json::Value;
use store::{Actor, Place, Store, Tenant, Touch, TouchedCount};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::{batch, entry};

const SECRET: &str = "en hemmelighed på 32 tegn eller m";

/// One delivery as it came.
#[derive(Clone, Debug)]
struct Came {
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Came {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    fn acts(&self) -> Vec<i64> {
        let body = self.json();
        body["entries"].as_array().expect("entries").iter().map(|one| one["seq"].as_i64().expect("a number")).collect()
    }
}

/// A receiver that answers what it is told to.
#[derive(Clone)]
struct Receiver {
    url: String,
    answers: Arc<Mutex<&'static str>>,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Receiver {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/ind?sig=x", listener.local_addr().expect("an address"));
        let receiver = Self { url, answers: Arc::new(Mutex::new("200 OK")), came: Arc::default() };
        let own = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                own.one(stream).await;
            }
        });
        receiver
    }

    async fn one(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.ok()?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
                None if line == "\r\n" => break,
                None => headers.insert("request".to_owned(), line.trim_end().to_owned()),
            };
        }
        let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
        stream.read_exact(&mut body).await.ok()?;
        let status = *self.answers.lock().expect("unpoisoned");
        if status.starts_with("200") {
            self.came.lock().expect("unpoisoned").push(Came { headers, body });
        }
        let answer =
            format!("HTTP/1.1 {status}\r\nLocation: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", self.url);
        stream.write_all(answer.as_bytes()).await.ok()
    }

    fn answer(&self, status: &'static str) {
        *self.answers.lock().expect("unpoisoned") = status;
    }

    fn came(&self) -> Vec<Came> {
        self.came.lock().expect("unpoisoned").clone()
    }

    fn courier(&self, acts: &[&str]) -> Webhook {
        Webhook::new(&settings(&self.url, acts), SECRET).expect("a receiver")
    }
}

fn settings(url: &str, acts: &[&str]) -> WebhookSettings {
    WebhookSettings {
        name: "sager".to_owned(),
        url: url.to_owned(),
        secret_file: "hemmelighed".to_owned(),
        acts: acts.iter().map(|act| (*act).to_owned()).collect(),
        disabled: false,
    }
}

/// Whether the verification of docs/drift/webhooks.md takes a delivery; none where there is no Python.
fn python_takes(came: &Came, secret: &str, body: &[u8]) -> Option<bool> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/drift/webhooks.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let code = page.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the example");
    let (stamp, signature) = (&came.headers["fundament-timestamp"], &came.headers["fundament-signature"]);
    let body: Vec<String> = body.iter().map(u8::to_string).collect();
    let call = format!(
        "time.time = lambda: {stamp}\nheaders = {{'Fundament-Timestamp': '{stamp}', 'Fundament-Signature': '{signature}'}}\nprint(holds('{secret}'.encode(), headers, bytes([{}])))\n",
        body.join(",")
    );
    let output = Command::new("python3").args(["-c", &format!("{code}\n{call}")]).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).trim() == "True")
}

#[tokio::test]
async fn a_delivery_is_signed_so_that_the_documented_lines_take_it_and_no_other() {
    let receiver = Receiver::open().await;
    let mut sent = batch([entry(7, "import", r#"{"register":"OS2kitos"}"#), entry(8, "sign-in", "{}")]);
    sent.at = entry(1, "", "").at;
    let count = TouchedCount { kind: "system".to_owned(), touch: Touch::Gone, count: 3 };
    sent.touched.insert(7, vec![count]);
    receiver.courier(&[]).deliver(&sent).await.expect("delivered");
    let came = receiver.came().remove(0);
    assert!(came.headers["request"].starts_with("POST /ind?sig=x HTTP/1.1"));
    assert_eq!(came.headers["fundament-timestamp"], "1795424400");
    let body = came.json();
    assert_eq!(
        (&body["delivery"], &came.headers["fundament-delivery"]),
        (&"sager-7-8".into(), &"sager-7-8".to_owned())
    );
    let first = &body["entries"][0];
    assert_eq!((&first["detail"]["register"], &first["hash"]), (&"OS2kitos".into(), &"ab".repeat(32).into()));
    assert_eq!(first["changed"], serde_json::json!([{ "kind": "system", "touch": "gone", "objects": 3 }]));
    assert_eq!(body["entries"][1].get("changed"), None);
    if let Some(taken) = python_takes(&came, SECRET, &came.body) {
        let mut other = came.body.clone();
        other[20] ^= 1;
        assert!(taken, "{came:?}");
        assert_eq!(python_takes(&came, SECRET, &other), Some(false));
        assert_eq!(python_takes(&came, "en helt anden hemmelighed på 32 t", &came.body), Some(false));
    }
}

#[tokio::test]
async fn a_receiver_of_some_acts_hears_nothing_of_others() {
    let receiver = Receiver::open().await;
    let courier = receiver.courier(&["import"]);
    courier.deliver(&batch([entry(1, "sign-in", "{}")])).await.expect("nothing to tell");
    courier.deliver(&batch([entry(2, "sign-in", "{}"), entry(3, "import", "{}")])).await.expect("delivered");
    let came = receiver.came();
    assert_eq!(came.iter().map(Came::acts).collect::<Vec<_>>(), [vec![3]]);
}

#[tokio::test]
async fn a_refusal_a_redirect_and_silence_are_tried_again_and_gone_is_not() {
    let receiver = Receiver::open().await;
    let courier = receiver.courier(&[]);
    let told = batch([entry(1, "import", "{}")]);
    for (status, means) in [
        ("500 Internal Server Error", NotTold::Later("status 500".to_owned())),
        ("401 Unauthorized", NotTold::Later("status 401".to_owned())),
        ("307 Temporary Redirect", NotTold::Later("status 307".to_owned())),
        ("410 Gone", NotTold::NeverAgain("status 410".to_owned())),
    ] {
        receiver.answer(status);
        assert_eq!(courier.deliver(&told).await, Err(means), "{status}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/?sig=hemmelig", listener.local_addr().expect("an address"));
    drop(listener);
    let nobody = Webhook::new(&settings(&url, &[]), SECRET).expect("a receiver");
    let Err(NotTold::Later(why)) = nobody.deliver(&told).await else { panic!("nobody is there") };
    assert!(!why.contains("hemmelig"), "{why}");
    assert!(receiver.came().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_was_away_hears_everything_in_order_and_a_removed_one_nothing() {
    let dir = tempfile::TempDir::new().expect("a directory");
    let store = Store::open(&Place::File(dir.path().join("fundament.db"))).await.expect("opens");
    let (tenant, clock) = (Tenant("eksempel".to_owned()), Arc::new(testkit::StillClock::at_nine()));
    store.found(&tenant, "Eksempel Kommune", clock.now()).await.expect("founded");
    let still: Arc<dyn Clock> = Arc::<testkit::StillClock>::clone(&clock);
    let house = House::open(store, tenant, still).await.expect("moved in");
    let ane = Actor { account: "ane".to_owned(), name: "Ane Friis".to_owned() };
    let (receiver, name) = (Receiver::open().await, "webhook sager");
    let courier = receiver.courier(&[]);
    house.set_receiver(&ane, name, Some("http://127.0.0.1")).await.expect("set");
    receiver.answer("503 Service Unavailable");
    for round in 0..4 {
        house.set_receiver(&ane, "syslog", Some(&format!("tcp://127.0.0.1:{round}"))).await.expect("an act");
        house.forward(name, &courier).await.expect("tried");
        clock.pass(60);
    }
    receiver.answer("200 OK");
    while house.forward(name, &courier).await.expect("told") > 0 {
        house.set_receiver(&ane, "syslog", None).await.expect("an act, the first time");
    }
    let told: Vec<i64> = receiver.came().iter().flat_map(Came::acts).collect();
    assert_eq!(told, [2, 3, 4, 5, 6]);
    house.set_receiver(&ane, name, None).await.expect("removed");
    house.set_receiver(&ane, "syslog", Some("tcp://127.0.0.1:9")).await.expect("an act");
    assert_eq!(house.forward(name, &courier).await.expect("nothing"), 0);
}
