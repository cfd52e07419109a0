//! A tool that the strategy wants bought and run: monitoring, updates, platform management, awareness (strategy §4, §5).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, money, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const TOOL: KindDef = KindDef {
    name: "tool",
    file: "tools",
    one: Text::new("værktøj", "tool"),
    many: Text::new("værktøjer", "tools"),
    register: "architecture",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItOperations,
    attributes: &[
        text("name", "Navn", "Name").required(),
        one_of(
            "purpose",
            "Formål",
            "Purpose",
            &[
                word("traffic_monitoring", "trafikovervågning", "traffic monitoring"),
                word("security_updates", "sikkerhedsopdatering", "security updates"),
                word("platform_management", "platformsforvaltning", "platform management"),
                word("vulnerability_scanning", "sårbarhedsscanning", "vulnerability scanning"),
                word("awareness", "awareness", "awareness"),
            ],
        ),
        yes_no("in_use", "I brug", "In use"),
        refer("owner", "Ansvarlig", "Owner", "person"),
        refer("contract", "Kontrakt", "Contract", "contract").empty_is_none().inverse("tools"),
        money("budget", "Budget i år", "Budget this year"),
        yes_no("alarms_operations", "Alarmerer it-drift", "Alarms IT operations"),
        yes_no("analyses_patterns", "Analyserer trafikmønstre", "Analyses traffic patterns"),
        count("unacknowledged_alarms", "Alarmer uden kvittering", "Unacknowledged alarms"),
        count("oldest_alarm_hours", "Ældste alarm uden kvittering (timer)", "Oldest unacknowledged alarm (hours)"),
    ],
};
