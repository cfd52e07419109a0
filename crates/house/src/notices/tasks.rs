//! Mine opgaver of cases and acquisitions: what waits for one reader, as themselves or as somebody's deputy.

use std::sync::Arc;

use actions::{AcquisitionTask, CaseTask};
use decisions::{Face, Standing};

use super::reader::{Reader, reach};
use crate::people::Who;
use crate::{House, HouseError};

/// A task of somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyTask<T = CaseTask> {
    /// It.
    pub task: T,
    /// The name of whom they stand in for in this.
    pub for_whom: Option<String>,
}

impl House {
    /// What waits for somebody in cases: what is late first, then by day.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn case_tasks(&self, who: &Who) -> Result<Vec<MyTask>, HouseError> {
        let (snapshot, today) = (self.now(), self.clock.today());
        let reachable = self.reachable().await?;
        let reader = Reader { account: &who.account, grants: &who.grants, stands_in_for: &who.stands_in_for };
        let faces: Vec<Arc<Face>> = {
            let docket = self.docket();
            let live = docket.rows().filter(|row| row.standing(today) != Standing::NoLongerNeeded);
            live.map(|row| Arc::clone(&row.face)).collect()
        };
        let mut mine = Vec::new();
        for face in &faces {
            let tasks = actions::tasks(face, today, reach(&snapshot, face, &reachable));
            if tasks.is_empty() {
                continue;
            }
            let held: Vec<_> = reader.held(&snapshot, face).collect();
            for task in tasks {
                if let Some((place, task)) = task.as_any(held.iter().map(|(_, held)| held)) {
                    mine.push(MyTask { task, for_whom: held[place].0.map(|one| one.name.clone()) });
                }
            }
        }
        mine.sort_by(|a, b| order(&a.task).cmp(&order(&b.task)));
        Ok(mine)
    }

    /// What waits for somebody in acquisitions, by number.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn acquisition_tasks(&self, who: &Who) -> Result<Vec<MyTask<AcquisitionTask>>, HouseError> {
        let snapshot = self.now();
        let reader = Reader { account: &who.account, grants: &who.grants, stands_in_for: &who.stands_in_for };
        let mut mine = Vec::new();
        for one in self.awaiting(&snapshot).await? {
            let held: Vec<_> = reader.held_in_acquisition(&snapshot, &one.face).collect();
            for task in &one.tasks {
                if let Some((principal, _)) = held.iter().find(|(_, held)| task.falls_to(held)) {
                    mine.push(MyTask { task: task.clone(), for_whom: principal.map(|one| one.name.clone()) });
                }
            }
        }
        mine.sort_by(|a, b| a.task.acquisition.cmp(&b.task.acquisition));
        Ok(mine)
    }
}

/// What is late first, then by day, then what has none.
pub(super) fn order(task: &CaseTask) -> (bool, Option<kernel::Day>, &str) {
    (task.due.is_none(), task.due, &task.case.0)
}
