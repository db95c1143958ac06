-- Reserved for stories.
SELECT 1;
