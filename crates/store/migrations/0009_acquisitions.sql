-- Acquisitions. What happened in one is the log's entries about it, and nothing else; here lies only its face, to be listed by.
CREATE TABLE acquisition (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- How many events it has: whoever decides has seen so many.
    version BIGINT NOT NULL,
    -- The log's number of its last event.
    changed BIGINT NOT NULL,
    -- JSON: what a row of the list needs.
    face TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) /*strict*/;
