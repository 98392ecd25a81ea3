{% set features = {
    'danceability': (0, 1),
    'energy': (0, 1),
    'loudness': (-100, 20),
    'mode': (0, 1),
    'acousticness': (0, 1),
    'instrumentalness': (0, 1),
    'liveness': (0, 1),
    'valence': (0, 1),
    'tempo': (0, 300),
    'key': (-1, 11),
    'speechiness': (0, 1),
    'time_signature': (0, 7),
    'duration_ms': (1, 2147483647),
} -%}
with

precedences as (

    select
        provider,
        feature_precedence
    from {{ ref('provider_precedence') }}

),

rows_ranked as (

    select
        features.provider,
        features.track_id,
        {% for name, (lowest, highest) in features.items() -%}
            {{ between_or_null('features.' ~ name, lowest, highest) }} as {{ name }},
        {% endfor -%}
        row_number() over (
            partition by features.track_id
            order by
                {{ precedence_of('precedences.feature_precedence') }},
                features.provider,
                features.source
        ) as rank
    from {{ ref('stg_raw__audio_features') }} as features
    left join precedences on features.provider = precedences.provider

),

rows_known as (

    select
        provider,
        track_id,
        {% for name in features -%}
            {{ name }},
        {% endfor -%}
        rank
    from rows_ranked
    where num_nonnulls({{ features | join(', ') }}) > 0

)

select
    track_id as af_track_id,
    {% for name in features -%}
        {{ first_known(name, 'rank') }} as af_{{ name }},
    {% endfor -%}
    {{ first_known('provider', 'rank') }} as af_provider
from rows_known
group by track_id
