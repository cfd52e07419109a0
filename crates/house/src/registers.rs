//! Registers that the estate already stands in: asked what changed, and at night for everything. A run is taken in whole, as
//! one act that can be undone, or not at all; a register whose run was undone waits until somebody starts it again.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use inbound::{Answer, Gathered, Mirror, Next, Register, Request, Run, Talk, Told};
use kernel::{Day, Instant, Text};
use serde_json::{Value, json};
use store::{Act, Actor, Difference, Intake, MirrorRow, RegisterState};

use crate::refusal::refusal;
use crate::runs::{RunReport, much_gone};
use crate::work::wait_after;
use crate::{House, HouseError, Refusal};

/// Between two runs of changes, in seconds.
const EVERY: i64 = 30 * 60;
/// Everything is asked for once a day, after this second of it: half past one.
const FULL_AFTER: i64 = 90 * 60;
/// A run that takes longer than this is given back, in seconds.
const LEASE: i64 = 3_600;

/// What an asker promises.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Asks outside the house: the only part of a run that holds a socket.
pub trait Asker: Send + Sync {
    /// Asks once. That there is no answer is an answer.
    fn ask<'a>(&'a self, request: &'a Request) -> Asking<'a>;
}

/// A register that the house is connected to.
pub struct Connected {
    /// The register with its settings.
    pub register: Box<dyn Register>,
    /// Who asks it.
    pub asker: Arc<dyn Asker>,
}

/// What is wanted of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Everything, and not only what changed.
    pub full: bool,
    /// Much may be gone at once.
    pub much_may_be_gone: bool,
    /// Nothing is to be saved.
    pub dry: bool,
}

/// A run that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synced {
    /// The act by which it can be undone; none when nothing was to be saved.
    pub act: Option<i64>,
    /// What each kind changed.
    pub differences: Vec<Difference>,
    /// What people should know.
    pub report: RunReport,
    /// How many verdicts turned; none while they are still worked out.
    pub turned: Option<usize>,
}

impl House {
    /// Connects the house to registers.
    pub fn connect(&self, registers: Vec<Connected>) {
        *self.registers.write().unwrap_or_else(PoisonError::into_inner) = registers.into_iter().map(Arc::new).collect();
    }

    /// The registers that the house is connected to.
    pub fn connected(&self) -> Vec<Arc<Connected>> {
        self.registers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn connected_to(&self, source: &str) -> Result<Arc<Connected>, HouseError> {
        self.connected().into_iter().find(|one| one.register.source() == source).ok_or_else(|| {
            refusal(
                "register-unknown",
                "Fundament er ikke forbundet med det register. Se docs/drift/registre.md.",
                "Fundament is not connected to that register. See docs/drift/registre.md.",
            )
        })
    }

    /// Where a person corrects what that source says of an object: on the register's own page.
    pub fn correct_at(&self, source: &str, kind: &str, key: &str) -> Option<String> {
        self.connected().iter().find(|one| one.register.source() == source)?.register.link(kind, key)
    }

    /// How each register stands that was ever read.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn register_states(&self) -> Result<Vec<RegisterState>, HouseError> {
        Ok(self.store.registers(&self.tenant).await?)
    }

    /// Reads a register and takes in what it says.
    ///
    /// # Errors
    /// `register-unknown` when the house is not connected to it, `register-failed` when the run failed: then nothing of it
    /// counts, and how it failed is remembered; when the store fails, or another run came first.
    pub async fn sync(&self, actor: &Actor, source: &str, wanted: Wanted) -> Result<Synced, HouseError> {
        let connected = self.connected_to(source)?;
        let running = Running::begin(&self.running, source)?;
        self.sync_with((&connected, running), actor, wanted).await
    }

