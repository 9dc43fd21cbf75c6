-- Differences between the rights that analysts have and those that the platform grants: each as the statement that undoes it.
-- $1 and $2 are the schemas of their views, each with its role; $3 are the projections, whose schemas analysts may not use.
-- `functions` holds what functions.sql finds.
, audience AS (
    SELECT a.schema, a.role, r.oid FROM unnest($1::text[], $2::text[]) AS a (schema, role) JOIN pg_roles r ON r.rolname = a.role
),
places AS (
    SELECT n.oid, n.nspname, n.nspacl FROM pg_namespace n
    WHERE n.nspname = ANY ($1) OR n.nspname IN ('projection', 'proof')
       OR n.nspname ~ ('^(' || array_to_string($3::text[], '|') || ')(_g[0-9]+(_shown)?)?$')
),
own AS (
    SELECT c.oid, n.nspname AS schema, format('%I.%I', n.nspname, c.relname) AS name
    FROM projection.analyst_views v JOIN pg_class c ON c.oid = v.view JOIN pg_namespace n ON n.oid = c.relnamespace
),
-- The roles, and PUBLIC.
grantees AS (
    SELECT oid, quote_ident(role) AS name FROM audience UNION ALL SELECT 0::oid, 'PUBLIC'
),
-- The readers of a schema: its role, and the members of that role.
readers AS (
    SELECT a.schema, g.oid FROM audience a JOIN audience g ON pg_has_role(g.oid, a.oid, 'USAGE')
),
held AS (
    SELECT c.oid, c.relnamespace, c.relname, NULL::name AS attname, x.* FROM places p
    JOIN pg_class c ON c.relnamespace = p.oid CROSS JOIN LATERAL aclexplode(c.relacl) x
    UNION ALL
    SELECT c.oid, c.relnamespace, c.relname, a.attname, x.* FROM places p
    JOIN pg_class c ON c.relnamespace = p.oid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    CROSS JOIN LATERAL aclexplode(a.attacl) x
),
-- Rights that were granted, and whether the platform grants them. Of those only the grant option is too much.
on_relations AS (
    SELECT format('%I.%I', p.nspname, h.relname) AS what, h.attname, g.name AS grantee, h.privilege_type, h.is_grantable,
        h.privilege_type = 'SELECT' AND EXISTS (SELECT FROM own o WHERE o.oid = h.oid)
            AND EXISTS (SELECT FROM readers r WHERE r.schema = p.nspname AND r.oid = h.grantee) AS meant
    FROM held h JOIN places p ON p.oid = h.relnamespace JOIN grantees g ON g.oid = h.grantee
),
on_schemas AS (
    SELECT p.nspname AS what, g.name AS grantee, x.privilege_type, x.is_grantable,
        x.privilege_type = 'USAGE'
            AND EXISTS (SELECT FROM readers r WHERE r.schema = p.nspname AND r.oid = x.grantee) AS meant
    FROM places p CROSS JOIN LATERAL aclexplode(p.nspacl) x JOIN grantees g ON g.oid = x.grantee
)
-- Rights that a role lacks.
SELECT format('GRANT SELECT ON %s TO %I', o.name, a.role) AS statement FROM own o JOIN audience a USING (schema)
WHERE NOT has_table_privilege(a.oid, o.oid, 'SELECT')
UNION ALL
SELECT format('GRANT USAGE ON SCHEMA %I TO %I', a.schema, a.role) FROM audience a
WHERE NOT has_schema_privilege(a.oid, a.schema, 'USAGE')
-- Rights that it has.
UNION ALL
SELECT format('REVOKE %s%s ON %s FROM %s', CASE WHEN meant THEN 'GRANT OPTION FOR ' END,
    string_agg(privilege_type || coalesce(' (' || quote_ident(attname) || ')', ''), ', ' ORDER BY privilege_type, attname),
    what, grantee)
FROM on_relations WHERE NOT meant OR is_grantable GROUP BY what, grantee, meant
UNION ALL
SELECT format('REVOKE %s%s ON SCHEMA %I FROM %s', CASE WHEN meant THEN 'GRANT OPTION FOR ' END,
    string_agg(privilege_type, ', ' ORDER BY privilege_type), what, grantee)
FROM on_schemas WHERE NOT meant OR is_grantable GROUP BY what, grantee, meant
UNION ALL
SELECT format('REVOKE %s ON DATABASE %I FROM %I', x.privilege_type, d.datname, a.role)
FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) x JOIN audience a ON a.oid = x.grantee
WHERE d.datname = current_database() AND x.privilege_type <> 'CONNECT'
UNION ALL
SELECT format('REVOKE %I FROM %I', g.rolname, a.role)
FROM pg_auth_members m JOIN audience a ON a.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
WHERE m.roleid NOT IN (SELECT oid FROM audience)
UNION ALL
SELECT format('ALTER ROLE %I %s', r.rolname, x.off) FROM audience a JOIN pg_roles r ON r.oid = a.oid
CROSS JOIN LATERAL (VALUES (r.rolsuper, 'NOSUPERUSER'), (r.rolcreaterole, 'NOCREATEROLE'), (r.rolcreatedb, 'NOCREATEDB'),
    (r.rolreplication, 'NOREPLICATION'), (r.rolbypassrls, 'NOBYPASSRLS')) AS x (held, off)
WHERE x.held
-- Functions that block other sessions and that the role, or the login of an analyst, may call.
UNION ALL
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM %I', f.full_name, r.rolname)
FROM functions f CROSS JOIN LATERAL aclexplode(f.proacl) x JOIN pg_roles r ON r.oid = x.grantee
WHERE x.grantee <> f.proowner AND NOT r.rolsuper
  AND EXISTS (SELECT FROM audience a WHERE pg_has_role(r.oid, a.oid, 'MEMBER'))
-- Default privileges: rights on objects that do not exist yet.
UNION ALL
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s REVOKE %s ON TABLES FROM %s', pg_get_userbyid(d.defaclrole),
    ' IN SCHEMA ' || quote_ident(p.nspname), string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type), g.name)
FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) x JOIN grantees g ON g.oid = x.grantee
LEFT JOIN places p ON p.oid = d.defaclnamespace
WHERE d.defaclobjtype = 'r' AND (d.defaclnamespace = 0 OR p.oid IS NOT NULL)
GROUP BY d.defaclrole, p.nspname, g.name
ORDER BY statement
