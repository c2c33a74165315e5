#!/usr/bin/env python3
"""Compares expansions of SAM templates with those of AWS's own translator.

    compare.py < lines of "template<TAB>expansion as JSON"

The expansion is what the Go test writes. The last line of the output is a summary; a line before it is a
difference. Needs `pip install aws-sam-translator pyyaml`; exit 3 when they are absent.
"""

import copy
import json
import re
import sys
from unittest.mock import MagicMock

try:
    from samtranslator.model.exceptions import ExceptionWithMessage
    from samtranslator.parser.parser import Parser
    from samtranslator.plugins.application.serverless_app_plugin import ServerlessAppPlugin
    from samtranslator.public.exceptions import InvalidDocumentException
    from samtranslator.translator.arn_generator import ArnGenerator
    from samtranslator.translator.translator import Translator
    from samtranslator.yaml_helper import yaml_parse
except ImportError:
    print("aws-sam-translator or pyyaml is not installed")
    sys.exit(3)

# Properties that are different on purpose, see the comment of expandSAM.
ON_PURPOSE = {
    "AWS::ApiGateway::RestApi": {"Body", "BodyS3Location", "DisableExecuteApiEndpoint"},
    "AWS::ApiGatewayV2::Api": {"Body", "BodyS3Location", "CorsConfiguration", "Description", "DisableExecuteApiEndpoint"},
    "AWS::ApiGateway::Deployment": {"Description"},
    "AWS::StepFunctions::StateMachine": {"Definition", "DefinitionString", "DefinitionSubstitutions", "DefinitionS3Location"},
    "AWS::CloudFormation::Stack": {"TemplateURL"},
    "AWS::AppSync::Resolver": {"Code", "CodeS3Location", "Runtime"},
    "AWS::AppSync::FunctionConfiguration": {"CodeS3Location"},
    "AWS::AppSync::GraphQLSchema": {"DefinitionS3Location"},
}
HASHED = {"AWS::Lambda::Version", "AWS::ApiGateway::Deployment", "AWS::Lambda::LayerVersion"}
LOCAL = "s3://local/local"


def package(template):
    """Puts a location in S3 for every local one, as `sam package` does."""
    serverless = {
        "AWS::Serverless::Function": "CodeUri",
        "AWS::Serverless::LayerVersion": "ContentUri",
        "AWS::Serverless::Api": "DefinitionUri",
        "AWS::Serverless::HttpApi": "DefinitionUri",
        "AWS::Serverless::StateMachine": "DefinitionUri",
    }
    code = template.get("Globals", {}).get("Function", {}) or {}
    if "CodeUri" in code and not str(code["CodeUri"]).startswith("s3://"):
        code["CodeUri"] = LOCAL
    for resource in template.get("Resources", {}).values():
        if not isinstance(resource, dict) or not isinstance(resource.get("Properties"), dict):
            continue
        properties, key = resource["Properties"], serverless.get(resource.get("Type"))
        if resource.get("Type") == "AWS::Serverless::Function":
            if properties.get("PackageType") == "Image" or "ImageUri" in properties:
                properties.setdefault("ImageUri", "local")
            elif "CodeUri" not in properties and "InlineCode" not in properties and "CodeUri" not in code:
                properties["CodeUri"] = LOCAL
        if isinstance(properties.get(key), str) and not properties[key].startswith("s3://"):
            properties[key] = LOCAL
        if isinstance(properties.get(key), dict) and "Bucket" not in properties[key]:
            properties[key] = LOCAL
        if resource.get("Type") == "AWS::Serverless::Application":
            properties["TemplateUrl"] = "local"


def translate(path):
    with open(path, encoding="utf-8-sig") as f:
        template = yaml_parse(f)
    template = json.loads(json.dumps(template, default=str))
    package(template)
    ArnGenerator.BOTO_SESSION_REGION_NAME = "us-east-1"
    session = MagicMock()
    session.region_name = "us-east-1"
    application = ServerlessAppPlugin()
    application.on_before_transform_template = lambda *_: None
    application.on_before_transform_resource = lambda *_: None
    application.on_after_transform_template = lambda *_: None
    translator = Translator({}, Parser(), [application], boto_session=session)
    return translator.translate(copy.deepcopy(template), {})


