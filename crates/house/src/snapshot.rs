//! The snapshot: facts, principles and findings of one moment, made whole and swapped in at once.

use std::sync::{Arc, OnceLock, PoisonError};

use facts::{Estate, Slots};
use findings::{Assessment, WorkItem};
use kernel::Day;
use principles::{Pack, PackFile};
use reports::Overview;
use reports::handover::{self, Leaver};
use reports::listing::{Listing, Page, Query};
use store::{Adopted, AdoptedPack, AsOf, RuleVerdicts};
use tokio::runtime::Handle;

use crate::{House, HouseError, trend, turns};

/// Everything of one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// The last act on facts or principles that it knows of.
    pub revision: i64,
    /// The day it holds for.
    pub today: Day,
    /// The effective facts.
    pub slots: Slots,
    /// The strategies in force, in the order in which they were first adopted.
    pub packs: Vec<Pack>,
    /// The findings.
    pub assessment: Assessment,
    /// Orders and search texts, made when first asked for.
    pub listing: Listing,
    worklist: OnceLock<Vec<WorkItem>>,
    overview: OnceLock<Overview>,
    leavers: OnceLock<Vec<Leaver>>,
}

/// So many heavy deviations and lacking facts are in an overview.
const OVERVIEW_MOST: usize = 10;

impl Snapshot {
    pub(crate) fn empty(today: Day) -> Self {
        let slots = Estate::default().slots(today);
        Self::with(-1, today, slots, Vec::new(), Assessment::default())
    }

    pub(crate) fn made(revision: i64, today: Day, estate: &Estate, packs: Vec<Pack>) -> Self {
        let slots = estate.slots(today);
        let assessment = findings::assess(&slots, &packs.iter().collect::<Vec<_>>());
        Self::with(revision, today, slots, packs, assessment)
    }

    fn with(revision: i64, today: Day, slots: Slots, packs: Vec<Pack>, assessment: Assessment) -> Self {
        let (worklist, overview, leavers) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { revision, today, slots, packs, assessment, listing: Listing::new(), worklist, overview, leavers }
    }

    /// Everything that is lacking, what settles most first.
    pub fn worklist(&self) -> &[WorkItem] {
        self.worklist.get_or_init(|| findings::worklist(&self.assessment, &self.slots, &self.packs()))
    }

    /// How do we stand.
    pub fn overview(&self) -> &Overview {
        let (assessment, slots) = (&self.assessment, &self.slots);
        self.overview
            .get_or_init(|| reports::overview_of(assessment, slots, &self.packs(), self.worklist(), OVERVIEW_MOST))
    }

    /// Everybody who has left, and what still names them.
    pub fn leavers(&self) -> &[Leaver] {
        self.leavers.get_or_init(|| handover::leavers(&self.slots))
    }

    /// Another strategy on these facts: how it would be, without its being so.
    pub fn under(&self, packs: Vec<Pack>) -> Self {
        let assessment = findings::assess(&self.slots, &packs.iter().collect::<Vec<_>>());
        Self::with(self.revision, self.today, self.slots.clone(), packs, assessment)
    }

    /// The strategies in force, as the rooms take them.
    pub fn packs(&self) -> Vec<&Pack> {
        self.packs.iter().collect()
    }

    /// One page of a kind's objects.
    pub fn page(&self, kind: facts::KindId, query: &Query) -> Page {
        self.listing.page(kind, (&self.slots, &self.assessment, &self.packs()), query)
    }
}

