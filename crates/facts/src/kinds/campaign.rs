//! An awareness campaign for staff (strategy §4: recurring, aimed at everybody).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, day, done, one_of, text, word};

/// The schema of this noun.
pub const CAMPAIGN: KindDef = KindDef {
    name: "campaign",
    file: "campaigns",
    one: Text::new("awareness-kampagne", "awareness campaign"),
    many: Text::new("awareness-kampagner", "awareness campaigns"),
    register: "learning",
    responsible: Responsible::Nobody,
    steward: Role::Security,
    attributes: &[
        text("name", "Navn", "Name").required(),
        one_of(
            "topic",
            "Emne",
            "Topic",
            &[
                word("phishing", "phishing", "phishing"),
                word("passwords", "adgangskoder", "passwords"),
                word("secure_solutions", "sikre løsninger", "secure solutions"),
                word("other", "andet", "other"),
            ],
        ),
        day("started_on", "Startet", "Started on"),
        done("evaluated_on", "Evalueret", "Evaluated on").empty_is_none(),
        one_of(
            "audience",
            "Målgruppe",
            "Audience",
            &[word("all", "alle medarbejdere", "all staff"), word("some", "udvalgte", "some")],
        ),
        count("targeted", "Modtagere", "Recipients"),
        count("took_part", "Deltagere", "Took part"),
        count("fell_for_it", "Faldt i fælden", "Fell for it"),
    ],
};
