-- Articles whose reading failed, ended its process or took too long: set aside with the error, so that they
-- stop no run. The bytes are kept here, and only here, so that what came from a feed or an archive can be
-- tried again; they are NULL where the text is a document on this desk. One row an article and address.
CREATE TABLE quarantine (
    article_id  VARCHAR NOT NULL,          -- hash of the bytes
    address     VARCHAR NOT NULL,
    document_id VARCHAR,                   -- set where a document of this desk was read anew
    media_type  VARCHAR NOT NULL,
    fetched     VARCHAR,
    content     BLOB,
    code        VARCHAR NOT NULL,          -- failed, crashed or too_slow
    error       VARCHAR NOT NULL,
    count       INTEGER NOT NULL,          -- how many runs it failed in
    first_run   INTEGER NOT NULL,
    last_run    INTEGER NOT NULL,
    foreigndesk VARCHAR NOT NULL,          -- the versions it failed with last: others may try again
    parser      VARCHAR NOT NULL,
    codebooks   VARCHAR NOT NULL,
    gazetteers  VARCHAR NOT NULL
);
