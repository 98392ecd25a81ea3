{# Normalised words in Latin letters, so that the usual ways to write Cyrillic ones are equal:
   `Хочешь` is hoces, as are Khochesh and Hočeš. Letters that ways differ in become one. NFKD has taken the marks of й, ё and ї, and of š and č. #}
{% macro transliterated(words) -%}
  {%- set letters = namespace(of=words) -%}
  {%- for cyrillic, latin in [
      ('щ', 's'), ('ш', 's'), ('ч', 'c'), ('ж', 'z'), ('ю', 'iu'), ('я', 'ia'), ('љ', 'li'), ('њ', 'ni'),
  ] -%}
    {%- set letters.of = "replace(" ~ letters.of ~ ", '" ~ cyrillic ~ "', '" ~ latin ~ "')" -%}
  {%- endfor -%}
  {%- set letters.of = "translate(" ~ letters.of
      ~ ", 'абвгґдеэєзиіыјклмнопрстуўфхцъь ', 'abvggdeeeziiiiklmnoprstuufhc')" -%}
  {%- for written, folded in [
      ('shch|sch|sh', 's'), ('ch', 'c'), ('zh', 'z'), ('kh', 'h'), ('ts|tz', 'c'), ('[jy]', 'i'),
      ('ie', 'e'), ('w', 'v'), ('(.)\\1+', '\\1'),
  ] -%}
    {%- set letters.of = "regexp_replace(" ~ letters.of ~ ", '" ~ written ~ "', '" ~ folded ~ "', 'g')" -%}
  {%- endfor -%}
  {{ letters.of }}
{%- endmacro %}
