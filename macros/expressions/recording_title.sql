{# The words of a normalised title that identify a song: without guests, and without the words for
   a live, remastered, edited or other version. A title of nothing else keeps its words. #}
{% macro recording_title(title) -%}
  {%- set version = (
        'live|re-?master(ed)?|re-?mix(ed)?|re-?record(ed|ing)|re-?issue|edit|edition|version|mix|mono'
        ~ '|stereo|acoustic|unplugged|demo|instrumental|karaoke|deluxe|bonus|explicit|clean'
        ~ '|anniversary|session|sessions|take|soundtrack|original'
      ) -%}
  {%- set guest = 'feat|ft|featuring|with' -%}
  {%- set plain -%}
  regexp_replace(regexp_replace(regexp_replace(
    {{ title }},
    '[(\[](({{ guest }})\y|from\y|[^)\]]*\y({{ version }})\y)[^)\]]*[)\]]', ' ', 'g'),
    '\s[-–—]\s(.*\y({{ version }})\y|from\y).*$', ''),
    '\s(feat|ft|featuring)\y\.?\s.*$', '')
  {%- endset -%}
  coalesce(
    nullif(btrim(regexp_replace({{ plain }}, '[^[:alnum:]]+', ' ', 'g')), ''),
    {{ words_of(title) }}
  )
{%- endmacro %}
