"""Answers on the wire, held against botocore's own models of the services."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree

# Codes that every operation of a service may answer, beside those that its model lists.
# Source: "Common errors" of each service's API reference.
COMMON = {
    "AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature",
    "IncompleteSignatureException", "InternalFailure", "InvalidAction", "InvalidClientTokenId", "InvalidParameterValue",
    "InvalidSignatureException", "MissingAuthenticationToken", "MissingAuthenticationTokenException", "MissingParameter",
    "NotImplemented", "SerializationException", "SignatureDoesNotMatch", "Throttling", "ThrottlingException",
    "UnknownOperationException", "UnrecognizedClientException", "ValidationError", "ValidationException",
    "InvalidAddress", "MalformedInput", "MalformedQueryString",
}
# Services whose models list the errors of each operation.
MODELLED = {"eks", "iam", "sts", "sqs", "events", "logs", "kms", "ssm", "resourcegroupstaggingapi", "eks-auth"}
# SQS answers some codes that its model spells otherwise or not at all.
# Source: SQS API reference, "Common errors" and the examples of each action.
# A Fargate profile in the making, a wrong number of items to a page, AWS's own aliases: as users have met them.
BESIDE = {"eks": {"ResourceInUseException", "InvalidParameterException"}, "kms": {"NotAuthorizedException"}, "sqs": {"InvalidParameterValue", "MissingParameter", "AWS.SimpleQueueService.NonExistentQueue"}}

# Values that a service answers and its model does not list.
# Sources: IAM API reference, AttachedPermissionsBoundary ("can only have a value of Policy"); EC2 API reference,
# the answers in the examples of DescribeInternetGateways, CreateVpcEndpoint and DescribeNetworkInterfaces.
UNLISTED = {
    "PermissionsBoundaryAttachmentType": {"Policy"},
    "AttachmentStatus": {"available"},
    "State": {"available", "pending", "deleting", "deleted"},
    "NetworkInterfaceType": {"nat_gateway"},
}


class Deviation(AssertionError):
    """An answer that the service's model does not allow."""


def check(service, operation, response):
    """Raises `Deviation` when an answer is not one that the model of its operation describes."""
    problems = []
    status, body = response["status_code"], response["body"]
    protocol = operation.service_model.resolved_protocol
    if status >= 300:
        problems += error_problems(service, operation, protocol, status, body, response["headers"])
    else:
        shape = operation.output_shape
        if protocol in ("json", "rest-json"):
            problems += json_problems(shape, json.loads(body) if body else {}, operation.name)
        else:
            problems += xml_problems(operation, protocol, shape, body)
    if problems:
        raise Deviation(f"{service} {operation.name} ({status}):\n  " + "\n  ".join(problems))


def error_problems(service, operation, protocol, status, body, headers):
    problems = []
    if status >= 500 and status not in (501, 503):
        problems.append(f"status {status}: {body[:300]!r}")
    code = error_code(protocol, body, headers)
    if not code:
        return problems + [f"an error without a code: {body[:200]!r}"]
    if service in MODELLED:
        known = {shape.error_code for shape in operation.error_shapes} | {shape.name for shape in operation.error_shapes}
        known |= COMMON | BESIDE.get(service, set())
        if code not in known:
            problems.append(f"code {code} is not one of this operation's")
        for shape in operation.error_shapes:
            wanted = shape.metadata.get("error", {}).get("httpStatusCode")
            if code in (shape.name, shape.error_code) and wanted and wanted != status:
                problems.append(f"{code} has status {status} and not {wanted}")
            if code in (shape.name, shape.error_code) and protocol in ("json", "rest-json"):
                document = {k: v for k, v in json.loads(body).items() if k not in ("__type", "message", "Message", "code")}
                members = {name for name in document if name not in shape.members}
                problems += [f"{code} has no member {name}" for name in members]
    return problems


def error_code(protocol, body, headers):
    if protocol in ("json", "rest-json"):
        header = {k.lower(): v for k, v in headers.items()}.get("x-amzn-errortype")
        code = header or json.loads(body or b"{}").get("__type") or ""
        return code.split("#")[-1].split(":")[0]
    found = re.search(rb"<Code>([^<]+)</Code>", body)
    return found.group(1).decode() if found else ""


