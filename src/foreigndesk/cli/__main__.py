"""`python -m foreigndesk.cli`, for where the command is not on the path."""

import sys

from foreigndesk.cli import main

sys.exit(main())
