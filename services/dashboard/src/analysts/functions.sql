-- Functions that everybody may call in a new database, and that hold up or fill what all sessions share: large objects are a
-- place to write to; advisory locks and numbers of transactions take places in the one table of locks of the server, and
-- when that is full no session can write; messages go into the server's journal.
SELECT oid, proowner, proacl, 'pg_catalog.' || oid::regprocedure AS full_name FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace
  AND (proname ~ '^pg_(try_)?advisory_(xact_)?lock(_shared)?$'
    OR proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lowrite', 'pg_current_xact_id', 'txid_current',
        'pg_logical_emit_message'))
