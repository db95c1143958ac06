"""Reports of one event, grouped across articles: reprints, corroboration, contradiction.

    from foreigndesk import stories
    stories.update(opened)            # groups every document that was read since
    stories.page(opened, "sto-...")    # one story: reports, agreement, contradictions

Two steps. Documents that repeat a text are told from independent ones (`origins`). Event statements of all
documents are compared where they share party or place, kind of act and week (`blocking`); each pair has a
score that explains itself (`scoring`); and groups that agree on average are one story (`clustering`).
"""

from foreigndesk.stories.queries import Choice, Story, StoryPage, listed, page, why
from foreigndesk.stories.updating import Update, update

__all__ = ["Choice", "Story", "StoryPage", "Update", "listed", "page", "update", "why"]
