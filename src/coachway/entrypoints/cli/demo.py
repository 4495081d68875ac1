"""`coachway demo`: the whole story through the HTTP API, each step printed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coachway.adapters.embedded.errors import FolderUnusable
from coachway.entrypoints.cli.data_folder import ADMIN_EMAIL, DataFolder
from coachway.entrypoints.demo.keys import Keys
from coachway.entrypoints.demo.narrator import Narrator
from coachway.entrypoints.demo.platform import DemoStopped
from coachway.entrypoints.demo.story import tell_the_story
from coachway.entrypoints.settings import Settings, SettingsError, load_settings


@click.command("demo")
@click.option("--url", help="Address of the platform; default: the one that `coachway up` wrote to its data folder.")
@click.option("--data-dir", type=click.Path(path_type=Path, file_okay=False), help="Data folder of the platform.")
@click.option("--examples", type=click.Path(path_type=Path, file_okay=False), help="Folder of leads.csv and the rest.")
@click.option("--admin-email", default="", help="Admin to sign in as; default: COACHWAY_ADMIN_EMAIL.")
@click.option("--admin-password", default="", help="Their password; default: COACHWAY_ADMIN_PASSWORD.")
@click.option("--password", default="", help="Password of the demo's people; default: drawn once, then kept.")
def demo(
    *,
    url: str | None,
    data_dir: Path | None,
    examples: Path | None,
    admin_email: str,
    admin_password: str,
    password: str,
) -> None:
    """Tell one whole story through the HTTP API, each step printed; running it again doubles nothing."""
    try:
        settings = load_settings()
        folder = DataFolder(data_dir or settings.data_dir)
        keys = Keys.found(
            folder.path,
            admin_email=admin_email or settings.admin_email,
            admin_password=admin_password or settings.admin_password,
            password=password,
            drawn_by_up=(ADMIN_EMAIL, folder.secrets().admin_password) if folder.secrets_file.exists() else None,
        )
        tell_the_story(
            url=url or _address(folder, settings),
            keys=keys,
            examples=examples or _examples(),
            data_dir=folder.path,
            zone=settings.timezone,
            narrator=Narrator(),
        )
    except (DemoStopped, SettingsError, FolderUnusable) as stopped:
        click.echo(f"demo: {stopped}", err=True)
        sys.exit(1)


def _address(folder: DataFolder, settings: Settings) -> str:
    endpoints = folder.endpoints()
    return endpoints.api if endpoints else settings.public_url


def _examples() -> Path:
    """Here, or beside the sources, or where the container image keeps them."""
    candidates = (Path("examples"), Path(__file__).parents[4] / "examples", Path(sys.prefix) / "examples")
    return next((folder for folder in candidates if (folder / "leads.csv").is_file()), candidates[0])
