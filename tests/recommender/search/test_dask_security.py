"""The address of a Dask scheduler, TLS, and a scheduler that goes away."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from recommender.errors import DaskClusterError
from recommender.search.dask_address import parse_address
from recommender.search.dask_partitions import DaskExecutor
from tests.recommender.search.recorded_runs import RecordedRuns

ROWS = np.random.default_rng(3).normal(size=(200, 7)).astype(np.float32)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tcp://10.0.0.5:8786", "tcp://10.0.0.5:8786"),
        ("tls://scheduler.internal:9000/", "tls://scheduler.internal:9000"),
        ("tcp://scheduler", "tcp://scheduler:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_an_address_is_that_of_a_scheduler(text, expected):
    assert parse_address(text) == expected
    assert DaskExecutor(text).address == expected


@pytest.mark.parametrize(
    "text",
    ["10.0.0.5:8786", "http://h:8786", "tcp://", "tcp://h:port", "tcp://h:8786/x", "threads"],
)
def test_another_text_is_an_error_that_says_what_an_address_is(text):
    with pytest.raises(DaskClusterError, match=r"tcp://HOST:PORT or tls://HOST:PORT, got"):
        parse_address(text)


def test_a_password_in_the_address_is_refused_and_not_repeated():
    with pytest.raises(DaskClusterError, match="certificates") as raised:
        parse_address("tcp://me:hunter2@scheduler:8786")
    assert "hunter2" not in str(raised.value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return the files of a certificate that signs itself, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dask")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(signed.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def test_certificates_are_those_of_dasks_own_settings(certificate, monkeypatch):
    dask = pytest.importorskip("dask", reason="no package dask: install Segue's extra dask")
    from benchmarks.dask_cluster import start_cluster

    variables = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(certificate[0])}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        for kind, file in zip(("CERT", "KEY"), certificate, strict=True):
            variables[f"DASK_DISTRIBUTED__COMM__TLS__{role}__{kind}"] = str(file)
    with start_cluster(1, ("--protocol", "tls"), variables) as cluster:
        assert cluster.address.startswith("tls://")
        plain = cluster.address.replace("tls://", "tcp://")
        with pytest.raises(DaskClusterError, match="expected a Dask scheduler at tcp://"):
            DaskExecutor(plain, timeout_s=1).check()
        with pytest.raises(DaskClusterError, match=r"at tls://.*no certificates"):
            DaskExecutor(cluster.address, timeout_s=1).check()
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        dask.config.refresh()
        try:
            executor = DaskExecutor(cluster.address, timeout_s=60)
            results = executor.map(RecordedRuns(ROWS))
            assert next(results)[0] == 0
            cluster.scheduler.kill()
            with pytest.raises(DaskClusterError, match="scheduler does not answer any more"):
                list(results)
        finally:
            monkeypatch.undo()
            dask.config.refresh()
