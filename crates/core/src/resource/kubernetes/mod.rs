//! Kinds of Kubernetes and Karpenter.
