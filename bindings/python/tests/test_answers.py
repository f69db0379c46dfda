"""Answers as records, in notebooks, and for other tools."""

import xml.etree.ElementTree
from typing import Any

import karpool
from conftest import SMALLEST

Applied = tuple[karpool.Sandbox, karpool.Report, list[karpool.Event]]


def test_a_notebook_shows_a_plan_as_a_table(sandbox: karpool.Sandbox) -> None:
    plan = karpool.plan_sync(SMALLEST, world=sandbox)
    shown = plan._repr_html_()
    assert "eks.cluster/" in shown
    assert shown.count("<tr>") == plan.counts.create + 1


def test_a_notebook_shows_a_report_under_its_timeline(applied: Applied) -> None:
    _, report, _ = applied
    shown = report._repr_html_()
    picture = shown[shown.index("<svg") : shown.index("</svg>") + len("</svg>")]
    drawn = xml.etree.ElementTree.fromstring(picture)
    bars = list(drawn.iter("{http://www.w3.org/2000/svg}rect"))
    assert len(bars) == len(report.nodes)
    # The longest name has room before the bars, and the bars end inside of the picture.
    assert min(float(bar.attrib["x"]) for bar in bars) > 5.5 * max(len(node.id) for node in report.nodes)
    assert max(float(bar.attrib["x"]) + float(bar.attrib["width"]) for bar in bars) < float(drawn.attrib["width"])


def test_records_go_to_data_and_back(applied: Applied) -> None:
    _, report, events = applied
    assert karpool.Report.from_data(report.to_data()) == report
    assert report.nodes[0].id in {event.id for event in events if isinstance(event, karpool.NodeEvent)}
    assert events[0].to_data()["type"] == "started"


def test_a_kubeconfig_signs_in_through_the_command(applied: Applied, tmp_path: Any) -> None:
    world, _, _ = applied
    path = tmp_path / "config"
    given = karpool.kubeconfig_sync(SMALLEST, world=world, path=path, context="mine")
    assert given["current-context"] == "mine"
    assert given["users"][0]["user"]["exec"]["command"] == "karpool"
    assert "current-context: mine" in path.read_text()


def test_a_token_is_one_of_the_cluster(applied: Applied) -> None:
    world, _, _ = applied
    token = karpool.token_sync(cluster="dev", region="us-east-1", world=world)
    assert token.token.startswith("k8s-aws-v1.")
    assert token.expires.endswith("Z")


def test_the_chart_is_rendered(applied: Applied) -> None:
    world, _, _ = applied
    assert "Deployment" in {item["kind"] for item in karpool.render_sync(SMALLEST, world=world)}


def test_one_part_alone_is_planned_by_itself(applied: Applied) -> None:
    world, _, _ = applied
    pool = karpool.NodePool(arch=["arm64"]).alone(cluster_name="dev", region="us-east-1", name="batch")
    changes = karpool.plan_sync(pool, world=world).changes
    assert [(change.kind, change.action) for change in changes] == [("karpenter.node_pool", "create")]
