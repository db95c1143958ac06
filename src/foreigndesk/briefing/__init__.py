"""The briefing: one page of what the desk holds, on the terminal or as one HTML file.

briefing = compose(desk, Selection(country="KGZ"), choice="Kyrgyzstan")
terminal.render(briefing, console)
Path("brief.html").write_text(page.render(briefing))
"""

from foreigndesk.briefing.composing import Briefing, Group, Line, Section, as_json, compose
from foreigndesk.briefing.countries import country_code, country_name, party
from foreigndesk.briefing.wording import Wording, worded

__all__ = [
    "Briefing",
    "Group",
    "Line",
    "Section",
    "Wording",
    "as_json",
    "compose",
    "country_code",
    "country_name",
    "party",
    "worded",
]
