-- Who may: accounts, the roles they hold on units, their sessions and tokens. Secrets are kept as hashes only.
CREATE TABLE account (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- What is written to sign in, folded to lower case.
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The person of the estate that this is, when known.
    person TEXT,
    -- A PHC string; none for those who sign in elsewhere.
    password TEXT,
    -- The shared secret of the second factor, base32.
    totp TEXT,
    -- The last time step of the second factor that was used: no code counts twice.
    totp_step BIGINT,
    -- Issuer and subject at the identity provider.
    subject TEXT,
    lang TEXT NOT NULL,
    failures BIGINT NOT NULL,
    locked_until BIGINT,
    created_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, login)
) /*strict*/;
CREATE UNIQUE INDEX account_subject ON account (tenant, subject) WHERE subject IS NOT NULL;

-- A role on a unit and its subtree; the empty unit is the whole municipality.
CREATE TABLE role_grant (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    granted_by BIGINT NOT NULL,
    -- Given by the identity provider's groups at each sign-in, not by hand.
    mapped BIGINT NOT NULL,
    PRIMARY KEY (tenant, account, role, unit)
) /*strict*/;

CREATE TABLE session (
    hash TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    csrf TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    -- When the person last proved who they are: grave acts ask again.
    proved_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
) /*strict*/;
CREATE INDEX session_account ON session (tenant, account);

CREATE TABLE token (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (tenant, id)
) /*strict*/;

-- Files on their way in: kept between the try and the act, for a day.
CREATE TABLE upload (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    source TEXT NOT NULL,
    -- The day of the export, when somebody said it.
    exported BIGINT,
    -- Whether it is all that the source has: what it does not name is gone.
    complete BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (tenant, id)
) /*strict*/;

-- How each source's columns are named, as somebody once said.
CREATE TABLE mapping (
    tenant TEXT NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- JSON: header to attribute.
    columns TEXT NOT NULL,
    set_by BIGINT NOT NULL,
    PRIMARY KEY (tenant, source, kind)
) /*strict*/;
