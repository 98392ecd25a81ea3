"""Bodies: a number without a fraction is an integer however it is written, and nothing else is."""

import pytest
from pydantic import ValidationError

from api.http.schemas import Body


class Example(Body):
    """A body with a field of each kind."""

    number: int | None = None
    share: float | None = None
    is_on: bool | None = None


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ('{"number": 180.0}', Example(number=180)),
        ('{"number": 1.8e2}', Example(number=180)),
        ('{"share": 1.0}', Example(share=1)),
        ('{"share": 0.5}', Example(share=0.5)),
        ('{"share": 1e71}', Example(share=1e71)),
        ('{"number": null, "is_on": true}', Example(is_on=True)),
    ],
)
def test_a_body_is_read_as_json_schema_says(body, read):
    assert Example.model_validate_json(body) == read


@pytest.mark.parametrize(
    "body", ['{"number": 0.5}', '{"number": 1e71}', '{"number": "1"}', '{"is_on": 1.0}', "[1.0]"]
)
def test_another_type_is_refused(body):
    with pytest.raises(ValidationError):
        Example.model_validate_json(body)
