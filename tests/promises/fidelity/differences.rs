//! Where the worlds are not alike, or karpool says otherwise than a server does, and why it stays so.

/// World, what is different, why, and the test or file in which it shows.
pub const DIFFERENCES: &[(&str, &str, &str, &str)] = &[
    (
        "control plane",
        "time is the machine's, some times as fast for AWS",
        "nobody can stop the clock of other programs; sweeps over every second stay in the sandbox",
        "tests/harness/real.rs",
    ),
    (
        "control plane",
        "what kubelets and the simulated Karpenter write carries the world's time, ahead of the machine's",
        "they live in the account's time; their own cache tells the age of objects in it too",
        "crates/sandbox/src/kubernetes/remote.rs",
    ),
    (
        "control plane",
        "containers do not run: pods are Running because a simulated kubelet says so",
        "there are no machines; Karpenter's own controller is a process where its image is known",
        "crates/sandbox/src/control_plane/mod.rs",
    ),
    (
        "sandbox",
        "a server that starts again is one that does not answer for a while",
        "the simulated API has no process that could end",
        "a_server_that_starts_again_in_the_middle_is_waited_for",
    ),
    (
        "sandbox",
        "admission policies and webhooks of the user are stored and not asked",
        "nothing that karpool makes depends on them; pod identity's own webhook is simulated",
        "crates/sandbox/src/kubernetes/operation/admission.rs",
    ),
    (
        "sandbox",
        "built-in types are those of Kubernetes 1.35",
        "the real control plane is 1.36; none of the kinds that karpool writes has changed",
        "crates/sandbox/src/kubernetes/generated/builtin_types.txt",
    ),
    (
        "every server",
        "another manager's other spelling of a quantity in a custom resource is no difference for karpool, and a conflict as \
         soon as it writes something else",
        "a server keeps such a value as it was written; karpool says whose it is before it writes",
        "other_spellings_of_a_quantity_and_a_duration_are_no_difference",
    ),
    (
        "every server",
        "a field that left the spec and has the server's default is shown as taken away, and comes back",
        "karpool does not know every default; it happens once and changes nothing",
        "what_is_said_of_an_object_is_what_the_server_does",
    ),
    (
        "every server",
        "a zero that the server does not keep is shown once more when it is added",
        "karpool knows those of the fields that Karpenter's chart writes, and after the first apply all others",
        "what_is_said_of_an_object_is_what_the_server_does",
    ),
    (
        "every server",
        "what the server changes along with a field is not in the plan (`sessionAffinityConfig` with `sessionAffinity`)",
        "karpool plans without asking the server, so that a plan needs no rights to write",
        "what_is_said_of_an_object_is_what_the_server_does",
    ),
];
