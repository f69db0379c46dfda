"""What type checkers refuse: every line here needs its `ignore`, or the check fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import karpool

if TYPE_CHECKING:
    from karpool.dicts import PieceDict, WorldOptionsDict

karpool.NodePool(wieght=1)  # type: ignore[call-arg]
karpool.NodePool(arch=["x86"])  # type: ignore[list-item]
karpool.Stack(region="us-east-1")  # type: ignore[call-arg]
karpool.plan("name: dev", purge=True)  # type: ignore[call-arg]
karpool.apply(1)  # type: ignore[arg-type]
karpool.plan("name: dev", world={"profil": "dev"})  # type: ignore[arg-type]
karpool.NodePoolPiece(cluster_name="dev", region="us-east-1", name="x86")  # type: ignore[call-arg]
karpool.check(karpool.NodePool())  # type: ignore[arg-type]
misspelt: WorldOptionsDict = {"profil": "dev"}  # type: ignore[typeddict-unknown-key]
empty: PieceDict = {"piece": "nodeRole", "clusterName": "dev", "region": "us-east-1"}  # type: ignore[assignment]
other: PieceDict = {"piece": "nodeRole", "clusterName": "dev", "region": "us-east-1", "addon": {}}  # type: ignore[assignment]
karpool.NodePool().wieght = 1  # type: ignore[attr-defined]
