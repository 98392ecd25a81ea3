"""Audio features under /v1: numbers in every field, null for a track without them."""


def test_the_features_of_a_track(client):
    features = client.get("/v1/audio-features/1111111111111111111111").json
    assert features == {
        "danceability": 0.8,
        "energy": 0.7,
        "loudness": -5.0,
        "speechiness": 0.05,
        "acousticness": 0.1,
        "instrumentalness": 0.0,
        "liveness": 0.1,
        "valence": 0.6,
        "tempo": 120.4,
        "key": 0,
        "mode": 1,
        "time_signature": 4,
        "duration_ms": 210000,
        "id": "1111111111111111111111",
        "uri": "spotify:track:1111111111111111111111",
        "track_href": "http://localhost/v1/tracks/1111111111111111111111",
        "analysis_url": "http://localhost/v1/audio-analysis/1111111111111111111111",
        "type": "audio_features",
    }


def test_a_batch_keeps_the_order_and_has_null_without_features(client):
    found = client.get("/v1/audio-features?ids=t02,thunder,1111111111111111111111,none").json
    ids = [one and one["id"] for one in found["audio_features"]]
    assert ids == ["t02", None, "1111111111111111111111", None]


def test_a_batch_has_at_most_100_ids(client):
    assert client.get(f"/v1/audio-features?ids={','.join(['t02'] * 100)}").status_code == 200
    assert client.get(f"/v1/audio-features?ids={','.join(['t02'] * 101)}").status_code == 400


def test_a_track_without_features_is_404(client):
    answer = client.get("/v1/audio-features/thunder")
    assert answer.status_code == 404
    assert answer.json["error"]["message"] == (
        "expected the id of a track with audio features in the catalogue, got 'thunder'"
    )


def test_an_unknown_key_and_metre_have_the_values_that_clients_expect(client, execute):
    columns = "af_key, af_mode, af_time_signature"
    execute(f"update marts.dim_audio_features set ({columns}) = row(null, null, null)"
            " where af_track_id = 't02'")  # fmt: skip
    try:
        found = client.get("/v1/audio-features/t02").json
    finally:
        execute(f"update marts.dim_audio_features set ({columns}) = row(11, 0, 4)"
                " where af_track_id = 't02'")  # fmt: skip
    assert (found["key"], found["mode"], found["time_signature"]) == (-1, 1, 4)


def test_a_track_with_a_part_of_the_measured_features_counts_as_without(client, execute):
    execute("update marts.dim_audio_features set af_energy = null where af_track_id = 't02'")
    try:
        assert client.get("/v1/audio-features?ids=t02").json == {"audio_features": [None]}
    finally:
        execute("update marts.dim_audio_features set af_energy = 0.72 where af_track_id = 't02'")


def test_there_is_no_audio_analysis(client):
    answer = client.get("/v1/audio-analysis/1111111111111111111111")
    assert answer.status_code == 404
    assert "which no source of Segue has" in answer.json["error"]["message"]
