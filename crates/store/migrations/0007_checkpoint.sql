-- Once a day the house signs what the log's last entry is. Like the log, checkpoints are only added to; a copy of each lies
-- outside the database. The signing key never does: it lies in the data folder.
CREATE TABLE checkpoint (
    tenant TEXT NOT NULL,
    day BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (tenant, day)
) /*strict*/;

-- What the log is searched by, beside its objects: the act, the account, the time.
CREATE INDEX log_act ON log (tenant, act, seq);
CREATE INDEX log_account ON log (tenant, account, seq);
CREATE INDEX log_at ON log (tenant, at);

--: sqlite
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are only added to');
END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are only added to');
END;
CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE tenant = NEW.tenant AND day = NEW.day)
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are only added to');
END;

--: postgres
CREATE FUNCTION checkpoint_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'checkpoints are only added to';
END
$$;
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint FOR EACH ROW EXECUTE FUNCTION checkpoint_refuse();
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION checkpoint_refuse();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION checkpoint_refuse();

--: both
