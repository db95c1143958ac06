-- Stories, version 1: which reports are reprints, and which tell of one event. `foreigndesk.stories` writes all of it;
-- like the tables of the desk these have no keys, the writer makes rows unique.

-- Documents that were grouped. One whose reading has another digest by now is grouped anew.
CREATE TABLE story_documents (
    document_id VARCHAR NOT NULL,
    digest      VARCHAR NOT NULL,          -- of the reading that was grouped, as in readings.digest
    day         DATE,                      -- of publication
    published   VARCHAR NOT NULL,          -- ISO 8601, '9999' where unknown: earlier reports come first
    outlet      VARCHAR NOT NULL,          -- source, else host of the address, else the document's id
    words       VARCHAR[] NOT NULL,        -- content words of its beginning
    actors      VARCHAR[] NOT NULL,        -- states and other linked actors that it names
    signature   UINTEGER[] NOT NULL,       -- MinHash of its body
    copy_of     VARCHAR,                   -- the earlier document whose text it repeats
    origin      VARCHAR NOT NULL           -- the first document of that chain, itself where it repeats none
);

-- Locality-sensitive hashing: two documents that share a bucket may be near-duplicates.
CREATE TABLE story_bands (
    document_id VARCHAR NOT NULL,
    day         DATE,
    bucket      UBIGINT NOT NULL
);

-- Near-duplicates: which share of the shorter one's word shingles the longer one has.
CREATE TABLE story_copies (
    one   VARCHAR NOT NULL,                -- document ids, one < other
    other VARCHAR NOT NULL,
    share DOUBLE NOT NULL
);

-- Event statements that were grouped, each in one story.
CREATE TABLE story_events (
    statement_id VARCHAR NOT NULL,
    document_id  VARCHAR NOT NULL,
    story_id     VARCHAR NOT NULL,
    account      JSON NOT NULL             -- what is compared of it: parties, act, days, place, numbers, words
);

-- Blocking: only statements that share a key (parties, place, kind of act, week) are compared.
CREATE TABLE story_keys (
    statement_id VARCHAR NOT NULL,
    key          UBIGINT NOT NULL
);

-- Pairs that were compared and may be one event. `foreigndesk explain sto-...` says why.
CREATE TABLE story_links (
    one         VARCHAR NOT NULL,          -- statement ids, one < other
    other       VARCHAR NOT NULL,
    probability DOUBLE NOT NULL            -- that both tell of one event
);

CREATE TABLE story_summaries (
    id             VARCHAR NOT NULL,       -- sto-...; kept while the story grows
    title          VARCHAR NOT NULL,       -- the words of its best evidence
    type           VARCHAR,                -- PLOVER type and act on which most sources agree
    act            VARCHAR,
    mode           VARCHAR,
    quad           VARCHAR,
    standing       VARCHAR NOT NULL,       -- so (some report says it happened), open (planned, possible, ...), denied
    source         VARCHAR[] NOT NULL,     -- actor ids on which most sources agree
    target         VARCHAR[] NOT NULL,
    states         VARCHAR[] NOT NULL,     -- ISO-3 codes of all parties and of the place
    place          VARCHAR,
    place_state    VARCHAR,
    latitude       DOUBLE,
    longitude      DOUBLE,
    starts         DATE,                   -- the days on which most sources agree; of publication where none is told
    ends           DATE,
    reports        INTEGER NOT NULL,       -- documents that tell of it
    happened       INTEGER NOT NULL,       -- of these, documents that say in their own voice that it happened
    claimed        INTEGER NOT NULL,       -- documents where only a named speaker says so
    origins        INTEGER NOT NULL,       -- independent sources: reprints of one text count once
    outlets        INTEGER NOT NULL,
    first_report   DATE,
    last_report    DATE,
    contradictions VARCHAR[] NOT NULL      -- fields whose values cannot all be so: date, place, status, killed, ...
);

-- What the reports of a story say of each field. Reports that do not say are in no row.
CREATE TABLE story_values (
    story_id      VARCHAR NOT NULL,
    field         VARCHAR NOT NULL,        -- date, place, source, target, status, or what is counted (killed, crowd)
    value         VARCHAR NOT NULL,
    agreed        BOOLEAN NOT NULL,        -- the value that most independent sources give
    contradicted  BOOLEAN NOT NULL,        -- another value of the field cannot be so as well
    origins       INTEGER NOT NULL,        -- independent sources that give it
    documents     VARCHAR[] NOT NULL,
    statements    VARCHAR[] NOT NULL
);

-- One row per story.
CREATE VIEW stories AS SELECT * FROM story_summaries;

-- One row per story and document that tells of it.
CREATE VIEW story_reports AS
    SELECT e.story_id, e.document_id, d.day, d.outlet, d.origin, d.copy_of,
        list(e.statement_id ORDER BY s.ordinal) AS statements,
        list_sort(list(DISTINCT s.status)) AS statuses,
        list_sort(list(DISTINCT e.account->>'$.standing')) AS standings,   -- so, open, denied
        arg_max(s.quote, s.confidence) AS quote,
        max(s.confidence) AS confidence
    FROM story_events e
    JOIN story_documents d USING (document_id)
    JOIN statements s ON s.id = e.statement_id AND s.document_id = e.document_id
    GROUP BY e.story_id, e.document_id, d.day, d.outlet, d.origin, d.copy_of;

-- What contradicts what, for those who ask in SQL.
CREATE VIEW story_contradictions AS
    SELECT story_id, field, value, origins, documents, statements FROM story_values WHERE contradicted;
