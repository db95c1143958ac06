-- What people ask for stands in columns, no longer in JSON that each question would take apart anew: on 150,000
-- events that took seconds. `record` stays the truth; `desk/columns.py` writes from it what is written here for
-- statements that a desk already has.

CREATE TABLE statements_in_columns (
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
    record         JSON NOT NULL,          -- the whole statement
    published_day  DATE,                   -- its document's
    -- several kinds
    about          VARCHAR,
    when_start     VARCHAR,
    when_end       VARCHAR,
    -- events
    type           VARCHAR,
    act            VARCHAR,
    mode           VARCHAR,
    contexts       VARCHAR[],
    quad           VARCHAR,
    score          DOUBLE,
    source         VARCHAR[],
    target         VARCHAR[],
    place          VARCHAR,
    place_state    VARCHAR,
    latitude       DOUBLE,
    longitude      DOUBLE,
    place_precision INTEGER,
    when_precision VARCHAR,
    counts         JSON,
    -- ties
    subject        VARCHAR,
    relation       VARCHAR,
    object         VARCHAR,
    through        VARCHAR,
    channel        VARCHAR,
    quantity       VARCHAR,
    -- stances
    holder         VARCHAR[],
    stance         VARCHAR,
    towards        VARCHAR[],
    -- claims
    polarity       VARCHAR,
    content        VARCHAR,
    cue            VARCHAR,
    addressee      VARCHAR[],
    -- pressures
    cause          VARCHAR,
    effect         VARCHAR,
    weighs_on      VARCHAR[],
    modality       VARCHAR,
    connective     VARCHAR,
    -- watch-points
    what           VARCHAR,
    who            VARCHAR[],
    outlook        VARCHAR,
    due_start      VARCHAR,
    due_end        VARCHAR,
    settled_by     VARCHAR
);

CREATE MACRO ids_in(record, path) AS
    coalesce(list_transform(CAST(json_extract(record, path) AS JSON[]), lambda actor: actor->>'$.id'), []);

INSERT INTO statements_in_columns
    SELECT s.id, s.document_id, s.ordinal, s.kind, s.status, s.evidence_start, s.evidence_end,
        s.quote, s.prefix, s.suffix, s.speaker_id, s.speaker_name, s.confidence, s.record, d.published_day,
        r->>'$.about', r->>'$.when.start', r->>'$.when.end',
        r->>'$.type', r->>'$.act', r->>'$.mode',
        CASE kind WHEN 'event' THEN coalesce(CAST(r->'$.contexts' AS VARCHAR[]), []) END,
        r->>'$.quad', CAST(r->>'$.score' AS DOUBLE),
        CASE kind WHEN 'event' THEN ids_in(r, '$.source') END, CASE kind WHEN 'event' THEN ids_in(r, '$.target') END,
        r->>'$.place.name', r->>'$.place.state',
        CAST(r->>'$.place.latitude' AS DOUBLE), CAST(r->>'$.place.longitude' AS DOUBLE),
        CAST(r->>'$.place.precision' AS INTEGER), CASE kind WHEN 'event' THEN r->>'$.when.precision' END,
        CASE WHEN json_array_length(r, '$.counts') > 0 THEN r->'$.counts' END,
        r->>'$.subject.id', r->>'$.relation', r->>'$.object.id', r->>'$.through.id', r->>'$.channel', r->>'$.quantity',
        CASE kind WHEN 'stance' THEN ids_in(r, '$.holder') END, r->>'$.stance',
        CASE kind WHEN 'stance' THEN ids_in(r, '$.towards') END,
        r->>'$.polarity', r->>'$.content.quote', r->>'$.cue',
        CASE kind WHEN 'claim' THEN ids_in(r, '$.addressee') END,
        r->>'$.cause.quote', r->>'$.effect.quote', CASE kind WHEN 'pressure' THEN ids_in(r, '$.on') END,
        r->>'$.modality', r->>'$.connective',
        r->>'$.what', CASE kind WHEN 'watchpoint' THEN ids_in(r, '$.who') END, r->>'$.outlook',
        r->>'$.due.start', r->>'$.due.end', r->>'$.settled_by'
    FROM (SELECT *, record AS r, rowid AS at FROM statements) s LEFT JOIN documents d ON d.id = s.document_id
    ORDER BY s.at;

DROP MACRO ids_in;
DROP TABLE statements;
ALTER TABLE statements_in_columns RENAME TO statements;

CREATE OR REPLACE VIEW statement_states AS
    SELECT statement_id, coalesce(state, actor_id) AS state FROM statement_actors
    WHERE state IS NOT NULL OR kind = 'state'
    UNION
    SELECT id, place_state FROM statements WHERE place_state IS NOT NULL;

-- The views that docs/desk.md describes; their names and columns stay. A desk of other versions may have more.
CREATE OR REPLACE VIEW events AS
    SELECT id, document_id, published_day, status, type, act, mode, contexts, quad, score, source, target,
        place, place_state, latitude, longitude, place_precision, when_start, when_end, when_precision,
        about, counts, speaker_id, confidence, quote, evidence_start, evidence_end
    FROM statements WHERE kind = 'event';

CREATE OR REPLACE VIEW ties AS
    SELECT id, document_id, published_day, status, subject, relation, object, through, channel, quantity,
        when_start, when_end, speaker_id, confidence, quote, evidence_start, evidence_end
    FROM statements WHERE kind = 'tie';

CREATE OR REPLACE VIEW stances AS
    SELECT id, document_id, published_day, status, holder, stance, about, towards,
        speaker_id, confidence, quote, evidence_start, evidence_end
    FROM statements WHERE kind = 'stance';

CREATE OR REPLACE VIEW claims AS
    SELECT id, document_id, published_day, status, speaker_id, polarity, content, cue, addressee,
        confidence, quote, evidence_start, evidence_end
    FROM statements WHERE kind = 'claim';

CREATE OR REPLACE VIEW pressures AS
    SELECT id, document_id, published_day, status, cause, effect, weighs_on, modality, connective,
        speaker_id, confidence, quote, evidence_start, evidence_end
    FROM statements WHERE kind = 'pressure';

CREATE OR REPLACE VIEW watchpoints AS
    SELECT id, document_id, published_day, status, what, who, outlook, due_start, due_end, settled_by,
        speaker_id, confidence, quote, evidence_start, evidence_end
    FROM statements WHERE kind = 'watchpoint';
