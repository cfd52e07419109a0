//! Ten rules of the strategy on a system's own facts, written as a user of each engine would write them.
//!
//! `D1`, `D2` and `D3` stand for the day one, two and three years ago: an expression in ours, a number in the others.

/// One rule in three languages. CEL is read by Fundament and by the `cel` crate.
pub struct Rule {
    pub code: &'static str,
    /// The facts it looks at.
    pub facts: &'static [&'static str],
    pub when: &'static str,
    pub require: &'static str,
    /// Rego: the bodies of `applies` (one or several), and of `demand`.
    pub rego_when: &'static [&'static str],
    pub rego_require: &'static str,
    pub sql_when: &'static str,
    pub sql_require: &'static str,
}

pub const RULES: [Rule; 10] = [
    Rule {
        code: "risk",
        facts: &["status", "personal_data", "criticality", "risk_assessed_on"],
        when: "system.status == 'in_operation' && (system.personal_data in ['ordinary', 'sensitive'] || system.criticality in ['high', 'critical'])",
        require: "system.risk_assessed_on >= D3",
        rego_when: &[
            r#"input.status == "in_operation"; input.personal_data in {"ordinary", "sensitive"}"#,
            r#"input.status == "in_operation"; input.criticality in {"high", "critical"}"#,
        ],
        rego_require: "input.risk_assessed_on >= D3",
        sql_when: "status = 'in_operation' AND (personal_data IN ('ordinary', 'sensitive') OR criticality IN ('high', 'critical'))",
        sql_require: "risk_assessed_on >= D3",
    },
    Rule {
        code: "country",
        facts: &["status", "hosting", "personal_data", "hosting_country"],
        when: "system.status == 'in_operation' && system.hosting != 'own_data_centre' && system.personal_data in ['ordinary', 'sensitive']",
        require: "system.hosting_country in ['Danmark', 'Sverige', 'Tyskland', 'Irland', 'Holland']",
        rego_when: &[
            r#"input.status == "in_operation"; input.hosting != "own_data_centre"; input.personal_data in {"ordinary", "sensitive"}"#,
        ],
        rego_require: r#"input.hosting_country in {"Danmark", "Sverige", "Tyskland", "Irland", "Holland"}"#,
        sql_when: "status = 'in_operation' AND hosting <> 'own_data_centre' AND personal_data IN ('ordinary', 'sensitive')",
        sql_require: "hosting_country IN ('Danmark', 'Sverige', 'Tyskland', 'Irland', 'Holland')",
    },
    Rule {
        code: "client",
        facts: &["status", "hosting", "client_install"],
        when: "system.status == 'in_operation' && system.hosting == 'saas'",
        require: "!system.client_install",
        rego_when: &[r#"input.status == "in_operation"; input.hosting == "saas""#],
        rego_require: "input.client_install == false",
        sql_when: "status = 'in_operation' AND hosting = 'saas'",
        sql_require: "NOT client_install",
    },
    Rule {
        code: "features",
        facts: &["status", "hosting", "automatic_updates"],
        when: "system.status == 'in_operation' && system.hosting == 'saas'",
        require: "system.automatic_updates",
        rego_when: &[r#"input.status == "in_operation"; input.hosting == "saas""#],
        rego_require: "input.automatic_updates",
        sql_when: "status = 'in_operation' AND hosting = 'saas'",
        sql_require: "automatic_updates",
    },
    Rule {
        code: "role",
        facts: &["status", "key_system", "hosting", "it_role", "it_duties_described"],
        when: "system.status == 'in_operation' && (system.key_system || system.hosting == 'own_data_centre')",
        require: "system.it_role in ['owner', 'internal_supplier'] && system.it_duties_described",
        rego_when: &[
            r#"input.status == "in_operation"; input.key_system"#,
            r#"input.status == "in_operation"; input.hosting == "own_data_centre""#,
        ],
        rego_require: r#"input.it_role in {"owner", "internal_supplier"}; input.it_duties_described"#,
        sql_when: "status = 'in_operation' AND (key_system OR hosting = 'own_data_centre')",
        sql_require: "it_role IN ('owner', 'internal_supplier') AND it_duties_described",
    },
    Rule {
        code: "protection",
        facts: &["status", "personal_data", "criticality", "mfa", "encrypted_at_rest", "central_logging"],
        when: "system.status == 'in_operation' && (system.personal_data == 'sensitive' || system.criticality in ['high', 'critical'])",
        require: "system.mfa && system.encrypted_at_rest && system.central_logging",
        rego_when: &[
            r#"input.status == "in_operation"; input.personal_data == "sensitive""#,
            r#"input.status == "in_operation"; input.criticality in {"high", "critical"}"#,
        ],
        rego_require: "input.mfa; input.encrypted_at_rest; input.central_logging",
        sql_when: "status = 'in_operation' AND (personal_data = 'sensitive' OR criticality IN ('high', 'critical'))",
        sql_require: "mfa AND encrypted_at_rest AND central_logging",
    },
    Rule {
        code: "screening",
        facts: &["status", "key_system", "screened_on"],
        when: "system.status == 'in_operation' && system.key_system",
        require: "system.screened_on >= D2",
        rego_when: &[r#"input.status == "in_operation"; input.key_system"#],
        rego_require: "input.screened_on >= D2",
        sql_when: "status = 'in_operation' AND key_system",
        sql_require: "screened_on >= D2",
    },
    Rule {
        code: "access",
        facts: &["status", "access_control"],
        when: "system.status in ['pilot', 'phasing_in', 'in_operation']",
        require: "system.access_control in ['fk_access_control', 'municipal_idp']",
        rego_when: &[r#"input.status in {"pilot", "phasing_in", "in_operation"}"#],
        rego_require: r#"input.access_control in {"fk_access_control", "municipal_idp"}"#,
        sql_when: "status IN ('pilot', 'phasing_in', 'in_operation')",
        sql_require: "access_control IN ('fk_access_control', 'municipal_idp')",
    },
    Rule {
        code: "rights",
        facts: &["status", "rights_concept"],
        when: "system.status in ['phasing_in', 'in_operation']",
        require: "system.rights_concept",
        rego_when: &[r#"input.status in {"phasing_in", "in_operation"}"#],
        rego_require: "input.rights_concept",
        sql_when: "status IN ('phasing_in', 'in_operation')",
        sql_require: "rights_concept",
    },
    Rule {
        code: "documentation",
        facts: &["status", "key_system", "criticality", "documented_on"],
        when: "system.status in ['in_operation', 'phasing_in'] && (system.key_system || system.criticality in ['high', 'critical'])",
        require: "system.documented_on >= D1",
        rego_when: &[
            r#"input.status in {"in_operation", "phasing_in"}; input.key_system"#,
            r#"input.status in {"in_operation", "phasing_in"}; input.criticality in {"high", "critical"}"#,
        ],
        rego_require: "input.documented_on >= D1",
        sql_when: "status IN ('in_operation', 'phasing_in') AND (key_system OR criticality IN ('high', 'critical'))",
        sql_require: "documented_on >= D1",
    },
];

/// The three days in one language's words.
pub fn with_days(text: &str, day: impl Fn(u8) -> String) -> String {
    text.replace("D1", &day(1)).replace("D2", &day(2)).replace("D3", &day(3))
}