    async fn sync_with(
        &self,
        (connected, _running): (&Connected, Running),
        actor: &Actor,
        wanted: Wanted,
    ) -> Result<Synced, HouseError> {
        let source = connected.register.source();
        let state = self.state_of(source).await?;
        let before = self.mirror_of(source).await?;
        // What was undone stands in the mirror as the register told it: only everything heals that.
        let whole = wanted.full || wanted.much_may_be_gone || state.paused_by.is_some() || before.is_empty();
        let run = match &state.high_water {
            Some(since) if !whole => Run::Changes { since: since.clone() },
            _ => Run::Full { much_may_be_gone: wanted.much_may_be_gone },
        };
        let full = matches!(run, Run::Full { .. });
        let gathered = match self.converse(connected, run, before.clone()).await {
            Ok(gathered) => gathered,
            Err(reason) => {
                if !wanted.dry {
                    self.failed_run(state, &reason).await?;
                }
                return Err(Refusal { label: "register-failed", text: reason, details: Vec::new() }.into());
            }
        };
        let told = connected.register.read(&gathered.mirror, self.clock.today());
        let mut report = report_of(full, &gathered, &told);
        let intake = Intake::of_source(&told.import.estate, &told.source, (&told.kinds, &told.unread), told.seen_at);
        let differences = self.store.difference(&self.tenant, &intake.deliveries).await?;
        report.notices.extend(self.foresee(&intake, &differences).told());
        if wanted.dry {
            return Ok(Synced { act: None, differences, report, turned: Some(0) });
        }
        // The first run takes the place of whatever was said in the register's name before.
        if let Some(difference) = differences.iter().find(|one| much_gone(one))
            && state.runs > 0
            && !wanted.much_may_be_gone
        {
            let reason = too_much_gone(source, difference);
            self.failed_run(state, &reason).await?;
            return Err(Refusal { label: "register-failed", text: reason, details: Vec::new() }.into());
        }
        let rows = changed_rows(&before, &gathered.mirror);
        let now = self.clock.now();
        let after = RegisterState {
            source: source.to_owned(),
            runs: state.runs + 1,
            high_water: gathered.high_water,
            run_at: Some(now),
            full_at: if full { Some(now) } else { state.full_at },
            act: state.act,
            told: serde_json::to_string(&report).unwrap_or_default(),
            failed_at: None,
            failure: None,
            paused_by: None,
        };
        let changes = |difference: &Difference| {
            !difference.added.is_empty() || !difference.changed.is_empty() || !difference.gone.is_empty()
        };
        let confirmed_today = state.full_at.is_some_and(|at| self.clock.day_of(at) == self.clock.today());
        if !differences.iter().any(changes) && rows.is_empty() && (!full || confirmed_today) {
            self.store.note_register(&self.tenant, &after, state.runs).await?;
            return Ok(Synced { act: None, differences, report, turned: Some(0) });
        }
        let act = self.act(actor, "import", None, detail(source, full, &differences));
        self.take_in(&act, &intake, (&rows, &after), report).await
    }

    async fn take_in(
        &self,
        act: &Act,
        intake: &Intake,
        (rows, after): (&[MirrorRow], &RegisterState),
        report: RunReport,
    ) -> Result<Synced, HouseError> {
        let (act, differences) = self.store.deliver_run(&self.tenant, act, &intake.deliveries, (rows, after)).await?;
        let turned = self.acted(act).await?.turned;
        Ok(Synced { act: Some(act), differences, report, turned })
    }

    /// Starts a run beside whatever else is done: how it went is seen in how the register stands.
    ///
    /// # Errors
    /// `register-unknown` when the house is not connected to it, `register-running` when a run is under way already.
    pub fn sync_beside(self: &Arc<Self>, actor: Actor, source: &str, wanted: Wanted) -> Result<(), HouseError> {
        let connected = self.connected_to(source)?;
        let running = Running::begin(&self.running, source)?;
        let (house, source) = (Arc::clone(self), source.to_owned());
        tokio::spawn(async move {
            if let Err(error) = house.sync_with((&connected, running), &actor, wanted).await {
                tracing::warn!(source, label = error.label(), why = error.text().en, "a run that was asked for failed");
            }
        });
        Ok(())
    }

