select
    recording_mbid,
    name_key,
    {{ text_or_null('lookup_key') }} as lookup_key
from {{ source('raw', 'canonical_recordings') }}
