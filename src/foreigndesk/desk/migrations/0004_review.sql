-- Judgements say what was judged, whole: they outlive the reading that they were made on.
ALTER TABLE judgements ADD COLUMN document_id VARCHAR;
ALTER TABLE judgements ADD COLUMN kind VARCHAR;
ALTER TABLE judgements ADD COLUMN evidence_start INTEGER;
ALTER TABLE judgements ADD COLUMN evidence_end INTEGER;
ALTER TABLE judgements ADD COLUMN judged JSON;      -- the statement as the machine read it then
ALTER TABLE judgements ADD COLUMN correction JSON;  -- the statement as it should be, where verdict is corrected

-- What stands: not undone, and the last word on its statement.
CREATE VIEW standing_judgements AS
    SELECT * FROM judgements WHERE deleted_at IS NULL
    QUALIFY row_number() OVER (PARTITION BY statement_id ORDER BY made_at DESC, id DESC) = 1;

-- Which statement on the desk a judgement is about: the very one, or, where a re-reading has changed it,
-- one of the same kind on the same words.
CREATE VIEW statement_judgements AS
    SELECT s.id AS statement_id, j.id AS judgement_id, true AS same
    FROM standing_judgements j JOIN statements s ON s.id = j.statement_id
    UNION ALL
    SELECT s.id, j.id, false
    FROM standing_judgements j JOIN statements s
        ON s.document_id = j.document_id AND s.kind = j.kind
        AND s.evidence_start = j.evidence_start AND s.evidence_end = j.evidence_end
    WHERE j.statement_id NOT IN (SELECT id FROM statements)
        AND s.id NOT IN (SELECT statement_id FROM standing_judgements);