    /// Whether a run of that register is under way in this process.
    pub fn is_running(&self, source: &str) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).contains(source)
    }

    async fn state_of(&self, source: &str) -> Result<RegisterState, HouseError> {
        let states = self.store.registers(&self.tenant).await?;
        let known = states.into_iter().find(|state| state.source == source);
        Ok(known.unwrap_or_else(|| RegisterState { source: source.to_owned(), ..RegisterState::default() }))
    }

    pub(crate) async fn mirror_of(&self, source: &str) -> Result<Mirror, HouseError> {
        let mut mirror = Mirror::default();
        for (list, id, content) in self.store.mirror(&self.tenant, source).await? {
            let row: Value = serde_json::from_str(&content)
                .map_err(|_| store::StoreError::Unreadable(format!("mirror {source} {list} {id}")))?;
            mirror.rows_mut(&list).insert(id, row);
        }
        Ok(mirror)
    }

    /// Asks until the conversation ends.
    async fn converse(&self, connected: &Connected, run: Run, before: Mirror) -> Result<Gathered, Text> {
        let mut talk = connected.register.begin(run, before);
        self.talk(connected, &mut *talk).await?;
        talk.gathered().ok_or_else(|| Text {
            da: "Kørslen blev afbrudt. Prøv igen.".to_owned(),
            en: "The run was broken off. Try again.".to_owned(),
        })
    }

    /// Asks and waits as the conversation says, until it ends or fails.
    pub(crate) async fn talk<T: Talk + Send + ?Sized>(&self, connected: &Connected, talk: &mut T) -> Result<(), Text> {
        loop {
            match talk.next(self.clock.now()) {
                Next::Ask(request) => {
                    let answer = connected.asker.ask(&request).await;
                    talk.hear(answer);
                }
                Next::Wait(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                Next::Done => return Ok(()),
                Next::Failed(reason) => return Err(reason),
            }
        }
    }

    async fn failed_run(&self, state: RegisterState, reason: &Text) -> Result<(), HouseError> {
        let failure = serde_json::to_string(reason).unwrap_or_default();
        let told = if state.told.is_empty() { "null".to_owned() } else { state.told.clone() };
        let state = RegisterState { failed_at: Some(self.clock.now()), failure: Some(failure), told, ..state };
        let seen = state.runs;
        Ok(self.store.note_register(&self.tenant, &state, seen).await?)
    }

    /// Reads the registers that are due: changes every half hour, and everything once a night. Gives those read, and what
    /// they changed.
    ///
    /// # Errors
    /// When the store fails. That a register fails is remembered, and it is tried again.
    pub async fn sync_due(&self) -> Result<Vec<(String, Result<Synced, HouseError>)>, HouseError> {
        let mut done = Vec::new();
        for connected in self.connected() {
            let source = connected.register.source().to_owned();
            let (job, now) = (format!("register {source}"), self.clock.now());
            let Some(attempts) = self.store.claim_job(&self.tenant, &job, now, LEASE).await? else { continue };
            // One register's failing is no reason to leave the others unread.
            let synced = self.sync_if_wanted(&source, now).await.transpose();
            let now = self.clock.now();
            match &synced {
                None | Some(Ok(_)) => self.store.job_done(&self.tenant, &job, now, now.plus_seconds(EVERY)).await?,
                Some(Err(error)) => {
                    let next = now.plus_seconds(wait_after(attempts));
                    self.store.job_failed(&self.tenant, &job, error.label(), next).await?;
                }
            }
            done.extend(synced.map(|synced| (source, synced)));
        }
        Ok(done)
    }

    /// Reads a register that is due, unless it is on hold or somebody reads it already.
    async fn sync_if_wanted(&self, source: &str, now: Instant) -> Result<Option<Synced>, HouseError> {
        let state = self.state_of(source).await?;
        if state.paused_by.is_some() || self.is_running(source) {
            return Ok(None);
        }
        let wanted = Wanted { full: self.full_is_due(&state, now), ..Wanted::default() };
        self.sync(&Actor::system(), source, wanted).await.map(Some)
    }

    fn full_is_due(&self, state: &RegisterState, now: Instant) -> bool {
        let on = |at: Instant| -> Day { self.clock.day_of(at) };
        let today = self.clock.second_of_day(now) >= FULL_AFTER;
        state.full_at.is_none_or(|at| today && on(at) < on(now))
    }
}

/// The registers of which a run is under way in this process.
pub(crate) type UnderWay = Arc<Mutex<BTreeSet<String>>>;

/// While it lives, a run is under way.
struct Running {
    all: UnderWay,
    source: String,
}

impl Running {
    fn begin(all: &UnderWay, source: &str) -> Result<Self, HouseError> {
        if all.lock().unwrap_or_else(PoisonError::into_inner).insert(source.to_owned()) {
            return Ok(Self { all: Arc::clone(all), source: source.to_owned() });
        }
        Err(refusal(
            "register-running",
            "En kørsel er allerede i gang. Vent, til den er færdig.",
            "A run is under way already. Wait until it is done.",
        ))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.source);
    }
}

fn too_much_gone(source: &str, difference: &Difference) -> Text {
    let gone = difference.gone.len();
    let kind = facts::schema().kind(difference.kind).map(|kind| facts::schema().def(kind).many);
    let (da, en) = kind.map_or((difference.kind, difference.kind), |many| (many.da, many.en));
    Text {
        da: format!(
            "{gone} {da} er pludselig væk fra {source}, så kørslen er stoppet, og intet er ændret. Er det rigtigt, så kør igen med --much-gone."
        ),
        en: format!(
            "{gone} {en} are suddenly gone from {source}, so the run was stopped and nothing was changed. If that is right, run again with --much-gone."
        ),
    }
}

fn report_of(full: bool, gathered: &Gathered, told: &Told) -> RunReport {
    let mut report = RunReport::of(&told.import.report);
    report.full = full;
    report.notices.splice(0..0, gathered.notices(&told.source.name));
    report
}

/// The rows that are new, other or gone.
fn changed_rows(before: &Mirror, after: &Mirror) -> Vec<MirrorRow> {
    let mut rows = Vec::new();
    for (list, now) in after.lists() {
        for (id, row) in now {
            if before.row(list, id) != Some(row) {
                rows.push(MirrorRow { list: list.to_owned(), id: id.clone(), content: Some(row.to_string()) });
            }
        }
    }
    for (list, then) in before.lists() {
        for id in then.keys().filter(|id| after.row(list, id).is_none()) {
            rows.push(MirrorRow { list: list.to_owned(), id: id.clone(), content: None });
        }
    }
    rows
}

/// What the log says of a run: numbers, and no names.
fn detail(source: &str, full: bool, differences: &[Difference]) -> Value {
    let deliveries: Vec<Value> = differences
        .iter()
        .map(|one| {
            let rows = one.added.len() + one.changed.len() + one.same;
            json!({ "source": source, "kind": one.kind, "rows": rows, "added": one.added.len(), "changed": one.changed.len(), "gone": one.gone.len() })
        })
        .collect();
    json!({ "register": source, "full": full, "deliveries": deliveries, "facts": 0, "answers": 0 })
}
