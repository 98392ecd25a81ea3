select
    _source as source,
    _provider as provider,
    _fetched_at as fetched_at,
    track_id,
    substring(track_id from '^isrc:(.+)$') as isrc,
    {% for name, (type, _, _) in audio_features().items() -%}
        {{ integer_or_null(name) ~ ' as ' ~ name if type == 'integer' else name }}
        {%- if not loop.last %},{% endif %}
    {% endfor -%}
from {{ source('raw', 'audio_features') }}
