//! `fundament serve`: the house with its doors open, until it is told to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use house::House;
use kernel::Lang;
use kernel::chain::Checkpoint;
use outbound::Syslog;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tracing::Level;
use web::{App, Settings};

use super::mail::{self, Letters};
use super::{home, keys, oidc, registers, webhooks};
use crate::args::Serve;
use crate::clock::SystemClock;
use crate::folder;
use crate::say::say;

/// How often the server looks whether another process has acted, or midnight has passed.
const LOOK: Duration = Duration::from_secs(1);
/// The receiver that is told of every act.
const SYSLOG: &str = "syslog";
/// A stopping server gives those under way so long.
const LAST_ORDERS: Duration = Duration::from_secs(10);

pub fn run(args: &Serve, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    logs(Level::INFO);
    home::wait(async {
        let name = args.name.as_deref().unwrap_or(say(lang, "Kommunen", "The municipality"));
        let house = home::built(&args.home, name, lang).await?;
        let file = args.home.data.as_ref().filter(|_| args.home.database_url.is_none());
        let _alone = file.map(|data| home::alone_at(data, lang)).transpose()?;
        if let Some(name) = &args.name {
            house.rename(&home::actor("serve"), name).await.map_err(|error| home::told(&error, lang))?;
        }
        house.read_name().await.map_err(|error| home::told(&error, lang))?;
        let address = args.public.public_url.clone();
        let letters = mail::post(&args.mail, lang)?.map(|post| Letters { post, address: address.clone() });
        let settings = Settings {
            https: args.https,
            public_address: address,
            demo: Vec::new(),
            largest_upload: args.largest_upload_mb.saturating_mul(1024 * 1024),
            packs: folder::own_packs().into_iter().map(|pack| pack.files).collect(),
            workbook: Some(render::workbook),
        };
        let syslog = syslog(args, lang)?;
        house
            .set_receiver(&store::Actor::system(), SYSLOG, args.syslog.as_deref())
            .await
            .map_err(|error| home::told(&error, lang))?;
        let receivers = webhooks::read(args.webhooks.as_deref())?;
        webhooks::set(&house, &receivers).await.map_err(|error| home::told(&error, lang))?;
        if let Some(file) = &args.registers {
            house.connect(registers::read(file)?);
        }
        let house = Arc::new(house);
        let mut app = App::new(Arc::clone(&house), settings, Arc::new(SystemClock::new()?));
        if let Some(data) = &args.home.data {
            app = app.with_log_keys(keys::giver(data));
        }
        if let Some(file) = &args.oidc {
            app = oidc::beside(app, file)?;
        }
        let listener = home::listen(args.listen, lang).await?;
        let address = listener.local_addr()?;
        writeln!(out, "Fundament: http://{address}/")?;
        out.flush()?;
        let current = tokio::spawn(keep_current(Arc::clone(&house)));
        let working = tokio::spawn(work(Arc::clone(&house), syslog, args.home.data.clone()));
        let mut tasks = vec![current, working];
        let telling = receivers.into_iter().map(|receiver| webhooks::keep_told(Arc::clone(&house), receiver));
        tasks.extend(telling.map(tokio::spawn));
        if args.registers.is_some() {
            tasks.push(tokio::spawn(registers::keep_read(Arc::clone(&house))));
        }
        tasks.extend(letters.map(|letters| tokio::spawn(mail::tell(house, letters))));
        serve(listener, Arc::new(app), tasks).await?;
        Ok(0)
    })
}

fn syslog(args: &Serve, lang: Lang) -> Result<Option<Syslog>> {
    let Some(address) = &args.syslog else { return Ok(None) };
    match Syslog::at(address, &args.listen.to_string()) {
        Ok(syslog) => Ok(Some(syslog)),
        Err(error) => bail!(
            "{}",
            match lang {
                Lang::Da => format!("--syslog {address}: skriv tcp://vært:port eller udp://vært:port."),
                Lang::En => error.to_string(),
            }
        ),
    }
}

