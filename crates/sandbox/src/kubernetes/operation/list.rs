//! Lists with selectors and pages.

use serde_json::{Value, json};

use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::resource::Resource;
use crate::kubernetes::selector::Selector;
use crate::kubernetes::status::Status;
use crate::kubernetes::store::{name_of, namespace_of, slot};

/// Which objects of a resource are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListQuery {
    /// Empty for all namespaces.
    pub(crate) namespace: String,
    pub(crate) selector: Selector,
    pub(crate) limit: usize,
    pub(crate) after: String,
}

impl Cluster {
    /// The objects, and the list's metadata.
    ///
    /// # Errors
    /// 410 for a continue token that says nothing.
    pub(crate) fn list(&self, resource: &Resource, query: &ListQuery) -> Result<(Vec<Value>, Value), Status> {
        let mut objects: Vec<Value> = Vec::new();
        let mut metadata = json!({ "resourceVersion": self.revision.to_string() });
        let mut rest = 0;
        for object in self.stored(&resource.key()) {
            let here = slot(namespace_of(object), name_of(object));
            let inside = query.namespace.is_empty() || namespace_of(object) == query.namespace;
            if !inside
                || here.as_str() <= query.after.as_str() && !query.after.is_empty()
                || !query.selector.fits(object)
            {
                continue;
            }
            if query.limit > 0 && objects.len() == query.limit {
                rest += 1;
                continue;
            }
            let mut object = object.clone();
            object["apiVersion"] = json!(resource.api_version());
            objects.push(object);
        }
        if rest > 0
            && let Some(last) = objects.last()
        {
            metadata["continue"] = json!(encode(&slot(namespace_of(last), name_of(last))));
            metadata["remainingItemCount"] = json!(rest);
        }
        Ok((objects, metadata))
    }
}

fn encode(after: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(after)
}

impl ListQuery {
    /// # Errors
    /// 400 for a token that this server did not make.
    pub(crate) fn continue_from(&mut self, token: &str) -> Result<(), Status> {
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        self.after = text.ok_or_else(|| Status::bad_request("continue key is not valid"))?;
        Ok(())
    }
}
