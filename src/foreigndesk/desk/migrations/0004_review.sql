-- Reserved for review.
SELECT 1;
