-- The desk, version 1. Rows are written in whole documents (one transaction each), so there are no keys:
-- what must be unique is made unique by the writer, and a replaced reading is deleted and written again
-- within one transaction, which DuckDB's own key checks would refuse.

CREATE TABLE runs (
    id         INTEGER NOT NULL,           -- counts from 1
    started    TIMESTAMP NOT NULL,         -- UTC
    finished   BOOLEAN NOT NULL,           -- false: it was interrupted, what is stored is whole all the same
    versions   JSON,                       -- what made its readings
    counts     JSON                        -- articles read, statements by kind, rejections by code
);

CREATE TABLE articles (
    id          VARCHAR NOT NULL,          -- hash of the bytes; the bytes themselves are not kept
    address     VARCHAR NOT NULL,
    media_type  VARCHAR NOT NULL,
    size        BIGINT NOT NULL,
    fetched     VARCHAR,
    document_id VARCHAR NOT NULL,
    first_run   INTEGER NOT NULL
);

CREATE TABLE documents (
    id            VARCHAR NOT NULL,
    article_id    VARCHAR NOT NULL,
    address       VARCHAR NOT NULL,
    title         VARCHAR,
    published     VARCHAR,                 -- ISO 8601 to the day or minute, as read
    published_day DATE,
    source        VARCHAR,
    author        VARCHAR,
    language      VARCHAR NOT NULL,
    first_run     INTEGER NOT NULL,
    text          VARCHAR NOT NULL,
    record        JSON NOT NULL            -- the whole Document but its text
);

CREATE TABLE readings (
    document_id VARCHAR NOT NULL,
    run         INTEGER NOT NULL,
    digest      VARCHAR NOT NULL,          -- hash of the whole reading: equal readings are not written twice
    foreigndesk VARCHAR NOT NULL,
    parser      VARCHAR NOT NULL,
    codebooks   VARCHAR NOT NULL,
    gazetteers  VARCHAR NOT NULL,
    notes       VARCHAR[] NOT NULL
);

CREATE TABLE run_documents (
    run         INTEGER NOT NULL,
    ordinal     INTEGER NOT NULL,
    document_id VARCHAR NOT NULL,
    outcome     VARCHAR NOT NULL           -- new, replaced or unchanged
);

CREATE TABLE rejections (
    run     INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    address VARCHAR NOT NULL,
    code    VARCHAR NOT NULL,
    message VARCHAR NOT NULL
);

CREATE TABLE mentions (
    document_id VARCHAR NOT NULL,
    ordinal     INTEGER NOT NULL,
    span_start  INTEGER NOT NULL,
    span_end    INTEGER NOT NULL,
    surface     VARCHAR NOT NULL,
    as_place    BOOLEAN NOT NULL,
    actor_ids   VARCHAR[] NOT NULL,
    record      JSON NOT NULL
);

CREATE TABLE statements (
    id             VARCHAR NOT NULL,
    document_id    VARCHAR NOT NULL,
    ordinal        INTEGER NOT NULL,
    kind           VARCHAR NOT NULL,
    status         VARCHAR NOT NULL,
    evidence_start INTEGER NOT NULL,
    evidence_end   INTEGER NOT NULL,
    quote          VARCHAR NOT NULL,
    prefix         VARCHAR NOT NULL,
    suffix         VARCHAR NOT NULL,
    speaker_id     VARCHAR,
    speaker_name   VARCHAR,
    confidence     DOUBLE NOT NULL,
    record         JSON NOT NULL           -- the whole statement
);

CREATE TABLE statement_actors (
    statement_id VARCHAR NOT NULL,
    document_id  VARCHAR NOT NULL,
    role         VARCHAR NOT NULL,         -- the statement's field: source, target, holder, speaker, ...
    ordinal      INTEGER NOT NULL,
    actor_id     VARCHAR NOT NULL,
    name         VARCHAR NOT NULL,
    kind         VARCHAR NOT NULL,
    state        VARCHAR,
    sector       VARCHAR,
    surface      VARCHAR NOT NULL,
    span_start   INTEGER NOT NULL,
    span_end     INTEGER NOT NULL,
    how          VARCHAR NOT NULL,
    score        DOUBLE NOT NULL
);

-- Human decisions, apart from what the machine read; soft-deleted, never overwritten. Reserved: nothing writes it yet.
CREATE TABLE judgements (
    id           VARCHAR NOT NULL,
    statement_id VARCHAR NOT NULL,
    verdict      VARCHAR NOT NULL,
    note         VARCHAR,
    made_by      VARCHAR NOT NULL,
    made_at      TIMESTAMP NOT NULL,
    deleted_at   TIMESTAMP
);

-- One row per statement and state it concerns: by its actors, and by where it took place.
CREATE VIEW statement_states AS
    SELECT statement_id, coalesce(state, actor_id) AS state FROM statement_actors
    WHERE state IS NOT NULL OR kind = 'state'
    UNION
    SELECT id, record->>'$.place.state' FROM statements WHERE record->>'$.place.state' IS NOT NULL;

