-- Functions that every role may call in a new database, and that block or fill what all sessions share. Large objects are a
-- place to write to. Advisory locks and transaction ids take places in the server's one lock table; when it is full, no
-- session can write. Messages go into the server's log.
SELECT oid, proowner, proacl, 'pg_catalog.' || oid::regprocedure AS full_name FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace
  AND (proname ~ '^pg_(try_)?advisory_(xact_)?lock(_shared)?$'
    OR proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lowrite', 'pg_current_xact_id', 'txid_current',
        'pg_logical_emit_message'))
