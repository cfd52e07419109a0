-- What an adopted strategy itself turned, facts as they were: by so many each principle's counts differ since that day.
CREATE TABLE strategy_shift (
    tenant TEXT NOT NULL,
    act BIGINT NOT NULL,
    day BIGINT NOT NULL,
    pack TEXT NOT NULL,
    section TEXT NOT NULL,
    principle TEXT NOT NULL,
    follows BIGINT NOT NULL,
    deviates BIGINT NOT NULL,
    not_assessed BIGINT NOT NULL,
    not_applicable BIGINT NOT NULL,
    PRIMARY KEY (tenant, act, pack, section, principle)
) /*strict*/;
