"""What the emulator answers otherwise than AWS, one entry each, with the field and the reason.

An entry corrects the answer on its way. One that has nothing to correct in a whole run fails the suite: then the gap
has gone, and so has the entry to go.
"""

import json
import urllib.parse


class Exchange:
    """One call and its answer, which gaps may change."""

    def __init__(self, method, target, body, status, answer):
        self.method, self.status, self.answer = method, status, answer
        parts = urllib.parse.urlsplit(target)
        self.path, self.query = parts.path, urllib.parse.parse_qs(parts.query)
        self.form = urllib.parse.parse_qs(body.decode("latin1")) if b"Action=" in body else {}
        self.body = body

    def action(self):
        return self.form.get("Action", [""])[0]

    def asked(self):
        return json.loads(self.body or b"{}")

    def answered(self):
        try:
            return json.loads(self.answer or b"{}")
        except ValueError:
            return {}

    def say(self, answer, status=200):
        self.status, self.answer = status, json.dumps(answer).encode()
        return True


class Gap:
    def __init__(self, operation, field, reason, correct):
        self.operation, self.field, self.reason, self.correct = operation, field, reason, correct
        self.times = 0

    def __str__(self):
        return f"{self.operation}: {self.field}: {self.reason}"


def not_found_by_name(exchange, memory):
    wrong = b"InvalidLaunchTemplateId.NotFoundException"
    if "LaunchTemplateName" not in exchange.form or wrong not in exchange.answer:
        return False
    exchange.answer = exchange.answer.replace(wrong, b"InvalidLaunchTemplateName.NotFoundException")
    return True


def addon_versions(exchange, memory):
    if exchange.path != "/addons/supported-versions" or exchange.status == 200:
        return False
    name, version = exchange.query["addonName"][0], exchange.query["kubernetesVersion"][0]
    offered = [{"clusterVersion": version, "platformVersions": ["*"], "defaultVersion": True}]
    versions = [{"addonVersion": "v1.20.0-eksbuild.1", "architecture": ["amd64", "arm64"], "compatibilities": offered}]
    return exchange.say({"addons": [{"addonName": name, "addonVersions": versions}]})


def owner_of_nobody(exchange, memory):
    answer = exchange.answered()
    found = [answer.get("association") or {}] + list(answer.get("associations") or [])
    owned = [one for one in found if one.get("ownerArn") == ""]
    for one in owned:
        del one["ownerArn"]
    return exchange.say(answer, exchange.status) if owned else False


def dropped(noun, path, field):
    """A field of a create call that no later answer has."""

    def correct(exchange, memory):
        parts = [part for part in exchange.path.split("/") if part]
        if exchange.method == "POST" and exchange.path.endswith(path) and exchange.status == 200:
            asked = exchange.asked()
            memory[noun, asked.get("name") or asked.get(noun + "Name"), field] = asked.get(field)
        answer = exchange.answered()
        thing = answer.get(noun)
        if exchange.status != 200 or not isinstance(thing, dict) or thing.get(field) or len(parts) < 1:
            return False
        value = memory.get((noun, thing.get("name") or thing.get(noun + "Name"), field))
        if value is None:
            return False
        thing[field] = value
        return exchange.say(answer)

    return correct


GAPS = [
    Gap("ec2:DescribeLaunchTemplateVersions", "Error.Code",
        "a template that is not there by its name is answered with the code for ids", not_found_by_name),
    Gap("eks:DescribeAddonVersions", "addons", "there is no catalogue of addons", addon_versions),
    Gap("eks:CreateCluster", "cluster.upgradePolicy", "it is dropped", dropped("cluster", "/clusters", "upgradePolicy")),
    Gap("eks:DescribePodIdentityAssociation", "ownerArn", "it is empty where AWS leaves it out", owner_of_nobody),
    Gap("eks:CreateNodegroup", "nodegroup.launchTemplate", "it is dropped",
        dropped("nodegroup", "/node-groups", "launchTemplate")),
    Gap("eks:CreateNodegroup", "nodegroup.nodeRepairConfig", "it is dropped",
        dropped("nodegroup", "/node-groups", "nodeRepairConfig")),
    Gap("eks:CreateNodegroup", "nodegroup.updateConfig", "it is dropped",
        dropped("nodegroup", "/node-groups", "updateConfig")),
]


def correct(exchange, memory):
    for gap in GAPS:
        if gap.correct(exchange, memory):
            gap.times += 1
