"""What type checkers refuse: every line here needs its `ignore`, or the check fails."""

import karpool

karpool.NodePool(wieght=1)  # type: ignore[call-arg]
karpool.NodePool(arch=["x86"])  # type: ignore[list-item]
karpool.Stack(region="us-east-1")  # type: ignore[call-arg]
karpool.plan("name: dev", purge=True)  # type: ignore[call-arg]
karpool.apply(1)  # type: ignore[arg-type]
