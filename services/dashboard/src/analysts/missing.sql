-- What only an administrator of the database can do, as statements in the order in which to run them in this database.
-- `functions` holds what functions.sql finds, which every role may call.
, roles AS (
    SELECT to_regrole('haetae_analyst')::oid AS analyst, to_regrole('haetae_analyst_people')::oid AS people
)
SELECT 1 AS place, 'CREATE ROLE haetae_analyst NOLOGIN' AS statement FROM roles WHERE analyst IS NULL
UNION ALL
SELECT 2, 'CREATE ROLE haetae_analyst_people NOLOGIN IN ROLE haetae_analyst' FROM roles WHERE people IS NULL
UNION ALL
SELECT 3, 'GRANT haetae_analyst TO haetae_analyst_people' FROM roles WHERE NOT pg_has_role(people, analyst, 'USAGE')
UNION ALL
SELECT 4, format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database())
WHERE has_database_privilege('public', current_database(), 'TEMPORARY')
   OR has_database_privilege('public', current_database(), 'CREATE')
UNION ALL
SELECT 5, 'REVOKE CREATE ON SCHEMA public FROM PUBLIC' WHERE has_schema_privilege('public', 'public', 'CREATE')
UNION ALL
SELECT 6, 'REVOKE EXECUTE ON FUNCTION ' || string_agg(full_name, ', ' ORDER BY full_name) || ' FROM PUBLIC'
FROM functions HAVING count(*) > 0
UNION ALL
-- To be run once every analyst has a login: a person who knows the password of a shared login can change it for all.
SELECT 7, format('ALTER ROLE %I NOLOGIN PASSWORD NULL', rolname) FROM pg_roles, roles
WHERE oid IN (analyst, people) AND rolcanlogin
ORDER BY place, statement
