//! The path of the EKS Auth API.

use http::Method;
use serde_json::Value;

use crate::eks::{Route, find_route};

/// Source: Amazon EKS API reference, EKS Auth.
const ROUTES: &[Route] = &[Route {
    operation: "AssumeRoleForPodIdentity",
    method: "POST",
    template: "/clusters/{clusterName}/assume-role-for-pod-identity",
    query: &[],
}];

/// Operation and path members of a request; `None` when no operation has this method and path.
pub fn route(method: &Method, path: &str, query: &[(String, String)]) -> Option<(&'static str, Value)> {
    find_route(ROUTES, method, path, query)
}
