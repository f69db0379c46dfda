//! The protobuf bodies that typed clients send (`kubectl create`, `kubectl auth can-i`).
//!
//! Only the messages of the table are read; answers are always JSON, which those clients accept.

use serde_json::{Map, Value, json};

use super::status::Status;

/// The envelope's first bytes.
const MAGIC: &[u8] = b"k8s\0";

/// Kind or message, then `number:name:type`; types are `s` string, `i` integer, `b` boolean, `y` bytes, or a
/// message; `[]` is a list, `{}` a map from strings.
///
/// Source: the generated.proto files of Kubernetes 1.35.
const MESSAGES: &[(&str, &str)] = &[
    (
        "ObjectMeta",
        "1:name:s 2:generateName:s 3:namespace:s 6:resourceVersion:s 11:labels:{}s 12:annotations:{}s 14:finalizers:[]s",
    ),
    ("Namespace", "1:metadata:ObjectMeta"),
    ("ConfigMap", "1:metadata:ObjectMeta 2:data:{}s 3:binaryData:{}y 4:immutable:b"),
    ("Secret", "1:metadata:ObjectMeta 2:data:{}y 3:type:s 4:stringData:{}s 5:immutable:b"),
    ("ServiceAccount", "1:metadata:ObjectMeta 4:automountServiceAccountToken:b"),
    ("SelfSubjectReview", "1:metadata:ObjectMeta"),
    ("SelfSubjectAccessReview", "1:metadata:ObjectMeta 2:spec:AccessReviewSpec"),
    ("AccessReviewSpec", "1:resourceAttributes:ResourceAttributes 2:nonResourceAttributes:NonResourceAttributes"),
    ("ResourceAttributes", "1:namespace:s 2:verb:s 3:group:s 4:version:s 5:resource:s 6:subresource:s 7:name:s"),
    ("NonResourceAttributes", "1:path:s 2:verb:s"),
    ("SelfSubjectRulesReview", "1:metadata:ObjectMeta 2:spec:RulesReviewSpec"),
    ("RulesReviewSpec", "1:namespace:s"),
    ("TokenRequest", "1:metadata:ObjectMeta 2:spec:TokenRequestSpec"),
    ("TokenRequestSpec", "1:audiences:[]s 4:expirationSeconds:i"),
    ("Eviction", "1:metadata:ObjectMeta 2:deleteOptions:DeleteOptions"),
    (
        "DeleteOptions",
        "1:gracePeriodSeconds:i 2:preconditions:Preconditions 3:orphanDependents:b 4:propagationPolicy:s 5:dryRun:[]s",
    ),
    ("Preconditions", "1:uid:s 2:resourceVersion:s"),
    ("Role", "1:metadata:ObjectMeta 2:rules:[]PolicyRule"),
    ("ClusterRole", "1:metadata:ObjectMeta 2:rules:[]PolicyRule"),
    ("PolicyRule", "1:verbs:[]s 2:apiGroups:[]s 3:resources:[]s 4:resourceNames:[]s 5:nonResourceURLs:[]s"),
    ("RoleBinding", "1:metadata:ObjectMeta 2:subjects:[]Subject 3:roleRef:RoleRef"),
    ("ClusterRoleBinding", "1:metadata:ObjectMeta 2:subjects:[]Subject 3:roleRef:RoleRef"),
    ("Subject", "1:kind:s 2:apiGroup:s 3:name:s 4:namespace:s"),
    ("RoleRef", "1:apiGroup:s 2:kind:s 3:name:s"),
    ("Deployment", "1:metadata:ObjectMeta 2:spec:DeploymentSpec"),
    ("DeploymentSpec", "1:replicas:i 2:selector:LabelSelector 3:template:PodTemplateSpec"),
    ("LabelSelector", "1:matchLabels:{}s"),
    ("PodTemplateSpec", "1:metadata:ObjectMeta 2:spec:PodSpec"),
    ("Pod", "1:metadata:ObjectMeta 2:spec:PodSpec"),
    (
        "PodSpec",
        "2:containers:[]Container 3:restartPolicy:s 4:terminationGracePeriodSeconds:i 6:dnsPolicy:s 7:nodeSelector:{}s 8:serviceAccountName:s 10:nodeName:s",
    ),
    ("Container", "1:name:s 2:image:s 3:command:[]s 4:args:[]s 6:ports:[]ContainerPort 7:env:[]EnvVar"),
    ("ContainerPort", "1:name:s 2:hostPort:i 3:containerPort:i 4:protocol:s"),
    ("EnvVar", "1:name:s 2:value:s"),
];

