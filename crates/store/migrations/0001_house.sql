-- One text for both databases: BIGINT becomes INTEGER in SQLite, BYTEA BLOB, /*strict*/ STRICT.
-- Days are counted from 1 January 1970, instants are microseconds UTC, truths are 0 and 1. Every key begins with the tenant.

CREATE TABLE tenant (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- One a logged act; a write begins by raising it, so writers of one tenant queue up.
    revision BIGINT NOT NULL,
    -- The last act on facts or principles: what was assessed before it holds no more.
    changed BIGINT NOT NULL,
    -- How many verdicts have turned so far.
    turns BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) /*strict*/;

-- Facts: what each source states of each object. Nothing is overwritten: a later word ends an earlier one.
CREATE TABLE source (
    tenant TEXT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    register TEXT NOT NULL,
    rank TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, name, register, rank)
) /*strict*/;

CREATE TABLE object (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    gone_at BIGINT,
    PRIMARY KEY (tenant, kind, key)
) /*strict*/;

CREATE TABLE statement (
    tenant TEXT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    source BIGINT NOT NULL,
    -- Empty for a register's whole row; the attribute for a person's answer about it.
    attribute TEXT NOT NULL,
    facts TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    given_by TEXT,
    valid_until BIGINT,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by BIGINT,
    PRIMARY KEY (tenant, id)
) /*strict*/;
CREATE UNIQUE INDEX statement_live ON statement (tenant, kind, key, source, attribute) WHERE ended_at IS NULL;
CREATE INDEX statement_act ON statement (tenant, recorded_by);
CREATE INDEX statement_end ON statement (tenant, ended_by) WHERE ended_by IS NOT NULL;

-- People's answers to the questions of rules.
CREATE TABLE answer (
    tenant TEXT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    rule TEXT NOT NULL,
    word TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_on BIGINT NOT NULL,
    valid_until BIGINT,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by BIGINT,
    PRIMARY KEY (tenant, id)
) /*strict*/;
CREATE UNIQUE INDEX answer_live ON answer (tenant, kind, key, rule) WHERE ended_at IS NULL;

-- Which kinds a source has delivered, each time. A complete delivery confirms all that the source still states: it
-- was seen that day. An undone one is ended.
CREATE TABLE delivery (
    tenant TEXT NOT NULL,
    source BIGINT NOT NULL,
    kind TEXT NOT NULL,
    recorded_by BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    complete BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant, source, kind, recorded_by)
) /*strict*/;

CREATE TABLE precedence (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    attribute TEXT NOT NULL,
    register TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, attribute)
) /*strict*/;

-- Principles: the packs in force, as their files, and those that were.
CREATE TABLE strategy (
    tenant TEXT NOT NULL,
    pack TEXT NOT NULL,
    adopted_by BIGINT NOT NULL,
    version TEXT NOT NULL,
    hash TEXT NOT NULL,
    files TEXT NOT NULL,
    adopted_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (tenant, pack, adopted_by)
) /*strict*/;
CREATE UNIQUE INDEX strategy_live ON strategy (tenant, pack) WHERE retired_at IS NULL;

-- Findings: the verdicts of today with the day they turned, every turn, and the counts of each day.
CREATE TABLE finding (
    tenant TEXT NOT NULL,
    rule TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    verdict TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (tenant, rule, kind, key)
) /*strict*/;

CREATE TABLE turn (
    tenant TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    rule TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    before TEXT,
    after TEXT,
    because TEXT NOT NULL,
    PRIMARY KEY (tenant, seq)
) /*strict*/;

CREATE INDEX turn_object ON turn (tenant, kind, key, seq);

CREATE TABLE daily_count (
    tenant TEXT NOT NULL,
    day BIGINT NOT NULL,
    pack TEXT NOT NULL,
    section TEXT NOT NULL,
    principle TEXT NOT NULL,
    follows BIGINT NOT NULL,
    deviates BIGINT NOT NULL,
    not_assessed BIGINT NOT NULL,
    not_applicable BIGINT NOT NULL,
    PRIMARY KEY (tenant, day, pack, section, principle)
) /*strict*/;

-- The log: every act, in order, each entry bound to the one before it.
CREATE TABLE log (
    tenant TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    act TEXT NOT NULL,
    kind TEXT,
    key TEXT,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant, seq)
) /*strict*/;
CREATE INDEX log_subject ON log (tenant, kind, key, seq);
