"""The command line answers without a platform where it can, and refuses in one clear line where it cannot."""

from __future__ import annotations

import json
import socket
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from coachway.adapters.embedded.errors import FolderInUse, FolderUnusable
from coachway.entrypoints.cli.data_folder import DataFolder, Endpoints
from coachway.entrypoints.cli.failing import CannotStart
from coachway.entrypoints.cli.listening import listen, url_of
from coachway.entrypoints.cli.main import COMMANDS, main
from coachway.entrypoints.cli.tools import known_settings
from coachway.entrypoints.settings import Settings


@pytest.fixture
def command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line in an environment where nothing is set but an empty data folder."""
    for each in fields(Settings):
        monkeypatch.delenv(f"COACHWAY_{each.name.upper()}", raising=False)
    monkeypatch.setenv("COACHWAY_DATA_DIR", str(tmp_path / "data"))
    return CliRunner()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(command_line: CliRunner, name: str) -> None:
    done = command_line.invoke(main, [name, "--help"])
    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_settings_are_listed_with_meaning_and_without_values(
    command_line: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACHWAY_JWT_SECRET", "never to be seen")
    output = command_line.invoke(main, ["settings"]).output
    assert {line.split()[0] for line in output.splitlines()} == {f"COACHWAY_{f.name.upper()}" for f in fields(Settings)}
    assert "never to be seen" not in output


def test_the_openapi_schema_needs_no_server(command_line: CliRunner) -> None:
    schema = json.loads(command_line.invoke(main, ["openapi"]).output)
    assert schema["openapi"].startswith("3.1")
    assert schema["paths"]


@pytest.mark.parametrize("line", ["serve", "worker", "scheduler", "migrate", "audit verify", "jobs list"])
def test_a_missing_database_is_named(command_line: CliRunner, line: str) -> None:
    done = command_line.invoke(main, line.split())
    assert done.exit_code == 2
    assert done.stderr.startswith("coachway: COACHWAY_DATABASE_URL is not set")
    assert done.stderr.count("\n") == 1


def test_a_setting_that_cannot_be_read_is_named(command_line: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHWAY_TIMEZONE", "Mars/Olympus")
    done = command_line.invoke(main, ["up"])
    assert done.exit_code == 2
    assert "COACHWAY_TIMEZONE='Mars/Olympus'" in done.stderr


def test_only_up_takes_another_time(command_line: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHWAY_CLOCK_OFFSET", "P1D")
    done = command_line.invoke(main, ["serve"])
    assert done.exit_code == 2
    assert "COACHWAY_CLOCK_OFFSET" in done.stderr


@pytest.mark.parametrize("line", ["jobs requeue", "jobs requeue event:1 --all", "jobs requeue lead:1"])
def test_what_to_requeue_must_be_said(command_line: CliRunner, line: str) -> None:
    assert command_line.invoke(main, line.split()).exit_code == 2


def test_the_doctor_says_how_to_mend_what_is_wrong(command_line: CliRunner) -> None:
    done = command_line.invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert "BAD  database: not set" in done.output
    assert "-> set COACHWAY_DATABASE_URL" in done.output


def test_a_data_folder_keeps_its_secrets_to_itself(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.open()
    drawn = folder.secrets()
    assert DataFolder(folder.path).secrets() == drawn
    assert folder.secrets_file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FolderInUse):
        DataFolder(folder.path).open()
    folder.close()
    folder.secrets_file.write_text("{}")
    with pytest.raises(FolderUnusable, match="secrets"):
        folder.secrets()


def test_tools_find_the_platform_that_is_up(
    command_line: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.open()
    folder.publish(Endpoints(api="http://127.0.0.1:1", database_url="postgresql://here", redis_url="unix:///here"))
    found = known_settings()
    assert (found.database_url, found.redis_url) == ("postgresql://here", "unix:///here")
    assert found.jwt_secret == folder.secrets().jwt_secret
    monkeypatch.setenv("COACHWAY_DATABASE_URL", "postgresql://elsewhere")
    assert known_settings().database_url == "postgresql://elsewhere"
    folder.close()


def test_a_socket_is_opened_on_any_free_port() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        assert url_of(first) == f"http://127.0.0.1:{port}"
        with pytest.raises(CannotStart, match=f"port {port} on 127.0.0.1 is taken"):
            listen("127.0.0.1", port)


def test_the_url_of_a_socket_that_listens_everywhere_can_be_called() -> None:
    with listen("0.0.0.0", 0) as everywhere:
        assert url_of(everywhere).startswith("http://127.0.0.1:")


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_an_ipv6_address_is_bracketed() -> None:
    try:
        listening = listen("::1", 0)
    except CannotStart:
        pytest.skip("no IPv6 on this machine")
    with listening:
        assert url_of(listening).startswith("http://[::1]:")


@pytest.mark.parametrize("command", ["up", "serve"])
def test_a_port_that_no_machine_has_is_refused(command_line: CliRunner, command: str) -> None:
    refused = command_line.invoke(main, [command, "--port", "99999"])
    assert refused.exit_code == 2
    assert "65535" in refused.output
