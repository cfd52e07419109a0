//! A training course in information security (strategy §4).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, one_of, text, word, yes_no};

/// The schema of this noun.
pub const COURSE: KindDef = KindDef {
    name: "course",
    file: "courses",
    one: Text::new("kursus", "course"),
    many: Text::new("kurser", "courses"),
    register: "learning",
    responsible: Responsible::Nobody,
    steward: Role::Security,
    attributes: &[
        text("name", "Navn", "Name").required(),
        yes_no("mandatory_for_new_hires", "Obligatorisk for nyansatte", "Mandatory for new hires"),
        yes_no("mandatory_for_all", "Obligatorisk for alle", "Mandatory for all"),
        one_of(
            "topic",
            "Emne",
            "Topic",
            &[
                word("introduction", "introduktion", "introduction"),
                word("phishing", "phishing", "phishing"),
                word("passwords", "adgangskoder", "passwords"),
                word("secure_solutions", "sikre løsninger", "secure solutions"),
                word("data_protection", "databeskyttelse", "data protection"),
                word("management", "ledelse", "management"),
            ],
        ),
        done("content_reviewed_on", "Indhold gennemgået", "Content reviewed on"),
    ],
};
