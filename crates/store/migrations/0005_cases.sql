-- Comply or explain. What happened in a case is the log's entries about it, and nothing else; here lie only the case's face, to be
-- listed by, the words of explanations, to be compared, and the bytes of files.
CREATE TABLE case_file (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- How many events it has: whoever decides has seen so many.
    version BIGINT NOT NULL,
    -- The log's number of its last event.
    changed BIGINT NOT NULL,
    -- JSON: what its standing on a day is computed from. The standing itself is never stored.
    face TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) /*strict*/;
CREATE INDEX case_changed ON case_file (tenant, changed);

CREATE TABLE explanation (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    pack TEXT NOT NULL,
    principle TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, seq)
) /*strict*/;
CREATE INDEX explanation_principle ON explanation (tenant, pack, principle, seq);

CREATE TABLE attachment (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (tenant, case_id, sha256)
) /*strict*/;

-- Who stands in for whom, and when.
CREATE TABLE deputy (
    tenant TEXT NOT NULL,
    id BIGINT NOT NULL,
    account TEXT NOT NULL,
    principal TEXT NOT NULL,
    from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant, id)
) /*strict*/;
CREATE INDEX deputy_account ON deputy (tenant, account);

-- The board's meetings, and the cases on their agenda.
CREATE TABLE meeting (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    day BIGINT NOT NULL,
    title TEXT NOT NULL,
    -- The number of its minutes, once they are there.
    minutes TEXT,
    PRIMARY KEY (tenant, id)
) /*strict*/;

CREATE TABLE agenda_item (
    tenant TEXT NOT NULL,
    meeting TEXT NOT NULL,
    case_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (tenant, meeting, case_id)
) /*strict*/;
