-- Returns the tracks that have features in the mart and from no provider, or the
-- reverse: a row counts if one value at least can be.
with

features as (

    select af_track_id
    from {{ ref('dim_audio_features') }}

),

tracks_measured as (

    {% for model in ['stg_raw__audio_features', 'int_audio_features_by_isrc'] -%}
        select track_id
        from {{ ref(model) }}
        where
            {% if model.startswith('stg') -%} isrc is null and {%- endif %}
            (
                {% for name, (_, least, greatest) in audio_features().items() -%}
                    {{ name }} between {{ least }} and {{ greatest }}
                    {%- if not loop.last %} or {% endif %}
                {% endfor -%}
            )
        {% if not loop.last -%} union {%- endif %}
    {% endfor %}

)

select
    measured.track_id,
    features.af_track_id
from tracks_measured as measured
full join features
    on measured.track_id = features.af_track_id
where measured.track_id is null or features.af_track_id is null
