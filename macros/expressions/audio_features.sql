{# The audio features with their type and the range of possible values. A new one is a line here,
   and a column in the YAML of its source, staging view and mart. #}
{% macro audio_features() %}
  {{ return({
      'danceability': ('double precision', 0, 1),
      'energy': ('double precision', 0, 1),
      'loudness': ('double precision', -100, 20),
      'mode': ('integer', 0, 1),
      'acousticness': ('double precision', 0, 1),
      'instrumentalness': ('double precision', 0, 1),
      'liveness': ('double precision', 0, 1),
      'valence': ('double precision', 0, 1),
      'tempo': ('double precision', 0, 300),
      'key': ('integer', -1, 11),
      'speechiness': ('double precision', 0, 1),
      'time_signature': ('integer', 0, 7),
      'duration_ms': ('integer', 1, 2147483647),
  }) }}
{% endmacro %}

{# The measured ones, in the order of `GRADED` in recommender/features.py. #}
{% macro graded_features() %}
  {{ return([
      'danceability', 'energy', 'loudness', 'speechiness', 'acousticness',
      'instrumentalness', 'liveness', 'valence', 'tempo',
  ]) }}
{% endmacro %}

{# The columns, a value that cannot be as null. #}
{% macro possible_features() -%}
  {% for name, (_, least, greatest) in audio_features().items() -%}
    {{ between_or_null(name, least, greatest) }} as {{ name }}
    {%- if not loop.last %},{% endif %}
  {% endfor -%}
{%- endmacro %}

{# Lines of a scale and the values on it, as `read_scales` in recommender/data/scales.py reads them. #}
{% macro comparison() -%}
  string_agg(
    array_to_string(array[scale, {{ graded_features() | join('::text, ') }}::text], ',', ''),
    chr(10) order by rank
  ) filter (where is_measured_again)
{%- endmacro %}
