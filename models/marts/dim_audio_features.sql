{% set features = audio_features() -%}
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

),

measurements_known as (

    select
        provider,
        track_id,
        {% for name in features -%}
            {{ name }},
        {% endfor -%}
        rank
    from measurements_ranked
    where num_nonnulls({{ features | join(', ') }}) > 0

)

select
    track_id as af_track_id,
    {% for name in features -%}
        {{ first_known(name, 'rank') }} as af_{{ name }},
    {% endfor -%}
    {{ first_known('provider', 'rank') }} as af_provider
from measurements_known
group by track_id
