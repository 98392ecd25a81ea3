{{ config(pre_hook="""
create table if not exists observability.evaluations (
    run_id text not null,
    evaluated_at timestamptz not null,
    data_version text not null,
    code_version text not null,
    model_version text not null,
    method text not null,
    stratum text not null,
    metric text not null,
    value double precision not null,
    lower double precision,
    upper double precision,
    difference double precision,
    difference_lower double precision,
    difference_upper double precision,
    is_better text,
    number_of_queries integer not null,
    primary key (run_id, method, stratum, metric)
)
""") }}
select
    run_id,
    evaluated_at,
    data_version,
    code_version,
    model_version,
    method,
    stratum,
    metric,
    value,
    lower,
    upper,
    difference,
    difference_lower,
    difference_upper,
    is_better,
    number_of_queries
from {{ source('evaluation', 'evaluations') }}
