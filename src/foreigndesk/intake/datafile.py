"""Reads this folder's data files and checks them against their schemas."""

from __future__ import annotations

from importlib import resources
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from foreigndesk.errors import CodebookError

Schema = TypeVar("Schema", bound=BaseModel)


def read_data(name: str, schema: type[Schema]) -> Schema:
    """Return the data file `name` of this folder as `schema`.

    Raises:
        CodebookError: when the file is not YAML or breaks its schema.
    """
    text = resources.files("foreigndesk.intake").joinpath(name).read_text(encoding="utf-8")
    try:
        return schema.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise CodebookError(
            f"intake/{name} is not valid YAML: {_one_line(error)}; correct the file"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CodebookError(
            f"intake/{name} breaks its schema at {where}: {first['msg']}; correct the file"
        ) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
