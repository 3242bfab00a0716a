"""What a person reads to install the system agrees with what the system does."""

import re
import tomllib

import pytest
import yaml

from ketenregie.gegevensmap import BASE_DIR

SETTINGS = (BASE_DIR / "ketenregie/settings.py").read_text()
COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())


def test_every_setting_is_explained():
    names = set(re.findall(r'(?:env\.\w+|required|environ\.get)\(\s*"([A-Z_]+)"', SETTINGS))
    names |= set(re.findall(r'"(DATABASE_\w*URL)"', SETTINGS))
    assert {"SECRET_KEY", "DATABASE_URL", "LOG_LEVEL"} <= names
    explained = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (BASE_DIR / "docs/installatie.md").read_text(), re.M)
    )
    assert names - explained == set()


def test_metadata_names_the_locked_packages():
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]
    wanted = (BASE_DIR / "requirements/runtime.in").read_text().split()
    assert project["dependencies"] == wanted


@pytest.mark.parametrize("kind", ["runtime", "dev"])
def test_lock_files_have_hashes_and_name_no_source(kind):
    text = (BASE_DIR / f"requirements/{kind}.txt").read_text()
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--index-url|--find-links", text)


def test_compose_gives_each_service_only_its_own_login():
    logins = {
        service: sorted(
            key
            for key in COMPOSE["services"][service]["environment"]
            if key.startswith("DATABASE_")
        )
        for service in ("web", "worker", "beat", "migratie")
    }
    assert logins == {
        "web": ["DATABASE_PUBLIEK_URL", "DATABASE_URL"],
        "worker": ["DATABASE_WERKER_URL"],
        "beat": ["DATABASE_WERKER_URL"],
        "migratie": ["DATABASE_OWNER_URL"],
    }


def test_compose_asks_for_nothing_the_example_leaves_out():
    text = (BASE_DIR / "docker-compose.yml").read_text()
    asked = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = (BASE_DIR / "deploy/productie.env.example").read_text()
    assert asked == set(re.findall(r"^([A-Z_]+)=", example, re.M))


def test_database_and_queue_are_closed_to_the_outside():
    assert COMPOSE["networks"]["binnen"] == {"internal": True}
    for service in ("postgres", "valkey"):
        assert COMPOSE["services"][service]["networks"] == ["binnen"]
        assert "ports" not in COMPOSE["services"][service]


def test_each_service_that_stays_says_whether_it_lives():
    for name in ("web", "worker", "beat", "postgres", "valkey"):
        check = COMPOSE["services"][name]["healthcheck"]
        assert check["test"] and check["retries"] and check["interval"], name
    assert COMPOSE["services"]["proxy"]["depends_on"] == {"web": {"condition": "service_healthy"}}
    # Starts only when asked for, and reaches nothing outside.
    assert COMPOSE["services"]["prometheus"]["profiles"] == ["bewaking"]
    assert COMPOSE["services"]["prometheus"]["networks"] == ["binnen"]


def test_compose_names_only_files_volumes_and_networks_that_exist():
    volumes = set(COMPOSE["volumes"])
    for name, service in COMPOSE["services"].items():
        for volume in service.get("volumes", []):
            source = (
                volume.rsplit(":", 2)[0] if volume.endswith(":ro") else volume.rsplit(":", 1)[0]
            )
            if source.startswith("./"):
                assert (BASE_DIR / source).exists(), (name, source)
            elif not source.startswith("${"):
                assert source in volumes, (name, source)
        assert set(service.get("networks", [])) <= set(COMPOSE["networks"]), name
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"]), name
        for key in service.get("environment", {}):
            own = key in {
                "DOMEIN",
                "POSTGRES_USER",
                "POSTGRES_PASSWORD",
                "POSTGRES_DB",
                "POSTGRES_INITDB_ARGS",
            }
            known = (BASE_DIR / "docs/installatie.md").read_text()
            assert own or key.endswith("WACHTWOORD") or f"`{key}`" in known, (name, key)
