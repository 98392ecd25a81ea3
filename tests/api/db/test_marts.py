"""The mapped marts are read-only."""

import pytest

from api.db.database import db
from api.db.marts import FactTracks


def test_the_marts_cannot_be_written_through_the_tables(app):
    with app.app_context():
        db.session.add(FactTracks(track_id="new"))
        with pytest.raises(TypeError, match=r"only reads of marts\.fact_tracks.*only dbt writes"):
            db.session.flush()
        db.session.rollback()
