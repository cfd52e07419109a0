//! Who tries: people with one seat, with several and with none, and those who stand in for others. What each may is written out here,
//! not asked of the domain.

use decisions::{Hand, Held, Holder, Responsible};
use kernel::Role;

/// Somebody, and in which capacities.
pub struct Person {
    pub held: Held,
    pub it: bool,
    pub area: bool,
    pub board: bool,
    /// Grants in an emergency.
    pub emergency: bool,
    /// Answers for the objects.
    pub explains: bool,
    /// Keeps cases.
    pub works: bool,
}

/// So many people.
pub const COUNT: usize = 12;

/// The key by which the facts know the director.
pub const DIRECTOR: &str = "P0004";

fn hand(account: &str, stands_in_for: Option<&str>) -> Hand {
    let holder = |account: &str| Holder { account: account.to_owned(), name: format!("{account} Jensen") };
    Hand { holder: holder(account), deputy_for: stands_in_for.map(holder) }
}

/// Twelve who may be at work; the numbers are those of the histories.
pub fn person(number: usize) -> Person {
    use Role::{BusinessAreaLead, ExecutiveBoard, ItArchitect, ItManager, SystemOwner};
    let (account, stands_in_for, roles): (&str, Option<&str>, &[Role]) = match number {
        0 => ("a", None, &[ItArchitect]),
        1 => ("b", None, &[BusinessAreaLead, SystemOwner]),
        2 => ("c", None, &[SystemOwner]),
        3 => ("d", None, &[ExecutiveBoard]),
        4 => ("e", None, &[ItManager, ExecutiveBoard]),
        5 => ("f", None, &[Role::Auditor, Role::Admin]),
        6 => ("g", Some("d"), &[ExecutiveBoard]),
        7 => ("d", Some("a"), &[ItArchitect]),
        8 => ("b", Some("d"), &[ExecutiveBoard]),
        9 => ("h", None, &[ItArchitect, Role::UnitLead]),
        10 => ("i", Some("c"), &[SystemOwner]),
        _ => ("j", None, &[]),
    };
    let named = if number == 11 { Responsible::Named } else { Responsible::NotNamed };
    let mut held = Held::by(hand(account, stands_in_for), roles.to_vec(), named);
    if account == "d" {
        held = held.known_as(vec![DIRECTOR.to_owned()]);
    }
    let is = |numbers: &[usize]| numbers.contains(&number);
    Person {
        held,
        it: is(&[0, 4, 7, 9]),
        area: is(&[1, 2, 9, 10]),
        board: is(&[3, 4, 6, 8]),
        emergency: is(&[4]),
        explains: is(&[1, 2, 9, 10, 11]),
        works: is(&[0, 1, 2, 4, 7, 9, 10, 11]),
    }
}