impl House {
    /// Makes a new snapshot if others have acted or the day has changed, and remembers what turned. Gives how many verdicts did.
    ///
    /// Called after every act, by a timer, and at midnight; when nothing is new it costs one question to the store.
    ///
    /// # Errors
    /// When the store fails or holds what this version cannot read; the last snapshot stays.
    pub async fn refresh(&self) -> Result<usize, HouseError> {
        let _alone = self.making.lock().await;
        let before = self.now();
        if before.revision < 0 {
            self.read_name().await?;
        }
        // Read before the estate: should somebody act in between, the next refresh finds a higher revision.
        let revision = self.store.changed(&self.tenant).await?;
        let today = self.clock.today();
        if before.revision == revision && before.today == today {
            self.sync_cases().await?;
            return Ok(0);
        }
        let strategies = self.store.strategies(&self.tenant).await?;
        let packs = read(&strategies, |adopted| adopted.retired_at.is_none())?;
        let (after, left) = tokio::try_join!(self.make((revision, today), None, packs), self.left_behind(&before))?;
        let turned = match &left {
            Some(left) => turns::since(left, &after),
            None => turns::between(&before, &after),
        };
        let shifts = self.shifts(&before, &after, strategies).await?;
        let counts = trend::counts(&after.assessment, &after.packs());
        self.store.count_day(&self.tenant, today, (&counts, &shifts)).await?;
        let turned = match turned.as_slice() {
            [] => 0,
            turned => self.store.turned(&self.tenant, (self.clock.now(), today), turned).await?,
        };
        if before.revision < 0 {
            // Whoever comes in finds the cases there too.
            self.sync_cases().await?;
        }
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&after);
        // That a case could not be written to must not keep those waiting who want to see the verdicts.
        let observed = self.observe_cases(&after).await;
        self.tell_assessed(revision, turned);
        observed?;
        Ok(turned)
    }

    /// Reads the estate and assesses it for whoever only looks: nothing is written, not even what turned.
    ///
    /// # Errors
    /// As [`House::refresh`].
    pub async fn look(&self) -> Result<(), HouseError> {
        let _alone = self.making.lock().await;
        self.read_name().await?;
        let revision = self.store.changed(&self.tenant).await?;
        let packs = self.packs_of(|adopted| adopted.retired_at.is_none()).await?;
        let seen = self.make((revision, self.clock.today()), None, packs).await?;
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = seen;
        self.sync_cases().await
    }

    /// Moving in: the verdicts that stood when the house was last left.
    async fn left_behind(&self, before: &Snapshot) -> Result<Option<Vec<RuleVerdicts>>, HouseError> {
        if before.revision >= 0 {
            return Ok(None);
        }
        Ok(Some(self.store.verdicts(&self.tenant).await?))
    }

    /// Reads the estate and assesses it, on a thread of its own: the estate is large and soon let go, and memory goes back
    /// at once only where it was taken.
    pub(crate) async fn make(
        &self,
        (revision, today): (i64, Day),
        as_of: Option<AsOf>,
        packs: Vec<Pack>,
    ) -> Result<Arc<Snapshot>, HouseError> {
        let (store, tenant, runtime) = (self.store.clone(), self.tenant.clone(), Handle::current());
        let making = tokio::task::spawn_blocking(move || {
            let estate = runtime.block_on(store.estate(&tenant, as_of))?;
            Ok(Arc::new(Snapshot::made(revision, today, &estate, packs)))
        });
        making.await.map_err(|_| HouseError::BrokenOff)?
    }

    /// Those adopted packs, as this version reads them.
    pub(crate) async fn packs_of(&self, wanted: impl Fn(&Adopted) -> bool) -> Result<Vec<Pack>, HouseError> {
        read(&self.store.strategies(&self.tenant).await?, wanted)
    }
}

/// Those of the adopted packs, in the order in which the strategies first came: a new version takes the place of the one before it.
fn read(adopted: &[Adopted], wanted: impl Fn(&Adopted) -> bool) -> Result<Vec<Pack>, HouseError> {
    let first = |id: &str| adopted.iter().position(|one| one.pack.pack == id);
    let mut wanted: Vec<&Adopted> = adopted.iter().filter(|one| wanted(one)).collect();
    wanted.sort_by_key(|one| first(&one.pack.pack));
    wanted.into_iter().map(|one| parsed(&one.pack)).collect()
}

/// An adopted pack, as this version reads it.
pub(crate) fn parsed(adopted: &AdoptedPack) -> Result<Pack, HouseError> {
    let file = |(name, text): &(String, String)| PackFile { name: name.clone(), text: text.clone() };
    let files: Vec<PackFile> = adopted.files.iter().map(file).collect();
    Pack::parse(&files).map_err(|errors| HouseError::AdoptedPack {
        pack: adopted.pack.clone(),
        version: adopted.version.clone(),
        errors,
    })
}
