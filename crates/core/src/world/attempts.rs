//! How often a call is sent: a read as often as the SDK thinks right, a write once.
//!
//! The SDK would send a write again whose answer was lost, and take the second answer ("exists already", "over the
//! limit", a twin) for the call's. The engine knows better: it reads the thing again, and goes on from what it finds.

use aws_sdk_eks::config::retry::RetryConfig;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// Operations that change nothing begin with one of these.
const READING: [&str; 5] = ["Describe", "Get", "List", "Lookup", "Simulate"];

/// Takes the SDK's own retries away from calls that write.
#[derive(Debug)]
pub(super) struct WritesOnce;

#[dyn_dispatch_hint]
impl Intercept for WritesOnce {
    fn name(&self) -> &'static str {
        "WritesOnce"
    }

    /// The first moment at which the operation's name is known.
    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = config.load::<Metadata>().map(Metadata::name).unwrap_or_default();
        if !READING.iter().any(|prefix| operation.starts_with(prefix)) {
            config.interceptor_state().store_put(RetryConfig::disabled());
        }
        Ok(())
    }
}
