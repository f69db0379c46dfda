"""Helm's own engine in a cluster: one verb a line on standard input, its answer or the reason why not on standard output."""

import json
import sys

import helm_python as helm

RELEASE = "karpenter"


def answer(question):
    given = question["with"] or {}
    with helm.Config(kubeconfig_path=question["kubeconfig"], namespace=question["namespace"]) as config:
        match question["do"]:
            case "list":
                return config.list()
            case "history":
                return config.history(RELEASE)
            case "values":
                return config.get_values(RELEASE)
            case "install" | "upgrade" as verb:
                options = {"reuse_values": True} if verb == "upgrade" else {}
                return getattr(config, verb)(given["chart"], RELEASE, given.get("values"),
                                             namespace=question["namespace"], **options)
            case "rollback":
                return config.rollback(RELEASE, version=given["revision"])
            case "uninstall":
                return config.uninstall(RELEASE)


for line in sys.stdin:
    try:
        reply = {"answer": answer(json.loads(line))}
    except helm.HelmError as error:
        reply = {"refused": str(error)}
    print(json.dumps(reply), flush=True)
