"""A registry whose certificate comes from an office's own authority."""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desk_app import bootstrap
from desk_app.errors import ExchangeError, InputError
from desk_app.resource_paths import shipped_folder
from desk_app.settings import load_settings, settings_file
from desk_app.sync.registry_client import RegistryClient
from tests.sync.desks import QUICK
from tests.sync.links import http_answer

HEALTH = http_answer("200 OK", json.dumps({"status": "ok", "schema": 1, "epoch": "e"}).encode())


@dataclass(frozen=True)
class Authority:
    """An authority of an office's own, made for a test."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
    )


def an_authority(name: str = "authority") -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        begun(named(name), named(name), key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def write_server_identity(authority: Authority, file: Path, host: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    certificate = (
        begun(named("registry"), authority.certificate.subject, key)
        .add_extension(names, critical=False)
        .add_extension(identifier, critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))


@contextmanager
def tls_server(identity: Path) -> Iterator[str]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(identity)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, context), daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with (
            client,
            suppress(OSError),
            context.wrap_socket(client, server_side=True) as secured,
        ):
            secured.recv(4096)
            secured.sendall(HEALTH)


@pytest.fixture
def authority() -> Authority:
    return an_authority()


@pytest.fixture
def url(authority: Authority, tmp_path: Path) -> Iterator[str]:
    write_server_identity(authority, tmp_path / "identity.pem", "127.0.0.1")
    with tls_server(tmp_path / "identity.pem") as served:
        yield served


def client_of(url: str, ca_file: Path | None) -> closing[RegistryClient]:
    client = RegistryClient(url, office_code="SC01", workplace="01", limits=QUICK, ca_file=ca_file)
    return closing(client)


def test_a_registry_of_the_named_authority_is_trusted(
    url: str, authority: Authority, tmp_path: Path
) -> None:
    file = tmp_path / "authority.pem"
    file.write_bytes(authority.pem)

    with client_of(url, file) as client:
        client.health()


@pytest.mark.parametrize("is_named", [True, False])
def test_a_registry_of_another_authority_is_not(url: str, tmp_path: Path, is_named: bool) -> None:
    file = tmp_path / "other.pem"
    file.write_bytes(an_authority("another").pem)

    with (
        client_of(url, file if is_named else None) as client,
        pytest.raises(ExchangeError, match=r"registry\.unreachable"),
    ):
        client.health()


def test_the_certificate_must_be_made_out_to_the_address(
    authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "authority.pem").write_bytes(authority.pem)
    write_server_identity(authority, tmp_path / "identity.pem", "127.0.0.2")

    with (
        tls_server(tmp_path / "identity.pem") as url,
        client_of(url, tmp_path / "authority.pem") as client,
        pytest.raises(ExchangeError, match=r"registry\.unreachable"),
    ):
        client.health()


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_without_certificates_is_told_at_once(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(InputError, match=r"registry\.ca_file") as refused:
        client_of("https://127.0.0.1:9", file)

    assert refused.value.params == {"file": "authority.pem"}


def test_the_settings_name_the_authority(url: str, authority: Authority, tmp_path: Path) -> None:
    example = (shipped_folder("resources") / "demo" / "provider.toml").read_text(encoding="utf-8")
    head = example.split("[registry]", maxsplit=1)[0]
    (tmp_path / "authority.pem").write_bytes(authority.pem)
    settings_file(tmp_path).write_text(
        f'{head}\n[registry]\nurl = "{url}"\nca_file = "authority.pem"\n', encoding="utf-8"
    )

    with closing(bootstrap.registry_of(load_settings(tmp_path))) as registry:
        registry.health()
