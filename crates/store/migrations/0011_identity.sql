-- What people said of two objects of a kind: the same, or apart. `key` is the lesser of the two; the latest word on a pair
-- counts. What objects are by what they share is found when the estate is read, and stands nowhere.
CREATE TABLE identity (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    other TEXT NOT NULL,
    recorded_by BIGINT NOT NULL,
    same BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant, kind, key, other, recorded_by)
) /*strict*/;