def json_problems(shape, value, path):
    if shape is None:
        return [] if value in ({}, None) else [f"{path}: an answer where none is"]
    kind = shape.type_name
    if kind == "structure":
        return structure_problems(shape, value, path)
    if kind == "list":
        if not isinstance(value, list):
            return [f"{path}: no list: {value!r}"]
        return [p for i, item in enumerate(value) for p in json_problems(shape.member, item, f"{path}[{i}]")]
    if kind == "map":
        if not isinstance(value, dict):
            return [f"{path}: no map: {value!r}"]
        return [p for key, item in value.items() for p in json_problems(shape.value, item, f"{path}.{key}")]
    wanted = {"string": str, "boolean": bool, "integer": int, "long": int, "double": (int, float),
              "float": (int, float), "timestamp": (int, float), "blob": str}[kind]
    if not isinstance(value, wanted) or (kind != "boolean" and isinstance(value, bool)):
        return [f"{path}: {value!r} is no {kind}"]
    return text_problems(shape, value, path) if kind == "string" else []


def structure_problems(shape, value, path):
    if not isinstance(value, dict):
        return [f"{path}: no structure: {value!r}"]
    if shape.is_document_type:
        return []
    names = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
    problems = [f"{path}.{key}: not in the model" for key in value if key not in names and key != "__type"]
    for key, (name, member) in names.items():
        if key in value and value[key] is not None:
            problems += json_problems(member, value[key], f"{path}.{key}")
        elif name in shape.required_members and member.serialization.get("location") is None:
            problems.append(f"{path}.{key}: required and not there")
    return problems


def text_problems(shape, value, path):
    problems = []
    if shape.enum and value not in shape.enum and value not in UNLISTED.get(shape.name, ()):
        problems.append(f"{path}: {value!r} is none of {shape.enum[:6]}...")
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and len(value) < least or most is not None and len(value) > most:
        problems.append(f"{path}: {value[:40]!r} has a length of {len(value)}, not {least} to {most}")
    return problems


def xml_problems(operation, protocol, shape, body):
    root = ElementTree.fromstring(body)
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
    if root.tag != f"{operation.wire_name if hasattr(operation, 'wire_name') else operation.name}Response":
        return [f"root is {root.tag}"]
    if protocol == "query":
        if root.find("ResponseMetadata/RequestId") is None:
            return ["no ResponseMetadata/RequestId"]
        if shape is None:
            return []
        wrapper = shape.serialization.get("resultWrapper", f"{operation.name}Result")
        found = root.find(wrapper)
        return [f"no {wrapper}"] if found is None else element_problems(shape, found, operation.name)
    if root.find("requestId") is None:
        return ["no requestId"]
    found = [child for child in root if child.tag != "requestId"]
    if shape is None:
        # EC2 answers `return` where its model has no output.
        return [f"{child.tag}: not in the model" for child in found if child.tag != "return"]
    root[:] = found
    return element_problems(shape, root, operation.name, ("return",))


def element_problems(shape, element, path, beside=()):
    kind = shape.type_name
    if kind == "structure":
        return fields_problems(shape, element, path, beside)
    if kind == "list":
        name = shape.member.serialization.get("name", "member")
        wrong = [f"{path}: an element {child.tag} and not {name}" for child in element if child.tag != name]
        return wrong + [p for i, c in enumerate(element) for p in element_problems(shape.member, c, f"{path}[{i}]")]
    if kind == "map":
        return [] if all(child.tag == "entry" for child in element) else [f"{path}: a map without entries"]
    text = element.text or ""
    if len(element):
        return [f"{path}: elements in a {kind}"]
    try:
        if kind in ("integer", "long"):
            int(text)
        elif kind in ("double", "float"):
            float(text)
        elif kind == "timestamp":
            datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return [f"{path}: {text!r} is no {kind}"]
    if kind == "boolean" and text not in ("true", "false"):
        return [f"{path}: {text!r} is no boolean"]
    return text_problems(shape, text, path) if kind == "string" else []


def fields_problems(shape, element, path, beside):
    names = {}
    for name, member in shape.members.items():
        wire = member.serialization.get("name", name)
        if member.type_name == "list" and member.serialization.get("flattened"):
            wire = member.member.serialization.get("name", wire)
        names[wire] = (name, member)
    problems, seen = [], set()
    for child in element:
        if child.tag not in names:
            problems += [] if child.tag in beside else [f"{path}.{child.tag}: not in the model"]
            continue
        name, member = names[child.tag]
        flat = member.type_name == "list" and member.serialization.get("flattened")
        if child.tag in seen and not flat:
            problems.append(f"{path}.{child.tag}: twice")
        seen.add(child.tag)
        problems += element_problems(member.member if flat else member, child, f"{path}.{child.tag}")
    for wire, (name, member) in names.items():
        if name in shape.required_members and wire not in seen:
            problems.append(f"{path}.{wire}: required and not there")
    return problems
