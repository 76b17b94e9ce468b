-- How the first person of an organization gets in: the operator registers an agreement, which names a purchasing
-- account administrator; that person, or the partner who looks after the agreement, may ask for the mail again.

CREATE TABLE agreement_administrator (
    organization_id bigint NOT NULL,
    agreement_id bigint NOT NULL,
    email text NOT NULL CHECK (email LIKE '_%@_%'),
    first_name text NOT NULL,
    last_name text NOT NULL,
    preferred_language text NOT NULL,
    PRIMARY KEY (organization_id, agreement_id),
    FOREIGN KEY (organization_id, agreement_id) REFERENCES agreement (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX agreement_administrator_by_address ON agreement_administrator (lower(email));
ALTER TABLE agreement_administrator ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_administrator FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON agreement_administrator
    USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
CREATE POLICY owner ON agreement_administrator FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE ON agreement_administrator TO business_center_commands;

GRANT SELECT, INSERT ON agreement, purchasing_account TO business_center_commands;
GRANT INSERT ON organization TO business_center_commands;
GRANT USAGE ON SEQUENCE organization_organization_id_seq TO business_center_commands;
GRANT SELECT ON partner, country TO business_center_commands;
CREATE POLICY owner ON agreement FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY owner ON purchasing_account FOR SELECT TO CURRENT_USER USING (true);

-- What a partner's people see: the agreements that name their partner, and of them no more than this.
CREATE FUNCTION partner_agreements()
RETURNS TABLE (
    organization_id bigint, customer_id bigint, id bigint, number text, organization_name text,
    administrator_email text, administrator_first_name text, administrator_last_name text,
    invitation text
)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT
        p.organization_id, a.organization_id, a.id, a.number, c.name, d.email, d.first_name, d.last_name,
        CASE
            WHEN i.id IS NULL THEN NULL
            WHEN i.accepted_at IS NOT NULL THEN 'ACCEPTED'
            WHEN i.cancelled_at IS NOT NULL THEN 'CANCELLED'
            WHEN i.expires_at <= now() THEN 'EXPIRED'
            ELSE 'PENDING'
        END
    FROM organization p
    JOIN agreement a ON a.partner_id = p.partner_id
    JOIN organization c ON c.organization_id = a.organization_id
    LEFT JOIN agreement_administrator d ON d.organization_id = a.organization_id AND d.agreement_id = a.id
    LEFT JOIN LATERAL (
        SELECT x.* FROM invitation x
        WHERE x.organization_id = a.organization_id AND x.agreement_id = a.id
        ORDER BY x.id DESC LIMIT 1
    ) i ON true
    WHERE p.organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint
        AND p.kind = 'PARTNER'
$$;
CREATE INDEX agreement_by_partner ON agreement (partner_id) WHERE partner_id IS NOT NULL;
CREATE INDEX invitation_by_agreement ON invitation (organization_id, agreement_id, id) WHERE agreement_id IS NOT NULL;

CREATE VIEW partner_agreement WITH (security_invoker = true) AS SELECT * FROM partner_agreements();
GRANT SELECT ON partner_agreement TO business_center_gateway, business_center_commands;

-- Someone who is not signed in asks for a mail. The row is all that the request leaves, whether it names
-- anybody or not, so it takes the same time; the worker finds out later.
CREATE TABLE mail_request (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('FIRST_INVITATION', 'PASSWORD_RESET')),
    address text NOT NULL,
    agreement_number text,
    account_number text,
    network_address text,
    requested_at timestamptz NOT NULL
);
GRANT INSERT (kind, address, agreement_number, account_number, network_address, requested_at)
    ON mail_request TO business_center_commands;

-- Takes the oldest request out; it is back if the caller's transaction fails.
CREATE FUNCTION take_mail_request() RETURNS SETOF mail_request LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
    DELETE FROM mail_request WHERE id = (
        SELECT r.id FROM mail_request r ORDER BY r.id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING *
$$;

-- The agreements whose designated administrator has this address and that name both numbers.
CREATE FUNCTION designated_agreements(address text, agreement_number text, account_number text)
RETURNS TABLE (organization_id bigint, agreement_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT d.organization_id, d.agreement_id
    FROM agreement_administrator d
    JOIN agreement a ON a.organization_id = d.organization_id AND a.id = d.agreement_id
    JOIN purchasing_account p ON p.organization_id = a.organization_id AND p.id = a.purchasing_account_id
    WHERE lower(d.email) = lower($1) AND a.number = $2 AND p.number = $3
$$;

-- Passwords forgotten. One open link for a user at a time.
CREATE TABLE password_reset (
    organization_id bigint NOT NULL,
    user_id bigint NOT NULL,
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES app_user (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX password_reset_by_token ON password_reset (token_hash);
ALTER TABLE password_reset ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_reset FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON password_reset
    USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
CREATE POLICY owner ON password_reset FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON password_reset TO business_center_commands;

CREATE FUNCTION password_reset_by_token(token_hash bytea, at timestamptz)
RETURNS TABLE (organization_id bigint, user_id bigint) LANGUAGE sql STABLE ROWS 1 SECURITY DEFINER AS $$
    SELECT r.organization_id, r.user_id FROM password_reset r
    JOIN app_user u ON u.organization_id = r.organization_id AND u.id = r.user_id
    WHERE r.token_hash = $1 AND r.expires_at > $2 AND u.status = 'ACTIVE'
$$;

-- Who signs in with an address, for the mail with which a password is reset.
CREATE FUNCTION user_by_address(address text)
RETURNS TABLE (organization_id bigint, user_id bigint, email text, display_name text, language text)
LANGUAGE sql STABLE ROWS 1 SECURITY DEFINER AS $$
    SELECT u.organization_id, u.id, u.email, u.display_name, u.preferred_language
    FROM sign_in_address a
    JOIN app_user u ON u.organization_id = a.organization_id AND u.id = a.user_id
    WHERE a.address = lower($1) AND u.status = 'ACTIVE'
$$;

CALL seal_functions();
GRANT EXECUTE ON FUNCTION partner_agreements TO business_center_gateway, business_center_commands;
GRANT EXECUTE ON FUNCTION take_mail_request, designated_agreements, password_reset_by_token, user_by_address
    TO business_center_commands;