def plain(value):
    """Takes away how a value is written: ARNs with a partition, texts of numbers, empty values."""
    if isinstance(value, dict):
        value = {k: plain(v) for k, v in value.items()}
        value = {k: v for k, v in value.items() if v is not None}
        if list(value) == ["Fn::Sub"] and isinstance(value["Fn::Sub"], str):
            text = value["Fn::Sub"]
            return text if "${" not in text else value
        if list(value) == ["Fn::GetAtt"] and isinstance(value["Fn::GetAtt"], str):
            value["Fn::GetAtt"] = value["Fn::GetAtt"].split(".", 1)
        return value
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return format(float(value), "g")
    if isinstance(value, str):
        if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return format(float(value), "g")
        if value in ("True", "False"):
            return value.lower()
        return value.replace("${AWS::Partition}", "aws")
    return value


def resources(template):
    """The resources in a form that can be compared."""
    found = plain(template.get("Resources", {}))
    renamed = {}
    for name, r in found.items():
        if isinstance(r, dict) and r.get("Type") in HASHED:
            short = re.sub(r"[0-9a-f]{10}$", "", name)
            if short != name:
                renamed[name] = short
    text = json.dumps(found)
    for name, short in renamed.items():
        text = re.sub(r"\b%s\b" % name, short, text)
    found = json.loads(text)
    for r in found.values():
        if not isinstance(r, dict):
            continue
        if isinstance(r.get("DependsOn"), str):
            r["DependsOn"] = [r["DependsOn"]]
        if "DependsOn" in r:
            r["DependsOn"] = sorted(map(str, r["DependsOn"]))
        if isinstance(r.get("Metadata"), dict):
            r["Metadata"].pop("aws:sam:connectors", None)
            r["Metadata"].pop("SamTransformMetrics", None)
            if not r["Metadata"]:
                del r["Metadata"]
        p = r.get("Properties")
        if not isinstance(p, dict):
            r.pop("Properties", None)
            continue
        for key in ON_PURPOSE.get(r.get("Type"), ()):
            p.pop(key, None)
        for key in ("ManagedPolicyArns",):
            if isinstance(p.get(key), list):
                p[key] = sorted(p[key], key=json.dumps)
        if not p:
            del r["Properties"]
    return found


def is_local(value):
    return isinstance(value, str) or value in ({"S3Bucket": "local", "S3Key": "local"}, {"ImageUri": "local"}, None)


def differences(path, ours, theirs):
    a, b = resources(ours), resources(theirs)
    for name in sorted(a.keys() | b.keys()):
        if name not in a:
            yield f"{path}: {name}: missing ({b[name].get('Type')})"
        elif name not in b:
            yield f"{path}: {name}: too many ({a[name].get('Type')})"
        else:
            yield from values(f"{path}: {name}", a[name], b[name])


def values(at, a, b):
    if a == b:
        return
    if at.endswith((".Code", ".Content")) and is_local(b) and (is_local(a) or "Fn::" in json.dumps(a) or "Ref" in json.dumps(a)):
        return
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            yield from values(f"{at}.{key}", a.get(key), b.get(key))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b)):
            yield from values(f"{at}[{i}]", x, y)
    else:
        yield f"{at}: ours {shown(a)}, theirs {shown(b)}"


def shown(value):
    text = json.dumps(value)
    return text if len(text) < 200 else text[:200] + "..."


def main():
    count = {"same": 0, "different": 0, "rejected": 0, "failed": 0}
    for entry in sys.stdin:
        path, expansion = entry.rstrip("\n").split("\t")
        with open(expansion, encoding="utf-8") as f:
            ours = json.load(f)
        try:
            theirs = translate(path)
        except InvalidDocumentException as e:
            count["rejected"] += 1
            said = "said" if ours["Problems"] else "NOT SAID"
            causes = "; ".join(c.message for c in e.causes if isinstance(c, ExceptionWithMessage))
            print(f"# {path}: rejected, {said}: {causes[:300]}")
            continue
        except Exception as e:  # the translator fails in many ways on templates that are broken
            count["failed"] += 1
            print(f"# {path}: {type(e).__name__}: {str(e)[:200]}")
            continue
        found = list(differences(path, ours["Root"], theirs))
        count["different" if found else "same"] += 1
        for line in found:
            print(line)
    print("summary:", ", ".join(f"{v} {k}" for k, v in count.items()))


main()
