{% set features = audio_features() -%}
{#- in the order of `GRADED` in recommender/features.py -#}
{% set graded = [
    'danceability', 'energy', 'loudness', 'speechiness', 'acousticness',
    'instrumentalness', 'liveness', 'valence', 'tempo',
] -%}
with

measurements as (

    select
        source,
        provider,
        track_id,
        {% for name, (_, least, greatest) in features.items() -%}
            {{ between_or_null(name, least, greatest) }} as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor -%}
    from {{ ref('stg_raw__audio_features') }}

),

scales as (

    select
        provider,
        feature_scale
    from {{ ref('feature_scales') }}

),

precedences as (

    select
        provider,
        feature_precedence
    from {{ ref('provider_precedence') }}

),

measurements_ranked as (

    select
        measurements.provider,
        measurements.track_id,
        coalesce(scales.feature_scale, measurements.provider) as scale,
        {% for name in features -%}
            measurements.{{ name }},
        {% endfor -%}
        row_number() over (
            partition by measurements.track_id
            order by
                {{ precedence_of('precedences.feature_precedence') }},
                measurements.provider,
                measurements.source
        ) as rank
    from measurements
    left join precedences on measurements.provider = precedences.provider
    left join scales on measurements.provider = scales.provider

),

tracks as (

    select
        track_id,
        {% for name in features -%}
            {{ first_known(name, 'rank') }} as {{ name }},
        {% endfor -%}
        array[
            {% for name in graded -%}
                {{ first_known('scale', 'rank', name ~ ' is not null') }}
                {%- if not loop.last %},{% endif %}
            {% endfor -%}
        ] as scales,
        {{ first_known('provider', 'rank') }} as provider
    from measurements_ranked
    where num_nonnulls({{ features | join(', ') }}) > 0
    group by track_id

)

select
    tracks.track_id as af_track_id,
    {% for name in features -%}
        tracks.{{ name }} as af_{{ name }},
    {% endfor -%}
    tracks.provider as af_provider,
    case
        when known.scales[1] = all(known.scales) then known.scales[1]
    end as af_scale,
    -- text, because dbt cannot give an array to a unit test of a model below
    case
        when known.scales[1] <> any(known.scales)
            then array_to_string(tracks.scales, ',', '')
    end as af_scales
from tracks
cross join lateral array_remove(tracks.scales, null) as known (scales)
