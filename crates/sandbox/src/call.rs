//! One decoded AWS request, and the two ways it can end.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::Time;
use crate::world::{Account, Regional, World};

/// Who signed a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// `arn:aws:iam::111122223333:user/alice` or `arn:aws:sts::111122223333:assumed-role/name/session`.
    pub arn: String,
    /// `AIDA...` for a user, `AROA...:session` for an assumed role.
    pub user_id: String,
    pub account: String,
}

/// A request after the wire protocol has been taken off.
///
/// `input` is a JSON tree whatever the protocol: JSON bodies as they are, path and query parameters of REST-JSON
/// merged in under the API's own names, and the dotted keys of the query protocols folded into objects and
/// arrays (`Filter.1.Value.2` becomes `Filter[0].Value[1]`; the query protocol's `member` level is dropped;
/// every leaf of a query protocol is a string).
pub struct Call<'a> {
    pub world: &'a mut World,
    /// Lower-case service name: `ec2`, `iam`, `eks`, ...
    pub service: &'static str,
    /// The API's operation name: `DescribeVpcs`.
    pub operation: String,
    pub input: Value,
    pub caller: Caller,
    pub region: String,
    pub partition: String,
}

/// What a handler answers: the tree of the response's result.
///
/// For the XML protocols element names are used as given and arrays become `<member>` (query) or `<item>` (EC2)
/// lists; `null` members are left out.
pub type Reply = Result<Value, Fault>;

impl Call<'_> {
    pub fn now(&self) -> Time {
        self.world.now
    }

    pub fn account_id(&self) -> String {
        self.caller.account.clone()
    }

    /// The caller's account; it exists, because the caller was found in it.
    pub fn account(&mut self) -> &mut Account {
        self.world.account(&self.caller.account, &self.partition)
    }

    /// The caller's account in the request's region.
    pub fn regional(&mut self) -> &mut Regional {
        let region = self.region.clone();
        self.account().region(&region)
    }

    /// A string member of the input; empty strings count as given.
    pub fn text(&self, name: &str) -> Option<String> {
        match &self.input[name] {
            Value::String(s) => Some(s.clone()),
            Value::Number(n) => Some(n.to_string()),
            Value::Bool(b) => Some(b.to_string()),
            _ => None,
        }
    }

    pub fn not_implemented(&self) -> Reply {
        Err(Fault::new(
            501,
            "NotImplemented",
            format!("the sandbox does not answer {}:{}", self.service, self.operation),
        ))
    }
}

/// An error answer: AWS's own code and status.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub status: u16,
    pub code: String,
    pub message: String,
    /// Further members of the error shape (JSON protocols), for example `clusterName`.
    pub members: Value,
}

impl Fault {
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault { status, code: code.into(), message: message.into(), members: Value::Null }
    }
}
