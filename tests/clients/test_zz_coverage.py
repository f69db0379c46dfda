"""The end of the suite: every operation was answered at least once."""

from sandbox import ANSWERED
from test_operations import OPERATIONS

# Operations that others of the suite's files call through their own tools.
ELSEWHERE = {"sts": {"AssumeRoleWithWebIdentity"}, "iam": {"ListRoles"}}


def test_every_operation_was_answered(request):
    if request.config.option.keyword or len({item.fspath for item in request.session.items}) < 6:
        return
    missing = {f"{service}:{operation}" for service, names in OPERATIONS.items() for operation in names
               if operation not in ANSWERED.get(service, ()) and operation not in ELSEWHERE.get(service, ())}
    assert not missing
