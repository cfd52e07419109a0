-- Where somebody is told by mail; nothing is sent to those without.
ALTER TABLE account ADD COLUMN mail TEXT;

-- How far each has been told: never two mails a day, and nothing left out when one could not be sent.
CREATE TABLE digest (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    -- What was told last: the log up to this entry, as things stood on that day.
    told_upto BIGINT NOT NULL,
    told_on BIGINT NOT NULL,
    -- The day of the last mail that was handed over, or may have been.
    begun_on BIGINT,
    -- Why the last one was not sent.
    last_error TEXT,
    PRIMARY KEY (tenant, account)
) /*strict*/;

-- Secret addresses of calendars, as hashes; one an account.
CREATE TABLE calendar (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account)
) /*strict*/;