enum Wire<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// Reads a body into the JSON object that it stands for.
///
/// # Errors
/// 415 for kinds that are not in the table, 400 for bytes that are no message.
pub(crate) fn decode(body: &[u8]) -> Result<Value, Status> {
    let broken = || Status::bad_request("the body is no Kubernetes protobuf message");
    let envelope = body.strip_prefix(MAGIC).ok_or_else(broken)?;
    let (mut version, mut kind, mut raw) = (String::new(), String::new(), &[][..]);
    for (number, value) in fields(envelope).ok_or_else(broken)? {
        match (number, value) {
            (1, Wire::Bytes(meta)) => {
                for (number, value) in fields(meta).ok_or_else(broken)? {
                    if let Wire::Bytes(text) = value {
                        let text = String::from_utf8_lossy(text).into_owned();
                        if number == 1 { version = text } else { kind = text }
                    }
                }
            }
            (2, Wire::Bytes(bytes)) => raw = bytes,
            _ => {}
        }
    }
    if !MESSAGES.iter().any(|(name, _)| *name == kind) {
        return Err(Status::unsupported_media_type("application/vnd.kubernetes.protobuf"));
    }
    let mut object = message(&kind, raw).ok_or_else(broken)?;
    object["apiVersion"] = json!(version);
    object["kind"] = json!(kind);
    Ok(object)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn fields(mut bytes: &[u8]) -> Option<Vec<(u64, Wire<'_>)>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes)?;
        let value = match tag & 7 {
            0 => Wire::Number(varint(&mut bytes)?),
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).ok()?;
                let (value, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                Wire::Bytes(value)
            }
            1 => {
                bytes = bytes.get(8..)?;
                continue;
            }
            5 => {
                bytes = bytes.get(4..)?;
                continue;
            }
            _ => return None,
        };
        found.push((tag >> 3, value));
    }
    Some(found)
}

fn message(name: &str, bytes: &[u8]) -> Option<Value> {
    let (_, shape) = MESSAGES.iter().find(|(known, _)| *known == name)?;
    let mut object = Map::new();
    for (number, value) in fields(bytes)? {
        let wanted = number.to_string();
        let row = shape.split(' ').map(|one| one.splitn(3, ':').collect::<Vec<_>>()).find(|one| one[0] == wanted);
        let Some([_, field, kind]) = row.as_deref() else { continue };
        if let Some(item) = kind.strip_prefix("[]") {
            if let Some(list) = object.entry(*field).or_insert_with(|| json!([])).as_array_mut() {
                list.push(single(item, &value)?);
            }
        } else if let Some(item) = kind.strip_prefix("{}") {
            let Wire::Bytes(pair) = value else { return None };
            let (mut key, mut content) = (String::new(), json!(""));
            for (number, value) in fields(pair)? {
                match (number, &value) {
                    (1, Wire::Bytes(text)) => key = String::from_utf8_lossy(text).into_owned(),
                    (2, _) => content = single(item, &value)?,
                    _ => {}
                }
            }
            object.entry(*field).or_insert_with(|| json!({}))[key] = content;
        } else {
            let found = single(kind, &value)?;
            // Typed clients write every plain field; an empty text means that it was not given.
            if found != "" {
                object.insert((*field).to_owned(), found);
            }
        }
    }
    Some(Value::Object(object))
}

fn single(kind: &str, value: &Wire<'_>) -> Option<Value> {
    use base64::Engine as _;
    Some(match (kind, value) {
        ("s", Wire::Bytes(text)) => json!(String::from_utf8_lossy(text)),
        ("y", Wire::Bytes(bytes)) => json!(base64::engine::general_purpose::STANDARD.encode(bytes)),
        ("i", Wire::Number(number)) => json!(number.cast_signed()),
        ("b", Wire::Number(number)) => json!(*number != 0),
        (name, Wire::Bytes(bytes)) => message(name, bytes)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_map_is_read_from_its_wire_form() {
        let mut body = MAGIC.to_vec();
        body.extend(b"\x0a\x0f\x0a\x02v1\x12\x09ConfigMap\x12\x0d\x0a\x03\x0a\x01c\x12\x06\x0a\x01a\x12\x01b");
        let object = decode(&body).expect("the message is whole");
        assert_eq!(
            object,
            json!({ "metadata": { "name": "c" }, "data": { "a": "b" }, "apiVersion": "v1", "kind": "ConfigMap" })
        );
        assert!(decode(b"k8s\0\xff").is_err());
    }
}
