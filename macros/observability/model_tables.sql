{# What a Python model measured about its rows, why it made all of them anew, or not, and hashes of
   what the lists were ranked from: all are written in the transaction that writes the rows. #}
{% macro create_model_tables() -%}
create table if not exists observability.model_figures (
    model text not null,
    figure text not null,
    model_version text not null,
    value double precision not null,
    measured_at timestamptz not null default clock_timestamp(),
    primary key (model, figure, model_version)
);
create table if not exists observability.model_decisions (
    model text not null,
    decided_at timestamptz not null default clock_timestamp(),
    model_version text not null,
    is_whole boolean not null,
    reason text not null,
    code text not null,
    primary key (model, decided_at)
);
create table if not exists observability.list_inputs (
    track_id text primary key,
    as_seed bigint not null,
    as_candidate bigint not null
)
{%- endmacro %}
