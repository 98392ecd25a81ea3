"""Ids to request from ReccoBeats: tracks of the raw tables without a measured audio feature.

A track of which files give only the key, the mode or the bar has no sound yet, so it is
requested, too. A track without an id of Spotify's is requested by its ISRC, if it has one; the
id in our tables is then `isrc:` and the code.

An id that it does not know is remembered for a time, and then asked for again: its catalogue
grows. Invented tracks are never asked for.
"""

from datetime import timedelta

import psycopg

from ingestion.load.audio_features import BY_ISRC, FEATURES, ISRC

SPOTIFY_ID = "^[0-9A-Za-z]{22}$"
SOURCE_NAME, KIND = "reccobeats", "audio_features"
WANTED = f"""
with by_isrc as (
    select track_id, '{BY_ISRC}' || code as isrc_id
    from raw.tracks, upper(regexp_replace(isrc, '[^[:alnum:]]', '', 'g')) as code
    where _source <> 'demo' and track_id !~ '{SPOTIFY_ID}' and code ~ '{ISRC}'
),
wanted as (
    select track_id from raw.tracks where _source <> 'demo'
    union
    select isrc_id from by_isrc
    where not exists (
        select from raw.audio_features as known
        where known.track_id = by_isrc.track_id and num_nonnulls({", ".join(FEATURES)}) > 0
    )
    union
    select track_id from raw.playlist_items where _source <> 'demo'
    union
    select track_id from raw.plays where _source <> 'demo'
    union
    select track_id from raw.saved_tracks where _source <> 'demo'
)
select wanted.track_id
from wanted
where
    (wanted.track_id ~ '{SPOTIFY_ID}' or wanted.track_id like '{BY_ISRC}%%')
    and not exists (
        select from raw.audio_features as known
        where known.track_id = wanted.track_id and num_nonnulls({", ".join(FEATURES)}) > 0
    )
    and not exists (
        select from raw._api_entities as asked
        where
            asked.source = %s and asked.kind = %s and asked.entity_id = wanted.track_id
            and asked.status = 'missing' and asked.asked_at > now() - %s
    )
order by wanted.track_id collate "C"
"""  # noqa: S608 - the names of our own columns
NOTE_UNKNOWN = """
insert into raw._api_entities (source, kind, entity_id, status)
select %s, %s, entity_id, 'missing' from unnest(%s::text[]) as entity_id
on conflict (source, kind, entity_id) do update set status = excluded.status, asked_at = now()
"""
FORGET_UNKNOWN = """
delete from raw._api_entities where source = %s and kind = %s and entity_id = any(%s)
"""
FORGET_ANSWERS = "delete from raw._api_answers where source = %s"
Statement = tuple[str, tuple[object, ...]]


def find_pending_ids(connection: psycopg.Connection, ask_again_after: timedelta) -> list[str]:
    """Return the ids to ask for, always in the same order."""
    rows = connection.execute(WANTED, (SOURCE_NAME, KIND, ask_again_after)).fetchall()
    return [row[0] for row in rows]


def build_notes(known: list[str], unknown: list[str]) -> list[Statement]:
    """Return the statements that run with the load; stored answers are deleted by them."""
    return [
        (NOTE_UNKNOWN, (SOURCE_NAME, KIND, unknown)),
        (FORGET_UNKNOWN, (SOURCE_NAME, KIND, known)),
        (FORGET_ANSWERS, (SOURCE_NAME,)),
    ]
