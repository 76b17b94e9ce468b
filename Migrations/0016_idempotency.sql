-- Answers that are given again: a mutation sent twice with one `Idempotency-Key` is done once.

CREATE TABLE idempotency_key (
    organization_id bigint NOT NULL,
    user_id bigint NOT NULL,
    -- SHA-256 of the key that the caller chose.
    key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    -- SHA-256 of what was asked for.
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    created_at timestamptz NOT NULL,
    -- NULL while it runs. Sealed with the gateway's key: answers may hold tokens.
    status integer,
    sealed_answer bytea,
    PRIMARY KEY (organization_id, user_id, key_hash),
    FOREIGN KEY (organization_id, user_id) REFERENCES app_user (organization_id, id) ON DELETE CASCADE,
    CHECK ((status IS NULL) = (sealed_answer IS NULL))
);
CREATE INDEX idempotency_key_by_time ON idempotency_key (organization_id, created_at);
ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON idempotency_key
    USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO business_center_commands;
