#!/usr/bin/env python3
"""Writes template/sam_policies.json and template/sam_connectors.json from an installed aws-sam-translator.

    pip install aws-sam-translator && python3 template/testdata/sam/tables.py

Only names, actions and resource patterns are carried over, no descriptions.
"""

import importlib.metadata
import json
import pathlib

import samtranslator

HERE = pathlib.Path(samtranslator.__file__).parent
OUT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = "github.com/aws/serverless-application-model " + importlib.metadata.version("aws-sam-translator") + " (Apache-2.0)"


def load(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def line(value):
    return json.dumps(value, separators=(",", ":"))


def entries(table):
    return ",\n".join("  " + line(k) + ": " + line(v) for k, v in table.items())


def policies():
    templates = {
        name: {"Parameters": sorted(t["Parameters"]), "Statement": t["Definition"]["Statement"]}
        for name, t in sorted(load("policy_templates_data/policy_templates.json")["Templates"].items())
    }
    paths = {}
    for names in load("internal/data/aws_managed_policies.json").values():
        for name, arn in names.items():
            path = arn.split(":policy/", 1)[1][: -len(name)]
            # Policies of service-linked roles cannot be attached to any other role.
            if path and path != "aws-service-role/":
                paths.setdefault(path, set()).add(name)
    text = '{"source": %s,\n"paths": {\n%s\n},\n"templates": {\n%s\n}}\n' % (
        line(SOURCE + ": policy_templates.json, aws_managed_policies.json"),
        entries({k: sorted(v) for k, v in sorted(paths.items())}),
        entries(templates),
    )
    (OUT / "sam_policies.json").write_text(text, encoding="utf-8")


def connectors():
    profiles = load("model/connector_profiles/profiles.json")
    pairs = {}
    for source, destinations in sorted(profiles["Permissions"].items()):
        for destination, profile in sorted(destinations.items()):
            pairs[source + " " + destination] = {"Type": profile["Type"], **profile["Properties"]}
    text = '{"source": %s,\n"pairs": {\n%s\n},\n"types": {\n%s\n}}\n' % (
        line(SOURCE + ": profiles.json"),
        entries(pairs),
        entries(profiles["CfnResourceProperties"]),
    )
    (OUT / "sam_connectors.json").write_text(text, encoding="utf-8")


policies()
connectors()
