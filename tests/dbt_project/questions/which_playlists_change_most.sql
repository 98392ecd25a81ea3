-- The ten playlists in which the most tracks joined or left.
select
    playlists.playlist_name,
    count(*) as number_of_additions,
    count(memberships.left_at) as number_of_removals
from marts.playlist_memberships as memberships
left join marts.dim_playlists as playlists
    on memberships.playlist_id = playlists.playlist_id
group by memberships.playlist_id, playlists.playlist_name
order by number_of_removals desc, number_of_additions desc, memberships.playlist_id asc
limit 10
