//! What each act is called: the house's own here, those of cases and acquisitions where their events are.

use house::cases::known_label;
use house::known_acquisition_label;
use kernel::{Lang, Text};

use crate::locale::Say;

/// What an act is called in a language.
pub fn act_name(act: &str, lang: Lang) -> String {
    known_act(act).map_or(act, |label| label.pick(lang)).to_owned()
}

/// The same in the reader's.
pub(crate) fn act_label(act: &str, say: Say) -> String {
    act_name(act, say.0)
}

/// The same in both; none for an act that this version does not write.
pub fn known_act(act: &str) -> Option<Text<&'static str>> {
    Some(match act {
        "import" => Text::new("import", "import"),
        "undo" => Text::new("import fortrudt", "import undone"),
        "supply-fact" => Text::new("oplyste", "supplied a fact"),
        "answer-question" => Text::new("svarede", "answered"),
        "adopt-strategy" => Text::new("tog strategi i brug", "adopted a strategy"),
        "sign-in" => Text::new("loggede ind", "signed in"),
        "sign-in-refused" => Text::new("login afvist", "sign-in refused"),
        "sign-out" => Text::new("loggede ud", "signed out"),
        "first-administrator" => Text::new("første administrator", "first administrator"),
        "add-account" => Text::new("oprettede bruger", "made an account"),
        "first-sign-in" => Text::new("loggede ind første gang", "signed in for the first time"),
        "map-roles" => Text::new("fik nye roller fra grupper", "got new roles from groups"),
        "set-roles" => Text::new("satte roller", "set roles"),
        "set-person" => Text::new("rettede navn eller medarbejdernøgle", "corrected name or staff key"),
        "set-password" => Text::new("satte adgangskode", "set a password"),
        "set-second-factor" => Text::new("satte totrinslogin op", "set up a second factor"),
        "drop-second-factor" => Text::new("fjernede totrinslogin", "dropped a second factor"),
        "close-account" => Text::new("lukkede bruger", "closed an account"),
        "set-mail" => Text::new("satte mailadresse", "set a mail address"),
        "make-calendar" => Text::new("lavede kalenderadresse", "made a calendar address"),
        "drop-calendar" => Text::new("trak kalenderadresse tilbage", "withdrew a calendar address"),
        "make-token" => Text::new("lavede adgangsnøgle", "made a token"),
        "revoke-token" => Text::new("trak adgangsnøgle tilbage", "withdrew a token"),
        "set-mapping" => Text::new("navngav kolonner", "named columns"),
        "forget-mapping" => Text::new("glemte navnene på kolonner", "forgot the names of columns"),
        "set-receiver" => Text::new("valgte, hvem der får besked om handlinger", "chose who is told of acts"),
        "write-links" => Text::new("skrev links i et register", "wrote links in a register"),
        "prefer" => Text::new("valgte register", "chose a register"),
        "join-objects" => Text::new("samlede to objekter", "joined two objects"),
        "part-objects" => Text::new("skilte to objekter ad", "parted two objects"),
        "new-log-key" => Text::new("ny nøgle til loggens underskrift", "new key for the log's signature"),
        "mend-faces" => Text::new("rettede lister og overblik efter loggen", "mended the lists from the log"),
        "restore" => Text::new("genskabte af sikkerhedskopi", "restored from a backup"),
        "move" => Text::new("flyttede databasen", "moved the database"),
        "appoint-deputy" => Text::new("udpegede en stedfortræder", "appointed a deputy"),
        "end-deputy" => Text::new("afsluttede en stedfortræder", "ended a deputy's time"),
        "plan-meeting" => Text::new("planlagde et møde", "planned a meeting"),
        "set-agenda" => Text::new("satte dagsordenen", "set the agenda"),
        "rename-municipality" => Text::new("gav kommunen navn", "named the municipality"),
        "set-retention" => Text::new("satte, hvor længe bilag gemmes", "set how long files are kept"),
        "meeting-refused" => Text::new("fik nej om et møde", "was refused about a meeting"),
        "deputy-refused" => Text::new("fik nej om en stedfortræder", "was refused about a deputy"),
        "close-meeting" => Text::new("gav mødet et referat", "gave the meeting its minutes"),
        other => return known_label(other).or_else(|| known_acquisition_label(other)),
    })
}
