"""The marts are read-only here."""

import pytest

from api.database import session
from api.tables import FactTracks


def test_the_marts_cannot_be_written_through_the_tables(app):
    with app.app_context():
        session().add(FactTracks(track_id="new"))
        with pytest.raises(TypeError, match=r"only reads of marts\.fact_tracks.*dbt alone writes"):
            session().flush()
        session().rollback()
