//! Letters to a mail server on loopback that says what a test wants it to say, and to files.

use std::time::Duration;

use house::notices::{Letter, NotSent, Post};
use outbound::{MailError, MailFile, Smtp};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const FROM: &str = "Fundament <fundament@eksempel.example>";

fn letter() -> Letter {
    Letter {
        name: "Ane \"Æblegrød\" Friis\r\nBcc: alle@eksempel.example".to_owned(),
        address: "ane@eksempel.example".to_owned(),
        subject: "Fundament: dine sager 3. maj 2026".to_owned(),
        text: "Dispensationen er bortfaldet.\n.\nFrom nu af\n".to_owned(),
        html: "<p>Dispensationen er bortfaldet.</p>".to_owned(),
        id: "abc123".to_owned(),
    }
}

/// A server for one letter. `says` answers a command, by its first word; none is the usual answer.
async fn server(says: fn(&str) -> Option<&'static str>) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("smtp://{}", listener.local_addr().expect("an address"));
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("somebody");
        let mut stream = BufReader::new(stream);
        let mut heard = String::new();
        let mut word = "CONNECT".to_owned();
        loop {
            let usual = match word.as_str() {
                "CONNECT" => "220 mail.eksempel.example",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            let answer = says(&word).unwrap_or(usual);
            if answer == "silence" {
                tokio::time::sleep(Duration::from_secs(30)).await;
            }
            stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok();
            let in_letter = word == "DATA" && answer.starts_with("354");
            let mut line = String::new();
            loop {
                line.clear();
                if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                    return heard;
                }
                heard.push_str(&line);
                if !in_letter || line == ".\r\n" {
                    break;
                }
            }
            word = if in_letter {
                "LETTER".to_owned()
            } else {
                line.split([' ', '\r']).next().unwrap_or_default().to_owned()
            };
        }
    });
    (address, heard)
}

fn smtp(address: &str) -> Smtp {
    Smtp::at(address, None, None, FROM).expect("an address").with_patience(Duration::from_millis(500))
}

#[tokio::test]
async fn a_letter_is_handed_over_with_text_and_html_and_no_header_of_its_own() {
    let (address, heard) = server(|_| None).await;
    smtp(&address).send(&letter()).await.expect("taken over");
    let heard = heard.await.expect("heard");
    for wanted in [
        "MAIL FROM:<fundament@eksempel.example>",
        "RCPT TO:<ane@eksempel.example>",
        "Message-ID: <abc123@eksempel.example>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "multipart/alternative",
        "text/plain",
        "text/html",
    ] {
        assert!(heard.contains(wanted), "{wanted}: {heard}");
    }
    assert_eq!(heard.matches("RCPT TO").count(), 1, "{heard}");
    assert!(!heard.contains("\r\nBcc:"), "{heard}");
    assert!(heard.contains("\r\n..\r\n"), "a lone point does not end the letter: {heard}");
}

#[tokio::test]
async fn each_refusal_says_whether_to_try_again_and_never_whose_address_it_was() {
    let refused = |word: &str| (word == "RCPT").then_some("550 5.1.1 <ane@eksempel.example> unknown");
    let later = |word: &str| (word == "RCPT").then_some("451 4.7.1 <ane@eksempel.example> greylisted");
    let closing = |word: &str| (word == "MAIL").then_some("421 closing");
    let full = |word: &str| (word == "LETTER").then_some("452 4.2.2 full");
    let told = |code: u16| format!("the mail server answered {code}");
    type Says = fn(&str) -> Option<&'static str>;
    let cases: [(Says, NotSent); 4] = [
        (refused, NotSent::Refused(told(550))),
        (later, NotSent::Later(told(451))),
        (closing, NotSent::Unreachable(told(421))),
        (full, NotSent::Later(told(452))),
    ];
    for (says, expected) in cases {
        let (address, _heard) = server(says).await;
        assert_eq!(smtp(&address).send(&letter()).await, Err(expected));
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_waited_for_so_long_and_no_longer() {
    let (address, heard) = server(|word| (word == "DATA").then_some("silence")).await;
    let answer = smtp(&address).send(&letter()).await;
    assert_eq!(answer, Err(NotSent::Unreachable("the mail server does not answer".to_owned())));
    heard.abort();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let gone = format!("smtp://{}", listener.local_addr().expect("an address"));
    drop(listener);
    assert_eq!(
        smtp(&gone).send(&letter()).await,
        Err(NotSent::Unreachable("the mail server cannot be reached".to_owned()))
    );
}

#[tokio::test]
async fn without_tls_nothing_goes_to_a_server_that_should_have_it() {
    let (address, heard) = server(|_| None).await;
    let address = address.replace("smtp://", "smtps://ane@");
    let smtp = Smtp::at(&address, Some("hemmelig".to_owned()), None, FROM).expect("an address");
    let answer = smtp.with_patience(Duration::from_millis(500)).send(&letter()).await;
    assert!(matches!(answer, Err(NotSent::Unreachable(_))), "{answer:?}");
    heard.abort();
}

#[test]
fn only_an_address_with_a_way_a_host_and_no_password_is_taken() {
    for address in
        ["smtps://mail.kommune.dk", "smtp://fundament%40kommune.dk@mail.kommune.dk:587", "smtp://localhost:2525"]
    {
        assert!(Smtp::at(address, Some("hemmelig".to_owned()), None, FROM).is_ok(), "{address}");
    }
    for address in [
        "",
        "mail.kommune.dk",
        "http://mail.kommune.dk",
        "smtps://",
        "smtps://ane:hemmelig@mail.kommune.dk",
        "smtp://mail.kommune.dk/x",
    ] {
        assert!(Smtp::at(address, None, None, FROM).is_err(), "{address}");
    }
    assert!(matches!(Smtp::at("smtps://ane@mail.kommune.dk", None, None, FROM), Err(MailError::NoPassword)));
    assert!(matches!(Smtp::at("smtps://mail.kommune.dk", None, None, "kommunen"), Err(MailError::From(_))));
    let nonsense = Smtp::at("smtps://mail.kommune.dk", None, Some(b"ikke et certifikat"), FROM);
    assert!(matches!(nonsense, Err(MailError::NoCertificate)), "{nonsense:?}");
}

#[tokio::test]
async fn in_a_folder_each_letter_is_a_file_and_in_a_file_one_comes_after_the_other() {
    let dir = tempfile::TempDir::new().expect("a folder");
    MailFile::at(dir.path(), FROM).expect("a sender").send(&letter()).await.expect("kept");
    let eml = std::fs::read_to_string(dir.path().join("abc123.eml")).expect("there");
    assert!(eml.contains("Subject: Fundament: dine sager 3. maj 2026\r\n"), "{eml}");
    let file = dir.path().join("post.mbox");
    let post = MailFile::at(&file, FROM).expect("a sender");
    for _ in 0..2 {
        post.send(&letter()).await.expect("kept");
    }
    let mbox = std::fs::read_to_string(&file).expect("there");
    assert_eq!(mbox.lines().filter(|line| line.starts_with("From ")).count(), 2, "{mbox}");
    let nowhere = MailFile::at(&dir.path().join("mangler/post.mbox"), FROM).expect("a sender");
    assert!(matches!(nowhere.send(&letter()).await, Err(NotSent::Unreachable(_))));
}
