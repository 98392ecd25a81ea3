{% set features, graded = audio_features(), graded_features() -%}
with

measurements as (

    {% for model in ['stg_raw__audio_features', 'int_audio_features_by_isrc'] -%}
        select
            source,
            provider,
            track_id,
            {{ possible_features() }}
        from {{ ref(model) }}
        {% if model.startswith('stg') -%} where isrc is null {%- endif %}
        {% if not loop.last -%} union all {%- endif %}
    {% endfor %}
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
        count(*) over (partition by measurements.track_id) > 1 as is_measured_again,
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
        case
            when min(scale) <> max(scale)
                then {{ comparison() }}
        end as comparison,
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
    end as af_scales,
    tracks.comparison as af_comparison
from tracks
cross join lateral array_remove(tracks.scales, null) as known (scales)
