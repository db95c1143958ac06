-- Reserved for ingest.
SELECT 1;
