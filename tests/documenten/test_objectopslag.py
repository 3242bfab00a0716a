"""Documents in an object store behave as on a disk: whole, encrypted, tied to their row, and really gone."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws

from ketenregie.foundation import clock
from ketenregie.foundation.documenten import opslag
from ketenregie.foundation.geheim import GeheimError

EMMER = "ketenregie-proef"
SLEUTEL = bytes(32)


@pytest.fixture
def emmer(settings: Any) -> Iterator[Any]:
    settings.STORAGES = {
        **settings.STORAGES,
        "documenten": {
            "BACKEND": "ketenregie.foundation.documenten.objectopslag.Objectopslag",
            "OPTIONS": {"bucket_name": EMMER, "access_key": "x", "secret_key": "y", "region_name": "eu-west-1",
                        "default_acl": None, "file_overwrite": True, "querystring_auth": True},
        },
    }  # fmt: skip
    with mock_aws():
        client = boto3.client(
            "s3", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="y"
        )
        client.create_bucket(
            Bucket=EMMER, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        yield client


def test_a_document_comes_back_whole_lies_encrypted_and_is_gone_when_removed(emmer: Any) -> None:
    inhoud = b"verslag van Jansen " * 20_000
    naam = opslag.schrijf(io.BytesIO(inhoud), sleutel=SLEUTEL, context="proef|1")
    assert b"".join(opslag.lees(naam, sleutel=SLEUTEL, context="proef|1")) == inhoud
    [rij] = emmer.list_objects_v2(Bucket=EMMER)["Contents"]
    assert rij["Key"] == opslag.pad(naam)
    assert b"Jansen" not in emmer.get_object(Bucket=EMMER, Key=rij["Key"])["Body"].read()
    with pytest.raises(GeheimError):
        b"".join(opslag.lees(naam, sleutel=SLEUTEL, context="proef|2"))
    opslag.verwijder(naam)
    opslag.verwijder(naam)
    with pytest.raises(GeheimError):
        opslag.lees(naam, sleutel=SLEUTEL, context="proef|1")


def test_what_no_row_names_is_cleared_up(emmer: Any) -> None:
    houd, wees = (opslag.schrijf(io.BytesIO(b"x"), sleutel=SLEUTEL, context="p") for _ in range(2))
    assert sorted(opslag.alle_paden(opslag.opslag())) == sorted(
        [opslag.pad(houd), opslag.pad(wees)]
    )
    assert opslag.ruim_wezen({houd}, voor=clock.now() - timedelta(days=1)) == 0
    assert opslag.ruim_wezen({houd}, voor=clock.now() + timedelta(minutes=1)) == 1
    assert opslag.alle_paden(opslag.opslag()) == [opslag.pad(houd)]


def test_a_store_that_is_away_is_as_a_disk_that_is_away(emmer: Any) -> None:
    emmer.delete_bucket(Bucket=EMMER)
    with pytest.raises(OSError, match="objectopslag"):
        opslag.schrijf(io.BytesIO(b"x"), sleutel=SLEUTEL, context="p")
    with pytest.raises(GeheimError):
        opslag.lees(uuid4(), sleutel=SLEUTEL, context="p")
