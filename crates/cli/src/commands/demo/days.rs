//! Days pass in the demo as its operator says: a number on standard input, and so many days later dispensations have lapsed, plans
//! are late, and the morning's mails are written. A real house's clock cannot be moved.

use std::io::BufRead;
use std::sync::Arc;

use house::House;
use kernel::{Clock, Lang};
use tokio::sync::mpsc;

use super::clock::DemoClock;
use crate::commands::home;
use crate::commands::mail::Letters;
use crate::output::aside;
use crate::say::say;

/// No more days pass at once: some ten years.
const MOST: i32 = 3_660;

/// Lets days pass as long as somebody says so.
pub async fn pass(house: Arc<House>, clock: Arc<DemoClock>, letters: Letters, lang: Lang) {
    aside(say(
        lang,
        "Skriv, hvor mange dage der skal gå, og tryk Enter.",
        "Write how many days shall pass, and press Enter.",
    ));
    let mut lines = lines();
    while let Some(line) = lines.recv().await {
        let Some(days) = line.trim().parse().ok().filter(|days| (1..=MOST).contains(days)) else {
            aside(&format!("{} {MOST}.", say(lang, "Skriv et tal fra 1 til", "Write a number from 1 to")));
            continue;
        };
        clock.shift_days(days);
        if let Err(error) = house.refresh().await {
            aside(&format!("{:#}", home::told(&error, lang)));
            continue;
        }
        letters.tell(&house).await;
        aside(&format!("{} {}", say(lang, "I dag er det", "Today is"), clock.today().long(lang)));
    }
}

/// The lines of standard input. Reading it cannot be broken off, so a thread of its own does; it ends with the process.
fn lines() -> mpsc::UnboundedReceiver<String> {
    let (told, heard) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if told.send(line).is_err() {
                return;
            }
        }
    });
    heard
}
