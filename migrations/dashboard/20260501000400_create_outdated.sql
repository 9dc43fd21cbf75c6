-- What a transaction gets whose snapshot is older than the rows it would look at: see the projector's shown.rs. Not
-- immutable, so that it is called when the rows are asked for and not before; not volatile, so that it is called once.
CREATE FUNCTION projection.outdated() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'serialization_failure',
        MESSAGE = '이 트랜잭션이 시작된 뒤 조회 모델이 교체되었습니다 / the read model was replaced after this transaction began',
        HINT = '새 트랜잭션을 시작하여 다시 조회하십시오 / begin a new transaction and ask again';
END
$$;
