-- Returns the versions of the method when the lists and the vectors have more than one.
with

versions as (

    select model_version
    from {{ ref('recommendations') }}
    union
    select model_version
    from {{ ref('track_vectors') }}

),

versions_counted as (

    select count(*) as number_of_versions
    from versions

)

select versions.model_version
from versions
cross join versions_counted
where versions_counted.number_of_versions > 1
