-- Returns the tracks that have a measured audio feature and no vector. Key, mode and
-- bar, which are whole numbers, are none, and a tempo of 0 is unknown.
with

features as (

    select af_track_id
    from {{ ref('dim_audio_features') }}
    where
        {% for name, (type, _, _) in audio_features().items()
            if type == 'double precision' -%}
            {{ 'nullif(af_tempo, 0)' if name == 'tempo' else 'af_' ~ name }} is not null
            {%- if not loop.last %} or {% endif %}
        {% endfor -%}

),

vectors as (

    select track_id
    from {{ ref('track_vectors') }}

)

select features.af_track_id
from features
left join vectors
    on features.af_track_id = vectors.track_id
where vectors.track_id is null
