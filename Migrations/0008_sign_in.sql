-- What signing in needs: finding the account, and slowing down those who guess.

-- Places from which a user has signed in before. An attacker who tries an account over and over slows it down
-- for strangers, but not for its owner in the usual place, who is counted apart.
CREATE TABLE sign_in_origin (
    organization_id bigint NOT NULL,
    user_id bigint NOT NULL,
    -- SHA-256 of the network address.
    origin bytea NOT NULL CHECK (octet_length(origin) = 32),
    last_used_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, user_id, origin),
    FOREIGN KEY (organization_id, user_id) REFERENCES app_user (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE sign_in_origin ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_origin FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sign_in_origin
    USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
CREATE POLICY owner ON sign_in_origin FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE ON sign_in_origin TO business_center_commands;

-- The account of an address (in lower case), and whether it was used from this origin before. No row for
-- addresses that are unknown or whose user is deactivated or has no password yet.
CREATE FUNCTION sign_in_account(address text, origin bytea)
RETURNS TABLE (organization_id bigint, user_id bigint, password_hash text, is_known_origin boolean)
LANGUAGE sql STABLE ROWS 1 SECURITY DEFINER AS $$
    SELECT
        u.organization_id,
        u.id,
        u.password_hash,
        EXISTS (
            SELECT FROM sign_in_origin o
            WHERE o.organization_id = u.organization_id AND o.user_id = u.id AND o.origin = $2
        )
    FROM sign_in_address a
    JOIN app_user u ON u.organization_id = a.organization_id AND u.id = a.user_id
    WHERE a.address = $1 AND u.status = 'ACTIVE' AND u.password_hash IS NOT NULL
$$;

-- One leaky bucket for each account, network address, or account at a known address, as one point in time:
-- when the bucket will be empty again. Each attempt moves it on; an attempt is refused while it lies too
-- far ahead. The bucket's name is a hash: whatever was typed as an address, also a password typed into the
-- wrong field, is not kept. Not a tenant's table: attempts on unknown accounts count like all others.
CREATE TABLE sign_in_throttle (
    bucket bytea PRIMARY KEY CHECK (octet_length(bucket) = 32),
    empty_at timestamptz NOT NULL
);
CREATE INDEX sign_in_throttle_by_time ON sign_in_throttle (empty_at);

-- Puts one attempt into a bucket that leaks one each `pause` and holds `capacity` of them. NULL: it went in.
-- Else how long to wait until it would.
CREATE FUNCTION take_attempt(bucket bytea, at timestamptz, pause interval, capacity integer)
RETURNS interval LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
DECLARE
    taken timestamptz;
BEGIN
    INSERT INTO sign_in_throttle AS t (bucket, empty_at) VALUES ($1, at + pause)
    ON CONFLICT ON CONSTRAINT sign_in_throttle_pkey
    DO UPDATE SET empty_at = greatest(t.empty_at, at) + pause
        WHERE t.empty_at <= at + pause * (capacity - 1)
    RETURNING empty_at INTO taken;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT t.empty_at FROM sign_in_throttle t WHERE t.bucket = $1) - at - pause * (capacity - 1);
END
$$;

-- Takes an attempt back that turned out to be right.
CREATE FUNCTION return_attempt(bucket bytea, pause interval) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
    UPDATE sign_in_throttle SET empty_at = empty_at - $2 WHERE bucket = $1
$$;

-- Forgets buckets that have been empty for a while, a few at a time.
CREATE FUNCTION forget_attempts(at timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
    DELETE FROM sign_in_throttle WHERE bucket IN (
        SELECT t.bucket FROM sign_in_throttle t WHERE t.empty_at < $1
        ORDER BY t.empty_at LIMIT 100 FOR UPDATE SKIP LOCKED
    )
$$;

CALL seal_functions();
GRANT EXECUTE ON FUNCTION sign_in_account, take_attempt, return_attempt, forget_attempts
    TO business_center_commands;
