-- For how many years the files of closed cases are kept. Without a row nothing is removed by itself.
CREATE TABLE retention (
    tenant TEXT NOT NULL PRIMARY KEY,
    years BIGINT NOT NULL,
    set_by BIGINT NOT NULL
) /*strict*/;
