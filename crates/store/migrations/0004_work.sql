-- Work that the house does by itself: each job by one process at a time, whichever of several servers claims it.
CREATE TABLE job (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    -- Whoever claimed it has it until then; a process that dies gives it back by doing nothing.
    lease_until BIGINT,
    attempts BIGINT NOT NULL,
    last_error TEXT,
    done_at BIGINT,
    PRIMARY KEY (tenant, name)
) /*strict*/;

-- Who is told of every act: the municipality's own log collector.
CREATE TABLE receiver (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    set_by BIGINT NOT NULL,
    PRIMARY KEY (tenant, name)
) /*strict*/;

-- What is still to be sent, written in the act's own transaction; the text itself is the log's entry.
CREATE TABLE outbox (
    tenant TEXT NOT NULL,
    receiver TEXT NOT NULL,
    seq BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT,
    attempts BIGINT NOT NULL,
    last_error TEXT,
    sent_at BIGINT,
    PRIMARY KEY (tenant, receiver, seq)
) /*strict*/;
CREATE INDEX outbox_waiting ON outbox (tenant, receiver, due_at) WHERE sent_at IS NULL;

-- An object's page asks how long each of its verdicts has stood.
CREATE INDEX finding_object ON finding (tenant, kind, key);

-- What was said of one object on any day, the ended included: the live statements' index does not have those.
CREATE INDEX statement_object ON statement (tenant, kind, key);