-- Every actor named, under the name used most.
CREATE VIEW actors AS
    WITH named AS (
        SELECT actor_id, name, kind, state, sector, count(*) AS uses, count(DISTINCT statement_id) AS statements
        FROM statement_actors GROUP BY ALL
    )
    SELECT actor_id, name, kind, state, sector, sum(statements) OVER (PARTITION BY actor_id)::BIGINT AS statements
    FROM named
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY uses DESC, name, kind, state, sector) = 1;

-- One view per kind, for those who ask in SQL. Actors come as lists of ids.
CREATE VIEW role_ids AS
    SELECT statement_id, role, list(actor_id ORDER BY ordinal) AS ids FROM statement_actors GROUP BY statement_id, role;

CREATE VIEW events AS
    SELECT s.id, s.document_id, s.status,
        s.record->>'$.type' AS type, s.record->>'$.act' AS act, s.record->>'$.mode' AS mode,
        CAST(s.record->'$.contexts' AS VARCHAR[]) AS contexts,
        s.record->>'$.quad' AS quad, CAST(s.record->>'$.score' AS DOUBLE) AS score,
        coalesce(src.ids, []) AS source, coalesce(tgt.ids, []) AS target,
        s.record->>'$.place.name' AS place, s.record->>'$.place.state' AS place_state,
        CAST(s.record->>'$.place.latitude' AS DOUBLE) AS latitude,
        CAST(s.record->>'$.place.longitude' AS DOUBLE) AS longitude,
        s.record->>'$.when.start' AS when_start, s.record->>'$.when.end' AS when_end,
        s.record->>'$.when.precision' AS when_precision,
        s.record->>'$.about' AS about, s.speaker_id, s.confidence, s.quote, s.evidence_start, s.evidence_end
    FROM statements s
    LEFT JOIN role_ids src ON src.statement_id = s.id AND src.role = 'source'
    LEFT JOIN role_ids tgt ON tgt.statement_id = s.id AND tgt.role = 'target'
    WHERE s.kind = 'event';

CREATE VIEW ties AS
    SELECT s.id, s.document_id, s.status,
        s.record->>'$.subject.id' AS subject, s.record->>'$.relation' AS relation, s.record->>'$.object.id' AS object,
        s.record->>'$.through.id' AS through, s.record->>'$.channel' AS channel, s.record->>'$.quantity' AS quantity,
        s.record->>'$.when.start' AS when_start, s.record->>'$.when.end' AS when_end,
        s.speaker_id, s.confidence, s.quote, s.evidence_start, s.evidence_end
    FROM statements s WHERE s.kind = 'tie';

CREATE VIEW stances AS
    SELECT s.id, s.document_id, s.status, coalesce(h.ids, []) AS holder, s.record->>'$.stance' AS stance,
        s.record->>'$.about' AS about, coalesce(t.ids, []) AS towards,
        s.speaker_id, s.confidence, s.quote, s.evidence_start, s.evidence_end
    FROM statements s
    LEFT JOIN role_ids h ON h.statement_id = s.id AND h.role = 'holder'
    LEFT JOIN role_ids t ON t.statement_id = s.id AND t.role = 'towards'
    WHERE s.kind = 'stance';

CREATE VIEW claims AS
    SELECT s.id, s.document_id, s.status, s.speaker_id, s.record->>'$.polarity' AS polarity,
        s.record->>'$.content.quote' AS content, s.record->>'$.cue' AS cue, coalesce(a.ids, []) AS addressee,
        s.confidence, s.quote, s.evidence_start, s.evidence_end
    FROM statements s
    LEFT JOIN role_ids a ON a.statement_id = s.id AND a.role = 'addressee'
    WHERE s.kind = 'claim';

CREATE VIEW pressures AS
    SELECT s.id, s.document_id, s.status,
        s.record->>'$.cause.quote' AS cause, s.record->>'$.effect.quote' AS effect, coalesce(o.ids, []) AS weighs_on,
        s.record->>'$.modality' AS modality, s.record->>'$.connective' AS connective,
        s.speaker_id, s.confidence, s.quote, s.evidence_start, s.evidence_end
    FROM statements s
    LEFT JOIN role_ids o ON o.statement_id = s.id AND o.role = 'on'
    WHERE s.kind = 'pressure';

CREATE VIEW watchpoints AS
    SELECT s.id, s.document_id, s.status, s.record->>'$.what' AS what, coalesce(w.ids, []) AS who,
        s.record->>'$.outlook' AS outlook, s.record->>'$.due.start' AS due_start, s.record->>'$.due.end' AS due_end,
        s.record->>'$.settled_by' AS settled_by,
        s.speaker_id, s.confidence, s.quote, s.evidence_start, s.evidence_end
    FROM statements s
    LEFT JOIN role_ids w ON w.statement_id = s.id AND w.role = 'who'
    WHERE s.kind = 'watchpoint';
