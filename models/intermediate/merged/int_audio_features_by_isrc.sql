{% set features = audio_features() -%}
with

measurements as (

    select
        source,
        provider,
        isrc,
        {{ features | join(',\n        ') }}
    from {{ ref('stg_raw__audio_features') }}
    where isrc is not null

),

codes as (

    select
        track_id,
        code
    from {{ ref('int_recordings_coded') }}
    where rule = 'isrc'

)

select
    measurements.source,
    measurements.provider,
    codes.track_id,
    {% for name in features -%}
        measurements.{{ name }}
        {%- if not loop.last %},{% endif %}
    {% endfor -%}
from measurements
inner join codes on measurements.isrc = codes.code