/// What the house does by itself: receivers are told, and at night the log's end is signed and what is over swept out.
pub async fn work(house: Arc<House>, syslog: Option<Syslog>, data: Option<PathBuf>) {
    if data.is_none() {
        tracing::warn!("the log is not signed: give --data FOLDER for its key, beside --database-url");
    }
    for round in 0_u64.. {
        // Asking takes the writer's place for a moment: once a minute is often enough.
        if round % 60 == 0 {
            match house.housekeeping().await {
                Ok(Some(swept)) => tracing::info!(swept, "housekeeping"),
                Ok(None) => {}
                Err(error) => tracing::error!(label = error.label(), %error, "housekeeping failed; it is tried again"),
            }
            if let Some(data) = &data
                && let Err(error) = sign(&house, data).await
            {
                tracing::error!("the log's end was not signed; it is tried again: {error:#}");
            }
        }
        if let Some(courier) = &syslog
            && let Err(error) = house.forward(SYSLOG, courier).await
        {
            tracing::error!(label = error.label(), %error, "the outbox cannot be read");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Signs the log's end when that is due, and keeps the checkpoint beside the database as well.
pub async fn sign(house: &House, data: &Path) -> Result<()> {
    let key = keys::made(house, data, Lang::En).await?;
    // The server's own log is in English.
    let keep = |checkpoint: &Checkpoint| keys::keep(data, checkpoint, Lang::En).map_err(|error| format!("{error:#}"));
    let made = house.checkpoint(&key, &keep).await?;
    if let Some(checkpoint) = made {
        tracing::info!(seq = checkpoint.seq, day = %checkpoint.day, "the log's end is signed");
    }
    Ok(())
}

/// Serves until the process is told to stop; then ends what is under way, and closes the store.
pub async fn serve(listener: TcpListener, app: Arc<App>, working: Vec<JoinHandle<()>>) -> Result<()> {
    let house = Arc::clone(&app.house);
    let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = Arc::new(tokio::sync::Notify::new());
    let told = Arc::clone(&stopping);
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop_signal().await;
        tracing::info!("stopping");
        told.notify_one();
    });
    tokio::select! {
        ended = server.into_future() => ended?,
        () = async { stopping.notified().await; tokio::time::sleep(LAST_ORDERS).await; } => tracing::warn!("requests were broken off"),
    }
    // Whoever works beside the requests must not find the store closed.
    working.iter().for_each(JoinHandle::abort);
    for task in working {
        task.await.ok();
    }
    house.store().close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Attends the house: assesses when somebody has acted, here or in another process, and after midnight. A failure is told
/// once, not every second.
pub async fn keep_current(house: Arc<House>) {
    house.attend();
    let mut failing = false;
    loop {
        match house.refresh().await {
            Ok(turned) => {
                if turned > 0 || failing {
                    tracing::info!(turned, "assessed");
                }
                failing = false;
            }
            Err(error) if !failing => {
                tracing::error!(label = error.label(), %error, "the estate cannot be assessed again");
                failing = true;
            }
            Err(_) => {}
        }
        if failing {
            // Nobody is served by a try at each act.
            tokio::time::sleep(LOOK).await;
        } else if tokio::time::timeout(LOOK, house.asked()).await.is_err() {
            give_back();
        }
    }
}

/// A new snapshot, a list or an export takes much memory that is let go at once. The allocator gives back what was let go a
/// while ago, but only when somebody lets a page go: this is that page, let go whenever there is nothing else to do.
fn give_back() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(8 * 1024 * 1024)));
}

#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn stop_signal() {
    drop(tokio::signal::ctrl_c().await);
}

/// Logs as JSON, a line an event, on standard error. What to log is set by `FUNDAMENT_LOG`, or is what is usual.
pub fn logs(usual: Level) {
    let level = std::env::var("FUNDAMENT_LOG").ok().and_then(|word| word.parse().ok()).unwrap_or(usual);
    let logs = tracing_subscriber::fmt().json().with_max_level(level).with_writer(std::io::stderr).with_target(false);
    // A second call, as in tests, keeps the first.
    logs.try_init().ok();
}
