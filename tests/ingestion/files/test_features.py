"""Files of audio features: by ISRC where there is no id, and by whoever measured them."""

A, B = "0aaaaaaaaaaaaaaaaaaaaA", "0bbbbbbbbbbbbbbbbbbbbB"
ROWS = "select track_id, _provider, energy, tempo, time_signature, duration_ms"
FLAT = (
    "uuid,name,isrc.value,creditName,duration,audio.energy,audio.tempo,audio.timeSignature\n"
    "7d534228,Low,qz-aaa-24-00001,Ida,200,0.7,121.5,4\n"
    "8d534228,High,nothing,Ida,200,0.8,100,3\n"
    "9d534228,Silence,QZAAA2400003,Ida,200,,,\n"
)


def test_answers_of_soundcharts_are_features_by_isrc_and_no_tracks(load, query, tmp_path):
    path = tmp_path / "features.csv"
    path.write_text(FLAT)
    summary = load("tracks", path)
    found = f"{ROWS} from raw.audio_features"
    assert query(found) == [("isrc:QZAAA2400001", "soundcharts", 0.7, 121.5, 4, None)]
    assert query("select count(*) from raw.tracks") == [(0,)]
    reasons = [problem.reason for problem in summary.problems]
    assert "expected an ISRC, got 'nothing'; the row is left out" in reasons
    assert load("tracks", path).is_unchanged


def test_a_column_names_who_measured_a_row(load, query, tmp_path):
    path = tmp_path / "features.csv"
    path.write_text(
        "id,provider,energy,tempo,duration_ms\n"
        f"{A},FreqBlog,0.5,120,1000\n{B},,0.6,90,2000\n{A},SoundStat API,0.4,119,1001\n"
        f"{B},***,0.3,91,2001\n"
    )
    summary = load("tracks", path)
    assert query(f"{ROWS} from raw.audio_features order by 2, 1") == [
        (A, "freqblog", 0.5, 120.0, None, 1000),
        (B, "generic", 0.6, 90.0, None, 2000),
        (A, "soundstat_api", 0.4, 119.0, None, 1001),
    ]
    reasons = [problem.reason for problem in summary.problems]
    assert (
        "expected the name of a provider, got '***'; the row counts as measured by generic"
        in reasons
    )
    assert load("tracks", path).is_unchanged


def test_a_column_of_providers_counts_in_a_file_by_isrc_too(load, query, tmp_path):
    path = tmp_path / "features.csv"
    path.write_text("isrc,provider,energy\nQZAAA2400001,freqblog,0.5\nQZAAA2400001,melodata,0.6\n")
    load("tracks", path)
    assert query(f"{ROWS} from raw.audio_features order by 2") == [
        ("isrc:QZAAA2400001", "freqblog", 0.5, None, None, None),
        ("isrc:QZAAA2400001", "melodata", 0.6, None, None, None),
    ]
