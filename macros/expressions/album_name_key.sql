{# The key of an album without an id: the name of its first artist, and its own. #}
{% macro album_name_key(artist_name, album_name) -%}
  coalesce({{ normalised(artist_name) }}, '') || ' / ' || {{ normalised(album_name) }}
{%- endmacro %}
