"""What a sentence is about decides whether a name that others bear is the one of politics."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

from foreigndesk import linking, parsing
from foreigndesk.linking.names import foreign, normal, plainly_declined, stems
from foreigndesk.linking.registry import Registry
from foreigndesk.linking.topics import matter, topics
from foreigndesk.records import Document, PublicationDate

pytestmark = pytest.mark.parses


def linked(text: str, date: str = "2018-05-14") -> set[str]:
    document = Document(article_id="art-0", address="test", text=text, published=PublicationDate.given(date))
    mentions = linking.link(parsing.load()(text), document, Registry.load())
    return {actor.id for mention in mentions for actor in mention.actors if actor.linked}


def test_no_word_is_both_of_private_life_and_of_public_affairs() -> None:
    private = set().union(*topics().private.values())
    assert not private & topics().public
    assert not topics().public & topics().half_public


def test_every_list_of_the_topics_file_is_known_and_each_word_stands_in_lower_case() -> None:
    raw = yaml.safe_load(resources.files(linking).joinpath("topics.yaml").read_text("utf-8"))
    assert raw.keys() == set(type(topics()).model_fields)
    words = set().union(*topics().private.values(), topics().public, topics().half_public, topics().trades)
    assert words == {word.lower() for word in words}


def test_a_sentence_is_counted_by_its_words_of_kitchen_and_of_parliament() -> None:
    doc = parsing.load()("The minister ate soup and cheese with the goalkeeper.")
    found = matter(next(iter(doc.sents)))
    assert {doc[i].text for i in found.public} == {"minister"}
    assert {doc[i].text for i in found.private} == {"soup", "cheese", "goalkeeper"}
    assert {doc[i].text for i in found.people} == {"goalkeeper"}


def test_an_adjective_beside_a_dish_names_no_state_but_one_beside_an_import_ban_does() -> None:
    assert "FRA" not in linked("She stirred a spoon of French mustard into the sauce.")
    assert "FRA" in linked("Moscow extended the embargo on French mustard for a year.")


def test_people_of_a_state_keep_it_whatever_they_do() -> None:
    assert "CUB/doctors" in linked("Cuban doctors have set up a ward in the north of Haiti.")


def test_a_town_and_the_region_behind_a_comma_are_no_states() -> None:
    assert not {"ITA", "GEO"} & linked("A bakery in Rome, Georgia, sells rye bread.")
    assert "GEO" in linked("The president returned to Tbilisi, Georgia, on Sunday.")


def test_a_club_is_not_the_state_of_its_town() -> None:
    assert "ROU" not in linked("Rapid Bucharest lost the derby to their neighbours.")
    assert "ROU" in linked("Bucharest summoned the ambassador of Hungary.")


def test_a_surname_alone_needs_something_of_public_affairs() -> None:
    assert "emmanuel-macron" not in linked("The Macron family has kept bees for a century.")
    assert "emmanuel-macron" in linked("French ministers met Macron before the vote in parliament.")


def test_a_family_name_with_a_firms_word_is_no_politician() -> None:
    assert "angela-merkel" not in linked("Merkel & Sons painted the walls of the German parliament.")


def test_a_given_name_spelled_by_ear_does_not_hide_who_holds_the_office() -> None:
    assert "emmanuel-macron" in linked("French President Emanjuel Makron received the envoys.")


def test_a_plain_case_ending_is_one_that_no_surname_has() -> None:
    assert "lavrov" in stems("lavrovym")
    assert plainly_declined("lavrovym", "lavrov")
    assert not plainly_declined("lavrova", "lavrov")


def test_an_article_joined_by_an_apostrophe_is_no_part_of_the_name() -> None:
    assert normal("l'OTAN") == normal("l’OTAN") == normal("OTAN") == "otan"
    assert normal("O'Keeffe") == "okeeffe"


def test_letters_of_azerbaijan_are_read_as_letters() -> None:
    assert normal("Heydər Əliyev") == "heydar aliyev"


def test_a_name_is_also_looked_up_as_russian_spells_western_names() -> None:
    assert "holand" in " ".join(foreign("olland"))
