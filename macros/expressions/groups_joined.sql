{# CTEs that end with `joined`: the first key of the group of each key that `links` joins with others.
   `links` has one row per key and link: the key, the first key of that link, and the number of keys
   that have the link. Groups are joined over any number of steps. #}
{% macro groups_joined(links, key, first_key, number_of_keys) -%}
-- materialized: each step of the walk reads it
neighbors as materialized (

    select
        {{ key }} as key,
        {{ first_key }} as next_key
    from {{ links }}
    where {{ number_of_keys }} > 1
    union
    select
        {{ first_key }} as key,
        {{ key }} as next_key
    from {{ links }}
    where {{ number_of_keys }} > 1

),

-- A walk begins at each key that has none before it. The first key of a group is one of
-- them, and mostly the only one.
walks (start_key, key) as (

    select
        key as start_key,
        key
    from neighbors
    group by key
    having min(next_key) >= key
    union
    select
        walks.start_key,
        neighbors.next_key as key
    from walks
    inner join neighbors on walks.key = neighbors.key

),

joined as (

    select
        key as {{ key }},
        min(start_key) as {{ first_key }}
    from walks
    group by key

),
{%- endmacro %}
