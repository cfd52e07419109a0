//! `fundament move`: the house from its own file into PostgreSQL, every row compared before it is called done.

use std::io::Write;

use anyhow::Result;
use kernel::Lang;
use serde_json::json;
use store::{Accepted, Others, Place, Store, StoreError};

use super::home;
use crate::args::operate::Move;
use crate::say::{plural, say};

pub fn run(args: &Move, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    if !args.to.starts_with("postgres://") && !args.to.starts_with("postgresql://") {
        anyhow::bail!(
            "--to: {}",
            say(lang, "skriv postgres://bruger@vært/database", "write postgres://user@host/database")
        );
    }
    home::wait(async {
        let failed = |error: StoreError| home::told_store(error, lang);
        let source = Store::look(&Place::File(home::file_in(&args.data))).await.map_err(failed)?;
        // What a server was told from now on would be left behind.
        let _alone = home::alone_at(&args.data, lang)?;
        source.expect_schema(Accepted::Newest).await.map_err(failed)?;
        let place = Place::Url(args.to.clone());
        let target = Store::open(&place).await.map_err(failed)?;
        let copied = source.copy_into(&target, Others::MustStandStill).await.map_err(failed)?;
        let rows: u64 = copied.iter().map(|it| it.rows).sum();
        home::note_all(&target, &args.actor, "move", &json!({ "rows": rows })).await.map_err(failed)?;
        target.close().await;
        source.close().await;
        for table in copied.iter().filter(|it| it.rows > 0) {
            writeln!(out, "{}: {}", table.table, plural(lang, table.rows, ["række", "rækker"], ["row", "rows"]))?;
        }
        let rows = plural(lang, rows, ["række", "rækker"], ["row", "rows"]);
        let done = say(
            lang,
            "flyttet og sammenlignet felt for felt; logkæden holder",
            "moved and compared field by field; the log's chain holds",
        );
        writeln!(out, "{rows} {done}: {}", place.shown())?;
        let next = say(
            lang,
            "Start nu serveren med --database-url. Den gamle database er urørt; gem eller slet den",
            "Now start the server with --database-url. The old database is untouched; keep or delete it",
        );
        writeln!(out, "{next}: {}", home::file_in(&args.data).display())?;
        Ok(0)
    })
}
