-- What a register has, as it told it: its own rows as JSON, by list and identity. The facts are read from these rows.
CREATE TABLE mirror (
    tenant TEXT NOT NULL,
    source TEXT NOT NULL,
    list TEXT NOT NULL,
    id TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, source, list, id)
) /*strict*/;

-- How each register stands. A run that came to its end raises `runs`, and so does undoing one: of two at once one
-- comes too late.
CREATE TABLE register (
    tenant TEXT NOT NULL,
    source TEXT NOT NULL,
    runs BIGINT NOT NULL,
    -- How far the last whole run came, in the register's own words.
    high_water TEXT,
    -- The last whole run, and the last that asked for everything.
    run_at BIGINT,
    full_at BIGINT,
    -- The act of the last run that changed or confirmed anything.
    act BIGINT,
    -- What the last run found that people should know; JSON.
    told TEXT NOT NULL,
    -- The last run that failed since, and why; JSON.
    failed_at BIGINT,
    failure TEXT,
    -- The act that undid a run: until somebody starts it again, it does not run by itself.
    paused_by BIGINT,
    PRIMARY KEY (tenant, source)
) /*strict*/;

-- What each import or run of a register told of itself: read, strange, rejected; JSON.
CREATE TABLE run_report (
    tenant TEXT NOT NULL,
    act BIGINT NOT NULL,
    source TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (tenant, act)
) /*strict*/;
