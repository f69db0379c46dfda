//! What carries a stack's mark wherever it lies: names may have changed since it was made, marks have not. No kind.
//!
//! Key: the mark. Calls: tag:GetResources.

use crate::error::{Answer, Result};
use crate::resource::tag;
use crate::world::World;

/// The ARNs of the stack's things of one kind (`sqs`, `events:rule`). They show a while after they were made.
pub(super) async fn tagged(stack: &str, kind: &str, world: &World) -> Result<Vec<String>> {
    let filter = aws_sdk_resourcegroupstagging::types::TagFilter::builder().key(tag::STACK).values(stack).build();
    let get = world.tagging().get_resources().tag_filters(filter).resource_type_filters(kind);
    let found = get.into_paginator().items().send().try_collect().await.of("tag:GetResources")?;
    Ok(found.into_iter().filter_map(|resource| resource.resource_arn).collect())
}

/// Names without those that are there already, and those of the ARNs.
pub(super) fn joined(mut names: Vec<String>, arns: &[String]) -> Vec<String> {
    names.extend(arns.iter().filter_map(|arn| arn.rsplit(['/', ':']).next()).map(str::to_owned));
    names.sort();
    names.dedup();
    names
}
