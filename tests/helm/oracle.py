"""Helm's own engine behind a line of JSON: one question a line on standard input, one answer a line on standard output.

A question names a chart's folder, values as the text of a YAML file, and the release. An answer holds the objects as
Helm reads its own rendered text, or the reason why Helm refuses.
"""

import json
import re
import sys

import helm_python as helm

# As Helm splits what it renders (releaseutil.SplitManifests), which trims every document as well.
MARKER = re.compile(r"(?:\A|\s*\n)---\s*")


def documents(text):
    for document in MARKER.split(text.strip()):
        document = document.strip() + "\n"
        if any(line.strip() and not line.lstrip().startswith("#") for line in document.splitlines()):
            value = helm.values_from_yaml(document)
            if value:
                yield value


def values_of(question):
    if "values" in question:
        return question["values"]
    return helm.values_from_yaml(question.get("valuesText") or "{}")


def answer(question):
    with helm.Chart.load(question["chart"]) as chart:
        values = values_of(question)
        rendered = chart.render(
            values,
            name=question["name"],
            namespace=question["namespace"],
            revision=question["revision"],
            is_install=question["revision"] == 1,
            is_upgrade=question["revision"] > 1,
        )
        objects = []
        for path, text in rendered.items():
            if not path.endswith("NOTES.txt") and not path.rsplit("/", 1)[-1].startswith("_"):
                objects.extend(documents(text))
        crds = [one for crd in chart.crds for one in documents(crd["data"])]
        return {"values": values, "merged": chart.merge_values(values), "objects": objects, "crds": crds}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except helm.HelmError as error:
        reply = {"refused": str(error)}
    print(json.dumps(reply), flush=True)
