select track_key as name_key
from {{ ref('int_plays_deduplicated') }}
where track_id is null
union
select track_id as name_key
from {{ ref('stg_raw__banned_tracks') }}
where starts_with(track_id, 'name:')
union
select track_id as name_key
from {{ ref('stg_raw__saved_tracks') }}
where starts_with(track_id, 'name:')
union
select track_id as name_key
from {{ ref('stg_raw__playlist_items') }}
where starts_with(track_id, 'name:')
