//! The daily mail as people read it.

use actions::{Digest, Happening, Notice, Owner, Sender, ahead, deadlines, tasks};
use decisions::Means;
use kernel::Lang;

use crate::{first, hand, standing_by};

const SENDER: Sender<'_> = Sender { municipality: "Eksempel Kommune", address: Some("https://fundament.example") };

fn digest() -> Digest {
    let face = standing_by(Means::Dispensation);
    let today = first().plus_days(113);
    let near = deadlines(&face, today, Owner::Known)
        .into_iter()
        .filter_map(|deadline| Some((deadline.clone(), ahead(deadline.day, today.plus_days(-1), today)?)));
    let notice = Notice {
        case: face.id.clone(),
        title: "<script>alert(1)</script>\r\nBcc: alle".to_owned(),
        what: Happening::Dispensed(face.in_force.as_ref().expect("in force").until),
        by: Some(hand("direktør")),
    };
    let mut waiting = tasks(&face, today, Owner::Known);
    waiting.retain(|task| task.duty == actions::Duty::Step(0));
    Digest { notices: vec![notice], tasks: waiting, ahead: near.collect(), waiting: 3, ..Digest::default() }
}

#[test]
fn a_mail_says_what_waits_what_happened_and_what_is_near_in_danish() {
    let letter = digest().letter(("Ane Friis", "ane@eksempel.example"), Lang::Da, first().plus_days(113), SENDER);
    assert_eq!(letter.subject, "Fundament: nyt til dig 25. august 2026");
    for wanted in [
        "Venter på dig\n=============\n\n* Gennemfør trin 1 i handleplanen (Tage den nye udgave i brug): fristen var 2. august 2026 (23 dage siden)\n  2026-0042 Login uden flere faktorer\n  https://fundament.example/sager/2026-0042\n",
        "* Direktionen har givet dispensation til og med 1. september 2026 (direktør Jensen)\n",
        "* Dispensationen udløber 1. september 2026 (om 7 dage)\n",
        "Der venter i alt 3 opgaver på dig.\nhttps://fundament.example/opgaver\n",
    ] {
        assert!(letter.text.contains(wanted), "{wanted}\n---\n{}", letter.text);
    }
}

#[test]
fn what_people_pasted_into_a_title_stays_a_title() {
    let letter = digest().letter(("Ane Friis", "ane@eksempel.example"), Lang::En, first().plus_days(113), SENDER);
    assert!(letter.html.contains("&lt;script&gt;") && !letter.html.contains("<script"), "{}", letter.html);
    assert!(letter.text.contains("2026-0042 <script>alert(1)</script> Bcc: alle\n"), "{}", letter.text);
    assert!(
        letter
            .text
            .contains("Carry out step 1 of the plan (Tage den nye udgave i brug): 23 days late, due 2 August 2026"),
        "{}",
        letter.text
    );
}

#[test]
fn without_news_there_is_nothing_to_say_however_much_waits() {
    assert!(Digest { waiting: 12, ..Digest::default() }.is_empty());
    assert!(!digest().is_empty());
}

#[test]
fn a_flood_is_counted_not_listed() {
    let mut digest = digest();
    digest.notices = vec![digest.notices[0].clone(); 1_000];
    let without = Sender { address: None, ..SENDER };
    let letter = digest.letter(("Ane Friis", "ane@eksempel.example"), Lang::Da, first().plus_days(113), without);
    assert!(letter.text.contains("* og 960 flere\n") && letter.text.len() < 20_000, "{}", letter.text.len());
    assert!(!letter.text.contains("http") && !letter.html.contains("href"));
}
