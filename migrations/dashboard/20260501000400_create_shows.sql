-- Whether the snapshot of the asking transaction shows a generation as the live one; an error when not. Analysts' views ask
-- it of each table: see the projector's shown.rs. It is called when a query is planned, which is why it says that it is
-- immutable: in the plan it is no more than `true`, wherever a join would have put it, and costs nothing. A swap replaces the
-- views, so every plan that was made before it is made again.
CREATE FUNCTION projection.shows(name text, generation integer) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path TO pg_catalog, pg_temp AS $$
BEGIN
    -- A statement of such a transaction gets its snapshot when it holds the views. That with which it is planned may be older.
    IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
        RETURN true;
    END IF;
    IF EXISTS (SELECT FROM projection.positions p WHERE p.name = $1 AND p.generation = $2 AND p.state = 'live') THEN
        RETURN true;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'serialization_failure',
        MESSAGE = '이 트랜잭션이 시작된 뒤 조회 모델이 교체되었습니다 / the read model was replaced after this transaction began',
        HINT = '새 트랜잭션을 시작하여 다시 조회하십시오 / begin a new transaction and ask again';
END
$$;
