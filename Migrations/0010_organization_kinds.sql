-- Three kinds of organization: customers, partners (resellers who look after agreements), and the operator,
-- who runs the gateway and registers agreements. What a role may do, the schema says; which roles there are
-- in which kind, this table and `RoleAssignment` say.

ALTER TABLE organization
    ADD COLUMN kind text NOT NULL DEFAULT 'CUSTOMER' CHECK (kind IN ('CUSTOMER', 'PARTNER', 'OPERATOR')),
    -- The partner whose people these are.
    ADD COLUMN partner_id bigint REFERENCES partner,
    ADD CHECK ((kind = 'PARTNER') = (partner_id IS NOT NULL));
CREATE INDEX organization_by_partner ON organization (partner_id) WHERE partner_id IS NOT NULL;
-- For functions that run as the owner and look across organizations: whose agreement, whose invitation?
CREATE POLICY owner ON organization FOR SELECT TO CURRENT_USER USING (true);

ALTER TABLE user_role DROP CONSTRAINT user_role_role_check;
ALTER TABLE user_role ADD CONSTRAINT user_role_role_check CHECK (
    role IN (
        'ACCOUNT_ADMINISTRATOR', 'AGREEMENT_ADMINISTRATOR', 'USER_ADMINISTRATOR', 'ACCOUNT_MANAGER',
        'REPORT_VIEWER', 'ACCOUNT_VIEWER', 'PARTNER', 'OPERATOR'
    )
);
GRANT SELECT ON user_role TO business_center_gateway;

-- People as lists show them, each with the roles that they hold.
CREATE VIEW member WITH (security_invoker = true) AS
SELECT
    u.organization_id, u.id, u.email, u.display_name, u.first_name, u.last_name, u.preferred_language,
    u.country_code, u.status, u.created_at,
    ARRAY(
        SELECT r.role FROM user_role r
        WHERE r.organization_id = u.organization_id AND r.user_id = u.id
        ORDER BY r.role
    ) AS roles
FROM app_user u;
GRANT SELECT ON member TO business_center_gateway;

-- What commands about people write.
GRANT INSERT (
    organization_id, email, display_name, first_name, last_name, preferred_language, country_code, password_hash
) ON app_user TO business_center_commands;
GRANT UPDATE (
    display_name, first_name, last_name, preferred_language, country_code, status, password_hash
) ON app_user TO business_center_commands;

-- Commands that take something from an administrator run one after the other within an organization: only so
-- can each of them see that somebody is left. Held until the transaction ends.
CREATE FUNCTION lock_organization(organization_id bigint) RETURNS text LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
    SELECT o.kind FROM organization o WHERE o.organization_id = $1 FOR NO KEY UPDATE
$$;
-- Locking a row counts as changing it.
CREATE POLICY owner_locks ON organization FOR UPDATE TO CURRENT_USER USING (true);

-- The hash that a signed-in user's password is held against.
CREATE FUNCTION password_hash_of(organization_id bigint, user_id bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT u.password_hash FROM app_user u WHERE u.organization_id = $1 AND u.id = $2
        AND u.organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint
$$;
CALL seal_functions();
GRANT EXECUTE ON FUNCTION lock_organization, password_hash_of TO business_center_commands;
