{# The title under which one song is one song: without guests, and without what says that
   this is its live, remastered, edited or other version. A title of nothing else stays. #}
{% macro recording_title(expression) -%}
  {%- set version = (
        'live|re-?master(ed)?|re-?mix(ed)?|re-?record(ed|ing)|re-?issue|edit|edition|version|mix|mono'
        ~ '|stereo|acoustic|unplugged|demo|instrumental|karaoke|deluxe|bonus|explicit|clean'
        ~ '|anniversary|session|sessions|take|soundtrack|original'
      ) -%}
  {%- set guest = 'feat|ft|featuring|with' -%}
  {%- set name = normalised(expression) -%}
  {%- set plain -%}
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    {{ name }},
    '[(\[](({{ guest }})\y|from\y|[^)\]]*\y({{ version }})\y)[^)\]]*[)\]]', ' ', 'g'),
    '\s[-–—]\s(.*\y({{ version }})\y|from\y).*$', ''),
    '\s(feat|ft|featuring)\y\.?\s.*$', ''),
    '[!-/:-@\[-`{-~‐-‧\s]+', ' ', 'g')
  {%- endset -%}
  coalesce(nullif(btrim({{ plain }}), ''), {{ name }})
{%- endmacro %}
