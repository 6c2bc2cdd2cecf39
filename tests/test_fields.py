"""The reference names every key that a file may have, once, with its description and what it must look like."""

from __future__ import annotations

import re
from collections import Counter

from generator import forms, model, schema
from generator.views.fields import fields_page

PAGE = fields_page()


def test_every_key_of_every_record_is_there() -> None:
    listed = {file.name: {key.name for record in file.records for key in record.fields} for file in PAGE.files}
    assert set(listed) == set(schema.FILES)
    for name, (record, _) in schema.FILES.items():
        assert listed[name] >= {key.typed for key in forms.keys(record)}
    assert {key.typed for key in forms.keys(model.Account)} <= listed["claim"]


def test_every_key_has_a_description_and_a_form_in_words() -> None:
    for file in PAGE.files:
        for record in file.records:
            for key in record.fields:
                assert key.description, (file.name, record.name, key.name)
                assert key.record or re.fullmatch(r"[\w ,:;()-]+", key.form), key.form
                assert "None" not in key.form


def test_what_is_required_is_marked() -> None:
    claim = next(file for file in PAGE.files if file.name == "claim").records[0]
    required = {key.name for key in claim.fields if key.required}
    assert required == {key.typed for key in forms.keys(model.Claim) if key.required}


def test_addresses_are_given_once_and_records_lead_to_their_keys() -> None:
    anchors = Counter(key.anchor for file in PAGE.files for record in file.records for key in record.fields)
    anchors.update(record.anchor for file in PAGE.files for record in file.records)
    assert [anchor for anchor, count in anchors.items() if count > 1] == []
    for file in PAGE.files:
        for record in file.records:
            for key in record.fields:
                assert bool(key.record) == bool(key.link)
                assert not key.link or key.link in anchors
