-- Which register goes first, with when it was chosen and until when: a day gone by is read as it was then. What was chosen
-- before this version stands in the log, entry by entry.
ALTER TABLE precedence RENAME TO precedence_without_days;

CREATE TABLE precedence (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    attribute TEXT NOT NULL,
    recorded_by BIGINT NOT NULL,
    register TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant, kind, attribute, recorded_by)
) /*strict*/;

--: sqlite
INSERT INTO precedence (tenant, kind, attribute, recorded_by, register, recorded_at, ended_at)
SELECT tenant, substr(fact, 1, instr(fact, '.') - 1), substr(fact, instr(fact, '.') + 1), seq, register, at,
    LEAD(at) OVER (PARTITION BY tenant, fact ORDER BY seq)
FROM (SELECT tenant, seq, at, json_extract(detail, '$.fact') AS fact, json_extract(detail, '$.register') AS register
    FROM log WHERE act = 'prefer') AS chosen
WHERE fact IS NOT NULL AND register IS NOT NULL;
--: postgres
INSERT INTO precedence (tenant, kind, attribute, recorded_by, register, recorded_at, ended_at)
SELECT tenant, split_part(fact, '.', 1), split_part(fact, '.', 2), seq, register, at,
    LEAD(at) OVER (PARTITION BY tenant, fact ORDER BY seq)
FROM (SELECT tenant, seq, at, detail::json ->> 'fact' AS fact, detail::json ->> 'register' AS register
    FROM log WHERE act = 'prefer') AS chosen
WHERE fact IS NOT NULL AND register IS NOT NULL;
--: both

-- What no entry tells of has always held.
INSERT INTO precedence (tenant, kind, attribute, recorded_by, register, recorded_at)
SELECT tenant, kind, attribute, 0, register, 0 FROM precedence_without_days AS old
WHERE NOT EXISTS (SELECT 1 FROM precedence p
    WHERE p.tenant = old.tenant AND p.kind = old.kind AND p.attribute = old.attribute);

DROP TABLE precedence_without_days;
CREATE UNIQUE INDEX precedence_live ON precedence (tenant, kind, attribute) WHERE ended_at IS NULL;
