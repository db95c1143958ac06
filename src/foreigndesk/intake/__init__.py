"""Articles from files, datasets, web archives, feeds, folders and web addresses, and their documents.

    load(source) -> Article | Rejection ...        document(article) -> Document

`load` finds and reads bytes; `document` decodes them, takes the main text, tells body from chrome, reads
the publication date and checks the language. Knowledge is in the YAML files of this folder: media.yaml,
chrome.yaml, columns.yaml, dates.yaml, page.yaml, translation.yaml.
"""

from foreigndesk.intake.columns import parse_columns
from foreigndesk.intake.documents import document
from foreigndesk.intake.loading import STDIN, holds_many, load
from foreigndesk.intake.settings import Settings

__all__ = ["STDIN", "Settings", "document", "holds_many", "load", "parse_columns"]
