//! A contract: its period, notice, exit terms and demands (strategy §4, §8, §9).

use kernel::{Role, Text};

use crate::identity::Identifies;
use crate::schema::{KindDef, Responsible, count, day, done, money, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const CONTRACT: KindDef = KindDef {
    name: "contract",
    file: "contracts",
    one: Text::new("kontrakt", "contract"),
    many: Text::new("kontrakter", "contracts"),
    register: "kitos",
    responsible: Responsible::Path(&["responsible"]),
    steward: Role::SystemOwner,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("number", "Kontraktnummer", "Contract number").empty_is_none().identifies(Identifies::WithName),
        refer("supplier", "Leverandør", "Supplier", "supplier").inverse("contracts"),
        refer("responsible", "Ansvarlig", "Responsible", "person"),
        one_of(
            "subject",
            "Genstand",
            "Subject",
            &[
                word("system", "system", "system"),
                word("equipment", "udstyr", "equipment"),
                word("infrastructure", "infrastruktur", "infrastructure"),
                word("tool", "værktøj", "tool"),
                word("service", "tjeneste", "service"),
            ],
        ),
        day("signed_on", "Indgået", "Signed on"),
        day("runs_to", "Løber til", "Runs to").empty_is_none(),
        day("terminated_on", "Opsagt", "Terminated on").empty_is_none(),
        day("irrevocable_until", "Uopsigelig til", "Irrevocable until").empty_is_none(),
        count("notice_months", "Opsigelsesvarsel (måneder)", "Notice (months)"),
        yes_no("exit_terms", "Ophørsvilkår aftalt", "Exit terms agreed"),
        yes_no("data_return", "Data udleveres i åbent format", "Data returned in an open format"),
        yes_no("service_levels", "Servicemål aftalt", "Service levels agreed"),
        yes_no("sustainability_demands", "Bæredygtighedskrav", "Sustainability demands"),
        yes_no("energy_demands", "Energikrav", "Energy demands"),
        money("yearly_amount", "Årlig udgift", "Yearly amount"),
        done("followed_up_on", "Seneste opfølgning", "Last follow-up"),
    ],
};
