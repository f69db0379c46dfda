//! Places that may break a rule, each with its reason. A row that excuses nothing is itself a finding.

use super::Finding;

pub(super) struct Exception {
    pub rule: &'static str,
    /// A file, or the beginning of paths.
    pub path: &'static str,
    /// Part of what the finding says; empty for all of them.
    pub of: &'static str,
    /// Read by people.
    #[expect(dead_code, reason = "an exception without a reason is none")]
    pub why: &'static str,
}

impl Exception {
    pub(super) fn excuses(&self, finding: &Finding) -> bool {
        finding.rule == self.rule && finding.path.starts_with(self.path) && finding.text.contains(self.of)
    }
}

pub(super) const EXCEPTIONS: &[Exception] = &[
    Exception {
        rule: "the library is silent",
        path: "bindings/node/build.rs",
        of: "println",
        why: "what a build script prints is what it says to cargo",
    },
    Exception {
        rule: "simulated time",
        path: "crates/sandbox/src/clock.rs",
        of: "Instant::now",
        why: "simulated time is tokio's clock, which tests pause; this is the one place that reads it",
    },
    Exception {
        rule: "simulated time",
        path: "crates/sandbox/src/store.rs",
        of: "std::env",
        why: "names the process that holds the folder; nothing in the world depends on it",
    },
    Exception {
        rule: "order",
        path: "crates/core/src/resource/aws/sqs_queue.rs",
        of: "HashMap",
        why: "the SDK's builder takes one; its order reaches neither a plan nor a decision",
    },
    Exception {
        rule: "order",
        path: "crates/core/src/resource/aws/eks_node_group/payload.rs",
        of: "HashMap",
        why: "the SDK's builder takes one; its order reaches neither a plan nor a decision",
    },
    Exception {
        rule: "no own tasks",
        path: "crates/core/src/chart/fetch.rs",
        of: "spawn_blocking",
        why: "a pull lives on a thread and clock of its own, because under a paused clock waiting for the network would \
              run through every time-out at once; it is waited for",
    },
    Exception {
        rule: "world comes in",
        path: "crates/core/src/chart/registry.rs",
        of: "tokio::time::sleep",
        why: "the pause between attempts of a pull, on the pull's own clock",
    },
];
