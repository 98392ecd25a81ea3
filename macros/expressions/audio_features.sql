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
