-- The same question as before, planned once for each connection: a function in SQL is planned at each call, which was most of
-- what an unknown token cost (900 of 1,000 microseconds).
CREATE OR REPLACE FUNCTION session_by_token(token_hash bytea)
RETURNS TABLE (
    organization_id bigint, user_id bigint, roles text[], expires_at timestamptz, epoch bigint,
    session_id bigint, scope text[]
)
LANGUAGE plpgsql STABLE ROWS 1 SECURITY DEFINER AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT
        t.organization_id,
        t.user_id,
        ARRAY(
            SELECT r.role FROM user_role r
            WHERE r.organization_id = t.organization_id AND r.user_id = t.user_id
            ORDER BY r.role
        ),
        t.expires_at,
        e.epoch,
        t.session_id,
        t.scope
    FROM (
        SELECT
            s.organization_id, s.user_id, s.id AS session_id, NULL::text[] AS scope,
            least(s.expires_at, coalesce(l.last_used_at, s.created_at) + s.idle_limit) AS expires_at
        FROM session s
        LEFT JOIN session_use l ON l.organization_id = s.organization_id AND l.session_id = s.id
        WHERE s.token_hash = session_by_token.token_hash AND s.ended_at IS NULL
        UNION ALL
        SELECT a.organization_id, a.user_id, NULL, a.permissions, a.expires_at
        FROM access_token a
        WHERE a.token_hash = session_by_token.token_hash AND a.revoked_at IS NULL
    ) t
    JOIN app_user u ON u.organization_id = t.organization_id AND u.id = t.user_id
    JOIN organization_epoch e ON e.organization_id = t.organization_id
    WHERE t.expires_at > now() AND u.status = 'ACTIVE';
END
$$;
CALL seal_functions();
GRANT EXECUTE ON FUNCTION session_by_token TO business_center_gateway, business_center_commands;
