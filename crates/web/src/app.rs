//! What every handler is given: the house, the settings, and who has tried to sign in too often.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use house::{Former, GroupRole, House, LogKey, Provider};
use kernel::{Clock, Lang};
use reports::table::{Table, TableError};

use crate::attempts::Attempts;
use crate::built_in::BuiltIn;
use crate::elsewhere::{Elsewhere, Waiting};

/// Who writes a table as the bytes of a workbook; the pages do not know how.
pub type WorkbookWriter = fn(&Table, Lang) -> Result<Vec<u8>, TableError>;

/// Who gives the log's key with those before it, when somebody wants a signed copy; none when there is no key. The pages do not know where it lies.
pub type LogKeys = Arc<dyn Fn() -> Result<Option<(LogKey, Vec<Former>)>, String> + Send + Sync>;

/// How the server is set up.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether browsers reach it by https, so that cookies are for https only.
    pub https: bool,
    /// Sign-ins to show on the sign-in page: role, user name, password. Only the demo has any.
    pub demo: Vec<(String, String, String)>,
    /// The address that browsers reach it by, without the last slash, when the operator says it.
    pub public_address: Option<String>,
    /// The most that an uploaded file may hold, in bytes.
    pub largest_upload: usize,
    /// The strategies that come with the binary, for whoever may adopt one to choose from: each pack's files.
    pub packs: Vec<Vec<principles::PackFile>>,
    /// Who writes workbooks; without anybody, lists are not offered as such.
    pub workbook: Option<WorkbookWriter>,
}

impl Settings {
    /// Whether browsers reach the server by https and nothing else.
    pub(crate) fn is_reached_by_https(&self) -> bool {
        let is_secure = |address: &String| address.starts_with("https://");
        self.https || self.public_address.as_ref().is_some_and(is_secure)
    }
}

/// Whoever signs in while the estate is being read waits so long at most.
const LONGEST_WAIT_MS: u64 = 30_000;
/// So often it is looked whether it has been.
const LOOK_MS: u64 = 50;

/// The running server's state.
pub struct App {
    /// The municipality.
    pub house: Arc<House>,
    /// Its settings.
    pub settings: Settings,
    /// The time.
    pub clock: Arc<dyn Clock>,
    pub(crate) attempts: Attempts,
    pub(crate) elsewhere: Option<Elsewhere>,
    pub(crate) log_keys: Option<LogKeys>,
    pub(crate) built_in: OnceLock<Vec<BuiltIn>>,
    ready: AtomicBool,
}

impl App {
    /// A server for that house.
    pub fn new(house: Arc<House>, settings: Settings, clock: Arc<dyn Clock>) -> Self {
        let (attempts, ready) = (Attempts::default(), AtomicBool::new(true));
        Self { house, settings, clock, attempts, elsewhere: None, log_keys: None, built_in: OnceLock::new(), ready }
    }

    /// The same, where the log can be fetched as a signed bundle.
    #[must_use]
    pub fn with_log_keys(mut self, keys: LogKeys) -> Self {
        self.log_keys = Some(keys);
        self
    }

    /// The same, where people also sign in at an identity provider: what the button says, and which group gives which role.
    #[must_use]
    pub fn with_provider(mut self, provider: Arc<dyn Provider>, label: String, map: Vec<GroupRole>) -> Self {
        self.elsewhere = Some(Elsewhere { provider, label, map, waiting: Waiting::default() });
        self
    }

    /// The same, closed until [`App::open`]: the sign-in page is shown, and whoever signs in waits until then.
    #[must_use]
    pub fn closed(self) -> Self {
        self.ready.store(false, Ordering::SeqCst);
        self
    }

    /// Lets people in.
    pub fn open(&self) {
        self.ready.store(true, Ordering::SeqCst);
    }

    /// Waits until it is open, but not for ever. Says whether it is.
    pub(crate) async fn opened(&self) -> bool {
        for _ in 0..LONGEST_WAIT_MS / LOOK_MS {
            if self.is_open() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(LOOK_MS)).await;
        }
        self.is_open()
    }

    /// Whether the estate has been read and assessed.
    pub(crate) fn is_open(&self) -> bool {
        self.ready.load(Ordering::SeqCst) && self.house.now().revision >= 0
    }
}
